"""Hypothesis strategies: Tensors, nests of them, and whole programs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import minigrad as mg
from minigrad.testing.domains import (
    as_domain,
    away_from,
    extreme,
    near,
    positive,
    real,
    with_nan_and_infinity,
)
from minigrad.testing.layout import LAYOUTS, Layout, without_writing
from minigrad.testing.profiles import register_profiles
from minigrad.testing.random_programs import graphs

__all__ = [
    "array_shapes",
    "away_from",
    "broadcastable",
    "dtypes",
    "extreme",
    "graphs",
    "layouts",
    "near",
    "nests",
    "positive",
    "real",
    "register_profiles",
    "tensors",
    "with_nan_and_infinity",
]

Strategy = st.SearchStrategy
_DTYPES = {
    "f": (np.float64, np.float32, np.float16),
    "i": (np.int64, np.int32, np.int8),
    "u": (np.uint64, np.uint8),
    "b": (np.bool_,),
    "c": (np.complex128, np.complex64),
}


def dtypes(kinds: str = "f") -> Strategy[np.dtype[Any]]:
    """Dtypes of some kinds, in NumPy's letters: ``f`` floating, ``i``, ``u``, ``b`` and ``c``.

    Examples
    --------
    >>> from hypothesis import find
    >>> from minigrad.testing import dtypes
    >>> find(dtypes(), lambda dtype: dtype.itemsize < 8)
    dtype('float32')
    """
    unknown = set(kinds) - set(_DTYPES)
    if unknown or not kinds:
        raise ValueError(f"kinds are letters of {''.join(_DTYPES)!r}, not {kinds!r}")
    return st.sampled_from([np.dtype(t) for kind in kinds for t in _DTYPES[kind]])


def array_shapes(max_dims: int = 3, max_side: int = 3) -> Strategy[tuple[int, ...]]:
    """Shapes with 0-d, and axes of length 0 and 1, among them."""
    return npst.array_shapes(min_dims=0, max_dims=max_dims, min_side=0, max_side=max_side)


def layouts() -> Strategy[Layout]:
    """Functions that give an array's values another layout in memory.

    C and Fortran order, negative strides, a slice of a larger array, and read-only.

    Examples
    --------
    >>> from hypothesis import find
    >>> from minigrad.testing import layouts
    >>> layout = find(layouts(), lambda f: min(f(np.ones((2, 3))).strides) < 0)
    >>> layout(np.array([1.0, 2.0])).strides
    (-8,)
    """
    return st.sampled_from(LAYOUTS)


@st.composite
def tensors(
    draw: st.DrawFn,
    shapes: Any = None,
    dtype: Any = "float64",
    domain: Any = real,
    *,
    layout: Any = None,
    requires_grad: bool = True,
) -> mg.Tensor:
    """Tensors.

    Parameters
    ----------
    shapes
        A shape, or a strategy of shapes; by default `array_shapes`.
    dtype
        A dtype, or a strategy of dtypes (see `dtypes`).
    domain
        Which numbers: `real`, `positive`, `away_from`, `near`, `extreme`,
        `with_nan_and_infinity`, an interval ``(low, high)``, an operation's ``op.domain``, or a
        strategy of numbers.
    layout
        A function that lays out an array, or a strategy of such (see `layouts`); the Tensor
        shares the memory of what comes out.
    requires_grad
        Whether a gradient is wanted.

    Examples
    --------
    >>> from hypothesis import find
    >>> from minigrad.testing import positive, tensors
    >>> find(tensors((2,), domain=positive), lambda x: (x > 1).all())
    tensor([1.015625, 1.015625], requires_grad=True)
    """
    shape = _drawn(draw, array_shapes() if shapes is None else shapes)
    array = _array(draw, shape, np.dtype(_drawn(draw, dtype)), domain)
    return _tensor(array, _drawn(draw, layout), requires_grad)


@st.composite
def broadcastable(
    draw: st.DrawFn,
    n: int = 2,
    dtype: Any = "float64",
    domain: Any = real,
    *,
    layout: Any = None,
    requires_grad: bool = True,
) -> tuple[mg.Tensor, ...]:
    """Tuples of n Tensors whose shapes broadcast; the other parameters are those of `tensors`.

    Examples
    --------
    >>> from hypothesis import find
    >>> from minigrad.testing import broadcastable
    >>> a, b = find(broadcastable(), lambda pair: pair[0].shape != pair[1].shape)
    >>> (a + b).ndim == max(a.ndim, b.ndim)
    True
    """
    shapes = npst.mutually_broadcastable_shapes(
        num_shapes=n, min_dims=0, max_dims=3, min_side=0, max_side=3
    )
    dtype = np.dtype(_drawn(draw, dtype))
    arrays = [_array(draw, shape, dtype, domain) for shape in draw(shapes).input_shapes]
    return tuple(_tensor(array, _drawn(draw, layout), requires_grad) for array in arrays)


def _array(draw: st.DrawFn, shape: Any, dtype: np.dtype[Any], domain: Any) -> Any:
    if dtype.kind in "fc":
        numbers = as_domain(domain)(np.finfo(dtype).dtype)
    elif dtype.kind == "b":
        numbers = st.booleans()
    else:
        numbers = st.integers(0 if dtype.kind == "u" else -4, 4)
    if dtype.kind == "c":
        numbers = st.builds(complex, numbers, numbers)
    values = [draw(numbers) for _ in range(math.prod(shape))]
    with np.errstate(over="ignore"):  # float16 rounds the largest numbers of others to infinity
        return np.array(values).astype(dtype).reshape(shape)


def _tensor(array: Any, layout: Any, requires_grad: bool) -> mg.Tensor:
    if layout is None:
        return mg.tensor(array, requires_grad=requires_grad)
    return mg.asarray(without_writing(layout(array)), requires_grad=requires_grad)


def _drawn(draw: st.DrawFn, choice: Any) -> Any:
    """What was given, or one of what the strategy that was given makes."""
    return draw(choice) if isinstance(choice, Strategy) else choice


def nests(leaves: Strategy[Any], max_leaves: int = 5) -> Strategy[Any]:
    """Dicts, lists and tuples of leaves, to any depth; a leaf alone is one too.

    Examples
    --------
    >>> from hypothesis import find
    >>> from hypothesis import strategies as st
    >>> from minigrad.testing import nests
    >>> find(nests(st.just(1.0)), lambda nest: isinstance(nest, dict) and nest)
    {'a': 1.0}
    """
    keys = st.sampled_from("abcde")
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.lists(inner, max_size=3).map(tuple),
            st.dictionaries(keys, inner, max_size=3),
        ),
        max_leaves=max_leaves,
    )
