"""The commands about a store of many runs; `cli` registers them.

As there, signature and docstring are the help, and what they need is imported when they run.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

_Optional = Annotated[str, Parameter(show_default=False)]
_File = Annotated[Path | None, Parameter(show_default=False)]
QUERY_EXAMPLES = """
Examples:

    fivebytwo query results/store                 tables, columns, and questions to start with
    fivebytwo query results/store "SELECT scenario, status, count(*) FROM runs GROUP BY ALL"
    fivebytwo query results/store "SELECT * FROM results" --csv results.csv
"""
STATUS_EXAMPLES = """
Example:

    fivebytwo status results/store
"""
MERGE_EXAMPLES = """
Example:

    fivebytwo merge results/store from_the_cluster/store --into results/all
"""


def query(store: Path, sql: _Optional = "", /, *, csv: _File = None, parquet: _File = None) -> None:
    """Ask a store in SQL, as DuckDB reads it; without a question, list what can be asked.

    Parameters
    ----------
    store
        Folder of the runs.
    sql
        One SELECT, about the tables runs, years, points and results.
    csv
        A file to write all of the answer to, as CSV.
    parquet
        The same as Parquet.
    """
    from experiments.sweeps.ask import ask

    ask(store, sql, csv=csv, parquet=parquet)


def status(store: Path, /) -> None:
    """Tell how each design of a store stands, what failed and why; sweeps may go on meanwhile.

    Parameters
    ----------
    store
        Folder of the runs.
    """
    from experiments.sweeps.standing import stand

    stand(store)


def merge(store: Path, /, *stores: Path, into: Path) -> None:
    """Bring the designs and runs of several stores into one; each run is there once.

    The stores stay as they are. Stopped in whatever way, the same command goes on.

    Parameters
    ----------
    store
        Folder of runs.
    stores
        More of them.
    into
        The store that all is brought into; it may be there already.
    """
    from experiments.sweeps.merge import merge as bring_together

    bring_together([store, *stores], into)
