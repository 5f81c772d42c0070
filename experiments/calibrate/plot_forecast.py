"""The pictures of a forecast: a fan of the national count, and small ones of groups."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from calibration import baselines
from calibration.baselines import OF_ANYTHING
from calibration.unfitted import COUNTRY
from experiments.calibrate.forecast_file import EQUAL, MODEL, Forecast
from experiments.calibrate.forecast_tables import WITH, WITHOUT
from experiments.headline import short
from experiments.palette import BLUE, BROWN, GREEN, INK, ORANGE, PINK, QUIET, SKY, STYLE
from experiments.sweeps.page import panel_at, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SITTERS, _SHARE, _OF_EXAMINEES = (
    "5u examinees", "5u share of 12th graders", "5u share of maths examinees",
)  # fmt: skip
_STREAMS = (
    "Jewish state",
    "Jewish state-religious",
    "Jewish ultra-Orthodox",
    "Arab",
    "Bedouin",
    "Druze",
)
_PANELS = (
    (_SHARE, COUNTRY), *((_OF_EXAMINEES, s) for s in _STREAMS),
    *((_OF_EXAMINEES, f"nurture quintile {q}") for q in range(1, 6)),
    (_SHARE, "girls"), (_SHARE, "boys"), ("schools with >=1 5u examinee", COUNTRY),
    ("median 5u examinees per track", COUNTRY), ("5u physics examinees", COUNTRY),
    ("5u chemistry examinees", COUNTRY), ("5u pass rate", COUNTRY), ("5u maths teachers", COUNTRY),
)  # fmt: skip
_COLUMNS, _WIDE, _HIGH, _ACROSS, _DOWN = 4, 3.1, 1.75, 3.75, 2.6  # of small pictures; inches
_NAIVE = dict(zip(OF_ANYTHING, (ORANGE, GREEN, BROWN, PINK), strict=True))


def draw(picture: "Callable[[], Figure]", to: Path) -> None:
    """Draw what makes a figure into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture().savefig(to, dpi=130)


def national(made: Forecast, past: pd.DataFrame) -> "Figure":
    """Return the fan of the national count, with what naive methods predict.

    `past` holds quantiles of what the same draws say of earlier years.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 6.2), facecolor="white")
    panel = panel_at(figure, 0.75, 9.9, 0.95, 3.95)
    title(panel, "Students who sit five units", "dots: observed; dashed: naive methods, medians")
    _fan(panel, made, past, (_SITTERS, COUNTRY))
    own = made.draws[(made.draws["measure"] == _SITTERS) & (made.draws["group"] == COUNTRY)]
    for method, colour in _NAIVE.items():
        middle = own[own["method"] == method].groupby("year")["value"].median()
        panel.plot(middle.index, middle, "--", color=colour, linewidth=1.2, label=method)
    each = own[own["method"] == MODEL].groupby(["structure", "year"])["value"].median()
    for place, (_, middle) in enumerate(each.groupby(level=0)):
        label = "each structure, median" if not place else None
        panel.plot(made.years, middle, color=SKY, linewidth=0.8, label=label)
    panel.set_ylim(0, None)
    panel.set_xlim(2005.5, made.years[-1] + 0.5)
    panel.yaxis.set_major_formatter("{x:,.0f}")
    panel.legend(frameon=False, fontsize=9, loc="upper left", ncols=2)
    end = _quantiles(made, (_SITTERS, COUNTRY), WITH).iloc[-1]
    words = (
        f"{end['q50']:,.0f} in {int(end['year'])}, 90 % interval {end['q5']:,.0f} to"
        f" {end['q95']:,.0f}"
    )
    _around(figure, f"A forecast frozen on {made.about['date']}: {words}", made)
    return figure


def of_groups(made: Forecast, past: pd.DataFrame) -> "Figure":
    """Return small fans: streams, quintiles, sexes, tracks, sciences, passing, teachers."""
    from matplotlib.figure import Figure

    told = {(m, g) for m, g in zip(made.table["measure"], made.table["group"], strict=True)}
    shown = [key for key in _PANELS if key in told]
    rows = -(-len(shown) // _COLUMNS)
    high = rows * _DOWN + 1.9
    figure = Figure(figsize=(_COLUMNS * _ACROSS + 0.4, high), facecolor="white")
    for place, key in enumerate(shown):
        row, column = divmod(place, _COLUMNS)
        left, bottom = 0.6 + column * _ACROSS, high - 1.3 - (row + 1) * _DOWN + 0.35
        panel = panel_at(figure, left, _WIDE, bottom, _HIGH)
        unit = _quantiles(made, key, WITH)["unit"].iloc[0]
        title(panel, _heading(key[1]), f"{key[0]} ({unit})")
        _fan(panel, made, past, key)
        panel.set_ylim(0, None)
        panel.set_xlim(2005.5, made.years[-1] + 0.5)
    _around(figure, f"Groups, tracks and sciences, as frozen on {made.about['date']}", made)
    return figure


def _heading(group: str) -> str:
    """Return what a small picture is of."""
    return "Israel" if group == COUNTRY else group[0].upper() + group[1:]


def _quantiles(made: Forecast, key: tuple[str, str], discrepancy: str) -> pd.DataFrame:
    """Return the quantiles of a series, structures weighed alike."""
    t = made.table
    same = (t["measure"] == key[0]) & (t["group"] == key[1])
    return t[same & (t["weights"] == EQUAL) & (t["discrepancy"] == discrepancy)]


def _fan(panel: "Axes", made: Forecast, past: pd.DataFrame, key: tuple[str, str]) -> None:
    """Draw what is predicted of a series, what the draws say of the past, and what was seen."""
    before = past[(past["measure"] == key[0]) & (past["group"] == key[1])]
    ahead, plain = (_quantiles(made, key, d) for d in (WITH, WITHOUT))
    for part, colour in ((before, QUIET), (ahead, BLUE)):
        for low, high, faint in (("q5", "q95", 0.15), ("q25", "q75", 0.3)):
            panel.fill_between(
                part["year"], part[low], part[high], color=colour, alpha=faint, linewidth=0
            )
        panel.plot(part["year"], part["q50"], color=colour, linewidth=1.8)
    for edge in ("q5", "q95"):
        panel.plot(plain["year"], plain[edge], ":", color=BLUE, linewidth=1)
    seen = baselines.observed(*key)
    panel.plot(seen.years, seen.value, "o", color=INK, markersize=3.5, zorder=3)


def _around(figure: "Figure", words: str, made: Forecast) -> None:
    """Write the headline, how to read the fans, and which forecast it is."""
    wide, high = figure.get_size_inches()
    about = made.about
    how = (
        f"If {about['scenario']['title'].lower()} goes on. Blue: median, 50 % and 90 %, structures"
        " weighed alike, with discrepancy; dotted: 90 % without it.\nGrey: the same draws before,"
        " without discrepancy, so that bands jump where blue begins."
    )
    lines: tuple[tuple[float, str, dict[str, Any]], ...] = (
        (high - 0.3, words, {"size": 15, "weight": "bold"}),
        (high - 0.6, how, {"size": 9.5, "color": QUIET}),
        (0.22, f"{about['command']}  ·  model {about['model']}, commit {short(about['commit'])}",
         {"size": 8, "color": QUIET}),
    )  # fmt: skip
    for height, text, style in lines:
        figure.text(0.2 / wide, height / high, text, va="center", **style)
