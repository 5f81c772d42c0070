"""How schools stand this year, as columns: what the run changes about a school."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Doubles


@dataclass(slots=True)
class Standing:
    """Columns with one element a school.

    Attributes
    ----------
    demand
        Students who want five units, smoothed over the years [students].
    certified
        Teachers certified for five units who are placed there [full time].
    short
        Share of the certified teachers it needs that it lacks, 0 to 1.
    seats
        Seats in a grade's five-unit classes [students].
    share, habit
        Sitters over 12th graders, smoothed over two years and over five, 0 to 1; NaN before the
        first count.
    class_level
        Mean ability in its five-unit classes of grades 10 and 11, smoothed over five years [SD],
        shape (2, schools); NaN before the first.
    """

    demand: Doubles
    certified: Doubles
    short: Doubles
    seats: Doubles
    share: Doubles
    habit: Doubles
    class_level: Doubles

    @classmethod
    def at_rest(cls, demand: Doubles) -> "Standing":
        """Return the standing of schools about which only a first guess of demand is known."""
        none, unknown = np.zeros(demand.size), np.full(demand.size, np.nan)
        return cls(
            demand=demand.copy(), certified=none.copy(), short=none.copy(), seats=none.copy(),
            share=unknown.copy(), habit=unknown.copy(), class_level=np.stack([unknown, unknown]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doses:
    """What each school gets this year.

    Attributes
    ----------
    reserves, math_first
        Whether in the programme, 0 or 1.
    give_five
        Dose of Give Five, 0 to 1.
    hours
        Weekly hours more for a five-unit student.
    visits, tutoring
        Share of students of grade 9 visited, of five-unit students tutored, 0 to 1.
    """

    reserves: Doubles
    math_first: Doubles
    give_five: Doubles
    hours: Doubles
    visits: Doubles
    tutoring: Doubles
