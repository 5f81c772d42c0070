"""The figures as the likelihood sees them: nothing twice, nothing more certain than it is."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from calibration import observation as module
from calibration.figures import BOYS
from calibration.observation import (
    CHECK,
    COVERAGE_SD,
    WrongTargets,
    observation,
    treatment_of,
)
from simulation.data.targets import targets

SEEN = observation()
TARGETS = {t.id: t for t in targets()}
RUNS = 200_000
PANEL = ("N2013", "N2014", "N2015", "N2016", "TR_2013", "TR_2014", "TR_2015")


def place(i):
    return SEEN.ids.index(i)


def told(**changed):
    """Return runs that say what was observed, but for some figures."""
    return pd.DataFrame([{i: t.value for i, t in TARGETS.items()} | {BOYS: 3.0} | changed])


@pytest.fixture(scope="module")
def noise():
    return SEEN.noise(RUNS, np.random.default_rng(1))


def test_the_noise_has_the_covariance_that_is_told_and_no_mean(noise):
    sd = np.sqrt(np.diag(SEEN.covariance))
    far = 5 / np.sqrt(RUNS)  # standard errors of a correlation
    assert np.abs(noise.mean(axis=0) / sd).max() < far
    off = (np.cov(noise.T) - SEEN.covariance) / np.outer(sd, sd)
    assert np.abs(off).max() < 2 * far


def test_both_covariances_can_be_of_something():
    for covariance in (SEEN.source, SEEN.discrepancy, SEEN.covariance):
        assert np.allclose(covariance, covariance.T)
        assert np.linalg.eigvalsh(covariance).min() > -1e-12
    assert np.linalg.eigvalsh(SEEN.covariance).min() > 0


def test_a_run_that_says_what_was_observed_misses_by_the_mean_of_the_error_only():
    missed = SEEN.of(told())[0] - SEEN.value
    assert np.allclose(np.delete(missed, place("N2015")), 0)
    assert missed[place("N2015")] == pytest.approx(0.25 * np.log(11_300 / 10_800))


def test_no_margin_is_fitted_beside_what_it_is_a_margin_of():
    assert not [i for i in SEEN.ids if i.startswith(("H5_", "S20", "FQ_3", "PH"))]
    assert {treatment_of(i).role for i in ("H5_2014", "S2014", "PH2015")} == {CHECK}


def test_a_level_that_all_quintiles_share_is_not_counted_again():
    quintiles = [i for i in TARGETS if i.startswith("FQ_")]
    higher = {i: 100 * expit(logit(TARGETS[i].value / 100) + 0.3) for i in quintiles}
    assert np.allclose(SEEN.of(told(**higher)), SEEN.of(told()))


def test_a_wider_gap_between_quintiles_is_seen_in_the_figure_of_that_quintile_only():
    wider = told(FQ_1_2014=100 * expit(logit(0.1869) + 0.3))
    moved = (SEEN.of(wider) - SEEN.of(told()))[0]
    assert moved[place("FQ_1_2014")] == pytest.approx(0.3)
    assert np.allclose(np.delete(moved, place("FQ_1_2014")), 0)


def test_arabic_speakers_are_told_against_hebrew_speakers():
    both = {i: 100 * expit(logit(TARGETS[i].value / 100) - 0.2) for i in ("A5_2014", "H5_2014")}
    assert np.allclose(SEEN.of(told(**both)), SEEN.of(told()))


def test_what_is_told_against_the_same_figure_errs_with_it():
    one, two, later = (place(i) for i in ("FQ_1_2014", "FQ_2_2014", "FQ_1_2015"))
    assert SEEN.source[one, two] > 0
    assert SEEN.discrepancy[one, two] > 0
    assert SEEN.covariance[one, later] == 0


def test_counts_of_the_panel_share_one_coverage_and_counts_of_the_ministry_none():
    at = [place(i) for i in PANEL]
    shared = SEEN.source[np.ix_(at, at)]
    assert np.allclose(shared[~np.eye(len(at), dtype=bool)], COVERAGE_SD**2)
    for i in ("N2012", "N2017", "DROP"):
        assert np.count_nonzero(SEEN.covariance[place(i)]) == 1
    assert (np.diag(shared) > COVERAGE_SD**2).all()


def test_the_error_of_rounding_is_flat(noise):
    target, how = TARGETS["DROP"], treatment_of("DROP")
    lots = np.linspace(0, 1, 5)
    assert module._flat(target, how, lots).tolist() == [-2.5, -1.25, 0, 1.25, 2.5]
    assert noise[:, place("DROP")].var() == pytest.approx(5**2 + 2**2 + 5**2 / 12, rel=0.02)


def test_sources_in_conflict_make_two_peaks_of_which_the_likelier_is_higher():
    target, how = TARGETS["N2015"], treatment_of("N2015")
    error = module._one_or_other(target, how, np.random.default_rng(2).random(RUNS))
    values, times = np.unique(error, return_counts=True)
    assert np.diff(values) == pytest.approx(np.log(11_300 / 10_800))
    assert times / RUNS == pytest.approx([0.75, 0.25], abs=0.005)
    assert error.mean() == pytest.approx(0, abs=1e-3)


def test_give_five_is_read_as_the_effect_on_all_or_on_boys():
    seen = told(BOI_G5=2.0, **{BOYS: 5.0})
    at = place("BOI_G5")
    assert (SEEN.of(seen, "all")[0, at], SEEN.of(seen, "boys")[0, at]) == (2.0, 5.0)


def test_a_group_with_nobody_at_five_units_is_finite():
    nobody = told(FS_Bedouin_2014=0.0, N2012=0.0)
    assert np.isfinite(SEEN.of(nobody)).all()


def test_what_was_known_by_a_year_is_a_part_and_its_errors_are_the_same():
    parts = [SEEN.until(year) for year in (2010, 2013, 2015, 2017)]
    assert all(set(a.ids) < set(b.ids) for a, b in pairwise(parts))
    assert max(parts[1].years) == 2013
    assert parts[-1].ids == SEEN.ids
    at = [place(i) for i in parts[1].ids]
    assert np.array_equal(parts[1].covariance, SEEN.covariance[np.ix_(at, at)])
    draws = parts[1].noise(RUNS, np.random.default_rng(3))
    assert draws.std(axis=0) == pytest.approx(np.sqrt(np.diag(parts[1].covariance)), rel=0.02)


def test_a_figure_can_be_left_out():
    less = SEEN.without(["N2017", "DROP"])
    assert set(SEEN.ids) - set(less.ids) == {"N2017", "DROP"}
    assert less.value.shape == (len(less.ids),) == (len(SEEN.ids) - 2,)


def test_a_target_without_treatment_is_told():
    with pytest.raises(WrongTargets, match=r"X2012: treatment\.csv has no row for it"):
        treatment_of("X2012")
