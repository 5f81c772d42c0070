"""Who was moved by what: counted one by one, and adding up to what runs say."""

import numpy as np
import pandas as pd
import pytest

from calibration.attribution import NAMES, SCENARIO, UNTIL, off_state, without
from experiments.calibrate.attribution_page import mean_moved
from experiments.calibrate.moved import GROUPINGS, Twelfth, moved_by_each
from simulation.ensemble.yearly import name_of
from simulation.results.groups import NATIONAL
from simulation.results.measures import SUMS
from simulation.run import load, run

SEED, FRACTION = 2, 0.05
FIVE = [name_of(s.measure, s.grade) for s in SUMS].index("five_units")


@pytest.fixture(scope="module")
def table():
    """Return who was moved in a small country."""
    return moved_by_each({}, SEED, FRACTION)


def sitters(values):
    """Return sitters of 2017, and their students as a watcher sees them."""
    seen = Twelfth()
    case = load(SCENARIO, set=values, fraction=FRACTION)
    results = run(case, seed=SEED, until=UNTIL, watchers=[seen], network=False)
    return results.sums[-1, results.groups.index(NATIONAL), FIVE], seen


def test_what_is_moved_in_less_what_is_moved_out_is_the_difference_of_two_runs(table):
    of = table[table["by"] == "all"].set_index("player")
    usual, _ = sitters({})
    for player in ("demography", "hours"):
        off, _ = sitters(off_state(without(player)))
        assert of.loc[player, "net"] == pytest.approx(usual - off)
        assert of.loc[player, "five"] == pytest.approx(usual)


def test_groups_of_each_grouping_add_up_to_all(table):
    of_all = table[table["by"] == "all"].set_index("player")
    for by in GROUPINGS:
        added = table[table["by"] == by].groupby("player")[["net", "five", "students"]].sum()
        assert np.allclose(added.loc[list(NAMES)], of_all.loc[list(NAMES), added.columns])


def test_students_are_the_same_persons_but_for_larger_cohorts(table):
    told = table.dropna(subset=["into", "out"])
    assert set(told["player"]) == set(NAMES) - {"demography"}
    assert np.allclose(told["into"] - told["out"], told["net"])
    assert (told["into"] > 0).any()


def test_ability_at_the_end_of_grade_9_is_what_no_player_touches():
    _, usual = sitters({})
    _, without_any = sitters(off_state("1" + "0" * (len(NAMES) - 1)))
    assert np.array_equal(usual.ability, without_any.ability)
    assert not np.array_equal(usual.five, without_any.five)


def test_structures_count_alike_in_the_mean_over_draws(table):
    one = table.assign(variant="both", point=0)
    two = [table.assign(variant="norm_off", point=k, net=table["net"] + 8) for k in range(3)]
    mean = mean_moved(pd.concat([one, *two], ignore_index=True)).set_index(
        ["player", "by", "group"]
    )["net"]
    own = table.set_index(["player", "by", "group"])["net"]
    assert np.allclose(mean - own.loc[mean.index], 4)
