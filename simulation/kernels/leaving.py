"""M1. Who leaves school, and when."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Floats, Single
from simulation.logistic import exp

_ONE = np.float32(1)
_THIRD, _TWO_THIRDS = np.float32(1 / 3), np.float32(2 / 3)


@njit(nogil=True, cache=True)
def leave(
    last_grade: Bytes, ability: Floats,
    stay: int, level: Single, ability_pull: Single,
    luck: Floats,
) -> None:  # fmt: skip
    r"""Write into `last_grade` the last grade that each student attends, up to `stay`.

    $P(\text{leaves}) = \Lambda(a + b\theta)$, a third of it before each of the last three grades
    (MODEL section 6; EVIDENCE A.1).

    | symbol | name | unit |
    |---|---|---|
    | $\theta$ | `ability` | SD |
    | $a, b$ | `level`, `ability_pull` | logit, logit per SD |
    """
    for i in range(last_grade.size):
        rank = luck[i] * (_ONE + exp(-(level + ability_pull * (ability[i]))))
        before = np.uint8(rank < _ONE) + np.uint8(rank < _TWO_THIRDS) + np.uint8(rank < _THIRD)
        last_grade[i] = stay - before


@njit(nogil=True, cache=True)
def quit_classes(units: Bytes, sciences: Bytes, last_grade: Bytes, grade: int) -> None:
    """Take out of track and sciences those who have left school before `grade`."""
    for i in range(units.size):
        here = np.uint8(last_grade[i] >= grade)
        units[i] = units[i] * here
        sciences[i] = sciences[i] * here
