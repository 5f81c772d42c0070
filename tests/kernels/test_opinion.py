"""M15: partners move towards whom they trust, meet and can hear."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.kernels.opinion import listen
from tests.definitions import opinion as definition
from tests.definitions.trust import Tiers
from tests.kernels.partners import BOUND, TIERS, orders, rooms

EVERYBODY_HEARD = np.inf


def after(room, tiers, bound):
    """Return where partners stand after a term."""
    heard = np.full_like(room.position, 9.0)
    listen(
        heard, room.position, room.anchor, room.susceptibility, room.trust, *room.forums, *tiers,
        bound,
    )  # fmt: skip
    return heard


@given(rooms(), TIERS, BOUND)
def test_listen_agrees_with_its_definition(room, tiers, bound):
    expected = definition.heard(
        room.who, room.anchor.tolist(), room.susceptibility.tolist(), room.trust.tolist(), tiers,
        bound,
    )  # fmt: skip
    assert after(room, tiers, bound) == pytest.approx(np.array(expected), abs=1e-12)


@given(rooms())
def test_degroot_comes_to_a_consensus_where_all_meet_and_trust(room):
    room = room._replace(
        susceptibility=np.ones(room.size),
        presence=np.ones(room.size),
        trust=np.maximum(room.trust, 0.2),
    )
    plenary = Tiers(0.5, 0.5, 0.5)
    low, high = room.position.min(axis=0), room.position.max(axis=0)
    for _ in range(500):
        room = room._replace(position=after(room, plenary, EVERYBODY_HEARD))
    assert np.ptp(room.position, axis=0) == pytest.approx(0, abs=1e-9)
    assert (room.position >= low - 1e-9).all()
    assert (room.position <= high + 1e-9).all()


@given(rooms(), TIERS, BOUND)
def test_whoever_is_not_susceptible_stands_by_what_it_came_with(room, tiers, bound):
    stubborn = room._replace(susceptibility=np.zeros(room.size), position=room.anchor)
    for _ in range(3):
        stubborn = stubborn._replace(position=after(stubborn, tiers, bound))
    assert (stubborn.position == room.anchor).all()


@given(rooms(), BOUND)
def test_whoever_meets_nobody_hears_only_itself(room, bound):
    alone = room._replace(presence=np.zeros(room.size))
    alpha = room.susceptibility[:, None]
    own = alpha * room.position + (1 - alpha) * room.anchor
    assert after(alone, Tiers(1.0, 1.0, 1.0), bound) == pytest.approx(own, abs=1e-12)


@given(rooms(), TIERS)
def test_whoever_is_beyond_the_bound_is_not_heard(room, tiers):
    apart = room.position + 10.0 * np.arange(room.size)[:, None]
    alpha = room.susceptibility[:, None]
    found = after(room._replace(position=apart), tiers, 4.0)
    assert found == pytest.approx(alpha * apart + (1 - alpha) * room.anchor, abs=1e-9)


@given(st.data(), rooms(), TIERS, BOUND)
def test_positions_stay_in_the_convex_hull_of_positions_and_anchors(data, room, tiers, bound):
    """In whichever direction one looks, nobody stands further than anybody stood before."""
    towards = data.draw(arrays(np.float64, (4,), elements=st.floats(-1, 1)))
    furthest = max((room.position @ towards).max(), (room.anchor @ towards).max())
    assert (after(room, tiers, bound) @ towards <= furthest + 1e-12).all()


@given(st.data(), rooms(), TIERS, BOUND)
def test_the_order_of_partners_does_not_matter(data, room, tiers, bound):
    order = data.draw(orders(room.size))
    expected = after(room, tiers, bound)[order]
    assert after(room.reordered(order), tiers, bound) == pytest.approx(expected, abs=1e-12)
