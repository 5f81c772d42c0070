"""M8. Who takes physics, chemistry and computer science at five units."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Floats, Ints, Single
from simulation.logistic import exp

_ONE, _FIVE = np.float32(1), np.uint8(5)


@njit(nogil=True, cache=True)
def take(
    sciences: Bytes, offsets: Ints, ability: Floats, gain: Floats, stem: Floats, female: Bytes,
    wish: Bytes, boy: Floats, girl: Single, ability_pull: Single, five_pull: Single, never: Single,
    bit: int, luck: Floats,
) -> None:  # fmt: skip
    r"""Set a subject's `bit` in `sciences` for those who take it in grade 10.

    $P = \Lambda(\sigma_j + \beta\theta + v + f\phi + m\,1[\text{wants 5u}])$, the spill-over of
    mathematics on the sciences (MODEL section 4); a school whose $\sigma_j$ is `never`
    does not offer it.

    | symbol | name | unit |
    |---|---|---|
    | $\theta$ | `ability` + `gain` | SD |
    | $v$ | `stem`, how much science is valued | logit |
    | $\sigma_j$ | `boy` | logit |
    | $\phi, \beta, m$ | `girl`, `ability_pull`, `five_pull` | logit |
    """
    flag = np.uint8(1 << bit)
    for j in range(offsets.size - 1):
        if boy[j] <= never:
            continue
        a, b = offsets[j], offsets[j + 1]
        sciences_j, ability_j, gain_j = sciences[a:b], ability[a:b], gain[a:b]
        stem_j, female_j, wish_j, luck_j = stem[a:b], female[a:b], wish[a:b], luck[a:b]
        for i in range(b - a):
            five = np.float32(np.uint8(wish_j[i] == _FIVE))
            pull = boy[j] + ability_pull * (ability_j[i] + gain_j[i]) + stem_j[i]
            e = exp(-(pull + np.float32(female_j[i]) * girl + five_pull * five))
            sciences_j[i] |= flag * np.uint8(luck_j[i] * (_ONE + e) < _ONE)


@njit(nogil=True, cache=True)
def keep(sciences: Bytes, units: Bytes, with_five: Single, without: Single, luck: Floats) -> None:
    r"""Clear the subjects of those who give science up before grade 12.

    $P(\text{keep})$ is `with_five` for students of five-unit mathematics, else `without`.
    """
    for i in range(sciences.size):
        five = np.float32(np.uint8(units[i] == _FIVE))
        kept = np.uint8(luck[i] < without + (with_five - without) * five)
        sciences[i] = sciences[i] * kept
