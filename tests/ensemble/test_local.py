"""The engine of this machine: runs that fail, hang or end their worker cost themselves alone."""

import gc
import os
from collections import Counter
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import psutil
import pytest

from simulation import load, run
from simulation.ensemble.local import locally
from simulation.ensemble.runs import Ground, runs_of
from simulation.ensemble.shard import shards
from simulation.ensemble.store import DONE, FAILED, WrongStore, make_store
from simulation.ensemble.worker import Unfit, do, finish
from simulation.ensemble.yearly import EVALUATED, Partnership, columns
from simulation.results.panel import Panel

RAISES, DIES, EXITS, HANGS, GARBLED = 1, 2, 3, 4, 5  # goals by which runs misbehave
MISBEHAVING = f"""
import os, signal, sys, time
from pathlib import Path
from simulation.added import mechanism

class Garbled(Exception):
    def __str__(self):
        raise ValueError("no words")

@mechanism("september")
def misbehave(country):
    goal = country.world.levers.goal
    if goal == {RAISES}:
        raise ZeroDivisionError("on purpose, \\udcff")
    if goal == {DIES}:
        with Path("DEATHS").open("a") as deaths:
            deaths.write(f"{{os.getpid()}}\\n")
        os.kill(os.getpid(), signal.SIGKILL)
    if goal == {EXITS}:
        sys.exit("enough")
    if goal == {HANGS}:
        time.sleep(600)
    if goal == {GARBLED}:
        raise Garbled
"""

COLLECTING = """
import gc
import os
from simulation.added import mechanism

@mechanism("september")
def look(country):
    assert gc.isenabled()
    assert gc.get_freeze_count()
"""


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path / "store")


@pytest.fixture
def added(tmp_path):
    place = tmp_path / "misbehaving.py"
    place.write_text(MISBEHAVING.replace("DEATHS", str(place.with_suffix(".deaths"))))
    return place


def runs_with(goals, added, *, seeds=(1,)):
    ground = Ground(until=2002, fraction=0.05, added=added)
    return [r for g in goals for r in runs_of("history", {"levers.goal": g}, seeds, ground)]


def records(store):
    return {k.record["run"]: k.record for k in store.growing()}


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_through_the_pool_a_run_is_what_it_is_alone(workers, store):
    ground = Ground(until=2013, fraction=0.05)
    values = {"choice.level": -1.3, "trust.forgetting": 0.05}
    runs = [r for s in ("history", "endogenous") for r in runs_of(s, values, (1, 2), ground)]
    ended = list(locally(runs, store, workers=workers))
    assert Counter(e.key for e in ended) == Counter(r.key for r in runs)
    kept = {k.record["run"]: k.table.to_pydict() for k in store.growing()}
    for one in runs:
        partnership, panel = Partnership(), Panel(until=EVALUATED)
        case = load(one.scenario, set=values, fraction=0.05)
        alone = run(case, seed=one.seed, until=2013, watchers=(partnership, panel))
        expected = columns(alone, partnership, panel)
        assert kept[one.key].pop("year") == list(alone.years)
        assert kept[one.key].keys() == expected.keys()
        for name, column in expected.items():
            assert repr(kept[one.key][name]) == repr(np.asarray(column, float).tolist()), name


def test_whatever_a_run_does_the_others_are_done(store, added):
    good = runs_with([10, 11, 12, 13], added, seeds=(1, 2))
    bad = runs_with([RAISES, DIES, EXITS, GARBLED], added)
    runs = [r for pair in zip(bad, good[:4], strict=True) for r in pair] + good[4:]
    ended = {e.key: e.error for e in locally(runs, store, workers=2)}
    assert ended.keys() == {r.key for r in runs}
    assert not any(ended[r.key] for r in good)
    errors = [ended[r.key] for r in bad]
    for error, words in zip(
        errors,
        (r"ZeroDivisionError: on purpose, \udcff", "its worker was lost 2 times (exit -9)",
         "SystemExit: enough", "Garbled"), strict=True,
    ):  # fmt: skip
        assert words in error
    deaths = added.with_suffix(".deaths").read_text().split()
    assert len(set(deaths)) == 2
    found = records(store)
    assert [found[r.key]["status"] for r in bad] == [FAILED] * 4
    first = found[bad[0].key]
    assert (first["seed"], first["values"]) == (1, {"levers.goal": RAISES})
    assert f'{added}", line' in first["error"]
    store.compact()
    assert Counter(store.tabled().values()) == {DONE: 8, FAILED: 4}
    assert not shards(store.shards)


def test_a_run_that_takes_too_long_fails(store, added):
    runs = runs_with([HANGS, 10, 11, 12], added)
    ended = {e.key: e.error for e in locally(runs, store, workers=2, seconds=3)}
    assert [ended[r.key] for r in runs] == ["it took more than 3 s", "", "", ""]
    assert records(store)[runs[0].key]["error"] == "it took more than 3 s"


def test_code_that_ends_the_process_as_it_is_read_does_not_end_the_sweep(store, added):
    added.write_text("import os\nos._exit(3)\n")
    (ended,) = locally(runs_with([10], added), store, workers=1)
    assert ended.error == "its worker was lost 2 times (exit 3)"


def test_a_pool_whose_worker_dies_idle_is_made_anew(store, added, monkeypatch):
    died = added.with_suffix(".died")

    def die(_):
        if not died.exists():
            died.touch()
            os._exit(1)

    monkeypatch.setattr("simulation.ensemble.local._settle", die)
    runs = runs_with([10, 11], added)
    assert [(e.key, e.error) for e in locally(runs, store, workers=1)] == [
        (r.key, "") for r in runs
    ]
    assert died.exists()


def test_workers_that_all_die_before_they_begin_end_the_sweep(store, added, monkeypatch):
    monkeypatch.setattr("simulation.ensemble.local._settle", lambda _: os._exit(1))
    with pytest.raises(BrokenProcessPool):
        list(locally(runs_with([10], added), store, workers=2))
    assert not records(store)


def test_no_runs_need_no_workers(store):
    assert not list(locally([], store, workers=2))


def test_a_sweep_that_is_left_in_the_middle_leaves_no_worker(store):
    before = set(psutil.Process().children())
    ending = locally(runs_with(range(10, 30), None), store, workers=2)
    next(ending)
    workers = set(psutil.Process().children()) - before
    assert len(workers) == 2
    ending.close()
    _, alive = psutil.wait_procs(workers, timeout=60)
    assert not alive
    assert DONE in store.status().values()


def test_workers_collect_what_runs_leave_also_where_the_command_does_not(store, added):
    """A run leaves cycles of some MB, and commands run with the collector switched off."""
    added.write_text(COLLECTING)
    frozen = gc.get_freeze_count()
    gc.disable()
    try:
        (ended,) = locally(runs_with([10], added), store, workers=1)
    finally:
        gc.enable()
    assert not ended.error
    assert gc.get_freeze_count() == frozen, "the sweep's own process is left as it was"


def test_a_full_store_is_told_with_the_way_out(store):
    """Whoever writes, a worker or the sweep itself."""
    store.shards.rmdir()
    store.shards.write_text("a file where the folder was")
    try:
        with pytest.raises(WrongStore, match=r"cannot be written: .* the same command goes on"):
            list(locally(runs_with([10], None), store, workers=1))
    finally:
        finish()


def test_in_one_process_a_run_is_done_too(store):
    (one,) = runs_with([10], None)
    try:
        assert not do(one, store).error
    finally:
        finish()
    assert store.status() == {one.key: DONE}


def change(file):
    file.write_text(file.read_text().replace("-1.2", "-1.4"))


@pytest.mark.parametrize("spoil", [change, lambda f: f.unlink(), lambda f: f.write_text("half a")])
def test_a_scenario_that_changes_on_the_way_ends_the_sweep_and_spoils_nothing(
    store, tmp_path, spoil
):
    """A run is never kept under a name that is of other content."""
    mine = tmp_path / "mine.toml"
    text = 'title = "T"\nquestion = "Q?"\nbase = "history"\n[[change]]\nset.choice.level = %s\n'
    mine.write_text(text % -1.2)
    ground = Ground(until=2002, fraction=0.05)
    runs = [*runs_of("history", {}, range(4), ground), *runs_of(str(mine), {}, range(4), ground)]
    ending = locally(runs, store, workers=1)
    next(ending)
    spoil(mine)
    with pytest.raises(Unfit, match=r"mine\.toml, or a file it is run with, changed"):
        list(ending)
    assert set(store.status()) <= {r.key for r in runs[:4]}


def test_a_machine_that_cannot_build_a_population_ends_the_sweep(store, tmp_path, monkeypatch):
    """It is no failure of the runs: with room, the same command does them."""
    (tmp_path / "file").touch()
    ground = Ground(until=2002, fraction=0.031)  # of no other test
    runs = runs_of("history", {}, [1], ground)
    with monkeypatch.context() as here:
        here.setenv("FIVEBYTWO_CACHE", str(tmp_path / "file"))
        with pytest.raises(Unfit, match="set FIVEBYTWO_CACHE"):
            list(locally(runs, store, workers=1))
    assert not store.status()
    (ended,) = locally(runs, store, workers=1)
    assert not ended.error
