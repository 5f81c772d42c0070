"""The picture of schools and teachers: where five units are taught, and by whom."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.comparison import Curve, certified, known, ladder, of_schools, working_tracks
from experiments.headline import after_the_observed, write_around
from experiments.palette import BLUE, BLUES, GREEN, ORANGE, PINK, SKY
from experiments.panels import LEVEL, NUMBER, dress, lines, stack, ups_and_downs

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TRACKS = "Simulated working tracks"
_DOTS = "Dots: observed, two standard deviations either way where an error is known."
_PLACES = {
    "left": 0.06, "right": 0.99, "top": 0.872, "bottom": 0.052, "hspace": 0.46, "wspace": 0.12,
}  # fmt: skip
_TITLES = (
    ("Working tracks", "schools with five sitters or more"),
    ("Tracks opened and closed", "schools, from the year before"),
    ("The middle track", "its sitters, median over working tracks"),
    ("Virtual high school", "students in grades 10 to 12"),
    (
        "Teachers certified for five units",
        "areas: by the way they came; dot: observed, all of them; line: posts",
    ),
    ("Vacancies", "posts without a certified teacher, of all posts"),
    ("The ladder", "share of 12th graders"),
    ("Salience of five units to local authorities", "mean over 12th graders, 0 to 1"),
)


def picture_of_schools(frame: "pd.DataFrame", record: Mapping[str, Any]) -> "Figure":
    """Return the figure of a run's schools and teachers."""
    from matplotlib.figure import Figure

    def of(label: str, measure: str, grade: int = 0) -> Curve:
        return known([of_schools(frame, label, measure, grade)], record)[0]

    tracks = known([working_tracks(frame)], record)[0]
    opened, closed = of("opened", "opened_tracks", 12), of("closed", "closed_tracks", 12)
    routes, total, posts = certified(frame), of("", "certified_teachers"), of("Posts", "posts")
    figure = Figure(figsize=(13, 14.2), facecolor="white")
    panels = figure.subplots(4, 2, gridspec_kw=_PLACES).ravel()
    lines(panels[0], [tracks], (BLUE,), NUMBER)
    ups_and_downs(panels[1], opened, closed, (GREEN, ORANGE))
    lines(panels[2], [of("", "median_track", 12)], (BLUE,), NUMBER)
    lines(panels[3], [of("", "virtual_students")], (PINK,), NUMBER)
    stack(panels[4], routes, (BLUES[1], BLUES[3], ORANGE, GREEN), total, posts)
    lines(panels[5], [of("", "shortage")], (ORANGE,))
    lines(panels[6], known(ladder(frame), record), (BLUE, ORANGE, GREEN))
    lines(panels[7], [of("", "salience")], (SKY,), LEVEL, top=1)
    later = (after_the_observed(record), *[""] * (len(_TITLES) - 1))
    for panel, title, words in zip(panels, _TITLES, later, strict=True):
        dress(panel, title, until=record["until"], later=words)
    how = f"Lines, bars and areas: simulated. {_DOTS if tracks.points else ''}"
    write_around(figure, tracks, record, who=TRACKS, how=how)
    return figure
