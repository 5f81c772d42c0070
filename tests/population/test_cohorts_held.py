"""Cohorts that grow no more: the same students, some of them missing."""

import numpy as np

from simulation.parameters.people import People
from simulation.population.store import population

UNTIL = 2012
SMALL = 0.02


def test_cohorts_up_to_the_year_are_the_same_and_later_ones_keep_its_size():
    free, held = (population(p, fraction=SMALL) for p in (People(), People(cohorts_held=UNTIL)))
    sizes = held.offsets[:, -1]
    at_rest = UNTIL - 5 - 1996  # the row of those in grade 12 in that year
    np.testing.assert_array_equal(sizes[: at_rest + 1], free.offsets[: at_rest + 1, -1])
    assert np.ptp(sizes[at_rest:]) <= 2  # schools are rounded one after the other
    assert (free.offsets[at_rest + 1 :, -1] > sizes[at_rest]).all()


def test_those_who_stay_are_the_first_of_each_school():
    free, held = (
        population(p, fraction=SMALL).cohort(2015) for p in (People(), People(cohorts_held=UNTIL))
    )
    for school in np.flatnonzero(np.diff(held.offsets)):
        a, b = held.offsets[school], held.offsets[school + 1]
        first = free.offsets[school]
        np.testing.assert_array_equal(held.talent[:, a:b], free.talent[:, first : first + b - a])
        np.testing.assert_array_equal(held.background[a:b], free.background[first : first + b - a])
