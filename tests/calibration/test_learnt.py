"""Prior beside posterior: what was learnt is told from what was assumed, by placebos."""

import numpy as np
import pytest
from scipy.special import ndtri

from calibration.learnt import ASSUMED, LEARNT, beside_prior, distances, placebos, threshold
from calibration.observation import observation
from calibration.space import Space
from tests.calibration.made import MATTER, SPACE, bank

SOME = Space(MATTER)
DRAWS, MANY = 400, len(MATTER)


def even(points=DRAWS):
    """Return draws of the prior, evenly spread."""
    column = ndtri((np.arange(points) + 0.5) / points)
    return np.random.default_rng(1).permuted(np.tile(column[:, None], MANY), axis=0)


def luck(points=DRAWS, parameters=MANY, seed=1):
    return np.random.default_rng(seed).standard_normal((points, parameters))


def test_draws_of_the_prior_are_assumed_and_not_learnt():
    null = np.concatenate([distances(luck(seed=s)) for s in range(2, 60)])
    found = beside_prior(SOME.to_values(even()), SOME, null)
    assert (found["verdict"] == ASSUMED).all()
    assert found["shift"].to_numpy() == pytest.approx(0, abs=0.02)
    assert found["contraction"].to_numpy() == pytest.approx(0, abs=0.02)
    assert (found["overlap"] > 0.95).all()
    assert list(found.index) == list(MATTER)


def test_a_parameter_that_moved_and_one_that_shrank_were_learnt():
    z = even()
    z[:, 0] += 1
    z[:, 1] *= 0.3
    null = np.concatenate([distances(luck(seed=s)) for s in range(2, 60)])
    found = beside_prior(SOME.to_values(z), SOME, null)
    assert found["verdict"].tolist() == [LEARNT, LEARNT] + [ASSUMED] * 4
    assert found["contraction"].iloc[1] > 0.85
    assert found["overlap"].iloc[0] < 0.7


def test_the_threshold_leaves_one_placebo_in_a_hundred_above():
    far = np.linspace(0, 1, 1_001)
    assert (far > threshold(far)).mean() == pytest.approx(0.01, abs=0.001)
    assert threshold(np.array([0.1, 0.2])) == 0.2


def test_placebos_are_moved_by_luck_but_far_less_than_what_matters():
    made = bank(200)
    far = placebos(made, observation(), None, 200, [0, 1], (4, 30))
    assert far.shape == (40,)
    assert 0.02 < np.median(far) < 0.15
    again = placebos(made, observation(), None, 200, [0, 1], (4, 30))
    np.testing.assert_array_equal(far, again)


def test_as_many_placebos_are_called_learnt_as_said():
    first, other = (
        np.concatenate([distances(luck(seed=100 * k + s)) for s in range(60)]) for k in (1, 2)
    )
    assert (other > threshold(first)).mean() < 0.04


def test_the_space_of_the_bank_is_told_whole():
    found = beside_prior(SPACE.to_values(luck(50, len(SPACE.names))), SPACE, np.array([0.5]))
    assert len(found) == len(SPACE.names)
    assert (found["low"] <= found["median"]).all()
    assert (found["median"] <= found["high"]).all()
