"""Forums: who sits at the table, who works in which group, and how much time that takes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.partnership import Partnership, Stage
from simulation.contact import EVERY_GROUP, NO_GROUP
from simulation.network.programmes import GROUPS
from simulation.parameters.partnership import Forums, Initiative
from simulation.processes.forums import convene, in_plenary, meeting_time, present
from simulation.randomness import Luck
from tests.cases.calling import built

SECTORS = ("foundation", "ngo", "firm", "academia", "army", "authority")
ORGANISATIONS = st.lists(
    st.tuples(
        st.sampled_from(SECTORS), st.booleans(), st.booleans(), st.floats(0.01, 0.99),
        st.integers(-1, len(GROUPS) - 1),
    ),
    max_size=40,
)  # fmt: skip
EVERY = np.ones(len(GROUPS), bool)


def partnership(rows, **state):
    """Return a launched partnership of (sector, founder, member, commitment, home) rows."""
    sector, founder, member, commitment, _ = zip(*rows, strict=True) if rows else [()] * 5
    who = {"sector": [*sector, "ministry", "backbone"], "founder": [*founder, False, False]}
    told = {"member": [*member, True, True], "commitment": [*commitment, 0.3, 0.8]}
    return built(Partnership, {"partners": who, "launched": True, **told, **state}, {})


def homes(rows):
    return np.array([row[4] for row in rows] + [-1, -1])


def seated(rows, p=Forums(), seed=1, **state):  # noqa: B008  groups are frozen
    """Return the partnership once its forums are seated, the committee for the first time."""
    made = partnership(rows, **state)
    convene(made, homes(rows), EVERY, p, 2014, Luck(seed))
    return made


def row(sector="ngo", *, founder=False, member=True, commitment=0.5, home=-1):
    return sector, founder, member, commitment, home


@given(ORGANISATIONS, st.integers(1, 24), st.sampled_from(list(Stage)))
def test_the_committee_is_as_large_as_its_seats_or_as_there_are_members(rows, seats, stage):
    state = seated(rows, Forums(seats=seats), stage=stage)
    ministry, backbone = state.partners.ministry, state.partners.backbone
    partner = stage >= Stage.PARTNER
    assert state.votes.sum() == min(seats, state.organisations.sum() + partner)
    assert not (state.votes & ~state.member).any()
    assert state.votes[ministry] == partner
    assert not state.votes[backbone]
    assert state.seat[[ministry, backbone]].all()
    assert (state.seat[:-2] == state.votes[:-2]).all()


@given(ORGANISATIONS)
def test_founders_and_then_every_sector_have_a_seat_before_anybody_has_a_second(rows):
    state = seated(rows, Forums(seats=60))
    founders = state.organisations & state.partners.founder
    sector, members = state.partners.sector, state.organisations
    enough = int(founders.sum()) + len({*sector[members & ~founders]} - {*sector[founders]})
    few = seated(rows, Forums(seats=max(1, enough)))
    assert few.votes[founders].all()
    assert {*sector[few.votes]} == {*sector[members]}


def test_a_free_seat_goes_to_the_most_committed():
    rows = [row(commitment=0.1 + 0.04 * q) for q in range(20)]
    state = seated(rows, Forums(seats=5))
    assert np.flatnonzero(state.votes).tolist() == [15, 16, 17, 18, 19]


@given(ORGANISATIONS, ORGANISATIONS, st.integers(1, 24))
def test_who_sits_stays_while_a_member(before, after, seats):
    n = min(len(before), len(after))
    p, state = Forums(seats=seats), partnership(before[:n])
    convene(state, homes(before[:n]), EVERY, p, 2014, Luck(1))
    sat = state.votes.copy()
    state.member[:-2] = [r[2] for r in after[:n]]
    state.commitment[:-2] = [r[3] for r in after[:n]]
    convene(state, homes(after[:n]), EVERY, p, 2015, Luck(1))
    assert state.votes[sat & state.member].all()
    assert not state.votes[~state.member].any()
    assert state.votes.sum() == min(seats, state.organisations.sum())


def test_a_ministry_that_becomes_a_partner_makes_no_nineteenth_vote():
    rows = [row(commitment=0.02 * (q + 1)) for q in range(30)]
    state = partnership(rows)
    convene(state, homes(rows), EVERY, Forums(), 2014, Luck(1))
    assert state.votes.sum() == 18
    state.stage = Stage.PARTNER
    convene(state, homes(rows), EVERY, Forums(), 2015, Luck(1))
    assert state.votes[state.partners.ministry]
    assert state.votes.sum() == 18


@given(ORGANISATIONS, st.integers(1, 24))
def test_for_the_ministrys_vote_one_makes_room_and_nobody_else_goes_or_comes(rows, seats):
    """Of who are no founders the least committed, but for luck among those nearly as committed."""
    state, p = seated(rows, Forums(seats=seats)), Forums(seats=seats)
    sat, full = state.votes.copy(), state.votes.sum() == seats
    state.stage = Stage.PARTNER
    convene(state, homes(rows), EVERY, p, 2015, Luck(1))
    gone, come = np.flatnonzero(sat & ~state.votes), np.flatnonzero(state.votes & ~sat)
    assert come.tolist() == [state.partners.ministry]
    assert gone.size == full
    founder, commitment = state.partners.founder, state.commitment
    for q in gone:
        others = sat & ~founder
        if founder[q]:
            assert not others.any()
            others = sat
        assert commitment[q] <= commitment[others].min() + 1 / len(state)
    assert (state.seat[:-2] == state.votes[:-2]).all()


@given(ORGANISATIONS, st.integers(2, 12), st.lists(st.booleans(), min_size=5, max_size=5))
def test_a_group_holds_the_most_committed_of_its_programmes_and_not_too_many(rows, most, meeting):
    state, home = partnership(rows), homes(rows)
    convene(state, home, np.array(meeting), Forums(group_size=most), 2014, Luck(1))
    members = state.organisations
    for g in range(len(GROUPS)):
        inside, could = state.group == g, members & (home == g)
        assert inside.sum() == (min(most, could.sum()) if meeting[g] else 0)
        assert not (inside & ~could).any()
        if inside.any() and (could & ~inside).any():
            close = 1 / len(state)  # which luck may overturn
            least = state.commitment[inside].min()
            assert least >= state.commitment[could & ~inside].max() - close
    assert (state.group[~members][:-2] == NO_GROUP).all()


@pytest.mark.parametrize("stage", list(Stage))
def test_the_backbone_is_in_every_group_and_the_ministry_once_a_partner(stage):
    state = seated([row(home=0)], stage=stage)
    assert state.group[-1] == EVERY_GROUP
    assert state.group[-2] == (EVERY_GROUP if stage >= Stage.PARTNER else NO_GROUP)


def test_luck_only_orders_those_who_are_nearly_as_committed():
    rows = [row() for _ in range(30)]
    tables = {tuple(seated(rows, seed=s).votes) for s in range(8)}
    assert len(tables) == 8
    assert tuple(seated(rows, seed=3).votes) in tables


@given(ORGANISATIONS, st.floats(0, 1), st.floats(0, 1), st.floats(0, 3), st.sampled_from(Stage))
def test_members_come_as_far_as_work_is_done_and_the_ministry_as_far_as_it_is_open(
    rows, effort, openness, policy, stage
):
    state = partnership(rows, stage=stage, openness=openness)
    present(state, Initiative(effort=effort), policy)
    others = np.arange(len(state)) != state.partners.ministry
    assert (state.presence[others] == state.member[others] * effort).all()
    open_ = 1.0 if stage >= Stage.PARTNER else openness * min(1, policy)
    assert state.presence[-2] == pytest.approx(open_ * effort)


def test_nobody_is_present_before_the_launch():
    state = partnership([row(member=False)], launched=False, openness=1.0, stage=Stage.LEAD)
    state.member[:] = False
    present(state, Initiative(), 1.0)
    assert not state.presence.any()


@pytest.mark.parametrize(
    ("plenaries", "terms"), [(0, []), (1, [1]), (2, [1, 3]), (3, [1, 2, 3])]
)  # fmt: skip
def test_plenaries_are_in_autumn_then_in_spring_then_in_winter(plenaries, terms):
    p = Forums(plenaries=plenaries, in_plenary=0.25)
    assert [t for t in (1, 2, 3) if in_plenary(p, t)] == terms
    assert {in_plenary(p, t) for t in terms} <= {0.25}


@given(ORGANISATIONS, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_time_is_that_of_the_committee_and_the_group_of_those_who_come(
    rows, effort, in_group, in_steering
):
    p = Forums(in_group=in_group, in_steering=in_steering, seats=5)
    state = seated(rows, p)
    present(state, Initiative(effort=effort), 1.0)
    expected = [
        state.presence[q] * (in_steering * state.votes[q] + in_group * (state.group[q] >= 0))
        for q in range(len(state))
    ]
    assert meeting_time(state, p) == pytest.approx(expected)
    assert not meeting_time(state, p)[~state.member].any()
