"""Runs as workers would keep them, without the years of a country."""

import json

import numpy as np
import pyarrow as pa

from simulation.ensemble.shard import Kept, Shard
from simulation.ensemble.store import DESIGN, DONE, FAILED, PLAN, POINTS, write_parquet, write_text
from simulation.ensemble.views import connect

YEARS = np.array([2011, 2012, 2013])


def done(key, value=1.0, *, model="new", seed=1, scenario="history", **measures):
    """Return a run that is done; its measure `five_units` grows by one a year from a value."""
    columns = {"five_units": value + np.arange(3.0), "salience": np.array([np.nan, value, value])}
    table = pa.table({"year": YEARS.astype(np.int16)} | columns | measures)
    return Kept(_record(key, DONE, model, seed, scenario), table)


def failed(key, error="ZeroDivisionError: division by zero\ntrace", *, model="new", seed=1, **more):
    """Return a run that failed."""
    record = _record(key, FAILED, model, seed, "history") | {"error": error} | more
    return Kept(record, pa.table({"year": np.array([], np.int16)}))


def _record(key, status, model, seed, scenario):
    return {
        "run": key, "status": status, "error": None, "scenario": scenario, "seed": seed,
        "until": 2013, "fraction": 0.05, "values": {"choice.level": 0.5}, "seconds": 36.0,
        "made": f"2026-01-01T00:00:{seed:02}.000+00:00", "host": f"node1:{seed}", "model": model,
        "commit": "c0ffee", "software": {"numpy": "2"}, "population": None, "files": None,
    }  # fmt: skip


def shard_of(store, runs):
    """Write runs into a shard that is finished."""
    with Shard(store.shards) as shard:
        for kept in runs:
            keep(shard, kept)


def keep(shard, kept):
    """Write a run into a shard."""
    columns = {n: kept.table[n].to_numpy() for n in kept.table.column_names if n != "year"}
    shard.append(kept.record, kept.table["year"].to_numpy(), columns)


def plan_of(store, name, keys, *, scenarios=("history",), model="new"):
    """Write a design into a store: a point a key, with each scenario under each of its seeds."""
    place = store.designs / f"{name}-12345678"
    place.mkdir(parents=True)
    runs = [(p, s, key, seed) for p, of in enumerate(keys) for s in scenarios
            for seed, key in enumerate(of[s], 1)]  # fmt: skip
    points, names, found, seeds = zip(*runs, strict=True)
    table = {
        "design": [name] * len(runs), "point": pa.array(points, pa.int32()), "scenario": names,
        "seed": pa.array(seeds, pa.uint64()), "run": found, "unit": [[0.5]] * len(runs),
        "choice.level": np.array(points) / 10,
    }  # fmt: skip
    write_text(place / DESIGN, f'title = "{name}"\n')
    write_parquet(pa.table(table), place / POINTS)
    about = {"name": name, "title": f"A {name}?", "question": "Why?", "model": model,
             "commit": "c0ffee1234567", "runs": len(runs)}  # fmt: skip
    write_text(place / PLAN, json.dumps(about))
    return place


def seen(store):
    """Return by run how it ended, and five units by year: as often as they are there."""
    link = connect(store)
    rows = link.execute("SELECT run, status FROM runs ORDER BY run").fetchall()
    years = link.execute("SELECT run, five_units FROM years ORDER BY run, year").fetchall()
    link.close()
    assert len(dict(rows)) == len(rows)
    return {run: (status, [v for r, v in years if r == run]) for run, status in rows}
