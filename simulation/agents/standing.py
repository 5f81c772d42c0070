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
        Sitters over 12th graders, smoothed over two years and over five, 0 to 1.
    class_level
        Mean ability in its five-unit classes, smoothed over five years [SD]; NaN before the first.
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
        columns = [np.zeros(demand.size) for _ in range(5)]
        return cls(demand.copy(), *columns, class_level=np.full(demand.size, np.nan))
