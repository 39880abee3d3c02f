"""Tensor: the handle through which users hold a node of the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import ref

import numpy as np

from minigrad.core.box import ForeignOperandError
from minigrad.core.copies import Record, from_records, to_records
from minigrad.core.deferred import ValuesNeededError
from minigrad.core.messages import explain
from minigrad.core.mode import current_mode
from minigrad.core.node import VALUE, Node, outputs_of, recorded
from minigrad.core.op import Op
from minigrad.core.outputs import Several
from minigrad.core.targets import GradientTarget
from minigrad.core.values import as_dtype, as_operand, as_value
from minigrad.support.overriding import override
from minigrad.tensors.array_like import ArrayLike
from minigrad.tensors.assignment import CUT_OFF, Assignable
from minigrad.tensors.copying import Copyable
from minigrad.tensors.gradients import Differentiable
from minigrad.tensors.hooks import Hooked

if TYPE_CHECKING:
    import os

    from numpy.typing import DTypeLike, NDArray
    from typing_extensions import Self, Unpack

    from minigrad.draw.drawing import Drawing
    from minigrad.draw.options import Options

_new = object.__new__
_PYTHON_NUMBERS = frozenset({float, int, bool, type(None)})


class Tensor(Differentiable, Hooked, Copyable, Assignable, ArrayLike):
    """An array whose operations are recorded, so that it can be differentiated and drawn.

    Make one with `minigrad.tensor` or `minigrad.asarray`. A Tensor is a handle: the node behind
    it never changes, and an assignment gives the handle a new node.

    Examples
    --------
    >>> x = mg.tensor([[1.0, 2.0]], requires_grad=True, name="x")
    >>> y = (x * mg.sin(x)).sum()
    >>> y.backward()
    >>> x.grad
    tensor([[1.38177329, 0.07700375]])
    """

    __slots__ = ()

    node: Node

    if TYPE_CHECKING:

        @override
        def __array__(
            self, dtype: DTypeLike | None = None, copy: bool | None = None
        ) -> NDArray[Element]: ...

    def __init__(self, *_: object, **__: object) -> None:
        raise TypeError("make a Tensor with minigrad.tensor(data) or minigrad.asarray(data)")

    # Recording: the path of every eager operation.

    def _apply(self, op: Op, inputs: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
        """Compute an operation, and record it where a graph goes in and the mode says so."""
        nodes: tuple[Node, ...]
        try:
            # One and two inputs as below, in two thirds of the time: `python -m bench chain`.
            if len(inputs) == 1:  # this Tensor
                nodes = (self.node,)
                value = op.forward(self.node.value, **options)
            elif len(inputs) == 2 and not options:
                a, b = inputs
                na = a.node if type(a) is Tensor else _constant(a)
                nb = b.node if type(b) is Tensor else _constant(b)
                nodes = (na, nb)
                value = op.forward(na.value, nb.value)
            else:
                nodes = tuple([x.node if type(x) is Tensor else _constant(x) for x in inputs])
                value = op.forward(*map(VALUE, nodes), **options)
        except ValuesNeededError as error:
            value = error.array._defer(op.forward, tuple(map(VALUE, nodes)), options)
        except _ComplexOperandError:
            return self._apply(op, _with_complex_dtype(inputs), options)
        except ForeignOperandError:
            return NotImplemented
        except Exception as error:
            explain(error, op, inputs)
            raise
        mode, _, observers = current_mode()
        value = value if op.results is None else Several(value)
        node = recorded(value, op, nodes, options, mode)
        for observe in observers:
            observe(node, op, nodes, inputs, options)
        return handle(node) if op.is_plain else _finished(node, op, inputs)

    # Out of the graph.

    def move_to(self, value: Any) -> None:
        """Give a parameter a new value of its shape that nobody else can change."""
        old = self.node
        if value.dtype != old.value.dtype:
            value = value.astype(old.value.dtype)
        node = self.node = Node(value, requires_grad=True)
        node.target = old.target or GradientTarget(self)
        node.name = old.name

    def detach(self) -> Tensor:
        """The same value, as a constant outside the graph."""
        return handle(Node(self.node.value))

    @property
    def data(self) -> Tensor:
        """The value as a constant Tensor; assigning gives the handle a new value.

        Graphs recorded before keep what they saw, and the gradient stays until `zero_grad`.

        Examples
        --------
        >>> p = mg.tensor([1.0, 2.0], requires_grad=True)
        >>> p.data -= 0.5
        >>> p
        tensor([0.5, 1.5], requires_grad=True)
        """
        data: _Data = _new(_Data)
        data.node = Node(self.node.value)
        data.owner = self
        data._whole = ref(self)
        return data

    @data.setter
    def data(self, data: Any) -> None:
        if self.requires_grad and not self.is_leaf:
            raise RuntimeError(CUT_OFF)
        value = data.node.value if isinstance(data, Tensor) else as_value(data)
        if np.shape(value) != self.shape:
            raise ValueError(
                f"the new value has shape {np.shape(value)}, this Tensor has {self.shape}; "
                "make a new Tensor for another shape"
            )
        self._become_leaf(as_dtype(value, self.dtype), self.requires_grad)

    # Pickles.

    def __reduce__(self) -> tuple[Any, ...]:
        """A leaf by its value; in the middle of a graph, with what it was computed from."""
        state = ((None, {"grad": self._grad}),) if hasattr(self, "_grad") else ()
        if self.requires_grad and not self.is_leaf:
            return _from_records, (to_records(self.node), self.node.owner is self), *state
        return leaf, (self.node.value, self.requires_grad, self.name), *state

    @staticmethod
    def _handle(node: Node) -> Tensor:
        return handle(node)

    @staticmethod
    def _constant_of(value: Any) -> Any:
        """An array of numbers as a constant Tensor, and anything else as it is."""
        is_array = isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biufc"
        return handle(Node(as_value(value))) if is_array else value

    # Drawing.

    def draw(
        self, file: str | os.PathLike[str] | None = None, **options: Unpack[Options]
    ) -> Drawing:
        """Draw the recorded graph; see `minigrad.draw.draw`."""
        from minigrad.draw import draw  # noqa: PLC0415 - drawing costs an import of its own

        return draw(self.node, file, **options)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from minigrad.draw import mimebundle  # noqa: PLC0415 - drawing costs an import of its own

        return mimebundle(self.node, repr(self))


if TYPE_CHECKING:

    class Element(Tensor, np.generic):  # type: ignore[misc] # both have shape, T, sum, ...
        """An element of a Tensor to NumPy's stubs, which say that ``np.sum(x)`` is one."""


class _Data(Tensor):
    """The result of `Tensor.data`: assigning into it is assigning to its owner."""

    __slots__ = ("owner",)

    owner: Tensor

    def _refuse_part(self) -> None:
        pass

    def _rebind(self, result: Self, what: str) -> Self:
        super()._rebind(result, what)
        self.owner.data = self
        return self


def leaf(value: Any, requires_grad: bool, name: str | None) -> Tensor:
    """A Tensor that no operation made, for a value that nobody else can change."""
    new: Tensor = _new(Tensor)
    new._whole = None
    new._become_leaf(value, requires_grad)
    new.node.name = name
    return new


def _from_records(records: Sequence[Record], retains_grad: bool = False) -> Tensor:
    tensor = handle(from_records(records))
    if retains_grad:
        tensor.retain_grad()
    return tensor


def handle(node: Node) -> Tensor:
    """A Tensor for a node."""
    tensor: Tensor = _new(Tensor)
    tensor.node = node
    tensor._whole = None
    return tensor


def _finished(node: Node, op: Op, inputs: tuple[Any, ...]) -> Any:
    """The result of an operation that is not plain: a part, several outputs, another dtype."""
    if op.results is None:
        if node.requires_grad and node.value.dtype.kind not in "fc":
            node.requires_grad = False
        made = [handle(node)]
    else:
        made = [handle(output) for output in outputs_of(node)]
    if op.view and len(inputs) == 1:
        (whole,) = inputs
        held = whole._whole
        for part in made:
            part._whole = held if held is not None and held() is not None else ref(whole)
    return made[0] if op.results is None else op.results(made)


class _ComplexOperandError(Exception):
    """A Python complex number among the operands: its own operators would answer."""


def _with_complex_dtype(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The operands, Python's complex numbers as NumPy's, in the dtype to which they promote."""
    dtypes = [x.dtype for x in inputs if hasattr(x, "dtype")]
    number = np.result_type(1j, *dtypes).type
    return tuple(number(x) if type(x) is complex else x for x in inputs)


def _constant(x: Any) -> Node:
    """The node of an operand that is not a Tensor itself."""
    if type(x) in _PYTHON_NUMBERS:
        return Node(x)
    if type(x) is complex:
        raise _ComplexOperandError
    if isinstance(x, Tensor):
        return x.node
    if isinstance(x, np.ndarray) and x.ndim and x.dtype.kind in "biufc" and not current_mode()[0]:
        return Node(x)  # nothing is recorded, so nothing needs to be kept as it is
    return Node(as_operand(x))
