"""What partners offer: kinds of programmes, by which channel they reach the students."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from simulation.data.read import Quality, Values, parse
from simulation.network.checks import Repeated, contents, outside, unreadable
from simulation.parameters.declare import declared
from simulation.parameters.programmes import Costs

Channel = Literal[
    "visits", "tutoring", "certification", "retraining", "virtual_seats", "acceleration",
    "directors", "none",
]  # fmt: skip
WorkingGroup = Literal["motivation", "teachers", "periphery", "technology", "middle_school"]
CHANNELS: tuple[str, ...] = get_args(Channel)
GROUPS: tuple[str, ...] = get_args(WorkingGroup)
_RANGES = {"cost": (0.0, 1e9), "hours": (0.0, 1e4)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A kind of programme: a line of the table of programmes.

    Attributes
    ----------
    name
        Name, unique.
    channel
        By which it reaches students; none is a programme that the model only counts.
    unit
        What one slot is, in words.
    cost
        Money for a slot, in the money of the country (NIS in the shipped table).
    price
        Which of the unit costs (`fivebytwo parameters costs`) it is, in place of `cost`; or blank.
    hours
        Volunteers' time for a slot [hours].
    group
        Working group in which its partners meet.
    source, quality
        Where cost and hours come from.
    """

    name: str
    channel: Channel
    unit: str
    cost: float
    hours: float
    group: WorkingGroup
    source: tuple[str, ...] = ("assumed",)
    quality: Quality = "assumed"
    note: str = ""
    price: str = ""

    def costs(self, table: Costs) -> float:
        """Return the money for a slot: that of the unit-cost table, if it is one of its prices."""
        return float(getattr(table, self.price)) if self.price else self.cost


COLUMNS = tuple(Programme.__annotations__)


@cache
def programmes() -> tuple[Programme, ...]:
    """Return the shipped programmes."""
    place = files("simulation.data") / "tables" / "programmes.csv"
    return _rows(place.read_text(encoding="utf-8"), place.name)


def read_programmes(path: Path) -> tuple[Programme, ...]:
    """Return the programmes of a user's table.

    Raises BadTable with every mistake of the file: line, column, reason.
    """
    return _rows(contents(path, COLUMNS), str(path))


def _unpriced(cells: Values) -> list[str]:
    """Return what is wrong with the name of a unit cost."""
    known = [p.name.split(".")[1] for p in declared(Costs)]
    if (price := cells.get("price")) and price not in known:
        near = get_close_matches(str(price), known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return [f"price: {price!r} is no unit cost{hint}; leave it blank for the line's own cost"]
    return []


def _rows(text: str, where: str) -> tuple[Programme, ...]:
    """Return the programmes of a text in CSV."""
    names, lines = Repeated("name"), list[int]()

    def check(number: int, cells: Values) -> list[str]:
        """Return what is wrong in a line."""
        lines.append(number)
        return [
            *unreadable(cells, "name"),
            *names.heard(number, cells),
            *outside(cells, _RANGES),
            *_unpriced(cells),
        ]

    def whole() -> list[str]:
        """Return what is wrong with the table as a whole."""
        return [] if lines else ["there is no programme in it; give a line for each."]

    return parse(text, Programme, where=where, lenient=True, check=check, whole=whole)
