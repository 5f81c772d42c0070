"""The yearly measures: what is added up of each group, and what is derived from the sums."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.arrays import Doubles
from simulation.kernels.statistics import RESULTS
from simulation.model import Country
from simulation.population.schools import SUBJECTS

PROGRAMMES = (
    "reserves", "math_first", "give_five", "virtual_school",
    "visits", "tutoring", "retraining", "certification",
)  # fmt: skip
_TRACK_GRADES = (10, 11, 12)


class Sum(NamedTuple):
    """A measure that is added up: name, grade (0 is none), unit, and a sentence."""

    measure: str
    grade: int
    unit: str
    text: str


def _tracks() -> list[Sum]:
    """Return the sums of students by track and grade."""
    words = {
        "five_units": "at five units",
        "four_units": "at four units",
        "three_units": "at three units",
    }
    rows = [Sum("wants_five_units", 9, "students", "Who want five units, with or without a seat.")]
    for grade in _TRACK_GRADES:
        rows.append(Sum("students", grade, "students", "Still in school."))
        rows += [
            Sum(m, grade, "students", f"Students {w}; in grade 12 they sit.")
            for m, w in words.items()
        ]
    return rows


BY_SEX = (
    *_tracks(),
    Sum("passed", 12, "students", "Who passed five units."),
    Sum("score_sum", 12, "points", "Final five-unit marks, added up."),
    Sum("virtual", 12, "students", "Who sat five units from the virtual class."),
    *(Sum(s, 12, "students", f"Who take {s.replace('_', ' ')} at five units.") for s in SUBJECTS),
)
BY_SCHOOL = (
    *(Sum(f"nis_{p}", 0, "NIS", f"Cost of {p.replace('_', ' ')}.") for p in PROGRAMMES),
    Sum(
        "certified_teachers",
        0,
        "teachers",
        "Certified for five units and placed in a school with a track.",
    ),
)
SUMS = (*BY_SEX, *BY_SCHOOL)


def see(country: Country) -> tuple[Doubles, Doubles]:
    """Return sums by school and sex, shape (schools, 2, a), and by school, (schools, b)."""
    counts = country.counts
    columns: list[NDArray[Any]] = [counts.units(9, 5)]
    for grade in _TRACK_GRADES:
        columns += [counts.enrolled(grade), *(counts.units(grade, u) for u in (5, 4, 3))]
    columns += [counts.results[:, :, i] for i in range(len(RESULTS))]
    spent = country.ministry.spent[country.year]
    money = [spent[p] for p in PROGRAMMES]
    return np.stack(columns, axis=2, dtype=np.float64), np.stack(
        [*money, country.standing.certified], axis=1
    )


class Tally:
    """Sums by name and grade: `tally["five_units", 12]` has shape (years, groups)."""

    def __init__(self, sums: Doubles) -> None:
        self._sums = sums

    def __getitem__(self, key: tuple[str, int]) -> Doubles:
        """Return one measure in one grade."""
        place = [(s.measure, s.grade) for s in SUMS].index(key)
        return np.asarray(self._sums[:, :, place])


@dataclass(frozen=True, slots=True)
class Derived:
    """A measure made from sums."""

    measure: str
    grade: int
    unit: str
    text: str
    make: Callable[[Tally], Doubles]


def _over(part: Doubles, whole: Doubles) -> Doubles:
    """Return part over whole, NaN where there is nobody."""
    share: Doubles = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return share


def _a_year_before(x: Doubles) -> Doubles:
    """Return what it was a year earlier; NaN in the first year."""
    return np.vstack([np.full_like(x[:1], np.nan), x[:-1]])


def _examinees(t: Tally) -> Doubles:
    """Return 12th graders who sit any mathematics."""
    return t["five_units", 12] + t["four_units", 12] + t["three_units", 12]


DERIVED = (
    Derived("five_unit_share", 12, "share", "Five-unit sitters over 12th graders.",
            lambda t: _over(t["five_units", 12], t["students", 12])),
    Derived("four_unit_share", 12, "share", "Four-unit sitters over 12th graders.",
            lambda t: _over(t["four_units", 12], t["students", 12])),
    Derived("three_unit_share", 12, "share", "Three-unit sitters over 12th graders.",
            lambda t: _over(t["three_units", 12], t["students", 12])),
    Derived("five_unit_share_of_examinees", 12, "share", "Five-unit sitters over all sitters.",
            lambda t: _over(t["five_units", 12], _examinees(t))),
    Derived("starters", 10, "students", "Who start grade 10 at five units.",
            lambda t: t["five_units", 10]),
    Derived("drop_out", 11, "share", "Of those who started in grade 10, net of those who moved up.",
            lambda t: 1 - _over(t["five_units", 11], _a_year_before(t["five_units", 10]))),
    Derived("kept_11_12", 12, "share", "Of those at five units in grade 11, who still are.",
            lambda t: _over(t["five_units", 12], _a_year_before(t["five_units", 11]))),
    Derived("pass_rate", 12, "share", "Who passed over who sat five units.",
            lambda t: _over(t["passed", 12], t["five_units", 12])),
    Derived("mean_score", 12, "points", "Mean final five-unit mark.",
            lambda t: _over(t["score_sum", 12], t["five_units", 12])),
    Derived("nis", 0, "NIS", "Cost of all programmes.",
            lambda t: np.sum([t[f"nis_{p}", 0] for p in PROGRAMMES], axis=0)),
)  # fmt: skip
