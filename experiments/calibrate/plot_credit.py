"""Pictures of credit: ranks, coverage, prior beside posterior, what moves when targets go."""

import warnings
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from calibration.coverage import LEVELS
from experiments.calibrate.credit_moved import N2017, RISE
from experiments.files import write_whole
from experiments.headline import short
from experiments.palette import BLUE, GRID, INK, ORANGE, QUIET, SKY, STYLE
from simulation.arrays import Doubles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PICTURES = {
    "ranks": "Are ranks of truths flat?",
    "coverage": "Do intervals hold the truth as often as said?",
    "learnt": "Prior beside posterior", "moved": "What moves when a target is left out?",
}  # fmt: skip
_COLOURS = (BLUE, ORANGE)
_BAND = 0.95
_LIMIT = 2.0  # posterior standard deviations, where colours end
_ACROSS = 5
_REACH = 4.0  # prior standard deviations that are drawn
Tables = Mapping[str, pd.DataFrame]
About = Mapping[str, Any]


def draw(tables: Tables, about: About, folder: Path, stem: str) -> list[str]:
    """Draw all pictures into a folder, and return their names."""
    import matplotlib as mpl

    makers = {"ranks": ranks, "coverage": _coverage, "learnt": _learnt, "moved": moved}
    names = []
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        for name, make in makers.items():
            figure = make(tables)
            _write_around(figure, PICTURES[name], about)
            names.append(f"{stem}_{name}.png")
            write_whole(folder / names[-1], partial(figure.savefig, dpi=110))
    return names


def ranks(tables: Tables) -> "Figure":
    """Return the cumulative share of ranks less that of flat ones, with simultaneous bands."""
    from matplotlib.figure import Figure

    shares = tables["shares"]
    names = [str(c) for c in shares if c != "method"]
    down = -(-len(names) // _ACROSS)
    figure = Figure(figsize=(14, 2 + 2.1 * down), facecolor="white")
    panels = figure.subplots(down, _ACROSS, sharex=True, sharey=True, squeeze=False).ravel()
    high = figure.get_figheight()
    figure.subplots_adjust(left=0.05, right=0.98, top=1 - 1.5 / high, bottom=0.9 / high, hspace=0.4)
    methods = list(shares["method"].unique())
    grid = np.linspace(0.02, 0.98, 49)
    few = min(int((shares["method"] == m).sum()) for m in methods)
    low, top = _band(few, grid)
    for panel, name in zip(panels, names, strict=False):
        panel.fill_between(grid, low - grid, top - grid, color=GRID, linewidth=0)
        panel.axhline(0, color=QUIET, linewidth=0.7)
        for colour, method in zip(_COLOURS, methods, strict=False):
            own = np.sort(shares.loc[shares["method"] == method, name].to_numpy())
            panel.plot(grid, np.searchsorted(own, grid) / own.size - grid, color=colour)
        panel.set_title(name, loc="left", size=9.5, weight="bold")
        _bare(panel)
    for place, panel in enumerate(panels):
        panel.set_visible(place < len(names))
        if len(names) - _ACROSS <= place < len(names):  # the lowest of its column
            panel.tick_params(labelbottom=True)
            panel.set_xlabel("draws below the truth, share", size=9)
    figure.supylabel("share of runs below, less that of flat ranks", size=9, color=QUIET, x=0.012)
    figure.text(
        0.022, 1 - 1.05 / high, "A line may leave its band and ranks still not fail: tests are"
        " corrected for all parameters together (Holm), bands are of one alone.",
        size=10, color=QUIET,
    )  # fmt: skip
    _key(figure, methods, f"band: {_BAND:.0%} of flat ranks stay within it throughout ({few} runs)")
    return figure


def _band(runs: int, grid: Doubles) -> tuple[Doubles, Doubles]:
    """Return the band that cumulative shares of so many flat ranks stay within."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # arviz tells of its next version
        from arviz.stats.ecdf_utils import ecdf_confidence_band
    low, top = ecdf_confidence_band(runs, grid, grid, prob=_BAND)
    return np.asarray(low, float), np.asarray(top, float)


def _coverage(tables: Tables) -> "Figure":
    """Return coverage of each parameter beside its level, a panel a level."""
    from matplotlib.figure import Figure

    held = tables["coverage"]
    names, methods = list(held["parameter"].unique()), list(held["method"].unique())
    figure = Figure(figsize=(14, 2.4 + 0.32 * len(names)), facecolor="white")
    high = figure.get_figheight()
    panels = figure.subplots(1, len(LEVELS), sharey=True)
    figure.subplots_adjust(
        left=0.17, right=0.98, top=1 - 1.6 / high, bottom=0.8 / high, wspace=0.08
    )
    rows = np.arange(len(names))
    for panel, level in zip(panels, LEVELS, strict=True):
        panel.axvline(level, color=INK, linewidth=1)
        for k, method in enumerate(methods):
            of = held[(held["method"] == method) & (held["level"] == level)]
            of = of.set_index("parameter").loc[names]
            at = rows + 0.24 * (k - (len(methods) - 1) / 2)
            panel.hlines(at, of["low"], of["high"], color=_COLOURS[k], linewidth=1.2)
            panel.plot(of["covered"], at, "o", color=_COLOURS[k], markersize=4)
        panel.set_title(f"intervals said to hold {level:.0%}", loc="left", size=10, weight="bold")
        panel.xaxis.set_major_formatter("{x:.0%}")
        _bare(panel)
    panels[0].set_yticks(rows, names)
    panels[0].invert_yaxis()
    _key(figure, methods, "lines: 95 % intervals of the share of runs whose truth is held")
    return figure


def _learnt(tables: Tables) -> "Figure":
    """Return densities of prior and posterior of reported parameters, a row each."""
    from matplotlib.figure import Figure
    from scipy.stats import gaussian_kde

    from calibration.learnt import LEARNT
    from simulation.parameters.views import prior
    from simulation.parameters.world import named

    draws, of = tables["draws"], tables["learnt"].set_index("parameter")
    names = [str(c) for c in draws]
    figure = Figure(figsize=(10, 2.2 + 0.5 * len(names)), facecolor="white")
    high = figure.get_figheight()
    panel = figure.subplots()
    figure.subplots_adjust(left=0.24, right=0.8, top=1 - 1.5 / high, bottom=0.9 / high)
    grid = np.linspace(-_REACH, _REACH, 241)
    for row, name in enumerate(names):
        about = of.loc[name]
        values = about["prior_mean"] + grid * about["prior_sd"]
        before = np.asarray(prior(named(name)).pdf(values)) * about["prior_sd"]
        after = gaussian_kde((draws[name] - about["prior_mean"]) / about["prior_sd"])(grid)
        scale = 0.85 / max(before.max(), after.max())
        panel.fill_between(grid, row, row - scale * before, color=GRID, linewidth=0)
        panel.fill_between(grid, row, row - scale * after, color=SKY, alpha=0.55, linewidth=0)
        panel.plot(grid, row - scale * after, color=BLUE, linewidth=1.1)
        colour = BLUE if about["verdict"] == LEARNT else QUIET
        panel.text(1.02, row - 0.2, str(about["verdict"]), transform=panel.get_yaxis_transform(),
                   color=colour, size=9)  # fmt: skip
    panel.set_yticks(range(len(names)), names)
    panel.set_ylim(len(names) - 0.6, -1.1)
    panel.set_xlabel("standard deviations of the prior from its mean")
    _bare(panel)
    figure.text(0.022, 1 - 0.85 / high, "grey: prior; blue: posterior", size=10, color=QUIET)
    return figure


def moved(tables: Tables) -> "Figure":
    """Return shifts as colours: what is left out down, what moves across."""
    from matplotlib.figure import Figure

    of = tables["moved"]
    order = of["name"] + of["kind"].map({"block": " (block)"}).fillna("")
    wide = of.assign(row=order).pivot_table("shift", "row", "of", sort=False)
    last = [N2017, RISE]
    wide = wide[[c for c in wide if c not in last] + last]
    down, across = wide.shape
    figure = Figure(figsize=(4.6 + 0.5 * across, 3.6 + 0.21 * down), facecolor="white")
    high, breadth = figure.get_figheight(), figure.get_figwidth()
    panel = figure.subplots()
    figure.subplots_adjust(
        left=3.3 / breadth, right=1 - 1.2 / breadth, top=1 - 1.1 / high, bottom=2.4 / high
    )
    shades = panel.imshow(wide, cmap="RdBu_r", vmin=-_LIMIT, vmax=_LIMIT, aspect="auto")
    panel.set_yticks(range(down), list(wide.index), size=8)
    panel.set_xticks(range(across), [str(c) for c in wide], rotation=90, size=9)
    bar = figure.colorbar(shades, ax=panel, fraction=0.025, pad=0.015)
    bar.set_label("shift of the mean [posterior sd]")
    _bare(panel)
    panel.grid(visible=False)
    figure.text(
        0.022, 1 - 0.83 / high, "Rows: what is left out of the fit, targets by their id in"
        " targets.csv, or changed; columns: parameters, and two outcomes.",
        size=10, color=QUIET,
    )  # fmt: skip
    return figure


def _bare(panel: "Axes") -> None:
    """Take frame and ticks away."""
    panel.spines[["top", "left", "right"]].set_visible(False)
    panel.tick_params(length=0)


def _key(figure: "Figure", methods: list[str], how: str) -> None:
    """Write which colour is which method, and how to read the picture."""
    high = figure.get_figheight()
    for k, method in enumerate(methods):
        figure.text(0.022 + 0.16 * k, 1 - 0.8 / high, method, color=_COLOURS[k], weight="bold")
    figure.text(0.022 + 0.16 * len(methods), 1 - 0.8 / high, how, color=QUIET)


def _write_around(figure: "Figure", title: str, about: About) -> None:
    """Write the title, and what the picture is of."""
    high = figure.get_figheight()
    figure.text(0.022, 1 - 0.5 / high, title, size=15, weight="bold", color=INK)
    told = f"Structure {about['variant']}  ·  {about['bank']:,} runs  ·  model {about['model'][:9]}"
    told += f"  ·  commit {short(about['commit'])}"
    figure.text(0.022, 0.2 / high, told, size=8.5, color=QUIET)
