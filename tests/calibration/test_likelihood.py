"""Where figures are lines in the parameters, the posterior is known, and the sampler finds it."""

import numpy as np
import pytest

from calibration.emulator import emulate
from calibration.likelihood import Likelihood

ACTIVE, REST, FIGURES = 3, 4, 6
ALL = ACTIVE + REST
DRAWS = 4_000
ERRORS = 0.3 * np.eye(FIGURES) + 0.1


@pytest.fixture(scope="module")
def slope():
    rng = np.random.default_rng(1)
    return rng.normal(0, 1, (FIGURES, ALL)) * np.array([1.0] * ACTIVE + [0.25] * REST)


@pytest.fixture(scope="module")
def likelihood(slope):
    z = np.random.default_rng(2).standard_normal((2_000, ALL))
    emulator = emulate(z, z @ slope.T + 2.0, np.ones(FIGURES), ((ACTIVE, ALL),))
    assert sorted(emulator.active) == list(range(ACTIVE))
    return Likelihood(emulator, ERRORS)


@pytest.fixture(scope="module")
def value(slope):
    return slope @ np.random.default_rng(3).standard_normal(ALL) + 2.3


@pytest.fixture(scope="module")
def exact(slope, value):
    """Return mean and covariance of z given the figures, by the formula for normal numbers."""
    precision = np.eye(ALL) + slope.T @ np.linalg.solve(ERRORS, slope)
    covariance = np.linalg.inv(precision)
    return covariance @ slope.T @ np.linalg.solve(ERRORS, value - 2.0), covariance


@pytest.fixture(scope="module")
def draws(likelihood, value):
    return likelihood.sample(value, DRAWS, np.random.default_rng(4))


def test_the_mean_is_that_of_the_exact_posterior(draws, exact):
    mean, covariance = exact
    far = (draws.mean(axis=0) - mean) / np.sqrt(np.diag(covariance))
    assert draws.shape == (DRAWS, ALL)
    assert np.abs(far).max() < 0.15  # of some hundred independent draws


def test_the_covariance_is_that_of_the_exact_posterior(draws, exact):
    sd = np.sqrt(np.diag(exact[1]))
    off = (np.cov(draws.T) - exact[1]) / np.outer(sd, sd)
    assert np.abs(off).max() < 0.2
    assert sd.min() < 0.6  # something was learnt: the prior's is 1


def test_what_the_figures_say_together_is_told_of_active_and_other_parameters_alike(draws, exact):
    """Draws of the others hang on those of the active ones, as the exact covariance says."""
    cross = exact[1][:ACTIVE, ACTIVE:]
    assert np.abs(cross).max() > 0.05
    found = np.cov(draws.T)[:ACTIVE, ACTIVE:]
    assert np.abs(found - cross).max() < 0.1


def test_with_no_information_the_posterior_is_the_prior(likelihood, value):
    blind = Likelihood(likelihood.emulator, 1e6 * np.eye(FIGURES))
    draws = blind.sample(value, DRAWS, np.random.default_rng(5))
    assert np.abs(draws.mean(axis=0)).max() < 0.15
    assert draws.std(axis=0) == pytest.approx(1, abs=0.12)


def test_the_same_luck_makes_the_same_draws(likelihood, value):
    one, two, other = (likelihood.sample(value, 20, np.random.default_rng(s)) for s in (6, 6, 7))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_a_parameter_without_a_part_keeps_its_prior(slope, value):
    z = np.random.default_rng(2).standard_normal((2_000, ALL + 3))
    emulator = emulate(z, z[:, :ALL] @ slope.T + 2.0, np.ones(FIGURES), ((ACTIVE, ALL),))
    draws = Likelihood(emulator, ERRORS).sample(value, DRAWS, np.random.default_rng(8))
    assert draws.shape == (DRAWS, ALL + 3)
    assert np.abs(draws[:, ALL:].mean(axis=0)).max() < 0.08
    assert draws[:, ALL:].std(axis=0) == pytest.approx(1, abs=0.05)


def test_a_chain_is_worth_the_draws_it_says(likelihood, value, exact):
    told = likelihood.diagnose(value, np.random.default_rng(5))
    kept = 600 * 4 * ACTIVE
    assert told.effective == pytest.approx(kept / told.autocorrelation)
    assert 0.1 < told.accepted < 0.7
    sd = np.sqrt(np.diag(exact[1]))[list(likelihood.emulator.active)]
    means = [
        likelihood.sample(value, kept, np.random.default_rng(seed))[:, likelihood.emulator.active]
        .mean(axis=0)
        for seed in range(6, 26)
    ]  # fmt: skip
    spread = ((np.std(means, axis=0, ddof=1) / sd).max()) ** 2
    assert spread < 3 / told.effective  # the slowest is worth no less than was said
