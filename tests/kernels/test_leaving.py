"""M1: leaving school."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernels.leaving import leave, quit_classes
from tests.definitions import leaving as definition
from tests.kernels.cohorts import CLOSE, PULL, cohorts

STAY = 12


@given(cohorts(), PULL, PULL)
def test_leave_agrees_with_its_definition(c, level, ability_pull):
    last = np.zeros(c.size, np.uint8)
    leave(last, c.ability, STAY, level, ability_pull, c.luck)
    for i, theta in enumerate(c.theta):
        numbers = theta, float(level), float(ability_pull), float(c.luck[i])
        if definition.margin(*numbers) > CLOSE:
            assert last[i] == definition.last_grade(theta, STAY, *numbers[1:])


@given(cohorts(), PULL, st.floats(-4, -0.125, width=32).map(np.float32))
def test_the_abler_stay_at_least_as_long(c, level, ability_pull):
    first, abler = np.zeros((2, c.size), np.uint8)
    leave(first, c.ability, STAY, level, ability_pull, c.luck)
    leave(abler, c.ability + np.float32(0.5), STAY, level, ability_pull, c.luck)
    assert (abler >= first).all()


@given(cohorts(), st.integers(9, 12))
def test_quit_classes_agrees_with_its_definition(c, grade):
    units, sciences = c.units.copy(), c.sciences.copy()
    quit_classes(units, sciences, c.last_grade, grade)
    before = zip(c.units, c.sciences, c.last_grade, strict=True)
    expected = [definition.after_quitting(*student, grade) for student in before]
    assert list(zip(units, sciences, strict=True)) == expected
