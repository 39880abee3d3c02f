"""Adam and AdamW: the mean of the gradients over the root of their mean square."""

from __future__ import annotations

from typing import Any

from minigrad.ops.elementwise import maximum, sqrt
from minigrad.optim.moments import Betas, moments
from minigrad.optim.optimizer import Optimizer, Parameters
from minigrad.optim.options import Group, State, not_negative, switch, two_fractions


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

    numbers = ("step",)
    arrays = ("exp_avg", "exp_avg_sq")
    optional = ("max_exp_avg_sq",)

    betas = two_fractions()
    eps = not_negative()
    weight_decay = not_negative()
    amsgrad = switch()
    decoupled_weight_decay = switch()
    maximize = switch()

    def __init__(
        self,
        parameters: Parameters,
        lr: float = 1e-3,
        *,
        betas: Betas = (0.9, 0.999),
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
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:  # noqa: D102 - see the class
        beta1, beta2 = options["betas"]
        step, m, s = moments(g, state, options["betas"])
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
        betas: Betas = (0.9, 0.999),
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
