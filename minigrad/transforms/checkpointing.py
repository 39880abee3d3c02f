"""Checkpoints: parts of a graph that are computed again on the way back, instead of being kept."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from minigrad.core.backward import conjugated
from minigrad.core.box import Box
from minigrad.core.deferred import Deferred
from minigrad.core.mode import enable_grad, is_grad_enabled, no_grad
from minigrad.core.node import Node, next_number
from minigrad.core.observers import Observing
from minigrad.core.op import Op
from minigrad.ops.elementwise import positive
from minigrad.ops.joining import concatenate
from minigrad.ops.shapes import reshape
from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor, handle
from minigrad.transforms.batched import Batched, inside, lowered, open_batches, raised
from minigrad.transforms.derivatives import joined, seal, tensors_of, wrapped_arguments
from minigrad.transforms.signatures import P, R


def checkpoint(f: Callable[P, R]) -> Callable[P, R]:
    r"""The same function, whose inside is not kept for backward but computed again there.

    Of all that ``f`` records, the graph holds one node with its arguments and results; the values
    between are let go of as ``f`` goes on. On the way back ``f`` runs once more, and its own graph
    lives while the gradient passes. So a network of :math:`n` layers in :math:`\sqrt n` checkpoints
    needs memory for about :math:`2 \sqrt n` of them, and one more forward run.

    Parameters
    ----------
    f : callable
        A function or a module. Its arguments and results may be nests of dict, list and tuple, with
        Tensors at their leaves and anything else beside. Tensors that it uses from outside, such
        as parameters, receive their gradients.

    Returns
    -------
    callable
        With the arguments and results of ``f``.

    Raises
    ------
    RuntimeError
        On the way back, where ``f`` gave other values when it ran again. Then it depends on what
        is neither an argument nor a Tensor, such as an array that was written into.
    TypeError
        Where ``f`` assigns to its arguments; inside `minigrad.compile`, where what is compiled does
        not go through the arguments.

    Notes
    -----
    Tensors from outside have the values again that they had, and generators that ``f`` refers to
    (those of `minigrad.nn.Dropout`, or NumPy's global one) draw the same numbers again; afterwards
    both are as they were. So running means move once. What else ``f`` does, such as printing, it
    does twice. Source: arXiv:1604.06174.

    Examples
    --------
    >>> w = mg.tensor(2.0, requires_grad=True)
    >>> @mg.checkpoint
    ... def block(x):
    ...     return mg.sin(w * mg.exp(x))
    >>> y = block(mg.tensor(0.0, requires_grad=True))
    >>> y
    tensor(0.90929743, op=checkpoint)
    >>> y.backward()
    >>> w.grad
    tensor(-0.41614684)
    """

    @functools.wraps(f)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Any:
        if not is_grad_enabled() or _is_being_compiled((args, kwargs)):
            return f(*args, **kwargs)
        if open_batches():
            return _in_batches(f, args, kwargs)
        return _Segment(f, args, kwargs).run()

    return wrapped


def _is_being_compiled(given: Any) -> bool:
    return any(
        isinstance(x.node.value if isinstance(x, Tensor) else x, Deferred)
        and not isinstance(x, Batched)
        for x in leaves(given)
    )


def _in_batches(f: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """The call of all examples, on what they have together."""
    batches = open_batches()
    is_raised = [isinstance(x, Batched) for x in leaves((args, kwargs))]
    is_left: list[bool] = []

    def whole(given: Any) -> Any:
        marks = iter(is_raised)
        with inside(batches):
            args, kwargs = map_nest(lambda x: raised(x, batches) if next(marks) else x, given)
            result = f(*args, **kwargs)
            is_left[:] = [isinstance(y, Batched) for y in leaves(result)]
            return map_nest(
                lambda y: asarray(lowered(y, batches)) if isinstance(y, Batched) else y, result
            )

    functools.update_wrapper(whole, f, updated=())
    given = map_nest(lambda x: lowered(x, batches) if isinstance(x, Batched) else x, (args, kwargs))
    result = _Segment(whole, (given,), {}).run()
    marks = iter(is_left)
    return map_nest(lambda y: raised(y, batches) if next(marks) else y, result)


class _Place:
    """The place of a Tensor in a nest."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


class _Segment:
    """One call of a function: what is needed to make it again."""

    def __init__(self, f: Callable[..., Any], args: Any, kwargs: Any) -> None:
        self.function = f
        self.nodes: list[Node] = []  # of the Tensors among the arguments, then those from outside
        self.outside: list[tuple[Tensor, Node]] = []
        self.drawn: list[tuple[Any, Any]] = []
        self.values: list[Any] | None = None
        self.arguments = map_nest(self._place, (args, kwargs))
        self.number = len(self.nodes)

    def __repr__(self) -> str:
        return getattr(self.function, "__name__", type(self.function).__name__)

    def _place(self, x: Any) -> Any:
        if isinstance(x, Tensor):
            self.nodes.append(x.node)
            return _Place(len(self.nodes) - 1)
        if isinstance(x, np.ndarray):
            x = x.copy()  # its owner may write into it
            x.setflags(write=False)
        return x

    def _call(self, entered: list[Tensor]) -> Any:
        args, kwargs = map_nest(
            lambda x: entered[x.number] if isinstance(x, _Place) else x, self.arguments
        )
        return self.function(*args, **kwargs)

    # Forward.

    def run(self) -> Any:
        """The function's result, as that of one operation."""
        start = next_number()
        entered = [handle(node) for node in self.nodes]
        mine = {id(x) for x in entered}
        seen: dict[int, tuple[Tensor, Node]] = {}

        def see(node: Node, _: Op, nodes: Any, inputs: Any, *__: Any) -> None:
            if isinstance(node.value, Deferred):
                raise TypeError(
                    f"mg.checkpoint({self!r}) inside minigrad.compile: a program plans its memory "
                    f"itself; call {self!r} without checkpoint there"
                )
            for given, n in zip(inputs, nodes, strict=True):
                if isinstance(given, Tensor):
                    x = getattr(given, "owner", given)  # of x.data
                    held = n if x is given else x.node
                    if held.number < start and id(x) not in mine:
                        seen.setdefault(id(x), (x, held))

        generators = _generators({"f": self.function, "arguments": self.arguments})
        before = [_random().state_of(rng) for rng in generators]
        with no_grad(), Observing(see):
            result = self._call(entered)
        self.drawn = [
            (rng, state)
            for rng, state in zip(generators, before, strict=True)
            if not _random().same_state(_random().state_of(rng), state)
        ]
        if any(x.node is not n for x, n in zip(entered, self.nodes, strict=True)):
            raise TypeError(
                f"mg.checkpoint: {self!r} assigns to one of its arguments; make a new value in it, "
                "x = x + y, and return it"
            )
        self.outside = list(seen.values())
        self.nodes += dict.fromkeys(n for _, n in self.outside if n.requires_grad)
        if not any(n.requires_grad for n in self.nodes):
            return result
        ys = [y for y in leaves(result) if isinstance(y, Tensor)]
        if not ys:
            return result
        self.values = [y.node.value for y in ys]
        operation = _ONE if len(ys) == 1 else _SEVERAL
        made = operation.apply(tuple(map(handle, self.nodes)), {"f": self})
        found = iter([made] if len(ys) == 1 else made)
        return map_nest(lambda y: next(found) if isinstance(y, Tensor) else y, result)

    def forward(self, xs: tuple[Any, ...]) -> list[Any]:
        """The values of the results: those that were found, or of other arguments."""
        if self.values is not None:
            values, self.values = self.values, None
            return values
        with self._as_it_was(), no_grad():
            ys = tensors_of(self._call([asarray(x) for x in xs[: self.number]]))
        return [y.node.value for y in ys]

    # Backward.

    def shares(self, gs: Any, ys: Any, xs: tuple[Any, ...]) -> list[Any]:
        """What flows back to each input; recorded where the sweep is."""
        values = [y.node.value if isinstance(y, Tensor) else y for y in ys]
        gs = [conjugated(g) for g in gs]  # rules have conjugates of what sweeps begin with
        pull = functools.partial(self.pull, _Kept(values))
        if any(isinstance(x, Tensor) for x in (*gs, *xs)):
            return [conjugated(x) for x in checkpoint(pull)(gs, *xs[: self.number])]
        with no_grad():
            found = pull(gs, *xs[: self.number])
        return [conjugated(x.node.value if isinstance(x, Tensor) else x) for x in found]

    def pull(self, before: _Kept, gs: list[Any], *xs: Any) -> tuple[Any, ...]:
        """The gradients of all nodes that went in, by cotangents of the results."""
        recording = is_grad_enabled()
        mine, outside = self.nodes[: self.number], self.nodes[self.number :]
        with self._as_it_was(), enable_grad():
            entered = [
                wrapped_arguments(x, recording) if node.requires_grad else asarray(x)
                for x, node in zip(xs, mine, strict=True)
            ]
            held = [handle(x.node) for x in entered]
            # What was recorded outside ends here; the sweep that called goes on from its inputs.
            ends = {
                node: positive(handle(node)).node
                if recording
                else Node(node.value, requires_grad=True)
                for node in outside
            }

            def cut(node: Node, _: Op, nodes: Any, *__: Any) -> None:
                if node.op is not None and not ends.keys().isdisjoint(nodes):
                    pairs = zip(nodes, node.inputs, strict=True)
                    node.inputs = tuple([ends.get(n, x) for n, x in pairs])

            with Observing(cut):
                result = self._call(entered)
            ys = [handle(ends.get(y.node, y.node)) for y in leaves(result) if isinstance(y, Tensor)]
            self._check_same(before.values, ys)
            flowing = [(y, g) for y, g in zip(ys, gs, strict=True) if y.requires_grad]
            if not flowing:
                return (None,) * len(self.nodes)
            one = len(flowing) == 1
            root = flowing[0][0] if one else joined([y for y, _ in flowing])
        row = flowing[0][1] if one else concatenate([reshape(g, (-1,)) for _, g in flowing])
        wanted = [x.node for x in held] + [ends[node] for node in outside]
        gradients = root._sweep(
            root._seed(row),
            wanted=set(wanted),
            create_graph=recording,
            retain_graph=recording,
        )
        seal([x for x, node in zip(held, mine, strict=True) if node.requires_grad])
        return tuple([_as_tensor(gradients.get(node)) for node in wanted])

    @contextmanager
    def _as_it_was(self) -> Iterator[None]:
        """Tensors from outside, and generators, as they were when the function first ran."""
        now = [(x, x.node) for x, _ in self.outside]
        states = [(rng, _random().state_of(rng)) for rng, _ in self.drawn]
        try:
            for x, node in self.outside:
                if x.node is not node:
                    x.node = node
            for rng, state in self.drawn:
                _random().set_state(rng, state)
            yield
        finally:
            for x, node in now:
                if x.node is not node:
                    x.node = node
            for rng, state in states:
                _random().set_state(rng, state)

    def _check_same(self, before: list[Any], ys: list[Tensor]) -> None:
        """Refuse gradients of something else than what was computed."""
        if len(before) != len(ys) or not all(map(_is_same, before, ys)):
            raise RuntimeError(
                f"mg.checkpoint: {self!r} gave another value when it ran again for backward; what "
                "it depends on, an array or a random generator, has changed, or is hidden from "
                "checkpoint: pass it as an argument"
            )


class _Kept:
    """Values that are no arguments of a function."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values


def _is_same(before: Any, y: Tensor) -> bool:
    now = y.node.value
    if now.shape != before.shape or now.dtype != before.dtype:
        return False
    if not isinstance(now, (np.ndarray, np.generic)) or now.dtype.kind not in "fc":
        return (
            isinstance(now, Box) or not isinstance(now, np.ndarray) or bool((now == before).all())
        )
    # A thread more may change the last digits of a product.
    tolerance = float(np.finfo(now.dtype).eps) ** 0.5
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(before), initial=0, where=np.isfinite(before))
        same = np.isclose(now, before, rtol=tolerance, atol=tolerance * scale, equal_nan=True)
    return bool(same.all())


def _as_tensor(g: Any) -> Any:
    if g is None or isinstance(g, Batched):
        return g
    if isinstance(g, Tensor):
        return handle(g.node)
    if isinstance(g, np.ndarray):
        g.setflags(write=False)
    return asarray(g)


def _random() -> Any:
    from minigrad.tensors import generators  # noqa: PLC0415 - NumPy's are slow to import

    return generators


def _generators(parts: Any) -> list[Any]:
    """The generators that a function refers to, and those of NumPy and Python for everybody."""
    everybody: Any = (np.random.get_state, random.getstate)
    return [
        *_random().find_generators(parts).values(),
        *[function.__self__ for function in everybody],
    ]


_ONE = Op(
    "checkpoint",
    lambda *xs, f=None: f.forward(xs)[0],
    joint=lambda g, y, *xs, f: f.shares([g], [y], xs),
    kind="other",
    checked=False,
    doc="A function whose inside is computed again for backward; see `minigrad.checkpoint`.",
)
_SEVERAL = Op(
    "checkpoint",
    lambda *xs, f=None: tuple(f.forward(xs)),
    joint=lambda g, y, *xs, f: f.shares(g, y, xs),
    outputs=tuple,
    kind="other",
    checked=False,
    doc=_ONE.__doc__,
)
