"""What the Initiative does in which year; figures beside a test are of history under seed 1."""

import pytest

from simulation.agents.partnership import Stage
from simulation.data.sectors import SECTORS
from tests.small_initiative import IDLE, REPLAY, Diary, lives, living

NGO, MINISTRY = SECTORS.index("ngo"), SECTORS.index("ministry")


@pytest.fixture
def live(small):
    """Return a function that lets a country live until a year; it is released after the test."""
    yield from living(small)


def members_trust(country):
    """Return mean trust between members that are organisations."""
    state = country.initiative.state
    return state.mean_trust(state.trust, state.organisations, state.organisations)


def ngo_trust(country):
    """Return the mean trust of NGOs in the Ministry."""
    state = country.initiative.state
    of = state.partners.sector == NGO
    return state.mean_trust(state.trust, of, state.partners.sector == MINISTRY)


def agenda_terms(country):
    """Return when agendas passed."""
    return [(e.year, e.term) for e in country.initiative.events if e.kind == "agenda"]


@pytest.mark.parametrize("mode", [0, 1])
def test_without_a_backbone_there_is_less_trust_a_later_agenda_and_no_shared_measurement(
    live, mode
):
    """In 2018, endogenous: trust 0.29 and 0.23, measurement 0.77 and 0."""
    told = {"initiative.endogenous": mode}
    with_it, without = live(2018, **told), live(2018, **told, **IDLE)
    assert members_trust(without) < members_trust(with_it) - 0.03
    assert with_it.initiative.state.measurement > 0.6
    assert without.initiative.state.measurement == 0
    assert (agenda_terms(without) or [(9999, 0)])[0] > agenda_terms(with_it)[0]


def test_suspicion_between_ngos_and_the_ministry_turns_into_trust(live):
    """NGO to Ministry, endogenous: 0.20 in 2013, 0.50 in 2018, 0.62 in 2020."""
    trust = lives(live, 2020, ngo_trust)
    assert trust[2013] == pytest.approx(0.2)
    assert trust[2018] > 0.4
    assert trust[2014] < trust[2016] < trust[2018] < trust[2020]


def test_the_first_agenda_passes_within_the_first_year_and_the_ministry_follows(live):
    country = live(2018, **REPLAY)
    assert agenda_terms(country)[0] == (2014, 1)
    steps = [(e.year, e.term) for e in country.initiative.events if e.kind == "ministry"]
    assert steps == [(2014, 3), (2015, 3)]


def test_shared_measurement_takes_two_to_three_years(live):
    built = lives(live, 2018, lambda c: c.initiative.state.measurement, **REPLAY)
    assert built[2013] == 0
    assert 0 < built[2014] < 0.3
    assert 0.4 < built[2016] < 0.7


def test_in_replay_the_partnership_lives_through_the_same_year(live):
    def was(country):
        state = country.initiative.state
        assert country.offer is None  # nothing is asked of partners where doses are dated
        return int(state.stage), state.launched, bool(state.practised.any())

    years = lives(live, 2016, was, **REPLAY)
    assert years[2009] == (0, False, False)
    assert years[2013] == (0, False, True)
    assert years[2014] == (Stage.PARTNER, True, True)
    assert years[2015] == (Stage.LEAD, True, True)


def test_local_circles_begin_when_their_directors_have_had_a_year_to_plan(live):
    def was(country):
        circles = country.initiative.state.circle.any(axis=0)
        return country.councils.director.copy() > 0, circles

    diary = Diary(was)
    country = live(2019, look=diary, **REPLAY)
    first, begun = (
        min(year for year, seen in diary.years.items() if seen[k].any()) for k in (0, 1)
    )
    assert (first, begun) == (2017, 2018)
    assert min(e.year for e in country.initiative.events if e.kind == "circle") == 2018
    for year in range(2017, 2020):
        assert (diary.years[year][1] == diary.years[year - 1][0]).all()
