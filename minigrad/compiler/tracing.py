"""A trace: the record of one run of a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from minigrad.compiler.program import Condition, Program
from minigrad.core.deferred import Deferred
from minigrad.tensors.handle import Tensor


@dataclass(frozen=True, slots=True)
class Output:
    """The place of an output of the program in a function's result."""

    number: int
    is_tensor: bool
    requires_grad: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """The record of one run of a function.

    Attributes
    ----------
    program
        Its inputs are the arrays among the arguments, then those that the sources read.
    sources
        Functions that read the values of Tensors used beside the arguments.
    conditions
        The conditions for the program to fit.
    updates
        Functions that are called after a run, and the nests of results for them.
    result
        The function's result, with an `Output` for every array and Tensor.
    used
        The Tensors that the function uses beside its arguments.
    arrays
        The arrays that went into operations of Tensors as they are.
    """

    program: Program
    sources: list[Callable[[], Any]]
    conditions: list[Condition]
    updates: list[tuple[Callable[[Any], Any], Any]]
    result: Any
    used: list[Tensor]
    arrays: list[Any]


def is_without_values(x: Any) -> bool:
    """True for an array, or a Tensor, of a program that is being written."""
    return isinstance(x.node.value if isinstance(x, Tensor) else x, Deferred)


def name_of(function: Callable[..., Any]) -> str:
    """The name of a function in a program, in graphs and in messages."""
    name = getattr(function, "__name__", type(function).__name__)
    return name if name.isidentifier() else "program"
