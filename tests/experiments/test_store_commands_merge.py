"""Stores of many runs are merged into one: killed, refused, spoilt, on a full disk."""

import os
import resource
import signal
import sys
from itertools import count

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments.cli_store import merge
from experiments.settings import WrongSetting
from simulation.ensemble.store import RUNS, YEARS, Store, WrongStore, make_store, open_store
from simulation.ensemble.tables import rows_of, years_of
from simulation.ensemble.views import connect
from tests.ensemble.children import FORK
from tests.ensemble.made import done, failed, plan_of, seen, shard_of
from tests.experiments.stores import content


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
