"""Compiled functions: the choice of a program for a call, and the run of it."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.core.mode import current_mode
from minigrad.tensors.handle import Tensor

_MANY = 32
_KEPT = 8  # programs for the same arguments


def compile(function: Callable[..., Any]) -> Compiled:
    """The same function as one NumPy program, which is written when it is first called.

    The function is run on arrays that write down what is done to them: forward, and backward if
    it asks for gradients. What is left of that is a list of NumPy calls into memory that is used
    again and again: ``.source`` shows it. It is written anew for other shapes and dtypes.

    Parameters
    ----------
    function : callable
        Takes arrays, Tensors, and nests of dict, list and tuple of them. Anything else among its
        arguments (numbers, strings, None) belongs to the program, which is written anew for other
        ones.

    Returns
    -------
    Compiled
        Called like the function. Tensors that the function uses without being given them, such as
        parameters, are read in every call, and those it changes are changed. Everything else it
        refers to is read once, when the program is written.

    Raises
    ------
    TypeError
        When it is called, if the function decides by values (``if``, ``float()``): the message has
        the line and what to do.

    Examples
    --------
    >>> import numpy as np
    >>> f = mg.compile(lambda x: mg.exp(x) * x + 1.0)
    >>> f(mg.tensor([0.0, 1.0]))
    tensor([1.        , 3.71828183])
    >>> print(f.source)
    def make():
        b0 = np.empty((2,), np.float64)
        def program(x):
            np.exp(x, out=b0)
            np.multiply(b0, x, out=b0)
            t0 = np.add(b0, 1.0)
            return (t0,)
        return program
    <BLANKLINE>
    """
    if isinstance(function, Compiled):
        return function
    if not callable(function):
        raise TypeError(f"compile: {function!r} is no function")
    return Compiled(function)


class Compiled:
    """A function that runs as a NumPy program; made by `compile`."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function, updated=())
        self.function = function
        self._programs: dict[Any, list[Any]] = {}
        self._last: Any = None
        self._count = 0

    @property
    def source(self) -> str:
        """The program that was used last, as Python."""
        if self._last is None:
            raise RuntimeError("there is no program yet: call the function first")
        text: str = self._last.source
        return text

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program for these arguments; write it first if there is none."""
        mode, _, observers = current_mode()
        if observers:  # inside another program, or somebody looks at every operation
            return self.function(*args, **kwargs)
        arrays: list[Any] = []
        tensors: dict[int, int] = {}
        key = (
            _key(args, arrays, tensors),
            _key(kwargs, arrays, tensors) if kwargs else None,
            mode,
        )
        for program in self._programs.get(key, ()):
            read = program.read()
            if read is not None:
                break
        else:
            from minigrad.compiler.writing import write  # noqa: PLC0415 - with the first call

            program = write(self.function, args, kwargs, mode)
            programs = self._programs.setdefault(key, [])
            programs.insert(0, program)
            del programs[_KEPT:]
            self._count += 1
            if self._count == _MANY:
                warnings.warn(
                    f"minigrad.compile: {self!r} was written {_MANY} times; does a number among "
                    "its arguments, or in what it refers to, change with every call? Pass it as an "
                    "array, np.asarray(number), or keep it in a Tensor",
                    RuntimeWarning,
                    stacklevel=2,
                )
            read = program.read()
        if read is None:  # another thread has made it out of date
            return self.function(*args, **kwargs)
        self._last = program
        return program([*arrays, *read], args, kwargs)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """As a method, with programs for every object, kept in it."""
        if instance is None or not hasattr(self.function, "__get__"):
            return self
        kept = getattr(instance, "__dict__", None)
        place = f"programs of {self!r} {id(self):x}"  # of this method, not of one by its name
        found = kept.get(place) if isinstance(kept, dict) else None
        if found is None or getattr(found.function, "__self__", instance) is not instance:
            found = compile(self.function.__get__(instance, owner))
            if isinstance(kept, dict):
                kept[place] = found
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        """As the function; programs are written anew where they are needed."""
        return compile, (self.function,)

    def __repr__(self) -> str:
        name = getattr(self.function, "__qualname__", repr(self.function))
        return f"<compiled {name}>"


def _key(nest: Any, arrays: list[Any], tensors: dict[int, int]) -> Any:
    """The key of a program: shapes and dtypes of arrays, and all that is no array."""
    kind = type(nest)
    if kind is np.ndarray:
        arrays.append(nest)
        return nest.shape, nest.dtype, nest.strides
    if kind is tuple or kind is list:
        return (kind, *[_key(branch, arrays, tensors) for branch in nest])
    if isinstance(nest, Tensor):
        value = nest.node.value
        if not hasattr(value, "strides"):
            return kind, value
        arrays.append(value)
        place = tensors.setdefault(id(nest), len(tensors))  # one Tensor may be there twice
        return kind, value.shape, value.dtype, value.strides, nest.requires_grad, place
    if isinstance(nest, (np.ndarray, np.generic)):
        arrays.append(nest)
        return kind, nest.shape, nest.dtype, nest.strides
    if isinstance(nest, dict):
        return (kind, *nest, *[_key(branch, arrays, tensors) for branch in nest.values()])
    if isinstance(nest, (tuple, list)):
        return (kind, *[_key(branch, arrays, tensors) for branch in nest])
    hash(nest)  # the error of this names the type of an argument that no program can have
    return kind, repr(nest) if kind is float else nest  # 0.0 and -0.0 are equal
