"""M2. How ability moves away from its course without programmes."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Doubles, Floats, Ints, Rows, Single


@njit(nogil=True, cache=True)
def know(
    ability: Floats, offsets: Ints, background: Floats, talent: Floats, gain: Floats,
    centre: Floats, slope: Floats, spread: Single,
) -> None:  # fmt: skip
    r"""Write the ability of every student this year.

    $\theta = c_j + b_j z + \sigma_g r + d$: what background expects, talent, and the gain of
    programmes (MODEL section 4, Ability).

    | symbol | name | unit |
    |---|---|---|
    | $z$ | `background` | SD within the school |
    | $r$ | `talent` | SD given background |
    | $d$ | `gain` | SD |
    | $c_j, b_j, \sigma_g$ | `centre`, `slope`, `spread` | SD |
    """
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        ability_j, background_j, talent_j = ability[a:b], background[a:b], talent[a:b]
        gain_j, centre_j, slope_j = gain[a:b], centre[j], slope[j]
        for i in range(b - a):
            expected = centre_j + slope_j * background_j[i]
            ability_j[i] = expected + spread * talent_j[i] + gain_j[i]


@njit(nogil=True, cache=True)
def class_ability(
    total: Doubles, students: Ints, offsets: Ints, rows: Rows, ability: Floats
) -> None:
    """Add the ability [SD] of those at five units (sorted `rows`) up by school, and count them."""
    j, level, listed = 0, 0.0, 0
    for i in rows:
        while i >= offsets[j + 1]:
            total[j] += level
            students[j] += listed
            j, level, listed = j + 1, 0.0, 0
        level += ability[i]
        listed += 1
    total[j] += level
    students[j] += listed


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
