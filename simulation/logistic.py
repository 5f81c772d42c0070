"""The exponential that every choice uses: 32-bit, the same on every machine.

A call to the system's `exp` stops the compiler from deciding for many students at once, and
differs in the last bit from system to system. This one is a polynomial: strict IEEE operations
in a written order, so that plain Python on `numpy.float32` gives the same bits as a kernel.
"""

from typing import Any

import numpy as np
from numba import njit

_F = np.float32
_ONE, _HALF = _F(1), _F(0.5)
CERTAIN = 80.0  # a logit whose probability is 1 in 32 bits; that of minus it is 0
_LOWEST, _HIGHEST = _F(-CERTAIN), _F(CERTAIN)
_LOG2_E = _F(1.4426950408889634)
_LN2_HIGH, _LN2_LOW = _F(0.693359375), _F(-2.12194440e-4)  # ln 2 in two parts (Cody & Waite 1980)
_C0, _C1, _C2 = _F(1.9875691500e-4), _F(1.3981999507e-3), _F(8.3334519073e-3)
_C3, _C4, _C5 = _F(4.1665795894e-2), _F(1.6666665459e-1), _F(5.0000001201e-1)
_BIAS, _MANTISSA = np.int32(127), np.int32(23)  # of a 32-bit float


@njit(inline="always")
def exp(x: Any) -> Any:
    r"""Return $e^x$ for a 32-bit `x`, to two units in the last place.

    $x = k \ln 2 + r$, $e^x = 2^k e^r$, with the polynomial for $e^r$ on $|r| \le \ln 2 / 2$ of
    the Cephes library (S. L. Moshier, expf.c). Outside -80 to 80 the ends are returned.

    >>> round(float(exp(np.float32(1))), 5)
    2.71828
    """
    x = min(max(x, _LOWEST), _HIGHEST)
    k = np.floor(x * _LOG2_E + _HALF)
    r = x - k * _LN2_HIGH - k * _LN2_LOW
    p = _C0
    p = p * r + _C1
    p = p * r + _C2
    p = p * r + _C3
    p = p * r + _C4
    p = p * r + _C5
    e = p * r * r + r + _ONE
    power = np.int32((np.int32(k) + _BIAS) << _MANTISSA)
    return e * power.view(np.float32)
