"""How a split of variance is told: in tables on the screen, and in a picture."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, isinf, isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments import say
from experiments.headline import short
from experiments.palette import BLUE, BROWN, GREEN, GRID, INK, ORANGE, PINK, QUIET, SKY, STYLE
from experiments.panels import _apart
from experiments.sweeps.page import listed, panel_at, title
from experiments.sweeps.wording import left_out, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = {  # in the order they are told
    "parameters": BLUE, "structure": ORANGE, "luck": GREEN, "structure x parameters": BROWN,
    "parameters x luck": SKY, "structure x luck": PINK, "the rest": "#b4bbc2",
}  # fmt: skip
_MAIN = tuple(_COLOURS)[:3]
_WIDE, _TOP, _FOOT, _HIGH, _ROW, _GAP = 15.6, 1.75, 0.85, 8.6, 0.36, 1.25  # inches
_SHARES, _BARS = (0.65, 4.7), (10.2, 4.2)  # inches: start and width of the panels
_LABEL = 0.2  # inches
_MANY = 10  # contrasts in a picture
_TICKS = [n * 10.0**k for k in range(-3, 9) for n in (1, 2, 5)]
_OF_INTERVALS = (
    "Intervals hold nine in ten redrawn sets of points and seeds, under these very structures; they"
    " are too short for main effects, of which they hold the true one about three times in four."
)
_NO_BOUND, _NOTHING = "without bound", "the same in every run"
_KICKER: dict[str, Any] = {"color": BLUE, "weight": "bold"}
_TITLE: dict[str, Any] = {"weight": "bold"}
_FOOTER: dict[str, Any] = {"color": QUIET}


def print_tables(parts: pd.DataFrame, contrasts: pd.DataFrame, about: Mapping[str, Any]) -> None:
    """Print each component in the year, what common luck buys, and what was left out."""
    now = parts[parts["year"] == about["year"]].set_index("component")
    columns = ("variance", "sd", "interval", "share", "interval of it")
    rows = [(name, *_cells(now.loc[name], now["sd"].max())) for name in _COLOURS]
    heading = f"Variance of {about['measure']} {_when(about)}, {_runs(about)}"
    say.table(("", *columns), rows, numbers=columns, title=f"{about['title']} {heading}")
    for factor, level, count in _levels(about):
        if count == 1:
            say.line(f"One {level} only: {factor} cannot be told, which does not make it nothing.")
    rows = [tuple(_luck(row)) for _, row in contrasts.iterrows() if row["year"] == about["year"]]
    if rows:
        columns = ("mean", "sd, common luck", "sd, luck apart", "one seed is worth", "90 %")
        say.table(
            ("", *columns), rows, numbers=columns,
            title="What common luck buys: a seed that both sides of a difference share, in seeds"
            " that they do not",
        )  # fmt: skip
    say.line(_OF_INTERVALS)
    if left := left_out(about["points"], "points"):
        say.warn(left)


def draw(parts: pd.DataFrame, contrasts: pd.DataFrame, about: Mapping[str, Any], to: Path) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(parts, contrasts, about).savefig(to, dpi=130)


def picture(parts: pd.DataFrame, contrasts: pd.DataFrame, about: Mapping[str, Any]) -> "Figure":
    """Return a figure: shares over the years, components in the year, what common luck buys."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDE, _HIGH), facecolor="white")
    now = parts[parts["year"] == about["year"]].set_index("component")
    shown = contrasts[contrasts["year"] == about["year"]].head(_MANY)
    room = _HIGH - _TOP - _FOOT
    _shares(panel_at(figure, *_SHARES, _FOOT, room), parts, about["year"])
    below = _ROW * len(shown)
    known = now["sd"].count()
    above = min(room - (below + _GAP if below else 0), 1.5 * _ROW * known)
    _bars(panel_at(figure, *_BARS, _FOOT + room - above, above), now, about)
    if below:
        _worths(panel_at(figure, *_BARS, _FOOT, below), shown)
    _write_around(figure, now, about)
    return figure


def _shares(panel: "Axes", parts: pd.DataFrame, year: int) -> None:
    """Draw the share of each component upon the others until a year, named where they end."""
    of = parts[parts["year"] <= year].pivot_table("share", "year", "component")
    known = [name for name in _COLOURS if name in of and of[name].any()]
    years = of.index.to_numpy(float)
    how = f"of a run at any point, under any seed; beside it the shares in {year}"
    title(panel, "Shares of the variance, year by year", how)
    if len(years) == 1:
        years, of = years + np.array([-0.4, 0.4]), pd.concat([of, of])
        panel.set_xticks([year], [str(year)])
    else:
        panel.locator_params(axis="x", nbins=6, integer=True)
        panel.xaxis.set_major_formatter("{x:.0f}")
    heights = [of[name].to_numpy() for name in known]
    colours = [_COLOURS[name] for name in known]
    panel.stackplot(years, heights, colors=colours, linewidth=0.6, edgecolor="white")
    panel.set_ylim(0, 1)
    panel.set_xlim(years[0], years[-1])
    panel.yaxis.set_major_formatter("{x:.0%}")
    last = np.array([h[-1] for h in heights])
    middles = np.cumsum(last) - last / 2
    figure = panel.get_figure(root=True)
    inches = panel.get_position().height * (figure.get_figheight() if figure else 1)
    places = [1 - place for place in _apart((1 - middles).tolist(), _LABEL / inches)]
    for name, share, height in zip(known, last, places, strict=True):
        panel.annotate(
            f"{name}  {_share(share)}", (1, height), (8, 0), xycoords="axes fraction",
            textcoords="offset points", va="center", size=9.5, weight="bold", color=_COLOURS[name],
        )  # fmt: skip


def _bars(panel: "Axes", now: pd.DataFrame, about: Mapping[str, Any]) -> None:
    """Draw the standard deviation of each component in the year, with its interval."""
    of = now.loc[list(_COLOURS)].dropna(subset=["sd"])
    known = list(of.index)
    rows, most = np.arange(len(known)), of["sd_high"].max()
    unit = f"in {about['measure']}; line: interval; beside it the share of the variance"
    title(panel, f"Standard deviation {_when(about)}", unit)
    panel.barh(rows, of["sd"], height=0.55, color=[_COLOURS[name] for name in known])
    panel.hlines(rows, of["sd_low"], of["sd_high"], color=INK, linewidth=1.3)
    panel.set_xlim(0, 1.3 * (most or 1))
    panel.locator_params(axis="x", nbins=5)
    panel.xaxis.set_major_formatter("{x:,g}")
    _rows(panel, known, of["sd_high"].to_numpy(), [_share(s) for s in of["share"]])


def _worths(panel: "Axes", shown: pd.DataFrame) -> None:
    """Draw how many seeds apart one common seed is worth, for each difference."""
    from matplotlib.ticker import NullLocator

    rows, reach = np.arange(len(shown)), _reach(shown)
    value, low, high = (shown[c].to_numpy(float) for c in ("worth", "low", "high"))
    colours = [_COLOURS[between] for between in shown["between"]]
    title(
        panel, "One seed of common luck is worth …", "seeds apart, in a difference; 90 % interval"
    )
    panel.set_xscale("log")
    panel.set_xlim(*reach)
    panel.axvline(1, color=INK, linewidth=1, linestyle=(0, (2, 3)))
    panel.hlines(rows, np.clip(low, *reach), np.clip(high, *reach), color=colours, linewidth=1.6)
    panel.scatter(np.clip(value, *reach), rows, color=colours, s=34, zorder=3, clip_on=False)
    panel.xaxis.set_major_formatter("{x:,g}")
    panel.set_xticks([t for t in _TICKS if reach[0] < t < reach[1]])
    panel.xaxis.set_minor_locator(NullLocator())
    ends = np.clip(np.fmax(high, value), *reach)
    _rows(panel, list(shown["contrast"]), ends, [_worth(v) for v in value])


def _rows(panel: "Axes", names: Sequence[str], ends: Any, words: Sequence[str]) -> None:  # noqa: ANN401
    """Name the rows of a panel, and write a figure where each ends."""
    panel.set_ylim(len(names) - 0.4, -0.6)
    panel.set_yticks(range(len(names)), names, size=9, color=INK)
    panel.grid(axis="x", color=GRID, linewidth=0.8)
    for row, (end, said) in enumerate(zip(ends, words, strict=True)):
        panel.annotate(
            said, (end, row), (7, 0), textcoords="offset points", va="center", size=9, color=INK
        )


def _reach(shown: pd.DataFrame) -> tuple[float, float]:
    """Return from where to where an axis of worths goes."""
    ends = shown[["worth", "low", "high"]].to_numpy(float)
    known = ends[np.isfinite(ends) & (ends > 0)]
    low, high = min(0.8, *known, 1.0), max(10.0, *known, 1.0)
    return 0.9 * low, high * 2.2


def _write_around(figure: "Figure", now: pd.DataFrame, about: Mapping[str, Any]) -> None:
    """Write whose variance it is, whose part is the largest, how to read it, and which runs."""
    told = now.loc[list(_MAIN), "share"].dropna().sort_values(ascending=False)
    shares = [f"{factor} {_share(share)}" for factor, share in told.items()]
    most = _NOTHING
    if shares:
        make = "make" if told.index[0] == "parameters" else "makes"
        most = f"{shares[0].replace(' ', f' alone {make} ', 1)} of the variance"
    headline = ", ".join([f"{about['measure']} {_when(about)}: {most}", *shares[1:]])
    how = (
        f"Variance {_runs(about)}. With an x: what two do only together; the rest: all three."
        " Under one seed every run has the same luck."
    )
    parts = [
        f"Design {about['design']}", f"seeds {listed(about['seeds'])}",
        f"scenarios {', '.join(about['scenarios'])}",
        *([f"{about['fraction']:g} of the country"] if about["fraction"] < 1 else []),
        f"model {about['model']}", f"commit {short(about['commit_of_runs'])}",
    ]  # fmt: skip
    for up, words, size, style in (
        (_HIGH - 0.28, about["title"], 11, _KICKER),
        (_HIGH - 0.6, headline, 16, _TITLE),
        (_HIGH - 0.95, how, 10.5, _FOOTER),
        (0.22, "  ·  ".join(parts), 8.5, _FOOTER),
    ):
        fitting = min(size, 1_700 / len(words))
        figure.text(0.25 / _WIDE, up / _HIGH, words, va="center", size=fitting, **style)
    figure.set_label(headline)


def _when(about: Mapping[str, Any]) -> str:
    """Return the year, or the years that the outcome is a difference of."""
    return f"from {about['since']} to {about['year']}" if about["since"] else f"in {about['year']}"


def _runs(about: Mapping[str, Any]) -> str:
    """Return how many scenarios, points and seeds it is of.

    >>> _runs({"scenarios": ["history"], "points": {"kept": 20}, "seeds": [1, 2]})
    'of 1 scenario x 20 points x 2 seeds'
    """
    counts = (f"{n} {level}{'s' * (n > 1)}" for _, level, n in _levels(about))
    return f"of {' x '.join(counts)}"


def _levels(about: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield each factor, what its levels are called, and how many there are."""
    yield "structure", "scenario", len(about["scenarios"])
    yield "parameters", "point", about["points"]["kept"]
    yield "luck", "seed", len(about["seeds"])


def _cells(row: "pd.Series[float]", scale: float) -> Iterator[str]:
    """Yield a component as printed."""
    if isnan(row["variance"]):
        yield from ("not estimable", "", "", "", "")
        return
    yield f"{row['variance']:,.4g}"
    yield written(row["sd"], scale)
    yield f"{written(row['sd_low'], scale)} to {written(row['sd_high'], scale)}"
    yield "" if isnan(row["share"]) else f"{row['share']:.1%}"
    yield "" if isnan(row["share_low"]) else f"{row['share_low']:.0%} to {row['share_high']:.0%}"


def _luck(row: "pd.Series[Any]") -> Iterator[str]:
    """Yield as printed what luck does to a difference."""
    scale = row["sd_apart"]
    yield row["contrast"]
    yield written(row["difference"], scale)
    yield written(row["sd_paired"], scale)
    yield written(row["sd_apart"], scale)
    yield _worth(row["worth"])
    known = isfinite(row["low"])
    yield f"{_worth(row['low'])} to {_worth(row['high'])}" if known else ""


def _share(value: float) -> str:
    """Return a share as printed.

    >>> _share(0.614), _share(0.002), _share(0.0)
    ('61%', '<1%', '0%')
    """
    return "<1%" if 0 < value < 0.005 else f"{value:.0%}"


def _worth(value: float) -> str:
    """Return how many seeds apart a common one is worth, as printed.

    >>> _worth(12.34), _worth(3.21), _worth(float("inf")), _worth(float("nan"))
    ('12', '3.2', 'without bound', 'no luck')
    """
    if isnan(value):
        return "no luck"
    return _NO_BOUND if isinf(value) else f"{value:,.1f}" if value < 10 else f"{value:,.0f}"
