"""The memory triad: how fast this machine reads and writes memory now."""

from collections.abc import Callable

import numpy as np
from numba import njit

from simulation.arrays import Floats, Single

_ELEMENTS = 20_000_000  # 80 MB an array: none fits in a cache
_BYTES = 3 * 4  # an element is read from two arrays and written to one, 4 bytes each
_GIGA = 1e9


@njit(nogil=True)
def _triad(a: Floats, b: Floats, c: Floats, factor: Single) -> None:
    """Write b + factor c into a."""
    for i in range(a.size):
        a[i] = b[i] + factor * c[i]


def triad() -> Callable[[], None]:
    """Return the triad, ready to run."""
    a, b, c = (np.ones(_ELEMENTS, np.float32) for _ in range(3))
    return lambda: _triad(a, b, c, np.float32(3))


def rate(seconds: float) -> float:
    """Return the gigabytes a second of a triad that took so long."""
    return _BYTES * _ELEMENTS / seconds / _GIGA
