"""Operations: a name, a forward function and one backward rule for each input."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.deferred import Deferred, ValuesNeededError

Rule = Callable[..., Any]
# What an operation takes as it is, and most of what there is in a backward sweep.
_COMPUTED = frozenset({np.ndarray, np.float64, np.float32, float, int})
_PYTORCH_OPTIONS = {"dim": "axis", "keepdim": "keepdims"}  # and NumPy's names for them
_UNCHANGEABLE = frozenset({int, float, bool, str, tuple, type(None)})
Interval = tuple[float, float]


class Domain(NamedTuple):
    """Where an operation is sampled by the tests that prove its rules.

    Parameters
    ----------
    intervals
        One open interval for every input; the last one serves the inputs that follow.
    kinks
        Values of an input that the samples keep away from.
    ties
        Whether equal values, in one input or between inputs, are a kink too.
    analytic
        Whether the complex step gives the derivative; otherwise central differences do.
    shapes
        Tuples of input shapes. None means elementwise: any shapes that broadcast.
    options
        Sets of options to try, or a function of the input shapes that returns them.
    constants
        The inputs that follow the sampled ones (index arrays, conditions), as a function of
        the input shapes and the options.

    Examples
    --------
    >>> root = mg.Op(
    ...     "root", np.sqrt, lambda g, y, x: g / (2 * y), domain=mg.Domain(intervals=((0.2, 3.0),))
    ... )
    >>> root.domain.intervals
    ((0.2, 3.0),)
    """

    intervals: tuple[Interval, ...] = ((-2.0, 2.0),)
    kinks: tuple[float, ...] = ()
    ties: bool = False
    analytic: bool = True
    shapes: tuple[tuple[tuple[int, ...], ...], ...] | None = None
    options: Sequence[Mapping[str, Any]] | Callable[..., Sequence[Mapping[str, Any]]] = ({},)
    constants: Callable[..., tuple[Any, ...]] | None = None


class Traced:
    """A value that reads operations in a way of its own.

    A Tensor records the operation, a Symbol spells it; a bare array just computes. ``_apply``
    returns NotImplemented, as an operator does, for an operand that is no array of numbers.
    """

    __slots__ = ()

    def _apply(self, op: Op, inputs: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
        raise NotImplementedError


class ForeignOperandError(TypeError):
    """An operand that is no array of numbers: an operator lets it answer for itself."""


class Op:
    r"""An operation: a name, a forward function and one rule for each arrow that comes in.

    A rule ``(g, y, *xs, **options)`` says what flows back along one arrow: the gradient ``g``
    that has arrived at the output ``y``, times the local derivative. Write it with infix
    operators and minigrad's own operations, and branch on shapes and options, never on values:
    then the same rule runs on arrays, on Tensors (for gradients of gradients), on duck arrays
    and on symbols. Broadcasting need not be undone and dtypes need not be kept: the engine does
    both.

    Parameters
    ----------
    name : str
        NumPy's name of the operation, where NumPy has one.
    forward : callable
        Takes arrays, and options by name; returns a new array. Positional parameters without a
        default are inputs, those with one are options.
    *rules : callable or None
        One for each input; None for an input through which no gradient flows. Without any rule
        the result is a constant of differentiation, recorded all the same.
    joint : callable, optional
        Instead of ``rules``: one rule that returns a contribution for every input, for any
        number of inputs or where inputs share costly work.
    domain : Domain, optional
        Where the tests sample the operation. An operation without a domain is not proved to
        leave its inputs alone; it is handed read-only arrays, so that writing raises an error.
    symbol : str, optional
        What drawings and spelled rules write instead of the name.
    view : bool
        Whether the result of one input is a part of it, as NumPy's views are. Assigning into a
        part is an error while its whole is held; see `Tensor.copy`.
    doc : str, optional
        The docstring.

    Examples
    --------
    >>> import numpy as np
    >>> import minigrad as mg
    >>> cube = mg.Op("cube", lambda x: x**3, lambda g, y, x: g * 3 * x**2)
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> cube(x).sum().backward()
    >>> x.grad
    tensor([ 3., 12.])
    >>> cube(np.array([1.0, 2.0]))  # an array just computes
    array([1., 8.])
    """

    def __init__(
        self,
        name: str,
        forward: Callable[..., Any],
        *rules: Rule | None,
        joint: Rule | None = None,
        domain: Domain | None = None,
        symbol: str | None = None,
        view: bool = False,
        doc: str | None = None,
    ) -> None:
        functions: tuple[Any, ...] = (forward, *rules, joint)
        if not all(function is None or callable(function) for function in functions):
            raise TypeError(
                f"Op({name!r}): the forward function and the rules must be callable; "
                "a rule may be None for an input that needs no gradient"
            )
        if rules and joint is not None:
            raise TypeError(
                f"Op({name!r}): give one rule for each input, or a joint rule, not both"
            )
        self.name = self.__name__ = name
        self.__module__ = sys._getframe(1).f_globals.get("__name__", "__main__")
        self.symbol = symbol or name
        self.view = view
        self.domain = domain
        self.arity, self.defaults, self.names = _parameters(forward, rules)
        if self.arity is not None and len(rules) > self.arity:
            raise TypeError(
                f"Op({name!r}): {len(rules)} rules for {self.arity} inputs; parameters of the "
                "forward function that have a default are options, not inputs"
            )
        if domain is None:
            forward = _whole(_guarded(forward, _array, f"the forward function of {name}"))
            rules = tuple(rule and _guarded(rule, _array, f"a rule of {name}") for rule in rules)
            joint = joint and _guarded(joint, _arrays, f"the joint rule of {name}")
        self.forward = forward
        self.rules = rules
        self.joint = joint
        self.differentiable = joint is not None or any(rule is not None for rule in rules)
        self.__doc__ = doc if doc is not None else forward.__doc__

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Apply the operation; inputs come first, options by name or after them."""
        if len(inputs) != self.arity or options.keys() != self.defaults.keys():
            inputs, options = self._completed(inputs, options)
        listed = False
        for x in inputs:
            if type(x) in _COMPUTED:
                continue
            if isinstance(x, Traced):
                if options and not _UNCHANGEABLE.issuperset(map(type, options.values())):
                    options = {name: _unchangeable(value) for name, value in options.items()}
                result = x._apply(self, inputs, options)
                if result is NotImplemented:
                    self._refuse_foreign(inputs)
                return result
            listed = listed or isinstance(x, (list, tuple))
        if listed:
            inputs = tuple([np.asarray(x) if isinstance(x, (list, tuple)) else x for x in inputs])
        try:
            return self.forward(*inputs, **options)
        except ValuesNeededError as error:
            return error.array._defer(self.forward, inputs, options)

    def _completed(
        self, inputs: tuple[Any, ...], options: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """All inputs in their places, and all options by name."""
        if self.defaults:
            if self.arity is not None and len(inputs) > self.arity:
                if len(inputs) > self.arity + len(self.defaults):
                    self._refuse_inputs(len(inputs))
                given = zip(self.defaults, inputs[self.arity :], strict=False)
                options = {**dict(given), **options}
                inputs = inputs[: self.arity]
            options = {**self.defaults, **options}
        if len(options) > len(self.defaults):
            inputs, options = self._in_their_places(inputs, options)
        if self.arity is not None and len(inputs) != self.arity:
            self._refuse_inputs(len(inputs))
        return inputs, options

    def _in_their_places(
        self, inputs: tuple[Any, ...], options: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Inputs and options where some inputs were given by name, options by PyTorch's."""
        options = dict(options)
        for theirs, name in _PYTORCH_OPTIONS.items():
            if theirs in options and name in self.defaults:
                options[name] = options.pop(theirs)
        missing = self.names[len(inputs) :]
        inputs = (*inputs, *[options.pop(name) for name in missing if name in options])
        if len(options) > len(self.defaults) and (self.defaults or self.arity is not None):
            self._refuse(options)
        return inputs, options

    def _refuse_inputs(self, number: int) -> None:
        options = f", and options {', '.join(self.defaults)}" if self.defaults else ""
        raise TypeError(f"{self.name} takes {self.arity} inputs{options}; {number} were given")

    def _refuse_foreign(self, inputs: tuple[Any, ...]) -> None:
        given = ", ".join(type(x).__name__ for x in inputs)
        raise ForeignOperandError(
            f"{self.name}({given}): an input is no array of numbers; minigrad.asarray makes one "
            "where it can"
        )

    def _refuse(self, options: Mapping[str, Any]) -> None:
        unknown = ", ".join(sorted(options.keys() - self.defaults.keys()))
        known = ", ".join(self.defaults) or "none"
        raise TypeError(f"{self.name} has no option {unknown}; it has {known}")

    def __repr__(self) -> str:
        return f"<Op {self.name}>"

    def __reduce__(self) -> str:
        """Pickled by reference, as functions are: by the module and the name it has there."""
        names = vars(sys.modules[self.__module__]).items()
        return next((name for name, value in names if value is self), self.name)


def _parameters(
    forward: Callable[..., Any], rules: tuple[Rule | None, ...]
) -> tuple[int | None, dict[str, Any], tuple[str, ...]]:
    """The number of inputs (None: any), the options with their defaults, the inputs' names."""
    if isinstance(forward, np.ufunc):
        return forward.nin, {}, ()
    call: Any = getattr(forward, "__call__", None)  # noqa: B004 - not whether, but what
    if not hasattr(forward, "__code__") and hasattr(call, "__code__"):
        forward = call
    code = getattr(forward, "__code__", None)
    if code is None:
        return len(rules) or None, {}, ()
    bound = getattr(forward, "__self__", None) is not None
    positional = code.co_varnames[bound : code.co_argcount]
    defaults: tuple[Any, ...] = getattr(forward, "__defaults__", None) or ()
    keyword_only: dict[str, Any] = getattr(forward, "__kwdefaults__", None) or {}
    arity = len(positional) - len(defaults)
    options = dict(zip(positional[arity:], defaults, strict=True)) | keyword_only
    takes_any_number = bool(code.co_flags & 0x04)  # inspect.CO_VARARGS
    return (None if takes_any_number else arity), options, positional[:arity]


def _guarded(
    function: Callable[..., Any], checked: Callable[[Any, str], Any], what: str
) -> Callable[..., Any]:
    """The function, handed arrays that it cannot write into, and what it returns, looked at."""

    @functools.wraps(function)
    def guarded(*arrays: Any, **options: Any) -> Any:
        return checked(function(*map(_read_only, arrays), **options), what)

    return guarded


def _whole(forward: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which a program calls as it is: it may do more than call NumPy."""

    @functools.wraps(forward)
    def whole(*arrays: Any, **options: Any) -> Any:
        for x in arrays:
            if isinstance(x, Deferred):
                return x._defer(forward, arrays, options)
        return forward(*arrays, **options)

    return whole


def _array(result: Any, what: str) -> Any:
    if isinstance(result, (bool, int, float, complex)):
        return np.asarray(result)
    if not hasattr(result, "shape"):
        raise TypeError(f"{what} returned {type(result).__name__}, not an array")
    return result


def _arrays(results: Any, what: str) -> Any:
    if not isinstance(results, (tuple, list)):
        raise TypeError(
            f"{what} returned {type(results).__name__}, not a tuple with an array or None for each "
            "input"
        )
    return tuple(None if result is None else _array(result, what) for result in results)


def _unchangeable(option: Any) -> Any:
    """An option that its owner cannot change behind the graph's back."""
    if isinstance(option, Traced):
        raise TypeError(
            "an option is a plain value, and no gradient flows to it; a Tensor goes to an input, "
            "which is a parameter of the forward function without a default"
        )
    if isinstance(option, list):
        return tuple(map(_unchangeable, option))
    if isinstance(option, dict):
        return {key: _unchangeable(value) for key, value in option.items()}
    if isinstance(option, np.ndarray):
        option = option.copy()
        option.setflags(write=False)
    return option


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.flags.writeable:
        value = value.view()
        value.setflags(write=False)
    return value
