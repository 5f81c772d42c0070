"""The Initiative's year, told in order: three terms, and a summer."""

import numpy as np
from mesa import Model

from simulation.agents.counts import Counts
from simulation.agents.offer import Offer
from simulation.agents.partnership import Event, Partner, Partnership, Stage
from simulation.agents.standing import Standing
from simulation.arrays import Bools, Doubles
from simulation.data.agendas import Agenda, agendas
from simulation.network.field import Field
from simulation.network.programmes import GROUPS
from simulation.parameters.levers import Levers
from simulation.parameters.world import World
from simulation.population.schools import Schools
from simulation.processes import circles
from simulation.processes.allocation import (
    Reach,
    coordination,
    give,
    prepare_ground,
    reach,
    runs,
)  # fmt: skip
from simulation.processes.backbone import Effort, bill, mobilise, works
from simulation.processes.commitment import joining, leaving, recommit
from simulation.processes.forums import convene, in_plenary, meeting_time, present
from simulation.processes.measurement import built, seen
from simulation.processes.ministry import (
    budget_a_year_later,
    hazard,
    in_force,
    step_up,
    take_office,
)  # fmt: skip
from simulation.processes.opinion import agreement, discuss
from simulation.processes.steering import decide, passes
from simulation.processes.supply import Price, at_work, learn, offered, practise, prepare
from simulation.processes.trust import at_rest, bound, build, warmth
from simulation.randomness import Luck

TERMS = 3  # in a school year
_STEPS = {Stage.PARTNER: "becomes a partner", Stage.LEAD: "takes the lead"}


class Initiative:
    """The partners, the backbone and the Ministry as they work together.

    Attributes
    ----------
    state
        Partners as columns, and the whole.
    agents
        A Mesa agent for each partner.
    events
        What has happened so far.
    urgency
        As it was felt when the last term ended.
    local
        Coordination of the circle of each school's authority, 0 to 1.

    Without `own` agendas it is the 5x2 Initiative: its agendas, and the ministers and dates of
    history.
    """

    def __init__(
        self, model: Model, who: Field, schools: Schools, world: World, luck: Luck, *,
        own: tuple[Agenda, ...] | None = None,
    ) -> None:  # fmt: skip
        self._agendas, self._of_history = agendas() if own is None else own, own is None
        self.types, self.schools, self.luck = who.programmes, schools, luck
        rest = at_rest(who.partners, world.trust, world.backbone.neutrality)
        authorities = int(schools.authority.max()) + 1
        self.state = Partnership.at_rest(
            who.partners, rest, types=len(who.programmes), schools=len(schools),
            authorities=authorities,
        )  # fmt: skip
        self.agents = [
            Partner(model, partnership=self.state, row=q) for q in range(len(who.partners))
        ]
        self.events: list[Event] = []
        self.urgency, self.local = 0.0, np.zeros(len(schools))
        groups = np.array([GROUPS.index(t.group) for t in who.programmes] + [-1])
        self._group = groups[who.partners.programme]
        first = np.unique(schools.authority, return_index=True)[1]
        self._authority_district = schools.district[first]

    def open(self, w: World, year: int) -> None:
        """Begin a school year: launch the Initiative when its time comes, and seat the forums."""
        state = self.state
        if w.initiative.active and not state.launched and year >= w.initiative.launch:
            self._launch(year)
        if state.launched:
            convene(state, self._group, self._meeting(), w.forums, year, self.luck)

    def term(self, w: World, year: int, term: int, urgency: float) -> None:
        """Let a term pass: meet, trust, discuss, decide, measure, commit; the Ministry last."""
        state, luck = self.state, self.luck
        self.urgency = urgency
        if self._of_history and (newcomer := take_office(state, w.ministry, luck, year, term)):
            who = "a new minister" if newcomer == "unnamed" else newcomer
            self._tell(year, term, "minister", who, "takes office")
        effort = self._effort(w)
        if state.launched:
            self._meet(w, effort, year, term)
            felt = warmth(state, self.trust(w), in_plenary(w.forums, term), w.forums)
            time = meeting_time(state, w.forums)
            recommit(state, felt, urgency, w.commitment, w.steering, time)
        chance = hazard(
            urgency, self.trust_of_ministry(w), state.agreed, state.openness, state.alignment,
            w.ministry,
        )  # fmt: skip
        stage = step_up(
            state, chance, w.ministry, luck, year, term,
            pinned=self._of_history
            and (bool(w.ministry.pinned) or not w.initiative.endogenous),
            launch=int(w.initiative.launch),
        )  # fmt: skip
        if stage:
            self._tell(year, term, "ministry", self.name(state.partners.ministry), _STEPS[stage])

    def levers(self, w: World, year: int, tracks: float) -> Levers:
        """Return the levers in force: those of the scenario's dates, or what was decided."""
        if not w.initiative.endogenous:
            return w.levers
        return in_force(
            self.state, w.levers, year, tracks, self.schools.share, w.ministry, w.programmes,
            w.costs,
        )  # fmt: skip

    def work(self, w: World, year: int, director: Bools) -> None:
        """Let partners practise and learn, authorities' circles form, and types coordinate."""
        state = self.state
        practise(state, at_work(state, w.supply, year), w.supply)
        if state.launched:
            learn(state, self.trust(w), w.supply)
            self.local = self._local(w, director, year)
            state.coordinated = self._coordinate(w)

    def offer(self, w: World, year: int, standing: Standing, counts: Counts | None) -> Offer:
        """Return what partners give this school year, and let their presence prepare the ground."""
        state, kinds = self.state, self.state.partners.programme
        price = Price(
            np.array([t.costs(w.costs) for t in self.types] + [0.0])[kinds],
            np.array([t.hours for t in self.types] + [0.0])[kinds],
            at_work(state, w.supply, year) & runs(state, self._opened() & self._offered(w)),
        )  # fmt: skip
        books = prepare(
            state, self.trust(w), price, w.ministry.cofunding * state.budget,
            meeting_time(state, w.forums), w.supply,
        )  # fmt: skip
        reaches: dict[str, Reach] = {
            t.channel: reach(t.channel, self.schools, standing, counts) for t in self.types
        }
        given = give(
            state, books, self.types, self.schools, reaches, self.local,
            circles.pull(state, w.circles), w.allocation, w.costs,
        )  # fmt: skip
        prepare_ground(state, given.reached, w.allocation)
        return given

    def summer(self, w: World, year: int, sitters: float, before: float) -> None:
        """End a school year: look at the number, join and leave, and learn the year's budget."""
        state = self.state
        growth = sitters / before - 1 if before else 0.0
        state.progress = max(-1.0, min(1.0, growth / w.commitment.good_year))
        state.budget = budget_a_year_later(state.budget, state.alignment, w.ministry)
        if not state.launched:
            return
        trust, done = self.trust(w), w.initiative.effort
        left = leaving(state, w.commitment)
        for q in np.flatnonzero(left):
            self._leave(int(q), year)
        if done:
            joins = joining(state, trust, self.urgency, w.commitment, w.trust, self.luck, year)
            for q in np.flatnonzero(joins & ~left):
                self._join(int(q), year, 3, "joins")

    def trust(self, w: World) -> Doubles:
        """Return the trust that acts: today's, or that at rest where trust is inert."""
        return self.state.rest if w.initiative.trust_inert else self.state.trust

    def trust_of_ministry(self, w: World) -> float:
        """Return the Ministry's mean trust in active members; in everybody, where there is none."""
        active, trust = self.state.active, self.trust(w)[self.state.partners.ministry]
        if not active.any():
            return float((trust.sum() - 1) / (trust.size - 1))  # it trusts itself by 1
        return float(trust @ active / active.sum())

    def seen(self, w: World) -> float:
        """Return what shared measurement adds to the visibility of the number."""
        return seen(self.state.measurement, self._effort(w).public_will, w.measurement)

    def bill(self, w: World) -> Doubles:
        """Return what the backbone costs this year, by school [NIS]."""
        s = self.schools
        return bill(self._effort(w), s.twelfth, s.weight, s.share, w.costs)

    def name(self, row: int) -> str:
        """Return the name of a partner."""
        return self.state.partners.name[row]

    def _meet(self, w: World, effort: Effort, year: int, term: int) -> None:
        """Let the forums of a term do their work."""
        state, plenary = self.state, in_plenary(w.forums, term)
        present(state, w.initiative, effort.policy)
        hears = bound(w.opinion, effort.vision)
        build(state, effort.alignment, plenary, hears, w.trust, w.forums)
        discuss(state, self.trust(w), plenary, hears, w.initiative, w.forums)
        state.agreement = agreement(state.position, state.active)
        if agenda := decide(state, self._agendas, w.steering, year, term):
            self._tell(year, term, "agenda", "", f"agrees on {agenda.words}")
        mobilise(state, effort.funding, state.agreement, w.backbone)
        state.measurement = built(
            state.measurement, effort.measurement, self.trust_of_ministry(w), w.measurement
        )

    def _coordinate(self, w: World) -> Doubles:
        """Return how far the partners of each type coordinate [0 to 1]."""
        state, trust = self.state, self.trust(w)
        kinds = state.partners.programme
        return np.array([
            coordination(
                state.agreed, state.measurement,
                state.mean_trust(trust, mine := state.active & (kinds == t), mine),
                w.allocation,
            )
            for t in range(len(self.types))
        ])  # fmt: skip

    def _local(self, w: World, director: Bools, year: int) -> Doubles:
        """Let the circles of authorities work; return their coordination, one element a school."""
        state = self.state
        for a in circles.found(state, director, self._authority_district, w.circles, year):
            self._tell(year, 1, "circle", "", f"starts a local initiative in authority {a}")
        n = state.local.size
        agreed, trusted = np.zeros(n), np.zeros(n)
        for place in np.flatnonzero(state.circle.any(axis=0)):
            of = state.circle[:, place]
            own = state.position[of].mean(axis=0)
            if passes(state.position, of, own, w.steering):  # its own committee has an agenda
                agreed[place] = agreement(state.position, of)
            trusted[place] = state.mean_trust(self.trust(w), of, of)
        p = w.measurement
        rate = TERMS * p.rate * p.data_sharing * self._effort(w).measurement
        state.local = circles.measured(state.local, trusted, rate)
        return circles.coordinated(agreed, state.local, trusted)[self.schools.authority]

    def _launch(self, year: int) -> None:
        """Hold the first meeting, in the summer before a school year."""
        state, who = self.state, self.state.partners
        state.launched = True
        self._tell(year, 0, "launch", "", "holds its first meeting")
        state.member[[who.ministry, who.backbone]] = True
        for q in np.flatnonzero((who.invited | who.founder) & (who.since <= year)):
            self._join(int(q), year, 0, "founds it" if who.founder[q] else "comes to the launch")

    def _join(self, row: int, year: int, term: int, text: str) -> None:
        """Make a partner a member."""
        self.state.member[row] = True
        self.state.low_terms[row] = 0
        self._tell(year, term, "join", self.name(row), text)

    def _leave(self, row: int, year: int) -> None:
        """Let a member go."""
        state = self.state
        state.member[row] = state.seat[row] = state.votes[row] = False
        state.low_terms[row], state.left[row] = 0, True
        self._tell(year, 3, "leave", self.name(row), "leaves")

    def _tell(self, year: int, term: int, kind: str, who: str, text: str) -> None:
        """Note an event."""
        self.events.append(Event(year, term, kind, who, text))

    def _effort(self, w: World) -> Effort:
        """Return the backbone's effort: none before the launch."""
        return works(w.backbone, w.initiative.effort * self.state.launched)

    def _opened(self) -> Bools:
        """Return which types of programmes may run: some wait for an agenda that opens them."""
        waiting = {c for a in self._agendas for c in a.opens}
        opened = {c for a in self._agendas[: self.state.agenda + 1] for c in a.opens}
        return np.array([t.channel not in waiting - opened for t in self.types] + [False])

    def _offered(self, w: World) -> Bools:
        """Return which types of programmes partners offer; the last element is of those without."""
        return np.append(offered([t.channel for t in self.types], w.supply), True)

    def _meeting(self) -> Bools:
        """Return which working groups meet: those of programmes that may run."""
        names = {t.group for t, opened in zip(self.types, self._opened(), strict=False) if opened}
        return np.array([g in names for g in GROUPS])
