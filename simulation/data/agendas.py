"""The common agendas that were put to the steering committee, and when."""

from dataclasses import dataclass

from simulation.data.read import Quality, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """An agenda that the steering committee can take.

    Attributes
    ----------
    year, term
        The school year and term from which it is on the table.
    stage
        What the Ministry must be at least: 0 observer, 1 partner, 2 lead.
    goal
        Five-unit students a year that it aims at; 0 leaves that to a scenario [students].
    breadth, age, equity, autonomy
        What it asks for itself, -1 to 1; where blank, it is the committee's mean.
    opens
        Channels whose programmes begin with it.
    """

    name: str
    year: int
    term: int
    stage: int
    goal: float
    source: tuple[str, ...]
    quality: Quality
    breadth: float | None = None
    age: float | None = None
    equity: float | None = None
    autonomy: float | None = None
    opens: tuple[str, ...] = ()
    note: str = ""

    @property
    def words(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ")


def agendas() -> tuple[Agenda, ...]:
    """Return the agendas in the order of their dates."""
    return table("agendas", Agenda)
