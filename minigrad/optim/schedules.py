"""Schedules: the learning rate as a function of the number of steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from minigrad.optim.groups import plain
from minigrad.optim.optimizer import Optimizer
from minigrad.optim.scheduler import LRScheduler, require
from minigrad.support.overriding import override


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
        require(
            self,
            "step_size >= 1 and gamma > 0",
            step_size >= 1 and gamma > 0,
            step_size=step_size,
            gamma=gamma,
        )
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer)

    @override
    def next_lr(self, lr: float, i: int) -> float:
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
        self.milestones: list[int] = sorted(milestones)
        self.gamma = gamma
        require(
            self,
            "milestones >= 1 and gamma > 0",
            all(m >= 1 for m in self.milestones) and gamma > 0,
            milestones=self.milestones,
            gamma=gamma,
        )
        super().__init__(optimizer)

    @override
    def next_lr(self, lr: float, i: int) -> float:
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
        require(self, "gamma > 0", gamma > 0, gamma=gamma)
        self.gamma = gamma
        super().__init__(optimizer)

    @override
    def next_lr(self, lr: float, i: int) -> float:
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
        require(
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

    @override
    def first_lr(self, lr: float, i: int) -> float:
        return lr * self.start_factor

    @override
    def next_lr(self, lr: float, i: int) -> float:
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
        require(
            self,
            "T_max >= 1 and eta_min >= 0",
            T_max >= 1 and eta_min >= 0,
            T_max=T_max,
            eta_min=eta_min,
        )
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer)

    @override
    def next_lr(self, lr: float, i: int) -> float:
        if (self.last_epoch - 1 - self.T_max) % (2 * self.T_max) == 0:
            # At the bottom nothing is left that could be multiplied.
            return lr + (self.base_lrs[i] - self.eta_min) * self._height(self.last_epoch)
        ratio = self._height(self.last_epoch) / self._height(self.last_epoch - 1)
        return self.eta_min + (lr - self.eta_min) * ratio

    def _height(self, step: int) -> float:
        return (1 + math.cos(math.pi * step / self.T_max)) / 2


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

    unsaved: frozenset[str] = frozenset({"optimizer", "lr_lambdas"})

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | Sequence[Callable[[int], float]],
    ) -> None:
        self.optimizer = optimizer
        self.lr_lambdas: list[Callable[[int], float]] = self.per_group("lr_lambda", lr_lambda)
        super().__init__(optimizer)

    @override
    def first_lr(self, lr: float, i: int) -> float:
        return self.next_lr(lr, i)

    @override
    def next_lr(self, lr: float, i: int) -> float:
        return float(self.base_lrs[i] * self.lr_lambdas[i](self.last_epoch))


class OneCycleLR(LRScheduler):
    r"""One cycle: the learning rate rises to its peak and falls to almost nothing.

    .. math:: \eta_t = b + (a - b) \, (1 + \cos \pi u) / 2

    on its way from :math:`a` to :math:`b`, of which it has gone the share :math:`u`. Call `step`
    after every batch. While the learning rate is high, the momentum is low.

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates, and momentum or first beta, it sets.
    max_lr : float, or a list with one for each group
        The peak.
    total_steps : int, optional
        The number of steps of the cycle.
    epochs, steps_per_epoch : int, optional
        Instead of it: their product.
    pct_start : float
        The share of the steps that go up.
    anneal_strategy : {"cos", "linear"}
        Along half a cosine, or a straight line.
    cycle_momentum : bool
        Whether the momentum (of SGD and RMSprop, otherwise the first beta) cycles too.
    base_momentum, max_momentum : float
        What it is at the peak, and at both ends.
    div_factor, final_div_factor : float
        The learning rate begins at the peak divided by the first, and ends at this beginning
        divided by the second.
    three_phase : bool
        Whether it falls to its beginning as fast as it rose, and only then to its end.

    References
    ----------
    Smith, Topin, "Super-convergence: very fast training of neural networks using large learning
    rates", 2018.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=0.1)
    >>> schedule = optim.OneCycleLR(opt, max_lr=1.0, total_steps=10)
    >>> for _ in range(3):
    ...     print(round(opt.lr, 4), round(opt.momentum, 4))
    ...     schedule.step()
    0.04 0.95
    0.52 0.9
    1.0 0.85
    """

    unsaved: frozenset[str] = frozenset({"optimizer", "changes"})

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | Sequence[float],
        total_steps: int | None = None,
        *,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float = 0.85,
        max_momentum: float = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
    ) -> None:
        if total_steps is None:
            require(
                self,
                "total_steps, or epochs and steps_per_epoch",
                epochs is not None and steps_per_epoch is not None,
                epochs=epochs,
                steps_per_epoch=steps_per_epoch,
            )
            total_steps = (epochs or 0) * (steps_per_epoch or 0)
        require(
            self,
            "a whole number total_steps >= 1",
            total_steps == int(total_steps) and total_steps >= 1,
            total_steps=total_steps,
        )
        require(self, "0 <= pct_start <= 1", 0 <= pct_start <= 1, pct_start=pct_start)
        require(
            self,
            "anneal_strategy 'cos' or 'linear'",
            anneal_strategy in ("cos", "linear"),
            anneal_strategy=anneal_strategy,
        )
        require(
            self,
            "0 <= base_momentum <= max_momentum < 1",
            0 <= base_momentum <= max_momentum < 1,
            base_momentum=base_momentum,
            max_momentum=max_momentum,
        )
        require(
            self,
            "div_factor > 0 and final_div_factor > 0",
            div_factor > 0 and final_div_factor > 0,
            div_factor=div_factor,
            final_div_factor=final_div_factor,
        )
        self.optimizer = optimizer
        self.max_lrs: list[float] = self.per_group("max_lr", max_lr)
        require(self, "max_lr > 0", all(lr > 0 for lr in self.max_lrs), max_lr=max_lr)
        self.total_steps = total_steps
        self.pct_start = pct_start
        self.anneal_strategy = anneal_strategy
        self.cycle_momentum = cycle_momentum
        self.base_momentum = base_momentum
        self.max_momentum = max_momentum
        self.div_factor = div_factor
        self.final_div_factor = final_div_factor
        self.three_phase = three_phase
        if cycle_momentum:
            self.changes: tuple[str, ...] = ("lr", self._momentum_name())
        super().__init__(optimizer)

    @override
    def first_lr(self, lr: float, i: int) -> float:
        return self.next_lr(lr, i)

    @override
    def next_lr(self, lr: float, i: int) -> float:
        n, peak = self.last_epoch, self.max_lrs[i]
        if n > self.total_steps:
            raise ValueError(
                f"OneCycleLR: this is step {n} of {self.total_steps}; make total_steps larger, or "
                "stop calling step()"
            )
        begin = peak / self.div_factor
        heights = {"begin": begin, "peak": peak, "end": begin / self.final_div_factor}
        momenta = {"begin": self.max_momentum, "peak": self.base_momentum, "end": self.max_momentum}
        start, stop, share = self._phase(n)
        if self.cycle_momentum:
            self._set_momentum(i, self._between(momenta[start], momenta[stop], share))
        return self._between(heights[start], heights[stop], share)

    def _phase(self, n: int) -> tuple[str, str, float]:
        """From where to where a step lies, and which share of the way it has gone."""
        top, last = self.pct_start * self.total_steps - 1, self.total_steps - 1
        phases = [("begin", "peak", 0.0, top), ("peak", "end", top, last)]
        if self.three_phase:
            foot = 2 * self.pct_start * self.total_steps - 2
            phases[1:] = [("peak", "begin", top, foot), ("begin", "end", foot, last)]
        start, stop, first, end = next((p for p in phases if n <= p[3]), phases[-1])
        return start, stop, min((n - first) / (end - first), 1.0) if end > first else 1.0

    def _between(self, start: float, stop: float, share: float) -> float:
        if self.anneal_strategy == "linear":
            return start + (stop - start) * share
        return stop + (start - stop) * (1 + math.cos(math.pi * share)) / 2

    def _momentum_name(self) -> str:
        for name in ("momentum", "betas"):
            if name in self.optimizer.defaults:
                return name
        raise ValueError(
            f"OneCycleLR: {type(self.optimizer).__name__} has no momentum; pass "
            "cycle_momentum=False"
        )

    def _set_momentum(self, i: int, momentum: float) -> None:
        group, momentum = self.optimizer.param_groups[i], plain(momentum)
        if "momentum" in group:
            group["momentum"] = momentum
        else:
            group["betas"] = (momentum, *group["betas"][1:])
