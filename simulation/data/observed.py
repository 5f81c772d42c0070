"""Published figures, one row for each figure and source."""

from dataclasses import dataclass

from simulation.data.read import Quality, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A published figure.

    Attributes
    ----------
    year
        The year of the exam, or the school year by the year it ends in; a period carries its
        last year and says so in the note.
    source
        Keys of `sources`.
    """

    year: int
    group: str
    measure: str
    value: float
    unit: str
    source: tuple[str, ...]
    quality: Quality
    note: str = ""


def observations(name: str) -> tuple[Observation, ...]:
    """Return a table of figures: national, units_shares, sciences, teachers or tracks."""
    return table(name, Observation)
