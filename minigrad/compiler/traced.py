"""Arrays and numbers of a program that is being written, which record operations on them."""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable, Iterator
from operator import index
from typing import Any, NoReturn, TypeVar
from weakref import ref

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from minigrad.compiler import helpers
from minigrad.compiler.program import Attribute, Method, Value, map_tree
from minigrad.compiler.recorder import Recorder
from minigrad.core.box import Box
from minigrad.core.deferred import Deferred, DeferredNumber, ValuesNeededError
from minigrad.core.observers import user_frame, user_line
from minigrad.core.op import Op
from minigrad.support.pytree import map_nest
from minigrad.tensors.handle import Tensor

R = TypeVar("R")
# Questions that the shape and the dtype answer.
_ABOUT = frozenset(
    {np.shape, np.ndim, np.size, np.result_type, np.can_cast, np.iscomplexobj, np.isrealobj}
)
_LIKE: dict[Any, Any] = {np.zeros_like: np.zeros, np.ones_like: np.ones, np.empty_like: np.zeros}
# Functions that make arrays whose shape depends on values.
_BY_VALUES = frozenset(
    {np.nonzero, np.flatnonzero, np.argwhere, np.unique, np.extract, np.compress, np.bincount}
    | {np.histogram, np.repeat, np.trim_zeros, np.intersect1d, np.union1d, np.setdiff1d}
)
_METHODS = frozenset(
    {"all", "any", "argmax", "argmin", "argsort", "astype", "clip", "conj", "conjugate", "cumprod"}
    | {"cumsum", "diagonal", "dot", "flatten", "max", "mean", "min", "prod", "ravel"}
    | {"reshape", "round", "squeeze", "std", "sum", "swapaxes", "take", "trace", "transpose"}
    | {"var", "view"}
)


class _Traced(Deferred):
    """A value of a program that is being written."""

    __slots__ = ("__weakref__", "recorder", "value")

    def __init__(self, value: Value, recorder: Recorder) -> None:
        self.value: Value = value
        self.recorder: Recorder = recorder
        recorder.traced.append(ref(self))

    def _call(self, function: Callable[..., Any], args: Any, options: Any = None) -> Any:
        watching = sys.getprofile()
        sys.setprofile(None)  # what happens here is no code of the function: half of the time
        try:
            given, named = map_tree(_value, args), map_tree(_value, options or {})
            result = self.recorder.call(function, given, named)
        finally:
            sys.setprofile(watching)
        if isinstance(result, Value):
            is_array = isinstance(result.example, (np.ndarray, np.generic))
            kind = TracedArray if is_array else TracedNumber
            return kind(result, self.recorder)
        if isinstance(result, (tuple, list)) and all(isinstance(x, Value) for x in result):
            return map_nest(lambda x: TracedArray(x, self.recorder), result)
        return refuse(f"{getattr(function, '__name__', function)}()", self)

    def _defer(self, function: Callable[..., Any], args: tuple[Any, ...], options: Any) -> Any:
        self.recorder.refused.pop(_instruction(), None)  # it is called as it is, in every run
        return self._call(function, args, options)

    def _look(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.recorder.look(function, map_tree(_value, args))


def traced(recorder: Recorder, text: str, example: Any, name: str) -> Any:
    """An input that is read before every run, as an array or a number of the program."""
    value = recorder.read(text, example, name)
    if isinstance(example, (np.ndarray, np.generic)):
        return TracedArray(value, recorder)
    return TracedNumber(value, recorder, text)


def settled(x: Any) -> Any:
    """The value itself, of what stood for it while a program was recorded."""
    return x.value.example if isinstance(x, _Traced) else x


def refuse(what: str, array: Deferred) -> NoReturn:
    """Raise the error that a value is needed, with the line and the remedy."""
    raise _noted(what, array)


def looked_at(what: str, array: _Traced, get: Callable[[Any], R]) -> R:
    """What is found at a value: the function goes on with it, and is refused in the end.

    An operation that looks is called as it is in every run, and so must not go on.
    """
    error = _noted(what, array)
    frame = sys._getframe(2)
    end = user_frame(frame)
    while frame is not end and frame.f_back is not None:
        if frame.f_code in _APPLIES:
            raise error
        frame = frame.f_back
    return get(array.value.example)


_APPLIES = frozenset({Tensor._apply.__code__, Op.apply.__code__})


def _noted(what: str, array: Deferred) -> ValuesNeededError:
    if isinstance(array, _Traced):
        array.recorder.check_thread()
    error = ValuesNeededError(
        f"minigrad.compile: {what} needs a value, at\n"
        f"  {user_line()}\n"
        "A program is written once and runs on other values: choose between values with "
        "minigrad.where, and take what decides about the program itself as a plain Python "
        "argument",
        array,
    )
    if isinstance(array, _Traced):
        array.recorder.refused.setdefault(_instruction(), error)
    return error


def _instruction() -> tuple[int, int]:
    """The user's instruction that is running."""
    frame = user_frame()
    return id(frame), frame.f_lasti


class TracedNumber(_Traced, DeferredNumber):
    """A Python number of a program that is being written.

    What is decided by one that is read before a run is a condition of the program. Of one that the
    program computes, which has no text, nothing can be decided.
    """

    __slots__ = ("text",)

    def __init__(self, value: Value, recorder: Recorder, text: str = "") -> None:
        super().__init__(value, recorder)
        self.text: str = text

    # The class as `isinstance` sees it: a program fits where that is the same.
    __class__ = property(lambda self: type(self.value.example))

    def __bool__(self) -> bool:
        return self.decide(bool)

    def __hash__(self) -> int:
        return self.decide(hash)

    def __float__(self) -> float:
        return self.decide(float)

    def __int__(self) -> int:
        return self.decide(int)

    def __complex__(self) -> complex:
        return self.decide(complex)

    def __index__(self) -> int:
        return self.decide(index)

    def __repr__(self) -> str:
        return self.decide(repr)

    def __round__(self, digits: int | None = None) -> Any:
        return self.decide(round, digits)

    def __format__(self, spec: str) -> str:
        return self.decide(format, spec)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or any(isinstance(x, Box) for x in inputs):
            return NotImplemented
        return self._call(ufunc, inputs, options)

    def decide(self, question: Callable[..., R], *others: Any) -> R:
        """The answer, which must stay the same for the program to fit."""
        asked = (self, *others)
        text = self._called(question, asked)
        if not text:
            return looked_at("a decision", self, lambda _: question(*map(settled, asked)))
        answer = question(*map(settled, asked))
        if text not in self.recorder.decided:  # which many parameters ask of one option
            self.recorder.decided.add(text)
            exact = isinstance(answer, (float, complex))  # 0.0 and -0.0 are equal, NaN is not
            self.recorder.outside.expect(
                f"repr({text})" if exact else text, repr(answer) if exact else answer
            )
        return answer

    def _called(self, function: Callable[..., Any], args: tuple[Any, ...]) -> str:
        """The text of a function of numbers; empty if one of them has none."""
        name = self.recorder.outside.name
        texts = [x.text if isinstance(x, TracedNumber) else name(x) for x in args]
        return f"{name(function)}({', '.join(texts)})" if all(texts) else ""


def _arithmetic(function: Callable[..., Any], *, turned: bool = False) -> Callable[..., Any]:
    def method(self: TracedNumber, *others: Any) -> Any:
        if not all(isinstance(x, (int, float, TracedNumber)) for x in others):
            return NotImplemented
        args = (*others, self) if turned else (self, *others)
        value = self.recorder.number(function, map_tree(_value, args))
        return TracedNumber(value, self.recorder, self._called(function, args))

    return method


def _comparison(question: Callable[..., bool]) -> Callable[..., Any]:
    def method(self: TracedNumber, other: Any) -> Any:
        if not isinstance(other, (int, float, TracedNumber)):
            return NotImplemented
        return self.decide(question, other)

    return method


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    setattr(TracedNumber, f"__{_name}__", _arithmetic(getattr(operator, _name)))
    setattr(TracedNumber, f"__r{_name}__", _arithmetic(getattr(operator, _name), turned=True))
for _name in ("neg", "pos", "abs"):
    setattr(TracedNumber, f"__{_name}__", _arithmetic(getattr(operator, _name)))
for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(TracedNumber, f"__{_name}__", _comparison(getattr(operator, _name)))


class TracedArray(_Traced, NDArrayOperatorsMixin):
    """An array of a program that is being written."""

    __slots__ = ()

    shape: property = property(lambda self: self.value.shape)
    dtype: property = property(lambda self: self.value.dtype)
    ndim: property = property(lambda self: len(self.value.shape))
    size: property = property(lambda self: math.prod(self.value.shape))
    itemsize: property = property(lambda self: self.value.dtype.itemsize)
    nbytes: property = property(lambda self: self.value.nbytes)

    __hash__ = object.__hash__

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any
    ) -> Any:
        if any(isinstance(x, Box) for x in inputs):
            return NotImplemented  # a Tensor records this
        if method == "at":
            x, *rest = inputs
            _target(x, f"np.{ufunc.__name__}.at", self)._become(helpers.added_at, ufunc, *rest)
            return None
        if "where" in options and method == "__call__":
            refuse("where= of a ufunc", self)
        function = ufunc if method == "__call__" else getattr(ufunc, method)
        return self._into(out, self._call(function, inputs, options))

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        if any(issubclass(kind, Box) for kind in types):
            return NotImplemented  # a Tensor records this
        if function in _ABOUT:
            return function(*map_tree(_kind, args), **map_tree(_kind, options))
        if function in _LIKE:
            kind = function(*map_tree(settled, args), **map_tree(settled, options))
            order = "F" if kind.flags.f_contiguous and not kind.flags.c_contiguous else "C"
            return self._call(_LIKE[function], (kind.shape, kind.dtype, order))
        if function in _BY_VALUES or (function is np.where and len(args) == 1):
            refuse(f"the shape of what np.{function.__name__} makes", self)
        if function is np.copyto:
            x, new = args
            where = options.get("where", True)
            _target(x, "np.copyto", self)._become(helpers.copied_to, new, where)
            return None
        out = options.pop("out", None)
        return self._into(out, self._call(function, args, options))

    def __getitem__(self, key: Any) -> Any:
        for part in key if isinstance(key, tuple) else (key,):
            if isinstance(part, TracedArray) and part.dtype == np.bool_:
                refuse("the number of elements that a mask names", self)
        return self._call(operator.getitem, (self, key))

    def __setitem__(self, key: Any, new: Any) -> None:
        self._become(helpers.assigned, key, new)

    def copy(self, order: str = "C") -> Any:
        """A copy, laid out in an order."""
        return self._call(Method("copy"), (self,), {} if order == "C" else {"order": order})

    def _become(self, function: Any, *args: Any) -> None:
        """Become the result of a function of this array: nothing is written over in a program."""
        if self.recorder.is_seen_elsewhere(self.value):
            refuse("writing into a part of an array", self)
        self.value = self._call(function, (self, *args)).value

    def _into(self, outs: Any, result: Any) -> Any:
        """A result, in the array that was given for it, if one was."""
        if outs is None:
            return result
        (out,) = outs if isinstance(outs, tuple) else (outs,)
        if _target(out, "out=", self).shape != result.shape:
            refuse("broadcasting into out=", self)
        out._become(helpers.replaced, result, out.dtype)
        return out

    def __getattr__(self, name: str) -> Any:
        if name in _METHODS:
            return lambda *args, **options: self._call(Method(name), (self, *args), options)
        if name in {"T", "mT", "real", "imag"}:
            return self._call(Attribute(name), (self,))
        if name in {"item", "tolist", "tobytes", "data", "flat"}:
            return looked_at(f".{name}", self, lambda x: getattr(np.array(x), name))
        raise AttributeError(f"an array inside minigrad.compile has no attribute {name!r}")

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d array")
        return int(self.shape[0])

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return looked_at("bool() (as in `if`, `and`, `while`)", self, bool)

    def __float__(self) -> float:
        return looked_at("float()", self, float)

    def __int__(self) -> int:
        return looked_at("int()", self, int)

    def __complex__(self) -> complex:
        return looked_at("complex()", self, complex)

    def __index__(self) -> int:
        return looked_at("an index or a length", self, index)

    def __array__(self, *args: Any, **options: Any) -> Any:
        return looked_at("a NumPy array", self, lambda x: np.array(x, *args, **options))

    def __repr__(self) -> str:
        return looked_at("its text", self, repr)

    def __format__(self, spec: str) -> str:
        return looked_at("its text", self, lambda x: format(x, spec))


def _value(x: Any) -> Any:
    return x.value if isinstance(x, _Traced) else x


def _kind(x: Any) -> Any:
    """An array of the same shape and dtype, for questions about those."""
    return np.broadcast_to(np.zeros((), x.dtype), x.shape) if isinstance(x, TracedArray) else x


def _target(x: Any, what: str, array: TracedArray) -> TracedArray:
    if not isinstance(x, TracedArray):
        refuse(f"{what} on an array from outside", array)
    return x
