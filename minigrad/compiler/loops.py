"""Loops: calls of NumPy functions as the text of one function of loops, fused where shapes agree.

A call becomes a `Step`: what it reads, over which shape it goes, and the lines inside the loops.
Steps of one shape that follow from one another share their loops; a value that only these loops
use is a number there, and no array.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from minigrad.compiler import helpers
from minigrad.compiler.buffers import order
from minigrad.compiler.program import Attribute, Call, Method, Value, values

Index = list[str]
Shape = tuple[int, ...]

SMALL_PRODUCT = 1 << 13  # multiplications; beyond, BLAS is faster
_MANY_CALLS = 1 << 11  # of a C function, which takes one number; NumPy's takes vectors
_MOST = 48  # calls in one loop
_VARIABLES = "ijklmn"
_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
_DTYPES = (*_FLOATS, np.dtype(np.int64), np.dtype(np.int32), np.dtype(np.bool_))

_EXACT = {
    np.add: "{} + {}",
    np.subtract: "{} - {}",
    np.multiply: "{} * {}",
    np.divide: "{} / {}",
    np.negative: "-{}",
    np.positive: "{}",
    np.absolute: "abs({})",
    np.fabs: "abs({})",
    np.square: "{0} * {0}",
    np.reciprocal: "1 / {}",
    np.maximum: "maximum({}, {})",
    np.minimum: "minimum({}, {})",
    np.sqrt: "np.sqrt({})",
    np.sign: "sign({})",
    np.equal: "{} == {}",
    np.not_equal: "{} != {}",
    np.less: "{} < {}",
    np.less_equal: "{} <= {}",
    np.greater: "{} > {}",
    np.greater_equal: "{} >= {}",
    np.logical_not: "not {}",
    np.logical_and: "{} & {}",
    np.logical_or: "{} | {}",
    np.logical_xor: "{} ^ {}",
    np.isfinite: "np.isfinite({})",
    np.isinf: "np.isinf({})",
    np.isnan: "np.isnan({})",
    np.copysign: "np.copysign({}, {})",
    np.floor: "np.floor({})",
    np.ceil: "np.ceil({})",
    np.trunc: "np.trunc({})",
    np.exp: "exp({})",
    np.tanh: "tanh({})",
}
_C_FUNCTIONS = (
    *(np.log, np.log1p, np.log2, np.log10, np.expm1, np.exp2, np.sin, np.cos, np.tan),
    *(np.arcsin, np.arccos, np.arctan, np.sinh, np.cosh, np.arcsinh, np.arccosh, np.arctanh),
    *(np.arctan2, np.hypot, np.power, np.logaddexp),
)
_OF_FLOAT32 = ("{} + {}", "{} - {}", "{} * {}", "{} / {}", "-{}", "{}", "{0} * {0}", "abs({})")
_OF_INTEGERS = (np.add, np.subtract, np.multiply, np.negative, np.maximum, np.minimum)
_OF_BOOLS = (np.logical_not, np.logical_and, np.logical_or, np.logical_xor)
_COMPARISONS = (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
_COPIES = (Method("copy"), np.copy, np.ascontiguousarray)
_STARTS: dict[Any, tuple[str, str]] = {
    np.add: ("0.0", "plus({}, {})"),
    np.multiply: ("1.0", "{} * {}"),
    np.maximum: ("-np.inf", "maximum({}, {})"),
    np.minimum: ("np.inf", "minimum({}, {})"),
}


@dataclass(eq=False)
class Step:
    """A call as lines of a loop.

    Attributes
    ----------
    shape
        Of the loops around it.
    aligned
        The values of which it reads the element at the place where the loops are.
    whole
        Those of which it reads others, so that they must be complete.
    write
        Writes it: elementwise steps return an expression, others write lines of their own.
    kind
        "element", "reduction" or "alone".
    """

    call: Call
    shape: Shape
    aligned: Sequence[Any]
    whole: Sequence[Any]
    write: Callable[[Loops, Index], str]
    kind: str = "element"


@dataclass(eq=False)
class Group:
    """Steps that share their loops."""

    shape: Shape
    alone: bool = False
    steps: list[Step] = field(default_factory=list)


def is_number(x: Any) -> bool:
    """True for a Python number, or the value of one."""
    x = x.example if isinstance(x, Value) else x
    return type(x) in (int, float)


def is_array(x: Any) -> bool:
    """True for an array, or scalar, of a dtype that loops know."""
    if isinstance(x, Value):
        scalar = isinstance(x.example, np.generic) or x.example is None
        return x.dtype in _DTYPES and 0 not in x.shape and (bool(x.shape) or scalar)
    return isinstance(x, (np.ndarray, np.generic)) and x.dtype in _DTYPES and 0 not in x.shape


def step_of(call: Call) -> Step | None:
    """A call as a step; None for one that is left to NumPy."""
    result = call.result
    if result is None or result.base is not None or not is_array(result):
        return None
    if len(result.shape) > len(_VARIABLES):
        return None
    for make in (_elementwise, _choice, _copy, _reduction, _product, _taken, _changed):
        step = make(call, result)
        if step is not None:
            inputs = [*step.aligned, *step.whole]
            known = all(is_array(x) or is_number(x) for x in inputs)
            return step if known and len(step.shape) <= len(_VARIABLES) else None
    return None


def _elementwise(call: Call, result: Value) -> Step | None:
    function = call.function
    if not isinstance(function, np.ufunc) or call.options or function.nout != 1:
        return None
    args = call.args
    if len(args) != function.nin or not all(is_array(x) or is_number(x) for x in args):
        return None
    if function in _C_FUNCTIONS:
        if math.prod(result.shape) > _MANY_CALLS:
            return None
        called = "{} ** {}" if function is np.power else f"np.{function.__name__}({{}}, {{}})"
        template = called if function.nin == 2 else f"np.{function.__name__}({{}})"
    elif function in _EXACT:
        template = _EXACT[function]
    else:
        return None
    *inputs, out = function.resolve_dtypes((*[_weak(x) for x in args], None))
    kinds = {x.kind for x in inputs}
    if out != result.dtype or not (
        all(x in _FLOATS for x in inputs)
        or (function in _OF_INTEGERS and {*inputs} == {np.dtype(np.int64)})
        or (function in _COMPARISONS and {*inputs} <= {*_DTYPES})
        or (function in _OF_BOOLS and kinds <= {"b", "f", "i"})
    ):
        return None
    if function in _OF_BOOLS:
        inputs = [np.dtype(np.bool_) for _ in inputs]

    def write(loops: Loops, index: Index) -> str:
        read = [loops.read(x, index, d) for x, d in zip(args, inputs, strict=True)]
        narrow = out == np.float32 and template not in _OF_FLOAT32
        return loops.cast(template.format(*read), out, out, narrow=narrow)

    return Step(call, result.shape, args, (), write)


def _weak(x: Any) -> Any:
    """A dtype, or the type of a Python number, for `ufunc.resolve_dtypes`."""
    return type(x.example if isinstance(x, Value) else x) if is_number(x) else x.dtype


def _choice(call: Call, result: Value) -> Step | None:
    if call.function is not np.where or len(call.args) != 3 or call.options:
        return None
    condition, x1, x2 = call.args
    if not all(is_array(x) or is_number(x) for x in call.args) or is_number(condition):
        return None
    if condition.dtype != np.bool_:
        return None

    def write(loops: Loops, index: Index) -> str:
        yes, no = (loops.read(x, index, result.dtype) for x in (x1, x2))
        return f"{yes} if {loops.read(condition, index, condition.dtype)} else {no}"

    return Step(call, result.shape, call.args, (), write)


def _copy(call: Call, result: Value) -> Step | None:
    function, args = call.function, call.args
    if function in _COPIES and len(args) == 1 and call.options.keys() <= {"order"}:
        (x,) = args
    elif function == Method("astype") and len(args) == 2 and not call.options:
        x = args[0]
    else:
        return None
    if not isinstance(x, Value) or not is_array(x) or x.shape != result.shape:
        return None
    if x.dtype.kind == "f" and result.dtype.kind == "i":  # NaN as a whole number
        return None
    return Step(call, x.shape, (x,), (), lambda s, index: s.read(x, index, result.dtype))


def _reduction(call: Call, result: Value) -> Step | None:
    ufunc: Any = getattr(call.function, "__self__", None)
    if ufunc not in _STARTS or getattr(call.function, "__name__", "") != "reduce":
        return None
    if len(call.args) != 1 or call.options.keys() - {"axis", "keepdims"}:
        return None
    (x,) = call.args
    if not isinstance(x, Value) or not x.shape or x.dtype not in _FLOATS or x.dtype != result.dtype:
        return None
    axis = call.options.get("axis", 0)
    given = range(len(x.shape)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    axes = {a % len(x.shape) for a in given}
    keep = bool(call.options.get("keepdims", False))

    def write(loops: Loops, index: Index) -> str:
        loops.reduce(result, x, index, _STARTS[ufunc], axes, keep=keep)
        return ""

    return Step(call, x.shape, (x,), (), write, "reduction")


def _product(call: Call, result: Value) -> Step | None:
    if call.function is not np.matmul or len(call.args) != 2 or call.options:
        return None
    x, y = call.args
    if not all(isinstance(v, Value) and len(v.shape) == 2 for v in (x, y)):
        return None
    if not x.dtype == y.dtype == result.dtype or result.dtype not in _FLOATS:
        return None
    if x.shape[0] * x.shape[1] * y.shape[1] > SMALL_PRODUCT:
        return None

    def write(loops: Loops, _: Index) -> str:
        loops.multiply(result, x, y)
        return ""

    return Step(call, result.shape, (), (x, y), write, "alone")


def _key(x: Any, key: Any) -> tuple[list[Any], Shape] | None:
    """Index arrays and numbers for the first axes, the others whole, and the shape of these."""
    parts = list(key) if isinstance(key, tuple) else [key]
    if not isinstance(x, (Value, np.ndarray)) or not is_array(x) or not x.shape:
        return None
    while parts and (parts[-1] is Ellipsis or (type(parts[-1]) is slice and _is_whole(parts[-1]))):
        parts.pop()
    if not parts or len(parts) > len(x.shape) or not any(is_array(p) for p in parts):
        return None
    if not all((is_array(p) and p.dtype.kind == "i") or type(p) is int for p in parts):
        return None
    shapes = [p.shape for p in parts if is_array(p)]
    return parts, np.broadcast_shapes(*shapes)


def _is_whole(part: slice) -> bool:
    return part.start is part.stop is part.step is None


def _taken(call: Call, result: Value) -> Step | None:
    if call.function is not operator.getitem:
        return None
    x, key = call.args
    found = _key(x, key)
    if found is None or not isinstance(x, Value):
        return None
    parts, shape = found

    def write(loops: Loops, index: Index) -> str:
        return loops.element(x, loops.checked(parts, x, index[: len(shape)]) + index[len(shape) :])

    return Step(call, result.shape, (), (x, *parts), write)


def _changed(call: Call, result: Value) -> Step | None:
    """``x[key] = new`` and ``np.add.at(x, key, new)`` in a copy."""
    if call.function not in (helpers.assigned, helpers.added_at) or call.options:
        return None
    x, *rest = call.args
    sign = "="
    if call.function is helpers.added_at:
        if rest.pop(0) is not np.add or len(rest) != 2:
            return None
        sign = "+="
    key, new = rest
    found = _key(x, key)
    if found is None or result.dtype not in _FLOATS or not (is_array(new) or is_number(new)):
        return None
    parts, shape = found
    whole: Shape = (*shape, *x.shape[len(parts) :])
    if len(whole) > len(_VARIABLES):
        return None

    def write(loops: Loops, _: Index) -> str:
        inside = loops.nest(result.shape)
        loops.line(f"{loops.element(result, inside)} = {loops.read(x, inside, result.dtype)}")
        inside = loops.nest(whole)
        place = loops.checked(parts, result, inside[: len(shape)]) + inside[len(shape) :]
        loops.line(f"{loops.element(result, place)} {sign} {loops.read(new, inside, result.dtype)}")
        return ""

    return Step(call, result.shape, (), (x, new, *parts), write, "alone")


# Views, as arithmetic of indices.


def view_of(call: Call) -> tuple[Value, Callable[[Index], Index]] | None:
    """The value of which a call makes a view, and the index there for an index in the view."""
    function, result = call.function, call.result
    x = call.args[0] if call.args else None
    if not isinstance(x, Value) or not is_array(x) or result is None or x.dtype != result.dtype:
        return None
    if not x.shape or not result.shape or not is_array(result) or len(x.shape) > len(_VARIABLES):
        return None
    if isinstance(function, Attribute):
        name = function.name
    else:
        name = function.name if isinstance(function, Method) else getattr(function, "__name__", "")
    n, args = len(x.shape), call.args[1:]
    if name in ("T", "transpose") and not call.options:
        axes = args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
        axes = [*reversed(range(n))] if args in ((), (None,)) else [a % n for a in axes]
        return x, lambda index: [index[axes.index(a)] for a in range(n)]
    if name in ("reshape", "expand_dims", "squeeze", "ravel") and "order" not in call.options:
        if name == "ravel" and args:
            return None
        return x, lambda index: _reshaped(index, result.shape, x.shape)
    if name == "broadcast_to":
        return x, lambda index: [
            "0" if m == 1 else i for i, m in zip(index[-n:], x.shape, strict=True)
        ]
    if function is operator.getitem:
        return _sliced(x, args[0])
    return None


def _reshaped(index: Index, shape: Shape, old: Shape) -> Index:
    live = [(i, n) for i, n in zip(index, shape, strict=True) if n > 1]
    if [n for _, n in live] == [n for n in old if n > 1]:
        rest = iter(live)
        return [next(rest)[0] if n > 1 else "0" for n in old]
    flat, size = [], 1
    for i, n in reversed(live):
        flat.append(f"{i} * {size}" if size > 1 else i)
        size *= n
    position, parts, size = f"({' + '.join(flat) or '0'})", [], 1
    for n in reversed(old):
        parts.append(f"{position} // {size} % {n}" if n > 1 else "0")
        size *= n
    return parts[::-1]


def _sliced(x: Value, key: Any) -> tuple[Value, Callable[[Index], Index]] | None:
    parts = list(key) if isinstance(key, tuple) else [key]
    if not all(p is None or p is Ellipsis or type(p) in (int, slice) for p in parts):
        return None
    if any([*values(part)] for part in parts):
        return None
    used = sum(p is not None and p is not Ellipsis for p in parts)
    if Ellipsis not in parts:
        parts.append(Ellipsis)
    at = parts.index(Ellipsis)
    parts[at : at + 1] = [slice(None)] * (len(x.shape) - used)

    def there(index: Index) -> Index:
        given, found, axis = iter(index), [], 0
        for part in parts:
            if part is None:
                next(given)
                continue
            n = x.shape[axis]
            axis += 1
            if isinstance(part, int):
                found.append(str(part % n))
                continue
            start, _, step = part.indices(n)
            i = next(given)
            by = i if step == 1 else f"{step} * {i}"
            found.append(by if start == 0 else f"{start} + {by}")
        return found

    return x, there


class Loops:
    """Writes a function of loops.

    Parameters
    ----------
    name
        Of the function.
    steps
        In an order in which they can be made.
    views
        The views among the values, as arithmetic of indices.
    outside
        The values that are used elsewhere too.

    Attributes
    ----------
    text
        The function.
    arguments, results, scratch
        The values that it is called with: arrays and numbers, arrays of results, and memory.
    """

    def __init__(
        self,
        name: str,
        steps: Sequence[Step],
        views: dict[Value, tuple[Value, Callable[[Index], Index]]],
        outside: set[Value],
    ) -> None:
        self.views = views
        self.group_of: dict[Value, int] = {}
        self.groups: list[Group] = []
        self.outside = outside
        self.stored = set(outside)
        for step in steps:
            self._place(step)
        for value in self.group_of:
            if value not in outside or order(value) is None:
                value.strides = np.empty(value.shape, value.dtype).strides
        self.names: dict[Any, str] = {}
        self.arguments: list[Any] = []
        self.results: list[Value] = []
        self.scratch: list[Value] = []
        self.locals: set[Value] = set()
        self.lines: list[str] = []
        self.depth = 1
        for group in self.groups:
            self._write(group)
        self.depth = 1
        for value in self.results:
            if not value.shape:
                self.line(f"{self.names[value]}_out[()] = {self.names[value]}")
        given = [self.names[self.key(x)] for x in self.arguments]
        made = [f"{self.names[x]}{'' if x.shape else '_out'}" for x in self.results]
        memory = [self.names[x] for x in self.scratch]
        self.text = "\n".join([f"def {name}({', '.join(given + made + memory)}):", *self.lines])

    # Which steps share loops.

    def _root(self, value: Value) -> Value:
        while value in self.views:
            value = self.views[value][0]
        return value

    def _place(self, step: Step) -> None:
        """Put a step into the last loops of its shape, or into new ones, behind what it reads."""
        first = 0
        for whole, args in ((False, step.aligned), (True, step.whole)):
            for x in args:
                root = self._root(x) if isinstance(x, Value) else None
                if root is None or root not in self.group_of:
                    continue
                at = self.group_of[root]
                late = whole or x is not root or x.shape != step.shape
                made = next(s for s in self.groups[at].steps if s.call.result is root)
                first = max(first, at + (late or made.kind != "element"))
        at = len(self.groups)
        for i in range(len(self.groups) - 1, first - 1, -1):
            group = self.groups[i]
            fits = group.shape == step.shape and not group.alone and len(group.steps) < _MOST
            if fits and step.kind != "alone":
                at = i
                break
        if at == len(self.groups):
            self.groups.append(Group(step.shape, step.kind == "alone"))
        self.groups[at].steps.append(step)
        assert step.call.result is not None  # noqa: S101 - as `step_of` has it
        self.group_of[step.call.result] = at
        for x in (*step.aligned, *step.whole):
            root = self._root(x) if isinstance(x, Value) else None
            if root is not None and self.group_of.get(root, at) != at:
                self.stored.add(root)

    # Names, and elements.

    @staticmethod
    def key(x: Any) -> Any:
        """Something to know a value or a constant array by."""
        return x if isinstance(x, Value) else id(x)

    def name(self, x: Any) -> str:
        """The name of an array or a number: of an argument, if it was not made here."""
        key = self.key(x)
        if key not in self.names:
            made = key in self.group_of
            given = re.sub(r"\W+", "_", getattr(x, "name", "")).strip("_")
            self.names[key] = f"{'t' if made else given or 'x'}_{len(self.names)}"
            if not made:
                self.arguments.append(x)
            elif x in self.outside:
                self.results.append(x)
            elif x.shape:
                self.scratch.append(x)
        return self.names[key]

    def element(self, x: Any, index: Index) -> str:
        """An element of a value, or of an array, that may be a view of another."""
        while isinstance(x, Value) and x in self.views:
            x, there = self.views[x]
            index = there(index)
        return f"{self.name(x)}[{', '.join(index)}]" if x.shape else self.name(x)

    def read(self, x: Any, index: Index, dtype: Any) -> str:
        """The element of an operand where the loops are, in a dtype."""
        if type(x) in (int, float) or (is_array(x) and not isinstance(x, Value) and _is_even(x)):
            return _literal(x if type(x) in (int, float) else x.flat[0].item(), dtype)
        if is_number(x):
            python = np.dtype(np.float64 if type(x.example) is float else np.int64)
            return self.cast(self.name(x), python, dtype)
        if x in self.locals if isinstance(x, Value) else False:
            return self.cast(self.local(x), x.dtype, dtype)
        n = len(x.shape)
        place = index[len(index) - n :]
        place = ["0" if m == 1 else i for i, m in zip(place, x.shape, strict=True)]
        return self.cast(self.element(x, place), x.dtype, dtype)

    @staticmethod
    def cast(text: str, old: Any, new: Any, *, narrow: bool = False) -> str:
        """An expression in another dtype."""
        if old == new and not narrow:
            return text
        return f"({text} != 0)" if new == np.bool_ else f"np.{new.name}({text})"

    def local(self, x: Value) -> str:
        """The name of a number inside the loops."""
        return f"{self.name(x)}_here" if x.shape and x in self.stored else self.name_of_local(x)

    def name_of_local(self, x: Value) -> str:
        """The name of a number that is no array anywhere."""
        if x not in self.names and x.shape:
            self.names[x] = f"t_{len(self.names)}"
        return self.name(x)

    def checked(self, parts: Sequence[Any], x: Value, index: Index) -> Index:
        """The elements of index arrays; the lines before see that they are inside."""
        place = []
        for part, n in zip(parts, x.shape, strict=False):
            if type(part) is int:
                place.append(str(part % n))
                continue
            text = self.read(part, index, np.dtype(np.int64))
            if isinstance(part, Value) or not np.all((part >= 0) & (part < n)):
                at = f"n_{len(self.lines)}_{len(place)}"
                self.line(f"{at} = {text}")
                self.line(f"if not {-n} <= {at} < {n}:")
                self.line('    raise IndexError("an index is outside")')
                self.line(f"{at} += {n} if {at} < 0 else 0")
                text = at
            place.append(text)
        return place

    # Lines.

    def line(self, text: str) -> None:
        """Write a line where the loops are."""
        self.lines.append("    " * self.depth + text)

    def nest(self, shape: Shape) -> Index:
        """Write the heads of loops over a shape, from the function's own lines."""
        self.depth = 1
        return [self.open(axis, n) for axis, n in enumerate(shape)]

    def open(self, axis: int, n: int) -> str:
        """Write the head of a loop over an axis; its index."""
        if n == 1:
            return "0"
        self.line(f"for {_VARIABLES[axis]} in range({n}):")
        self.depth += 1
        return _VARIABLES[axis]

    def _write(self, group: Group) -> None:
        """Write the loops of a group."""
        self.depth = 1
        if group.alone:
            group.steps[0].write(self, [])
            return
        before, self.lines = self.lines, []
        levels = range(len(group.shape) + 1)
        self.before: list[list[str]] = [[] for _ in levels]
        self.after: list[list[str]] = [[] for _ in levels]
        live = [axis for axis, n in enumerate(group.shape) if n > 1]
        self.live = live
        index = [_VARIABLES[axis] if axis in live else "0" for axis in range(len(group.shape))]
        self.depth = 1 + len(live)
        for step in group.steps:
            value = step.call.result
            assert value is not None  # noqa: S101 - as `step_of` has it
            text = step.write(self, index)
            if text:
                local = self.local(value)
                self.line(f"{local} = {text}")
                if value.shape and value in self.stored:
                    self.line(f"{self.element(value, index)} = {local}")
                self.locals.add(value)
        inside, self.lines = self.lines, before
        self.depth = 1
        for level in range(len(live) + 1):
            self.lines += self.before[level]
            if level < len(live):
                self.open(live[level], group.shape[live[level]])
        self.lines += inside
        for level in reversed(range(len(live) + 1)):
            self.lines += self.after[level]
        self.locals = {x for x in self.locals if not x.shape}

    def reduce(
        self,
        result: Value,
        x: Value,
        index: Index,
        start: tuple[str, str],
        axes: set[int],
        *,
        keep: bool,
    ) -> None:
        """Write a reduction: a number before the loops over the last axes, or a whole array."""
        first, template = start
        place = [i if axis not in axes else "0" for axis, i in enumerate(index)]
        if not keep:
            place = [i for axis, i in enumerate(index) if axis not in axes]
        element = self.read(x, index, x.dtype)
        kept = [level for level, axis in enumerate(self.live) if axis not in axes]
        level = len(kept)
        if kept == [*range(level)]:
            # A sum is kept in double precision, in any order: at least as near as NumPy's.
            total = f"total_{len(self.names)}_{len(self.lines)}"
            pad = "    " * (1 + level)
            wide = "np.float64" if result.dtype == np.float32 and "plus" in template else ""
            narrow = f"np.{result.dtype.name}"
            self.before[level].append(f"{pad}{total} = {wide or narrow}({first})")
            self.line(f"{total} = {template.format(total, f'{wide}({element})')}")
            target = self.element(result, place) if result.shape else self.name(result)
            self.after[level].append(f"{pad}{target} = {narrow}({total})")
            if not result.shape:
                self.locals.add(result)
            return
        target = self.element(result, place)
        lines, depth, self.lines = self.lines, self.depth, []
        whole = self.nest(result.shape)
        self.line(f"{self.element(result, whole)} = np.{result.dtype.name}({first})")
        self.before[0] += self.lines
        self.lines, self.depth = lines, depth
        text = template.replace("plus({}, {})", "{} + {}")
        self.line(f"{target} = {text.format(target, element)}")

    def multiply(self, result: Value, x: Value, y: Value) -> None:
        """Write a matrix product: along rows of the second factor, or as dot products."""
        (m, k), n = x.shape, y.shape[1]
        one = f"np.{result.dtype.name}"
        turned = y.strides[0] < y.strides[1]
        self.depth = 1
        i = self.open(0, m)
        if turned or n == 1:
            j = self.open(1, n)
            self.line(f"total = {one}(0.0)")
            self.line(f"for k in range({k}):")
            left, right = self.element(x, [i, "k"]), self.element(y, ["k", j])
            self.line(f"    total = plus(total, {left} * {right})")
            self.line(f"{self.element(result, [i, j])} = total")
            return
        depth = self.depth
        self.line(f"{self.element(result, [i, self.open(1, n)])} = {one}(0.0)")
        self.depth = depth
        self.line(f"for k in range({k}):")
        self.depth += 1
        self.line(f"factor = {self.element(x, [i, 'k'])}")
        j = self.open(1, n)
        target = self.element(result, [i, j])
        self.line(f"{target} += factor * {self.element(y, ['k', j])}")


def _is_even(x: Any) -> bool:
    """True for an array of one and the same number, of which loops need the number alone."""
    flat = np.ravel(x)
    return flat.tobytes() == flat[:1].tobytes() * len(flat)


def _literal(x: Any, dtype: Any) -> str:
    if dtype == np.bool_:
        return repr(bool(x))
    if dtype.kind == "f":
        x = float(x)
        text = repr(x) if math.isfinite(x) else f"np.{'nan' if math.isnan(x) else 'inf'}"
        text = f"-{text}" if x == -math.inf else text
        return f"({text})" if dtype == np.float64 else f"np.float32({text})"
    return f"np.{dtype.name}({int(x)})"
