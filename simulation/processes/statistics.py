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
    r"""Let each school smooth its share of five-unit sitters over two years, and over its habit.

    $s' = s + (N/M - s) / 2$ and $\bar s' = \bar s + (N/M - \bar s) / Y$ [share]: $N$ of $M$ 12th
    graders sat, $Y$ is `climate.habit_years` (EVIDENCE row 15). A school's first count is its habit
    too; who has no 12th graders learns nothing.
    """
    counted = counts.twelfth > 0
    share = counts.sitters[counted] / counts.twelfth[counted]
    for column, years in ((standing.share, 2), (standing.habit, habit_years)):
        before = np.where(np.isnan(column[counted]), share, column[counted])
        column[counted] = before + (share - before) / years
