"""M5. Which track a student of grade 9 wants: one ordered choice on the ladder none, 3, 4, 5."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Floats, Ints, Single
from simulation.logistic import exp

_ONE, _THREE = np.float32(1), np.uint8(3)


@njit(nogil=True, cache=True)
def choose(
    wish: Bytes, offsets: Ints, ability: Floats, background: Floats, female: Bytes,
    boy: Floats, girl: Floats, girl_slope: Floats,
    ability_pull: Single, background_pull: Single, four: Single, three: Single, luck: Floats,
) -> None:  # fmt: skip
    r"""Write into `wish` the units that each student wants.

    $P(\ge k) = \Lambda(\eta + c_k)$ with $c_5 = 0$: an ordered logit (McCullagh 1980), drawn by
    one uniform $u$ against all three thresholds, $u (1 + e^{-\eta} e^{-c_k}) < 1$.

    $\eta = \eta_j + \beta_\theta \theta + \beta_z z + f (\phi_j + \psi_j \theta)$

    | symbol | name | unit |
    |---|---|---|
    | $\theta$ | `ability` | SD |
    | $z$ | `background` | SD within the school |
    | $f$ | `female` | 0 or 1 |
    | $\eta_j$ | `boy`, all pulls of a school's boys | logit |
    | $\phi_j, \psi_j$ | `girl`, `girl_slope` | logit, logit per SD |
    | $\beta_\theta, \beta_z$ | `ability_pull`, `background_pull` | logit per SD |
    | $e^{-c_4}, e^{-c_3}$ | `four`, `three` | factor |
    """
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        wish_j, ability_j = wish[a:b], ability[a:b]
        background_j, female_j, luck_j = background[a:b], female[a:b], luck[a:b]
        eta_j, girl_j, slope_j = boy[j], girl[j], girl_slope[j]
        for i in range(b - a):
            theta = ability_j[i]
            is_girl = np.float32(female_j[i])
            eta = eta_j + ability_pull * theta + background_pull * background_j[i]
            e = exp(-(eta + is_girl * (girl_j + slope_j * theta)))
            at_least_5 = np.uint8(luck_j[i] * (_ONE + e) < _ONE)
            at_least_4 = np.uint8(luck_j[i] * (_ONE + e * four) < _ONE) | at_least_5
            at_least_3 = np.uint8(luck_j[i] * (_ONE + e * three) < _ONE) | at_least_4
            wish_j[i] = _THREE * at_least_3 + at_least_4 + at_least_5
