"""The page of the counterfactual: it opens with the answer."""

from typing import Any

import pandas as pd

from calibration.turning import AFTER, BEFORE, READINGS, observed_rise
from experiments.calibrate.plot_counterfactual import (
    LEADING,
    SAME,
    UNWEIGHTED,
    WEIGHTED,
    WORDS,
    Told,
    chance,
    reference_of,
)
from experiments.document import as_table

_NOTE = "<!-- written by `fivebytwo counterfactual`; change the source, not this page -->\n\n"
_TABLES = ("turning", "courses", "differences", "splits")
_PLAIN = ("history", "endogenous")  # what others are held against
_TOLD = (2017, 2020)
_WITHOUT = ("no_initiative", "no_ministry", "no_programmes")  # that the answer is of
_CAVEATS = """\
- **No Initiative is not no one.** The same organisations go on, each on its own, and the Ministry
  still steps up when urgency, its openness and its minister make it. How readily is a prior
  (`ministry.step_level` and its kin): one Ministry that stepped up once is no evidence for a
  hazard. In `no Ministry` it never does, and partners go on together. Read the two as ends.
- **Replay and decision are two worlds.** Posteriors were fitted to history with its dates. Where
  partners and Ministry decide, doses are the model's, not the dated ones. `no programme` is of the
  replay and is held against history, all others against the world where they decide; both
  references are in the tables, so that what they miss is seen. Partners' own work before 2014 is
  in the worlds where they decide; replay has what is dated only, and `no programme` not even
  Reserves (2011) and the virtual school (2012).
- **The unexplained common change of taste is in every world.** It is what nothing else explains:
  if it was somebody's doing, these probabilities are too high.
- **Intervals are of the draws made** (Monte Carlo). What structures do to a probability stands
  beside it; what no structure here holds is in neither, and weights are taken as known.
"""


def page(of: Told) -> str:
    """Return the page."""
    about = of.about
    part = f" in {about['fraction']:g} of the country" if about["fraction"] < 1 else ""
    tables = ", ".join(f"[{t}](counterfactual_{t}.csv)" for t in _TABLES)
    weights = ", ".join(f"`{v}` {w:.2f}" for v, w in about["weight"].items())
    parts = {
        "What counts as a turn": _readings(of)
        + "\n![Probabilities by structure](counterfactual_probabilities.png)\n",
        "Sitters in each scenario": _sitters(of),
        "What was missing": _differences(of),
        "What goes with it": _splits(of),
        "What this rests on": _CAVEATS,
    }
    return (
        f"{_NOTE}# Would it have happened anyway?\n\n{answer(of)}\n\n{_beside(of)} Brackets are"
        f" the Monte Carlo error of {about['draws']} draws a structure{part}, nine in ten; what is"
        " not known of structures is not in them.\n\n"
        "![Sitters in each scenario](counterfactual.png)\n\n"
        + "\n".join(f"## {words}\n\n{text}" for words, text in parts.items())
        + f"\nMade by `{about['command']}`: {about['runs']:,} runs, model {about['model']}, commit"
        f" {about['commit']}. Weights of structures: {weights}. Tables: {tables}.\n"
    )


def answer(of: Told) -> str:
    """Return whether it would have happened anyway, in two sentences."""
    initiative, ministry, none = (chance(of.probability(s, LEADING)) for s in _WITHOUT)
    plain = ", ".join(of.unweighted(s, LEADING) for s in _WITHOUT)
    each = ", ".join(of.over(s, LEADING) for s in _WITHOUT)
    return (
        "Without the Initiative, but with a Ministry that may still step up, at least half of the"
        f" observed rise comes by {AFTER} {initiative}, without the Ministry {ministry}, and"
        f" without any programme at all {none}. In the same order this is {plain} with structures"
        f" weighed alike, and by structure {each}."
    )


def _beside(of: Told) -> str:
    """Return what the answer is to be read beside: history itself, and any turn at all."""
    turns = {s: of.probability(s, "turn") for s in WORDS}
    if all(row["probability"] > 1 - SAME for row in turns.values()):
        told = f"{chance(min(turns.values(), key=lambda row: float(row['low'])))} of every scenario"
    else:
        told = ", ".join(f"{chance(turns[s])} with {WORDS[s]}" for s in _WITHOUT)
    return (
        "History itself, replayed under the same draws, makes half of the rise"
        f" {chance(of.probability('history', LEADING))}. A turn of any size beyond luck comes"
        f" {told}."
    )


def _interval(row: "pd.Series[Any]") -> str:
    """Return a probability with its interval, for a cell."""
    return chance(row).removeprefix("in ").removeprefix("with probability ")


def _readings(of: Told) -> str:
    """Return how likely each reading of a turn is in each scenario."""
    rows = []
    for s in WORDS:
        rows.append((WORDS[s], *(_interval(of.probability(s, r.name)) for r in READINGS)))
        plain = (of.probability(s, r.name, UNWEIGHTED)["probability"] for r in READINGS)
        over = (of.over(s, r.name) for r in READINGS)
        rows.append(("", *(f"*{p:.2f}; {o}*" for p, o in zip(plain, over, strict=True))))
    told = "\n".join(f"- *{r.name}*: {r.words}" for r in READINGS)
    return (
        f"{told}\n\nThe observed rise is {observed_rise():,.0f}, from {BEFORE} to {AFTER}. Luck"
        f" alone moves a run's rise by {of.about['luck']:,.0f} students (sd), and more than luck is"
        " above 1.64 of these. It is measured by living draws again without the Initiative, with"
        " the luck of the Ministry's decisions: whether and when it steps up."
        " [Attribution](attribution.md) pins the Ministry's dates, so that its luck is smaller."
        "\n\nFirst line: structures weighted by predictive score; second: all alike, and the least"
        " and the most of one structure.\n\n"
        + as_table(("scenario", *(r.name for r in READINGS)), rows)
    )


def _sitters(of: Told) -> str:
    """Return sitters and their share of 12th graders in each scenario."""
    table = of.courses[of.courses["variant"] == WEIGHTED]
    told = {(r["scenario"], r["year"], r["measure"]): r for r in table.to_dict("records")}
    rows = []
    for s in WORDS:
        counts = [told[s, y, "five_units"] for y in _TOLD]
        shares = [told[s, y, "share"] for y in _TOLD]
        rows.append((
            WORDS[s],
            *(f"{r['median']:,.0f} ({r['low']:,.0f}-{r['high']:,.0f})" for r in counts),
            *(f"{r['median']:.1%} ({r['low']:.1%}-{r['high']:.1%})" for r in shares),
        ))  # fmt: skip
    heading = [f"{what} {y}" for what in ("sitters", "share") for y in _TOLD]
    return f"Median, and nine in ten draws.\n\n{as_table(('scenario', *heading), rows)}"


def _differences(of: Told) -> str:
    """Return the paired differences that the scenarios are to be read by."""
    told = {
        (r["variant"], r["reference"], r["scenario"], r["year"]): r
        for r in of.differences.to_dict("records")
    }
    rows = []
    for s in (s for s in WORDS if s not in _PLAIN):
        for year in _TOLD:
            by = [told[v, reference_of(s), s, year] for v in (WEIGHTED, UNWEIGHTED)]
            cells = [f"{r['median']:+,.0f} ({r['low']:+,.0f} to {r['high']:+,.0f})" for r in by]
            share = f"{by[0]['above_0']:.2f}"
            rows.append((WORDS[s], WORDS[reference_of(s)], year, *cells, share))
    heading = ("without", "reference", "year", WEIGHTED, UNWEIGHTED, "share above 0")
    return (
        "Students more in the reference than in the scenario, draw by draw under the same luck:"
        f" median, and nine in ten draws.\n\n{as_table(heading, rows)}"
    )


def _splits(of: Told) -> str:
    """Return how likely a reading is among some of the draws, where that differs."""
    table = of.splits[(of.splits["variant"] == WEIGHTED) & (of.splits["draws"] > 0)]
    table = table[table["scenario"].str.startswith("no_")]
    by_taste = table["group"].str.endswith("taste")
    pairs = table.groupby(["scenario", by_taste])["probability"]
    some = table[pairs.transform("max") - pairs.transform("min") > SAME]
    rows = [
        (WORDS[r["scenario"]], r["group"], r["draws"], _interval(pd.Series(r)))
        for r in some.to_dict("records")
    ]
    (name,) = table["reading"].unique()
    how = (
        f"How likely *{name}* is among draws whose unexplained change of taste, 2009-2017, is above"
        " or below the median of their structure, and by what the Ministry did where it decides;"
        " what differs between neither is left out."
    )
    told = as_table(("scenario", "draws in which", "draws", name), rows) if rows else ""
    return f"{how}\n\n{told or 'Nothing differs.'}\n"
