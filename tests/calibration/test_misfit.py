"""Distances from the targets, and how they are told together."""

from itertools import pairwise
from math import isnan, nan

import pytest

from calibration.misfit import MISSING, NOT_ESTIMATED, misfits, missing, unfitted, within
from calibration.unfitted import facts
from simulation.data.targets import targets

OBSERVED = {t.id: t.value for t in targets()}


def test_a_model_that_meets_every_target_is_nowhere_off():
    rows = misfits([OBSERVED])
    assert {r.id: r.observed for r in rows} == OBSERVED
    assert {r.distance for r in rows} == {0}
    assert within(rows, 0) == len(OBSERVED) == 61
    assert not list(missing(rows))


def test_distance_is_the_mean_of_the_seeds_in_errors_of_the_target():
    runs = [OBSERVED | {"TR_2014": value} for value in (428, 448)]
    (row,) = (r for r in misfits(runs) if r.id == "TR_2014")
    assert (row.observed, row.sd, row.simulated) == (458, 10, 438)
    assert row.distance == -2
    assert row.seed_sd == pytest.approx(200**0.5)
    assert [within(misfits(runs), sds) for sds in (1, 2)] == [60, 61]


def test_what_is_missing_says_why_and_is_not_near():
    rows = misfits([OBSERVED | {"BOI_G5": nan, "N2017": nan}])
    assert {r.id: r.note for r in missing(rows)} == {"N2017": MISSING, "BOI_G5": NOT_ESTIMATED}
    assert within(rows, 1000) == 59


def test_blocks_are_told_one_after_another():
    blocks = [r.block for r in misfits([OBSERVED])]
    assert sum(a != b for a, b in pairwise(blocks)) + 1 == len(set(blocks))
    assert blocks[0] == "5u sitters"


def test_facts_that_are_no_targets_have_no_distance():
    rows = unfitted([{f.id: f.observed for f in facts()}])
    assert all(r.simulated == r.observed and isnan(r.distance) and isnan(r.sd) for r in rows)
