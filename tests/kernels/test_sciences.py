"""M8: science subjects."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernels.sciences import keep, take
from tests.definitions import sciences as definition
from tests.kernels.cohorts import CLOSE, PULL, cohorts, per_school

NEVER = np.float32(-80)


@given(st.data(), cohorts(), PULL, PULL, PULL, st.integers(0, 2))
def test_take_agrees_with_its_definition(data, c, girl, ability_pull, five_pull, bit):
    boy = data.draw(per_school(c))
    boy[data.draw(per_school(c)) > 2] = NEVER
    sciences = c.sciences.copy()
    numbers = girl, ability_pull, five_pull
    columns = c.ability, c.gain, c.stem, c.female, c.wish
    take(sciences, c.offsets, *columns, boy, *numbers, NEVER, bit, c.luck)
    for i, luck in enumerate(c.luck.tolist()):
        p = definition.takes(
            c.theta[i], float(c.stem[i]), c.female[i], c.wish[i], float(boy[c.school[i]]),
            *map(float, numbers), float(NEVER),
        )  # fmt: skip
        if abs(luck - p) > CLOSE:
            assert sciences[i] == c.sciences[i] | (int(luck < p) << bit)


@given(cohorts(), st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_keep_agrees_with_its_definition(c, with_five, without):
    sciences = c.sciences.copy()
    keep(sciences, c.units, np.float32(with_five), np.float32(without), c.luck)
    for i, luck in enumerate(c.luck.tolist()):
        p = definition.keeps(c.units[i], with_five, without)
        if abs(luck - p) > CLOSE:
            assert sciences[i] == (c.sciences[i] if luck < p else 0)
