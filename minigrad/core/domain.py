"""The domain of an operation: where the tests that prove its rules sample it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Interval = tuple[float, float]


class Domain(NamedTuple):
    """Domain of an operation: where the tests that prove its rules sample it.

    The engine does not look at it.

    Parameters
    ----------
    intervals
        One open interval for every input; the last one serves the inputs that follow.
    kinks
        Values of an input that the samples keep away from.
    ties
        Whether equal values, in one input or between inputs, are a kink too.
    analytic
        Whether the complex step gives the derivative; otherwise central differences do.
    complex
        Whether the rules are to hold for complex numbers too; of minigrad's own operations they
        are where the function is analytic.
    shapes
        Tuples of input shapes. None means any shapes that broadcast.
    options
        Sets of options to try, or a function of the input shapes that returns them.
    constants
        The inputs that follow the sampled ones (index arrays, conditions), as a function of
        the input shapes and the options.
    prepare
        A function from sampled inputs to those that are taken instead, as a tuple, where the
        elements of one cannot be independent: positive definite matrices, regular ones.

    Examples
    --------
    >>> root = mg.Op(
    ...     "root", np.sqrt, lambda g, y, x: g / (2 * y), domain=mg.Domain(intervals=((0.2, 3.0),))
    ... )
    >>> root.domain.intervals
    ((0.2, 3.0),)
    """

    intervals: tuple[Interval, ...] = ((-2.0, 2.0),)
    kinks: tuple[float, ...] = ()
    ties: bool = False
    analytic: bool = True
    complex: bool | None = None
    shapes: tuple[tuple[tuple[int, ...], ...], ...] | None = None
    options: Sequence[Mapping[str, Any]] | Callable[..., Sequence[Mapping[str, Any]]] = ({},)
    constants: Callable[..., tuple[Any, ...]] | None = None
    prepare: Callable[..., tuple[Any, ...]] | None = None
