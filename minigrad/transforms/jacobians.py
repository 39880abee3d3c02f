"""Jacobians: products with them from either side, and whole."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, overload

import numpy as np

from minigrad.core.anomaly import is_detecting
from minigrad.core.box import Box
from minigrad.core.deferred import look
from minigrad.core.mode import enable_grad, is_grad_enabled
from minigrad.core.node import topological_order
from minigrad.ops.complex_numbers import conj, is_complex, real
from minigrad.ops.joining import concatenate, stack
from minigrad.ops.shapes import reshape, shape_of, transpose
from minigrad.support.pytree import aligned, leaves
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor
from minigrad.transforms.batched import Batched, lowered, new_batch, open_batches, raised
from minigrad.transforms.derivatives import (
    apart_from_graph,
    argument_numbers,
    by_arguments,
    depends_on_others,
    described,
    grad,
    gradient_nest,
    handles,
    joined,
    joined_cotangent,
    map_tensors,
    results,
    seal,
    tensors_of,
    with_aux,
    wrapped_arguments,
)
from minigrad.transforms.signatures import A, ByFirst, Numbers, P, R, Widened, made_of

_FORWARD = 4  # a sweep forward costs as much as some sweeps back
_ELEMENTS = 2**22  # of a value for all cotangents of a sweep, 32 MB of float64


class _Linearized(NamedTuple):
    """One run of a function.

    Attributes
    ----------
    inside
        Handles on what went in.
    ys
        What came out.
    outer
        Whether that belongs to a graph beside.
    aux
        What was returned beside it.
    """

    inside: tuple[Any, ...]
    ys: Any
    outer: bool
    aux: Any

    @property
    def values(self) -> Any:
        """The results, outside any graph that is not the caller's."""
        return _values(self.ys, self.outer)

    def pull(self, row: Any, *, create_graph: bool) -> tuple[Any, ...]:
        """The gradients of what went in, by a cotangent of the joined results."""
        result: tuple[Any, ...] = _pull_back(
            joined(self.ys), self.inside, row, create_graph=create_graph
        )
        return result


def _linearized(f: Callable[..., tuple[Any, Any]], args: Sequence[Any]) -> _Linearized:
    """One run of a function that returns a pair."""
    recording = is_grad_enabled()
    with enable_grad():
        entered = tuple(wrapped_arguments(arg, recording) for arg in args)
        inside = handles(entered)  # f may assign to what it was given
        y, aux = f(*entered)
        ys = results(y)
    mine = {x.node for x in tensors_of(inside)}
    outer = recording and any(depends_on_others(y, mine) for y in tensors_of(ys))
    aux = apart_from_graph(aux, recording, mine)
    seal(inside)
    return _Linearized(inside, ys, outer, aux)


def _of_all_examples(f: Callable[..., tuple[Any, Any]]) -> tuple[Callable[..., Any], Any]:
    """A function of what all examples of the open batches have, and these batches."""
    batches = open_batches()

    def whole(*xs: Any) -> tuple[Any, Any]:
        y, aux = f(*raised(xs, batches))
        return lowered(results(y), batches), aux

    return (whole if batches else f), batches


def _values(ys: Any, outer: bool) -> Any:
    return ys if outer else map_tensors(lambda y: y.detach(), ys)


def _belong_to_a_graph(vs: Any) -> bool:
    """True where a gradient is to flow to one of these directions or cotangents."""
    return is_grad_enabled() and any(
        isinstance(v, Box) and getattr(v, "requires_grad", False) for v in leaves(vs)
    )


def _pull_back(y: Tensor, xs: Any, cotangent: Any, *, create_graph: bool) -> Any:
    """The gradients of a nest by a cotangent; zero where ``y`` is a constant."""
    if not y.requires_grad:
        return gradient_nest(xs, {}, None)
    seed = y._seed(cotangent)
    wanted = {x.node for x in tensors_of(xs)}
    return gradient_nest(xs, y._sweep(seed, wanted=wanted, create_graph=create_graph), seed)


@overload
def vjp(
    f: Callable[..., R], *xs: Any, has_aux: Literal[False] = False
) -> tuple[R, Callable[[Any], tuple[Any, ...]]]: ...


@overload
def vjp(
    f: Callable[..., tuple[R, Any]], *xs: Any, has_aux: Literal[True]
) -> tuple[R, Callable[[Any], tuple[Any, ...]], Any]: ...


@overload
def vjp(f: Callable[..., Any], *xs: Any, has_aux: bool) -> Any: ...


def vjp(f: Callable[..., Any], *xs: Any, has_aux: bool = False) -> Any:
    r"""The value of ``f`` and its pullback: cotangents times the Jacobian, :math:`\bar y^T J`.

    Parameters
    ----------
    f : callable
        Returns a Tensor of any shape, or a nest of dict, list and tuple of them.
    *xs
        Its arguments: arrays, Tensors, or nests of dict, list and tuple of them.
    has_aux : bool
        Whether ``f`` returns a pair, its value and anything else, which comes third then.

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
    y, pullback, aux = _vjp(lambda *args: with_aux("vjp", f(*args), has_aux), xs)
    return (y, pullback, aux) if has_aux else (y, pullback)


def _vjp(
    f: Callable[..., tuple[Any, Any]], xs: Sequence[Any]
) -> tuple[Any, Callable[[Any], tuple[Any, ...]], Any]:
    whole, batches = _of_all_examples(f)
    run = _linearized(whole, lowered(tuple(xs), batches))
    values = raised(run.values, batches)

    def pullback(cotangent: Any) -> tuple[Any, ...]:
        if batches:
            for _ in aligned(values, cotangent, "vjp: the cotangent does not fit the result"):
                pass
            cotangent = lowered(map_arrays(cotangent, values), batches)
        row = joined_cotangent("vjp", run.ys, cotangent)
        pulled = run.pull(row, create_graph=run.outer or _belong_to_a_graph(cotangent))
        result: tuple[Any, ...] = raised(pulled, batches)
        return result

    return values, pullback, run.aux


def map_arrays(nest: Any, like: Any) -> Any:
    """The nest with an array at each leaf of another one, where it may hold nested lists."""
    found = iter([x for _, _, x in aligned(like, nest, "")])
    return map_tensors(lambda _: _as_array(next(found)), like)


def _as_array(x: Any) -> Any:
    return x if hasattr(x, "shape") else np.asarray(x)


@overload
def linearize(
    f: Callable[..., R], *xs: Any, has_aux: Literal[False] = False
) -> tuple[R, Callable[..., R]]: ...


@overload
def linearize(
    f: Callable[..., tuple[R, Any]], *xs: Any, has_aux: Literal[True]
) -> tuple[R, Callable[..., R], Any]: ...


@overload
def linearize(f: Callable[..., Any], *xs: Any, has_aux: bool) -> Any: ...


def linearize(f: Callable[..., Any], *xs: Any, has_aux: bool = False) -> Any:
    r"""The value of ``f`` and its derivative at ``xs`` as a function of a direction, :math:`J v`.

    The pullback is linear in its cotangent, so its own pullback is the product from the other
    side: reverse mode twice gives forward mode. What `jvp` does for one direction is done once
    here, and each direction costs one sweep.

    Parameters
    ----------
    f, *xs, has_aux
        As of `vjp`.

    Returns
    -------
    y : Tensor, or nest of them
    push : callable
        Takes a direction for each argument, of its nest and shape, and returns the derivative
        along it, in the nest of ``y``; it may be called again.

    Examples
    --------
    >>> y, push = mg.linearize(lambda a, b: a * b, np.array([1.0, 2.0]), 3.0)
    >>> push([1.0, 0.0], 0.0), push([0.0, 0.0], 1.0)
    (tensor([3., 0.]), tensor([1., 2.]))
    """
    run = _linearized_forward(lambda *args: with_aux("linearize", f(*args), has_aux), xs)
    push = functools.partial(_push_several, "linearize", run.push)
    return (run.values, push, run.aux) if has_aux else (run.values, push)


def _push_several(name: str, push: Callable[..., Any], *vs: Any) -> Any:
    return push(name, vs)


class _Forward(NamedTuple):
    """The values of a function, its derivative along a direction, and what it returned beside."""

    values: Any
    push: Callable[[str, Any], Any]
    aux: Any


def _linearized_forward(f: Callable[..., tuple[Any, Any]], xs: Sequence[Any]) -> _Forward:
    whole, batches = _of_all_examples(f)
    run = _linearized(whole, lowered(tuple(xs), batches))
    arguments = raised(run.inside, batches)
    along = _along(run)

    def push(name: str, vs: Any) -> Any:
        directions = lowered(_directions(name, arguments, vs), batches)
        return raised(along(directions), batches)

    return _Forward(raised(run.values, batches), push, run.aux)


def _along(run: _Linearized) -> Callable[[Sequence[Any]], Any]:
    """The derivative of a run along a direction, which has an array for each leaf of what went in.

    It is the pullback of the pullback, which is recorded once.
    """
    y = joined(run.ys)
    seen: Any = None
    pulled: list[Any] = []
    if y.requires_grad:
        seen = asarray(np.zeros(y.shape, y.dtype), requires_grad=True)
        with enable_grad():
            pulled = tensors_of(run.pull(seen, create_graph=True))
        seal(seen)

    def along(directions: Sequence[Any]) -> Any:
        pairs = zip(pulled, directions, strict=bool(pulled))
        flowing = [(g, v) for g, v in pairs if g.requires_grad]
        if not flowing:
            return map_tensors(lambda y: asarray(np.zeros(y.shape, y.dtype)), run.ys)
        root = joined([g for g, _ in flowing])
        rows = [reshape(v if v.dtype == g.dtype else v.astype(g.dtype), (-1,)) for g, v in flowing]
        recorded = run.outer or _belong_to_a_graph(directions)
        tangent = _pull_back(root, seen, concatenate(rows), create_graph=recorded)
        return _values(_apart(tangent, run.ys), recorded)

    return along


@overload
def jvp(f: Callable[..., R], xs: Any, vs: Any, has_aux: Literal[False] = False) -> tuple[R, R]: ...


@overload
def jvp(
    f: Callable[..., tuple[R, Any]], xs: Any, vs: Any, *, has_aux: Literal[True]
) -> tuple[R, R, Any]: ...


@overload
def jvp(f: Callable[..., Any], xs: Any, vs: Any, *, has_aux: bool) -> Any: ...


def jvp(f: Callable[..., Any], xs: Any, vs: Any, has_aux: bool = False) -> Any:
    r"""The value of ``f`` and its derivative along a direction, :math:`J v`.

    `linearize` takes further directions at the price of a sweep each.

    Parameters
    ----------
    f : callable
        Returns a Tensor of any shape, or a nest of dict, list and tuple of them.
    xs, vs
        A tuple of arguments and a tuple of directions of the same nests and shapes; or one
        argument and its direction.
    has_aux : bool
        Whether ``f`` returns a pair, its value and anything else, which comes third then.

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
    run = _linearized_forward(lambda *args: with_aux("jvp", f(*args), has_aux), xs)
    tangent = run.push("jvp", vs)
    return (run.values, tangent, run.aux) if has_aux else (run.values, tangent)


def _apart(row: Any, ys: Any) -> Any:
    """The nest whose leaves `joined` has put in a row."""
    if isinstance(ys, Tensor):
        return row
    start = 0

    def part(y: Tensor) -> Any:
        nonlocal start
        start += y.size
        piece = reshape(row[start - y.size : start], y.shape)
        if is_complex(row) and not is_complex(y):
            piece = real(piece)
        return piece.astype(y.dtype) if y.dtype.kind in "fc" and y.dtype != row.dtype else piece

    return map_tensors(part, ys)


@overload
def jacobian(
    f: ByFirst[P, tuple[Any, A]], argnums: Literal[0] = 0, *, has_aux: Literal[True]
) -> ByFirst[P, tuple[Any, A]]: ...


@overload
def jacobian(
    f: ByFirst[P, Any], argnums: Literal[0] = 0, has_aux: bool = False
) -> ByFirst[P, Any]: ...


@overload
def jacobian(f: Callable[P, Any], argnums: Numbers, has_aux: bool = False) -> Widened[P, Any]: ...


def jacobian(
    f: Callable[..., Any], argnums: Numbers = 0, has_aux: bool = False
) -> Callable[..., Any]:
    r"""The function that returns the Jacobian :math:`\partial y_i / \partial x_j` of ``f``.

    Parameters
    ----------
    f : callable
        Returns one Tensor, or a nest of dict, list and tuple of them.
    argnums : int or sequence of int
        By which arguments to differentiate: arrays, Tensors, or nests of them.
    has_aux : bool
        Whether ``f`` returns a pair, its value and anything else, which is then returned beside
        the Jacobian.

    Notes
    -----
    Of complex arguments it is the derivative :math:`dy/dz` of a holomorphic function; another one
    has none, and is refused. Elements of the result are taken for many sweeps at once, and forward
    where the argument has far fewer elements than the result.

    Returns
    -------
    callable
        Returns a Tensor of shape ``(*y.shape, *x.shape)``; where the result or the argument is a
        nest, the nest of the result, and in it that of the argument, which is a tuple for several
        arguments.

    Examples
    --------
    >>> mg.jacobian(lambda x: x * x)(np.array([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    >>> mg.jacobian(lambda a, b: a * b, argnums=(0, 1))(2.0, 3.0)
    (tensor(3.), tensor(2.))
    """
    numbers = argument_numbers("jacobian", argnums)

    @made_of(f, f"Jacobian of {{}} by {described(numbers)}.")
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        g, xs = by_arguments("jacobian", f, numbers, args, kwargs, has_aux=has_aux)
        several = isinstance(numbers, tuple)
        result, aux = _whole_jacobian(g, xs, lambda inside: inside if several else inside[0])
        return (result, aux) if has_aux else result

    return wrapped


def _whole_jacobian(
    f: Callable[..., tuple[Any, Any]], xs: Sequence[Any], argument: Callable[[Any], Any]
) -> tuple[Any, Any]:
    """The Jacobian in the nest of results with that of the argument in it, and what was beside."""
    whole, batches = _of_all_examples(f)
    run = _linearized(whole, lowered(tuple(xs), batches))
    values, inside = raised((run.ys, run.inside), batches)
    ys, parts = tensors_of(values), tensors_of(inside)
    step = _at_once(run) if _can_be_batched(run) else 1
    forward = step > 1 and _FORWARD * sum(x.size for x in parts) < sum(y.size for y in ys)
    if any(map(is_complex, (*ys, *parts))):
        found = _complex_rows(run, ys, parts, step)
    else:
        found = (_columns if forward else _rows)(run, ys, parts, step)
    each = iter([[raised(piece, batches) for piece in row] for row in found])

    def by_the_argument(y: Any) -> Any:
        mine = iter(next(each))
        return map_tensors(
            lambda part: reshape(next(mine), (*y.shape, *part.shape)), argument(inside)
        )

    return map_tensors(by_the_argument, values), run.aux


def _complex_rows(run: _Linearized, ys: list[Any], parts: list[Any], step: int) -> list[list[Any]]:
    """The same where numbers are complex: of a holomorphic function, or of one of real numbers."""
    real_units = _rows(run, ys, parts, step)
    imaginary_units = _rows(run, ys, parts, step, 1j)
    result = []
    for y, ones, others in zip(ys, real_units, imaginary_units, strict=True):
        row = []
        for x, a, b in zip(parts, ones, others, strict=True):
            if is_complex(x):  # a gradient is the conjugate, where there is one derivative
                look(_check_holomorphic, _bare(a), _bare(b))
                row.append(conj(a))
            else:
                row.append(a + 1j * b if is_complex(y) else a)
        result.append(row)
    return result


def _bare(x: Any) -> Any:
    return x.node.value if isinstance(x, Tensor) else x


def _check_holomorphic(a: Any, b: Any) -> None:
    """Refuse a function that has two derivatives, by z and by its conjugate."""
    tolerance = float(np.finfo(a.dtype).eps) ** 0.5
    scale = float(np.max(np.abs(a), initial=0)) + float(np.max(np.abs(b), initial=0))
    if np.any(np.abs(b - 1j * a) > tolerance * scale):
        raise TypeError(
            "jacobian: a function of complex numbers that is not holomorphic has no one derivative "
            "dy/dz; take real and imaginary parts as arguments and results, or products with it by "
            "mg.vjp and mg.jvp"
        )


def _rows(
    run: _Linearized, ys: list[Any], parts: list[Any], step: int, unit: complex = 1
) -> list[list[Any]]:
    """For each result and each part of the argument the gradients of all elements, by sweeps back.

    Those of several elements are taken in one sweep, as a batch.
    """
    outer = len(open_batches())
    found = []
    for start, stop in _ranges(ys, step):
        blocks = _units(ys, tensors_of(run.ys), start, stop, unit)
        units = blocks[0]
        if not isinstance(run.ys, Tensor):
            units = np.concatenate([block.reshape(len(block), -1) for block in blocks], axis=1)
        if len(units) == 1:
            pulled = tensors_of(run.pull(units[0], create_graph=run.outer))
            found.append([stack([g], axis=outer) for g in pulled])
            continue
        with new_batch(len(units)) as batch:
            pulled = tensors_of(run.pull(Batched(units, batch), create_graph=run.outer))
            rows = [asarray(g) for g in lowered(pulled, (batch,))]
        found.append([_moved(g, outer) for g in rows])
    return _split(found, ys, parts, outer)


def _columns(run: _Linearized, ys: list[Any], parts: list[Any], step: int) -> list[list[Any]]:
    """The same by derivatives along the directions of the argument, where these are few."""
    along = _along(run)
    found = []
    for start, stop in _ranges(parts, step):
        blocks = _units(parts, tensors_of(run.inside), start, stop)
        with new_batch(stop - start) as batch:
            tangents = tensors_of(along([Batched(block, batch) for block in blocks]))
            columns = [asarray(y) for y in lowered(tangents, (batch,))]
        found.append([_moved(y, len(y.shape) - 1) for y in columns])
    by_part = _split(found, parts, ys, -1)
    return [list(row) for row in zip(*by_part, strict=True)]


def _ranges(xs: list[Any], step: int) -> list[tuple[int, int]]:
    total = sum(x.size for x in xs)
    return [(start, min(start + step, total)) for start in range(0, total, step)]


def _units(xs: list[Any], wholes: list[Any], start: int, stop: int, unit: complex = 1) -> list[Any]:
    """For some elements of a row of arrays those with 1 there, in every example, else 0."""
    blocks = []
    for x, whole in zip(xs, wholes, strict=True):
        block = np.zeros((stop - start, x.size), whole.dtype)
        ones = np.arange(max(start, 0), min(stop, x.size))
        block[ones - start, ones] = unit if is_complex(whole) else unit.real
        start, stop = start - x.size, stop - x.size
        added = (1,) * (len(whole.shape) - len(x.shape))
        block = block.reshape(len(block), *added, *x.shape)
        blocks.append(np.broadcast_to(block, (len(block), *whole.shape)))
    return blocks


def _moved(x: Any, axis: int) -> Any:
    """The first axis put elsewhere."""
    order = [*range(1, len(x.shape))]
    order.insert(axis, 0)
    return x if axis == 0 else transpose(x, tuple(order))


def _split(found: list[list[Any]], xs: list[Any], others: list[Any], axis: int) -> list[list[Any]]:
    """What was found for all elements of a row of arrays, for each of these arrays."""
    if not found:
        sizes = tuple(batch.size for batch in open_batches())
        return [
            [asarray(np.zeros((*sizes, *x.shape, *other.shape), other.dtype)) for other in others]
            for x in xs
        ]
    wholes = [
        column[0] if len(column) == 1 else concatenate(column, axis=axis)
        for column in zip(*found, strict=True)
    ]
    if len(xs) == 1:
        return [wholes]
    pieces, start = [], 0
    for x in xs:
        key: tuple[Any, ...] = (slice(start, start + x.size),)
        key = (Ellipsis, *key) if axis < 0 else (*(slice(None),) * axis, *key)
        pieces.append([whole[key] for whole in wholes])
        start += x.size
    return pieces


def _can_be_batched(run: _Linearized) -> bool:
    """True where the rules of all operations are minigrad's, which are proved on batches."""
    if is_detecting():
        return False
    nodes = topological_order(*[y.node for y in tensors_of(run.ys)])
    return not any(
        node.requires_grad
        and ((node.op is not None and node.op.checked) or (node.target and node.target.hooks))
        for node in nodes
    )


def _at_once(run: _Linearized) -> int:
    """The number of cotangents for which a sweep's memory stays small."""
    nodes = topological_order(*[y.node for y in tensors_of(run.ys)])
    largest = max(math.prod(shape_of(node.value)) for node in nodes)
    return max(1, _ELEMENTS // max(1, largest))


@overload
def hessian(
    f: ByFirst[P, tuple[Any, A]], argnums: Literal[0] = 0, *, has_aux: Literal[True]
) -> ByFirst[P, tuple[Any, A]]: ...


@overload
def hessian(
    f: ByFirst[P, Any], argnums: Literal[0] = 0, has_aux: bool = False
) -> ByFirst[P, Any]: ...


@overload
def hessian(f: Callable[P, Any], argnums: Numbers, has_aux: bool = False) -> Widened[P, Any]: ...


def hessian(
    f: Callable[..., Any], argnums: Numbers = 0, has_aux: bool = False
) -> Callable[..., Any]:
    r"""The function that returns the second derivatives of ``f``.

    The element :math:`(i, j)` is :math:`\partial^2 y / \partial x_i \partial x_j`.

    Parameters
    ----------
    f : callable
        Returns one number.
    argnums : int or sequence of int
        By which arguments to differentiate: arrays, Tensors, or nests of them. For a dict of ``u``
        and ``v`` the mixed derivative stands at ``["u"]["v"]``, for two arguments at ``[0][1]``.
    has_aux : bool
        Whether ``f`` returns a pair, the number and anything else, which is then returned beside
        the second derivatives.

    Examples
    --------
    >>> mg.hessian(lambda x: (x**3).sum())(np.array([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    >>> mg.hessian(lambda p: p["u"] ** 2 * p["v"])({"u": 1.0, "v": 2.0})["u"]
    {'u': tensor(4.), 'v': tensor(2.)}
    """
    numbers = argument_numbers("hessian", argnums)
    second = jacobian(grad(f, numbers, has_aux), numbers, has_aux)
    return made_of(f, f"Hessian of {{}} by {described(numbers)}.")(second)


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
        pairs = zip(gradients, directions, strict=True)
        return sum(real(conj(g) * d if is_complex(g) else g * d).sum() for g, d in pairs)

    return grad(along)(x)


def _directions(name: str, xs: Any, vs: Any) -> list[Any]:
    """The leaves of directions, each of the shape of its argument."""
    triples = aligned(xs, vs, f"{name}: the directions do not fit the arguments")
    for place, x, v in triples:
        if is_complex(_as_array(v)) and not is_complex(_as_array(x)):
            raise TypeError(f"{name}: a real argument has no complex direction")
        if np.shape(x) != np.shape(v):
            where = f" at {place}" if place else ""
            raise ValueError(
                f"{name}: the directions have other shapes than the arguments{where}: "
                f"{np.shape(v)}, not {np.shape(x)}"
            )
    return [v if isinstance(v, Box) else np.asarray(v) for _, _, v in triples]
