"""Source: the program as Python, as an author would write it by hand."""

from __future__ import annotations

import keyword
import linecache
import operator
import re
import unicodedata
import weakref
from collections.abc import Callable, Iterable
from itertools import chain, count, groupby
from typing import Any

import numpy as np

from minigrad.compiler import helpers
from minigrad.compiler.buffers import Memory, order
from minigrad.compiler.program import Attribute, Call, Method, Program, Value, is_known, values

_PLAIN = (int, bool, str, type(None), type(Ellipsis))
_INFIX = {
    operator.add: "+",
    operator.sub: "-",
    operator.mul: "*",
    operator.truediv: "/",
    operator.floordiv: "//",
    operator.mod: "%",
    operator.pow: "**",
}
_PREFIX = {operator.neg: "-", operator.pos: "+"}
_files = count(1)


class Writer:
    """Writes a program whose memory is planned.

    Parameters
    ----------
    program, memory, name
        The program, its memory, and the name of the function.
    mark
        Is called after every line, if it is given.

    Attributes
    ----------
    written
        The lines of each call.
    source
        The text of a function ``make()`` that gets memory, and returns the program itself.
    namespace
        The names in the text: NumPy, constant arrays, and functions that are not NumPy's.
    """

    def __init__(
        self,
        program: Program,
        memory: Memory,
        name: str,
        mark: Callable[[], object] | None = None,
    ) -> None:
        self.program = program
        self.buffers, self.given = memory
        self.namespace: dict[str, Any] = {"np": np, "mark": mark}
        self.names: dict[Any, str] = {}
        self.taken = {"np", "make", "mark"}
        self.mark = mark
        self.written: list[tuple[list[str], Call]] = []
        self.arguments = [self._name_input(value) for value in program.inputs]
        self.function_name = self._unused(_identifier(name) or "program")
        self.before: list[str] = []
        self.temporaries = count()
        calls = program.calls
        self.own = {call.result for call in calls if is_known(call.function)}
        inside = self._body()
        self.source = "\n".join(
            [
                "def make():",
                *(f"    {line}" for line in self.before),
                f"    def {self.function_name}({', '.join(self.arguments)}):",
                *(f"        {line}" for line in inside),
                f"    return {self.function_name}",
                "",
            ]
        )

    def compiled(self) -> Callable[[], Callable[..., tuple[Any, ...]]]:
        """The function ``make``; its lines show in tracebacks."""
        file = f"<minigrad.compile {next(_files)}>"
        linecache.cache[file] = (
            len(self.source),
            None,
            self.source.splitlines(keepends=True),
            file,
        )
        exec(compile(self.source, file, "exec"), self.namespace)  # noqa: S102 - of our own writing
        make: Callable[[], Callable[..., tuple[Any, ...]]] = self.namespace["make"]
        weakref.finalize(make, linecache.cache.pop, file, None)
        return make

    @property
    def nbytes(self) -> int:
        """The memory of the constant arrays in the namespace."""
        return sum(x.nbytes for x in self.namespace.values() if isinstance(x, np.ndarray))

    def _unused(self, name: str) -> str:
        numbered = (f"{name}_{i}" for i in count(2))
        free = next(tried for tried in chain([name], numbered) if tried not in self.taken)
        self.taken.add(free)
        return free

    def _name_input(self, value: Value) -> str:
        name = self.names[value] = self._unused(_identifier(value.name) or "x")
        return name

    def _body(self) -> list[str]:
        lines = []
        for silent, calls in groupby(self.program.calls, key=lambda call: call.silent):
            written = []
            for call in calls:
                lines_of_it = list(self._lines(call))
                written += lines_of_it
                if lines_of_it:
                    self.written.append((lines_of_it, call))
                    written += ["mark()"] if self.mark is not None else []
            if silent and written:
                errors = ", ".join(f'{name}="{how}"' for name, how in silent)
                written = [f"with np.errstate({errors}):", *(f"    {line}" for line in written)]
            lines += written
        outputs = [self._output(i, x) for i, x in enumerate(self.program.outputs)]
        return [*lines, f"return ({', '.join(outputs)}{',' if len(outputs) == 1 else ''})"]

    def _output(self, i: int, x: Any) -> str:
        """A result; a copy where the array is an argument, a constant, or returned already."""
        written = self._argument(x)
        if isinstance(x, Value):
            owner = x.owner
            earlier = [v.owner for v in values(self.program.outputs[:i])]
            is_own = x is owner and owner in self.own and owner not in earlier
            return written if is_own or not x.shape else f"{written}.copy('K')"
        return f"{written}.copy('K')" if isinstance(x, np.ndarray) else written

    def _lines(self, call: Call) -> Iterable[str]:
        function, result = call.function, call.result
        if function in helpers.IN_PLACE and result is not None:
            name = self._name(result)
            yield f"{name} = np.array({self._argument(call.args[0])})"
            yield self._in_place(function, name, call.args)
            return
        written = self._expression(call)
        if result is not None and not is_known(function) and result.dtype != np.dtype(object):
            written = f"{self._constant(helpers.shaped, 'shaped')}({written}, {result.shape!r})"
        if result is None or call.out is not None:
            yield written
        elif self._is_fixed(call, result):
            self.before.append(f"{self._name(result)} = {written}")
        else:
            yield f"{self._name(result)} = {written}"

    def _in_place(self, function: Any, name: str, args: tuple[Any, ...]) -> str:
        if function is helpers.assigned:
            _, key, new = args
            return f"{name}[{self._key(key)}] = {self._argument(new)}"
        if function is helpers.added_at:
            _, ufunc, *rest = args
            return f"np.{ufunc.__name__}.at({', '.join([name, *map(self._argument, rest)])})"
        _, new, where = args
        return f"np.copyto({name}, {self._argument(new)}, where={self._argument(where)})"

    def _is_fixed(self, call: Call, result: Value) -> bool:
        """True for a view of memory that is there from the beginning."""
        owner = result.owner
        is_there = owner in self.buffers and self.buffers[owner] not in self.given
        return is_there and all(value.owner is owner for value in call.inputs())

    def _expression(self, call: Call) -> str:
        function, args, options = call.function, call.args, dict(call.options)
        if function is operator.getitem:
            return f"{self._argument(args[0])}[{self._key(args[1])}]"
        if function in _INFIX:
            return f" {_INFIX[function]} ".join(map(self._operand, args))
        if function in _PREFIX:
            return f"{_PREFIX[function]}{self._operand(args[0])}"
        if isinstance(function, Attribute):
            return f"{self._argument(args[0])}.{function.name}"
        if isinstance(function, Method):
            called, args = f"{self._argument(args[0])}.{function.name}", args[1:]
        else:
            called = self._function(function)
        written = [self._argument(x) for x in args]
        written += [f"{name}={self._argument(x)}" for name, x in options.items()]
        if call.out is not None:
            written.append(f"out={self._name(call.out)}")
        return f"{called}({', '.join(written)})"

    def _operand(self, x: Any) -> str:
        written = self._argument(x)
        return f"({written})" if written.startswith("-") else written

    def _function(self, function: Any) -> str:
        owner = getattr(function, "__self__", None)
        if isinstance(owner, np.ufunc):
            return f"{self._function(owner)}.{function.__name__}"
        name = getattr(function, "__name__", "function")
        if getattr(np, name, None) is function:
            return f"np.{name}"
        for module in ("linalg", "fft"):
            if getattr(getattr(np, module), name, None) is function:
                return f"np.{module}.{name}"
        return self._constant(function, _identifier(name) or "function")

    def _name(self, value: Value) -> str:
        if value not in self.names:
            buffer = self.buffers.get(value)
            place = value if buffer is None else ("buffer", buffer)
            if place not in self.names:
                self.names[place] = self._new_name(value, buffer)
            self.names[value] = self.names[place]
        return self.names[value]

    def _new_name(self, value: Value, buffer: int | None) -> str:
        if buffer is None or buffer in self.given:
            return self._unused(f"t{next(self.temporaries)}")
        name = self._unused(f"b{buffer}")
        in_order = "" if order(value) == "C" else ', order="F"'
        self.before.append(f"{name} = np.empty({value.shape!r}, {_dtype(value.dtype)}{in_order})")
        return name

    def _constant(self, x: Any, name: str) -> str:
        key = ("constant", id(x))
        if key not in self.names:
            self.names[key] = self._unused(name)
            self.namespace[self.names[key]] = x
        return self.names[key]

    def _key(self, key: Any) -> str:
        if isinstance(key, tuple) and key:
            written = [self._slice(part) for part in key]
            return f"{written[0]}," if len(written) == 1 else ", ".join(written)
        return self._slice(key)

    def _slice(self, part: Any) -> str:
        if not isinstance(part, slice):
            return self._argument(part)
        ends = ["" if x is None else self._argument(x) for x in (part.start, part.stop)]
        step = "" if part.step is None else f":{self._argument(part.step)}"
        return ":".join(ends) + step

    def _argument(self, x: Any) -> str:
        if isinstance(x, Value):
            return self._name(x)
        if type(x) in _PLAIN:
            return "..." if x is Ellipsis else repr(x)
        if type(x) is float and np.isfinite(x):
            return repr(x)
        if isinstance(x, np.dtype) and _dtype(x).startswith("np."):
            return _dtype(x)
        if isinstance(x, type) and issubclass(x, np.generic):
            return _dtype(np.dtype(x))
        if type(x) is tuple:
            return f"({', '.join(map(self._argument, x))}{',' if len(x) == 1 else ''})"
        if type(x) is list:
            return f"[{', '.join(map(self._argument, x))}]"
        if isinstance(x, slice):
            return f"slice({', '.join(map(self._argument, (x.start, x.stop, x.step)))})"
        return self._constant(x, "constant")


def _dtype(dtype: Any) -> str:
    name = dtype.name if dtype.name != "bool" else "bool_"
    return f"np.{name}" if dtype.isnative and hasattr(np, name) else repr(dtype.str)


def _identifier(name: str) -> str:
    """A name that Python takes, made of another; empty if nothing is left."""
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", name)).strip("_")
    if not name.isidentifier() or keyword.iskeyword(name):
        name = f"x_{name}" if name else ""
    return name
