"""Sensitivity indices: known answers, and whether they settle."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.space import quantile
from experiments.sweeps.indices import analyse
from experiments.sweeps.outcome import Asked, Outcome, Planned
from experiments.sweeps.sample import TAILS
from experiments.sweeps.study import study
from simulation.parameters.world import named
from tests.experiments.studies import PLACE, about, as_study, every, ishigami, sampled

ISHIGAMI = {"S1": (0.3139, 0.4424, 0), "ST": (0.5576, 0.4424, 0.2437)}  # Saltelli et al. 2008


def test_sobol_finds_what_is_known_of_ishigami():
    sample = sampled("sobol", about("a", "b", "c"), 1024)
    found = analyse(sample, ishigami(sample.points), every(sample))
    for index, known in ISHIGAMI.items():
        value, low, high = found.of[index]
        assert value == pytest.approx(known, abs=0.05)
        room = high - low
        assert (low - room / 2 <= known).all()
        assert (known <= high + room / 2).all()
        assert ((low <= value) & (value <= high)).all()
    assert float(found.total.value) == pytest.approx(sum(ISHIGAMI["S1"]), abs=0.05)


def test_intervals_cover_nine_in_ten():
    problem, inside = about("a", "b", "c"), []
    for seed in range(1, 31):
        sample = sampled("sobol", problem, 128, seed)
        found = analyse(sample, ishigami(sample.points), every(sample), 200)
        for index, known in ISHIGAMI.items():
            inside += [(found.of[index].low <= known) & (known <= found.of[index].high)]
    assert 0.8 < np.mean(inside) <= 1


def test_a_group_counts_as_one_in_sobol():
    problem = about("a", "b", "c", "d", groups=["z", "b", "z", "d"])
    sample = sampled("sobol", problem, 512)
    slopes = np.array([1.0, 2.0, 3.0, 0.0])
    found = analyse(sample, sample.points @ slopes + 50, every(sample))
    assert sample.inputs == ["z", "b", "d"]
    assert found.of["ST"].value == pytest.approx([10 / 14, 4 / 14, 0], abs=0.04)
    assert found.of["S1"].value == pytest.approx([10 / 14, 4 / 14, 0], abs=0.04)


def test_a_group_counts_as_one_in_morris_and_has_no_direction():
    problem = about("a", "b", "c", groups=["z", "b", "z"])
    sample = sampled("morris", problem, 8)
    found = analyse(sample, sample.points @ np.array([0.0, -3.0, 5.0]), every(sample))
    assert sample.inputs == ["z", "b"]
    assert found.of["mu_star"].value == pytest.approx([5, 3])
    assert np.isnan(found.of["mu"].value[0])
    assert found.of["mu"].value[1] == pytest.approx(-3)


def test_the_effect_of_a_switch_is_from_off_to_on_and_of_kinds_from_the_first_to_the_last():
    names = ["initiative.trust_inert", "initiative.opinion", "choice.level"]
    sample = sampled("morris", about(*names), 8)
    share = TAILS + (1 - 2 * TAILS) * sample.points
    inert, opinion = (quantile(named(n), share[:, i]) for i, n in enumerate(names[:2]))
    found = analyse(sample, 100 * inert - 100 * opinion + 7 * sample.points[:, 2], every(sample))
    assert found.of["mu"].value == pytest.approx([100, -200, 7])
    assert found.of["mu_star"].value == pytest.approx([100, 200, 7])


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=6).filter(any), st.integers(1, 99))
def test_effects_of_a_linear_outcome_are_its_slopes(slopes, seed):
    problem = about(*(f"input {i}" for i in range(len(slopes))))
    sample = sampled("morris", problem, 4, seed)
    found = analyse(sample, sample.points @ np.array(slopes, float) - 7, every(sample), 20)
    assert found.of["mu"].value == pytest.approx(slopes, abs=1e-6)
    assert found.of["mu_star"].value == pytest.approx(np.abs(slopes), abs=1e-6)
    assert found.of["sigma"].value == pytest.approx(np.zeros(len(slopes)), abs=1e-6)


def test_first_order_indices_of_given_points_are_those_of_ishigami():
    sample = sampled("latin", about("a", "b", "c"), 1000)
    found = analyse(sample, ishigami(sample.points), every(sample))
    assert found.of["S1"].value == pytest.approx(ISHIGAMI["S1"], abs=0.06)


def test_the_sentence_on_convergence_follows_the_ranks():
    problem = about(*"abcdef")
    sample = sampled("morris", problem, 16)
    steady = as_study(sample, sample.points @ np.array([1.0, 2, 3, 4, 5, 6]))
    assert "The first 5 keep their order, from 8 to 16 trajectories." in steady.settled
    assert "± 0 % of the largest index" in steady.settled
    values = np.random.default_rng(1).normal(size=len(sample.points))
    assert "keep their order" not in as_study(sample, values).settled
    few = sampled("morris", problem, 2)
    assert "too few trajectories to see" in as_study(few, few.points[:, 0]).settled


def test_inputs_that_do_nothing_keep_no_order():
    sample = sampled("morris", about(*"abcdef"), 16)
    two = as_study(sample, sample.points @ np.array([0.0, 2, 0, 4, 0, 0])).settled
    assert "The 2 inputs with an index above 0 keep their order, from 8 to 16" in two
    one = as_study(sample, sample.points @ np.array([0.0, 0, 0, 4, 0, 0])).settled
    assert "d remains the first, from 8 to 16 trajectories." in one


def test_draws_are_analysed_by_the_parameters_that_vary_in_them():
    points = np.random.default_rng(1).normal(size=(300, 3))
    values = 2 * points[:, 0] + points[:, 1]
    names = ("choice.level", "choice.ses_pull", "choice.druze")
    columns = dict(zip(names, points.T, strict=True)) | {"choice.arab": np.ones(300)}
    flags = np.zeros(300, bool)
    seen = Outcome(
        values=values[:, None, None], years=range(2001, 2002), failed=flags, missing=flags,
        runs=(300, 0), errors={}, table=pa.table({"point": np.arange(300), **columns}),
    )  # fmt: skip
    plan = Planned(PLACE, {"name": "test", "vary": {"how": "draws"}, "problem": None})
    found = study(plan, seen, Asked(measure="passed", scenario="history"), 2001, partial=False)
    assert found.sample.inputs == list(names)
    assert found.main.value == pytest.approx([0.8, 0.2, 0], abs=0.08)
