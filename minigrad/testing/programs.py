"""Programs: small expression programs as data, which run, print themselves and are drawn."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any, NamedTuple

import numpy as np

import minigrad as mg
from minigrad.core.box import Box
from minigrad.core.op import Op
from minigrad.ops import registry
from minigrad.ops.indexing import ARRAY, fill_key
from minigrad.testing.source import (
    atom,
    copied,
    literal,
    spelled_array,
    spelled_dtype,
    spelled_key,
)

__all__ = ["Program"]

_INFIX = {
    mg.add: "+",
    mg.subtract: "-",
    mg.multiply: "*",
    mg.divide: "/",
    mg.power: "**",
    mg.matmul: "@",
    mg.equal: "==",
    mg.not_equal: "!=",
    mg.less: "<",
    mg.less_equal: "<=",
    mg.greater: ">",
    mg.greater_equal: ">=",
    mg.bitwise_and: "&",
    mg.bitwise_or: "|",
    mg.bitwise_xor: "^",
}
IN_PLACE = frozenset({mg.add, mg.subtract, mg.multiply, mg.divide, mg.power})
_GETITEM, _SETITEM = registry["getitem"], registry["setitem"]
_TAKES_A_LIST = frozenset({registry["concatenate"], registry["stack"]})


class Use(NamedTuple):
    """Use of a value that was computed before: ``scale * name + shift``."""

    name: str
    scale: float = 1.0
    shift: Any = 0.0

    def renamed(self, names: Mapping[str, str]) -> Use:
        """Same use of a value that has another name now."""
        return self._replace(name=names[self.name])

    def __str__(self) -> str:
        text = self.name if self.scale == 1 else f"{self.scale!r} * {self.name}"
        if isinstance(self.shift, np.ndarray) or self.shift > 0:
            return f"{text} + {literal(self.shift)}"
        return f"{text} - {literal(-self.shift)}" if self.shift else text


class Step(NamedTuple):
    """One operation on earlier values (`Use`) and constants.

    ``in_place`` as in ``x += y``; of several outputs the value is the one that ``part`` counts.
    """

    op: Op
    inputs: tuple[Any, ...]
    options: Mapping[str, Any]
    in_place: bool = False
    part: int | None = None

    def renamed(self, names: Mapping[str, str]) -> Step:
        """Same step on values that have other names now."""
        inputs = (x.renamed(names) if isinstance(x, Use) else x for x in self.inputs)
        return self._replace(inputs=tuple(inputs))

    def lines(self, target: str) -> Iterator[str]:
        """Statements that give a name the result."""
        op, inputs = self.op, self.inputs
        if op is _GETITEM:
            key = spelled_key(fill_key(self.options["key"], inputs[1:]))
            yield f"{target} = {atom(inputs[0])}[{key}]"
        elif op is _SETITEM:
            key = spelled_key(fill_key(self.options["key"], inputs[2:]))
            yield f"{target} = {copied(inputs[0])}"
            yield f"{target}[{key}] = {literal(inputs[1])}"
        elif self.in_place:
            yield f"{target} = {copied(inputs[0])}"
            yield f"{target} {_INFIX[op]}= {literal(inputs[1])}"
        elif op in _INFIX:
            yield f"{target} = {atom(inputs[0])} {_INFIX[op]} {atom(inputs[1])}"
        else:
            arguments = [literal(x) for x in inputs]
            if op in _TAKES_A_LIST:
                arguments = [f"[{', '.join(arguments)}]"]
            # An operation that reads its arguments itself need not have its defaults.
            implied = op.defaults if op.arguments is None else {}
            arguments += [
                f"{name}={literal(value)}"
                for name, value in self.options.items()
                if name not in implied or value != implied[name]
            ]
            part = "" if self.part is None else f"[{self.part}]"
            call = f"{self.function}({', '.join(arguments)})"
            if not _takes_inputs_first(op) and op not in _TAKES_A_LIST:
                values = "".join(f"{literal(x)}, " for x in inputs)
                options = literal({**op.defaults, **self.options})
                call = f"{self.function}.apply(({values}), {options})"
            yield f"{target} = {call}{part}"

    @property
    def function(self) -> str:
        """Operation as the statements call it."""
        if not _is_registered(self.op):
            return self.op.name
        return f"mg.{self.op.name}" if _is_public(self.op) else f"registry[{self.op.name!r}]"

    def imports(self) -> Iterator[str]:
        """Imports that the statements need besides minigrad and NumPy."""
        function = self.function
        if function.startswith("registry"):
            yield "from minigrad.ops import registry"
            if ARRAY in self.options.get("key", ()):
                yield "from minigrad.ops.indexing import ARRAY"
        elif not function.startswith("mg."):
            yield f"from {self.op.__module__} import {self.op.name}"


@dataclass(frozen=True, eq=False, repr=False)
class Program:
    """Program of a few operations on a few leaves; the strategy `graphs` makes random ones.

    What runs is the text that is printed: one statement (or two, for an assignment) for each
    step, from the leaves ``x0``, ``x1``, ... to the output ``y``.

    Attributes
    ----------
    leaves
        The values to start from, as read-only arrays.
    steps
        The operations by the names of their results, in order; the last is the output.

    Examples
    --------
    >>> from minigrad.testing.programs import Program, Step, Use
    >>> steps = {"v0": Step(mg.sin, (Use("x0"),), {}),
    ...          "y": Step(mg.multiply, (Use("v0"), Use("x0")), {})}
    >>> program = Program((np.array([0.5, 2.0]),), steps)
    >>> print(program)
    import minigrad as mg
    import numpy as np
    <BLANKLINE>
    x0 = mg.tensor([0.5, 2.0], requires_grad=True)
    v0 = mg.sin(x0)
    y = v0 * x0
    >>> program.run()
    tensor([0.23971277, 1.81859485], op=multiply)
    >>> program(mg.tensor([0.0, 1.0]))  # on other Tensors
    tensor([0.        , 0.84147098])
    """

    leaves: tuple[np.ndarray[Any, Any], ...]
    steps: Mapping[str, Step]

    @classmethod
    def of(cls, leaves: Mapping[str, Any], steps: Mapping[str, Step], output: str) -> Program:
        """Program of what an output depends on, with names that leave nothing out."""
        needed = {output}
        for name in reversed(list(steps)):
            if name in needed:
                needed.update(use.name for use in steps[name].inputs if isinstance(use, Use))
        starts = [name for name in leaves if name in needed]
        kept = [name for name in steps if name in needed]
        names = {name: f"x{i}" for i, name in enumerate(starts)}
        names |= {name: f"v{i}" for i, name in enumerate(kept)} | {output: "y"}
        renamed = {names[name]: steps[name].renamed(names) for name in kept}
        return cls(tuple(np.asarray(leaves[name]) for name in starts), renamed)

    @property
    def leaf_names(self) -> tuple[str, ...]:
        """``x0``, ``x1``, ... in the order of the leaves."""
        return tuple(f"x{i}" for i in range(len(self.leaves)))

    @property
    def lines(self) -> tuple[str, ...]:
        """Statements after the leaves."""
        return tuple(line for name, step in self.steps.items() for line in step.lines(name))

    def tensors(self, *values: Any) -> tuple[mg.Tensor, ...]:
        """Leaves (or other values in their place) as new Tensors that want a gradient."""
        return tuple(
            mg.tensor(value, requires_grad=True, name=name)
            for name, value in zip(self.leaf_names, values or self.leaves, strict=True)
        )

    def run(self, *values: Any) -> Any:
        """Output for the leaves' values, or for others, recorded from new leaves."""
        return self(*self.tensors(*values))

    def __call__(self, *tensors: Any) -> Any:
        """Output for Tensors, or for arrays as constants, one for each leaf."""
        if len(tensors) != len(self.leaves):
            raise TypeError(
                f"the program has {len(self.leaves)} leaves, {len(tensors)} values were given"
            )
        names = namespace(step.op for step in self.steps.values())
        for name, x in zip(self.leaf_names, tensors, strict=True):
            names[name] = x if isinstance(x, Box) else mg.asarray(x)
        return execute("\n".join(self.lines), names)["y"]

    def draw(self, file: Any = None, **options: Any) -> Any:
        """Draw the graph that a run records; see `minigrad.draw.draw`."""
        return self.run().draw(file, **options)

    def __str__(self) -> str:
        imports = dict.fromkeys(line for step in self.steps.values() for line in step.imports())
        leaves = [
            f"{name} = mg.tensor({spelled_array(x)}{spelled_dtype(x.dtype)}, requires_grad=True)"
            for name, x in zip(self.leaf_names, self.leaves, strict=True)
        ]
        head = ["import minigrad as mg", "import numpy as np", *imports, ""]
        return "\n".join([*head, *leaves, *self.lines])

    def __repr__(self) -> str:
        return f"<Program:\n{self}\n>"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Text for a failing example of hypothesis: every line on a line of its own."""
        for i, line in enumerate(repr(self).splitlines()):
            if i:
                printer.break_()
            printer.text(line)


def _is_public(op: Op) -> bool:
    return _is_registered(op) and getattr(mg, op.name, None) is op


def _takes_inputs_first(op: Op) -> bool:
    """True where a call has the inputs in the order of the rules, and options by name."""
    return op.arguments is None or (_is_public(op) and bool(op.names))


def _is_registered(op: Op) -> bool:
    return registry.get(op.name) is op


def namespace(ops: Any) -> dict[str, Any]:
    """Names that statements find without making them."""
    names = {"mg": mg, "np": np, "registry": registry, "ARRAY": ARRAY}
    return {**{op.name: op for op in ops if not _is_registered(op)}, **names}


def execute(statements: str, names: dict[str, Any]) -> dict[str, Any]:
    """Run statements of a program on the names."""
    exec(_compiled(statements), names)  # noqa: S102 - so that what runs is what is printed
    return names


@functools.lru_cache(maxsize=512)
def _compiled(statements: str) -> CodeType:
    return compile(statements, "<program>", "exec")
