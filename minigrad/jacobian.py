"""Jacobians: products with them from either side, and whole."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from minigrad.creation import asarray
from minigrad.mode import enable_grad, is_grad_enabled
from minigrad.nest import leaves, map_nest
from minigrad.ops.joining import stack
from minigrad.ops.shapes import reshape
from minigrad.tensor import Tensor, handle
from minigrad.transform import (
    check_result,
    depends_on_others,
    enter,
    grad,
    grad_of,
    gradient_nest,
    leave,
)


def _linearized(f: Callable[..., Any], args: Sequence[Any]) -> tuple[Any, Tensor, bool]:
    """Handles on what went into ``f``, what came out, and whether that belongs to a graph."""
    recording = is_grad_enabled()
    with enable_grad():
        entered = tuple(map_nest(lambda x: enter(x, recording), arg) for arg in args)
        inside = map_nest(lambda x: handle(x.node), entered)  # f may assign to what it was given
        y = f(*entered)
    check_result(y)
    outer = recording and depends_on_others(y, {x.node for x in leaves(inside)})
    leave(inside)
    return inside, y, outer


def _belong_to_a_graph(vs: Sequence[Any]) -> bool:
    """Whether a gradient is to flow to one of these directions or cotangents."""
    return is_grad_enabled() and any(isinstance(v, Tensor) and v.requires_grad for v in vs)


def _pull_back(y: Tensor, xs: Any, cotangent: Any, *, create_graph: bool) -> Any:
    """The gradients of a nest by a cotangent; zero where ``y`` is a constant."""
    if not y.requires_grad:
        return gradient_nest(xs, {}, None)
    seed = y._seed(cotangent)
    wanted = {x.node for x in leaves(xs)}
    return gradient_nest(xs, y._sweep(seed, wanted=wanted, create_graph=create_graph), seed)


def vjp(f: Callable[..., Any], *xs: Any) -> tuple[Tensor, Callable[[Any], tuple[Any, ...]]]:
    r"""The value of ``f`` and its pullback: cotangents times the Jacobian, :math:`\bar y^T J`.

    Parameters
    ----------
    f : callable
        Returns one Tensor, of any shape.
    *xs
        Its arguments: arrays, Tensors, or nests of dict, list and tuple of them.

    Returns
    -------
    y : Tensor
    pullback : callable
        Takes a cotangent of the shape of ``y`` and returns a tuple with the gradient of each
        argument; it may be called again.

    Examples
    --------
    >>> y, pullback = mg.vjp(lambda a, b: a * b, np.array([1.0, 2.0]), 3.0)
    >>> y, pullback([1.0, 10.0])
    (tensor([3., 6.]), (tensor([ 3., 30.]), tensor(21.)))
    """
    inside, y, outer = _linearized(f, xs)

    def pullback(cotangent: Any) -> tuple[Any, ...]:
        recorded = outer or _belong_to_a_graph([cotangent])
        result: tuple[Any, ...] = _pull_back(y, inside, cotangent, create_graph=recorded)
        return result

    return (y if outer else y.detach()), pullback


def jvp(f: Callable[..., Any], xs: Any, vs: Any) -> tuple[Tensor, Tensor]:
    r"""The value of ``f`` and its derivative along a direction, :math:`J v`.

    The pullback is linear in its cotangent, so its own pullback is the product from the other
    side: reverse mode twice gives forward mode.

    Parameters
    ----------
    f : callable
        Returns one Tensor, of any shape.
    xs, vs
        A tuple of arguments and a tuple of directions of the same nests and shapes; or one
        argument and its direction.

    Examples
    --------
    >>> mg.jvp(mg.sin, 0.0, 2.0)
    (tensor(0.), tensor(2.))
    """
    xs, vs = (x if isinstance(x, tuple) else (x,) for x in (xs, vs))
    inside, y, outer = _linearized(f, xs)
    directions = _directions("jvp", inside, vs)
    value = y if outer else y.detach()
    cotangent = asarray(np.zeros(y.shape, y.dtype), requires_grad=True)
    with enable_grad():
        gradients = _pull_back(y, inside, cotangent, create_graph=True)
        pairs = zip(leaves(gradients), directions, strict=True)
        along = sum((g * v).sum() for g, v in pairs)
    if not (isinstance(along, Tensor) and along.requires_grad):
        return value, asarray(np.zeros(y.shape, y.dtype))
    leave(cotangent)
    recorded = outer or _belong_to_a_graph(directions)
    tangent = grad_of(along, cotangent, create_graph=recorded)
    return value, tangent if recorded else tangent.detach()


def jacobian(f: Callable[..., Any], argnums: int = 0) -> Callable[..., Any]:
    r"""The function that returns the Jacobian :math:`\partial y_i / \partial x_j` of ``f``.

    It runs backward once for each element of ``y``.

    Parameters
    ----------
    f : callable
        Returns one Tensor.
    argnums : int
        By which argument to differentiate: an array, a Tensor, or a nest of them.

    Returns
    -------
    callable
        Returns a Tensor of shape ``(*y.shape, *x.shape)``, or a nest of them.

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

        (x,), y, outer = _linearized(of_one, [args[argnums]])
        rows = []
        for i in np.ndindex(y.shape):
            unit = np.zeros(y.shape, y.dtype)
            unit[i] = 1.0
            rows.append([*leaves(_pull_back(y, x, unit, create_graph=outer))])
        columns = iter(range(len([*leaves(x)])))

        def joined(part: Tensor) -> Tensor:
            k = next(columns)
            if not rows:
                return asarray(np.zeros((*y.shape, *part.shape), part.dtype))
            result: Tensor = reshape(stack([row[k] for row in rows]), (*y.shape, *part.shape))
            return result

        return map_nest(joined, x)

    return wrapped


def hessian(f: Callable[..., Any], argnums: int = 0) -> Callable[..., Any]:
    r"""The function that returns the second derivatives of ``f``.

    The element :math:`(i, j)` is :math:`\partial^2 y / \partial x_i \partial x_j`.

    Parameters
    ----------
    f : callable
        Returns one number.
    argnums : int
        By which argument to differentiate: an array or a Tensor.

    Examples
    --------
    >>> mg.hessian(lambda x: (x**3).sum())(np.array([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
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
        gradients = leaves(grad(f)(x))
        return sum((g * d).sum() for g, d in zip(gradients, directions, strict=True))

    return grad(along)(x)


def _directions(name: str, xs: Any, vs: Any) -> list[Any]:
    """The leaves of directions, each of the shape of its argument."""
    directions = list(leaves(vs))
    if [np.shape(x) for x in leaves(xs)] != [np.shape(v) for v in directions]:
        raise ValueError(f"{name}: the directions have other shapes than the arguments")
    return directions
