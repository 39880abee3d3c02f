"""A table of a network: its layers, and what an example costs in each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.messages import layer_name
from minigrad.core.mode import RecordEverything
from minigrad.core.node import topological_order
from minigrad.core.scopes import Scope, end_scope, start_scope
from minigrad.nn.layer_table import Last, Table, table, table_of_parts
from minigrad.nn.module import evaluating
from minigrad.nn.regularization import Flooding
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor

MOST_KEPT = 2**26  # bytes of results that a table keeps, to draw its graph when it is shown


def summary(model: Any, *examples: Any, loss: Any = None) -> Table:
    """Table of the layers of a network, as text for a terminal and a table for a notebook.

    With examples, the model is called with them, and the table has a row for each layer in the
    order in which they ran: its name and what it is, the shapes that go in and come out, the
    parameters, the operations recorded and the memory of their results. Without, it lists the
    layers and the shapes of their parameters. A notebook shows the graph of the layers below the
    table of examples, where it costs less than a second.

    Parameters
    ----------
    model : Module
        The network, or a function of Tensors.
    *examples
        Its inputs: Tensors, arrays or dicts of them. A tuple of integers is a shape,
        and stands for ones.
    loss : callable, optional
        The loss, for two more rows: the output function that belongs to it (softmax, sigmoid or
        identity) where it is one of `minigrad.nn`, and the loss itself.

    Raises
    ------
    TypeError
        Where the model returns no Tensor.

    Examples
    --------
    >>> net = nn.MLP([64, 100, 10])
    >>> mg.summary(net)
    layer            parameters        count
    ----------------------------------------
    Linear(64, 100)  (64, 100) (100,)  6,500
    relu
    Linear(100, 10)  (100, 10) (10,)   1,010
    ----------------------------------------
    total                              7,510
    >>> net = nn.Sequential(affine1=nn.Linear(64, 100), relu1=nn.ReLU(), affine2=nn.Linear(100, 10))
    >>> mg.summary(net, (32, 64), loss=nn.CrossEntropy())
    layer                        in         out        params  ops    memory
    ------------------------------------------------------------------------
    Sequential
      affine1 · Linear(64, 100)  (32, 64)   (32, 100)   6,500    2  50.0 KiB
      relu1 · ReLU()             (32, 100)  (32, 100)            1  25.0 KiB
      affine2 · Linear(100, 10)  (32, 100)  (32, 10)    1,010    2   5.0 KiB
    output · softmax             (32, 10)   (32, 10)
    loss · CrossEntropy()        (32, 10)   ()
    ------------------------------------------------------------------------
    total                        (32, 64)   (32, 10)    7,510    5  80.0 KiB
    """
    last = _of_a_loss(loss)
    return _of_a_run(model, examples, last) if examples else table_of_parts(model, last)


def _of_a_loss(loss: Any) -> Last:
    """Names of the output function and the loss with the shapes of results; None is the input's."""
    if loss is None:
        return []
    loss = loss() if isinstance(loss, type) else loss
    inner = loss
    while isinstance(inner, Flooding):
        inner = inner.loss
    output = getattr(inner, "output_function", None)
    one = "" if getattr(loss, "reduction", "mean") == "none" else "()"
    rows: Last = [(f"output · {output}", None)] if output else []
    return [*rows, (f"loss · {layer_name(loss)}", one)]


def _of_a_run(model: Any, examples: Sequence[Any], last: Last) -> Table:
    from minigrad.draw import (  # noqa: PLC0415 - a costly import
        labels,
        modules,
        notebook,
        units,
        values,
    )

    inputs = [_as_input(x, model) for x in examples]
    whole = model if hasattr(model, "modules") else None
    rows: list[list[str]] = []
    total_memory = operations = 0
    with _watched(model) as passing:
        with evaluating(model), RecordEverything():
            output = model(*inputs)
        if not isinstance(output, Tensor):
            raise TypeError(
                f"summary: the model returned {type(output).__name__}, and the table is made from "
                "the graph of one Tensor"
            )
        opened: set[int] = set()

        def pass_by(until: float, callers: Sequence[Any] | None) -> None:
            """Rows of layers that gave their input on, such as Dropout after training."""
            while passing and passing[0].number < until:
                call = passing[0]
                if callers is not None and call.around in callers:
                    return
                passing.pop(0)
                name = modules.title(
                    Scope(type(call.module).__name__, call.module, 0, 0), call.around
                )
                rows.append([_indented(name, call.depth), call.shape, call.shape, "", "", ""])

        for unit in units.units(topological_order(output.node), None, layers=True):
            if unit.node.op is None:
                continue
            callers = [frame.caller for frame in unit.frames]
            pass_by(unit.node.number, callers)
            caller = whole if not unit.frames else None
            for level, frame in enumerate(unit.frames):
                if id(frame) not in opened:
                    opened.add(id(frame))
                    rows.append([_indented(modules.title(frame, caller), level), *[""] * 5])
                caller = frame.caller
            pass_by(unit.node.number, None)
            size = sum(int(node.value.nbytes) for node in unit.nodes if node.op is not None)
            total_memory += size
            operations += unit.operations
            own = units.parameters_of(unit)
            name = (
                modules.title(unit.scope, caller)
                if unit.scope
                else labels.readable(unit.node.op.name)
            )
            count = sum(x.value.size for x in own)
            goes_in = [x.node.value for x in unit.arrows if x.node not in own]
            shapes = list(
                dict.fromkeys(values.shape_text(x) for x in goes_in if getattr(x, "shape", ()))
            )
            rows.append(
                [
                    _indented(name, len(unit.frames)),
                    " ".join(shapes[:2]) or ("()" if goes_in else ""),
                    values.shape_text(unit.node.value),
                    f"{count:,}" if count and unit.scope else "",
                    f"{unit.operations:,}",
                    values.memory(size),
                ]
            )
        pass_by(math.inf, None)
    out = str(output.shape)
    rows += [[name, out, out if made is None else made, "", "", ""] for name, made in last]
    count = sum(p.size for p in model.parameters()) if whole is not None else 0
    first = str(inputs[0].shape) if isinstance(inputs[0], Tensor) else ""
    total = ["total", first, out, f"{count:,}", f"{operations:,}", values.memory(total_memory)]
    header = ["layer", "in", "out", "params", "ops", "memory"]
    made = table([header, *rows, total], "<<<>>>")
    if total_memory <= MOST_KEPT:
        made.graph = partial(notebook.inline_graph, output.node, "layers")
    return made


def _as_input(x: Any, model: Any) -> Any:
    """A Tensor of an example, of each in a dict, or of ones for a shape."""
    if isinstance(x, Mapping):
        return {key: _as_input(value, model) for key, value in x.items()}
    if isinstance(x, tuple) and x and all(type(n) is int for n in x):
        parameters = model.parameters() if hasattr(model, "parameters") else []
        return asarray(np.ones(x, parameters[0].dtype if parameters else float))
    return x if isinstance(x, Tensor) else asarray(x)


class _Passing(NamedTuple):
    """A call that recorded nothing, since a layer gave its input on."""

    number: int
    module: Any
    around: Any
    depth: int
    shape: str


class _Named:
    """A function among the layers of a `Sequential`, which has a row as they have."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        start = start_scope()
        y = self.function(*inputs, **options)
        if isinstance(y, Tensor):
            end_scope(y.node, start, self)
        return y

    def __repr__(self) -> str:
        return layer_name(self.function)


def _is_function(layer: Any) -> bool:
    return callable(layer) and not hasattr(layer, "named_parameters")


@contextmanager
def _watched(model: Any) -> Iterator[list[_Passing]]:
    """Note calls that leave no trace in the graph, and which functions are layers."""
    passing: list[_Passing] = []
    running: list[Any] = []
    modules = model.modules() if hasattr(model, "modules") else []
    layers = [
        (vars(module), module.layers)
        for module in modules
        if isinstance(vars(module).get("layers"), list)
    ]

    def watch(module: Any, forward: Any) -> Any:
        def watched(*inputs: Any, **options: Any) -> Any:
            start, around = start_scope(), running[-1] if running else None
            running.append(module)
            try:
                y = forward(*inputs, **options)
            finally:
                running.pop()
            if inputs and y is inputs[0] and isinstance(y, Tensor) and not module.children():
                shape = str(tuple(y.shape))
                passing.append(_Passing(start, module, around, len(running), shape))
            return y

        return watched

    watched_modules = [module for module in modules if "forward" not in vars(module)]
    for module in watched_modules:
        vars(module)["forward"] = watch(module, module.forward)
    for held, old in layers:
        held["layers"] = [_Named(x) if _is_function(x) else x for x in old]
    try:
        yield passing
    finally:
        for held, old in layers:
            held["layers"] = old
        for module in watched_modules:
            del vars(module)["forward"]


def _indented(name: str, level: int) -> str:
    return "  " * min(level, 4) + name
