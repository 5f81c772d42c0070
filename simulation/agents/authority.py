"""A local authority and its schools."""

from typing import TYPE_CHECKING

from mesa import Agent, Model

if TYPE_CHECKING:
    from simulation.agents.school import School
    from simulation.agents.standing import Councils


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

    def __init__(
        self, model: Model, *, index: int, cluster: int, periphery_index: float,
        councils: "Councils",
    ) -> None:  # fmt: skip
        super().__init__(model)
        self._councils = councils
        self.index, self.cluster, self.periphery_index = index, cluster, periphery_index
        self.schools: list[School] = []

    @property
    def schools_with_track(self) -> int:
        """How many of its schools teach five units."""
        return sum(s.has_track for s in self.schools)

    @property
    def salience(self) -> float:
        """How much five units matter to it, 0 to 1."""
        return float(self._councils.salience[self.index])

    @property
    def published_rate(self) -> float:
        """Five-unit sitters over 12th graders in the last figures, 0 to 1."""
        return float(self._councils.rate[self.index])

    @property
    def has_director(self) -> bool:
        """Whether it has a director of excellence."""
        return bool(self._councils.director[self.index])

    @property
    def has_coordinator(self) -> bool:
        """Whether it pays a coordinator."""
        return bool(self._councils.coordinator[self.index])

    @property
    def spent(self) -> float:
        """What it spends on five units this year [NIS]."""
        return float(self._councils.spent[self.index])

    @property
    def five_unit_share(self) -> float:
        """Mean of its schools' share of five-unit sitters, 0 to 1."""
        return sum(s.five_unit_share for s in self.schools) / len(self.schools)
