"""Naive forecasts: textbook intervals, gaps of years, cohorts, series that are too short."""

import numpy as np
import pytest
from scipy.stats import t as student

from calibration.baselines import METHODS, OF_ANYTHING, Series, TooFewFigures, observed, predict
from simulation.data.demography import grade12_base

YEARS = np.array([2006.0, 2010, 2012, 2013, 2014, 2015])
BUMPY = Series(YEARS, np.array([13_000.0, 10_500, 8_900, 9_100, 9_700, 11_300]))
SHARES = [0.05, 0.25, 0.5, 0.75, 0.95]


def told(method, series, ahead, draws=60_000):
    found = predict(method, series, ahead, draws, np.random.default_rng(1))
    return np.quantile(found, SHARES, axis=1).T


def near(found, expected, within):
    return np.abs(np.asarray(found) - np.asarray(expected)).max() < within


def test_the_last_value_has_the_interval_of_a_random_walk():
    gaps, changes = np.diff(YEARS), np.diff(BUMPY.value)
    sd = np.sqrt((changes**2 / gaps).mean())
    for years, row in zip((1, 4), told("last value", BUMPY, [2016, 2019]), strict=True):
        expected = 11_300 + student(5).ppf(SHARES) * sd * np.sqrt(years)
        assert near(row, expected, 0.03 * sd * np.sqrt(years))


def test_drift_adds_the_error_of_the_mean_step():
    gaps, changes = np.diff(YEARS), np.diff(BUMPY.value)
    step = (11_300 - 13_000) / 9
    sd = np.sqrt(((changes - step * gaps) ** 2 / gaps).sum() / 4)
    spread = sd * np.sqrt(4 + 4**2 / 9)
    expected = 11_300 + 4 * step + student(4).ppf(SHARES) * spread
    assert near(told("drift", BUMPY, [2019])[0], expected, 0.03 * spread)


def test_the_last_change_goes_on():
    found = told("last change", BUMPY, [2016, 2018])
    assert found[0, 2] == pytest.approx(11_300 + 1_600, rel=0.01)
    assert found[1, 2] == pytest.approx(11_300 + 3 * 1_600, rel=0.02)
    straight = Series(YEARS, 100 * (YEARS - 2000))
    assert told("last change", straight, [2020], 100)[0] == pytest.approx([2_000] * 5)


def test_a_linear_trend_has_the_interval_of_least_squares():
    statsmodels = pytest.importorskip("statsmodels.api")
    inputs = statsmodels.add_constant(YEARS - 2015)
    fit = statsmodels.OLS(BUMPY.value, inputs).fit()
    ahead = fit.get_prediction(np.array([[1.0, 1], [1, 5]]))
    for row, mean, spread in zip(
        told("linear trend", BUMPY, [2016, 2020]), ahead.predicted_mean, ahead.se_obs, strict=True
    ):
        assert near(row, mean + student(4).ppf(SHARES) * spread, 0.06 * spread)


def test_cohorts_of_a_steady_share_grow_as_the_country_does():
    base = np.array([grade12_base(int(y)) for y in YEARS])
    steady = Series(YEARS, 0.1 * base * np.array([1.001, 0.999, 1.001, 0.999, 1.001, 0.999]))
    for method in ("age cohorts", "logistic trend"):
        middle = told(method, steady, [2016, 2017])[:, 2]
        assert middle == pytest.approx(
            [0.1 * grade12_base(2016), 0.1 * grade12_base(2017)], rel=5e-3
        )


def test_a_logistic_trend_never_exceeds_the_cohort():
    base = np.array([grade12_base(int(y)) for y in YEARS])
    steep = Series(YEARS, base * np.array([0.01, 0.1, 0.3, 0.45, 0.6, 0.75]))
    middle = told("logistic trend", steep, [2017, 2030])[:, 2]
    assert middle[0] > 0.8 * grade12_base(2017)
    assert middle[1] <= grade12_base(2030)


@pytest.mark.parametrize("method", METHODS)
def test_no_method_predicts_less_than_nobody(method):
    falling = Series(YEARS, np.array([900.0, 500, 300, 250, 100, 20]))
    assert predict(method, falling, [2017, 2025], 500, np.random.default_rng(2)).min() >= 0


@pytest.mark.parametrize("method", ["drift", "last change", "linear trend", "age cohorts"])
def test_a_prediction_needs_figures_enough_to_have_a_mean(method):
    with pytest.raises(TooFewFigures, match="1 degrees of freedom"):
        predict(method, BUMPY.until(2012), [2014], 10, np.random.default_rng(1))


def test_drift_holds_nine_in_ten_of_random_walks():
    rng = np.random.default_rng(5)
    gaps, held = np.diff(YEARS), 0
    for _ in range(400):
        steps = rng.normal(100 * gaps, 300 * np.sqrt(gaps))
        walk = Series(YEARS, 20_000 + np.array([0.0, *steps.cumsum()]))
        came = walk.value[-1] + rng.normal(200, 300 * np.sqrt(2))
        low, high = np.quantile(predict("drift", walk, [2017], 400, rng), [0.05, 0.95])
        held += low <= came <= high
    assert 0.85 < held / 400 < 0.95


def test_a_series_is_of_the_targets_and_ends_with_what_was_known():
    counts = observed()
    assert counts.years[0] == 2006
    assert counts.until(2013).years.tolist() == [2006, 2010, 2012, 2013]
    assert counts.value[counts.years == 2017] == [16_085]
    assert set(OF_ANYTHING) < set(METHODS)
    assert not observed("5u pass rate").years.size
