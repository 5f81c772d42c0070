"""A run is in a store whole or not at all, and once: killed, on a full disk, by many at once."""

import os
import resource
import signal
import sys
from collections import Counter
from itertools import count

import numpy as np
import pyarrow.parquet as pq

from simulation.ensemble.shard import Shard, finished, read, shards
from simulation.ensemble.store import DONE, FAILED, RUNS, YEARS, make_store
from tests.ensemble.children import FORK, child, sentence_of
from tests.ensemble.made import YEARS as SCHOOL_YEARS
from tests.ensemble.made import done, failed, keep, seen, shard_of

FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir"}


def killed_at(step, folder, work):
    """Let a child do some work, and kill it before it turns to a folder once too often."""

    def until_killed():
        left = step

        def hook(event, about):
            nonlocal left
            if event in FILE_EVENTS and str(about[0]).startswith(str(folder)):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        work()

    return child(until_killed) == -signal.SIGKILL


def in_tables(store):
    """Return how often each run is in the tables of runs and of years."""
    return tuple(
        Counter(
            k
            for p in store.parts(t)
            for k in pq.read_table(p, partitioning=None)["run"].to_pylist()
        )
        for t in (RUNS, YEARS)
    )


def test_a_compaction_killed_at_any_step_leaves_every_run_once(tmp_path):
    expected = {
        "a": (DONE, [1, 2, 3]), "b": (DONE, [5, 6, 7]), "c": (FAILED, []), "d": (DONE, [2, 3, 4]),
    }  # fmt: skip
    for step in count():
        store = make_store(tmp_path / str(step))
        shard_of(store, [done("a", 1.0), failed("b"), failed("c")])
        shard_of(store, [done("b", 5.0), done("d", 2.0, model="old"), done("a", 1.0)])
        killed = killed_at(step, store.folder, store.compact)
        assert seen(store) == expected
        assert store.status() == {run: status for run, (status, _) in expected.items()}
        store.compact()
        assert seen(store) == expected
        assert in_tables(store) == (Counter("abcd"), Counter({"a": 3, "b": 3, "d": 3}))
        parts = {p.name for p in (store.folder / RUNS).rglob("*")}
        assert parts == {p.name for p in (store.folder / YEARS).rglob("*")}
        assert not any(p.endswith(".draft") for p in parts)
        assert not shards(store.shards)
        if not killed:
            break
    assert step > 10


def test_what_a_kill_left_in_the_tables_goes_even_if_the_next_part_is_another(tmp_path):
    store = make_store(tmp_path / "s")
    shard_of(store, [done("a")])
    step = 0
    while not list(tmp_path.glob("s/years/*/*.parquet")):
        assert killed_at(step, store.folder, store.compact)
        step += 1
    assert not store.parts(RUNS)
    shard_of(store, [done("b")])
    assert store.compact() == 2
    assert len(list(tmp_path.glob("s/years/*/*"))) == len(store.parts(RUNS)) == 1


def write(store, keys):
    """Write runs into shards of ten each, as a worker of many days would."""
    for start in range(0, len(keys), 10):
        shard_of(store, [done(key, 1.0) for key in keys[start : start + 10]])


def compact(store, times):
    for _ in range(times):
        store.compact()


def test_two_sweeps_two_compactions_and_a_reader_at_once(tmp_path):
    store = make_store(tmp_path / "s")
    keys = [f"run{i:03}" for i in range(150)]
    write(store, keys[:1])  # before any run, no measure is known
    sweeps = [FORK.Process(target=write, args=(store, k)) for k in (keys[:100], keys[50:])]
    compacting = [FORK.Process(target=compact, args=(store, 60)) for _ in range(2)]
    for process in (*sweeps, *compacting):
        process.start()
    before = 0
    while any(p.is_alive() for p in sweeps):
        now = seen(store)
        assert all(found == (DONE, [1, 2, 3]) for found in now.values())
        assert len(now) >= before
        before = len(now)
    for process in (*sweeps, *compacting):
        process.join()
        assert process.exitcode == 0
    store.compact()
    assert in_tables(store) == (Counter(keys), Counter(keys * 3))
    assert seen(store) == dict.fromkeys(keys, (DONE, [1, 2, 3]))


def test_a_compaction_gives_its_lock_back_also_when_a_worker_was_forked_meanwhile(tmp_path):
    store = make_store(tmp_path / "s")
    stop, go = FORK.Pipe(duplex=False)
    with store.alone() as mine:
        assert mine
        worker = FORK.Process(target=stop.recv, daemon=True)  # also gone if this fails
        worker.start()
        with store.alone() as theirs:
            assert not theirs
    shard_of(store, [done("a")])
    assert store.compact() == 1
    go.send("end")
    worker.join()


def test_a_shard_that_is_written_to_is_seen_and_not_moved(tmp_path):
    store = make_store(tmp_path / "s")
    with Shard(store.shards) as shard:
        keep(shard, done("a"))
        assert not finished(shards(store.shards)[0])
        assert store.compact() == 0
        assert seen(store) == {"a": (DONE, [1, 2, 3])}
        keep(shard, done("b"))
        assert store.status() == {"a": DONE, "b": DONE}
    assert store.compact() == 2
    assert seen(store).keys() == {"a", "b"}


def test_a_shard_cut_anywhere_keeps_every_run_that_is_whole(tmp_path):
    store = make_store(tmp_path / "s")
    ends = []
    with Shard(store.shards) as shard:
        for kept in (done("a"), failed("b"), done("c", 3.0)):
            keep(shard, kept)
            place = shards(store.shards)[0]
            ends.append(place.stat().st_size)
    whole = place.read_bytes()
    for cut in range(0, ends[-1] + 1, 11):
        place.write_bytes(whole[:cut])
        assert [k.record["run"] for k in read(place)] == list("abc")[: sum(cut >= e for e in ends)]
    place.write_bytes(whole[: ends[1] + 40])
    assert store.compact() == 2
    assert seen(store) == {"a": (DONE, [1, 2, 3]), "b": (FAILED, [])}


def test_a_run_that_failed_and_then_is_done_is_done_once(tmp_path):
    store = make_store(tmp_path / "s")
    for kept in (failed("a"), done("a", 4.0), failed("a"), done("a", 9.0)):
        shard_of(store, [kept])
        store.compact()
    assert store.status() == {"a": DONE}
    assert seen(store) == {"a": (DONE, [4, 5, 6])}


def test_runs_of_two_models_live_in_two_folders(tmp_path):
    store = make_store(tmp_path / "s")
    shard_of(store, [done("a", model="old"), done("b", model="new"), failed("c", model="old")])
    store.compact()
    assert [p.parent.name for p in store.parts(RUNS)] == ["model=new", "model=old"]
    assert seen(store).keys() == set("abc")


def test_a_part_holds_about_a_thousand_runs(tmp_path):
    store = make_store(tmp_path / "s")
    shard_of(store, [done(f"{i:04}") for i in range(2_100)])
    assert store.compact() == 2_100
    sizes = [pq.read_metadata(p).num_rows for p in store.parts(RUNS)]
    assert sum(sizes) == 2_100
    assert max(sizes) <= 1_250


def large(store):
    """Write runs with so many measures that their table is larger than a small disk."""
    noise = np.random.default_rng(1)
    more = [{f"m{i}": noise.random(3) for i in range(300)} for _ in range(10)]
    shard_of(store, [done(str(i), **m) for i, m in enumerate(more)])


def test_a_full_disk_leaves_the_runs_in_their_shards(tmp_path):
    store = make_store(tmp_path / "s")
    large(store)
    before = seen(store)

    def on_a_full_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        store.compact()

    said = sentence_of(on_a_full_disk)
    assert said.startswith(f"{store.folder} cannot be written: File too large. What is done is")
    assert seen(store) == before
    assert not list(store.folder.glob("*/*/*"))
    assert store.compact() == 10
    assert seen(store) == before


def test_a_disk_with_no_room_at_all_gets_no_store(tmp_path):
    def on_a_full_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        make_store(tmp_path / "deep" / "s")

    said = sentence_of(on_a_full_disk)
    assert (
        said
        == f"{tmp_path / 'deep' / 's'} cannot be written: File too large. Choose another --store."
    )
    assert not list(tmp_path.iterdir())


def test_a_folder_where_a_kill_left_a_half_made_store_becomes_one(tmp_path):
    for step in count():
        place = tmp_path / str(step)
        killed = killed_at(step, place, lambda place=place: make_store(place))
        assert make_store(place).status() == {}
        if not killed:
            break
    assert step > 3


def test_a_failure_fits_into_any_shard_and_years_stay_those_of_the_school(tmp_path):
    store = make_store(tmp_path / "s")
    shard_of(store, [failed("a"), done("b"), failed("c")])
    store.compact()
    years = pq.read_table(store.parts(YEARS)[0], partitioning=None)
    assert years["year"].to_pylist() == SCHOOL_YEARS.tolist()
    assert store.status() == {"a": FAILED, "b": DONE, "c": FAILED}
