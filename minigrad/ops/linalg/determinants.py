"""Determinants, right for singular matrices too."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.complex_numbers import imag, is_complex
from minigrad.ops.families import other
from minigrad.ops.linalg.matrices import REGULAR, all_finite, refused_where
from minigrad.ops.linalg.solving import inv
from minigrad.ops.reductions import sum as sum_
from minigrad.ops.shapes import expand_dims, matrix_transpose


def _cofactors(a: Any) -> Any:
    finite = all_finite(a)
    u, s, vh = np.linalg.svd(np.where(finite, a, 0.0))
    rest = np.where(np.eye(s.shape[-1], dtype=bool), 1, s[..., None, :])
    sign = np.linalg.det(u) * np.linalg.det(vh)
    result = sign[..., None, None] * np.conj((u * np.prod(rest, axis=-1)[..., None, :]) @ vh)
    return np.where(finite, result, np.nan)


def _cofactors_rule(g: Any, y: Any, a: Any) -> Any:
    inverse = matrix_transpose(inv(regular(a)))
    return sum_(g * y, axis=(-2, -1), keepdims=True) * inverse - y @ matrix_transpose(g) @ inverse


def _regular(a: Any) -> Any:
    if 0 in a.shape:
        return a * 1.0
    finite = all_finite(a)
    s = np.linalg.svd(np.where(finite, a, 0.0), compute_uv=False)
    eps = float(np.finfo(s.dtype).eps)
    singular = finite & (s[..., -1:, None] <= eps * s.shape[-1] * s[..., :1, None])
    message = "det: the second derivative of a singular matrix is not known here; the first one is"
    return refused_where(singular, a * 1.0, message)


regular: Op = other(
    "regular",
    _regular,
    lambda g, y, a: g,
    internal=True,
    domain=REGULAR,
    symbol="·",
    doc="The input itself, or an error where a matrix is singular.",
)
cofactors: Op = other(
    "cofactors",
    _cofactors,
    _cofactors_rule,
    symbol="cof",
    internal=True,
    domain=REGULAR,
    doc=r"""Cofactors of square matrices: :math:`\det(A) A^{-T}`, and its limit where A is singular.

    They come from the singular values: each one's is the product of the others.
    """,
)
det: Op = other(
    "det",
    lambda a: np.linalg.det(a),
    lambda g, y, a: expand_dims(g, (-2, -1)) * cofactors(a),
    numpy=np.linalg.det,
    domain=REGULAR,
    doc=r"""Determinant of square matrices; :math:`\bar A = \bar y \operatorname{cof}(A)`.

    The gradient is right for singular matrices too, whose cofactors need not vanish; their second
    derivatives are refused. `slogdet` neither overflows nor vanishes.

    Examples
    --------
    >>> a = mg.tensor([[1.0, 0.0], [0.0, 0.0]], requires_grad=True)
    >>> mg.linalg.det(a).backward()
    >>> a.grad
    tensor([[0., 0.],
            [0., 1.]])
    """,
)


class SlogdetResult(NamedTuple):
    """Sign and logarithm of a determinant."""

    sign: Any
    logabsdet: Any


def _slogdet_rule(g: Any, y: Any, a: Any) -> Any:
    by_log = g.logabsdet
    if is_complex(a):  # of exp(it) only t changes, along with the imaginary part of the logarithm
        by_log = by_log + imag(g.sign * y.sign) * 1j
    return expand_dims(by_log, (-2, -1)) * matrix_transpose(inv(a))


slogdet: Op = other(
    "slogdet",
    lambda a: SlogdetResult(*np.linalg.slogdet(a)),
    _slogdet_rule,
    outputs=SlogdetResult,
    numpy=np.linalg.slogdet,
    domain=REGULAR,
    doc=r"""Sign and logarithm of the determinant: :math:`\det A = s\, e^l`.

    :math:`\bar A = \bar l A^{-T}`.
    The sign of a complex matrix is a number of absolute value 1. Of a singular one sign and
    logarithm are 0 and -inf, and there is no gradient: an error.

    Examples
    --------
    >>> mg.linalg.slogdet(mg.tensor([[-1.0, 0.0], [0.0, 1.0]]))
    SlogdetResult(sign=tensor(-1.), logabsdet=tensor(0.))
    """,
)
