"""Activation layers: functions of the top level, with options given once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import CO_VARKEYWORDS
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from minigrad.core.deferred import draw
from minigrad.nn.init import Rng, as_rng
from minigrad.nn.module import Module
from minigrad.ops import activation, elementwise, exponentials, kinked, smooth
from minigrad.ops.shapes import as_floating
from minigrad.tensors.creation import tensor
from minigrad.tensors.handle import Tensor


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
        self.options: dict[str, Any] = {
            k: v.item() if isinstance(v, np.generic) else v for k, v in options.items()
        }

    def forward(self, x: Any) -> Tensor | Any:
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

    function: Callable[..., Any] = activation.step


class Sigmoid(Activation):
    """Sigmoid layer: :math:`1 / (1 + e^{-x})`.

    See `minigrad.sigmoid`.

    Examples
    --------
    >>> nn.Sigmoid()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([0.26894142, 0.5       , 0.88079708])
    """

    function: Callable[..., Any] = activation.sigmoid


class Tanh(Activation):
    r"""Hyperbolic tangent layer: :math:`\tanh x`.

    See `minigrad.tanh`.

    Examples
    --------
    >>> nn.Tanh()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.76159416,  0.        ,  0.96402758])
    """

    function: Callable[..., Any] = elementwise.tanh


class ReLU(Activation):
    r"""Rectified linear unit: :math:`\max(x, 0)`; the derivative at 0 is 0.

    See `minigrad.relu`.

    Examples
    --------
    >>> nn.ReLU()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """

    function: Callable[..., Any] = activation.relu


class ReLU6(Activation):
    r"""ReLU that ends at 6: :math:`\min(\max(x, 0), 6)`.

    See `minigrad.relu6`.

    Examples
    --------
    >>> nn.ReLU6()(mg.tensor([-1.0, 2.0, 7.0]))
    tensor([0., 2., 6.])
    """

    function: Callable[..., Any] = staticmethod(activation.relu6)


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

    function: Callable[..., Any] = staticmethod(activation.relu_n)

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

    function: Callable[..., Any] = staticmethod(activation.h_swish)

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

    function: Callable[..., Any] = staticmethod(activation.swish)


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

    function: Callable[..., Any] = activation.softplus

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

    function: Callable[..., Any] = activation.softsign


class Mish(Activation):
    r"""Mish layer: :math:`x \tanh(\log(1 + e^x))`.

    See `minigrad.mish`.

    Examples
    --------
    >>> nn.Mish()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.30340146,  0.        ,  1.94395896])
    """

    function: Callable[..., Any] = staticmethod(activation.mish)


class TanhExp(Activation):
    r"""TanhExp layer: :math:`x \tanh(e^x)`.

    See `minigrad.tanhexp`.

    Examples
    --------
    >>> nn.TanhExp()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.35213549,  0.        ,  1.99999847])
    """

    function: Callable[..., Any] = staticmethod(activation.tanhexp)


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

    function: Callable[..., Any] = exponentials.softmax


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

    function: Callable[..., Any] = exponentials.log_softmax


class ELU(Activation):
    r"""Exponential linear unit: x above 0, :math:`\alpha (e^x - 1)` elsewhere.

    See `minigrad.elu`.

    Parameters
    ----------
    alpha : float
        Minus the limit on the left.

    Examples
    --------
    >>> nn.ELU(alpha=0.5)(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.31606028,  0.        ,  2.        ])
    """

    function: Callable[..., Any] = staticmethod(smooth.elu)

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__(alpha=alpha)


class SELU(Activation):
    r"""Scaled ELU: :math:`\lambda x` above 0, :math:`\lambda \alpha (e^x - 1)` elsewhere.

    See `minigrad.selu`.

    Examples
    --------
    >>> nn.SELU()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.11133074,  0.        ,  2.10140197])
    """

    function: Callable[..., Any] = staticmethod(smooth.selu)


class CELU(Activation):
    r"""Smooth ELU: x above 0, :math:`\alpha (e^{x / \alpha} - 1)` elsewhere.

    See `minigrad.celu`.

    Parameters
    ----------
    alpha : float
        Minus the limit on the left.

    Examples
    --------
    >>> nn.CELU(alpha=0.5)(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.43233236,  0.        ,  2.        ])
    """

    function: Callable[..., Any] = staticmethod(smooth.celu)

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__(alpha=alpha)


class GELU(Activation):
    r"""Gaussian error linear unit: :math:`x \, \Phi(x)`, :math:`\Phi` the normal distribution's.

    See `minigrad.gelu`.

    Parameters
    ----------
    approximate : {"none", "tanh"}
        Whether :math:`\Phi` is replaced by an expression with tanh.

    Examples
    --------
    >>> nn.GELU()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.15865525,  0.        ,  1.95449974])
    """

    function: Callable[..., Any] = staticmethod(smooth.gelu)

    def __init__(self, approximate: str = "none") -> None:
        super().__init__(approximate=approximate)


class SiLU(Activation):
    r"""Swish by PyTorch's name: :math:`x \, \sigma(x)`.

    See `minigrad.silu`.

    Examples
    --------
    >>> nn.SiLU()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.26894142,  0.        ,  1.76159416])
    """

    function: Callable[..., Any] = staticmethod(smooth.silu)


class LogSigmoid(Activation):
    r"""Logarithm of the sigmoid: :math:`-\log(1 + e^{-x})`.

    See `minigrad.logsigmoid`.

    Examples
    --------
    >>> nn.LogSigmoid()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.31326169, -0.69314718, -0.12692801])
    """

    function: Callable[..., Any] = staticmethod(smooth.logsigmoid)


class Tanhshrink(Activation):
    r"""Difference from the hyperbolic tangent: :math:`x - \tanh x`.

    See `minigrad.tanhshrink`.

    Examples
    --------
    >>> nn.Tanhshrink()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.23840584,  0.        ,  1.03597242])
    """

    function: Callable[..., Any] = staticmethod(smooth.tanhshrink)


class Softmin(AlongAxis):
    r"""Softmax of the negative: :math:`e^{-x_i} / \sum_j e^{-x_j}`.

    See `minigrad.softmin`.

    Parameters
    ----------
    axis, dim : int
        As for `Softmax`.

    Examples
    --------
    >>> nn.Softmin()(mg.tensor([[0.0, 0.0], [0.0, 100.0]]))
    tensor([[5.00000000e-01, 5.00000000e-01],
            [1.00000000e+00, 3.72007598e-44]])
    """

    function: Callable[..., Any] = staticmethod(smooth.softmin)


class GLU(AlongAxis):
    r"""Gated linear unit: :math:`a \, \sigma(b)` of the two halves a and b of the input.

    See `minigrad.glu`.

    Parameters
    ----------
    axis : int
        The axis that is halved; its length is even.
    dim : int, optional
        PyTorch's name of the same.

    Examples
    --------
    >>> nn.GLU()(mg.tensor([[1.0, 2.0, 0.0, 100.0]]))
    tensor([[0.5, 2. ]])
    """

    function: Callable[..., Any] = staticmethod(smooth.glu)


class Hardtanh(Activation):
    r"""Identity between two limits: :math:`\min(\max(x, a), b)`.

    See `minigrad.hardtanh`.

    Parameters
    ----------
    min_val, max_val : float
        The limits a and b.

    Examples
    --------
    >>> nn.Hardtanh(min_val=-1, max_val=2)(mg.tensor([-3.0, 1.0, 3.0]))
    tensor([-1.,  1.,  2.])
    """

    function: Callable[..., Any] = staticmethod(kinked.hardtanh)

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0) -> None:
        super().__init__(min_val=min_val, max_val=max_val)


class Hardsigmoid(Activation):
    r"""Piecewise sigmoid: :math:`\min(\max(x + 3, 0), 6) / 6`.

    See `minigrad.hardsigmoid`.

    Examples
    --------
    >>> nn.Hardsigmoid()(mg.tensor([-3.0, 0.0, 3.0]))
    tensor([0. , 0.5, 1. ])
    """

    function: Callable[..., Any] = staticmethod(kinked.hardsigmoid)


class Hardswish(Activation):
    r"""Piecewise swish of PyTorch: :math:`x \min(\max(x + 3, 0), 6) / 6`.

    See `minigrad.hardswish`.

    Examples
    --------
    >>> nn.Hardswish()(mg.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.33333333,  0.        ,  3.        ])
    """

    function: Callable[..., Any] = staticmethod(kinked.hardswish)


class LeakyReLU(Activation):
    r"""ReLU with a slope a below 0: :math:`\max(x, 0) + a \min(x, 0)`.

    See `minigrad.leaky_relu`.

    Parameters
    ----------
    negative_slope : float
        The slope a.

    Examples
    --------
    >>> nn.LeakyReLU(negative_slope=0.1)(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.1,  0. ,  2. ])
    """

    function: Callable[..., Any] = staticmethod(kinked.leaky_relu)

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__(negative_slope=negative_slope)


class Hardshrink(Activation):
    r"""Identity, and 0 where :math:`|x| \le \lambda`.

    See `minigrad.hardshrink`.

    Parameters
    ----------
    lambd : float
        The limit :math:`\lambda`.

    Examples
    --------
    >>> nn.Hardshrink(lambd=0.5)(mg.tensor([-1.0, 0.3, 2.0]))
    tensor([-1.,  0.,  2.])
    """

    function: Callable[..., Any] = staticmethod(kinked.hardshrink)

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__(lambd=lambd)


class Softshrink(Activation):
    r"""Shift towards 0 by :math:`\lambda`, and 0 where :math:`|x| \le \lambda`.

    See `minigrad.softshrink`.

    Parameters
    ----------
    lambd : float
        The shift :math:`\lambda`.

    Examples
    --------
    >>> nn.Softshrink(lambd=0.5)(mg.tensor([-1.0, 0.25, 2.0]))
    tensor([-0.5,  0. ,  1.5])
    """

    function: Callable[..., Any] = staticmethod(kinked.softshrink)

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__(lambd=lambd)


class Threshold(Activation):
    """Identity above a threshold, a constant elsewhere.

    See `minigrad.threshold`.

    Parameters
    ----------
    threshold : float
        Above it ``x`` passes.
    value : float
        The constant.

    Examples
    --------
    >>> nn.Threshold(threshold=0.5, value=-1.0)(mg.tensor([-1.0, 0.5, 2.0]))
    tensor([-1., -1.,  2.])
    """

    function: Callable[..., Any] = staticmethod(kinked.threshold)

    def __init__(self, threshold: float, value: float) -> None:
        super().__init__(threshold=threshold, value=value)


class PReLU(Module):
    r"""Leaky ReLU whose slope is learned: :math:`\max(x, 0) + w \min(x, 0)` with ``weight`` w.

    See `minigrad.prelu`.

    Parameters
    ----------
    num_parameters : int
        1 for all inputs together, or the length of their last axis.
    init : float
        The first slope.
    dtype
        Of the weight.

    Examples
    --------
    >>> nn.PReLU()(mg.tensor([-2.0, 3.0])).numpy()
    array([-0.5,  3. ])
    """

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, *, dtype: DTypeLike = float
    ) -> None:
        if num_parameters < 1:
            raise ValueError(f"PReLU: num_parameters must be positive, not {num_parameters}")
        self.weight: Tensor = tensor(np.full(num_parameters, init), dtype, requires_grad=True)

    def forward(self, x: Any) -> Tensor | Any:
        """``x`` above 0, ``weight * x`` elsewhere."""
        return kinked.prelu(x, self.weight)

    def __repr__(self) -> str:
        return f"PReLU({self.weight.size})"


class RReLU(Module):
    """Randomised leaky ReLU: while training each element's slope below 0 is drawn anew.

    After `eval` it is the mean, as in `minigrad.rrelu`.

    Parameters
    ----------
    lower, upper : float
        Between which slopes are drawn, evenly.
    rng
        A NumPy generator, new or legacy, or a seed; kept as ``rng``.

    Notes
    -----
    Source: arXiv:1505.00853; PyTorch's RReLU.

    Examples
    --------
    >>> layer = nn.RReLU(0.1, 0.3, rng=0)
    >>> layer(mg.tensor([-1.0, -1.0, 3.0])).numpy().round(3)
    array([-0.227, -0.154,  3.   ])
    >>> layer.eval()(mg.tensor([-1.0, -1.0, 3.0]))
    tensor([-0.2, -0.2,  3. ])
    """

    def __init__(
        self, lower: float = 1 / 8, upper: float = 1 / 3, *, rng: Rng | int | None = None
    ) -> None:
        if not lower <= upper:
            raise ValueError(f"RReLU: lower must not exceed upper, not {lower!r} and {upper!r}")
        self.lower = lower
        self.upper = upper
        self.rng: Rng | None = as_rng(rng)

    def forward(self, x: Any) -> Tensor | Any:
        """``x`` above 0, a slope times ``x`` elsewhere."""
        if not self.training:
            return kinked.rrelu(x, self.lower, self.upper)
        x = as_floating(x)
        array = x.node.value if isinstance(x, Tensor) else x
        return kinked.prelu(x, draw(_slopes, self.rng, array, self.lower, self.upper))

    def __repr__(self) -> str:
        return f"RReLU({self.lower}, {self.upper})"


def _slopes(rng: Any, x: Any, lower: float, upper: float) -> Any:
    return np.asarray(rng.uniform(lower, upper, x.shape), x.dtype)
