"""The picture of a run: observed against simulated, four panels to be read in ten seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import say
from experiments.comparison import FIRST_OBSERVED, Curve, by_quintile, by_stream, shares, sitters
from experiments.files import write_whole
from experiments.headline import after_the_observed, footer, headline, second_line
from experiments.panels import counts, dress, lines

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
_INK, _QUIET = "#1b1f24", "#5d6670"
_BLUE, _SKY, _ORANGE, _GREEN, _PINK, _BROWN = (
    "#0a5f9e", "#4fa3d1", "#d55e00", "#009e73", "#b8609a", "#8a6d3b",
)  # fmt: skip  # after Okabe & Ito, told apart by the colour-blind
_TRACKS = (_BLUE, _ORANGE, _GREEN)
_STREAMS = (_BLUE, _SKY, _BROWN, _ORANGE, _PINK, _GREEN)
_QUINTILES = ("#08306b", "#1c5a9e", "#3d7fbb", "#5f9ac9", "#7fb0d6")  # the darker, the stronger
_STYLE = {
    "font.family": "DejaVu Sans", "font.size": 10, "text.color": _INK, "axes.edgecolor": "#c9ced4",
    "axes.labelcolor": _QUIET, "xtick.color": _QUIET, "ytick.color": _QUIET,
    "svg.hashsalt": "fivebytwo",
}  # fmt: skip
_DPI = 130
_DOTS = "Dots: observed, two standard deviations either way, those of a year side by side."


class WrongPicture(ValueError):
    """A picture that cannot be drawn."""


def draw(frame: "pd.DataFrame", record: Mapping[str, Any], *places: Path) -> None:
    """Draw the picture of a run into files, each whole or not there: .png, .svg or .pdf.

    Raises WrongPicture if a suffix is another, or nothing is reported; WrongFolder if a file
    cannot be written.
    """
    check_picture(*places)
    if record["until"] < FIRST_OBSERVED:
        raise WrongPicture(
            f"There is nothing to draw before {FIRST_OBSERVED}: run with a later --until."
        )
    import matplotlib as mpl

    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]  # the stubs list every key
        figure = picture(frame, record)
        title = headline(sitters(frame))
        for place in places:
            write_whole(place, partial(_write, figure, title))


def _write(figure: "Figure", title: str, draft: Path) -> None:
    """Write a figure into a file, without the date: the same run gives the same bytes."""
    undated = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    figure.savefig(draft, dpi=_DPI, metadata={"Title": title} | undated[draft.suffix])


def check_picture(*places: Path) -> None:
    """Raise WrongPicture unless every file has a suffix that can be drawn."""
    for place in places:
        if place.suffix not in SUFFIXES:
            raise WrongPicture(f"{place}: a picture ends in {', '.join(SUFFIXES)}.")


def redraw(folder: Path, out: Path | None) -> None:
    """Draw the picture of saved results again, into a file, or into their folder."""
    from simulation.store import PICTURES, read_frame, read_record

    places = [out] if out else [folder / name for name in PICTURES]
    check_picture(*places)
    record = read_record(folder)
    draw(read_frame(folder), record, *places)
    say.line("Drawn: " + ", ".join(str(p) for p in places))


def picture(frame: "pd.DataFrame", record: Mapping[str, Any]) -> "Figure":
    """Return the figure of a run."""
    from matplotlib.figure import Figure

    def known(curves: Sequence[Curve]) -> list[Curve]:
        """Leave out groups that nobody is in, and what was observed of another country."""
        kept = [c for c in curves if c.years]
        return [replace(c, points=()) for c in kept] if record["schools"] else kept

    number = known([sitters(frame)])[0]
    figure = Figure(figsize=(13, 9.6), facecolor="white")
    panels = figure.subplots(2, 2, gridspec_kw=_PLACES).ravel()
    counts(panels[0], number, colour=_BLUE)
    lines(panels[1], known(shares(frame)), _TRACKS)
    lines(panels[2], known(by_stream(frame)), _STREAMS)
    lines(panels[3], known(by_quintile(frame)), _QUINTILES)
    for panel, title, later in zip(
        panels, _TITLES, (after_the_observed(record), *_UNSAID), strict=True
    ):
        dress(panel, title, until=record["until"], later=later)
    _write_around(figure, number, record)
    return figure


_PLACES = {
    "left": 0.06, "right": 0.99, "top": 0.82, "bottom": 0.08, "hspace": 0.34, "wspace": 0.12,
}  # fmt: skip
_UNSAID = ("", "", "")  # the first panel says it for the others
_TITLES = (
    ("Students who sit five units", "number a year"),
    ("Tracks", "share of 12th graders"),
    ("Five units by stream", "share of all who sit mathematics"),
    ("Five units by nurture quintile", "share of all who sit mathematics"),
)


def _write_around(figure: "Figure", number: Curve, record: Mapping[str, Any]) -> None:
    """Write title, second line, how to read it, and which run it is."""
    scenario = record["scenario"]["title"]
    dots = _DOTS if number.points else ""
    for height, words, style in (
        (0.976, scenario, {"size": 11, "weight": "bold", "color": _BLUE}),
        (0.947, headline(number), {"size": 16, "weight": "bold"}),
        (0.917, second_line(number, record), {"size": 11.5}),
        (0.892, f"Lines: simulated. {dots}", {"size": 10, "color": _QUIET}),
        (0.022, footer(record), {"size": 8.5, "color": _QUIET}),
    ):
        figure.text(0.022, height, words, va="center", **style)
