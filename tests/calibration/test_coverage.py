"""Coverage: an exact sampler passes, one that is too sure or aside fails, and figures say so."""

import numpy as np
import pytest
from scipy import stats

from calibration.coverage import (
    LEVELS,
    apart,
    coverage,
    error,
    known_runs,
    one,
    recovery,
    together,
    uniformity,
)
from calibration.figures import READINGS
from calibration.observation import observation
from tests.calibration.made import bank

NAMES = ("a", "b", "c")
RUNS, DRAWS = 300, 200


def said(*, narrow=1.0, aside=0.0, seed=1):
    """Return what is said of z ~ N(0, 1), seen with an error of 1, by a normal posterior."""
    rng = np.random.default_rng(seed)
    truth = rng.standard_normal((RUNS, len(NAMES)))
    seen = truth + rng.standard_normal(truth.shape)
    spread = narrow * np.sqrt(0.5)
    each = [
        one(y / 2 + aside + spread * rng.standard_normal((DRAWS, len(NAMES))), t, rng)
        for y, t in zip(seen, truth, strict=True)
    ]
    return together(NAMES, truth, each)


def test_the_exact_posterior_passes():
    exact = said()
    assert not uniformity(exact)["fails"].any()
    assert coverage(exact)["covered"].to_numpy() == pytest.approx(LEVELS * 3, abs=0.09)
    assert coverage(exact)["off"].sum() <= 1
    assert error(exact) < 0.04


def test_a_posterior_that_is_too_sure_fails_in_every_parameter():
    sure = said(narrow=0.5)
    assert uniformity(sure)["fails"].all()
    held = coverage(sure)
    assert (held["covered"] < held["level"]).all()
    expected = 2 * stats.norm.cdf(0.5 * stats.norm.ppf(0.95)) - 1
    assert held.loc[held["level"] == 0.9, "covered"].mean() == pytest.approx(expected, abs=0.05)


def test_one_parameter_aside_is_the_one_that_fails():
    found = uniformity(said(aside=np.array([0.0, 0.5, 0.0]), seed=2))
    assert found["fails"].tolist() == [False, True, False]
    assert (found["p_holm"] >= found["p"]).all()


@pytest.mark.slow
def test_false_alarms_are_as_rare_as_said():
    alarms = [uniformity(said(seed=s))["fails"].any() for s in range(2, 14)]
    assert sum(alarms) <= 3  # in twelve, where one in twenty is expected


def test_ties_are_broken_by_lot_so_that_a_prior_of_one_value_is_flat():
    rng = np.random.default_rng(1)
    shares = [one(np.zeros((9, 1)), np.zeros(1), rng)["share"][0] for _ in range(200)]
    assert max(shares) <= 0.1  # none of the draws lies below: the lowest of ten places


def test_recovery_is_what_is_known_of_normal_numbers():
    prior = np.random.default_rng(3).standard_normal((2_000, len(NAMES)))
    near = recovery(said(), prior)
    assert near["correlation"].to_numpy() == pytest.approx([np.sqrt(0.5)] * 3, abs=0.07)
    assert near["contraction"].to_numpy() == pytest.approx([0.5] * 3, abs=0.08)
    assert near["crps"].to_numpy() == pytest.approx([np.sqrt(0.5 / np.pi)] * 3, abs=0.04)
    assert near["crps_skill"].to_numpy() == pytest.approx([1 - np.sqrt(0.5)] * 3, abs=0.07)


def test_the_better_of_two_is_known_by_an_interval_that_leaves_nothing_out():
    difference, low, high = apart(said(narrow=0.5), said())
    assert 0 < low < difference < high
    _, low, high = apart(said(), said())
    assert low <= 0 <= high
    with pytest.raises(ValueError, match="not checked on the same runs"):
        apart(said(), said(seed=2))


def test_known_runs_are_those_of_the_bank_with_errors_and_readings_by_turns():
    runs, seen = bank(4), observation()
    known = known_runs(runs, seen, np.random.default_rng(1))
    assert known.reading == (*READINGS, *READINGS)
    off = np.array(
        [known.value[k] - runs.figures(seen, known.reading[k])[k] for k in range(len(runs))]
    )
    assert (np.abs(off) < 6 * np.sqrt(np.diag(seen.covariance))).all()
    assert np.abs(off).min() > 0
    np.testing.assert_array_equal(known.z, runs.z)
