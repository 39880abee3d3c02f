"""Functions of one number that loops call, compiled by numba: without branches, for vectors.

The C library's exp and tanh take one number at a time; these take as many as a register holds.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

_LOG2E = math.log2(math.e)
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # of fdlibm
_ROUND = 6755399441055744.0  # 1.5 * 2**52: added and taken away, it leaves the nearest integer
_C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10, _C11, _C12, _C13 = (
    1 / math.factorial(i) for i in range(3, 14)
)
_function = njit(error_model="numpy", inline="never")


@intrinsic
def _from_bits(_context: Any, _bits: Any) -> Any:
    def code(_: Any, builder: Any, __: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), code


@_function
def _two_to_the(n: Any) -> Any:
    return _from_bits((np.int64(n) + 1023) << 52)  # type: ignore[call-arg]


@_function
def _parts(x: Any) -> Any:
    """``n`` and ``e**r - 1`` where ``x = n log(2) + r`` with a small ``r``."""
    n = (x * _LOG2E + _ROUND) - _ROUND
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    p = ((((_C13 * r + _C12) * r + _C11) * r + _C10) * r + _C9) * r + _C8
    p = (((((p * r + _C7) * r + _C6) * r + _C5) * r + _C4) * r + _C3) * r + 0.5
    return n, p * (r * r) + r


@_function
def exp(x: Any) -> Any:
    """``np.exp``, to an ulp or two."""
    n, p = _parts(min(max(x, -746.0), 710.0))
    half = np.int64(n) >> 1  # two factors, since 2**n itself may be beyond the numbers
    y = (1.0 + p) * _two_to_the(half) * _two_to_the(np.int64(n) - half)
    return x if np.isnan(x) else y


@_function
def tanh(x: Any) -> Any:
    """``np.tanh``, to an ulp or two."""
    n, p = _parts(min(2.0 * abs(x), 50.0))
    scale = _two_to_the(n)
    e = scale * p + (scale - 1.0)
    y = math.copysign(e / (e + 2.0), x)
    return x if np.isnan(x) else y


@njit(fastmath={"reassoc"}, error_model="numpy")
def plus(total: Any, x: Any) -> Any:
    """One more term of a sum, whose order is free: several partial sums in a register."""
    return total + x


@_function
def maximum(x: Any, y: Any) -> Any:
    """``np.maximum``: NaN where one of the two is."""
    return x if x >= y or np.isnan(x) else y


@_function
def minimum(x: Any, y: Any) -> Any:
    """``np.minimum``: NaN where one of the two is."""
    return x if x <= y or np.isnan(x) else y


@_function
def sign(x: Any) -> Any:
    """``np.sign``."""
    return 1.0 if x > 0 else -1.0 if x < 0 else 0.0 if x == 0 else x
