"""Waves rule out what is far from figures up to 2013, and never by later ones."""

import numpy as np
import pytest

from calibration import waves
from calibration.observation import observation
from calibration.waves import CUT, KNOWN_BY, NothingLeft, wave
from tests.calibration.made import SPACE, bank, slopes

SEEN = observation()
AT_HOME = np.zeros((1, len(SPACE.names)))


@pytest.fixture(scope="module")
def runs():
    return bank(600)


@pytest.fixture(scope="module")
def first(runs):
    return wave(runs.z, runs.figures(SEEN, "all"), SEEN)


def test_parameters_that_make_what_was_observed_are_left(first):
    assert first.allows(AT_HOME).tolist() == [True]


def test_parameters_that_miss_one_figure_by_far_are_ruled_out(first):
    """A run that has twice the sitters of 2012, whatever it says of all else, is out."""
    pull = slopes()["N2012"]
    far = pull / (pull @ pull) * np.log(2)
    assert not first.allows(far[None]).any()


def test_it_judges_by_the_most_that_any_figure_is_off(first, runs):
    (emulator,) = first.emulators
    sd = np.sqrt(np.diag(emulator.residual + first.observed.covariance))
    off = np.abs(emulator(runs.z) - first.observed.value) / sd
    assert np.array_equal(first.allows(runs.z), (off <= CUT).all(axis=1))
    assert 0 < first.allows(runs.z).mean() < 1


def test_later_figures_rule_out_nothing(runs, first):
    assert max(first.observed.years) == KNOWN_BY
    figures = runs.figures(SEEN, "all")
    later = np.array([y > KNOWN_BY for y in SEEN.years])
    figures[:, later] += 1_000
    again = wave(runs.z, figures, SEEN)
    assert np.array_equal(again.allows(runs.z), first.allows(runs.z))


def test_draws_are_of_the_prior_and_not_ruled_out(first):
    z, share = first.draw(500, np.random.default_rng(3))
    assert z.shape == (500, len(SPACE.names))
    assert first.allows(z).all()
    plain = first.allows(SPACE.draw(40_000, np.random.default_rng(4))).mean()
    assert share == pytest.approx(plain, rel=0.1)


def test_a_second_wave_rules_out_more_and_nothing_comes_back(first):
    z, _ = first.draw(400, np.random.default_rng(5))
    figures = bank(400, seed=6)
    second = wave(figures.z, figures.figures(SEEN, "all"), SEEN, first)
    assert len(second.emulators) == 2
    points = SPACE.draw(5_000, np.random.default_rng(7))
    both, one = second.allows(points), first.allows(points)
    assert not (both & ~one).any()
    assert second.allows(z).mean() > 0.5


def test_a_prior_that_comes_nowhere_near_is_told(runs, monkeypatch):
    monkeypatch.setattr(waves, "_MOST_TRIES", 2)
    figures = runs.figures(SEEN, "all")
    figures[:, SEEN.ids.index("N2012")] += 50
    with pytest.raises(NothingLeft, match=r"Of 40,000 draws .* 0 come within .* up to 2013"):
        wave(runs.z, figures, SEEN).draw(10, np.random.default_rng(8))
