"""The teachers of each year a country has lived: copies, with posts, books and standing."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, fields

import numpy as np

from simulation.agents.staff import ROUTES, Ledger, Teachers
from simulation.agents.standing import Standing
from simulation.arrays import Ints
from simulation.model import Country
from simulation.parameters.world import World
from simulation.run import Case, load

FIRST, LAST = 1999, 2030  # the staff is founded when a cohort has chosen
FRACTION = 0.05


@dataclass(frozen=True, repr=False)
class Year:
    """What is known of a year's teachers: copies, with posts and certified teachers by school."""

    world: World
    teachers: Teachers
    ledger: Ledger
    trainees: int
    stands_for: float
    posts: Ints
    standing: Standing

    @property
    def certified(self) -> Ints:
        """Certified teachers by school, as simulated."""
        t = self.teachers
        return np.bincount(t.school[t.certified > 0], minlength=self.posts.size)

    @property
    def by_route(self) -> Ints:
        """Certified teachers by route, as simulated."""
        t = self.teachers
        return np.bincount(t.route[t.certified > 0], minlength=len(ROUTES))

    @property
    def rows(self) -> dict[int, int]:
        """The row of each number."""
        return {number: i for i, number in enumerate(self.teachers.number.tolist())}

    def newcomers(self, *routes: int) -> Ints:
        """Rows of the certified teachers who came this year by one of some routes."""
        t = self.teachers
        came = (t.experience == 0) & (t.certified > 0) & np.isin(t.route, routes)
        return np.flatnonzero(came)


def seen(country: Country) -> Year:
    """Return a year's teachers as they stand."""
    staff, standing = country.staff, country.standing
    t = Teachers(*(getattr(staff.teachers, f.name).copy() for f in fields(Teachers)))
    simulated = standing.posts * country.population.schools.weight / staff.stands_for
    return Year(
        country.world, t, deepcopy(staff.ledger), staff.trainees, staff.stands_for,
        np.rint(simulated).astype(np.int64), deepcopy(standing),
    )  # fmt: skip


def lived(case: Case, until: int = LAST) -> dict[int, Year]:
    """Return each year's teachers."""
    country, years = case.model(seed=1), {}
    try:
        while country.year < until:
            country.step()
            years[country.year] = seen(country)
    finally:
        country.release()
    return years


def pairs(years: dict[int, Year]) -> Iterator[tuple[Year, Year]]:
    """Yield each year from the second one with teachers on, after the year before."""
    for year in range(FIRST + 1, max(years) + 1):
        yield years[year - 1], years[year]


def common(one: Year, other: Year) -> tuple[Ints, Ints]:
    """Return the rows, in either, of the teachers who are in both."""
    numbers = one.teachers.number, other.teachers.number
    _, i, j = np.intersect1d(*numbers, assume_unique=True, return_indices=True)
    return i, j


def history(until: int = LAST, *, fraction: float = FRACTION, **values: float) -> dict[int, Year]:
    """Return the teachers of history with some parameters set; a dot is written as two lines."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    return lived(load("history", fraction=fraction, set=named), until)


def larger() -> dict[int, Year]:
    """Return the teachers of a larger sample."""
    return history(
        fraction=0.1, teachers__stock_2001=1600, teachers__staff_2001=2900,
        teachers__wave_share=0.7, teachers__wave_age=54, teachers__wave_spread=3.5,
        teachers__youngest=26, teachers__retiring_from=60, teachers__retired_at=67,
        teachers__retiring_rate=0.3, teachers__exit_factor=0.94, teachers__own_upgrades=0.2,
        teachers__programme_yield=1.15, teachers__entrants=24,
    )  # fmt: skip
