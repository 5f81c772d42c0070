"""What comes out at each point of a design, whatever the order of files and rows."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments import load as load_runs
from experiments.cli import main
from experiments.settings import WrongSetting
from experiments.sweeps.design import WrongDesign, read_design
from experiments.sweeps.outcome import Asked, outcome, planned
from experiments.sweeps.plan import plan_of
from simulation.ensemble.code import model
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


def beside(first, **told):
    """Write another plan of the same name into a store, and return its folder."""
    other = shutil.copytree(first, first.with_name("little-00000000"))
    plan = json.loads((other / "plan.json").read_text())
    (other / "plan.json").write_text(json.dumps(plan | told))
    return other


def test_a_file_is_the_plan_that_it_stands_for_whatever_else_has_its_name(store, swept):
    (first,) = store.designs.iterdir()
    other, file = beside(first, made="2999-01-01T00:00:00+00:00"), swept.parent / "little.toml"
    assert planned(store, str(file)).folder == first
    loaded = load_runs(store.folder, "five_units", design=str(file))
    assert loaded.attrs["design"] == first.name
    shutil.rmtree(first)
    with pytest.raises(WrongSetting, match=rf"{first.name}\) is not in .* first.*{other.name}"):
        planned(store, str(file))
    with pytest.raises(WrongDesign, match=r"nowhere\.toml"):
        planned(store, "nowhere.toml")


def test_a_name_of_several_plans_of_this_model_is_refused_with_all_of_them(store):
    (first,) = store.designs.iterdir()
    other = beside(first, made="2999-01-01T00:00:00+00:00")
    for choose in (planned, lambda s, name: load_runs(s.folder, "five_units", design=name)):
        with pytest.raises(WrongSetting, match=rf"{other.name} \(made 2999.*{first.name} \(made 2"):
            choose(store, "little")
    assert [planned(store, p.name).folder for p in (first, other)] == [first, other]


def test_a_plan_of_another_model_is_taken_only_by_its_whole_name(store):
    (first,) = store.designs.iterdir()
    other = beside(first, model="another")
    assert planned(store, "little").folder == first
    assert planned(store, other.name).folder == other
    shutil.rmtree(first)
    with pytest.raises(WrongSetting, match=r"by another model.*itself: little-00000000"):
        planned(store, "little")


def test_groups_by_another_name_are_another_plan_and_a_new_title_is_written(store, tmp_path):
    (tmp_path / "easier.toml").write_text(EASIER)
    text = DESIGN.replace("EASIER", "easier.toml")
    file = tmp_path / "little.toml"

    def plan(words):
        file.write_text(words)
        return plan_of(read_design(file))

    group = 'groups = { one = ["choice.level", "persistence.level_11"] }\n'
    first, renamed = plan(text + group), plan(text + group.replace("one", "two"))
    assert first.points.equals(renamed.points)
    assert first.name != renamed.name
    (place,) = store.designs.iterdir()
    before = (place / "plan.json").stat().st_ino
    assert plan(text).save(store) == place
    assert (place / "plan.json").stat().st_ino == before
    assert plan(text.replace("A little design", "Another title")).save(store) == place
    assert planned(store, str(file)).about["title"] == "Another title"
    assert "Another title" in (place / "design.toml").read_text()


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
    with pytest.raises(WrongStore, match=r"plan.json is damaged. Move"):
        planned(store, "little")
    place.write_text(json.dumps({"title": "T", "model": model()}))
    with pytest.raises(WrongStore, match=r"plan.json is damaged: it does not tell name, made"):
        planned(store, "little")
