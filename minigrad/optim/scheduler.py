"""The bases of all schedules, and schedules one after another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from inspect import signature
from typing import Any

from minigrad.optim.groups import Group, plain
from minigrad.optim.optimizer import Optimizer
from minigrad.support.overriding import override


class Scheduler:
    """The base of all schedules: an optimiser, a count of steps, and a state that is saved.

    Attributes
    ----------
    optimizer : Optimizer
        The one whose groups it changes.
    last_epoch : int
        How often `step` was called.
    """

    # The options of a group that the schedule sets, and its own attributes that are not saved.
    changes: tuple[str, ...] = ("lr",)
    unsaved: frozenset[str] = frozenset({"optimizer"})

    def __init__(self, optimizer: Optimizer) -> None:
        if not isinstance(optimizer, Optimizer):  # callers may not be typed
            raise TypeError(
                f"{type(self).__name__}: {type(optimizer).__name__} is not an optimiser of "
                "minigrad.optim"
            )
        self.optimizer = optimizer
        self.last_epoch: int = 0

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group, as it is now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def per_group(self, name: str, value: Any) -> list[Any]:
        """One value for each group, from one for all or a list of them."""
        number = len(self.optimizer.param_groups)
        if not isinstance(value, (list, tuple)):
            return [value] * number
        if len(value) != number:
            raise ValueError(
                f"{type(self).__name__}: {name} has {len(value)} values for {number} groups"
            )
        return list(value)

    def state_dict(self) -> dict[str, Any]:
        """All that a later `load_state_dict` needs to go on bit for bit: numbers and lists.

        It holds the options of the schedule too, and the learning rates that it has set, but no
        functions.
        """
        return {
            "scheduler": type(self).__name__,
            "groups": [
                {name: group[name] for name in self.changes}
                for group in self.optimizer.param_groups
            ],
            "param_names": self.optimizer.param_names(),
            **{
                name: list(value) if isinstance(value, list) else value
                for name, value in vars(self).items()
                if name not in self.unsaved
            },
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on where a `state_dict` was taken; all of it is checked before anything changes.

        The options are those of the dict from then on. The learning rates of the groups are set
        to what they were, so that it does not matter whether the optimiser is loaded before or
        after, or not at all. Groups are those of the same parameters, by name.

        Parameters
        ----------
        state_dict : dict
            From a schedule of the same class, of groups of the same parameters.

        Raises
        ------
        ValueError
            If something does not fit this schedule. Nothing has changed then.
        """
        self.check_state(state_dict)
        self.set_state(state_dict)

    def check_state(self, saved: Any) -> None:
        """Refuse a state that no schedule of this class and of such groups has saved."""
        name, current = type(self).__name__, self.state_dict()
        names = current.pop("param_names")
        if not isinstance(saved, Mapping) or saved.get("scheduler") != name:
            other = saved.get("scheduler") if isinstance(saved, Mapping) else type(saved).__name__
            raise ValueError(f"{name}: this is the state of {other}, another schedule")
        if _sorted(saved.get("param_names", names)) != _sorted(names):  # older states have none
            raise ValueError(
                f"{name}: the saved groups have the parameters {saved['param_names']!r:.200}, here "
                f"they have {names!r:.200}"
            )
        saved = {key: value for key, value in saved.items() if key != "param_names"}
        if saved.keys() != current.keys():
            wrong = ", ".join(sorted(map(str, saved.keys() ^ current.keys())))
            raise ValueError(f"{name}: the saved state has too much or too little: {wrong}")
        for key, value in current.items():
            if not _same_types(saved[key], value):
                raise ValueError(f"{name}: the saved {key} is {saved[key]!r}, here it is {value!r}")
        for group, saved_group in zip(self.optimizer.param_groups, saved["groups"], strict=True):
            self.optimizer.check_options({**group, **saved_group})

    def other_options(self, saved: Mapping[str, Any]) -> list[str]:
        """The options that differ from those in a saved state, in words."""
        options = signature(type(self)).parameters
        pairs = {
            key.removesuffix("s") if key not in options else key: (saved.get(key), value)
            for key, value in self.state_dict().items()
        }
        return [
            f"{name} was {old} and is {new} here"
            for name, (old, new) in pairs.items()
            if name in options and old != new
        ]

    def set_state(self, saved: Mapping[str, Any]) -> None:
        """Take over a state that was checked."""
        for name, value in saved.items():
            if name in vars(self) and name not in self.unsaved:
                setattr(self, name, list(value) if isinstance(value, list) else value)
        for group, values in zip(self.optimizer.param_groups, saved["groups"], strict=True):
            group.update(
                {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
            )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(last_epoch={self.last_epoch}, lr={self.get_last_lr()})"


class LRScheduler(Scheduler):
    """A schedule that needs nothing but the number of its steps.

    Call `step` after each epoch, or after each batch where the schedule is meant so, and after
    ``opt.step()``. The learning rate is seen in ``opt.lr`` or ``opt.param_groups[i]["lr"]``; one
    that is set there by hand is where the schedule goes on. A class of its own says in `next_lr`
    how a learning rate follows from the one before.

    Parameters
    ----------
    optimizer : Optimizer
        The one whose learning rates it sets, those of all groups.

    Examples
    --------
    >>> from minigrad import optim
    >>> class HalfEachTime(optim.LRScheduler):
    ...     def next_lr(self, lr, i):
    ...         return lr / 2
    >>> opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=0.1)
    >>> schedule = HalfEachTime(opt)
    >>> schedule.step()
    >>> opt.lr
    0.05
    """

    def __init__(self, optimizer: Optimizer) -> None:
        super().__init__(optimizer)
        for group in optimizer.param_groups:
            group.setdefault("initial_lr", group["lr"])
        self.base_lrs: list[float] = [group["initial_lr"] for group in optimizer.param_groups]
        self._set([self.first_lr(group["lr"], i) for i, group in self._groups()])

    def first_lr(self, lr: float, i: int) -> float:  # noqa: ARG002 - for those that need it
        """The learning rate at the beginning.

        Parameters
        ----------
        lr : float
            That of the optimiser.
        i : int
            The number of the group.
        """
        return lr

    def next_lr(self, lr: float, i: int) -> float:
        """The learning rate now, after ``self.last_epoch`` steps: the rule of a class.

        Parameters
        ----------
        lr : float
            The one before.
        i : int
            The number of the group; ``self.base_lrs[i]`` is where it began.
        """
        raise NotImplementedError("a schedule needs a method next_lr(self, lr, i)")

    def step(self) -> None:
        """Count one more, and set the learning rates."""
        self.last_epoch += 1
        try:
            lrs = [self.next_lr(group["lr"], i) for i, group in self._groups()]
        except Exception:
            self.last_epoch -= 1  # nothing has happened
            raise
        self._set(lrs)

    def begin(self) -> None:
        """Begin, or begin again, from the learning rates of the first schedule's beginning."""
        self.last_epoch = 0
        self._set([self.first_lr(lr, i) for i, lr in enumerate(self.base_lrs)])

    def _groups(self) -> list[tuple[int, Group]]:
        groups = self.optimizer.param_groups
        if len(groups) != len(self.base_lrs):
            raise RuntimeError(
                f"{type(self).__name__}: the optimiser has {len(groups)} groups, and had "
                f"{len(self.base_lrs)} when the schedule was made; make it after the last group"
            )
        return list(enumerate(groups))

    def _set(self, lrs: list[float]) -> None:
        for group, lr in zip(self.optimizer.param_groups, lrs, strict=True):
            group["lr"] = plain(lr)


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

    unsaved: frozenset[str] = frozenset({"optimizer", "schedulers"})

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler | SequentialLR],
        milestones: Sequence[int],
    ) -> None:
        super().__init__(optimizer)
        self.schedulers: list[LRScheduler | SequentialLR] = list(schedulers)
        self.milestones: list[int] = list(milestones)
        for scheduler in self.schedulers:
            if not isinstance(scheduler, (LRScheduler, SequentialLR)):
                raise TypeError(
                    f"SequentialLR: {type(scheduler).__name__} does not follow the number of steps "
                    "alone, and cannot be one of several"
                )
            if scheduler.optimizer is not optimizer:
                raise ValueError("SequentialLR: all schedules must belong to this one optimiser")
        require(
            self,
            "one schedule more than milestones, at least one",
            len(self.schedulers) == len(self.milestones) + 1,
            schedulers=len(self.schedulers),
            milestones=len(self.milestones),
        )
        rising = all(a < b for a, b in zip([0, *milestones], milestones, strict=False))
        require(self, "milestones that rise from 1", rising, milestones=self.milestones)
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

    @override
    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "schedulers": [s.state_dict() for s in self.schedulers]}

    @override
    def check_state(self, saved: Any) -> None:
        super().check_state(saved)
        for scheduler, state in zip(self.schedulers, saved["schedulers"], strict=True):
            scheduler.check_state(state)

    @override
    def other_options(self, saved: Mapping[str, Any]) -> list[str]:
        inside = zip(self.schedulers, saved["schedulers"], strict=True)
        options = super().other_options({**saved, "schedulers": self.state_dict()["schedulers"]})
        return [
            *options,
            *(text for scheduler, state in inside for text in scheduler.other_options(state)),
        ]

    @override
    def set_state(self, saved: Mapping[str, Any]) -> None:
        for scheduler, state in zip(self.schedulers, saved["schedulers"], strict=True):
            scheduler.set_state(state)
        super().set_state(saved)


def require(scheduler: Scheduler, condition: str, holds: bool, **given: Any) -> None:
    """Refuse options for which a condition does not hold."""
    if not holds:
        values = ", ".join(f"{name}={value}" for name, value in given.items())
        raise ValueError(f"{type(scheduler).__name__}: needs {condition}, not {values}")


def _sorted(groups: Any) -> Any:
    """Names of parameters in groups, whose order within a group does not matter here."""
    if not isinstance(groups, (list, tuple)):
        return groups
    return [
        sorted(map(str, names)) if isinstance(names, (list, tuple)) else names for names in groups
    ]


def _same_types(saved: Any, current: Any) -> bool:
    """True for values of the same types: numbers, strings, or lists and dicts of them."""
    if isinstance(current, Mapping):
        return (
            isinstance(saved, Mapping)
            and saved.keys() == current.keys()
            and all(_same_types(saved[key], value) for key, value in current.items())
        )
    if isinstance(current, (list, tuple)):
        return (
            isinstance(saved, (list, tuple))
            and len(saved) == len(current)
            and all(map(_same_types, saved, current))
        )
    numbers = (int, float)
    return isinstance(saved, numbers if isinstance(current, numbers) else type(current))
