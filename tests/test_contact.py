"""Who has how much to do with whom, and how far apart two stand."""

from math import dist

import pytest
from hypothesis import given

from simulation.contact import EVERY_GROUP, NO_GROUP, apart, contact, meets, shares_group
from tests.definitions import trust as definition
from tests.kernels.partners import GROUP, TIERS, rooms


def pairs(room):
    """Return every pair of partners."""
    return [(p, q) for p in range(room.size) for q in range(room.size)]


def found(room, p, q, tiers):
    """Return the contact of two partners."""
    of = [column[i] for column in room.forums for i in (p, q)]
    return contact(*of, *tiers)


@given(rooms(), TIERS)
def test_contact_agrees_with_its_definition(room, tiers):
    for p, q in pairs(room):
        expected = definition.contact(room.who[p], room.who[q], tiers)
        assert found(room, p, q, tiers) == pytest.approx(expected, abs=1e-15)


@given(rooms(), TIERS)
def test_contact_is_mutual_and_at_most_that_of_the_closest_tier(room, tiers):
    for p, q in pairs(room):
        m = found(room, p, q, tiers)
        assert m == found(room, q, p, tiers)
        assert 0 <= m <= max(tiers)


@given(rooms(), TIERS)
def test_nobody_meets_whoever_is_absent(room, tiers):
    for p, q in pairs(room):
        if room.presence[p] == 0:
            assert found(room, p, q, tiers) == 0


@given(GROUP, GROUP)
def test_sharing_a_group_agrees_with_its_definition(one, other):
    assert shares_group(one, other) == definition.share_a_group(one, other)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [(0, 0, True), (0, 1, False), (0, EVERY_GROUP, True), (NO_GROUP, EVERY_GROUP, False),
     (NO_GROUP, NO_GROUP, False), (0, NO_GROUP, False)],
)  # fmt: skip
def test_who_shares_a_working_group(one, other, share):
    assert shares_group(one, other) == shares_group(other, one) == share


@given(rooms())
def test_apart_is_the_squared_distance(room):
    for p, q in pairs(room):
        expected = dist(room.position[p], room.position[q]) ** 2
        assert apart(room.position, p, q) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("presence", "seat", "group", "plenary", "met"),
    [(0, 1, 0, 0.1, False), (0.5, 0, NO_GROUP, 0.1, True), (1, 0, NO_GROUP, 0, False),
     (1, 1, NO_GROUP, 0, True), (1, 0, EVERY_GROUP, 0, True), (1, 0, 2, 0, True)],
)  # fmt: skip
def test_who_can_meet_anybody(presence, seat, group, plenary, met):
    assert meets(presence, seat, group, plenary) == met
