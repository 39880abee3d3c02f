"""Backward through a compiled function: a second program, which computes forward anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from minigrad.compile.trace import Output, Trace, name_of
from minigrad.mode import enable_grad
from minigrad.nest import leaves, map_nest
from minigrad.node import Node
from minigrad.op import Op
from minigrad.tensor import Tensor, handle, leaf
from minigrad.transform import grad_of


class Pullback:
    """Makes the results of a program a part of the caller's graph.

    Parameters
    ----------
    function, trace
        What was written as a program, and how it was seen.
    modes
        Modules, and whether they were in training then.
    """

    def __init__(
        self, function: Callable[..., Any], trace: Trace, modes: list[tuple[Any, bool]]
    ) -> None:
        self.function = function
        self.modes = modes
        self.name = name_of(function)
        self.result = trace.result
        self.captured = trace.captured
        self.programs: dict[int, Any] = {}

    def begin(self, args: Any, kwargs: Any) -> Callable[[tuple[Any, ...]], Any]:
        """What is to be called with the results; Tensors are taken as they are before the run."""
        # As a recorded operation would have them: an array may be written into before backward.
        args, kwargs = map_nest(_kept, (list(args), kwargs))
        nodes = tuple([x.node for x in (*_tensors(args, kwargs), *self.captured)])
        return partial(self._recorded, args, kwargs, nodes)

    def _recorded(
        self, args: Any, kwargs: Any, nodes: tuple[Node, ...], outputs: tuple[Any, ...]
    ) -> Any:
        requires_grad = any(node.requires_grad for node in nodes)

        def output(x: Any) -> Any:
            if not isinstance(x, Output):
                return x
            value = outputs[x.number]
            if not x.is_tensor:
                return value
            if not (x.requires_grad and requires_grad):
                return handle(Node(value))
            rule = partial(self._rule, x.number, args, kwargs)
            op = Op(self.name, _never, joint=rule, domain=None)
            return handle(Node(value, op, nodes, {}, requires_grad=True))

        return map_nest(output, self.result)

    def _rule(self, number: int, args: Any, kwargs: Any, g: Any, y: Any, *xs: Any) -> list[Any]:  # noqa: ARG002 - a rule's arguments
        """The gradients of one result by the Tensors among the arguments and by those captured."""
        if isinstance(g, Tensor):  # to be differentiated again
            with enable_grad():  # copies: one Tensor in two places has two gradients here
                copies = [+x if x.requires_grad else x for x in xs]
                return self._pull(number, g, args, kwargs, tensors=copies, again=True)
        wanted = [*_tensors(args, kwargs), *self.captured]
        tensors = [leaf(x, old.requires_grad, old.name) for x, old in zip(xs, wanted, strict=True)]
        if number not in self.programs:
            from minigrad.compile.compiled import Compiled  # noqa: PLC0415 - which needs this

            self.programs[number] = Compiled(partial(self._pull, number))
        pulled = self.programs[number](g, args, kwargs, tensors=tensors)
        return [None if gradient is None else gradient.node.value for gradient in pulled]

    def _pull(
        self,
        number: int,
        g: Any,
        args: Any,
        kwargs: Any,
        *,
        tensors: list[Tensor],
        again: bool = False,
    ) -> list[Any]:
        remaining = iter(tensors)
        args, kwargs = map_nest(
            lambda x: next(remaining) if isinstance(x, Tensor) else x, (list(args), kwargs)
        )
        before = [tensor.node for tensor in self.captured]
        modes = [module.training for module, _ in self.modes]
        try:
            for module, training in self.modes:
                module.training = training
            for tensor, now in zip(self.captured, remaining, strict=True):
                tensor.node = now.node
            result = self.function(*args, **kwargs)
            places = [*leaves(self.result)]
            y = next(
                y
                for y, x in zip(leaves(result), places, strict=True)
                if isinstance(x, Output) and x.number == number
            )
            wanted = [x for x in tensors if x.requires_grad]
            found = iter(grad_of(y, wanted, g, create_graph=again))
            return [next(found) if x.requires_grad else None for x in tensors]
        finally:
            for tensor, node in zip(self.captured, before, strict=True):
                tensor.node = node
            for (module, _), training in zip(self.modes, modes, strict=True):
                module.training = training


def _kept(x: Any) -> Any:
    return x.copy() if isinstance(x, np.ndarray) and x.flags.writeable else x


def _tensors(args: Any, kwargs: Any) -> list[Tensor]:
    return [x for x in leaves((list(args), kwargs)) if isinstance(x, Tensor)]


def _never(*_: Any) -> Any:
    raise AssertionError("the program has computed this")
