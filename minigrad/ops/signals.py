"""Convolution and correlation of sequences, as NumPy has them."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.deferred import draw
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import conjugated
from minigrad.ops.families import expression, product
from minigrad.ops.shapes import as_array, reshape, shape_of
from minigrad.ops.windows import padded

_MODES = ("full", "same", "valid")


def _full(a: Any, v: Any) -> Any:
    if type(a) is np.ndarray and type(v) is np.ndarray:
        return np.convolve(a, v)
    n = v.shape[0]
    total = padded(a, [(0, n - 1)]) * v[0]  # slices stay lazy where arrays are
    for i in range(1, n):
        total = total + padded(a, [(i, n - 1 - i)]) * v[i]
    return total


def _valid(a: Any, v: Any) -> Any:
    if type(a) is np.ndarray and type(v) is np.ndarray:
        return np.convolve(a, v, "valid")
    n = v.shape[0]
    count = a.shape[0] - n + 1
    total = a[n - 1 :] * v[0]
    for i in range(1, n):
        total = total + a[n - 1 - i : n - 1 - i + count] * v[i]
    return total


_SHAPES = (((4,), (2,)), ((3,), (3,)), ((2,), (1,)))

convolve_full: Op = product(
    "convolve_full",
    lambda a, v: draw(_full, a, v),
    lambda g, y, a, v: convolve_valid(g, v[::-1]),
    lambda g, y, a, v: convolve_valid(g, a[::-1]),
    internal=True,
    symbol="∗",
    domain=Domain(shapes=_SHAPES),
    doc="""Convolution wherever two sequences meet, the longer one first.

    Examples
    --------
    >>> from minigrad.ops.signals import convolve_full
    >>> convolve_full(mg.tensor([1.0, 2.0, 3.0]), [1.0, 10.0])
    tensor([ 1., 12., 23., 30.])
    """,
)
convolve_valid: Op = product(
    "convolve_valid",
    lambda a, v: draw(_valid, a, v),
    lambda g, y, a, v: (
        convolve_full(g, v[::-1]) if g.shape >= v.shape else convolve_full(v[::-1], g)
    ),
    lambda g, y, a, v: convolve_valid(a, g[::-1])[::-1],
    internal=True,
    symbol="∗",
    domain=Domain(shapes=_SHAPES),
    doc="""Convolution where the second sequence lies within the first, which is as long or longer.

    Examples
    --------
    >>> from minigrad.ops.signals import convolve_valid
    >>> convolve_valid(mg.tensor([1.0, 2.0, 3.0]), [1.0, 10.0])
    tensor([12., 23.])
    """,
)


def _sequences(name: str, a: Any, v: Any, mode: str) -> tuple[Any, Any]:
    """Both with one axis; a number is a sequence of one."""
    if mode not in _MODES:
        raise ValueError(f"{name}: mode is one of {', '.join(_MODES)}, not {mode!r}")
    shapes = shape_of(a), shape_of(v)
    if max(map(len, shapes)) > 1 or 0 in (*shapes[0], *shapes[1]):
        raise ValueError(
            f"{name}: two sequences of one axis, with an element at least, not of shapes "
            f"{shapes[0]} and {shapes[1]}; minigrad.conv1d goes over more axes"
        )
    a, v = [x if shape else reshape(x, (1,)) for x, shape in zip((a, v), shapes, strict=True)]
    return as_array(a), as_array(v)


def _of_mode(a: Any, v: Any, mode: str, *, turned: bool) -> Any:
    """The convolution; where lengths are even, the middle depends on which sequence is longer."""
    turned = turned and a.shape[0] < v.shape[0]
    if a.shape[0] < v.shape[0]:
        a, v = v, a
    if mode == "valid":
        return convolve_valid(a, v)
    y = convolve_full(a, v)
    if mode == "full":
        return y
    short = v.shape[0]
    start = short // 2 if turned else (short - 1) // 2
    return y[start : start + a.shape[0]]


@expression(numpy=np.convolve)
def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    r"""Convolution of two sequences: :math:`y_k = \sum_i a_i v_{k-i}`.

    Parameters
    ----------
    a, v : array_like
        Sequences of ``n`` and ``m`` elements.
    mode : {"full", "same", "valid"}
        Where they meet (``n + m - 1`` elements), the middle of that (as many as the longer one
        has), or where one lies within the other.

    Examples
    --------
    >>> a = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> y = mg.convolve(a, [1.0, 10.0])
    >>> y
    tensor([ 1., 12., 23., 30.], op=convolve_full)
    >>> y.sum().backward()
    >>> a.grad
    tensor([11., 11., 11.])
    """
    a, v = _sequences("convolve", a, v, mode)
    return _of_mode(a, v, mode, turned=False)


@expression(numpy=np.correlate)
def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    r"""Correlation of two sequences: :math:`y_k = \sum_i a_{i+k} \overline{v_i}`.

    Parameters
    ----------
    a, v : array_like
        Sequences; of complex ones the second is conjugated.
    mode : {"valid", "same", "full"}
        As of `convolve`.

    Examples
    --------
    >>> mg.correlate(mg.tensor([1.0, 2.0, 3.0]), [1.0, 10.0])
    tensor([21., 32.])
    """
    a, v = _sequences("correlate", a, v, mode)
    return _of_mode(a, conjugated(v)[::-1], mode, turned=True)
