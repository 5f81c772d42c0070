"""A table of partners that a user brings, and the synthetic one that is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import numpy as np

from simulation.arrays import Doubles
from simulation.data.districts import DISTRICTS
from simulation.data.read import parse
from simulation.data.sectors import SECTORS, sectors
from simulation.network.checks import ONLY_ONE, RosterChecks, contents
from simulation.network.partners import DIMENSIONS, Partners
from simulation.network.programmes import Programme, programmes
from simulation.network.ties import Tie, acquaintance, with_everybody
from simulation.randomness import key_of

_SPREAD = 0.3  # standard deviation of positions around the mean of a sector, assumed
_SUSCEPTIBILITY = (4, 2)  # of a Beta distribution: the design of the model, section 5
_CONCENTRATION = 6  # of commitment at rest around the mean of a sector, assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """A line of a user's table: an organisation. What is None is drawn.

    Attributes
    ----------
    name
        Name, unique.
    sector
        foundation, ngo, firm, academia, army, authority, ministry or backbone; one ministry and one
        backbone at most.
    programme
        Name of the programme it offers; blank if none.
    district
        Home: Jerusalem, North, Haifa, Centre, Tel Aviv or South.
    budget
        Money of its own a year [NIS].
    volunteers
        Volunteers [people].
    capacity
        What its programme can give a year [slots, as the programme's unit says].
    founder, invited
        yes if it starts the initiative, if it came to the first meeting; no otherwise.
    since
        School year from which it is in the field.
    breadth, age, equity, autonomy
        Position, -1 to 1: maths to all of STEM, middle to high school, volume to equity, state-led
        to autonomous.
    susceptibility
        Weight of others' positions beside its own first one, 0 to 1.
    resting
        Commitment at rest: weight of the common goal beside its own mission, 0 to 1.
    """

    name: str
    sector: Literal[
        "foundation", "ngo", "firm", "academia", "army", "authority", "ministry", "backbone"
    ]
    programme: str = ""
    district: Literal["Jerusalem", "North", "Haifa", "Centre", "Tel Aviv", "South"] | None = None
    budget: float = 0
    volunteers: float = 0
    capacity: float = 0
    founder: Literal["yes", "no"] = "no"
    invited: Literal["yes", "no"] = "no"
    since: int = 2001
    breadth: float | None = None
    age: float | None = None
    equity: float | None = None
    autonomy: float | None = None
    susceptibility: float | None = None
    resting: float | None = None
    note: str = ""


COLUMNS = tuple(PartnerRow.__annotations__)


def read(path: Path, offered: Sequence[Programme] | None = None) -> tuple[PartnerRow, ...]:
    """Return the rows of a user's table, whose programmes are `offered` (or the shipped ones).

    Raises BadTable with every mistake of the file: line, column, reason.
    """
    return _rows(contents(path, COLUMNS), str(path), programmes() if offered is None else offered)


@cache
def shipped() -> tuple[PartnerRow, ...]:
    """Return the shipped roster: invented, but for the names of the founders and the last two."""
    place = files("simulation.data") / "tables" / "partners.csv"
    return _rows(place.read_text(encoding="utf-8"), place.name, programmes())


def complete(rows: Sequence[PartnerRow]) -> tuple[PartnerRow, ...]:
    """Return the rows in order, then the Ministry and the backbone, added if they are missing."""
    central = {r.sector: r for r in rows if r.sector in ONLY_ONE}
    return (
        *(r for r in rows if r.sector not in ONLY_ONE),
        central.get("ministry", PartnerRow(name=ONLY_ONE["ministry"], sector="ministry")),
        central.get("backbone", PartnerRow(name=ONLY_ONE["backbone"], sector="backbone")),
    )


def partners_from(
    rows: Sequence[PartnerRow], ties: Sequence[Tie] | None, offered: Sequence[Programme], seed: int
) -> Partners:
    """Return the partners of a table; who knows whom is told by the ties, or drawn without them.

    A blank is drawn from the seed and the name alone: neither other lines nor their order matter.
    """
    filled = [_filled(row, seed) for row in complete(rows)]
    index = {p.name: i for i, p in enumerate(offered)} | {"": -1}
    sector = np.array([SECTORS.index(r.sector) for r in filled])
    founder = np.array([r.founder == "yes" for r in filled])
    invited = founder | np.array([r.invited == "yes" for r in filled])
    weight = _weights([r.name for r in filled], ties or ())
    told = ~np.isnan(weight)
    return Partners(
        name=tuple(r.name for r in filled),
        sector=sector,
        district=np.array([DISTRICTS.index(str(r.district)) for r in filled]),
        programme=np.array([index[r.programme] for r in filled]),
        position=np.array([[getattr(r, d) for d in DIMENSIONS] for r in filled], np.float64),
        susceptibility=_column(filled, "susceptibility"),
        resting=_column(filled, "resting"),
        budget=_column(filled, "budget"),
        volunteers=_column(filled, "volunteers"),
        capacity=_column(filled, "capacity"),
        founder=founder,
        invited=invited,
        since=np.array([r.since for r in filled]),
        weight=weight,
        known=with_everybody(told | told.T, sector)
        if ties is not None
        else acquaintance(sector, founder, invited, seed),
    )


def _rows(text: str, where: str, offered: Sequence[Programme]) -> tuple[PartnerRow, ...]:
    """Return the rows of a text in CSV."""
    checks = RosterChecks([p.name for p in offered])
    return parse(text, PartnerRow, where=where, lenient=True, check=checks.line, whole=checks.whole)


def _filled(row: PartnerRow, seed: int) -> PartnerRow:
    """Return a row without blanks; filling one in by hand changes no other."""
    rng = np.random.default_rng([int(key_of(seed)), crc32(row.name.encode())])
    typical = sectors()[SECTORS.index(row.sector)]
    position = np.clip(rng.normal(typical.position, _SPREAD), -1, 1).tolist()
    drawn: dict[str, Any] = dict(zip(DIMENSIONS, position, strict=True)) | {
        "susceptibility": rng.beta(*_SUSCEPTIBILITY),
        "resting": rng.beta(
            _CONCENTRATION * typical.resting, _CONCENTRATION * (1 - typical.resting)
        ),
        "district": str(rng.choice(DISTRICTS, p=typical.homes)),
    }
    return replace(row, **{n: value for n, value in drawn.items() if getattr(row, n) is None})


def _column(rows: Sequence[PartnerRow], name: str) -> Doubles:
    """Return one number of each row."""
    return np.array([getattr(r, name) for r in rows], np.float64)


def _weights(names: Sequence[str], ties: Sequence[Tie]) -> Doubles:
    """Return the trust that is told, of the row in the column; NaN where none is."""
    place = {name: i for i, name in enumerate(names)}
    weight = np.full((len(names), len(names)), np.nan)
    for tie in ties:
        weight[place[tie.truster], place[tie.trusted]] = tie.weight
    return weight
