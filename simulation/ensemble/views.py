"""A store as tables that DuckDB can be asked about, in memory: nothing is written.

runs      one row a run: how it ended, scenario, seed, values, seconds, model, commit, ...
years     one row a year of a run that is done, one column a measure
points    one row a run of a design: plan (the design's folder), design, point, scenario, seed,
          run, the point in the unit cube, and a column a parameter that is varied
results   points and years together, without the unit cube

A measure that has no value in a year is NULL, which SQL leaves out of means and quantiles.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.ensemble.shard import SUFFIX, read, shards
from simulation.ensemble.store import DONE, POINTS, RUNS, YEARS, Store, WrongStore, once
from simulation.ensemble.tables import KEY, RUN_COLUMNS, rows_of, years_of

TABLES = ("runs", "years", "points", "results")
FIXED = ("plan", "design", "point", "scenario", "seed", KEY, "unit")  # of points; more are varied
_NEEDED = ("design", "point", "scenario", "seed", KEY)
_NO_POINT = pa.schema([
    ("plan", pa.string()), ("design", pa.string()), ("point", pa.int32()),
    ("scenario", pa.string()), ("seed", pa.uint64()), (KEY, pa.string()),
    ("unit", pa.list_(pa.float64())),
])  # fmt: skip
_WHERE = {"filename": "true", "hive_partitioning": "false", "union_by_name": "true"}


def connect(store: Store) -> duckdb.DuckDBPyConnection:
    """Return a connection in memory that sees the store as tables; raise WrongStore.

    Runs that are still in shards are seen too. A run that is there twice, as two sweeps at a time
    may leave it, is seen once: a success before a failure.
    """
    link = duckdb.connect(":memory:", config={
        "autoinstall_known_extensions": "false",  # nothing is downloaded
        "parquet_metadata_cache": "true",  # parts never change
        "python_enable_replacements": "false",  # a table is one of the store, not a variable
        "temp_directory": str(Path(gettempdir()) / f"fivebytwo-{os.getpid()}"),
    })  # fmt: skip
    rows, years = _growing(store)
    link.register("_growing_runs", rows)
    link.register("_growing_years", years)
    link.register("_no_point", _NO_POINT.empty_table())
    try:
        _see_runs(link, store)
        _see_years(link, store)
        _see_points(link, store)
    except duckdb.Error as error:
        link.close()
        raise WrongStore(_spoilt(store) or f"{store.folder} cannot be read: {error}") from None
    return link


def measures(link: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the measures of a store, in the order they are kept."""
    return [name for name, _ in columns_of(link, "years") if name not in {KEY, "year"}]


def varied(link: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the parameters that designs of a store vary."""
    return [name for name, _ in columns_of(link, "points") if name not in FIXED]


def growing(link: duckdb.DuckDBPyConnection) -> int:
    """Return how many runs of a store are still in shards alone."""
    found = link.execute(f"SELECT count(*) FROM _places WHERE suffix(part, '{SUFFIX}')").fetchall()
    return int(found[0][0])


def columns_of(link: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Return the columns of a table or of a query in brackets, and their types."""
    return [row[:2] for row in link.execute(f"DESCRIBE FROM {table}").fetchall()]


def quoted(name: str) -> str:
    """Return a name as SQL reads it whatever is in it.

    >>> quoted("choice.level")
    '"choice.level"'
    """
    return '"' + name.replace('"', '""') + '"'


def _growing(store: Store) -> tuple[pa.Table, pa.Table]:
    """Return the runs and years that are in shards, and in which; a shard at a time, for memory."""
    rows, years = [_in_part(rows_of([]), "")], [_in_part(years_of([]), "")]
    for place in shards(store.shards):
        runs = once(read(place))
        rows.append(_in_part(rows_of(runs), place.name))
        years.append(_in_part(years_of(runs), place.name))
    return pa.concat_tables(rows), pa.concat_tables(years, promote_options="default")


def _in_part(table: pa.Table, name: str) -> pa.Table:
    """Return a table with the name of the file that it is from."""
    return table.append_column("part", pa.repeat(name, len(table)))


def _see_runs(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Make the view `runs`, and note where the years of each are."""
    columns = ", ".join(quoted(name) for name in RUN_COLUMNS.names)
    tables = [f"SELECT {columns}, part FROM _growing_runs"]
    if parts := store.parts(RUNS):
        tables.append(f"SELECT {columns}, parse_filename(filename) AS part FROM {_read(parts)}")
    link.execute(f"CREATE VIEW _runs AS {' UNION ALL '.join(tables)}")
    link.execute(f"""
        CREATE TABLE _places AS SELECT run, part FROM _runs
        QUALIFY row_number() OVER (
            PARTITION BY run ORDER BY status = '{DONE}' DESC, suffix(part, '{SUFFIX}'), part
        ) = 1
    """)
    link.execute(
        "CREATE VIEW runs AS SELECT r.* EXCLUDE (part)"
        " FROM _runs r SEMI JOIN _places USING (run, part)"
    )


def _see_years(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Make the view `years`, with the years of each run from one place."""
    tables = ["SELECT * FROM _growing_years"]
    if parts := store.parts(YEARS):
        _check(link, parts, [KEY, "year"])
        tables.append(
            f"SELECT * EXCLUDE (filename), parse_filename(filename) AS part FROM {_read(parts)}"
        )
    link.execute(f"CREATE VIEW _years AS {' UNION ALL BY NAME '.join(tables)}")
    found = [
        f"nullif(y.{quoted(name)}, 'nan') AS {quoted(name)}" if kind == "DOUBLE" else f"y.{name}"
        for name, kind in columns_of(link, "_years")
        if name != "part"
    ]
    link.execute(f"""
        CREATE VIEW years AS
        SELECT {", ".join(found)} FROM _years y SEMI JOIN _places USING (run, part)
    """)


def _see_points(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Make the views `points` and `results`."""
    tables = ["SELECT * FROM _no_point"]
    if plans := [place / POINTS for place in store.plans()]:
        _check(link, plans, _NEEDED)
        tables.append(
            f"SELECT parse_path(filename)[-2] AS plan, * EXCLUDE (filename) FROM {_read(plans)}"
        )
    link.execute(f"CREATE VIEW points AS {' UNION ALL BY NAME '.join(tables)}")
    link.execute(
        "CREATE VIEW results AS SELECT * EXCLUDE (unit) FROM points JOIN years USING (run)"
    )


def _check(link: duckdb.DuckDBPyConnection, places: Sequence[Path], needed: Sequence[str]) -> None:
    """Raise duckdb.Error if a file lacks a column, which would be taken for one without a value."""
    lacking = link.execute(
        f"SELECT file_name FROM parquet_schema({_listed(places)}) GROUP BY file_name"
        f" HAVING count(DISTINCT name) FILTER (name IN (SELECT unnest(?))) < {len(needed)}",
        [list(needed)],
    ).fetchall()
    if lacking:
        raise duckdb.Error(f"{lacking[0][0]} is no table of a store")


def _listed(places: Sequence[Path]) -> str:
    """Return files as SQL writes a list of texts."""
    return "[" + ", ".join("'" + str(p).replace("'", "''") + "'" for p in places) + "]"


def _read(places: Sequence[Path]) -> str:
    """Return what reads files in SQL, with the place of each row in `filename`."""
    options = ", ".join(f"{k} = {v}" for k, v in _WHERE.items())
    return f"read_parquet({_listed(places)}, {options})"


def _spoilt(store: Store) -> str:
    """Return what is wrong with the first file that is no table of a store; blank if none is."""
    runs = store.parts(RUNS)
    asked = [(part, RUN_COLUMNS.names, part) for part in runs]
    years = [store.folder / YEARS / part.parent.name / part.name for part in runs]
    asked += [(y, [KEY, "year"], r) for y, r in zip(years, runs, strict=True)]
    asked += [(place / POINTS, [*_NEEDED], place) for place in store.plans()]
    for place, needed, moved in asked:
        try:
            names = pq.read_schema(place).names
            why = "".join(f"it has no column {name}; " for name in needed if name not in names)
        except (OSError, pa.ArrowException) as error:
            why = f"{error}; "
        if why:
            return f"{place} cannot be read: {why}move {moved} away, and a sweep makes it again."
    return ""
