"""Outside: what a program reads before a run, and what it changes after one, as Python.

The value of a Tensor is ``t.node.value``, an option of an optimiser ``o.param_groups[0]["lr"]``.
Such texts make two functions: one reads everything in one go, the other gives what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from minigrad.core.node import Node
from minigrad.tensors.handle import Tensor, handle

_LITERALS = (str, bytes, int, bool, type(None))


@dataclass(frozen=True, slots=True)
class Output:
    """The place of an output of the program in a function's result.

    Attributes
    ----------
    number
        The output.
    is_tensor, requires_grad, name
        What holds it: an array, or a Tensor of this name.
    held
        The text of a Tensor that was there before, which is the result itself; or empty.
    """

    number: int
    is_tensor: bool
    requires_grad: bool = False
    name: str | None = None
    held: str = ""


class Outside:
    """The texts of a program's reads, conditions and changes, and the objects that they name.

    Attributes
    ----------
    sources
        The text of each input that is read before a run, and its value in the recorded call.
    conditions
        Texts, and what they must be for the program to fit.
    changes
        Statements that are made after a run, where ``outputs`` are the program's.
    namespace
        The objects by their names.
    """

    def __init__(self) -> None:
        self.sources: list[tuple[str, Any]] = []
        self.conditions: list[tuple[str, Any]] = []
        self.changes: list[str] = []
        self.namespace: dict[str, Any] = {"handle": handle, "Node": Node, "named": _named}
        self._names: dict[int, str] = {}
        self._made: set[int] = set()  # outputs that a text before has made a Tensor

    def name(self, x: Any) -> str:
        """An object in a text: a literal, or a name."""
        if type(x) in _LITERALS:
            return repr(x)
        name = self._names.setdefault(id(x), f"o{len(self._names)}")
        self.namespace[name] = x
        return name

    def expect(self, text: str, value: object = True) -> None:
        """Let the program fit only where a text has a value."""
        self.conditions.append((text, value))

    def reader(self, kept: Sequence[int]) -> Callable[[], list[Any] | None]:
        """A function that reads the sources, and returns some; None if a condition fails.

        The function may have asked for the type, the shape or the dtype of any of them.
        """
        texts = [text for text, _ in self.conditions]
        expected = [value for _, value in self.conditions]
        for i, (_, value) in enumerate(self.sources):
            if hasattr(value, "strides"):
                texts.append(f"s{i}.shape, s{i}.dtype, s{i}.strides")
                expected += [value.shape, value.dtype, value.strides]
            else:
                texts.append(f"type(s{i})")
                expected.append(type(value))
        lines = [f"s{i} = {text}" for i, (text, _) in enumerate(self.sources)]
        read: Callable[[], list[Any] | None] = self._function(
            "read()",
            [
                "try:",
                *(f"    {line}" for line in lines),
                f"    found = ({''.join(f'{text}, ' for text in texts)})",
                f"    if found != {self.name(tuple(expected))}:",
                "        return None",
                # A number is where an array was, or nothing, or arrays that cannot be compared.
                "except (AttributeError, LookupError, TypeError, ValueError):",
                "    return None",
                f"return [{', '.join(f's{i}' for i in kept)}]",
            ],
        )
        return read

    def finisher(self, result: Any) -> Callable[[Sequence[Tensor], Sequence[Any]], Any]:
        """A function of the Tensors among the arguments, and of the outputs of a run.

        It makes the changes, and returns the result: a nest with an `Output` for each of them.
        """
        finish: Callable[[Sequence[Tensor], Sequence[Any]], Any] = self._function(
            "finish(given, outputs)", [*self.changes, f"return {self.spelled(result)}"]
        )
        return finish

    def spelled(self, nest: Any) -> str:
        """The text of a nest of outputs and constants."""
        return spelled(nest, self._leaf, self.name)

    def _leaf(self, x: Any) -> str:
        if not isinstance(x, Output):
            return self.name(x)
        if x.held or not x.is_tensor:
            return x.held or f"outputs[{x.number}]"
        if x.number in self._made:
            return f"t{x.number}"
        self._made.add(x.number)
        tensor = f"handle(Node(outputs[{x.number}]))"
        return f"(t{x.number} := {f'named({tensor}, {x.name!r})' if x.name else tensor})"

    def _function(self, signature: str, lines: Sequence[str]) -> Any:
        text = "\n".join([f"def {signature}:", *(f"    {line}" for line in lines)])
        exec(compile(text, "<minigrad.compile>", "exec"), self.namespace)  # noqa: S102 - our own
        return self.namespace[signature.partition("(")[0]]


def _named(tensor: Tensor, name: str) -> Tensor:
    tensor.name = name
    return tensor


def spelled(nest: Any, leaf: Callable[[Any], str], kind: Callable[[type], str]) -> str:
    """The text of a nest.

    Parameters
    ----------
    nest
        Of dict, list, tuple and named tuples.
    leaf, kind
        The text of a leaf, and of a class of named tuples.
    """
    if isinstance(nest, dict):
        pairs = (f"{leaf(key)}: {spelled(x, leaf, kind)}" for key, x in nest.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(nest, list):
        return f"[{', '.join(spelled(x, leaf, kind) for x in nest)}]"
    if isinstance(nest, tuple):
        called = "" if type(nest) is tuple else kind(type(nest))
        return f"{called}({''.join(f'{spelled(x, leaf, kind)}, ' for x in nest)})"
    return leaf(nest)
