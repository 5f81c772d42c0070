"""A cohort: the students who entered grade 7 in one year, as columns sorted by school."""

from collections.abc import Iterator

import numpy as np
from mesa import Agent, Model

from simulation.arrays import NOT_SAT, Bools, Bytes, Doubles, Floats, Rows
from simulation.population.students import Newcomers
from simulation.years import ENTRY_GRADE, GRADES, LAST_GRADE, grade

_BYTE_COLUMNS, _WIDE_COLUMNS, _WIDTH, _ALIGNED = 9, 3, 4, 64
_ROOM = 20  # bits of a student's number that tell one of a cohort from another


class Cohort(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """Students of one age, one element a student in every column.

    Attributes
    ----------
    who
        What no policy touches: school, sex, background, talent.
    ability
        Ability this year [SD of the national distribution in grade 8].
    last_grade
        Last grade attended, 9 to 12.
    wish
        Units wanted in grade 9: 0, 3, 4 or 5.
    units
        Track: 0, 3, 4 or 5 units.
    virtual
        Whether in the virtual school's class, 0 or 1.
    sciences
        Science subjects, a bit for each of SUBJECTS.
    gain
        Ability above its course without programmes [SD].
    first, second, score
        Marks of the two papers, and the final mark [points, NOT_SAT].
    credit
        Units credited after grade 12.
    listed
        How many are on the list of those at five units.
    taught
        Whether their school has a class of five units for them.
    reserves, visits
        Exposure by school: years in the Reserves programme, share visited by a role model.
    """

    def __init__(self, model: Model, who: Newcomers, slate: "Slate") -> None:
        super().__init__(model)
        self.who, self.slate = who, slate
        n = who.female.size
        self.last_grade, self.wish, self.units, self.virtual = slate.clean(n, LAST_GRADE, 0, 0, 0)
        self.sciences, self.credit = slate.clean(n, 0, 0, first=4)
        self.first, self.second, self.score = slate.clean(n, NOT_SAT, NOT_SAT, NOT_SAT, first=6)
        self.ability: Floats = slate.ability[:n]
        self.gain: Floats = slate.gain[:n]
        self.gain[:] = 0
        self.listed = 0
        self.has_ended = False
        schools = who.offsets.size - 1
        self.reserves: Doubles = np.zeros(schools)
        self.visits: Doubles = np.zeros(schools)
        self.taught: Bools = np.zeros(schools, np.bool_)

    def __len__(self) -> int:
        """Return the number of students who ever were in it."""
        return int(self.who.female.size)

    @property
    def entered(self) -> int:
        """The school year in which they entered grade 7."""
        return self.who.entered

    @property
    def first_id(self) -> int:
        """The number of its first student; the others follow."""
        return student_number(self.entered, 0)

    @property
    def at_five(self) -> Rows:
        """The rows of those at five units, as listed since the winter's registration."""
        return self.slate.rows[: self.listed]

    def keep_listed(self, keep: Bools) -> None:
        """Leave on the list of those at five units those it says to keep."""
        kept = self.at_five[keep]
        self.listed = kept.size
        self.at_five[:] = kept

    def grade(self, year: int) -> int:
        """Return the grade they are in."""
        return grade(self.entered, year)

    def talent(self, year: int) -> Floats:
        """Return ability against what background expects, in the grade of a year [SD]."""
        row: Floats = self.who.talent[self.grade(year) - ENTRY_GRADE]
        return row

    def end(self) -> None:
        """Leave the model; the columns are somebody else's from now on."""
        self.remove()
        self.has_ended = True

    def is_over(self, year: int) -> bool:
        """Return whether they have finished grade 12 before a year."""
        return self.grade(year) > LAST_GRADE


class Slate:
    """Room for the columns of a cohort, used again when it has left."""

    def __init__(self, room: Bytes) -> None:
        self.bytes = room[:_BYTE_COLUMNS]
        wide = room[_BYTE_COLUMNS:].reshape(_WIDE_COLUMNS, -1)
        self.ability: Floats = wide[0].view(np.float32)
        self.gain: Floats = wide[1].view(np.float32)
        self.rows: Rows = wide[2].view(np.int32)

    def clean(self, n: int, *values: int, first: int = 0) -> list[Bytes]:
        """Return columns of `n` students from the `first` on, each filled with its value."""
        columns = [self.bytes[first + i, :n] for i in range(len(values))]
        for column, value in zip(columns, values, strict=True):
            column[:] = value
        return columns


def slates(most: int) -> list[Slate]:
    """Return room for a cohort in each grade, `most` students each, in one piece.

    One piece of memory, because the system hands out large pieces much faster than many small ones.
    """
    wide = -(-most // _ALIGNED) * _ALIGNED
    rooms = np.empty((len(GRADES), _BYTE_COLUMNS + _WIDE_COLUMNS * _WIDTH, wide), np.uint8)
    return [Slate(room) for room in rooms]


def cohort_and_row(student: int) -> tuple[int, int]:
    """Return the year in which a student entered grade 7, and the row in that cohort."""
    return student >> _ROOM, student & ((1 << _ROOM) - 1)


def student_number(entered: int, row: int) -> int:
    """Return the number of the student in a row of the cohort that entered in a year."""
    return (entered << _ROOM) + row


def in_grades(cohorts: list[Cohort], year: int, *grades: int) -> Iterator[Cohort]:
    """Yield the cohorts that are in one of the grades."""
    return (c for c in cohorts if c.grade(year) in grades)
