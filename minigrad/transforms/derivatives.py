"""Functions of functions: gradients as values, without touching any ``grad``."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, overload

import numpy as np

from minigrad.core.mode import enable_grad, is_grad_enabled
from minigrad.core.node import Node, topological_order
from minigrad.core.targets import GradientTarget
from minigrad.core.values import owned
from minigrad.ops.joining import concatenate
from minigrad.ops.shapes import reshape
from minigrad.support.pytree import aligned, leaves, map_nest
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor, handle
from minigrad.transforms.batched import Batch, Batched, lowered, open_batches, raised
from minigrad.transforms.signatures import A, ByFirst, Numbers, P, R, Widened, made_of


class _Nobody:
    """A stand-in for the Tensor of a leaf whose gradient nobody can ask for any more."""


_NOBODY = GradientTarget(_Nobody())


def grad_of(
    y: Any,
    xs: Any,
    cotangent: Any = None,
    *,
    create_graph: bool = False,
    retain_graph: bool = True,
) -> Any:
    r"""The gradients of ``y`` by one or several Tensors of its graph, leaves or interior.

    Returns :math:`\sum_i \bar y_i \, \partial y_i / \partial x`. Only what lies between is
    computed, and no ``grad`` changes.

    Parameters
    ----------
    y : Tensor, or nest of them
        The output; one element, unless ``cotangent`` is given.
    xs : Tensor, or nest of dict, list and tuple of them
        A Tensor that ``y`` does not depend on has gradient zero.
    cotangent : array_like, or nest of them, optional
        Of the shape of ``y``.
    create_graph : bool
        Whether the gradients are recorded, so that they can be differentiated in turn.
    retain_graph : bool
        Whether the graph can be used again.

    Returns
    -------
    Tensor, or the nest with Tensors of the shapes and dtypes of ``xs``

    Examples
    --------
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> y = x**3
    >>> (first,) = mg.grad_of(y, [x], create_graph=True)
    >>> first, mg.grad_of(first, x)
    (tensor(27., op=multiply), tensor(18.))
    """
    if any(isinstance(part, Batched) for part in leaves((y, xs))):
        raise TypeError(
            "grad_of: inside mg.vmap the gradients of every example are asked for by mg.grad or "
            "mg.vjp, of a function with what they are taken by among its arguments"
        )
    if not all(isinstance(part, Tensor) for part in leaves(y)):
        raise TypeError(f"grad_of: {y!r} is not a Tensor")
    if not isinstance(y, Tensor):
        if cotangent is None:
            raise TypeError("grad_of: several outputs need their cotangents, in the same nest")
        cotangent = joined_cotangent("grad_of", y, cotangent)
        y = joined(y)
    tensors = list(leaves(xs))
    for x in tensors:
        if not isinstance(x, Tensor) or not x.requires_grad:
            raise TypeError(f"grad_of: {x!r} is not a Tensor that requires a gradient")
    seed = y._seed(cotangent)
    earlier = _earlier_nodes(y.node, tensors)
    wanted = {x.node for x in tensors}.union(*earlier.values())
    gradients = y._sweep(seed, wanted=wanted, create_graph=create_graph, retain_graph=retain_graph)
    whole = {}
    for x in tensors:
        parts = [gradients[n] for n in {x.node} | earlier.get(id(x), set()) if n in gradients]
        if parts:
            whole[x.node] = functools.reduce(operator.add, parts)
    return gradient_nest(xs, whole, seed)


def _earlier_nodes(root: Node, tensors: Sequence[Tensor]) -> dict[int, set[Node]]:
    """The nodes that leaves had before they were given new values, by the leaf's identity."""
    found: dict[int, set[Node]] = {id(x): set() for x in tensors if x.is_leaf}
    for node in topological_order(root):
        tensor = node.owner if node.op is None else None
        if tensor is not None and id(tensor) in found:
            found[id(tensor)].add(node)
    return found


def gradient_nest(xs: Any, gradients: Mapping[Node, Any], seed: Any) -> Any:
    """The gradients of a nest of Tensors; zero for what the sweep did not reach."""
    shared = {id(seed.node.value if isinstance(seed, Tensor) else seed)}

    def gradient(x: Tensor) -> Any:
        g = gradients.get(x.node)
        if g is None:
            return asarray(np.zeros_like(x.node.value))
        if isinstance(g, Batched):
            return g
        return handle(g.node) if isinstance(g, Tensor) else asarray(_frozen(owned(g, shared)))

    return map_tensors(gradient, xs)


def _frozen(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    return value


@overload
def value_and_grad(  # type: ignore[overload-overlap] # 0 is an int as well
    f: ByFirst[P, R], argnums: Literal[0] = 0, has_aux: bool = False
) -> ByFirst[P, tuple[R, Any]]: ...


@overload
def value_and_grad(
    f: Callable[P, R], argnums: Numbers, has_aux: bool = False
) -> Widened[P, tuple[R, Any]]: ...


def value_and_grad(
    f: Callable[..., Any], argnums: Numbers = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """The function that returns the value of ``f`` and its gradient; see `grad`.

    Parameters
    ----------
    f : callable
        Returns one number.
    argnums : int or sequence of int
        By which arguments to differentiate.
    has_aux : bool
        Whether ``f`` returns a pair, the number and anything else. The value is this pair then.

    Examples
    --------
    >>> mg.value_and_grad(lambda x: x * x)(3.0)
    (tensor(9.), tensor(6.))
    >>> mg.value_and_grad(lambda x: (x * x, {"x": x}), has_aux=True)(3.0)
    ((tensor(9.), {'x': tensor(3.)}), tensor(6.))
    """
    numbers = argument_numbers("value_and_grad", argnums)

    @made_of(f, f"Value and gradient of {{}} by {described(numbers)}.")
    def wrapped(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        g, xs = by_arguments("value_and_grad", f, numbers, args, kwargs, has_aux=has_aux)
        value, gradients, aux = _differentiated(g, xs)
        first = tuple(gradients) if isinstance(numbers, tuple) else gradients[0]
        return (value, aux) if has_aux else value, first

    return wrapped


@overload
def grad(
    f: ByFirst[P, tuple[Any, A]], argnums: Literal[0] = 0, *, has_aux: Literal[True]
) -> ByFirst[P, tuple[Any, A]]: ...


@overload
def grad(f: ByFirst[P, Any], argnums: Literal[0] = 0, has_aux: bool = False) -> ByFirst[P, Any]: ...


@overload
def grad(f: Callable[P, Any], argnums: Numbers, has_aux: bool = False) -> Widened[P, Any]: ...


def grad(f: Callable[..., Any], argnums: Numbers = 0, has_aux: bool = False) -> Callable[..., Any]:
    r"""The function that returns the gradient of ``f``, a function with one number as its value.

    Parameters
    ----------
    f : callable
        Takes arrays, Tensors, or nests of dict, list and tuple of them, and is handed Tensors.
    argnums : int or sequence of int
        By which positional arguments to differentiate; negative ones count from the end.
    has_aux : bool
        Whether ``f`` returns a pair, the number and anything else, which is then returned beside
        the gradient, without a gradient of its own.

    Returns
    -------
    callable
        With the arguments of ``f``; returns Tensors in the nest of the chosen argument, or a
        tuple of these for several. A result that does not depend on them, a plain number too,
        has gradient 0. Where Tensors that require gradients took part, the result is
        recorded, so ``grad`` can be nested.

    Examples
    --------
    >>> mg.grad(lambda x: x**3)(2.0)
    tensor(12.)
    >>> mg.grad(mg.grad(lambda x: x**3))(2.0)
    tensor(12.)
    >>> mg.grad(lambda p: (p["w"] * p["x"]).sum())({"w": 3.0, "x": np.ones(2)})
    {'w': tensor(2.), 'x': tensor([3., 3.])}
    >>> mg.grad(lambda x, y: (x * y, "seen"), argnums=(0, 1), has_aux=True)(2.0, 3.0)
    ((tensor(3.), tensor(2.)), 'seen')
    """
    numbers = argument_numbers("grad", argnums)
    both = value_and_grad(f, numbers, has_aux)

    @made_of(f, f"Gradient of {{}} by {described(numbers)}.")
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        value, gradients = both(*args, **kwargs)
        return (gradients, value[1]) if has_aux else gradients

    return wrapped


def _differentiated(f: Callable[..., Any], xs: tuple[Any, ...]) -> tuple[Any, list[Any], Any]:
    """The value of ``f``, its gradients by all arguments, and what it returned beside."""
    batches = open_batches()
    if batches:
        return _differentiated_in_batches(f, xs, batches)
    return _differentiated_alone(f, xs)


def _differentiated_in_batches(
    f: Callable[..., Any], xs: tuple[Any, ...], batches: tuple[Batch, ...]
) -> tuple[Any, list[Any], Any]:
    """The same of all examples: no example is in another one's value, so their sum tells."""

    def total(*wholes: Any) -> Any:
        y, aux = f(*raised(wholes, batches))
        whole = lowered(one_number(results(y)), batches)
        return whole.sum(), (whole, aux)

    _, gradients, (whole, aux) = _differentiated_alone(total, tuple(lowered([*xs], batches)))
    return raised(whole, batches), raised(gradients, batches), aux


def _differentiated_alone(f: Callable[..., Any], xs: tuple[Any, ...]) -> tuple[Any, list[Any], Any]:
    recording = is_grad_enabled()
    with enable_grad():
        entered = [wrapped_arguments(x, recording) for x in xs]
        # f may assign to the Tensors it was given, and that gives them new nodes.
        inside = [handles(x) for x in entered]
        y, aux = f(*entered)
        y = one_number(results(y))
    wanted = {x.node for x in tensors_of(inside)}
    outer = recording and depends_on_others(y, wanted)
    gradients: dict[Node, Any] = {}
    seed: Any = None
    if y.requires_grad:
        seed = y._seed(None)
        gradients = y._sweep(seed, wanted=wanted, create_graph=outer)
    result = [gradient_nest(x, gradients, seed) for x in inside]
    seal(inside)
    return (y if outer else y.detach()), result, apart_from_graph(aux, recording, wanted)


def argument_numbers(name: str, argnums: Any) -> int | tuple[int, ...]:
    """The number of an argument, or the numbers of several."""
    several = isinstance(argnums, (tuple, list, range, np.ndarray))
    numbers = tuple(argnums) if several else (argnums,)
    if any(isinstance(i, bool) or not isinstance(i, (int, np.integer)) for i in numbers):
        raise TypeError(
            f"{name}: argnums is the number of a positional argument, or a tuple of several, not "
            f"{argnums!r}"
        )
    numbers = tuple(map(int, numbers))
    return numbers if several else numbers[0]


def described(numbers: int | tuple[int, ...]) -> str:
    """The numbers of arguments in words."""
    listed = numbers if isinstance(numbers, tuple) else (numbers,)
    return f"argument{'s' * (len(listed) > 1)} {', '.join(map(str, listed))}"


def by_arguments(
    name: str,
    f: Callable[..., Any],
    argnums: int | tuple[int, ...],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    has_aux: bool,
) -> tuple[Callable[..., tuple[Any, Any]], tuple[Any, ...]]:
    """A function of the chosen arguments alone that returns a pair, and these arguments."""
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    for i in numbers:
        if not -len(args) <= i < len(args):
            raise TypeError(
                f"{name}: argnums={argnums} does not fit a call with {len(args)} positional "
                "arguments; what is differentiated by is given by position"
            )
    places = [i % len(args) for i in numbers]
    if len(set(places)) < len(places):
        raise TypeError(f"{name}: argnums={argnums} names an argument twice")

    def of_these(*xs: Any) -> tuple[Any, Any]:
        arguments = [*args]
        for i, x in zip(places, xs, strict=True):
            arguments[i] = x
        return with_aux(name, f(*arguments, **kwargs), has_aux)

    return of_these, tuple(args[i] for i in places)


def with_aux(name: str, returned: Any, has_aux: bool) -> tuple[Any, Any]:
    """What a function returned, as a pair."""
    if not has_aux:
        return returned, None
    if not isinstance(returned, tuple) or len(returned) != 2:
        what = type(returned).__name__
        if isinstance(returned, tuple):
            what = f"a tuple of {len(returned)}"
        raise TypeError(
            f"{name}: with has_aux=True the function is to return a pair, its value and what comes "
            f"beside it, not {what}"
        )
    return returned


def one_number(y: Any) -> Any:
    """The result of a function that is to return one number."""
    if not isinstance(y, (Tensor, Batched)):
        raise TypeError(
            f"the gradient of a function needs one number from it, not {type(y).__name__}; "
            "mg.vjp and mg.jacobian take functions with several results, and has_aux=True those "
            "that return a pair of a number and something else"
        )
    if y.size != 1:
        raise TypeError(
            f"the gradient of a function needs one number from it, not shape {y.shape}; "
            "sum it, or use grad_of with a cotangent"
        )
    if y.dtype.kind == "c":
        raise TypeError(
            "the gradient of a function needs one real number from it, not a complex one; take "
            "mg.real, mg.imag or mg.absolute of it, or mg.jacobian of a holomorphic function"
        )
    return y


def apart_from_graph(aux: Any, recording: bool, mine: set[Node]) -> Any:
    """What a function returned beside its value, without the gradients that end in it."""

    def alone(x: Any) -> Any:
        if isinstance(x, Batched):
            return Batched(alone(x.value), x.batch)
        if not isinstance(x, Tensor) or not x.requires_grad:
            return x
        return x if recording and depends_on_others(x, mine) else x.detach()

    return map_nest(alone, aux)


def results(y: Any) -> Any:
    """The result of a function, as Tensors; a plain number is a constant, of gradient 0."""
    if y is None:
        raise TypeError("the function returned None; did it forget its return?")
    for part in tensors_of(y):
        if not isinstance(part, (Tensor, Batched, int, float, complex, np.generic, np.ndarray)):
            raise TypeError(
                f"the function returned {type(part).__name__}; it is to return Tensors or numbers, "
                "or dicts, lists and tuples of them"
            )
    return map_tensors(asarray, y)


def tensors_of(nest: Any) -> list[Tensor]:
    """The leaves of a nest; None holds nothing."""
    return [x for x in leaves(nest) if x is not None]


def map_tensors(f: Callable[[Any], Any], nest: Any) -> Any:
    """The same nest of what the function makes of each leaf; None stays None."""
    return map_nest(lambda x: None if x is None else f(x), nest)


def joined(ys: Any) -> Tensor:
    """One Tensor, or the elements of all Tensors of a nest in a row."""
    if isinstance(ys, Tensor):
        return ys
    with enable_grad():
        rows = [reshape(y, (-1,)) for y in tensors_of(ys)]
        result: Tensor = concatenate(rows) if rows else asarray(np.zeros(0))
        return result


def joined_cotangent(name: str, ys: Any, cotangent: Any) -> Any:
    """The cotangent of what `joined` makes of the nest, of a nest of cotangents."""
    if isinstance(ys, Tensor):
        return cotangent
    rows = []
    for place, y, c in aligned(ys, cotangent, f"{name}: the cotangent does not fit the result"):
        if np.shape(c) != y.shape:
            raise ValueError(
                f"{name}: the cotangent at {place} has shape {np.shape(c)}, not {y.shape} as the "
                "result"
            )
        rows.append(reshape(asarray(c), (-1,)))
    return concatenate(rows) if rows else np.zeros(0)


def wrapped_arguments(nest: Any, recording: bool) -> Any:
    """Tensors of its own for an argument, linked to an outer graph if there is one."""

    def wrapped(x: Any) -> Tensor:
        if isinstance(x, Tensor):
            return +x if x.requires_grad and recording else asarray(x.detach(), requires_grad=True)
        return asarray(x, requires_grad=True)

    return map_tensors(wrapped, nest)


def handles(nest: Any) -> Any:
    """Other handles on the Tensors of a nest as they are now."""
    return map_tensors(lambda x: handle(x.node), nest)


def depends_on_others(y: Tensor, mine: set[Node]) -> bool:
    """True where a gradient also flows to leaves outside the function's own arguments."""
    return any(
        node.requires_grad
        and (node.op is None or node.released)
        and node.target is not _NOBODY
        and node not in mine
        for node in topological_order(y.node)
    )


def seal(xs: Any) -> None:
    """Say that a function is done with its arguments, as `wrapped_arguments` made them.

    What was recorded of them may be part of an outer graph, and no gradient can be asked for there.
    """
    for x in tensors_of(xs):
        if x.node.op is None:
            x.node.target = _NOBODY
