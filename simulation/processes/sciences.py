"""M8. Science subjects: chosen with the track in grade 9, kept or given up before grade 12."""

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.arrays import Doubles
from simulation.kernels.sciences import keep, take
from simulation.parameters.outcome import Sciences
from simulation.population.schools import Schools
from simulation.randomness import Decision, Luck
from simulation.years import LAST_GRADE

_DECISIONS = (
    Decision.CHOOSE_PHYSICS,
    Decision.CHOOSE_CHEMISTRY,
    Decision.CHOOSE_COMPUTER_SCIENCE,
)


def choose_sciences(cohort: Cohort, schools: Schools, p: Sciences, luck: Luck, year: int) -> None:
    """Let a cohort choose science subjects among those its schools offer."""
    who = cohort.who
    offered = np.where(schools.offers, np.exp(-pulls(schools, p)), np.inf)
    girl = np.exp([-p.physics_girl, 0.0, -p.physics_girl])
    take(
        cohort.sciences, who.offsets, cohort.ability, who.stem, who.female, cohort.wish,
        offered.astype(np.float32), girl.astype(np.float32), np.float32(p.ability_pull),
        np.float32(p.stem_spread), np.float32(p.five_units_pull),
        *luck.uniforms(_DECISIONS, year, cohort.first_id, len(cohort)),
    )  # fmt: skip


def pulls(schools: Schools, p: Sciences) -> Doubles:
    """Return the pull of each of SUBJECTS on a boy of ability 0, shape (schools, 3) [logit]."""
    anywhere = np.array([p.physics, p.chemistry, p.computer_science])
    in_arabic = np.array([p.physics_arabic, p.chemistry_arabic, 0.0])
    return anywhere + np.outer(schools.arabic, in_arabic)


def keep_sciences(cohorts: list[Cohort], p: Sciences, luck: Luck, year: int) -> None:
    """Let grade 12 register for its sciences; those who left five units give up more often."""
    for c in in_grades(cohorts, year, LAST_GRADE):
        keep(
            c.sciences, c.units, np.float32(p.keep_with_five), np.float32(p.keep_without),
            luck.uniform(Decision.KEEP_SCIENCES, year, c.first_id, len(c)),
        )  # fmt: skip
