"""Special functions, by SciPy's names; `minigrad.special`."""

from minigrad.ops.error_function import erf, erfc
from minigrad.ops.exponentials import log_softmax, logsumexp, softmax

__all__ = ["erf", "erfc", "log_softmax", "logsumexp", "softmax"]
