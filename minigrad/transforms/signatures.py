"""Signatures of what transforms make: those of the functions that they were given."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar, overload

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
A = TypeVar("A")
F = TypeVar("F", bound=Callable[..., Any])

ByFirst: TypeAlias = Callable[Concatenate[Any, P], R]
"""A function of an argument that is differentiated by, given by position, and of others.

The first is a Tensor inside, whatever it was; the others are handed on as they are, so what the
function says of them holds.
"""

Numbers: TypeAlias = int | Sequence[int]
"""The number of an argument, or the numbers of several."""


class Widened(Protocol[P, R_co]):
    """A function with the parameters of another one, and of any types.

    Editors show the first form; checkers allow the second, since a Tensor inside may be an array, a
    number or a nest of them outside.
    """

    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...
    @overload
    def __call__(self, *args: Any, **kwargs: Any) -> R_co: ...


_COPIED = ("__module__", "__name__", "__qualname__")  # annotations are not those of what is made
_cleaned = functools.lru_cache(inspect.cleandoc)  # a loop asks for the same again and again


def made_of(f: Callable[..., Any], summary: str) -> Callable[[F], F]:
    """A decorator for what a transform makes of ``f``: with its name, docstring and parameters.

    Parameters
    ----------
    f : callable
        What the transform was given.
    summary : str
        The first line of the docstring, where ``{}`` stands for the name.
    """

    def decorate(made: F) -> F:
        functools.update_wrapper(made, f, _COPIED, ())
        name = getattr(f, "__name__", None) or type(f).__name__
        made.__doc__ = f"{summary.format(name)}\n\n{_cleaned(f.__doc__ or '')}".rstrip()
        return made

    return decorate
