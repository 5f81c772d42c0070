"""The Ministry of Education: what it has in force, and what it knows."""

from mesa import Agent, Model

from simulation.arrays import Doubles
from simulation.parameters.levers import Levers


class Ministry(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """The Ministry.

    Attributes
    ----------
    levers
        The levers in force this school year, as they reach the schools that are simulated.
    published
        Five-unit sitters by year, as its statistics of July say [students].
    spent
        What each programme cost at each school, by year [NIS].
    """

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.levers = Levers()
        self.published: dict[int, float] = {}
        self.spent: dict[int, dict[str, Doubles]] = {}

    def decide(self, levers: Levers) -> None:
        """Put levers in force for this school year."""
        self.levers = levers

    def publish(self, year: int, sitters: float) -> None:
        """Publish how many sat five units."""
        self.published[year] = sitters

    def pay(self, year: int, bills: dict[str, Doubles]) -> None:
        """Pay for the year's programmes at each school [NIS]."""
        self.spent[year] = bills
