"""M2: gains in ability."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernels.ability import class_ability, grow, know
from tests.definitions import ability as definition
from tests.kernels.cohorts import cohorts, per_school


@given(st.data(), cohorts(), st.floats(0.5, 1, width=32))
def test_grow_agrees_with_its_definition(data, c, persistence):
    term, gain = data.draw(per_school(c, -1, 1)), c.gain.copy()
    grow(gain, c.units, c.offsets, term, np.float32(persistence))
    students = zip(c.gain.tolist(), c.units, term[c.school].tolist(), strict=True)
    expected = [definition.next_gain(*student, persistence) for student in students]
    assert gain.tolist() == pytest.approx(expected, abs=1e-6)


@given(st.data(), cohorts(), st.floats(0, 1, width=32))
def test_know_agrees_with_its_definition(data, c, spread):
    centre, slope = data.draw(per_school(c, -1, 1)), data.draw(per_school(c, 0, 1))
    ability = np.full(c.size, np.nan, np.float32)
    columns = c.offsets, c.background, c.talent, c.gain
    know(ability, *columns, centre, slope, np.float32(spread))
    students = zip(
        c.background.tolist(), c.talent.tolist(), c.gain.tolist(),
        centre[c.school].tolist(), slope[c.school].tolist(), strict=True,
    )  # fmt: skip
    expected = [definition.known(*student, spread) for student in students]
    assert ability.tolist() == pytest.approx(expected, abs=1e-5)


@given(cohorts())
def test_class_ability_adds_to_what_is_there_as_its_definition_does(c):
    n = c.offsets.size - 1
    total, students = np.ones(n), np.full(n, 2, np.int64)
    class_ability(total, students, c.offsets, c.at_five, c.ability)
    sums, numbers = definition.class_sums(c.school, c.units, c.theta.tolist(), n)
    assert (total - 1).tolist() == pytest.approx(sums, abs=1e-9)
    assert (students - 2).tolist() == numbers
