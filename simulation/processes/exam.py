"""M7. June: grade 11 sits the first paper of five units, grade 12 the second."""

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.arrays import NOT_SAT
from simulation.kernels.exam import conclude, sit_paper
from simulation.parameters.levers import Levers
from simulation.parameters.outcome import Exam
from simulation.randomness import Decision, Luck

_CREDIT_WITH_NET, _CREDIT_WITHOUT = 4, 3


def sit(cohorts: list[Cohort], levers: Levers, p: Exam, luck: Luck, year: int) -> None:
    """Let those at five units sit their papers; a fail leaves four units under the safety net."""
    for c in in_grades(cohorts, year, 11):
        _sit_first(c, p, luck, year)
    for c in in_grades(cohorts, year, 12):
        _sit_second(c, levers, p, luck, year)


def _sit_first(c: Cohort, p: Exam, luck: Luck, year: int) -> None:
    """Sit the first paper, but for a few who delay it."""
    rows = c.at_five
    delays = luck.uniform_of(Decision.DELAY_FIRST_PAPER, year, c.first_id, rows) < p.late_first
    sitting = rows[~delays]
    shock = luck.normal_of(Decision.FIRST_PAPER, year, c.first_id, sitting)
    sit_paper(c.first, sitting, c.ability, *_numbers(p), shock)


def _sit_second(c: Cohort, levers: Levers, p: Exam, luck: Luck, year: int) -> None:
    """Sit the second paper, with the first one where it is still due, and conclude."""
    rows = c.at_five
    due = rows[c.first[rows] == NOT_SAT]
    shock = luck.normal_of(Decision.FIRST_PAPER, year, c.first_id, due)
    sit_paper(c.first, due, c.ability, *_numbers(p), shock)
    shock = luck.normal_of(Decision.SECOND_PAPER, year, c.first_id, rows)
    sit_paper(c.second, rows, c.ability, *_numbers(p), shock)
    c.credit[:] = c.units
    fallback = _CREDIT_WITH_NET if levers.safety_net else _CREDIT_WITHOUT
    weight, pass_mark = np.float32(p.first_weight), np.float32(p.pass_mark)
    conclude(c.score, c.credit, rows, c.first, c.second, weight, pass_mark, fallback)


def _numbers(p: Exam) -> tuple[np.float32, np.float32, np.float32]:
    """Return location, slope and spread of a paper's mark in the columns' precision."""
    return np.float32(p.location), np.float32(p.slope), np.float32(p.spread)
