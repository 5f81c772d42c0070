"""The amortised posterior: known where figures follow from parameters by a line."""

import logging
from dataclasses import replace

import numpy as np
import pytest

from calibration.amortised import TooFewRuns, amortise, misspecified
from calibration.observation import observation
from tests.calibration.made import LUCK, SPACE, bank, slopes, told_at

NAMES = ("climate.pressure", "choice.level", "teachers.exit_factor")  # in no order of the bank
NEW = 200


@pytest.fixture(scope="module")
def runs():
    return bank(1_200)


@pytest.fixture(scope="module")
def learnt(runs):
    return trained(runs, seeds=(1, 2))


@pytest.fixture(scope="module")
def new(runs):
    """Parameters of new runs, and their figures with errors under the first reading."""
    rng = np.random.default_rng(8)
    z = rng.standard_normal((NEW, len(runs.space.names)))
    return z, observation().of(told_at(z, rng)) + observation().noise(NEW, rng)


def trained(runs, **how):
    return amortise(runs, observation(), NAMES, rng=np.random.default_rng(4), **how)


def exact(runs, value):
    """Return means and standard deviations where all errors are normal, by regression theory."""
    observed = observation()
    at = [[k == j for j in range(len(runs.space.names))] for k in range(len(runs.space.names))]
    of = observed.of(told_at(np.array(at, float) * 0.1, np.random.default_rng(1)))
    middle = observed.of(told_at(np.zeros((1, len(at))), np.random.default_rng(1)))
    clean = {i: slopes()[i] for i in observed.ids}
    against = {i: "H5_2014" if i == "A5_2014" else f"FQ_3_{i[-4:]}" for i in observed.ids
               if i.startswith("FQ_") or i == "A5_2014"}  # fmt: skip
    line = np.array(
        [clean[i] - (slopes()[against[i]] if i in against else 0) for i in observed.ids]
    )
    assert np.abs((of - middle).T / 0.1 - line).max() < 10 * LUCK / 0.1
    inner = np.linalg.solve(observed.covariance + LUCK**2 * np.eye(len(line)), line)
    covariance = np.linalg.inv(np.eye(len(at)) + line.T @ inner)
    mean = (value - observed.value) @ inner @ covariance
    return mean, np.sqrt(np.diag(covariance))


@pytest.mark.neural
def test_draws_are_as_theory_says_where_everything_is_linear(runs, learnt, new):
    z, value = new
    at = runs.space.place(NAMES)
    mean, sd = (x[..., at] for x in exact(runs, value))
    draws = learnt.sample(value, "all", 400, np.random.default_rng(1))
    wider = draws.std(axis=1).mean(axis=0) / sd
    assert wider.min() > 0.95
    assert wider.max() < 1.3
    for k in range(len(NAMES)):
        assert np.corrcoef(draws[..., k].mean(axis=1), mean[:, k])[0, 1] > 0.93
    share = (draws < z[:, None, at]).mean(axis=1)
    for level in (0.5, 0.8, 0.9):
        assert np.mean(np.abs(share - 0.5) <= level / 2) == pytest.approx(level, abs=0.08)


@pytest.mark.neural
def test_flows_have_equal_parts_in_the_draws(learnt, new):
    value = new[1][:3]
    rng = np.random.default_rng(2)
    each = [replace(learnt, _flows=(f,)).sample(value, "all", 4_000, rng) for f in learnt._flows]
    mixed = learnt.sample(value, "all", 4_000, rng)
    means = np.mean([d.mean(axis=1) for d in each], axis=0)
    assert mixed.mean(axis=1) == pytest.approx(means, abs=0.06)
    half = mixed[:, :2_000].mean(axis=1)
    assert half == pytest.approx(means, abs=0.08), "draws are in no order"


@pytest.mark.neural
def test_draws_have_a_row_each_for_one_data_set_or_many(learnt, new):
    rng = [np.random.default_rng(3) for _ in range(2)]
    assert learnt.sample(new[1], "all", 5, rng[0]).shape == (NEW, 5, 3)
    value = new[1][0]
    one, other = (
        f(value, 7, r) for f, r in zip(map(learnt.sampler, ("all", "boys")), rng, strict=True)
    )
    assert one.shape == other.shape == (7, 3)
    assert not np.allclose(one, other), "a reading is told to the flow"


@pytest.mark.neural
def test_an_observation_beyond_the_prior_is_flagged_by_the_parameter_it_would_need(learnt):
    line = observation().of(told_at(np.eye(len(SPACE.names)) * 8, np.random.default_rng(1)))
    beyond = replace(observation(), value=line[SPACE.names.index("choice.level")])
    fresh = bank(400, seed=9)
    within, without = (
        misspecified(learnt, fresh, observed, "all", np.random.default_rng(5))
        for observed in (observation(), beyond)
    )
    assert within.p > 0.1
    assert without.p == pytest.approx(1 / 201)
    assert without.figures["id"][0] == "choice.level"
    assert set(within.figures["id"]) == set(NAMES)


@pytest.mark.neural
def test_the_same_seeds_and_luck_give_the_same_draws_in_silence(runs, new, capsys):
    before = logging.getLogger().handlers[:]
    one, other, third = (trained(runs, seeds=(s,), epochs=2) for s in (1, 1, 2))
    draws = [f.sample(new[1][0], "all", 50, np.random.default_rng(1)) for f in (one, other, third)]
    assert np.array_equal(draws[0], draws[1])
    assert not np.allclose(draws[0], draws[2])
    assert logging.getLogger().handlers == before
    assert "".join(capsys.readouterr()) == ""


@pytest.mark.neural
def test_what_a_structure_holds_fixed_is_not_inferred(runs, new):
    fixed = replace(runs, variant="norm_off")
    names = ("choice.norm_pull", "choice.level", "choice.arab")
    found = amortise(
        fixed, observation(), names, seeds=(1,), epochs=1, rng=np.random.default_rng(1)
    )
    assert found.names == names[1:]
    assert found.sample(new[1][0], "all", 3, np.random.default_rng(1)).shape == (3, 2)


def test_a_bank_too_small_to_learn_from_says_what_to_do(runs):
    with pytest.raises(TooFewRuns, match=r"both has 100 runs.*larger --budget"):
        trained(runs.part(np.arange(100)))
