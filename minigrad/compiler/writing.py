"""Writing a program: tracing, passes, memory, source; and running the program."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from minigrad.compiler.buffers import plan
from minigrad.compiler.guards import Guard, surroundings
from minigrad.compiler.lowering import lowered
from minigrad.compiler.passes import drop, simplified
from minigrad.compiler.program import Program, values
from minigrad.compiler.purity import (
    check_changes,
    check_draws,
    check_kept,
    check_same,
    contents,
    outside,
    put_back,
    states,
)
from minigrad.compiler.source import Writer
from minigrad.compiler.tracer import Tracer
from minigrad.compiler.tracing import Output, Trace, name_of
from minigrad.core.mode import NOTHING
from minigrad.core.node import Node
from minigrad.support.locks import ForkSafeLock
from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.handle import handle
from minigrad.tensors.object_graph import Opaque

_tracing = ForkSafeLock()
# The attributes of an array on which a program depends. Of a Python number, it is the type.
_ARRAY = attrgetter("shape", "dtype", "strides")


def write(function: Callable[..., Any], args: Any, kwargs: Any, mode: int) -> Written:
    """The program of a function for arguments like these."""
    parts = surroundings(function, args, kwargs)
    before, drawn, held = outside(parts), states(parts), contents(parts)
    try:
        with _tracing:  # which gives Tensors from outside other values for a moment
            traces = [Tracer(function).run(args, kwargs)]
            between = outside(parts)
            traces.append(Tracer(function).run(args, kwargs))
        check_draws(function, parts, drawn)
        for trace in traces:
            drop(trace.program)  # and no more, so that all that was used can be checked
        check_kept(function, parts)
        check_same(function, parts, *traces)
        check_changes(function, before, between, outside(parts))
    finally:
        put_back(held)
    return Written(function, traces[0], Guard(parts, traces[0].used), mode)


class Written(Opaque):
    """A program, with the reads before a run and the updates after it."""

    def __init__(self, function: Callable[..., Any], trace: Trace, guard: Guard, mode: int) -> None:
        program = simplified(lowered(simplified(trace.program)))
        kept = _used(program, trace)
        writer = Writer(program, plan(program), name_of(function))
        self.source = writer.source
        self.make = writer.compiled()
        self.sources = [trace.sources[i] for i in kept]
        found = [get() for get in self.sources]
        self.looks = [_ARRAY if hasattr(x, "strides") else type for x in found]
        self.kinds = [look(x) for look, x in zip(self.looks, found, strict=True)]
        self.guard = guard
        self.conditions = trace.conditions
        self.updates = trace.updates
        self.result = trace.result
        # A result to be differentiated outside is recorded: backward needs the whole graph.
        records = mode != NOTHING and any(_requires_grad(x) for x in leaves(trace.result))
        self.eager = function if records else None
        self.idle: list[Callable[..., tuple[Any, ...]]] = []  # each has memory of its own

    def read(self) -> list[Any] | None:
        """The values beside the arguments that the program reads; None if it does not fit them."""
        if not self.guard.holds():
            return None
        for get, expected in self.conditions:
            if get() != expected:
                return None
        found = [get() for get in self.sources]
        try:
            kinds = [look(x) for look, x in zip(self.looks, found, strict=True)]
        except AttributeError:  # a number is where an array was
            return None
        return found if kinds == self.kinds else None

    def __call__(self, inputs: list[Any], args: Any, kwargs: Any) -> Any:
        """Run the program on its inputs, and give Tensors their new values."""
        if self.eager is not None:
            return self.eager(*args, **kwargs)
        try:
            run = self.idle.pop()
        except IndexError:
            run = self.make()
        try:
            outputs = run(*inputs)
        finally:
            self.idle.append(run)
        for take, nest in self.updates:
            one = type(nest) is Output and not nest.is_tensor
            take(outputs[nest.number] if one else map_nest(lambda x: _output(x, outputs), nest))
        return map_nest(lambda x: _output(x, outputs), self.result)


def _output(x: Any, outputs: tuple[Any, ...]) -> Any:
    if not isinstance(x, Output):
        return x
    value = outputs[x.number]
    return handle(Node(value)) if x.is_tensor else value


def _requires_grad(x: Any) -> bool:
    return isinstance(x, Output) and x.requires_grad


def _used(program: Program, trace: Trace) -> list[int]:
    """The numbers of the sources that the program uses; inputs from the others are taken out."""
    used = {value for call in program.calls for value in call.inputs()}
    used.update(values(program.outputs))
    given = len(program.inputs) - len(trace.sources)
    kept = [i for i, value in enumerate(program.inputs[given:]) if value in used]
    program.inputs[given:] = [program.inputs[given + i] for i in kept]
    return kept
