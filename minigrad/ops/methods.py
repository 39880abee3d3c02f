"""Methods of Tensors that are functions: the name of one is the name of the other."""

from __future__ import annotations

from functools import partial
from typing import Any

from minigrad import ops
from minigrad.core.box import Box


class Method:
    """A method that is the public function of its name, with the Tensor as its first argument."""

    name: str

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, x: Any, owner: type | None = None) -> Any:
        function = ops.public.get(self.name)
        if function is None:
            raise AttributeError(self.name)
        return function if x is None else partial(function, x)


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
