"""What people do with a store of many runs: ask it, see how it stands, merge it, load it."""

import csv
import os
import resource
import shlex
import signal
import sys
from itertools import count
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import xarray as xr

from experiments import load
from experiments.cli_store import merge, query, status
from experiments.loading import MissingRuns
from experiments.settings import WrongSetting
from experiments.sweeps.ask import WrongQuestion
from simulation.ensemble.code import model
from simulation.ensemble.shard import Shard
from simulation.ensemble.store import RUNS, YEARS, Store, WrongStore, make_store, open_store
from simulation.ensemble.tables import rows_of, years_of
from simulation.ensemble.views import connect
from tests.ensemble.made import done, failed, keep, plan_of, seen, shard_of

FORK = get_context("fork")


@pytest.fixture
def store(tmp_path):
    """Return a store: a design of two points, two scenarios and two seeds, one of them failed."""
    store = make_store(tmp_path / "s")
    keys = [{"history": ["h00", "h01"], "no_initiative": ["n00", "n01"]},
            {"history": ["h10", "h11"], "no_initiative": ["n10", "n11"]}]  # fmt: skip
    plan_of(store, "rise", keys, scenarios=("history", "no_initiative"), model=model())
    runs = [done(k, float(i), seed=i) for i, k in enumerate(("h00", "h01", "n00", "n01", "h10"), 1)]
    shard_of(store, runs)
    store.compact()
    shard_of(store, [failed("h11", seed=7), done("n10", 10.0), done("n11", 11.0)])
    return store


def read_csv(place):
    with place.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_question_is_answered_as_a_table(store, capsys):
    query(store.folder, "SELECT status, count(*) AS runs, 12345.678 AS much FROM runs GROUP BY ALL")
    out = capsys.readouterr().out
    assert [w for line in out.splitlines() for w in line.split() if w != "much"][:2] == [
        "status",
        "runs",
    ]
    assert {("done", "7"), ("failed", "1")} <= {
        tuple(line.split()[:2]) for line in out.splitlines()
    }
    assert "more" not in out


def test_a_long_answer_says_how_much_more_there_is(store, capsys):
    query(
        store.folder,
        f"SELECT *, {', '.join(f'{i} AS c{i}' for i in range(20))} FROM range(1234)",  # noqa: S608
    )
    out = capsys.readouterr().out
    assert "1,194 more rows and 9 more columns: --csv FILE" in out
    assert len(out.splitlines()) < 60


def test_an_answer_is_written_whole_as_csv_and_parquet(store, tmp_path, capsys):
    places = {"csv": tmp_path / "deep" / "r.csv", "parquet": tmp_path / "r.parquet"}
    query(store.folder, "SELECT * FROM results", **places)
    assert "21 rows in" in capsys.readouterr().out
    header, *rows = read_csv(places["csv"])
    assert header[:7] == ["plan", "design", "point", "scenario", "seed", "run", "choice.level"]
    assert len(rows) == 21
    assert {
        row[header.index("salience")] for row in rows if row[header.index("year")] == "2011"
    } == {""}
    assert pq.read_table(places["parquet"]).num_rows == 21


def test_without_a_question_tables_are_listed_with_examples_that_run(
    store, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    query(store.folder)
    out = capsys.readouterr().out
    for word in ("runs: 8 rows", "years: 21 rows", "points: 8 rows", "results: 21 rows"):
        assert word in out
    for word in ("five_units", "choice.level", "status", "commit"):
        assert word in out
    examples = " ".join(out.partition("As a start:")[2].split()).split("fivebytwo query ")[1:]
    assert len(examples) == 3
    assert sum("quantile_cont" in e for e in examples) == 1
    for example in examples:
        folder, sql, *option = shlex.split(example)
        assert folder == str(store.folder)
        query(store.folder, sql, **({"csv": tmp_path / option[1]} if option else {}))
    out = capsys.readouterr().out
    assert "no_initiative" in out
    assert len(read_csv(tmp_path / "results.csv")) == 22


def test_measures_are_listed_by_what_they_are_of(store, capsys):
    stems = ("students", "five_units", "four_units", "three_units", "passed", "five_units_10")
    groups = {f"{s}_{g}": np.ones(3) for s in stems for g in ("sex_boys", "stream_arab")}
    shard_of(
        store, [done("x", mean_trust=np.ones(3), **dict.fromkeys(stems[2:], np.ones(3)), **groups)]
    )
    query(store.folder)
    out = " ".join(capsys.readouterr().out.split())
    assert "of the partnership: mean_trust of groups: students, five_units," in out
    assert "five_units_10 and behind each: _sex_boys, _stream_arab points:" in out


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("SELECT five_unit FROM years", 'column "five_unit" not found.* Did you mean five_units'),
        ("SELECT y.five_unit FROM years y", '"five_unit".* Did you mean five_units'),
        ("SELECT five_units FROM runs", "It is a column of years"),
        ("SELECT choice.level FROM points", 'in double quotes: "choice.level"'),
        ("SELECT * FROM year", "There are runs, years, points, results"),
        ("SELECT quantil(five_units, 0.5) FROM years", 'Did you mean "quantile"'),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT year, five_units FROM years GROUP BY year", "must appear in the GROUP BY"),
        ("SELECT 'a'::INT FROM years", "Could not convert string"),
        ("SELECT 1; SELECT 2", "give one SELECT"),
        ("COPY (SELECT 1) TO 'x.csv'", "give one SELECT"),
        ("DROP VIEW years", "give one SELECT"),
        ("EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'", "give one SELECT"),
        ("-- nothing", "give one SELECT"),
    ],
)
def test_a_mistake_in_sql_is_a_sentence(store, sql, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WrongQuestion, match=sentence) as told:
        query(store.folder, sql)
    assert len(str(told.value).splitlines()) <= 2
    with pytest.raises(WrongQuestion, match=sentence):
        query(store.folder, sql, csv=tmp_path / "x.csv")
    assert sorted(tmp_path.rglob("*")) == before


def test_an_answer_that_cannot_be_written_leaves_nothing(store, tmp_path):
    with pytest.raises(WrongQuestion, match="What is to be written"):
        query(store.folder, csv=tmp_path / "x.csv")
    with pytest.raises(ValueError, match="/dev/full is not a file"):
        query(store.folder, "SELECT 1", csv=type(tmp_path)("/dev/full"))
    here, there = FORK.Pipe(duplex=False)

    def on_a_full_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
        try:
            query(store.folder, "SELECT * FROM range(100000)", csv=tmp_path / "x.csv")
        except WrongSetting as error:
            there.send(str(error))

    process = FORK.Process(target=on_a_full_disk)
    process.start()
    assert "File too large" in here.recv()
    process.join()
    assert not list(tmp_path.glob("*x*"))


def test_status_tells_each_design_its_errors_and_its_size(store, capsys):
    plan_of(store, "older", [{"history": ["o1", "o2"]}], model="5a5187e97b5af992")
    shard_of(store, [failed("f1", "OSError: no", seed=3), failed("f2", "OSError: no", seed=2)])
    shard_of(
        store, [failed("f3", values={f"x{i}": 0.5 for i in range(20)}, seed=9, host="node2:1")]
    )
    for folder in ("jobs/1", "jobs/2"):
        (store.folder / folder).mkdir(parents=True)
    with Shard(store.shards) as shard:
        keep(shard, done("g"))
        status(store.folder)
    out = capsys.readouterr().out
    rows = {words[0]: words[1:] for words in map(str.split, out.splitlines()) if words}
    assert rows["rise-12345678"][:7] == ["8", "7", "1", "0", "36", "0", "this"]
    assert rows["older-12345678"][:6] == ["2", "0", "0", "2", "?", "?"]
    assert "another: 5a5187e97b5af992, commit c0ffee1234" in out
    assert "rise-12345678: A rise? Why?" in out
    assert "4 runs of no design" in out
    assert "5 runs in tables" in out
    assert "; 7 in shards" in out
    assert "2 machines (processes): node1 (6), node2 (1). 1 shard being written now" in out
    assert "2 x OSError: no" in out
    assert (
        "fivebytwo run history --seed 2 --until 2013 --fraction 0.05 --set choice.level=0.5" in out
    )
    assert (
        "with the 20 values of run f3" not in out
    )  # the same error as that of h11, made before it
    assert "2 x ZeroDivisionError: division by zero\n" in out
    assert "2 job arrays in" in out


def test_status_counts_what_is_left_in_core_hours(tmp_path, capsys):
    store = make_store(tmp_path / "s")
    status(store.folder)
    assert "No run is kept yet." in capsys.readouterr().out
    plan_of(store, "large", [{"history": [f"{i}" for i in range(101)]}])
    shard_of(store, [done("0")])
    status(store.folder)
    rows = [words for words in map(str.split, capsys.readouterr().out.splitlines()) if words]
    assert ["large-12345678", "101", "1", "0", "100", "36", "1"] in [row[:7] for row in rows]


def test_a_damaged_design_is_named(store):
    (store.plans()[0] / "plan.json").write_text("{")
    for work in (lambda: status(store.folder), lambda: load(store.folder, "five_units")):
        with pytest.raises(WrongStore, match=r"plan.json is damaged. Move .*rise-12345678 away"):
            work()


@pytest.fixture
def three(tmp_path):
    """Return stores that share runs: in tables, in shards, failed in one and done in another."""
    stores = [make_store(tmp_path / name) for name in ("one", "two", "three")]
    shard_of(stores[0], [done("a", 1.0), failed("b"), failed("c")])
    stores[0].compact()
    shard_of(stores[1], [done("a", 1.0), done("b", 2.0), done("d", 4.0, model="old")])
    stores[1].compact()
    shard_of(stores[1], [done("e", 5.0), failed("c")])
    shard_of(stores[2], [failed("a"), done("c", 3.0), done("f", 6.0, only=np.ones(3))])
    plan_of(stores[0], "one", [{"history": ["a", "b"]}])
    plan_of(stores[1], "one", [{"history": ["a", "b"]}])
    plan_of(stores[2], "three", [{"history": ["c", "z"]}])
    return [s.folder for s in stores]


MERGED = {k: ("done", [v, v + 1, v + 2]) for v, k in enumerate("abcdef", 1)}


def content(folder):
    return {p: p.is_file() and p.read_bytes() for p in sorted(folder.rglob("*"))}


def test_stores_merge_into_one_and_stay_as_they_are(three, tmp_path, capsys):
    before = [content(folder) for folder in three]
    for came in (
        "runs that came 8, there already 3; designs 2",
        "runs that came 0, there already 11",
    ):
        merge(*three, into=tmp_path / "all")
        assert came in capsys.readouterr().out
        assert seen(open_store(tmp_path / "all")) == MERGED
    assert [content(folder) for folder in three] == before
    link = connect(open_store(tmp_path / "all"))
    found = link.execute("SELECT plan, count(*) FROM points GROUP BY plan ORDER BY plan").fetchall()
    assert found == [("one-12345678", 2), ("three-12345678", 2)]


def test_a_store_takes_what_another_has_beside_its_own(three, capsys):
    merge(three[0], three[2], into=three[1])
    assert seen(open_store(three[1])) == MERGED
    assert len(open_store(three[1]).plans()) == 2
    open_store(three[1]).compact()
    assert seen(open_store(three[1])) == MERGED
    assert "designs 2" in capsys.readouterr().out


def test_a_merge_killed_at_any_step_goes_on(three, tmp_path, capsys):
    for step in count():
        into = tmp_path / f"all{step}"

        def until_killed(step=step, into=into):
            left = step

            def hook(event, about):
                nonlocal left
                if event == "os.rename" and str(about[0]).startswith(str(into)):
                    left -= 1
                    if left < 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)
            merge(*three, into=into)

        process = FORK.Process(target=until_killed)
        process.start()
        process.join(120)
        merge(*three, into=into)
        merged = open_store(into)
        assert seen(merged) == MERGED
        assert {p.name for p in (into / "runs").rglob("*")} == {
            p.name for p in (into / "years").rglob("*")
        }
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
    assert step > 10
    capsys.readouterr()


def test_a_merge_that_cannot_be_is_refused_before_anything_is_made(three, tmp_path):
    into = tmp_path / "all"
    with pytest.raises(WrongSetting, match="both brought together and --into"):
        merge(*three, into=three[1] / ".." / "two")
    with pytest.raises(WrongStore, match="nowhere is no store of runs"):
        merge(three[0], tmp_path / "nowhere", into=into)
    (three[2] / "store.json").write_text('{"schema": 7}')
    with pytest.raises(
        WrongStore, match=r"three is a store of schema 7; this version reads and writes 1"
    ):
        merge(*three, into=into)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("")
    with pytest.raises(WrongStore, match="Choose another --into"):
        merge(three[0], into=tmp_path / "mine")
    assert not into.exists()


def test_a_merge_waits_for_nobody_and_spoilt_parts_are_named(three, tmp_path):
    into = tmp_path / "all"
    with make_store(into).alone(), pytest.raises(WrongStore, match="is being written by another"):
        merge(three[0], into=into)
    part = open_store(three[0]).parts(RUNS)[0]
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(WrongStore, match=str(part)):
        merge(three[0], into=into)


def test_a_part_that_appears_during_a_merge_does_not_part_runs_from_their_years(
    three, tmp_path, monkeypatch
):
    listed = Store.parts

    def and_then_one_appears(store, table):
        found = listed(store, table)
        late = [done("late", 9.0)]
        if store.folder == three[0]:
            store.keep("earlier", rows_of(late), years_of(late))  # listed before the others
        return found

    monkeypatch.setattr(Store, "parts", and_then_one_appears)
    merge(three[0], into=tmp_path / "all")
    monkeypatch.undo()
    assert seen(open_store(tmp_path / "all"))["a"] == MERGED["a"]
    assert len(open_store(three[0]).parts(RUNS)) == 2


def test_a_merge_refuses_a_run_that_is_done_without_years(three, tmp_path):
    (years,) = open_store(three[0]).parts(YEARS)
    pq.write_table(pq.read_table(years, partitioning=None).slice(0, 0), years)
    with pytest.raises(WrongStore, match=rf"{years} is damaged: it has no year of a, which is"):
        merge(three[0], into=tmp_path / "all")
    assert open_store(tmp_path / "all").parts(RUNS) == []


def test_a_merge_on_a_full_disk_says_what_is_kept(three, tmp_path):
    here, there = FORK.Pipe(duplex=False)

    def on_a_full_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500, 1_500))
        try:
            merge(*three, into=tmp_path / "all")
        except WrongStore as error:
            there.send(str(error))

    process = FORK.Process(target=on_a_full_disk)
    process.start()
    assert "all cannot be written: File too large. What is done is kept" in here.recv()
    process.join()
    merge(*three, into=tmp_path / "all")
    assert seen(open_store(tmp_path / "all")) == MERGED


def test_a_table_of_a_design_is_loaded_and_runs_that_are_not_there_are_told(store):
    with pytest.warns(MissingRuns, match="of 8 runs 1 failed and 0 are missing"):
        found = load(store.folder, ["five_units", "salience"], years=[2012, 2013])
    assert list(found.columns) == [
        "design", "point", "scenario", "seed", "year", "choice.level", "five_units", "salience",
    ]  # fmt: skip
    assert len(found) == 7 * 2
    last = found[found.year == 2013].set_index(["scenario", "point", "seed"]).five_units
    assert last["history", 0, 1] == 3
    assert last["no_initiative", 1, 2] == 13
    assert ("history", 1, 2) not in last.index
    assert found.attrs["model"] == model()
    assert found.attrs["commit"] == "c0ffee"
    assert '"question": "Why?"' in found.attrs["plan"]


def test_a_dataset_has_no_number_where_a_run_failed_or_is_missing(store):
    keys = [{"history": ["h00", "h01"]}, {"history": ["h11", "unmade"]}]
    plan_of(store, "wider", keys, model=model())
    with pytest.warns(MissingRuns, match="of 4 runs 1 failed and 1 are missing"):
        found = load(str(store.folder), "five_units", design="wider", to="xarray")
    assert found.five_units.dims == ("scenario", "point", "seed", "year")
    assert found.sel(scenario="history", point=0, seed=2).five_units.to_numpy().tolist() == [
        2,
        3,
        4,
    ]
    assert np.isnan(found.sel(point=1).five_units).all()
    assert found["choice.level"].dims == ("point",)
    assert found["choice.level"].to_numpy().tolist() == [0, 0.1]
    assert found.year.to_numpy().tolist() == [2011, 2012, 2013]
    assert found.attrs["design"] == "wider-12345678"
    assert isinstance(found, xr.Dataset)


def test_pandas_and_xarray_say_the_same(store):
    with pytest.warns(MissingRuns):
        table = load(store.folder, "five_units")
    with pytest.warns(MissingRuns):
        cube = load(store.folder, "five_units", to="xarray")
    again = cube.five_units.to_dataframe().reset_index().dropna(subset="five_units")
    order = ["scenario", "point", "seed", "year"]
    again, table = (
        t.sort_values(order)[[*order, "five_units"]].reset_index(drop=True) for t in (again, table)
    )
    pd.testing.assert_frame_equal(again, table, check_dtype=False)


def test_a_whole_design_is_loaded_without_a_warning(store):
    plan_of(store, "small", [{"history": ["h00"]}], model=model())
    assert len(load(store.folder, "five_units", design="small", years=2012)) == 1
    assert load(store.folder, "five_units", design="small", to="xarray").sizes["year"] == 3


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"measures": "five_unit"}, "five_unit is not a measure. Did you mean five_units"),
        ({"measures": ["salience", "x", "y"]}, "x is not a measure.*\ny is not a measure"),
        ({"design": "ris"}, "ris is no design in .* There are rise-12345678"),
        ({"years": [2012, 2040]}, "No run tells of 2040: 2011 to 2013 are there"),
        ({"to": "polars"}, "choose 'pandas' or 'xarray'"),
    ],
)
def test_what_is_not_there_is_not_loaded(store, how, sentence):
    with pytest.raises(WrongQuestion, match=sentence):
        load(store.folder, **{"measures": "five_units"} | how)


def test_a_design_that_is_not_the_only_one_must_be_named(store, tmp_path):
    plan_of(store, "small", [{"history": ["h00"]}], model=model())
    with pytest.raises(
        WrongQuestion, match="several designs: design = one of rise-12345678, small-"
    ):
        load(store.folder, "five_units")
    (store.designs / "small-12345678").rename(store.designs / "rise-99999999")
    with pytest.raises(WrongQuestion, match=r"rise was changed, .* choose one of rise-1234"):
        load(store.folder, "five_units", design="rise")
    assert len(load(store.folder, "five_units", design="rise-99999999")) == 3
    with pytest.raises(WrongQuestion, match="holds no design"):
        load(make_store(tmp_path / "empty").folder, "five_units")


def test_commands_only_read(store, capsys):
    before = content(store.folder)
    query(store.folder)
    status(store.folder)
    with pytest.warns(MissingRuns):
        load(store.folder, "five_units")
    assert content(store.folder) == before
    capsys.readouterr()
