"""Several outputs of one operation: their results, and the cotangents that arrive at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

Outputs: TypeAlias = Sequence[str] | type[tuple[Any, ...]] | type[list[Any]]


class Several(tuple[Any, ...]):
    """The values of all outputs, as the value of one node.

    It has a shape and a dtype, by which the engine compares a contribution with its input: those
    of all cotangents of several outputs.
    """

    __slots__ = ()
    shape: tuple[int, ...] = ()
    dtype: np.dtype[Any] = np.dtype(object)
    nbytes = 0  # beside that of its outputs


class Cotangents(Several):
    """The cotangents of several outputs, None where none has arrived; they are added one by one."""

    __slots__ = ()

    @classmethod
    def of_one(cls, g: Any, index: int, number: int) -> Cotangents:
        """The cotangent of one output among several."""
        return cls([g if i == index else None for i in range(number)])

    def __add__(self, other: Any) -> Cotangents:  # instead of a tuple's
        pairs = zip(self, other, strict=True)
        return Cotangents([b if a is None else a if b is None else a + b for a, b in pairs])


def results_of(op: Any, outputs: Outputs) -> tuple[Callable[[Any], Any], tuple[str, ...]]:
    """The function that makes an operation's result of its outputs, and their names, if any."""
    if isinstance(outputs, type):
        return getattr(outputs, "_make", outputs), getattr(outputs, "_fields", ())
    if isinstance(outputs, str) or not all(isinstance(output, str) for output in outputs):
        raise TypeError(
            f"Op({op.name!r}): outputs are several names, or tuple or list, not {outputs!r}"
        )
    named: Any = NamedTuple
    kind = named(f"{op.name.title().replace('_', '')}Result", [(name, Any) for name in outputs])
    kind.__reduce__ = lambda result: (_result, (op, tuple(result)))  # no module has the class
    return kind._make, tuple(outputs)


def _result(op: Any, values: tuple[Any, ...]) -> Any:
    return op.results(values)
