"""M10. July: the Ministry counts, and schools come to know their own share."""

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.agents.counts import Counts
from simulation.agents.standing import Standing
from simulation.arrays import BY_UNITS
from simulation.kernels.statistics import (
    RESULTS,
    count_results,
    count_sciences,
    count_tracks,
    count_virtual,
)
from simulation.years import CHOICE_GRADE, LAST_GRADE


def count(cohorts: list[Cohort], year: int, schools: int) -> Counts:
    """Return July's counts of grades 9 to 12."""
    tracks = {g: np.zeros((schools, 2, BY_UNITS), np.int64) for g in (9, 10, 11, 12)}
    virtual = np.zeros(schools, np.int64)
    results = np.zeros((schools, 2, len(RESULTS)))
    for c in in_grades(cohorts, year, *tracks):
        who, grade = c.who, c.grade(year)
        units = c.wish if grade == CHOICE_GRADE else c.units
        count_tracks(tracks[grade], who.offsets, who.female, c.last_grade, units, grade)
        count_virtual(virtual, who.offsets, c.at_five, c.virtual)
    for c in in_grades(cohorts, year, LAST_GRADE):
        who = c.who
        count_results(results, who.offsets, c.at_five, who.female, c.virtual, c.score, c.credit)
        count_sciences(results, who.offsets, who.female, c.sciences)
    return Counts(tracks, virtual, results)


def remember(standing: Standing, counts: Counts, habit_years: float) -> None:
    """Let each school smooth its share of five-unit sitters over two years, and over its habit."""
    twelfth = counts.twelfth
    share = np.divide(counts.sitters, twelfth, out=np.zeros(twelfth.size), where=twelfth > 0)
    standing.share += (share - standing.share) / 2
    standing.habit += (share - standing.habit) / habit_years
