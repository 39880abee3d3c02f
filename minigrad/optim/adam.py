"""Adam and its variants: the mean of the gradients over the root of their mean square."""

from __future__ import annotations

from typing import Any, ClassVar

from minigrad.ops.elementwise import maximum, sqrt
from minigrad.optim.groups import Group, Parameters, State, not_negative, switch, two_fractions
from minigrad.optim.optimizer import Optimizer
from minigrad.support.overriding import override


class Adam(Optimizer):
    r"""Adaptive moment estimation.

    .. math::

        m &\leftarrow \beta_1 m + (1 - \beta_1) g \\
        s &\leftarrow \beta_2 s + (1 - \beta_2) g^2 \\
        W &\leftarrow W - \eta \frac{m / (1 - \beta_1^t)}
            {\sqrt{s / (1 - \beta_2^t)} + \epsilon}

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`).
    lr : float
        Learning rate :math:`\eta`.
    betas : (float, float)
        :math:`\beta_1` and :math:`\beta_2`, how much of the past is kept.
    eps : float
        :math:`\epsilon`.
    weight_decay : float
        :math:`\lambda`; :math:`\lambda W` is added to the gradient.
    amsgrad : bool
        Whether to divide by the largest :math:`s` so far.
    decoupled_weight_decay : bool
        Whether to shrink the parameter instead, :math:`W \leftarrow (1 - \eta \lambda) W`.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Kingma, Ba, "Adam: a method for stochastic optimization", 2015; amsgrad: Reddi, Kale, Kumar,
    "On the convergence of Adam and beyond", 2018.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.5], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.Adam([w], lr=0.5, eps=0.0).step()
    >>> w
    tensor([2.5, 0. ], requires_grad=True)
    """

    numbers: ClassVar[tuple[str, ...]] = ("step",)
    arrays: ClassVar[tuple[str, ...]] = ("exp_avg", "exp_avg_sq")
    optional: ClassVar[tuple[str, ...]] = ("max_exp_avg_sq",)

    betas: tuple[float, float] = two_fractions()
    eps: float = not_negative()
    weight_decay: float = not_negative()
    amsgrad: bool = switch()
    decoupled_weight_decay: bool = switch()
    maximize: bool = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        decoupled_weight_decay: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
        )

    @staticmethod
    @override
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        beta1, beta2 = options["betas"]
        step, m, s = _moments(g, state, options["betas"])
        after = {"step": step, "exp_avg": m, "exp_avg_sq": s}
        if options["amsgrad"]:
            s = after["max_exp_avg_sq"] = maximum(state.get("max_exp_avg_sq", 0.0), s)
        size = sqrt(s / (1 - beta2**step)) + options["eps"]
        return w - options["lr"] / (1 - beta1**step) * m / size, after


class AdamW(Adam):
    r"""Adam with weight decay of its own.

    .. math::

        W &\leftarrow (1 - \eta \lambda) W \\
        W &\leftarrow W - \eta \frac{m / (1 - \beta_1^t)}
            {\sqrt{s / (1 - \beta_2^t)} + \epsilon}

    with :math:`m` and :math:`s` as in `Adam`.

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`).
    lr : float
        Learning rate :math:`\eta`.
    betas : (float, float)
        :math:`\beta_1` and :math:`\beta_2`, how much of the past is kept.
    eps : float
        :math:`\epsilon`.
    weight_decay : float
        :math:`\lambda`, the share of a parameter that is lost, times the learning rate.
    amsgrad : bool
        Whether to divide by the largest :math:`s` so far.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Loshchilov, Hutter, "Decoupled weight decay regularization", 2019.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.5], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.AdamW([w], lr=0.5, weight_decay=0.1).step()
    >>> w
    tensor([2.35 , 0.025], requires_grad=True)
    """

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            decoupled_weight_decay=True,
            maximize=maximize,
        )


class NAdam(Optimizer):
    r"""Adam with Nesterov's momentum, which steps as if the next mean were known already.

    .. math::

        \mu_t &= \beta_1 (1 - 0.96^{t \psi} / 2), \quad \pi \leftarrow \pi \mu_t \\
        \hat m &= \frac{\mu_{t+1}}{1 - \pi \mu_{t+1}} m + \frac{1 - \mu_t}{1 - \pi} g \\
        W &\leftarrow W - \eta \frac{\hat m}{\sqrt{s / (1 - \beta_2^t)} + \epsilon}

    with :math:`m` and :math:`s` as in `Adam`.

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`).
    lr : float
        Learning rate :math:`\eta`.
    betas : (float, float)
        :math:`\beta_1` and :math:`\beta_2`, how much of the past is kept.
    eps : float
        :math:`\epsilon`.
    weight_decay : float
        :math:`\lambda`; :math:`\lambda W` is added to the gradient.
    momentum_decay : float
        :math:`\psi`, how fast the momentum grows to its full size.
    decoupled_weight_decay : bool
        Whether to shrink the parameter instead, :math:`W \leftarrow (1 - \eta \lambda) W`.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Dozat, "Incorporating Nesterov momentum into Adam", 2016.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.5], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.NAdam([w], lr=0.5).step()
    >>> np.round(w.numpy(), 3)
    array([2.472, 0.028])
    """

    numbers: ClassVar[tuple[str, ...]] = ("step", "mu_product")
    arrays: ClassVar[tuple[str, ...]] = ("exp_avg", "exp_avg_sq")

    betas: tuple[float, float] = two_fractions()
    eps: float = not_negative()
    weight_decay: float = not_negative()
    momentum_decay: float = not_negative()
    decoupled_weight_decay: bool = switch()
    maximize: bool = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 2e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            momentum_decay=momentum_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
        )

    @staticmethod
    @override
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        beta1, beta2 = options["betas"]
        step, m, s = _moments(g, state, options["betas"])
        decay = options["momentum_decay"]
        mu = beta1 * (1 - 0.96 ** (step * decay) / 2)
        following = beta1 * (1 - 0.96 ** ((step + 1) * decay) / 2)
        product = state.get("mu_product", 1.0) * mu
        size = sqrt(s / (1 - beta2**step)) + options["eps"]
        ahead = following / (1 - product * following) * m + (1 - mu) / (1 - product) * g
        after = {"step": step, "mu_product": product, "exp_avg": m, "exp_avg_sq": s}
        return w - options["lr"] * ahead / size, after


class RAdam(Optimizer):
    r"""Adam that waits with the division until the squares are known well enough.

    .. math::

        \rho_\infty &= \frac{2}{1 - \beta_2} - 1, \quad
        \rho = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t} \\
        r &= \sqrt{\frac{(\rho - 4) (\rho - 2) \rho_\infty}
            {(\rho_\infty - 4) (\rho_\infty - 2) \rho}} \\
        W &\leftarrow W - \eta \frac{m}{1 - \beta_1^t} \cdot
            r \frac{\sqrt{1 - \beta_2^t}}{\sqrt{s} + \epsilon}

    with :math:`m` and :math:`s` as in `Adam`; the last factor only while :math:`\rho > 5`.

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient, or groups of them (see `Optimizer`).
    lr : float
        Learning rate :math:`\eta`.
    betas : (float, float)
        :math:`\beta_1` and :math:`\beta_2`, how much of the past is kept.
    eps : float
        :math:`\epsilon`.
    weight_decay : float
        :math:`\lambda`; :math:`\lambda W` is added to the gradient.
    decoupled_weight_decay : bool
        Whether to shrink the parameter instead, :math:`W \leftarrow (1 - \eta \lambda) W`.
    maximize : bool
        Whether to go up instead.

    References
    ----------
    Liu, Jiang, He, Chen, Liu, Gao, Han, "On the variance of the adaptive learning rate and
    beyond", 2020.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.5], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.RAdam([w], lr=0.25).step()
    >>> w
    tensor([ 1.5 , -0.25], requires_grad=True)
    """

    numbers: ClassVar[tuple[str, ...]] = ("step",)
    arrays: ClassVar[tuple[str, ...]] = ("exp_avg", "exp_avg_sq")

    betas: tuple[float, float] = two_fractions()
    eps: float = not_negative()
    weight_decay: float = not_negative()
    decoupled_weight_decay: bool = switch()
    maximize: bool = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
        )

    @staticmethod
    @override
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        beta1, beta2 = options["betas"]
        step, m, s = _moments(g, state, options["betas"])
        change = options["lr"] / (1 - beta1**step) * m
        limit = 2 / (1 - beta2) - 1
        length = limit - 2 * step * beta2**step / (1 - beta2**step)
        if length > 5:  # decided by the number of steps alone, not by values
            shares = (length - 4) * (length - 2) * limit, (limit - 4) * (limit - 2) * length
            rectifier = (shares[0] / shares[1] * (1 - beta2**step)) ** 0.5
            change = change * rectifier / (sqrt(s) + options["eps"])
        return w - change, {"step": step, "exp_avg": m, "exp_avg_sq": s}


def _moments(g: Any, state: State, betas: tuple[float, float]) -> tuple[Any, Any, Any]:
    """The number of this step, and the running means of the gradients and of their squares."""
    beta1, beta2 = betas
    m = state.get("exp_avg", 0.0)
    m = m + (1 - beta1) * (g - m)
    s = beta2 * state.get("exp_avg_sq", 0.0) + (1 - beta2) * (g * g)
    return state.get("step", 0) + 1, m, s
