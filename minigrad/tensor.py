"""Tensor: the handle through which users hold a node of the graph."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

import numpy as np

from minigrad.anomaly import check_sweep, is_detecting
from minigrad.assignment import CUT_OFF, Assignable
from minigrad.backward import sweep
from minigrad.hooks import HookedReceiver, HookHandle
from minigrad.memory import keep_freed_memory
from minigrad.messages import explain
from minigrad.mode import EVERYTHING, current_mode, enable_grad, record_everything
from minigrad.node import VALUE, Node
from minigrad.op import Op
from minigrad.span import begin, mark
from minigrad.values import as_dtype, as_value, check_differentiable, own
from minigrad.watch import watching

if TYPE_CHECKING:
    from typing_extensions import Self

_new = object.__new__
_PYTHON_NUMBERS = frozenset({float, int, bool, complex, type(None)})
_accumulating = threading.Lock()
keep_freed_memory()


class Tensor(Assignable):
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

    __slots__ = ("__weakref__", "_grad", "node")

    node: Node
    _grad: Any

    def __init__(self, *_: object, **__: object) -> None:
        raise TypeError("make a Tensor with minigrad.tensor(data) or minigrad.asarray(data)")

    # Recording: the path of every eager operation.

    def _apply(  # noqa: PLR0912 - the common cases are spelled out for speed
        self, op: Op, inputs: tuple[Any, ...], options: Mapping[str, Any]
    ) -> Self:
        """Compute an operation, and record it where a graph goes in and the mode says so."""
        # One and two inputs are spelled out: unpacking them would double the call's cost.
        nodes: tuple[Node, ...]
        try:
            if len(inputs) == 2:
                a, b = inputs
                na = a.node if type(a) is Tensor else _constant(a)
                nb = b.node if type(b) is Tensor else _constant(b)
                nodes = (na, nb)
                if options:
                    value = op.forward(na.value, nb.value, **options)
                else:
                    value = op.forward(na.value, nb.value)
            elif len(inputs) == 1:
                (a,) = inputs
                na = a.node if type(a) is Tensor else _constant(a)
                nodes = (na,)
                value = op.forward(na.value, **options) if options else op.forward(na.value)
            else:
                nodes = tuple([x.node if type(x) is Tensor else _constant(x) for x in inputs])
                value = op.forward(*map(VALUE, nodes), **options)
        except Exception as error:
            explain(error, op, inputs)
            raise
        result: Self = _new(Tensor)  # type: ignore[assignment]  # whatever went in, a plain Tensor comes out
        mode, _, watches = current_mode()
        made = None
        if mode:
            for node in nodes:
                if node.requires_grad:
                    made = Node(value, op, nodes, options, op.differentiable)
                    break
            else:
                for node in nodes:
                    if node.op is not None or mode == EVERYTHING:
                        made = Node(value, op, nodes, options)
                        break
        result.node = made or Node(value)
        for watch in watches:
            watch(result.node, op, nodes)
        return result

    # What a Tensor is.

    @property
    def is_leaf(self) -> bool:
        """Whether this Tensor was made by the user, not by a recorded operation."""
        return self.node.op is None

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient flows back to or through this Tensor."""
        return self.node.requires_grad

    @requires_grad.setter
    def requires_grad(self, requires_grad: bool) -> None:
        if not self.is_leaf:
            raise RuntimeError(
                "requires_grad can be set on leaves only, and this Tensor was computed by "
                f"{self.node.op.name!r}; use detach() for one that needs no gradient"  # type: ignore[union-attr]  # not a leaf
            )
        if requires_grad != self.requires_grad:
            self._become_leaf(self.node.value, requires_grad)

    def _become_leaf(self, value: Any, requires_grad: bool) -> None:
        """Give the handle a new leaf node; graphs recorded before keep the old one."""
        if requires_grad:
            check_differentiable(value.dtype)
        node = Node(value, requires_grad=requires_grad)
        old = getattr(self, "node", None)
        if old is not None:
            node.name = old.name
        if requires_grad:
            # Hooks stay when a parameter is given a new value.
            receiver = old.receiver if old is not None and old.op is None else None
            node.receiver = receiver or ref(self)
            if not hasattr(self, "_grad"):
                self._grad = None
        self.node = node

    def move_to(self, value: Any) -> None:
        """Give a parameter a new value of its shape that nobody else can change."""
        old = self.node
        if value.dtype != old.value.dtype:
            value = value.astype(old.value.dtype)
        node = self.node = Node(value, requires_grad=True)
        node.receiver = old.receiver or ref(self)
        node.name = old.name

    @property
    def gradient_value(self) -> Any:
        """The gradient as a bare array, or None."""
        gradient = self._grad
        return gradient.node.value if isinstance(gradient, Tensor) else gradient

    # Out of the graph.

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

    # Copies.

    def __copy__(self) -> Tensor:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        self._must_be_leaf("copied")
        return leaf(self.node.value, self.requires_grad, self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        self._must_be_leaf("pickled")
        return leaf, (self.node.value, self.requires_grad, self.name)

    def _must_be_leaf(self, what: str) -> None:
        if self.requires_grad and not self.is_leaf:
            raise TypeError(
                f"a Tensor in the middle of a graph cannot be {what}; use +t for a recorded copy, "
                "or t.detach() for its value"
            )

    # Gradients.

    @property
    def grad(self) -> Tensor | None:
        """The gradient that `backward` has accumulated; None before.

        It has this Tensor's shape and dtype and shares memory with nothing. Interior Tensors have
        none unless `retain_grad` asked for it.
        """
        receiver = self.node.receiver
        if self.requires_grad and (receiver is None or not getattr(receiver, "keeps", True)):
            raise RuntimeError(
                "this Tensor was computed by a recorded operation (or assigned to while "
                "recording), so backward() keeps no gradient for it; call t.retain_grad() before "
                "backward(), ask minigrad.grad_of(y, [t]), or change parameters under no_grad()"
            )
        with _accumulating:
            gradient = getattr(self, "_grad", None)
            if gradient is not None and not isinstance(gradient, Tensor):
                gradient = self._grad = handle(Node(gradient))
        return gradient

    @grad.setter
    def grad(self, gradient: Any) -> None:
        if gradient is not None:
            value = gradient.node.value if isinstance(gradient, Tensor) else as_value(gradient)
            if np.shape(value) != self.shape:
                raise ValueError(
                    f"a gradient has its Tensor's shape {self.shape}, not {np.shape(value)}"
                )
            gradient = handle(Node(as_value(np.array(as_dtype(value, self.dtype)))))
        self._grad = gradient

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self._grad = None

    def retain_grad(self) -> None:
        """Keep this interior Tensor's gradient in `grad` at later backward sweeps."""
        if not self.requires_grad:
            raise RuntimeError("retain_grad() needs a Tensor through which a gradient flows")
        receiver = self.node.receiver
        if receiver is None:
            self.node.receiver = ref(self)
            self._grad = None
        elif isinstance(receiver, HookedReceiver) and not receiver.keeps:
            receiver.keeps = True
            self._grad = None

    def register_hook(self, hook: Callable[[Tensor], Any]) -> HookHandle:
        """Call a function with this Tensor's gradient in every later backward sweep.

        It is called once a sweep, when all of the gradient has arrived, before it flows on or is
        added to ``grad``. What it returns, unless None, takes the gradient's place.

        Parameters
        ----------
        hook : callable
            Takes a Tensor; returns None, or a gradient of the same shape.

        Returns
        -------
        HookHandle
            Its ``remove()`` takes the hook away; so does the end of a ``with`` statement.

        Examples
        --------
        >>> x = mg.tensor([3.0, 4.0], requires_grad=True)
        >>> handle = x.register_hook(lambda g: g.clip(-1.0, 1.0))
        >>> (x * x).sum().backward()
        >>> x.grad
        tensor([1., 1.])
        """
        if not self.requires_grad:
            raise RuntimeError("register_hook() needs a Tensor through which a gradient flows")
        receiver = self.node.receiver
        if not isinstance(receiver, HookedReceiver):
            receiver, keeps = HookedReceiver(self), receiver is not None
            receiver.hooks, receiver.keeps = {}, keeps
            self.node.receiver = receiver
        return HookHandle(receiver, partial(_call_hook, hook, self.shape, self.dtype))

    def backward(
        self,
        gradient: Any = None,
        *,
        retain_graph: bool = True,
        create_graph: bool = False,
    ) -> None:
        r"""Add the gradients of this Tensor to the leaves it was computed from.

        A leaf ``x`` receives :math:`\sum_i \bar y_i \, \partial y_i / \partial x` in ``x.grad``.

        Parameters
        ----------
        gradient : array_like, optional
            The cotangent of this Tensor, of its shape. By default 1, for one element only.
        retain_graph : bool
            Whether the graph can be used again, and drawn. False lets go of every node as soon as
            it was used: less memory, and memory that is reused while warm.
        create_graph : bool
            Whether the gradients are recorded, so that they can be differentiated in turn.

        Raises
        ------
        RuntimeError
            If no gradient flows here, if there are several elements and no ``gradient``, or if
            the graph was let go of. Whatever goes wrong, no ``grad`` has changed.

        Examples
        --------
        >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
        >>> (x * x).backward([1.0, 1.0])
        >>> x.grad
        tensor([2., 4.])
        """
        seed = self._seed(gradient)
        gradients = run_sweep(self.node, seed, create_graph=create_graph, retain_graph=retain_graph)
        _accumulate(gradients, seed)

    def _seed(self, gradient: Any) -> Any:
        """The cotangent to start from, of this Tensor's shape and dtype."""
        if not self.requires_grad:
            raise RuntimeError(
                "no gradient flows to this Tensor: it was not computed from one with "
                "requires_grad=True while recording"
            )
        if gradient is None:
            if self.size != 1:
                raise RuntimeError(
                    f"a gradient starts from one number, and this Tensor has shape {self.shape}; "
                    "reduce it first (for example y.sum().backward()), or pass the cotangent, "
                    "y.backward(gradient)"
                )
            value = self.node.value
            return value.dtype.type(1) if isinstance(value, np.generic) else np.ones_like(value)
        shape = np.shape(gradient)
        if shape != self.shape:
            raise ValueError(
                f"the cotangent has shape {shape}, the Tensor has {self.shape}; they must be equal"
            )
        if isinstance(gradient, Tensor):
            return gradient if gradient.dtype == self.dtype else gradient.astype(self.dtype)
        return as_dtype(as_value(gradient), self.dtype)

    # Drawing.

    def draw(self, file: Any = None, **options: Any) -> Any:
        """Draw the recorded graph; see `minigrad.draw.draw`."""
        from minigrad.draw import draw  # noqa: PLC0415 - drawing costs an import of its own

        return draw(self.node, file, **options)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from minigrad.draw import mimebundle  # noqa: PLC0415 - drawing costs an import of its own

        return {"text/plain": repr(self), **(mimebundle(self.node) if self.node.op else {})}


class _Data(Tensor):
    """What `Tensor.data` returns: assigning into it is assigning to its owner."""

    __slots__ = ("owner",)

    owner: Tensor

    def _rebind(self, result: Self, what: str) -> Self:
        super()._rebind(result, what)
        self.owner.data = self
        return self


def leaf(value: Any, requires_grad: bool, name: str | None) -> Tensor:
    """A Tensor that no operation made, for a value that nobody else can change."""
    new: Tensor = _new(Tensor)
    new._become_leaf(value, requires_grad)
    new.node.name = name
    return new


def handle(node: Node) -> Tensor:
    """A Tensor for a node."""
    tensor: Tensor = _new(Tensor)
    tensor.node = node
    return tensor


def _call_hook(hook: Callable[[Tensor], Any], shape: Any, dtype: Any, gradient: Any) -> Any:
    """Hand a gradient, bare or recorded, to a user's function, and take what it returns."""
    bare = not isinstance(gradient, Tensor)
    returned = hook(handle(Node(gradient)) if bare else gradient)
    if returned is None:
        return gradient
    if np.shape(returned) != shape:
        raise ValueError(
            f"a hook returned a gradient of shape {np.shape(returned)} for a Tensor of shape "
            f"{shape}; return None to leave the gradient as it is"
        )
    if not bare:
        recorded = returned if isinstance(returned, Tensor) else handle(Node(as_value(returned)))
        return recorded if recorded.dtype == dtype else recorded.astype(dtype)
    value = returned.node.value if isinstance(returned, Tensor) else as_value(returned)
    return as_dtype(value, dtype)


def _read(node: Node) -> Any:
    """How a recorded sweep sees a node: as a Tensor, or as the plain number that it is."""
    return handle(node) if hasattr(node.value, "shape") else node.value


def run_sweep(root: Node, seed: Any, *, create_graph: bool, **options: Any) -> dict[Node, Any]:
    """A sweep over bare arrays, or a recorded one over Tensors."""
    if current_mode()[2] and is_detecting():
        check_sweep(root, seed.node.value if isinstance(seed, Tensor) else seed)
    if create_graph:
        if not isinstance(seed, Tensor):
            seed = handle(Node(seed))
        start = begin()
        # Every node is marked: what is differentiated again need not hold the sweep's results.
        with record_everything(), watching(lambda made, *_: mark(made, start, None)):
            return sweep(root, seed, read=_read, **options)
    return sweep(root, seed.node.value if isinstance(seed, Tensor) else seed, **options)


def _accumulate(gradients: Mapping[Node, Any], seed: Any) -> None:
    """Add gradients to the Tensors that are to receive them: all of them or none."""
    shared = {id(seed.node.value if isinstance(seed, Tensor) else seed)}
    with _accumulating:
        updates: dict[int, tuple[Tensor, Any]] = {}
        for node, g in gradients.items():
            tensor = None if node.receiver is None else node.receiver()
            if tensor is None:
                continue
            # A Tensor whose value was replaced may stand behind several nodes of a graph.
            _, before = updates.get(id(tensor), (tensor, tensor._grad))
            if before is None:
                update = handle(g.node) if isinstance(g, Tensor) else own(g, shared)
            else:
                if isinstance(before, Tensor) and not isinstance(g, Tensor):
                    before = before if before.requires_grad else before.node.value
                with enable_grad():
                    update = before + g
            updates[id(tensor)] = (tensor, update)
        for tensor, update in updates.values():
            tensor._grad = update


def _constant(x: Any) -> Node:
    """The node of an operand that is not a Tensor itself."""
    if type(x) in _PYTHON_NUMBERS:
        return Node(x)
    if isinstance(x, Tensor):
        return x.node
    if isinstance(x, np.ndarray) and x.ndim and x.dtype.kind in "biufc" and not current_mode()[0]:
        return Node(x)  # nothing is recorded, so nothing needs to be kept as it is
    return Node(as_value(x))
