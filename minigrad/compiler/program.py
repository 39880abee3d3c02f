"""The program that a trace gives: a list of calls of NumPy functions on values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

Strides = tuple[int, ...]


@dataclass(eq=False, slots=True)
class Value:
    """The result of a call, or an input of the program.

    Attributes
    ----------
    shape, dtype, strides
        Of the array; every run of the program makes the same ones.
    base
        The value whose memory this one shares, if it is a view.
    name
        Its name in the source.
    example
        An array of this kind, while the program is traced.
    """

    shape: tuple[int, ...]
    dtype: Any
    strides: Strides = ()
    base: Value | None = None
    name: str = ""
    example: Any = None

    @property
    def owner(self) -> Value:
        """The value whose memory this one is, or shares."""
        return self if self.base is None else self.base.owner

    @property
    def nbytes(self) -> int:
        """The memory that the elements take, in bytes."""
        size: int = self.dtype.itemsize
        for n in self.shape:
            size *= n
        return size


@dataclass(frozen=True, slots=True)
class Method:
    """A method of arrays, as a function."""

    name: str

    def __call__(self, x: Any, *args: Any, **options: Any) -> Any:
        """Call it."""
        return getattr(x, self.name)(*args, **options)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of arrays, as a function."""

    name: str

    def __call__(self, x: Any) -> Any:
        """Take it."""
        return getattr(x, self.name)


@dataclass(eq=False, slots=True)
class Call:
    """One line of a program: a function, its arguments and its result.

    Attributes
    ----------
    function
        Of NumPy, or an operation whose values decide what it does.
    args, options
        Values and constants, also inside lists, tuples, dicts and slices.
    result
        None where a call is made for what it does: it looks at values and may raise an error.
    silent
        The floating-point errors that NumPy treats otherwise than outside, and how.
    out
        Where the result is written, once that is planned.
    line
        The file and the number of the user's line that was running.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    options: dict[str, Any]
    result: Value | None
    silent: tuple[tuple[str, str], ...] = ()
    out: Value | None = None
    line: str = ""

    def inputs(self) -> list[Value]:
        """The values it is called with, with multiplicity."""
        return values((self.args, self.options))


@dataclass(slots=True)
class Program:
    """Calls in order, with the inputs and the outputs.

    Attributes
    ----------
    inputs
        In the order of the arguments.
    outputs
        Values and constants.
    left_out
        The results whose calls passes have left out, and why.
    """

    inputs: list[Value] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)
    left_out: dict[Value, str] = field(default_factory=dict)

    def copy(self) -> Program:
        """The program as it is now, whatever passes do to it."""
        calls = [replace(call) for call in self.calls]
        return Program([*self.inputs], calls, [*self.outputs], self.left_out)


def values(tree: Any) -> list[Value]:
    """The values in a tree of arguments, in order and with multiplicity."""
    found: list[Value] = []
    _gather(tree, found)
    return found


def _gather(tree: Any, found: list[Value]) -> None:
    if type(tree) is Value:
        found.append(tree)
    elif isinstance(tree, (tuple, list)):
        for branch in tree:
            _gather(branch, found)
    elif isinstance(tree, dict):
        for branch in tree.values():
            _gather(branch, found)
    elif type(tree) is slice:
        _gather((tree.start, tree.stop, tree.step), found)


def map_tree(f: Callable[[Any], Any], tree: Any) -> Any:
    """The same tree of arguments with the function applied to each leaf; slices have leaves."""
    kind = type(tree)
    if kind is tuple:
        return tuple([map_tree(f, branch) for branch in tree])
    if kind is slice:
        return slice(f(tree.start), f(tree.stop), f(tree.step))
    if isinstance(tree, dict):
        return {name: map_tree(f, branch) for name, branch in tree.items()}
    if isinstance(tree, (tuple, list)):
        branches = [map_tree(f, branch) for branch in tree]
        return kind(*branches) if hasattr(tree, "_fields") else kind(branches)
    return f(tree)


_PACKAGE = __name__.removesuffix("program")  # whose helpers are pure


def is_known(function: Any) -> bool:
    """True for a pure function: equal results for equal arrays, and no side effects."""
    module = getattr(function, "__module__", None) or ""
    return (
        isinstance(function, (np.ufunc, Method, Attribute))
        or isinstance(getattr(function, "__self__", None), np.ufunc)
        or function in (float, int, complex, bool)
        or module == "_operator"
        or module.partition(".")[0] == "numpy"
        or module.startswith(_PACKAGE)
    )
