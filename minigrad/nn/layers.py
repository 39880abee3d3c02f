"""Layers: parameters, and one expression of Tensors each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import signature
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from minigrad.core.messages import layer_name
from minigrad.nn.init import Initializer, Rng, as_rng, he_normal
from minigrad.nn.module import Module
from minigrad.ops.activation import relu
from minigrad.ops.shapes import normalized_axes, reshape, shape_of
from minigrad.tensors.creation import tensor
from minigrad.tensors.handle import Tensor

Activation = Callable[[Any], Any]


class Linear(Module):
    """Affine layer: ``x @ weight + bias``.

    Parameters
    ----------
    n_in, n_out : int
        Numbers of inputs and outputs; the weight has shape ``(n_in, n_out)``, as in the articles.
    bias : bool
        Whether there is a bias; it begins at zero.
    init : callable
        One of `minigrad.nn.init`, or any function of ``(shape, rng, dtype)``.
    rng
        A NumPy generator, new or legacy, or a seed.
    dtype
        Of the parameters.

    Examples
    --------
    >>> layer = nn.Linear(3, 2, rng=np.random.default_rng(0))
    >>> layer(np.ones((5, 3))).shape
    (5, 2)
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        bias: bool = True,
        init: Initializer = he_normal,
        rng: Rng | int | None = None,
        dtype: DTypeLike = float,
    ) -> None:
        if n_in < 1 or n_out < 1:
            raise ValueError(f"Linear: sizes must be positive, not {n_in} and {n_out}")
        self.n_in = n_in
        self.n_out = n_out
        weight = tensor(init((n_in, n_out), rng, dtype), requires_grad=True)
        if weight.shape != (n_in, n_out):
            raise ValueError(f"Linear: init made {weight.shape} instead of {(n_in, n_out)}")
        self.weight = weight
        self.bias = tensor(np.zeros(n_out), dtype, requires_grad=True) if bias else None

    def forward(self, x: Any) -> Any:
        """``x @ weight + bias`` for ``x`` of shape ``(..., n_in)``."""
        if type(x) is not Tensor:
            x = self._as_input(x)
        try:
            z = x @ self.weight
        except ValueError as error:
            if len(error.args) == 1 and shape_of(x)[-1:] != (self.n_in,):
                error.args = (f"{error}; {self!r} takes x of shape (..., {self.n_in})",)
            raise
        return z if self.bias is None else z + self.bias

    def _as_input(self, x: Any) -> Any:
        """Data in the weight's dtype, if it holds them: a product would widen them each time."""
        if hasattr(type(x), "__pandas_priority__"):  # whose own product takes no Tensor
            x = np.asarray(x)
        dtype = self.weight.dtype
        narrow = hasattr(x, "dtype") and x.dtype != dtype
        return x.astype(dtype) if narrow and np.promote_types(x.dtype, dtype) == dtype else x

    def __repr__(self) -> str:
        return f"Linear({self.n_in}, {self.n_out}{'' if self.bias is not None else ', bias=False'})"


class Sequential(Module):
    """Layers one after another, by number or by name.

    Parameters
    ----------
    *layers : callable
        Modules or functions, whose parameters are named ``layers.0.weight`` and so on. One dict
        of layers is the same as layers by name. A class such as ``nn.ReLU`` stands for a layer
        made without arguments.
    **named : callable
        Layers by name, in order: the names are those of parameters, summaries and drawings.

    Examples
    --------
    >>> net = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    >>> [name for name, _ in net.named_parameters()]
    ['layers.0.weight', 'layers.0.bias', 'layers.2.weight', 'layers.2.bias']
    >>> net = nn.Sequential(affine1=nn.Linear(4, 3), relu1=nn.ReLU(), affine2=nn.Linear(3, 2))
    >>> [name for name, _ in net.named_parameters()]
    ['affine1.weight', 'affine1.bias', 'affine2.weight', 'affine2.bias']
    >>> net["affine1"] is net[0], len(net)
    (True, 3)
    >>> net[:2]
    Sequential(affine1=Linear(4, 3), relu1=ReLU())
    """

    names: tuple[str, ...] = ()

    def __init__(self, *layers: Any, **named: Activation) -> None:
        if len(layers) == 1 and not named and isinstance(layers[0], Mapping):
            named, layers = dict(layers[0]), ()
        if layers and named:
            raise TypeError(
                f"{type(self).__name__}: name all layers, or none; the first of those without a "
                f"name is {layer_name(layers[0])}"
            )
        if not named:
            self.layers = [as_layer(type(self).__name__, layer) for layer in layers]
        for name, layer in named.items():
            self._check_name(name)
            setattr(self, name, self._as_module(layer))
            self.names = (*self.names, name)

    def _check_name(self, name: Any) -> None:
        kind = type(self).__name__
        if not isinstance(name, str) or not name or "." in name:
            raise ValueError(f"{kind}: a layer's name is text without dots, not {name!r}")
        if name == "layers" or hasattr(type(self), name) or name in vars(self):
            raise ValueError(
                f"{kind} has something else named {name!r}; choose another name for this layer"
            )

    def forward(self, x: Any) -> Any:
        """What the last layer makes of what the others made."""
        for layer in self.layers:
            x = layer(x)
        return x

    def __getattr__(self, name: str) -> Any:
        if name == "layers" and self.names:
            held = vars(self)
            return tuple([held[key] for key in self.names])
        return super().__getattr__(name)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        if name in self.names:
            self.names = tuple(key for key in self.names if key != name)

    def __len__(self) -> int:
        return len(self.layers)

    def __bool__(self) -> bool:
        return True  # as other modules, also where there are no layers

    def __iter__(self) -> Iterator[Activation]:
        return iter(self.layers)

    def __getitem__(self, key: int | str | slice) -> Any:
        if isinstance(key, slice):
            if not self.names:
                return Sequential(*self.layers[key])
            return Sequential({name: vars(self)[name] for name in self.names[key]})
        return vars(self)[self._name(key)] if self.names else self.layers[self._place(key)]

    def __setitem__(self, key: int | str, layer: Any) -> None:
        if self.names:
            setattr(self, self._name(key), self._as_module(layer))
        else:
            self.layers[self._place(key)] = as_layer(type(self).__name__, layer)

    def _as_module(self, layer: Any) -> Module:
        """A layer that can have a name."""
        layer = as_layer(type(self).__name__, layer)
        return layer if isinstance(layer, Module) else Function(layer)

    def _name(self, key: int | str) -> str:
        if not isinstance(key, str):
            return self.names[key]
        if key not in self.names:
            raise KeyError(f"there is no layer {key!r} among {', '.join(self.names)}")
        return key

    def _place(self, key: int | str) -> int:
        if not isinstance(key, str):
            return key
        if not key.isdecimal() or int(key) >= len(self.layers):
            raise KeyError(
                f"there is no layer {key!r}: these {len(self.layers)} have numbers; name them by "
                "nn.Sequential(name=layer, ...)"
            )
        return int(key)

    def __repr__(self) -> str:
        layers = map(layer_name, self.layers)
        if self.names:
            layers = map("=".join, zip(self.names, layers, strict=True))
        return f"{type(self).__name__}({', '.join(layers)})"


class Function(Module):
    """A function as a layer, so that it can have a name in a `Sequential`."""

    def __init__(self, function: Activation) -> None:
        self.function = function

    def forward(self, x: Any) -> Any:
        """The function of ``x``."""
        return self.function(x)

    def __repr__(self) -> str:
        return layer_name(self.function)


def as_layer(owner: str, layer: Any) -> Activation:
    """A layer as it was given, or made from a class that needs no arguments."""
    if isinstance(layer, type) and issubclass(layer, Module):
        try:
            signature(layer).bind()
        except TypeError:
            needed = [p.name for p in signature(layer).parameters.values() if p.default is p.empty]
            raise TypeError(
                f"{owner}: {layer.__name__} is a class, and a layer is needed; write "
                f"nn.{layer.__name__}({', '.join(needed)})"
            ) from None
        layer = layer()
    if not callable(layer):
        hint = ""
        if isinstance(layer, (list, tuple)):
            hint = f"; write nn.{owner}(*layers)" if owner == "Sequential" else ""
        raise TypeError(f"{owner}: {layer!r} is not a layer; pass modules or functions{hint}")
    checked: Activation = layer
    return checked


class Residual(Module):
    """A layer around which its input passes: ``x + layer(x)``.

    Several layers go in a `Sequential`. The shapes must be equal, since a sum that broadcasts is
    hardly ever meant. Source: arXiv:1512.03385.

    Parameters
    ----------
    layer : callable
        A module or a function, whose results have the shape of its input.

    Examples
    --------
    >>> block = nn.Residual(nn.Sequential(nn.Linear(3, 3), nn.ReLU()))
    >>> block(np.ones((5, 3))).shape
    (5, 3)
    >>> nn.Residual(mg.relu)(mg.tensor([-1.0, 2.0]))
    tensor([-1.,  4.])
    """

    def __init__(self, layer: Activation) -> None:
        self.layer = as_layer("Residual", layer)

    def forward(self, x: Any) -> Any:
        """``x`` and what the layer makes of it, added."""
        y = self.layer(x)
        if shape_of(x) != shape_of(y):
            raise ValueError(
                f"Residual: {layer_name(self.layer)} made {shape_of(y)} of {shape_of(x)}; the "
                "shapes must be equal"
            )
        return x + y

    def __repr__(self) -> str:
        return f"Residual({layer_name(self.layer)})"


class Identity(Module):
    """The input as it is.

    Examples
    --------
    >>> nn.Identity()(mg.tensor([1.0, 2.0]))
    tensor([1., 2.])
    """

    def forward(self, x: Any) -> Any:
        """``x`` itself."""
        return x


class Flatten(Module):
    """Join axes into one: by default all but the first, which counts the examples.

    Parameters
    ----------
    start_axis, end_axis : int
        The first and the last axis to join.
    start_dim, end_dim : int, optional
        PyTorch's names of the same.

    Examples
    --------
    >>> nn.Flatten()(np.ones((5, 28, 28))).shape
    (5, 784)
    """

    def __init__(
        self,
        start_axis: int = 1,
        end_axis: int = -1,
        *,
        start_dim: int | None = None,
        end_dim: int | None = None,
    ) -> None:
        self.start_axis = start_axis if start_dim is None else start_dim
        self.end_axis = end_axis if end_dim is None else end_dim

    def forward(self, x: Any) -> Any:
        """``x`` in another shape."""
        shape = shape_of(x)
        (start,) = normalized_axes(self.start_axis, len(shape))
        (end,) = normalized_axes(self.end_axis, len(shape))
        if end < start:
            raise ValueError(
                f"Flatten: axis {self.start_axis} comes after axis {self.end_axis} in shape {shape}"
            )
        joined = math.prod(shape[start : end + 1])  # spelled out, as -1 fails where it is 0
        return reshape(x, (*shape[:start], joined, *shape[end + 1 :]))

    def __repr__(self) -> str:
        return f"Flatten({self.start_axis}, {self.end_axis})"


class MLP(Sequential):
    """Multilayer perceptron: affine layers with an activation between them.

    Parameters
    ----------
    sizes : sequence of int
        Of the inputs, the hidden layers and the outputs.
    activation : callable
        Between the layers: a function such as `minigrad.h_swish`, or a layer such as
        ``nn.HSwish(n=4)``. The last layer has none: losses take logits.
    init, rng, dtype
        As for `Linear`; the weights are drawn layer by layer.

    Examples
    --------
    >>> net = nn.MLP([784, 100, 50, 10], activation=mg.h_swish)
    >>> net
    MLP(Linear(784, 100), h_swish, Linear(100, 50), h_swish, Linear(50, 10))
    >>> sum(p.size for p in net.parameters())
    84060
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Activation = relu,
        *,
        init: Initializer = he_normal,
        rng: Rng | int | None = None,
        dtype: DTypeLike = float,
    ) -> None:
        if len(sizes) < 2:
            raise ValueError(f"MLP: give at least the sizes of input and output, not {sizes!r}")
        rng = as_rng(rng)  # one generator for all layers
        layers: list[Activation] = []
        for n_in, n_out in pairwise(sizes):
            if layers:
                layers.append(as_layer("MLP", activation))  # of a class, one for each place
            layers.append(Linear(n_in, n_out, init=init, rng=rng, dtype=dtype))
        super().__init__(*layers)
