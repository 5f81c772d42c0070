"""In a country too tracks open and close by the rules, and students follow them."""

import numpy as np
import pytest

from simulation.run import load
from simulation.years import FIRST_CHOICE, FIRST_YEAR
from tests.processes.test_levers import changed, side_by_side
from tests.processes.track_rules import LATER_RULE, RULES

PINNED = {f"tracks.{name}": getattr(RULES, name) for name in ("opening", "fewest", "small")}
NO_DEROGATION = {"tracks.derogation": 0}
EVERY_YEAR = range(FIRST_YEAR, 2031)
EARLIER = 2008
SOONER = f"""
title = "Classes of six"
question = "What if the class-size rule had asked for six students sooner?"
base = "history"
[[change]]
from = {EARLIER}
set.levers.class_minimum = {LATER_RULE}
"""


@pytest.fixture(scope="module")
def seen(small):
    """Return of each year of a small country: tracks before and after, and what they hang on."""
    country, years = small.model(seed=1), {}
    while country.year < EVERY_YEAR[-1]:
        before = country.standing.track.copy()
        country.step()
        standing = country.standing
        years[country.year] = {
            "before": before, "after": standing.track.copy(), "demand": wanted(country),
            "certified": standing.certified.copy(), "small": standing.small_years.copy(),
            "groups": standing.groups.copy(), "years": standing.track_years.copy(),
            "fewest": country.world.tracks.fewest, "astray": astray(country),
        }  # fmt: skip
    yield years
    country.release()


def wanted(country):
    """Return how many in each school want five units in grade 9."""
    asking = country.students.select(lambda s: (s["grade"] == 9) & (s["wish"] == 5))
    return np.bincount(asking["school"], minlength=len(country.population.schools))


def astray(country):
    """Return how many sit in a class of five units where their school teaches none, and not."""
    found = np.zeros(2, int)
    for c in country.cohorts[:3]:
        school = np.repeat(np.arange(c.taught.size), np.diff(c.who.offsets))
        in_class = (c.units == 5) & (c.virtual == 0)
        found += [(in_class & ~c.taught[school]).sum(), (in_class & c.taught[school]).sum()]
        virtual = (c.units == 5) & (c.virtual == 1)
        assert not (virtual & (c.wish < 5)).any()
    return found


def test_in_a_country_too_tracks_open_and_close_by_the_rules(seen):
    opened_in_all, closed_in_all = 0, 0
    for year in EVERY_YEAR:
        y = seen[year]
        opened, closed = y["after"] & ~y["before"], y["before"] & ~y["after"]
        assert (y["certified"][opened] > 0).all()
        assert (y["demand"][opened] >= y["fewest"]).all()
        assert ((y["certified"] <= 0) | (y["small"] >= 2))[closed].all()
        assert (y["certified"][y["after"]] > 0).all()
        assert ((y["years"] > 0) == y["after"]).all()
        assert (y["years"][opened] == 1).all()
        assert ((y["groups"] > 0) == y["after"]).all()
        opened_in_all, closed_in_all = opened_in_all + opened.sum(), closed_in_all + closed.sum()
    assert opened_in_all > 5
    assert closed_in_all > 0


def test_before_a_cohort_chooses_schools_keep_the_tracks_they_start_with(seen, small):
    for year in range(1996, FIRST_CHOICE):
        assert (seen[year]["after"] == small.population.schools.has_track).all()
    assert (seen[FIRST_YEAR + 10]["after"] != seen[FIRST_YEAR]["before"]).any()


def test_nobody_sits_in_a_class_where_none_is_taught(seen):
    """The virtual school is the only way to five units for a cohort without a track."""
    astray_in_all, taught = sum(seen[year]["astray"] for year in EVERY_YEAR)
    assert astray_in_all == 0
    assert taught > 10_000


def test_a_closed_track_still_teaches_those_who_began(small, settle):
    country = settle(small, 2012)
    (c,) = [c for c in country.cohorts if c.grade(2012) == 10]
    sat_before = (c.units == 5).sum()
    while country.year < 2014:
        country.standing.track[:] = False
        country.step()
    assert c.grade(2014) == 12
    assert c.at_five.size > 0.3 * sat_before


def wishes(country):
    """Return the wishes of grade 9."""
    (c,) = [c for c in country.cohorts if c.grade(country.year) == 9]
    return c.wish


def test_a_new_track_draws_fewer_than_an_old_one(small, settle):
    """The same country, once with all its tracks new and once with all of them old."""
    old, new = (settle(small, 2010) for _ in range(2))
    old.standing.track_years[:], new.standing.track_years[:] = 9, 1
    for country in (old, new):
        country.step()
    assert (wishes(new) <= wishes(old)).all()
    assert (wishes(new) < wishes(old)).mean() > 0.01


@pytest.fixture(scope="module")
def sooner(tmp_path_factory):
    """Return history, and a country in which six suffice sooner."""
    path = tmp_path_factory.mktemp("scenarios") / "sooner.toml"
    path.write_text(SOONER)
    return [load(name, fraction=0.3, set=PINNED | NO_DEROGATION) for name in ("history", path)]


def test_when_six_suffice_sooner_more_tracks_open_and_nobody_changes_before(sooner):
    more = {}
    for one, other in side_by_side(*sooner, until=2014):
        more[one.year] = int(other.standing.track.sum()) - int(one.standing.track.sum())
        differ = sum(int(d.sum()) for d in changed(one, other).values())
        assert (differ > 0) == (one.year >= EARLIER), one.year
    assert {d for year, d in more.items() if year < EARLIER} == {0}
    later = [d for year, d in more.items() if year >= EARLIER]
    assert min(later) > 0
    assert sum(later) > 5 * len(later)
