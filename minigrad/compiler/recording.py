"""Recording: the first call of a function, which is an ordinary call that a program is made of."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np

from minigrad.compiler.arguments import (
    EXACT,
    NotRecordedError,
    check_exact,
    checked,
    containers,
    converted,
)
from minigrad.compiler.observing import Observing
from minigrad.compiler.optimizers import TracedOptimizer
from minigrad.compiler.outside import Output
from minigrad.compiler.program import Program
from minigrad.compiler.reads import Guard, Reads
from minigrad.compiler.recorder import Recorder
from minigrad.compiler.traced import TracedArray, TracedNumber, settled, traced
from minigrad.core import observers
from minigrad.core.deferred import Deferred
from minigrad.core.node import Node, next_number, topological_order
from minigrad.core.op import Op
from minigrad.core.values import as_value
from minigrad.support.collector import collector_paused
from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.handle import Tensor, handle

_TRACED = frozenset({TracedArray, TracedNumber})
_FEW = 50
_PLAIN = (str, bytes, int, float, complex, type(None), type(...), range, slice, np.dtype, type)


@dataclass(eq=False, slots=True)
class _Held:
    """A Tensor from outside: as it was, and as it is while the function runs."""

    tensor: Tensor
    node: Node
    value: Any
    gradient: Any
    traced_gradient: Any
    place: int | None  # among the Tensors that are arguments


class Recording:
    """The record of a function's first call.

    Attributes
    ----------
    program
        Its inputs are the arrays among the arguments, then those that the sources read.
    outside
        What is read before a run, and changed after it.
    guard
        What must be as it was for the program to fit.
    outputs
        The function's result, with an `Output` for every array and Tensor.
    named
        What the program's outputs are new values of outside, by their numbers.
    changes
        What is not as it was before, beside Tensors and optimisers; None if all is.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.recorder = Recorder()
        self.outside = self.recorder.outside
        self.reads = Reads(self._hold, self._hold_optimizer)
        self.observing = Observing(self.reads)
        self.recorder.on_draw = self.observing.note_drawn
        self.start = next_number()
        self.held: dict[int, _Held] = {}
        self.optimizers: list[TracedOptimizer] = []
        self.given: list[Tensor] = []
        self.containers: list[tuple[Any, Any]] = []
        self.aliases: dict[int, Tensor] = {}
        self.nodes: list[Node] = []
        self.tensors: dict[int, Output] = {}  # of the result
        self.named: dict[int, str] = {}
        self.changes: str | None = None

    def run(self, args: Any, kwargs: Any) -> Any:
        """Call the function, and take down what a program needs; returns the result.

        Raises
        ------
        NotRecordedError
            Where it does what no program can do. What it has changed stays, as after any call.
        """
        self.given = [x for x in leaves((list(args), kwargs)) if isinstance(x, Tensor)]
        finished = False
        try:
            result = self._call(args, kwargs)
            if not self.recorder.refused:
                self._trace(result)
                finished = True
        except Exception as error:
            if not self.recorder.refused or error in self.recorder.refused.values():
                raise
        finally:
            self._settle()
            self.guard = Guard(self.reads)
            found = [self.guard.changes(), *[one.changes() for one in self.optimizers]]
            self.changes = next(filter(None, found), None)
            for container, before in self.containers:
                if members(container) != before:
                    self.changes = "a container among its arguments"
            if not finished or self.changes:
                _settle_all(self.recorder)
        for refused in self.recorder.refused.values():  # which the function has caught
            raise refused
        if self.reads.unseen:
            name = name_of(self.function)
            raise NotRecordedError(f"minigrad.compile: {name} {self.reads.unseen}")
        return self._ordinary(result)

    def _call(self, args: Any, kwargs: Any) -> Any:
        """Call the function on arrays and numbers that are taken down, observed."""
        names = (*_names_of(self.function), *[""] * len(args))
        given = [self._enter(name, x) for name, x in zip(names, args, strict=False)]
        named = {name: self._enter(name, x) for name, x in kwargs.items()}
        for x in leaves((list(args), kwargs)):
            if not isinstance(x, (Tensor, np.ndarray)):
                self.reads.visit(x, f"an argument, a {type(x).__name__}")
        self.reads.visit(self.function, name_of(self.function))
        # What the collector calls, callbacks and finalisers, is no part of the function.
        with observers.Observing(self._see), collector_paused():
            self.observing.start()
            try:
                return self.function(*given, **named)
            finally:
                self.observing.stop()

    # Values of outside, as the function sees them.

    def _enter(self, name: str, nest: Any) -> Any:
        """An argument as the function sees it: its arrays are Tensors."""
        check_exact(nest)
        seen = converted(nest, partial(self._enter_leaf, name))
        self.containers += [(x, members(x)) for x in containers(seen)]
        return seen

    def _enter_leaf(self, name: str, x: Any) -> Any:
        if isinstance(x, np.ndarray):
            return handle(Node(self._input(as_value(checked(x)), name)))
        if isinstance(x, Tensor):
            held = self.held.get(id(x))
            value = x.node.value if held is None else held.value
            array = self._input(value, x.name or name)
            gradient = _gradient_of(x) if held is None else settled(held.traced_gradient)
            if gradient is not None:
                gradient = self._input(gradient, f"grad {x.name or name}")
            if held is None:
                place = next(i for i, y in enumerate(self.given) if y is x)
                self._hold_as(x, array, gradient, place)
        return x

    def _input(self, example: Any, name: str) -> TracedArray:
        return TracedArray(self.recorder.input(example, name), self.recorder)

    def _hold(self, tensor: Tensor) -> None:
        """Make a Tensor from outside an input, before code that may use it runs."""
        node = tensor.node
        held = self.held.get(id(tensor))
        if held is not None and held.place is not None:
            self.aliases[held.place] = tensor
        if held is not None or isinstance(node.value, Deferred) or node.number >= self.start:
            return
        if not isinstance(node.value, (np.ndarray, np.generic)):
            self.reads.refuse(f"uses a Tensor over a {type(node.value).__name__}")
        elif node.op is not None and node.requires_grad:
            self.reads.refuse(
                f"uses a Tensor of shape {tensor.shape} that was computed outside, and through "
                "which a gradient flows; compute it inside, pass it as an argument, or detach() it"
            )
        else:
            text, name = self.outside.name(tensor), node.name or ""
            array = traced(self.recorder, f"{text}.node.value", node.value, name)
            gradient = _gradient_of(tensor)
            if gradient is not None:
                read = f"{self.outside.name(_gradient_of)}({text})"
                gradient = traced(self.recorder, read, gradient, f"grad {name}")
            self._expect_state(tensor, text)
            self._hold_as(tensor, array, gradient, None)

    def _expect_state(self, tensor: Tensor, text: str) -> None:
        """Let the program fit only where a Tensor is as it was, beside its value."""
        node, expect = tensor.node, self.outside.expect
        expect(f"{text}.node.requires_grad", node.requires_grad)
        expect(f"{text}.node.op is None", node.op is None)
        expect(f"{text}.node.name", node.name)
        expect(f'getattr({text}, "_grad", None) is None', _grad(tensor) is None)
        hooks = hooks_of(tensor)
        if hooks:
            expect(f"{self.outside.name(hooks_of)}({text})", hooks)
        else:
            expect(f"{text}.node.target is None or not {text}.node.target.hooks")

    def _hold_as(self, tensor: Tensor, array: Any, gradient: Any, place: int | None) -> None:
        node = tensor.node
        self.held[id(tensor)] = _Held(tensor, node, node.value, _grad(tensor), gradient, place)
        node.value = array
        if gradient is not None:
            tensor._grad = gradient
        for hook in hooks_of(tensor):
            self.reads.visit(hook, "a hook")

    def _hold_optimizer(self, optimizer: Any) -> None:
        """Make the options and the states of an optimiser inputs."""
        self.optimizers.append(TracedOptimizer(optimizer, self.recorder, self.reads.visit))

    def _see(
        self,
        node: Node,
        _op: Op,
        _nodes: tuple[Node, ...],
        operands: tuple[Any, ...],
        _options: Mapping[str, Any],
    ) -> None:
        """Look at an operation, whether it uses Tensors whose values can be read in every run."""
        self.nodes.append(node)
        for x in operands:
            if not isinstance(x, Tensor) or isinstance(x.node.value, Deferred):
                continue
            if x.node.number < self.start:
                self.reads.refuse(
                    f"uses a Tensor of shape {x.shape} from a place that cannot be observed, at\n"
                    f"  {observers.user_line()}\npass it as an argument"
                )

    # The record.

    def _trace(self, result: Any) -> None:
        """Take down what came out, and what was changed."""
        self._check_form(result)
        self.outputs = map_nest(self._output, result)
        for held in self.held.values():
            self._note_changes(held)
        for optimizer in self.optimizers:
            optimizer.note(self._change)
        self.program: Program = self.recorder.program

    def _check_form(self, result: Any) -> None:
        """Refuse containers that would not be made anew as the function makes them."""
        found = [*containers(result)]
        given = {id(x) for x, _ in self.containers}
        for x in found:
            if type(x) not in EXACT and not hasattr(x, "_fields"):
                self.reads.refuse(f"returns a {type(x).__name__}; return a dict, a list or a tuple")
            elif not isinstance(x, tuple) and (
                id(x) in given or id(x) in self.reads.seen or sum(x is y for y in found) > 1
            ):
                self.reads.refuse(
                    f"returns a {type(x).__name__} that is an argument, is kept outside, or is "
                    "there twice, and would be another one; return a new one"
                )

    def _output(self, x: Any) -> Any:
        """A part of the result, or an output of the program in its place."""
        value = x.node.value if isinstance(x, Tensor) else x
        is_array = isinstance(value, (TracedArray, TracedNumber, np.ndarray, np.generic))
        if not is_array or (x is value and id(x) in self.reads.seen):  # from outside, as it is
            if not isinstance(x, _PLAIN) and id(x) not in self.reads.seen:
                self.reads.refuse(
                    f"returns a {type(x).__name__}, which would be one and the same in every "
                    "call; return arrays, Tensors and numbers in a dict, a list or a tuple"
                )
            return x
        if id(x) in self.tensors:  # which is there twice
            return self.tensors[id(x)]
        outputs = self.recorder.program.outputs
        traced = isinstance(value, (TracedArray, TracedNumber))
        outputs.append(value.value if traced else np.copy(value)[()])
        number = len(outputs) - 1
        if not isinstance(x, Tensor):
            return Output(number, is_tensor=False)
        held = self.held.get(id(x))
        text = "" if held is None else self._name(held)
        self.tensors[id(x)] = output = Output(
            number, is_tensor=True, requires_grad=x.requires_grad, name=x.node.name, held=text
        )
        return output

    def _note_changes(self, held: _Held) -> None:
        """Let a Tensor have the value and the gradient that the function gave it."""
        tensor = held.tensor
        node = tensor.node
        name = held.node.name or ""
        if node is not held.node:
            if node.op is not None and node.requires_grad:
                self.reads.refuse(
                    "assigns something recorded to a Tensor from outside; do it under no_grad(), "
                    "or return the new value"
                )
            elif node.requires_grad != held.node.requires_grad:
                self.reads.refuse("changes requires_grad of a Tensor")
            if node.requires_grad:
                self._change(f"{self._name(held)}.move_to(", node.value, ")", name)
            else:
                become = f"{self._name(held)}._become_leaf("
                self._change(become, node.value, ", requires_grad=False)", name)
        gradient = _grad(tensor)
        if gradient is not held.traced_gradient:
            bare = gradient.node.value if isinstance(gradient, Tensor) else gradient
            if isinstance(gradient, Tensor) and gradient.requires_grad:
                self.reads.refuse("keeps a gradient that is recorded; return it instead")
            self._change(f"{self._name(held)}._grad = ", bare, "", name and f"grad {name}")

    def _name(self, held: _Held) -> str:
        """A Tensor in the texts of changes."""
        return self.outside.name(held.tensor) if held.place is None else f"given[{held.place}]"

    def _change(self, before: str, nest: Any, after: str, name: str) -> None:
        """Add a statement with something new in the middle; in a dict each has its own name."""
        new = map_nest(self._output, nest)
        self.outside.changes.append(before + self.outside.spelled(new) + after)
        for key, part in new.items() if isinstance(new, dict) else [(name, new)]:
            numbers = [x.number for x in leaves(part) if isinstance(x, Output)]
            self.named.update(dict.fromkeys(numbers, str(key)))

    # Afterwards.

    def _settle(self) -> None:
        """Let everything hold the values themselves."""
        for node in self.nodes:
            _settle_node(node)
        for held in self.held.values():
            tensor = held.tensor
            held.node.value = held.value
            _settle_node(tensor.node)
            gradient = _grad(tensor)
            if gradient is held.traced_gradient:
                if gradient is not None:
                    tensor._grad = held.gradient
            elif isinstance(gradient, Tensor):
                _settle_node(gradient.node)
            else:
                tensor._grad = settled(gradient)
        for optimizer in self.optimizers:
            optimizer.settle()

    def _ordinary(self, result: Any) -> Any:
        """The result of the call with the values themselves."""
        for x in leaves(result):
            if isinstance(x, Tensor):
                for node in topological_order(x.node):
                    _settle_node(node)
        if any(isinstance(x, Deferred) for x in leaves(result)):
            return map_nest(settled, result)
        return result

    def forget(self) -> None:
        """Let go of all that the call used, which refers to itself in many ways."""
        vars(self.reads).clear()
        vars(self.recorder).clear()
        vars(self).clear()

    @property
    def caught(self) -> bool:
        """True where an operation raised an error, and the function went on."""
        return self.recorder.failed


def members(container: Any) -> list[Any]:
    """The members of a container, by identity."""
    if isinstance(container, dict):
        return [*container, *map(id, container.values())]
    return [*map(id, container)]


def _settle_node(node: Node) -> None:
    value = node.value
    if isinstance(value, (TracedArray, TracedNumber)):
        node.value = value = value.value.example
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    elif isinstance(value, tuple):
        node.value = type(value)(settled(x) for x in value)


def _settle_all(recorder: Recorder) -> None:
    """The same of whatever there is: the function may have kept it anywhere.

    There may be millions of objects, so the collector, which is fast, finds those that refer to
    what is left.
    """
    left = [x for x in (reference() for reference in recorder.traced) if x is not None]
    if not left:
        return
    own = vars(recorder)
    for x in gc.get_referrers(*left) if len(left) <= _FEW else gc.get_objects():
        kind = type(x)
        if kind is dict:
            if not _TRACED.isdisjoint(map(type, x.values())) and x is not own:
                for key in [k for k, y in x.items() if type(y) in _TRACED]:
                    x[key] = settled(x[key])
        elif kind is list:
            if not _TRACED.isdisjoint(map(type, x)):
                x[:] = [settled(y) for y in x]
        elif kind is Node:
            _settle_node(x)
        elif isinstance(x, Tensor) and isinstance(getattr(x, "_grad", None), Deferred):
            x._grad = settled(x._grad)


def name_of(function: Callable[..., Any]) -> str:
    """The name of a function in a program, in graphs and in messages."""
    name = getattr(function, "__name__", type(function).__name__)
    return name if name.isidentifier() else "program"


def hooks_of(tensor: Tensor) -> tuple[Any, ...]:
    """The hooks of a Tensor."""
    target = tensor.node.target
    return () if target is None else tuple(target.hooks.values())


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


def _grad(tensor: Tensor) -> Any:
    return getattr(tensor, "_grad", None)  # a constant has none


def _gradient_of(tensor: Tensor) -> Any:
    held = _grad(tensor)
    return held.node.value if isinstance(held, Tensor) else held
