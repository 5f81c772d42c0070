"""Run in a process of its own by `ensemble`: how fast engines carry runs out, as JSON.

An engine is timed by the moments at which its runs end, from the first run of each worker on; what
comes before is its start-up. Beside it, in turn, stand the same runs in plain loops of forked
processes, and a control that only computes, through a pool of the engine's kind.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from distributed import LocalCluster
from pebble import ProcessPool

from experiments.benchmarks.timing import Clock, in_turn
from experiments.sweeps.design import read_design
from experiments.sweeps.plan import plan_of
from simulation.ensemble.local import locally
from simulation.ensemble.runs import Ground, Run, runs_of
from simulation.ensemble.scheduled import at, scheduled
from simulation.ensemble.store import Store, make_store
from simulation.ensemble.worker import Ended, case_of, do, finish, live
from simulation.run import HORIZON, run

Engine = Callable[[Sequence[Run], Store], Iterator[Ended]]
Ends = list[float]  # seconds since an engine began, run by run

NATIONAL = Ground(until=2017)
SMALL = Ground(until=2002, fraction=0.05)  # short, so that what is added to a run shows
WATCHED = Ground(until=HORIZON, fraction=0.05)
DESIGN = "luck_or_structure"
_STEPS = 100_000  # of the control, to learn how fast it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured: rounds, and runs of a round."""

    rounds: int
    national: int
    small: int
    watched: int


QUICK = Size(rounds=2, national=8, small=60, watched=5)
FULL = Size(rounds=8, national=16, small=200, watched=25)


def pace(ends: Ends, workers: int = 1) -> float:
    """Return the seconds between two ends, from the first run of each worker on.

    >>> pace([5, 5, 7, 7, 9, 9], workers=2)
    1.0
    """
    return (ends[-1] - ends[workers - 1]) / (len(ends) - workers)


def through(engine: Engine, runs: Sequence[Run], clock: Clock = perf_counter) -> Ends:
    """Return when runs ended that an engine carries out, into a store that is then removed."""
    with TemporaryDirectory(prefix="fivebytwo-") as folder:
        store = make_store(Path(folder) / "store")
        start = clock()
        return [_moment(ended, clock) - start for ended in engine(runs, store)]


def _moment(ended: Ended, clock: Clock) -> float:
    """Return the time, or raise RuntimeError if a run failed: it is shorter than others."""
    if ended.error:
        raise RuntimeError(f"run {ended.key} of the benchmark failed: {ended.error}")
    return clock()


def looped(runs: Sequence[Run], workers: int) -> Ends:
    """Return when runs ended that forked processes live through and do not keep."""
    context = get_context("fork")
    ends, start = context.SimpleQueue(), perf_counter()
    parts = [runs[i::workers] for i in range(workers)]
    processes = [context.Process(target=_loop, args=[part, ends]) for part in parts]
    for process in processes:
        process.start()
    found = [ends.get() - start for _ in runs]
    for process in processes:
        process.join()
    return sorted(found)


def _loop(runs: Sequence[Run], ends: Any) -> None:  # noqa: ANN401  a queue of some context
    """Live through runs, and tell when each ended."""
    gc.freeze()  # as workers of engines do: collections need not look at what was there before
    for a_run in runs:
        _live(a_run)
        ends.put(perf_counter())


def _live(a_run: Run) -> None:
    """Live through a run without looking at the partnership, and keep nothing."""
    run(case_of(a_run), seed=a_run.seed, until=a_run.ground.until, network=False)


def computed(tasks: int, workers: int, steps: int) -> Ends:
    """Return when tasks of the control ended, which need no memory, no model and no store."""
    with ProcessPool(workers, context=get_context("fork")) as pool:
        start = perf_counter()
        futures = [pool.schedule(spin, args=[steps]) for _ in range(tasks)]
        return [perf_counter() - start for _ in as_completed(futures)]


def spin(steps: int) -> int:
    """Return a number that takes so many steps."""
    x = 1
    for i in range(steps):
        x = (x * 69_069 + i) & 0xFFFF
    return x


def paces(size: Size) -> dict[str, list[list[list[float]]]]:
    """Return by round, with one and with two workers, what a run takes: on the wall, of a core."""
    runs = runs_of("history", {}, range(1, size.national + 1), NATIONAL)
    steps = _steps_of(runs[0])
    ways: dict[str, Callable[[int], Ends]] = {
        "control": lambda workers: computed(len(runs), workers, steps),
        "loops": lambda workers: looped(runs, workers),
        "engine": lambda workers: through(partial(locally, workers=workers), runs),
    }
    found: dict[str, list[list[list[float]]]] = {name: [] for name in ways}
    for _ in range(size.rounds):
        for name, way in ways.items():
            found[name].append([_taken(way, workers) for workers in (1, 2)])
    return found


def _taken(way: Callable[[int], Ends], workers: int) -> list[float]:
    """Return the seconds of a run on the wall, and of a core in the processes of workers."""
    before = getrusage(RUSAGE_CHILDREN)
    ends = way(workers)
    after = getrusage(RUSAGE_CHILDREN)
    of_a_core = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [pace(ends, workers), of_a_core / len(ends)]


def _steps_of(a_run: Run) -> int:
    """Return the steps of the control that take about as long as a run."""
    things = {"run": lambda: _live(a_run), "steps": lambda: spin(_STEPS)}
    seconds = in_turn(things, rounds=3)
    return round(_STEPS * seconds["run"].least / seconds["steps"].least)


def added(size: Size) -> dict[str, list[float]]:
    """Return by round seconds a run: in a loop, locally, through Dask; and until the first.

    Also, once, the seconds of a core that each engine takes in the process of the sweep.
    """
    runs = runs_of("history", {}, range(1, size.small + 1), SMALL)
    found: dict[str, list[float]] = {"loop": [], "local": [], "dask": [], "first": []}
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        local: Engine = partial(locally, workers=1)
        dask: Engine = partial(scheduled, connect=at(cluster.scheduler_address))
        through(dask, runs[:2])  # its worker reads what runs share
        for _ in range(size.rounds):
            ends = through(local, runs)
            found["first"].append(ends[0])
            found["local"].append(pace(ends))
            found["dask"].append(pace(through(dask, runs)))
            found["loop"].append(pace(looped(runs, 1)))
        for name, engine in (("local", local), ("dask", dask)):
            found[f"{name} in the sweep"] = [pace(through(engine, runs, process_time))]
    return found


def inside(ground: Ground, runs: int) -> dict[str, list[float]]:
    """Return the seconds of a core that runs take in a worker: alone, looked at, and kept."""
    ways: dict[str, Callable[[Run, Store], object]] = {
        "alone": lambda a_run, _: _live(a_run),
        "looked at": lambda a_run, _: live(case_of(a_run), a_run),
        "kept": do,
    }
    seeds = iter(runs_of("history", {}, range(3 * (1 + runs)), ground))
    with TemporaryDirectory(prefix="fivebytwo-") as folder:
        store = make_store(Path(folder) / "store")
        things = {name: lambda way=way: way(next(seeds), store) for name, way in ways.items()}
        found = in_turn(things, runs)
        finish()
    return {name: list(seconds.all) for name, seconds in found.items()}


def naming(size: Size) -> dict[str, Any]:
    """Return the seconds that the plan of a design takes, and its runs and worlds."""
    design = read_design(DESIGN)
    plan = plan_of(design)
    seconds = in_turn({"plan": lambda: plan_of(design)}, rounds=max(1, size.rounds // 2))
    worlds = len(plan.runs) / len(design.seeds)
    return {"seconds": seconds["plan"].all, "runs": len(plan.runs), "worlds": worlds}


def main(size: Size) -> None:
    """Measure, and write what was found."""
    found = {
        "paces": paces(size), "added": added(size), "inside": inside(SMALL, size.small // 2),
        "watched": inside(WATCHED, size.watched),
        "naming": naming(size),
    }  # fmt: skip
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv else FULL)
