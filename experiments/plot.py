"""The pictures of a run: observed against simulated, to be read in ten seconds."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import say
from experiments.comparison import (
    FIRST_OBSERVED,
    by_quintile,
    by_stream,
    known,
    shares,
    sitters,
)
from experiments.files import write_whole
from experiments.headline import STUDENTS, after_the_observed, write_around
from experiments.palette import BLUE, BLUES, BROWN, GREEN, ORANGE, PINK, SKY, STYLE
from experiments.panels import counts, dress, lines
from experiments.plot_schools import picture_of_schools

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
SCHOOLS = "schools"  # what a file is called that gets the picture of schools
PARTNERSHIP = "partnership"  # and that of the partnership
_TRACKS = (BLUE, ORANGE, GREEN)
_STREAMS = (BLUE, SKY, BROWN, ORANGE, PINK, GREEN)
_DPI = 130
_DOTS = "Dots: observed, two standard deviations either way, those of a year side by side."


class WrongPicture(ValueError):
    """A picture that cannot be drawn."""


def draw(frame: "pd.DataFrame", record: Mapping[str, Any], *places: Path) -> None:
    """Draw the pictures of a run into files, each whole or not there: .png, .svg or .pdf.

    A file called `schools` gets the picture of schools and teachers, any other that of students.
    Raises WrongPicture if a suffix is another, or nothing is reported; WrongFolder if a file
    cannot be written.
    """
    check_picture(*places)
    if record["until"] < FIRST_OBSERVED:
        raise WrongPicture(
            f"There is nothing to draw before {FIRST_OBSERVED}: run with a later --until."
        )
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        for make in (picture, picture_of_schools):
            asked = [p for p in places if (p.stem == SCHOOLS) == (make is picture_of_schools)]
            if asked:
                figure = make(frame, record)
                for place in asked:
                    write_whole(place, partial(write, figure))


def draw_network(folder: Path, *places: Path) -> None:
    """Draw the partnership of saved results into files: .png, .svg or .pdf.

    Raises WrongPicture if a suffix is another, WrongFolder if the results cannot be read or a file
    cannot be written.
    """
    from experiments.plot_partnership import draw_partnership
    from simulation.store import read_events, read_partners, read_record, read_terms, read_ties

    check_picture(*places)
    record = read_record(folder)
    terms, events, ties = read_terms(folder), read_events(folder), read_ties(folder)
    partners = read_partners(folder)
    for place in places:
        draw_partnership(terms, events, ties, partners, record, place)


def write(figure: "Figure", draft: Path) -> None:
    """Write a figure into a file, without the date: the same run gives the same bytes."""
    undated = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    about = {"Title": str(figure.get_label())} | undated[draft.suffix]
    figure.savefig(draft, dpi=_DPI, metadata=about)


def check_picture(*places: Path) -> None:
    """Raise WrongPicture unless every file has a suffix that can be drawn."""
    for place in places:
        if place.suffix not in SUFFIXES:
            raise WrongPicture(f"{place}: a picture ends in {', '.join(SUFFIXES)}.")


def redraw(folder: Path, out: Path | None) -> None:
    """Draw the pictures of saved results again, or one of them into a file."""
    from simulation.store import PICTURES, read_frame, read_record

    places = [out] if out else [folder / name for name in PICTURES]
    check_picture(*places)
    record = read_record(folder)
    networks = [p for p in places if p.stem == PARTNERSHIP]
    if others := [p for p in places if p not in networks]:
        draw(read_frame(folder), record, *others)
    if networks:
        draw_network(folder, *networks)
    say.line("Drawn: " + ", ".join(str(p) for p in places))


def picture(frame: "pd.DataFrame", record: Mapping[str, Any]) -> "Figure":
    """Return the figure of a run's students."""
    from matplotlib.figure import Figure

    number = known([sitters(frame)], record)[0]
    figure = Figure(figsize=(13, 9.6), facecolor="white")
    panels = figure.subplots(2, 2, gridspec_kw=_PLACES).ravel()
    counts(panels[0], number, colour=BLUE)
    lines(panels[1], known(shares(frame), record), _TRACKS)
    lines(panels[2], known(by_stream(frame), record), _STREAMS)
    lines(panels[3], known(by_quintile(frame), record), BLUES)
    for panel, title, later in zip(
        panels, _TITLES, (after_the_observed(record), *_UNSAID), strict=True
    ):
        dress(panel, title, until=record["until"], later=later)
    how = f"Lines: simulated. {_DOTS if number.points else ''}"
    write_around(figure, number, record, who=STUDENTS, how=how)
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
