"""Invariants of a gradient, whatever its numbers: shapes, dtypes, memory, linearity, ..."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from minigrad.testing.flattened import Array, Arrays, Flattened
from minigrad.testing.report import GradientError


def random_like(y: Array, rng: np.random.Generator) -> Array:
    """Numbers of either sign, none of them small and none of them special."""
    size = rng.uniform(0.5, 1.5, np.shape(y))
    return np.asarray(size * rng.choice([-1.0, 1.0], np.shape(y)), y.dtype)


def checked_vjp(function: Flattened, cotangents: Sequence[Array], xs: Sequence[Array]) -> Arrays:
    """Gradients, after a check of their shapes, dtypes and memory, and that nothing was changed."""
    given = [np.array(a, order="K") for a in (*xs, *cotangents)]
    inputs, seeds = given[: len(xs)], given[len(xs) :]
    try:
        gradients = function.vjp(seeds, inputs)
    except ImportError:
        raise
    except Exception as error:
        hint = ""
        if "read-only" in str(error):
            hint = (
                "; a rule wrote into the gradient that arrived, an input or the output: it must "
                "return a new array"
            )
        elif "recorded graph" in str(error):
            hint = (
                "; a rule is made of infix operators and minigrad's operations, not np.* on "
                "values. To check the first order alone pass order=1"
            )
        raise GradientError(
            f"{function.name}: the gradient could not be computed: {type(error).__name__}: "
            f"{error}{hint}"
        ) from error
    for k, (x, g) in enumerate(zip(xs, gradients, strict=True)):
        what = f"{function.name}: the gradient by {function.names[k]}"
        if np.shape(g) != x.shape:
            raise GradientError(f"{what} has shape {np.shape(g)}, the input has {x.shape}")
        if getattr(g, "dtype", None) != x.dtype:
            kind = getattr(g, "dtype", type(g).__name__)
            raise GradientError(f"{what} has dtype {kind}, the input has {x.dtype}")
    _check_unchanged(function, given, (*xs, *cotangents))
    names = [*(f"the gradient by {n}" for n in function.names), *_names(function, len(seeds))]
    _check_no_shared_memory(function, [*gradients, *inputs, *seeds], names, len(gradients))
    return gradients


def _names(function: Flattened, cotangents: int) -> Iterator[str]:
    yield from function.names
    yield from (f"cotangent {k}" if cotangents > 1 else "the cotangent" for k in range(cotangents))


def _check_unchanged(function: Flattened, arrays: Sequence[Array], before: Sequence[Array]) -> None:
    names = _names(function, len(arrays) - len(function.names))
    for array, old, name in zip(arrays, before, names, strict=True):
        if not np.array_equal(array, old, equal_nan=True):
            raise GradientError(f"{function.name}: {name} was written into")


def _check_no_shared_memory(
    function: Flattened, arrays: Sequence[Any], names: Sequence[str], first: int
) -> None:
    """Check that the first arrays share memory with no other."""
    for i in range(first):
        for j in range(i + 1, len(arrays)):
            if np.may_share_memory(arrays[i], arrays[j]) and np.shares_memory(arrays[i], arrays[j]):
                raise GradientError(
                    f"{function.name}: {names[i]} shares memory with {names[j]}, so that "
                    "adding to one changes the other; return a copy"
                )


def check_invariants(function: Flattened, rng: np.random.Generator) -> list[tuple[Arrays, Arrays]]:
    """Check what needs no numerical derivative; return pairs of cotangents and gradients."""
    xs = function.inputs
    _check_value(function, rng)
    one, two = ([random_like(y, rng) for y in function.outputs] for _ in range(2))
    first, second = checked_vjp(function, one, xs), checked_vjp(function, two, xs)
    kept = [np.array(g) for g in first]
    again = checked_vjp(function, one, xs)
    names = [f"the gradient by {name}" for name in function.names]
    later = [f"{name} of a later call" for name in names]
    _check_no_shared_memory(function, [*first, *again], [*names, *later], len(first))
    for name, a, b, c in zip(names, first, kept, again, strict=True):
        if not _same(a, b):
            raise GradientError(f"{function.name}: a later call changed {name}")
        if not _same(b, c):
            raise GradientError(f"{function.name}: {name} came out different the second time")
    _check_linear(function, rng, (one, kept), (two, [np.array(g) for g in second]))
    pairs = [(one, kept), (two, second)]
    if len(function.outputs) > 1:
        for k in range(len(function.outputs)):
            alone = [c if i == k else np.zeros_like(c) for i, c in enumerate(one)]
            pairs.append((alone, checked_vjp(function, alone, xs)))
    return pairs


def _check_value(function: Flattened, rng: np.random.Generator) -> None:
    """Check that the value comes out the same twice, is kept, and leaves the inputs alone."""
    given = [np.array(x, order="K") for x in function.inputs]
    first = function.value(given)
    _check_unchanged(function, given, function.inputs)
    kept = [np.array(y) for y in first]
    function.value([x * (1 + 1e-3 * rng.random()) for x in function.inputs])
    again = function.value(function.inputs)
    for k, (a, b, c) in enumerate(zip(first, kept, again, strict=True)):
        what = f"output {k}" if len(first) > 1 else "the value"
        if not _same(b, c):
            raise GradientError(f"{function.name}: {what} came out different the second time")
        if not _same(a, b) or (np.may_share_memory(a, c) and _overlap(a, c, function.inputs)):
            raise GradientError(
                f"{function.name}: {what} is kept in one place and overwritten by later calls"
            )


def _overlap(a: Array, c: Array, inputs: Sequence[Array]) -> bool:
    """True if two results share memory that is not an input's: views of an input may."""
    return bool(np.shares_memory(a, c)) and not any(np.shares_memory(c, x) for x in inputs)


def _same(a: Array, b: Array) -> bool:
    """True if equal but for the order in which threads may add."""
    a, b = np.asarray(a), np.asarray(b)
    size = np.max(np.abs(a), initial=0.0, where=np.isfinite(a))
    near = np.abs(a - b) <= 8 * np.finfo(a.dtype).eps * size
    return bool((near | (a == b) | (np.isnan(a) & np.isnan(b))).all())


def _check_linear(
    function: Flattened,
    rng: np.random.Generator,
    a: tuple[Arrays, Arrays],
    b: tuple[Arrays, Arrays],
) -> None:
    """Check that a cotangent of zero gives zero, and a sum of cotangents the sum of gradients."""
    zeros = checked_vjp(function, [np.zeros_like(c) for c in a[0]], function.inputs)
    p, q = rng.uniform(0.5, 2.0), -rng.uniform(0.5, 2.0)
    combined = [np.asarray(p * c + q * d, c.dtype) for c, d in zip(a[0], b[0], strict=True)]
    both = checked_vjp(function, combined, function.inputs)
    eps = max(np.finfo(array.dtype).eps for array in (*function.inputs, *function.outputs))
    pairs = zip(a[0], b[0], function.outputs, strict=True)
    beside = sum(
        float(np.sum((np.abs(c) + np.abs(d)) * np.fmax(np.abs(y), 1.0))) for c, d, y in pairs
    )
    for k, name in enumerate(function.names):
        if not np.isfinite(a[1][k]).all():
            continue  # the numerical derivative will say what should be there
        what = f"{function.name}: the gradient by {name}"
        if np.any(zeros[k]):
            raise GradientError(f"{what} is not zero for a cotangent of zero: {_worst(zeros[k])}")
        expected = p * a[1][k] + q * b[1][k]
        size = np.abs(a[1][k]) + np.abs(b[1][k])
        largest = np.max(size, initial=0.0, where=np.isfinite(size))
        room = eps ** (2 / 3) * largest + 1e3 * eps * beside
        difference = np.abs(both[k] - expected)
        if (difference > room).any():
            raise GradientError(
                f"{what} is not linear in the cotangent: by {_worst(difference)} for sizes of "
                f"{_worst(size)}; does the rule use the gradient that arrives, once as a factor?"
            )


def _worst(a: Array) -> str:
    return f"{np.max(np.abs(a)):.3g}"
