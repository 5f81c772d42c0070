"""M3. Teachers: EVIDENCE.md, row 25, and MODEL.md, section 4, "Teachers"."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple


class Teacher(NamedTuple):
    """One teacher: a row of the columns."""

    number: int
    school: int
    quality: float
    age: int
    experience: int
    route: int
    certified: int

    @property
    def a_year_later(self) -> "Teacher":
        """The same teacher, a year older."""
        return self._replace(age=self.age + 1, experience=self.experience + 1)


class Rates(NamedTuple):
    """What the hazard is made of, as the kernels want it."""

    first_year: float
    early: float
    settled: float
    early_years: float
    retiring: float
    retiring_from: float
    retired_at: float


def hazard(age: int, experience: int, rates: Rates) -> float:
    """Return the probability of stopping: of quitting, and from an age on of retiring as well."""
    if age >= rates.retired_at:
        return 1.0
    steps = (1, rates.first_year), (rates.early_years, rates.early), (inf, rates.settled)
    quitting = next(rate for years, rate in steps if experience < years)
    retiring = rates.retiring if age >= rates.retiring_from else 0.0
    return min(1.0, quitting + retiring)


def stops(teacher: Teacher, factor: float, rates: Rates, luck: float) -> bool:
    """Return whether a teacher stops; the factor is that of certified teachers."""
    if teacher.age >= rates.retired_at:
        return True
    p = hazard(teacher.age, teacher.experience, rates)
    return luck < (factor * p if teacher.certified else p)


def stop(
    staff: Sequence[Teacher], factor: float, rates: Rates, luck: Sequence[float]
) -> tuple[list[Teacher], list[Teacher]]:
    """Return those who stay, a year older, and those who stop as they were."""
    stayed, gone = [], []
    for teacher, u in zip(staff, luck, strict=True):
        if stops(teacher, factor, rates, u):
            gone.append(teacher)
        else:
            stayed.append(teacher.a_year_later)
    return stayed, gone


def certified(staff: Sequence[Teacher], school: int) -> int:
    """Return how many certified teachers a school has."""
    return len([t for t in staff if t.school == school and t.certified])


def spare(staff: Sequence[Teacher], surplus: Sequence[int]) -> list[int]:
    """Return the rows of those not needed: of each school its last ones, the last of all first."""
    rows: list[int] = []
    for school, n in enumerate(surplus):
        its = [i for i, t in enumerate(staff) if t.school == school and t.certified]
        rows += its[::-1][: max(n, 0)]
    return sorted(rows, reverse=True)


def candidate(staff: Sequence[Teacher], school: int, least: float) -> int:
    """Return the row of the first to have come of those who can be certified, or -1."""
    able = (
        i
        for i, t in enumerate(staff)
        if t.school == school and not t.certified and t.experience >= least
    )
    return next(able, -1)


def list_posts(vacancies):
    """Return a number and the school of each vacancy."""
    return [
        (nth * len(vacancies) + school, school)
        for school, many in enumerate(vacancies)
        for nth in range(many)
    ]


def survey(teachers, school, retrained, first_years):
    """Return how many are certified in a school, their mean quality, the share of novices."""
    here = [t for t in teachers if t.certified and t.school == school]
    if not here:
        return 0, 0, 0
    new = [t for t in here if t.route == retrained and t.experience < first_years]
    return len(here), sum(t.quality for t in here) / len(here), len(new) / len(here)
