"""Optimizer: the walk that gives every parameter its new value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from minigrad.core.mode import enable_grad
from minigrad.optim.groups import Group, ParameterGroups, Parameters, State, plain, widened
from minigrad.optim.state import (
    Declaration,
    check_count,
    check_names,
    gathered,
    matched,
    number,
    parts,
    read_only,
    refuse,
)
from minigrad.tensors.handle import Tensor

_NOTHING: State = {}


class Optimizer(ParameterGroups):
    r"""The base of all optimisers; a class of its own needs one rule, and declares its state.

    The rule is `update`, a function of a parameter, its gradient, its state (a dict, empty at
    first), and the options; it returns the new value and the new state. The entries of the state
    are declared, or the first step is an error, since no checkpoint would hold them: ``numbers``,
    ``arrays`` of the parameter's shape, and ``optional`` arrays, which are not always there. The
    rule is written with infix operators and minigrad's own operations, so it runs on
    bare arrays, which is what `step` does, and on Tensors, which can be differentiated through.

    `step` walks over the parameters, changes the sign of the gradient with ``maximize``, and
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
        The state of each parameter.

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

    # The entries of a state that `update` returns: numbers, arrays like the parameter, and arrays
    # that some options need.
    numbers: ClassVar[tuple[str, ...]] = ()
    arrays: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    # True if the order of the parameters is a part of the state.
    ordered: ClassVar[bool] = False

    def __init__(self, parameters: Parameters, **options: Any) -> None:
        self.state: dict[Tensor, State] = {}
        super().__init__(parameters, **options)

    @staticmethod
    def update(w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        """The new value and state of a parameter: the rule of a class.

        Parameters
        ----------
        w, g : array or Tensor
            The parameter's value and its gradient, of one shape and dtype.
        state : dict
            The one that this returned at the step before; empty at first.
        options : dict
            The options of the parameter's group, by name.

        Returns
        -------
        tuple
            The new value, and a dict of numbers and arrays, which the class declares.
        """
        raise NotImplementedError("an optimiser needs a method update(w, g, state, options)")

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient, or none if one cannot be updated.

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
        states, checked_update = self.state, self._checked_update
        results = []
        for group in self.param_groups:
            for parameter in group["params"]:
                node, g = parameter.node, parameter.gradient_value
                if node.op is not None:
                    self._refuse_assigned(parameter)
                if g is None or not node.requires_grad:
                    continue
                before = states.get(parameter, _NOTHING)
                w, after = checked_update(parameter, g, before, group)
                results.append((parameter, w, before, after))
        for parameter, w, before, after in results:
            if after or before:
                states[parameter] = after
            parameter.move_to(w)
        return loss

    def updated(self, w: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        """The new value and state of a parameter, after ``maximize`` and weight decay.

        For float16 both are computed in float32, and the state stays in it.
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

    def _checked_update(
        self, parameter: Tensor, g: Any, before: State, options: Group
    ) -> tuple[Any, State]:
        """The same, refused if the new value has another shape, or if the state is not declared."""
        w, after = self.updated(
            parameter.node.value, g, before.copy(), options
        )  # `update` may write
        if getattr(w, "shape", None) != g.shape or isinstance(w, Tensor):
            self._refuse_result(w, parameter, options)
        if after and not before:
            self.check_declared(after, parameter)
        return w, after

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients.

        Parameters
        ----------
        set_to_none : bool
            Whether ``grad`` is None afterwards, so that such a parameter is not updated at all;
            otherwise it is 0, and momentum and weight decay go on.
        """
        for group in self.param_groups:
            for parameter in group["params"]:
                if set_to_none or parameter.gradient_value is None:
                    parameter.zero_grad()
                else:
                    parameter.grad = np.zeros(parameter.shape, parameter.dtype)

    def state_dict(self) -> dict[str, Any]:
        """All that a later `load_state_dict` needs to go on bit for bit.

        Returns
        -------
        dict
            ``"optimizer"``, the name of the class; ``"param_groups"``, the options of each group,
            with its parameters as numbers, counted through all groups, and their names;
            ``"state"``, a list of the state of each parameter: numbers and arrays by name. The
            arrays are read-only.

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
        numbers = {id(parameter): i for i, parameter in enumerate(self.parameters)}
        for parameter, state in self.state.items():
            self.check_declared(state, parameter)
        return {
            "optimizer": self._name,
            "param_groups": [
                {
                    **group,
                    "params": [numbers[id(parameter)] for parameter in group["params"]],
                    "param_names": names,
                }
                for group, names in zip(self.param_groups, self.param_names(), strict=True)
            ],
            "state": [
                {name: read_only(value) for name, value in self.state.get(parameter, {}).items()}
                for parameter in self.parameters
            ],
        }

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
        saved_groups, saved_states = parts(self._name, state_dict)
        groups, order, faults = matched(
            self._name, self.param_names(), saved_groups, ordered=self.ordered
        )
        check_count(self._name, saved_states, saved_groups)
        all_options, states = [], {}
        for i, (saved, group) in enumerate(zip(groups, self.param_groups, strict=False)):
            with gathered(faults):
                where = f"{self._name}: param_groups[{i}]"
                all_options.append(self._saved_options(saved, group, where))
        for i, (parameter, index) in enumerate(zip(self.parameters, order, strict=True)):
            if index is not None:
                with gathered(faults):
                    where = f"{self._name}: state[{self.name_of(parameter) or i!r}]"
                    states[parameter] = self.check_state(saved_states[index], parameter, where)
        refuse(faults)
        for group, options in zip(self.param_groups, all_options, strict=True):
            group.update(options)
        self.state = {parameter: state for parameter, state in states.items() if state}

    def _saved_options(self, saved: Mapping[str, Any], group: Group, where: str) -> Group:
        """The options of a saved group, refused if they are not this optimiser's."""
        options = {
            name: plain(value)
            for name, value in saved.items()
            if name not in ("params", "param_names")
        }
        needed = group.keys() - {"initial_lr", "params"}
        check_names(options, set(needed), {*needed, "initial_lr"}, where)
        self.check_options({**options, "params": group["params"]})
        number(options.get("initial_lr", 0.0), where, "initial_lr", least=0)
        return options

    def check_state(self, state: Any, parameter: Tensor, where: str) -> State:
        """The saved state of a parameter, checked and in its working dtype."""
        return self._declaration.loaded(state, parameter, where)

    def check_declared(self, state: State, parameter: Tensor) -> None:
        """Refuse a state that a `state_dict` would not bring back.

        A class that overrides `check_state` or `load_state_dict` may keep what it likes.
        """
        kind = type(self)
        if (
            state
            and kind.check_state is Optimizer.check_state
            and kind.load_state_dict is Optimizer.load_state_dict
        ):
            self._declaration.check(self._name, state, parameter)

    @property
    def _declaration(self) -> Declaration:
        return Declaration(self.numbers, self.arrays, self.optional)

    def _refuse_result(self, w: Any, parameter: Tensor, options: Group) -> None:
        for name, option in options.items():
            if isinstance(option, Tensor):
                raise TypeError(
                    f"{self._name}: the option {name} is a Tensor, and options are numbers; set it "
                    f"to {name}.item()"
                )
        is_array = hasattr(w, "shape") and not isinstance(w, Tensor)
        raise ValueError(
            f"{self._name}.update returned {w.shape if is_array else type(w).__name__} as the "
            f"new value of a parameter of shape {parameter.shape}"
        )

    def _refuse_assigned(self, parameter: Tensor) -> None:
        which = [p is parameter for p in self.parameters].index(True)
        raise RuntimeError(
            f"{self._name}: the parameter {self.name_of(parameter) or which} was assigned to while "
            "recording and is no leaf any more; change parameters under no_grad()"
        )
