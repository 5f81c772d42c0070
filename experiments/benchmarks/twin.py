"""The students' year in plain Mesa: one agent a student, the same equations, luck of its own.

The teaching version of the model: begin here, go on to `twin_student`. It lives in the same
population under the same numbers as `simulation.model.Country`, shares no equation with it, and is
the oracle of its aggregates: the two differ by luck only. Left out are the costs of programmes, and
the levers that only tests pull (`pinned_urgency`, `free_capacity`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mesa import Agent, Model
from mesa.agent import AgentSet

from experiments.benchmarks.twin_schools import (
    School,
    deliver,
    found,
    know_ses,
    next_stock,
    place,
    spread_of_talent,
)
from experiments.benchmarks.twin_student import Student
from simulation.parameters.choice import Choice
from simulation.parameters.climate import Climate
from simulation.parameters.world import World
from simulation.population.store import Population
from simulation.years import CHOICE_GRADE, ENTRY_GRADE, FIRST_ENTRY, LAST_GRADE, between

Counts = Counter[tuple[str, int]]  # by measure and grade, in students of the country


class Twin(Model):  # type: ignore[misc]
    """The country, student by student.

    Attributes
    ----------
    share
        The part of the country that its schools are; national amounts are scaled to it.
    year, world, levers
        The school year that was lived last, the numbers and the levers in force in it.
    urgency, teachers
        The felt urgency of the decline; teachers certified for five units.
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
        self.schools = found(population.schools, worlds[FIRST_ENTRY])
        self.cohorts: dict[int, AgentSet] = {}
        self.urgency = self.teachers = 0.0
        self.counts: dict[int, Counts] = {}
        self.student_years = 0

    def step(self) -> None:
        """Let one school year pass."""
        self.year += 1
        self.world = self.worlds[self.year]
        self.levers = self.world.levers.for_part(self.share)
        self.september()
        self.winter()
        self.spring()
        self.june()
        self.july()

    def september(self) -> None:
        """Move up, take in a cohort, let students leave, place teachers, start programmes."""
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
        self.teachers = next_stock(self.teachers, w.levers, self.year, w.teachers)
        place(self.schools, self.teachers * self.share, w.teachers)
        deliver(self.schools, self.levers, w.programmes)
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
            school.be_chosen(w, self._common(w.climate.pressure))
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
        counts = self.counts[self.year] = Counter()
        for grade in range(CHOICE_GRADE, LAST_GRADE + 1):
            for s in self.grade(grade):
                for measure in _counted(s):
                    counts[measure, grade] += s.school.weight
        twelfth = _by_school(s for s in self.grade(LAST_GRADE) if s.enrolled)
        for school in self.schools:
            school.remember([s.units == 5 for s in twelfth.get(school, ())], self.world.climate)
        self.urgency = _next_urgency(
            self.urgency, counts["five_units", LAST_GRADE], counts["students", LAST_GRADE],
            self.levers.goal, self.year, self.world.climate,
        )  # fmt: skip

    def grade(self, grade: int) -> AgentSet:
        """Return the students of a grade."""
        return self.cohorts.get(self.year - grade + ENTRY_GRADE, AgentSet([], random=self.random))

    def release(self) -> None:
        """Let go of the students: Mesa 3.3.1 keeps every model that ever held one."""
        Agent._ids.pop(self, None)
        self.remove_all_agents()

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
        """Give seats at school to the ablest who ask, then seats of the virtual school."""
        p = self.world.access
        asking = _by_school(s for s in choosing if s.wish == 5)
        for s in choosing:
            s.units = min(s.wish, 4)
        for school in self.schools:
            school.open_classes(asking.get(school, []), p, self.world.teachers)
        left_out = [s for s in choosing if s.wish > s.units]
        would = [s for s in left_out if self.random.random() < p.virtual_take_up]
        room = self.levers.virtual_seats
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


def _next_urgency(
    urgency: float, sitters: float, twelfth: float, goal: float, year: int, p: Climate
) -> float:
    """Return urgency a year later: it rises with the decline and wanes with success."""
    visibility = 1.0 if year >= p.visible_from else p.visibility_before
    shortfall = max(0.0, 1 - sitters / (p.reference_share * twelfth)) if twelfth else 0.0
    success = max(0.0, sitters / goal - p.success_from) if goal else 0.0
    rise = p.urgency_scale * p.urgency_rise * visibility * shortfall
    return max(0.0, (1 - p.urgency_decay) * urgency + rise - p.urgency_fall * success)
