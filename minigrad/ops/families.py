"""Families of operations: what all statements of one kind have in common.

minigrad's operations are proved by the tests that come from the registry, so the engine does not
look at what their functions do.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from minigrad.core.dispatch import implements, on_values
from minigrad.core.domain import Domain
from minigrad.core.op import Op

F = TypeVar("F", bound=Callable[..., Any])
_proved = partial(Op, checked=False)
elementwise: partial[Op] = partial(_proved, kind="elementwise", domain=Domain())
reduction: partial[Op] = partial(_proved, kind="reduction")
shape: partial[Op] = partial(_proved, kind="shape", linear=True, view=True)
indexing: partial[Op] = partial(_proved, kind="indexing", linear=True)
joining: partial[Op] = partial(_proved, kind="joining", linear=True)
product: partial[Op] = partial(_proved, kind="product")
cast: partial[Op] = partial(_proved, kind="cast", linear=True)
other: partial[Op] = partial(_proved, kind="other")


def expression(*, numpy: Any = (), aliases: Sequence[str] = ()) -> Callable[[F], F]:
    """A decorator of a function of operations: it is public, and has no rule of its own.

    Parameters
    ----------
    numpy, aliases
        As of `minigrad.core.op.Op`.
    """

    def stated(function: F) -> F:
        functions = numpy if isinstance(numpy, tuple) else (numpy,)
        public: Any = implements(*functions)(function)
        public.aliases = tuple(aliases)  # by which `minigrad.ops` knows it
        return function

    return stated


def value(function: Callable[..., Any], *, aliases: Sequence[str] = ()) -> Callable[..., Any]:
    """NumPy's function as one of values, through which no gradient flows.

    It always computes, and gives Tensors for arrays. What a rule needs of this sort is an operation
    without rules instead, which is recorded.

    Parameters
    ----------
    function, aliases
        NumPy's function, and further names for it.
    """

    @functools.wraps(function)
    def computed(*args: Any, **options: Any) -> Any:
        if getattr(options.get("weights"), "requires_grad", False):
            raise TypeError(
                f"np.{function.__name__}: the gradient of the weights would be lost; np.histogram "
                "and np.bincount have one, weights.detach() goes without"
            )
        return on_values(function, *args, **options)

    computed.__module__ = sys._getframe(1).f_globals["__name__"]
    computed.__doc__ = f"NumPy's `{function.__name__}` of values: a constant of differentiation."
    computed.differentiable = False  # type: ignore[attr-defined]  # as an operation says of itself
    return expression(numpy=function, aliases=aliases)(computed)
