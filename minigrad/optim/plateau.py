"""ReduceLROnPlateau: a smaller learning rate when a measure no longer gets better."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from minigrad.optim.groups import plain
from minigrad.optim.optimizer import Optimizer
from minigrad.optim.scheduler import Scheduler, require


class ReduceLROnPlateau(Scheduler):
    r"""Multiply the learning rate by ``factor`` when a measure has stopped getting better.

    .. math:: \eta \leftarrow \max(f \eta, \eta_{min})

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates it sets.
    mode : {"min", "max"}
        Whether the measure is to fall, as a loss, or to rise, as an accuracy.
    factor : float
        :math:`f`, below 1.
    patience : int
        How many measures without a better one are waited for.
    threshold : float
        By how much a measure must be better to count.
    threshold_mode : {"rel", "abs"}
        Whether that is a share of the best one, or a difference.
    cooldown : int
        How many measures after a reduction do not count.
    min_lr : float, or a list with one for each group
        :math:`\eta_{min}`, the smallest learning rate.
    eps : float
        Changes of the learning rate that are not larger are left out.

    References
    ----------
    The name is PyTorch's.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=1.0)
    >>> schedule = optim.ReduceLROnPlateau(opt, factor=0.5, patience=1)
    >>> for loss in (3.0, 2.0, 2.0, 2.0):
    ...     schedule.step(loss)
    ...     print(opt.lr)
    1.0
    1.0
    1.0
    0.5
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        *,
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | Sequence[float] = 0.0,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(optimizer)
        require(self, "mode 'min' or 'max'", mode in ("min", "max"), mode=mode)
        require(
            self,
            "threshold_mode 'rel' or 'abs'",
            threshold_mode in ("rel", "abs"),
            threshold_mode=threshold_mode,
        )
        require(
            self,
            "0 < factor < 1, patience >= 0 and cooldown >= 0",
            0 < factor < 1 and patience >= 0 and cooldown >= 0,
            factor=factor,
            patience=patience,
            cooldown=cooldown,
        )
        require(
            self,
            "threshold >= 0, and below 1 where it is a share",
            threshold >= 0 and (threshold < 1 or threshold_mode == "abs"),
            threshold=threshold,
        )
        self.mode = mode
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.threshold_mode = threshold_mode
        self.cooldown = cooldown
        self.min_lrs: list[Any] = self.per_group("min_lr", min_lr)
        self.eps = eps
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = 0
        self.cooldown_counter = 0

    def step(self, metrics: Any) -> None:
        """Count one more measure; NaN is not better than anything.

        Parameters
        ----------
        metrics : float, or a Tensor of one
            The measure: the loss on the test data, for example.
        """
        value = plain(metrics)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(
                f"ReduceLROnPlateau: step takes the measure, one number, not {metrics!r:.80}"
            )
        self.last_epoch += 1
        if self.is_better(value):
            self.best = value
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce()
            self.num_bad_epochs = 0
            self.cooldown_counter = self.cooldown

    def is_better(self, value: float) -> bool:
        """True for a measure that is better than the best so far by more than the threshold."""
        down = 1 if self.mode == "min" else -1
        relative = self.threshold_mode == "rel"
        bound = (
            self.best * (1 - down * self.threshold)
            if relative
            else (self.best - down * self.threshold)
        )
        return value < bound if self.mode == "min" else value > bound

    def _reduce(self) -> None:
        groups = self.optimizer.param_groups
        require(
            self,
            "one min_lr for each group",
            len(self.min_lrs) == len(groups),
            groups=len(groups),
            min_lrs=self.min_lrs,
        )
        for group, lowest in zip(groups, self.min_lrs, strict=True):
            smaller = max(group["lr"] * self.factor, lowest)
            if group["lr"] - smaller > self.eps:
                group["lr"] = smaller
