"""Special functions, by SciPy's names; `minigrad.special`.

Most are computed by SciPy, which the extra ``scipy`` installs.
"""

from minigrad.ops.elementwise import expm1, log1p
from minigrad.ops.error_function import erf, erfc
from minigrad.ops.exponentials import log_softmax, logsumexp, softmax
from minigrad.ops.logarithms import cbrt, exp2

__all__ = [
    "cbrt",
    "erf",
    "erfc",
    "exp2",
    "expm1",
    "log1p",
    "log_softmax",
    "logsumexp",
    "softmax",
]
