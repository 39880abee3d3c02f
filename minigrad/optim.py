"""Optimisers: how parameters follow their gradients, as array expressions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minigrad.tensor import Tensor


class SGD:
    r"""Stochastic gradient descent, with momentum and weight decay.

    .. math::

        g &\leftarrow \nabla E + \lambda W \\
        v &\leftarrow \mu v + g \\
        W &\leftarrow W - \eta v  \quad\text{or, Nesterov,}\quad W - \eta (g + \mu v)

    With :math:`v` scaled by :math:`-\eta` this is the articles' momentum, and their Nesterov
    without the look-ahead, :math:`W - \mu v + \mu v' + v'` (article C6).

    Parameters
    ----------
    parameters : iterable of Tensor
        Leaves that require a gradient; one without a gradient stays as it is.
    lr : float
        Learning rate :math:`\eta`.
    momentum : float
        :math:`\mu`, from 0 to below 1.
    nesterov : bool
        Whether to step as if the velocity had been applied already.
    weight_decay : float
        :math:`\lambda`, the pull towards zero.

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

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float,
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueError("SGD: there are no parameters to optimise")
        for p in self.parameters:
            if not (isinstance(p, Tensor) and p.requires_grad and p.is_leaf):  # type: ignore[redundant-expr]  # callers may not be typed
                raise TypeError(f"SGD: {p!r} is not a leaf Tensor that requires a gradient")
        if len({id(p) for p in self.parameters}) < len(self.parameters):
            raise ValueError("SGD: a parameter is there twice, and would move twice")
        if not lr > 0 or not 0 <= momentum < 1 or not weight_decay >= 0:
            raise ValueError(
                "SGD: needs lr > 0, 0 <= momentum < 1 and weight_decay >= 0, not "
                f"lr={lr}, momentum={momentum}, weight_decay={weight_decay}"
            )
        if nesterov and not momentum:
            raise ValueError("SGD: nesterov needs a momentum, for example momentum=0.9")
        self.lr = lr
        self.momentum = momentum
        self.nesterov = nesterov
        self.weight_decay = weight_decay
        self._velocities: list[Any] = [None] * len(self.parameters)

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for p in self.parameters:
            p.zero_grad()

    def step(self) -> None:
        """Move every parameter that has a gradient."""
        for i, parameter in enumerate(self.parameters):
            if not parameter.is_leaf:
                raise RuntimeError(
                    f"SGD: the parameter {parameter.name or i} was assigned to while recording and "
                    "is no leaf any more; change parameters under no_grad()"
                )
            if not parameter.requires_grad:
                continue
            g = parameter.gradient_value
            if g is None:
                continue
            w = parameter.node.value
            if self.weight_decay:
                g = g + self.weight_decay * w
            if self.momentum:
                v = self._velocities[i]
                v = self._velocities[i] = g if v is None else self.momentum * v + g
                g = g + self.momentum * v if self.nesterov else v
            parameter.move_to(w + -self.lr * g)  # a sum lets NumPy reuse the product's memory

    def __repr__(self) -> str:
        options = f"lr={self.lr}"
        if self.momentum:
            options += f", momentum={self.momentum}" + (", nesterov=True" if self.nesterov else "")
        if self.weight_decay:
            options += f", weight_decay={self.weight_decay}"
        return f"SGD({options})"
