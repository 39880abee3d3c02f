"""Operations: a name, a forward function and one backward rule for each input."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from minigrad.core import dispatch
from minigrad.core.box import Box
from minigrad.core.calls import (
    FURTHER,
    Further,
    completed,
    parameters_of,
    refuse_foreign,
    refuse_options,
    signature_of,
    unchangeable,
)
from minigrad.core.checks import checked_forward, checked_joint, checked_rule
from minigrad.core.deferred import ValuesNeededError
from minigrad.core.domain import Domain
from minigrad.core.linear import rules_of
from minigrad.core.outputs import Cotangents, Outputs, results_of

Rule: TypeAlias = Callable[..., Any]
Kind: TypeAlias = Literal[
    "elementwise", "reduction", "shape", "indexing", "joining", "product", "cast", "other"
]
# What an operation takes as it is, and most of what there is in a backward sweep.
_COMPUTED = frozenset({np.ndarray, np.float64, np.float32, float, int})
_UNCHANGEABLE = frozenset({int, float, bool, str, tuple, type(None)})


class _Signature:
    """The signature of an operation; its class has that of ``__init__``."""

    def __get__(self, op: Op | None, owner: type) -> inspect.Signature:
        if op is None:
            raise AttributeError
        return signature_of(op)


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
    transpose : callable, optional
        Instead of ``rules``, of a linear operation: the transposed map ``(g, *xs, **options)``,
        for which the inputs have shapes and dtypes alone. Of several inputs it returns a
        contribution for each.
    linear : bool
        Whether the output is a linear function of all inputs that have a rule. The tests then
        prove the rules by adjointness too. True with ``transpose``.
    outputs : sequence of str, tuple or list, optional
        Of a forward function that returns several arrays: their names (the result is a named
        tuple), or ``tuple`` or ``list``, of which the result is one; by default what the
        function returns. In rules ``y`` and ``g`` are such results; an output that is not used
        has gradient zero.
    kind : str, optional
        ``"elementwise"`` (as ufuncs are by themselves), ``"reduction"``, ``"shape"`` (elements
        are moved or repeated, none is changed), ``"indexing"``, ``"joining"``, ``"product"``,
        ``"cast"`` (an option decides the dtype, and with it whether a gradient flows) or
        ``"other"``.
    arguments : callable, optional
        How the operation is called, where that is not ``(*inputs, **options)``: a function of
        the arguments that returns the tuple of inputs and the dict of options.
    further : callable, optional
        What answers a call with options that the operation lacks, as NumPy's ``out``, ``dtype``
        and ``where``: a function of the operation, its inputs and the options by name. Its
        attribute ``options`` has the names of the further ones. Elementwise operations have one.
    numpy : function or sequence of functions, optional
        NumPy's functions (of any module) that this is to answer for Tensors.
    aliases : sequence of str
        Further names, such as the array API's.
    symbol : str, optional
        What drawings and spelled rules write instead of the name.
    view : bool
        Whether the result of one input is a part of it, as NumPy's views are. Assigning into a
        part is an error while its whole is held; see `Tensor.copy`.
    checked : bool
        Whether the engine hands read-only arrays to the functions, so that writing into them
        raises an error, and looks at what they return. minigrad's own, which its tests prove,
        are not.
    internal : bool
        Whether an operation of minigrad is a part of others only, and no public name.
    domain : Domain, optional
        Where the tests sample the operation.
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
    >>> parts = mg.Op(
    ...     "parts", np.modf, lambda g, y, x: g.fractional, outputs=("fractional", "integral")
    ... )
    >>> parts(mg.tensor(2.5, requires_grad=True))
    PartsResult(fractional=tensor(0.5, op=parts), integral=tensor(2., op=parts))
    """

    def __init__(
        self,
        name: str,
        forward: Callable[..., Any],
        *rules: Rule | None,
        joint: Rule | None = None,
        transpose: Rule | None = None,
        linear: bool = False,
        outputs: Outputs | None = None,
        kind: Kind | None = None,
        arguments: Callable[..., tuple[tuple[Any, ...], dict[str, Any]]] | None = None,
        further: Further | None = None,
        numpy: Any = (),
        aliases: Sequence[str] = (),
        symbol: str | None = None,
        view: bool = False,
        checked: bool = True,
        internal: bool = False,
        domain: Domain | None = None,
        doc: str | None = None,
    ) -> None:
        self.name: str = name
        self.__name__: str = name
        self.__module__ = sys._getframe(1).f_globals.get("__name__", "__main__")
        functions: tuple[Any, ...] = (forward, *rules, joint, transpose, arguments)
        if not all(function is None or callable(function) for function in functions):
            raise TypeError(
                f"Op({name!r}): the forward function and the rules must be callable; "
                "a rule may be None for an input that needs no gradient"
            )
        if bool(rules) + (joint is not None) + (transpose is not None) > 1:
            raise TypeError(
                f"Op({name!r}): give one rule for each input, or a joint rule, or the transposed "
                "function, not both"
            )
        self.arity: int | None
        self.defaults: dict[str, Any]
        self.names: tuple[str, ...]
        self.arity, self.defaults, self.names = parameters_of(forward, rules)
        if self.arity is not None and len(rules) > self.arity:
            raise TypeError(
                f"Op({name!r}): {len(rules)} rules for {self.arity} inputs; parameters of the "
                "forward function that have a default are options, not inputs"
            )
        if transpose is not None:
            rules, joint = rules_of(transpose, self.arity)
        self.linear: bool = linear or transpose is not None
        self.kind = _kind(name, kind, forward)
        self.results: Callable[[Any], Any] | None = None
        self.output_names: tuple[str, ...] = ()
        self.part: Op | None = None
        if checked:
            forward = checked_forward(name, forward, outputs, self._declare_outputs)
            rules = tuple(checked_rule(name, rule) for rule in rules)
            joint = checked_joint(name, joint)
        self.checked = checked
        self.forward = forward
        self.rules = rules
        self.joint = joint
        self.differentiable: bool = joint is not None or any(rule is not None for rule in rules)
        self.arguments = arguments
        if isinstance(arguments, FunctionType):  # whose name is in Python's own errors
            arguments.__qualname__ = name
        self.further = further
        self.view = view
        self.is_plain: bool = not view and kind != "cast"
        self.symbol: str = symbol or name
        self.aliases: tuple[str, ...] = tuple(aliases)
        self.internal = internal
        self.domain = domain
        self.__doc__ = doc if doc is not None else forward.__doc__
        if outputs is not None:
            self._declare_outputs(outputs)
        self.numpy: tuple[Any, ...] = tuple(numpy) if isinstance(numpy, (tuple, list)) else (numpy,)
        dispatch.implements(*self.numpy)(self)

    def _declare_outputs(self, outputs: Outputs) -> None:
        """Say that there are several outputs; a first call finds it where it was not said."""
        self.results, self.output_names = results_of(self, outputs)
        self.part, self.is_plain = _Part(self), False

    __signature__: _Signature = _Signature()
    whole: Op | None = None  # of an operation that takes one output of another

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Apply the operation; inputs come first, options by name or after them."""
        if self.arguments is not None:
            inputs, options = self.arguments(*inputs, **options)
        if len(inputs) != self.arity or options.keys() != self.defaults.keys():
            inputs, options = completed(self, inputs, options)
            if len(options) > len(self.defaults) and (self.defaults or self.arity is not None):
                further = self.further or FURTHER.get(self.kind, refuse_options)
                return further(self, inputs, options)
        return self.apply(inputs, options)

    def apply(self, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """The operation on its inputs and all its options, as a graph holds them."""
        listed = refused = False
        for x in inputs:
            if type(x) in _COMPUTED:
                continue
            if isinstance(x, Box):
                if options and not _UNCHANGEABLE.issuperset(map(type, options.values())):
                    options = {name: unchangeable(value) for name, value in options.items()}
                result = x._apply(self, inputs, options)
                if result is not NotImplemented:
                    return result
                refused = True  # another one may read it, as the other side of an operator does
            listed = listed or isinstance(x, (list, tuple))
        if refused:
            refuse_foreign(self, inputs)
        if listed:
            inputs = tuple([np.asarray(x) if isinstance(x, (list, tuple)) else x for x in inputs])
        try:
            value = self.forward(*inputs, **options)
        except ValuesNeededError as error:
            value = error.array._defer(self.forward, inputs, options)
        return value if self.results is None else self.results(value)

    def __repr__(self) -> str:
        return f"<Op {self.name}>"

    def __reduce__(self) -> Any:
        """Pickled by reference, as functions are: by the module and the name it has there."""
        names = vars(sys.modules[self.__module__]).items()
        return next((name for name, value in names if value is self), self.name)


class _Part(Op):
    """One output of an operation that has several, taken from all of them."""

    def __init__(self, whole: Op) -> None:
        super().__init__(
            whole.name,
            lambda values, index=0: values[index],
            joint=lambda g, y, values, index: (Cotangents.of_one(g, index, len(values)),),
            kind="indexing",
            symbol=whole.symbol,
            checked=False,
        )
        self.whole = whole

    def __reduce__(self) -> Any:
        """Pickled by reference to the operation."""
        return getattr, (self.whole, "part")


def _kind(name: str, kind: Kind | None, forward: Callable[..., Any]) -> Kind:
    if kind is None:
        is_elementwise = isinstance(forward, np.ufunc) and forward.signature is None
        return "elementwise" if is_elementwise else "other"
    if kind not in get_args(Kind):
        raise ValueError(f"Op({name!r}): kind is one of {', '.join(get_args(Kind))}, not {kind!r}")
    return kind
