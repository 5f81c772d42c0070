"""M10. What the Ministry counts in July: students of each school by sex and track, and results."""

import numpy as np
from numba import njit

from simulation.arrays import ENROLLED, Bytes, Doubles, Ints, Rows

RESULTS = ("passed", "score", "virtual", "physics", "chemistry", "computer_science")


@njit(nogil=True, cache=True)
def count_tracks(
    counts: Ints, offsets: Ints, female: Bytes, last_grade: Bytes, units: Bytes, grade: int
) -> None:
    """Write into `counts`, shape (schools, 2, 6), students by sex and units; ENROLLED holds all."""
    for j in range(offsets.size - 1):
        a, b = offsets[j], offsets[j + 1]
        girl, last, track = female[a:b], last_grade[a:b], units[a:b]
        everybody, girls = np.int64(0), np.int64(0)
        for i in range(b - a):
            here = np.uint8(last[i] >= grade)
            everybody += here
            girls += here & girl[i]
        counts[j, 0, ENROLLED], counts[j, 1, ENROLLED] = everybody - girls, girls
        for k in (3, 4, 5):
            everybody, girls, wanted = np.int64(0), np.int64(0), np.uint8(k)
            for i in range(b - a):
                here = np.uint8(track[i] == wanted)
                everybody += here
                girls += here & girl[i]
            counts[j, 0, k], counts[j, 1, k] = everybody - girls, girls


@njit(nogil=True, cache=True)
def count_virtual(counts: Ints, offsets: Ints, rows: Rows, virtual: Bytes) -> None:
    """Add to `counts` those of the (sorted) rows who are in the virtual class, by school."""
    j = 0
    for i in rows:
        while i >= offsets[j + 1]:
            j += 1
        counts[j] += virtual[i]


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
        for bit in range(3):
            everybody, girls = np.int64(0), np.int64(0)
            for i in range(b - a):
                here = (taken[i] >> np.uint8(bit)) & np.uint8(1)
                everybody += here
                girls += here & girl[i]
            results[j, 0, 3 + bit], results[j, 1, 3 + bit] = everybody - girls, girls
