"""Gradients as a Tensor sees them: ``grad``, hooks, and the start of a backward sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.core.anomaly import checked_sweep, is_detecting
from minigrad.core.backward import sweep
from minigrad.core.deferred import Deferred
from minigrad.core.mode import RecordEverything, current_mode, enable_grad
from minigrad.core.node import Node, next_number, outputs_of
from minigrad.core.observers import Observing
from minigrad.core.outputs import Several
from minigrad.core.scopes import end_scope, start_scope
from minigrad.core.targets import GradientTarget
from minigrad.core.values import as_dtype, as_value, owned
from minigrad.ops.operators import Operators
from minigrad.support.locks import ForkSafeLock
from minigrad.tensors.base import Handle

if TYPE_CHECKING:
    from typing_extensions import Self

_accumulating = ForkSafeLock(waits=True)  # a child has all gradients of a sweep, or none


class Differentiable(Handle):
    """The gradient of a Tensor: ``grad``, hooks, and backward sweeps from it."""

    __slots__ = ()

    @property
    def gradient_value(self) -> Any:
        """The gradient as a bare array, or None."""
        return _bare(self._grad)

    @property
    def grad(self) -> Self | Any:  # None too, which a checker would ask about at every use
        """The gradient that `backward` has accumulated; None before.

        It has this Tensor's shape and dtype and shares memory with nothing. Interior Tensors have
        none unless `retain_grad` asked for it.
        """
        target = self.node.target
        if self.requires_grad and (target is None or not target.keeps):
            raise RuntimeError(
                "this Tensor was computed by a recorded operation (or assigned to while "
                "recording), so backward() keeps no gradient for it; call t.retain_grad() before "
                "backward(), ask minigrad.grad_of(y, [t]), or change parameters under no_grad()"
            )
        with _accumulating:
            held: Any = getattr(self, "_grad", None)
            if held is not None and not isinstance(held, Differentiable):
                held = self._grad = self._handle(Node(held))
            return held

    @grad.setter
    def grad(self, gradient: Any) -> None:
        if gradient is not None:
            value = (
                gradient.node.value if isinstance(gradient, Differentiable) else as_value(gradient)
            )
            if np.shape(value) != self.shape:
                raise ValueError(
                    f"a gradient has its Tensor's shape {self.shape}, not {np.shape(value)}"
                )
            value = as_dtype(value, self.dtype)
            is_there = not isinstance(value, Deferred)
            own_value = as_value(np.array(value)) if is_there else value.copy("K")
            gradient = self._handle(Node(own_value))
        self._grad = gradient

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self._grad = None

    def retain_grad(self) -> None:
        """Keep this interior Tensor's gradient in `grad` at later backward sweeps."""
        if not self.requires_grad:
            raise RuntimeError("retain_grad() needs a Tensor through which a gradient flows")
        target = self.node.target
        if target is None:
            target = self.node.target = GradientTarget(self, keeps=False)
        if not target.keeps:
            target.keeps = True
            self._grad = None

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
        start = next_number()
        seed = self._seed(gradient)
        gradients = self._sweep(seed, create_graph=create_graph, retain_graph=retain_graph)
        _accumulate(gradients, seed, start)

    def _seed(self, gradient: Any) -> Any:
        """The cotangent to start from, of this Tensor's shape and dtype."""
        value = self.node.value
        if not self.node.requires_grad:
            raise RuntimeError(
                "no gradient flows to this Tensor: it was not computed from one with "
                "requires_grad=True while recording"
            )
        if gradient is None:
            if value.dtype.kind == "c":
                raise RuntimeError(
                    "a gradient starts from a real number, and this Tensor is complex; take "
                    "y.real, y.imag or abs(y), or pass the cotangent, y.backward(gradient)"
                )
            if isinstance(value, np.generic):
                return value.dtype.type(1)
            if self.size != 1:
                raise RuntimeError(
                    f"a gradient starts from one number, and this Tensor has shape {self.shape}; "
                    "reduce it first (for example y.sum().backward()), or pass the cotangent, "
                    "y.backward(gradient)"
                )
            return np.ones_like(value)
        shape = np.shape(gradient)
        if shape != self.shape:
            raise ValueError(
                f"the cotangent has shape {shape}, the Tensor has {self.shape}; they must be equal"
            )
        if isinstance(gradient, Operators):
            given: Any = gradient
            return given if given.dtype == self.dtype else given.astype(self.dtype)
        return as_dtype(as_value(gradient), self.dtype)

    def _sweep(self, seed: Any, *, create_graph: bool, **options: Any) -> dict[Node, Any]:
        """A sweep over bare arrays, or a recorded one over Tensors."""
        root, bare = self.node, _bare(seed)
        send = checked_sweep if current_mode()[2] and is_detecting() else sweep
        if not create_graph:
            return send(root, bare, **options)
        if not isinstance(seed, Operators):
            seed = self._handle(Node(seed))

        def read(node: Node) -> Any:
            # As a Tensor, a Tensor of each output, or the plain number that it is.
            if isinstance(node.value, Several):
                return [self._handle(output) for output in outputs_of(node)]
            return self._handle(node) if hasattr(node.value, "shape") else node.value

        start = start_scope()
        # Every node is marked: what is differentiated again need not hold the sweep's results.
        with RecordEverything(), Observing(lambda made, *_: end_scope(made, start, None)):
            return send(root, seed, read=read, **options)


def _bare(value: Any) -> Any:
    """The array of a Tensor, and anything else as it is."""
    return value.node.value if isinstance(value, Differentiable) else value


def _accumulate(gradients: Mapping[Node, Any], seed: Any, start: int) -> None:
    """Add gradients to the Tensors that are to receive them: all of them or none."""
    shared = {id(_bare(seed))}
    with _accumulating:
        updates: dict[Any, Any] = {}
        for node, g in gradients.items():
            tensor = node.owner
            if tensor is None:
                continue
            # A Tensor whose value was replaced may stand behind several nodes of a graph.
            before = updates.get(tensor, tensor._grad)
            if before is not None:
                if isinstance(before, Differentiable) and not isinstance(g, Differentiable):
                    before = before if before.requires_grad else before.node.value
                with enable_grad():
                    updates[tensor] = before + g
            else:
                recorded = isinstance(g, Differentiable)
                updates[tensor] = (
                    _owned_recorded(g, shared, start) if recorded else owned(g, shared)
                )
        for tensor, update in updates.items():
            tensor._grad = update


def _owned_recorded(g: Any, shared: set[int], start: int) -> Any:
    """A handle for a recorded gradient, or for a recorded copy where its memory is not its own."""
    value = g.node.value
    if isinstance(value, np.ndarray):
        if value.base is not None or id(value) in shared or g.node.number < start:
            with enable_grad():
                return +g
        shared.add(id(value))
    return g._handle(g.node)
