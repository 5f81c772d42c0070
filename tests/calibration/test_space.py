"""Every parameter as a standard normal number, there and back."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

from calibration.space import Space, kinds_of, quantile
from simulation.parameters.views import prior, uncertain
from simulation.parameters.world import named

ALL = Space.of_all()
NUMBERS = [p for p in uncertain() if not kinds_of(p)]
LIKELY = np.array([-2.5, -1.0, -0.1, 0.0, 0.4, 1.3, 2.5])
RUNS = 4_000


@pytest.mark.parametrize("p", NUMBERS, ids=lambda p: p.name)
def test_a_number_comes_back_as_it_was(p):
    space = Space((p.name,))
    values = space.to_values(LIKELY[:, None])
    assert np.all(np.diff(values[p.name]) > 0)
    assert np.allclose(space.to_z(values)[:, 0], LIKELY, atol=1e-5)


@pytest.mark.parametrize("p", NUMBERS, ids=lambda p: p.name)
def test_draws_of_a_prior_are_standard_normal_as_z(p):
    values = prior(p).sample(1_000, rng=np.random.default_rng(5))
    (z,) = Space((p.name,)).to_z(pd.DataFrame({p.name: values})).T
    assert kstest(z, "norm").pvalue > 1e-5  # one of some hundred and forty, always the same draws


def test_draws_as_z_are_standard_normal_and_apart_from_each_other():
    z = ALL.draw(RUNS, np.random.default_rng(6))
    assert z.shape == (RUNS, len(ALL.names))
    off = np.corrcoef(z.T) - np.eye(len(ALL.names))
    assert np.abs(off).max() < 6 / np.sqrt(RUNS)
    assert np.abs(z.mean(axis=0)).max() < 5 / np.sqrt(RUNS)


def test_whatever_z_is_the_world_can_have_it():
    wild = np.vstack([np.full(len(ALL.names), side) for side in (-40.0, -7.0, 7.0, 40.0)])
    for _, row in ALL.to_values(wild).iterrows():
        assert not [m for name, value in row.items() if (m := named(name).refuse(value))]
    assert np.isfinite(ALL.to_z(ALL.to_values(wild))).all()


@pytest.mark.parametrize("name", ["initiative.opinion", "initiative.trust_inert"])
def test_a_kind_is_taken_as_often_as_any_other(name):
    kinds = kinds_of(named(name))
    taken = quantile(named(name), np.random.default_rng(7).random(6_000))
    times = [np.mean(taken == kind) for kind in kinds]
    assert sum(times) == pytest.approx(1)
    assert times == pytest.approx([1 / len(kinds)] * len(kinds), abs=0.03)


def test_columns_are_in_the_order_of_the_names():
    space = Space(("climate.shortage", "choice.level"))
    z = np.array([[0.0, 1.5], [1.0, -1.5]])
    values = space.to_values(z)
    assert list(values) == list(space.names)
    assert np.allclose(space.to_z(values[["choice.level", "climate.shortage"]]), z, atol=1e-6)
    assert space.place(["choice.level"]) == [1]
    assert [p.name for p in space.declared] == list(space.names)


def test_some_can_be_left_out():
    less = Space.of_all(without=("choice.level",))
    assert set(ALL.names) - set(less.names) == {"choice.level"}
