"""Optimizer: parameter groups, and the walk that gives every parameter its new value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from typing import Any, ClassVar, TypeAlias

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.mode import enable_grad
from minigrad.nn.module import Module
from minigrad.optim import saving
from minigrad.optim.deferred import deferred_options, deferred_step
from minigrad.optim.options import Group, State, check, declared, plain, positive
from minigrad.optim.parameters import named_parameters
from minigrad.optim.precision import widened, working_dtype
from minigrad.tensors.handle import Tensor

Parameters: TypeAlias = Module | Iterable[Tensor | tuple[str, Tensor]] | Iterable[Group]

_NOTHING: State = {}


class Optimizer:
    r"""The base of all optimisers; a class of its own needs one rule, and says what it remembers.

    The rule is `update`, a function of a parameter, its gradient, what is remembered about it (a
    dict, empty at first), and the options; it returns the new value and what to remember. What it
    remembers is declared, or the first step is an error, since no checkpoint would hold it:
    ``numbers``, ``arrays`` of the parameter's shape, and ``optional`` arrays, which are not always
    there. The rule is written with infix operators and minigrad's own operations, so it runs on
    bare arrays, which is what `step` does, and on Tensors, which can be differentiated through.

    `step` walks over the parameters, turns the gradient round with ``maximize``, and
    applies ``weight_decay`` :math:`\lambda` first: to the gradient,
    :math:`g \leftarrow g + \lambda W`, or, decoupled, to the parameter,
    :math:`W \leftarrow (1 - \eta \lambda) W`.

    Parameters
    ----------
    parameters : Module, or iterable of Tensor, of (str, Tensor) or of dict
        Leaves that require a gradient: those of a module, or a list of them; with names, which
        `state_dict` goes by, where those that the Tensors have are not to be used; or groups,
        ``{"params": [...], "lr": 0.01}``, whose options differ from the others.
    **options
        The options of all groups that do not say otherwise.

    Attributes
    ----------
    param_groups : list of dict
        Each with its ``"params"`` and all options. An option that all groups share is an attribute
        too, as in ``opt.lr``; setting that sets it in every group.
    state : dict
        What the rule remembers about each parameter.

    Examples
    --------
    >>> from minigrad import optim
    >>> class HeavyBall(optim.Optimizer):
    ...     arrays = ("v",)
    ...     @staticmethod
    ...     def update(w, g, state, options):
    ...         v = options["keep"] * state.get("v", 0.0) + g
    ...         return w - options["lr"] * v, {"v": v}
    >>> w = mg.tensor([1.0, -3.0], requires_grad=True)
    >>> opt = HeavyBall([w], lr=0.5, keep=0.9)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0., 0.], requires_grad=True)
    >>> opt.state_dict()["state"]
    [{'v': array([ 2., -6.])}]
    """

    # What `update` remembers: numbers, arrays like the parameter, and arrays some options need.
    numbers: ClassVar[tuple[str, ...]] = ()
    arrays: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    # Whether the order of the parameters is part of what is remembered.
    ordered: ClassVar[bool] = False

    lr = positive()

    def __init__(self, parameters: Parameters, **options: Any) -> None:
        self.defaults = {name: plain(value) for name, value in options.items()}
        self.param_groups: list[Group] = []
        self.state: dict[Tensor, State] = {}
        self.given_names: dict[Tensor, str] = {}
        if isinstance(parameters, (Tensor, set, frozenset, Mapping)):
            raise TypeError(
                f"{self._name}: give a list of parameters or of groups, whose order says which "
                f"is which, not one {type(parameters).__name__}"
            )
        if not isinstance(parameters, Module) and isinstance(parameters, Iterable):
            listed: list[Any] = list(parameters)
            if listed and isinstance(listed[0], Mapping):
                for group in listed:
                    self.add_param_group(group)
                return
            parameters = listed or parameters  # an empty one is told by its kind
        self.add_param_group({"params": parameters})

    @staticmethod
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        """The new value of a parameter, and what to remember: the rule of a class.

        Parameters
        ----------
        w, g : array or Tensor
            The parameter's value and its gradient, of one shape and dtype.
        state : dict
            What this returned at the step before; empty at first.
        options : dict
            The options of the parameter's group, by name.

        Returns
        -------
        tuple
            The new value, and a dict of numbers and arrays, which the class declares.
        """
        raise NotImplementedError("an optimiser needs a method update(w, g, state, options)")

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient, or none if one cannot be moved.

        A gradient that is not finite goes into the parameter as the formulas have it; NumPy warns
        where they overflow.

        Parameters
        ----------
        closure : callable, optional
            Computes the gradients anew first; what it returns is returned.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        remembered, moved = self.state, self.moved
        moves = []
        for group in self.param_groups:
            deferred: Group | None = None
            for parameter in group["params"]:
                node, g = parameter.node, parameter.gradient_value
                if node.op is not None:
                    self._refuse_assigned(parameter)
                if g is None or not node.requires_grad:
                    continue
                if isinstance(g, Deferred):
                    deferred = deferred or deferred_options(self, g, group)
                    w = deferred_step(self, parameter, g, deferred)
                    moves.append((parameter, w, _NOTHING, _NOTHING))  # remembered already
                    continue
                before = remembered.get(parameter, _NOTHING)
                w, after = moved(node.value, g, before.copy(), group)  # which may be written into
                if getattr(w, "shape", None) != g.shape:
                    self._refuse_result(w, parameter)
                if after and not before:
                    self.check_declared(after, parameter)
                moves.append((parameter, w, before, after))
        for parameter, w, before, after in moves:
            if after or before:
                remembered[parameter] = after
            parameter.move_to(w)
        return loss

    def moved(self, w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        """The new value of a parameter, and what to remember, after ``maximize`` and decay.

        For float16 both are computed in float32, and what is remembered stays in it.
        """
        if g.dtype.itemsize < 4:
            w, g = widened(w), widened(g)
        if options.get("maximize"):
            g = -g
        if decay := options.get("weight_decay"):
            if options.get("decoupled_weight_decay"):
                w = w * (1 - options["lr"] * decay)
            else:
                g = g + decay * w
        return self.update(w, g, state, options)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients.

        Parameters
        ----------
        set_to_none : bool
            Whether ``grad`` is None afterwards, so that such a parameter does not move at all;
            otherwise it is 0, and momentum and weight decay go on.
        """
        for group in self.param_groups:
            for parameter in group["params"]:
                if set_to_none or parameter.gradient_value is None:
                    parameter.zero_grad()
                else:
                    parameter.grad = np.zeros(parameter.shape, parameter.dtype)

    @property
    def parameters(self) -> list[Tensor]:
        """The parameters of all groups, in order."""
        return [parameter for group in self.param_groups for parameter in group["params"]]

    def add_param_group(self, group: Mapping[str, Any]) -> None:
        """Optimise more parameters, with options of their own.

        Parameters
        ----------
        group : dict
            ``"params"``, a Tensor, a module, or an iterable of Tensors or of pairs ``(name,
            Tensor)``; and the options that differ.

        Examples
        --------
        >>> from minigrad import optim
        >>> a, b = mg.tensor(1.0, requires_grad=True), mg.tensor(2.0, requires_grad=True)
        >>> opt = optim.SGD([a], lr=0.1)
        >>> opt.add_param_group({"params": b, "lr": 0.01})
        >>> [group["lr"] for group in opt.param_groups]
        [0.1, 0.01]
        """
        if not isinstance(group, Mapping) or "params" not in group:  # type: ignore[redundant-expr]  # callers may not be typed
            raise TypeError(f"{self._name}: a group is a dict with 'params', not {group!r}")
        pairs = named_parameters(self._name, group["params"])
        for _, p in pairs:
            if not (p.requires_grad and p.is_leaf):
                raise TypeError(
                    f"{self._name}: {p!r} is not a leaf Tensor that requires a gradient"
                )
        parameters = [p for _, p in pairs]
        everyone = [*self.parameters, *parameters]
        if len(set(map(id, everyone))) < len(everyone):
            raise ValueError(f"{self._name}: a parameter is there twice, and would move twice")
        names = {p: name for name, p in pairs if name is not None}
        taken = [*self.given_names.values(), *names.values()]
        if len(set(taken)) < len(taken):
            twice = next(name for name in taken if taken.count(name) > 1)
            raise ValueError(f"{self._name}: two parameters are named {twice!r}")
        given = {name: plain(value) for name, value in group.items() if name != "params"}
        unknown = given.keys() - self.defaults.keys() - {"initial_lr"}
        if unknown:
            raise TypeError(
                f"{self._name}: a group has no option {', '.join(sorted(unknown))}; it has "
                f"{', '.join(self.defaults)}"
            )
        options = {**self.defaults, **given}
        check(self._name, options, declared(type(self)))
        self.check_options({"params": parameters, **options})
        self.param_groups.append({"params": parameters, **options})
        self.given_names |= names

    def check_options(self, options: Mapping[str, Any]) -> None:
        """Refuse options out of range, or that do not go together.

        A learning rate of 0 passes, since a schedule may end there; no new group begins with it.
        """
        rate = options.get("lr", 1.0)
        checked = (
            {**options, "lr": 1.0} if isinstance(rate, (int, float)) and rate == 0 else options
        )
        check(self._name, checked, declared(type(self)))
        eps = options.get("eps")
        for dtype in {working_dtype(p.dtype) for p in options.get("params", ())}:
            if isinstance(eps, float) and 0 < eps < float(np.finfo(dtype).smallest_subnormal):
                raise ValueError(f"{self._name}: eps={eps} is 0 in {dtype}; make it larger")

    def state_dict(self) -> dict[str, Any]:
        """All that a later `load_state_dict` needs to go on bit for bit.

        Returns
        -------
        dict
            ``"optimizer"``, the name of the class; ``"param_groups"``, the options of each group,
            with its parameters as numbers, counted through all groups, and their names;
            ``"state"``, a list of what is remembered of each parameter: numbers and arrays by
            name. The arrays are read-only.

        Examples
        --------
        >>> from minigrad import optim
        >>> w = mg.tensor([1.0, 2.0], requires_grad=True)
        >>> opt = optim.SGD([w], lr=0.1, momentum=0.9)
        >>> (w * w).sum().backward()
        >>> opt.step()
        >>> opt.state_dict()["state"]
        [{'momentum_buffer': array([2., 4.])}]
        """
        return saving.state_dict(self)

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on where a `state_dict` was taken; all of it is checked before anything changes.

        The options are those of the dict from then on. Parameters are found by their names, in
        whatever order; where some have none, or two the same, the names must come in the same
        order as when it was taken.

        Parameters
        ----------
        state_dict : dict
            From an optimiser of the same class, with the same parameters in the same groups.
            Arrays take the dtypes of the parameters, or float32 where that is wider.

        Raises
        ------
        ValueError
            With all that is missing, unexpected, or of another shape or dtype, and where. Nothing
            has changed then.

        Examples
        --------
        >>> from minigrad import optim
        >>> a = mg.tensor(1.0, requires_grad=True, name="a")
        >>> b = mg.tensor(1.0, requires_grad=True, name="b")
        >>> opt = optim.SGD([a, b], lr=0.1, momentum=0.9)
        >>> (a + 7.0 * b).backward()
        >>> opt.step()
        >>> other = optim.SGD([b, a], lr=0.1, momentum=0.9)
        >>> other.load_state_dict(opt.state_dict())
        >>> other.state[a]["momentum_buffer"].item()
        1.0
        """
        saving.load_state_dict(self, state_dict)

    def check_state(self, state: Any, parameter: Tensor, where: str) -> State:
        """What was saved about a parameter, checked and in its dtype."""
        return saving.checked_state(self, state, parameter, where)

    def check_declared(self, state: State, parameter: Tensor) -> None:
        """Refuse what a `state_dict` would not bring back; a class with its own way knows it."""
        own = type(self)
        if (
            state
            and own.check_state is Optimizer.check_state
            and own.load_state_dict is Optimizer.load_state_dict
        ):
            saving.check_declared(self, state, parameter)

    def name_of(self, parameter: Tensor) -> str | None:
        """The name of a parameter: that which was given with it, or its own."""
        return self.given_names.get(parameter, parameter.name)

    def _refuse_result(self, w: Any, parameter: Tensor) -> None:
        shape = getattr(w, "shape", None)
        raise ValueError(
            f"{self._name}.update returned {type(w).__name__ if shape is None else shape} as the "
            f"new value of a parameter of shape {parameter.shape}"
        )

    def _refuse_assigned(self, parameter: Tensor) -> None:
        which = [p is parameter for p in self.parameters].index(True)
        raise RuntimeError(
            f"{self._name}: the parameter {self.name_of(parameter) or which} was assigned to while "
            "recording and is no leaf any more; change parameters under no_grad()"
        )

    @property
    def _name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        usual = {p.name: p.default for p in signature(type(self)).parameters.values()}
        groups = [
            ", ".join(
                f"{name}={group[name]}"
                for name in self.defaults
                if name == "lr" or (name in usual and group[name] != usual[name])
            )
            for group in self.param_groups
        ]
        return f"{self._name}({'; '.join(groups)})"
