"""Partners as columns: one row an organisation, the Ministry and the backbone the last two."""

from dataclasses import dataclass

from simulation.arrays import Bools, Doubles, Ints
from simulation.data.sectors import SECTORS

DIMENSIONS = ("breadth", "age", "equity", "autonomy")


@dataclass(frozen=True, slots=True)
class Partners:
    """Columns of partners; the last two rows are the Ministry and the backbone.

    Attributes
    ----------
    name
        Name, unique.
    sector
        Index into SECTORS.
    district
        Home: index into DISTRICTS.
    programme
        Index into the programmes, -1 for none.
    position
        A row a partner, a column for each of DIMENSIONS, -1 to 1: maths to all of STEM, middle to
        high school, volume to equity, state-led to autonomous.
    susceptibility
        Weight of others' positions beside the own first one, 0 to 1.
    resting
        Commitment at rest: weight of the common goal beside the own mission, 0 to 1.
    budget
        Money of its own [NIS a year].
    volunteers
        Volunteers [people].
    capacity
        What its programme can give [slots a year].
    founder
        Whether it is one of those who start the initiative.
    invited
        Whether it came to the first meeting.
    since
        School year from which it is in the field.
    weight
        Trust at rest of the row in the column, 0 to 1, as told; NaN where nothing is told.
    known
        Whether row and column know each other: symmetric, False for oneself.
    """

    name: tuple[str, ...]
    sector: Ints
    district: Ints
    programme: Ints
    position: Doubles
    susceptibility: Doubles
    resting: Doubles
    budget: Doubles
    volunteers: Doubles
    capacity: Doubles
    founder: Bools
    invited: Bools
    since: Ints
    weight: Doubles
    known: Bools

    def __len__(self) -> int:
        """Return the number of rows, with the Ministry and the backbone."""
        return len(self.name)

    @property
    def ministry(self) -> int:
        """The row of the Ministry."""
        return len(self) - 2

    @property
    def backbone(self) -> int:
        """The row of the backbone."""
        return len(self) - 1


__all__ = ["DIMENSIONS", "SECTORS", "Partners"]
