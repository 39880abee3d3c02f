"""numba as the compiler's target: loops in compiled functions, between calls of NumPy."""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from operator import getitem, index
from pathlib import Path
from types import ModuleType
from typing import Any
from weakref import WeakValueDictionary

import numba
import numpy as np

from minigrad.compiler.buffers import order
from minigrad.compiler.loops import Loops, Step, is_number, step_of, view_of
from minigrad.compiler.program import Call, Program, Value, is_known, values
from minigrad.support.cache import cache_folder
from minigrad.support.files import write_atomically

_modules: WeakValueDictionary[str, ModuleType] = WeakValueDictionary()  # with their programs
_FUNCTIONS = ("exp", "maximum", "minimum", "plus", "sign", "tanh")


class Target:
    """Splits a program into functions of loops and calls of NumPy.

    Attributes
    ----------
    text
        The functions of loops, as a module.
    whole
        The program before it was split, in the order in which it runs now.
    loops_of
        The function of which a call of it is a loop; empty for NumPy's.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.scratch: list[Value] = []
        self.functions: dict[str, Call] = {}
        self.module: ModuleType | None = None
        self.text = ""
        self.steps: dict[Call, Step] = {}
        self.views: dict[Value, Any] = {}
        self.calls_of_views: dict[Value, Call] = {}
        for call in program.calls:
            view, step = view_of(call), step_of(call)
            if view is not None and call.result is not None:
                self.views[call.result] = view
                self.calls_of_views[call.result] = call
            elif step is not None:
                self.steps[call] = step
        self.whole = program.copy()
        self.whole.calls = []
        self.loops_of: dict[Call, str] = {}
        self._split()

    def _root(self, x: Value) -> Value:
        while x in self.views:
            x = self.views[x][0]
        return x

    def _turns(self) -> tuple[list[list[Call]], list[list[Call]]]:
        """NumPy's calls and the loops, which take turns, as few as their order allows."""
        numpy: list[list[Call]] = [[]]
        loops: list[list[Call]] = [[]]
        turn: dict[Value | None, int] = {}  # in which it is there for loops
        made: set[Value | None] = set()  # by loops: for NumPy's calls it is there in the next one
        last = 0
        for call in self.program.calls:
            result = call.result
            if result in self.views:
                continue
            roots = [self._root(x) for x in call.inputs()]
            if call in self.steps:
                at = max([turn.get(x, 0) for x in roots], default=0)
                loops[at].append(call)
                made.add(result)
            else:
                at = max([turn.get(x, 0) + (x in made) for x in roots], default=0)
                if not (is_known(call.function) and result is not None):
                    at = last = max(at, last)  # what has effects stays in its order
                while len(numpy) <= at:
                    numpy.append([])
                    loops.append([])
                numpy[at].append(call)
            turn[result] = at
        return numpy, loops

    def _split(self) -> None:
        """Write the calls of NumPy, and in their turns those of compiled loops."""
        numpy, loops = self._turns()
        outside = {x for calls in numpy for call in calls for x in call.inputs()}
        outside.update(values(self.program.outputs))
        self.returned = {self._root(x) for x in values(self.program.outputs)}
        for call in (call for calls in numpy for call in calls if not is_known(call.function)):
            self.returned.update(map(self._root, call.inputs()))  # which it may keep
        self.program.calls = []
        self.written: set[Value] = set()
        texts: list[str] = []
        for before, after in zip(numpy, loops, strict=True):
            alone = len(after) < 2
            for call in [*before, *(after if alone else [])]:
                self._write(call)
                self._order(call, "")
            for call in [] if alone else after:
                self._order(call, f"loops_{len(texts)}")
            if not alone:
                texts.append(self._compiled(f"loops_{len(texts)}", after, outside, loops))
        for x in values(self.program.outputs):
            self._need(x)
        if texts:
            self._load(texts)

    def _order(self, call: Call, loops: str) -> None:
        """Put a call, after the views that it takes, into the order of the whole."""
        if call not in self.loops_of:
            self.loops_of[call] = loops
            for x in call.inputs():
                if x in self.views:
                    self._order(self.calls_of_views[x], loops)
            self.whole.calls.append(call)

    def _need(self, x: Value) -> None:
        """Write NumPy's call of a view, with those that it is made of, before it is used."""
        if x in self.views and x not in self.written:
            self.written.add(x)
            self._write(self.calls_of_views[x])

    def _write(self, call: Call) -> None:
        for x in call.inputs():
            self._need(x)
        self.program.calls.append(call)

    def _compiled(
        self, name: str, calls: list[Call], outside: set[Value], loops: list[list[Call]]
    ) -> str:
        """Write the call of a function of loops; returns its text."""
        used = {self._root(x) for x in outside}
        for other in loops:
            if other is not calls:
                used.update(self._root(x) for call in other for x in call.inputs())
        made = {call.result for call in calls if call.result in used}
        text = Loops(name, [self.steps[call] for call in calls], self.views, made)
        args, after = [], []
        for x in text.arguments:
            given = x
            if isinstance(x, Value) and not x.shape and not is_number(x):
                given = Value((), x.dtype, (), None, x.name, x.example)
                self._write(Call(getitem, (x, ()), {}, given))  # also of an array without axes
            elif isinstance(x, Value) and type(x.example) is int and x not in self.program.inputs:
                given = Value((), x.dtype, (), None, x.name, x.example)
                self._write(Call(index, (x,), {}, given))  # an error for 2 ** -1, a fraction
            args.append(given)
        for x in text.results:
            place = x if x.shape else Value((), x.dtype, (), None, "", np.empty((), x.dtype))
            if not x.shape:
                after.append(Call(getitem, (place, ()), {}, x))
            if x in self.returned:
                options = {} if order(x) == "C" else {"order": "F"}
                self._write(Call(np.empty, (x.shape, x.dtype), options, place))
            else:
                self.scratch.append(place)
            args.append(place)
        self.scratch += text.scratch
        args += text.scratch
        call = Call(_nothing, tuple(args), {}, None)
        self.functions[name] = call
        self.program.calls += [call, *after]
        kinds = ", ".join(map(_type, args))
        return f'@njit(void({kinds}), cache=True, error_model="numpy")\n{text.text}\n'

    def _load(self, texts: list[str]) -> None:
        """Compile the functions, and let their calls call them."""
        names = ", ".join(_FUNCTIONS)
        self.text = (
            "import numpy as np\n"
            "from numba import boolean, float32, float64, int32, int64, njit, types, void\n\n"
            f"from minigrad.compiler.numba_functions import {names}\n\n\n" + "\n\n".join(texts)
        )
        self.module = _module(self.text)
        for name, call in self.functions.items():
            function = getattr(self.module, name)
            # What the dispatcher calls in the end: types are known here, and need no look.
            call.function = function.overloads[function.signatures[0]].entry_point


def _nothing(*_: Any) -> None:
    """Stand for a function that is not compiled yet."""


def _type(x: Any) -> str:
    """The type of an argument, as numba writes it."""
    if is_number(x):
        return "float64" if type(x.example) is float else "int64"
    name = "boolean" if x.dtype == np.bool_ else x.dtype.name
    if not x.shape:
        is_place = isinstance(x.example, np.ndarray)
        return f'types.Array({name}, 0, "C")' if is_place else name
    axes = [":"] * len(x.shape)
    layout = order(x)
    if layout is not None:
        axes[-1 if layout == "C" else 0] = "::1"
    return f"{name}[{', '.join(axes)}]"


def _module(text: str) -> ModuleType:
    """A module of functions, in a file by which numba knows them in other processes."""
    functions = Path(__file__).with_name("numba_functions.py").read_bytes()
    versions = f"{numba.__version__} {np.__version__} {sys.version}"
    digest = hashlib.sha256(b"\0".join([text.encode(), functions, versions.encode()]))
    name = f"minigrad_program_{digest.hexdigest()[:32]}"
    if name in _modules:
        return _modules[name]
    with suppress(OSError, RuntimeError):  # no place for files: then without them
        path = cache_folder() / "programs" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            write_atomically(path, text.encode())
        return _executed(name, text, str(path))
    return _executed(name, text.replace(" cache=True,", ""), f"<{name}>")


def _executed(name: str, text: str, file: str) -> ModuleType:
    module = _modules[name] = ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module  # where numba looks for what it finds in its cache
    try:
        exec(compile(text, file, "exec"), vars(module))  # noqa: S102 - of our own writing
    finally:
        del sys.modules[name]
    return module
