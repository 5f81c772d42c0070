"""M14: trust grows where partners meet and fades where they do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernels.trust import add_up, feel, meet
from simulation.parameters.world import all_parameters
from tests.definitions import trust as definition
from tests.definitions.trust import Rates, Tiers
from tests.kernels.partners import BOUND, SHARE, TIERS, orders, rooms

LARGEST = {p: all_parameters()[f"trust.{p}"].high for p in ("gain", "facilitation", "success")}
RATES = st.builds(
    Rates,
    gain=st.floats(0, LARGEST["gain"]),
    facilitation=st.floats(0, LARGEST["facilitation"] * 3),  # FTE
    success=st.floats(0, LARGEST["success"]),
    loss=st.floats(0, 0.8),
    bound=BOUND,
    forgetting=st.floats(0.01, 0.08),
)
APART = Tiers(0.0, 0.0, 0.0)


def after(room, in_backbone, tiers, p):
    """Return trust after a term."""
    trust = room.trust.copy()
    meet(trust, room.rest, in_backbone, room.position, *room.forums, *tiers, *p)
    return trust


def backbones(room):
    """Return any trust in the backbone."""
    return st.lists(SHARE, min_size=room.size, max_size=room.size).map(np.array)


@given(st.data(), rooms(), TIERS, RATES)
def test_meet_agrees_with_its_definition(data, room, tiers, p):
    warm = data.draw(backbones(room))
    expected = definition.meet(
        room.trust.tolist(), room.rest.tolist(), warm.tolist(), room.who, tiers, p
    )
    assert after(room, warm, tiers, p).tolist() == pytest.approx(np.array(expected), abs=1e-12)


@given(st.data(), rooms(), TIERS, RATES)
def test_trust_stays_between_0_and_1_and_nobody_trusts_oneself_otherwise(data, room, tiers, p):
    trust = after(room, data.draw(backbones(room)), tiers, p)
    assert ((trust >= 0) & (trust <= 1)).all()
    assert (np.diag(trust) == 1).all()


@given(rooms(), RATES)
def test_without_contact_trust_comes_nearer_to_rest_and_reaches_it(room, p):
    nobody = np.zeros(room.size)
    before, now = np.abs(room.trust - room.rest), after(room, nobody, APART, p)
    assert (np.abs(now - room.rest) <= before).all()
    assert (((room.trust - room.rest) * (now - room.rest)) >= 0).all()  # it does not shoot past
    for _ in range(1500):
        meet(now, room.rest, nobody, room.position, *room.forums, *APART, *p)
    assert now == pytest.approx(room.rest, abs=1e-6)


@given(st.data(), rooms(), TIERS, RATES)
def test_whoever_is_absent_trusts_and_is_trusted_as_without_forums(data, room, tiers, p):
    warm = data.draw(backbones(room))
    absent = room.presence == 0
    trust, apart = after(room, warm, tiers, p), after(room, warm, APART, p)
    assert (trust[absent] == apart[absent]).all()
    assert (trust[:, absent] == apart[:, absent]).all()


@given(st.data(), rooms(), TIERS, RATES)
def test_without_conflict_those_who_meet_wholly_trust_no_less(data, room, tiers, p):
    together = room._replace(presence=np.ones(room.size), group=np.zeros(room.size, np.int64))
    all_meet, deaf_to_none = tiers._replace(in_group=1.0), p._replace(bound=100.0)
    trust = after(together, data.draw(backbones(room)), all_meet, deaf_to_none)
    assert (trust >= room.trust).all()


@given(st.data(), rooms(), TIERS, RATES)
def test_conflict_never_builds_trust(data, room, tiers, p):
    warm = data.draw(backbones(room))
    peaceful = after(room, warm, tiers, p._replace(bound=100.0))
    assert (after(room, warm, tiers, p) <= peaceful).all()


@given(st.data(), rooms(), TIERS, RATES)
def test_the_order_of_partners_does_not_matter(data, room, tiers, p):
    warm, order = data.draw(backbones(room)), data.draw(orders(room.size))
    reordered = after(room.reordered(order), warm[order], tiers, p)
    assert (reordered == after(room, warm, tiers, p)[order][:, order]).all()


def felt(room, tiers):
    """Return everybody's mean trust in those it meets."""
    warmth = np.full(room.size, 9.0)
    feel(warmth, room.trust, *room.forums, *tiers)
    return warmth


@given(rooms(), TIERS)
def test_feel_agrees_with_its_definition(room, tiers):
    expected = [
        definition.warmth(a, room.trust[a].tolist(), room.who, tiers) for a in range(room.size)
    ]
    assert felt(room, tiers) == pytest.approx(np.array(expected), abs=1e-12)


@given(rooms(), TIERS, st.integers(1, 99).map(lambda k: k / 100))
def test_who_trusts_all_alike_feels_that_trust_if_it_meets_anybody(room, tiers, alike):
    warmth = felt(room._replace(trust=np.full((room.size, room.size), alike)), tiers)
    assert ((warmth == 0) | (np.abs(warmth - alike) < 1e-12)).all()
    assert (warmth[room.presence == 0] == 0).all()


@given(st.data(), rooms(), TIERS)
def test_the_order_of_partners_does_not_matter_to_what_is_felt(data, room, tiers):
    order = data.draw(orders(room.size))
    expected = felt(room, tiers)[order]
    assert felt(room.reordered(order), tiers) == pytest.approx(expected, abs=1e-12)


@given(st.data(), rooms(), SHARE)
def test_sums_over_members_agree_with_their_definition(data, room, least):
    sector = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=room.size, max_size=room.size))
    )
    there = st.lists(st.booleans(), min_size=room.size, max_size=room.size)
    members, pairs = np.flatnonzero(data.draw(there)), np.full((2, 3), 9.0)
    add_up(pairs, room.trust, sector, members, least)
    expected = definition.add_up(room.trust.tolist(), sector.tolist(), members.tolist(), least)
    assert pairs.tolist() == [pytest.approx(row) for row in expected]
