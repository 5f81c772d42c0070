"""The plain twin and the columns are one model: their aggregates differ by luck only.

Both live in the same small country (about 60 schools, one student in 24) with luck of their own:
under history, and under a history in which everything moves, so that even this small country has
directors of excellence and retrained teachers, and feels what they do. 400 runs of the columns tell
what to expect and how much luck moves it; the mean of the twins must lie within. The columns' first
teachers belong to the one fixed country; here each run draws its own, as each twin does.

False alarms of the tests of one case: one or two in 1,000 with new seeds (so it was for samples of
2,400 runs of the columns); here the seeds are fixed. A bias in the mean of 2006-2017 as large as
`BIAS` would be found under history with a probability of 95 %: 6 % for what students do, more for
what happens to a few schools; `test_a_bias_would_be_found` holds that power. Opened and closed
tracks, and sitters in the virtual class, are too few in one year to be near normal: only their
means are compared.
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
COLUMNS = range(1001, 1401)
FALSE_ALARM, POWER = 1e-3, 0.95
EVERYTHING_MOVES = {
    "levers.directors": 80, "levers.publication": 1, "levers.retraining": 150,
    "levers.certification": 80, "levers.class_minimum": 10, "levers.math_first": 100,
    "levers.reserves": 0.4, "levers.give_five": 0.5, "levers.tutoring": 0.5, "levers.visits": 0.5,
    "levers.safety_net": 1, "levers.virtual_seats": 400, "access.group_size": 20,
    "gains.quality_gain": 0.2, "gains.career_changer_gain": -0.15, "gains.tutoring_gain": 0.3,
    "persistence.hour_pull": 0.3, "authorities.hours": 4, "authorities.budget": 2000,
    "authorities.choice_pull": 0.5, "tracks.new_pull": -1.5, "choice.year_spread": 0.3,
    "teachers.own_upgrades": 0.5, "tracks.small": 0.9, "tracks.closing": 0.7,
    "levers.periphery": 1, "levers.acceleration": 0.3,
}  # fmt: skip
NO_PARTNERS = {"initiative.active": 0, "supply.since": 2035}  # the twin has schools, no partners
CASES = {"history": ({}, range(1, 29)), "everything moves": (EVERYTHING_MOVES, range(1, 13))}
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
    "teachers": ("teachers", 0),
    "certified teachers": ("certified_teachers", 0),
    "posts": ("posts", 0),
    "tracks for grade 10": ("open_tracks", 0),
    "groups": ("groups", 0),
    "working tracks": ("working_tracks", 12),
    "salience": ("salience_sum", 0),
}
SELDOM = {
    "opened tracks": ("opened_tracks", 12),
    "closed tracks": ("closed_tracks", 12),
    "virtual": ("virtual", 12),
}
MEASURES = (*COUNTS, "drop-out", "gone", *SELDOM)
OFTEN = len(MEASURES) - len(SELDOM)
BIAS = dict.fromkeys(MEASURES, 0.06) | {
    "groups": 0.08, "tracks for grade 10": 0.09, "certified teachers": 0.09, "salience": 0.15,
    "virtual": 0.35, "opened tracks": 0.5, "closed tracks": 0.5,
}  # fmt: skip


def measures(count):
    """Return every measure in each year from 2006, given what returns a count in each year."""
    made = [count(*key) for key in COUNTS.values()]
    starters, eleventh = count("five_units", 10), count("five_units", 11)
    pupils, twelfth = count("students", 10), count("students", 12)
    made.append(1 - eleventh[1:] / starters[:-1])
    made.append(1 - twelfth[2:] / pupils[:-2])
    made += [count(*key) for key in SELDOM.values()]
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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulation.model.POPULATION_SEED", -seed)  # first teachers of its own
        tally = Tally(run(case, seed=seed, until=UNTIL).sums)
    return measures(lambda measure, grade: tally[measure, grade][:, 0])


@pytest.fixture(scope="module", params=CASES)
def lived(request):
    """Return measures of twins and of runs of the columns, of shape (runs, measures, years)."""
    changes, seeds = CASES[request.param]
    case = load("history", fraction=FRACTION, set=NO_PARTNERS | changes)
    twins = np.array([twin_measures(case, seed) for seed in seeds])
    columns = np.array([column_measures(case, seed) for seed in COLUMNS])
    return twins, columns


def error(twins, columns):
    """Return the standard error of the difference between the means of twins and columns."""
    return columns.std(axis=0, ddof=1) * np.sqrt(1 / len(twins) + 1 / len(columns))


def bound(twins, columns):
    """Return how far the means may be apart, when half of the false alarms go to this test."""
    each = FALSE_ALARM / 2 / columns[0].size
    return error(twins, columns) * t.isf(each / 2, len(columns) - 1)


def test_means_of_2006_to_2017_agree(lived):
    twins, columns = (x.mean(axis=2) for x in lived)
    apart = np.abs(twins.mean(axis=0) - columns.mean(axis=0))
    allowed = bound(twins, columns)
    assert [m for m, a, b in zip(MEASURES, apart, allowed, strict=True) if a > b] == []


def test_each_year_agrees(lived):
    twins, columns = (x[:, :OFTEN] for x in lived)
    apart = np.abs(twins.mean(axis=0) - columns.mean(axis=0))
    wrong = np.argwhere(apart > bound(twins, columns))
    assert [(MEASURES[m], int(2006 + year)) for m, year in wrong] == []


@pytest.mark.parametrize("lived", ["history"], indirect=True)
def test_a_bias_would_be_found(lived):
    twins, columns = (x.mean(axis=2) for x in lived)
    reliably = bound(twins, columns) + error(twins, columns) * t.ppf(POWER, len(columns) - 1)
    found = dict(zip(MEASURES, reliably / columns.mean(axis=0), strict=True))
    assert {m: share for m, share in found.items() if share > BIAS[m]} == {}
