"""Banks are designs that a sweep can carry out, and read back as parameters and figures."""

import numpy as np
import pytest

from calibration.observation import observation
from calibration.space import Space
from calibration.variants import variant
from experiments.calibrate.bank import (
    BANK,
    BUDGETS,
    UNTIL,
    WAVES,
    Budget,
    WrongBank,
    bank_of,
    write_drawn,
    write_first,
)
from experiments.sweeps.design import read_design
from experiments.sweeps.plan import runs_in
from experiments.sweeps.sample import points_of
from experiments.sweeps.sweep import Order, sweep

TINY = Budget(waves=(3, 2), bank=2, fraction=0.05, structures=1)
NORM_OFF = variant("norm_off")
SPACE = Space.of_all(without=tuple(NORM_OFF.fixed))


def draws(runs):
    return SPACE.to_values(SPACE.draw(runs, np.random.default_rng(1)))


def swept(folder, **more):
    """Carry out the tiny bank of a structure."""
    design = write_drawn(folder, BANK, NORM_OFF, TINY, draws(TINY.bank))
    sweep(Order(design=str(design), store=folder / "store", workers=1, **more))


def test_wave_0_is_of_the_whole_prior_and_what_the_structure_holds_is_set(tmp_path):
    design = read_design(write_first(tmp_path, NORM_OFF, TINY))
    assert (design.ground.until, design.ground.fraction) == (UNTIL, TINY.fraction)
    assert runs_in(design) == 3
    assert set(design.vary.inputs) == set(SPACE.names)
    assert design.fixed == dict(NORM_OFF.fixed)
    assert all(set(point) == set(SPACE.names) for point in points_of(design).values)


def test_the_bank_is_of_the_draws_that_are_given_and_every_run_has_luck_of_its_own(tmp_path):
    given = draws(5)
    design = read_design(write_drawn(tmp_path, BANK, NORM_OFF, TINY, given))
    points = points_of(design).values
    assert [p["choice.level"] for p in points] == given["choice.level"].tolist()
    assert design.vary.own_luck


def test_a_bank_is_refused_until_it_is_whole_and_then_read_as_it_was_lived(tmp_path):
    with pytest.raises(WrongBank, match=r"bank_norm_off\.toml is not there: `fivebytwo calib"):
        bank_of(tmp_path, "norm_off")
    swept(tmp_path, limit=1)
    with pytest.raises(WrongBank, match=r"not all of its runs.*1 are missing.*`fivebytwo calib"):
        bank_of(tmp_path, "norm_off")
    swept(tmp_path)
    found = bank_of(tmp_path, "norm_off")
    assert len(found) == TINY.bank
    assert found.space.names == SPACE.names
    assert np.allclose(found.z, SPACE.draw(TINY.bank, np.random.default_rng(1)), atol=1e-6)
    figures = found.figures(observation(), "all")
    assert figures.shape == (TINY.bank, len(observation().ids))
    assert not np.array_equal(figures[0], figures[1])
    assert found.told["N2012"].between(100, 60_000).all()


def test_a_larger_budget_is_more_runs_and_the_default_is_of_the_whole_country():
    small, default, large = BUDGETS["small"], BUDGETS["default"], BUDGETS["large"]
    for a, b in ((small, default), (default, large)):
        assert a.waves < b.waves
        assert a.bank < b.bank
    assert small.fraction < default.fraction == large.fraction == 1
    assert len(WAVES) == len(default.waves)
