"""RMSprop: steps measured by a running mean of the squared gradients."""

from __future__ import annotations

from typing import Any

from minigrad.ops.elementwise import maximum, sqrt
from minigrad.optim.optimizer import Optimizer, Parameters
from minigrad.optim.options import Group, State, fraction, not_negative, switch


class RMSprop(Optimizer):
    r"""Steps measured by a running mean of the squared gradients.

    .. math::

        s &\leftarrow \alpha s + (1 - \alpha) g^2 \\
        r &= g / (\sqrt{s} + \epsilon)
            \quad\text{or, centered, with } m \leftarrow \alpha m + (1 - \alpha) g, \quad
            g / (\sqrt{s - m^2} + \epsilon) \\
        v &\leftarrow \mu v + r \\
        W &\leftarrow W - \eta v

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`).
    lr : float
        Learning rate :math:`\eta`.
    alpha : float
        :math:`\alpha`, how much of the past is kept.
    eps : float
        :math:`\epsilon`.
    weight_decay : float
        :math:`\lambda`; :math:`\lambda W` is added to the gradient.
    momentum : float
        :math:`\mu`, from 0 to below 1.
    centered : bool
        Whether to divide by the deviation from the mean gradient.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Tieleman, Hinton, lecture 6.5 of "Neural networks for machine learning", 2012; centered:
    Graves, "Generating sequences with recurrent neural networks", 2013.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.5], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.RMSprop([w], lr=0.25, alpha=0.75, eps=0.0).step()
    >>> w
    tensor([2.5, 0. ], requires_grad=True)
    """

    arrays = ("square_avg",)
    optional = ("grad_avg", "momentum_buffer")

    alpha = fraction()
    eps = not_negative()
    weight_decay = not_negative()
    momentum = fraction()
    centered = switch()
    maximize = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-2,
        *,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            alpha=alpha,
            eps=eps,
            weight_decay=weight_decay,
            momentum=momentum,
            centered=centered,
            maximize=maximize,
        )

    @staticmethod
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:  # noqa: D102 - see the class
        alpha, momentum = options["alpha"], options["momentum"]
        s = alpha * state.get("square_avg", 0.0) + (1 - alpha) * (g * g)
        state = {**state, "square_avg": s}
        if options["centered"]:
            m = state.get("grad_avg", 0.0)
            m = state["grad_avg"] = m + (1 - alpha) * (g - m)
            s = maximum(s - m * m, 0.0)  # rounding may leave it below 0
        v = g / (sqrt(s) + options["eps"])
        if momentum:
            v = state["momentum_buffer"] = momentum * state.get("momentum_buffer", 0.0) + v
        return w - options["lr"] * v, state
