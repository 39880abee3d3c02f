"""Tracing: running a function once on arrays that record the operations on them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import Any

import numpy as np

from minigrad.compiler.guards import referred, surroundings
from minigrad.compiler.program import Condition, Value, values
from minigrad.compiler.recorder import Recorder
from minigrad.compiler.traced import TracedArray, TracedNumber, traced
from minigrad.compiler.tracing import Output, Trace, is_without_values, name_of
from minigrad.core.deferred import Deferred, ValuesNeededError
from minigrad.core.node import Node, next_number
from minigrad.core.observers import Observing
from minigrad.core.op import Op
from minigrad.support.pytree import map_nest
from minigrad.tensors.handle import Tensor, handle
from minigrad.tensors.object_graph import reachable

_VALUE = attrgetter("node.value")


@dataclass(eq=False, slots=True)
class _Captured:
    """A Tensor from outside, as it was, and as it is while the function runs."""

    tensor: Tensor
    node: Node
    gradient: Any
    traced_node: Node
    traced_gradient: Any
    inputs: tuple[Value, ...]


class Tracer:
    """One run of a function on examples of its arguments.

    Parameters
    ----------
    function
        Takes nests of arrays and Tensors, and other arguments that decide its course.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.recorder = Recorder()
        self.start = next_number()
        self.captured: dict[int, _Captured] = {}
        self.entered: dict[int, tuple[Tensor, Node]] = {}
        self.given: list[tuple[TracedArray, Value]] = []
        self.arrays: list[Any] = []

    def run(self, args: Any, kwargs: Any) -> Trace:
        """Call the function, and let everything be as it was."""
        try:
            names = (*_names_of(self.function), *[""] * len(args))
            given = [
                map_nest(partial(self._enter, name), x)
                for name, x in zip(names, args, strict=False)
            ]
            named = {name: map_nest(partial(self._enter, name), x) for name, x in kwargs.items()}
            for tensor in referred(surroundings(self.function, args, kwargs))[0]:
                if id(tensor) in self.entered and tensor.requires_grad:
                    raise TypeError(
                        f"minigrad.compile: {tensor.name or 'a Tensor'} is an argument, and used "
                        "from outside as well, so its gradient would be in two parts; leave one out"
                    )
                if tensor.is_leaf or not tensor.requires_grad:
                    self._capture(tensor)
            with Observing(self.see):
                result = self.function(*given, **named)
            return self._trace(result)
        finally:
            self.recorder.put_back()
            for captured in self.captured.values():
                captured.tensor.node = captured.node
                if captured.traced_gradient is not captured.tensor:
                    captured.tensor._grad = captured.gradient

    def _enter(self, name: str, x: Any) -> Any:
        """An argument, or a part of one, as the function sees it."""
        if isinstance(x, (np.ndarray, np.generic)):
            return self._input(x, name)
        if not isinstance(x, Tensor) or not hasattr(x.node.value, "strides"):
            return x
        array = self._input(x.node.value, x.name or name)
        if id(x) not in self.entered:
            entered = handle(Node(array))
            if x.requires_grad:
                entered._become_leaf(array, requires_grad=True)
            entered.node.name = x.name
            self.entered[id(x)] = entered, entered.node
        return self.entered[id(x)][0]

    def _input(self, example: Any, name: str) -> TracedArray:
        if np.ma.isMaskedArray(example) or isinstance(example, np.matrix):
            raise TypeError(
                f"minigrad.compile: an argument is a {type(example).__name__}, whose operations "
                "are not those of arrays; pass an array"
            )
        array = TracedArray(self.recorder.input(example, name), self.recorder)
        self.given.append((array, array.value))
        return array

    def see(
        self,
        node: Node,
        op: Op,
        nodes: tuple[Node, ...],
        operands: tuple[Any, ...],
        options: Mapping[str, Any],
    ) -> None:
        """Look at an operation: Tensors from outside are inputs of the program from now on."""
        self.arrays += [x for x in operands if isinstance(x, np.ndarray)]
        if not any(map(self._is_outside, operands)):
            return
        inputs = tuple(
            self._capture(x) if self._is_outside(x) else n
            for x, n in zip(operands, nodes, strict=True)
        )
        values = tuple(n.value for n in inputs)
        try:
            node.value = op.forward(*values, **options)
        except ValuesNeededError as error:
            node.value = error.array._defer(op.forward, values, options)
        if node.op is not None:
            node.inputs = inputs

    def _is_outside(self, x: Any) -> bool:
        return (
            isinstance(x, Tensor)
            and x.node.number < self.start
            and isinstance(x.node.value, (np.ndarray, np.generic))
            and id(x) not in self.captured
        )

    def _capture(self, tensor: Tensor) -> Node:
        """Make a Tensor from outside an input; its node while the function runs."""
        old = tensor.node
        if not isinstance(old.value, (np.ndarray, np.generic)):
            return old
        if old.op is not None and old.requires_grad:
            raise TypeError(
                "inside minigrad.compile a Tensor is used that was computed outside, and through "
                "which a gradient flows; compute it inside, pass it as an argument, or detach() it"
            )
        name = old.name or ""
        array = traced(self.recorder, partial(_VALUE, tensor), name)
        new = Node(array, requires_grad=old.requires_grad)
        new.target, new.name, new.number = old.target, old.name, old.number
        tensor.node = new
        gradient, held = getattr(tensor, "_grad", None), None
        if gradient is not None:
            held = traced(self.recorder, lambda: tensor.gradient_value, f"grad {name}")
        self.recorder.conditions.append(Condition(partial(_state, tensor), _state(tensor)))
        if hasattr(tensor, "_grad"):
            tensor._grad = held
        else:
            held = tensor  # a mark: there is no gradient to compare with or to put back
        inputs = tuple([x.value for x in (array, held) if isinstance(x, TracedArray)])
        self.captured[id(tensor)] = _Captured(tensor, old, gradient, new, held, inputs)
        return new

    def _trace(self, result: Any) -> Trace:
        result = map_nest(self._output, result)
        if any(array.value is not value for array, value in self.given) or any(
            x.node is not node or getattr(x, "_grad", None) is not None
            for x, node in self.entered.values()
        ):
            raise TypeError(
                "inside minigrad.compile an argument is changed, or given a gradient; return "
                "the new value, or use minigrad.grad_of for the gradient"
            )
        for captured in self.captured.values():
            self._note_changes(captured)
        recorder = self.recorder
        updates = [(take, map_nest(self._output, nest)) for take, nest in recorder.updates]
        return Trace(
            recorder.program,
            recorder.sources,
            recorder.conditions,
            updates,
            result,
            self._used(),
            self.arrays,
        )

    def _output(self, x: Any) -> Any:
        """A part of the result, or an output of the program in its place."""
        value, requires_grad = x, False
        if isinstance(x, Tensor):
            if self._is_outside(x):
                self._capture(x)
            value, requires_grad = x.node.value, x.requires_grad
        if isinstance(x, Iterator):
            raise TypeError(
                f"minigrad.compile: {name_of(self.function)} returns a {type(x).__name__}, of "
                "which nothing is computed yet; return a list"
            )
        if not isinstance(value, (TracedArray, TracedNumber, np.ndarray, np.generic)):
            self._refuse_hidden(x)
            return x
        outputs = self.recorder.program.outputs
        outputs.append(value.value if isinstance(value, Deferred) else value)
        return Output(len(outputs) - 1, isinstance(x, Tensor), requires_grad)

    def _refuse_hidden(self, x: Any) -> None:
        """Refuse an object that holds results: it would hold the same ones after every run."""
        for _, part in reachable({"": x}):
            if is_without_values(part):
                raise TypeError(
                    f"minigrad.compile: {name_of(self.function)} returns results inside a "
                    f"{type(x).__name__}; return them in a dict, a list or a tuple"
                )

    def _used(self) -> list[Tensor]:
        """The Tensors from outside that calls or results need, or that have changed."""
        program = self.recorder.program
        needed = {value for call in program.calls for value in call.inputs()}
        needed.update(values(program.outputs))
        return [
            captured.tensor
            for captured in self.captured.values()
            if not needed.isdisjoint(captured.inputs)
            or captured.tensor.node is not captured.traced_node
            or getattr(captured.tensor, "_grad", captured.tensor) is not captured.traced_gradient
        ]

    def _note_changes(self, captured: _Captured) -> None:
        """Let a Tensor have the value and the gradient that the function gave it."""
        tensor, updates = captured.tensor, self.recorder.updates
        node = tensor.node
        if node is not captured.traced_node:
            if node.op is not None and node.requires_grad:
                raise TypeError(
                    "inside minigrad.compile something recorded is assigned to a Tensor from "
                    "outside; do it under no_grad(), or return the new value"
                )
            give = tensor.move_to if node.requires_grad else partial(_become, tensor)
            updates.append((give, node.value))
        gradient = getattr(tensor, "_grad", tensor)
        if gradient is not captured.traced_gradient:
            bare = gradient.node.value if isinstance(gradient, Tensor) else gradient
            updates.append((lambda value: setattr(tensor, "_grad", value), bare))


def _names_of(function: Callable[..., Any]) -> Iterator[str]:
    """The names of the positional arguments; the last one again for all that follow."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            yield from repeat(parameter.name, 100)
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            yield parameter.name


def _state(tensor: Tensor) -> tuple[Any, ...]:
    """The state of a Tensor's gradient: whether it is required, whether unset, and its hooks."""
    node = tensor.node
    looking = () if node.target is None else tuple(node.target.hooks.values())
    return node.requires_grad, getattr(tensor, "_grad", None) is None, looking


def _become(tensor: Tensor, value: Any) -> None:
    tensor._become_leaf(value, requires_grad=False)
