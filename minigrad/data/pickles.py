"""An interpreter for the part of the pickle language that arrays of numbers need.

`pickle.Unpickler` with an allow-list of names still lets a file call these names with any
arguments and set any state, for which NumPy's code is not made, and lets it hash keys that take
for ever. Here there are numbers, texts, bytes, tuples, dicts with texts as keys, and the two
records of `minigrad.data.parts`: nothing else can be called or changed.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from typing import Any

from minigrad.data.parts import NAMES, Dtype, Parts

_MAX_OPCODES = 200_000  # an array takes about forty
_MARK = object()


class _Machine:
    """The stack and the memo of a pickle, and what its opcodes do to them."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def push(self, value: object) -> None:
        self.stack.append(value)

    def pop(self, count: int) -> tuple[Any, ...]:
        return tuple([self.stack.pop() for _ in range(count)])[::-1]

    def pop_to_mark(self) -> tuple[Any, ...]:
        return tuple(iter(self.stack.pop, _MARK))[::-1]

    def remember(self, key: int) -> None:
        self.memo[key] = self.stack[-1]

    def name(self, module: object, name: object) -> None:
        if not isinstance(module, str) or not isinstance(name, str):
            raise TypeError("not a name")
        if f"{module}.{name}" not in NAMES:
            raise ValueError(f"it names {module:.80}.{name:.80}, which no array needs")
        self.push(NAMES[f"{module}.{name}"])

    def call(self) -> None:
        function, arguments = self.pop(2)
        if not isinstance(arguments, tuple):
            raise TypeError("not arguments")
        self.push(function(*arguments))

    def build(self) -> None:
        (state,) = self.pop(1)
        if not isinstance(self.stack[-1], (Dtype, Parts)) or not isinstance(state, tuple):
            raise TypeError("not a state")
        self.stack[-1].build(*state)

    def set_items(self, items: tuple[Any, ...]) -> None:
        target = self.stack[-1]
        keys, values = items[::2], items[1::2]
        # Texts only: the hash of nested tuples can take time without end.
        if not isinstance(target, dict) or not all(isinstance(key, str) for key in keys):
            raise TypeError("not a dict with texts as keys")
        target.update(zip(keys, values, strict=True))

    def make_dict(self) -> None:
        items = self.pop_to_mark()
        self.push({})
        self.set_items(items)


_Step = Callable[[_Machine, Any], None]
_STEPS: dict[str, _Step] = {
    "NONE": lambda m, _: m.stack.append(None),
    "NEWTRUE": lambda m, _: m.stack.append(True),
    "NEWFALSE": lambda m, _: m.stack.append(False),
    "EMPTY_DICT": lambda m, _: m.push({}),
    "EMPTY_TUPLE": lambda m, _: m.push(()),
    "MARK": lambda m, _: m.push(_MARK),
    "TUPLE": lambda m, _: m.push(m.pop_to_mark()),
    "TUPLE1": lambda m, _: m.push(m.pop(1)),
    "TUPLE2": lambda m, _: m.push(m.pop(2)),
    "TUPLE3": lambda m, _: m.push(m.pop(3)),
    "DICT": lambda m, _: m.make_dict(),
    "SETITEM": lambda m, _: m.set_items(m.pop(2)),
    "SETITEMS": lambda m, _: m.set_items(m.pop_to_mark()),
    "MEMOIZE": lambda m, _: m.remember(len(m.memo)),
    "GLOBAL": lambda m, names: m.name(*names.split(" ", 1)),
    "STACK_GLOBAL": lambda m, _: m.name(*m.pop(2)),
    "REDUCE": lambda m, _: m.call(),
    "BUILD": lambda m, _: m.build(),
}
_ALIKE: list[tuple[_Step, list[str]]] = [
    (lambda m, _: None, ["PROTO", "FRAME", "STOP"]),
    (_Machine.remember, ["PUT", "BINPUT", "LONG_BINPUT"]),
    (lambda m, key: m.push(m.memo[key]), ["GET", "BINGET", "LONG_BINGET"]),
    (_Machine.push, ["INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4"]),
    (_Machine.push, ["UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"]),
    (_Machine.push, ["BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"]),
    (_Machine.push, ["BINSTRING", "SHORT_BINSTRING"]),
]
for _step, _opcodes in _ALIKE:
    _STEPS |= dict.fromkeys(_opcodes, _step)


def interpret(content: bytes) -> object:
    """Follow the opcodes of a pickle to its end; what is left on the stack is what it holds."""
    machine, position = _Machine(), -1
    for count, (opcode, argument, place) in enumerate(pickletools.genops(content)):
        position = place or 0  # genops knows the place, since it reads from bytes
        if opcode.name not in _STEPS:
            raise ValueError(f"opcode {opcode.name} at byte {position}, which no array needs")
        if count == _MAX_OPCODES:
            raise ValueError(f"more than {_MAX_OPCODES} opcodes are not a few arrays")
        try:
            _STEPS[opcode.name](machine, argument)
        except (IndexError, KeyError, TypeError) as error:
            raise ValueError(
                f"opcode {opcode.name} at byte {position} does not fit what comes before it"
            ) from error
    if position + 1 != len(content) or len(machine.stack) != 1:
        raise ValueError("something is left over at the end")
    return machine.stack[0]
