"""Through what the Initiative and its trust reach students, and whether its books balance."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.initiative import Initiative
from tests.small_initiative import REPLAY, balance, lives, living

CHANNELS = ("levers", "offer", "seen")  # by which an Initiative reaches the country


@pytest.fixture
def live(small):
    """Return a function that lets a country live until a year; it is released after the test."""
    yield from living(small)


# --- trust reaches students through four channels only ------------------------------------------


def recorded(live, monkeypatch, until, **told):
    """Return a world's students year by year, and all that its Initiative gave the country."""
    given = []
    with monkeypatch.context() as patch:
        for verb in CHANNELS:
            real = getattr(Initiative, verb)

            def note(self, *args, real=real):
                given.append(real(self, *args))
                return given[-1]

            patch.setattr(Initiative, verb, note)
        return lives(live, until, **told), given


def test_trust_moves_students_through_what_the_initiative_gives_and_nothing_else(live, monkeypatch):
    inert = {"initiative.trust_inert": 1}
    warm, given = recorded(live, monkeypatch, 2019)
    cold = lives(live, 2019, **inert)
    assert cold[2013] == warm[2013]
    assert cold[2019] != warm[2019]
    replayed = iter(given)
    for verb in CHANNELS:
        real = getattr(Initiative, verb)

        def instead(self, *args, real=real):
            real(self, *args)
            return next(replayed)

        monkeypatch.setattr(Initiative, verb, instead)
    assert lives(live, 2019, **inert) == warm
    assert next(replayed, None) is None


def test_where_trust_is_inert_it_is_still_built_but_nothing_reads_it(live):
    country = live(2018, **{"initiative.trust_inert": 1})
    state = country.initiative.state
    assert (country.initiative.trust(country.world) == state.rest).all()
    assert np.abs(state.trust - state.rest).max() > 0.2
    assert country.initiative.trust_of_ministry(country.world) < 0.35


def test_in_replay_the_initiative_reaches_students_through_what_is_seen_alone(live):
    unseen = REPLAY | {"measurement.visibility": 0}
    none = lives(live, 2020, **unseen, **{"initiative.active": 0})
    assert lives(live, 2020, **unseen) == none
    assert lives(live, 2020, **REPLAY)[2020] != none[2020]


# --- conservation -------------------------------------------------------------------------------


def test_every_year_of_an_endogenous_run_the_books_balance(live):
    placed = lives(live, 2030, balance)
    assert not placed[2009]
    assert placed[2012] > 5000
    assert placed[2018] > placed[2012]


def test_in_a_part_of_the_country_the_offer_is_the_part_of_what_is_placed(live):
    """The books are the nation's; effective exposure is that of the schools simulated."""
    country = live(2017)
    schools, offer = country.population.schools, country.offer
    visited = schools.weight @ (offer.visits * country.counts.ninth)
    kinds = [k.channel == "visits" for k in country.initiative.types]
    of = np.isin(country.initiative.state.partners.programme, np.flatnonzero(kinds))
    placed = schools.share * offer.books.placed[of].sum()
    assert 0.3 * placed < visited < 1.2 * placed  # ninth graders are counted a year later


def test_foundations_grant_something_to_the_shipped_partners(live):
    granted = lives(live, 2020, lambda c: c.offer.books.granted.sum())
    assert max(granted.values()) > 0


# --- what partners give is used -----------------------------------------------------------------


def test_middle_schools_that_partners_reach_are_reached(live, monkeypatch):
    """One year apart: their reach is what is added to the exposure of grades 7 to 9 alone."""
    country, unreached = live(2018), live(2018)
    country.step()
    offered = Initiative.offer

    def nothing(self, *args):
        given = offered(self, *args)
        return replace(given, acceleration=np.zeros_like(given.acceleration))

    monkeypatch.setattr(Initiative, "offer", nothing)
    unreached.step()
    reach = country.offer.acceleration
    assert reach.any()
    assert not country.doses.acceleration.any()  # nothing is told of the Ministry's programme
    assert (country.doses.reserves == unreached.doses.reserves).all()
    grades = []
    for one, other in zip(country.cohorts, unreached.cohorts, strict=True):
        middle = one.grade(2019) in (7, 8, 9)
        added = reach * (1 - country.doses.reserves) * middle
        assert one.reserves - other.reserves == pytest.approx(added, abs=1e-5)
        assert (one.reserves > other.reserves).any() == middle
        grades.append(one.grade(2019))
    assert sorted(grades) == [7, 8, 9, 10, 11, 12]


def test_a_middle_school_programme_of_the_ministry_comes_besides_that_of_partners(live):
    country = live(2019, **{"levers.acceleration": 0.5, "levers.reserves": 0})
    costs, offer, doses = country.world.costs, country.offer, country.doses
    assert offer.acceleration.any()
    assert set(doses.acceleration.tolist()) == {0, 1}
    billed = country.ministry.spent[2019]
    expected = doses.acceleration * costs.acceleration_school + offer.spent["acceleration"]
    assert billed["acceleration"] == pytest.approx(expected)
    for name in ("visits", "tutoring", "certification", "retraining", "virtual_school"):
        assert (billed[name] == offer.spent[name]).all()
    in_seventh = next(c for c in country.cohorts if c.grade(2019) == 7)
    both = 1 - (1 - doses.acceleration) * (1 - offer.acceleration)
    assert in_seventh.reserves == pytest.approx(both, abs=1e-5)


def test_hours_are_lost_where_the_ground_is_not_prepared(live):
    lost, kept = (live(2017, **{"allocation.take_up": lost}) for lost in (0.8, 0.0))
    assert lost.offer.take_up.min() < 0.9
    assert (lost.doses.take_up == lost.offer.take_up).all()
    assert (kept.doses.take_up == 1).all()
    weight = kept.population.schools.weight
    assert weight @ lost.doses.hours < weight @ kept.doses.hours
