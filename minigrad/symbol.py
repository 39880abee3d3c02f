"""Symbols that spell rules: `Symbol` and `local_derivatives`."""

from minigrad.draw.symbols import Symbol, local_derivatives

__all__ = ["Symbol", "local_derivatives"]
__dir__ = __all__.copy  # completion shows what is public
