"""The field: who could be partners, and which programmes there are."""

from dataclasses import dataclass
from pathlib import Path

from simulation.network.partners import Partners
from simulation.network.programmes import Programme, programmes, read_programmes
from simulation.network.roster import complete, partners_from, read, shipped
from simulation.network.ties import read_ties

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

    Raises BadTable with every mistake of a table: line, column, reason.
    """
    offered = read_programmes(files.programmes) if files.programmes else programmes()
    rows = complete(read(files.partners, offered) if files.partners else shipped())
    ties = read_ties(files.ties, [r.name for r in rows]) if files.ties else None
    return Field(partners_from(rows, ties, offered, FIELD_SEED), offered)
