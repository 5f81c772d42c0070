"""Run in a process of its own by `ensemble`: write a store of many runs, and tell how, as JSON.

A few national runs are lived through and kept as they are; the many are made from them: each is one
of the real runs with noise on every number, counts staying whole.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa

from simulation.arrays import Doubles
from simulation.ensemble.runs import Ground, runs_of
from simulation.ensemble.shard import Kept, Shard
from simulation.ensemble.store import RUNS, YEARS, Store, make_store
from simulation.ensemble.worker import do, finish

SCENARIOS = ("history", "endogenous", "no_initiative")
PART = 1_000  # runs that are added at a time
REAL, MANY = "real", "many"  # the two stores
_NOISE = 0.02  # of each number, standard deviation
_APPENDED = 50


def real(folder: Path, seeds: int, ground: Ground | None = None) -> tuple[Store, list[Kept]]:
    """Return a store of some runs of each scenario, in shards, and what is in them."""
    store = make_store(folder)
    for name in SCENARIOS:
        for run in runs_of(name, {}, range(1, seeds + 1), ground or Ground()):
            if error := do(run, store).error:
                raise RuntimeError(f"a run of the benchmark failed: {error}")
    finish()
    return store, list(store.growing())


def like(known: list[Kept], runs: int, luck: np.random.Generator) -> Iterator[Kept]:
    """Yield as many runs that look like known ones; draws name them, so that none is twice."""
    names = [c for c in known[0].table.column_names if c != "year"]
    years = known[0].table["year"].combine_chunks()
    values = np.stack([_values(k.table, names) for k in known])
    whole = (np.isnan(values) | (values == np.rint(values))).all(axis=(0, 2))
    which = luck.integers(len(known), size=runs)
    drawn = values[which] * (1 + _NOISE * luck.standard_normal((runs, *values.shape[1:])))
    drawn[:, whole] = np.rint(drawn[:, whole])
    columns = [pa.array(np.ravel(drawn[:, i])) for i in range(len(names))]
    every = pa.table([pa.concat_arrays([years] * runs), *columns], names=["year", *names])
    for i, k in enumerate(which):
        record = known[k].record | {"run": luck.bytes(12).hex()}
        yield Kept(record, every.slice(i * len(years), len(years)))


def _values(table: pa.Table, names: list[str]) -> Doubles:
    """Return the measures of a run, each of shape (years,); NaN where it has none."""
    missing = np.full(table.num_rows, np.nan)
    return np.stack([
        table[name].to_numpy() if name in table.column_names else missing for name in names
    ])  # fmt: skip


def many(folder: Path, known: list[Kept], runs: int) -> list[float]:
    """Write a store of many runs, part by part; return the seconds of each."""
    store, luck, seconds = make_store(folder), np.random.default_rng(1), []
    for _ in range(runs // PART):
        kept = list(like(known, PART, luck))
        start = perf_counter()
        store.add(kept, {})
        seconds.append(perf_counter() - start)
    return seconds


def appending(folder: Path, kept: Kept) -> list[float]:
    """Return the seconds that it takes to add a run to a shard, time after time."""
    names = [c for c in kept.table.column_names if c != "year"]
    columns: Mapping[str, Doubles] = {name: kept.table[name].to_numpy() for name in names}
    years, seconds = kept.table["year"].to_numpy(), []
    with Shard(folder) as shard:
        for _ in range(_APPENDED):
            start = perf_counter()
            shard.append(kept.record, years, columns)
            seconds.append(perf_counter() - start)
    return seconds


def size(*folders: Path) -> int:
    """Return the bytes of all files in folders."""
    return sum(f.stat().st_size for folder in folders for f in folder.rglob("*") if f.is_file())


def write(folder: Path, seeds: int, runs: int) -> dict[str, Any]:
    """Write both stores into a folder, and return what it took."""
    store, known = real(folder / REAL, seeds)
    growing = size(store.shards)
    store.compact()
    tables = size(store.folder / RUNS, store.folder / YEARS)
    return {
        "real": len(known), "growing": growing / len(known), "tables": tables / len(known),
        "seconds": many(folder / MANY, known, runs), "part": PART,
        "many": size(folder / MANY) / runs, "append": appending(folder / "shards", known[0]),
        "columns": known[0].table.num_columns,
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
