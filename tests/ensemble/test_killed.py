"""Nothing is lost and nothing is there twice, whoever is killed and whenever: with kill -9."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import contextmanager, suppress
from itertools import count
from multiprocessing import get_context

import numpy as np
import psutil
import pyarrow as pa
import pytest

from experiments.cli import main
from simulation.ensemble.shard import Shard, shards
from simulation.ensemble.store import DONE, YEARS, make_store, open_store
from simulation.ensemble.views import connect

RUNS = 192
DESIGN = """
title     = "Killed"
question  = "Is anything lost?"
scenarios = ["history", "no_initiative"]
seeds     = 16
fraction  = 0.05
until     = 2005

[vary]
how  = "grid"
grid = { "choice.level" = [-1.6, -1.4, -1.2], "choice.bonus" = [0, 0.1] }
"""
COMMAND = "import sys; from experiments.cli import main; sys.exit(main())"
BY_CHANCE = {"seconds", "made", "host"}  # columns of a run that luck and machines decide
PATIENCE = 300  # seconds


@pytest.fixture(scope="module")
def design(tmp_path_factory):
    place = tmp_path_factory.mktemp("designs") / "killed.toml"
    place.write_text(DESIGN)
    return place


@pytest.fixture(scope="module")
def undisturbed(design):
    """Return the store of a sweep that nobody disturbed."""
    folder = design.parent / "undisturbed"
    assert main(["sweep", str(design), "--store", str(folder), "--workers", "2"]) == 0
    return open_store(folder)


def rows(store):
    """Return all that is in a store, but for what luck and machines decide."""
    link = connect(store)
    runs = link.sql("SELECT * FROM runs ORDER BY run").to_arrow_table()
    years = link.sql("SELECT * FROM years ORDER BY run, year").to_arrow_table()
    points = link.sql("SELECT * FROM points ORDER BY ALL").to_arrow_table()
    named = runs.select([c for c in runs.column_names if c not in BY_CHANCE])
    return {
        "runs": named.to_pylist(), "points": points.to_pylist(),
        "years": years.select(sorted(years.column_names)).to_pandas(),
    }  # fmt: skip


def assert_equal(store, expected):
    found = rows(store)
    assert found["runs"] == expected["runs"]
    assert found["points"] == expected["points"]
    assert found["years"].equals(expected["years"])
    keys = [row["run"] for row in found["runs"]]
    assert len(keys) == len(set(keys))


class Hunt:
    """A sweep as a process, which is killed, or loses a worker, and is started again."""

    def __init__(self, design, folder, seed):
        self.command = [
            sys.executable, "-c", COMMAND, "sweep", str(design), "--store", str(folder),
            "--workers", "2",
        ]  # fmt: skip
        self.folder, self.rng = folder, np.random.default_rng(seed)
        self.ends = defaultdict(set)  # of each run: each time that it was done
        self.kills, self.before, self.torn, self.starts = Counter(), [], 0, 0

    def start(self):
        self.starts += 1
        self.sweep = psutil.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def done(self):
        """Return how many runs are done, and note each time one was."""
        if not (self.folder / "store.json").is_file():
            return 0
        with self.held():
            store = open_store(self.folder)
            for kept in store.growing():
                self.ends[kept.record["run"]].add((kept.record["made"], kept.record["host"]))
            return list(store.status().values()).count(DONE)

    @contextmanager
    def held(self):
        """Stop the sweep for a while, or a fast machine is at the end before it is hunted."""
        processes = []
        if self.sweep.poll() is None:
            self.sweep.suspend()  # from now on it forks nothing
            processes = [self.sweep, *self.sweep.children()]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        yield
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def kill(self, whom):
        """Kill at a moment by lot: after some more runs are done, and then some milliseconds."""
        ready = self.done() + self.rng.integers(1, 7)
        wait_until(lambda: self.done() >= ready or self.sweep.poll() is not None)
        assert self.sweep.poll() is None, (
            self.sweep.returncode,
            self.sweep.communicate(),
            str(self),
        )
        time.sleep(self.rng.uniform(0, 0.05))
        workers = self.workers()
        victim = self.sweep if whom == "sweep" else self.rng.choice(workers)
        victim.send_signal(signal.SIGKILL)
        self.kills[whom] += 1
        self.before.append(self.done())
        if whom == "sweep":
            self.sweep.communicate()
            assert self.sweep.returncode == -signal.SIGKILL
            wait_until(lambda: not any(alive(w) for w in workers))
            self.torn += sum(map(torn, shards(self.folder / "shards")))

    def workers(self):
        """Return the processes that the sweep has forked."""
        wait_until(lambda: any(alive(c) for c in self.sweep.children()))
        return [c for c in self.sweep.children() if alive(c)]

    def end(self):
        """Let the sweep come to its end."""
        _, err = self.sweep.communicate(timeout=PATIENCE)
        assert self.sweep.returncode == 0, err
        self.done()

    def __str__(self):
        again = sum(len(times) > 1 for times in self.ends.values())
        return (
            f"kill -9: {self.kills['sweep']} of the sweep, {self.kills['worker']} of a worker;"
            f" started {self.starts} times; runs done before each kill: {self.before};"
            f" runs that ended more than once: {again}; shards cut in half: {self.torn}"
        )


def wait_until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing happens any more"
        time.sleep(0.005)


def alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def torn(place):
    """Return whether the last run of a shard is there in part."""
    with pa.OSFile(str(place), "rb") as file:
        try:
            for _ in pa.ipc.open_stream(file):
                pass
        except pa.ArrowInvalid:
            return True
    return False


@pytest.mark.parametrize(
    "kills", [3, pytest.param(10, marks=pytest.mark.slow)], ids=["three", "ten"]
)
def test_a_sweep_killed_at_random_moments_ends_as_an_undisturbed_one(
    kills, design, undisturbed, tmp_path, capsys
):
    hunt = Hunt(design, tmp_path / "store", seed=kills)
    hunt.start()
    for kill in range(kills):
        hunt.kill("sweep" if kill % 2 else "worker")
        if not hunt.sweep.is_running() or hunt.sweep.poll() is not None:
            hunt.start()
    hunt.end()
    with capsys.disabled():
        print(f"\n{hunt}")  # noqa: T201  the counts
    assert sum(hunt.kills.values()) == kills
    assert hunt.before == sorted(hunt.before)
    assert all(0 < n < RUNS for n in hunt.before)
    store = open_store(tmp_path / "store")
    assert len(store.status()) == RUNS
    assert_equal(store, rows(undisturbed))


STEPS = {"os.rename", "os.remove", "os.mkdir"}  # what a process tells of its files


def spread(store, folder, *, some, parts):
    """Return a store as it is before it is compacted: some runs, in so many finished shards."""
    other, link = make_store(folder), connect(store)
    runs = link.sql("SELECT * FROM runs ORDER BY run").limit(some).to_arrow_table().to_pylist()
    years = link.sql("SELECT * FROM years ORDER BY run, year").df()
    for part in range(parts):
        with Shard(other.shards) as shard:
            for record in runs[part::parts]:
                own = years[years["run"] == record["run"]]
                columns = {c: own[c].to_numpy() for c in own if c not in {"run", "year"}}
                shard.append(record, own["year"].to_numpy(), columns)
    return other


def compact_until(store, step):
    """Compact a store, and kill this very process at a step."""
    steps = count()

    def kill(event, about):
        written = event == "open" and str(about[0]).endswith(".draft")
        if (written or event in STEPS) and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill)
    store.compact()


def test_a_kill_at_any_step_of_compacting_leaves_each_run_once(undisturbed, tmp_path, capsys):
    before = spread(undisturbed, tmp_path / "before", some=9, parts=3)
    expected, left = rows(before), Counter()
    for step in count():
        store = open_store(shutil.copytree(before.folder, tmp_path / str(step)))
        compacting = get_context("fork").Process(target=compact_until, args=(store, step))
        compacting.start()
        compacting.join()
        if compacting.exitcode == 0:
            break
        left[f"{len(shards(store.shards))} shards and {len(store.parts(YEARS))} parts"] += 1
        assert_equal(store, expected)
        store.compact()
        assert_equal(store, expected)
        assert not [p for p in store.folder.rglob("*") if p.suffix in {".draft", ".arrow"}]
    with capsys.disabled():
        print(f"\nkill -9 at each of {step} steps of compacting, which left {dict(left)}")  # noqa: T201
    assert len(left) > 2
