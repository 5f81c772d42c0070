"""Luck: a number that only (seed, decision, year, term, entity) decide.

Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405) turns a counter into four random
words without any state. The same person therefore meets the same luck whatever the scenario, the
order of agents, the number of threads or the process: two scenarios under one seed differ by the
policy only.
"""

from collections.abc import Sequence
from enum import IntEnum, unique
from typing import Any

import numpy as np
from numba import njit

from simulation.arrays import Doubles, Floats, Rows

_U = np.uint64
_LOW32, _SHIFT32 = _U(0xFFFFFFFF), _U(32)
_MULTIPLY_A, _MULTIPLY_B = _U(0xD2511F53), _U(0xCD9E8D57)
_WEYL_A, _WEYL_B = _U(0x9E3779B9), _U(0xBB67AE85)
_ROUNDS = 10
_LANE, _ONE, _TO_BLOCK = _U(3), _U(1), _U(2)
_DROP = _U(9)  # 23 bits and a half step fit the mantissa of a 32-bit float below 1
_STEP, _HALF_STEP = np.float32(2.0**-23), np.float32(2.0**-24)
_TWO, _SQRT3 = np.float32(2), np.float32(3**0.5)


@unique
class Decision(IntEnum):
    """One name for each decision that needs luck; a number is never reused."""

    LEAVE_SCHOOL = 1
    CHOOSE_TRACK = 2
    TAKE_VIRTUAL_SEAT = 3
    CHOOSE_PHYSICS = 4
    CHOOSE_CHEMISTRY = 5
    CHOOSE_COMPUTER_SCIENCE = 6
    PERSIST = 7
    FIRST_PAPER = 8
    SECOND_PAPER = 9
    DELAY_FIRST_PAPER = 10
    KEEP_SCIENCES = 11
    STOP_TEACHING = 12
    TEACHER_AGE = 13
    TEACHER_QUALITY = 14
    TAKE_POST = 15
    TEACH_ELSEWHERE = 16
    CHOOSE_POST = 17
    CERTIFY_ONES_OWN = 18
    CERTIFY = 19
    ROUND_GRADUATES = 20
    ROUND_RETRAINED = 21
    ROUND_CERTIFIED = 22
    ROUND_STAFF = 23
    OPEN_TRACK = 24
    CLOSE_TRACK = 25
    GRANT_DEROGATION = 26
    VARY_SCHOOL = 27
    JOIN_RESERVES = 28
    JOIN_MATH_FIRST = 29
    JOIN_GIVE_FIVE = 30
    JOIN_ACCELERATION = 31
    TAKE_SEAT = 32
    JOIN_INITIATIVE = 33
    STEP_UP = 34
    NEW_MINISTER = 35
    ALIGN_MINISTER = 36


@njit(inline="always")
def philox(key: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """Return the four 32-bit words of the counter (a, b, c, d) under a 64-bit key."""
    key_a, key_b = key & _LOW32, key >> _SHIFT32
    for _ in range(_ROUNDS):
        left, right = _MULTIPLY_A * a, _MULTIPLY_B * c
        a, b, c, d = (
            (right >> _SHIFT32) ^ b ^ key_a,
            right & _LOW32,
            (left >> _SHIFT32) ^ d ^ key_b,
            left & _LOW32,
        )
        key_a, key_b = (key_a + _WEYL_A) & _LOW32, (key_b + _WEYL_B) & _LOW32
    return a, b, c, d


@njit(inline="always")
def unit(word: Any) -> Any:
    """Return a 32-bit word as a 32-bit float strictly between 0 and 1."""
    return np.float32(np.int32(word >> _DROP)) * _STEP + _HALF_STEP


def key_of(seed: int) -> np.uint64:
    """Return the 64-bit key of a run's seed: hashed, so that neighbouring seeds share nothing.

    The finaliser of SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195).
    """
    word = (seed + 0x9E3779B97F4A7C15) % 2**64
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % 2**64
    return np.uint64(word ^ (word >> 31))


@njit(nogil=True, cache=True, inline="always")
def uniform(key: Any, decision: int, year: int, term: int, entity: int) -> Any:
    """Return a number in (0, 1) for one entity: its lane of a block it shares with three."""
    a, b, c, d = philox(key, _U(entity) >> _TO_BLOCK, _U(term), _U(year), _U(decision))
    lane = _U(entity) & _LANE
    even, odd = (a if lane == 0 else c), (b if lane == 1 else d)
    return unit(odd if lane & _ONE else even)


@njit(nogil=True, cache=True)
def fill_uniform(luck: Floats, key: Any, decision: int, year: int, term: int, first: int) -> None:
    """Write into `luck` the uniform numbers of the entities from `first`, a multiple of 4."""
    block = _U(first) >> _TO_BLOCK
    whole = luck.size // 4
    for i in range(whole):
        a, b, c, d = philox(key, block + _U(i), _U(term), _U(year), _U(decision))
        luck[4 * i], luck[4 * i + 1], luck[4 * i + 2], luck[4 * i + 3] = (
            unit(a),
            unit(b),
            unit(c),
            unit(d),
        )
    for i in range(4 * whole, luck.size):
        luck[i] = uniform(key, decision, year, term, first + i)


@njit(nogil=True, cache=True)
def fill_uniform_of(
    luck: Floats, key: Any, decision: int, year: int, term: int, first: int, rows: Rows
) -> None:
    """Write into `luck` the uniform numbers of the entities `first` + `rows`."""
    for i in range(luck.size):
        luck[i] = uniform(key, decision, year, term, first + rows[i])


@njit(nogil=True, cache=True)
def fill_normal_of(
    luck: Floats, key: Any, decision: int, year: int, term: int, first: int, rows: Rows
) -> None:
    """Write into `luck` numbers of mean 0 and variance 1: a block for each entity, summed.

    The sum of four uniform numbers (Irwin-Hall): near-normal, bounded at 3.46, exact arithmetic.
    """
    for i in range(luck.size):
        a, b, c, d = philox(key, _U(first + rows[i]), _U(term), _U(year), _U(decision))
        luck[i] = (unit(a) + unit(b) + unit(c) + unit(d) - _TWO) * _SQRT3


class Luck:
    """A run's luck: numbers for a whole cohort at a time, in columns that are used again."""

    def __init__(self, seed: int) -> None:
        self.key = key_of(seed)
        self._columns = np.empty((0, 0), np.float32)

    def uniform(self, decision: Decision, year: int, first: int, n: int) -> Floats:
        """Return numbers in (0, 1) for `n` people from `first`; the next call overwrites them."""
        return self.uniforms((decision,), year, first, n)[0]

    def uniform_term(self, decision: Decision, year: int, term: int, n: int) -> Doubles:
        """Return numbers in (0, 1) for `n` partners in a term; 0 is a decision of the year."""
        luck = np.empty(n, np.float32)
        fill_uniform(luck, self.key, int(decision), year, term, 0)
        return luck.astype(np.float64)

    def uniforms(
        self, decisions: Sequence[Decision], year: int, first: int, n: int
    ) -> tuple[Floats, ...]:
        """Return such numbers for several decisions at once."""
        if len(self._columns) < len(decisions) or self._columns.shape[1] < n:
            self._columns = np.empty((len(decisions), n), np.float32)
        columns = tuple(column[:n] for column in self._columns[: len(decisions)])
        for decision, column in zip(decisions, columns, strict=True):
            fill_uniform(column, self.key, int(decision), year, 0, first)
        return columns

    def uniform_of(self, decision: Decision, year: int, first: int, rows: Rows) -> Floats:
        """Return numbers in (0, 1) for the people `first` + `rows`."""
        luck = np.empty(rows.size, np.float32)
        fill_uniform_of(luck, self.key, int(decision), year, 0, first, rows)
        return luck

    def normal_of(self, decision: Decision, year: int, first: int, rows: Rows) -> Floats:
        """Return numbers of mean 0 and variance 1 for the people `first` + `rows`."""
        luck = np.empty(rows.size, np.float32)
        fill_normal_of(luck, self.key, int(decision), year, 0, first, rows)
        return luck
