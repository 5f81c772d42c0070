"""M22: partners spread what they give over schools, and overlap within them."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.arrays import Doubles, Ints
from simulation.kernels.allocation import spread
from tests.definitions import allocation as definition
from tests.definitions.allocation import Giver, School
from tests.kernels.partners import SHARE

ODDS = st.floats(0.02, 50)
UNITS = st.sampled_from([0.0, 1.0]) | st.floats(0.1, 400)
SLOTS = st.sampled_from([0.0, 1e6]) | st.floats(1e-3, 500)
LEVELS, DISTRICTS, AUTHORITIES = 3, 2, 3
CLOSE = {"rel": 1e-9, "abs": 1e-9}


class Field(NamedTuple):
    """Columns of partners and of schools, as the kernel wants them."""

    slots: Doubles
    home: Ints
    need_weight: Doubles
    near: Doubles
    nearby: Doubles
    attractive: Doubles
    units: Doubles
    weight: Doubles
    district: Ints
    level: Ints
    authority: Ints
    coordination: Doubles

    @property
    def givers(self) -> list[Giver]:
        """The partners one by one."""
        columns = self.slots, self.need_weight, self.near[self.home], self.nearby
        return [Giver(*row) for row in zip(*(c.tolist() for c in columns), strict=True)]

    @property
    def schools(self) -> list[School]:
        """The schools one by one."""
        columns = (self.units, self.weight, self.attractive, *self[8:])
        return [School(*row) for row in zip(*(c.tolist() for c in columns), strict=True)]


@st.composite
def fields(draw: st.DrawFn) -> Field:
    """Draw some partners and some schools, of which some have nobody to reach."""
    partners, schools = draw(st.integers(1, 4)), draw(st.integers(1, 5))

    def numbers(elements: st.SearchStrategy, *shape: int) -> Doubles:
        return draw(arrays(np.float64, shape, elements=elements))

    def places(among: int, n: int) -> Ints:
        return draw(arrays(np.int64, n, elements=st.integers(0, among - 1)))

    return Field(
        slots=numbers(SLOTS, partners),
        home=places(DISTRICTS, partners),
        need_weight=numbers(ODDS, partners, LEVELS),
        near=numbers(ODDS, DISTRICTS, DISTRICTS),
        nearby=numbers(ODDS, partners, AUTHORITIES),
        attractive=numbers(ODDS, schools),
        units=numbers(UNITS, schools),
        weight=numbers(st.floats(0.5, 5), schools),
        district=places(DISTRICTS, schools),
        level=places(LEVELS, schools),
        authority=places(AUTHORITIES, schools),
        coordination=numbers(SHARE, schools),
    )


def found(f):
    """Return what is covered and delivered in each school, and what each partner has left."""
    covered, delivered = np.zeros((2, f.units.size))
    left = np.full(f.slots.size, 9.0)
    spread(covered, delivered, left, np.empty_like(covered), np.flatnonzero(f.units), *f)
    return covered, delivered, left


@given(fields())
def test_spread_agrees_with_its_definition(f):
    for there, expected in zip(found(f), definition.spread(f.givers, f.schools), strict=True):
        assert there == pytest.approx(np.array(expected), rel=1e-7, abs=1e-7)


@given(fields())
def test_every_slot_reaches_a_pupil_or_is_left(f):
    _, delivered, left = found(f)
    assert delivered @ f.weight + left.sum() == pytest.approx(f.slots.sum(), **CLOSE)
    assert (left >= -1e-9 * f.slots).all()
    assert (left <= f.slots).all()


@given(fields())
def test_overlap_only_wastes(f):
    covered, delivered, _ = found(f)
    assert ((covered >= 0) & (covered <= 1)).all()
    assert (covered * f.units <= delivered * (1 + 1e-9) + 1e-9).all()


@given(fields())
def test_a_single_partner_wastes_nothing(f):
    one = f._replace(
        slots=f.slots[:1], home=f.home[:1], need_weight=f.need_weight[:1], nearby=f.nearby[:1]
    )
    covered, delivered, _ = found(one)
    assert covered * f.units == pytest.approx(delivered, **CLOSE)


@given(fields())
def test_a_school_without_anybody_to_reach_gets_nothing(f):
    covered, delivered, _ = found(f)
    empty = f.units == 0
    assert (covered[empty] == 0).all()
    assert (delivered[empty] == 0).all()


@given(fields())
def test_where_there_is_nobody_all_is_left(f):
    covered, delivered, left = found(f._replace(units=np.zeros(f.units.size)))
    assert (covered == 0).all()
    assert (delivered == 0).all()
    assert (left == f.slots).all()


@given(fields(), st.floats(1, 10))
def test_more_slots_of_the_last_partner_reach_more_everywhere(f, more):
    slots = f.slots.copy()
    slots[-1] *= more
    few, many = found(f), found(f._replace(slots=slots))
    assert (many[0] >= few[0] - 1e-12).all()
    assert (many[1] >= few[1] * (1 - 1e-12)).all()


@given(st.data(), fields())
def test_a_school_that_coordinates_gets_less_of_the_second_partner(data, f):
    j = data.draw(st.integers(0, f.units.size - 1))
    two = f._replace(
        slots=np.resize(f.slots, 2), home=np.resize(f.home, 2),
        need_weight=np.resize(f.need_weight, (2, LEVELS)),
        nearby=np.resize(f.nearby, (2, AUTHORITIES)),
        coordination=np.zeros(f.units.size),
    )  # fmt: skip
    there = two._replace(coordination=np.eye(f.units.size)[j])
    apart, together = found(two)[1], found(there)[1]
    assert together[j] <= apart[j] * (1 + 1e-12)
    others = np.arange(f.units.size) != j
    assert (together[others] >= apart[others] * (1 - 1e-12)).all()


@given(fields())
def test_a_school_that_is_wholly_covered_and_coordinates_gets_nothing_more(f):
    flooded = f._replace(slots=np.full(f.slots.size, 1e12), coordination=np.ones(f.units.size))
    covered, delivered, left = found(flooded)
    assert covered == pytest.approx((f.units > 0) * 1.0, **CLOSE)
    assert delivered == pytest.approx(f.units, **CLOSE)
    assert (left[1:] == flooded.slots[1:]).all()


@given(fields())
def test_the_order_of_schools_does_not_matter(f):
    backwards = f._replace(**{n: getattr(f, n)[::-1].copy() for n in Field._fields[5:]})
    for there, mirrored in zip(found(f)[:2], found(backwards)[:2], strict=True):
        assert mirrored[::-1] == pytest.approx(there, rel=1e-7, abs=1e-9)
