"""Boxes: values that read an operation in a way of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Box:
    """A value that reads operations in a way of its own.

    A Tensor records the operation, a Symbol spells it; a bare array just computes. ``_apply``
    returns NotImplemented, as an operator does, for an operand that is no array of numbers.
    """

    __slots__ = ()

    def _apply(self, op: Any, inputs: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
        raise NotImplementedError


class ForeignOperandError(TypeError):
    """An operand that is no array of numbers: an operator lets it answer for itself."""
