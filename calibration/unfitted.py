"""Observed figures that are no targets: looked at beside the simulated ones, never fitted.

Counts of the file of examinees by school (FOI_SCHOOL) are plain: the file covers some 97.5 % of the
Ministry's total, the model all of it. A few of its tracks are of schools new to the file or gone
from it, which the model, whose schools are always the same, cannot have. Teachers are round
numbers, and shares were read from a chart in whole percents.
"""

from dataclasses import dataclass
from typing import NamedTuple

from simulation.data.history import policy_timeline
from simulation.data.observed import observations

COUNTRY = "national"  # what the tables of facts call it


class Measure(NamedTuple):
    """A measure of the model, and what turns it into the unit of the observed figure."""

    name: str
    grade: int = 12
    scale: float = 1.0


TRACKS = {  # by what the table `tracks` calls them
    "median 5u examinees per track": Measure("median_track"),
    "tracks with 5-9 5u examinees": Measure("tracks_5_9"),
    "tracks with 10-14 5u examinees": Measure("tracks_10_14"),
    "tracks with 15-19 5u examinees": Measure("tracks_15_19"),
    "tracks with 20-29 5u examinees": Measure("tracks_20_29"),
    "tracks with 30-49 5u examinees": Measure("tracks_30_49"),
    "tracks with 50+ 5u examinees": Measure("tracks_50_and_more"),
    "tracks opened": Measure("opened_tracks"),
    "tracks closed": Measure("closed_tracks"),
    "5u examinees in opened tracks": Measure("sitters_in_opened"),
    "5u examinees lost in tracks closed or gone from the file": Measure("sitters_lost"),
    "change in 5u examinees in continuing tracks": Measure("change_inside"),
}
ADDED_UP = {  # the file shows no count below 5, so that its class 1-5 is 5
    "tracks with 5-9 5u examinees": (
        "tracks with 1-5 5u examinees", "tracks with 6-9 5u examinees",
    ),
}  # fmt: skip
TEACHERS = {
    "5u maths teachers": Measure("certified_teachers", 0),
    "veteran maths teachers retiring": Measure("retired", 0),
}
SHARES = {
    f"{units}u share of 12th graders": Measure(f"{word}_unit_share", 12, 100.0)
    for units, word in ((3, "three"), (4, "four"), (5, "five"))
}
VIRTUAL = Measure("virtual_students", 0)
_TABLES = {  # of facts, by block
    "tracks": ("tracks", TRACKS),
    "teachers": ("teachers", TEACHERS),
    "ladder": ("units_shares", SHARES),
}
_SCHOOL_YEAR_STARTS = 9  # month


@dataclass(frozen=True, slots=True)
class Fact:
    """An observed figure and the measure it is of.

    Attributes
    ----------
    block
        What is told together.
    """

    block: str
    year: int
    words: str
    observed: float
    measure: Measure

    @property
    def id(self) -> str:
        """A name, unique."""
        return f"{self.measure.name}_{self.year}"


def facts() -> tuple[Fact, ...]:
    """Return what was observed of tracks, teachers, the ladder and the virtual school."""
    found = []
    for block, (table, measures) in _TABLES.items():
        seen = {(o.year, o.measure): o.value for o in observations(table) if o.group == COUNTRY}
        for words, measure in measures.items():
            parts = ADDED_UP.get(words, (words,))
            years = sorted(year for year, said in seen if said == parts[0])
            found += [Fact(block, y, words, sum(seen[y, p] for p in parts), measure) for y in years]
    return (*found, *_virtual_school())


def _virtual_school() -> tuple[Fact, ...]:
    """Return the enrolments of the virtual school, by the year in which the school year ends."""
    return tuple(
        Fact("virtual school", e.year + (int(e.date[5:7]) >= _SCHOOL_YEAR_STARTS),
             "students in grades 10 to 12", e.value, VIRTUAL)
        for e in policy_timeline()
        if e.measure == "enrolment" and e.value is not None
    )  # fmt: skip
