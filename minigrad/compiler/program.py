"""The program that a trace gives: a list of calls of NumPy functions on values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from minigrad.support.pytree import leaves, map_nest

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

    def inputs(self) -> Iterator[Value]:
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
    """

    inputs: list[Value] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)


class Condition(NamedTuple):
    """A condition for a program to fit.

    Attributes
    ----------
    get, expected
        A function, and what it must return.
    """

    get: Callable[[], Any]
    expected: Any


def values(tree: Any) -> Iterator[Value]:
    """The values in a tree of arguments."""
    for x in leaves(tree):
        if isinstance(x, Value):
            yield x
        elif isinstance(x, slice):
            yield from values((x.start, x.stop, x.step))


def map_tree(f: Callable[[Any], Any], tree: Any) -> Any:
    """The same tree of arguments with the function applied to each leaf; slices have leaves."""

    def leaf(x: Any) -> Any:
        return slice(f(x.start), f(x.stop), f(x.step)) if isinstance(x, slice) else f(x)

    return map_nest(leaf, tree)


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
