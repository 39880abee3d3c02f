"""SequentialLR: one schedule after another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from minigrad.optim.optimizer import Optimizer
from minigrad.optim.scheduler import LRScheduler, Scheduler, need


class SequentialLR(Scheduler):
    r"""One schedule after another, such as a warm-up and then a cosine.

    .. math:: \eta_t = \eta^{(i)}_{t - m_i} \quad\text{for } m_i \le t < m_{i + 1}

    Each begins at its milestone, from the learning rates that the optimiser had first.

    Parameters
    ----------
    optimizer : Optimizer
        The one that all the schedules belong to.
    schedulers : list of LRScheduler
        In order.
    milestones : list of int
        At which steps :math:`m_i` the second and the following begin.

    References
    ----------
    The name is PyTorch's.

    Examples
    --------
    >>> from minigrad import optim
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=1.0)
    >>> warm_up = optim.LinearLR(opt, start_factor=0.5, total_iters=2)
    >>> schedule = optim.SequentialLR(opt, [warm_up, optim.ExponentialLR(opt, 0.5)], [3])
    >>> for _ in range(5):
    ...     print(opt.lr)
    ...     schedule.step()
    0.5
    0.75
    1.0
    1.0
    0.5
    """

    unsaved = frozenset({"optimizer", "schedulers"})

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler | SequentialLR],
        milestones: Sequence[int],
    ) -> None:
        super().__init__(optimizer)
        self.schedulers = list(schedulers)
        self.milestones = list(milestones)
        for scheduler in self.schedulers:
            if not isinstance(scheduler, (LRScheduler, SequentialLR)):
                raise TypeError(
                    f"SequentialLR: {type(scheduler).__name__} does not follow the number of steps "
                    "alone, and cannot be one of several"
                )
            if scheduler.optimizer is not optimizer:
                raise ValueError("SequentialLR: all schedules must belong to this one optimiser")
        need(
            self,
            "one schedule more than milestones, at least one",
            len(self.schedulers) == len(self.milestones) + 1,
            schedulers=len(self.schedulers),
            milestones=len(self.milestones),
        )
        rising = all(a < b for a, b in zip([0, *milestones], milestones, strict=False))
        need(self, "milestones that rise from 1", rising, milestones=self.milestones)
        self.begin()

    def begin(self) -> None:
        """Begin, or begin again, with the first schedule."""
        self.last_epoch = 0
        self.schedulers[0].begin()

    def step(self) -> None:
        """Count one more, and step the schedule whose turn it is."""
        following = self.last_epoch + 1
        scheduler = self.schedulers[bisect_right(self.milestones, following)]
        if following in self.milestones:
            scheduler.begin()
        else:
            scheduler.step()
        self.last_epoch = following

    def state_dict(self) -> dict[str, Any]:  # noqa: D102 - as the base class
        return {**super().state_dict(), "schedulers": [s.state_dict() for s in self.schedulers]}

    def check_state(self, saved: Any) -> None:  # noqa: D102 - as the base class
        super().check_state(saved)
        for scheduler, state in zip(self.schedulers, saved["schedulers"], strict=True):
            scheduler.check_state(state)

    def other_options(self, saved: Mapping[str, Any]) -> list[str]:  # noqa: D102 - as the base class
        inside = zip(self.schedulers, saved["schedulers"], strict=True)
        own = super().other_options({**saved, "schedulers": self.state_dict()["schedulers"]})
        return [
            *own,
            *(text for scheduler, state in inside for text in scheduler.other_options(state)),
        ]

    def set_state(self, saved: Mapping[str, Any]) -> None:  # noqa: D102 - as the base class
        for scheduler, state in zip(self.schedulers, saved["schedulers"], strict=True):
            scheduler.set_state(state)
        super().set_state(saved)
