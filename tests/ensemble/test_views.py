"""What SQL sees of a store: each run once, wherever it is, and files that are spoilt by name."""

import re
from itertools import count

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation.ensemble.shard import Shard
from simulation.ensemble.store import POINTS, RUNS, YEARS, Store, WrongStore, make_store
from simulation.ensemble.tables import rows_of, years_of
from simulation.ensemble.views import connect, growing, measures, varied
from tests.ensemble.made import done, failed, keep, plan_of, seen, shard_of


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path / "it's a store")


def asked(store, sql):
    link = connect(store)
    try:
        return link.execute(sql).fetchall()
    finally:
        link.close()


def test_an_empty_store_has_its_tables(store):
    for table in ("runs", "years", "points", "results"):
        assert asked(store, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608


def test_a_run_that_two_sweeps_made_at_once_is_seen_once_wherever_it_is(store):
    shard_of(store, [done("a", 1.0), failed("b")])
    store.compact()
    shard_of(store, [done("a", 1.0), done("b", 2.0), done("c", 3.0)])
    shard_of(store, [failed("c"), failed("b"), done("c", 3.0)])
    assert seen(store) == {
        "a": ("done", [1, 2, 3]), "b": ("done", [2, 3, 4]), "c": ("done", [3, 4, 5]),
    }  # fmt: skip
    assert growing(connect(store)) == 2


def test_a_measure_without_a_value_is_left_out_of_means_and_quantiles(store):
    shard_of(store, [done("a", 1.0), done("b", 3.0, more=np.array([1.0, np.nan, 1.0]))])
    for _ in range(2):
        found = asked(
            store,
            "SELECT year, median(five_units), count(salience), max(salience), avg(more)"
            " FROM years GROUP BY year ORDER BY year",
        )
        assert found == [(2011, 2, 0, None, 1), (2012, 3, 2, 3, None), (2013, 4, 2, 3, 1)]
        store.compact()


def test_parts_with_other_measures_go_together(store):
    for key in "ab":
        shard_of(store, [done(key, **{f"only_{key}": np.ones(3)})])
        store.compact()
    with Shard(store.shards) as shard:
        keep(shard, done("c", only_c=np.ones(3)))
        link = connect(store)
    assert measures(link) == ["five_units", "salience", "only_c", "only_a", "only_b"]
    found = link.execute(
        "SELECT run, only_a, only_b, only_c FROM years WHERE year = 2011 ORDER BY run"
    )
    assert found.fetchall() == [("a", 1, None, None), ("b", None, 1, None), ("c", None, None, 1)]


def test_points_and_years_go_together_by_design(store):
    shard_of(store, [done("a", 1.0), done("b", 2.0), failed("c")])
    plan_of(store, "one", [{"history": ["a", "c"]}, {"history": ["b", "d"]}])
    plan_of(store, "two", [{"history": ["a"]}])
    link = connect(store)
    assert varied(link) == ["choice.level"]
    found = link.execute(
        'SELECT plan, point, seed, "choice.level", five_units'
        " FROM results WHERE year = 2011 ORDER BY ALL"
    ).fetchall()
    assert found == [
        ("one-12345678", 0, 1, 0, 1), ("one-12345678", 1, 1, 0.1, 2), ("two-12345678", 0, 1, 0, 1),
    ]  # fmt: skip
    assert "unit" not in [row[0] for row in link.execute("DESCRIBE results").fetchall()]
    assert link.execute("SELECT DISTINCT unit FROM points").fetchall() == [([0.5],)]


def test_a_design_that_a_kill_left_half_written_is_not_seen(store):
    place = plan_of(store, "one", [{"history": ["a"]}])
    (place / "plan.json").unlink()
    assert asked(store, "SELECT count(*) FROM points") == [(0,)]


@pytest.mark.parametrize("how", ["truncated", "foreign", "text", "missing"])
@pytest.mark.parametrize("table", [RUNS, YEARS, POINTS])
def test_a_spoilt_file_is_named_with_the_way_out(store, table, how):
    shard_of(store, [done("a")])
    store.compact()
    plan = plan_of(store, "one", [{"history": ["a"]}])
    runs = store.parts(RUNS)[0]
    place, moved = (plan / POINTS, plan) if table == POINTS else (store.parts(table)[0], runs)
    spoil(place, how)
    if table == RUNS and how == "missing":
        assert asked(store, "SELECT * FROM runs") == []
        return
    with pytest.raises(WrongStore) as told:
        connect(store)
    assert str(told.value).startswith(f"{place} cannot be read: ")
    assert str(told.value).endswith(f"ove {moved} away, and a sweep makes it again.")
    moved.rename(store.folder / "away")
    assert asked(store, "SELECT count(*) FROM runs") == [(0 if moved == runs else 1,)]


def test_a_spoilt_file_is_named_while_parts_appear(store, monkeypatch):
    shard_of(store, [done("a")])
    store.compact()
    (place,) = store.parts(RUNS)
    spoil(place, "truncated")
    listed, numbers = Store.parts, count()

    def and_then_one_appears(store, table):
        found, late = listed(store, table), [done(f"late{next(numbers)}")]
        store.keep("new", rows_of(late), years_of(late))
        return found

    monkeypatch.setattr(Store, "parts", and_then_one_appears)
    with pytest.raises(WrongStore, match=f"{place.name} cannot be read: "):
        connect(store)


def spoil(place, how):
    """Spoil a file of a store."""
    if how == "missing":
        place.unlink()
    elif how == "truncated":
        place.write_bytes(place.read_bytes()[:-20])
    elif how == "foreign":
        pq.write_table(pa.table({"x": [1]}), place)
    else:
        place.write_text("year,five_units\n2012,1\n")


def test_a_variable_is_no_table_and_nothing_is_installed(store):
    mine = pa.table({"x": [1]})
    with pytest.raises(duckdb.CatalogException, match=re.escape("Table with name mine")):
        asked(store, "SELECT * FROM mine")
    assert asked(store, "SELECT current_setting('autoinstall_known_extensions')") == [(False,)]
    assert mine.num_rows == 1


def test_looking_at_a_store_leaves_it_as_it_is(store):
    shard_of(store, [done("a")])
    before = sorted(store.folder.rglob("*"))
    seen(store)
    assert sorted(store.folder.rglob("*")) == before
