"""What comes out at each point of a design, whatever the order of files and rows."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.cli import main
from experiments.settings import WrongSetting
from experiments.sweeps.outcome import Asked, outcome, planned
from simulation.ensemble.store import WrongStore, open_store
from simulation.run import load, run

DESIGN = """
title     = "A little design"
question  = "Does it come back in order?"
scenarios = ["history", "EASIER"]
seeds     = [3, 1]
until     = 2004
fraction  = 0.03

[vary]
how    = "morris"
size   = 2
inputs = ["choice.level", "persistence.level_11"]
"""
EASIER = """
title    = "Easier from 2003 on"
question = "What if five units were easier from 2003 on?"
base     = "history"
[[change]]
from = 2003
set.persistence.level_12 = 3.0
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    place = tmp_path_factory.mktemp("outcome")
    (place / "easier.toml").write_text(EASIER)
    (place / "little.toml").write_text(DESIGN.replace("EASIER", "easier.toml"))
    words = ["sweep", str(place / "little.toml"), "--store", str(place / "store")]
    assert main([*words, "--workers", "1"]) == 0
    return place / "store"


@pytest.fixture
def store(swept, tmp_path):
    return open_store(shutil.copytree(swept, tmp_path / "store"))


def seen(store, **asked):
    return outcome(store, planned(store, "little"), Asked(**asked))


def rewrite(place, change):
    pq.write_table(change(pq.read_table(place, partitioning=None)), place)


def shuffled(table):
    return table.take(pa.array(np.random.default_rng(1).permutation(len(table))))


HISTORY = {"measure": "five_units", "scenario": "history"}


def test_every_value_is_the_one_of_its_run(store):
    found = seen(store, **HISTORY)
    assert found.values.shape == (6, 2, 4)
    row = {k: v[4].as_py() for k, v in zip(found.table.column_names, found.table, strict=True)}
    assert row["point"] == 4
    values = {k: row[k] for k in ("choice.level", "persistence.level_11")}
    results = run(load("history", set=values, fraction=0.03), seed=1, until=2004)
    frame = results.frame()
    mine = frame[(frame["by"] == "national") & (frame["measure"] == "five_units")]
    mine = mine[mine["grade"] == 12].set_index("year")["value"]
    assert found.values[4, 1].tolist() == [mine[y] for y in range(2001, 2005)]


def test_rows_shuffled_on_disk_come_back_in_the_same_order(store):
    before = seen(store, **HISTORY, minus="easier")
    for part in (*store.folder.glob("*/*/*.parquet"), *store.folder.glob("designs/*/*.parquet")):
        rewrite(part, shuffled)
    after = seen(store, **HISTORY, minus="easier")
    np.testing.assert_array_equal(after.values, before.values)
    assert after.table["unit"].to_pylist() == before.table["unit"].to_pylist()


def test_a_difference_is_of_the_same_seeds_and_nothing_before_scenarios_part(store):
    one, other = seen(store, **HISTORY), seen(store, measure="five_units", scenario="easier")
    apart = seen(store, **HISTORY, minus="easier")
    np.testing.assert_array_equal(apart.values, one.values - other.values)
    assert (apart.values[..., :2] == 0).all()
    assert (apart.values[..., 3] != 0).any()


def test_a_change_is_from_the_year_it_is_taken_since(store):
    plain = seen(store, **HISTORY).values
    change = seen(store, **HISTORY, since=2002).values
    np.testing.assert_array_equal(change, plain - plain[..., [1]])


def test_a_failed_run_leaves_a_gap_and_its_error(store):
    bad = seen(store, **HISTORY).table["run"][2].as_py()

    def fail(table):
        failed = [key == bad for key in table["run"].to_pylist()]
        status = np.where(failed, "failed", table["status"].to_numpy())
        at = table.column_names.index("status")
        errors = pa.array(["it broke" if f else None for f in failed], pa.string())
        table = table.set_column(at, "status", pa.array(status.tolist(), pa.string()))
        return table.set_column(table.column_names.index("error"), "error", errors)

    for part in store.folder.glob("runs/*/*.parquet"):
        rewrite(part, fail)
    for part in store.folder.glob("years/*/*.parquet"):
        rewrite(part, lambda t: t.filter(pa.compute.not_equal(t["run"], bad)))
    found = seen(store, **HISTORY)
    assert found.failed.tolist() == [point == 2 for point in range(6)]
    assert not found.missing.any()
    assert found.errors == {"it broke": 1}
    assert np.isnan(found.values[2, 0]).all()
    assert np.isfinite(found.values[2, 1]).all()
    assert np.isnan(found.means[2]).all()  # of one seed alone there is no mean


def test_a_run_that_was_not_carried_out_is_missing(store):
    for part in store.folder.glob("runs/*/*.parquet"):
        rewrite(part, lambda t: t.slice(1))
    both = seen(store, **HISTORY).missing, seen(store, measure="passed", scenario="easier").missing
    assert sum(flags.sum() for flags in both) == 1


def test_the_newest_plan_of_this_model_is_taken_and_any_by_its_whole_name(store):
    (first,) = store.designs.iterdir()
    newer = shutil.copytree(first, store.designs / "little-00000000")
    plan = json.loads((newer / "plan.json").read_text())
    (newer / "plan.json").write_text(json.dumps(plan | {"made": "2999-01-01T00:00:00+00:00"}))
    assert planned(store, "little").folder == newer
    assert planned(store, "some/where/little.toml").folder == newer
    (newer / "plan.json").write_text(json.dumps(plan | {"model": "another"}))
    assert planned(store, "little").folder == first
    assert planned(store, newer.name).folder == newer
    shutil.rmtree(first)
    with pytest.raises(WrongSetting, match=r"by the model another.*itself: little-00000000"):
        planned(store, "little")


def test_an_unknown_measure_or_design_is_told_with_the_nearest(store):
    with pytest.raises(WrongSetting, match=r"no run has such a measure. Did you mean five_units"):
        seen(store, measure="five_unit", scenario="history")
    with pytest.raises(WrongSetting, match=r"litle is no design in .* Did you mean little"):
        planned(store, "litle")


def test_points_that_are_not_each_there_once_are_refused(store):
    (place,) = store.designs.glob("*/points.parquet")
    rewrite(place, lambda table: table.slice(1))
    with pytest.raises(WrongStore, match=r"points.parquet is damaged: it has not each point"):
        seen(store, **HISTORY)
    place.write_text("no Parquet")
    with pytest.raises(WrongStore, match=r"points.parquet is damaged"):
        seen(store, **HISTORY)


def test_a_plan_that_cannot_be_read_is_named(store):
    (place,) = store.designs.glob("*/plan.json")
    place.write_text("{}")
    with pytest.raises(WrongStore, match=r"plan.json is damaged: KeyError"):
        planned(store, "little")
