"""The choice kernel against whole columns in NumPy: strict 32-bit arithmetic, bit for bit."""

import numpy as np
import pytest
from numba import njit

from experiments.benchmarks.choice import choosers, chosen, differing, edge_of_five, in_numpy
from simulation.kernels.track_choice import choose
from simulation.randomness import Decision, Luck

STUDENTS = 100_000


@pytest.fixture(scope="module")
def who(small):
    return choosers(small.population, STUDENTS)


def test_there_are_as_many_as_asked_for_in_classes(who):
    assert who.ability.size == who.offsets[-1] == STUDENTS
    assert (np.diff(who.offsets) >= 0).all()
    assert who.pull.boy.size == who.offsets.size - 1


def test_the_kernel_chooses_as_strict_numpy_does(who):
    luck, wish = Luck(1), np.empty(STUDENTS, np.uint8)
    drawn = luck.uniform(Decision.CHOOSE_TRACK, 2013, 0, STUDENTS)
    expected = in_numpy(who, drawn)
    assert (chosen(who, luck, wish) == expected).all()
    assert set(np.unique(expected)) == {0, 3, 4, 5}


def test_none_differs_even_on_the_edge_of_five_units(who):
    assert differing(who, seed=2) == 0
    edge = edge_of_five(who)
    assert (in_numpy(who, edge) == 5).all()
    assert (in_numpy(who, np.nextafter(edge, np.float32(2))) < 5).all()


def test_arithmetic_that_is_not_strict_shows_on_the_edge(who, monkeypatch):
    fast = njit(nogil=True, fastmath=True)(choose.py_func)
    monkeypatch.setattr("experiments.benchmarks.choice.choose", fast)
    assert differing(who, seed=2) > STUDENTS / 1000
