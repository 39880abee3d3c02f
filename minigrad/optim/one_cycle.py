"""OneCycleLR: up, down, and the momentum the other way."""

from __future__ import annotations

import math
from collections.abc import Sequence

from minigrad.optim.optimizer import Optimizer
from minigrad.optim.options import plain
from minigrad.optim.scheduler import LRScheduler, need


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

    unsaved = frozenset({"optimizer", "changes"})

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
            need(
                self,
                "total_steps, or epochs and steps_per_epoch",
                epochs is not None and steps_per_epoch is not None,
                epochs=epochs,
                steps_per_epoch=steps_per_epoch,
            )
            total_steps = (epochs or 0) * (steps_per_epoch or 0)
        need(
            self,
            "a whole number total_steps >= 1",
            total_steps == int(total_steps) and total_steps >= 1,
            total_steps=total_steps,
        )
        need(self, "0 <= pct_start <= 1", 0 <= pct_start <= 1, pct_start=pct_start)
        need(
            self,
            "anneal_strategy 'cos' or 'linear'",
            anneal_strategy in ("cos", "linear"),
            anneal_strategy=anneal_strategy,
        )
        need(
            self,
            "0 <= base_momentum <= max_momentum < 1",
            0 <= base_momentum <= max_momentum < 1,
            base_momentum=base_momentum,
            max_momentum=max_momentum,
        )
        need(
            self,
            "div_factor > 0 and final_div_factor > 0",
            div_factor > 0 and final_div_factor > 0,
            div_factor=div_factor,
            final_div_factor=final_div_factor,
        )
        self.optimizer = optimizer
        self.max_lrs = self.per_group("max_lr", max_lr)
        need(self, "max_lr > 0", all(lr > 0 for lr in self.max_lrs), max_lr=max_lr)
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
            self.changes = ("lr", self._momentum_name())
        super().__init__(optimizer)

    def first_lr(self, lr: float, i: int) -> float:  # noqa: D102 - see the class
        return self.next_lr(lr, i)

    def next_lr(self, lr: float, i: int) -> float:  # noqa: ARG002, D102 - see the class
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
