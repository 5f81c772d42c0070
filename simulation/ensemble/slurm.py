"""Runs on a SLURM cluster, in two ways.

Dask starts jobs as they are needed, and the sweep that follows them has to live; a job array is
handed over once and outlives whoever submitted it, where nothing may run beside the queue.
"""

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any
from uuid import uuid4

from dask_jobqueue.slurm import SLURMCluster

from simulation.ensemble.chunk import JOBS, SCRIPT, write
from simulation.ensemble.job import call, options, preamble, script
from simulation.ensemble.runs import Run
from simulation.ensemble.scheduled import scheduled
from simulation.ensemble.site import Site, WrongSite, read_site
from simulation.ensemble.store import Store
from simulation.ensemble.watch import Watch
from simulation.ensemble.worker import Ended

_TASKS = 1_000  # of one array, as SLURM has it unless a site allows more (MaxArraySize)
_SHORT = "10ms"  # as long as runs wait, there are as many jobs as may be
_DRAFT = ".draft"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A job array in the queue."""

    job: str
    runs: int
    tasks: int
    chunk: int
    jobs: int
    store: Path

    def __str__(self) -> str:
        """Tell what it is, and how to follow it."""
        follow = shlex.join(["fivebytwo", "status", str(self.store)])
        return (
            f"Submitted job {self.job}: {_many(self.tasks, 'task')} of"
            f" {_many(min(self.chunk, self.runs), 'run')}, at most {self.jobs} at a time;"
            f" follow with `{follow}` or `squeue -j {self.job}`."
        )


def submit(
    runs: Sequence[Run], store: Store, *, site: Path | None, jobs: int, seconds: float | None = None
) -> Submitted:
    """Hand runs over as one array of jobs, and return what is in the queue.

    Parameters
    ----------
    site
        A file that describes the cluster.
    jobs
        The most tasks at a time.
    seconds
        The longest that a run may take.

    Raises WrongSite if the cluster is not as described, does not take the jobs, or has an array of
    this store in its queue.
    """
    cluster, folder = read_site(site), store.folder.resolve()
    name = f"fivebytwo-{sha256(str(folder).encode()).hexdigest()[:8]}"
    if queued := sorted(set(call("squeue", "--noheader", f"--name={name}", "--format=%F").split())):
        listed = " ".join(queued)
        raise WrongSite(
            f"{store.folder} has an array in the queue already: job {listed}. Wait until it is over"
            f" (`squeue -j {queued[0]}`), or `scancel {listed}`; then submit what is left."
        )
    chunk = max(min(cluster.chunk, ceil(len(runs) / jobs)), ceil(len(runs) / _TASKS))
    tasks = ceil(len(runs) / chunk)
    place = folder / JOBS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:4]}"
    told = options(cluster, name, place / "%a.log", cores=cluster.cores)
    told[:0] = [f"--array=0-{tasks - 1}%{jobs}", "--requeue"]
    work = shlex.join([sys.executable, "-m", "simulation.ensemble.chunk", str(place)])
    with _whole(place) as draft:
        write(draft, runs, chunk, seconds)
        lines = [*preamble(cluster), f'exec {work} "$SLURM_ARRAY_TASK_ID"']
        (draft / SCRIPT).write_text(script(told, lines), encoding="utf-8")
    try:
        job = call("sbatch", "--parsable", str(place / SCRIPT)).strip().split(";")[0]
    except WrongSite:
        shutil.rmtree(place)
        raise
    return Submitted(job, len(runs), tasks, chunk, jobs, store.folder)


def through_dask(
    runs: Sequence[Run], store: Store, *, site: Path | None, jobs: int
) -> Iterator[Ended]:
    """Carry runs out on jobs that Dask starts and ends as they are needed.

    Parameters
    ----------
    site
        A file that describes the cluster.
    jobs
        The most jobs at a time, each of one core.

    Yields how each run ended. Raises WrongSite if the cluster is not as described, or does not take
    the jobs.
    """
    about = read_site(site)
    logs = store.folder.resolve() / JOBS
    logs.mkdir(exist_ok=True)
    told = [*options(about, "fivebytwo-dask", logs / "dask-%j.log", cores=1), "--no-requeue"]
    call("sbatch", "--test-only", told=script(told, preamble(about)))  # Dask would try for ever
    with (
        SLURMCluster(**_like(about, told)) as cluster,
        Watch(cluster, f"{logs}/dask-*.log").at_work() as watch,
    ):
        cluster.adapt(minimum_jobs=1, maximum_jobs=min(jobs, len(runs)), target_duration=_SHORT)
        yield from scheduled(runs, store, watch.connect)


def _like(site: Site, told: list[str]) -> dict[str, Any]:
    """Return how dask-jobqueue is to start jobs: by our own header, with no page of their own."""
    nobody = "127.0.0.1:0"
    return {
        "cores": 1, "processes": 1, "memory": f"{site.memory}MiB", "walltime": site.walltime,
        "interface": site.interface, "python": shlex.quote(sys.executable),
        "job_directives_skip": ["#SBATCH"], "job_extra_directives": told,
        "job_script_prologue": preamble(site),
        "worker_extra_args": [
            "--no-dashboard", "--dashboard-address", nobody,
            "--memory-limit", "0",  # SLURM's is enough; Dask would count shared pages as its own
        ],
        "scheduler_options": {"dashboard_address": nobody},
    }  # fmt: skip


@contextmanager
def _whole(place: Path) -> Iterator[Path]:
    """Give a folder to be filled, and put it in its place when it is."""
    draft = place.with_name(f".{place.name}{_DRAFT}")
    draft.mkdir(parents=True)
    try:
        yield draft
        draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _many(number: int, thing: str) -> str:
    """Return a number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
