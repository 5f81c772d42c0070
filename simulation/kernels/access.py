"""M5. Who of those who want five units gets a seat at school."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Doubles, Floats, Ints, Rows

_FOUR, _FIVE = np.uint8(4), np.uint8(5)


@njit(nogil=True, cache=True)
def count_wishes(demand: Doubles, wish: Bytes, offsets: Ints) -> None:
    """Write into `demand` how many students of each school want five units."""
    for j in range(demand.size):
        wanted = 0
        for w in wish[offsets[j] : offsets[j + 1]]:
            wanted += w == _FIVE
        demand[j] = wanted


@njit(nogil=True, cache=True)
def give_seats(
    units: Bytes, wish: Bytes, offsets: Ints, ability: Floats,
    demand: Doubles, seats: Doubles,
) -> None:  # fmt: skip
    r"""Write into `units` what each student gets at school; who finds no seat gets four units.

    Where more want five units than there are `seats` [students], the ablest get them, of two
    equals the one who comes first: $A_i = 1[\text{rank}_i < S_j]$ (MODEL section 4, access).
    """
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        top = _FIVE if seats[j] > 0 else _FOUR
        units_j, wish_j = units[a:b], wish[a:b]
        for i in range(b - a):
            units_j[i] = min(wish_j[i], top)
        if 0 < seats[j] < demand[j]:
            _ration(units_j, wish_j, ability[a:b], seats[j])


@njit(nogil=True, cache=True)
def _ration(units: Bytes, wish: Bytes, ability: Floats, seats: float) -> None:
    """Leave five units to the ablest in one school."""
    for i in range(wish.size):
        if wish[i] == _FIVE and _abler(i, wish, ability) >= seats:
            units[i] = _FOUR


@njit(nogil=True, cache=True)
def _abler(i: int, wish: Bytes, ability: Floats) -> int:
    """Return how many of those who want five units come before student `i`."""
    theta, before = ability[i], 0
    for k in range(wish.size):
        other = ability[k]
        before += wish[k] == _FIVE and (other > theta or (other == theta and k < i))
    return before


@njit(nogil=True, cache=True)
def list_left_out(rows: Rows, wish: Bytes, units: Bytes) -> int:
    """Write into `rows` those who want more units than they got, in order; return how many."""
    found = 0
    for i in range(units.size):
        rows[found] = i  # without a branch; the next one found overwrites it
        found += wish[i] > units[i]
    return found
