"""LambdaLR: a learning rate by any function of the number of steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minigrad.optim.optimizer import Optimizer
from minigrad.optim.scheduler import LRScheduler


class LambdaLR(LRScheduler):
    r"""Multiply the learning rate of the beginning by a function of the number of steps.

    .. math:: \eta_t = \eta \cdot f(t)

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates it sets.
    lr_lambda : callable, or a list with one for each group
        The factor :math:`f`, from the number of steps. It is not saved.

    References
    ----------
    The name is PyTorch's.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=1.0)
    >>> schedule = optim.LambdaLR(opt, lambda n: 1 / (n + 1))
    >>> schedule.step()
    >>> opt.lr
    0.5
    """

    unsaved = frozenset({"optimizer", "lr_lambdas"})

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | Sequence[Callable[[int], float]],
    ) -> None:
        self.optimizer = optimizer
        self.lr_lambdas = self.per_group("lr_lambda", lr_lambda)
        super().__init__(optimizer)

    def first_lr(self, lr: float, i: int) -> float:  # noqa: D102 - see the class
        return self.next_lr(lr, i)

    def next_lr(self, lr: float, i: int) -> float:  # noqa: ARG002, D102 - see the class
        return float(self.base_lrs[i] * self.lr_lambdas[i](self.last_epoch))
