"""The field: who could be partners, and which programmes there are."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from simulation.data.read import BadTable
from simulation.network.partners import Partners
from simulation.network.programmes import Programme, programmes, read_programmes
from simulation.network.roster import complete, partners_from, read, shipped
from simulation.network.ties import read_ties

Table = TypeVar("Table")

FIELD_SEED = 5_000_003  # of what a roster leaves blank; a run's seed is luck only


@dataclass(frozen=True, slots=True)
class Field:
    """Who could be partners, and what they could give."""

    partners: Partners
    programmes: tuple[Programme, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """Tables that a user or a scenario brings instead of the shipped ones; None is the shipped one.

    Attributes
    ----------
    partners, ties, programmes
        A roster as CSV; who trusts whom as CSV or GraphML; kinds of programmes as CSV.
    """

    partners: Path | None = None
    ties: Path | None = None
    programmes: Path | None = None


def field_of(files: Files) -> Field:
    """Return the field of some tables.

    Raises BadTable with every mistake of all the tables: line, column, reason. Where programmes
    cannot be read, a roster may name the shipped ones; where a roster cannot, no name of a tie is
    looked up.
    """
    wrong = list[str]()
    offered, rows, ties = programmes(), shipped(), None
    if (path := files.programmes) is not None:
        offered = _heard(wrong, read_programmes, path) or offered
    if (path := files.partners) is not None:
        rows = _heard(wrong, lambda p: read(p, offered), path) or ()
    elif lacking := sorted({r.programme for r in rows} - {p.name for p in offered} - {""}):
        needed = f"the shipped roster offers {', '.join(lacking)}"
        wrong.append(f"{files.programmes}: {needed}; add them, or bring a roster of your own.")
    names = [r.name for r in complete(rows)] if rows else None
    if (path := files.ties) is not None:
        ties = _heard(wrong, lambda p: read_ties(p, names), path)
    if wrong:
        raise BadTable("\n".join(wrong))
    return Field(partners_from(complete(rows), ties, offered, FIELD_SEED), offered)


def _heard(wrong: list[str], reading: Callable[[Path], Table], path: Path) -> Table | None:
    """Return a table, or None if it cannot be read; then its mistakes are among the wrong."""
    try:
        return reading(path)
    except BadTable as error:
        wrong.append(str(error))
        return None
