"""The page of the attribution: the analyst's question first, then how sure, then the rest."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from calibration.attribution import (
    MISSED,
    NAMES,
    OUTSIDE,
    PLAYERS,
    RISE,
    ROWS,
    SCENARIO,
    SINCE,
    TITLES,
    TOLD,
    UNTIL,
    observed_rise,
)
from calibration.attribution_summary import BY_SCORE
from calibration.variants import BASE
from experiments.calibrate.moved import GROUPINGS
from experiments.headline import short
from simulation.parameters.world import named

if TYPE_CHECKING:
    from experiments.calibrate.attribution import Report

Lines = Mapping[str, Mapping[Hashable, Any]]

_FIRST_PAIRS = 6  # pairs that are told; the table holds all
_TERMS = ("allocation.misdirection", "supply.meeting_cost")  # what may make the network harm
_OF = "Mean over draws, each draw under one luck; structures count alike."


def page(report: "Report") -> str:
    """Return the page in Markdown."""
    parts = (
        _heading(report), _shares(report), _structures(report), _network(report), _sure(report),
        _together(report), _people(report), _off(), _again(report),
    )  # fmt: skip
    return "\n\n".join(block for part in parts for block in part) + "\n"


def _heading(report: "Report") -> Iterator[str]:
    """Yield the question, and the answer in figures."""
    yield "<!-- written by `fivebytwo attribute`; change the source, not this page -->"
    yield "# How much of the rise is due to what, and how sure are we?"
    if report.provisional:
        yield "**Made from a provisional posterior: figures will change.**"
    of = _lines(report, "shares", report.main)
    largest = sorted(NAMES, key=lambda name: -of[name]["mean"])[:3]
    yield (
        f"Students who sat five units rose by {observed_rise():,.0f} from {SINCE} to"
        f" {UNTIL}; the model's rise is {_told(of, RISE)}. Of it:"
    )
    shares = sum(of[name]["mean"] for name in NAMES)
    yield "\n".join([
        f"- {shares:,.0f} ({shares / of[RISE]['mean']:.0%}) are due to the seven groups"
        " of causes below; most of it to "
        + "; ".join(f"*{TITLES[name]}*, {_told(of, name)}" for name in largest) + ".",
        *(f"- {TITLES[row]}: {_told(of, row)}." for row in ROWS[len(NAMES):]),
        f"- Beyond it, observed and not reached by the model: {_told(of, MISSED)}.",
    ])  # fmt: skip
    yield (
        "In brackets: nine draws in ten, over what is not known of parameters, structures and luck."
        " This is what the model says, given what it could learn; not what happened."
    )


def _shares(report: "Report") -> Iterator[str]:
    """Yield the table of shares across structures, and the picture."""
    yield "![Shares of the rise](attribution.png)"
    yield "## Shares"
    yield (
        f"Students of {UNTIL} beyond those of {SINCE}: Shapley values over all {2 ** len(NAMES)}"
        f" sets of players, each lived under the same luck. Causes add up to the rise of the model"
        " in every draw, and with what it does not reach to the observed one."
        f" {_OF if report.main != BY_SCORE else ''}"
    ).rstrip()
    mixes = [report.main, *([BY_SCORE] if report.weighted else [])]
    for mix in mixes:
        of = _lines(report, "shares", mix)
        yield _table(
            (mix, "mean", "median", "5 %", "95 %", "Monte Carlo error", "draws below 0"),
            [
                (TITLES[row], *(_n(of[row][c]) for c in ("mean", "median", "low", "high")),
                 _n(of[row]["error"]), f"{of[row]['negative']:.0%}")
                for row in TOLD
            ],
        )  # fmt: skip
    if not report.weighted:
        yield "No weights by predictive score are published beside this posterior."


def _structures(report: "Report") -> Iterator[str]:
    """Yield how shares move across structures."""
    table = report.tables["shares"]
    names = [s for s in dict.fromkeys(table["structure"]) if not s.startswith("all, ")]
    yield "## Across structures"
    yield f"Means, and in brackets nine draws in ten: with {report.draws} draws, nearly all."
    of = {name: _lines(report, "shares", name) for name in names}
    yield _table(
        ("", *names),
        [(TITLES[row], *(_told(of[n], row) for n in names)) for row in TOLD],
    )


def _network(report: "Report") -> Iterator[str]:
    """Yield how often the network's share is negative, and what was believed before."""
    draws = report.tables["draws"]
    mine = draws.loc[draws["row"] == "network", "value"].to_numpy(float)
    yield "## May the network have harmed?"
    terms = "; ".join(
        f"`{p.name}` ({p.text} Prior: {p.prior} in {p.low:g} to {p.high:g})"
        for p in map(named, _TERMS)
    )
    yield (
        f"The network can harm in the model, and its prior includes that: {terms}. In"
        f" {int((mine < 0).sum())} of {mine.size} draws of the posterior its share is below zero."
    )
    if "prior" in report.tables:
        before = _lines(report, "prior")["network"]
        yield (
            f"Under the whole prior of the structure `{BASE}` ({before['draws']:.0f} draws, few):"
            f" mean {before['mean']:,.0f}, nine in ten from {before['low']:,.0f} to"
            f" {before['high']:,.0f}, below zero in {before['negative']:.0%}."
        )
    yield (
        "What is on with the network is also *when* the Ministry acts: its own dates instead of its"
        " hazard. No figure that is fitted tells of trust or coordination, so that this share rests"
        " on assumptions more than any other."
    )


def _sure(report: "Report") -> Iterator[str]:
    """Yield what the intervals are made of."""
    yield "## What the intervals are made of"
    yield (
        "Each draw is lived under a luck of its own, the same in every set of players; what luck"
        " alone does is told by one draw under many a luck. The Monte Carlo error is that of the"
        " mean, for as many draws as there are."
    )
    if "luck" not in report.tables:
        return
    luck, of = _lines(report, "luck"), _lines(report, "shares", report.main)
    yield _table(
        ("", "sd of draws", f"sd of luck alone ({luck[RISE]['draws']:.0f} times)"),
        [(TITLES[r], _n(of[r]["sd"]), _n(luck[r]["sd"])) for r in TOLD],
    )


def _together(report: "Report") -> Iterator[str]:
    """Yield what players add together."""
    yield "## Groundwork and policy: is 1 + 1 more than 2?"
    of = _lines(report, "groundwork", report.main)
    yield _table(
        (f"five-unit students of {UNTIL}", "mean (nine draws in ten)", "draws below 0"),
        [(r, _told(of, r), f"{of[r]['negative']:.0%}") for r in of],
    )
    yield (
        "Against `neither`: partners in schools from 2014 on only, and a Ministry that stays an"
        " observer; scenarios `groundwork_only`, `policy_only`, `groundwork_and_policy`. Of pairs"
        " of players, those that add most, or take most from each other (Shapley interactions,"
        " already in the shares above):"
    )
    pairs = _lines(report, "pairs", report.main)
    size = sorted(pairs, key=lambda pair: -abs(pairs[pair]["mean"]))[:_FIRST_PAIRS]
    told = dict.fromkeys([*size, "hours x programmes"])
    yield _table(
        ("", "mean (nine draws in ten)", "draws below 0"),
        [(p, _told(pairs, p), f"{pairs[p]['negative']:.0%}") for p in told],
    )


def _people(report: "Report") -> Iterator[str]:
    """Yield who was moved by what."""
    yield "## Who was moved, one by one"
    yield "![Who was moved by what](attribution_moved.png)"
    yield (
        f"Draws of each structure ({report.people}) are lived with all players on, and without each"
        " alone, under the same luck: who sits five units only with a player was moved in by it,"
        " who sits only without it was moved out, as others' choices change classes, seats,"
        " teachers and urgency. What two players need each other for is told of both, so that"
        " numbers are not those of the shares. Larger cohorts are other people: only numbers."
    )
    mean = mean_moved(report.tables["moved"])
    of_all = mean[mean["by"] == "all"].set_index("player").to_dict("index")
    yield _table(
        ("", "moved in", "moved out", "net"),
        [
            (TITLES[p], *(_n(of_all[p][c]) for c in ("into", "out", "net"))) for p in NAMES
        ],
    )  # fmt: skip
    net = mean.set_index(["player", "by", "group"])["net"].to_dict()
    yield "Net, by ability at the end of grade 9 (1 the weakest tenth), stream, quintile and sex:"
    yield _table(
        ("", *NAMES),
        [
            (f"{by} {group}", *(_n(net[p, by, group]) for p in NAMES))
            for by, groups in GROUPINGS.items() if by != "all"
            for group in groups
        ],
    )  # fmt: skip


def mean_moved(moved: pd.DataFrame) -> pd.DataFrame:
    """Return means over draws, each structure alike: a row a player and group."""
    of = ["player", "by", "group"]
    figures = ["into", "out", "net", "five", "students"]
    each = moved.groupby(["variant", *of], sort=False)[figures].mean()
    return each.groupby(of, sort=False).mean().reset_index()


def _off() -> Iterator[str]:
    """Yield what off means."""
    yield "## What off means"
    yield (
        f"Scenario `{SCENARIO}`: partners decide, the Ministry acts at its dates. A player that is"
        " off has these parameters in every year, whatever the draw says:"
    )
    yield _table(
        ("", "off", ""),
        [
            (f"{p.title} (`{p.name}`)",
             ", ".join(f"`{name} = {value:g}`" for name, value in p.off.items()), p.note)
            for p in (*PLAYERS, *OUTSIDE)
        ], numbers=False,
    )  # fmt: skip
    yield (
        "The last two are causes outside, told with all players off: by how much the rise from"
        f" {SINCE} to {UNTIL} then changes with the cause (Shapley values of the two). What is left"
        " is under way: what teachers, tracks, urgency and habit of before 2012 bring by"
        f" themselves, less what players had done by {SINCE}."
    )


def _again(report: "Report") -> Iterator[str]:
    """Yield how to make it again."""
    yield "## Made by"
    yield f"`{report.command}`; commit {short(report.commit)}, model {report.model}."
    yield "Tables: " + ", ".join(
        f"[attribution_{name}.csv](attribution_{name}.csv)" for name in report.tables
    ) + "."  # fmt: skip


def _lines(report: "Report", name: str, structure: str | None = None) -> Lines:
    """Return the lines of a table that are of a structure, by row; of the only one if not named."""
    table = report.tables[name]
    kept = table if structure is None else table[table["structure"] == structure]
    return {str(line["row"]): line for line in kept.to_dict("records")}


def _told(of: Lines, row: str) -> str:
    """Return a mean and its interval."""
    mean, low, high = (_n(of[row][c]) for c in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})"


def _n(value: float) -> str:
    """Return a number of students, or a dash."""
    return "-" if isnan(value) else f"{round(value):,}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = True) -> str:
    """Return a table in Markdown; numbers, in all but the first column, are to the right."""
    lines = [head, ["---", *["---:" if numbers else "---"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
