"""The sectors that partners come from, and what is typical of each."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Doubles
from simulation.data.read import Quality, table

SECTORS = ("foundation", "ngo", "firm", "academia", "army", "authority", "ministry", "backbone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """A sector: its part in the synthetic roster, and where its partners stand.

    Attributes
    ----------
    sector
        One of SECTORS.
    count, founders, invited
        Partners in the shipped roster, those who found the initiative, those at its first meeting.
    breadth, age, equity, autonomy
        Mean position on the four dimensions, -1 to 1.
    resting
        Mean commitment at rest, 0 to 1.
    budget, volunteers, capacity
        Mean of a partner in the shipped roster [NIS a year, people, slots of any kind a year].
    jerusalem, north, haifa, centre, tel_aviv, south
        Share of partners at home in the district, 0 to 1.
    """

    sector: str
    count: int
    founders: int
    invited: int
    breadth: float
    age: float
    equity: float
    autonomy: float
    resting: float
    budget: float
    volunteers: float
    capacity: float
    jerusalem: float
    north: float
    haifa: float
    centre: float
    tel_aviv: float
    south: float
    unit: str
    source: tuple[str, ...]
    quality: Quality
    note: str = ""

    @property
    def position(self) -> Doubles:
        """The mean position, a number for each dimension."""
        return np.array([self.breadth, self.age, self.equity, self.autonomy])

    @property
    def homes(self) -> Doubles:
        """The share of partners at home in each district, in the order of DISTRICTS."""
        parts = (self.jerusalem, self.north, self.haifa, self.centre, self.tel_aviv, self.south)
        return np.array(parts) / sum(parts)


def sectors() -> tuple[Sector, ...]:
    """Return the sectors in the order of SECTORS."""
    return tuple(sorted(table("sectors", Sector), key=lambda s: SECTORS.index(s.sector)))
