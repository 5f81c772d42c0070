"""Students of every cohort, drawn once: all about them that no policy and no parameter touches.

What a policy can touch (ability gained, track, mark) belongs to the run. What none can (sex,
background, talent and how it shifts from grade to grade) is drawn here as standard numbers, with
one generator made from the population's own seed, once: it would cost more than the choices.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulation.arrays import Bytes, Doubles, Floats, Ints
from simulation.data.demography import grade12_base
from simulation.parameters.people import Ability, Leaving, People
from simulation.population.course import course
from simulation.population.schools import BASE_YEAR, Schools
from simulation.years import CHOICE_GRADE, GRADES, LAST_GRADE, LAST_YEAR


@dataclass(frozen=True, slots=True)
class Newcomers:
    """The students who enter grade 7 in one year, sorted by school.

    Attributes
    ----------
    entered
        The school year in which they entered grade 7.
    offsets
        Where each school's students begin and end, shape (schools + 1).
    female
        Sex, 0 or 1.
    background
        Socio-economic status against that of the school [SD within the school].
    stem
        How much science is valued [SD].
    talent
        Ability against what background expects, in grades 7 to 12 [SD], shape (6, students).
    """

    entered: int
    offsets: Ints
    female: Bytes
    background: Floats
    stem: Floats
    talent: Floats


def draw_cohorts(
    schools: Schools, p: People, years: range, rng: np.random.Generator
) -> Iterator[Newcomers]:
    """Yield the cohorts that enter grade 7 in `years`, one after the other."""
    for entered in years:
        sizes = entering(schools, entered)
        n = int(sizes.sum())
        everybody = Newcomers(
            entered=entered,
            offsets=np.concatenate([[0], np.cumsum(sizes)]),
            female=(rng.random(n, np.float32) < p.girls_share).astype(np.uint8),
            background=rng.standard_normal(n, np.float32),
            stem=rng.standard_normal(n, np.float32),
            talent=_talent(n, p.persistence, rng),
        )
        held = entering(schools, entered, int(p.cohorts_held))
        yield everybody if (held >= sizes).all() else _first(everybody, np.minimum(held, sizes))


def entering(schools: Schools, entered: int, held: int = LAST_YEAR + LAST_GRADE) -> Ints:
    """Return how many enter grade 7 for each school, so that grade 12 has its size of 2013.

    A school grows with the country's published grade 12, up to that of the year `held`, at the
    declared defaults of leaving school: who lets fewer leave gets a larger grade 12.
    """
    twelfth = min(entered + LAST_GRADE - GRADES[0], held)
    growth = grade12_base(twelfth) / grade12_base(BASE_YEAR)
    stay = 1 - _leaving_share(schools, Ability(), Leaving())
    expected = schools.twelfth * growth / stay
    whole: Ints = np.rint(np.concatenate([[0], np.cumsum(expected)])).astype(np.int64)
    return np.diff(whole)


def _first(cohort: Newcomers, sizes: Ints) -> Newcomers:
    """Return the first so many students of each school: the same ones, some of them missing."""
    among = np.arange(len(cohort.female)) - np.repeat(cohort.offsets[:-1], np.diff(cohort.offsets))
    kept = among < np.repeat(sizes, np.diff(cohort.offsets))
    return Newcomers(
        entered=cohort.entered,
        offsets=np.concatenate([[0], np.cumsum(sizes)]),
        female=cohort.female[kept],
        background=cohort.background[kept],
        stem=cohort.stem[kept],
        talent=np.ascontiguousarray(cohort.talent[:, kept]),
    )


def _talent(n: int, persistence: float, rng: np.random.Generator) -> Floats:
    r"""Return talent in each grade: $r_{g+1} = \rho r_g + \sqrt{1 - \rho^2}\,\varepsilon$."""
    talent = np.empty((len(GRADES), n), np.float32)
    talent[0] = rng.standard_normal(n, np.float32)
    for row in range(1, len(GRADES)):
        shock = np.sqrt(1 - persistence**2) * rng.standard_normal(n, np.float32)
        talent[row] = persistence * talent[row - 1] + shock
    return talent


def _leaving_share(schools: Schools, ability: Ability, p: Leaving) -> Doubles:
    r"""Return the share expected to leave each school before grade 12.

    The mean of a logistic over a normal ability, $\Lambda(m / \sqrt{1 + \pi s^2 / 8})$
    (MacKay 1992, doi:10.1162/neco.1992.4.5.720).
    """
    known = course(schools, ability, CHOICE_GRADE + 1)
    variance = p.ability_pull**2 * (known.slope**2 + known.spread**2)
    logit = (p.level + p.ability_pull * known.centre) / np.sqrt(1 + np.pi * variance / 8)
    return np.asarray(1 / (1 + np.exp(-logit)))
