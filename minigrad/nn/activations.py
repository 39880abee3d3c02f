"""Activation layers: the functions of the top level, with their options.

PyTorch's others are in `minigrad.nn.smooth` and `minigrad.nn.piecewise`, as their functions are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.nn.module import Module
from minigrad.ops import activation, elementwise, softmax


class Activation(Module):
    """A function as a layer, with options given once.

    Examples
    --------
    >>> nn.HSwish(n=4)
    HSwish(n=4)
    >>> nn.HSwish(n=4)(mg.tensor([1.0, 3.0]))
    tensor([0.75, 3.  ])
    """

    function: Callable[..., Any]

    def __init__(self, **options: Any) -> None:
        # A number of NumPy's float64 would widen float32.
        self.options = {k: v.item() if isinstance(v, np.generic) else v for k, v in options.items()}

    def forward(self, x: Any) -> Any:
        """The function of ``x``."""
        return type(self).function(x, **self.options)

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in self.options.items())
        return f"{type(self).__name__}({options})"


class Step(Activation):
    """See `minigrad.step`."""

    function = activation.step


class Sigmoid(Activation):
    """See `minigrad.sigmoid`."""

    function = activation.sigmoid


class Tanh(Activation):
    """See `minigrad.tanh`."""

    function = elementwise.tanh


class ReLU(Activation):
    """See `minigrad.relu`."""

    function = activation.relu


class ReLU6(Activation):
    """See `minigrad.relu6`."""

    function = staticmethod(activation.relu6)


class ReLUN(Activation):
    """See `minigrad.relu_n`."""

    function = staticmethod(activation.relu_n)

    def __init__(self, n: float = 6.0) -> None:
        super().__init__(n=n)


class HSwish(Activation):
    """See `minigrad.h_swish`."""

    function = staticmethod(activation.h_swish)

    def __init__(self, n: float = 6.0) -> None:
        super().__init__(n=n)


class Swish(Activation):
    """See `minigrad.swish`."""

    function = staticmethod(activation.swish)


class Softplus(Activation):
    """See `minigrad.softplus`."""

    function = activation.softplus

    def __init__(self, beta: float = 1.0) -> None:
        super().__init__(beta=beta)


class Softsign(Activation):
    """See `minigrad.softsign`."""

    function = activation.softsign


class Mish(Activation):
    """See `minigrad.mish`."""

    function = staticmethod(activation.mish)


class TanhExp(Activation):
    """See `minigrad.tanhexp`."""

    function = staticmethod(activation.tanhexp)


class Softmax(Activation):
    """See `minigrad.softmax`."""

    function = softmax.softmax

    def __init__(self, axis: int = -1) -> None:
        super().__init__(axis=axis)


class LogSoftmax(Activation):
    """See `minigrad.log_softmax`."""

    function = softmax.log_softmax

    def __init__(self, axis: int = -1) -> None:
        super().__init__(axis=axis)
