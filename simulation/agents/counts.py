"""What the Ministry knows of a year: students of each school by sex, track and result."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import ENROLLED, Doubles, Ints
from simulation.years import CHOICE_GRADE, LAST_GRADE

# The Ministry's file of examinees by school (FOI_SCHOOL) shows no count from 1 to 4: its smallest
# above 0 is 5, at five units as in all of mathematics. A school with 1 to 4 sitters looks there
# like one without a track, so a working track, as counted, is one with at least five.
SHOWN_FROM = 5  # students


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of one year, by school and sex (0 boys, 1 girls).

    Attributes
    ----------
    tracks
        For grades 10 to 12, students by units, for grade 9 by units wanted, shape (schools, 2, 6);
        column ENROLLED holds all.
    virtual
        Students in the virtual class, grades 10 to 12, by school.
    results
        Of grade 12, the sums named in RESULTS, shape (schools, 2, 6).
    """

    tracks: dict[int, Ints]
    virtual: Ints
    results: Doubles

    def enrolled(self, grade: int) -> Ints:
        """Return students still in school, shape (schools, 2)."""
        return self.tracks[grade][:, :, ENROLLED]

    def units(self, grade: int, units: int) -> Ints:
        """Return students in a track, shape (schools, 2)."""
        return self.tracks[grade][:, :, units]

    @property
    def ninth(self) -> Ints:
        """Students in grade 9, by school."""
        return of_both_sexes(self.enrolled(CHOICE_GRADE))

    @property
    def twelfth(self) -> Ints:
        """Students in grade 12, by school."""
        return of_both_sexes(self.enrolled(LAST_GRADE))

    @property
    def sitters(self) -> Ints:
        """Students who sit five units in grade 12, by school."""
        return of_both_sexes(self.units(LAST_GRADE, 5))

    @property
    def at_five(self) -> Ints:
        """Students at five units in grades 10 to 12, by school."""
        return sum(of_both_sexes(self.units(g, 5)) for g in (10, 11)) + self.sitters


def of_both_sexes(counts: Ints) -> Ints:
    """Return boys and girls together; a sum over an axis of two would take ten times as long."""
    return np.asarray(counts[:, 0] + counts[:, 1])


def shown(counts: Ints) -> Ints:
    """Return counts of students by school as the Ministry's file shows them: 0 for the smallest."""
    return np.where(counts >= SHOWN_FROM, counts, 0)
