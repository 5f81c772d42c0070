"""The steering committee: what is put to it, and what passes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.partnership import Partnership, Stage
from simulation.data.agendas import agendas
from simulation.parameters.partnership import Steering
from simulation.processes.steering import decide, on_the_table, passes, proposal
from tests.cases.calling import built

NAMES = [a.name for a in agendas()]
COMMITTEE = st.lists(
    st.tuples(st.lists(st.floats(-1, 1), min_size=4, max_size=4), st.booleans()),
    min_size=1, max_size=20,
).filter(lambda rows: any(votes for _, votes in rows))  # fmt: skip


def committee(*positions, **state):
    """Return a partnership whose organisations all vote and are there, at those positions."""
    n = len(positions)
    told = {
        "position": [*positions, [0] * 4, [0] * 4], "votes": [True] * n + [False] * 2,
        "member": [True] * (n + 2), "presence": [1.0] * (n + 2), "launched": True,
    }  # fmt: skip
    return built(Partnership, told | state, {})


def tabled(year, term, p=Steering(), **state):  # noqa: B008  groups are frozen
    place = on_the_table(committee([0] * 4, **state), agendas(), p, year, term)
    return None if place is None else NAMES[place]


def test_an_agenda_waits_for_its_date():
    assert tabled(2013, 3) is None
    assert tabled(2014, 1) == tabled(2014, 2) == "doubling"


def test_an_agenda_waits_for_the_ministry_if_it_needs_it():
    assert tabled(2014, 3) == tabled(2015, 1) == "doubling"
    assert tabled(2014, 2, stage=Stage.PARTNER) == "doubling"
    assert tabled(2014, 3, stage=Stage.PARTNER) == "math_first"
    assert tabled(2016, 3, stage=Stage.LEAD) == "math_first"


def test_the_last_agenda_due_is_put_and_none_that_was_taken():
    assert tabled(2017, 1) == "periphery_and_middle_school"
    assert tabled(2017, 1, agenda=1) == "periphery_and_middle_school"
    assert tabled(2017, 1, agenda=2) is None
    assert tabled(2016, 3, agenda=0) is None


def test_there_is_a_second_goal_only_if_it_is_set_and_when_it_is():
    assert tabled(2030, 1, agenda=2) is None
    p = Steering(second_goal=24_000, second_goal_year=2019)
    assert tabled(2018, 3, p, agenda=2) is None
    assert tabled(2019, 1, p, agenda=2) == "second_album"
    assert tabled(2019, 1, p, agenda=3) is None


@given(COMMITTEE)
def test_a_proposal_is_the_mean_of_those_who_vote_but_for_what_the_agenda_says(rows):
    position, votes = np.array([x for x, _ in rows]), np.array([v for _, v in rows])
    free = replace(agendas()[0], breadth=None, age=None, equity=None, autonomy=None)
    assert proposal(position, votes, free) == pytest.approx(position[votes].mean(axis=0))
    told = proposal(position, votes, replace(free, breadth=0.0, equity=0.4))
    assert told[[0, 2]].tolist() == [0.0, 0.4]
    assert told[[1, 3]] == pytest.approx(position[votes][:, [1, 3]].mean(axis=0))


@given(COMMITTEE, st.floats(0.1, 2), st.floats(0.5, 1), st.floats(0.1, 2), st.floats(0.5, 1))
def test_what_passes_passes_with_more_tolerance_and_with_a_smaller_majority(
    rows, tolerance, majority, other, part
):
    position, votes = np.array([x for x, _ in rows]), np.array([v for _, v in rows])
    option = position[votes].mean(axis=0)
    p = Steering(tolerance=tolerance, majority=majority)
    near = [
        sum((a - b) ** 2 for a, b in zip(x, option, strict=True)) ** 0.5 <= tolerance
        for x, v in rows
        if v
    ]
    assert passes(position, votes, option, p) == (sum(near) / len(near) >= majority)
    if passes(position, votes, option, p):
        easier = Steering(tolerance=max(tolerance, other), majority=min(majority, part))
        assert passes(position, votes, option, easier)


@pytest.mark.parametrize(("far", "passed"), [(0, True), (1, True), (2, False)])
def test_three_of_four_are_enough(far, passed):
    state = committee(*[[0.0] * 4] * (4 - far), *[[1.0, 0, 0, 0]] * far)
    assert passes(state.position, state.votes, np.zeros(4), Steering()) == passed
    votes = np.array([True] * 4 + [False] * 2)
    assert (state.votes == votes).all()


def test_an_agenda_that_passes_is_the_focus_and_sets_the_goal():
    state = committee([0.2] * 4, [0.0] * 4)
    taken = decide(state, agendas(), Steering(), 2014, 1)
    assert taken is agendas()[0]
    assert (state.agenda, state.goal) == (0, 18_000)
    assert state.focus == pytest.approx([0.1] * 4)
    assert decide(state, agendas(), Steering(), 2014, 2) is None


def test_a_committee_that_is_too_far_apart_tries_again_next_term():
    state = committee([1.0, 0, 0, 0], [-1.0, 0, 0, 0])
    assert decide(state, agendas(), Steering(), 2014, 1) is None
    assert (state.agenda, state.goal) == (-1, 0)
    assert not state.focus.any()
    state.position[:] = 0
    assert decide(state, agendas(), Steering(), 2014, 2) is agendas()[0]


def test_nothing_passes_where_nobody_is_there_or_nobody_votes():
    assert decide(committee([0] * 4, presence=[0.0] * 3), agendas(), Steering(), 2014, 1) is None
    empty = committee([0] * 4, votes=[False] * 3)
    assert decide(empty, agendas(), Steering(), 2014, 1) is None


@pytest.mark.parametrize(
    ("stage", "alignment", "passed"),
    [(2, -0.1, False), (2, 0, True), (2, 1, True), (1, -0.1, True), (0, -1, True)],
)
def test_once_it_leads_nothing_passes_against_a_ministry_that_is_not_aligned(
    stage, alignment, passed
):
    state = committee([0] * 4, [0] * 4, stage=Stage(stage), alignment=float(alignment))
    assert (decide(state, agendas(), Steering(), 2017, 1) is not None) == passed


def test_the_second_goal_is_the_one_that_is_set():
    state = committee([0.0, -0.2, 0.4, 0.0], agenda=2, goal=18_000.0)
    p = Steering(second_goal=24_000)
    assert decide(state, agendas(), p, 2020, 3) is None
    assert decide(state, agendas(), p, 2021, 1) is agendas()[3]
    assert state.goal == 24_000
