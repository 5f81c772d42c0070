"""M1. Students leave school before grade 12."""

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.kernels.leaving import leave, quit_classes
from simulation.parameters.people import Leaving
from simulation.randomness import Decision, Luck
from simulation.years import LAST_GRADE


def leave_school(cohorts: list[Cohort], p: Leaving, luck: Luck, year: int) -> None:
    """Decide, before grade 10, when each student will leave; take the gone out of classes."""
    for c in in_grades(cohorts, year, 10):
        leave(
            c.last_grade, c.ability, LAST_GRADE,
            np.float32(p.level), np.float32(p.ability_pull),
            luck.uniform(Decision.LEAVE_SCHOOL, year, c.first_id, len(c)),
        )  # fmt: skip
    for c in in_grades(cohorts, year, 10, 11, 12):
        quit_classes(c.units, c.sciences, c.last_grade, c.grade(year))
