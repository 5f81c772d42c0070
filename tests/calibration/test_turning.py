"""Readings of a turn on courses whose answer is known, and the errors of their probabilities."""

import numpy as np
import pytest

from calibration.turning import (
    READINGS,
    Courses,
    luck_of,
    observed_rise,
    over_structures,
    quantiles,
    rise,
    share,
)

YEARS = tuple(range(2006, 2021))
FALLING = np.linspace(13_000, 8_000, 15)


def course(**changed):
    """Return a course of sitters: it falls all along, but for the years changed."""
    counts = FALLING.copy()
    for year, value in changed.items():
        counts[YEARS.index(int(year[1:]))] = value
    return counts


def read(counts, *, full=7_000.0, luck=100.0):
    """Return the names of the readings that hold in one course."""
    of = Courses(YEARS, counts[np.newaxis], np.array([full]), luck)
    return {r.name for r in READINGS if r.holds(of)[0]}


def test_the_observed_rise_is_that_of_the_targets():
    assert observed_rise() == 16_085 - 8_869


def test_a_number_that_only_falls_has_not_turned_by_any_reading():
    assert read(FALLING) == set()


def test_a_rise_within_luck_is_no_turn_and_one_beyond_it_is():
    flat = course(y2012=9_000, y2013=9_050, y2014=9_050, y2015=9_050, y2016=9_050)
    flat[YEARS.index(2012) - 1] = 9_500
    within, beyond = flat.copy(), flat.copy()
    within[YEARS.index(2017)], beyond[YEARS.index(2017)] = 9_160, 9_170
    assert read(within) == set()
    assert read(beyond) == {"turn", "early"}


def test_a_number_that_is_lowest_in_2017_has_not_turned_whatever_2012_was():
    assert "turn" not in read(course(y2012=1.0, y2017=0.5), luck=0.0)


def test_a_turn_is_early_only_if_no_year_after_2012_is_lower():
    late = course(y2012=8_900, y2013=8_800, y2017=16_200)
    assert read(late) == {"turn", "half", "all", "half_of_own"}
    soon = course(y2012=8_700, y2013=8_800, y2017=16_200)
    assert read(soon) == {"turn", "early", "half", "all", "half_of_own"}


def test_half_of_the_observed_rise_is_not_half_of_the_own():
    half = course(y2012=8_800, y2013=8_900, y2017=8_800 + 3_500)
    assert read(half, full=7_000) == {"turn", "early", "half_of_own"}
    assert read(half, full=8_000) == {"turn", "early"}
    assert "half_of_own" not in read(half, full=-10.0)


def test_years_after_2017_tell_nothing_of_the_turn():
    assert read(course(y2020=1.0, y2012=8_800, y2013=8_900, y2017=9_500)) == {"turn", "early"}


def test_rise_is_of_each_draw():
    counts = np.stack([FALLING, course(y2012=1.0, y2017=3.0)])
    assert rise(YEARS, counts)[1] == 2.0
    assert rise(YEARS, counts)[0] < 0


def test_luck_is_found_whatever_the_draws_are():
    rng = np.random.default_rng(1)
    repeats = [rng.normal(mean, 50.0, 400) for mean in (0.0, 4_000.0, -9_000.0)]
    assert luck_of(repeats) == pytest.approx(50.0, rel=0.08)


def test_a_share_has_the_interval_of_wilson():
    found = share(np.arange(20) < 5)
    z, n, p = 1.6448536, 20, 0.25
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    assert found == pytest.approx((p, middle - half, middle + half))


def test_intervals_over_structures_hold_the_truth_about_nine_times_in_ten():
    rng, truth, weights = np.random.default_rng(2), {"a": 0.3, "b": 0.8}, {"a": 0.75, "b": 0.25}
    whole = sum(weights[v] * p for v, p in truth.items())
    hits = 0
    for _ in range(1_000):
        found = over_structures({v: rng.random(60) < p for v, p in truth.items()}, weights)
        hits += found.low <= whole <= found.high
    assert hits / 1_000 == pytest.approx(0.9, abs=0.03)


def test_a_share_of_none_over_structures_still_has_an_error():
    none = {"a": np.zeros(60, bool), "b": np.zeros(60, bool)}
    found = over_structures(none, {"a": 0.5, "b": 0.5})
    assert (found.value, found.low) == (0.0, 0.0)
    assert 0 < found.high < 0.05


def test_weights_that_are_equal_leave_quantiles_as_they_are():
    values = np.random.default_rng(3).normal(size=1_001)
    plain = np.quantile(values, (0.05, 0.5), method="inverted_cdf")
    assert quantiles(values, np.full(1_001, 0.2), (0.05, 0.5)) == plain.tolist()
