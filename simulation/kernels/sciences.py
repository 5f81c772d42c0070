"""M8. Who takes physics, chemistry and computer science at five units."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Floats, Ints, Single
from simulation.logistic import exp

_ONE, _GIRL, _TWO, _FOUR, _FIVE = np.float32(1), np.uint8(1), np.uint8(2), np.uint8(4), np.uint8(5)


@njit(nogil=True, cache=True)
def take(
    sciences: Bytes, offsets: Ints, ability: Floats, stem: Floats, female: Bytes, wish: Bytes,
    hurdle: Floats, girl: Floats, ability_pull: Single, stem_pull: Single, five_pull: Single,
    physics: Floats, chemistry: Floats, computer_science: Floats,
) -> None:  # fmt: skip
    r"""Write the subjects that each student takes in grade 10, a bit for each.

    $P_k = \Lambda(\sigma_{jk} + f\phi_k + \beta\theta + \sigma_v v + m\,1[\text{wants 5u}])$, the
    spill-over of mathematics on the sciences (MODEL section 4). What pulls on all subjects alike
    needs one exponential.

    | symbol | name | unit |
    |---|---|---|
    | $\theta$ | `ability` | SD |
    | $v$ | `stem`, how much science is valued | SD |
    | $e^{-\sigma_{jk}}$ | `hurdle`, shape (schools, 3), infinite where not offered | factor |
    | $e^{-\phi_k}$ | `girl`, shape (3) | factor |
    | $\beta, \sigma_v, m$ | `ability_pull`, `stem_pull`, `five_pull` | logit |

    The last three are the luck of each subject.
    """
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        sciences_j, ability_j, stem_j = sciences[a:b], ability[a:b], stem[a:b]
        female_j, wish_j = female[a:b], wish[a:b]
        luck_p, luck_c, luck_s = physics[a:b], chemistry[a:b], computer_science[a:b]
        boy_p, boy_c, boy_s = hurdle[j, 0], hurdle[j, 1], hurdle[j, 2]
        girl_p, girl_c, girl_s = boy_p * girl[0], boy_c * girl[1], boy_s * girl[2]
        for i in range(b - a):
            five = np.float32(np.uint8(wish_j[i] == _FIVE))
            e = exp(-(ability_pull * ability_j[i] + stem_pull * stem_j[i] + five_pull * five))
            is_girl = female_j[i] == _GIRL
            p = luck_p[i] * (_ONE + e * (girl_p if is_girl else boy_p)) < _ONE
            c = luck_c[i] * (_ONE + e * (girl_c if is_girl else boy_c)) < _ONE
            s = luck_s[i] * (_ONE + e * (girl_s if is_girl else boy_s)) < _ONE
            sciences_j[i] = np.uint8(p) + _TWO * np.uint8(c) + _FOUR * np.uint8(s)


@njit(nogil=True, cache=True)
def keep(sciences: Bytes, units: Bytes, with_five: Single, without: Single, luck: Floats) -> None:
    r"""Clear the subjects of those who give science up before grade 12.

    $P(\text{keep})$ is `with_five` for students of five-unit mathematics, else `without`.
    """
    for i in range(sciences.size):
        five = np.float32(np.uint8(units[i] == _FIVE))
        kept = np.uint8(luck[i] < without + (with_five - without) * five)
        sciences[i] = sciences[i] * kept
