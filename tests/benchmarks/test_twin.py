"""The plain twin and the columns are one model: their aggregates differ by luck only.

Both live in the same small country (about 60 schools, one student in 24) under history,
with luck of their own. 200 runs of the columns tell what to expect and how much luck moves it; the
mean of six twins must lie within. False alarms of the whole file: one in 1,000 with new seeds; here
the seeds are fixed. A bias of 5 % in the mean of 2006-2017 of any measure would be found with a
probability of 95 % (computer science, the rarest subject: 8 %); `test_a_bias_would_be_found` holds
that power. In a single year the bound is about 10 % of five-unit sitters.
"""

import numpy as np
import pytest
from scipy.stats import t

from experiments.benchmarks.twin import Twin
from simulation.results.measures import Tally
from simulation.run import load, run
from simulation.years import FIRST_YEAR

pytestmark = pytest.mark.slow

UNTIL, FRACTION = 2017, 0.05
YEARS = slice(2006 - FIRST_YEAR, None)
TWINS, COLUMNS = range(1, 7), range(1001, 1201)
FALSE_ALARM, POWER, BIAS = 1e-3, 0.95, 0.05
COUNTS = {
    "starters": ("five_units", 10),
    "five units in grade 11": ("five_units", 11),
    "five units": ("five_units", 12),
    "four units": ("four_units", 12),
    "three units": ("three_units", 12),
    "still in school": ("students", 12),
    "passed": ("passed", 12),
    "physics": ("physics", 12),
    "chemistry": ("chemistry", 12),
    "computer science": ("computer_science", 12),
    "wishes": ("wants_five_units", 9),
}
MEASURES = (*COUNTS, "drop-out", "gone")
RARE = {"computer science": 0.08}


def measures(count):
    """Return every measure in each year from 2006, given what returns a count in each year."""
    made = [count(*key) for key in COUNTS.values()]
    starters, eleventh = count("five_units", 10), count("five_units", 11)
    pupils, twelfth = count("students", 10), count("students", 12)
    made.append(1 - eleventh[1:] / starters[:-1])
    made.append(1 - twelfth[2:] / pupils[:-2])
    longest = len(twelfth)
    return np.array([np.pad(m, (longest - len(m), 0))[YEARS] for m in made])


def twin_measures(case, seed):
    twin = Twin(case.population, case.scenario.worlds, seed=seed)
    while twin.year < UNTIL:
        twin.step()
    counts = [twin.counts[year] for year in range(FIRST_YEAR, UNTIL + 1)]
    twin.release()
    return measures(lambda measure, grade: np.array([c[measure, grade] for c in counts]))


def column_measures(case, seed):
    tally = Tally(run(case, seed=seed, until=UNTIL).sums)
    return measures(lambda measure, grade: tally[measure, grade][:, 0])


@pytest.fixture(scope="module")
def lived():
    """Return measures of twins and of runs of the columns, of shape (runs, measures, years)."""
    case = load("history", fraction=FRACTION)
    twins = np.array([twin_measures(case, seed) for seed in TWINS])
    columns = np.array([column_measures(case, seed) for seed in COLUMNS])
    return twins, columns


def error(columns):
    """Return the standard error of the difference between the means of twins and columns."""
    return columns.std(axis=0, ddof=1) * np.sqrt(1 / len(TWINS) + 1 / len(COLUMNS))


def bound(columns, comparisons):
    """Return how far the means may be apart, when half of the false alarms go to this test."""
    each = FALSE_ALARM / 2 / comparisons
    return error(columns) * t.isf(each / 2, len(COLUMNS) - 1)


def test_means_of_2006_to_2017_agree(lived):
    twins, columns = (x.mean(axis=2) for x in lived)
    apart = np.abs(twins.mean(axis=0) - columns.mean(axis=0))
    allowed = bound(columns, len(MEASURES))
    wrong = [m for m, a, b in zip(MEASURES, apart, allowed, strict=True) if a > b]
    assert not wrong


def test_each_year_agrees(lived):
    twins, columns = lived
    apart = np.abs(twins.mean(axis=0) - columns.mean(axis=0))
    wrong = np.argwhere(apart > bound(columns, apart.size))
    assert [(MEASURES[m], int(2006 + year)) for m, year in wrong] == []


def test_a_bias_would_be_found(lived):
    columns = lived[1].mean(axis=2)
    reliably = bound(columns, len(MEASURES)) + error(columns) * t.ppf(POWER, len(COLUMNS) - 1)
    found = dict(zip(MEASURES, reliably / columns.mean(axis=0), strict=True))
    assert {m: share for m, share in found.items() if share > RARE.get(m, BIAS)} == {}
