"""Reads: what the Python code that ran may have read outside, and where it would read it again.

Which code ran is observed (`minigrad.compiler.observing`); what it names is in its bytecode. From
the globals, the closures and the arguments one comes, over the attributes that are named and over
the members of containers, to all that the code may have read.
"""

from __future__ import annotations

import datetime as dt
import dis
import gc
import operator
import re
import sys
import types
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from itertools import pairwise
from operator import is_
from threading import Lock, RLock
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.op import Op
from minigrad.tensors.generators import same_state, state_of
from minigrad.tensors.handle import Tensor
from minigrad.tensors.object_graph import GENERATORS, Opaque, Slots


class Read(NamedTuple):
    """One name, attribute or member, and what was there when code that may read it first ran.

    Attributes
    ----------
    place, key
        A dict, a list, a cell or the like, and where in it the value is.
    value
        The value.
    label
        The name for messages.
    """

    place: Any
    key: Any
    value: Any
    label: str


_LARGE = 1 << 20  # bytes of an array whose contents are compared before every run
_MANY = 10_000  # members of a container
_CONTAINERS = (dict, list, tuple, set, frozenset, deque)
_PLAIN = frozenset({str, bytes, int, float, complex, bool, type(None), type(...)})
_HARMLESS: tuple[type, ...] = (  # never another value, nor a state that a result depends on
    *(range, slice, type(NotImplemented), np.generic, np.dtype, np.ufunc, re.Pattern),
    *(types.MethodDescriptorType, types.WrapperDescriptorType),
    *(types.ClassMethodDescriptorType, types.GetSetDescriptorType, types.MemberDescriptorType),
    *(
        type(vars(Mapping)["_abc_impl"]),
        types.CodeType,
        types.GenericAlias,
        type(vars(Read)["label"]),  # which reads a field of a named tuple
        type(Lock()),
        type(RLock()),
    ),
    *(dt.date, dt.timedelta, dt.tzinfo, dt.time),
)
_OF_A_STATE = (np.geterr, np.seterr, np.getbufsize, np.get_printoptions, np.set_printoptions)
_BASES = frozenset({object, *_CONTAINERS, *_PLAIN, types.SimpleNamespace, BaseException, type})
_call: Callable[[Any, Any], Any] = getattr(operator, "call", lambda f, x: f(x))  # of Python 3.11
_TRUSTED = ("minigrad", "numpy")  # whose own files and classes stay as they are
_MISSING = Opaque()  # where there is nothing, which is not None


class Reads:
    """All that code may have read outside.

    Parameters
    ----------
    on_tensor, on_optimizer
        Called with each Tensor, and each optimiser, that is found.
    """

    def __init__(
        self, on_tensor: Callable[[Tensor], object], on_optimizer: Callable[[Any], object]
    ) -> None:
        self.on_tensor = on_tensor
        self.on_optimizer = on_optimizer
        self.found: dict[tuple[int, Any], Read] = {}
        self.sizes: list[tuple[Any, Callable[[Any], Any], Any, str]] = []
        self.arrays: list[tuple[Any, Any, str]] = []
        self.classes: list[tuple[Any, type, str]] = []
        self.generators: dict[int, tuple[Any, Any]] = {}
        self.unseen: str | None = None  # what could not be observed
        self.seen: dict[int, Any] = {}
        self._names: set[str] = set()
        self._users_names: set[str] = set()
        self._every = False
        self._imported: list[tuple[str, str]] = []
        self._holders: list[tuple[Any, Any, str, bool]] = []
        self._ran: dict[int, types.CodeType] = {}
        self._ours: set[int] = set()
        self._functions: dict[int, list[types.FunctionType]] = {}  # by their code
        self._waiting: list[tuple[Any, str]] = []

    def visit(self, value: Any, label: str) -> None:
        """Go to all that code may read from a value: an argument, or the function itself."""
        self._waiting.append((value, label))
        self._go()

    def run(self, code: types.CodeType, known: dict[str, Any], first: Any, *, ours: bool) -> None:
        """Note that code runs for the first time, before it does.

        Parameters
        ----------
        code, known
            The code, and the globals of its file.
        first
            Its first argument, which may be the object whose method it is.
        ours
            Whether it is minigrad's own: then its globals are what they are.
        """
        new = set(code.co_names)
        if not ours:
            new.update(_texts(code.co_consts))
            self._users_names |= new
            instructions = [*dis.get_instructions(code)]
            if code.co_name == "__exit__" or may_catch(instructions):
                self.read_all()
            for x in instructions:
                if x.opname in _GLOBALS:
                    self._reach(known, x.argval, known.get(x.argval, _MISSING), x.argval)
                elif x.opname == "IMPORT_NAME":
                    self._imported.append((x.argval, str(known.get("__package__"))))
                elif x.opname == "MATCH_CLASS" or x.argval == "__dict__":
                    self.read_all()
        self._ran[id(code)] = code
        self._ours |= {id(code)} if ours else set()
        if code.co_freevars and id(code) not in self._functions and not self._is_inner(code):
            for function in gc.get_referrers(code):
                if isinstance(function, types.FunctionType):
                    self._waiting.append((function, function.__qualname__))
        for function in self._functions.get(id(code), ()):
            self._enter(function)
        self._find_method(code, first)
        new -= self._names
        self._names |= new
        for holder in self._holders:
            self._scan(*holder, new)
        self._go()

    def end(self) -> None:
        """Reach what the code has imported, also where it was not there before."""
        for name, package in self._imported:
            for full_name in (name, f"{package}.{name}", name.partition(".")[0]):
                if full_name in sys.modules:
                    self._reach(sys.modules, full_name, sys.modules[full_name], full_name)
        self._go()

    def read_all(self) -> None:
        """Take every attribute as read: names were made while the function ran."""
        if not self._every and not self.unseen:
            self._every = True
            for holder in self._holders:
                self._scan(*holder, ())
            self._go()

    def refuse(self, what: str) -> None:
        """Note something that a program cannot do or see; the first one is told."""
        self.unseen = self.unseen or what
        self._every = False  # which may lead to all that there is

    # The walk.

    def _go(self) -> None:
        while self._waiting:
            if len(self.found) > _MANY and (self._every or self.unseen):
                self.refuse(f"may read any of {len(self.found)} attributes by names that it makes")
                self._waiting.clear()
                return
            value, label = self._waiting.pop()
            if type(value) not in _PLAIN and id(value) not in self.seen:
                self.seen[id(value)] = value
                self._visit(value, label)

    def _reach(self, place: Any, key: Any, value: Any, label: str) -> None:
        name = key if isinstance(key, (str, int)) else id(key)
        if (id(place), name) not in self.found:
            self.found[id(place), name] = Read(place, key, value, label)
            self._waiting.append((value, label))

    def _visit(self, value: Any, label: str) -> None:  # noqa: PLR0912 - one case for each kind
        kind: Any = type(value)
        if isinstance(value, Tensor):
            self.on_tensor(value)
        elif any(value is one for one in _OF_A_STATE) or type(value).__module__ == "decimal":
            self.refuse(f"uses {label}, which depends on a state of NumPy, or of decimal numbers")
        elif isinstance(value, types.MethodWrapperType):
            self._waiting.append((value.__self__, label))
        elif isinstance(value, (Deferred, Opaque, *_HARMLESS)):
            pass
        elif isinstance(value, np.ndarray):
            self._visit_array(value, label)
        elif isinstance(value, GENERATORS):
            self.generators[id(value)] = (value, state_of(value))
        elif isinstance(value, types.FunctionType):
            self._functions.setdefault(id(value.__code__), []).append(value)
            self._hold(value, value.__dict__, label)
            if id(value.__code__) in self._ran:
                self._enter(value)
        elif isinstance(value, types.MethodType):
            self._waiting += [(value.__self__, label), (value.__func__, label)]
        elif isinstance(value, types.BuiltinFunctionType):
            if not isinstance(value.__self__, (types.ModuleType, type, type(None))):
                self._waiting.append((value.__self__, label))
        elif isinstance(value, partial):
            self._waiting += [(x, label) for x in (value.func, value.args, value.keywords)]
        elif isinstance(value, (staticmethod, classmethod)):
            self._waiting.append((value.__func__, label))
        elif isinstance(value, property):
            self._waiting += [(x, label) for x in (value.fget, value.fset, value.fdel)]
        elif isinstance(value, types.MappingProxyType):
            self._members(value, label)
        elif isinstance(value, types.ModuleType):
            self._hold(value, vars(value), label)
        elif isinstance(value, type):
            self._visit_class(value, label)
        elif isinstance(value, Op):
            self._waiting += [(x, label) for x in (value.forward, value.rules, value.joint)]
        elif {"param_groups", "state"} <= _attributes(value).keys():
            self.on_optimizer(value)
            self._visit_object(value, label)
        elif is_of_python(kind):
            self._visit_object(value, label)
        elif isinstance(value, _CONTAINERS):
            self._members(value, label)
        elif not (is_trusted(type(value).__module__) or is_trusted(_module_of(value))):
            self.refuse(f"uses {label}, a {type(value).__name__}, whose changes cannot be seen")

    def _visit_array(self, array: Any, label: str) -> None:
        if array.dtype.hasobject:
            place = array.flat
            for i, x in enumerate(place):
                self._reach(place, i, x, f"{label}[{i}]")
        elif array.nbytes > _LARGE:
            self.refuse(f"uses {label}, an array of shape {array.shape} from outside")
        else:
            self.arrays.append((array, contents_of(array), label))

    def _visit_class(self, kind: type, label: str) -> None:
        if kind in _BY_NAMES:
            self.read_all()
        if kind.__module__ == "decimal":
            self.refuse(f"uses {label}, which depends on the context of decimal numbers")
        metaclass: Any = type(kind)
        for one in (*kind.__mro__, *metaclass.__mro__):
            if not is_trusted(one.__module__) and one.__flags__ & _HEAP_TYPE:
                self._hold(one, vars(one), one.__qualname__)

    def _visit_object(self, value: Any, label: str) -> None:
        kind = type(value)
        attributes = _attributes(value)
        if attributes is not _NOTHING:
            self._note_size(attributes, list, label)
            classes = [one.__module__ for one in kind.__mro__]
            every = any(name.startswith(("minigrad.nn", "numpy")) for name in classes)
            self._hold(value, attributes, label, every=every)
        slots = Slots(value)
        for one in kind.__mro__:
            for name, slot in vars(one).items():
                if isinstance(slot, types.MemberDescriptorType) and name != "__dict__":
                    self._reach(slots, name, slots.get(name, _MISSING), f"{label}.{name}")
        self.classes.append((value, kind, f"the class of {label}"))
        self._waiting.append((kind, kind.__qualname__))
        if isinstance(value, _CONTAINERS):
            self._members(value, label)

    def _members(self, value: Any, label: str) -> None:
        if len(value) > _MANY:
            self.refuse(f"uses {label}, a {type(value).__name__} of {len(value)}")
            return
        if isinstance(value, (dict, types.MappingProxyType)):
            self._note_size(value, list if _are_texts(value) else _exact_keys, label)
            for key, x in value.items():
                self._waiting.append((key, label))
                self._reach(value, key, x, f"{label}[{key!r:.40}]")
        elif isinstance(value, (set, frozenset)):
            self._note_size(value, frozenset if _are_texts(value) else _exact_members, label)
            self._waiting += [(x, label) for x in value]
        elif isinstance(value, tuple):  # which stays as it is
            self._waiting += [(x, f"{label}[{i}]") for i, x in enumerate(value)]
        else:
            self._note_size(value, len, label)
            for i, x in enumerate(value):
                self._reach(value, i, x, f"{label}[{i}]")

    def _note_size(self, value: Any, way: Callable[[Any], Any], label: str) -> None:
        self.sizes.append((value, way, way(value), label))

    def _hold(self, owner: Any, place: Any, label: str, *, every: bool = False) -> None:
        """Reach the attributes that are named, now and later; of some owners, every one."""
        self._holders.append((owner, place, label, every))
        self._scan(owner, place, label, every, self._names)

    def _scan(self, owner: Any, place: Any, label: str, every: bool, names: Any) -> None:
        is_optimizer = "param_groups" in place and "state" in place
        missing: set[str] = set()  # which `hasattr` may ask for
        if self._every and isinstance(owner, (type, types.ModuleType)):
            missing = self._users_names - place.keys()
        if self._every and not isinstance(owner, types.ModuleType):
            names = [name for name in place if not name.startswith("__")]
        elif isinstance(owner, types.ModuleType) and is_trusted(owner.__name__):
            names = self._users_names
        elif every:  # what a module holds by its attributes is found without their names
            names = [name for name in place if name in names or not _is_simple(place[name])]
        found = [name for name in names if name in place or _is_inherited(owner, name)]
        for name in (*found, *missing):
            if not (is_optimizer and name in ("param_groups", "state")):  # read in every run
                self._reach(place, name, place.get(name, _MISSING), f"{label}.{name}")

    def _enter(self, function: types.FunctionType) -> None:
        """Reach what a function that runs has closed over, and its defaults."""
        label = function.__qualname__
        if id(function.__code__) not in self._ours:
            place = Slots(function)
            for name in ("__code__", "__defaults__", "__kwdefaults__"):
                self._reach(place, name, getattr(function, name), f"{name} of {label}")
        names = function.__code__.co_freevars
        for name, cell in zip(names, function.__closure__ or (), strict=True):
            with suppress(ValueError):  # nothing is in it yet
                self._reach(cell, name, cell.cell_contents, name)

    def _find_method(self, code: types.CodeType, first: Any) -> None:
        """Reach the method of a class by which code was found, where no name says it."""
        if not code.co_argcount or isinstance(first, (Deferred, Tensor)):
            return
        if id(code) in self._ours and code.co_name != "forward":
            return
        for one in type(first).__mro__:
            method = vars(one).get(code.co_name)
            if getattr(method, "__code__", None) is code:
                self._reach(vars(one), code.co_name, method, f"{one.__qualname__}.{code.co_name}")
                return

    def _is_inner(self, code: types.CodeType) -> bool:
        """True of a function that was made by code that ran: its closure is inside."""
        return any(x is code for ran in self._ran.values() for x in ran.co_consts)


_NOTHING: dict[str, Any] = {}
_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: of every class that Python code makes
_GLOBALS = frozenset({"LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"})
_BY_NAMES = (operator.attrgetter, operator.methodcaller)


def may_catch(instructions: list[dis.Instruction]) -> bool:
    """True of code that may catch an error, and so goes on where there is no such attribute."""
    names = [x.opname for x in instructions]
    handlers = [b for a, b in pairwise(names) if a == "PUSH_EXC_INFO"]
    return "SETUP_FINALLY" in names or any(b != "WITH_EXCEPT_START" for b in handlers)


def _texts(constants: Any) -> Iterator[str]:
    """The texts among constants that may be names of attributes."""
    for x in constants:
        if isinstance(x, str):
            yield x
        elif isinstance(x, (tuple, frozenset)):
            yield from _texts(x)


def contents_of(array: Any) -> tuple[Any, ...]:
    """All that an array has, to compare it with later."""
    return array.dtype, array.shape, array.strides, array.tobytes()


def _are_texts(keys: Any) -> bool:
    """True of keys that equal none of another type."""
    return all(type(key) is str for key in keys)


def _exact_keys(keys: Any) -> list[Any]:
    return [*map(_exact, keys)]


def _exact_members(members: Any) -> frozenset[Any]:
    return frozenset(map(_exact, members))


def _exact(key: Any) -> Any:
    """A key that no other equals, as 1, 1.0 and True do, and 0.0 and -0.0."""
    return type(key), repr(key) if type(key) is float else key


def _attributes(value: Any) -> dict[str, Any]:
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return _NOTHING
    return attributes if isinstance(attributes, dict) else _NOTHING


def _is_simple(x: Any) -> bool:
    """True of numbers and texts, and of what holds nothing else."""
    if isinstance(x, dict):
        x = [*x.values()]
    if isinstance(x, _CONTAINERS):
        return len(x) <= _MANY and all(type(part) in _PLAIN for part in x)
    return type(x) in _PLAIN


def _is_inherited(owner: Any, name: str) -> bool:
    """True of an attribute that a class has from another one, which it may hide later."""
    return isinstance(owner, type) and any(name in vars(one) for one in owner.__mro__[1:-1])


def _module_of(value: Any) -> Any:
    return getattr(value, "__module__", "")


def is_trusted(module: Any) -> bool:
    """True of NumPy's modules and minigrad's, by their names."""
    return str(module).partition(".")[0] in _TRUSTED


@cache
def is_of_python(kind: Any) -> bool:
    """True of a class whose objects hold nothing but attributes, slots and members.

    An object of a class that is written in C is larger than that.
    """
    if kind in _BASES:
        return kind in (object, types.SimpleNamespace) or issubclass(kind, BaseException)
    members = vars(kind)
    slots = sum(isinstance(x, types.MemberDescriptorType) for x in members.values())
    own = slots + ("__dict__" in members) + ("__weakref__" in members)
    bases = [base for base in kind.__bases__ if base is not object]
    base_size = max([object.__basicsize__, *[base.__basicsize__ for base in bases]])
    pointer = (sys.maxsize.bit_length() + 1) // 8
    is_small = kind.__basicsize__ - base_size <= pointer * own
    return is_small and all(base in _BASES or is_of_python(base) for base in bases)


class Guard:
    """The values of all reads, compared before every run: whether everything is as it was."""

    def __init__(self, reads: Reads) -> None:
        # In columns, so that Python's own loops go through them.
        found = [*reads.found.values()]
        self._gets = [_getter(read) for read in found]
        self._keys = [read.key for read in found]
        self._values = [read.value for read in found]
        self._labels = [read.label for read in found]
        self._sized = [x for x, _, _, _ in reads.sizes]
        self._ways = [way for _, way, _, _ in reads.sizes]
        self._sizes = [size for _, _, size, _ in reads.sizes]
        self._sizes_labels = [label for _, _, _, label in reads.sizes]
        classes = [(x, kind) for x, kind, _ in reads.classes if not is_trusted(kind.__module__)]
        self._objects = [x for x, _ in classes]
        self._classes = [kind for _, kind in classes]
        self._arrays = reads.arrays
        self.kept = reads.seen  # alive, so that no other object has the identity of one

    @property
    def labels(self) -> list[str]:
        """The names of all that is compared."""
        return [*dict.fromkeys([*self._labels, *(label for _, _, label in self._arrays)])]

    def holds(self) -> bool:
        """True where everything is as it was."""
        if [*map(_call, self._ways, self._sized)] != self._sizes:
            return False
        if not all(map(is_, map(type, self._objects), self._classes)):
            return False
        for array, contents, _ in self._arrays:
            if contents_of(array) != contents:
                return False
        try:
            return all(map(is_, map(_call, self._gets, self._keys), self._values)) or all(
                map(_is_same, map(_call, self._gets, self._keys), self._values)
            )
        except (IndexError, ValueError):  # a list is shorter, or nothing is in a cell
            return False

    def changes(self) -> str | None:
        """The name of something that is not as it was; None if everything is."""
        if self.holds():
            return None
        columns = (self._gets, self._keys, self._values, self._labels)
        for get, key, value, label in zip(*columns, strict=True):
            with suppress(IndexError, ValueError):
                if _is_same(get(key), value):
                    continue
            return label
        columns = (self._ways, self._sized, self._sizes, self._sizes_labels)
        for way, x, size, label in zip(*columns, strict=True):
            if way(x) != size:
                return label
        for array, contents, label in self._arrays:
            if contents_of(array) != contents:
                return label
        return "the class of an object"


def _getter(read: Read) -> Callable[[Any], Any]:
    place = read.place
    if isinstance(place, types.CellType):
        return lambda _: place.cell_contents
    if (read.value is None or read.value is _MISSING) and hasattr(place, "get"):
        return lambda key: place.get(key, _MISSING)
    found: Callable[[Any], Any] = place.get if hasattr(place, "get") else place.__getitem__
    return found


def _is_same(a: Any, b: Any) -> bool:
    """True of the same object, and of plain values that are equal, to the sign of zero."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    return (type(a) in _PLAIN or isinstance(a, np.generic)) and repr(a) == repr(b)


def has_drawn(generator: Any, before: Any) -> bool:
    """True where a generator is not in the state in which it was."""
    return not same_state(state_of(generator), before)
