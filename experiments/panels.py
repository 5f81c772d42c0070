"""One panel of a picture: lines, bars, areas, dots, and labels that stand where the lines end."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

from experiments.comparison import FIRST_OBSERVED, LAST_OBSERVED, Curve, Point
from experiments.palette import GRID, INK, PALE, QUIET, WHITE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHARE, NUMBER, LEVEL = "{:.0%}", "{:,.0f}", "{:.1f}"  # how figures are written
_SHORT = 8  # years; in a shorter course notes would run into the labels
_FADED = 0.5  # opacity of the years that nobody has observed
_LABEL_HEIGHT = 0.187  # inches
_MARGIN = 0.025  # of the years drawn
_BAR = 0.66  # of a year
_LABEL_ROOM = 0.38  # of the years drawn
_SIDE_STEP = 0.13  # years


def counts(panel: "Axes", curve: Curve, *, colour: str) -> None:
    """Draw the number of students, and write the turning points beside it."""
    panel.set_ylim(0, 1.12 * _highest(_tops(curve)))
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


def lines(
    panel: "Axes",
    curves: Sequence[Curve],
    colours: Sequence[str],
    form: str = SHARE,
    top: float = 0,
) -> None:
    """Draw figures, each with its name and its last value where the line ends.

    `form` is how figures are written, `top` what the panel reaches to, or higher.
    """
    tops = [v for c in curves for v in (*c.values, *(p.value + 2 * p.sd for p in c.points))]
    panel.set_ylim(0, max(1.06 * _highest(tops), top))
    panel.locator_params(axis="y", integer=form == NUMBER)
    for curve, colour in zip(curves, colours, strict=False):
        _line(panel, curve, colour)
    shifts = _beside(len(curves))
    for curve, colour, shift in zip(curves, colours, shifts, strict=False):
        _dots(panel, curve, colour, shift)
    ending = [(c, colour) for c, colour in zip(curves, colours, strict=False) if _ends(c)]
    heights = _apart([c.values[-1] for c, _ in ending], _label_height(panel))
    for (curve, colour), height in zip(ending, heights, strict=True):
        words = f"{curve.label}  {form.format(curve.values[-1])}".strip()
        _label(panel, curve.years[-1], height, words, colour, beyond=_overhang(curves))
    panel.yaxis.set_major_formatter(lambda value, _: form.format(value))


def ups_and_downs(panel: "Axes", up: Curve, down: Curve, colours: Sequence[str]) -> None:
    """Draw what came as bars upwards and what went as bars downwards, observed as dots."""
    highest = 1.25 * _highest([*_tops(up), *_tops(down)])
    panel.set_ylim(-highest, highest)
    for curve, sign, colour in zip((up, down), (1, -1), colours, strict=True):
        shades = [(colour, 1 if year <= LAST_OBSERVED else _FADED) for year in curve.years]
        heights = [sign * value for value in curve.values]
        panel.bar(curve.years, heights, width=_wide(curve), color=shades, zorder=1)
        points = tuple(p._replace(value=sign * p.value) for p in curve.points)
        _dots(panel, replace(curve, points=points), INK)
        if _ends(curve):
            words = f"{curve.label}  {curve.values[-1]:,.0f}"
            height = sign * max(curve.values[-1], _label_height(panel))
            _label(panel, curve.years[-1], height, words, colour, beyond=_wide(curve) / 2)
    panel.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")


def stack(
    panel: "Axes", parts: Sequence[Curve], colours: Sequence[str], total: Curve, wanted: Curve
) -> None:
    """Draw parts upon one another, the total as observed, and a line of what is wanted."""
    panel.set_ylim(0, 1.06 * _highest([*wanted.values, *_tops(total)]))
    floor, labels = [0.0] * len(total.years), [(wanted, wanted.values[-1], INK)]
    for part, colour in zip(parts, colours, strict=True):
        top = [a + b for a, b in zip(floor, part.values, strict=True)]
        _area(panel, part, floor, top, colour)
        labels.append((part, (floor[-1] + top[-1]) / 2, colour))
        floor = top
    _line(panel, wanted, INK, "--")
    _dots(panel, total, INK)
    heights = _apart([height for _, height, _ in labels], _label_height(panel))
    for (curve, _, colour), height in zip(labels, heights, strict=True):
        words = f"{curve.label}  {curve.values[-1]:,.0f}"
        _label(panel, curve.years[-1], height, words, colour)
    panel.yaxis.set_major_formatter("{x:,.0f}")


def _area(
    panel: "Axes", part: Curve, low: Sequence[float], high: Sequence[float], colour: str
) -> None:
    """Draw an area, lighter after the last observed year; of a single year, half a bar."""
    years, low, high = list(part.years), list(low), list(high)
    if len(years) == 1:
        panel.fill_between([years[0] - _MARGIN, years[0]], low * 2, high * 2, color=colour, lw=0)
    cut = sum(year <= LAST_OBSERVED for year in years)
    for kept, fade in ((slice(cut), 1), (slice(max(cut - 1, 0), None), _FADED)):
        panel.fill_between(
            years[kept], low[kept], high[kept], color=colour, alpha=fade, linewidth=0, zorder=1
        )


def dress(panel: "Axes", title: tuple[str, str], *, until: int, later: str) -> None:
    """Give a panel its title, light grid, years, and the border of what has been observed."""
    what, unit = title
    panel.set_title(what, loc="left", size=12, weight="bold", pad=22)
    panel.annotate(
        unit, (0, 1), (0, 9), xycoords="axes fraction", textcoords="offset points", color=QUIET,
        size=9.5,
    )  # fmt: skip
    panel.locator_params(axis="y", nbins=6)
    low, high = panel.get_ylim()
    inside = [y for y in panel.get_yticks() if low < y <= high]
    panel.hlines(inside, FIRST_OBSERVED, until, color=GRID, linewidth=0.8, zorder=0.5)
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
    panel.axvspan(LAST_OBSERVED, until, color=PALE, linewidth=0, zorder=0)
    panel.annotate(
        later, (LAST_OBSERVED, 1), (4, -4), xycoords=("data", "axes fraction"),
        textcoords="offset points", va="top", color=QUIET, size=8.5, style="italic",
    )  # fmt: skip


def _step(years: int) -> int:
    """Return how many years apart the labels of years stand."""
    return 1 if years <= 6 else 2 if years <= 12 else 4


def _line(panel: "Axes", curve: Curve, colour: str, dashes: str = "-") -> None:
    """Draw the simulated course, lighter after the last observed year."""
    cut = sum(year <= LAST_OBSERVED for year in curve.years)
    style: dict[str, Any] = {
        "color": colour, "linewidth": 2.2, "solid_capstyle": "round", "linestyle": dashes
    }  # fmt: skip
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
            markersize=6.2, markeredgecolor=WHITE, markeredgewidth=0.9, elinewidth=1.1, zorder=3,
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
        size=9.5, color=QUIET,
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


def _wide(curve: Curve) -> float:
    """Return how wide bars are [years]: as wide as the margin if there is one year only."""
    return _BAR if len(curve.years) > 1 else 2 * _MARGIN


def _tops(curve: Curve) -> list[float]:
    """Return the figures of a curve, simulated and observed."""
    return [*curve.values, *(p.value for p in curve.points)]


def _label_height(panel: "Axes") -> float:
    """Return the height of a label, in the unit of the panel."""
    figure, (low, high) = panel.get_figure(root=True), panel.get_ylim()
    inches = panel.get_position().height * (figure.get_figheight() if figure else 1)
    return _LABEL_HEIGHT * (high - low) / inches


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
