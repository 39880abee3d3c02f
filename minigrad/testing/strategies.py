"""Hypothesis strategies: Tensors, nests of them, and whole programs.

Importing them loads the profile "minigrad", hypothesis' own without its deadline of 200 ms, which a
check may exceed. It gives way to any other: to one that was loaded before, or is later.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
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
from minigrad.testing.operands import OPERANDS, Choice, new_leaf
from minigrad.testing.programs import Program
from minigrad.testing.random_programs import SHAPES, compose, operations, weighted

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
__dir__ = __all__.copy  # completion shows what is public

Strategy = st.SearchStrategy
Layout = Callable[[Any], Any]
_DTYPES = {
    "f": (np.float64, np.float32, np.float16),
    "i": (np.int64, np.int32, np.int8),
    "u": (np.uint64, np.uint8),
    "b": (np.bool_,),
    "c": (np.complex128, np.complex64),
}
_SEEDS = st.integers(0, 2**16)


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


def _c_order(array: Any) -> Any:
    """Copy with rows one after the other."""
    return np.array(array, order="C")


def _fortran_order(array: Any) -> Any:
    """Copy with columns one after the other."""
    return np.array(array, order="F")


def _negative_strides(array: Any) -> Any:
    """Copy that runs backwards along every axis."""
    return np.flip(np.array(np.flip(array)))


def _sliced(array: Any) -> Any:
    """Every other element of a larger array, which has NaN in between where it can."""
    array = np.asarray(array)
    between = np.nan if array.dtype.kind in "fc" else 1
    larger = np.full(tuple(2 * n + 1 for n in array.shape), between, array.dtype)
    every_other = (slice(1, None, 2),) * array.ndim
    part = larger[(*every_other, ...)]  # with ... a 0-d array stays one
    part[...] = array
    return part


def _read_only(array: Any) -> Any:
    """Copy that cannot be written."""
    array = np.array(array)
    array.setflags(write=False)
    return array


_LAYOUTS: tuple[Layout, ...] = (_c_order, _fortran_order, _negative_strides, _sliced, _read_only)


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
    return st.sampled_from(_LAYOUTS)


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
        The numbers: `real`, `positive`, `away_from`, `near`, `extreme`,
        `with_nan_and_infinity`, an interval ``(low, high)``, an operation's ``op.domain``, or a
        strategy of numbers.
    layout
        A function that lays out an array, or a strategy of such (see `layouts`); the Tensor
        shares the memory of its result.
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
    return mg.asarray(_without_writing(layout(array)), requires_grad=requires_grad)


def _without_writing(array: Any) -> Any:
    """Array, made read-only with every array that it is a view of."""
    base = array
    while isinstance(base, np.ndarray):
        base.setflags(write=False)
        base = base.base
    return array


def _drawn(draw: st.DrawFn, choice: Any) -> Any:
    """The argument, or a value drawn from it where it is a strategy."""
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


def graphs(
    ops: Iterable[Any] | None = None,
    max_ops: int = 8,
    leaves: Strategy[Any] | None = None,
    *,
    dtype: Any = "float64",
    in_domain: bool = True,
) -> Strategy[Program]:
    """Random programs: `minigrad.testing.Program`.

    They reuse values in several slots and in several steps, index, assign, reduce and broadcast.
    Their values stay where every operation's derivatives exist and are neither huge nor near a
    kink or a tie: an input outside of an operation's `Domain` is scaled and shifted into it.
    A failing program shrinks to its few steps that matter, and prints itself.

    Parameters
    ----------
    ops
        Operations, or names of registered ones; by default those of networks and their losses.
    max_ops
        The largest number of steps.
    leaves
        A strategy of Tensors or arrays to start from; by default small arrays of many shapes,
        and further ones where an operation needs another shape.
    dtype
        Of the leaves, where none are given; or a strategy of dtypes.
    in_domain
        False for programs anywhere: with overflow, NaN, ties and kinks.

    Examples
    --------
    >>> from hypothesis import find
    >>> from minigrad.testing import graphs
    >>> program = find(graphs([mg.sin, mg.exp]), lambda program: "exp" in str(program))
    >>> program.lines
    ('y = mg.exp(x0)',)
    """
    choices = st.builds(
        Choice, st.sampled_from(weighted(operations(ops))), st.integers(0, OPERANDS - 1), _SEEDS
    )
    if max_ops < 1:
        raise ValueError(f"a program has at least one step, so max_ops is not {max_ops}")
    kinds = st.tuples(st.sampled_from(SHAPES), _SEEDS) if leaves is None else leaves
    return st.builds(
        functools.partial(_program, in_domain=in_domain, grows=leaves is None),
        st.lists(choices, min_size=1, max_size=max_ops),
        st.lists(kinds, min_size=1, max_size=3),
        dtype if isinstance(dtype, Strategy) else st.just(dtype),
    )


def _program(
    choices: list[Choice], leaves: list[Any], dtype: Any, *, in_domain: bool, grows: bool
) -> Program:
    if grows:
        start = [new_leaf(shape, seed, dtype) for shape, seed in leaves]
    else:
        start = [x.numpy() if isinstance(x, mg.Tensor) else x for x in leaves]
    return compose(choices, start, dtype=dtype, in_domain=in_domain, grows=grows)


def register_profiles(load: str | None = None) -> None:
    """Register the profiles "fast", "ci" and "thorough" with hypothesis, and load one if asked.

    - "fast": 20 examples, for every save of a file.
    - "ci": 100 examples, the same ones every time, and what reproduces a failure is printed.
    - "thorough": 5,000 examples, for a night.

    None has a deadline: a first call imports and compiles.

    Examples
    --------
    >>> from hypothesis import settings
    >>> from minigrad.testing import register_profiles
    >>> register_profiles()
    >>> settings.get_profile("ci").derandomize
    True
    """
    slow = [HealthCheck.too_slow]
    # Said, since hypothesis begins with a profile of its own where it finds itself in CI.
    settings.register_profile("fast", max_examples=20, deadline=None, derandomize=False)
    settings.register_profile(
        "ci",
        max_examples=100,
        deadline=None,
        derandomize=True,
        database=None,
        print_blob=True,
        suppress_health_check=slow,
    )
    settings.register_profile(
        "thorough",
        max_examples=5000,
        deadline=None,
        derandomize=False,
        suppress_health_check=slow,
    )
    if load is not None:
        settings.load_profile(load)


if settings.default == settings.get_profile("default"):
    settings.register_profile("minigrad", settings.default, deadline=None)
    settings.load_profile("minigrad")
