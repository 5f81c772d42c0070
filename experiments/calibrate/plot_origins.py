"""The page and the picture of predictions from earlier years: the model beside its baselines."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from calibration.baselines import METHODS, observed
from experiments import say
from experiments.palette import BLUE, BROWN, GREEN, INK, ORANGE, PINK, QUIET, SKY, STYLE
from experiments.sweeps.page import panel_at, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MODEL = "model"
_COLOURS = dict(zip(METHODS, (ORANGE, GREEN, BROWN, PINK, SKY, QUIET), strict=True))
_WIDE, _HIGH, _APART = 3.1, 3.3, 0.5  # inches
_TOP = 20_000  # students, of the axis
_PAGE = """<!-- written by `fivebytwo origins`; change the source, not this page -->
# Out of sample: fitted to 2013-2016, predicted to 2017

{verdict}

![Predictions from four origins](out_of_sample.png)

Mean over the {pairs} pairs of an origin and a later year up to 2017; CRPS and interval scores in
students, less is better. *inside* is how often the interval held what came.

{means}

CRPS of each pair (students), and what was observed:

{pairs_table}

What these figures are, and what they are not:

- Parameters were fitted to figures known by the origin, by the emulated likelihood; {structures}
  structures are mixed alike, as weights by score would know what came. Luck, the model's declared
  discrepancy and errors of sources are in the intervals.
- **Programmes and levers are those that came** ("history"): the model is told what the Ministry and
  the partners did after the origin, and no baseline is. This tests how students answer to what was
  done, not foresight of policy. The structures, their priors and the declared discrepancy were also
  chosen by people who had seen 2017.
- Waves that ruled parameters out used figures up to 2013 only, which every origin knows.
- Baselines see the national counts of 2006, 2010, 2012 and on, up to the origin: four figures in
  2013. Their intervals are as wide as so few figures make them (`calibration/baselines.py`).
  *logistic trend* and *age cohorts* are given the number of 12th graders of the year to come.
- {pairs} pairs are few, and overlap: 2017 is in four of them.

Each structure alone:

{structures_table}

Tables: [scores](out_of_sample_scores.csv), [means](out_of_sample_means.csv). Written by
`{command}`, seed {seed}, {draws} draws a structure, model {model}, commit {commit}.
"""


def page(table: pd.DataFrame, means: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """Return the page."""
    plain = means[~means["method"].str.startswith(f"{MODEL}: ")]
    alone = means[means["method"].str.startswith(f"{MODEL}: ")]
    return _PAGE.format(
        verdict=verdict(table), pairs=int(plain["pairs"].iloc[0]), means=_means(plain),
        pairs_table=_pairs(table), structures=len(about["structures"]),
        structures_table=_means(alone), command=about["command"], seed=about["seed"],
        draws=about["draws"], model=about["model"], commit=about["commit"],
    )  # fmt: skip


def verdict(table: pd.DataFrame) -> str:
    """Return in words which baselines the model beats by CRPS, on the mean and pair by pair."""
    wide = table.pivot_table(index=["origin", "year"], columns="method", values="crps")
    mean = wide.mean()
    beaten = [m for m in METHODS if mean[MODEL] < mean[m]]
    others = [m for m in METHODS if m not in beaten]
    words = [f"The model's mean CRPS is {mean[MODEL]:,.0f} students."]
    if beaten:
        named = ", ".join(f"{m} ({mean[m]:,.0f})" for m in beaten)
        words.append(f"It is better than that of {named}.")
    if others:
        named = ", ".join(f"{m} ({mean[m]:,.0f})" for m in others)
        words.append(f"**It does not beat {named}.**")
    best = wide[list(METHODS)].idxmin(axis=1)
    lost = [
        f"{best[pair]} is better from {pair[0]} to {pair[1]}"
        for pair in wide.index
        if wide.loc[pair, best[pair]] <= wide.loc[pair, MODEL]
    ]
    own = table[table["method"] == MODEL]
    under = int((own["median"] < own["observed"]).sum())
    words.append(f"Its median is below what came in {under} of {len(own)} pairs.")
    words.append(
        "Pair by pair: **" + "; ".join(lost) + "**." if lost
        else "No baseline is better in any pair."
    )  # fmt: skip
    return " ".join(words)


def print_means(means: pd.DataFrame) -> None:
    """Print the mean scores of all methods."""
    columns = ("method", "CRPS", "inside 50 %", "inside 90 %", "interval score 90 %")
    say.table(columns, _cells(means), numbers=columns[1:], title="Counts after the origin, to 2017")


def _cells(means: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return mean scores as printed."""
    return [
        (m["method"], f"{m['crps']:,.0f}", f"{m['inside_50']:.0%}", f"{m['inside_90']:.0%}",
         f"{m['interval_score_90']:,.0f}")
        for m in means.to_dict("records")
    ]  # fmt: skip


def _means(means: pd.DataFrame) -> str:
    """Return mean scores as a table of a page."""
    head = [
        "| method | CRPS | inside 50 % | inside 90 % | interval score 90 % |",
        "|---|" + "--:|" * 4,
    ]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in _cells(means))])


def _pairs(table: pd.DataFrame) -> str:
    """Return the CRPS of each origin, year and method as a table of a page."""
    names = [MODEL, *METHODS]
    rows = [
        "| origin | year | observed | model: median, 90 % | " + " | ".join(names) + " |",
        "|---|---|--:|--:|" + "--:|" * len(names),
    ]
    for _, of in table.groupby(["origin", "year"]):
        by = of.set_index("method")
        own, crps = by.loc[MODEL], by["crps"].to_dict()
        told = " | ".join(f"{crps[n]:,.0f}" for n in names)
        rows.append(
            f"| {own['origin']} | {own['year']} | {own['observed']:,.0f} | {own['median']:,.0f},"
            f" {own['low_90']:,.0f} to {own['high_90']:,.0f} | {told} |"
        )
    return "\n".join(rows)


def draw(table: pd.DataFrame, means: pd.DataFrame, about: Mapping[str, Any], to: Path) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(table, means, about).savefig(to, dpi=130)


def picture(table: pd.DataFrame, means: pd.DataFrame, about: Mapping[str, Any]) -> "Figure":
    """Return a figure: a panel an origin, with what each method predicted and what came."""
    from matplotlib.figure import Figure

    origins = sorted(table["origin"].unique())
    wide = 0.8 + len(origins) * (_WIDE + _APART)
    figure = Figure(figsize=(wide, 5.6), facecolor="white")
    for place, origin in enumerate(origins):
        panel = panel_at(figure, 0.7 + place * (_WIDE + _APART), _WIDE, 0.95, _HIGH)
        title(panel, f"As of {origin}", "students who sit five units")
        _origin(panel, table[table["origin"] == origin], int(origin))
    crps = means.set_index("method")["crps"]
    words = f"Mean CRPS: model {crps[MODEL]:,.0f} students" + "".join(
        f", {name} {crps[name]:,.0f}" for name in METHODS
    )
    lines: tuple[tuple[float, str, dict[str, Any]], ...] = (
        (5.28, "What would have been predicted", {"size": 16, "weight": "bold"}),
        (4.98, f"{words}. Blue: the model's median, 50 % and 90 %.", {"size": 9.5, "color": QUIET}),
        (0.2, f"{about['command']}  ·  commit {about['commit']}", {"size": 8.5, "color": QUIET}),
    )
    for height, text, style in lines:
        figure.text(0.2 / wide, height / 5.6, text, va="center", **style)
    panel = figure.axes[0]
    handles, names = panel.get_legend_handles_labels()
    figure.legend(handles, names, loc=(0.03, 0.075), ncols=len(names), frameon=False, fontsize=9)
    return figure


def _origin(panel: "Axes", table: pd.DataFrame, origin: int) -> None:
    """Draw what was predicted from an origin."""
    own = table[table["method"] == MODEL].sort_values("year")
    known = observed()
    last = known.until(origin)
    at, now = [origin, *own["year"]], float(last.value[-1])
    for level, faint in ((90, 0.16), (50, 0.3)):
        low, high = ([now, *own[f"{side}_{level}"]] for side in ("low", "high"))
        panel.fill_between(at, low, high, color=BLUE, alpha=faint, linewidth=0)
    panel.plot(at, [now, *own["median"]], color=BLUE, linewidth=2, label=MODEL)
    for name in METHODS:
        of = table[table["method"] == name].sort_values("year")
        panel.plot(at, [now, *of["median"]], color=_COLOURS[name], linewidth=1.2, label=name)
    panel.plot(last.years, last.value, "o", color=INK, markersize=4.5, label="known")
    came = known.years > origin
    panel.plot(
        known.years[came], known.value[came], "o", color=INK, markerfacecolor="white",
        markersize=5.5, label="came later",
    )  # fmt: skip
    panel.set_xlim(2005.5, 2017.6)
    panel.set_ylim(0, _TOP)
    panel.set_xticks([2006, 2010, 2013, 2017])
    panel.yaxis.set_major_formatter("{x:,.0f}")
