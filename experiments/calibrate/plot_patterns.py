"""A picture of each pattern: what the draws say, what was observed, and what is claimed."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pandas as pd

from calibration.patterns import CANNOT, FAIL, PASS, Evidence, Runs, Verdict
from calibration.patterns_declared import ENDOGENOUS, LAUNCH, WANED, WITHOUT, lowest, of_examinees
from experiments.calibrate.plot_predictive import around, fan, save, tidy
from experiments.palette import BLUE, BLUES, GREEN, INK, ORANGE, QUIET, STYLE
from simulation.data.evaluations import PUBLISHED
from simulation.data.milestones import milestones

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PICTURES = {
    "patterns_1_6.png": ("P1", "P2", "P3", "P4", "P5", "P6"),
    "patterns_7_12.png": ("P7", "P8", "P9", "P10", "P11", "P12"),
}
_COLOURS = {PASS: GREEN, FAIL: ORANGE, CANNOT: QUIET}
_YEARS = range(2006, 2018)
_HISTORY = "history"
_LETTERS = 36  # of a line of a title

Evidences = Mapping[str, Evidence]  # by structure


def draw(
    verdicts: Sequence[Verdict], evidence: Evidences, about: Mapping[str, Any], to: Path
) -> None:  # fmt: skip
    """Draw some of the patterns into a file, of the first structure; others as thin lines."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        figure = Figure(figsize=(12, 7.6), facecolor="white")
        panels = figure.subplots(2, 3).ravel()
        each = {name: evidence[name] for name in about["structures"]}
        figure.subplots_adjust(
            left=0.075, right=0.965, top=0.8, bottom=0.09, hspace=0.68, wspace=0.25
        )
        for panel, verdict in zip(panels, verdicts, strict=True):
            _DRAWN[verdict.pattern.id](panel, each[about["structures"][0]], each)
            entitle(panel, verdict)
        how = (
            "Bands: 50 and 90 % of the draws; thin lines: medians of the other structures; black:"
            " observed or published; orange bars: what is claimed."
        )
        around(figure, "Patterns, and whether the model shows them", how, about)
        save(figure, to)


def entitle(panel: "Axes", verdict: Verdict) -> None:
    """Write which pattern it is, and how it came out."""
    title = fill(f"{verdict.pattern.id}  {verdict.pattern.title}", _LETTERS)
    tidy(panel, title, f"\n{panel.get_label()}")  # the verdict stands on the empty line
    panel.annotate(
        verdict.verdict, (0, 1), (0, 15), xycoords="axes fraction", textcoords="offset points",
        size=9, weight="bold", color=_COLOURS[verdict.verdict],
    )  # fmt: skip


def _course(
    panel: "Axes", mine: Evidence, all_of: Evidences, measure: str, *, scale: float = 1.0,
    years: range = _YEARS, scenario: str = _HISTORY, colour: str = BLUE,
) -> None:  # fmt: skip
    """Draw a measure over years: bands of one structure, medians of the others."""
    fan(panel, _within(mine.runs[scenario], measure, years), scale=scale, colour=colour)
    for of in all_of.values():
        if of is not mine:
            others = _within(of.runs[scenario], measure, years).median()
            panel.plot(
                others.index.to_numpy(float), scale * others.to_numpy(float), color=colour,
                linewidth=0.7, alpha=0.6,
            )  # fmt: skip


def _within(runs: Runs, measure: str, years: range) -> pd.DataFrame:
    """Return a measure by run and year, of some years."""
    of = runs.by_year(measure)
    return of[[y for y in of if y in years]]


def _seen(panel: "Axes", evidence: Evidence, starts: str) -> None:
    """Draw observed figures with the 90 % interval of their source."""
    for f in evidence.known.values():
        if f.id.rstrip("0123456789") == starts:
            panel.errorbar(
                f.year, f.observed, yerr=f.source_width / 2, fmt="o", color=INK, markersize=4,
                elinewidth=1, zorder=4,
            )  # fmt: skip


def _claimed(panel: "Axes", low: float, high: float, years: tuple[float, float]) -> None:
    """Draw what is claimed of some years."""
    panel.fill_between(years, low, high, color=ORANGE, alpha=0.22, linewidth=0, zorder=0)


def _rows(panel: "Axes", rows: Sequence[tuple[str, pd.Series]]) -> None:
    """Draw the 50 and 90 % intervals of some numbers, a row each."""
    for k, (_, values) in enumerate(rows):
        low, lower, middle, upper, high = values.quantile([0.05, 0.25, 0.5, 0.75, 0.95])
        panel.hlines(k, low, high, color=BLUE, linewidth=9, alpha=0.18)
        panel.hlines(k, lower, upper, color=BLUE, linewidth=9, alpha=0.3)
        panel.plot(middle, k, "|", color=BLUE, markersize=11, markeredgewidth=2)
    panel.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=8)
    panel.set_ylim(len(rows) - 0.5, -0.5)
    panel.axvline(0, color=QUIET, linewidth=0.8)


def _counts(panel: "Axes", mine: Evidence, all_of: Evidences) -> None:
    """P1."""
    _course(panel, mine, all_of, "five_units")
    _seen(panel, mine, "N")
    panel.set_label("students at five units")


def _turn(panel: "Axes", mine: Evidence, _: Evidences) -> None:
    """P2."""
    for side, (scenario, colour) in enumerate(((_HISTORY, BLUE), (WITHOUT, ORANGE))):
        years = lowest(mine.runs[scenario])
        shares = years.value_counts(normalize=True).sort_index()
        at = shares.index.to_numpy(float) + 0.4 * side - 0.2
        name = "history" if scenario == _HISTORY else "without any programme"
        panel.bar(at, 100 * shares.to_numpy(float), width=0.38, color=colour, label=name)
    panel.set_xlim(2009.5, 2017.5)
    panel.legend(frameon=False, fontsize=8, loc="upper right")
    panel.set_label("lowest year, percent of draws; was 2012")


def _passage(panel: "Axes", mine: Evidence, all_of: Evidences) -> None:
    """P3."""
    _claimed(panel, 0.96, 1.08, (2012, 2017))
    _course(panel, mine, all_of, "kept_11_12", years=range(2011, 2018))
    _seen(panel, mine, "R1112_")
    panel.set_label("grade 12 over grade 11 of the year before")


def _groups(panel: "Axes", mine: Evidence, _: Evidences) -> None:
    """P4."""
    for starts, colour, name in (("FS_", BLUE, "streams"), ("FQ_", GREEN, "quintiles"),
                                 (("A5_", "H5_2014"), ORANGE, "languages")):  # fmt: skip
        ids = [i for i in mine.known if i.startswith(starts)]
        bands = mine.reported[ids].quantile([0.05, 0.95])
        seen = [mine.known[i].observed for i in ids]
        middle = mine.simulated[ids].median()
        panel.vlines(seen, bands.loc[0.05], bands.loc[0.95], color=colour, alpha=0.3, linewidth=2)
        panel.plot(seen, middle, "o", color=colour, markersize=3.5, label=name)
    panel.plot([0, 21], [0, 21], color=QUIET, linewidth=0.8)
    panel.legend(frameon=False, fontsize=8, loc="upper left")
    panel.set_xlabel("observed, percent", fontsize=8)
    panel.set_label("simulated, percent; 90 % with errors")


def _gaps(panel: "Axes", mine: Evidence, _: Evidences) -> None:
    """P5."""
    for quintile, colour in zip(range(1, 6), BLUES, strict=True):
        each = {y: of_examinees(mine.runs[_HISTORY], quintile, y) for y in _YEARS}
        fan(panel, pd.DataFrame(each), colour=colour)
        _seen(panel, mine, f"FQ_{quintile}_")
        panel.text(2017.2, each[2017].median(), str(quintile), color=colour, va="center", size=8)
    panel.set_label("percent of examinees, quintiles 1 to 5")


def _effects(panel: "Axes", mine: Evidence, _: Evidences) -> None:
    """P6."""
    shown = (("give_five", "all"), ("give_five", "boys"), ("give_five", "girls"),
             ("reserves", "all"))  # fmt: skip
    rows = []
    for k, (programme, sex) in enumerate(shown):
        column = f"effect_{programme}" + ("" if sex == "all" else f"_{sex}")
        name = f"{programme.replace('_', ' ').capitalize()}\n{sex}"
        rows.append((name, mine.runs[_HISTORY].at(column, 2017)))
        of = PUBLISHED[programme, sex]
        panel.plot([of.low, of.high], [k, k], color=INK, linewidth=2.5, marker="|", zorder=4)
    _rows(panel, rows)
    panel.set_label("effect, percentage points")


def _passing(panel: "Axes", mine: Evidence, all_of: Evidences) -> None:
    """P7."""
    _course(panel, mine, all_of, "pass_rate", scale=100)
    middle = 100 * float(mine.runs[_HISTORY].at("pass_rate", 2012).median())
    _claimed(panel, middle - 3, 100, (2012, 2017))
    panel.set_label("percent who pass")


def _tracks(panel: "Axes", mine: Evidence, all_of: Evidences) -> None:
    """P8."""
    _course(panel, mine, all_of, "working_tracks")
    _seen(panel, mine, "TR_")
    panel.set_label("schools with five sitters or more")


def _ladder(panel: "Axes", mine: Evidence, all_of: Evidences) -> None:
    """P9."""
    for units, colour in (("three", GREEN), ("four", ORANGE), ("five", BLUE)):
        measure = f"{units}_unit_share"
        _course(panel, mine, all_of, measure, scale=100, colour=colour)
        _seen(panel, mine, f"{measure}_")
        high = 100 * float(mine.runs[_HISTORY].at(measure, 2017).median())
        panel.text(2017.2, high, units, color=colour, va="center", size=8)
    panel.set_label("percent of 12th graders")


def _growth(panel: "Axes", mine: Evidence, _: Evidences) -> None:
    """P10."""
    words = {"change_inside": "inside", "sitters_in_opened": "opened", "sitters_lost": "closed"}
    rows = []
    for year in (2014, 2015):
        for measure, name in words.items():
            sign = -1 if measure == "sitters_lost" else 1
            rows.append((f"{name} {year}", sign * mine.runs[_HISTORY].at(measure, year)))
            seen = sign * mine.known[f"{measure}_{year}"].observed
            panel.plot(seen, len(rows) - 1, "o", color=INK, markersize=4, zorder=4)
    _rows(panel, rows)
    panel.set_label("change of sitters in a year")


def _physics(panel: "Axes", mine: Evidence, all_of: Evidences) -> None:
    """P11."""
    _course(panel, mine, all_of, "physics")
    _seen(panel, mine, "PH")
    panel.set_label("students")


def _partners(panel: "Axes", mine: Evidence, all_of: Evidences) -> None:
    """P12."""
    years = range(LAUNCH, WANED + 1)
    _course(panel, mine, all_of, "members", years=years, scenario=ENDOGENOUS)
    told = {m.milestone: m for m in milestones()}["members_launch"]
    _claimed(panel, told.low or 0, told.high or 0, (LAUNCH - 0.2, LAUNCH + 0.2))
    _claimed(panel, 80, 120, (2017.8, 2018.2))
    panel.set_label("members, where partners decide")


_DRAWN: Mapping[str, Callable[["Axes", Evidence, Evidences], None]] = {
    "P1": _counts, "P2": _turn, "P3": _passage, "P4": _groups, "P5": _gaps, "P6": _effects,
    "P7": _passing, "P8": _tracks, "P9": _ladder, "P10": _growth, "P11": _physics,
    "P12": _partners,
}  # fmt: skip
