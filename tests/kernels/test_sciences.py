"""M8: science subjects."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernels.sciences import keep, take
from tests.definitions import sciences as definition
from tests.kernels.cohorts import CLOSE, PULL, cohorts, per_school

SUBJECTS = range(3)


@given(st.data(), cohorts(), st.tuples(PULL, PULL, PULL))
def test_take_agrees_with_its_definition(data, c, alike):
    boy, girl = np.stack([data.draw(per_school(c)) for _ in SUBJECTS], axis=1), (-1.0, 0.0, 0.5)
    boy[np.stack([data.draw(per_school(c)) > 2 for _ in SUBJECTS], axis=1)] = -np.inf
    luck = [np.roll(c.luck, k) for k in SUBJECTS]
    hurdle, factor = np.exp(-boy), np.exp(-np.array(girl)).astype(np.float32)
    taken = np.full(c.size, 255, np.uint8)
    columns = c.offsets, c.ability, c.stem, c.female, c.wish
    take(taken, *columns, hurdle, factor, *alike, *luck)
    for i, k in np.ndindex(c.size, len(SUBJECTS)):
        p = definition.takes(
            c.theta[i], float(c.stem[i]), c.female[i], c.wish[i], float(boy[c.school[i], k]),
            girl[k], *map(float, alike),
        )  # fmt: skip
        if abs(luck[k][i] - p) > CLOSE:
            assert bool(taken[i] & 1 << k) == (luck[k][i] < p)
    assert (taken < 8).all()


@given(cohorts(), st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_keep_agrees_with_its_definition(c, with_five, without):
    sciences = c.sciences.copy()
    keep(sciences, c.units, np.float32(with_five), np.float32(without), c.luck)
    for i, luck in enumerate(c.luck.tolist()):
        p = definition.keeps(c.units[i], with_five, without)
        if abs(luck - p) > CLOSE:
            assert sciences[i] == (c.sciences[i] if luck < p else 0)
