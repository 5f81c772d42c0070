"""Scores: known answers, weights, intervals, and the transform that tells overconfidence."""

import numpy as np
import pytest
import scoringrules

from calibration.scores import quantiles, scores


def test_the_crps_of_normal_draws_is_that_of_the_normal_distribution():
    draws = np.random.default_rng(1).normal(10, 2, (3, 20_000))
    came = np.array([10.0, 12.0, 17.0])
    expected = scoringrules.crps_normal(came, 10, 2)
    assert scores(came, draws)["crps"].to_numpy() == pytest.approx(expected, rel=0.03)


def test_a_sure_prediction_is_as_wrong_as_it_is_far():
    found = scores(np.array([7.0]), np.full((1, 50), 10.0)).iloc[0]
    assert found["crps"] == pytest.approx(3)
    assert found["interval_score_90"] == pytest.approx(2 / 0.1 * 3)
    assert found["pit"] == 0
    assert not found["inside_90"]


def test_a_weight_counts_as_so_many_draws():
    draws, came = np.array([[1.0, 2.0, 4.0, 8.0]]), np.array([3.0])
    weights = np.array([1.0, 2.0, 3.0, 2.0])
    repeated = np.repeat(draws, weights.astype(int), axis=1)
    one, other = scores(came, draws, weights), scores(came, repeated)
    assert one.to_numpy(float) == pytest.approx(other.to_numpy(float))


def test_intervals_hold_as_much_as_they_say_of_what_a_true_prediction_meets():
    rng = np.random.default_rng(3)
    draws, came = rng.normal(size=(2_000, 400)), rng.normal(size=2_000)
    found = scores(came, draws)
    assert found["inside_50"].mean() == pytest.approx(0.5, abs=0.04)
    assert found["inside_90"].mean() == pytest.approx(0.9, abs=0.03)
    assert np.quantile(found["pit"], [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.04)
    narrow = scores(came, draws / 3)
    assert narrow["inside_90"].mean() < 0.5
    assert narrow["crps"].mean() > found["crps"].mean()


def test_quantiles_are_those_of_the_weights():
    draws = np.array([[1.0, 2.0, 3.0]])
    assert quantiles(draws, [0.5], np.array([0.0, 0.0, 1.0])).tolist() == [[3.0]]
    assert quantiles(draws, [0.5]).tolist() == [[2.0]]
