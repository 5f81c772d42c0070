"""Draws of a posterior are lived in scenarios, each draw under luck of its own in all of them."""

import numpy as np
import pandas as pd
import pytest

from calibration.posterior import READING, Posterior, save
from calibration.space import Space
from experiments.calibrate.drawn import Lives, lived
from experiments.loading import load

STORIES = ("history", "no_initiative")
MEASURES = ("five_units", "shortage")
PART = 2010  # in one of them partners decide what to give, from before the launch on
HELD = {"both": {}, "norm_off": {"choice.norm_pull": 0.0}}


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    """Return an order for two draws of a posterior of our own, in two scenarios."""
    folder = tmp_path_factory.mktemp("drawn")
    for name, fixed in HELD.items():
        space = Space(("choice.level", "climate.shortage"))
        draws = space.to_values(np.array([[-0.5, 0.3], [0.5, -0.3], [0.1, 0.1]]))
        save(Posterior(name, draws.assign(**{READING: "all"}, **fixed), {}), folder / "posterior")
    return Lives(
        name="try", scenarios=STORIES, until=2014, draws=2, store=folder / "store", workers=1,
        posterior=folder / "posterior", fraction=0.05, fixed={"levers.bonus": 0.0},
    )  # fmt: skip


@pytest.fixture(scope="module")
def rows(lives):
    return lived(lives, list(HELD), MEASURES)


def test_every_draw_is_lived_in_every_scenario_and_year(rows):
    assert list(rows) == ["point", "scenario", "year", *MEASURES, "variant"]
    years = rows.groupby(["variant", "point", "scenario"])["year"].agg(["min", "max", "count"])
    assert len(years) == len(HELD) * 2 * len(STORIES)
    assert (years == [2001, 2014, 14]).all(axis=None)
    assert rows.notna().all(axis=None)


def test_two_scenarios_are_the_same_students_until_they_part(rows):
    told = rows.set_index(["variant", "point", "year", "scenario"])["five_units"].unstack()  # noqa: PD010
    before = told[told.index.get_level_values("year") < PART]
    after = told[told.index.get_level_values("year") == 2014]
    assert (before["history"] == before["no_initiative"]).all()
    assert (after["history"] != after["no_initiative"]).any()


def test_seeds_are_paired_by_draw_and_draws_have_different_ones(lives, rows):
    assert len(rows)  # they are made
    for name in HELD:
        found = load(lives.store, "five_units", design=f"{lives.store.parent}/try_{name}.toml")
        seeds = found.groupby("point")["seed"].unique()
        assert [len(s) for s in seeds] == [1, 1]
        assert seeds[0] != seeds[1]
        assert found.groupby("point")["choice.level"].nunique().eq(1).all()


def test_the_structure_and_what_was_set_beside_it_make_a_difference(rows):
    last = rows[rows["year"] == 2014].set_index(["point", "scenario"])
    of = {name: last.loc[last["variant"] == name, "five_units"] for name in HELD}
    assert (of["both"] != of["norm_off"]).all()


def test_what_is_lived_once_is_read_the_next_time(lives, rows, capsys):
    again = lived(lives, list(HELD), MEASURES)
    pd.testing.assert_frame_equal(again, rows)
    assert "4 runs, 4 done, 0 failed." in capsys.readouterr().out
