"""Observing: which Python code runs while a program is recorded, and which C functions it calls."""

from __future__ import annotations

import builtins
import inspect
import os
import random
import re
import sys
import sysconfig
import types
from collections import OrderedDict, defaultdict, deque
from threading import Lock, RLock
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np

from minigrad.compiler.reads import Reads, has_drawn, is_of_python, is_trusted
from minigrad.core.observers import FOLDER, user_frame, user_line
from minigrad.tensors.generators import same_state, state_of

_ENGINE = tuple(
    f"{FOLDER}{room}{os.sep}" for room in ("core", "ops", "tensors", "support", "compiler")
)
_NUMPY = os.path.dirname(np.__file__) + os.sep  # noqa: PTH120 - pathlib costs an import
_STANDARD = (sysconfig.get_path("stdlib") + os.sep, "<frozen")
_PACKAGES = tuple({sysconfig.get_path(name) + os.sep for name in ("purelib", "platlib")})
_PRINTING = inspect.unwrap(np.array2string).__code__.co_filename
ENGINE, OURS, USERS = range(3)

# C functions that return the same for the same, and do nothing else.
_IMPURE = {"open", "input", "print", "breakpoint", "exec", "eval", "globals", "compile"}
_REFLECTIVE = {getattr, hasattr, vars, dir, locals}  # by names that code makes
_PURE_MODULES = {
    *("builtins", "math", "cmath", "_operator", "_functools", "itertools", "_abc", "copy", "_sre"),
    *("_collections", "_collections_abc", "_struct", "_bisect", "_heapq", "_string", "_typing"),
    *("unicodedata", "binascii", "_json", "_statistics"),
}
_PURE_KINDS = (
    *(type, int, float, complex, bool, str, bytes, bytearray, tuple, list, dict, set),
    *(frozenset, range, slice, property, staticmethod, classmethod, types.GeneratorType),
    *(np.ndarray, np.generic, np.ufunc, np.dtype, BaseException, types.MappingProxyType),
    *(types.FunctionType, types.MethodType, types.CodeType, deque, defaultdict, OrderedDict),
    *(re.Pattern, re.Match, type(Lock()), type(RLock())),
)
_ALWAYS_IMPURE = {"urandom", "fromfile"}


class Observing:
    """Observes all Python code that runs between ``start`` and ``stop``.

    Parameters
    ----------
    reads
        Is told of each piece of code before it runs for the first time.
    """

    def __init__(self, reads: Reads) -> None:
        self.reads = reads
        self.drawn: dict[int, Any] = {}
        self._known: dict[int, CodeType] = {}  # by identity: equal code may close over other things
        self._rooms: dict[int, int | None] = {}
        self._importing = 0
        self._before: Any = None
        self._shared = _shared_states()

    def start(self) -> None:
        """Begin; another profiler waits meanwhile."""
        self._before = sys.getprofile()
        sys.setprofile(self._event)

    def stop(self) -> None:
        """End, and note generators from which the code has drawn by itself."""
        sys.setprofile(None)
        if callable(self._before):
            sys.setprofile(self._before)
        elif self._before is not None:  # cProfile's, which is set from C
            self._before.enable()
        drew = not same_state(self._shared, _shared_states())
        self.reads.end()
        for key, (generator, state) in self.reads.generators.items():
            drew = drew or has_drawn(generator, self.drawn.get(key, state))
        if drew:
            self.reads.refuse(
                "draws random numbers, which would be the same ones in every run; pass them as an "
                "argument, or use nn.Dropout and its like"
            )

    def note_drawn(self, generator: Any) -> None:
        """Note that a generator was drawn from by an operation of the program."""
        self.drawn[id(generator)] = state_of(generator)

    def _event(self, frame: FrameType, event: str, arg: Any) -> None:
        code = frame.f_code
        if code.co_name == "_find_and_load" and code.co_filename.startswith("<frozen"):
            self._importing += (event == "call") - (event == "return")
        if self._importing or (event == "call" and id(code) in self._known):
            return
        if event == "call":
            room = self._room(frame)
            if room == ENGINE:
                return
            self._known[id(code)] = code
            first = frame.f_locals.get(code.co_varnames[0]) if code.co_argcount else None
            self.reads.run(code, frame.f_globals, first, ours=room == OURS)
        elif event == "c_call":
            self._called(arg, frame)

    def _called(self, function: Any, frame: FrameType) -> None:
        """Look at a C function that is called."""
        name = getattr(function, "__name__", "")
        if name in _ALWAYS_IMPURE:
            self._refuse_call(function, frame)
        if self._room(frame) != USERS:
            return
        if function in _REFLECTIVE or name in ("format", "format_map"):
            self.reads.read_all()
        elif not is_pure(function):
            self._refuse_call(function, frame)

    def _refuse_call(self, function: Any, frame: FrameType) -> None:
        owner = getattr(function, "__self__", None)
        of = f"{owner.__name__}." if isinstance(owner, ModuleType) and owner != builtins else ""
        self.reads.refuse(
            f"calls {of}{function.__name__}(), which may give something else in every call, or do "
            f"something that its program would not do, at\n  {user_line(frame)}\n"
            "do that outside, and pass what comes of it as an argument"
        )

    def _room(self, frame: FrameType) -> int:
        """Whose code a frame runs; the standard library's is that of whoever calls it."""
        code = frame.f_code
        if id(code) not in self._rooms:
            file = code.co_filename
            room: int | None = USERS
            if file == _PRINTING and self._room(user_frame(frame)) == USERS:
                self.reads.refuse(f"formats an array, at\n  {user_line(frame)}")
            if file.startswith(_ENGINE) or file.startswith(_NUMPY) or code.co_name == "<module>":
                room = ENGINE
            elif file.startswith(FOLDER):
                room = OURS
            elif file == "<string>" and is_trusted(frame.f_globals.get("__name__")):  # dataclasses
                room = ENGINE
            elif file.startswith(_STANDARD) and not file.startswith(_PACKAGES):
                room = None
            self._rooms[id(code)] = room
        room = self._rooms[id(code)]
        if room is None:
            caller = frame.f_back
            room = ENGINE if caller is None or self._room(caller) != USERS else USERS
        return room


def is_pure(function: Any) -> bool:
    """True of a C function that gives the same for the same arguments, and does nothing else.

    What it changes among its arguments is seen there.
    """
    owner = getattr(function, "__self__", None)
    name: str = getattr(function, "__name__", "")
    if owner is None or isinstance(owner, ModuleType):
        kind = getattr(function, "__objclass__", None)
        if kind is not None:
            return _is_pure_kind(kind)
        module = str(getattr(function, "__module__", None) or getattr(owner, "__name__", ""))
        if module.partition(".")[0] == "numpy":
            return not module.startswith("numpy.random")
        return module in _PURE_MODULES and not (module == "builtins" and name in _IMPURE)
    return _is_pure_kind(owner if isinstance(owner, type) else type(owner))


def _is_pure_kind(kind: type) -> bool:
    known = [one for one in kind.__mro__ if one is not object and not is_of_python(one)]
    return all(issubclass(one, _PURE_KINDS) for one in known)


def _shared_states() -> dict[str, Any]:
    """The states of Python's generator and of NumPy's, which all code shares."""
    state = np.random.get_state(legacy=False)  # noqa: NPY002 - users' code may draw from it
    return {"random": random.getstate(), "numpy.random": state}
