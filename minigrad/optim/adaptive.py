"""Adagrad, RMSprop, Adadelta and Lion: the size of a step is decided for each element."""

from __future__ import annotations

from typing import Any, ClassVar

from minigrad.ops.elementwise import maximum, sign, sqrt
from minigrad.optim.groups import (
    Group,
    Parameters,
    State,
    fraction,
    not_negative,
    switch,
    two_fractions,
)
from minigrad.optim.optimizer import Optimizer
from minigrad.support.overriding import override


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

    numbers: ClassVar[tuple[str, ...]] = ("step",)
    arrays: ClassVar[tuple[str, ...]] = ("sum",)

    lr_decay: float = not_negative()
    weight_decay: float = not_negative()
    initial_accumulator_value: float = not_negative()
    eps: float = not_negative()
    maximize: bool = switch()

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
    @override
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        lr_decay, first = options["lr_decay"], options["initial_accumulator_value"]
        step = state.get("step", 0) + 1
        s = state.get("sum", first) + g * g
        lr = options["lr"] / (1 + (step - 1) * lr_decay)
        return w - lr * g / (sqrt(s) + options["eps"]), {"step": step, "sum": s}


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

    arrays: ClassVar[tuple[str, ...]] = ("square_avg",)
    optional: ClassVar[tuple[str, ...]] = ("grad_avg", "momentum_buffer")

    alpha: float = fraction()
    eps: float = not_negative()
    weight_decay: float = not_negative()
    momentum: float = fraction()
    centered: bool = switch()
    maximize: bool = switch()

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
    @override
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
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

    arrays: ClassVar[tuple[str, ...]] = ("square_avg", "acc_delta")

    rho: float = fraction()
    eps: float = not_negative()
    weight_decay: float = not_negative()
    maximize: bool = switch()

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
    @override
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        rho, eps = options["rho"], options["eps"]
        s = rho * state.get("square_avg", 0.0) + (1 - rho) * (g * g)
        before = state.get("acc_delta", 0.0)
        delta = sqrt((before + eps) / (s + eps)) * g
        after = rho * before + (1 - rho) * (delta * delta)
        return w - options["lr"] * delta, {"square_avg": s, "acc_delta": after}


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

    arrays: ClassVar[tuple[str, ...]] = ("exp_avg",)

    betas: tuple[float, float] = two_fractions()
    weight_decay: float = not_negative()
    decoupled_weight_decay: bool = switch()
    maximize: bool = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-4,
        *,
        betas: tuple[float, float] = (0.9, 0.99),
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
    @override
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        beta1, beta2 = options["betas"]
        m = state.get("exp_avg", 0.0)
        direction = sign(beta1 * m + (1 - beta1) * g)
        return w - options["lr"] * direction, {"exp_avg": beta2 * m + (1 - beta2) * g}
