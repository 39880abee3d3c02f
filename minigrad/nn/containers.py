"""Modules made of others: layers in a row, around one another, or an MLP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from inspect import signature
from itertools import pairwise
from typing import Any, TypeAlias

from numpy.typing import DTypeLike

from minigrad.core.messages import layer_name
from minigrad.nn.init import Initializer, Rng, as_rng, he_normal
from minigrad.nn.layers import Linear
from minigrad.nn.module import Module
from minigrad.nn.state import walk
from minigrad.ops.activation import relu
from minigrad.ops.shapes import shape_of
from minigrad.support.overriding import override
from minigrad.tensors.handle import Tensor

Layer: TypeAlias = Callable[[Any], Any]


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

    def __init__(self, *layers: Any, **named: Layer) -> None:
        if len(layers) == 1 and not named and isinstance(layers[0], Mapping):
            named, layers = dict(layers[0]), ()
        if layers and named:
            raise TypeError(
                f"{type(self).__name__}: name all layers, or none; the first of those without a "
                f"name is {layer_name(layers[0])}"
            )
        if not named:
            self.layers: list[Layer] = [as_layer(type(self).__name__, layer) for layer in layers]
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

    def forward(self, x: Any) -> Tensor | Any:
        """The output of the last layer."""
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

    @override
    def _listed(self) -> list[tuple[str, Any]]:
        """Its layers as they are called, functions too, and what else it holds."""
        if type(self).forward is not Sequential.forward:
            return super()._listed()
        layers = list(zip(self.names or [""] * len(self), self.layers, strict=True))
        known = {id(layer) for layer in self.layers}
        held = walk("", vars(self), deep=False)
        return [*layers, *((name, x) for name, x in held if id(x) not in known)]

    def __len__(self) -> int:
        return len(self.layers)

    def __bool__(self) -> bool:
        return True  # as other modules, also where there are no layers

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __getitem__(self, key: int | str | slice) -> Any:
        if isinstance(key, slice):
            if not self.names:
                return Sequential(*self.layers[key])
            return Sequential({name: vars(self)[name] for name in self.names[key]})
        return vars(self)[self._name(key)] if self.names else self.layers[self._number(key)]

    def __setitem__(self, key: int | str, layer: Any) -> None:
        if self.names:
            setattr(self, self._name(key), self._as_module(layer))
        else:
            self.layers[self._number(key)] = as_layer(type(self).__name__, layer)

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

    def _number(self, key: int | str) -> int:
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

    def __init__(self, function: Layer) -> None:
        self.function = function

    def forward(self, x: Any) -> Tensor | Any:
        """The function of ``x``."""
        return self.function(x)

    def __repr__(self) -> str:
        return layer_name(self.function)


def as_layer(owner: str, layer: Any) -> Layer:
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
    checked: Layer = layer
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

    def __init__(self, layer: Layer) -> None:
        self.layer: Layer = as_layer("Residual", layer)

    def forward(self, x: Any) -> Tensor | Any:
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
        activation: Layer = relu,
        *,
        init: Initializer = he_normal,
        rng: Rng | int | None = None,
        dtype: DTypeLike = float,
    ) -> None:
        if not isinstance(sizes, Iterable):
            raise TypeError(f"MLP: sizes are one list, as in MLP([784, 10]), not {sizes!r}")
        if len(sizes) < 2:
            raise ValueError(f"MLP: give at least the sizes of input and output, not {sizes!r}")
        rng = as_rng(rng)  # one generator for all layers
        as_layer("MLP", activation)  # a wrong one is told where none is needed, too
        layers: list[Layer] = []
        for n_in, n_out in pairwise(sizes):
            if layers:
                layers.append(as_layer("MLP", activation))  # of a class, one for each place
            layers.append(Linear(n_in, n_out, init=init, rng=rng, dtype=dtype))
        super().__init__(*layers)
