"""The course of ability without programmes: what background expects of a student in each grade."""

from typing import NamedTuple

import numpy as np

from simulation.arrays import Bools, Doubles
from simulation.parameters.people import Ability
from simulation.population.schools import Schools
from simulation.years import GRADES

_REFERENCE_GRADE = 8  # the grade whose national distribution is the unit of ability


class Course(NamedTuple):
    """Ability in a grade: `centre + slope * background + spread * talent` [SD].

    Centre and slope are those of each school; background and talent are standard normal.
    """

    centre: Doubles
    slope: Doubles
    spread: float


def course(schools: Schools, p: Ability, grade: int) -> Course:
    r"""Return the course of ability in a grade.

    $\theta = \mu_g(s) + \sigma_g r$ with $s = \bar s_j + w z$: expected ability is linear in
    socio-economic status, and $\sigma_g^2 = 1 - \mathrm{Var}\,\mu_g$ keeps the national variance
    at 1 (MODEL section 4, Ability).
    """
    means = ses_means(schools, p)
    centre = mean_ability(grade, means, schools.arabic, p)
    slope = (mean_ability(grade, means + 1, schools.arabic, p) - centre) * p.ses_within
    weight = schools.twelfth * schools.weight
    between = (centre - np.average(centre, weights=weight)) ** 2
    variance = np.average(slope**2 + between, weights=weight)
    return Course(centre, slope, float(np.sqrt(max(0.0, 1 - variance))))


def mean_ability(grade: int, ses: Doubles, arabic: Bools, p: Ability) -> Doubles:
    r"""Return expected ability at a grade, given socio-economic status [SD].

    $\mu_g = (b + 0.02(g - 8)) s$, and $-0.40 - 0.03(g - 8)$ besides where Arabic is spoken, with
    $b$ = 0.45 in Hebrew and 0.25 in Arabic (EVIDENCE row 23).
    """
    since = grade - _REFERENCE_GRADE
    slope = np.where(arabic, p.ses_slope_arabic, p.ses_slope_hebrew) + p.ses_slope_growth * since
    return slope * ses + arabic * (p.arabic_gap + p.arabic_gap_growth * since)


def ses_means(schools: Schools, p: Ability) -> Doubles:
    """Return the mean socio-economic status of each school, by its nurture quintile [z]."""
    by_quintile = np.array([
        p.ses_unknown, p.ses_quintile_1, p.ses_quintile_2,
        p.ses_quintile_3, p.ses_quintile_4, p.ses_quintile_5,
    ])  # fmt: skip
    return by_quintile[schools.quintile]


def courses(schools: Schools, p: Ability) -> dict[int, Course]:
    """Return the course of every grade."""
    return {grade: course(schools, p, grade) for grade in GRADES}
