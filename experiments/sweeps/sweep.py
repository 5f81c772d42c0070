"""`fivebytwo sweep`: carry out what is missing of a design, on this machine or a cluster."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments import say
from experiments.settings import WrongSetting
from experiments.sweeps.design import read_design
from experiments.sweeps.plan import Plan, plan_of, runs_in
from experiments.sweeps.progress import Count, follow
from simulation.ensemble.local import locally
from simulation.ensemble.runs import Run, read_anew
from simulation.ensemble.store import DONE, FAILED, Store, make_store
from simulation.ensemble.worker import Ended

BOUND = 20_000  # runs of a design that nobody is asked twice about
MOST = 5_000_000  # runs that can be named at all
LOCAL, DASK, SLURM, ARRAY = "local", "dask://", "slurm", "slurm-array"
_COMPACT = 2_000  # runs between two times that shards become tables
_SHOWN = 3  # errors that are printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line.

    Attributes
    ----------
    workers
        Processes side by side, or the most jobs of a cluster at a time.
    on
        Where: local, dask://ADDRESS, slurm or slurm-array.
    site
        A file that describes the cluster.
    limit
        The most runs to carry out this time; None is all.
    yes
        Whether a design of more than BOUND runs is meant.
    retry
        Whether runs that failed are tried again.
    seconds
        The longest that a run may take.
    """

    design: str
    store: Path
    workers: int
    on: str = LOCAL
    site: Path | None = None
    limit: int | None = None
    yes: bool = False
    retry: bool = False
    seconds: float | None = None


def sweep(order: Order) -> None:
    """Carry out the runs of a design that are missing, and say how they ended."""
    _check(order)
    design = read_design(order.design)
    if (runs := runs_in(design)) > MOST:
        raise WrongSetting(f"{design.name} has {runs:,} runs; {MOST:,} is the most. Divide it.")
    if runs > BOUND and not order.yes:
        raise WrongSetting(
            f"{design.name} has {runs:,} runs, more than {BOUND:,}. If that is meant, add --yes;"
            " --limit then carries out the first of them."
        )
    read_anew()
    with say.progress("Naming the runs") as tell:
        plan = plan_of(design, tell)
    store = make_store(order.store)
    store.compact()
    with store.writing():
        plan.save(store)
    known = store.status()
    say.line(f"{design.title} {_told(plan, known)}.")
    missing = _missing(plan, known, retry=order.retry)[: order.limit]
    if missing:
        _carry_out(order, missing, store)
    say.line(f"`{shlex.join(['fivebytwo', 'status', str(order.store)])}` tells how it stands.")


def _check(order: Order) -> None:
    """Raise WrongSetting unless there is such a place to run."""
    if order.on not in {LOCAL, SLURM, ARRAY} and not order.on.startswith(DASK):
        raise WrongSetting(f"--on {order.on}: choose {LOCAL}, {DASK}ADDRESS, {SLURM} or {ARRAY}.")
    if order.seconds and order.on not in {LOCAL, ARRAY}:
        raise WrongSetting(f"--time-limit is of --on {LOCAL} and {ARRAY}: Dask cannot end a run.")


def _told(plan: Plan, known: dict[str, str]) -> str:
    """Return how many runs a plan has, and how many of them are known."""
    ends = [known.get(r.key) for r in plan.runs]
    done, failed = ends.count(DONE), ends.count(FAILED)
    return f"({plan.name}): {len(ends):,} runs, {done:,} done, {failed:,} failed"


def _missing(plan: Plan, known: dict[str, str], *, retry: bool) -> list[Run]:
    """Return the runs of a plan that a store has not."""
    return [r for r in plan.runs if r.key not in known or (retry and known[r.key] != DONE)]


def _carry_out(order: Order, missing: Sequence[Run], store: Store) -> None:
    """Carry runs out where it was asked for, showing how far they are."""
    if order.on == ARRAY:
        from simulation.ensemble.slurm import submit

        say.line(
            str(submit(missing, store, site=order.site, jobs=order.workers, seconds=order.seconds))
        )
        return
    count = Count(len(missing))
    with follow(count) as show:
        for ended in _engine(order, missing, store):
            count.note(ended)
            show(count)
            if count.ended % _COMPACT == 0:
                store.compact()
    store.compact()
    say.line(f"{count}.")
    for ended in count.failures[:_SHOWN]:
        say.line(f"  {ended.key}: {ended.error}")
    if len(count.failures) > _SHOWN:
        asked = "SELECT error, values, seed FROM runs WHERE status = 'failed'"
        words = shlex.join(["fivebytwo", "query", str(order.store), asked])
        say.line(f"  `{words}` shows all.")


def _engine(order: Order, missing: Sequence[Run], store: Store) -> Iterator[Ended]:
    """Return the engine that carries runs out, at work."""
    if order.on == LOCAL:
        return locally(missing, store, workers=order.workers, seconds=order.seconds)
    if order.on == SLURM:
        from simulation.ensemble.slurm import through_dask

        return through_dask(missing, store, site=order.site, jobs=order.workers)
    from simulation.ensemble.scheduled import at, scheduled

    return scheduled(missing, store, at(order.on.removeprefix(DASK)))
