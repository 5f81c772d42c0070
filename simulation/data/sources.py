"""Where the numbers come from: one row for each key of a source."""

from dataclasses import dataclass
from typing import Literal

from simulation.data.read import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of figures (data) or of the size of an effect (evidence).

    Attributes
    ----------
    title
        Of a data source as printed. Of evidence a description: most was read as excerpts only, and
        some titles and authors' names are from general knowledge, not checked at the source.
    where
        A web address, a repository at a commit, or the name of a project document.
    date
        As printed; "c." marks a date inferred from the content, "n.d." none.
    """

    key: str
    kind: Literal["data", "evidence"]
    title: str
    publisher: str
    where: str
    date: str


def sources() -> tuple[Source, ...]:
    """Return every source, in the order of their keys."""
    return table("sources", Source)
