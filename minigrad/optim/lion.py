"""Lion: the sign of a mean of the gradients."""

from __future__ import annotations

from typing import Any

from minigrad.ops.elementwise import sign
from minigrad.optim.moments import Betas
from minigrad.optim.optimizer import Optimizer, Parameters
from minigrad.optim.options import Group, State, not_negative, switch, two_fractions


class Lion(Optimizer):
    r"""Steps of one size, by the sign of a mean of the gradients.

    .. math::

        W &\leftarrow (1 - \eta \lambda) W
            - \eta \operatorname{sign}(\beta_1 m + (1 - \beta_1) g) \\
        m &\leftarrow \beta_2 m + (1 - \beta_2) g

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`).
    lr : float
        Learning rate :math:`\eta`.
    betas : (float, float)
        :math:`\beta_1` and :math:`\beta_2`, how much of the past is kept.
    weight_decay : float
        :math:`\lambda`, the share of a parameter that is lost, times the learning rate.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Chen and others, "Symbolic discovery of optimization algorithms", 2023.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.5], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.Lion([w], lr=0.25).step()
    >>> w
    tensor([ 2.75, -0.25], requires_grad=True)
    """

    arrays = ("exp_avg",)

    betas = two_fractions()
    weight_decay = not_negative()
    decoupled_weight_decay = switch()
    maximize = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-4,
        *,
        betas: Betas = (0.9, 0.99),
        weight_decay: float = 0.0,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            betas=betas,
            weight_decay=weight_decay,
            decoupled_weight_decay=True,
            maximize=maximize,
        )

    @staticmethod
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:  # noqa: D102 - see the class
        beta1, beta2 = options["betas"]
        m = state.get("exp_avg", 0.0)
        direction = sign(beta1 * m + (1 - beta1) * g)
        return w - options["lr"] * direction, {"exp_avg": beta2 * m + (1 - beta2) * g}
