"""The partnership term by term: who is in it, how it trusts and agrees, and what is built."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from math import nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.agents.partnership import Partnership
from simulation.arrays import Bools, Doubles, Ints
from simulation.initiative import TERMS
from simulation.kernels.trust import add_up
from simulation.model import Country
from simulation.network.checks import ONLY_ONE
from simulation.network.partners import SECTORS, Partners
from simulation.network.programmes import GROUPS, Programme, programmes
from simulation.processes.backbone import works

ORGANISATIONS = tuple(s for s in SECTORS if s not in ONLY_ONE)
EVERY = "every"  # the working group of who sits at the table of each
_SECTORS = np.array(SECTORS, object)
_GROUPS = np.array([*GROUPS, EVERY, ""], object)  # EVERY_GROUP and NO_GROUP count from the end

Names = NDArray[np.object_]


class Measure(NamedTuple):
    """A measure of a term: name, unit, and a sentence. Blank where there is nobody to measure."""

    measure: str
    unit: str
    text: str


_MEMBERS = (
    Measure("members", "partners", "Members, here and below without Ministry and backbone."),
    *(Measure(f"members_{s}", "partners", f"Members of the sector {s}.") for s in ORGANISATIONS),
)
_TRUST = (
    Measure("density", "share", "Ordered pairs of members of which one trusts the other, of all."),
    Measure("mean_trust", "0 to 1", "Mean trust of members in each other."),
    Measure("trust_within_sectors", "0 to 1", "Mean trust of members in those of their sector."),
    Measure("trust_across_sectors", "0 to 1", "Mean trust of members in those of other sectors."),
    Measure("trust_sd_within", "0 to 1", "Standard deviation of trust within sectors."),
    Measure("trust_sd_across", "0 to 1", "Standard deviation of trust across sectors."),
    Measure("bridging", "share", "Trusted ties of members that cross sectors, of all of them."),
    Measure(
        "trust_ngo_ministry", "0 to 1", "Trust between member NGOs and the Ministry, both ways."
    ),
    Measure("trust_ministry", "0 to 1", "The Ministry's trust in the members who take part, mean."),
)
_WHOLE = (
    Measure("agreement", "0 to 1", "How far the members who take part agree."),
    Measure("commitment", "0 to 1", "Mean commitment of members to the common goal."),
    Measure("urgency", "1 is that of 2013", "Felt urgency of the decline."),
    Measure("measurement", "0 to 1", "How far shared measurement is built."),
    Measure("visibility", "factor", "What it adds to the visibility of the number."),
    Measure(
        "coordination",
        "0 to 1",
        "When the year's schools were chosen: mean over types of two members or more.",
    ),
    Measure("stage", "0 observer, 1 partner, 2 lead", "What the Ministry is to the Initiative."),
    Measure("budget", "NIS a year", "The Ministry's, for the common goal."),
    Measure("openness", "0 to 1", "Of the Ministry's director-general to partners."),
    Measure("alignment", "-1 to 1", "Of the minister with the common goal."),
    Measure("agenda", "agendas", "Agendas that have passed so far."),
)
_TIERS = (
    Measure("steering_seats", "members", "Voting members of the steering committee."),
    Measure("in_groups", "members", "Members in working groups."),
    Measure("funds", "share", "What was mobilised over members' own budgets, mean."),
    Measure("practised", "share", "What members have built up of their full capacity, mean."),
    Measure("readiness", "0 to 1", "How far the ground is prepared, mean over schools."),
    Measure("solutions", "0 to 1", "How good members' solutions are beside the best, mean."),
    Measure("circles", "authorities", "Local authorities with a circle of partners."),
    Measure("backbone_fte", "FTE", "Effort of the backbone over its six activities."),
)


def termly(types: Sequence[Programme]) -> tuple[Measure, ...]:
    """Return the measures of a term where these types of programmes are offered."""
    return (
        *_MEMBERS, *_TRUST, *_WHOLE, *_TIERS,
        *(Measure(f"coverage_{t.name}", "share",
                  f"Who is reached by {_words(t)}, of all it could serve; in autumn a year ago.")
          for t in types),
        *(Measure(f"overlap_{t.name}", "share",
                  f"What reached the same again, of {_words(t)}; in autumn a year ago.")
          for t in types),
    )  # fmt: skip


def _words(kind: Programme) -> str:
    """Return the name of a type in words."""
    return kind.name.replace("_", " ")


TERMLY = termly(programmes())


class TermTable(NamedTuple):
    """What was seen in each term: `values` has shape (terms, measures)."""

    year: Ints
    term: Ints
    measures: tuple[Measure, ...]
    values: Doubles


class TieTable(NamedTuple):
    """Trusted ties of members at the end of each year, Ministry and backbone among them."""

    year: Ints
    truster: Names
    trusted: Names
    trust: Doubles


class PartnerTable(NamedTuple):
    """Each partner at the end of each year; `group` is one of GROUPS, EVERY or blank."""

    year: Ints
    partner: Names
    sector: Names
    member: Bools
    commitment: Doubles
    seat: Bools
    group: Names
    breadth: Doubles
    age: Doubles
    equity: Doubles
    autonomy: Doubles


@dataclass
class Terms:
    """Looks at the partnership after each term, and never touches it.

    It begins in the school year before the launch. The end of a year is that of its third term,
    before partners join and leave in summer.
    """

    measures: tuple[Measure, ...] = TERMLY
    _names: Names = field(default_factory=lambda: np.empty(0, object), init=False)
    _when: list[tuple[int, int]] = field(default_factory=list, init=False)
    _values: list[list[float]] = field(default_factory=list, init=False)
    _ends: list[tuple[Any, ...]] = field(default_factory=list, init=False)
    _ties: list[tuple[Any, ...]] = field(default_factory=list, init=False)

    def look(self, country: Country, term: int) -> None:
        """Note a term."""
        state, w = country.initiative.state, country.world
        if not state.launched and country.year < w.initiative.launch - 1:
            return
        if not self._when:
            self.measures = termly(country.initiative.types)
            self._names = np.array(state.partners.name, object)
        trust = country.initiative.trust(w)
        self._when.append((country.year, term))
        self._values.append(see(country, trust))
        if term == TERMS:
            self._ends.append(_end(state, country.year))
            self._ties.append(_tied(state, trust, w.trust.trusted_from, country.year))

    @property
    def table(self) -> TermTable:
        """What was seen, term by term."""
        when = np.array(self._when, np.int64).reshape(-1, 2)
        values = np.array(self._values).reshape(-1, len(self.measures))
        return TermTable(when[:, 0], when[:, 1], self.measures, values)

    @property
    def ties(self) -> TieTable:
        """Who trusted whom at the end of each year."""
        nothing = _empty(np.int64, np.int64, np.int64, float)
        columns = zip(nothing, *self._ties, strict=True)
        year, truster, trusted, trust = map(np.concatenate, columns)
        return TieTable(year, self._names[truster], self._names[trusted], trust)

    @property
    def partners(self) -> PartnerTable:
        """What each partner was at the end of each year."""
        kinds = (np.int64, object, object, np.bool_, float, np.bool_, object, *[float] * 4)
        nothing = _empty(*kinds)
        return PartnerTable(*map(np.concatenate, zip(nothing, *self._ends, strict=True)))


def _empty(*kinds: type) -> tuple[NDArray[Any], ...]:
    """Return columns of these kinds with no row, for a run that no term was seen of."""
    return tuple(np.empty(0, kind) for kind in kinds)


def see(country: Country, trust: Doubles) -> list[float]:
    """Return the measures of a term, `trust` being that which acts."""
    state = country.initiative.state
    members = np.flatnonzero(state.organisations)
    return [
        *_members(state.partners, members),
        *_trust(state, trust, members, country.world.trust.trusted_from),
        country.initiative.trust_of_ministry(country.world) if state.active.any() else nan,
        *_whole(country, members),
        *_tiers(country, members),
        *state.coverage.tolist(),
        *state.overlap.tolist(),
    ]


def _members(who: Partners, members: Ints) -> list[float]:
    """Return how many members there are: all, and of each of ORGANISATIONS."""
    of = np.bincount(who.sector[members], minlength=len(SECTORS))
    return [float(members.size), *(float(of[SECTORS.index(s)]) for s in ORGANISATIONS)]


def _trust(state: Partnership, trust: Doubles, members: Ints, least: float) -> list[float]:
    """Return how members trust each other and, in NGOs, the Ministry; trusted is `least`."""
    who, sums = state.partners, np.zeros((2, 3))
    add_up(sums, trust, who.sector, members, least)
    within, within_2, tied_within = sums[0].tolist()
    across, across_2, tied_across = sums[1].tolist()
    size = np.bincount(who.sector[members])
    same, pairs = float(size @ size) - members.size, float(members.size * (members.size - 1))
    ngos = members[who.sector[members] == SECTORS.index("ngo")]
    both = np.concatenate([trust[ngos, who.ministry], trust[who.ministry, ngos]])
    return [
        _over(tied_within + tied_across, pairs), _over(within + across, pairs),
        _over(within, same), _over(across, pairs - same),
        _deviation(within, within_2, same), _deviation(across, across_2, pairs - same),
        _over(tied_across, tied_within + tied_across), _mean(both),
    ]  # fmt: skip


def _whole(country: Country, members: Ints) -> list[float]:
    """Return what the partnership is as a whole."""
    initiative, w = country.initiative, country.world
    state, active = initiative.state, initiative.state.active
    kinds = state.partners.programme[active]
    many = np.bincount(kinds[kinds >= 0], minlength=len(initiative.types)) > 1
    return [
        state.agreement if active.any() else nan,
        _mean(state.commitment[members]),
        initiative.urgency, state.measurement, initiative.seen(w),
        _mean(state.coordinated[many]) if many.any() else nan,
        float(state.stage), state.budget, state.openness, state.alignment,
        float(sum(e.kind == "agenda" for e in initiative.events)),
    ]  # fmt: skip


def _tiers(country: Country, members: Ints) -> list[float]:
    """Return what the tiers of leaders, of working groups and of schools have come to."""
    state, w, schools = country.initiative.state, country.world, country.population.schools
    return [
        float(state.votes.sum()),
        float((state.group[members] >= 0).sum()),
        _mean(state.funds[members]), _mean(state.practised[members]),
        float(schools.weight @ state.ready / schools.weight.sum()),
        _mean(state.solution[members]),
        float(country.councils.weight @ state.circle.any(axis=0)),
        sum(astuple(works(w.backbone, w.initiative.effort * state.launched))),
    ]  # fmt: skip


def _over(part: float, whole: float) -> float:
    """Return part over whole; NaN where there is nothing."""
    return part / whole if whole else nan


def _mean(values: Doubles) -> float:
    """Return the mean; NaN of nothing."""
    return float(values.sum() / values.size) if values.size else nan


def _deviation(total: float, squares: float, n: float) -> float:
    """Return the standard deviation of n values, from their sum and that of their squares."""
    return max(0.0, squares / n - (total / n) ** 2) ** 0.5 if n else nan


def _end(state: Partnership, year: int) -> tuple[Any, ...]:
    """Return the columns of a PartnerTable at the end of a year."""
    who = state.partners
    return (
        np.full(len(who), year), np.array(who.name, object), _SECTORS[who.sector],
        state.member.copy(), state.commitment.copy(), state.seat.copy(), _GROUPS[state.group],
        *state.position.T.copy(),
    )  # fmt: skip


def _tied(state: Partnership, trust: Doubles, least: float, year: int) -> tuple[Any, ...]:
    """Return the columns of a TieTable at the end of a year, with rows for names."""
    members = np.flatnonzero(state.member)
    among = trust[members[:, None], members]
    np.fill_diagonal(among, -1.0)
    place = np.flatnonzero(among.ravel() >= least)
    a, b = np.divmod(place, members.size)
    return np.full(place.size, year), members[a], members[b], among.ravel()[place]
