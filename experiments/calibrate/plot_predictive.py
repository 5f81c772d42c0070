"""Pictures of the posterior prediction: figures beside their bands, by group and by year."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from calibration.predictive import CHECK, FACT, FITTED
from experiments.headline import short
from experiments.palette import BLUE, GREEN, GRID, INK, ORANGE, QUIET, STYLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PICTURE, UNFITTED = "predictive.png", "predictive_unfitted.png"
DPI = 90
YEARS = range(2006, 2018)
COLOURS = {FITTED: INK, CHECK: ORANGE, FACT: GREEN}
_STREAMS = (
    "Jewish state", "Jewish state-religious", "Jewish ultra-Orthodox", "Arab", "Druze", "Bedouin",
)  # fmt: skip
_BLOCKS = {
    "5u examinees": "national counts", "5u share of 12th graders": "shares of 12th graders",
    "5u share of maths examinees": "streams, quintiles", "schools with >=1 5u examinee": "tracks",
    "tracks": "sizes, flows of tracks", "ladder": "ladder", "5u physics examinees": "physics",
    "teachers": "teachers", "virtual school": "virtual school",
    "effect on 5u share": "evaluators' effects",
}  # fmt: skip
_WHOLE = 1_000  # from which on figures have commas
_OTHERS = "passage between grades, girls"
_PALE, _DARK = 0.16, 0.28  # of bands that hold 90 and 50 % of draws
_THIN = 0.9  # line of 90 % of draws with errors
_BANDS = (
    "Blue: median, dark 50 % and pale 90 % of draws; thin line: 90 % with errors of model and"
    " sources."
)


def fan(
    panel: "Axes", by_year: pd.DataFrame, *, colour: str = BLUE, scale: float = 1.0
) -> None:  # fmt: skip
    """Draw the median and the 50 and 90 % bands of runs (rows) over years (columns)."""
    known = by_year.dropna(axis=1, how="all")
    years = known.columns.to_numpy(float)
    low, lower, middle, upper, high = (
        scale * known.quantile(q).to_numpy(float) for q in (0.05, 0.25, 0.5, 0.75, 0.95)
    )
    panel.fill_between(years, low, high, color=colour, alpha=_PALE, linewidth=0)
    panel.fill_between(years, lower, upper, color=colour, alpha=_DARK, linewidth=0)
    panel.plot(years, middle, color=colour, linewidth=1.8)


def observed(panel: "Axes", table: pd.DataFrame) -> None:
    """Draw figures by year, the fitted ones darkest, and what draws say with all errors added."""
    panel.vlines(table["year"], table["e05"], table["e95"], color=BLUE, linewidth=_THIN, zorder=3)
    for role, of in table.groupby("role"):
        panel.plot(
            of["year"], of["observed"], "o", color=COLOURS[str(role)], markersize=4.5, zorder=4
        )


def tidy(panel: "Axes", title: str, below: str = "") -> None:
    """Set the title of a panel, and quieten the rest."""
    from matplotlib.ticker import ScalarFormatter

    lines = below.count("\n") + 1 if below else 0
    panel.set_title(title, loc="left", size=10, weight="bold", pad=6 + 11 * lines)
    if below:
        panel.text(
            0, 1.02, below.strip(), transform=panel.transAxes, size=8, color=QUIET, va="bottom"
        )
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(axis="y", color=GRID, linewidth=0.8)
    panel.set_axisbelow(True)
    panel.tick_params(length=0, labelsize=8)
    if isinstance(panel.yaxis.get_major_formatter(), ScalarFormatter):  # not a row a name
        panel.yaxis.set_major_formatter(lambda x, _: f"{x:,.0f}" if abs(x) >= _WHOLE else f"{x:g}")


def around(figure: "Figure", title: str, how: str, about: Mapping[str, Any]) -> None:
    """Write what is drawn, how to read it, and where it comes from."""
    high = figure.get_figheight()
    figure.text(0.02, 1 - 0.32 / high, title, size=14, weight="bold", color=INK)
    figure.text(0.02, 1 - 0.46 / high, how, size=9, color=QUIET, va="top")
    figure.text(
        0.02, 0.14 / high, f"{about['draws']} draws of the posterior of {about['structures'][0]},"
        f" commit {short(about['commit'])}", size=8, color=QUIET,
    )  # fmt: skip


def save(figure: "Figure", to: Path) -> None:
    """Write a picture of few colours, so that it stays small."""
    from PIL import Image

    figure.savefig(to, dpi=DPI, format="png")
    with Image.open(to) as image:
        image.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(
            to, format="png", optimize=True
        )


def draw(
    table: pd.DataFrame, rows: pd.DataFrame, about: Mapping[str, Any], to: Path
) -> None:  # fmt: skip
    """Draw national counts, tracks, streams and quintiles into a file."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        figure = Figure(figsize=(12, 7.6), facecolor="white")
        grid = figure.add_gridspec(
            2, 12, left=0.05, right=0.985, top=0.85, bottom=0.1, hspace=0.42, wspace=1.1
        )
        counts = figure.add_subplot(grid[0, :5])
        fan(counts, _by_year(rows, "five_units"))
        observed(counts, table[table["id"].str.fullmatch(r"N\d{4}")])
        counts.set_ylim(bottom=0)
        tidy(counts, "Students who sit five units")
        shares = figure.add_subplot(grid[0, 5:9])
        fan(shares, _by_year(rows, "five_unit_share"), scale=100)
        observed(shares, table[table["id"].str.fullmatch(r"S\d{4}")])
        shares.set_ylim(bottom=0)
        tidy(shares, "Percent of 12th graders")
        tracks = figure.add_subplot(grid[0, 9:])
        fan(tracks, _by_year(rows, "working_tracks"))
        observed(tracks, table[table["id"].str.startswith("TR_")])
        tidy(tracks, "Working tracks")
        by_stream = figure.add_subplot(grid[1, :7])
        groups(by_stream, table, [f"FS_{s}" for s in _STREAMS], _STREAMS)
        tidy(by_stream, "Percent of examinees, by stream, 2013-2015")
        quintiles = figure.add_subplot(grid[1, 7:])
        names = ["1 (strongest)", *"234", "5 (weakest)"]
        groups(quintiles, table, [f"FQ_{q}" for q in range(1, 6)], names)
        tidy(quintiles, "By nurture quintile of the school")
        how = f"{_BANDS} Dots: observed; black fitted, orange not, green no target."
        around(figure, "What was observed, beside the posterior", how, about)
        save(figure, to)


def draw_unfitted(
    table: pd.DataFrame, rows: pd.DataFrame, about: Mapping[str, Any], to: Path
) -> None:  # fmt: skip
    """Draw what no fit saw, and where observed figures lie in their bands, into a file."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    panels = (
        ("three_unit_share", "Three units, percent of 12th graders", 100),
        ("four_unit_share", "Four units", 100), ("physics", "Physics at five units", 1),
        ("median_track", "Sitters of the median track", 1),
        ("opened_tracks", "Tracks opened", 1), ("closed_tracks", "Tracks closed", 1),
    )  # fmt: skip
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        figure = Figure(figsize=(12, 7.6), facecolor="white")
        grid = figure.add_gridspec(
            3, 2, left=0.05, right=0.56, top=0.84, bottom=0.1, hspace=0.5, wspace=0.2
        )
        right = figure.add_gridspec(1, 1, left=0.72, right=0.985, top=0.84, bottom=0.1)
        for k, (measure, title, scale) in enumerate(panels):
            panel = figure.add_subplot(grid[k // 2, k % 2])
            fan(panel, _by_year(rows, measure), scale=scale)
            start = "PH" if measure == "physics" else f"{measure}_"
            observed(panel, table[table["id"].str.startswith(start)])
            tidy(panel, title)
        _positions(figure.add_subplot(right[0]), table)
        how = (
            f"{_BANDS}\nRight: the share of draws, errors added, below what was observed; the 90 %"
            " band is shaded. Black: fitted; orange, green: no fit saw it."
        )
        around(figure, "What no fit saw, and where the observed lies", how, about)
        save(figure, to)


def _by_year(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return a measure by run and year."""
    shown = rows[rows["year"].isin(YEARS)]
    return shown.pivot_table(index="point", columns="year", values=measure)


def groups(panel: "Axes", table: pd.DataFrame, ids: Sequence[str], names: Sequence[str]) -> None:
    """Draw three years of each group as bars: bands, and what was observed."""
    by_id = table.set_index("id")
    for k, start in enumerate(ids):
        for j, year in enumerate((2013, 2014, 2015)):
            of, x = by_id.loc[f"{start}_{year}"], k + 0.26 * (j - 1)
            panel.vlines(x, of["e05"], of["e95"], color=BLUE, linewidth=_THIN)
            panel.vlines(x, of["q05"], of["q95"], color=BLUE, linewidth=7, alpha=_PALE)
            panel.vlines(x, of["q25"], of["q75"], color=BLUE, linewidth=7, alpha=_DARK)
            panel.plot(x, of["q50"], "_", color=BLUE, markersize=9, markeredgewidth=2)
            panel.plot(x, of["observed"], "o", color=COLOURS[str(of["role"])], markersize=4.5)
    panel.set_xticks(range(len(ids)), [n.replace(" ", "\n").replace("-", "-\n") for n in names])
    panel.set_ylim(bottom=0)


def _positions(panel: "Axes", table: pd.DataFrame) -> None:
    """Draw where each observed figure lies among the draws, a row a block."""
    blocks = [_BLOCKS.get(str(b), _OTHERS) for b in table["block"].to_list()]
    names = list(dict.fromkeys(blocks))
    table = table.assign(row=[names.index(b) for b in blocks])
    panel.axvspan(0.05, 0.95, color=BLUE, alpha=0.08, linewidth=0)
    panel.axvline(0.5, color=GRID, linewidth=1)
    for role, of in table.groupby("role"):
        jitter = 0.16 * ((np.arange(len(of)) % 5) - 2)
        panel.plot(
            of["position"],
            of["row"] + jitter,
            "o",
            color=COLOURS[str(role)],
            alpha=0.75,
            markersize=5,
        )
    tidy(panel, "Position of the observed among draws")
    panel.set_yticks(range(len(names)), names)
    panel.invert_yaxis()
    panel.set_xlim(-0.02, 1.02)
    panel.grid(visible=False)
