"""The picture of who was moved into five units, by ability, stream, quintile and sex."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.attribution import NAMES, TITLES, UNTIL
from experiments.calibrate.attribution_page import mean_moved
from experiments.calibrate.moved import GROUPINGS
from experiments.headline import short
from experiments.palette import INK, QUIET, STYLE, WHITE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from experiments.calibrate.attribution import Report

_PER = 1_000  # students in grade 12 of a group, that figures are told of
_DARK = 0.55  # of the darkest colour, from which letters are white
_SHORT_NAMES = {"religious": "relig.", "ultra_orthodox": "ultra-o.", "unknown": "?"}


def draw(report: "Report", to: Path) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(report).savefig(to, dpi=130)


def picture(report: "Report") -> "Figure":
    """Return a figure: a row a player, a column a group, net of 1,000 in grade 12."""
    from matplotlib.figure import Figure

    mean = mean_moved(report.tables["moved"])
    net = _PER * (mean["net"] / mean["students"]).where(mean["students"] > 0)
    of = mean.assign(net=net).set_index(["player", "by", "group"])["net"]
    kinds = {by: groups for by, groups in GROUPINGS.items() if by != "all"}
    figure = Figure(figsize=(14, 4.6), facecolor="white")
    panels = figure.subplots(
        1, len(kinds),
        gridspec_kw={
            "left": 0.225, "right": 0.99, "top": 0.79, "bottom": 0.15, "wspace": 0.06,
            "width_ratios": [len(groups) for groups in kinds.values()],
        },
    )  # fmt: skip
    tables = {
        by: np.array([[of.loc[(p, by, g)] for g in groups] for p in NAMES], float)
        for by, groups in kinds.items()
    }
    most = max(float(np.nanmax(np.abs(t))) for t in tables.values()) or 1.0
    for panel, (by, groups) in zip(panels, kinds.items(), strict=True):
        _heat(panel, tables[by], most)
        panel.set_title(by, loc="left", size=11, weight="bold")
        panel.set_xticks(range(len(groups)), [_SHORT_NAMES.get(g, g) for g in groups], size=8.5)
        panel.set_yticks([])
    panels[0].set_yticks(range(len(NAMES)), [TITLES[p] for p in NAMES])
    _write_around(figure, report)
    return figure


def _write_around(figure: "Figure", report: "Report") -> None:
    """Write what is drawn."""
    figure.text(
        0.012, 0.93, f"Who was moved into five units by {UNTIL}, by what", size=16, weight="bold",
        color=INK,
    )  # fmt: skip
    figure.text(
        0.012, 0.035,
        f"Net of {_PER:,} students in grade 12: with all players on, less without this one alone;"
        f" ability 1 is the weakest tenth, quintile 1 the strongest; draws a structure:"
        f" {report.people}  ·  commit {short(report.commit)}"
        + "  ·  provisional posterior" * report.provisional,
        size=8.5, color=QUIET,
    )  # fmt: skip


def _heat(panel: "Axes", table: "NDArray[np.float64]", most: float) -> None:
    """Draw figures as colours, and write them in."""
    panel.imshow(table, cmap="RdBu", vmin=-most, vmax=most, aspect="auto")
    panel.spines[:].set_visible(False)
    panel.tick_params(length=0)
    for (i, j), value in np.ndenumerate(table):
        if np.isfinite(value):
            colour = WHITE if abs(value) > _DARK * most else INK
            panel.text(j, i, f"{round(value)}", ha="center", va="center", size=8, color=colour)
