"""Benchmarks of many runs: what is compared is what is meant, and nothing stays behind."""

import os
import tempfile
from functools import partial

import numpy as np
import pytest

from experiments.benchmarks import band, engines, ensemble, stored
from simulation.ensemble.local import locally
from simulation.ensemble.runs import Ground, runs_of
from simulation.ensemble.views import connect
from simulation.ensemble.worker import finish

BRIEF = Ground(until=2001, fraction=0.05)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return some runs of a small country, as a store has them."""
    yield stored.real(tmp_path_factory.mktemp("real") / "store", 1, BRIEF)[1]
    finish()


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return the folder that temporary files are made in."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_pace_begins_when_each_worker_has_ended_a_run():
    started_late = [10.0, 10.1, 11.1, 11.1, 12.1, 12.1]
    assert engines.pace(started_late, workers=2) == pytest.approx(0.5)
    assert engines.pace([9.0, 9.5, 10.0]) == pytest.approx(0.5)


def test_ends_of_an_engine_are_those_of_its_runs_and_the_store_is_removed(temporary):
    runs = runs_of("history", {}, (1, 2, 3), BRIEF)
    ends = engines.through(partial(locally, workers=1), runs)
    assert ends == sorted(ends)
    assert len(ends) == 3
    assert ends[0] > 0
    assert not list(temporary.iterdir())


def test_a_run_that_fails_stops_the_benchmark(temporary):
    runs = runs_of("history", {}, (1,), Ground(until=1999, fraction=0.05))  # before any year seen
    with pytest.raises(RuntimeError, match="1999 is not a school year"):
        engines.through(partial(locally, workers=1), runs)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("workers", [1, 2])
def test_loops_and_the_control_end_once_for_each_run(workers):
    runs = runs_of("history", {}, (1, 2, 3), BRIEF)
    for ends in (engines.looped(runs, workers), engines.computed(3, workers, steps=10)):
        assert len(ends) == 3
        assert ends == sorted(ends)


def test_a_run_costs_the_workers_time_of_a_core_on_both_clocks():
    wall, core = engines._taken(lambda workers: engines.computed(4, workers, steps=200_000), 2)
    assert wall > 0
    assert core > 0.002


def test_what_is_timed_in_a_worker_is_more_and_more_of_the_same_run(temporary):
    found = engines.inside(BRIEF, runs=2)
    assert {name: len(seconds) for name, seconds in found.items()} == {
        "alone": 2, "looked at": 2, "kept": 2,
    }  # fmt: skip
    assert not list(temporary.iterdir())


def test_a_longer_control_takes_more_steps_and_none_is_left_out():
    assert engines.spin(0) == 1
    assert engines.spin(2) == ((69_069 & 0xFFFF) * 69_069 + 1) & 0xFFFF


def paces(control, loops, engine):
    """Return two rounds in which two workers take so long for a run, and one takes 1 s."""
    ways = {"control": control, "loops": loops, "engine": engine}
    return {way: [[[1, 1.0], [s, 1.1]], [[1.2, 1.0], [1.2 * s, 1.3]]] for way, s in ways.items()}


@pytest.mark.parametrize(("two", "verdict"), [(0.55, "ok"), (0.6, "MISSED")])
def test_an_engine_must_gain_nearly_what_the_control_gains(two, verdict):
    *_, loops, engine = ensemble.gained(paces(0.53, 0.5, two))
    assert engine.verdict == verdict
    assert (engine.least, engine.usual) == (pytest.approx(0.53 / two),) * 2
    assert loops.verdict == ""


def test_on_a_busy_machine_nothing_is_judged_and_the_table_says_so():
    *_, engine = ensemble.gained(paces(0.9, 0.9, 0.5))
    assert engine.verdict == ""
    assert ensemble.BUSY in engine.what


@pytest.mark.parametrize(("free", "verdict"), [(True, "MISSED"), (False, "")])
def test_what_an_engine_adds_is_its_pace_less_the_loops(free, verdict):
    seconds = {"loop": [0.010, 0.012], "local": [0.016, 0.020], "dask": [0.030, 0.027]}
    once = {"first": [0.2], "local in the sweep": [0.001], "dask in the sweep": [0.008]}
    local, own, *_ = ensemble.added(seconds | once, free=free)
    assert (local.least, local.usual) == (pytest.approx(6), pytest.approx(7))
    assert own.least == pytest.approx(1)
    assert local.verdict == verdict


def test_what_runs_cost_one_another_is_told_apart_for_engine_and_loops():
    beside = [f for f in ensemble.gained(paces(0.5, 0.5, 0.5)) if "beside another" in f.what]
    assert [(f.least, f.usual) for f in beside] == [(pytest.approx(1.1), pytest.approx(1.2))] * 3


def test_a_band_of_fewer_runs_is_counted_as_if_all_were_there():
    moments = {"begin": 0.0, "imported": 3.0, "opened": 3.1, "asked": 3.2, "drawn": 3.5}
    whole, *_ = ensemble.drawn([moments], ensemble.RUNS)
    scaled, *_ = ensemble.drawn([moments], ensemble.RUNS // 10)
    assert whole.least == pytest.approx(0.5)
    assert scaled.least == pytest.approx(0.1 + 10 * 0.1 + 0.3)
    assert "scaled" in scaled.what


def test_programs_are_run_with_one_thread_each(monkeypatch):
    monkeypatch.setattr(os, "environ", {"HOME": "there"})
    assert ensemble.environment()["OPENBLAS_NUM_THREADS"] == "1"
    assert ensemble.environment()["HOME"] == "there"


def test_runs_that_are_made_up_look_like_real_ones(kept):
    real = [counted(k) for k in kept]
    made = list(stored.like(real, 30, np.random.default_rng(1)))
    assert len({k.record["run"] for k in made}) == 30
    assert {k.table.schema for k in made} == {kept[0].table.schema}
    students, shares = (
        np.array([k.table[c].to_pylist() for k in made]) for c in ("students", "five_unit_share")
    )
    assert (students == np.rint(students)).all()
    assert (shares < 1).all()
    assert len(np.unique(students)) > 15
    assert students.mean() == pytest.approx(real[0].table["students"][0].as_py(), rel=0.05)


def counted(kept):
    """Return a run whose students are whole, as they are where all of the country is simulated."""
    table, place = kept.table, kept.table.column_names.index("students")
    return kept._replace(table=table.set_column(place, "students", [np.rint(table["students"])]))


def test_the_band_is_of_all_runs_of_the_store(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "PART", 20)
    seconds = stored.many(tmp_path / "store", kept, 60)
    found = band.drawn(tmp_path / "store", tmp_path / "band.png")
    assert len(seconds) == 3
    assert found["runs"] == 60
    assert (tmp_path / "band.png").stat().st_size > 1_000
    assert list(found["moments"].values()) == sorted(found["moments"].values())
    with connect(stored.Store(tmp_path / "store")) as link:
        values = link.execute("SELECT five_units FROM years WHERE year = 2001").fetchnumpy()
    assert found["middle"][0] == pytest.approx(np.median(values["five_units"]))


def test_adding_to_a_shard_is_timed_run_by_run(kept, tmp_path):
    seconds = stored.appending(tmp_path / "shards", kept[0])
    assert len(seconds) > 10
    assert min(seconds) > 0
    assert stored.size(tmp_path / "shards") > 0
