"""What figures can tell: known slopes, known information, bands that hold what they should."""

from functools import cache

import numpy as np
import pytest

from calibration.bank import Bank
from calibration.figures import READINGS
from calibration.fit import fit
from calibration.identify import (
    before,
    directions,
    each,
    information,
    learnt_in_all,
    noise,
    pairs,
    slopes,
)
from calibration.observation import observation
from tests.calibration.made import LUCK, SPACE, bank
from tests.calibration.made import slopes as known_slopes

NAMES = ("a", "b")


@cache
def fitted():
    return fit(bank(400), observation(), READINGS[0], sizes=((4, 24),))


def test_slopes_are_those_of_the_line_that_figures_follow():
    found = slopes(fitted().likelihood.emulator, np.zeros(len(SPACE.names)))
    plain = [k for k, i in enumerate(observation().ids) if i.startswith(("N2", "FS_"))]
    known = np.array([known_slopes()[observation().ids[k]] for k in plain])
    assert found[plain] == pytest.approx(known, abs=0.006)


def test_information_is_against_all_that_is_uncertain():
    told = information(fitted(), np.zeros(len(SPACE.names)))
    assert told == pytest.approx(told.T)
    assert (np.linalg.eigvalsh(told) > -1e-9).all()
    few = fitted().likelihood
    slope = slopes(few.emulator, np.zeros(len(SPACE.names)))
    noise = few.emulator.residual + few.covariance
    assert told == pytest.approx(slope.T @ np.linalg.inv(noise) @ slope)


def test_what_can_be_known_alone_but_not_together_is_told():
    told = np.array([[9.0, 9.0], [9.0, 9.0]])  # figures tell the sum only
    found = each(told, NAMES)
    assert found["alone"].tolist() == pytest.approx([0.9, 0.9])
    assert found["together"].tolist() == pytest.approx([9 / 19, 9 / 19])
    along = directions(told, NAMES)
    assert along["information"].tolist() == pytest.approx([18])
    assert along["along"].tolist() in (["a +0.71, b +0.71"], ["b +0.71, a +0.71"])
    assert learnt_in_all(told) == pytest.approx(18 / 19)


def test_directions_that_figures_tell_less_of_than_the_prior_are_not_listed():
    assert directions(np.diag([0.5, 3.0]), NAMES)["information"].tolist() == [3.0]
    assert directions(np.diag([0.5, 0.2]), NAMES).empty


def test_pairs_are_those_that_go_together_strongest_first():
    rng = np.random.default_rng(1)
    z = rng.standard_normal((400, 4))
    z[:, 1] = -z[:, 0] + 0.1 * z[:, 1]
    z[:, 3] = z[:, 2] + 0.5 * z[:, 3]
    found = pairs(z, tuple("wxyz"))
    assert list(zip(found["one"], found["other"], strict=True)) == [("w", "x"), ("y", "z")]
    assert found["correlation"].tolist() == pytest.approx([-0.99, 0.9], abs=0.03)


def test_observed_figures_lie_inside_runs_that_were_made_around_them():
    found = before(bank(400), observation(), READINGS[0], np.random.default_rng(1))
    assert found["inside"].mean() > 0.9
    assert (found["low"] < found["high"]).all()
    assert found["below"].to_numpy() == pytest.approx(0.5, abs=0.45)


def test_a_figure_that_no_run_comes_near_lies_outside():
    made = bank(400)
    far = Bank(made.variant, made.space, made.z, made.told.assign(N2017=made.told["N2017"] * 2))
    found = before(far, observation(), READINGS[0], np.random.default_rng(1)).set_index("id")
    assert not found.loc["N2017", "inside"]
    assert found.loc["N2017", "below"] == 0
    assert found.loc["N2016", "inside"]


def test_a_figure_is_judged_by_declared_errors_and_by_what_the_emulator_misses():
    told = noise(fitted()).set_index("id")
    assert told["declared"]["N2012"] == pytest.approx(np.sqrt(0.02**2 + (89 / 8_869) ** 2), rel=0.2)
    assert LUCK * 0.8 < told["missed"]["N2012"] < LUCK * 1.6
    d, m = told["declared"]["N2012"] ** 2, told["missed"]["N2012"] ** 2
    assert told["share"]["N2012"] == pytest.approx(m / (d + m))
