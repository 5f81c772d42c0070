"""Players, their off-states in small countries, shares that add up, and what draws say together."""

from itertools import permutations
from math import isnan

import numpy as np
import pandas as pd
import pytest

from calibration.attribution import (
    MISSED,
    NAMES,
    OUTSIDE,
    PLAYERS,
    RISE,
    ROWS,
    SCENARIO,
    TOLD,
    UNTIL,
    Lived,
    attributed,
    code,
    codes,
    off_state,
    shapley,
    without,
)
from calibration.attribution_summary import ALIKE, BY_SCORE, summarised, weights_of
from calibration.variants import VARIANTS
from simulation.agents.cohort import in_grades
from simulation.ensemble.code import rules
from simulation.parameters.views import uncertain
from simulation.run import load

SEED, FRACTION = 3, 0.05
ALL, NOBODY = "1" * len(PLAYERS), "0" * len(PLAYERS)


def lived_at_random(seed):
    rng = np.random.default_rng(seed)
    return Lived(
        end={on: rng.uniform(8_000, 17_000) for on in codes(PLAYERS)}, start=8_900.0,
        start_without=8_700.0,
        outside={on: rng.uniform(0, 3_000) for on in codes(OUTSIDE)[:-1]},
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_rows_add_up_to_the_rise_of_the_draw(seed):
    lived = lived_at_random(seed)
    found = attributed(lived).rows
    assert set(found) == {*TOLD}
    assert sum(found[row] for row in ROWS) == pytest.approx(found[RISE], abs=1e-6)
    assert found[RISE] == pytest.approx(lived.end[ALL] - lived.start)
    assert found[RISE] + found[MISSED] == pytest.approx(16_085 - 8_869)


def test_a_share_is_the_mean_of_what_a_player_adds_over_all_orders_of_coming():
    names = ("a", "b", "c")
    worth = dict(zip(codes(PLAYERS[:3]), np.random.default_rng(1).normal(size=8), strict=True))
    told, pairs = shapley(worth, names)
    for i, name in enumerate(names):
        added = []
        for order in permutations(range(3)):
            before = set(order[: order.index(i)])
            have, with_it = (code([k in s for k in range(3)]) for s in (before, before | {i}))
            added.append(worth[with_it] - worth[have])
        assert told[name] == pytest.approx(np.mean(added))
    two = [
        worth["11" + c] - worth["10" + c] - worth["01" + c] + worth["00" + c] for c in ("0", "1")
    ]
    assert pairs["a", "b"] == pytest.approx(np.mean(two))


def test_players_that_only_add_have_what_they_add_and_do_not_interact():
    own = dict(zip(NAMES, (10.0, -20, 30, 40, 50, 60, 70), strict=True))
    worth = {
        on: sum(own[n] for n, there in zip(NAMES, on, strict=True) if there == "1")
        for on in codes(PLAYERS)
    }
    told, pairs = shapley(worth, NAMES)
    assert told == pytest.approx(own)
    assert max(map(abs, pairs.values())) == pytest.approx(0, abs=1e-9)


def test_what_is_left_without_players_is_divided_by_causes_outside():
    outside = {"00": 100.0, "01": 150.0, "10": 400.0}
    end = dict.fromkeys(codes(PLAYERS), 9_400.0)
    found = attributed(Lived(end, 8_900.0, 8_900.0, outside)).rows
    assert (found["eased"], found["unexplained"], found["under_way"]) == (325, 75, 100)


def test_no_off_state_is_among_what_draws_set_so_that_it_always_wins():
    drawn = {p.name for p in uncertain()} | {n for v in VARIANTS for n in v.fixed}
    assert not set(off_state(NOBODY)) & drawn
    assert set(off_state("00", OUTSIDE)) <= drawn


@pytest.fixture(scope="module")
def seen():
    """Return a function that tells what was there of the players of a small country, and keeps."""
    known = {}

    def of(player):
        if player not in known:
            on = ALL if player is None else without(player)
            known[player] = lived_through(off_state(on))
        return known[player]

    return of


def lived_through(values, name=SCENARIO):
    """Return the largest of what was in force in any year, and sitters by year."""
    country = load(name, set=values, fraction=FRACTION).model(seed=SEED)
    most, sitters, twelfth = {}, {}, {}
    while country.year < UNTIL:
        country.step()
        for key, value in in_force(country).items():
            most[key] = max(most.get(key, 0), value)
        weight = country.population.schools.weight
        sitters[country.year] = weight @ country.counts.sitters
        twelfth[country.year] = sum(len(c) for c in in_grades(country.cohorts, country.year, 12))
    country.release()
    return most | {"sitters": sitters, "twelfth": twelfth}


def in_force(country):
    """Return what of the players is there in a year."""
    state, levers = country.initiative.state, country.world.levers
    doses = ("reserves", "math_first", "give_five", "visits", "tutoring", "acceleration")
    national = (
        "retraining", "certification", "virtual_seats", "directors", "bonus", "safety_net",
        "publication", "goal",
    )  # fmt: skip
    return {
        **{d: getattr(country.doses, d).sum() for d in doses},
        **{n: getattr(levers, n) for n in national},
        "rule": 15 - levers.class_minimum, "ready": state.ready.max(),
        "launched": state.launched, "agenda": state.agenda + 1, "measured": state.measurement,
        "coordinated": state.coordinated.max(), "trust": np.abs(state.trust - state.rest).max(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("player", "gone"),
    [
        ("teachers", {"retraining", "certification"}),
        ("hours", {"math_first", "give_five", "reserves"}),
        ("access", {"rule", "virtual_seats"}),
        ("stakes", {"bonus", "safety_net"}),
        ("programmes", {"visits", "tutoring", "directors", "publication", "ready"}),
        ("network", {"launched", "agenda", "goal", "measured", "coordinated", "trust"}),
    ],
)
def test_off_nothing_of_a_player_is_left_and_with_all_on_it_is_there(player, gone, seen):
    assert {what for what in gone if seen(player)[what]} == set()
    assert {what for what in gone if not seen(None)[what]} == set()


def test_without_demography_no_cohort_is_larger_than_that_of_2012(seen):
    held, usual = seen("demography")["twelfth"], seen(None)["twelfth"]
    assert held[2012] == usual[2012]
    assert max(held[y] for y in range(2013, UNTIL + 1)) <= usual[2012] < usual[UNTIL]


def test_with_all_programmes_and_the_network_off_it_is_the_country_without_any_programme():
    only_cohorts = lived_through(off_state(code([n == "demography" for n in NAMES])))
    plain = lived_through({"initiative.active": 0.0}, "no_programmes")
    assert only_cohorts["sitters"] == plain["sitters"]


def draws(values):
    """Return a table of draws of a row, by structure."""
    rows = [(s, i, "a", x) for s, xs in values.items() for i, x in enumerate(xs)]
    return pd.DataFrame(rows, columns=["variant", "point", "row", "value"])


def test_structures_count_alike_whatever_their_draws_and_by_score_as_weighed():
    table = draws({"both": [0.0, 2.0, 4.0, -2.0], "norm_off": [10.0, 20.0]})
    told = summarised(table, {"both": 0.9, "norm_off": 0.1}).set_index("structure")
    assert told.loc["both", "mean"] == 1
    assert told.loc[ALIKE, "mean"] == pytest.approx((1 + 15) / 2)
    assert told.loc[BY_SCORE, "mean"] == pytest.approx(0.9 * 1 + 0.1 * 15)
    assert told.loc["both", "negative"] == 0.25
    assert told.loc[ALIKE, "negative"] == 0.125
    assert told.loc["both", "error"] == pytest.approx(pd.Series([0, 2, 4, -2]).sem())
    assert told.loc[ALIKE, ["low", "high"]].tolist() == [-2, 20]


def test_one_structure_is_told_alone_and_one_draw_has_no_error():
    told = summarised(draws({"both": [3.0]}), None)
    assert told["structure"].tolist() == ["both"]
    assert isnan(told["error"][0])


def test_weights_are_of_the_structures_asked_for_and_none_where_there_is_no_table(tmp_path):
    assert weights_of(["both"], tmp_path) is None
    names = [v.name for v in VARIANTS]
    table = pd.DataFrame({"variant": names, "weight": [0.2, 0.3, 0.5, 0, 0, 0], "model": rules()})
    table.to_csv(tmp_path / "structures.csv", index=False)
    assert weights_of(names[:2], tmp_path) == pytest.approx({names[0]: 0.4, names[1]: 0.6})
    assert weights_of(names[3:], tmp_path) is None
