"""M5: the wish for a track."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernels.track_choice import choose
from tests.definitions import track_choice as definition
from tests.kernels.cohorts import CLOSE, PULL, cohorts, per_school

THRESHOLD = st.floats(0.125, 3, width=32)


def chosen(c, boy, girl, slope, *numbers):
    """Return what the kernel writes."""
    wish = np.zeros(c.size, np.uint8)
    columns = c.offsets, c.ability, c.background, c.female
    choose(wish, *columns, boy, girl, slope, *numbers, c.luck)
    return wish


@given(st.data(), cohorts(), PULL, PULL, THRESHOLD, THRESHOLD)
def test_choose_agrees_with_its_definition(data, c, ability_pull, background_pull, four, further):
    boy, girl, slope = (data.draw(per_school(c)) for _ in range(3))
    three = four + further
    factors = np.float32(np.exp(-four)), np.float32(np.exp(-three))
    wish = chosen(c, boy, girl, slope, ability_pull, background_pull, *factors)
    for i, j in enumerate(c.school):
        latent = definition.eta(
            c.theta[i], float(c.background[i]), c.female[i], float(boy[j]), float(girl[j]),
            float(slope[j]), float(ability_pull), float(background_pull),
        )  # fmt: skip
        p = definition.at_least(latent, four, three)
        if definition.margin(p, float(c.luck[i])) > CLOSE:
            assert wish[i] == definition.wish(p, float(c.luck[i]))


@given(st.data(), cohorts(), PULL, st.floats(0.0625, 3, width=32).map(np.float32))
def test_a_pull_upwards_never_lowers_a_wish(data, c, ability_pull, more):
    boy, girl, slope = (data.draw(per_school(c)) for _ in range(3))
    numbers = ability_pull, np.float32(0.25), np.float32(np.exp(-1.5)), np.float32(np.exp(-3.6))
    without = chosen(c, boy, girl, slope, *numbers)
    with_it = chosen(c, boy + more, girl, slope, *numbers)
    assert (with_it >= without).all()


@given(cohorts())
def test_nobody_wants_mathematics_in_a_school_without_examinees(c):
    none = np.zeros(c.offsets.size - 1, np.float32)
    numbers = np.float32(1.9), np.float32(0.25), np.float32(np.exp(-1.5)), np.float32(np.exp(-3.6))
    assert not chosen(c, none - 80, none, none, *numbers)[c.luck > 1e-6].any()
