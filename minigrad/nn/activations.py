"""Activation layers: the functions of the top level, with their options.

PyTorch's others are in `minigrad.nn.smooth` and `minigrad.nn.piecewise`, as their functions are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import CO_VARKEYWORDS
from types import FunctionType
from typing import Any

import numpy as np

from minigrad.nn.module import Module
from minigrad.ops import activation, elementwise, exponentials


class Activation(Module):
    """Function as a layer, with options given once.

    Parameters
    ----------
    **options
        Of the function, by name. One that it has not is a TypeError.

    Attributes
    ----------
    function : callable
        Of a subclass: what the layer computes.

    Examples
    --------
    >>> nn.HSwish(n=4)
    HSwish(n=4)
    >>> nn.HSwish(n=4)(mg.tensor([1.0, 3.0]))
    tensor([0.75, 3.  ])
    """

    function: Callable[..., Any]

    def __init__(self, **options: Any) -> None:
        if options:
            check_options(type(self).__name__, type(self).function, options)
        # A number of NumPy's float64 would widen float32.
        self.options = {k: v.item() if isinstance(v, np.generic) else v for k, v in options.items()}

    def forward(self, x: Any) -> Any:
        """The function of ``x``."""
        return type(self).function(x, **self.options)

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in self.options.items())
        return f"{type(self).__name__}({options})"


def check_options(name: str, function: Callable[..., Any], options: Iterable[str]) -> None:
    """Refuse an option that a function has not, before it is called."""
    known: Iterable[str] | None = getattr(function, "defaults", None)  # of an operation
    if isinstance(function, FunctionType):
        code = function.__code__
        known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if code.co_flags & CO_VARKEYWORDS:
            return
    if known is None:
        return  # it says so itself, when it is called
    for option in options:
        if option not in known:
            hint = f"; write nn.{name}(): no layer writes into its input"
            raise TypeError(f"{name} has no option {option!r}{hint * (option == 'inplace')}")


class AlongAxis(Activation):
    """Activation layer that looks along one axis, which PyTorch calls ``dim``."""

    def __init__(self, axis: int = -1, *, dim: int | None = None) -> None:
        if dim is not None and axis != -1:
            raise TypeError(f"{type(self).__name__}: axis and dim are one option; give one of them")
        super().__init__(axis=axis if dim is None else dim)


class Step(Activation):
    """Step layer: 1 where :math:`x > 0`, otherwise 0; its gradient is 0.

    See `minigrad.step`.

    Examples
    --------
    >>> nn.Step()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 1.])
    """

    function = activation.step


class Sigmoid(Activation):
    """Sigmoid layer: :math:`1 / (1 + e^{-x})`.

    See `minigrad.sigmoid`.

    Examples
    --------
    >>> nn.Sigmoid()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([0.26894142, 0.5       , 0.88079708])
    """

    function = activation.sigmoid


class Tanh(Activation):
    r"""Hyperbolic tangent layer: :math:`\tanh x`.

    See `minigrad.tanh`.

    Examples
    --------
    >>> nn.Tanh()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.76159416,  0.        ,  0.96402758])
    """

    function = elementwise.tanh


class ReLU(Activation):
    r"""Rectified linear unit: :math:`\max(x, 0)`; the derivative at 0 is 0.

    See `minigrad.relu`.

    Examples
    --------
    >>> nn.ReLU()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """

    function = activation.relu


class ReLU6(Activation):
    r"""ReLU that ends at 6: :math:`\min(\max(x, 0), 6)`.

    See `minigrad.relu6`.

    Examples
    --------
    >>> nn.ReLU6()(mg.tensor([-1.0, 2.0, 7.0]))
    tensor([0., 2., 6.])
    """

    function = staticmethod(activation.relu6)


class ReLUN(Activation):
    r"""ReLU that ends at n: :math:`\min(\max(x, 0), n)`.

    See `minigrad.relu_n`.

    Parameters
    ----------
    n : float
        Where it ends.

    Examples
    --------
    >>> nn.ReLUN(n=2)(mg.tensor([-1.0, 1.0, 7.0]))
    tensor([0., 1., 2.])
    """

    function = staticmethod(activation.relu_n)

    def __init__(self, n: float = 6.0) -> None:
        super().__init__(n=n)


class HSwish(Activation):
    r"""Piecewise swish: :math:`x \min(\max(x + n/2, 0), n) / n`.

    See `minigrad.h_swish`.

    Parameters
    ----------
    n : float
        The width of the middle piece, from ``-n/2`` to ``n/2``.

    Examples
    --------
    >>> nn.HSwish(n=4)(mg.tensor([-3.0, 1.0, 3.0]))
    tensor([-0.  ,  0.75,  3.  ])
    """

    function = staticmethod(activation.h_swish)

    def __init__(self, n: float = 6.0) -> None:
        super().__init__(n=n)


class Swish(Activation):
    r"""Swish layer: :math:`x \, \sigma(x)`.

    See `minigrad.swish`.

    Examples
    --------
    >>> nn.Swish()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.26894142,  0.        ,  1.76159416])
    """

    function = staticmethod(activation.swish)


class Softplus(Activation):
    r"""Softplus layer: :math:`\log(1 + e^{\beta x}) / \beta`.

    See `minigrad.softplus`.

    Parameters
    ----------
    beta : float
        The larger, the closer to ReLU.

    Examples
    --------
    >>> nn.Softplus(beta=2)(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([0.06346401, 0.34657359, 2.00907496])
    """

    function = activation.softplus

    def __init__(self, beta: float = 1.0) -> None:
        super().__init__(beta=beta)


class Softsign(Activation):
    """Softsign layer: :math:`x / (1 + |x|)`.

    See `minigrad.softsign`.

    Examples
    --------
    >>> nn.Softsign()(mg.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.5 ,  0.  ,  0.75])
    """

    function = activation.softsign


class Mish(Activation):
    r"""Mish layer: :math:`x \tanh(\log(1 + e^x))`.

    See `minigrad.mish`.

    Examples
    --------
    >>> nn.Mish()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.30340146,  0.        ,  1.94395896])
    """

    function = staticmethod(activation.mish)


class TanhExp(Activation):
    r"""TanhExp layer: :math:`x \tanh(e^x)`.

    See `minigrad.tanhexp`.

    Examples
    --------
    >>> nn.TanhExp()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.35213549,  0.        ,  1.99999847])
    """

    function = staticmethod(activation.tanhexp)


class Softmax(AlongAxis):
    r"""Softmax layer: :math:`e^{x_i} / \sum_j e^{x_j}`.

    See `minigrad.softmax`.

    Parameters
    ----------
    axis : int
        The axis along which the results add up to 1.
    dim : int, optional
        PyTorch's name of the same.

    Examples
    --------
    >>> nn.Softmax()(mg.tensor([[0.0, 0.0], [0.0, 100.0]]))
    tensor([[5.00000000e-01, 5.00000000e-01],
            [3.72007598e-44, 1.00000000e+00]])
    """

    function = exponentials.softmax


class LogSoftmax(AlongAxis):
    r"""Logarithm of `Softmax`: :math:`x_i - \log \sum_j e^{x_j}`.

    See `minigrad.log_softmax`.

    Parameters
    ----------
    axis, dim : int
        As for `Softmax`.

    Examples
    --------
    >>> nn.LogSoftmax()(mg.tensor([[0.0, 0.0], [0.0, 100.0]]))
    tensor([[  -0.69314718,   -0.69314718],
            [-100.        ,    0.        ]])
    """

    function = exponentials.log_softmax
