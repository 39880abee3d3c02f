"""Compiled functions: the choice of a program for a call, and the run of it."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable
from typing import (
    Any,
    Generic,
    Literal,
    ParamSpec,
    Protocol,
    TypeAlias,
    get_args,
    overload,
)

from minigrad.compiler.arguments import Arguments, R, ordinary
from minigrad.core.mode import current_mode
from minigrad.support.locks import ForkSafeLock
from minigrad.support.memory import give_back_freed_memory
from minigrad.support.optional import import_optional

P = ParamSpec("P")
Backend: TypeAlias = Literal["numpy", "numba"]
BACKENDS = get_args(Backend)
STAGES = ("before", "after")
_MANY = 32
_MOST = 32  # programs of a function,
_LARGE = 1 << 25  # bytes of what one call has made
_MEMORY = 1 << 25  # and bytes that all but the newest keep
_recording = ForkSafeLock()


@overload
def compile(function: Callable[P, R], *, backend: Backend = "numpy") -> Compiled[P, R]: ...


@overload
def compile(function: None = None, *, backend: Backend = "numpy") -> _Decorator: ...


def compile(function: Callable[..., Any] | None = None, *, backend: Backend = "numpy") -> Any:
    """The same function as one NumPy program, which is written when it is first called.

    The first call is an ordinary one, of which all is taken down that is done to Tensors: forward,
    backward, and the step of an optimiser. What is left of that is a list of NumPy calls into
    memory that is used again and again: ``.source`` shows it. Another one is written for other
    shapes and dtypes, and where anything else is not as it was that the function's code names,
    when that comes for the second time; the first time is an ordinary call.

    Parameters
    ----------
    function : callable
        Takes arrays, Tensors, and nests of dict, list and tuple of them; the arrays are Tensors
        inside. Anything else among its arguments (numbers, strings, None) belongs to the program,
        which is written anew for other ones. Without it, a decorator is returned.
    backend : str
        ``"numpy"``, or ``"numba"``: runs of elementwise calls, sums and small products as loops
        in a compiled function, for tiny networks. Their values are NumPy's but for the rounding
        of sums, products, ``exp`` and the like; NumPy's floating-point warnings are not given.

    Returns
    -------
    Compiled
        Called like the function. Tensors that the function uses without being given them, such as
        parameters, are read in every call, and those it changes are changed; so are the numbers
        and arrays of optimisers.

    Raises
    ------
    ValueError
        If there is no such backend.
    ImportError
        If numba is asked for and not installed.
    TypeError
        When it is called, if the function decides by values (``if``, ``float()``), or does what a
        program would not do: draw random numbers, count its calls, keep a result. The message has
        the line, or the name, and what to do.

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
    if backend not in BACKENDS:
        raise ValueError(f"compile: no backend {backend!r}; there are {', '.join(BACKENDS)}")
    if backend == "numba":
        import_optional("numba", 'compile: backend="numba" needs numba')
    if function is None:
        return functools.partial(compile, backend=backend)
    if isinstance(function, Compiled):
        return function if function.backend == backend else Compiled(function.function, backend)
    if not callable(function):
        raise TypeError(f"compile: {function!r} is no function")
    return Compiled(function, backend)


class _Decorator(Protocol):
    def __call__(self, function: Callable[P, R], /) -> Compiled[P, R]: ...


class Compiled(Generic[P, R]):
    """A function that runs as a NumPy program; made by `compile`."""

    def __init__(self, function: Callable[P, R], backend: Backend = "numpy") -> None:
        functools.update_wrapper(self, function, updated=())
        self.function = function
        self.backend = backend
        self._programs: dict[Any, list[Any]] = {}
        self._kept: list[tuple[Any, Any]] = []  # the programs with their keys, the oldest first
        self._missed: list[Any] = []  # keys of calls that no program fitted, the oldest first
        self._last: Any = None
        self._count = 0
        self._changed = False

    @property
    def source(self) -> str:
        """The program that was used last, as Python."""
        if self._last is None:
            raise RuntimeError("there is no program yet: call the function first")
        text: str = self._last.source
        return text

    @property
    def programs(self) -> list[Any]:
        """The programs that are kept, the newest first.

        Each has its ``source``, the ``inputs`` for which it was written, what it ``depends_on``,
        and the memory that it keeps, ``nbytes``.
        """
        return [program for _, program in self._kept[::-1]]

    def report(self, *args: Any, rounds: int = 20, **kwargs: Any) -> Any:
        """A report on the program for some arguments: the time of each line, and the memory.

        The program is run on them, and nothing is changed. Printed, it is a table of the lines,
        with the share of each, the user's line for which it stands, and the time of the products
        of matrices, which is the floor of what can be reached.

        Parameters
        ----------
        *args, **kwargs
            Arguments with which the function was called before, or others of their shapes.
        rounds : int
            The number of runs; each time is a median.

        Examples
        --------
        >>> f = mg.compile(lambda x: mg.exp(x) @ x)
        >>> x = mg.tensor([1.0, 2.0])
        >>> y = f(x)
        >>> f.report(x).buffers
        1
        """
        found, key = self._key(args, kwargs)
        for program in self._programs.get(key, ()):
            read = program.read(found.tensors)
            if read is not None:
                return program.report([*found.arrays, *read], rounds)
        raise RuntimeError(
            "there is no program for these arguments: call the function on them first"
        )

    def draw(
        self, file: Any = None, *, stage: str = "after", show: Any = (), **options: Any
    ) -> Any:
        """Draw the program that was used last: its calls of NumPy, and where they write.

        A result has the name of the array into which it is written: results of one name share
        memory. What the program gives a Tensor or an optimiser outside says so, as in
        ``layers.0.weight = t20``. Calls that numba runs as loops of one function are framed.
        ``show="lines"`` has the user's line for each call, and ``"memory"`` the sizes.

        Parameters
        ----------
        file : path-like, optional
            Where to write the drawing; its suffix says the format.
        stage : str
            ``"after"``, the program; or ``"before"``, all calls that were recorded, where those
            that are left out say why.
        show : str, or several
            ``"lines"`` and ``"memory"``.
        **options
            Of `minigrad.draw.draw`.

        Examples
        --------
        >>> f = mg.compile(lambda x: mg.exp(x) * 2.0)
        >>> y = f(mg.tensor([1.0, 2.0]))
        >>> f.draw("program.svg", show="lines")  # doctest: +SKIP
        """
        from minigrad.draw import draw  # noqa: PLC0415 - drawing costs an import of its own
        from minigrad.draw.words import Words  # noqa: PLC0415 - as above

        if self._last is None:
            raise RuntimeError("there is no program yet: call the function first")
        wrong = {show} if isinstance(show, str) else {*show}
        if wrong - {"lines", "memory"}:
            raise ValueError(
                f"draw: a program has no values; show is 'lines' or 'memory', not {show!r}"
            )
        if stage not in STAGES:
            raise ValueError(f"draw: stage is one of {', '.join(STAGES)}, not {stage!r}")
        graph = self._last.graph(stage, Words(options.get("lang", "en")))
        return draw(graph, file, show=show, **options)

    def save(self, path: Any) -> None:
        """Write the program that was used last into a file that runs with NumPy alone.

        The file has a function of the same name and arguments, whose arrays are NumPy's; what it
        used from outside, such as weights, is in the file.

        Parameters
        ----------
        path : path-like
            Of the file, ``net.py``.

        Raises
        ------
        TypeError
            If the program changes something outside, or calls a function that is not NumPy's.

        Examples
        --------
        >>> net = nn.MLP([4, 3], rng=0)
        >>> predict = mg.compile(lambda x: net(x).detach())
        >>> y = predict(np.ones((1, 4)))
        >>> predict.save("predict.py")  # doctest: +SKIP
        """
        if self._last is None:
            raise RuntimeError("there is no program yet: call the function first")
        self._last.save(path)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the program for these arguments; write it first if there is none."""
        if current_mode()[2]:  # inside another program, or somebody looks at every operation
            return ordinary(self.function, args, kwargs)
        found, key = self._key(args, kwargs)
        if found.flowing:  # a gradient flows back to where they come from
            return ordinary(self.function, args, kwargs)
        for program in self._programs.get(key, ()):
            read = program.read(found.tensors)
            if read is not None:
                self._last = program
                result: R = program([*found.arrays, *read], found.tensors, args, kwargs)
                return result
        if self._last is not None and not self._comes_again(key):
            return ordinary(self.function, args, kwargs)
        return self._record(key, args, kwargs)

    def _key(self, args: Any, kwargs: Any) -> tuple[Arguments, Any]:
        found = Arguments()
        return found, (found.key_of(args), found.key_of(kwargs), current_mode()[0])

    def _comes_again(self, key: Any) -> bool:
        """True of what no program fits for the second time: what comes once is worth none."""
        if key in self._missed:
            self._missed.remove(key)
            return True
        self._missed.append(key)
        del self._missed[:-_MOST]
        self._count += 1
        if self._count == _MANY:
            warnings.warn(
                f"minigrad.compile: no program fitted {self!r} {_MANY} times; does a number among "
                "its arguments, or in what it refers to, change with every call? Pass it as an "
                "array, np.asarray(number), or keep it in a Tensor",
                RuntimeWarning,
                stacklevel=3,
            )
        return False

    def _record(self, key: Any, args: Any, kwargs: Any) -> R:
        """Call the function, and keep a program that does the same."""
        from minigrad.compiler.recording import Recording  # noqa: PLC0415 - with the first call
        from minigrad.compiler.writing import Written  # noqa: PLC0415 - as above

        record = Recording(self.function)
        try:
            with _recording:  # which gives Tensors from outside other values for a moment
                result: R = record.run(args, kwargs)
            if record.changes is not None:  # once, as where it makes something that is then there
                if self._changed:
                    raise TypeError(
                        f"minigrad.compile: {self!r} changes {record.changes} in every call, which "
                        "its program would not do; do that outside, or keep what changes in a "
                        "Tensor"
                    )
                self._changed = True
                return result
            self._changed = False
            if not record.caught:  # an error, without which another call may go another way
                self._keep(key, Written(record, key[-1], self.backend))
            return result
        finally:
            is_large = record.recorder.nbytes > _LARGE
            record.forget()
            if is_large:
                give_back_freed_memory()

    def _keep(self, key: Any, program: Any) -> None:
        self._programs.setdefault(key, []).insert(0, program)
        self._kept.append((key, program))
        self._let_go()
        self._last = program

    def _let_go(self) -> None:
        """Let the oldest programs go, so that the memory of all stays bounded."""
        kept = self._kept
        while len(kept) > 1 and (
            len(kept) > _MOST or sum(program.nbytes for _, program in kept[:-1]) > _MEMORY
        ):
            key, program = kept.pop(0)
            programs = self._programs[key]
            programs.remove(program)
            if not programs:
                del self._programs[key]

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """As a method, with programs for every object, kept in it."""
        if instance is None or not hasattr(self.function, "__get__"):
            return self
        kept = getattr(instance, "__dict__", None)
        place = f"programs of {self!r} {id(self):x}"  # of this method, not of one by its name
        found = kept.get(place) if isinstance(kept, dict) else None
        if found is None or getattr(found.function, "__self__", instance) is not instance:
            found = Compiled(self.function.__get__(instance, owner), self.backend)
            if isinstance(kept, dict):
                kept[place] = found
        return found

    def __reduce__(self) -> str | tuple[Any, ...]:
        """As the function; programs are written anew where they are needed."""
        name = str(getattr(self, "__qualname__", ""))
        found: Any = sys.modules.get(str(self.__module__))
        for part in name.split("."):
            found = getattr(found, part, None)
        if found is self:
            return name
        # A method that is found by its name is compiled already.
        return functools.partial(compile, backend=self.backend), (self.function,)

    def __repr__(self) -> str:
        name = getattr(self.function, "__qualname__", repr(self.function))
        return f"<compiled {name}>"
