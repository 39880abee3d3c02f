"""Modules: things that hold parameters and say what they compute."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from minigrad.creation import asarray
from minigrad.mode import record_everything
from minigrad.span import begin, mark
from minigrad.tensor import Tensor
from minigrad.watch import record_lines


class Module:
    """Holds parameters by name, in the order in which they were assigned.

    A Tensor with ``requires_grad`` that is assigned to an attribute is a parameter; so are those
    of modules assigned to attributes, also inside lists, tuples and dicts. Say what the module
    computes in ``forward``, as an expression of Tensors; calling the module calls it.

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

    def forward(self, *inputs: Any) -> Any:
        """What the module computes."""
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(self, x)")

    def __call__(self, *inputs: Any) -> Any:
        """Compute `forward`."""
        start = begin()
        result = self.forward(*inputs)
        if type(result) is Tensor:
            mark(result.node, start, self)
        elif isinstance(result, (tuple, list)):
            for part in result:
                if isinstance(part, Tensor):
                    mark(part.node, start, self)
        return result

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        # Names for drawings: a Tensor takes its attribute's, and inside another module the path.
        for path, parameter in _named(name, value, set()):
            inside = path != name
            if inside or parameter.name is None:
                parameter.name = path

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """The parameters with their dotted names; one that is shared comes once."""
        yield from _named("", self, set())

    def parameters(self) -> list[Tensor]:
        """The parameters in the order in which they were assigned."""
        return [parameter for _, parameter in self.named_parameters()]

    def draw(self, *examples: Any, file: Any = None, **options: Any) -> Any:
        """Draw what the module computes from examples; see `minigrad.draw.draw`.

        Parameters
        ----------
        *examples
            What the module is called with: Tensors or arrays.
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
        named = [_named_example(x, i, len(examples)) for i, x in enumerate(examples)]
        with record_everything(), record_lines():
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

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def _named_example(x: Any, i: int, number: int) -> Any:
    """An example as a Tensor with a name."""
    if isinstance(x, Tensor) and (x.name is not None or not x.is_leaf):
        return x
    named = copy(x) if isinstance(x, Tensor) else asarray(x)  # the user's Tensor gets no name
    named.name = "x" if number == 1 else f"x{i + 1}"
    return named


def _named(name: str, value: Any, seen: set[int]) -> Iterator[tuple[str, Tensor]]:
    """The parameters in an attribute's value, with their paths."""
    if id(value) in seen:
        return
    if isinstance(value, Tensor):
        if value.requires_grad and value.is_leaf:
            seen.add(id(value))
            yield name, value
        return
    if isinstance(value, Module):
        parts: Any = vars(value).items()
    elif isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, (list, tuple)):
        parts = enumerate(value)
    else:
        return
    seen.add(id(value))
    for key, part in parts:
        yield from _named(f"{name}.{key}" if name else str(key), part, seen)
