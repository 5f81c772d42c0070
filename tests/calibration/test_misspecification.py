"""A test of the model at the observed point, which knows how often it flags runs of the model."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from calibration.misspecification import halves, misspecification, reference
from calibration.observation import observation
from tests.calibration.made import bank, told_at

RUNS, NEW = 400, 150
IDS = observation().ids


@pytest.fixture(scope="module")
def runs():
    return bank(RUNS)


@pytest.fixture(scope="module")
def of_the_model(runs):
    """Figures of new runs, with errors, as if each had been observed."""
    rng = np.random.default_rng(5)
    told = told_at(rng.standard_normal((NEW, len(runs.space.names))), rng)
    return observation().of(told) + observation().noise(NEW, rng)


@pytest.fixture(scope="module")
def compared(runs):
    return reference(*halves(runs, observation(), "all", np.random.default_rng(2)), IDS)


def test_runs_of_the_model_are_flagged_as_often_as_is_said(compared, of_the_model):
    found = [compared.test(value) for value in of_the_model]
    for p in ([m.p for m in found], [m.p_furthest for m in found]):
        for level in (0.1, 0.5):
            assert np.mean(np.array(p) <= level) == pytest.approx(level, abs=0.13)


def test_tails_that_are_not_normal_do_not_make_the_test_flag_more():
    rng = np.random.default_rng(3)
    like, held_out, new = (rng.standard_t(2, (400, 5)) for _ in range(3))
    compared = reference(like, held_out, "abcde")
    p = np.array([compared.test(row).p for row in new])
    assert np.mean(p <= 0.05) == pytest.approx(0.05, abs=0.04)


def test_a_figure_that_the_others_contradict_is_found_and_named(compared, of_the_model):
    value = of_the_model[0].copy()
    place = IDS.index("A5_2014")
    value[place] += 2.0  # of a logit: as no run says it with these other figures
    found = compared.test(value)
    first = found.figures.iloc[0]
    assert first["id"] == "A5_2014"
    assert found.p <= 0.02
    assert found.p_furthest == first["p_any"] == pytest.approx(1 / (1 + found.held_out))
    assert first["observed"] - first["expected"] > 1.5
    assert first["off"] > 5


def test_a_level_that_all_figures_share_is_no_contradiction():
    rng = np.random.default_rng(4)
    level = rng.standard_normal((600, 1))
    rows = level + 0.1 * rng.standard_normal((600, 3))
    both = np.array([[1.5, 1.5, 1.5], [1.5, 1.5, -0.5]])
    agreed, torn = map(reference(rows[:300], rows[300:], "abc").test, both)
    assert agreed.p > 0.05
    assert torn.p < 0.01
    assert torn.figures["id"][0] == "c"
    assert torn.figures["expected"][0] == pytest.approx(1.5, abs=0.1)


def test_what_is_expected_of_a_figure_is_its_regression_on_all_others():
    rng = np.random.default_rng(6)
    rows = rng.standard_normal((4_000, 4)) @ rng.standard_normal((4, 4)) * [1, 10, 100, 1000]
    new = rows[0]
    found = reference(rows, rows[:50], "abcd").test(new).figures.set_index("id")
    for k, name in enumerate("abcd"):
        others = np.delete(np.arange(4), k)
        line = LinearRegression().fit(rows[:, others], rows[:, k])
        spread = np.std(rows[:, k] - line.predict(rows[:, others]))
        expected = line.predict(new[None, others])[0]
        assert found["off"][name] == pytest.approx((new[k] - expected) / spread, abs=0.1)


def test_the_observed_figures_are_what_is_tested(runs, compared):
    found = misspecification(runs, observation(), "all", np.random.default_rng(2))
    assert found.figures.equals(compared.test(observation().value).figures)
    assert set(found.figures["id"]) == set(IDS)
    assert found.held_out == RUNS // 2


def test_the_reading_of_give_five_moves_its_figure_only(runs, compared):
    rng = np.random.default_rng(2)
    boys = reference(*halves(runs, observation(), "boys", rng), IDS)
    both = [c.test(observation().value).figures.set_index("id") for c in (compared, boys)]
    moved = both[1]["expected"] - both[0]["expected"]
    assert moved["BOI_G5"] == pytest.approx(2, abs=0.3)
    assert moved.drop("BOI_G5").abs().max() < 0.5
