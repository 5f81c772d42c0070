"""The students' year in plain Mesa: one agent a student, the same equations, luck of its own.

The teaching version of the model: read it to see what a student does. It lives in the same
population under the same numbers as `simulation.model.Country`, shares no code with it, and is
the oracle of its aggregates: the two differ by luck only. Levers that only tests pull
(`pinned_urgency`, `free_capacity`) and the costs of programmes are left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from math import exp, hypot, pi, sqrt

from mesa import Agent, Model
from mesa.agent import AgentSet

from experiments.benchmarks.twin_schools import School, deliver, found, next_stock, place
from simulation.parameters.choice import Choice, Persistence
from simulation.parameters.climate import Climate
from simulation.parameters.outcome import Exam, Sciences
from simulation.parameters.people import Leaving
from simulation.parameters.world import World
from simulation.population.store import Population
from simulation.years import CHOICE_GRADE, ENTRY_GRADE, FIRST_ENTRY, LAST_GRADE, between

Counts = Counter[tuple[str, int]]  # what a grade's students add up to, in students of the country


def logistic(x: float) -> float:
    """Return the probability whose log-odds are `x`."""
    return 1 / (1 + exp(-x))


class Student(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """A student, from grade 7 to the end of grade 12, also after having left school.

    Attributes
    ----------
    school, female, ses, stem
        The upper-secondary school, sex, socio-economic status [z], how science is valued [logit].
    course
        Ability in each grade, had there been no programmes [SD].
    gain
        Ability above that course [SD].
    reserves_years
        Years lived in a school of the Reserves programme.
    """

    def __init__(
        self, model: Model, *, school: School, female: int, ses: float, stem: float,
        course: list[float],
    ) -> None:  # fmt: skip
        super().__init__(model)
        self.school, self.female, self.ses, self.stem = school, female, ses, stem
        self.course, self.gain = course, 0.0
        self.grade, self.last_grade = ENTRY_GRADE, LAST_GRADE
        self.reserves_years = 0.0
        self.wish = self.units = self.credit = 0
        self.virtual = False
        self.sciences: list[str] = []
        self.first: int | None = None

    @property
    def ability(self) -> float:
        """Ability this year [SD]."""
        return self.course[self.grade - ENTRY_GRADE] + self.gain

    @property
    def enrolled(self) -> bool:
        """Whether still in school."""
        return self.grade <= self.last_grade

    def move_up(self) -> None:
        """Go to the next grade, or leave the model after the last."""
        self.grade += 1
        if self.grade > LAST_GRADE:
            self.remove()

    def see_programmes(self) -> None:
        """Live another year in or out of the Reserves programme."""
        self.reserves_years += self.school.reserves

    def decide_when_to_leave(self, p: Leaving) -> None:
        """Leave with probability Λ(a + bθ), a third of it before each of the last three grades."""
        leaves, u = logistic(p.level + p.ability_pull * self.ability), self.random.random()
        self.last_grade = LAST_GRADE - sum(3 * u < part * leaves for part in (1, 2, 3))

    def quit_classes_if_gone(self) -> None:
        """Drop the track and the sciences when no longer in school."""
        if not self.enrolled:
            self.units, self.sciences = 0, []

    def register_for_11(self, p: Persistence, exam: Exam, net: float) -> None:
        """Stay at five units or fall to four; climb from four, stay, or fall to three."""
        u = self.random.random()
        eta = p.level_11 + self._pull_to_stay(p, exam, net)
        if self.units == 5:
            self.units = 5 if u < logistic(eta) else 4
        elif self.units == 4:
            climbs = logistic(eta + p.upward_level - p.level_11) if self.school.has_track else 0.0
            stays = logistic(p.four_level + p.four_ability_pull * self.ability)
            self.units = 5 if u < climbs else (4 if u < stays else 3)

    def register_for_12(self, p: Persistence, exam: Exam, net: float) -> None:
        """Stay at five units or fall to four; nobody else moves."""
        if self.units == 5:
            stays = logistic(p.level_12 + self._pull_to_stay(p, exam, net))
            self.units = 5 if self.random.random() < stays else 4

    def _pull_to_stay(self, p: Persistence, exam: Exam, net: float) -> float:
        """Return what pulls this student to stay, without the level of the grade [logit]."""
        give_five = p.give_five * (p.give_five_girl if self.female else 1.0)
        return (
            self.school.pull_to_stay + p.ability_pull * self.ability + p.virtual * self.virtual
            + give_five * self.school.give_five + p.safety_net * net * self.fears_to_fail(exam)
        )  # fmt: skip

    def fears_to_fail(self, p: Exam) -> float:
        """Return the chance to fail that a student sees: the normal mark seen as a logistic."""
        spread = p.spread * hypot(p.first_weight, 1 - p.first_weight)
        expected = p.location + p.slope * self.ability
        return logistic((p.pass_mark - expected) / (spread * sqrt(3) / pi))

    def keep_sciences(self, p: Sciences) -> None:
        """Keep science to grade 12, or give all of it up."""
        if self.random.random() >= (p.keep_with_five if self.units == 5 else p.keep_without):
            self.sciences = []

    def choose_track(self, p: Choice, three_units: float) -> None:
        """Want none, three, four or five units: one latent value, one luck, three thresholds."""
        self.wish = 0
        if not self.school.examined:
            return
        eta = self.school.pull_of_five + p.ability_pull * self.ability + p.ses_pull * self.ses
        eta += p.reserves * self._reserves_ramp(p) + self.female * self._pull_of_girl(p)
        u = self.random.random()
        for units, threshold in ((5, 0.0), (4, p.four_units), (3, three_units)):
            if u < logistic(eta + threshold):
                self.wish = units
                return

    def _pull_of_girl(self, p: Choice) -> float:
        """Return by how much five units pull a girl more than a boy [logit]."""
        of_girl = p.girl_arabic if self.school.arabic else p.girl_hebrew
        visit = (p.visit_girl - p.visit_boy) * self.school.visits
        reserves = p.reserves_girl * self._reserves_ramp(p)
        return of_girl * (1 + p.girl_ability * self.ability) + reserves + visit

    def _reserves_ramp(self, p: Choice) -> float:
        """Return how far the Reserves programme has come to work, 0 to 1."""
        return min(1.0, self.reserves_years / p.reserves_ramp)

    def choose_sciences(self, p: Sciences) -> None:
        """Take the subjects on offer that pull enough; five units of mathematics pull along."""
        of_arabic = {"physics": p.physics_arabic, "chemistry": p.chemistry_arabic}
        of_girl = {"physics": p.physics_girl, "computer_science": p.physics_girl}
        for subject in self.school.offers:
            pull = getattr(p, subject) + p.ability_pull * self.ability + self.stem
            pull += of_arabic.get(subject, 0.0) * self.school.arabic
            pull += of_girl.get(subject, 0.0) * self.female + p.five_units_pull * (self.wish == 5)
            if self.random.random() < logistic(pull):
                self.sciences.append(subject)

    def sit_first_paper(self, p: Exam) -> None:
        """Sit the first paper of five units, unless it is delayed to grade 12."""
        if self.units == 5 and self.random.random() >= p.late_first:
            self.first = self._mark(p)

    def sit_second_paper(self, p: Exam, fallback: int) -> None:
        """Sit the second paper, the first if still due, and get the units that are earned."""
        self.credit = self.units
        if self.units == 5:
            first = self._mark(p) if self.first is None else self.first
            score = p.first_weight * first + (1 - p.first_weight) * self._mark(p)
            self.credit = 5 if score >= p.pass_mark else fallback

    def _mark(self, p: Exam) -> int:
        """Return the mark of a paper: four dice for a shock of mean 0 and spread 1."""
        shock = (sum(self.random.random() for _ in range(4)) - 2) * sqrt(3)
        points = p.location + p.slope * self.ability + p.spread * shock
        return int(min(max(points, 0.0), 100.0) + 0.5)

    def grow(self, persistence: float) -> None:
        """Carry the gain into the next grade; a year in the five-unit class adds to it."""
        self.gain = persistence * self.gain + self.school.gain_of_class * (self.units == 5)


class Twin(Model):  # type: ignore[misc]
    """The country, student by student.

    Attributes
    ----------
    year, world
        The school year that was lived last, and the numbers in force in it.
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
        self.grade(10).shuffle_do("decide_when_to_leave", w.leaving)
        self.agents.do("quit_classes_if_gone")
        self.teachers = next_stock(self.teachers, w.levers, self.year, w.teachers)
        place(self.schools, self.teachers, w.teachers)
        deliver(self.schools, w.levers, w.programmes)
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
            classes = self._by_school(s for s in self.grade(grade) if s.units == 5)
            for school in self.schools:
                school.teach([s.ability for s in classes.get(school, ())], w)
            self.grade(grade).do("grow", w.ability.persistence)

    def july(self) -> None:
        """Count, remember, feel urgency."""
        counts = self.counts[self.year] = Counter()
        for s in self.agents:
            for measure in _counted(s):
                counts[measure, s.grade] += s.school.weight
        twelfth = self._by_school(s for s in self.grade(LAST_GRADE) if s.enrolled)
        for school in self.schools:
            school.remember([s.units == 5 for s in twelfth.get(school, ())], self.world.climate)
        self.urgency = _next_urgency(
            self.urgency, counts["five_units", LAST_GRADE], counts["students", LAST_GRADE],
            self.world.levers.goal, self.year, self.world.climate,
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
            self, len(of), school=of, female=who.female.tolist(), ses=who.ses.tolist(),
            stem=who.stem.tolist(), course=who.ability.T.tolist(),
        )  # fmt: skip

    def _seat(self, choosing: AgentSet) -> None:
        """Give seats at school to the ablest who ask, then seats of the virtual school."""
        p, levers = self.world.access, self.world.levers
        asking = self._by_school(s for s in choosing if s.wish == 5)
        for s in choosing:
            s.units = min(s.wish, 4)
        for school in self.schools:
            school.open_classes(asking.get(school, []), p, self.world.teachers)
        left_out = [s for s in choosing if s.wish > s.units]
        would = [s for s in left_out if self.random.random() < p.virtual_take_up]
        room = levers.virtual_seats
        for s in sorted(would, key=lambda s: -s.ability):
            room -= s.school.weight
            if room < 0:
                break
            s.units, s.virtual = 5, True

    def _by_school(self, students: Iterator[Student]) -> dict[School, list[Student]]:
        """Return students by their school."""
        groups: dict[School, list[Student]] = {}
        for s in students:
            groups.setdefault(s.school, []).append(s)
        return groups

    def _common(self, pressure_pull: float) -> float:
        """Return what pulls on everybody alike: urgency, against pressure for eligibility."""
        p = self.world.climate
        knots = (
            (p.pressure_start, 0),
            (p.pressure_peak, 1),
            (p.pressure_eased, 1 - p.pressure_ease),
        )
        return p.salience * self.urgency - pressure_pull * between(self.year, knots)


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
