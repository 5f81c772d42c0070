"""M6. At the winter's registration students stay in their track, slide down, or move up."""

from math import exp, hypot, inf, pi, sqrt

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.agents.standing import Doses, Standing
from simulation.agents.student import PersistencePulls
from simulation.arrays import Bools
from simulation.kernels.persistence import list_rows, persist, stay
from simulation.logistic import CERTAIN
from simulation.parameters.outcome import Exam
from simulation.parameters.world import World
from simulation.randomness import Decision, Luck
from simulation.years import LAST_GRADE

FIVE = np.uint8(5)


def register(
    cohorts: list[Cohort], standing: Standing, doses: Doses, world: World, common: float,
    luck: Luck, year: int,
) -> None:  # fmt: skip
    """Register grades 11 and 12 for the papers of this year, and list the classes of five units."""
    for c in in_grades(cohorts, year, 11):
        who = c.who
        persist(
            c.units, who.offsets, c.ability, who.female, c.virtual,
            *pulls(c.taught, standing, doses, world, common, 11),
            luck.uniform(Decision.PERSIST, year, c.first_id, len(c)),
        )  # fmt: skip
    for c in in_grades(cohorts, year, 12):
        c.keep_listed(c.units[c.at_five] == FIVE)
        who, rows = c.who, c.at_five
        stay(
            c.units, rows, who.offsets, c.ability, who.female, c.virtual,
            *pulls(c.taught, standing, doses, world, common, 12).of_five,
            luck.uniform_of(Decision.PERSIST, year, c.first_id, rows),
        )  # fmt: skip
        c.keep_listed(c.units[rows] == FIVE)
    for c in in_grades(cohorts, year, 10, 11):
        c.listed = list_rows(c.slate.rows, c.units, FIVE)


def pulls(
    taught: Bools, standing: Standing, doses: Doses, world: World, common: float, grade: int
) -> PersistencePulls:
    r"""Return all that pulls on staying in each school.

    $\eta_j = \gamma_g + \gamma_h h_j + \gamma_G G_j (1 - (1 - \varphi) f) -
    \gamma_T \text{short}_j + c$, the common pull being $c = \gamma_U U - \gamma_E E + d$ (MODEL
    section 4, Persistence). From grade 11 to 12 nobody moves up, and four units are kept. Where no
    class is `taught`, nobody moves up, and the virtual school lacks no teacher.

    | symbol | name | unit |
    |---|---|---|
    | $h_j, G_j$ | extra weekly hours, dose of Give Five as far as it is taken up | hours, share |
    | $f$ | whether a girl | 0 or 1 |
    | $U, E$ | urgency, pressure for eligibility rates | 1 is that of 2013, 0 to 1 |
    | $\gamma_g$ | `persistence.level_11`, `level_12` | logit |
    | $\gamma_h, \gamma_G$ | `persistence.hour_pull`, `give_five` | logit per hour, logit |
    | $\varphi$ | `persistence.give_five_girl` | share |
    | $\gamma_T, \gamma_U$ | `climate.shortage`, `salience` | logit |
    | $\gamma_E$ | `persistence.pressure` | logit |
    """
    p, last = world.persistence, grade == LAST_GRADE
    level = p.level_12 if last else p.level_11
    in_five = p.give_five * doses.take_up * doses.give_five
    boy = (
        level + common + p.hour_pull * doses.hours + in_five
        - world.climate.shortage * taught * standing.short
    )  # fmt: skip
    climb = np.where(taught & (not last), exp(p.level_11 - p.upward_level), inf)
    fail_level, fail_slope = passing(world.exam)
    return PersistencePulls(
        boy=boy.astype(np.float32),
        girl=(-(1 - p.give_five_girl) * in_five).astype(np.float32),
        up=climb.astype(np.float32),
        ability_pull=np.float32(p.ability_pull),
        virtual_pull=np.float32(p.virtual),
        net=np.float32(p.safety_net * world.levers.safety_net),
        fail_level=np.float32(fail_level),
        fail_slope=np.float32(fail_slope),
        four_level=np.float32(CERTAIN if last else p.four_level),
        four_pull=np.float32(0 if last else p.four_ability_pull),
    )


def passing(p: Exam) -> tuple[float, float]:
    r"""Return level and slope of the log-odds of passing: the normal mark seen as a logistic.

    $(a - m) / s$ and $b / s$ with $s = \sigma \sqrt{w^2 + (1 - w)^2}\, \sqrt 3 / \pi$ [points].

    | symbol | name | unit |
    |---|---|---|
    | $a, b$ | `exam.location`, `slope` | points, points per SD |
    | $\sigma$ | `exam.spread` | points |
    | $m$ | `exam.pass_mark` | points |
    | $w$ | `exam.first_weight` | share |
    """
    scale = p.spread * hypot(p.first_weight, 1 - p.first_weight) * sqrt(3) / pi
    return (p.location - p.pass_mark) / scale, p.slope / scale
