"""A store as tables that DuckDB can be asked about, in memory: nothing is written.

runs      one row a run: how it ended, scenario, seed, values, seconds, model, commit, ...
years     one row a year of a run that is done, one column a measure
points    one row a run of a design: design, point, scenario, seed, run, parameters varied
results   points and years together
"""

from pathlib import Path

import duckdb
import pyarrow as pa

from simulation.ensemble.store import (
    DONE,
    POINTS,
    RUN_COLUMNS,
    RUNS,
    YEARS,
    Store,
    WrongStore,
    rows_of,
    years_of,
)

_NO_POINT = pa.schema([
    ("design", pa.string()), ("point", pa.int32()), ("scenario", pa.string()),
    ("seed", pa.uint64()), ("run", pa.string()),
])  # fmt: skip


def connect(store: Store) -> duckdb.DuckDBPyConnection:
    """Return a connection in memory that sees the store as tables; raise WrongStore.

    Runs that are still in shards are seen too. A run that is there twice, as two sweeps at a time
    may leave it, is seen once: a success before a failure.
    """
    link = duckdb.connect(":memory:")
    growing = list(store.growing())
    link.register("_growing_runs", rows_of(growing))
    link.register("_growing_years", years_of(growing))
    link.register("_no_point", _NO_POINT.empty_table())
    try:
        _see_runs(link, store)
        _see_years(link, store)
        _see_points(link, store)
    except duckdb.Error as error:
        link.close()
        raise WrongStore(
            f"{store.folder} cannot be read: {error} Move the file away that it names: a sweep"
            " makes its runs again."
        ) from None
    return link


def _see_runs(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Make the view `runs`, and note where the years of each are."""
    columns = ", ".join(f'"{name}"' for name in RUN_COLUMNS.names)
    tables = [f"SELECT {columns}, '' AS part FROM _growing_runs"]
    if parts := store.parts(RUNS):
        read = f"read_parquet({_listed(parts)}, filename = true, hive_partitioning = false)"
        tables.append(f"SELECT {columns}, parse_filename(filename) AS part FROM {read}")
    link.execute(f"""
        CREATE TABLE _runs AS
        SELECT * FROM ({" UNION ALL ".join(tables)})
        QUALIFY row_number() OVER (PARTITION BY run ORDER BY status = '{DONE}' DESC, part DESC) = 1
    """)
    link.execute("CREATE VIEW runs AS SELECT * EXCLUDE (part) FROM _runs")


def _see_years(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Make the view `years`, with the years of each run from one place."""
    tables = ["SELECT *, '' AS part FROM _growing_years"]
    if parts := store.parts(YEARS):
        read = (
            f"read_parquet({_listed(parts)}, filename = true, hive_partitioning = false,"
            " union_by_name = true)"
        )
        tables.append(f"SELECT * EXCLUDE (filename), parse_filename(filename) AS part FROM {read}")
    every = " UNION ALL BY NAME ".join(tables)
    link.execute(f"""
        CREATE VIEW years AS
        SELECT y.* EXCLUDE (part) FROM ({every}) y SEMI JOIN _runs r USING (run, part)
    """)


def _see_points(link: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Make the views `points` and `results`."""
    tables = ["SELECT * FROM _no_point"]
    if plans := sorted(store.designs.glob(f"*/{POINTS}")):
        tables.append(
            f"SELECT * FROM read_parquet({_listed(plans)}, union_by_name = true,"
            " hive_partitioning = false)"
        )
    link.execute(f"CREATE VIEW points AS {' UNION ALL BY NAME '.join(tables)}")
    link.execute("CREATE VIEW results AS SELECT * FROM points JOIN years USING (run)")


def _listed(places: list[Path]) -> str:
    """Return files as SQL writes a list of texts."""
    return "[" + ", ".join("'" + str(p).replace("'", "''") + "'" for p in places) + "]"
