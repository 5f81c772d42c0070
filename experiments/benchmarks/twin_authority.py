"""Local authorities of the plain twin: how much five units matter to them, and what they do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

from experiments.benchmarks.twin_schools import School, logistic
from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Costs
from simulation.parameters.supply import Authorities
from simulation.population.schools import DISTRICTS, Schools

_MIDDLE_CLUSTER = 5


@dataclass(eq=False, kw_only=True)
class Authority:
    """A local authority and its schools.

    Attributes
    ----------
    cluster
        Socio-economic cluster, 1 the weakest to 10 the strongest.
    southern
        Whether in the south.
    salience
        How much five units matter to it, 0 to 1.
    hours
        Weekly hours it adds to a five-unit class.
    """

    schools: list[School]
    cluster: int
    southern: bool
    salience: float = 0.0
    hours: float = 0.0
    director: bool = False  # of excellence
    coordinator: bool = False

    @property
    def examined(self) -> bool:
        """Whether mathematics is examined in any of its schools."""
        return any(s.examined for s in self.schools)

    @property
    def twelfth(self) -> int:
        """12th graders this year."""
        return sum(s.twelfth_now for s in self.schools)

    @property
    def sitters(self) -> int:
        """Those of them at five units."""
        return sum(s.sitters for s in self.schools)

    @property
    def rate(self) -> float:
        """Share of 12th graders at five units."""
        return self.sitters / self.twelfth if self.twelfth else 0.0

    def spend(self, p: Authorities, costs: Costs) -> None:
        """Pay a coordinator, then hours, from the part of the budget that salience sets free."""
        students = sum(s.twelfth for s in self.schools)
        budget = p.budget * students * (1 + p.budget_per_cluster * (self.cluster - _MIDDLE_CLUSTER))
        money = self.salience * max(0.0, budget)
        self.coordinator = self.salience >= p.coordinator_from and money >= costs.coordinator
        if self.coordinator:
            money -= costs.coordinator
        classes = sum(3 * max(1, s.groups) for s in self.schools if s.track)  # grades 10 to 12
        affordable = money / (classes * costs.weekly_hour) if classes else 0.0
        self.hours = min(p.hours * self.salience, affordable)

    def feel(self, told: float, urgency: float, p: Authorities) -> None:
        """Let five units matter more, or less."""
        self.salience = min(
            1.0,
            p.memory * self.salience + p.publication * told + p.director * self.director
            + p.urgency * urgency,
        )  # fmt: skip


def found_authorities(schools: Schools, founded: Sequence[School]) -> list[Authority]:
    """Return the authorities, each with its schools."""
    made: dict[int, Authority] = {}
    for row, school in enumerate(founded):
        southern = DISTRICTS[schools.district[row]] == "South"
        new = Authority(schools=[], cluster=int(schools.cluster[row]), southern=southern)
        school.authority = made.setdefault(int(schools.authority[row]), new)
        school.authority.schools.append(school)
    return [made[number] for number in sorted(made)]


def act(authorities: Sequence[Authority], levers: Levers, p: Authorities, costs: Costs) -> None:
    """Appoint directors, the south first, the weakest cluster first; let all spend.

    Authorities where nobody is examined come last.
    """
    reached = 0.0
    for a in sorted(authorities, key=lambda a: (not a.examined, not a.southern, a.cluster)):
        stands_for = sum(s.weight for s in a.schools) / len(a.schools)
        a.director = reached + stands_for / 2 < levers.directors
        reached += stands_for
    for a in authorities:
        a.spend(p, costs)


def notice(
    authorities: Sequence[Authority], urgency: float, p: Authorities, *, published: float
) -> None:
    """Let authorities feel urgency, and the shame of published figures."""
    ranked = [a for a in authorities if published and a.examined and a.twelfth]
    enough = _quantile((a.rate for a in ranked), p.satisfied) if ranked else 0.0
    for a in authorities:
        told = 0.0
        if a in ranked and a.rate < enough:
            likes = [b for b in ranked if b.cluster == a.cluster]
            of_likes = sum(b.sitters for b in likes) / sum(b.twelfth for b in likes)
            told = logistic((of_likes - a.rate) / p.slack)
        a.feel(told, urgency, p)


def _quantile(values: Iterable[float], share: float) -> float:
    """Return the value below which that share of the values is, linear between them."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
