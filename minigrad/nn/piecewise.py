"""Activation layers straight from kink to kink; the functions are in `minigrad.ops.piecewise`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from minigrad.core.deferred import draw
from minigrad.nn.activations import Activation
from minigrad.nn.init import Rng, as_rng
from minigrad.nn.module import Module
from minigrad.ops import piecewise
from minigrad.ops.shapes import as_floating
from minigrad.tensors.creation import tensor
from minigrad.tensors.handle import Tensor


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

    function = staticmethod(piecewise.hardtanh)

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

    function = staticmethod(piecewise.hardsigmoid)


class Hardswish(Activation):
    r"""Piecewise swish of PyTorch: :math:`x \min(\max(x + 3, 0), 6) / 6`.

    See `minigrad.hardswish`.

    Examples
    --------
    >>> nn.Hardswish()(mg.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.33333333,  0.        ,  3.        ])
    """

    function = staticmethod(piecewise.hardswish)


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

    function = staticmethod(piecewise.leaky_relu)

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

    function = staticmethod(piecewise.hardshrink)

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

    function = staticmethod(piecewise.softshrink)

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

    function = staticmethod(piecewise.threshold)

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
        self.weight = tensor(np.full(num_parameters, init), dtype, requires_grad=True)

    def forward(self, x: Any) -> Any:
        """``x`` above 0, ``weight * x`` elsewhere."""
        return piecewise.prelu(x, self.weight)

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
        self.rng = as_rng(rng)

    def forward(self, x: Any) -> Any:
        """``x`` above 0, a slope times ``x`` elsewhere."""
        if not self.training:
            return piecewise.rrelu(x, self.lower, self.upper)
        x = as_floating(x)
        array = x.node.value if isinstance(x, Tensor) else x
        return piecewise.prelu(x, draw(_slopes, self.rng, array, self.lower, self.upper))

    def __repr__(self) -> str:
        return f"RReLU({self.lower}, {self.upper})"


def _slopes(rng: Any, x: Any, lower: float, upper: float) -> Any:
    return np.asarray(rng.uniform(lower, upper, x.shape), x.dtype)
