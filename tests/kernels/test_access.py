"""M5: seats in five-unit classes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.standing import Standing
from simulation.kernels.access import count_wishes, give_seats, list_left_out
from simulation.parameters.levers import Levers
from simulation.parameters.supply import Access
from simulation.processes.access import groups
from tests.cases.calling import built
from tests.definitions import access as definition
from tests.kernels.cohorts import cohorts, per_school


@given(st.data(), cohorts(), st.booleans())
def test_give_seats_agrees_with_a_ranking_of_all(data, c, ties):
    seats = data.draw(per_school(c, 0, 8)).astype(float)
    ability = np.round(c.ability) if ties else c.ability
    demand, units = np.empty(seats.size), np.full(c.size, 9, np.uint8)
    count_wishes(demand, c.wish, c.offsets)
    give_seats(units, c.wish, c.offsets, ability, demand, seats)
    for j, (a, b) in enumerate(zip(c.offsets, c.offsets[1:], strict=False)):
        wishes, abilities = c.wish[a:b].tolist(), ability[a:b].tolist()
        assert units[a:b].tolist() == definition.seated(wishes, abilities, seats[j])


@given(cohorts())
def test_count_wishes_counts_those_who_want_five_units(c):
    demand = np.empty(c.offsets.size - 1)
    count_wishes(demand, c.wish, c.offsets)
    assert demand.tolist() == [
        sum(w == 5 and s == j for w, s in zip(c.wish, c.school, strict=True))
        for j in range(demand.size)
    ]


@given(st.data(), cohorts(), st.integers(1, 5))
def test_one_more_seat_seats_everybody_of_before(data, c, more):
    seats = data.draw(per_school(c, 0, 8)).astype(float)
    demand, few, many = np.empty(seats.size), *np.zeros((2, c.size), np.uint8)
    count_wishes(demand, c.wish, c.offsets)
    give_seats(few, c.wish, c.offsets, c.ability, demand, seats)
    give_seats(many, c.wish, c.offsets, c.ability, demand, seats + more)
    assert (many >= few).all()


@given(cohorts())
def test_list_left_out_lists_in_order_those_below_their_wish(c):
    rows = np.empty(c.size + 1, np.int32)
    found = list_left_out(rows, c.wish, c.units)
    assert rows[:found].tolist() == [i for i in range(c.size) if c.wish[i] > c.units[i]]


SCHOOL = st.tuples(st.booleans(), st.integers(0, 400), st.sampled_from([0, 0.4, 1, 2.5, 3, 7, 12]))


@given(st.lists(SCHOOL, min_size=1), st.integers(10, 80), st.booleans())
def test_groups_agree_with_forming_one_after_the_other(schools, size, free):
    track, asking, certified = (list(column) for column in zip(*schools, strict=True))
    standing = built(Standing, {"track": track, "certified": certified}, {})
    levers, p = Levers(free_capacity=int(free)), Access(group_size=size)
    formed = groups(standing, np.array(asking, float), levers, p)
    assert formed.tolist() == [definition.groups(*s, size, free=free) for s in schools]
