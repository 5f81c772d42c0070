"""One panel of the picture: lines, dots, and labels that stand where the lines end."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

from experiments.comparison import FIRST_OBSERVED, LAST_OBSERVED, Curve, Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_QUIET, _GRID, _WHITE = "#5d6670", "#e6e9ec", "#ffffff"
_SHORT = 8  # years; in a shorter course notes would run into the labels
_FADED = 0.5  # opacity of the years that nobody has observed
_LABEL_HEIGHT = 0.062  # of a panel
_MARGIN = 0.025  # of the years drawn
_LABEL_ROOM = 0.38  # of the years drawn
_SIDE_STEP = 0.13  # years


def counts(panel: "Axes", curve: Curve, *, colour: str) -> None:
    """Draw the number of students, and write the turning points beside it."""
    panel.set_ylim(0, 1.12 * _highest([*curve.values, *(p.value for p in curve.points)]))
    _line(panel, curve, colour)
    _dots(panel, curve, colour)
    points = _drawn(curve)
    if points and len(curve.years) > _SHORT:
        low, last = min(points, key=lambda p: p.value), points[-1]
        _note(panel, low, f"observed {low.value:,.0f}", below=True)
        if last != low:
            _note(panel, last, f"observed {last.value:,.0f}", below=False)
    if _ends(curve):
        last_value = curve.values[-1]
        _label(panel, curve.years[-1], last_value, f"{last_value:,.0f}\nsimulated", colour)
    panel.yaxis.set_major_formatter("{x:,.0f}")


def lines(panel: "Axes", curves: Sequence[Curve], colours: Sequence[str]) -> None:
    """Draw shares, each with its name and its last value where the line ends."""
    tops = [v for c in curves for v in (*c.values, *(p.value + 2 * p.sd for p in c.points))]
    panel.set_ylim(0, 1.06 * _highest(tops))
    for curve, colour in zip(curves, colours, strict=False):
        _line(panel, curve, colour)
    shifts = _beside(len(curves))
    for curve, colour, shift in zip(curves, colours, shifts, strict=False):
        _dots(panel, curve, colour, shift)
    ending = [(c, colour) for c, colour in zip(curves, colours, strict=False) if _ends(c)]
    heights = _apart([c.values[-1] for c, _ in ending], _LABEL_HEIGHT * panel.get_ylim()[1])
    for (curve, colour), height in zip(ending, heights, strict=True):
        words = f"{curve.label}  {curve.values[-1]:.0%}"
        _label(panel, curve.years[-1], height, words, colour, beyond=_overhang(curves))
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")


def dress(panel: "Axes", title: tuple[str, str], *, until: int, later: str) -> None:
    """Give a panel its title, light grid, years, and the border of what has been observed."""
    what, unit = title
    panel.set_title(what, loc="left", size=12, weight="bold", pad=22)
    panel.annotate(
        unit, (0, 1), (0, 9), xycoords="axes fraction", textcoords="offset points", color=_QUIET,
        size=9.5,
    )  # fmt: skip
    panel.locator_params(axis="y", nbins=6)
    inside = [y for y in panel.get_yticks() if 0 < y <= panel.get_ylim()[1]]
    panel.hlines(inside, FIRST_OBSERVED, until, color=_GRID, linewidth=0.8, zorder=0.5)
    panel.spines[["top", "left", "right"]].set_visible(False)
    panel.spines["bottom"].set_bounds(FIRST_OBSERVED, until)
    panel.tick_params(length=0, pad=6)
    years = max(until - FIRST_OBSERVED, 1)
    panel.set_xlim(FIRST_OBSERVED - _MARGIN * years, until + _LABEL_ROOM * years)
    panel.set_xticks(
        [y for y in range(FIRST_OBSERVED, until + 1) if (y - FIRST_OBSERVED) % _step(years) == 0]
    )
    if until > LAST_OBSERVED:
        _border(panel, until, later)


def _border(panel: "Axes", until: int, later: str) -> None:
    """Mark where observation ends, and say which world holds then."""
    panel.axvspan(LAST_OBSERVED, until, color="#f5f6f8", linewidth=0, zorder=0)
    panel.annotate(
        later, (LAST_OBSERVED, 1), (4, -4), xycoords=("data", "axes fraction"),
        textcoords="offset points", va="top", color=_QUIET, size=8.5, style="italic",
    )  # fmt: skip


def _step(years: int) -> int:
    """Return how many years apart the labels of years stand."""
    return 1 if years <= 6 else 2 if years <= 12 else 4


def _line(panel: "Axes", curve: Curve, colour: str) -> None:
    """Draw the simulated course, lighter after the last observed year."""
    cut = sum(year <= LAST_OBSERVED for year in curve.years)
    style: dict[str, Any] = {"color": colour, "linewidth": 2.2, "solid_capstyle": "round"}
    marker = "_" if len(curve.years) == 1 else ""
    panel.plot(curve.years[:cut], curve.values[:cut], marker=marker, markersize=14, **style)
    panel.plot(
        curve.years[max(cut - 1, 0) :], curve.values[max(cut - 1, 0) :], alpha=_FADED, **style
    )


def _dots(panel: "Axes", curve: Curve, colour: str, shift: float = 0.0) -> None:
    """Draw what was observed in the years drawn, with two standard deviations.

    `shift` sets dots of one year side by side, so that no error bar hides another [years].
    """
    points = _drawn(curve)
    if points:
        years, values, errors = zip(*points, strict=True)
        panel.errorbar(
            [y + shift for y in years], values, [2 * e for e in errors], fmt="o", color=colour,
            markersize=6.2, markeredgecolor=_WHITE, markeredgewidth=0.9, elinewidth=1.1, zorder=3,
        )  # fmt: skip


def _drawn(curve: Curve) -> list[Point]:
    """Return what was observed in the years drawn."""
    return [p for p in curve.points if curve.years and p.year <= curve.years[-1]]


def _ends(curve: Curve) -> bool:
    """Return whether a course has a last value, to write a label beside."""
    return bool(curve.values) and isfinite(curve.values[-1])


def _highest(values: Sequence[float]) -> float:
    """Return the highest number, or 1 if none is above 0, so that an axis has a height.

    >>> [_highest(v) for v in ([0.2, 0.3, float("nan")], [0.0, float("nan")], [])]
    [0.3, 1.0, 1.0]
    """
    return max((v for v in values if isfinite(v) and v > 0), default=1.0)


def _note(panel: "Axes", point: Point, words: str, *, below: bool) -> None:
    """Write beside an observed point."""
    shift, across, along = ((0, -12), "center", "top") if below else ((-9, 5), "right", "bottom")
    panel.annotate(
        words, (point.year, point.value), shift, textcoords="offset points", ha=across, va=along,
        size=9.5, color=_QUIET,
    )  # fmt: skip


def _overhang(curves: Sequence[Curve]) -> float:
    """Return how far dots of the last year drawn stand beyond it [years]."""
    shifts = zip(_beside(len(curves)), curves, strict=True)
    here = [shift for shift, c in shifts if any(p.year == c.years[-1] for p in c.points)]
    return max(here, default=0)


def _label(
    panel: "Axes", year: int, height: float, words: str, colour: str, *, beyond: float = 0
) -> None:
    """Write what a line is where it ends, or where its last dot does."""
    panel.annotate(
        words, (year + max(beyond, 0), height), (8, 0), textcoords="offset points", va="center",
        color=colour, size=10, weight="bold", linespacing=1.25,
    )  # fmt: skip


def _beside(groups: int) -> list[float]:
    """Return how far the dots of each group stand from their year, a little from one another."""
    return [_SIDE_STEP * (i - (groups - 1) / 2) for i in range(groups)]


def _apart(heights: Sequence[float], gap: float) -> list[float]:
    """Return heights moved as little as it takes to stand a gap apart and above the ground.

    >>> _apart([1.0, 1.5, 5.0], 1.0)
    [0.75, 1.75, 5.0]
    """
    blocks = [([i], max(h, gap / 2)) for h, i in sorted((h, i) for i, h in enumerate(heights))]
    while clash := _first_clash(blocks, gap):
        (low, a), (high, b) = blocks[clash - 1 : clash + 1]
        rows = [*low, *high]
        middle = (a * len(low) + b * len(high)) / len(rows)
        blocks[clash - 1 : clash + 1] = [(rows, max(middle, gap * len(rows) / 2))]
    placed = {
        i: middle + gap * (k - (len(rows) - 1) / 2)
        for rows, middle in blocks
        for k, i in enumerate(rows)
    }
    return [placed[i] for i in range(len(heights))]


def _first_clash(blocks: Sequence[tuple[list[int], float]], gap: float) -> int:
    """Return the first block that stands too near the one below it, or 0."""
    for i, ((low, a), (high, b)) in enumerate(pairwise(blocks), start=1):
        if b - a < gap * (len(low) + len(high)) / 2:
            return i
    return 0
