"""Linear operations: their rules are the transposed map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def rules_of(
    transpose: Callable[..., Any], arity: int | None
) -> tuple[tuple[Callable[..., Any], ...], Callable[..., Any] | None]:
    """The rule of one input, or the joint rule of several, which return the transposed map.

    It needs no output, ``(g, *xs, **options)``; of several inputs it returns a contribution for
    each.
    """
    if arity == 1:
        return (lambda g, y, x, **options: transpose(g, x, **options),), None

    def joint(g: Any, _: Any, *xs: Any, **options: Any) -> Any:
        shares = transpose(g, *xs, **options)
        return shares if isinstance(shares, (tuple, list)) else (shares,)

    return (), joint
