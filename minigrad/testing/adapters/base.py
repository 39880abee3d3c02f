"""Adapters: a function for the checker, as a value and a pullback on NumPy's arrays."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any


class Adapter:
    """Function and its gradient.

    To check another library, derive from this class and define ``value`` and ``vjp``.
    Arguments and results are arrays, or nests of dict, list and tuple of them.

    Attributes
    ----------
    name
        For messages.
    """

    name: str

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f = f
        self.name = name_of(f)

    def value(self, *args: Any) -> Any:
        """Value of the function: an array or a nest of arrays."""
        return self.f(*args)

    def vjp(self, cotangent: Any, *args: Any) -> Sequence[Any]:
        """Gradient of each argument by a cotangent, which has the nest of the value.

        Where an output is not floating-point, its cotangent is None; the gradient of an
        argument that is not floating-point may be anything.
        """
        raise NotImplementedError

    def gradient(self) -> Adapter | None:
        """Pullback as a function of ``(cotangent, *args)``; None where it has no gradient."""
        return None


def name_of(f: Any) -> str:
    """Name of a function in messages."""
    if isinstance(f, functools.partial):
        return name_of(f.func)
    name = getattr(f, "__name__", None) or type(f).__name__
    return "the function" if name == "<lambda>" else str(name)


class _ByHand(Adapter):
    def __init__(self, f: Callable[..., Any], gradient: Callable[..., Any]) -> None:
        super().__init__(f)
        self._gradient = gradient

    def vjp(self, cotangent: Any, *args: Any) -> Sequence[Any]:
        gradients = self._gradient(cotangent, *args)
        one = len(args) == 1 and not (isinstance(gradients, tuple) and len(gradients) == 1)
        return (gradients,) if one else gradients


def by_hand(f: Callable[..., Any], gradient: Callable[..., Any]) -> Adapter:
    """Function of NumPy arrays whose gradient was written by hand.

    Parameters
    ----------
    f
        From arrays to an array, or to a nest of arrays.
    gradient
        ``gradient(cotangent, *arrays)``; returns the gradient of the one argument, or a tuple
        with one for each. It has no gradient itself, so only first order can be checked.

    Examples
    --------
    >>> from minigrad.testing import adapters, check_grads
    >>> f = adapters.by_hand(np.sin, lambda g, x: g * np.cos(x))
    >>> check_grads(f, np.array([0.5, 1.0])).orders
    (1,)
    """
    return _ByHand(f, gradient)
