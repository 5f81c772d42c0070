"""M2. How ability moves away from its course without programmes."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Doubles, Floats, Ints, Rows, Single


@njit(nogil=True, cache=True)
def class_ability(
    total: Doubles, students: Ints, offsets: Ints, rows: Rows, ability: Floats, gain: Floats
) -> None:
    """Add the ability [SD] of those at five units (sorted `rows`) up by school, and count them."""
    j = 0
    for i in rows:
        while i >= offsets[j + 1]:
            j += 1
        total[j] += ability[i] + gain[i]
        students[j] += 1


@njit(nogil=True, cache=True)
def grow(gain: Floats, units: Bytes, offsets: Ints, term: Floats, persistence: Single) -> None:
    r"""Carry the gain of programmes into the next grade.

    $d_{g+1} = \rho\, d_g + \tau_j\, 1[\text{5u}]$: what a student's ability is above its course
    without programmes, when ability itself follows
    $\theta_{g+1} = \mu_{g+1} + \rho(\theta_g - \mu_g) + \tau_j + \sigma_e\varepsilon$.

    | symbol | name | unit |
    |---|---|---|
    | $d$ | `gain` | SD |
    | $\rho$ | `persistence` | correlation |
    | $\tau_j$ | `term`: hours, teacher, tutoring, classmates | SD per year |
    """
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        gain_j, units_j, term_j = gain[a:b], units[a:b], term[j]
        for i in range(b - a):
            at_five = np.float32(np.uint8(units_j[i] == np.uint8(5)))
            gain_j[i] = persistence * gain_j[i] + term_j * at_five
