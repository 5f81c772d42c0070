"""`fivebytwo status`: how each design of a store stands; it reads, also while sweeps write."""

import json
import shlex
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from experiments import say
from experiments.sweeps.ask import command
from experiments.sweeps.stored import about
from simulation.ensemble.code import model
from simulation.ensemble.shard import finished, shards
from simulation.ensemble.store import DONE, FAILED, RUNS, YEARS, Store, open_store
from simulation.ensemble.views import connect, growing

_JOBS = "jobs"  # where job arrays are kept
_SHOWN = 5  # kinds of errors, and machines
_FEW = 8  # parameters that stand on a command line
_HOUR = 3_600  # seconds
_COMMIT = 10  # hexadecimal digits


def stand(folder: Path) -> None:
    """Print how each design of a store stands, and the store as a whole; raise WrongStore."""
    store = open_store(folder)
    with closing(connect(store)) as link:
        _designs(link, store)
        _size(link, store)
        _workers(link, store)
        _errors(link, folder)
    if jobs := sum(p.is_dir() for p in folder.glob(f"{_JOBS}/*")):
        say.line(f"{_many(jobs, 'job array')} in {folder / _JOBS}.")


def _designs(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Print a row a design, and the question of each."""
    plans = {place.name: about(place) for place in store.plans()}
    found = link.execute(f"""
        WITH asked AS (SELECT DISTINCT plan, run FROM points)
        SELECT plan, count(*), count(*) FILTER (status = '{DONE}'),
            count(*) FILTER (status = '{FAILED}'), median(seconds) FILTER (status = '{DONE}')
        FROM asked LEFT JOIN runs USING (run) GROUP BY plan ORDER BY plan
    """).fetchall()  # noqa: S608  our own words
    rows = []
    for plan, runs, done, failed, seconds in found:
        left = runs - done - failed
        hours = 0.0 if not left else None if seconds is None else left * seconds / _HOUR
        numbers = [f"{n:,}" for n in (runs, done, failed, left)]
        rows.append([plan, *numbers, _number(seconds), _number(hours), _model(plans[plan])])
    counts = ("runs", "done", "failed", "left", "seconds a run", "core-hours left")
    if rows:
        say.table(("design", *counts, "model"), rows, numbers=counts)
    for plan, known in plans.items():
        say.line(f"{plan}: {known['title']} {known.get('question', '')}")
    alone = "SELECT count(*) FROM runs ANTI JOIN points USING (run)"
    if others := link.execute(alone).fetchall()[0][0]:
        say.line(f"{_many(others, 'run')} of no design that is here.")


def _model(plan: Mapping[str, Any]) -> str:
    """Return which model a design was expanded for."""
    if plan["model"] == model():
        return "this one"
    commit = str(plan.get("commit", ""))[:_COMMIT]
    return f"another: {plan['model']}, commit {commit or 'unknown'}"


def _size(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Print how many runs there are, where, how large, and since when."""
    runs, last = link.execute("SELECT count(*), max(made) FROM runs").fetchall()[0]
    if not runs:
        say.line("No run is kept yet.")
        return
    moving = growing(link)
    tables = _bytes(store.folder, f"{RUNS}/*/*", f"{YEARS}/*/*")
    each = f" ({tables / 1e3 / (runs - moving):.1f} kB a run)" if runs > moving else ""
    say.line(
        f"{_many(runs - moving, 'run')} in tables, {tables / 1e6:,.1f} MB{each}; {moving:,} in"
        f" shards, {_bytes(store.folder, 'shards/*') / 1e6:,.1f} MB. The last was kept {last}."
    )


def _bytes(folder: Path, *patterns: str) -> int:
    """Return the size of files; those that go meanwhile count nothing."""
    size = 0
    for place in (p for pattern in patterns for p in folder.glob(pattern)):
        try:
            size += place.stat().st_size
        except FileNotFoundError:
            continue
    return size


def _workers(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Print which machines runs were made on, and how many processes are at work."""
    found = link.execute("""
        SELECT split_part(host, ':', 1) AS machine, count(DISTINCT host)
        FROM runs GROUP BY machine ORDER BY machine
    """).fetchall()
    if not found:
        return
    seen = ", ".join(f"{machine} ({processes})" for machine, processes in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    busy = sum(not finished(place) for place in shards(store.shards) if place.exists())
    say.line(
        f"Made on {_many(len(found), 'machine')} (processes): {seen}{more}."
        f" {_many(busy, 'shard')} being written now."
    )


def _errors(link: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Print the errors, the most frequent first, and how one run of each is made again."""
    found = link.execute(f"""
        SELECT split_part(error, chr(10), 1) AS why, count(*) AS times, arg_min(run, made)
        FROM runs WHERE status = '{FAILED}' GROUP BY why ORDER BY times DESC, why
    """).fetchall()  # noqa: S608  our own words
    if found:
        say.line(f"\nErrors, of {_many(len(found), 'kind')}:")
    for why, times, run in found[:_SHOWN]:
        say.line(f"  {times:,} x {why}")
        say.line(f"    {_again(link, run)}")
    if found:
        asked = f"SELECT * FROM runs WHERE status = '{FAILED}'"  # noqa: S608
        say.line(f"  all of them: {command(folder, asked, '--csv', 'failed.csv')}")


def _again(link: duckdb.DuckDBPyConnection, run: str) -> str:
    """Return the command that makes a run again."""
    asked = 'SELECT scenario, seed, until, fraction, "values", files FROM runs WHERE run = ?'
    scenario, seed, until, fraction, values, files = link.execute(asked, [run]).fetchall()[0]
    words = ["fivebytwo", "run", scenario, "--seed", str(seed), "--until", str(until)]
    words += ["--fraction", str(fraction)] if fraction != 1 else []
    known = json.loads(values)
    words += [w for k, v in known.items() for w in ("--set", f"{k}={v!r}")] * (len(known) <= _FEW)
    more = f", with the {len(known)} values of run {run}" if len(known) > _FEW else ""
    return f"{shlex.join(words)}{more}{', and its files' if files else ''}"


def _many(number: int, noun: str) -> str:
    """Return a number of things.

    >>> _many(1, "run"), _many(2_000, "run")
    ('1 run', '2,000 runs')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _number(value: float | None) -> str:
    """Return a number, or a question mark if nobody knows."""
    return "?" if value is None else f"{value:,.3g}"
