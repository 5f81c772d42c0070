"""The six districts, and how remote each is: assumed, for no official index is a source here."""

from dataclasses import dataclass

from simulation.data.read import Quality, table

DISTRICTS = ("Jerusalem", "North", "Haifa", "Centre", "Tel Aviv", "South")


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A district and its remoteness, 0 the centre of things to 1 the far ends of the country."""

    name: str
    remoteness: float
    unit: str
    source: tuple[str, ...]
    quality: Quality
    note: str = ""


def districts() -> tuple[District, ...]:
    """Return the districts in the order of DISTRICTS."""
    return tuple(sorted(table("districts", District), key=lambda d: DISTRICTS.index(d.name)))
