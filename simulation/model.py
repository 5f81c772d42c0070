"""One school year, told in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mesa import Agent, Model

from simulation.agents.cohort import Cohort, cohort_and_row, in_grades, slates
from simulation.agents.counts import Counts
from simulation.agents.ministry import Ministry
from simulation.agents.offer import Offer
from simulation.agents.school import School, found_schools
from simulation.agents.staff import Staff, Teacher
from simulation.agents.standing import Councils, Doses, Standing
from simulation.agents.student import Student
from simulation.agents.students import StudentSet
from simulation.arrays import Doubles
from simulation.initiative import Initiative
from simulation.network.field import Field
from simulation.parameters.people import Ability
from simulation.parameters.world import World
from simulation.population.course import Course, courses, ses_means
from simulation.population.store import POPULATION_SEED, Population
from simulation.processes.ability import grow_ability, know_ability
from simulation.processes.access import ask, seat
from simulation.processes.authorities import act, notice, salient
from simulation.processes.climate import next_urgency, observed_sitters, pressure, taste
from simulation.processes.demography import leave_school
from simulation.processes.exam import sit
from simulation.processes.persistence import register
from simulation.processes.programmes import bills, deliver, with_partners
from simulation.processes.sciences import choose_sciences, keep_sciences
from simulation.processes.statistics import count, remember
from simulation.processes.teachers import found, places_taken, renew, survey
from simulation.processes.track_choice import choose_track, pulls, varied
from simulation.processes.tracks import decide, encouraged, newness
from simulation.randomness import Luck
from simulation.years import CHOICE_GRADE, FIRST_CHOICE, FIRST_ENTRY, LAST_YEAR

SEASONS = ("september", "winter", "spring", "june", "july")

AfterTerm = Callable[["Country", int], None]  # looks at the country after a term, 1 to 3


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A mechanism of your own: what happens at the end of one of SEASONS, every year."""

    season: str
    act: Callable[["Country"], None]


class Country(Model):  # type: ignore[misc]  # Mesa 3.3 has no types
    """The country: schools, authorities, the Ministry, and up to six cohorts of students.

    Attributes
    ----------
    year
        The school year that was lived last, by the year it ends in.
    world
        The parameters in force in it, and the levers as they reach the schools simulated.
    cohorts
        The cohorts in grades 7 to 12, the oldest first.
    standing, councils
        How schools and local authorities stand, as columns.
    staff
        The teachers of upper-secondary mathematics.
    initiative
        The partners, the backbone, and what they and the Ministry do together.
    urgency
        The felt urgency of the decline; 1 is that of 2013.
    offer, doses, counts
        What partners offered, programmes gave, and the Ministry counted, in the last year lived.
    """

    def __init__(
        self, population: Population, worlds: Mapping[int, World], field: Field, *, seed: int,
        added: Sequence[Mechanism] = (), after_term: Sequence[AfterTerm] = (),
    ) -> None:  # fmt: skip
        super().__init__(rng=seed)
        self._added, self._after_term = added, after_term
        self.population, self.worlds, self.luck = population, worlds, Luck(seed)
        self.year = FIRST_ENTRY - 1
        self.cohorts: list[Cohort] = []
        self._slates = slates(population.largest_cohort)
        usual = worlds[FIRST_ENTRY].climate.reference_share
        schools, old = population.schools, worlds[FIRST_ENTRY].tracks.new_years
        self.standing = Standing.at_rest(schools.twelfth * usual, schools.has_track, old)
        self.councils = Councils.of(
            schools.authority, schools.cluster, schools.twelfth, schools.weight
        )
        self.staff = Staff(self, stands_for=float(schools.weight.mean()))
        self.urgency = 0.0
        self.offer: Offer | None = None
        self.doses: Doses
        self.counts: Counts
        self._course_of: Ability | None = None
        self.world = self._world()
        self.ministry = Ministry(self)
        self._schools = found_schools(self, schools, self.standing, self.councils)
        self.initiative = Initiative(self, field, schools, self.world, self.luck)

    def step(self) -> None:
        """Let one school year pass (ODD, process overview)."""
        if self.year == LAST_YEAR:
            raise ValueError(f"The facts end in {LAST_YEAR}; there is no later school year.")
        self.year += 1
        self.world = self._world()
        for season in (self.september, self.winter, self.spring, self.june, self.july):
            season()
            for mechanism in self._added:
                if mechanism.season == season.__name__:
                    mechanism.act(self)

    def september(self) -> None:
        """Move up, take in a cohort, let students leave, place teachers, start programmes."""
        self.initiative.open(self.world, self.year)
        self._meet(1)
        self.offer = self._ask_partners()
        w, schools = self.world, self.population.schools
        self._move_up()
        know_ability(self.cohorts, self._courses(), self.year)
        leave_school(self.cohorts, w.leaving, self.luck, self.year)
        self._renew_staff()
        act(self.councils, schools, self.standing, w.levers, w.authorities, w.costs)
        self.doses = deliver(
            schools, self.standing.track, self.councils.hours[schools.authority], self.cohorts,
            w.levers, self.offer, w.programmes, self.luck,
            self.year,
        )  # fmt: skip

    def winter(self) -> None:
        """Register grades 11 and 12 for the papers and subjects of the year."""
        self._meet(2)
        w = self.world
        register(
            self.cohorts, self.standing, self.doses, w, self._common(w.persistence.pressure),
            self.luck, self.year,
        )  # fmt: skip
        keep_sciences(self.cohorts, w.sciences, self.luck, self.year)

    def spring(self) -> None:
        """Let grade 9 choose a track and sciences, schools open and close it, and give seats."""
        self._meet(3)
        w, schools, standing = self.world, self.population.schools, self.standing
        for c in in_grades(self.cohorts, self.year, CHOICE_GRADE):
            common = self._common(w.climate.pressure)
            pull = pulls(schools, standing, c, w, self._own_pull(), self.year, common)
            choose_track(c, pull, self.luck, self.year)
            choose_sciences(c, schools, w.sciences, self.luck, self.year)
            demand = ask(c, standing, w.teachers.demand_memory)
            self._open_tracks(demand)
            seat(c, schools, standing, demand, w.levers, w.access, self.luck, self.year)

    def june(self) -> None:
        """Sit the papers, and grow."""
        w = self.world
        sit(self.cohorts, w.levers, w.exam, self.luck, self.year)
        grow_ability(self.cohorts, self.standing, self.doses, w, self.year)

    def july(self) -> None:
        """Count and publish, remember, feel urgency, and pay."""
        w, schools = self.world, self.population.schools
        self.counts = count(self.cohorts, self.year, len(schools))
        remember(self.standing, self.counts, w.climate.habit_years)
        sitters = float(schools.weight @ self.counts.sitters)
        twelfth = float(schools.weight @ self.counts.twelfth)
        self.ministry.publish(self.year, sitters)
        observed = observed_sitters(self.year) * schools.share
        felt = observed if w.levers.pinned_urgency else sitters
        self.urgency = next_urgency(
            self.urgency, felt, twelfth, w.levers.goal, self.initiative.seen(w), self.year,
            w.climate,
        )  # fmt: skip
        notice(
            self.councils, schools, self.counts.sitters, self.counts.twelfth, self.urgency,
            w.levers, w.authorities,
        )  # fmt: skip
        due = bills(
            self.doses, self.counts, schools, self.standing, self.councils, w.levers,
            places_taken(self.staff, w.teachers), w.programmes, w.costs,
        )  # fmt: skip
        backbone = {"backbone": self.initiative.bill(w)}
        self.ministry.pay(self.year, with_partners(due, self.offer) | backbone)
        self.initiative.summer(w, self.year, sitters, self.ministry.published.get(self.year - 1, 0))

    @property
    def students(self) -> StudentSet:
        """Every student in grades 7 to 12, also those who have left school."""
        return StudentSet(tuple(self.cohorts), self.year)

    def student(self, number: int) -> Student:
        """Return a view of the student of that number; raise KeyError if not in grades 7 to 12."""
        entered, row = cohort_and_row(number)
        for c in self.cohorts:
            if c.entered == entered and row < len(c):
                return Student(c, row)
        raise KeyError(f"Nobody of number {number} is in grades 7 to 12 in {self.year}.")

    def school(self, row: int) -> School:
        """Return the school of that row."""
        return self._schools[row]

    @property
    def teachers(self) -> list[Teacher]:
        """Views of all teachers."""
        return [Teacher(self.staff, row) for row in range(len(self.staff))]

    def release(self) -> None:
        """Let go of the agents and the columns: Mesa 3.3.1 keeps every model that ever held one."""
        Agent._ids.pop(self, None)
        for c in self.cohorts:
            c.end()
        self.cohorts.clear()
        self._slates.clear()

    def _move_up(self) -> None:
        """Let the oldest cohort go, and take the youngest in."""
        if self.cohorts and self.cohorts[0].is_over(self.year):
            oldest = self.cohorts.pop(0)
            oldest.end()
            self._slates.append(oldest.slate)
        self.cohorts.append(Cohort(self, self.population.cohort(self.year), self._slates.pop()))

    def _meet(self, term: int) -> None:
        """Let a term of the partnership pass, and put in force what the Ministry has decided."""
        w, schools = self.world, self.population.schools
        self.initiative.term(w, self.year, term, self.urgency)
        tracks = float(schools.weight @ self.standing.track)
        levers = self.initiative.levers(w, self.year, tracks)
        self.world = replace(w, levers=levers)
        self.ministry.decide(levers)
        for look in self._after_term:
            look(self, term)

    def _ask_partners(self) -> Offer | None:
        """Return what partners give, which is then in force; None where dated doses are."""
        w, counts = self.world, self.counts if self.year > FIRST_ENTRY else None
        self.initiative.work(w, self.year, self.councils.director > 0)
        if not w.initiative.endogenous:
            return None
        offer = self.initiative.offer(w, self.year, self.standing, counts)
        self.world = replace(w, levers=replace(w.levers, **offer.amounts))
        self.ministry.decide(self.world.levers)
        return offer

    def _renew_staff(self) -> None:
        """Let teachers stop, come, be certified and take posts, once a cohort has chosen."""
        w, schools, standing = self.world, self.population.schools, self.standing
        ses = ses_means(schools, w.ability)
        if self.year == FIRST_CHOICE + 1:
            found(self.staff, standing, schools, ses, w, Luck(POPULATION_SEED))
        elif self.year > FIRST_CHOICE + 1:
            renew(self.staff, standing, schools, ses, w, self.luck, self.year)
        survey(self.staff, standing, schools, w, self.year)

    def _own_pull(self) -> Doubles:
        """Return what pulls in each school: its year, its track, its authority [logit]."""
        w, schools = self.world, self.population.schools
        return (
            varied(len(schools), w.choice, self.luck, self.year)
            + newness(self.standing, w.tracks)
            + salient(self.councils, schools, w.authorities)
        )

    def _open_tracks(self, demand: Doubles) -> None:
        """Let schools open and close tracks."""
        w, schools, councils = self.world, self.population.schools, self.councils
        of = schools.authority
        encouragement = encouraged(
            councils.salience[of], councils.coordinator[of], self.urgency, w.tracks
        )
        decide(
            self.standing, schools, demand, encouragement, w.levers.class_minimum, w.tracks,
            self.luck, self.year,
        )  # fmt: skip

    def _world(self) -> World:
        """Return the world of the year (the first one, before it), national amounts scaled."""
        world = self.worlds[max(self.year, FIRST_ENTRY)]
        return replace(world, levers=world.levers.for_part(self.population.schools.share))

    def _courses(self) -> dict[int, Course]:
        """Return the courses of ability, made again only when the world's changed."""
        if self._course_of != self.world.ability:
            self._course_of = self.world.ability
            self._course = courses(self.population.schools, self.world.ability)
        return self._course

    def _common(self, pressure_pull: float) -> float:
        """Return what pulls on everybody alike [logit]."""
        p, year = self.world.climate, self.year
        drift = taste(year, self.world.taste)
        return p.salience * self.urgency - pressure_pull * pressure(year, p) + drift
