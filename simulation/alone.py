"""An initiative by itself: the same partnership, without the schools of a country.

`model = Alone(story := scenario("hundred_k_in_ten"), field_for(story), seed=1)`, then `step()`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from mesa import Agent, Model

from simulation.agents.offer import Offer
from simulation.agents.standing import Councils, Standing
from simulation.data.agendas import Agenda
from simulation.initiative import Initiative
from simulation.network.field import Field, Files, field_of
from simulation.parameters.world import World
from simulation.population.schools import SUBJECTS, Schools
from simulation.processes.climate import next_urgency
from simulation.randomness import Luck
from simulation.scenario import Scenario, WrongScenario
from simulation.years import FIRST_ENTRY, LAST_YEAR

_NO_CHANNEL = "none"
_TERMS = (1, 2, 3)

AfterTerm = Callable[["Alone", int], object]  # looks at the initiative after a term, 1 to 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where an initiative by itself is: as a population, but there are no students."""

    schools: Schools


def field_for(story: Scenario, own: Files | None = None) -> Field:
    """Return the field of an initiative by itself, a user's own tables before the scenario's.

    Raises WrongScenario unless the scenario names the programme whose slots are its number, and
    BadTable with every mistake of a table.
    """
    who = field_of(story.files_under(own))
    if refusal := _no_number(story, who):
        raise WrongScenario(refusal)
    return who


def launch_of(story: Scenario) -> int:
    """Return the first school year of a scenario's initiative, or raise WrongScenario."""
    for year, world in story.worlds.items():
        if world.initiative.active and year >= world.initiative.launch:
            return year
    raise WrongScenario(f"{story.name} never launches its initiative.")


class Alone(Model):  # type: ignore[misc]  # Mesa 3.3 has no types
    """The partnership by itself, from the launch on.

    It works for a number of its own: the slots that its members give in a year of one programme.
    The goal is a parameter, `alone.goal` a year for `alone.years`. Urgency follows the rule of M4
    with $N$ what was delivered since the launch, $N^*$ the goal of a year times the years since,
    and $G$ the whole goal: it rises while the Initiative is behind the pace and wanes as it nears
    the end. At the launch it is what that rule makes of a year in which nothing was delivered.

    The government has no ministers whose dates we know: `alone.openness` says how open it is, and
    it steps up by its hazard, up to `ministry.highest`. There is one agenda, the goal itself, on
    the table from the first term on.

    Attributes
    ----------
    year
        The school year that was lived last, by the year it ends in.
    launch
        The first school year; the first meeting is in the summer before.
    world
        The parameters in force.
    initiative
        The partners, the backbone and the government.
    urgency
        As it is felt; 1 is that of the 5x2 Initiative's in 2013.
    number, cumulated
        What members delivered in the year, and since the launch, in the unit of the programme.
    of_all
        What all partners delivered since the launch, members or not: who joins brings along what
        it would have delivered outside.
    offer
        What all partners gave, members or not.
    population, councils
        One school without students and its authority, for what looks at those of a country.
    """

    def __init__(
        self, story: Scenario, who: Field, *, seed: int, after_term: Sequence[AfterTerm] = ()
    ) -> None:
        super().__init__(rng=seed)
        self._after_term, self.worlds, self.luck = after_term, story.worlds, Luck(seed)
        self.launch = launch_of(story)
        self.year = self.launch - 1
        self.world: World = self.worlds[max(FIRST_ENTRY, self.launch)]
        self.number = self.cumulated = self.of_all = self.urgency = 0.0
        self.offer: Offer
        self.population = Place(schools := _empty_school())
        self._standing = Standing.at_rest(schools.twelfth, schools.has_track, 0.0)
        self.councils = Councils.of(
            schools.authority, schools.cluster, schools.twelfth, schools.weight
        )
        agenda = Agenda(
            name="the_common_goal", year=self.launch, term=1, stage=0, goal=self.world.alone.goal,
            source=("assumed",), quality="assumed",
        )  # fmt: skip
        self.initiative = Initiative(self, who, schools, self.world, self.luck, own=(agenda,))
        counted = [p.name for p in who.programmes].index(story.number)
        self._counted = who.partners.programme == counted
        self.urgency = self._felt()

    def step(self) -> None:
        """Let one school year pass: three terms, and what partners give; then the summer."""
        if self.year == LAST_YEAR:
            raise ValueError(f"Scenarios end in {LAST_YEAR}; there is no later school year.")
        self.year += 1
        self.world = w = self.worlds[self.year]
        self.initiative.open(w, self.year)
        for term in _TERMS:
            self.initiative.state.openness = w.alone.openness
            self.initiative.term(w, self.year, term, self.urgency)
            for look in self._after_term:
                look(self, term)
            if term == 1:
                self._give()
        self.urgency = self._felt()
        self.initiative.summer(w, self.year, self.number, self._before)

    def release(self) -> None:
        """Let go of the agents: Mesa 3.3.1 keeps every model that ever held one."""
        Agent._ids.pop(self, None)

    def _give(self) -> None:
        """Let partners give, and count what members give of the number."""
        w, initiative = self.world, self.initiative
        initiative.work(w, self.year, self.councils.director > 0)
        self.offer = initiative.offer(w, self.year, self._standing, None)
        given = self.offer.books.placed * self._counted
        self._before = self.number
        self.number = float(given @ self.initiative.state.organisations)
        self.cumulated += self.number
        self.of_all += float(given.sum())

    def _felt(self) -> float:
        """Return urgency a year later: how far behind the goal's pace, how near to its whole."""
        p, goal = self.world.climate, self.world.alone
        wanted = goal.goal * max(1, self.year - self.launch + 1)
        return next_urgency(
            self.urgency, self.cumulated, wanted / p.reference_share, goal.goal * goal.years,
            self.initiative.seen(self.world), self.year, p,
        )  # fmt: skip


def _empty_school() -> Schools:
    """Return a school without students, so that the block needs no case of its own."""
    first, none, no = np.zeros(1, np.int64), np.zeros(1), np.zeros(1, np.bool_)
    return Schools(
        name=("",), stream=first, district=first, authority=first, middle=first, cluster=first,
        quintile=first, twelfth=none, examined=no, has_track=no, effect=none,
        offers=np.zeros((1, len(SUBJECTS)), np.bool_), weight=np.ones(1), by_size=first,
    )  # fmt: skip


def _no_number(story: Scenario, who: Field) -> str:
    """Return why a scenario has no number that an initiative by itself can work for, or nothing."""
    if not story.number:
        return (
            f"{story.name} works for the students of a country: `fivebytwo run {story.name}`."
            "\n    An initiative by itself names the programme whose slots are its number, as"
            ' number = "teacher_preparation".'
        )
    channels = {p.name: p.channel for p in who.programmes}
    told = f'{story.name}: number = "{story.number}"'
    if story.number not in channels:
        near = get_close_matches(story.number, channels, n=1)
        hint = f"; did you mean {near[0]}?" if near else "."
        return f"{told} is none of its programmes, {', '.join(channels)}{hint}"
    if (channel := channels[story.number]) != _NO_CHANNEL:
        return f"{told} is for schools, by {channel}; its channel must be {_NO_CHANNEL}."
    return ""
