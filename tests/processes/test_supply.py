"""Supply: what partners can deliver, and books that balance to the last shekel and hour."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.offer import Books
from simulation.agents.partnership import Partnership
from simulation.data.sectors import SECTORS
from simulation.parameters.policy import Supply
from simulation.processes.supply import Price, at_work, learn, practise, prepare
from tests.cases.calling import built

SHARE = st.floats(0, 1)
ROSTER = st.lists(
    st.fixed_dictionaries({
        "sector": st.sampled_from(["foundation", "ngo", "firm", "army"]),
        "budget": st.floats(0, 1e7), "volunteers": st.floats(0, 1e4),
        "capacity": st.floats(0, 1e4), "commitment": SHARE, "practised": SHARE, "solution": SHARE,
        "funds": SHARE, "member": st.booleans(), "presence": SHARE, "running": st.booleans(),
        "money": st.sampled_from([0.0, 20.0, 1500.0, 60_000.0]),
        "hours": st.sampled_from([0.0, 0.2, 40.0]), "meeting": st.floats(0, 40),
    }),
    min_size=1, max_size=8,
)  # fmt: skip
CENTRAL = {
    "budget": 0.0, "volunteers": 0.0, "capacity": 0.0, "commitment": 0.5, "practised": 0.0,
    "solution": 0.0, "funds": 0.0, "member": True, "presence": 1.0, "running": False,
    "money": 0.0, "hours": 0.0, "meeting": 0.0,
}  # fmt: skip


def partnership(rows):
    """Return the partnership of some rows, their prices and their time in meetings."""
    every = [*rows, CENTRAL | {"sector": "ministry"}, CENTRAL | {"sector": "backbone"}]
    columns = {name: [row[name] for row in every] for name in every[0]}
    who = {name: columns[name] for name in ("sector", "budget", "volunteers", "capacity")}
    told = {
        name: columns[name]
        for name in ("commitment", "practised", "solution", "funds", "member", "presence")
    }
    price = Price(*(np.array(columns[name]) for name in Price._fields))
    return built(Partnership, {"partners": who, **told}, {}), price, np.array(columns["meeting"])


def trusted(n, seed):
    """Return trust drawn for a case; some trust nobody."""
    rng = np.random.default_rng(seed)
    return rng.random((n, n)) * (rng.random((n, 1)) < 0.8)


@given(ROSTER, st.integers(0, 99), st.floats(0, 1e7), SHARE, st.floats(0, 3))
def test_every_shekel_hour_and_slot_is_spent_or_left_over(rows, seed, cofunding, cost, better):
    state, price, meeting = partnership(rows)
    p = Supply(meeting_cost=0.3 * cost, better=better)
    b = prepare(state, trusted(len(state), seed), price, cofunding, meeting, p)
    near = {"rel": 1e-9, "abs": 1e-3}
    came, went = b.budget + b.raised + b.received + b.cofunded, b.granted + b.spent + b.money_left
    assert came == pytest.approx(went, **near)
    assert b.hours == pytest.approx(b.hours_used + b.hours_left, **near)
    assert b.granted.sum() == pytest.approx(b.received.sum(), **near)
    assert b.spent == pytest.approx(b.slots * price.money, **near)
    assert b.hours_used == pytest.approx(b.slots * price.hours, **near)
    for f in fields(Books):
        assert (getattr(b, f.name) >= -1e-3).all(), f.name


@given(ROSTER, st.integers(0, 99), st.floats(0, 1e7))
def test_foundations_give_no_more_than_they_are_committed_to_and_nobody_more_than_it_wants(
    rows, seed, cofunding
):
    state, price, meeting = partnership(rows)
    p = Supply()
    b = prepare(state, trusted(len(state), seed), price, cofunding, meeting, p)
    own = b.budget + b.raised
    foundation = state.partners.sector == SECTORS.index("foundation")
    assert (b.granted <= state.commitment * own * foundation + 1e-6).all()
    assert not b.received[foundation].any()
    willing = state.commitment * (1 - np.minimum(1, p.meeting_cost * meeting))
    able = state.partners.capacity * state.practised
    for q, hours in enumerate(price.hours):
        if hours:
            able[q] = min(able[q], b.hours[q] / hours)
    wanted = np.maximum(0, willing * able * price.running * price.money - own)
    assert (b.received + b.cofunded <= wanted * (1 + 1e-9) + 1e-3).all()
    assert b.cofunded.sum() <= cofunding * (1 + 1e-9)
    assert not b.cofunded[~state.active].any()
    assert (b.slots <= willing * able * price.running + 1e-6).all()


@given(ROSTER, st.integers(0, 99))
def test_nobody_prepares_what_does_not_run_or_gives_time_it_meets_in(rows, seed):
    state, price, meeting = partnership(rows)
    trust = trusted(len(state), seed)
    b = prepare(state, trust, price, 0.0, meeting, Supply())
    assert not b.slots[~price.running].any()
    busy = prepare(state, trust, price, 0.0, np.full(len(state), 20.0), Supply(meeting_cost=0.05))
    assert not busy.slots.any()
    assert not busy.spent.any()


NGO = CENTRAL | {
    "sector": "ngo", "capacity": 100.0, "commitment": 1.0, "practised": 1.0, "running": True,
}  # fmt: skip


def slots(*rows, cofunding=0.0, p=Supply()):  # noqa: B008  groups are frozen
    state, price, meeting = partnership(rows)
    n = len(state)
    return prepare(state, np.full((n, n), 0.5), price, cofunding, meeting, p)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, 100), ({"practised": 0.5}, 50), ({"commitment": 0.25}, 25), ({"meeting": 4.0}, 80),
        ({"money": 10.0, "budget": 300.0}, 30), ({"money": 9.0, "budget": 300.0, "funds": 0.8}, 60),
        ({"hours": 4.0, "volunteers": 10.0}, 50), ({"hours": 4.0}, 0), ({"money": 10.0}, 0),
    ],
)  # fmt: skip
def test_slots_are_what_the_scarcest_allows(told, expected):
    assert slots(NGO | told).slots[0] == pytest.approx(expected)


def test_a_better_solution_and_more_volume_deliver_more():
    p = Supply(better=0.5, volume=2)
    assert slots(NGO | {"solution": 0.4}, p=p).slots[0] == pytest.approx(2 * 100 * 1.2)


def test_grants_go_by_trust_and_want_and_what_nobody_wants_stays():
    fund = CENTRAL | {"sector": "foundation", "budget": 900.0, "commitment": 0.5}
    ngo = NGO | {"money": 10.0}
    b = slots(fund, ngo, ngo | {"capacity": 50.0})
    assert b.granted[0] == pytest.approx(450)
    assert b.received[1:3] == pytest.approx([300, 150])
    assert b.money_left[0] == pytest.approx(450)
    rich = slots(fund | {"budget": 9000.0}, ngo)
    assert (rich.granted[0], rich.received[1]) == pytest.approx((1000, 1000))


def test_the_ministry_adds_only_for_active_members():
    ngo = NGO | {"money": 10.0}
    b = slots(ngo, ngo | {"member": False}, ngo | {"presence": 0.0}, cofunding=400.0)
    assert b.cofunded[:3].tolist() == [400, 0, 0]
    assert slots(ngo, cofunding=4000.0).cofunded[0] == 1000


# --- practice and learning ----------------------------------------------------------------------


def test_who_works_in_schools_is_in_the_field_and_not_there_before_the_groundwork():
    state = built(Partnership, {"partners": {"since": [2001, 2010, 2012, 2001, 2001]}}, {})
    assert at_work(state, Supply(since=2010), 2009).sum() == 0
    assert at_work(state, Supply(since=2010), 2011).tolist() == [True, True, False, True, True]
    assert at_work(state, Supply(since=2013), 2012).sum() == 0
    assert at_work(state, Supply(since=2013), 2013).all()


@given(SHARE, st.floats(0, 3), st.floats(0, 0.6))
def test_practice_builds_up_and_never_beyond_the_full_size(start, funds, rate):
    told = {"practised": [start] * 3, "funds": [0.0, funds, funds]}
    state = built(Partnership, told, {})
    working = np.array([True, True, False])
    for _ in range(8):
        before = state.practised.copy()
        practise(state, working, Supply(practice=rate))
        assert (state.practised >= before).all()
        assert (state.practised <= 1).all()
        assert state.practised[1] >= state.practised[0]
        assert state.practised[2] == start


def test_a_quarter_of_what_is_missing_is_built_up_in_a_year():
    state = built(Partnership, {"practised": [0.0] * 2}, {})
    for _ in range(4):
        practise(state, np.array([True, True]), Supply())
    assert state.practised == pytest.approx(1 - 0.75**4)


@given(
    st.lists(st.tuples(SHARE, st.booleans()), min_size=1, max_size=8), st.integers(0, 99),
    st.floats(0, 2),
)  # fmt: skip
def test_solutions_spread_among_members_and_nobody_gets_worse(rows, seed, rate):
    solution, member = zip(*rows, strict=True)
    told = {"solution": [*solution, 0, 0], "member": [*member, True, True]}
    state = built(Partnership, told | {"presence": [1.0] * (len(rows) + 2)}, {})
    best = max([s for s, m in rows if m], default=0)
    before = state.solution.copy()
    learn(state, trusted(len(state), seed), Supply(spread=rate))
    assert (state.solution >= before).all()
    assert (state.solution <= np.maximum(before, best) + 1e-12).all()
    assert (state.solution == before)[~state.active].all()
    if not rate:
        assert (state.solution == before).all()


def test_it_spreads_by_trust_and_only_from_members_who_take_part():
    told = {"solution": [1.0, 0, 0, 0, 0], "member": [True, True, False, True, True]}
    state = built(Partnership, told | {"presence": [1.0] * 5}, {})
    trust = np.full((5, 5), 0.4)
    learn(state, trust, Supply(spread=0.5))
    assert state.solution == pytest.approx([1, 0.2, 0, 0, 0])
    state.presence[0] = 0
    learn(state, trust, Supply(spread=0.5))
    assert state.solution == pytest.approx([1, 0.2, 0, 0, 0])
