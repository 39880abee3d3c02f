"""Adagrad: steps that shrink as the gradients add up."""

from __future__ import annotations

from typing import Any

from minigrad.ops.elementwise import sqrt
from minigrad.optim.optimizer import Optimizer, Parameters
from minigrad.optim.options import Group, State, not_negative, switch


class Adagrad(Optimizer):
    r"""Steps that shrink as an element's gradients add up.

    .. math::

        s &\leftarrow s + g^2 \\
        W &\leftarrow W - \frac{\eta}{1 + (t - 1) \gamma} \cdot \frac{g}{\sqrt{s} + \epsilon}

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`).
    lr : float
        Learning rate :math:`\eta`.
    lr_decay : float
        :math:`\gamma`, how fast the learning rate falls with the number :math:`t` of steps.
    weight_decay : float
        :math:`\lambda`; :math:`\lambda W` is added to the gradient.
    initial_accumulator_value : float
        What :math:`s` begins with.
    eps : float
        :math:`\epsilon`.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization", 2011.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.5], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.Adagrad([w], lr=0.5, eps=0.0).step()
    >>> w
    tensor([2.5, 0. ], requires_grad=True)
    """

    numbers = ("step",)
    arrays = ("sum",)

    lr_decay = not_negative()
    weight_decay = not_negative()
    initial_accumulator_value = not_negative()
    eps = not_negative()
    maximize = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-2,
        *,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
            maximize=maximize,
        )

    @staticmethod
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:  # noqa: D102 - see the class
        lr_decay, first = options["lr_decay"], options["initial_accumulator_value"]
        step = state.get("step", 0) + 1
        s = state.get("sum", first) + g * g
        lr = options["lr"] / (1 + (step - 1) * lr_decay)
        return w - lr * g / (sqrt(s) + options["eps"]), {"step": step, "sum": s}
