r"""Fourier transforms along one axis.

A transform is a symmetric matrix, :math:`F_{jk} = e^{-2 \pi i jk / n}`, so its own transpose: the
gradient of ``fft`` is ``fft`` of the gradient that arrives. (Rules pair bilinearly, without
conjugates; see `minigrad.ops.complex_numbers`.) What was padded is cropped on the way back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import conj
from minigrad.ops.families import expression, other, shape

_OTHER_WAY = {None: "forward", "backward": "forward", "ortho": "ortho", "forward": "backward"}


def other_way(norm: str | None) -> str:
    """The norm of the transform back that multiplies by the same number."""
    if norm not in _OTHER_WAY:
        raise ValueError(f'norm is "backward", "ortho" or "forward", not {norm!r}')
    return _OTHER_WAY[norm]


def _transform(function: Callable[..., Any], inverse: bool = False) -> Callable[..., Any]:
    def forward(a: Any, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any:
        if norm is None:
            return function(a, n, axis)
        try:
            return function(a, n, axis, norm)
        except TypeError:
            if isinstance(a, np.ndarray):
                raise
        y = function(a, n, axis)  # Dask's transforms take no norm
        length = y.shape[axis] if function is np.fft.irfft else n or a.shape[axis]
        power = {"forward": 0.0, "ortho": 0.5, "backward": 1.0}[other_way(norm)]
        return y * float(length) ** (power if inverse else -power)

    return forward


def _resized(x: Any, length: int = 0, axis: int = -1) -> Any:
    lengths = list(x.shape)
    before = (slice(None),) * (axis % len(lengths))
    if length <= lengths[axis]:
        return x[(*before, slice(length))]
    lengths[axis] = length - lengths[axis]
    return np.concatenate([x, np.zeros_like(x, shape=tuple(lengths))], axis=axis)


resized: Op = shape(
    "resized",
    _resized,
    transpose=lambda g, x, length, axis: resized(g, length=x.shape[axis], axis=axis),
    domain=Domain(
        shapes=(((3,),), ((2, 3),)),
        options=lambda s: [{"length": n, "axis": axis} for n, axis in ((2, -1), (4, 0))],
    ),
    view=False,
    symbol="·[:length]",
    internal=True,
    doc="""Cropped, or padded with zeros behind, to a length along one axis.""",
)


def _ends_apart(x: Any, factor: float = 1.0, n: int = 0, axis: int = -1) -> Any:
    weights = np.full(x.shape[axis], factor, np.finfo(x.dtype).dtype)
    weights[0] = 1
    if n % 2 == 0:
        weights[-1] = 1
    weights = weights.reshape([-1] + [1] * (len(x.shape) - 1 - axis % len(x.shape)))
    return x * (weights if isinstance(x, (np.ndarray, Deferred)) else np.asarray(weights, like=x))


# A real signal has each frequency twice, but for 0 and, where n is even, the highest.
ends_apart: Op = other(
    "ends_apart",
    _ends_apart,
    transpose=lambda g, x, factor, n, axis: ends_apart(g, factor=factor, n=n, axis=axis),
    domain=Domain(
        shapes=(((3, 2),),),
        options=({"factor": 2.0, "n": 4, "axis": 0}, {"factor": 0.5, "n": 3}),
    ),
    internal=True,
    doc="""Half a spectrum with all its values multiplied, but for those that are there once.""",
)


def _fft_back(g: Any, x: Any, n: int | None, axis: int, norm: str | None) -> Any:
    return _to_length_of(x, fft(g, axis=axis, norm=norm), axis)


def _ifft_back(g: Any, x: Any, n: int | None, axis: int, norm: str | None) -> Any:
    return _to_length_of(x, ifft(g, axis=axis, norm=norm), axis)


def _to_length_of(x: Any, gradient: Any, axis: int) -> Any:
    length = x.shape[axis]
    if gradient.shape[axis] == length:
        return gradient
    return resized(gradient, length=length, axis=axis)


def _rfft_rule(g: Any, y: Any, x: Any, *, n: int | None, axis: int, norm: str | None) -> Any:
    n = n or x.shape[axis]
    half = conj(ends_apart(g, factor=0.5, n=n, axis=axis))
    return _to_length_of(x, irfft(half, n=n, axis=axis, norm=other_way(norm)), axis)


def _irfft_rule(g: Any, y: Any, x: Any, *, n: int | None, axis: int, norm: str | None) -> Any:
    spectrum = conj(rfft(g, axis=axis, norm=other_way(norm)))
    return _to_length_of(x, ends_apart(spectrum, factor=2.0, n=y.shape[axis], axis=axis), axis)


_ONE_AXIS = Domain(
    shapes=(((3,),), ((2, 2),)),
    options=lambda s: (
        [{"n": 4, "norm": "ortho"}, {"n": 2, "norm": "forward"}] if len(s) == 1 else [{"axis": 0}]
    ),
)
_OF_REAL = _ONE_AXIS._replace(analytic=False)
_NORMS = """``n`` is the length along ``axis`` of what is transformed: ``a`` is cropped, or padded
    with zeros. ``norm`` says which way is divided by ``n``: "backward" (the default), "forward", or
    both by its root, "ortho"."""

fft: Op = other(
    "fft",
    _transform(np.fft.fft),
    transpose=_fft_back,
    numpy=np.fft.fft,
    domain=_ONE_AXIS,
    doc=rf"""Discrete Fourier transform along an axis: :math:`\sum_j a_j e^{{-2 \pi i jk / n}}`.

    {_NORMS}

    Examples
    --------
    >>> mg.fft.fft(mg.tensor([1.0, 0.0, 0.0, 0.0])).numpy().real
    array([1., 1., 1., 1.])
    >>> x = mg.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    >>> (abs(np.fft.fft(x)) ** 2).sum().backward()  # by Parseval, 4 times the sum of squares
    >>> np.round(x.grad.numpy(), 12)
    array([ 8., 16., 24., 32.])
    """,
)
ifft: Op = other(
    "ifft",
    _transform(np.fft.ifft, inverse=True),
    transpose=_ifft_back,
    numpy=np.fft.ifft,
    domain=_ONE_AXIS,
    doc=rf"""Inverse transform: :math:`\frac{{1}}{{n}} \sum_k a_k e^{{2 \pi i jk / n}}`.

    {_NORMS}

    Examples
    --------
    >>> mg.fft.ifft(mg.fft.fft(mg.tensor([1.0, 2.0, 4.0]))).numpy().real
    array([1., 2., 4.])
    """,
)
rfft: Op = other(
    "rfft",
    _transform(np.fft.rfft),
    _rfft_rule,
    linear=True,
    numpy=np.fft.rfft,
    domain=_OF_REAL,
    doc=rf"""Transform of real numbers: the first half of `fft`, of length ``n // 2 + 1``.

    {_NORMS}

    Examples
    --------
    >>> mg.fft.rfft(mg.tensor([1.0, 0.0, 0.0, 0.0])).shape
    (3,)
    """,
)
irfft: Op = other(
    "irfft",
    _transform(np.fft.irfft, inverse=True),
    _irfft_rule,
    linear=True,
    numpy=np.fft.irfft,
    domain=_ONE_AXIS._replace(
        analytic=False,
        complex=True,
        options=lambda s: (
            [{"n": 5, "norm": "ortho"}, {"n": 2, "norm": "forward"}] if len(s) == 1 else [{}]
        ),
    ),
    doc=rf"""The real numbers that `rfft` transforms to ``a``; by default an even number of them.

    {_NORMS}

    Examples
    --------
    >>> mg.fft.irfft(mg.fft.rfft(mg.tensor([1.0, 2.0, 4.0])), n=3).numpy().round(12)
    array([1., 2., 4.])
    """,
)


@expression(numpy=np.fft.hfft)
def hfft(a: Any, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any:
    """Transform of half a signal that is its own conjugate backwards: a real spectrum.

    Examples
    --------
    >>> mg.fft.hfft(mg.tensor([1.0, 1j, 0.0])).tolist()
    [1.0, 3.0, 1.0, -1.0]
    """
    return irfft(conj(a), n, axis, other_way(norm))


@expression(numpy=np.fft.ihfft)
def ihfft(a: Any, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any:
    """Half the signal whose spectrum is real: the inverse of `hfft`.

    Examples
    --------
    >>> mg.fft.ihfft(mg.tensor([1.0, 3.0, 1.0, -1.0])).numpy()
    array([1.-0.j, 0.+1.j, 0.-0.j])
    """
    return conj(rfft(a, n, axis, other_way(norm)))
