"""A local authority and its schools."""

from typing import TYPE_CHECKING

from mesa import Agent, Model

if TYPE_CHECKING:
    from simulation.agents.school import School


class Authority(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """A local authority.

    Attributes
    ----------
    index
        Its number in the roster.
    cluster
        Socio-economic cluster, 1 the weakest to 10 the strongest.
    periphery_index
        How far it is from the centre of things, 0 to 1.
    schools
        Its upper-secondary schools.
    """

    def __init__(self, model: Model, *, index: int, cluster: int, periphery_index: float) -> None:
        super().__init__(model)
        self.index, self.cluster, self.periphery_index = index, cluster, periphery_index
        self.schools: list[School] = []

    @property
    def schools_with_track(self) -> int:
        """How many of its schools teach five units."""
        return sum(s.has_track for s in self.schools)

    @property
    def five_unit_share(self) -> float:
        """Mean of its schools' share of five-unit sitters, 0 to 1."""
        return sum(s.five_unit_share for s in self.schools) / len(self.schools)
