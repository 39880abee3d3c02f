"""SGD: down the gradient, with momentum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from minigrad.optim.groups import Group, Parameters, State, fraction, not_negative, switch
from minigrad.optim.optimizer import Optimizer
from minigrad.support.overriding import override


class SGD(Optimizer):
    r"""Stochastic gradient descent, with momentum and weight decay.

    .. math::

        g &\leftarrow \nabla E + \lambda W \\
        v &\leftarrow \mu v + (1 - \tau) g \quad\text{(at first } v = g \text{)} \\
        W &\leftarrow W - \eta v  \quad\text{or, Nesterov,}\quad W - \eta (g + \mu v)

    With :math:`v` scaled by :math:`-\eta` this is the articles' momentum, and their Nesterov
    without the look-ahead, :math:`W - \mu v + \mu v' + v'` (article C6).

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`); one without a gradient
        stays as it is.
    lr : float
        Learning rate :math:`\eta`.
    momentum : float
        :math:`\mu`, from 0 to below 1.
    dampening : float
        :math:`\tau`, how much less of a new gradient goes into the velocity.
    nesterov : bool
        Whether to step as if the velocity had been applied already.
    weight_decay : float
        :math:`\lambda`, the pull towards zero.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Robbins, Monro, "A stochastic approximation method", 1951; momentum: Polyak, "Some methods of
    speeding up the convergence of iteration methods", 1964; Nesterov's form: Sutskever, Martens,
    Dahl, Hinton, "On the importance of initialization and momentum in deep learning", 2013.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor(1.0, requires_grad=True)
    >>> opt = optim.SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> opt.step()
    >>> w
    tensor(0.8, requires_grad=True)
    """

    optional: ClassVar[tuple[str, ...]] = ("momentum_buffer",)

    momentum: float = fraction()
    dampening: float = fraction()
    nesterov: bool = switch()
    weight_decay: float = not_negative()
    maximize: bool = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-3,
        *,
        momentum: float = 0.0,
        dampening: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            momentum=momentum,
            dampening=dampening,
            nesterov=nesterov,
            weight_decay=weight_decay,
            maximize=maximize,
        )

    @staticmethod
    @override
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        momentum = options["momentum"]
        if momentum:
            v = state.get("momentum_buffer")
            dampening = options["dampening"]
            new = g * (1 - dampening) if dampening else g
            v = g if v is None else momentum * v + new
            state = {"momentum_buffer": v}
            g = g + momentum * v if options["nesterov"] else v
        step = -options["lr"] * g
        step += w  # in the memory of the product
        return step, state

    @override
    def check_options(self, options: Mapping[str, Any]) -> None:
        super().check_options(options)
        if options["nesterov"] and not options["momentum"]:
            raise ValueError("SGD: nesterov needs a momentum, for example momentum=0.9")
        if options["nesterov"] and options["dampening"]:
            raise ValueError("SGD: nesterov needs dampening=0")
