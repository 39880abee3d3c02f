"""The mark of a method that overrides one of its base class, and inherits its docstring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["override"]

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method: Any, /) -> Any:
        """Mark a method as `typing.override` does, which Python has from 3.12 on.

        Type checkers refuse it where the base class has no such method; ruff asks neither for a
        docstring nor for a use of every argument.
        """
        method.__override__ = True
        return method
