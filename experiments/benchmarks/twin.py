"""The students' year in plain Mesa: one agent a student, the same equations, luck of its own.

The teaching version of the model: begin here, go on to `twin_student`. It lives in the same
population under the same numbers as `simulation.model.Country`, shares no equation with it, and is
the oracle of its aggregates: the two differ by luck only. Left out are the partnership, the costs
of programmes, and the levers that only tests pull (`pinned_urgency`, `free_capacity`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mesa import Agent, Model
from mesa.agent import AgentSet

from experiments.benchmarks.twin_authority import act, found_authorities, notice
from experiments.benchmarks.twin_programmes import deliver
from experiments.benchmarks.twin_schools import School, found, know_ses, spread_of_talent
from experiments.benchmarks.twin_student import Student
from experiments.benchmarks.twin_teacher import Staff
from simulation.parameters.choice import Choice
from simulation.parameters.climate import Climate
from simulation.parameters.world import World
from simulation.population.store import Population
from simulation.years import (
    CHOICE_GRADE,
    ENTRY_GRADE,
    FIRST_CHOICE,
    FIRST_ENTRY,
    LAST_GRADE,
    between,
)

SHOWN_FROM = 5  # sitters: the Ministry's file shows no track with fewer
Counts = dict[tuple[str, int], float]  # by measure and grade (0 is none), of the country


class Twin(Model):  # type: ignore[misc]
    """The country, student by student.

    Attributes
    ----------
    share
        The part of the country that its schools are; national amounts are scaled to it.
    year, world
        The school year that was lived last, and the numbers and levers in force in it.
    schools, authorities, staff
        Schools, local authorities, and the teachers of upper-secondary mathematics.
    urgency
        The felt urgency of the decline.
    counts
        What was counted in July of each year, by measure and grade.
    student_years
        Years lived by all students together.
    """

    def __init__(self, population: Population, worlds: Mapping[int, World], *, seed: int) -> None:
        super().__init__(rng=seed)
        self.population, self.worlds = population, worlds
        self.share = population.schools.share
        self.year = FIRST_ENTRY - 1
        self.schools = found(population.schools, worlds[FIRST_ENTRY], self.random)
        self.authorities = found_authorities(population.schools, self.schools)
        self.staff = Staff(self.schools, self.share, self.random)
        self.cohorts: dict[int, AgentSet] = {}
        self.urgency = 0.0
        self.counts: dict[int, Counts] = {}
        self.student_years = 0

    def step(self) -> None:
        """Let one school year pass."""
        self.year += 1
        world = self.worlds[self.year]
        self.world = replace(world, levers=world.levers.for_part(self.share))
        self.september()
        self.winter()
        self.spring()
        self.june()
        self.july()

    def september(self) -> None:
        """Move up, take in a cohort, let students leave, renew the staff, start programmes."""
        w = self.world
        self.agents.do("move_up")
        self.cohorts.pop(self.year - (LAST_GRADE - ENTRY_GRADE) - 1, None)
        self.cohorts[self.year] = self._take_in()
        self.student_years += len(self.agents)
        know_ses(self.schools, w.ability)
        for grade in range(CHOICE_GRADE, LAST_GRADE + 1):
            spread = spread_of_talent(self.schools, w.ability, grade)
            self.grade(grade).do("know_ability", w.ability, spread)
        self.grade(10).shuffle_do("decide_when_to_leave", w.leaving)
        for grade in range(CHOICE_GRADE, LAST_GRADE + 1):
            self.grade(grade).do("quit_classes_if_gone")
        self._renew_staff()
        act(self.authorities, w.levers, w.authorities, w.costs)
        ninth, at_five = self.grade(CHOICE_GRADE), self._at_five()
        deliver(self.schools, _numbers(ninth), _numbers(at_five), w.levers, w.programmes)
        self.agents.do("see_programmes")

    def winter(self) -> None:
        """Register grades 11 and 12 for the papers and subjects of the year."""
        w = self.world
        for school in self.schools:
            school.be_stayed_at(w, self._common(w.persistence.pressure))
        net = w.levers.safety_net
        self.grade(11).shuffle_do("register_for_11", w.persistence, w.exam, net)
        self.grade(12).shuffle_do("register_for_12", w.persistence, w.exam, net)
        self.grade(12).shuffle_do("keep_sciences", w.sciences)

    def spring(self) -> None:
        """Let grade 9 choose a track and sciences, and find its seats for grade 10."""
        w, choosing = self.world, self.grade(CHOICE_GRADE)
        for school in self.schools:
            school.be_chosen(w, self._common(w.climate.pressure), self.random)
        choosing.shuffle_do("choose_track", w.choice, _three_units(self.year, w.choice))
        choosing.shuffle_do("choose_sciences", w.sciences)
        if choosing:
            self._seat(choosing)

    def june(self) -> None:
        """Sit the papers, and grow."""
        w = self.world
        self.grade(11).shuffle_do("sit_first_paper", w.exam)
        self.grade(12).shuffle_do("sit_second_paper", w.exam, 4 if w.levers.safety_net else 3)
        for grade in (11, 10):
            classes = _by_school(s for s in self.grade(grade) if s.units == 5)
            for school in self.schools:
                school.teach(grade, [s.ability for s in classes.get(school, ())], w)
            self.grade(grade).do("grow", w.people.persistence)

    def july(self) -> None:
        """Count, remember, feel urgency."""
        w = self.world
        counts = self.counts[self.year] = defaultdict(float)
        for grade in range(CHOICE_GRADE, LAST_GRADE + 1):
            for s in self.grade(grade):
                for measure in _counted(s):
                    counts[measure, grade] += s.school.weight
        twelfth = _by_school(s for s in self.grade(LAST_GRADE) if s.enrolled)
        for school in self.schools:
            school.remember([s.units == 5 for s in twelfth.get(school, ())], w.climate)
        self.urgency = _next_urgency(
            self.urgency, counts["five_units", LAST_GRADE], counts["students", LAST_GRADE],
            w.levers.goal, self.year, w.climate,
        )  # fmt: skip
        notice(self.authorities, self.urgency, w.authorities, published=w.levers.publication)
        for school in self.schools:
            for measure, grade, amount in _of_school(school):
                counts[measure, grade] += amount * school.weight

    def grade(self, grade: int) -> AgentSet:
        """Return the students of a grade."""
        return self.cohorts.get(self.year - grade + ENTRY_GRADE, AgentSet([], random=self.random))

    def release(self) -> None:
        """Let go of the students: Mesa 3.3.1 keeps every model that ever held one."""
        Agent._ids.pop(self, None)
        self.remove_all_agents()

    def _renew_staff(self) -> None:
        """Let teachers stop, come, be certified and take posts; before, they suffice."""
        if self.year == FIRST_CHOICE + 1:
            self.staff.found(self.year, self.world)
        elif self.year > FIRST_CHOICE + 1:
            self.staff.renew(self.year, self.world)
        self.staff.survey(self.year, self.world)

    def _at_five(self) -> Iterator[Student]:
        """Yield those at five units in grades 10 to 12."""
        for grade in range(CHOICE_GRADE + 1, LAST_GRADE + 1):
            yield from (s for s in self.grade(grade) if s.units == 5)

    def _take_in(self) -> AgentSet:
        """Take a cohort into grade 7."""
        who = self.population.cohort(self.year)
        sizes = (who.offsets[1:] - who.offsets[:-1]).tolist()
        of = [school for school, n in zip(self.schools, sizes, strict=True) for _ in range(n)]
        return Student.create_agents(
            self, len(of), school=of, female=who.female.tolist(), stem=who.stem.tolist(),
            background=who.background.tolist(), talent=who.talent.T.tolist(),
        )  # fmt: skip

    def _seat(self, choosing: AgentSet) -> None:
        """Open and close tracks, and give seats to the ablest: at school, then virtual ones."""
        w, p = self.world, self.world.access
        asking = _by_school(s for s in choosing if s.wish == 5)
        for school in self.schools:
            ask = asking.get(school, [])
            school.demand += (1 - w.teachers.demand_memory) * (len(ask) - school.demand)
            school.open_or_close_track(
                len(ask), w.levers.class_minimum, self.urgency, w.tracks, self.random
            )
        for s in choosing:
            s.units, s.taught = min(s.wish, 4), s.school.track
        for school in self.schools:
            school.seat(asking.get(school, []), p)
        left_out = [s for s in choosing if s.wish > s.units]
        would = [s for s in left_out if self.random.random() < p.virtual_take_up]
        room = w.levers.virtual_seats
        for s in sorted(would, key=lambda s: -s.ability):
            room -= s.school.weight
            if room < 0:
                break
            s.units, s.virtual = 5, True

    def _common(self, pressure_pull: float) -> float:
        """Return what pulls on everybody alike: urgency, against pressure for eligibility."""
        p = self.world.climate
        knots = (
            (p.pressure_start, 0),
            (p.pressure_peak, 1),
            (p.pressure_eased, 1 - p.pressure_ease),
        )
        return p.salience * self.urgency - pressure_pull * between(self.year, knots)


def _by_school(students: Iterable[Student]) -> dict[School, list[Student]]:
    """Return students by their school."""
    groups: dict[School, list[Student]] = {}
    for s in students:
        groups.setdefault(s.school, []).append(s)
    return groups


def _numbers(students: Iterable[Student]) -> dict[School, int]:
    """Return how many students there are in each school."""
    return {school: len(here) for school, here in _by_school(students).items()}


def _three_units(year: int, p: Choice) -> float:
    """Return how much easier any mathematics is to reach than five units [logit]."""
    rise = ((p.three_units_rise_from, 0.0), (p.three_units_rise_to, p.three_units_rise))
    return p.three_units + between(year, rise)


def _counted(s: Student) -> Iterator[str]:
    """Yield what a student counts as in July."""
    if s.enrolled:
        yield "students"
    if s.units:
        yield {3: "three_units", 4: "four_units", 5: "five_units"}[s.units]
    if s.grade == CHOICE_GRADE and s.wish == 5:
        yield "wants_five_units"
    if s.grade == LAST_GRADE:
        yield from s.sciences
        if s.units == 5 and s.credit == 5:
            yield "passed"
        if s.units == 5 and s.virtual:
            yield "virtual"


def _of_school(s: School) -> Iterator[tuple[str, int, float]]:
    """Yield what is counted of a school in July: teachers, its track, its authority."""
    yield "teachers", 0, s.teachers
    yield "certified_teachers", 0, s.certified
    yield "posts", 0, s.posts
    yield "open_tracks", 0, s.track
    yield "groups", 0, s.groups
    was, now = s.sitters_before >= SHOWN_FROM, s.sitters >= SHOWN_FROM
    yield "working_tracks", 12, now
    yield "opened_tracks", 12, now and not was
    yield "closed_tracks", 12, was and not now
    yield "salience_sum", 0, s.authority.salience * s.twelfth_now


def _next_urgency(
    urgency: float, sitters: float, twelfth: float, goal: float, year: int, p: Climate
) -> float:
    """Return urgency a year later: it rises with the decline and wanes with success."""
    visibility = 1.0 if year >= p.visible_from else p.visibility_before
    shortfall = max(0.0, 1 - sitters / (p.reference_share * twelfth)) if twelfth else 0.0
    success = max(0.0, sitters / goal - p.success_from) if goal else 0.0
    ahead = max(0.0, 1 - sitters / goal) if goal else 0.0
    felt = p.urgency_rise * shortfall + p.urgency_goal * ahead
    rise = p.urgency_scale * visibility * felt
    return max(0.0, (1 - p.urgency_decay) * urgency + rise - p.urgency_fall * success)
