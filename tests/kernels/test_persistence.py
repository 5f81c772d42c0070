"""M6: staying in a track, sliding down the ladder, moving up."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernels.persistence import list_rows, persist, stay
from tests.definitions import persistence as definition
from tests.kernels.cohorts import CLOSE, POSITIVE, PULL, Columns, cohorts, per_school

DISTANCE = st.one_of(st.floats(0, 9, width=32), st.just(float("inf")))
FIVE = st.tuples(
    PULL, PULL, POSITIVE, PULL, PULL
)  # ability, virtual, net, level and slope of failing
CERTAIN = np.float32(80)


def registered(c, boy, girl, up, five, four):
    """Return the units that `persist` writes."""
    units = c.units.copy()
    columns = c.offsets, c.ability, c.female, c.virtual
    persist(units, *columns, boy, girl, up, *five, *four, c.luck)
    return units


def ladder(c: Columns, i: int, boy, girl, distance, five, four):
    """Return the definition's ladder of one student."""
    j = c.school[i]
    latent = definition.eta(
        c.theta[i], c.female[i], c.virtual[i], float(boy[j]), float(girl[j]), *map(float, five)
    )
    keeps_four = float(four[0]) + float(four[1]) * c.theta[i]
    return definition.chances(int(c.units[i]), latent, distance, keeps_four)


@given(st.data(), cohorts(), FIVE, st.tuples(PULL, PULL), DISTANCE)
def test_persist_agrees_with_its_definition(data, c, five, four, distance):
    boy, girl = data.draw(per_school(c)), data.draw(per_school(c))
    up = np.full(boy.size, np.exp(distance), np.float32)
    units = registered(c, boy, girl, up, five, four)
    for i, luck in enumerate(c.luck.tolist()):
        steps = ladder(c, i, boy, girl, distance, five, four)
        if definition.margin(steps, luck) > CLOSE:
            assert units[i] == definition.after(steps, luck)


@given(st.data(), cohorts(), FIVE)
def test_stay_agrees_with_its_definition(data, c, five):
    boy, girl = data.draw(per_school(c)), data.draw(per_school(c))
    units, rows = c.units.copy(), c.at_five
    columns = c.offsets, c.ability, c.female, c.virtual
    stay(units, rows, *columns, boy, girl, *five, c.luck[rows])
    for i, luck in enumerate(c.luck.tolist()):
        steps = ladder(c, i, boy, girl, 0.0, five, (0.0, 0.0))
        if c.units[i] != 5:
            assert units[i] == c.units[i]
        elif definition.margin(steps, luck) > CLOSE:
            assert units[i] == definition.after(steps, luck)


@given(st.data(), cohorts(), FIVE)
def test_stay_is_persist_where_nobody_climbs_and_four_units_are_kept(data, c, five):
    boy, girl = data.draw(per_school(c)), data.draw(per_school(c))
    nobody = np.full(boy.size, np.inf, np.float32)
    units, rows = c.units.copy(), c.at_five
    columns = c.offsets, c.ability, c.female, c.virtual
    stay(units, rows, *columns, boy, girl, *five, c.luck[rows])
    all_at_once = registered(c, boy, girl, nobody, five, (CERTAIN, np.float32(0)))
    assert units.tolist() == all_at_once.tolist()


@given(st.data(), cohorts(), FIVE, st.tuples(PULL, PULL), DISTANCE)
def test_a_pull_upwards_moves_nobody_down(data, c, five, four, distance):
    boy, girl = data.draw(per_school(c)), data.draw(per_school(c))
    more = data.draw(per_school(c, 0.0625, 3))
    up = np.full(boy.size, np.exp(distance), np.float32)
    without = registered(c, boy, girl, up, five, four)
    with_it = registered(c, boy + more, girl, up, five, four)
    assert (with_it >= without).all()


@given(st.data(), cohorts(), FIVE, st.tuples(PULL, PULL))
def test_nobody_climbs_to_five_in_a_school_that_teaches_none(data, c, five, four):
    boy, girl = (data.draw(per_school(c)) for _ in range(2))
    taught = np.array([data.draw(st.booleans()) for _ in boy])
    up = np.where(taught, 1, np.inf).astype(np.float32)
    units = registered(c, boy + 9, girl, up, five, four)
    assert not ((units == 5) & (c.units < 5))[~taught[c.school]].any()


@given(cohorts(), st.sampled_from([0, 3, 4, 5]))
def test_list_rows_lists_in_order_those_at_the_wanted_units(c, wanted):
    rows = np.empty(c.size + 1, np.int32)
    found = list_rows(rows, c.units, np.uint8(wanted))
    assert rows[:found].tolist() == [i for i in range(c.size) if c.units[i] == wanted]
