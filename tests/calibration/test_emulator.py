"""The emulator finds what was put in, and says how far off it is."""

import numpy as np
import pytest

from calibration.emulator import emulate

DIMENSIONS, ACTIVE, FIGURES, RUNS = 12, 4, 3, 800
LUCK = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, 0.0], [0.0, 0.0, 0.25]])
SCALE = np.ones(FIGURES)
SIZES = ((ACTIVE, DIMENSIONS),)
QUADRATIC = (2, 7)  # parameters that matter with their squares


def truth(z):
    """Return figures of second degree in two parameters and linear in the others."""
    line = z @ np.random.default_rng(1).normal(0, 0.3, (DIMENSIONS, FIGURES))
    one, two = z[:, QUADRATIC[0]], z[:, QUADRATIC[1]]
    return line + np.column_stack([3 * one + one**2, 2 * two - one * two, one + 2 * two]) + 5


def lived(runs, seed, luck=LUCK):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((runs, DIMENSIONS))
    return z, truth(z) + rng.multivariate_normal(np.zeros(FIGURES), luck, runs)


@pytest.fixture(scope="module")
def learnt():
    return emulate(*lived(RUNS, 2), SCALE, SIZES)


def test_without_luck_a_polynomial_is_found_again():
    exact = emulate(*lived(RUNS, 2, np.zeros_like(LUCK)), SCALE, SIZES)
    z, figures = lived(200, 3, np.zeros_like(LUCK))
    assert np.abs(exact(z) - figures).max() < 0.02
    assert (exact.explained > 0.9999).all()


def test_the_parameters_that_matter_are_those_with_squares(learnt):
    assert set(QUADRATIC) <= set(learnt.active)
    assert sorted([*learnt.active, *learnt.rest]) == list(range(DIMENSIONS))
    assert learnt.active.size == ACTIVE


def test_parameters_are_judged_by_the_errors_of_what_was_observed():
    """A figure that nobody knows well makes no parameter important."""
    z, figures = lived(RUNS, 2)
    blurred = emulate(z, figures, np.array([1.0, 1e6, 1e6]), ((1, DIMENSIONS),))
    assert blurred.active.tolist() == [QUADRATIC[0]]
    other = emulate(z, figures, np.array([1e6, 1.0, 1e6]), ((1, DIMENSIONS),))
    assert other.active.tolist() == [QUADRATIC[1]]


def test_what_it_misses_of_other_runs_is_what_it_says_it_misses(learnt):
    z, figures = lived(4_000, 4)
    missed = np.cov((figures - learnt(z)).T)
    assert np.diag(learnt.residual) == pytest.approx(np.diag(missed), rel=0.12)
    assert np.diag(learnt.residual) == pytest.approx(np.diag(LUCK), rel=0.25)
    assert learnt.residual[0, 1] == pytest.approx(missed[0, 1], abs=0.1)
    assert abs(learnt.residual[0, 2]) < 0.1


def test_it_is_a_part_of_the_active_and_a_line_in_the_others(learnt):
    z, _ = lived(50, 5)
    assert np.allclose(
        learnt(z), learnt.of_active(z[:, learnt.active]) + z[:, learnt.rest] @ learnt.linear.T
    )
    apart = z.copy()
    apart[:, learnt.rest[0]] += 1
    assert np.allclose(learnt(apart) - learnt(z), learnt.linear[:, 0])


def test_of_nothing_but_luck_it_explains_nothing():
    rng = np.random.default_rng(8)
    z = rng.standard_normal((RUNS, DIMENSIONS))
    learnt = emulate(z, rng.standard_normal((RUNS, FIGURES)), SCALE, SIZES)
    assert np.abs(learnt.explained).max() < 0.05
    assert np.diag(learnt.residual) == pytest.approx(1, abs=0.15)


def test_how_many_parameters_have_a_part_is_chosen_by_runs_it_has_not_seen():
    """With too few parts it misses what there is, with too many it learns luck."""
    z, figures = lived(RUNS, 2)
    sizes = ((1, 2), (ACTIVE, DIMENSIONS), (DIMENSIONS, DIMENSIONS))
    assert emulate(z, figures, SCALE, sizes).size == (ACTIVE, DIMENSIONS)


def test_every_parameter_may_have_squares_and_some_no_part_at_all():
    z, figures = lived(RUNS, 2)
    full = emulate(z, figures, SCALE, ((DIMENSIONS, DIMENSIONS),))
    assert full.linear.shape == (FIGURES, 0)
    assert np.allclose(full(z), full.of_active(z))
    less = emulate(z, figures, SCALE, ((3, 5),))
    unused = [k for k in range(DIMENSIONS) if k not in {*less.active, *less.rest}]
    assert len(unused) == less.parameters - 5
    apart = z.copy()
    apart[:, unused] += 1
    assert np.array_equal(less(apart), less(z))
