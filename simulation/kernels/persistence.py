"""M6. Who stays in a track, slides down the ladder, or moves up."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Floats, Ints, Rows, Single
from simulation.logistic import exp

_NONE, _ONE = np.float32(0), np.float32(1)
_THREE, _FOUR, _FIVE = np.uint8(3), np.uint8(4), np.uint8(5)


@njit(nogil=True, cache=True, error_model="numpy")
def persist(
    units: Bytes, offsets: Ints, ability: Floats, female: Bytes, virtual: Bytes,
    boy: Floats, girl: Floats, up: Floats,
    ability_pull: Single, virtual_pull: Single, net: Single, fail_level: Single, fail_slope: Single,
    four_level: Single, four_pull: Single, luck: Floats,
) -> None:  # fmt: skip
    r"""Move students along the ladder at the winter's registration.

    At five units: $P(\text{stay}) = \Lambda(\eta)$, leaving means four. At four: up with
    $\Lambda(\eta - \Delta)$, else stay below $\Lambda(a_4 + b_4\theta)$, else three. One uniform
    decides, so that a pull upwards never moves anybody down.

    $\eta = \eta_j + \gamma_\theta \theta + f \phi_j + \gamma_v v + \gamma_N \hat P(\text{fail})$,
    $\hat P(\text{fail}) = \Lambda(-(a_f + b_f \theta))$ (MODEL section 4, Persistence).

    | symbol | name | unit |
    |---|---|---|
    | $\theta$ | `ability` | SD |
    | $\eta_j, \phi_j$ | `boy`, `girl`, all pulls of a school | logit |
    | $f, v$ | `female`, `virtual` | 0 or 1 |
    | $\gamma_\theta, \gamma_v, \gamma_N$ | `ability_pull`, `virtual_pull`, `net` | logit |
    | $a_f, b_f$ | `fail_level`, `fail_slope`, of passing | logit |
    | $a_4, b_4$ | `four_level`, `four_pull` | logit |
    | $e^\Delta$ | `up`, infinite where nobody can move up | factor |
    """
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        units_j, ability_j = units[a:b], ability[a:b]
        female_j, virtual_j, luck_j = female[a:b], virtual[a:b], luck[a:b]
        eta_j, girl_j, up_j = boy[j], girl[j], up[j]
        for i in range(b - a):
            theta = ability_j[i]
            fail = _ONE / (_ONE + exp(fail_level + fail_slope * theta)) if net > 0 else _NONE
            eta = eta_j + ability_pull * theta + np.float32(female_j[i]) * girl_j
            e = exp(-(eta + np.float32(virtual_j[i]) * virtual_pull + net * fail))
            e4 = exp(-(four_level + four_pull * theta))
            from_five = _FIVE if luck_j[i] * (_ONE + e) < _ONE else _FOUR
            below = _FOUR if luck_j[i] * (_ONE + e4) < _ONE else _THREE
            from_four = _FIVE if luck_j[i] * (_ONE + e * up_j) < _ONE else below
            was = units_j[i]
            units_j[i] = from_five if was == _FIVE else (from_four if was == _FOUR else was)


@njit(nogil=True, cache=True, error_model="numpy")
def stay(
    units: Bytes, rows: Rows, offsets: Ints, ability: Floats, female: Bytes,
    virtual: Bytes, boy: Floats, girl: Floats,
    ability_pull: Single, virtual_pull: Single, net: Single, fail_level: Single, fail_slope: Single,
    luck: Floats,
) -> None:  # fmt: skip
    """Let those at five units (sorted `rows`) stay or move to four: the first line of `persist`.

    From grade 11 to 12 nobody moves up and four units are kept, so the others need no look.
    """
    theta, eta = np.empty(rows.size, np.float32), np.empty(rows.size, np.float32)
    after, j = np.empty(rows.size, np.uint8), 0
    for k in range(rows.size):  # gathered first, so that the choice is made for many at once
        i = rows[k]
        while i >= offsets[j + 1]:
            j += 1
        theta[k] = ability[i]
        pull = boy[j] + ability_pull * theta[k] + np.float32(female[i]) * girl[j]
        eta[k] = pull + np.float32(virtual[i]) * virtual_pull
    for k in range(rows.size):
        fail = _ONE / (_ONE + exp(fail_level + fail_slope * theta[k]))
        e = exp(-(eta[k] + net * fail))
        after[k] = _FIVE if luck[k] * (_ONE + e) < _ONE else _FOUR
    for k in range(rows.size):
        units[rows[k]] = after[k]


@njit(nogil=True, cache=True)
def list_rows(rows: Rows, units: Bytes, wanted: np.uint8) -> int:
    """Write into `rows` the students who are at the wanted units, in order; return how many."""
    found = 0
    for i in range(units.size):
        rows[found] = i  # without a branch; the next one found overwrites it
        found += units[i] == wanted
    return found
