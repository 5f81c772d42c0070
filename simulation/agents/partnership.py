"""The partnership as columns: what the years change about its partners, and about it as a whole."""

from dataclasses import dataclass, field
from enum import IntEnum

import networkx as nx
import numpy as np
from mesa import Agent, Model

from simulation.arrays import Bools, Doubles, Ints
from simulation.contact import EVERY_GROUP, NO_GROUP
from simulation.network.partners import DIMENSIONS, SECTORS, Partners
from simulation.network.programmes import GROUPS


class Stage(IntEnum):
    """What the Ministry is to the Initiative."""

    OBSERVER = 0
    PARTNER = 1
    LEAD = 2


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the partnership.

    Attributes
    ----------
    year, term
        School year, and its term: 1 autumn, 2 winter, 3 spring; 0 is the summer before.
    kind
        launch, join, leave, agenda, ministry, minister or circle.
    who
        The partner it happened to; blank if to all.
    text
        What happened, a sentence without its subject.
    """

    year: int
    term: int
    kind: str
    who: str
    text: str


@dataclass(slots=True)
class Partnership:
    """Columns with one element a partner, and the state of the whole.

    Attributes
    ----------
    partners
        Who there is.
    rest, trust
        Trust at rest and now, shape (partners, partners): the row trusts the column [0 to 1].
    position
        Where partners stand, shape (partners, 4) [-1 to 1].
    commitment
        Commitment to the common goal, 0 to 1.
    left
        Whether it has left the Initiative before.
    member, presence
        Whether a member; how present it is in forums, 0 to 1.
    seat, votes
        Whether at the table of the steering committee; whether a voting member of it.
    group
        Working group, NO_GROUP or EVERY_GROUP.
    low_terms
        Terms in a row of low commitment [terms].
    practised
        Share of its full capacity that a partner has built up, 0 to 1.
    solution
        How good its solution is, beside the best, 0 to 1.
    funds
        What was mobilised for it, over its own budget [share].
    stage, since
        What the Ministry is, and the school year and term from which.
    partner_since
        The school year in which the Ministry became a partner.
    minister, leaning
        Who is minister; alignment of the minister's own aims, -1 to 1.
    openness, alignment
        Of the director-general, 0 to 1; of the minister as it acts, -1 to 1.
    budget
        The Ministry's, for the common goal [NIS a year].
    launched
        Whether there is an Initiative.
    agenda, focus, goal
        Place of the last agenda that passed in the table, -1 for none; what it asks for, shape
        (4,) [-1 to 1]; how many students a year it aims at.
    agreement
        How far members who take part agree, 0 to 1; 0 where there is nobody.
    measurement
        How far shared measurement is built, 0 to 1.
    progress
        Growth of the number in the last year, over that of a good year.
    coordinated
        How far partners of each type of programme coordinated this year, 0 to 1.
    coverage, overlap
        Share of pupils reached by a programme, and of what was delivered that was wasted on pupils
        reached already, by type of programme.
    ready
        How far the ground is prepared in each school, 0 to 1.
    circle
        Who is in the circle of which local authority, shape (partners, authorities).
    local
        Shared measurement in each circle, one element an authority, 0 to 1.
    """

    partners: Partners
    rest: Doubles
    trust: Doubles
    position: Doubles
    commitment: Doubles
    left: Bools
    member: Bools
    presence: Doubles
    seat: Bools
    votes: Bools
    group: Ints
    low_terms: Ints
    practised: Doubles
    solution: Doubles
    funds: Doubles
    coordinated: Doubles
    coverage: Doubles
    overlap: Doubles
    ready: Doubles
    circle: Bools
    local: Doubles
    stage: Stage = Stage.OBSERVER
    since: tuple[int, int] = (0, 0)
    partner_since: int = 0
    minister: str = ""
    leaning: float = 0.0
    openness: float = 0.0
    alignment: float = 0.0
    budget: float = 0.0
    launched: bool = False
    agenda: int = -1
    focus: Doubles = field(default_factory=lambda: np.zeros(len(DIMENSIONS)))
    goal: float = 0.0
    agreement: float = 0.0
    measurement: float = 0.0
    progress: float = 0.0

    @classmethod
    def at_rest(
        cls, partners: Partners, rest: Doubles, *, types: int, schools: int, authorities: int
    ) -> "Partnership":
        """Return the partnership before there is an Initiative."""
        n = len(partners)
        return cls(
            partners=partners, rest=rest, trust=rest.copy(), position=partners.position.copy(),
            commitment=partners.resting.copy(), left=np.zeros(n, np.bool_),
            member=np.zeros(n, np.bool_),
            presence=np.zeros(n), seat=np.zeros(n, np.bool_), votes=np.zeros(n, np.bool_),
            group=np.full(n, NO_GROUP), low_terms=np.zeros(n, np.int64), practised=np.zeros(n),
            solution=partners.founder.astype(np.float64), funds=np.zeros(n),
            coordinated=np.zeros(types), coverage=np.zeros(types), overlap=np.zeros(types),
            ready=np.zeros(schools), circle=np.zeros((n, authorities), np.bool_),
            local=np.zeros(authorities),
        )  # fmt: skip

    def __len__(self) -> int:
        """Return the number of partners, members or not, with the Ministry and the backbone."""
        return len(self.partners)

    @property
    def organisations(self) -> Bools:
        """Which members are organisations: all but the Ministry and the backbone."""
        chosen = self.member.copy()
        chosen[[self.partners.ministry, self.partners.backbone]] = False
        return chosen

    @property
    def active(self) -> Bools:
        """Which members are organisations that take part: without any effort nobody does."""
        return np.asarray(self.organisations & (self.presence > 0))

    @property
    def agreed(self) -> float:
        """How far members agree on a common agenda, 0 to 1; 0 without one."""
        return self.agreement if self.agenda >= 0 else 0.0

    def mean_trust(self, trust: Doubles, of: Bools, into: Bools) -> float:
        """Return the mean trust of some partners in others, not in themselves; 0 if in nobody."""
        a, b, both = np.flatnonzero(of), np.flatnonzero(into), np.flatnonzero(of & into)
        pairs = a.size * b.size - both.size
        total = trust[a[:, None], b].sum() - trust[both, both].sum()
        return float(total) / pairs if pairs else 0.0

    def graph(self, least: float = 0.0) -> nx.DiGraph:
        """Return who trusts whom as a graph: a node a partner in the field, an edge a tie.

        An edge joins acquaintances and those who both are members, where trust is at least `least`.
        """
        p, made = self.partners, nx.DiGraph()
        for i, name in enumerate(p.name):
            made.add_node(
                name, sector=SECTORS[p.sector[i]], member=bool(self.member[i]),
                commitment=float(self.commitment[i]), seat=bool(self.seat[i]),
                group=_group(int(self.group[i])),
                **{d: float(self.position[i, k]) for k, d in enumerate(DIMENSIONS)},
            )  # fmt: skip
        tied = (p.known | np.logical_and.outer(self.member, self.member)) & (self.trust >= least)
        np.fill_diagonal(tied, val=False)
        for a, b in zip(*np.nonzero(tied), strict=True):
            made.add_edge(
                p.name[a], p.name[b], weight=float(self.trust[a, b]),
                at_rest=float(self.rest[a, b]), acquainted=bool(p.known[a, b]),
            )  # fmt: skip
        return made


def _group(number: int) -> str:
    """Return a working group by name, `every`, or nothing."""
    return {NO_GROUP: "", EVERY_GROUP: "every"}.get(number) or GROUPS[number] * (number >= 0)


class Partner(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """A partner: one row of the partnership.

    Attributes
    ----------
    row
        Its row.
    """

    def __init__(self, model: Model, *, partnership: Partnership, row: int) -> None:
        super().__init__(model)
        self._partnership, self.row = partnership, row

    @property
    def name(self) -> str:
        """Its name, unique."""
        return self._partnership.partners.name[self.row]

    @property
    def sector(self) -> str:
        """One of SECTORS."""
        return SECTORS[self._partnership.partners.sector[self.row]]

    @property
    def is_member(self) -> bool:
        """Whether it is a member of the Initiative."""
        return bool(self._partnership.member[self.row])

    @property
    def commitment(self) -> float:
        """Commitment to the common goal, 0 to 1."""
        return float(self._partnership.commitment[self.row])

    @property
    def position(self) -> dict[str, float]:
        """Where it stands on each of DIMENSIONS, -1 to 1."""
        return dict(zip(DIMENSIONS, self._partnership.position[self.row].tolist(), strict=True))

    def trust_in(self, other: "Partner") -> float:
        """Return how far it trusts another, 0 to 1."""
        return float(self._partnership.trust[self.row, other.row])

    def trusts(self, least: float) -> list[str]:
        """Return the names of the members it trusts at least so much, the most trusted first."""
        state = self._partnership
        order = np.argsort(-state.trust[self.row], kind="stable")
        return [
            state.partners.name[q]
            for q in order
            if q != self.row and state.member[q] and state.trust[self.row, q] >= least
        ]
