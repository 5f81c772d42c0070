"""The backbone: six activities, and the funds that it mobilises."""

from dataclasses import astuple, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.partnership import Partnership
from simulation.parameters.partnership import Backbone
from simulation.processes.backbone import Effort, mobilise, works
from tests.cases.calling import built

ACTIVITIES = [f.name for f in fields(Effort)]


@given(st.floats(0, 1), st.lists(st.floats(0, 3), min_size=6, max_size=6))
def test_effort_is_what_is_paid_for_as_far_as_work_is_done(done, paid):
    p = Backbone(**dict(zip(ACTIVITIES, paid, strict=True)))
    effort = works(p, done)
    assert astuple(effort) == pytest.approx([x * done for x in paid])
    assert not any(astuple(works(p, 0)))


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_each_activity_is_a_switch_of_its_own(activity):
    off = works(Backbone(**{activity: 0}), 1)
    assert [a for a in ACTIVITIES if not getattr(off, a)] == [activity]


def partnership(members, funds=0.0):
    told = [funds] * (len(members) + 2)
    return built(Partnership, {"member": [*members, True, True], "funds": told}, {})


@given(
    st.lists(st.booleans(), max_size=9), st.floats(0, 3), st.floats(0, 3), st.floats(0, 1),
    st.floats(0, 0.2), st.floats(0, 3),
)  # fmt: skip
def test_funds_go_towards_what_can_be_mobilised_and_never_beyond(
    members, funds, effort, agreed, rate, most
):
    state = partnership(members, funds)
    p = Backbone(mobilised=rate, mobilised_most=most)
    possible = np.where(state.member, effort * agreed * most, 0.0)
    for _ in range(5):
        before = state.funds.copy()
        mobilise(state, effort, agreed, p)
        assert (state.funds >= np.minimum(before, possible) - 1e-12).all()
        assert (state.funds <= np.maximum(before, possible) + 1e-12).all()
        off = np.abs(state.funds - possible)
        assert off == pytest.approx((1 - rate) * np.abs(before - possible), abs=1e-12)


@pytest.mark.parametrize(("effort", "agreed"), [(0, 1), (1, 0)])
def test_without_effort_or_agreement_nothing_is_mobilised(effort, agreed):
    state = partnership([True, True])
    mobilise(state, effort, agreed, Backbone())
    assert not state.funds.any()


@pytest.mark.parametrize(("effort", "agreed"), [(0, 1), (1, 0)])
def test_what_was_mobilised_ends_as_it_came(effort, agreed):
    state = partnership([True, False], funds=1.5)
    for _ in range(7):
        mobilise(state, effort, agreed, Backbone(mobilised=0.1))
    assert state.funds == pytest.approx(1.5 * 0.9**7)


def test_with_both_what_is_missing_shrinks_by_the_same_share_each_term():
    state, p = partnership([True, False]), Backbone(mobilised=0.1, mobilised_most=2)
    for _ in range(7):
        mobilise(state, 1.5, 0.8, p)
    assert state.funds[0] == pytest.approx(1.5 * 0.8 * 2 * (1 - 0.9**7))
    assert state.funds[1] == 0


def test_whoever_leaves_loses_what_was_mobilised_while_others_keep_it():
    state, p = partnership([True, True], funds=0.8), Backbone(mobilised=0.1, mobilised_most=1)
    state.member[1] = False
    for _ in range(7):
        mobilise(state, 1.0, 0.8, p)
    assert state.funds[:2] == pytest.approx([0.8, 0.8 * 0.9**7])
