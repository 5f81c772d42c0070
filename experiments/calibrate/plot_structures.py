"""A picture of structures: what each weighs, and what each learnt."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from calibration.space import quantile
from calibration.turning import LEVEL, TAILS
from experiments.palette import BLUE, INK, QUIET, STRUCTURE_COLOURS, STYLE
from experiments.sweeps.page import panel_at, title
from simulation.parameters.world import named

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PRIOR = "prior"
_ROW, _WIDE, _TOP, _FOOT, _TALL = 0.42, 15.6, 1.75, 0.75, 0.12  # inches; of a row between dots
_WEIGHTS, _LEARNT = (1.6, 3.2), (8.6, 6.6)  # inches: start and width of the panels


def draw(table: pd.DataFrame, found: pd.DataFrame, about: Mapping[str, str], to: Path) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(table, found, about).savefig(to, dpi=130)


def picture(table: pd.DataFrame, found: pd.DataFrame, about: Mapping[str, str]) -> "Figure":
    """Return a figure of the weights, and of what each structure learnt."""
    from matplotlib.figure import Figure

    parameters = list(dict.fromkeys(found["parameter"]))
    room = _ROW * len(parameters)
    high = _TOP + room + _FOOT
    figure = Figure(figsize=(_WIDE, high), facecolor="white")
    bars = min(room, 2 * _ROW * len(table))
    _bars(panel_at(figure, *_WEIGHTS, _FOOT + room - bars, bars), table)
    _intervals(panel_at(figure, *_LEARNT, _FOOT, room), found, parameters)
    left = table[table["runs"] > 0].sort_values("log_score", ascending=False)
    words = f"Best foresight: {left.iloc[0]['variant']}, weight {left.iloc[0]['weight']:.2f}"
    lines: tuple[tuple[float, str, dict[str, Any]], ...] = (
        (high - 0.3, "Structures", {"color": BLUE, "weight": "bold", "size": 11}),
        (high - 0.62, words, {"weight": "bold", "size": 16}),
        (high - 0.95, "From what was known by 2013, 2014 and 2015, of the counts to 2017",
         {"color": QUIET, "size": 10.5}),
        (0.2, f"model {about['model']}  ·  commit {about['commit']}",
         {"color": QUIET, "size": 8.5}),
    )  # fmt: skip
    for up, text, style in lines:
        figure.text(0.25 / _WIDE, up / high, text, va="center", **style)
    figure.set_label(words)
    return figure


def _bars(panel: "Axes", table: pd.DataFrame) -> None:
    """Draw the weight of each structure, and a ring where stacking puts it."""
    rows = np.arange(len(table))[::-1]
    title(panel, "Weight by predictive score", "bar: pseudo-BMA; ring: stacking; line: equal")
    panel.barh(
        rows, table["weight"], height=0.55, color=[STRUCTURE_COLOURS[v] for v in table["variant"]]
    )
    panel.plot(table["weight_stacking"], rows, "o", mfc="white", mec=INK, zorder=5, clip_on=False)
    panel.axvline(1 / len(table), color=QUIET, linewidth=1, linestyle=(0, (2, 3)))
    panel.set_yticks(rows, table["variant"])
    for at, row in zip(rows, table.to_dict("records"), strict=True):
        words = f"{row['weight']:.2f}" if row["runs"] else "ruled out"
        panel.annotate(
            words, (row["weight"], at), (7, 0), textcoords="offset points", va="center", size=9,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip
    panel.set_xlim(0, max(0.4, table[["weight", "weight_stacking"]].to_numpy().max()))


def _intervals(panel: "Axes", found: pd.DataFrame, parameters: list[str]) -> None:
    """Draw medians and intervals in standard deviations of the prior around its median."""
    variants = list(dict.fromkeys(found["variant"]))
    free = found[~found["fixed"].astype(bool)].set_index(["parameter", "variant"])
    words = f"in half-widths of the prior's {LEVEL:.0%} interval around its median; grey: the prior"
    title(panel, "What each structure learnt", words)
    for place, name in enumerate(reversed(parameters)):
        middle, half = _scale(name)
        panel.fill_betweenx([place - 0.36, place + 0.36], -1, 1, color="#eef0f3", linewidth=0)
        for i, of in enumerate(v for v in variants if v != PRIOR and (name, v) in free.index):
            row, at = free.loc[(name, of)], place + 0.3 - _TALL * i
            low, centre, high = ((row[c] - middle) / half for c in ("low", "median", "high"))
            panel.hlines(at, low, high, color=STRUCTURE_COLOURS[of], linewidth=1.6)
            panel.plot(centre, at, "o", color=STRUCTURE_COLOURS[of], markersize=3.6)
    panel.set_yticks(range(len(parameters)), parameters[::-1])
    panel.set_ylim(-0.6, len(parameters) - 0.4)
    panel.axvline(0, color=QUIET, linewidth=0.8, zorder=0)
    for i, of in enumerate(v for v in variants if v != PRIOR):
        panel.annotate(
            of, (1, 1), (-6, -6 - 13 * i), xycoords="axes fraction", textcoords="offset points",
            ha="right", va="top", size=9, weight="bold", color=STRUCTURE_COLOURS[of],
        )  # fmt: skip


def _scale(name: str) -> tuple[float, float]:
    """Return the median of a prior, and half the width of its interval."""
    low, middle, high = quantile(named(name), np.array([TAILS[0], 0.5, TAILS[1]]))
    return float(middle), float(high - low) / 2
