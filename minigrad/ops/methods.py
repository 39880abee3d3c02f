"""Methods of Tensors that are functions. Their types are in ``methods.pyi``, derived from those."""

from __future__ import annotations

from minigrad.core.box import Box
from minigrad.ops.method import Method


class Methods(Box):
    """The methods of an ndarray of which nothing is said but their names."""

    __slots__ = ()

    argpartition = Method()
    argsort = Method()
    choose = Method()
    cumprod = Method()
    cumsum = Method()
    diagonal = Method()
    dot = Method()
    nonzero = Method()
    prod = Method()
    repeat = Method()
    round = Method()
    searchsorted = Method()
    take = Method()
    trace = Method()
