"""M2. June: what this year's classes added to ability is carried into the next grade."""

from collections.abc import Iterable

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.agents.standing import Doses, Standing
from simulation.arrays import Bools, Doubles
from simulation.kernels.ability import class_ability, grow, know
from simulation.parameters.people import Gains
from simulation.parameters.programmes import Programmes
from simulation.parameters.world import World
from simulation.population.course import Course


def know_ability(cohorts: Iterable[Cohort], courses: dict[int, Course], year: int) -> None:
    """Write the ability of students in September: its course, and what programmes have added."""
    for c in cohorts:
        centre, slope, spread = courses[c.grade(year)]
        know(
            c.ability, c.who.offsets, c.who.background, c.talent(year), c.gain,
            centre.astype(np.float32), slope.astype(np.float32), np.float32(spread),
        )  # fmt: skip


def grow_ability(
    cohorts: list[Cohort], standing: Standing, doses: Doses, world: World, year: int
) -> None:  # fmt: skip
    """Grow the ability of grades 10 and 11; without programmes it keeps to its course."""
    persistence = np.float32(world.people.persistence)
    for c in in_grades(cohorts, year, 10, 11):
        policy = policy_term(c.taught, standing, doses, world.gains, world.programmes)
        usual = standing.class_level[c.grade(year) - 10]
        better = _better_classmates(c, usual, world.climate.habit_years)
        term = policy + world.gains.classmates_gain * better
        grow(c.gain, c.units, c.who.offsets, term.astype(np.float32), persistence)


def policy_term(
    taught: Bools, standing: Standing, doses: Doses, p: Gains, programmes: Programmes
) -> Doubles:
    r"""Return what a year in the five-unit class adds in each school [SD].

    $\tau_j = b_h h_j (1 - d_h h_j) - b_c\,\text{short}_j + \sigma_q q_j + b_r r_j +
    \varsigma b_t T_j$, as deviations from a baseline in which no certified teacher lacks and all
    are alike (MODEL section 4, Ability; EVIDENCE rows 4, 5, 8, 9). Teachers tell where a class is
    `taught`; else students are in the virtual school.

    | symbol | name | unit |
    |---|---|---|
    | $h_j$ | extra weekly hours | hours |
    | $q_j, r_j$ | quality of certified teachers; share who are new career changers | SD, share |
    | $T_j$ | tutored students | share |
    | $b_h, d_h$ | `gains.hour_gain`, `hour_decline` | SD per hour, share per hour |
    | $b_c, b_r, b_t$ | `gains.certified_gain`, `career_changer_gain`, `tutoring_gain` | SD |
    | $\sigma_q$ | `gains.quality_gain` | SD per SD |
    | $\varsigma$ | `programmes.scale_up` | factor |
    """
    hours = p.hour_gain * doses.hours * (1 - p.hour_decline * doses.hours)
    teachers = (
        p.quality_gain * standing.quality + p.career_changer_gain * standing.novices
        - p.certified_gain * standing.short
    )  # fmt: skip
    return hours + taught * teachers + programmes.scale_up * p.tutoring_gain * doses.tutoring


def _better_classmates(c: Cohort, usual: Doubles, habit_years: float) -> Doubles:
    """Return by how much each class is abler than is `usual`, and move the usual [SD]."""
    total, students = np.zeros(usual.size), np.zeros(usual.size, np.int64)
    class_ability(total, students, c.who.offsets, c.at_five, c.ability)
    taught = students > 0
    mean = total[taught] / students[taught]
    before = np.where(np.isnan(usual[taught]), mean, usual[taught])
    usual[taught] = before + (mean - before) / habit_years
    better = np.zeros(usual.size)
    better[taught] = mean - before
    return better
