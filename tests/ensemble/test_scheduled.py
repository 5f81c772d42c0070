"""Runs on a Dask cluster: as on this machine, whatever is killed."""

import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Timer
from time import sleep

import pandas as pd
import pytest

import simulation
from simulation.ensemble.local import locally
from simulation.ensemble.runs import Ground, runs_of
from simulation.ensemble.scheduled import WrongPlace, at, scheduled
from simulation.ensemble.store import make_store
from simulation.ensemble.views import connect

SMALL = {"until": 2002, "fraction": 0.02}
RAISES, DIES, FILLS = 101, 102, 103  # seeds
FAULTS = f"""
import os, resource, signal
from simulation.added import mechanism
from simulation.randomness import key_of

def raises():
    raise RuntimeError("as it was told to")

def dies():
    os.kill(os.getpid(), signal.SIGKILL)

def fills():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))  # the disk is full, for this process

FAULTS = {{key_of({RAISES}): raises, key_of({DIES}): dies, key_of({FILLS}): fills}}

@mechanism("june")
def fault(country):
    FAULTS.get(country.luck.key, int)()
"""


class Cluster:
    """A scheduler and workers, each a process."""

    def __init__(self, folder, failures):
        self.folder, self.workers, self.failures = folder, [], failures
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.begin()
        while not self.answers():
            sleep(0.1)

    def answers(self):
        with socket.socket() as link:
            return link.connect_ex(("127.0.0.1", int(self.address.split(":")[1]))) == 0

    def begin(self):
        host, port = self.address.split(":")
        where = ["--host", host, "--port", port, "--no-dashboard"]
        self.scheduler = self.dask("scheduler", *where, "--dashboard-address", "127.0.0.1:0")

    def add_worker(self, threads=1, **env):
        where = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--no-dashboard"]
        size = ["--no-nanny", "--nthreads", str(threads), "--local-directory", str(self.folder)]
        self.workers.append(self.dask("worker", self.address, *where, *size, **env))

    def dask(self, *words, **env):
        log = (self.folder / f"{words[0]}.log").open("a")
        rules = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(self.failures)}
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                stdout=log, stderr=log, env=os.environ | rules | env, cwd=self.folder,
            )  # fmt: skip

    def end(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path, request):
    one = Cluster(tmp_path, getattr(request, "param", 3))
    yield one
    one.end()


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path / "store")


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    place = tmp_path_factory.mktemp("own") / "faults.py"
    place.write_text(FAULTS)
    return place


def some(*seeds, added=None):
    return runs_of("history", {"choice.level": -1.4}, seeds, Ground(added=added, **SMALL))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, faults):
    """Return what this machine keeps of a few runs."""
    kept = make_store(tmp_path_factory.mktemp("local") / "store")
    assert len(list(locally(some(*range(1, 13), added=faults), kept, workers=1))) == 12
    return tables(kept)


def tables(store):
    """Return all that is in a store but when, where and how fast it was made."""
    with connect(store) as link:
        runs = link.sql("SELECT * EXCLUDE (seconds, made, host) FROM runs ORDER BY run").fetchall()
        years = link.sql("SELECT * FROM years ORDER BY run, year").df()
    return runs, years[sorted(years.columns)]


def assert_same(left, right):
    assert left[0] == right[0]
    pd.testing.assert_frame_equal(left[1], right[1], check_exact=True)


def ends(ended):
    return Counter(bool(e.error) for e in ended)


def test_a_cluster_keeps_what_this_machine_keeps(cluster, store, faults, undisturbed):
    Timer(1.0, cluster.add_worker, kwargs={"threads": 2}).start()  # there is none yet
    runs = some(*range(1, 13), RAISES, added=faults)
    ended = list(scheduled(runs, store, at(cluster.address)))
    assert {e.key for e in ended} == {r.key for r in runs}
    assert [(e.key, e.error) for e in ended if e.error] == [
        (runs[-1].key, "RuntimeError: as it was told to")
    ]
    rows, years = tables(store)
    assert_same(([r for r in rows if r[0] != runs[-1].key], years), undisturbed)
    assert store.compact() == 13, "threads of a living worker have closed their shards"
    assert_same(tables(store), (rows, years))


def test_an_address_where_nobody_answers_is_told(store):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(WrongPlace, match=f"No Dask scheduler answers at {address}"):
            next(scheduled(some(1), store, at(address, seconds=1)))


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.1", "127.0.0.1:port", "smoke://a:1", ""])
def test_what_is_no_address_is_told(store, address):
    with pytest.raises(WrongPlace, match="No Dask scheduler answers"):
        next(scheduled(some(1), store, at(address, seconds=1)))


@pytest.mark.slow
@pytest.mark.parametrize("cluster", [0, 3], indirect=True)
def test_a_killed_worker_costs_nothing(cluster, store, faults, undisturbed):
    cluster.add_worker()
    ended = []
    for one in scheduled(some(*range(1, 13), added=faults), store, at(cluster.address)):
        ended.append(one)
        if len(ended) == 3:
            cluster.workers[0].kill()
            cluster.add_worker()
    assert ends(ended) == {False: 12}
    assert_same(tables(store), undisturbed)


@pytest.mark.slow
def test_a_killed_scheduler_costs_the_runs_in_flight(cluster, store, faults, undisturbed):
    cluster.add_worker()
    ended = []
    for one in scheduled(some(*range(1, 13), added=faults), store, at(cluster.address)):
        ended.append(one)
        if len(ended) == 3:
            cluster.scheduler.kill()
            cluster.scheduler.wait()
            cluster.begin()
            cluster.add_worker()
    assert ends(ended) == {False: 12}
    assert len({e.key for e in ended}) == 12
    assert_same(tables(store), undisturbed)


@pytest.mark.slow
def test_a_scheduler_that_stays_away_is_told(cluster, store):
    cluster.add_worker()
    sweep = scheduled(some(*range(1, 13)), store, at(cluster.address, seconds=1), patience=2)
    first = next(sweep)
    cluster.scheduler.kill()
    with pytest.raises(WrongPlace, match=r"was lost.* the same command goes on"):
        list(sweep)
    assert store.status()[first.key] == "done"


@pytest.mark.slow
@pytest.mark.parametrize("cluster", [0], indirect=True)
def test_a_run_that_kills_its_workers_fails_alone(cluster, store, faults):
    for _ in range(4):
        cluster.add_worker()
    runs = some(1, 2, DIES, *range(3, 7), added=faults)
    ended = list(scheduled(runs, store, at(cluster.address)))
    assert len(ended) == 7
    assert [(e.key, e.error) for e in ended if e.error] == [
        (runs[2].key, "its worker was lost 2 times")
    ]


@pytest.mark.slow
def test_a_full_disk_stops_the_sweep_and_fails_no_run(cluster, store, faults):
    cluster.add_worker()
    runs = some(1, 2, FILLS, *range(3, 7), added=faults)
    told = rf"worker tcp://127\.0\.0\.1:\d+ cannot write to {store.folder}: File too large"
    with pytest.raises(WrongPlace, match=told):
        list(scheduled(runs, store, at(cluster.address)))
    assert "failed" not in store.status().values()


@pytest.mark.slow
def test_a_store_that_a_worker_does_not_see_is_told(cluster, store):
    def hide():
        store.folder.rename(store.folder.with_name("elsewhere"))
        cluster.add_worker()

    Timer(3.0, hide).start()
    with pytest.raises(WrongPlace, match=rf"cannot write to {store.folder}: No such file"):
        list(scheduled(some(1), store, at(cluster.address)))
    assert not store.folder.exists()


@pytest.mark.slow
def test_workers_of_another_model_are_told(cluster, store):
    here = Path(simulation.__file__).parent
    other = cluster.folder / "simulation"
    shutil.copytree(here, other, ignore=shutil.ignore_patterns("__pycache__"))
    years = other / "years.py"
    years.write_text(years.read_text() + "\nANOTHER = 1\n")
    cluster.add_worker(PYTHONPATH=str(cluster.folder))
    with pytest.raises(WrongPlace, match=r"127\.0\.0\.1:\d+ has another version of the model"):
        list(scheduled(some(1), store, at(cluster.address)))
    assert store.status() == {}


@pytest.mark.slow
def test_a_file_that_changed_since_the_runs_were_named_is_told(cluster, store, tmp_path):
    own = tmp_path / "own.py"
    own.write_text(FAULTS)
    runs = some(1, added=own)
    own.write_text(FAULTS.replace("as it was told to", "for another reason"))
    cluster.add_worker()
    with pytest.raises(WrongPlace, match=r"have changed\. Start the workers again"):
        list(scheduled(runs, store, at(cluster.address)))
