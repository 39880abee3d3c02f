"""Modules: objects that hold parameters and say what they compute."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from copy import copy
from inspect import signature
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from minigrad.core.mode import RecordEverything
from minigrad.core.observers import record_lines
from minigrad.core.scopes import end_scope, start_scope
from minigrad.nn.failure import explain_failure
from minigrad.nn.layer_table import table_of_parts
from minigrad.nn.state import (
    Differences,
    Holder,
    check_replaced,
    is_state,
    load_arrays,
    to_arrays,
    walk,
)
from minigrad.support.instead import no_module_attribute
from minigrad.tensors.creation import asarray, tensor
from minigrad.tensors.handle import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

_SHOWN_ELEMENTS = 10
_SHOWN_KINDS = (int, float, str, tuple, type(None), np.ndarray)
P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


class _HasForward(Protocol[P, R_co]):
    """A module to a type checker: it is called as its ``forward``."""

    def forward(self, *inputs: P.args, **options: P.kwargs) -> R_co: ...


class Module(Holder):
    """Holds parameters by name, in the order in which they were assigned.

    A Tensor with ``requires_grad`` that is assigned to an attribute is a parameter; so are those
    of modules assigned to attributes, also inside lists, tuples and dicts. What is to be saved
    and loaded with them, but not trained, is registered by `register_buffer`. Any other Tensor,
    such as an output that ``forward`` keeps, is an attribute like arrays and numbers, and no state.
    Say what the module computes in ``forward``, as an expression of Tensors; calling the module
    calls it.

    Attributes
    ----------
    training : bool
        True while the module is being trained; `train` and `eval` set it.

    Examples
    --------
    >>> class Scale(nn.Module):
    ...     def __init__(self):
    ...         self.factor = mg.tensor(2.0, requires_grad=True)
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> scale = Scale()
    >>> scale(mg.tensor([1.0, 2.0]))
    tensor([2., 4.], op=multiply)
    >>> dict(scale.named_parameters())
    {'factor': tensor(2., name='factor', requires_grad=True)}
    """

    training: bool = True

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """Compute the output."""
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(self, x)")

    def __call__(self: _HasForward[P, R_co], *inputs: P.args, **options: P.kwargs) -> R_co:
        """Compute `forward`."""
        start = start_scope()
        try:
            result = self.forward(*inputs, **options)
        except Exception as error:
            explain_failure(error, self)
            raise
        if type(result) is Tensor:
            end_scope(result.node, start, self)  # type: ignore[attr-defined]  # it is a Tensor
        elif isinstance(result, (tuple, list)):
            for part in result:
                if isinstance(part, Tensor):
                    end_scope(part.node, start, self)
        return result

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, np.generic):
            value = value.item()  # an option of NumPy's float64 would widen float32
        if name in self.registered_buffers:
            value = _as_buffer(f"{type(self).__name__}.{name}", value)
            if value is not None:
                super().__setattr__(name, value)
                return
        found = list(walk(name, value, strict=False))
        check_replaced(type(self).__name__, name, vars(self).get(name), value)
        super().__setattr__(name, value)
        # Names for drawings: a Tensor takes its attribute's, and inside another module the path.
        for path, part in found:
            if isinstance(part, Tensor) and part.requires_grad:
                inside = path != name
                if inside or part.name is None:
                    part.name = path

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        if name in self.registered_buffers:
            self._register({k: v for k, v in self.registered_buffers.items() if k != name})

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(no_module_attribute(type(self).__name__, name), name=name, obj=self)

    def register_buffer(self, name: str, value: Any, *, persistent: bool = True) -> None:
        """Hold a Tensor that is state, but not trained, such as a running mean.

        It is among `buffers`, and saved and loaded with the parameters. Change it under
        `minigrad.no_grad`, by ``self.name = ...`` or ``self.name.data = ...``.

        Parameters
        ----------
        name : str
            Of the attribute.
        value : array_like or None
            A Tensor without ``requires_grad``, which is kept itself, or what becomes one. None
            keeps the name for one that is assigned later.
        persistent : bool
            Whether it is part of `state_dict`.

        Examples
        --------
        >>> class Counted(nn.Module):
        ...     def __init__(self):
        ...         self.register_buffer("calls", 0)
        ...     def forward(self, x):
        ...         self.calls.data += 1
        ...         return x
        >>> layer = Counted()
        >>> layer(1.0), layer.state_dict()
        (1.0, {'calls': array(1)})
        """
        kind = type(self).__name__
        if not name or "." in name:
            raise ValueError(f"{kind}: a buffer's name is text without dots, not {name!r}")
        if hasattr(type(self), name) or is_state(vars(self).get(name)):
            raise ValueError(f"{kind} has something else named {name!r}; choose another name")
        value = _as_buffer(f"{kind}.{name}", value)
        self._register({**self.registered_buffers, name: persistent})
        super().__setattr__(name, value)

    def _register(self, buffers: Mapping[str, bool]) -> None:
        super().__setattr__("registered_buffers", buffers)

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """The parameters with their dotted names; one that is shared comes once."""
        for name, part in walk("", self):
            if isinstance(part, Tensor) and part.requires_grad:
                yield name, part

    def parameters(self) -> list[Tensor]:
        """The parameters in the order in which they were assigned."""
        return [parameter for _, parameter in self.named_parameters()]

    def named_buffers(self) -> Iterator[tuple[str, Tensor]]:
        """Buffers that `register_buffer` holds, and frozen parameters, with dotted names."""
        for name, part in walk("", self):
            if isinstance(part, Tensor) and not part.requires_grad:
                yield name, part

    def buffers(self) -> list[Tensor]:
        """The Tensors of `named_buffers`."""
        return [buffer for _, buffer in self.named_buffers()]

    def named_modules(self) -> Iterator[tuple[str, Module]]:
        """The module itself, named ``""``, and all inside it with dotted names, each once.

        Examples
        --------
        >>> net = nn.Sequential(nn.Linear(4, 3), nn.Residual(nn.Linear(3, 3)))
        >>> [name for name, _ in net.named_modules()]
        ['', 'layers.0', 'layers.1', 'layers.1.layer']
        """
        for name, part in walk("", self):
            if isinstance(part, Module):
                yield name, part

    def modules(self) -> list[Module]:
        """The module itself and all inside it, each once."""
        return [module for _, module in self.named_modules()]

    def children(self) -> list[Module]:
        """The modules that this one holds itself, also in lists, tuples and dicts."""
        held = walk("", vars(self), deep=False)
        return [part for _, part in held if isinstance(part, Module)]

    def train(self, mode: bool = True) -> Self:
        """Set ``training`` of this module and all inside it; returns the module.

        `Dropout` and `BatchNorm` compute something else while training. A new module is training.

        Examples
        --------
        >>> net = nn.Sequential(nn.Linear(4, 3), nn.Dropout())
        >>> net.eval().training, net.layers[1].training
        (False, False)
        """
        for module in self.modules():
            module.training = bool(mode)
        return self

    def eval(self) -> Self:
        """The same as ``train(False)``: compute as after training."""
        return self.train(mode=False)

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """The values of all parameters and buffers by dotted name, as read-only arrays.

        Parameters that are frozen are among them, as buffers. One that is shared comes once.

        Examples
        --------
        >>> net = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm(3))
        >>> print(*net.state_dict())  # doctest: +NORMALIZE_WHITESPACE
        layers.0.weight layers.0.bias layers.1.weight layers.1.bias
        layers.1.running_mean layers.1.running_var layers.1.num_batches_tracked
        """
        return to_arrays(self._tensors())

    def load_state_dict(self, state: Mapping[str, Any], *, strict: bool = True) -> Differences:
        """Take over the values of a `state_dict`: all of them or, after an error, none.

        Parameters
        ----------
        state : mapping of str to array_like
            Values by dotted name. They are copied; a dtype of the same kind is converted.
        strict : bool
            Whether every name must be there and no other. Shapes and dtypes must always fit.

        Returns
        -------
        named tuple
            ``missing_keys`` and ``unexpected_keys``; empty where ``strict``.

        Raises
        ------
        ValueError
            With all that is missing, unexpected or of another shape or dtype; nothing has changed.

        Examples
        --------
        >>> a, b = nn.Linear(3, 2, rng=0), nn.Linear(3, 2, rng=1)
        >>> b.load_state_dict(a.state_dict())
        Differences(missing_keys=[], unexpected_keys=[])
        >>> bool((a.weight == b.weight).all())
        True
        """
        return load_arrays(self._tensors(), state, strict=strict)

    def _tensors(self) -> dict[str, Tensor]:
        """The Tensors to save: parameters and buffers by name, in the order of assignment."""
        found: dict[str, Tensor] = {}
        for name, part in walk("", self, saved=True):
            if isinstance(part, Tensor):
                if name in found:
                    raise ValueError(
                        f"two Tensors of {type(self).__name__} are both named {name!r}; give them "
                        "attribute names and keys without dots"
                    )
                found[name] = part
        return found

    def draw(self, *examples: Any, file: Any = None, **options: Any) -> Any:
        """Draw what the module computes from examples; see `minigrad.draw.draw`.

        It computes as after `eval`, so that drawing changes no running mean and draws no random
        number. To see a step of training, draw its loss.

        Parameters
        ----------
        *examples
            Inputs of the module: Tensors or arrays, or dicts of them.
        file
            Where to write the drawing; its suffix says the format.
        **options
            Of `minigrad.draw.draw`; ``level`` is "layers" by default.

        Examples
        --------
        >>> net = nn.Sequential(nn.Linear(4, 3), nn.ReLU())
        >>> drawing = net.draw(np.ones((1, 4)))
        >>> [vertex.lines for vertex in drawing.picture.vertices][1]
        ['layers.0 · Linear(4, 3)', '(1, 4) → (1, 3)', '15 parameters']
        """
        if any(isinstance(x, str) for x in examples):
            raise TypeError(
                f"{type(self).__name__}.draw: name the file by file=..., after examples"
            )
        path = options.get("path")
        if options.get("level") == "neurons" and isinstance(path, (tuple, list)) and len(path) == 2:
            from minigrad.draw.neurons.weight_paths import (  # noqa: PLC0415 - costs an import
                loss_of,
            )

            return loss_of(self, examples, path[1]).draw(file, **options)
        named = [
            _named_example(x, "x" if len(examples) == 1 else f"x{i}")
            for i, x in enumerate(examples, start=1)
        ]
        with evaluating(self), RecordEverything(), record_lines():
            output = self(*named)
        if not isinstance(output, Tensor):
            raise TypeError(
                f"{type(self).__name__}.draw draws one Tensor, and the module returned "
                f"{type(output).__name__}; call it, and draw what you want to see"
            )
        return output.draw(file, **{"level": "layers", **options})

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.zero_grad()

    @recursive_repr()
    def __repr__(self) -> str:
        held = walk("", vars(self), deep=False, strict=False)
        layers = [f"{name}={part!r}" for name, part in held if isinstance(part, Module)]
        return f"{type(self).__name__}({', '.join(layers)})"

    def _repr_html_(self) -> str | None:
        """The table of its layers, as notebooks show it; where nothing is trained, none."""
        with contextlib.suppress(Exception):  # of the user's methods; notebooks show the text then
            return table_of_parts(self, [])._repr_html_() if self.parameters() else None
        return None

    def _listed(self) -> list[tuple[str, Any]]:
        """What its table lists: all that it holds, by name; itself where it holds no modules."""
        held = list(walk("", vars(self), deep=False))
        return held if any(isinstance(x, Module) for _, x in held) else [("", self)]


@contextlib.contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Let a model compute as after ``eval()``; the modes of its modules come back at the end."""
    modes = (
        [(module, module.training) for module in model.modules()]
        if hasattr(model, "modules")
        else []
    )
    try:
        for module, _ in modes:
            module.training = False
        yield
    finally:
        for module, training in modes:
            module.training = training


def _named_example(x: Any, name: str) -> Any:
    """An example as a Tensor with a name; in a dict with that of its key."""
    if isinstance(x, Mapping):
        return {key: _named_example(value, str(key)) for key, value in x.items()}
    if isinstance(x, Tensor) and (x.name is not None or not x.is_leaf):
        return x
    named = copy(x) if isinstance(x, Tensor) else asarray(x)  # the user's Tensor gets no name
    named.name = name
    return named


def _as_buffer(name: str, value: Any) -> Any:
    """A value for a buffer: a constant Tensor, or None."""
    if value is None:
        return None
    if not isinstance(value, Tensor):
        return tensor(value)
    if value.requires_grad:
        raise TypeError(
            f"{name} is a buffer, and takes no Tensor through which a gradient flows: compute it "
            "under minigrad.no_grad(), or assign value.detach()"
        )
    return value if value.is_leaf else value.detach()


def Parameter(data: Any, requires_grad: bool = True) -> Tensor:  # noqa: N802 - PyTorch's name
    """Leaf Tensor that a module holds as a parameter: ``tensor(data, requires_grad=True)``.

    Parameters
    ----------
    data : array_like
        The first value, of floating-point numbers. It is copied.
    requires_grad : bool
        Whether it is trained; one that is not is saved and loaded all the same.

    Raises
    ------
    TypeError
        Where numbers are integers, which have no gradient.

    Examples
    --------
    >>> net = nn.Module()
    >>> net.scale = nn.Parameter([1.0, 2.0])
    >>> net.shift = nn.Parameter([0.0], requires_grad=False)
    >>> [name for name, _ in net.named_parameters()], list(net.state_dict())
    (['scale'], ['scale', 'shift'])
    """
    if isinstance(data, Tensor):
        data = data.detach()
    made = tensor(data, requires_grad=True)
    made.requires_grad = requires_grad  # a frozen parameter remains one
    return made


def given_options(module: Module) -> list[str]:
    """Options with another value than by default, as they would be written in a call."""
    pairs = [
        (option, getattr(module, option.name, option.default))
        for option in signature(type(module)).parameters.values()
        if option.default is not option.empty
    ]
    return [
        f"{option.name}={_short(value)}"
        for option, value in pairs
        if isinstance(value, _SHOWN_KINDS)
        # A parameter that is not there has the name of the option that says so.
        and not (value is None and isinstance(option.default, bool))
        and (isinstance(value, np.ndarray) or value != option.default)
    ]


def _short(x: Any) -> str:
    if not isinstance(x, np.ndarray):
        return repr(x)
    return repr(x.tolist()) if x.size <= _SHOWN_ELEMENTS else f"<{len(x)} numbers>"
