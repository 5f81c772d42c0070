"""Runs on this machine: warm forked workers, which share the memory-mapped population."""

import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from threading import Thread
from time import sleep

from pebble import ProcessExpired, ProcessPool

import simulation.run
from simulation.ensemble.runs import Run
from simulation.ensemble.store import Store
from simulation.ensemble.worker import Ended, case_of, do, fail, finish
from simulation.years import FIRST_YEAR

_TRIES = 2  # of a run whose worker is lost
_LOOK = 1.0  # seconds, after which it is seen that a pool is broken: it forgets what was queued
_AHEAD = 4  # runs handed out to each worker before the first of them has ended


def locally(
    runs: Sequence[Run], store: Store, *, workers: int, seconds: float | None = None
) -> Iterator[Ended]:
    """Carry runs out on this machine, and yield how each ended, in the order they end.

    Parameters
    ----------
    workers
        Processes side by side.
    seconds
        The longest that a run may take; one that takes longer fails.

    A run whose worker is lost is tried again, once; then it fails. Raises WrongStore if runs
    cannot be kept, BrokenProcessPool if workers die before they do anything.
    """
    if not runs:
        return
    _warm(runs[0])
    left, broken = {r.key: r for r in runs}, 0
    try:
        with store.writing():
            while left:
                try:
                    for ended in _pooled([*left.values()], store, workers, seconds):
                        del left[ended.key]
                        broken = 0
                        yield ended
                except BrokenProcessPool:
                    broken += 1
                    if broken == _TRIES:
                        raise
    finally:
        finish()


def _pooled(
    runs: Sequence[Run], store: Store, workers: int, seconds: float | None
) -> Iterator[Ended]:
    """Yield how each run ended, until all have or the pool is broken (BrokenProcessPool).

    A pool breaks if a worker dies at a moment at which none of them has a run.
    """
    left, tries = iter(runs), dict.fromkeys((r.key for r in runs), 0)
    out: dict[Future[Ended], Run] = {}

    def hand_out(run: Run) -> None:
        tries[run.key] += 1
        try:
            out[pool.schedule(do, args=[run, store], timeout=seconds)] = run
        except RuntimeError as error:  # that it takes no more
            raise BrokenProcessPool from error

    context = get_context("fork")
    with ProcessPool(workers, initializer=_settle, initargs=[os.getpid()], context=context) as pool:
        try:
            for run in islice(left, workers * _AHEAD):
                hand_out(run)
            while out:
                done, _ = wait(out, timeout=_LOOK, return_when=FIRST_COMPLETED)
                if not (done or pool.active):
                    raise BrokenProcessPool
                for future in done:
                    run = out.pop(future)
                    try:
                        yield _of(future, run, store, seconds)
                    except ProcessExpired as lost:
                        if tries[run.key] < _TRIES:
                            hand_out(run)
                            continue
                        why = f"its worker was lost {_TRIES} times (exit {lost.exitcode})"
                        yield fail(run, store, why)
                    for following in islice(left, 1):
                        hand_out(following)
        finally:
            pool.stop()  # type: ignore[no-untyped-call]


def _of(future: Future[Ended], run: Run, store: Store, seconds: float | None) -> Ended:
    """Return how a run ended, or raise ProcessExpired if its worker was lost."""
    try:
        return future.result()
    except TimeoutError:
        if seconds is None:  # of a disk far away
            raise
        return fail(run, store, f"it took more than {seconds:g} s")


def _warm(first: Run) -> None:
    """Read what runs share and load the kernels, so that workers are forked with both.

    A user's own code is left to workers: it may take forever, or end the process.
    """
    shared = replace(first, ground=replace(first.ground, added=None))
    with suppress(Exception):  # if it is of the run, the run tells
        simulation.run.run(case_of(shared), until=FIRST_YEAR, network=False)
    gc.collect()


def _settle(parent: int) -> None:
    """Make this worker ready for many runs, and end it soon after the sweep is gone."""
    gc.freeze()  # what is there stays: collections look at what runs leave, and pages stay shared
    gc.enable()  # which commands go without, to start fast
    Thread(target=partial(_watch, parent), daemon=True).start()


def _watch(parent: int) -> None:
    """Wait until the parent is another one."""
    while os.getppid() == parent:
        sleep(1)
    os._exit(0)
