"""Students of every cohort, drawn once: all about them that no policy touches.

What a policy can touch (ability gained, track, mark) belongs to the run. What none can (sex,
background, the course of ability without programmes) is drawn here, with one generator made from
the population's own seed, and never again: it would cost more than to simulate the choices.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulation.arrays import Bytes, Doubles, Floats, Ints
from simulation.data.demography import grade12_base
from simulation.parameters.people import Ability, Leaving, People
from simulation.parameters.world import World
from simulation.population.schools import Schools
from simulation.years import CHOICE_GRADE, GRADES, LAST_GRADE

_REFERENCE_GRADE = 8  # the grade whose national distribution is the unit of ability


@dataclass(frozen=True, slots=True)
class Background:
    """The students of one cohort, sorted by school.

    Attributes
    ----------
    entered
        The school year in which they entered grade 7.
    offsets
        Where each school's students begin and end, shape (schools + 1).
    female, ses, stem
        Sex [0 or 1], socio-economic status [z], how much science is valued [logit].
    ability
        Ability without programmes in grades 7 to 12 [SD], shape (6, students).
    """

    entered: int
    offsets: Ints
    female: Bytes
    ses: Floats
    stem: Floats
    ability: Floats


def draw_cohorts(
    schools: Schools, world: World, years: range, rng: np.random.Generator
) -> Iterator[Background]:
    """Yield the cohorts that enter grade 7 in `years`, one after the other."""
    means = ses_means(schools, world.people)
    spread = _residual_spread(schools, means, world)
    for entered in years:
        sizes = entering(schools, means, spread, world, entered)
        yield _cohort(schools, sizes, means, spread, world, entered, rng)


def entering(schools: Schools, means: Doubles, spread: Doubles, world: World, entered: int) -> Ints:
    """Return how many enter grade 7 for each school, so that grade 12 has its published size."""
    share = schools.twelfth * schools.weight / (schools.twelfth * schools.weight).sum()
    year12 = entered + LAST_GRADE - GRADES[0]
    stay = 1 - _leaving_share(schools, means, spread, world.ability, world.leaving)
    expected = share * grade12_base(year12) / stay / schools.weight
    whole: Ints = np.rint(np.concatenate([[0], np.cumsum(expected)])).astype(np.int64)
    return np.diff(whole)


def mean_ability(grade: int, ses: Doubles, arabic: Doubles, p: Ability) -> Doubles:
    """Return expected ability at a grade, given background (EVIDENCE row 23)."""
    since = grade - _REFERENCE_GRADE
    slope = np.where(arabic, p.ses_slope_arabic, p.ses_slope_hebrew) + p.ses_slope_growth * since
    return slope * ses + arabic * (p.arabic_gap + p.arabic_gap_growth * since)


def _cohort(
    schools: Schools, sizes: Ints, means: Doubles, spread: Doubles, world: World, entered: int,
    rng: np.random.Generator,
) -> Background:  # fmt: skip
    """Draw one cohort."""
    of = np.repeat(np.arange(len(schools)), sizes)
    n = of.size
    ses = means[of] + world.people.ses_within * rng.standard_normal(n, np.float32)
    arabic = schools.arabic[of].astype(np.float64)
    return Background(
        entered=entered,
        offsets=np.concatenate([[0], np.cumsum(sizes)]),
        female=(rng.random(n, np.float32) < world.people.girls_share).astype(np.uint8),
        ses=ses.astype(np.float32),
        stem=(world.people.stem_spread * rng.standard_normal(n, np.float32)).astype(np.float32),
        ability=_course(ses, arabic, spread, world.ability, rng),
    )


def _course(
    ses: Doubles, arabic: Doubles, spread: Doubles, p: Ability, rng: np.random.Generator
) -> Floats:
    r"""Return ability in each grade: what background expects, and a residual that persists.

    $\theta_{g+1} = \mu_{g+1} + \rho (\theta_g - \mu_g) + \sigma_e \varepsilon$ with
    $\sigma_e^2 = (1 - \rho^2)(1 - \mathrm{Var}\,\mu)$, so that the national spread stays 1.
    """
    course = np.empty((len(GRADES), ses.size), np.float32)
    residual = rng.standard_normal(ses.size, np.float32)
    for row, grade in enumerate(GRADES):
        if row:
            shock = rng.standard_normal(ses.size, np.float32)
            residual = p.persistence * residual + np.sqrt(1 - p.persistence**2) * shock
        course[row] = mean_ability(grade, ses, arabic, p) + spread[row] * residual
    return course


def ses_means(schools: Schools, p: People) -> Doubles:
    """Return the mean socio-economic status of each school, by its nurture quintile."""
    by_quintile = np.array([
        p.ses_unknown, p.ses_quintile_1, p.ses_quintile_2,
        p.ses_quintile_3, p.ses_quintile_4, p.ses_quintile_5,
    ])  # fmt: skip
    return by_quintile[schools.quintile]


def _residual_spread(schools: Schools, means: Doubles, world: World) -> Doubles:
    """Return the spread of ability, given background, in each grade: national variance is 1."""
    weight = schools.twelfth * schools.weight
    arabic = schools.arabic.astype(np.float64)
    spread = []
    for grade in GRADES:
        centre = mean_ability(grade, means, arabic, world.ability)
        slope = mean_ability(grade, means + 1, arabic, world.ability) - centre
        within = (slope * world.people.ses_within) ** 2
        between = (centre - np.average(centre, weights=weight)) ** 2
        spread.append(np.sqrt(1 - np.average(within + between, weights=weight)))
    return np.array(spread)


def _leaving_share(
    schools: Schools, means: Doubles, spread: Doubles, ability: Ability, p: Leaving
) -> Doubles:
    r"""Return the share expected to leave each school before grade 12.

    The mean of a logistic over a normal ability, $\Lambda(m / \sqrt{1 + \pi s^2 / 8})$
    (MacKay 1992, doi:10.1162/neco.1992.4.5.720).
    """
    row = CHOICE_GRADE - GRADES[0]
    centre = mean_ability(CHOICE_GRADE, means, schools.arabic.astype(np.float64), ability)
    variance = (p.ability_pull * spread[row]) ** 2
    logit = (p.level + p.ability_pull * centre) / np.sqrt(1 + np.pi * variance / 8)
    return np.asarray(1 / (1 + np.exp(-logit)))
