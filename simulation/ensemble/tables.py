"""Runs as tables: one row a run, and one row a year of a run."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from simulation.ensemble.shard import Kept, read

KEY = "run"
PARTS, DRAFT = "*/*.parquet", ".draft"  # of a table
_MOST = 1_000  # runs in one part
RUN_COLUMNS = pa.schema([
    (KEY, pa.string()), ("status", pa.string()), ("error", pa.string()),
    ("scenario", pa.string()), ("seed", pa.uint64()), ("until", pa.int16()),
    ("fraction", pa.float64()), ("values", pa.string()), ("seconds", pa.float64()),
    ("made", pa.string()), ("host", pa.string()), ("model", pa.string()), ("commit", pa.string()),
    ("software", pa.string()), ("population", pa.string()), ("files", pa.string()),
])  # fmt: skip
_NO_YEAR = pa.schema([(KEY, pa.string()), ("year", pa.int16())]).empty_table()


def rows_of(runs: Sequence[Kept]) -> pa.Table:
    """Return the records of runs as a table: one row a run."""
    rows = [{c: _plain(k.record.get(c)) for c in RUN_COLUMNS.names} for k in runs]
    return pa.Table.from_pylist(rows, RUN_COLUMNS)


def years_of(runs: Sequence[Kept]) -> pa.Table:
    """Return the measures of runs as a table: one row a year of a run."""
    alike: dict[pa.Schema, list[Kept]] = {}
    for kept in runs:
        if kept.table.num_rows:
            alike.setdefault(kept.table.schema, []).append(kept)
    return pa.concat_tables([_NO_YEAR, *map(_named, alike.values())], promote_options="default")


def _named(runs: Sequence[Kept]) -> pa.Table:
    """Return the years of runs with the same measures, the name of the run in front."""
    table = pa.concat_tables(k.table for k in runs).combine_chunks()
    names = np.repeat([k.record[KEY] for k in runs], [k.table.num_rows for k in runs])
    return table.add_column(0, KEY, pa.array(names, pa.string()))


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value as a table can hold it."""
    return json.dumps(value, sort_keys=True) if isinstance(value, Mapping) else value


def in_batches(places: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield shards in such batches that a part gets not many more runs than it may have."""
    batch, runs = [], 0
    for place in places:
        batch.append(place)
        runs += sum(1 for _ in read(place))
        if runs >= _MOST:
            yield batch
            batch, runs = [], 0
    if batch:
        yield batch


def forget_halves(runs: Path, years: Path) -> None:
    """Remove what a kill left in the tables: drafts, and years whose runs never came."""
    for draft in (*runs.glob(f"*/*{DRAFT}"), *years.glob(f"*/*{DRAFT}")):
        draft.unlink(missing_ok=True)
    for part in years.glob(PARTS):
        if not (runs / part.parent.name / part.name).exists():
            part.unlink(missing_ok=True)
