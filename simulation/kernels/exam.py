"""M7. The five-unit examination: two papers, one mark, and what a fail leaves.

Only those at five units sit it, so these kernels get their `rows`; the shock of a paper is a normal
number of each row.
"""

import numpy as np
from numba import njit

from simulation.arrays import FULL_MARK, Bytes, Floats, Rows, Single

_NONE, _FULL = np.float32(0), np.float32(FULL_MARK)
_HALF, _ONE = np.float32(0.5), np.float32(1)


@njit(inline="always")
def mark(theta: Single, location: Single, slope: Single, spread: Single, shock: Single) -> np.uint8:
    r"""Return a paper's mark: $\min(100, \max(0, a + b\theta + \sigma z))$, to whole points.

    >>> f = np.float32
    >>> int(mark(f(1), f(66), f(13), f(14), f(-1)))
    65
    """
    points = location + slope * theta + spread * shock
    return np.uint8(min(max(points, _NONE), _FULL) + _HALF)


@njit(nogil=True, cache=True)
def sit_paper(
    paper: Bytes, rows: Rows, ability: Floats,
    location: Single, slope: Single, spread: Single, shock: Floats,
) -> None:  # fmt: skip
    """Write the mark of those who sit a paper; `shock` [SD] has one number a row."""
    for k in range(rows.size):
        i = rows[k]
        paper[i] = mark(ability[i], location, slope, spread, shock[k])


@njit(nogil=True, cache=True)
def conclude(
    score: Bytes, credit: Bytes, rows: Rows, first: Bytes, second: Bytes,
    weight: Single, pass_mark: Single, fallback: int,
) -> None:  # fmt: skip
    r"""Write the final mark and the units credited to those who sat both papers.

    $m = w m_1 + (1 - w) m_2$; $m \ge$ `pass_mark` credits five units, less credits `fallback`:
    three, and four under the safety net (MODEL section 4, Exam).
    """
    for k in range(rows.size):
        i = rows[k]
        mean = weight * np.float32(first[i]) + (_ONE - weight) * np.float32(second[i])
        score[i] = np.uint8(mean + _HALF)
        credit[i] = np.uint8(5) if mean >= pass_mark else np.uint8(fallback)
