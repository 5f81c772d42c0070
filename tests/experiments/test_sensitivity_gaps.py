"""Sensitivity indices of designs with gaps or out of order: what is refused or left out."""

import numpy as np
import pytest

from experiments.settings import WrongSetting
from experiments.sweeps.indices import Sample, analyse
from simulation.ensemble.store import WrongStore
from tests.experiments.studies import about, as_study, every, ishigami, sampled


@pytest.mark.parametrize("how", ["sobol", "morris"])
def test_points_out_of_order_are_refused(how):
    sample = sampled(how, about("a", "b", "c"), 16)
    values = ishigami(sample.points)
    shuffled = np.random.default_rng(1).permutation(len(values))
    swapped = np.arange(len(values))
    swapped[[1, 2]] = 2, 1
    for order in (shuffled, swapped):
        wrong = Sample(how, sample.problem, sample.points[order])
        if how == "morris" and order is swapped:
            continue  # two steps the other way round may be a trajectory too
        with pytest.raises(ValueError, match="blocks are out of order"):
            analyse(wrong, values[order], every(wrong))
        with pytest.raises(WrongStore, match=r"damaged: .* out of order"):
            as_study(wrong, values[order])
    with pytest.raises(WrongStore, match="no whole number of blocks"):
        as_study(Sample(how, sample.problem, sample.points[:-1]), values[:-1])


def test_what_salib_would_turn_into_zeros_is_refused():
    sample = sampled("sobol", about("a", "b", "c"), 16)
    values = ishigami(sample.points)
    values[7] = np.nan
    with pytest.raises(ValueError, match="has a gap"):
        analyse(sample, values, every(sample))
    with pytest.raises(ValueError, match="constant"):
        analyse(sample, np.full(len(values), 0.1), every(sample))
    with pytest.raises(ValueError, match=r"79,.* values for 80"):
        analyse(sample, values[1:], every(sample))


@pytest.mark.parametrize("how", ["sobol", "morris"])
def test_blocks_with_a_failure_leave_the_others_as_they_are(how):
    sample = sampled(how, about("a", "b", "c"), 32)
    values = ishigami(sample.points)
    bad = [3, 4, 3 * sample.rows]
    found = as_study(sample, values, failed=bad)
    alone = np.delete(np.arange(32), sorted({i // sample.rows for i in bad}))
    rows = (alone[:, None] * sample.rows + np.arange(sample.rows)).ravel()
    rest = Sample(how, sample.problem, sample.points[rows])
    due = analyse(rest, values[rows], every(rest))
    np.testing.assert_array_equal(found.main.value, due.of[sample.method.main].value)
    assert found.blocks["failed"] == len({i // sample.rows for i in bad})
    assert found.blocks["kept"] == len(alone)
    assert list(found.convergence)[-1] == len(alone)


def test_a_design_of_which_too_little_is_left_is_refused():
    sample = sampled("morris", about("a", "b", "c"), 10)
    values = ishigami(sample.points)
    with pytest.raises(WrongSetting, match=r"only 4 of 10 .* whole; in 6 a run failed \(it broke"):
        as_study(sample, values, failed=[i * sample.rows for i in range(6)])
    with pytest.raises(WrongSetting, match=r"36 of 40 runs are missing. `fivebytwo sweep test"):
        as_study(sample, values, missing=range(4, 40))
    with pytest.raises(WrongSetting, match="1 whole trajectories are too few"):
        as_study(sample, values, missing=range(4, 40), partial=True)


def test_a_part_of_a_design_is_taken_when_that_is_asked_for():
    sample = sampled("sobol", about("a", "b", "c"), 64)
    found = as_study(sample, ishigami(sample.points), missing=range(163, 320), partial=True)
    assert found.blocks == {
        "planned": 64, "kept": 32, "failed": 0, "missing": 32, "without a value": 0,
    }  # fmt: skip
    assert list(found.convergence) == [8, 16, 32]
    assert list(found.over_time) == [2001, 2002]


def test_values_that_are_not_there_are_counted_and_constant_ones_refused():
    sample = sampled("morris", about("a", "b", "c"), 8)
    values = ishigami(sample.points)
    values[5] = np.nan
    assert as_study(sample, values).blocks["without a value"] == 1
    with pytest.raises(WrongSetting, match=r"five_units in 2002 is 3 at every point .* nothing"):
        as_study(sample, np.full(len(values), 3.0))


def test_points_that_are_too_few_are_refused():
    sample = sampled("latin", about("a", "b"), 20)
    with pytest.raises(WrongSetting, match="20 whole points are too few; RBD-FAST needs 100"):
        as_study(sample, sample.points[:, 0])
