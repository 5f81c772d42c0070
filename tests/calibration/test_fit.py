"""From a bank to draws: they find the parameters that figures were made of."""

from dataclasses import replace

import numpy as np
import pytest

from calibration.figures import READINGS
from calibration.fit import REPORTED, draws_of, fit
from calibration.observation import observation
from calibration.posterior import READING
from calibration.space import Space
from calibration.waves import wave
from simulation.parameters.world import named
from tests.calibration.made import MATTER, SPACE, bank

SEEN = observation()
MANY, STRONG = len(SPACE.names), len(MATTER)
SIZES = ((8, MANY),)
DRAWS = 400


@pytest.fixture(scope="module")
def runs():
    return bank(600)


@pytest.fixture(scope="module")
def known(runs):
    return wave(runs.z, runs.figures(SEEN, "all"), SEEN)


@pytest.fixture(scope="module")
def fitted(runs):
    return fit(runs, SEEN, "all", sizes=SIZES)


def test_every_reported_parameter_has_a_prior():
    assert set(REPORTED) <= set(Space.of_all().names)
    assert len(REPORTED) == len(set(REPORTED)) == 14 + 3


def test_draws_lie_about_the_parameters_that_the_figures_were_made_of(fitted):
    """Not of the bank's runs: of others, whose figures carry errors as the observed ones may."""
    rng = np.random.default_rng(5)
    others = bank(4, seed=9)
    figures = others.figures(SEEN, "all") + SEEN.noise(4, rng)
    far = []
    for z, value in zip(others.z, figures, strict=True):
        draws = fitted.sample(DRAWS, rng, value)
        assert draws.shape == (DRAWS, MANY)
        far.append((draws.mean(axis=0) - z) / draws.std(axis=0))
    assert np.mean(np.square(far)) == pytest.approx(1, abs=0.4)  # 96 of a mean of 1
    assert draws.std(axis=0)[:STRONG].max() < 0.6


def test_fewer_figures_teach_less(runs, fitted):
    early = fit(runs, SEEN.until(2012), "all", sizes=SIZES)
    rng = np.random.default_rng(6)
    few, all_of_them = (f.sample(DRAWS, rng).std(axis=0) for f in (early, fitted))
    assert few[:STRONG].mean() > 1.3 * all_of_them[:STRONG].mean()
    assert few[STRONG:] == pytest.approx(1, abs=0.15)  # of these hardly anything is said


def test_what_is_predicted_has_the_luck_and_the_errors_of_what_is_seen(fitted):
    z = np.zeros((20_000, MANY))
    predicted = fitted.predict(z, np.random.default_rng(7))
    expected = fitted.likelihood.emulator.residual + SEEN.covariance
    assert predicted.var(axis=0) == pytest.approx(np.diag(expected), rel=0.08)
    assert predicted.mean(axis=0) == pytest.approx(fitted.likelihood.emulator(z[:1])[0], abs=0.1)


def test_what_the_waves_ruled_out_is_not_drawn(runs, known):
    draws = fit(runs, SEEN, "all", known, SIZES).sample(DRAWS, np.random.default_rng(8))
    assert len(draws) == DRAWS
    assert known.allows(draws).all()


def test_a_posterior_that_lies_where_nothing_is_left_is_told(runs, known, monkeypatch):
    monkeypatch.setattr("calibration.fit._MOST_ROUNDS", 1)
    away = fit(runs, SEEN, "all", known, SIZES)
    with pytest.raises(ValueError, match=r"of 15 draws .* where the bank has no runs"):
        away.sample(10, np.random.default_rng(9), SEEN.value + 3.0)


def test_draws_are_points_in_their_own_units_half_of_them_under_each_reading(monkeypatch):
    monkeypatch.setattr("calibration.likelihood._STEPS", 60)  # where they lie is told above
    monkeypatch.setattr("calibration.likelihood._BURNED", 20)
    without = replace(bank(300), variant="norm_off")
    drawn = draws_of(without, SEEN, None, 100, np.random.default_rng(10)).draws
    assert drawn[READING].value_counts().to_dict() == dict.fromkeys(READINGS, 50)
    assert set(drawn) == {*SPACE.names, READING, "choice.norm_pull"}
    assert (drawn["choice.norm_pull"] == 0).all()
    for name in SPACE.names:
        p = named(name)
        assert drawn[name].between(p.low, p.high).all()
    assert drawn.drop(columns="choice.norm_pull").nunique().min() > 1
