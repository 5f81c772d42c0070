"""What people do with a store of many runs: ask it in SQL and see how it stands."""

import csv
import resource
import shlex

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments import load
from experiments.cli_store import query, status
from experiments.loading import MissingRuns
from experiments.settings import WrongSetting
from experiments.sweeps.ask import WrongQuestion
from simulation.ensemble.shard import Shard
from simulation.ensemble.store import WrongStore, make_store
from tests.ensemble.children import FORK
from tests.ensemble.made import done, failed, keep, plan_of, shard_of
from tests.experiments.stores import content, store_of_a_design


@pytest.fixture
def store(tmp_path):
    return store_of_a_design(tmp_path / "s")


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


def test_commands_only_read(store, capsys):
    before = content(store.folder)
    query(store.folder)
    status(store.folder)
    with pytest.warns(MissingRuns):
        load(store.folder, "five_units")
    assert content(store.folder) == before
    capsys.readouterr()
