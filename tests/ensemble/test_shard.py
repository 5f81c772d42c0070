"""A shard holds a run whole or not at all, wherever a kill cuts it."""

import os
import resource
import signal
from contextlib import suppress
from multiprocessing import get_context

import numpy as np
import pytest

from simulation.ensemble import shard as shard_module
from simulation.ensemble.shard import Shard, finished, forget_drafts, read, shards

YEARS = np.arange(2001, 2004)


def columns(number):
    return {"five_units": YEARS * 1.5 + number, "passed": np.full(3, np.nan)}


def write(folder, *numbers):
    """Write runs into one shard, close it, and return its place."""
    with Shard(folder) as shard:
        for number in numbers:
            shard.append({"run": f"{number}"}, YEARS, columns(number))
    (place,) = shards(folder)
    return place


def keys(place):
    return [k.record["run"] for k in read(place)]


def test_what_was_written_is_read_again(tmp_path):
    place = write(tmp_path, 1, 2)
    first, second = read(place)
    assert (first.record, second.record) == ({"run": "1"}, {"run": "2"})
    table = second.table.to_pydict()
    assert table["year"] == [2001, 2002, 2003]
    assert table["five_units"] == columns(2)["five_units"].tolist()
    assert np.isnan(table["passed"]).all()


def test_a_shard_cut_at_any_byte_has_the_runs_that_were_whole(tmp_path):
    place = write(tmp_path, 1, 2, 3)
    whole, found = place.read_bytes(), []
    for length in range(0, len(whole), 3):
        place.write_bytes(whole[:length])
        found.append(len(keys(place)))
        assert keys(place) == ["1", "2", "3"][: found[-1]]
    assert found == sorted(found)
    assert set(found) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    "rest", [b"\0" * 4_096, b"\xff" * 4_096, b"RUN" * 99], ids=["0", "ff", "x"]
)
def test_rubbish_behind_the_last_whole_run_is_not_read(tmp_path, rest):
    place = write(tmp_path, 1, 2)
    ends = len(place.read_bytes()) - 8  # of the mark that a stream ends with
    place.write_bytes(place.read_bytes()[:ends] + rest)
    assert keys(place) == ["1", "2"]


def test_a_shard_that_is_gone_or_empty_has_no_runs(tmp_path):
    assert keys(tmp_path / "gone.arrow") == []
    (tmp_path / "empty.arrow").write_bytes(b"")
    assert keys(tmp_path / "empty.arrow") == []


def test_runs_can_be_read_while_more_are_written(tmp_path):
    with Shard(tmp_path) as shard:
        for number in range(3):
            shard.append({"run": f"{number}"}, YEARS, columns(number))
            (place,) = shards(tmp_path)
            assert keys(place) == [f"{n}" for n in range(number + 1)]


def test_a_failure_fits_into_any_shard_and_other_measures_begin_another(tmp_path):
    none = np.empty(0, np.int64)
    with Shard(tmp_path) as shard:
        shard.append({"run": "1"}, YEARS, columns(1))
        shard.append({"run": "2"}, none, {})
        shard.append({"run": "3"}, YEARS, columns(3))
        assert len(shards(tmp_path)) == 1
        shard.append({"run": "4"}, YEARS, {"other": YEARS * 1.0})
        assert len(shards(tmp_path)) == 2
    found = {k.record["run"]: k.table.num_rows for place in shards(tmp_path) for k in read(place)}
    assert found == {"1": 3, "2": 0, "3": 3, "4": 3}


def test_a_shard_ends_after_so_many_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(shard_module, "_MOST", 2)
    with Shard(tmp_path) as shard:
        for number in range(5):
            shard.append({"run": f"{number}"}, YEARS, columns(number))
    assert sorted(len(keys(place)) for place in shards(tmp_path)) == [1, 2, 2]


def test_a_shard_is_finished_when_its_writer_is_gone_however_it_went(tmp_path):
    ours, theirs = get_context("fork").Pipe()

    def write_and_wait():
        shard = Shard(tmp_path)
        shard.append({"run": "1"}, YEARS, columns(1))
        theirs.send("written")
        signal.pause()

    writer = get_context("fork").Process(target=write_and_wait)
    writer.start()
    assert ours.recv() == "written"
    (place,) = shards(tmp_path)
    assert not finished(place)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    assert finished(place)
    assert keys(place) == ["1"]
    assert not finished(tmp_path / "gone.arrow")


def test_only_drafts_that_nobody_writes_are_forgotten(tmp_path):
    left, just_begun = tmp_path / "left.draft", tmp_path / "begun.draft"
    for draft in (left, just_begun):
        draft.write_bytes(b"half")
    os.utime(left, (0, 0))
    with Shard(tmp_path) as shard:
        shard.append({"run": "1"}, YEARS, columns(1))
        (place,) = shards(tmp_path)
        written = place.with_suffix(".draft")
        place.rename(written)
        os.utime(written, (0, 0))
        forget_drafts(tmp_path)
        assert {p.name for p in tmp_path.iterdir()} == {written.name, just_begun.name}
    os.utime(written, (0, 0))
    forget_drafts(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [just_begun.name]


def test_a_full_disk_ends_a_shard_behind_its_last_whole_run(tmp_path):
    """The largest size of a file stands for the disk; with room again, another shard begins."""

    def fill():
        shard, kept = Shard(tmp_path), 0
        most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, most))
        with suppress(OSError):
            for kept in range(100):
                shard.append({"run": f"{kept}"}, YEARS, columns(kept))
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        shard.append({"run": f"{kept}"}, YEARS, columns(kept))
        shard.close()
        theirs.send(kept)

    ours, theirs = get_context("fork").Pipe()
    filling = get_context("fork").Process(target=fill)
    filling.start()
    filling.join()
    assert ours.poll()
    kept = ours.recv()
    assert 0 < kept < 99
    assert {k.stat().st_size <= 5_000 for k in shards(tmp_path)} == {True}
    found = sorted((keys(p) for p in shards(tmp_path)), key=len)
    assert found == [[f"{kept}"], [f"{n}" for n in range(kept)]]


def test_a_shard_of_another_machine_is_finished_when_it_is_closed_or_old(tmp_path):
    """A lock may hold on its own machine only."""
    with Shard(tmp_path) as shard:
        shard.append({"run": "1"}, YEARS, columns(1))
        (place,) = shards(tmp_path)
        elsewhere = tmp_path / "another-1-aa.arrow"
        elsewhere.write_bytes(place.read_bytes())  # nobody here holds a lock on it
        assert not finished(elsewhere)
    elsewhere.write_bytes(place.read_bytes())
    assert finished(elsewhere)
    elsewhere.write_bytes(place.read_bytes()[:-8])
    assert not finished(elsewhere)
    os.utime(elsewhere, (0, 0))
    assert finished(elsewhere)
