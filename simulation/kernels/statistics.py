"""M10. What the Ministry counts in July: students of each school by sex and track, and results."""

import numpy as np
from numba import njit

from simulation.arrays import ENROLLED, HALF_WORD, Bytes, Doubles, Ints, Rows

RESULTS = ("passed", "score", "virtual", "physics", "chemistry", "computer_science")
_THREE, _FOUR, _FIVE = np.uint8(3), np.uint8(4), np.uint8(5)
_NOBODY, _BOYS, _GIRLS = np.uint64(0), np.uint64(2**HALF_WORD - 1), np.uint64(HALF_WORD)


@njit(inline="always")
def _student(girl: np.uint8) -> np.uint64:
    """Return one student, counted with the boys in the lower half of a word or the girls above."""
    return np.uint64(1) << (_GIRLS * np.uint64(girl))


@njit(nogil=True, cache=True)
def count_tracks(
    counts: Ints, offsets: Ints, female: Bytes, last_grade: Bytes, units: Bytes, grade: int
) -> None:
    """Write into `counts`, shape (schools, 2, 6), students by sex and units; ENROLLED holds all."""
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        girl, last, track = female[a:b], last_grade[a:b], units[a:b]
        enrolled = three = four = five = _NOBODY
        for i in range(b - a):
            one = _student(girl[i])
            enrolled += one if last[i] >= np.uint8(grade) else _NOBODY
            three += one if track[i] == _THREE else _NOBODY
            four += one if track[i] == _FOUR else _NOBODY
            five += one if track[i] == _FIVE else _NOBODY
        for column, word in ((ENROLLED, enrolled), (3, three), (4, four), (5, five)):
            counts[j, 0, column], counts[j, 1, column] = word & _BOYS, word >> _GIRLS


@njit(nogil=True, cache=True)
def count_virtual(counts: Ints, offsets: Ints, rows: Rows, virtual: Bytes) -> None:
    """Add to `counts` those of the (sorted) rows who are in the virtual class, by school."""
    j, inside = 0, 0
    for i in rows:
        while i >= offsets[j + 1]:
            counts[j] += inside
            j, inside = j + 1, 0
        inside += virtual[i]
    counts[j] += inside


@njit(nogil=True, cache=True)
def count_results(
    results: Doubles, offsets: Ints, rows: Rows, female: Bytes, virtual: Bytes,
    score: Bytes, credit: Bytes,
) -> None:  # fmt: skip
    """Add those who sat five units (sorted `rows`) to the first three sums of RESULTS, by sex."""
    j = 0
    for i in rows:
        while i >= offsets[j + 1]:
            j += 1
        sums = results[j, female[i]]
        sums[0] += credit[i] == 5
        sums[1] += score[i]
        sums[2] += virtual[i]


@njit(nogil=True, cache=True)
def count_sciences(results: Doubles, offsets: Ints, female: Bytes, sciences: Bytes) -> None:
    """Write those who take each science into the last three sums of RESULTS, by sex."""
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        girl, taken = female[a:b], sciences[a:b]
        physics = chemistry = computer_science = _NOBODY
        for i in range(b - a):
            one = _student(girl[i])
            physics += one if taken[i] & np.uint8(1) else _NOBODY
            chemistry += one if taken[i] & np.uint8(2) else _NOBODY
            computer_science += one if taken[i] & np.uint8(4) else _NOBODY
        for column, word in ((3, physics), (4, chemistry), (5, computer_science)):
            results[j, 0, column], results[j, 1, column] = word & _BOYS, word >> _GIRLS
