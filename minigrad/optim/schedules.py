"""Schedules whose learning rate is one formula in the number of steps."""

from __future__ import annotations

import math
from collections.abc import Iterable

from minigrad.optim.optimizer import Optimizer
from minigrad.optim.scheduler import LRScheduler, need


class StepLR(LRScheduler):
    r"""Multiply the learning rate by :math:`\gamma` after every so many steps.

    .. math:: \eta_t = \eta \cdot \gamma^{\lfloor t / s \rfloor}

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates it sets.
    step_size : int
        :math:`s`, after how many steps.
    gamma : float
        :math:`\gamma`.

    References
    ----------
    Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural
    networks", 2012; the name is PyTorch's.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=1.0)
    >>> schedule = optim.StepLR(opt, step_size=2, gamma=0.5)
    >>> for _ in range(4):
    ...     schedule.step()
    ...     print(opt.lr)
    1.0
    0.5
    0.5
    0.25
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        need(
            self,
            "step_size >= 1 and gamma > 0",
            step_size >= 1 and gamma > 0,
            step_size=step_size,
            gamma=gamma,
        )
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer)

    def next_lr(self, lr: float, i: int) -> float:  # noqa: ARG002, D102 - see the class
        return lr if self.last_epoch % self.step_size else lr * self.gamma


class MultiStepLR(LRScheduler):
    r"""Multiply the learning rate by :math:`\gamma` at given numbers of steps.

    .. math:: \eta_t = \eta \cdot \gamma^{|\{m \le t\}|}

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates it sets.
    milestones : iterable of int
        The numbers :math:`m`; one that is there twice counts twice.
    gamma : float
        :math:`\gamma`.

    References
    ----------
    He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2016; the name is
    PyTorch's.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=1.0)
    >>> schedule = optim.MultiStepLR(opt, milestones=[1, 3], gamma=0.5)
    >>> for _ in range(3):
    ...     schedule.step()
    ...     print(opt.lr)
    0.5
    0.5
    0.25
    """

    def __init__(self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1) -> None:
        self.milestones = sorted(milestones)
        self.gamma = gamma
        need(
            self,
            "milestones >= 1 and gamma > 0",
            all(m >= 1 for m in self.milestones) and gamma > 0,
            milestones=self.milestones,
            gamma=gamma,
        )
        super().__init__(optimizer)

    def next_lr(self, lr: float, i: int) -> float:  # noqa: ARG002, D102 - see the class
        times = self.milestones.count(self.last_epoch)
        return lr * float(self.gamma**times)


class ExponentialLR(LRScheduler):
    r"""Multiply the learning rate by :math:`\gamma` at every step.

    .. math:: \eta_t = \eta \cdot \gamma^t

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates it sets.
    gamma : float
        :math:`\gamma`.

    References
    ----------
    Bengio, "Practical recommendations for gradient-based training of deep architectures", 2012;
    the name is PyTorch's.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=1.0)
    >>> schedule = optim.ExponentialLR(opt, gamma=0.5)
    >>> for _ in range(3):
    ...     schedule.step()
    >>> opt.lr
    0.125
    """

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        need(self, "gamma > 0", gamma > 0, gamma=gamma)
        self.gamma = gamma
        super().__init__(optimizer)

    def next_lr(self, lr: float, i: int) -> float:  # noqa: ARG002, D102 - see the class
        return lr * self.gamma


class LinearLR(LRScheduler):
    r"""Warm up: let the learning rate grow (or fall) on a straight line, then leave it.

    .. math:: \eta_t = \eta \cdot (a + (b - a) \min(t, T) / T)

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates it sets.
    start_factor : float
        :math:`a`, above 0 and at most 1.
    end_factor : float
        :math:`b`, from 0 to 1.
    total_iters : int
        :math:`T`, the number of steps from one to the other.

    References
    ----------
    Goyal and others, "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=1.0)
    >>> schedule = optim.LinearLR(opt, start_factor=0.25, total_iters=3)
    >>> opt.lr
    0.25
    >>> for _ in range(5):
    ...     schedule.step()
    >>> opt.lr
    1.0
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
    ) -> None:
        need(
            self,
            "0 < start_factor <= 1, 0 <= end_factor <= 1 and total_iters >= 1",
            0 < start_factor <= 1 and 0 <= end_factor <= 1 and total_iters >= 1,
            start_factor=start_factor,
            end_factor=end_factor,
            total_iters=total_iters,
        )
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer)

    def first_lr(self, lr: float, i: int) -> float:  # noqa: ARG002, D102 - see the class
        return lr * self.start_factor

    def next_lr(self, lr: float, i: int) -> float:  # noqa: ARG002, D102 - see the class
        if self.last_epoch > self.total_iters:
            return lr
        return lr * self._factor(self.last_epoch) / self._factor(self.last_epoch - 1)

    def _factor(self, step: int) -> float:
        return self.start_factor + (self.end_factor - self.start_factor) * step / self.total_iters


class CosineAnnealingLR(LRScheduler):
    r"""Let the learning rate fall along half a cosine, and rise again if it goes on.

    .. math:: \eta_t = \eta_{min} + (\eta - \eta_{min}) \, (1 + \cos(\pi t / T)) / 2

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates it sets.
    T_max : int
        :math:`T`, the number of steps to the bottom.
    eta_min : float
        :math:`\eta_{min}`, the learning rate there.

    References
    ----------
    Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=1.0)
    >>> schedule = optim.CosineAnnealingLR(opt, T_max=4)
    >>> for _ in range(4):
    ...     schedule.step()
    ...     print(round(opt.lr, 4))
    0.8536
    0.5
    0.1464
    0.0
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:  # noqa: N803 - PyTorch's name
        need(
            self,
            "T_max >= 1 and eta_min >= 0",
            T_max >= 1 and eta_min >= 0,
            T_max=T_max,
            eta_min=eta_min,
        )
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer)

    def next_lr(self, lr: float, i: int) -> float:  # noqa: D102 - see the class
        if (self.last_epoch - 1 - self.T_max) % (2 * self.T_max) == 0:
            # At the bottom nothing is left that could be multiplied.
            return lr + (self.base_lrs[i] - self.eta_min) * self._height(self.last_epoch)
        ratio = self._height(self.last_epoch) / self._height(self.last_epoch - 1)
        return self.eta_min + (lr - self.eta_min) * ratio

    def _height(self, step: int) -> float:
        return (1 + math.cos(math.pi * step / self.T_max)) / 2
