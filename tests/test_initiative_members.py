"""Who launches, joins and leaves the Initiative, also with a roster of one's own."""

import numpy as np
import pytest

from simulation.network.field import Files
from tests.small_initiative import balance, living


@pytest.fixture
def live(small):
    """Return a function that lets a country live until a year; it is released after the test."""
    yield from living(small)


# --- who comes and goes -------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0, 1])
def test_whoever_leaves_in_a_summer_does_not_join_in_it(live, mode):
    """Nearly everybody would join at once: they are back a summer later."""
    told = {
        "commitment.low": 0.5, "commitment.patience": 1, "commitment.cost": 0.8,
        "commitment.join_level": 1, "commitment.join_contacts": 5, "commitment.join_urgency": 2,
        "initiative.endogenous": mode,
    }  # fmt: skip
    events = live(2018, **told).initiative.events
    left, joined = (
        {(e.year, e.who) for e in events if e.kind == kind and e.term == 3}
        for kind in ("leave", "join")
    )
    assert len(left) > 20
    assert not left & joined
    back = {(year, who) for year, who in left if (year + 1, who) in joined}
    assert len(back) > 10


def test_whoever_leaves_is_out_and_at_no_table(live):
    told = {"commitment.low": 0.5, "commitment.patience": 1, "commitment.cost": 0.8}
    country = live(2016, **told)
    state = country.initiative.state
    gone = {e.who for e in country.initiative.events if (e.kind, e.year) == ("leave", 2016)}
    rows = [q for q, name in enumerate(state.partners.name) if name in gone]
    assert rows
    assert not (state.member | state.seat | state.votes)[rows].any()
    assert not state.low_terms[rows].any()


@pytest.mark.parametrize("launch", [2014, 2016])
def test_the_launch_is_told_once_and_before_anybody_joins(live, launch):
    events = live(2017, **{"initiative.launch": launch}).initiative.events
    told = [k for k, e in enumerate(events) if e.kind == "launch"]
    assert len(told) == 1
    first = events[told[0]]
    assert (first.year, first.term, first.who) == (launch, 0, "")
    joins = [k for k, e in enumerate(events) if e.kind == "join"]
    assert joins[0] == told[0] + 1


def test_without_an_initiative_none_is_launched(live):
    country = live(2016, **{"initiative.active": 0})
    kinds = {e.kind for e in country.initiative.events}
    assert not kinds & {"launch", "join", "leave", "agenda", "circle"}


# --- a roster of one's own ----------------------------------------------------------------------

ROSTER = """name,sector,programme,district,budget,volunteers,capacity,founder,invited
Fund,foundation,,Tel Aviv,1000000,0,0,yes,yes
Help,ngo,tutoring,South,20000,300,100,no,yes
Works,firm,role_model_visits,Centre,500,100,500,no,no
"""


@pytest.mark.parametrize("mode", [0, 1])
def test_three_partners_and_no_more_are_an_initiative(live, tmp_path, mode):
    table = tmp_path / "partners.csv"
    table.write_text(ROSTER)
    told = {"initiative.endogenous": mode}
    country = live(2020, look=balance if mode else None, files=Files(partners=table), **told)
    state = country.initiative.state
    assert state.partners.name[:3] == ("Fund", "Help", "Works")
    assert len(state) == 5
    assert state.launched
    assert state.partners.founder.tolist() == [True, False, False, False, False]
    assert all(np.isfinite(c).all() for c in (state.trust, state.position, state.commitment))


@pytest.mark.parametrize("seats", [1, 18])
def test_an_initiative_that_everybody_leaves_goes_on_empty(live, tmp_path, seats):
    """Nobody votes then, nothing is agreed, and nothing breaks."""
    table = tmp_path / "partners.csv"
    table.write_text(ROSTER)
    told = {
        "commitment.low": 0.5, "commitment.patience": 1, "commitment.cost": 0.8,
        "commitment.join_level": -6, "commitment.join_contacts": 0, "commitment.join_urgency": 0,
        "forums.seats": seats,
    }  # fmt: skip
    country = live(2024, look=balance, files=Files(partners=table), **told)
    state = country.initiative.state
    assert state.launched
    assert not state.organisations.any()
    assert state.member.sum() == 2
    assert any(e.kind == "leave" for e in country.initiative.events)
