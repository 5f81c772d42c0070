"""The exponential of every choice."""

from math import exp as exact

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.logistic import exp

SINGLES = st.floats(-80, 80, width=32).map(np.float32)


@given(SINGLES)
def test_it_is_right_to_two_units_in_the_last_place(x):
    true = exact(float(x))
    assert abs(float(exp(x)) - true) <= 2 * np.spacing(np.float32(true))


@given(SINGLES)
def test_plain_python_gives_the_same_bits(x):
    plain = exp.py_func(x)
    assert plain.dtype == np.float32
    assert plain.view(np.uint32) == np.float32(exp(x)).view(np.uint32)


def test_plain_python_gives_the_same_bits_on_a_dense_grid():
    grid = np.linspace(-81, 81, 20_001, dtype=np.float32)
    plain = np.array([exp.py_func(x) for x in grid])
    assert plain.tobytes() == np.array([exp(x) for x in grid], np.float32).tobytes()


@pytest.mark.parametrize("far", [80.5, 1e4, np.inf])
def test_beyond_the_ends_it_stays_at_them(far):
    assert exp(np.float32(far)) == exp(np.float32(80))
    assert exp(np.float32(-far)) == exp(np.float32(-80)) > 0


def test_it_never_falls_by_more_than_its_own_error():
    grid = np.linspace(-20, 20, 20_001, dtype=np.float32)
    values = np.array([exp(x) for x in grid])
    assert (np.diff(values) > 0).all()


@given(st.floats(-15, 15, width=32), st.floats(0, 1, width=32, exclude_min=True))
def test_a_choice_without_a_division_is_the_logistic_choice(logit, luck):
    p = 1 / (1 + exact(-logit))
    chosen = np.float32(luck) * (np.float32(1) + exp.py_func(-np.float32(logit))) < np.float32(1)
    if abs(luck - p) > 1e-6:
        assert chosen == (luck < p)
