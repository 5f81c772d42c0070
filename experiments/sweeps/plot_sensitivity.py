"""The picture of a sensitivity analysis: ranked bars, the years, and whether indices settle."""

from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from experiments import panels
from experiments.headline import short
from experiments.palette import BLUE, BROWN, GREEN, GRID, INK, ORANGE, PINK, QUIET, STYLE, WHITE
from experiments.sweeps.indices import Estimate
from experiments.sweeps.page import listed, panel_at, title
from experiments.sweeps.study import FIRST, Study
from experiments.sweeps.wording import direction, left_out, outcome_words, text_of, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (BLUE, ORANGE, GREEN, PINK, BROWN)  # of the first inputs
_WIDE, _HEAD, _FOOT = 15.6, 2.15, 0.85  # inches
_ROW, _WIDEST_ROW = 0.44, 0.75  # inches
_LEAST = (2.2, 2.6, 4.4)  # inches: room of no panel, one, and two at the right
_GAP = 1.05  # inches between panels
_LETTERS, _TYPE = 84, 1_600  # letters of a sentence; letters in a line times points of type
_BARS, _RIGHT = (5.0, 3.9), (9.85, 3.0)  # inches: start and width of the panels
_LABEL = 0.19  # inches
_MANY, _TICKS = 40, 5  # inputs in a picture; years below a panel
_NAME: dict[str, Any] = {"size": 9.5, "weight": "bold", "color": INK}
_SENTENCE: dict[str, Any] = {"size": 7.6, "color": QUIET}
_KICKER: dict[str, Any] = {"color": BLUE, "weight": "bold"}
_TITLE: dict[str, Any] = {"weight": "bold"}
_QUIETLY: dict[str, Any] = {"color": QUIET}
_METHODS = {
    "morris": (
        "Mean absolute effect (mu*)",
        "change of the outcome as an input goes from the 5 % to the 95 % of its prior;"
        " + raises it, − lowers it, ± either",
    ),
    "sobol": (
        "Total and first-order index",
        "bar: share of the variance with all it does together (ST); ring: alone (S1)",
    ),
    "latin": ("First-order index (S1)", "share of the variance that an input explains alone"),
    "draws": ("First-order index (S1)", "share of the variance that goes with a parameter"),
}


def draw(found: Study, about: Mapping[str, Any], to: Path, *, most: int) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(found, about, most=most).savefig(to, dpi=130, metadata=_undated(to))


def picture(found: Study, about: Mapping[str, Any], *, most: int) -> "Figure":
    """Return a figure of the inputs that matter most, one colour each for the first of them."""
    from matplotlib.figure import Figure

    shown = found.ranked[: min(most, _MANY)]
    with_years, with_sizes = len(found.over_time) > 1, len(found.convergence) > 1
    room = max(_ROW * len(shown), _LEAST[with_years + with_sizes])
    figure = Figure(figsize=(_WIDE, _HEAD + room + _FOOT), facecolor="white")
    high = min(room, _WIDEST_ROW * len(shown))
    _ranked_bars(panel_at(figure, *_BARS, _FOOT + room - high, high), found, shown)
    below = (0.3 * room if with_years else room) if with_sizes else 0
    if with_years:
        up = below + _GAP if with_sizes else 0
        _lines_over_years(panel_at(figure, *_RIGHT, _FOOT + up, room - up), found)
    if with_sizes:
        _settling(panel_at(figure, *_RIGHT, _FOOT, below), found)
    _write_around(figure, found, about)
    return figure


def _ranked_bars(panel: "Axes", found: Study, shown: Sequence[int]) -> None:
    """Draw an input a row: its name and what it is, a bar, its interval, its figure."""
    main, rows = found.main, np.arange(len(shown))
    colours = [COLOURS[k] if k < len(COLOURS) else QUIET for k in rows]
    value, low, high = (side[shown] for side in main)
    panel.barh(rows, value, height=0.46, color=colours, alpha=0.88)
    panel.hlines(rows, low, high, color=INK, linewidth=1.3)
    starts, ends = low, high
    if found.sample.how == "sobol":
        first = found.indices.of["S1"].value[shown]
        starts, ends = np.minimum(low, first), np.maximum(high, first)
        panel.plot(
            first, rows, "o", color=WHITE, markeredgecolor=INK, markersize=5.5, clip_on=False
        )
    least, most = min(0.0, float(starts.min())), float(ends.max())
    panel.set_xlim(1.05 * least, least + (most - least) * 1.3)
    if least < 0:
        panel.axvline(0, color=QUIET, linewidth=0.8)
    panel.set_ylim(len(shown) - 0.5, -0.5)
    panel.set_yticks([])
    panel.grid(axis="x", color=GRID, linewidth=0.8)
    _number(panel, "x")
    for k, i in enumerate(shown):
        name = found.sample.inputs[i]
        for up, words, style in (
            (0.115, name, _NAME),
            (-0.095, _cut(text_of(name, found.sample)), _SENTENCE),
        ):
            panel.annotate(
                words, (0, k), (-10, 72 * up), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", va="center", **style,
            )  # fmt: skip
        panel.annotate(
            _figure(found, i), (ends[k], k), (7, 0), textcoords="offset points", va="center",
            size=8.5, color=INK,
        )  # fmt: skip


def _figure(found: Study, i: int) -> str:
    """Return the index of an input as it stands beside its bar."""
    words = written(found.main.value[i], float(found.main.value.max()))
    if found.sample.how != "morris":
        return words
    return f"{direction(found.indices.of['mu'].value[i], found.main.value[i])} {words}".strip()


def _lines_over_years(panel: "Axes", found: Study) -> None:
    """Draw the index of the first inputs year by year, named where lines end."""
    main, years = found.sample.method.main, list(found.over_time)
    title(panel, "Over the years", "the same index of the outcome in each year")
    ends = []
    for i, colour in zip(found.ranked[:FIRST], COLOURS, strict=False):
        value, low, high = _course([found.over_time[y].of[main] for y in years], i)
        panel.fill_between(years, low, high, color=colour, alpha=0.11, linewidth=0)
        panel.plot(years, value, color=colour, linewidth=2, marker="o", markersize=3)
        ends.append((value[-1], found.sample.inputs[i], colour))
    panel.set_xlim(min(years) - 0.4, max(years) + 0.4)
    told = years[:: -ceil(len(years) / _TICKS)]
    panel.set_xticks(told, [str(year) for year in told])
    _number(panel, "y")
    panel.grid(axis="y", color=GRID, linewidth=0.8)
    heights = _apart(panel, [end for end, *_ in ends])
    for height, (_, name, colour) in zip(heights, ends, strict=True):
        panel.annotate(
            name, (1, height), (8, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", size=9, weight="bold", color=colour,
        )  # fmt: skip


def _apart(panel: "Axes", ends: Sequence[float]) -> list[float]:
    """Return the heights of labels beside their lines, moved until none hides another."""
    (low, high), figure = panel.get_ylim(), panel.get_figure(root=True)
    inches = panel.get_position().height * (figure.get_figheight() if figure else 1)
    gap = _LABEL * (high - low) / inches
    return [low + height for height in panels._apart([end - low for end in ends], gap)]


def _settling(panel: "Axes", found: Study) -> None:
    """Draw the index of the first inputs, with intervals, by how many blocks it is of."""
    main, sizes = found.sample.method.main, list(found.convergence)
    title(
        panel, "Does it settle?", f"by the number of {found.sample.method.block}; colours of bars"
    )
    first = found.ranked[:FIRST]
    for k, (i, colour) in enumerate(zip(first, COLOURS, strict=False)):
        at = np.arange(len(sizes)) + 0.12 * (k - (len(first) - 1) / 2)
        value, low, high = _course([found.convergence[n].of[main] for n in sizes], i)
        panel.vlines(at, low, high, color=colour, linewidth=1.4)
        panel.plot(at, value, "o", color=colour, markersize=4.5)
    panel.set_xticks(range(len(sizes)), [f"{n:,}" for n in sizes])
    panel.set_xlim(-0.5, len(sizes) - 0.5)
    _number(panel, "y")
    panel.grid(axis="y", color=GRID, linewidth=0.8)


def _course(each: Sequence[Estimate], i: int) -> tuple[list[float], list[float], list[float]]:
    """Return the index of an input, and the ends of its interval, one by one."""
    value, low, high = ([float(side[k][i]) for side in each] for k in range(3))
    return value, low, high


def _write_around(figure: "Figure", found: Study, about: Mapping[str, Any]) -> None:
    """Write what is explained, what moves it most, how to read it, and which runs it is of."""
    top, method = figure.get_figheight(), found.sample.method
    index, how = _METHODS[found.sample.how]
    kept = f"{found.blocks['kept']:,} {method.block}"
    left = left_out(found.blocks, method.block).removesuffix(".")
    parts = [
        f"Design {about['design']}", f"{method.title}, {kept}", *([left] if left else []),
        f"{about['inputs']} inputs", f"seeds {listed(about['seeds'])}",
        *([f"{about['fraction']:g} of the country"] if about["fraction"] < 1 else []),
        f"model {about['model']}", f"commit {short(about['commit_of_runs'])}",
    ]  # fmt: skip
    headline = f"What moves {outcome_words(about)}?"
    for up, words, size, style in (
        (top - 0.28, about["title"], 11, _KICKER),
        (top - 0.6, headline, 16, _TITLE),
        (top - 0.93, about["settled"], 10.5, {}),
        (top - 1.28, f"{index}, with 90 % intervals: {how}", 9.5, _QUIETLY),
        (0.22, "  ·  ".join(parts), 8.5, _QUIETLY),
    ):
        fitting = min(size, _TYPE / max(len(words), 1))
        figure.text(0.25 / _WIDE, up / top, words, va="center", size=fitting, **style)
    figure.set_label(headline)


def _cut(words: str) -> str:
    """Return a sentence that is not longer than its room, cut between two words.

    >>> _cut("Short."), _cut("aaaaaaaaa, " * 8)[-12:]
    ('Short.', 'aaaaaaaaa, …')
    """
    return words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1].rpartition(' ')[0]} …"


def _number(panel: "Axes", axis: Literal["x", "y"]) -> None:
    """Give an axis a few round figures, as precise as the largest."""
    panel.locator_params(axis=axis, nbins=5, steps=[1, 2, 5, 10])  # all of them as short
    of = panel.xaxis if axis == "x" else panel.yaxis
    largest = max(abs(v) for v in of.get_view_interval())
    of.set_major_formatter(lambda value, _: written(value, 10 * largest))


def _undated(to: Path) -> dict[str, Any] | None:
    """Return what keeps the date out of a picture of lines, so that it repeats."""
    return {"Date": None} if to.suffix == ".svg" else None
