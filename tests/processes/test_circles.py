"""Local circles: where they are founded, who is in them, and what they do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.partnership import Partnership
from simulation.agents.standing import Councils
from simulation.data.districts import DISTRICTS
from simulation.parameters.policy import Circles
from simulation.processes.authorities import appointed
from simulation.processes.circles import coordinated, found, measured, pull
from tests.cases.calling import built

SHARES = st.lists(st.floats(0, 1), min_size=3, max_size=3)


def partnership(n, *, authorities=2, launched=True, **columns):
    """Return members with a programme, the later rows the more committed."""
    who = {"since": [2001] * (n + 2), "programme": [0] * n + [-1] * 2, **columns}
    told = {
        "partners": who, "member": [True] * (n + 2), "launched": launched,
        "commitment": [0.01 * (q + 1) for q in range(n + 2)],
        "circle": np.zeros((n + 2, authorities)), "local": [0.0] * authorities,
    }  # fmt: skip
    return built(Partnership, told, {})


def told(*rows):
    return np.array(rows, bool)


BOTH = np.array([0, 5])


def test_three_authorities_of_the_south_come_first(national):
    schools = national.population.schools
    councils = Councils.of(schools.authority, schools.cluster, schools.twelfth, schools.weight)
    first = np.unique(schools.authority, return_index=True)[1]
    district = schools.district[first]
    director = appointed(councils, schools, 3.0) > 0
    state = partnership(8, authorities=len(councils))
    assert found(state, director, district, Circles(), 2016) == []
    assert not state.circle.any()
    founded = found(state, director, district, Circles(), 2017)
    assert len(founded) == 3
    assert {DISTRICTS[d] for d in district[founded]} == {"South"}
    assert np.flatnonzero(state.circle.any(axis=0)).tolist() == founded


def test_there_is_none_without_an_initiative_or_a_director():
    assert found(partnership(3, launched=False), told(1, 1), BOTH, Circles(), 2017) == []
    assert found(partnership(3), told(0, 0), BOTH, Circles(), 2017) == []
    assert found(partnership(0), told(1, 1), BOTH, Circles(), 2017) == []


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.integers(1, 10))
def test_members_of_the_district_are_asked_first_then_the_most_committed(homes, size):
    n = len(homes)
    state = partnership(n, district=[*homes, 0, 0])
    assert found(state, told(1, 1), BOTH, Circles(size=size), 2017) == [0, 1]
    for a in (0, 1):
        inside = np.flatnonzero(state.circle[:, a])
        ranked = sorted(range(n), key=lambda q: (homes[q] != BOTH[a], -q))
        assert inside.tolist() == sorted(ranked[:size])


def test_only_members_with_a_programme_are_asked():
    state = partnership(6, programme=[0, -1, 0, -1, 0, 0, -1, -1])
    state.member[0] = False
    found(state, told(1, 1), BOTH, Circles(), 2017)
    assert np.flatnonzero(state.circle.any(axis=1)).tolist() == [2, 4, 5]


def test_a_circle_stays_as_it_is_loses_who_leaves_and_ends_with_its_director():
    state = partnership(8)
    found(state, told(1, 0), BOTH, Circles(size=3), 2017)
    state.local[:] = [0.5, 0]
    before = state.circle.copy()
    state.commitment[:] = state.commitment[::-1].copy()
    assert found(state, told(1, 1), BOTH, Circles(size=3), 2018) == [1]
    assert (state.circle[:, 0] == before[:, 0]).all()
    gone = int(np.flatnonzero(before[:, 0])[0])
    state.member[gone] = False
    found(state, told(1, 1), BOTH, Circles(size=3), 2019)
    assert not state.circle[gone].any()
    assert state.circle[:, 0].sum() == 2
    found(state, told(0, 1), BOTH, Circles(size=3), 2020)
    assert not state.circle[:, 0].any()
    assert state.local[0] == 0


@given(SHARES, SHARES, st.floats(0, 3), st.floats(0, 3))
def test_a_circle_measures_more_each_year_up_to_the_whole(local, trust, rate, more):
    before, trust = np.array(local), np.array(trust)
    few, many = (measured(before, trust, r) for r in sorted((rate, more)))
    assert (before <= few + 1e-12).all()
    assert (few <= many + 1e-12).all()
    assert (many <= 1 + 1e-12).all()
    assert (
        measured(before, trust, 0.0).tolist() == measured(before, 0 * trust, 1.0).tolist() == local
    )


@given(SHARES, SHARES, SHARES)
def test_a_circle_coordinates_no_more_than_it_agrees_measures_or_trusts(agreed, local, trust):
    three = [np.array(x) for x in (agreed, local, trust)]
    kappa = coordinated(*three)
    assert (kappa <= np.minimum.reduce(three)).all()
    assert kappa == pytest.approx([a * b * c for a, b, c in zip(*three, strict=True)])
    assert coordinated(*[np.ones(3)] * 3).tolist() == [1, 1, 1]


def test_schools_of_the_authority_draw_its_circle_and_nobody_else():
    state = partnership(4)
    found(state, told(0, 1), BOTH, Circles(size=2), 2017)
    odds = pull(state, Circles(pull=1.5))
    assert odds.shape == state.circle.shape
    assert set(odds[state.circle]) == {np.exp(1.5)}
    assert set(odds[~state.circle]) == {1.0}
    assert (pull(state, Circles(pull=0)) == 1).all()
