"""Jacobians: products with them from either side, and whole."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from minigrad.core.mode import enable_grad, is_grad_enabled
from minigrad.ops.joining import stack
from minigrad.ops.shapes import reshape
from minigrad.support.pytree import aligned, leaves
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor
from minigrad.transforms.derivatives import (
    depends_on_others,
    grad,
    grad_of,
    gradient_nest,
    handles,
    joined,
    joined_cotangent,
    map_tensors,
    results,
    seal,
    tensors_of,
    wrapped_arguments,
)


def _linearized(f: Callable[..., Any], args: Sequence[Any]) -> tuple[Any, Any, bool]:
    """Handles on what went into ``f``, what came out, and whether that belongs to a graph."""
    recording = is_grad_enabled()
    with enable_grad():
        entered = tuple(wrapped_arguments(arg, recording) for arg in args)
        inside = handles(entered)  # f may assign to what it was given
        ys = results(f(*entered))
    mine = {x.node for x in tensors_of(inside)}
    outer = recording and any(depends_on_others(y, mine) for y in tensors_of(ys))
    seal(inside)
    return inside, ys, outer


def _values(ys: Any, outer: bool) -> Any:
    return ys if outer else map_tensors(lambda y: y.detach(), ys)


def _belong_to_a_graph(vs: Sequence[Any]) -> bool:
    """True where a gradient is to flow to one of these directions or cotangents."""
    return is_grad_enabled() and any(isinstance(v, Tensor) and v.requires_grad for v in vs)


def _pull_back(y: Tensor, xs: Any, cotangent: Any, *, create_graph: bool) -> Any:
    """The gradients of a nest by a cotangent; zero where ``y`` is a constant."""
    if not y.requires_grad:
        return gradient_nest(xs, {}, None)
    seed = y._seed(cotangent)
    wanted = {x.node for x in tensors_of(xs)}
    return gradient_nest(xs, y._sweep(seed, wanted=wanted, create_graph=create_graph), seed)


def vjp(f: Callable[..., Any], *xs: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    r"""The value of ``f`` and its pullback: cotangents times the Jacobian, :math:`\bar y^T J`.

    Parameters
    ----------
    f : callable
        Returns a Tensor of any shape, or a nest of dict, list and tuple of them.
    *xs
        Its arguments: arrays, Tensors, or nests of dict, list and tuple of them.

    Returns
    -------
    y : Tensor, or nest of them
    pullback : callable
        Takes a cotangent of the shape of ``y``, or a nest of them, and returns a tuple with the
        gradient of each argument; it may be called again.

    Examples
    --------
    >>> y, pullback = mg.vjp(lambda a, b: a * b, np.array([1.0, 2.0]), 3.0)
    >>> y, pullback([1.0, 10.0])
    (tensor([3., 6.]), (tensor([ 3., 30.]), tensor(21.)))
    """
    inside, ys, outer = _linearized(f, xs)
    y = joined(ys)

    def pullback(cotangent: Any) -> tuple[Any, ...]:
        recorded = outer or _belong_to_a_graph([*leaves(cotangent)])
        row = joined_cotangent("vjp", ys, cotangent)
        result: tuple[Any, ...] = _pull_back(y, inside, row, create_graph=recorded)
        return result

    return _values(ys, outer), pullback


def jvp(f: Callable[..., Any], xs: Any, vs: Any) -> tuple[Any, Any]:
    r"""The value of ``f`` and its derivative along a direction, :math:`J v`.

    The pullback is linear in its cotangent, so its own pullback is the product from the other
    side: reverse mode twice gives forward mode.

    Parameters
    ----------
    f : callable
        Returns a Tensor of any shape, or a nest of dict, list and tuple of them.
    xs, vs
        A tuple of arguments and a tuple of directions of the same nests and shapes; or one
        argument and its direction.

    Examples
    --------
    >>> mg.jvp(mg.sin, 0.0, 2.0)
    (tensor(0.), tensor(2.))
    >>> mg.jvp(lambda a, b: {"product": a * b, "sum": a + b}, (2.0, 3.0), (1.0, 0.0))
    ({'product': tensor(6.), 'sum': tensor(5.)}, {'product': tensor(3.), 'sum': tensor(1.)})
    """
    several = isinstance(xs, tuple) and not hasattr(xs, "_fields")
    if not several:
        xs = (xs,)
    if not (several or (isinstance(vs, tuple) and not hasattr(vs, "_fields"))):
        vs = (vs,)
    inside, ys, outer = _linearized(f, xs)
    directions = _directions("jvp", inside, vs)
    y = joined(ys)
    value = _values(ys, outer)

    along: Any = 0
    if y.requires_grad:
        cotangent = asarray(np.zeros(y.shape, y.dtype), requires_grad=True)
        with enable_grad():
            gradients = tensors_of(_pull_back(y, inside, cotangent, create_graph=True))
            along = sum((g * v).sum() for g, v in zip(gradients, directions, strict=True))
    if not (isinstance(along, Tensor) and along.requires_grad):
        return value, map_tensors(lambda part: asarray(np.zeros(part.shape, part.dtype)), ys)
    seal(cotangent)
    recorded = outer or _belong_to_a_graph(directions)
    tangent = _apart(grad_of(along, cotangent, create_graph=recorded), ys)
    return value, _values(tangent, recorded)


def _apart(row: Tensor, ys: Any) -> Any:
    """The nest whose leaves `joined` has put in a row."""
    if isinstance(ys, Tensor):
        return row
    start = 0

    def part(y: Tensor) -> Any:
        nonlocal start
        start += y.size
        piece = reshape(row[start - y.size : start], y.shape)
        return piece.astype(y.dtype) if y.dtype.kind == "f" and y.dtype != row.dtype else piece

    return map_tensors(part, ys)


def jacobian(f: Callable[..., Any], argnums: int = 0) -> Callable[..., Any]:
    r"""The function that returns the Jacobian :math:`\partial y_i / \partial x_j` of ``f``.

    It runs backward once for each element of ``y``.

    Parameters
    ----------
    f : callable
        Returns one Tensor, or a nest of dict, list and tuple of them.
    argnums : int
        By which argument to differentiate: an array, a Tensor, or a nest of them.

    Returns
    -------
    callable
        Returns a Tensor of shape ``(*y.shape, *x.shape)``; where the result or the argument is a
        nest, the nest of the result, and in it that of the argument.

    Examples
    --------
    >>> mg.jacobian(lambda x: x * x)(np.array([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if not isinstance(argnums, (int, np.integer)):
        raise TypeError(
            f"argnums is the number of one argument, not {argnums!r}; for several, make them one "
            "argument, a tuple of them"
        )

    @functools.wraps(f)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if not -len(args) <= argnums < len(args):
            raise TypeError(f"argnums={argnums} does not fit a call with {len(args)} arguments")

        def of_one(x: Any) -> Any:
            arguments = [*args]
            arguments[argnums] = x
            return f(*arguments, **kwargs)

        (x,), ys, outer = _linearized(of_one, [args[argnums]])
        y = joined(ys)
        rows = []
        for i in np.ndindex(y.shape):
            unit = np.zeros(y.shape, y.dtype)
            unit[i] = 1.0
            rows.append(tensors_of(_pull_back(y, x, unit, create_graph=outer)))
        start = 0

        def by_the_argument(y: Tensor) -> Any:
            nonlocal start
            mine = rows[start : start + y.size]
            start += y.size
            columns = iter(range(len(tensors_of(x))))

            def derivative(part: Tensor) -> Tensor:
                k, shape = next(columns), (*y.shape, *part.shape)
                if not mine:
                    return asarray(np.zeros(shape, part.dtype))
                result: Tensor = reshape(stack([row[k] for row in mine]), shape)
                return result

            return map_tensors(derivative, x)

        return map_tensors(by_the_argument, ys)

    return wrapped


def hessian(f: Callable[..., Any], argnums: int = 0) -> Callable[..., Any]:
    r"""The function that returns the second derivatives of ``f``.

    The element :math:`(i, j)` is :math:`\partial^2 y / \partial x_i \partial x_j`.

    Parameters
    ----------
    f : callable
        Returns one number.
    argnums : int
        By which argument to differentiate: an array, a Tensor, or a nest of them. For a dict
        of ``u`` and ``v`` the mixed derivative stands at ``["u"]["v"]``.

    Examples
    --------
    >>> mg.hessian(lambda x: (x**3).sum())(np.array([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    >>> mg.hessian(lambda p: p["u"] ** 2 * p["v"])({"u": 1.0, "v": 2.0})["u"]
    {'u': tensor(4.), 'v': tensor(2.)}
    """
    return jacobian(grad(f, argnums), argnums)


def hvp(f: Callable[[Any], Any], x: Any, v: Any) -> Any:
    r"""The product of the Hessian of ``f`` at ``x`` with ``v``, without making the Hessian.

    It is the gradient of :math:`\langle \nabla f, v \rangle`.

    Parameters
    ----------
    f : callable
        Returns one number.
    x, v
        An argument and a direction: arrays, Tensors, or nests of the same form.

    Examples
    --------
    >>> mg.hvp(lambda x: (x**3).sum(), np.array([1.0, 2.0]), np.array([1.0, 10.0]))
    tensor([  6., 120.])
    """
    directions = _directions("hvp", x, v)

    def along(x: Any) -> Any:
        gradients = tensors_of(grad(f)(x))
        return sum((g * d).sum() for g, d in zip(gradients, directions, strict=True))

    return grad(along)(x)


def _directions(name: str, xs: Any, vs: Any) -> list[Any]:
    """The leaves of directions, each of the shape of its argument."""
    triples = aligned(xs, vs, f"{name}: the directions do not fit the arguments")
    for place, x, v in triples:
        if np.shape(x) != np.shape(v):
            where = f" at {place}" if place else ""
            raise ValueError(
                f"{name}: the directions have other shapes than the arguments{where}: "
                f"{np.shape(v)}, not {np.shape(x)}"
            )
    return [v if isinstance(v, Tensor) else np.asarray(v) for _, _, v in triples]
