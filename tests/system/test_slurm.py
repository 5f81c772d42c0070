"""One design on this machine, on jobs that Dask starts, and on a job array: the same, row by row.

On the way jobs are cancelled, daemons are killed, and a node loses power. What happened is printed:
`pytest -m system -n 0 -s tests/system/test_slurm.py` shows it.
"""

import json
import subprocess
import sys
import time

import pytest
from pandas.testing import assert_frame_equal

from simulation.ensemble.runs import Run
from simulation.ensemble.shard import read, shards
from simulation.ensemble.store import RUNS, open_store
from simulation.ensemble.views import connect
from tests.system.toy import NODES, Toy, wait

pytestmark = pytest.mark.system
FIVEBYTWO = "import sys; from experiments.cli import main; sys.exit(main())"
SEEDS, SCENARIOS, CHUNK = 30, 2, 12
DESIGN = f"""
title     = "A small design"
question  = "Does it matter where runs are carried out?"
scenarios = ["history", "no_initiative"]
seeds     = {SEEDS}
until     = 2012
fraction  = 0.05
"""
SITE = f"""
queue     = "main"
walltime  = "00:10:00"
memory    = "700MB"
chunk     = {CHUNK}
interface = "lo"
prologue  = ["flock $NUMBA_CACHE_DIR python -m simulation.ensemble.warm"]
"""
START = time.monotonic()


def log(words):
    sys.stdout.write(f"{time.monotonic() - START:6.1f} s  {words}\n")


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    cluster = Toy(tmp_path_factory.mktemp("slurm"))
    try:
        cluster.up()
    except FileNotFoundError as missing:
        pytest.fail(str(missing))
    version = cluster.ask("sbatch", "--version")[0]
    log(f"{version} is up: {', '.join(cluster.ask('sinfo', '-h', '-N', '-o', '%N %t'))}")
    yield cluster
    cluster.down()


@pytest.fixture(scope="module")
def place(toy):
    """Return a folder, with a space in its name, of a design, a site and stores."""
    folder = toy.folder / "my runs"
    folder.mkdir()
    (folder / "small.toml").write_text(DESIGN)
    (folder / "site.toml").write_text(SITE)
    return folder


def sweep(toy, place, store, *words):
    """Return `fivebytwo sweep` at work, in a process of its own."""
    options = ["--store", place / store, "--workers", "2", *words]
    command = [sys.executable, "-c", FIVEBYTWO, "sweep", place / "small.toml", *options]
    return subprocess.Popen(
        command, env=toy.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def told(sweeping, status=0):
    words, _ = sweeping.communicate(timeout=200)
    assert sweeping.returncode == status, words
    for line in words.splitlines():
        log(f"  | {line}")
    return " ".join(words.split())


def stopped_half_way(toy, place):
    """Return a task that has done some of its runs and not all; tasks stand still until thawed."""
    (submitted,) = (place / "array" / "jobs").glob(f"*/{RUNS}.jsonl")
    keys = [Run.from_json(json.loads(line)).key for line in submitted.read_text().splitlines()]

    def half_way(task):
        first = int(task.split("_")[1]) * CHUNK
        done = open_store(place / "array").status().keys() & set(keys[first : first + CHUNK])
        return 0 < len(done) < CHUNK

    def caught():
        toy.freeze()
        task = next(filter(half_way, toy.jobs("--state=R")), None)
        if not task:
            toy.thaw()
        return task

    return wait(caught, "a task that is half done")


def ended(place, store):
    """Return how many runs a store has, also while it is written."""
    return len(open_store(place / store).status()) if (place / store / "store.json").exists() else 0


def tables(store):
    """Return runs and years, but for what differs between one time and another."""
    with connect(store) as link:
        runs = link.sql("SELECT * EXCLUDE (seconds, made, host) FROM runs ORDER BY run").df()
        return runs, link.sql("SELECT * FROM years ORDER BY run, year").df()


@pytest.fixture(scope="module")
def local(toy, place):
    told(sweep(toy, place, "local"))
    runs, years = tables(open_store(place / "local"))
    assert len(runs) == SEEDS * SCENARIOS
    assert set(runs["status"]) == {"done"}
    log(f"local: {len(runs)} runs, {len(years)} rows of years, {len(years.columns)} columns")
    return runs, years


def show_equal(place, store, local):
    """Fail unless a store holds each run once, equal to the local one, and say so."""
    kept = open_store(place / store)
    kept.compact()
    on_disk = [*kept.tabled(), *(k.record["run"] for s in shards(kept.shards) for k in read(s))]
    runs, years = tables(kept)
    assert_frame_equal(runs, local[0], check_exact=True)
    assert_frame_equal(years, local[1], check_exact=True)
    twice, lost = len(runs) - runs["run"].nunique(), set(local[0]["run"]) - set(runs["run"])
    assert not twice
    assert not lost
    assert len(on_disk) == len(set(on_disk))
    log(
        f"{store}: {len(runs)} runs in {len(kept.parts(RUNS))} parts, {len(years)} rows of years:"
        f" equal to the local ones row by row; {twice} twice, {len(lost)} lost"
    )


def test_jobs_that_dask_starts_do_the_same_while_jobs_and_daemons_die(toy, place, local):
    sweeping = sweep(toy, place, "dask", "--on", "slurm", "--site", place / "site.toml")
    wait(lambda: ended(place, "dask") >= 5, "the first runs")
    jobs = toy.jobs("--state=R")
    log(f"{ended(place, 'dask')} runs: scancel {' '.join(jobs)}, every job of Dask that runs")
    toy.ask("scancel", *jobs)
    so_far = ended(place, "dask")
    wait(lambda: ended(place, "dask") >= so_far + 5, "other jobs in their place")
    node = wait(lambda: toy.ask("squeue", "-h", "-t", "R", "-o", "%N"), "a job at work")[0]
    log(f"{ended(place, 'dask')} runs: {node} loses power, slurmctld is killed; both come back")
    toy.lose(node)
    toy.kill("slurmctld")
    assert ended(place, "dask") < SEEDS * SCENARIOS
    words = told(sweeping)
    assert f"{SEEDS * SCENARIOS} done, 0 failed" in words
    show_equal(place, "dask", local)
    wait(lambda: not toy.jobs(), "Dask's jobs to end")


def test_a_job_array_does_the_same_while_tasks_and_daemons_die(toy, place, local):
    words = ["--on", "slurm-array", "--site", place / "site.toml"]
    told(sweep(toy, place, "array", *words))
    task = stopped_half_way(toy, place)
    log(f"{ended(place, 'array')} runs: scancel {task}, a task at work")
    kept = set(open_store(place / "array").status())
    toy.ask("scancel", task)
    wait(lambda: task not in toy.jobs(), "the cancelled task to be over")
    toy.thaw()
    again = told(sweep(toy, place, "array", *words), status=1)
    assert "in the queue already" in again
    task = stopped_half_way(toy, place)
    (node,) = toy.ask("squeue", "-h", "-j", task, "-o", "%N")
    log(f"{ended(place, 'array')} runs: {node} loses power with task {task}, and comes back")
    toy.lose(node)
    toy.write_down(task.split("_")[0])
    other = next(n for n in NODES if n != node)
    log(f"{ended(place, 'array')} runs: slurmd of {other} and slurmctld are killed, and come back")
    toy.kill(f"slurmd.{other}")
    toy.kill("slurmctld")
    toy.thaw()

    def over():
        toy.hurry()
        return not toy.jobs()

    wait(over, "the array to end", seconds=300)
    so_far = ended(place, "array")
    log(f"{so_far} runs when the array is over: what the cancelled task had left is missing")
    assert kept <= set(open_store(place / "array").status())
    assert 0 < so_far < SEEDS * SCENARIOS
    assert f"{so_far} done" in told(sweep(toy, place, "array", *words))
    wait(over, "the rest to end")
    show_equal(place, "array", local)


@pytest.mark.parametrize("way", ["slurm", "slurm-array"])
def test_a_queue_that_does_not_exist_is_told_before_anything_waits(toy, place, way):
    wrong = place / "wrong.toml"
    wrong.write_text('queue = "nosuch"\n')
    words = told(sweep(toy, place, "refused", "--on", way, "--site", wrong), status=1)
    assert "sbatch refuses" in words
    assert "artition" in words
    assert not toy.jobs()


def test_jobs_that_never_come_to_work_end_the_sweep_with_a_word_about_their_logs(toy, place):
    broken = place / "broken.toml"
    broken.write_text(SITE.replace("flock", "exit 3; flock"))
    words = told(sweep(toy, place, "mute", "--on", "slurm", "--site", broken), status=1)
    assert "ended before they worked" in words
    assert "dask-*.log" in words
