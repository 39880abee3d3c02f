"""Adapters of functions of any library, for the checker."""

from minigrad.testing.adapters.base import Adapter, by_hand
from minigrad.testing.adapters.engine import Minigrad, with_parameters
from minigrad.testing.adapters.libraries import autograd, jax, mygrad, torch

__all__ = [
    "Adapter",
    "Minigrad",
    "autograd",
    "by_hand",
    "jax",
    "mygrad",
    "torch",
    "with_parameters",
]
__dir__ = __all__.copy  # completion shows what is public
