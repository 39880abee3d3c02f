"""Polynomials, as their coefficients from the highest power down."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.ops.complex_numbers import conjugated
from minigrad.ops.elementwise import sqrt
from minigrad.ops.families import expression
from minigrad.ops.joining import concatenate, stack
from minigrad.ops.matrices import vander
from minigrad.ops.shapes import as_array, astype, reshape


def _coefficients(p: Any) -> Any:
    return reshape(as_array(p), -1)


def _leading(p: Any, length: int) -> Any:
    """The same polynomial with zeros in front, so that it has a number of coefficients."""
    missing = length - p.shape[0]
    return concatenate([np.zeros(missing, p.dtype), p]) if missing else p


@expression(numpy=np.polyval)
def polyval(p: Any, x: Any) -> Any:
    """Value of a polynomial at numbers, by Horner's rule.

    Examples
    --------
    >>> mg.polyval(mg.tensor([1.0, 0.0, -1.0]), 3.0)  # x² - 1
    tensor(8.)
    """
    p = _coefficients(p)
    y = (as_array(x)) * 0
    for k in range(p.shape[0]):
        y = y * x + p[k]
    return y


@expression(numpy=np.polyadd)
def polyadd(a1: Any, a2: Any) -> Any:
    """Sum of two polynomials.

    Examples
    --------
    >>> mg.polyadd(mg.tensor([1.0, 2.0]), [3.0])
    tensor([1., 5.])
    """
    a, b = _coefficients(a1), _coefficients(a2)
    n = max(a.shape[0], b.shape[0])
    return _leading(a, n) + _leading(b, n)


@expression(numpy=np.polysub)
def polysub(a1: Any, a2: Any) -> Any:
    """Difference of two polynomials.

    Examples
    --------
    >>> mg.polysub(mg.tensor([1.0, 2.0]), [3.0])
    tensor([ 1., -1.])
    """
    a, b = _coefficients(a1), _coefficients(a2)
    n = max(a.shape[0], b.shape[0])
    return _leading(a, n) - _leading(b, n)


@expression(numpy=np.polymul)
def polymul(a1: Any, a2: Any) -> Any:
    """Product of two polynomials.

    Examples
    --------
    >>> mg.polymul(mg.tensor([1.0, 1.0]), [1.0, -1.0])
    tensor([ 1.,  0., -1.])
    """
    a, b = _coefficients(a1), _coefficients(a2)
    n, m = a.shape[0], b.shape[0]
    # Each product of coefficients, moved along by its row, so that columns are powers.
    rows = reshape(a, (-1, 1)) * reshape(b, (1, -1))
    padded = concatenate([rows, rows[:, :1] * 0 * np.ones((1, n))], 1)
    return reshape(reshape(padded, -1)[: n * (n + m - 1)], (n, n + m - 1)).sum(axis=0)


@expression(numpy=np.polyder)
def polyder(p: Any, m: int = 1) -> Any:
    """Derivative of a polynomial, ``m`` times.

    Examples
    --------
    >>> mg.polyder(mg.tensor([1.0, 2.0, 3.0]))
    tensor([2., 2.])
    """
    p = _coefficients(p)
    if m < 0:
        raise ValueError(f"polyder: m is the number of times, not {m}; polyint integrates")
    for _ in range(m):
        p = p[:-1] * np.arange(p.shape[0] - 1, 0, -1)
    return p


@expression(numpy=np.polyint)
def polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    """Integral of a polynomial, ``m`` times, with constants ``k``, by default 0.

    Examples
    --------
    >>> mg.polyint(mg.tensor([2.0, 2.0]))
    tensor([1., 2., 0.])
    """
    p = _coefficients(p)
    if m < 0:
        raise ValueError(f"polyint: m is the number of times, not {m}; polyder differentiates")
    constants = np.zeros(m) if k is None else _coefficients(k)
    if constants.shape[0] == 1 < m:
        constants = concatenate([constants] * m)
    if constants.shape[0] < m:
        raise ValueError(f"polyint: {m} constants are needed, and k has {constants.shape[0]}")
    for i in range(m):
        p = concatenate([p / np.arange(p.shape[0], 0, -1), reshape(constants[i], 1)])
    return p


@expression(numpy=np.poly)
def poly(seq_of_zeros: Any) -> Any:
    """Polynomial with given zeros, or the characteristic polynomial of a square matrix.

    Examples
    --------
    >>> mg.poly(mg.tensor([1.0, -1.0]))
    tensor([ 1.,  0., -1.])
    """
    zeros = as_array(seq_of_zeros)
    if len(zeros.shape) == 2:
        return _characteristic(zeros)
    zeros = reshape(zeros, -1)
    if zeros.dtype.kind not in "fc":
        zeros = astype(zeros, np.float64)
    result: Any = zeros[:0].sum() + np.ones(1)
    for k in range(zeros.shape[0]):
        longer = concatenate([result, np.zeros(1)])
        result = longer - concatenate([np.zeros(1), result * zeros[k]])
    return result


def _characteristic(a: Any) -> Any:
    """By Faddeev and LeVerrier: products and traces, no eigenvalues."""
    n = a.shape[0]
    if a.shape != (n, n):
        raise ValueError(f"poly: a matrix must be square, not of shape {a.shape}")
    one = np.eye(n)
    coefficients = [a[:1, :1].sum() * 0 + 1.0]
    m: Any = one * 0
    for k in range(1, n + 1):
        m = a @ m + coefficients[-1] * one
        coefficients.append(-(a @ m * one).sum() / k)
    return stack(coefficients)


@expression(numpy=np.polydiv)
def polydiv(u: Any, v: Any) -> tuple[Any, Any]:
    """Quotient and remainder of two polynomials.

    Examples
    --------
    >>> mg.polydiv(mg.tensor([1.0, 0.0, -1.0]), [1.0, 1.0])
    (tensor([ 1., -1.]), tensor([0.]))
    """
    a, b = _coefficients(u) + 0.0, _coefficients(v) + 0.0
    n, m = a.shape[0], b.shape[0]
    if n < m:
        return a[:1] * 0, a
    quotient = []
    rest = a
    for k in range(n - m + 1):
        factor = rest[k] / b[0]
        quotient.append(factor)
        parts = [rest[:k], rest[k : k + m] - factor * b, rest[k + m :]]
        rest = concatenate(parts)
    return stack(quotient), _without_zeros(rest[n - m + 1 :], rest[-1:])


def _without_zeros(p: Any, last: Any) -> Any:
    """The polynomial from its first coefficient on that is not 0, as NumPy has remainders."""
    if p.shape[0] == 0:
        return last * 0
    values = np.asarray(p.numpy() if hasattr(p, "numpy") else p)
    tiny = np.nonzero(~np.isclose(values, 0, rtol=1e-14))[0]
    return p[int(tiny[0]) if tiny.size else p.shape[0] - 1 :]


@expression(numpy=np.roots)
def roots(p: Any) -> Any:
    """Zeros of a polynomial: the eigenvalues of its companion matrix.

    Examples
    --------
    >>> mg.roots(mg.tensor([1.0, -3.0, 2.0]))
    tensor([2., 1.])
    """
    p = _coefficients(p)
    places = np.flatnonzero(np.asarray(p.numpy() if hasattr(p, "numpy") else p))
    if not places.size:
        return p[:0]
    first, last = int(places[0]), int(places[-1])
    zeros = p[last + 1 :] * 0  # one for each power of x in all terms
    p = p[first : last + 1]
    n = p.shape[0] - 1
    if n == 0:
        return zeros
    top = reshape(-p[1:] / p[0], (1, n))
    from minigrad.ops.linalg.spectral import eigenvalues  # noqa: PLC0415 - few need it

    found = eigenvalues(concatenate([top, np.eye(n - 1, n)]) if n > 1 else top)
    return concatenate([found, zeros]) if zeros.shape[0] else found


@expression(numpy=np.polyfit)
def polyfit(x: Any, y: Any, deg: int, rcond: float | None = None, *, w: Any = None) -> Any:
    """Polynomial of a degree that fits points best, by least squares.

    ``w`` are weights of the differences; ``y`` may have a column for each of several polynomials.

    Examples
    --------
    >>> mg.round(mg.polyfit(mg.tensor([0.0, 1.0, 2.0]), mg.tensor([1.0, 3.0, 5.0]), 1), 12)
    tensor([2., 1.])
    """
    x, y = (as_array(v) + 0.0 for v in (x, y))
    powers = vander(x, deg + 1)
    if w is not None:
        w = reshape(as_array(w), (-1, 1))
        powers = powers * w
        y = y * (w if len(y.shape) > 1 else reshape(w, -1))
    scale = sqrt((powers * conjugated(powers)).sum(axis=0))
    rcond = x.shape[0] * float(np.finfo(x.dtype).eps) if rcond is None else rcond
    from minigrad.ops.linalg.pseudo_inverses import lstsq  # noqa: PLC0415 - few need it

    solution = lstsq(powers / scale, y, rcond)[0]
    return solution / (scale if len(y.shape) == 1 else reshape(scale, (-1, 1)))
