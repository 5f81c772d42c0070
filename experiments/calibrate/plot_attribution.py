"""The picture of the attribution: each row's share in each structure, and across them."""

from pathlib import Path
from typing import TYPE_CHECKING

from calibration.attribution import NAMES, SINCE, TITLES, TOLD, UNTIL, observed_rise
from calibration.attribution_summary import ALIKE, BY_SCORE
from experiments.headline import short
from experiments.palette import GRID, INK, QUIET, STRUCTURE_COLOURS, STYLE, WHITE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.calibrate.attribution import Report

_ROOM = 0.62  # of a row, for its structures


def draw(report: "Report", to: Path) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(report).savefig(to, dpi=130)


def picture(report: "Report") -> "Figure":
    """Return a figure: a row a cause, a line and dot a structure, and all of them together."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 8.2), facecolor="white")
    panel = figure.add_axes((0.31, 0.1, 0.67, 0.75))
    table = report.tables["shares"]
    names = list(dict.fromkeys(table["structure"]))
    rows = TOLD
    for k, name in enumerate(names):
        colour = STRUCTURE_COLOURS.get(name, INK)
        shift = _ROOM * ((k + 0.5) / len(names) - 0.5)
        _structure(panel, table[table["structure"] == name], name, colour, shift)
    panel.plot(
        [observed_rise()] * 2, [len(rows) - 2.45, len(rows) - 1.55], color=INK, lw=2, ls=":",
        label="observed rise",
    )  # fmt: skip
    _dress(panel, [TITLES[row] for row in rows])
    panel.legend(
        loc="lower center", bbox_to_anchor=(0.35, 1.005), ncols=5, frameon=False, fontsize=9
    )
    figure.text(
        0.022, 0.955, f"What the additional students of {SINCE} to {UNTIL} are due to", size=16,
        weight="bold", color=INK,
    )  # fmt: skip
    figure.text(
        0.022, 0.025,
        f"Dots: means; lines: nine draws in ten; {report.draws} draws a structure, all sets of"
        f" {len(NAMES)} players under the same luck  ·  commit {short(report.commit)}"
        + "  ·  provisional posterior" * report.provisional,
        size=8.5, color=QUIET,
    )  # fmt: skip
    return figure


def _structure(
    panel: "Axes", of: "pd.DataFrame", name: str, colour: str, shift: float
) -> None:  # fmt: skip
    """Draw a structure's shares."""
    of = of.set_index("row").loc[[*TOLD]]
    at = [i + shift for i in range(len(of))]
    across = name in {ALIKE, BY_SCORE}
    panel.hlines(at, of["low"], of["high"], color=colour, lw=2.6 if across else 1.3)
    panel.plot(
        of["mean"], at, "D" if across else "o", color=colour, ms=6 if across else 4.5, label=name,
        mfc=WHITE if name == BY_SCORE else colour,
    )  # fmt: skip


def _dress(panel: "Axes", words: list[str]) -> None:
    """Name the rows, and draw zero and the grid."""
    panel.set_yticks(range(len(words)), words)
    panel.set_ylim(len(words) - 0.5, -0.5)
    panel.axvline(0, color=INK, lw=0.8, zorder=0)
    for line in (len(NAMES) - 0.5, len(words) - 2.5):
        panel.axhline(line, color=QUIET, lw=0.6, zorder=0)
    panel.grid(axis="x", color=GRID)
    panel.set_axisbelow(True)
    panel.spines[["top", "left", "right"]].set_visible(False)
    panel.tick_params(length=0)
    panel.xaxis.set_major_formatter("{x:,.0f}")
    panel.set_xlabel("students")
