"""The checks of an operation that follow from its statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.complex_numbers import real
from minigrad.tensors.creation import asarray, tensor
from minigrad.testing.checker import check_grads
from minigrad.testing.report import GradientError, is_told
from minigrad.testing.sampling import Sample, declared, is_complex_too, sample
from minigrad.transforms.derivatives import grad_of

__tracebackhide__ = is_told  # pytest asks it


def check_op(op: Op, *, examples: int = 25, seed: int = 0) -> None:
    """Check an operation at points of its domain, or raise an error that shows what is wrong.

    All shapes and options that the domain spells out come up. The forward function gives Tensors
    what it gives arrays; the rules are compared with numerical derivatives to the second order
    (see `check_grads`) in float64, and their dtypes in float32; a linear operation is proved to be
    so, and its rules by adjointness; where it is drawn, spelled and compiled follows from there.

    Parameters
    ----------
    op : Op
        With a domain, or of the kind "elementwise".
    examples : int
        The number of points.
    seed : int
        Of the points and cotangents.

    Raises
    ------
    GradientError
        An AssertionError with the operation and what is wrong.
    TypeError
        Where there is no domain.

    Examples
    --------
    >>> from minigrad.testing import check_op
    >>> cbrt = mg.Op(
    ...     "cbrt", np.cbrt, lambda g, y, x: g / (3 * y * y), domain=mg.Domain(((0.2, 3.0),))
    ... )
    >>> check_op(cbrt)
    >>> flip = mg.Op("flip", np.flip, transpose=lambda g, x: g, domain=mg.Domain())
    >>> check_op(flip)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    minigrad.testing.report.GradientError: flip: ...
    """
    for case, rng in samples(op, examples, seed):
        check_forward(case)
        if not op.differentiable:
            continue
        if op.linear:
            check_adjoint(case, rng)
        check_grads(case, *case.inputs, seed=int(rng.integers(2**32)))
        if is_complex_too(op):
            check_complex(case, rng)
        if op.kind != "cast":  # whose purpose is another dtype
            check_single_precision(case)


def samples(op: Op, examples: int, seed: int = 0) -> Iterator[tuple[Sample, np.random.Generator]]:
    """Points of an operation's domain, each with a generator of its own."""
    spelled = declared(op)
    for i in range(max(examples, len(spelled))):
        rng = np.random.default_rng((seed, i))
        yield sample(op, rng, *(spelled[i] if i < len(spelled) else ())), rng


def check_forward(case: Sample) -> None:
    """Compare the results for Tensors with those for arrays."""
    expected = _listed(case(*case.inputs))
    constants = tuple(x if x is None else asarray(x) for x in case.constants)
    on_tensors = Sample(case.op, case.inputs, constants, case.options)
    for ours, arrays in zip(_listed(on_tensors(*map(asarray, case.inputs))), expected, strict=True):
        # NumPy's power of 0-d numbers and of arrays may differ in the last digit.
        close = np.allclose(ours.numpy(), arrays, rtol=5e-16, atol=0, equal_nan=True)
        if not close or ours.dtype != np.asarray(arrays).dtype:
            raise GradientError(f"{case.op.name}: of Tensors it makes {ours}, of arrays {arrays}")


def check_adjoint(case: Sample, rng: np.random.Generator) -> None:
    r"""Compare :math:`\langle A x, g \rangle` with :math:`\langle x, A^T g \rangle`.

    And the operation of a sum with the sum of two: it is to be linear in all inputs with a rule.
    """
    rules = case.op.rules or [case.op.joint] * len(case.inputs)
    steps = [rng.uniform(-1, 1, np.shape(x)).astype(x.dtype) for x in case.inputs]
    pairs = [*zip(case.inputs, steps, rules[: len(steps)], strict=True)]
    here = _listed(case(*case.inputs))
    there = _listed(case(*[x if rule is None else step for x, step, rule in pairs]))
    both = _listed(case(*[x if rule is None else x + 2 * step for x, step, rule in pairs]))
    for a, b, ab in zip(here, there, both, strict=True):
        if not np.allclose(a + 2 * b, ab, rtol=1e-12, atol=1e-12):
            raise GradientError(f"{case.op.name} is declared linear, and is not")
    xs = [tensor(x, requires_grad=rule is not None) for x, _, rule in pairs]
    ys = _listed(case(*xs))
    xs = [x for x in xs if x.requires_grad]
    gs = [_cotangent(y, rng) for y in ys]
    flowing = [(y, g) for y, g in zip(ys, gs, strict=True) if y.requires_grad]
    gradients = grad_of([y for y, _ in flowing], xs, [g for _, g in flowing])
    forward = sum(np.vdot(g, y.numpy()).real for y, g in flowing)
    backward = sum(np.vdot(x.numpy(), g.numpy()) for x, g in zip(xs, gradients, strict=True))
    if not np.isclose(forward, backward, rtol=1e-11, atol=1e-11):
        raise GradientError(
            f"{case.op.name}: the transposed map is another one: <A x, g> is {forward}, and "
            f"<x, A\u1d40 g> is {backward}, with options {case.options}"
        )


def _cotangent(y: Any, rng: np.random.Generator) -> Any:
    g = rng.uniform(-1, 1, y.shape)
    return g + 1j * rng.uniform(-1, 1, y.shape) if y.dtype.kind == "c" else g


def check_complex(case: Sample, rng: np.random.Generator, order: int = 2) -> None:
    """Compare gradients of complex numbers with differences along one direction, to an order.

    The gradient of a loss by ``z = u + iv`` is ∂L/∂u + i·∂L/∂v, so that the loss grows by the
    real part of ``conj(gradient) * step``.
    """

    def parts(x: Any) -> Any:
        return rng.uniform(-1, 1, np.shape(x)) + 1j * rng.uniform(-1, 1, np.shape(x))

    xs = [x + parts(x) * 1j for x in case.inputs]
    steps, weights = [*map(parts, xs)], [*map(parts, xs)]
    cotangents = [parts(y) for y in _listed(case(*xs))]

    def loss(*zs: Any) -> Any:
        ys = zip(_listed(case(*zs)), cotangents, strict=True)
        return sum(real(y * c).sum() for y, c in ys)

    def slope(*zs: Any) -> Any:
        gradients = grad_of(loss(*zs), list(zs), create_graph=True)
        return sum(real(g * w).sum() for g, w in zip(gradients, weights, strict=True))

    for f in (loss, slope)[:order]:
        zs = [tensor(x, requires_grad=True) for x in xs]
        y = f(*zs)
        gradients = [g.numpy() for g in grad_of(y, zs)] if y.requires_grad else []
        pairs = [*zip(gradients, steps, strict=False)]
        ours = sum(np.vdot(g, v).real for g, v in pairs)
        size = sum(np.abs(g * v).sum() for g, v in pairs)
        theirs = _derivative(lambda t: f(*_moved(xs, steps, t)).item())  # noqa: B023 - called here
        if not abs(ours - theirs) <= 1e-8 * (1 + size):
            raise GradientError(
                f"{case.op.name}: of complex numbers the {f.__name__} grows by {theirs}, and by "
                f"{ours} its gradient says, with options {case.options}"
            )


def _moved(xs: list[Any], steps: list[Any], t: float) -> list[Any]:
    return [tensor(x + t * v, requires_grad=True) for x, v in zip(xs, steps, strict=True)]


def _derivative(f: Callable[[float], float], h: float = 2.0**-10) -> float:
    """The derivative at 0, by differences of the sixth order."""
    near, middle, far = (f(i * h) - f(-i * h) for i in (1, 2, 3))
    return (45 * near - 9 * middle + far) / (60 * h)


def check_single_precision(case: Sample) -> None:
    """Check that results and gradients of float32 are of float32, or complex of that precision."""
    xs = [tensor(x, np.float32, requires_grad=True) for x in case.inputs]
    ys = [y for y in _listed(case(*xs)) if y.requires_grad]
    gs = grad_of(ys, xs, [np.ones(y.shape) for y in ys], create_graph=True)
    for what, made in (("result", ys), ("gradient", gs)):
        for x in made:
            if x.dtype not in (np.float32, np.complex64):
                raise GradientError(f"{case.op.name}: a {what} of float32 is of {x.dtype}")


def _listed(result: Any) -> list[Any]:
    return [*result] if isinstance(result, (tuple, list)) else [result]
