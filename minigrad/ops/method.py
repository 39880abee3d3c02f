"""A method that is a function: the name of one is the name of the other."""

from __future__ import annotations

from functools import partial
from typing import Any

from minigrad import ops


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
