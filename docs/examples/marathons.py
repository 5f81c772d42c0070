"""A mechanism and two measures of one's own: matriculation marathons before the exam.

Try it: fivebytwo run --with docs/examples/marathons.py --out results/marathons
"""

import numpy as np

from simulation.added import measure, mechanism
from simulation.agents.cohort import in_grades
from simulation.model import Country

GAIN = 0.05  # SD of ability that a marathon is worth in the exam of summer, assumed
FIRST = 2017  # the Ministry paid for marathons in May 2017 (HAYADAN_2017_05)


@mechanism("spring")
def marathons(country: Country) -> None:
    """Let those about to sit five units train for it: they gain ability before they sit."""
    if country.year < FIRST:
        return
    for cohort in in_grades(country.cohorts, country.year, 12):
        cohort.ability += np.float32(GAIN) * (cohort.units == 5)


@measure("girls_at_five", unit="students", text="Girls who sit five units.")
def girls_at_five(country: Country) -> float:
    """Return how many girls sit five units."""
    girls = country.counts.units(12, 5)[:, 1]
    return float(country.population.schools.weight @ girls)


@measure("prepared_schools", unit="share", text="Schools where half of the ground is prepared.")
def prepared_schools(country: Country) -> float:
    """Return the share of schools in which partners have prepared at least half of the ground."""
    weight, ready = country.population.schools.weight, country.initiative.state.ready
    return float(weight[ready >= 0.5].sum() / weight.sum())
