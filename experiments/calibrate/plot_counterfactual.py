"""Pictures of the counterfactual: sitters in each scenario, and probabilities by structure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from calibration.turning import READINGS
from experiments.comparison import FIRST_OBSERVED
from experiments.palette import BLUE, BROWN, GREEN, GRID, INK, ORANGE, PINK, QUIET, SKY, STYLE
from experiments.panels import _apart, _label_height
from experiments.sweeps.page import panel_at, title
from simulation.data.targets import targets

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORDS = {
    "history": "history, replayed", "endogenous": "partners and Ministry decide",
    "groundwork_and_policy": "the Ministry's dates pinned", "no_initiative": "no Initiative",
    "no_backbone": "no backbone", "no_ministry": "no Ministry", "no_programmes": "no programme",
}  # fmt: skip
_SHADES = dict(zip(WORDS, (INK, BLUE, SKY, ORANGE, PINK, BROWN, GREEN), strict=True))
WEIGHTED, UNWEIGHTED = "weighted", "unweighted"
LEADING = "half"  # the reading that page and pictures lead with
_REPLAYED = ("history", "no_programmes")
SAME = 1e-9  # how far sums of weights leave a probability from 0 or 1, or from another
_WIDE, _PANEL, _STEP, _TOP, _FOOT = 15.6, (3.1, 2.6), (3.8, 3.6), 2.0, 0.7  # inches
_SHARES, _ROW = 1.6, 0.5  # inches: width of the panel of shares; height of a row


@dataclass(frozen=True)
class Told:
    """What is told: the tables, and how they were made."""

    turning: pd.DataFrame
    courses: pd.DataFrame
    differences: pd.DataFrame
    splits: pd.DataFrame
    about: Mapping[str, Any]

    def probability(self, scenario: str, reading: str, of: str = WEIGHTED) -> "pd.Series[Any]":
        """Return the row of a reading of a turn."""
        t = self.turning
        at = (t["scenario"] == scenario) & (t["reading"] == reading) & (t["variant"] == of)
        return t[at].iloc[0]

    def unweighted(self, scenario: str, reading: str) -> str:
        """Return the probability over structures weighed alike."""
        return f"{self.probability(scenario, reading, UNWEIGHTED)['probability']:.2f}"

    def over(self, scenario: str, reading: str) -> str:
        """Return the least and the most likely over structures."""
        each = [self.probability(scenario, reading, of)["probability"] for of in self.structures]
        low, high = f"{min(each):.2f}", f"{max(each):.2f}"
        return low if low == high else f"{low} to {high}"

    @property
    def structures(self) -> list[str]:
        """The structures."""
        return list(self.about["weight"])


def reference_of(scenario: str) -> str:
    """Return what a scenario is held against: what it differs from."""
    return "history" if scenario in _REPLAYED else "endogenous"


def chance(row: "pd.Series[Any]") -> str:
    """Return how often a reading holds, with the Monte Carlo limits that the draws leave it.

    >>> chance(pd.Series({"probability": 1.0, "low": 0.977, "high": 1.0}))
    'in every draw (above 0.97)'
    >>> chance(pd.Series({"probability": 0.25, "low": 0.18, "high": 0.33}))
    'with probability 0.25 (0.18-0.33)'
    """
    if row["probability"] > 1 - SAME:
        return f"in every draw (above {floor(100 * row['low']) / 100:.2f})"
    if row["probability"] < SAME:
        return f"in no draw (below {ceil(100 * row['high']) / 100:.2f})"
    return f"with probability {row['probability']:.2f} ({row['low']:.2f}-{row['high']:.2f})"


def draw_fans(of: Told, to: Path) -> None:
    """Draw the picture of the fans into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        fans(of).savefig(to, dpi=130)


def draw_probabilities(of: Told, to: Path) -> None:
    """Draw the picture of probabilities into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        by_structure(of).savefig(to, dpi=130)


def fans(of: Told) -> "Figure":
    """Return a figure of sitters in each scenario: half and nine in ten of all draws."""
    from matplotlib.figure import Figure

    high = _TOP + _STEP[1] + _PANEL[1] + _FOOT
    figure = Figure(figsize=(_WIDE, high), facecolor="white")
    table = of.courses
    some = table[(table["variant"] == WEIGHTED) & (table["measure"] == "five_units")]
    top = 1.05 * some["high"].max()
    for i, scenario in enumerate(WORDS):
        left, bottom = 0.6 + _STEP[0] * (i % 4), _FOOT + _STEP[1] * (1 - i // 4)
        panel = panel_at(figure, left, _PANEL[0], bottom, _PANEL[1])
        _fan(panel, some, scenario)
        panel.set_ylim(0, top)
        often = chance(of.probability(scenario, LEADING))
        title(panel, WORDS[scenario], f"half of the rise {often}")
    _shares(panel_at(figure, 0.6 + _STEP[0] * 3, _SHARES, _FOOT, _PANEL[1]), table)
    without = of.probability("no_initiative", LEADING)["probability"]
    words = (
        f"Half of the rise without the Initiative: probability {without:.2f}"
        f" (unweighted {of.unweighted('no_initiative', LEADING)};"
        f" by structure {of.over('no_initiative', LEADING)})"
    )
    how = (
        "Five-unit sitters; median, half and nine in ten draws of the posteriors, structures"
        " weighted; dashed: median of what it is held against; dots: observed, ± 2 sd;"
        " brackets of panels: Monte Carlo error"
    )
    _around(figure, of, words, how)
    return figure


def _shares(panel: "Axes", table: pd.DataFrame) -> None:
    """Draw the median share of 12th graders in each scenario."""
    some = table[(table["variant"] == WEIGHTED) & (table["measure"] == "share")]
    title(panel, "Share of 12th graders", "medians; dots: observed")
    seen = targets(measure="5u share of 12th graders", group="national")
    panel.plot([t.year for t in seen], [t.value / 100 for t in seen], "o", color=INK, markersize=4)
    last, heights = some["year"].max(), []
    for scenario in WORDS:
        mine = some[some["scenario"] == scenario]
        panel.plot(mine["year"], mine["median"], color=_SHADES[scenario], linewidth=1.8)
        heights.append(float(mine["median"].iloc[-1]))
    panel.set_ylim(0, 1.15 * some["median"].max())
    panel.set_yticks(np.arange(0, panel.get_ylim()[1], 0.05))
    panel.yaxis.set_major_formatter("{x:.0%}")
    panel.set_xticks(range(FIRST_OBSERVED, last + 1, 4))
    panel.grid(axis="y", color=GRID, linewidth=0.8)
    placed = _apart(heights, _label_height(panel))
    for height, (scenario, words) in zip(placed, WORDS.items(), strict=True):
        panel.annotate(
            words.split(",")[0], (last, height), (6, 0), textcoords="offset points", va="center",
            size=8, color=_SHADES[scenario], weight="bold", annotation_clip=False,
        )  # fmt: skip


def _fan(panel: "Axes", some: pd.DataFrame, scenario: str) -> None:
    """Draw the sitters of a scenario, the median of its reference, and what was observed."""
    mine = some[some["scenario"] == scenario]
    years, colour = mine["year"], _SHADES[scenario]
    panel.fill_between(years, mine["low"], mine["high"], color=colour, alpha=0.16, linewidth=0)
    panel.fill_between(years, mine["lower"], mine["upper"], color=colour, alpha=0.3, linewidth=0)
    panel.plot(years, mine["median"], color=colour, linewidth=2)
    reference = reference_of(scenario) if scenario != "endogenous" else "history"
    if reference != scenario:
        theirs = some[some["scenario"] == reference]
        panel.plot(theirs["year"], theirs["median"], "--", color=INK, linewidth=1)
    seen = targets(measure="5u examinees", group="national")
    panel.errorbar(
        [t.year for t in seen], [t.value for t in seen], [2 * t.sd for t in seen], fmt="o",
        color=INK, markersize=4, elinewidth=1, zorder=3,
    )  # fmt: skip
    panel.yaxis.set_major_formatter("{x:,.0f}")
    panel.set_xticks(range(FIRST_OBSERVED, 2021, 4))
    panel.grid(axis="y", color=GRID, linewidth=0.8)


def by_structure(of: Told) -> "Figure":
    """Return a figure of the probability of each reading, by structure and scenario."""
    from matplotlib.figure import Figure

    shown = ("no_initiative", "no_backbone", "no_ministry", "no_programmes")
    names = [WEIGHTED, UNWEIGHTED, *of.structures]
    room = _ROW * len(names)
    figure = Figure(figsize=(_WIDE, _TOP + room + _FOOT), facecolor="white")
    wide = (_WIDE - 1.5 - 0.35 * len(READINGS)) / len(READINGS)
    for i, reading in enumerate(READINGS):
        panel = panel_at(figure, 1.4 + (wide + 0.35) * i, wide, _FOOT, room)
        title(panel, reading.name.replace("_", " "), "")
        for k, scenario in enumerate(shown):
            for row, name in enumerate(reversed(names)):
                share, at = of.probability(scenario, reading.name, name), row + 0.27 - 0.18 * k
                panel.hlines(
                    at, share["low"], share["high"], color=_SHADES[scenario], linewidth=1.6
                )
                panel.plot(share["probability"], at, "o", color=_SHADES[scenario], markersize=4.5)
        panel.set_yticks(range(len(names)), names[::-1] if not i else [""] * len(names))
        panel.set_xlim(-0.03, 1.03)
        panel.set_ylim(-0.6, len(names) - 0.4)
        panel.axhline(len(of.structures) - 0.5, color=QUIET, linewidth=0.8)
        panel.grid(axis="x", color=GRID, linewidth=0.8)
    for k, scenario in enumerate(shown):
        figure.text(
            (1.4 + 2 * k) / _WIDE, 1 - 1.32 / figure.get_figheight(), f"●  {WORDS[scenario]}",
            color=_SHADES[scenario], weight="bold", size=10.5,
        )  # fmt: skip
    mean = of.probability("no_initiative", LEADING)["probability"]
    words = (
        "Half of the rise without the Initiative: probability"
        f" {of.over('no_initiative', LEADING)} by structure (weighted {mean:.2f},"
        f" unweighted {of.unweighted('no_initiative', LEADING)})"
    )
    how = (
        f"Probability of {len(READINGS)} readings of a turn; line: nine in ten, of the Monte Carlo"
        " error of the draws"
    )
    _around(figure, of, words, how)
    return figure


def _around(figure: "Figure", of: Told, words: str, how: str) -> None:
    """Write what is shown, how to read it, and which runs it is."""
    high = figure.get_figheight()
    runs = (
        f"{of.about['draws']} draws of {len(of.structures)} structures"
        f"  ·  model {of.about['model']}  ·  commit {of.about['commit']}"
    )
    lines: tuple[tuple[float, str, dict[str, Any]], ...] = (
        (high - 0.28, "Would it have happened anyway?", {"color": BLUE, "weight": "bold"}),
        (high - 0.6, words, {"weight": "bold", "size": 16}),
        (high - 0.92, how, {"color": QUIET, "size": 10.5}),
        (0.2, runs, {"color": QUIET, "size": 8.5}),
    )
    for up, text, style in lines:
        figure.text(0.25 / _WIDE, up / high, text, va="center", **style)
    figure.set_label(words)
