"""Activation layers with exponentials in them; the functions are in `minigrad.ops.smooth`."""

from __future__ import annotations

from minigrad.nn.activations import Activation, AlongAxis
from minigrad.ops import smooth


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

    function = staticmethod(smooth.elu)

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

    function = staticmethod(smooth.selu)


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

    function = staticmethod(smooth.celu)

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

    function = staticmethod(smooth.gelu)

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

    function = staticmethod(smooth.silu)


class LogSigmoid(Activation):
    r"""Logarithm of the sigmoid: :math:`-\log(1 + e^{-x})`.

    See `minigrad.logsigmoid`.

    Examples
    --------
    >>> nn.LogSigmoid()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.31326169, -0.69314718, -0.12692801])
    """

    function = staticmethod(smooth.logsigmoid)


class Tanhshrink(Activation):
    r"""Difference from the hyperbolic tangent: :math:`x - \tanh x`.

    See `minigrad.tanhshrink`.

    Examples
    --------
    >>> nn.Tanhshrink()(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.23840584,  0.        ,  1.03597242])
    """

    function = staticmethod(smooth.tanhshrink)


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

    function = staticmethod(smooth.softmin)


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

    function = staticmethod(smooth.glu)
