"""Runs on a Dask cluster: the scheduler hands them to workers, which write what comes out.

A task returns only how its run ended, so that nothing is lost with a worker's memory. A worker
first makes sure that it is about to live through the very run that was meant, and that it sees the
store. What a lost worker had in hand, the scheduler gives to another; what a lost scheduler had is
handed out again to the one that follows at its place.
"""

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Barrier, BrokenBarrierError, Lock
from time import monotonic, sleep
from typing import Any

from distributed import Client, Future, KilledWorker, get_worker

from simulation.ensemble.code import model
from simulation.ensemble.runs import Run, runs_of
from simulation.ensemble.site import WrongSite
from simulation.ensemble.store import ABOUT, DONE, Store
from simulation.ensemble.worker import Ended, do, fail, finish

Connect = Callable[[], Client]

_ANSWER = 10.0  # seconds that a scheduler has to answer
_PATIENCE = 120.0  # seconds for another scheduler to come up in place of a lost one
_PAUSE = 1.0  # seconds between two tries to reach it
_LOOK = 2.0  # seconds between two looks at how large the cluster is
_AHEAD = 4  # runs out for each thread of the cluster
_FEWEST = 8  # runs out while there is no worker yet
_MEETING = 5.0  # seconds for the threads of a worker to close their shards
_ONE_BY_ONE = Lock()
_GOES_ON = "What is finished is kept; the same command goes on with the rest."


class WrongPlace(WrongSite):
    """A cluster that cannot carry runs out; the message says where, what, and the way out."""


class _Lost(Exception):
    """The scheduler is gone, and with it all that was out."""


def at(address: str, *, seconds: float = _ANSWER) -> Connect:
    """Return what connects to the scheduler at host:port; it raises WrongPlace if none answers."""

    def connect() -> Client:
        try:
            about = {"timeout": seconds, "set_as_default": False, "name": "fivebytwo"}
            return Client(address, **about)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError, RuntimeError, ImportError) as error:
            why = str(error).partition("\n")[0].rstrip(".")
        gc.collect()  # now: a client without a scheduler, collected as another starts, stops both
        raise WrongPlace(
            f"No Dask scheduler answers at {address}: {why}. Start one, as by `dask scheduler"
            " --port 8786`, and give its host:port."
        )

    return connect


def scheduled(
    runs: Sequence[Run], store: Store, connect: Connect, *, patience: float = _PATIENCE
) -> Iterator[Ended]:
    """Carry runs out on a Dask cluster, and yield how each ended, in the order they end.

    Parameters
    ----------
    connect
        Returns a client of the cluster; it is called again when the scheduler was lost.
    patience
        Seconds for another scheduler to answer in place of a lost one.

    A run whose worker is lost is tried again by Dask, and in the end alone; then it fails. Raises
    WrongPlace if the cluster cannot carry runs out as they are meant, or keep them.
    """
    if not runs:
        return
    _hush()
    left, store = {r.key: r for r in runs}, Store(store.folder.resolve())
    client = connect()
    try:
        while True:
            try:
                for ended in _ended(client, list(left.values()), store):
                    del left[ended.key]
                    yield ended
                break
            except _Lost:
                _leave(client)
            client = _again(connect, patience)
            for key in [k for k, status in store.status().items() if status == DONE and k in left]:
                del left[key]
                yield Ended(key)
    finally:
        finish()
        _leave(client)


def _ended(client: Client, runs: Sequence[Run], store: Store) -> Iterator[Ended]:
    """Yield how each run ended; raise _Lost or WrongPlace.

    With a worker, Dask holds every run to blame that waited there. Those whose workers were lost
    too often are tried again when all others have ended, one at a time.
    """
    out, suspects = _Out(client, store, _Meant(model(), _made(store.folder))), []
    for run, ended in out.over("run", iter(runs), lambda: max(_FEWEST, _AHEAD * out.threads())):
        if isinstance(ended, Ended):
            yield ended
        else:
            suspects.append(run)
    for run, ended in out.over("alone", iter(suspects), lambda: 1):
        if isinstance(ended, Ended):
            yield ended
        else:
            times = 2 * (ended.allowed_failures + 1)
            yield fail(run, store, f"its worker was lost {times} times")
    with suppress(OSError, TimeoutError):
        client.run(_finish_threads, on_error="ignore")


@dataclass(frozen=True, slots=True)
class _Meant:
    """What workers compare: the model of the sweep, and when its store was made."""

    model: str
    made: int


@dataclass
class _Out:
    """The runs that are out on a cluster."""

    client: Client
    store: Store
    meant: _Meant
    _runs: dict[Future[Ended], Run] = field(default_factory=dict)
    _back: "SimpleQueue[Future[Ended]]" = field(default_factory=SimpleQueue)
    _threads: int = 0
    _looked: float = -_LOOK

    def over(
        self, name: str, runs: Iterator[Run], most: Callable[[], int]
    ) -> Iterator[tuple[Run, Ended | KilledWorker]]:
        """Hand runs out, never more than `most` at a time, and yield what came of each.

        The name is of the tasks: what became of those of one name is not taken for another's.
        """
        self._hand_out(name, runs, most())
        while self._runs:
            for future in self._back_by_now():
                yield self._runs.pop(future), _outcome(future)
            self._hand_out(name, runs, most() - len(self._runs))

    def threads(self) -> int:
        """Return how many threads the cluster has; it is asked every now and then."""
        if self.client.status != "running":
            raise _Lost
        if monotonic() - self._looked >= _LOOK:
            try:
                each = self.client.nthreads()  # type: ignore[no-untyped-call]
                self._threads = sum(each.values())
            except (OSError, TimeoutError):
                raise _Lost from None
            self._looked = monotonic()
        return self._threads

    def _hand_out(self, name: str, runs: Iterator[Run], most: int) -> None:
        """Hand some runs out; a task is of one store, as another sweep may want the same run."""
        for run in islice(runs, max(0, most)):
            key = (name, run.key, str(self.store.folder))
            future = self.client.submit(_do, run, self.store, self.meant, key=key)
            self._runs[future] = run
            future.add_done_callback(self._back.put)  # type: ignore[no-untyped-call]

    def _back_by_now(self) -> list[Future[Ended]]:
        """Wait a while for a run to come back, and return all that have."""
        futures = []
        with suppress(Empty):
            futures.append(self._back.get(timeout=_LOOK))
            while True:
                futures.append(self._back.get_nowait())
        return futures


def _outcome(future: Future[Ended]) -> Ended | KilledWorker:
    """Return what came of a task; raise _Lost or WrongPlace."""
    try:
        ended: Ended = future.result()
    except KilledWorker as lost:
        return lost
    except WrongSite:
        raise
    except (CancelledError, asyncio.CancelledError, OSError):
        raise _Lost from None
    except Exception as error:
        raise WrongPlace(
            f"A worker cannot carry runs out: {type(error).__name__}: {error}. Start it with the"
            f" Python that has this version of fivebytwo. {_GOES_ON}"
        ) from error
    return ended


def _do(run: Run, store: Store, meant: _Meant) -> Ended:
    """Carry a run out, on a worker that is one of this sweep; raise WrongPlace."""
    here = f"The worker {get_worker().address}"
    with _ONE_BY_ONE:  # threads that parse code at once make Python 3.11 fail
        if why := _stranger(run, meant):
            raise WrongPlace(f"{here} {why} {_GOES_ON}")
    try:
        _see(store.folder, meant.made)
        return do(run, store)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise WrongPlace(f"{here} cannot write to {store.folder}: {why}. {_GOES_ON}") from None


def _stranger(run: Run, meant: _Meant) -> str:
    """Return why a worker would live through another run than was meant, or nothing."""
    if model() != meant.model:
        return (
            f"has another version of the model ({model()}, not {meant.model}). Start it with the"
            " code of the sweep."
        )
    try:
        known = runs_of(run.scenario, run.values, [run.seed], run.ground)[0].key
    except (OSError, ValueError) as error:
        return f"cannot read what a run needs: {error}"
    if known == run.key:
        return ""
    return (
        f"knows other files by the names of those of {run.scenario}: they differ there, or have"
        " changed. Start the workers again."
    )


@cache
def _see(folder: Path, made: int) -> None:
    """Raise OSError unless a worker sees the very store that the sweep sees."""
    if _made(folder) != made:
        raise OSError("it sees another folder of that name; give a --store that all machines share")


def _made(folder: Path) -> int:
    """Return the second in which a store was made, as far as its folder tells."""
    return int((folder / ABOUT).stat().st_mtime)


async def _finish_threads(dask_worker: Any) -> None:  # noqa: ANN401
    """Close the shards of a worker's threads, so that they can become tables."""
    threads = dask_worker.state.nthreads
    meeting = Barrier(threads, timeout=_MEETING)  # so that each thread comes once

    def close() -> None:
        with suppress(BrokenBarrierError):
            meeting.wait()
        finish()

    submit = asyncio.get_running_loop().run_in_executor
    closed = [submit(dask_worker.executors["default"], close) for _ in range(threads)]
    await asyncio.wait(closed, timeout=_MEETING)


def _again(connect: Connect, patience: float) -> Client:
    """Return a client of the scheduler that follows a lost one, or raise WrongPlace."""
    end = monotonic() + patience
    while True:
        try:
            return connect()
        except (WrongPlace, OSError) as error:
            if monotonic() >= end:
                raise WrongPlace(
                    f"The Dask scheduler was lost, and none has come in its place for"
                    f" {patience:g} s. {error} {_GOES_ON}"
                ) from None
            sleep(_PAUSE)


def _leave(client: Client) -> None:
    """Close a client, whatever is left of its scheduler."""
    with suppress(OSError, TimeoutError, CancelledError):
        client.close()  # type: ignore[no-untyped-call]


def _hush() -> None:
    """Keep Dask from logging what is told here in sentences."""
    for name in ("distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
