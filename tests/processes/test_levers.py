"""Switching a lever off changes nobody before its date, and nobody in schools it never touched.

Two countries live the same years under one seed, one with the lever and one without, and are
compared student by student. Spill-over has the four WAYS below. With all of them closed, what is
left must stay inside the schools that a programme reached; with one of them open, it does not.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from simulation.model import Country
from simulation.run import Case, load

WAYS = {  # of spill-over, and what closes each
    "everybody feels the national number": {"levers.pinned_urgency": 1},
    "teachers and virtual seats are shared": {"levers.free_capacity": 1},
    "authorities compare published figures": {"levers.publication": 0},
    "schools share their authority's budget": {"authorities.hours": 0},
    "what partners measure makes the number visible": {"measurement.visibility": 0},
}
APART = {name: value for way in WAYS.values() for name, value in way.items()}
JOINED = ("reserves", "math_first", "give_five", "acceleration")
COLUMNS = ("last_grade", "wish", "units", "virtual", "sciences", "first", "second", "score")
FRACTION = 0.1
LAST = 2024
OWN = {  # scenarios of our own: from when they set what
    "no_math_first": (2014, "math_first = 0"),
    "no_publication": (2016, "publication = 0"),
    "more_directors": (2014, "directors = 150"),
    "sooner_class_size_rule": (2010, "class_minimum = 6"),
    "middle_schools": (2012, "acceleration = 0.3"),
}
LEVERS = {  # the school year from which each differs
    "no_give_five": 2015,
    "no_reserves": 2011,
    "no_math_first": 2015,
    "no_safety_net": 2016,
    "no_training": 2013,
    "no_programmes": 2011,
    "class_minimum_15": 2015,
    "no_publication": 2016,
    "more_directors": 2014,
    "sooner_class_size_rule": 2010,
    "middle_schools": 2012,
    "middle_school_50": 2018,
    "periphery": 2018,
    "top15": 2021,
}


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory):
    """Return the name of each scenario, or its file."""
    folder = tmp_path_factory.mktemp("scenarios")
    for name, (year, levers) in OWN.items():
        lines = (
            f'title = "{name}"', 'question = "Whom does it change?"', 'base = "history"',
            "[[change]]", f"from = {year}", f"set.levers = {{ {levers} }}",
        )  # fmt: skip
        (folder / f"{name}.toml").write_text("\n".join(lines))
    return {name: str(folder / f"{name}.toml") if name in OWN else name for name in LEVERS}


def side_by_side(one: Case, other: Case, until: int = LAST) -> Iterator[tuple[Country, Country]]:
    """Yield two countries at the end of each year."""
    pair = [Country(c.population, c.scenario.worlds, c.field, seed=1) for c in (one, other)]
    try:
        for _ in range(1996, until + 1):
            for country in pair:
                country.step()
            yield pair[0], pair[1]
    finally:
        for country in pair:
            country.release()


def changed(one: Country, other: Country) -> dict[int, np.ndarray]:
    """Return by cohort whether each student differs in anything."""
    differs = {}
    for a, b in zip(one.cohorts, other.cohorts, strict=True):
        unlike = a.gain != b.gain
        for name in COLUMNS:
            unlike |= getattr(a, name) != getattr(b, name)
        unlike |= a.credit != b.credit
        differs[a.entered] = unlike
    return differs


def schools_of(country: Country, differs: dict[int, np.ndarray]) -> set[int]:
    """Return the schools of those who differ."""
    found: set[int] = set()
    for c in country.cohorts:
        rows = np.flatnonzero(differs[c.entered])
        found |= set((np.searchsorted(c.who.offsets, rows, "right") - 1).tolist())
    return found


def touched(one: Country, other: Country) -> set[int]:
    """Return the schools that are in a programme in one country only, or with another dose."""
    unlike = [getattr(one.doses, n) != getattr(other.doses, n) for n in JOINED]
    return set(np.flatnonzero(np.any(unlike, axis=0)).tolist())


@pytest.mark.parametrize("name", LEVERS)
def test_nobody_changes_before_a_lever_is_switched_off(scenarios, name):
    history, without = (load(s, fraction=FRACTION) for s in ("history", scenarios[name]))
    anybody = {
        one.year: any(d.any() for d in changed(one, other).values())
        for one, other in side_by_side(history, without, until=LEVERS[name] + 4)
    }
    assert [year for year, yes in anybody.items() if yes and year < LEVERS[name]] == []
    assert any(anybody.values())


def reach(one: Case, other: Case, until: int = LAST) -> tuple[int, set[int], set[int]]:
    """Return student-years that differ, schools that joined, other schools that differ."""
    students, reached, elsewhere = 0, set(), set()
    for a, b in side_by_side(one, other, until):
        reached |= touched(a, b)
        differs = changed(a, b)
        elsewhere |= schools_of(a, differs) - reached
        students += sum(int(d.sum()) for d in differs.values())
    return students, reached, elsewhere


def assert_nobody_else_changes(name: str, fraction: float) -> None:
    """Check that a lever changes many, and nobody in a school it never touched."""
    history, without = (load(s, fraction=fraction, set=APART) for s in ("history", name))
    students, reached, elsewhere = reach(history, without)
    schools = history.population.schools
    with_track = set(np.flatnonzero(schools.has_track).tolist())
    assert students > 100
    assert with_track - reached, "no school with a track is untouched: this sees too little"
    assert not elsewhere


PROGRAMMES = ["no_give_five", "no_reserves", "no_math_first", "middle_schools"]


@pytest.mark.parametrize("name", PROGRAMMES)
def test_with_spill_over_closed_nobody_changes_in_untouched_schools(scenarios, name):
    assert_nobody_else_changes(scenarios[name], FRACTION)


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMMES)
def test_nor_does_anybody_in_the_whole_country(scenarios, name):
    assert_nobody_else_changes(scenarios[name], 1.0)


@pytest.mark.parametrize("way", WAYS)
def test_through_each_way_alone_there_is_spill_over(scenarios, way):
    """Shows that the tests above can see, and that each switch closes its own way only."""
    closed = {name: value for name, value in APART.items() if name not in WAYS[way]}
    few = {  # so that teachers lack, and a school's gain tells
        "teachers.stock_2001": 800,
        "teachers.programme_yield": 0.2,
    }
    names = ("history", scenarios["no_reserves"])
    assert reach(*(load(s, fraction=FRACTION, set=closed | few) for s in names))[2]


def test_more_of_give_five_lowers_nobody_at_registration(small, settle):
    """Common random numbers: who stays without the programme stays with it."""
    richer = load("history", fraction=small.fraction, set={"levers.give_five": 1})
    one, other = settle(small, 2015), settle(small, 2015)
    other.worlds = richer.scenario.worlds
    for country in (one, other):
        country.year = 2016
        country.world = country._world()
        country.september()
        country.winter()
    assert (other.doses.give_five >= one.doses.give_five).all()
    assert (other.doses.give_five > one.doses.give_five).any()
    pairs = list(zip(one.cohorts, other.cohorts, strict=True))
    assert all((rich.units >= poor.units).all() for poor, rich in pairs)
    assert any((rich.units > poor.units).any() for poor, rich in pairs)
