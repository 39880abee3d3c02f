"""Batched values: those of many examples, which look like that of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from minigrad.core.deferred import Deferred, draw, look
from minigrad.core.dispatch import answer_of
from minigrad.core.op import Op
from minigrad.ops import indexing
from minigrad.ops.elementwise import positive
from minigrad.ops.operators import Operators
from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.protocols import array_function, array_ufunc
from minigrad.transforms import batch_rules
from minigrad.transforms.batch_rules import broadcast, stacked

if TYPE_CHECKING:
    from typing_extensions import Self

_VALUES = "numpy item tolist __array__ __float__ __int__ __complex__ __index__ grad backward data"


class Batch:
    """The examples of one call: they stand along the first axis of what its values hold."""

    __slots__ = ("depth", "is_open", "size")

    def __init__(self, size: int, depth: int) -> None:
        self.size: int = size
        self.depth: int = depth
        self.is_open: bool = True


_open: ContextVar[tuple[Batch, ...]] = ContextVar("minigrad.transforms.batched", default=())
open_batches: Callable[[], tuple[Batch, ...]] = _open.get
"""The batches in which a function is being run, from the outermost one."""


@contextmanager
def new_batch(size: int) -> Iterator[Batch]:
    """A batch of examples, as long as a function runs on it."""
    outer = open_batches()
    batch = Batch(size, len(outer))
    token = _open.set((*outer, batch))
    try:
        yield batch
    finally:
        _open.reset(token)
        batch.is_open = False


@contextmanager
def inside(batches: tuple[Batch, ...]) -> Iterator[None]:
    """The batches in which a function ran, again: it is run once more."""
    token = _open.set(batches)
    before = [batch.is_open for batch in batches]
    try:
        for batch in batches:
            batch.is_open = True
        yield
    finally:
        _open.reset(token)
        for batch, was_open in zip(batches, before, strict=True):
            batch.is_open = was_open


class Batched(Operators, Deferred):
    """The value of every example, seen as that of one: its shape is that of an example.

    Attributes
    ----------
    value
        An array, a Tensor, or a value of an outer batch, with the examples along its first axis.
    batch
        The batch to which the examples belong.
    """

    __slots__ = ("batch", "value")

    def __init__(self, value: Any, batch: Batch) -> None:
        self.value: Any = value
        self.batch: Batch = batch

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of an example."""
        shape: tuple[int, ...] = self.value.shape[1:]
        return shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the elements."""
        dtype: np.dtype[Any] = self.value.dtype
        return dtype

    @property
    def ndim(self) -> int:
        """The number of axes of an example."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements of an example."""
        return int(np.prod(self.shape, dtype=int))

    @property
    def requires_grad(self) -> bool:
        """True where a gradient flows back through this value."""
        return bool(getattr(self.value, "requires_grad", False))

    def detach(self) -> Batched:
        """The same value, outside the graph."""
        value = self.value
        return Batched(value.detach() if hasattr(value, "detach") else value, self.batch)

    # Operations.

    def _apply(self, op: Op, inputs: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
        inputs = tuple([np.asarray(x) if isinstance(x, (list, tuple)) else x for x in inputs])
        batch = _innermost(inputs)
        given = [_operand(x, batch) for x in inputs]
        result = batch_rules.apply(op, given, batch.size, options)
        return map_nest(lambda value: Batched(value, batch), result)

    def _on_values(self, call: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """A call made for every example, and its results side by side."""
        batch = _innermost(list(leaves((args, kwargs))))
        results = []
        for i in range(batch.size):

            def example(x: Any, i: int = i) -> Any:
                return x.value[i] if isinstance(x, Batched) and x.batch is batch else x

            results.append(call(*map_nest(example, args), **map_nest(example, kwargs)))
        name = getattr(call, "__name__", str(call))
        return map_nest(lambda value: Batched(value, batch), stacked(name, results))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if kwargs.get("out") is not None:
            self._refuse(f"np.{ufunc.__name__}(..., out=)")
        if answer_of(ufunc) is not None:
            return array_ufunc(ufunc, method, inputs, kwargs)
        return self._on_values(getattr(ufunc, method), inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if answer_of(function) is not None:
            return array_function(function, args, kwargs)
        if function in {np.shape, np.ndim, np.size}:
            return function(np.broadcast_to(0, self.shape), *args[1:], **kwargs)
        if function is np.result_type:
            return function(*[x.dtype if isinstance(x, Batched) else x for x in args])
        return self._on_values(function, args, kwargs)

    # Draws and looks at values, of every example by itself.

    def _defer(self, function: Callable[..., Any], args: tuple[Any, ...], options: Any) -> Any:
        return self._on_values(lambda *given: draw(function, *map(_bare, given)), args, options)

    def _look(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        batch = _innermost(args)
        for i in range(batch.size):
            given = [x.value[i] if isinstance(x, Batched) and x.batch is batch else x for x in args]
            look(function, *map(_bare, given))

    # Assignment: the handle gets another value, as a Tensor does.

    def __setitem__(self, key: Any, value: Any) -> None:
        plain, arrays = indexing.parse_key(key)
        self._become(indexing.setitem.apply((self, value, *arrays), {"key": plain}))

    def _become(self, result: Batched) -> Self:
        if getattr(self.value, "_refuse_part", None) is not None:
            self.value._refuse_part()
        if result.shape != self.shape or not np.can_cast(result.dtype, self.dtype, "same_kind"):
            raise ValueError(
                f"inside mg.vmap an example of {self.dtype}{list(self.shape)} is assigned one of "
                f"{result.dtype}{list(result.shape)}; make a new value, x = x + y"
            )
        if result.batch is not self.batch:
            self._refuse("an assignment of values of an inner batch to a value of an outer one")
        self.value = result.value if result.dtype == self.dtype else result.astype(self.dtype).value
        return self

    def __iadd__(self, other: Any) -> Self:
        return self._become(self + other)

    def __isub__(self, other: Any) -> Self:
        return self._become(self - other)

    def __imul__(self, other: Any) -> Self:
        return self._become(self * other)

    def __itruediv__(self, other: Any) -> Self:
        return self._become(self / other)

    def __ipow__(self, other: Any) -> Self:
        return self._become(self**other)

    def __imatmul__(self, other: Any) -> Self:
        return self._become(self @ other)

    def copy(self, order: str = "C") -> Any:
        """A value of its own."""
        del order  # of memory, which a value of many examples has in its own way
        return self._apply(positive, (self,), {})

    # What needs one value.

    def _refuse(self, what: str) -> NoReturn:
        raise TypeError(
            f"inside mg.vmap a value is that of {self.batch.size} examples, and {what} needs one; "
            "choose with mg.where(condition, a, b), return the value and use it outside, or write "
            "a loop over the examples"
        )

    def __bool__(self) -> bool:
        return self._refuse("bool() (as in `if`, `and`, `while`)")

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d value")
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in _VALUES.split():
            raise AttributeError(name)
        if name in _VALUES.split():
            self._refuse(f".{name}" if not name.startswith("_") else f"{name.strip('_')}()")
        raise AttributeError(f"a value inside mg.vmap has no attribute {name!r}", name=name)

    def __array__(self, *_: Any, **__: Any) -> Any:
        self._refuse("making it a NumPy array")

    def __float__(self) -> float:
        self._refuse("float()")

    def __int__(self) -> int:
        self._refuse("int()")

    def __complex__(self) -> complex:
        self._refuse("complex()")

    def __index__(self) -> int:
        return self._refuse("an index or a length")

    def __repr__(self) -> str:
        return f"<{self.batch.size} × {self.dtype}{list(self.shape)} inside minigrad.vmap>"


def _innermost(inputs: Any) -> Batch:
    """The innermost batch of which there is a value among inputs."""
    batch: Batch = max(
        (x.batch for x in inputs if isinstance(x, Batched)), key=lambda batch: batch.depth
    )
    if not batch.is_open:
        raise RuntimeError(
            "a value of mg.vmap was kept, and is used after its function has returned; return it, "
            "and use what vmap returns"
        )
    return batch


def _operand(x: Any, batch: Batch) -> batch_rules.Operand:
    if isinstance(x, Batched) and x.batch is batch:
        return batch_rules.Operand(x.value, is_batched=True, shape=x.shape)
    if hasattr(x, "shape"):
        return batch_rules.Operand(x, is_batched=False, shape=x.shape)
    return batch_rules.Operand(x, is_batched=False, shape=np.shape(x))


def _bare(x: Any) -> Any:
    return x.node.value if hasattr(x, "node") else x


def lowered(nest: Any, batches: tuple[Batch, ...]) -> Any:
    """The values of all examples of batches, with an axis for each, the outermost one first."""

    def whole(x: Any) -> Any:
        for batch in reversed(batches):
            is_in = isinstance(x, Batched) and x.batch is batch
            x = x.value if is_in else broadcast(x, batch.size)
        return x

    return map_nest(lambda x: None if x is None else whole(x), nest)


def raised(nest: Any, batches: tuple[Batch, ...]) -> Any:
    """What `lowered` has made whole, as values of batches."""

    def apart(x: Any) -> Any:
        for batch in batches:
            x = Batched(x, batch)
        return x

    return map_nest(lambda x: None if x is None else apart(x), nest)
