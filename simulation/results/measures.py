"""The yearly measures: what is added up of each group, and what is derived from the sums."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import inf
from typing import NamedTuple

import numpy as np

from simulation.agents.counts import shown
from simulation.agents.staff import ROUTES
from simulation.arrays import ENROLLED, Bools, Doubles, Ints
from simulation.model import Country
from simulation.population.schools import SUBJECTS
from simulation.results import growth
from simulation.results.groups import SEXES
from simulation.years import CHOICE_GRADE

PROGRAMMES = (
    "reserves", "math_first", "give_five", "virtual_school",
    "visits", "tutoring", "authorities", "retraining", "certification", "acceleration",
    "backbone",
)  # fmt: skip
_TRACK_GRADES = (10, 11, 12)
_LADDER = (ENROLLED, 5, 4, 3)  # the columns of a table by units, in the order of the measures


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
SIZES = ((5, 9), (10, 14), (15, 19), (20, 29), (30, 49), (50, inf))  # of tracks [sitters]


def _size(least: float, most: float) -> str:
    """Return the name of the measure of tracks of a size."""
    return f"tracks_{least}_{most}" if most < inf else f"tracks_{least}_and_more"


def _many(least: float, most: float) -> str:
    """Return a range in words."""
    return f"{least} to {most}" if most < inf else f"{least} or more"


BY_SCHOOL = (
    *(Sum(f"nis_{p}", 0, "NIS", f"Cost of {p.replace('_', ' ')}.") for p in PROGRAMMES),
    Sum("teachers", 0, "teachers", "Who teach upper-secondary mathematics."),
    Sum("certified_teachers", 0, "teachers", "Certified for five units."),
    *(Sum(f"certified_{r}", 0, "teachers", f"Of those, by route: {r}.") for r in ROUTES),
    Sum("posts", 0, "teachers", "Posts for certified teachers."),
    Sum("vacancies", 0, "teachers", "Posts without a certified teacher."),
    Sum("open_tracks", 0, "schools", "Schools with a class of five units for the next grade 10."),
    Sum("groups", 0, "groups", "Five-unit groups formed for the next grade 10."),
    Sum("virtual_students", 0, "students", "In the virtual school, grades 10 to 12."),
    Sum("working_tracks", 12, "schools", "Schools with five sitters or more, as the file shows."),
    *(Sum(_size(a, b), 12, "schools", f"Of those, {_many(a, b)} sitters.") for a, b in SIZES),
    Sum("opened_tracks", 12, "schools", "Working tracks that were none the year before."),
    Sum("closed_tracks", 12, "schools", "Working tracks of the year before that are none now."),
    Sum("sitters_in_opened", 12, "students", "Sitters in opened tracks."),
    Sum("sitters_lost", 12, "students", "Sitters, the year before, in tracks closed since."),
    Sum("change_inside", 12, "students", "Change of sitters in tracks that go on."),
    Sum("salience_sum", 0, "students", "Salience of the local authority times 12th graders."),
)
SUMS = (*BY_SEX, *BY_SCHOOL)


def see(country: Country, before: Ints) -> tuple[Doubles, Doubles]:
    """Return sums by school and sex, shape (schools, 2, a), and by school, (b, schools).

    `before` are the sitters of each school in the year before.
    """
    counts = country.counts
    by_sex = np.empty((len(counts.sitters), len(SEXES), len(BY_SEX)))
    by_sex[:, :, 0] = counts.units(CHOICE_GRADE, 5)
    for i, (grade, units) in enumerate(product(_TRACK_GRADES, _LADDER), start=1):
        by_sex[:, :, i] = counts.units(grade, units)
    by_sex[:, :, -counts.results.shape[2] :] = counts.results
    spent = country.ministry.spent[country.year]
    by_school = np.empty((len(BY_SCHOOL), len(counts.sitters)))
    rows = (*(spent[p] for p in PROGRAMMES), *_staff(country), *_tracks_of(country, before))
    for i, row in enumerate(rows):  # faster than an array of a list
        by_school[i] = row
    return by_sex, by_school


def _staff(country: Country) -> list[Doubles]:
    """Return teachers of each school: all, certified, by route, posts, vacancies."""
    t, standing, n = country.staff.teachers, country.standing, len(country.population.schools)
    stand_for = country.staff.stands_for / country.population.schools.weight
    routes = np.bincount(t.route * np.int64(n) + t.school, t.certified, minlength=len(ROUTES) * n)
    vacancies = np.maximum(0.0, standing.posts - standing.certified)
    by_route = list(routes.reshape(len(ROUTES), n) * stand_for)
    teachers = np.bincount(t.school, minlength=n) * stand_for
    return [teachers, standing.certified, *by_route, standing.posts, vacancies]


def _tracks_of(country: Country, before: Ints) -> tuple[Doubles | Ints | Bools, ...]:
    """Return what there is to say of each school's track, as the Ministry's file would show it."""
    standing, counts, schools = country.standing, country.counts, country.population.schools
    now = shown(counts.sitters)
    sizes = [(now >= least) & (now <= most) for least, most in SIZES]
    of = growth.by_school(shown(before), now)
    return (
        standing.track, standing.groups, counts.virtual, now > 0, *sizes,
        of.opened, of.closed, of.in_opened, of.lost_in_closed, of.change_in_continuing,
        country.councils.salience[schools.authority] * counts.twelfth,
    )  # fmt: skip


NATIONWIDE = (
    Sum("urgency", 0, "1 is that of 2013", "Felt urgency of the decline."),
    Sum("median_track", 12, "students", "Sitters of the middle one of the working tracks."),
    Sum("certified_entered", 0, "teachers", "Who came or were certified since the year before."),
    Sum("certified_left", 0, "teachers", "Certified teachers who stopped since the year before."),
    Sum("retired", 0, "teachers", "Teachers of either kind who retired since the year before."),
    Sum("directors", 0, "authorities", "Local authorities with a director of excellence."),
    Sum("coordinators", 0, "authorities", "Local authorities with a coordinator."),
)


@dataclass(frozen=True, slots=True)
class Own:
    """A measure that a user adds: one number of the country at the end of every school year."""

    measure: str
    unit: str
    text: str
    see: Callable[[Country], float]


def nationwide(country: Country) -> list[float]:
    """Return the measures NATIONWIDE of a year."""
    sitters, book, councils = shown(country.counts.sitters), country.staff.ledger, country.councils
    working = sitters[sitters > 0]
    many = country.staff.stands_for
    return [
        country.urgency, float(np.median(working)) if working.size else 0.0,
        many * float(book.entered.sum()), many * float(book.left.sum()), many * book.retired,
        float(councils.weight @ councils.director), float(councils.weight @ councils.coordinator),
    ]  # fmt: skip


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
    Derived("salience", 0, "0 to 1", "Mean salience of local authorities, by 12th graders.",
            lambda t: _over(t["salience_sum", 0], t["students", 12])),
    Derived("shortage", 0, "share", "Posts without a certified teacher, of all posts.",
            lambda t: _over(t["vacancies", 0], t["posts", 0])),
    Derived("nis", 0, "NIS", "Cost of all programmes.",
            lambda t: np.sum([t[f"nis_{p}", 0] for p in PROGRAMMES], axis=0)),
)  # fmt: skip
