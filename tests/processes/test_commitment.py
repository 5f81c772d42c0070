"""Commitment: what moves it, who joins and who leaves."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.partnership import Partnership, Stage
from simulation.contact import EVERY_GROUP, NO_GROUP
from simulation.parameters.partnership import Commitment, Forums, Steering, Trust
from simulation.processes.commitment import joining, leaving, recommit
from simulation.processes.trust import warmth
from simulation.randomness import Decision, Luck
from tests.cases.calling import built

SHARE = st.floats(0.001, 0.999)


def partnership(members, *, resting=0.5, commitment=0.5, **state):
    """Return a partnership of NGOs, present if members, at one commitment."""
    member = [*members, True, True]
    told = {
        "partners": {"resting": [resting] * len(member)}, "member": member,
        "presence": np.array(member, float), "commitment": [commitment] * len(member),
        "launched": True,
    }  # fmt: skip
    return built(Partnership, told | state, {})


def a_term(state, *, warmth=0.4, urgency=1.0, meeting=0.0, **p):
    n = len(state)
    recommit(state, np.full(n, warmth), urgency, Commitment(**p), Steering(), np.full(n, meeting))
    return state.commitment


def logit(share):
    return log(share / (1 - share))


@given(SHARE, SHARE, st.floats(0.5, 0.99))
def test_where_nothing_speaks_for_or_against_it_commitment_goes_back_to_rest(rest, now, memory):
    state = partnership([True, False], resting=rest, commitment=now)
    for term in range(1, 6):
        c = a_term(state, memory=memory)
        expected = logit(rest) + memory**term * (logit(now) - logit(rest))
        assert [logit(x) for x in c] == pytest.approx([expected] * 4, abs=1e-5)


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 4), st.floats(-1, 1),
    st.floats(0, 1.7),
)  # fmt: skip
def test_commitment_stays_between_none_and_whole(rest, now, warmth, urgency, progress, meeting):
    state = partnership([True, False], resting=rest, commitment=now, progress=progress, agenda=0)
    state.focus[:] = 1
    for _ in range(5):
        c = a_term(state, warmth=warmth, urgency=urgency, meeting=meeting)
        assert ((c > 0) & (c < 1)).all()


@pytest.mark.parametrize(
    ("cause", "state", "sign"),
    [
        ({"urgency": 2.0}, {}, 1), ({"urgency": 0.0}, {}, -1), ({"warmth": 0.8}, {}, 1),
        ({"warmth": 0.1}, {}, -1), ({}, {"progress": 1.0}, 1), ({}, {"progress": -1.0}, -1),
        ({"meeting": 1.0}, {}, -1), ({}, {"agenda": 0, "focus": [1, 0, 0, 0]}, -1),
        ({}, {"agenda": 0, "focus": [0.5, 0, 0, 0]}, 0),
        ({}, {"agenda": -1, "focus": [1, 0, 0, 0]}, 0),
    ],
)  # fmt: skip
def test_what_moves_the_commitment_of_members_and_which_way(cause, state, sign):
    made = partnership([True, False, True], **state)
    made.presence[2] = 0  # a member who does not come
    c = a_term(made, **cause)
    assert np.sign(round(c[0] - 0.5, 9)) == sign
    assert c[1] == c[2] == 0.5


def test_each_pull_is_as_large_as_its_parameter_says():
    made = partnership([True], agenda=0, focus=[1, 0, 0, 0], progress=0.5)
    a_term(made, urgency=1.5, warmth=0.6, meeting=2.0, progress=0.4, distance=0.6, cost=0.1)
    pull = 0.2 * 0.5 + 0.3 * 0.2 + 0.4 * 0.5 - 0.6 * (1 - Steering().tolerance) - 0.1 * 2
    assert logit(made.commitment[0]) == pytest.approx(pull)


@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), st.floats(0, 1))
def test_trust_moves_each_by_its_own_and_by_how_far_that_is_from_the_usual(warmth, usual):
    made = partnership([True, True])
    p = Commitment(trust=0.5, usual_trust=usual)
    recommit(made, np.array(warmth), 1.0, p, Steering(), np.zeros(4))
    assert [logit(c) for c in made.commitment] == pytest.approx(
        [0.5 * (w - usual) for w in warmth], abs=1e-9
    )


def test_whoever_meets_nobody_is_neither_drawn_in_nor_put_off():
    made = partnership([True, True])
    recommit(made, np.zeros(4), 1.0, Commitment(trust=0.5), Steering(), np.zeros(4))
    assert made.commitment.tolist() == pytest.approx(made.partners.resting.tolist())


def test_only_trust_in_those_one_meets_commits():
    """One group of two that the backbone visits, and a member who is in none."""
    state = partnership([True, True, True])
    state.group[:] = [0, 0, NO_GROUP, NO_GROUP, EVERY_GROUP]
    state.presence[3] = 0  # the Ministry is not there
    trust = np.array([
        [1, 0.9, 0, 0, 0.7], [0.3, 1, 0, 0, 0.5], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1],
        [0.2, 0.6, 0, 0, 1],
    ])  # fmt: skip
    assert warmth(state, trust, 0.0, Forums()).tolist() == pytest.approx([0.8, 0.4, 0, 0, 0.4])
    plenary = warmth(state, trust, 0.1, Forums())
    assert plenary == pytest.approx([1.6 / 2.1, 0.8 / 2.1, 1, 0, 0.8 / 2.1])
    recommit(state, warmth(state, trust, 0.1, Forums()), 1.0, Commitment(), Steering(), np.zeros(5))
    pull = [0.3 * (w - 0.4) for w in plenary]
    assert [logit(c) for c in state.commitment] == pytest.approx([*pull[:3], 0, pull[4]])


def test_low_terms_are_counted_in_a_row():
    state = partnership([True], resting=0.1, commitment=0.1)
    a_term(state)
    a_term(state)
    assert state.low_terms.tolist() == [2, 2, 2]
    state.commitment[:] = 0.9
    a_term(state)
    assert state.low_terms.tolist() == [0, 0, 0]


@given(st.integers(3, 8), st.data())
def test_mean_trust_in_members_leaves_out_oneself(n, data):
    member = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    cells = data.draw(st.lists(st.floats(0, 1), min_size=n * n, max_size=n * n))
    trust = np.array(cells).reshape(n, n)
    state = built(Partnership, {"member": member}, {})
    for p in range(n):
        mean = state.mean_trust(trust, np.arange(n) == p, state.member)
        others = [trust[p, q] for q in range(n) if member[q] and q != p]
        assert mean == pytest.approx(sum(others) / len(others) if others else 0)


# --- joining and leaving ------------------------------------------------------------------------


def joins(state, *, trust=0.3, urgency=1.0, seed=1, year=2014, **p):
    n = len(state)
    told = np.full((n, n), trust)
    return joining(state, told, urgency, Commitment(**p), Trust(), Luck(seed), year)


FIELD = [q % 3 == 0 for q in range(60)]


def test_whoever_is_a_member_the_ministry_and_the_backbone_do_not_join():
    state = partnership(FIELD)
    state.member[-2:] = False
    who = joins(state, join_level=1, join_contacts=5, join_urgency=2)
    assert not who[-2:].any()
    assert not who[state.member].any()
    assert who.sum() > 35


def test_nobody_joins_before_being_in_the_field():
    late = {"resting": [0.5] * 62, "since": [2001] * 30 + [2016] * 32}
    state = partnership([False] * 60, partners=late)
    certain = {"join_level": 1, "join_contacts": 5, "join_urgency": 2, "urgency": 3}
    assert not joins(state, year=2015, **certain)[30:].any()
    assert joins(state, year=2016, **certain)[30:-2].sum() > 25


@pytest.mark.parametrize("cause", [{"urgency": 2.0}, {"trust": 0.4}, {"stage": Stage.PARTNER}])
def test_who_would_join_joins_all_the_more_with_urgency_trust_or_the_ministry(cause):
    state = partnership(FIELD)
    for seed in range(10):
        before = joins(state, trust=0.2, seed=seed)
        told = dict(cause)
        state.stage = told.pop("stage", Stage.OBSERVER)
        after = joins(state, seed=seed, **{"trust": 0.2} | told)
        state.stage = Stage.OBSERVER
        assert not (before & ~after).any()
    assert after.sum() >= before.sum()


def test_who_knows_everybody_and_trusts_them_joins_as_often_as_the_hazard_says():
    state = partnership([True] * 10 + [False] * 10)
    share = 12 / 21  # ten members, the Ministry and the backbone, of all 21 others
    chance = 1 / (1 + exp(-(-3.4 + 2 * share + 0.8)))
    often = np.mean([joins(state, seed=s)[10:20].mean() for s in range(400)])
    assert often == pytest.approx(chance, abs=4 * (chance * (1 - chance) / 4000) ** 0.5)


def test_a_contact_that_is_not_trusted_enough_does_not_draw():
    state = partnership([True] * 10 + [False] * 10)
    distrusted = [joins(state, trust=0.29, seed=s).sum() for s in range(100)]
    trusted = [joins(state, trust=0.3, seed=s).sum() for s in range(100)]
    assert sum(distrusted) < 0.6 * sum(trusted)
    chance = 1 / (1 + exp(-(-3.4 + 0.8)))  # of a thousand tries
    spread = (chance * (1 - chance) / 1000) ** 0.5
    assert sum(distrusted) / 1000 == pytest.approx(chance, abs=4 * spread)


@given(st.integers(2, 10), st.integers(0, 2**32), st.data())
def test_only_acquaintances_draw_and_their_share_is_of_all_of_them(n, seed, data):
    """Whoever joins by a share of contacts joins as whoever has it from others."""
    rows = st.lists(st.booleans(), min_size=n + 2, max_size=n + 2)
    known = np.array(data.draw(st.lists(rows, min_size=n + 2, max_size=n + 2)))
    np.fill_diagonal(known, val=False)
    warm = np.array(data.draw(st.lists(rows, min_size=n + 2, max_size=n + 2)))
    member = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    state = partnership(member, partners={"resting": [0.5] * (n + 2), "known": known})
    trust = np.where(warm, 0.3, 0.29)
    got = joining(state, trust, 1.0, Commitment(), Trust(), Luck(seed), 2014)
    luck = Luck(seed).uniform_term(Decision.JOIN_INITIATIVE, 2014, 0, n + 2)
    for p in range(n):
        friends = [q for q in range(n + 2) if known[p, q]]
        inside = [q for q in friends if state.member[q] and warm[p, q]]
        k = len(inside) / len(friends) if friends else 0
        would = luck[p] < 1 / (1 + exp(-(-3.4 + 2 * k + 0.8)))
        assert got[p] == (would and not member[p])


def test_members_leave_after_three_low_terms_and_the_ministry_and_backbone_never():
    state = partnership([True, True, True, False])
    state.low_terms[:] = [2, 3, 9, 9, 9, 9]
    assert leaving(state, Commitment()).tolist() == [False, True, True, False, False, False]
    assert leaving(state, Commitment(patience=10)).sum() == 0
