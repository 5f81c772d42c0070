"""What a worker does: it lives through one run, and keeps what came out before it says so."""

import os
import socket
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import local
from time import perf_counter
from typing import Any

import numpy as np

from simulation.added import NOTHING, read_added
from simulation.ensemble.code import model
from simulation.ensemble.runs import Ground, Run, held_now, named_for, runs_of
from simulation.ensemble.shard import Shard
from simulation.ensemble.site import WrongSite
from simulation.ensemble.store import DONE, FAILED, Store
from simulation.ensemble.yearly import EVALUATED, Partnership, columns
from simulation.results.panel import Panel
from simulation.results.provenance import commit, digest, software
from simulation.run import Case, load, run
from simulation.scenario import Scenario

_LAST_LINES = 2_000  # characters of an error that are kept


class Unfit(WrongSite):
    """A machine that cannot carry runs out as they were named; the sweep ends."""


class _Mine(local):
    """What a thread writes to."""

    shard: Shard | None = None


_MINE = _Mine()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended; `error` is blank if it is done."""

    key: str
    error: str = ""
    seconds: float = 0.0


def do(run: Run, store: Store) -> Ended:
    """Live through a run and keep it; one that fails is kept as a failure.

    Raises Unfit if this machine cannot carry out what was named, OSError if it cannot be kept.
    """
    start = perf_counter()
    try:
        case = _prepared(run)
        years, found = live(case, run)
    except Unfit:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever it is, it is of this run
        told = _told(traceback.format_exception_only(error))
        trace = _told(traceback.format_exception(error))
        return fail(run, store, told, trace=trace, seconds=perf_counter() - start)
    seconds = perf_counter() - start
    about = _record(run, seconds) | {"status": DONE, "population": case.population.key}
    _shard(store).append(about, years, found)
    return Ended(run.key, seconds=seconds)


def fail(run: Run, store: Store, why: str, *, trace: str = "", seconds: float = 0.0) -> Ended:
    """Keep a run as one that failed, with the reason."""
    told = f"{why}\n{trace}" if trace else why
    about = _record(run, seconds) | {"status": FAILED, "error": told}
    _shard(store).append(about, np.empty(0, np.int64), {})
    return Ended(run.key, why, seconds)


def finish() -> None:
    """Close the shard of this thread, if it has one."""
    if _MINE.shard:
        _MINE.shard.close()
        _MINE.shard = None


def case_of(run: Run) -> Case:
    """Return the country of a run and its scenario; what runs share is read once."""
    what = (run.scenario, run.ground, named_for(run.scenario, run.ground))
    case, story = _case(*what), _story(*what, tuple(run.values.items()))
    if story.first_world.people != case.scenario.first_world.people:
        return replace(_peopled(*what, _of_people(run.values)), scenario=story)
    return replace(case, scenario=story)


def _prepared(run: Run) -> Case:
    """Return the country of a run, or raise Unfit: what is wrong is wrong for every run."""
    if runs_of(run.scenario, run.values, [run.seed], run.ground)[0].key != run.key:
        raise Unfit(_changed(run.scenario))
    try:
        return case_of(run)
    except (OSError, MemoryError) as error:
        raise Unfit(
            f"{socket.gethostname()} cannot prepare the country of a run: {error}. Make room, or"
            " set FIVEBYTWO_CACHE to a folder that can be written. What is done is kept: then the"
            " same command goes on."
        ) from error


def _changed(name: str) -> str:
    """Return what to tell of runs whose names tell of other content."""
    return (
        f"{name}, or a file it is run with, changed after the runs were named. What is done is"
        " kept: the same command names them anew and goes on."
    )


def live(case: Case, a_run: Run) -> tuple[Any, dict[str, Any]]:
    """Return the years of a run, and what is kept of them."""
    partnership, panel = Partnership(), Panel(until=EVALUATED)
    results = run(
        case, seed=a_run.seed, until=a_run.ground.until, watchers=(partnership, panel),
        network=False,
    )  # fmt: skip
    return np.array(results.years), columns(results, partnership, panel)


@lru_cache(maxsize=32)
def _case(name: str, ground: Ground, named: str) -> Case:
    """Return a country and a scenario before any parameter of a run is set."""
    return _loaded(name, ground, named, {})


@lru_cache(maxsize=1)
def _peopled(name: str, ground: Ground, named: str, people: tuple[tuple[str, float], ...]) -> Case:
    """Return a country of other people, and a scenario."""
    return _loaded(name, ground, named, dict(people))


def _loaded(name: str, ground: Ground, named: str, values: Mapping[str, float]) -> Case:
    """Return a country and a scenario; raise Unfit if files hold other things than were named."""
    _see_unchanged(name, ground, named)
    case = load(
        name, set=values, fraction=ground.fraction, schools=ground.schools, files=ground.files,
        added=read_added(ground.added) if ground.added else NOTHING,
    )  # fmt: skip
    _see_unchanged(name, ground, named)
    return case


def _see_unchanged(name: str, ground: Ground, named: str) -> None:
    """Raise Unfit unless a scenario and files can be read, and hold what runs were named for."""
    try:
        now = held_now(name, ground)
    except (OSError, ValueError) as error:
        raise Unfit(f"{_changed(name)} {error}") from None
    if now != named:
        raise Unfit(_changed(name))


@lru_cache(maxsize=64)
def _story(
    name: str, ground: Ground, named: str, values: tuple[tuple[str, float], ...]
) -> Scenario:
    """Return a scenario with parameters set in every year."""
    story = _case(name, ground, named).scenario
    return story.setting(dict(values)) if values else story


def _told(lines: list[str]) -> str:
    """Return the end of an error's text, in letters that any file can hold."""
    text = "".join(lines).strip()[-_LAST_LINES:]
    return text.encode(errors="backslashreplace").decode()


def _of_people(values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return those parameters that the base population is built from."""
    return tuple((k, v) for k, v in values.items() if k.startswith("people."))


def _shard(store: Store) -> Shard:
    """Return the shard of this thread."""
    shard = _MINE.shard
    if shard is None or shard.folder != store.shards:
        finish()
        _MINE.shard = shard = Shard(store.shards)
    return shard


def _record(run: Run, seconds: float) -> dict[str, Any]:
    """Return what it takes to make a run again."""
    own = {"schools": run.ground.schools, "added": run.ground.added} | asdict(run.ground.files)
    return {
        "run": run.key, "error": None, "scenario": run.scenario, "seed": run.seed,
        "until": run.ground.until, "fraction": run.ground.fraction, "values": dict(run.values),
        "seconds": round(seconds, 4), "made": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "host": f"{socket.gethostname()}:{os.getpid()}", "model": model(), "commit": commit(),
        "software": software(), "population": None,
        "files": {k: f"{Path(p)} {digest(Path(p))}" for k, p in own.items() if p} or None,
    }  # fmt: skip
