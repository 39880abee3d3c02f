"""Adadelta: steps as large as earlier steps were."""

from __future__ import annotations

from typing import Any

from minigrad.ops.elementwise import sqrt
from minigrad.optim.optimizer import Optimizer, Parameters
from minigrad.optim.options import Group, State, fraction, not_negative, switch


class Adadelta(Optimizer):
    r"""Steps as large as earlier steps were, measured by running means of squares.

    .. math::

        s &\leftarrow \rho s + (1 - \rho) g^2 \\
        \Delta &= \sqrt{d + \epsilon} / \sqrt{s + \epsilon} \cdot g \\
        d &\leftarrow \rho d + (1 - \rho) \Delta^2 \\
        W &\leftarrow W - \eta \Delta

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`).
    lr : float
        Learning rate :math:`\eta`, 1 in the paper.
    rho : float
        :math:`\rho`, how much of the past is kept.
    eps : float
        :math:`\epsilon`.
    weight_decay : float
        :math:`\lambda`; :math:`\lambda W` is added to the gradient.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Zeiler, "ADADELTA: an adaptive learning rate method", 2012.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.5], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.Adadelta([w], rho=0.75, eps=0.25).step()
    >>> np.round(w.numpy(), 3)
    array([2.014, 0.207])
    """

    arrays = ("square_avg", "acc_delta")

    rho = fraction()
    eps = not_negative()
    weight_decay = not_negative()
    maximize = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1.0,
        *,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters, lr=lr, rho=rho, eps=eps, weight_decay=weight_decay, maximize=maximize
        )

    @staticmethod
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:  # noqa: D102 - see the class
        rho, eps = options["rho"], options["eps"]
        s = rho * state.get("square_avg", 0.0) + (1 - rho) * (g * g)
        before = state.get("acc_delta", 0.0)
        delta = sqrt((before + eps) / (s + eps)) * g
        after = rho * before + (1 - rho) * (delta * delta)
        return w - options["lr"] * delta, {"square_avg": s, "acc_delta": after}
