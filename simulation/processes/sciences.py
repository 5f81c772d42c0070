"""M8. Science subjects: chosen with the track in grade 9, kept or given up before grade 12."""

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.arrays import Doubles
from simulation.kernels.sciences import keep, take
from simulation.logistic import CERTAIN
from simulation.parameters.outcome import Sciences
from simulation.population.schools import SUBJECTS, Schools
from simulation.randomness import Decision, Luck
from simulation.years import LAST_GRADE

_DECISION = {
    "physics": Decision.CHOOSE_PHYSICS,
    "chemistry": Decision.CHOOSE_CHEMISTRY,
    "computer_science": Decision.CHOOSE_COMPUTER_SCIENCE,
}


def choose_sciences(cohort: Cohort, schools: Schools, p: Sciences, luck: Luck, year: int) -> None:
    """Let a cohort choose science subjects among those its schools offer."""
    who = cohort.background
    girl = {"physics": p.physics_girl, "chemistry": 0.0, "computer_science": p.physics_girl}
    for bit, subject in enumerate(SUBJECTS):
        boy = np.where(schools.offers[:, bit], pull_of(subject, schools, p), -CERTAIN)
        take(
            cohort.sciences, who.offsets, cohort.course(year), cohort.gain, who.stem, who.female,
            cohort.wish, boy.astype(np.float32), np.float32(girl[subject]),
            np.float32(p.ability_pull), np.float32(p.five_units_pull), np.float32(-CERTAIN), bit,
            luck.uniform(_DECISION[subject], year, cohort.first_id, len(cohort)),
        )  # fmt: skip


def pull_of(subject: str, schools: Schools, p: Sciences) -> Doubles:
    """Return the pull of a subject on a boy of ability 0 in each school [logit]."""
    of_arabic = {"physics": p.physics_arabic, "chemistry": p.chemistry_arabic}
    level: float = getattr(p, subject)
    return np.where(schools.arabic, level + of_arabic.get(subject, 0.0), level)


def keep_sciences(cohorts: list[Cohort], p: Sciences, luck: Luck, year: int) -> None:
    """Let grade 12 register for its sciences; those who left five units give up more often."""
    for c in in_grades(cohorts, year, LAST_GRADE):
        keep(
            c.sciences, c.units, np.float32(p.keep_with_five), np.float32(p.keep_without),
            luck.uniform(Decision.KEEP_SCIENCES, year, c.first_id, len(c)),
        )  # fmt: skip
