"""A student of the plain twin: what one decides, sits and learns from grade 7 to grade 12."""

from math import hypot, pi, sqrt

from mesa import Agent, Model

from experiments.benchmarks.twin_schools import School, logistic, mean_ability, near_normal
from simulation.parameters.choice import Choice, Persistence
from simulation.parameters.outcome import Exam, Sciences
from simulation.parameters.people import Ability, Leaving
from simulation.years import CHOICE_GRADE, ENTRY_GRADE, LAST_GRADE


class Student(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """A student, from grade 7 to the end of grade 12, also after having left school.

    Attributes
    ----------
    school, female
        The upper-secondary school, and sex, 0 or 1.
    background, stem
        Status against that of the school, and how much science is valued [SD].
    talent
        Ability against what background expects, in each grade [SD].
    ses, ability
        Socio-economic status [z], and ability this year [SD].
    gain
        Ability that programmes have added [SD].
    reserves_years
        Years lived in a school of the Reserves programme, or in a middle school of one like it.
    taught
        Whether the school has a class of five units for this student's grade.
    """

    def __init__(
        self, model: Model, *, school: School, female: int, background: float, stem: float,
        talent: list[float],
    ) -> None:  # fmt: skip
        super().__init__(model)
        self.school, self.female, self.background, self.stem = school, female, background, stem
        self.talent = talent
        self.ses = self.ability = self.gain = 0.0
        self.grade, self.last_grade = ENTRY_GRADE, LAST_GRADE
        self.reserves_years = 0.0
        self.wish = self.units = self.credit = 0
        self.virtual = self.taught = False
        self.sciences: list[str] = []
        self.first: int | None = None

    @property
    def enrolled(self) -> bool:
        """Whether still in school."""
        return self.grade <= self.last_grade

    def move_up(self) -> None:
        """Go to the next grade, or leave the model after the last."""
        self.grade += 1
        if self.grade > LAST_GRADE:
            self.remove()

    def know_ability(self, p: Ability, spread: float) -> None:
        """Be as able as background expects, and talent and programmes add."""
        self.ses = self.school.ses + p.ses_within * self.background
        expected = mean_ability(self.grade, self.ses, p, arabic=self.school.arabic)
        self.ability = expected + spread * self.talent[self.grade - ENTRY_GRADE] + self.gain

    def see_programmes(self) -> None:
        """Live another year in or out of Reserves, or of the programme like it in grades 7 to 9."""
        self.reserves_years += self.school.reserves
        if self.grade <= CHOICE_GRADE:
            self.reserves_years += self.school.acceleration

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
            climbs = logistic(eta + p.upward_level - p.level_11) if self.taught else 0.0
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
            (self.school.pull_in_class if self.taught else self.school.pull_to_stay)
            + p.ability_pull * self.ability + p.virtual * self.virtual
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
            pull = getattr(p, subject) + p.ability_pull * self.ability + p.stem_spread * self.stem
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
        """Return the mark of a paper."""
        points = p.location + p.slope * self.ability + p.spread * near_normal(self.random)
        return int(min(max(points, 0.0), 100.0) + 0.5)

    def grow(self, persistence: float) -> None:
        """Carry the gain into the next grade; a year at five units adds to it."""
        self.gain *= persistence
        if self.units == 5:
            self.gain += self.school.gain_in_class if self.taught else self.school.gain_of_five
