"""Writing a program: passes, memory, source; and running the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from minigrad.compiler.arguments import ordinary
from minigrad.compiler.buffers import plan
from minigrad.compiler.lowering import lowered
from minigrad.compiler.outside import Output
from minigrad.compiler.passes import drop, simplified
from minigrad.compiler.program import Program, Value, values
from minigrad.compiler.recording import Recording, name_of
from minigrad.compiler.reporting import Report, report
from minigrad.compiler.saving import saved
from minigrad.compiler.source import Writer
from minigrad.core.mode import NOTHING
from minigrad.core.node import Node
from minigrad.support.files import write_atomically
from minigrad.support.pytree import leaves
from minigrad.tensors.generators import set_state, state_of
from minigrad.tensors.handle import Tensor
from minigrad.tensors.object_graph import GENERATORS, Opaque

if TYPE_CHECKING:
    from minigrad.draw.words import Words


class Written(Opaque):
    """A program, with the reads before a run and the updates after it.

    Attributes
    ----------
    source
        The program as Python.
    nbytes
        The memory that it keeps from one run to the next.
    inputs
        The shape and the dtype of each argument, by its name in the source.
    depends_on
        The names of what is compared before every run, beside the arguments.
    """

    def __init__(self, record: Recording, mode: int, backend: str = "numpy") -> None:
        self._recorded = record.program.copy()
        drop(record.program)
        program = self._program = simplified(lowered(simplified(record.program), backend=backend))
        outside = record.outside
        kept = _used(program, len(outside.sources))
        loops = ""
        scratch: list[Value] = []
        self.target: Any = None
        if backend == "numba":
            from minigrad.compiler.numba_target import Target  # noqa: PLC0415 - where it is used

            self.target = Target(program)
            loops, scratch = self.target.text, self.target.scratch
        memory = self._memory = plan(program)
        memory.buffers.update(zip(scratch, count(len(memory.buffers)), strict=False))
        self._name = name_of(record.function)
        writer = Writer(program, memory, self._name)
        self.source = f"{loops}\n\n{writer.source}" if loops else writer.source
        self.make = writer.compiled()
        _forget_examples(self._recorded)
        _forget_examples(program)
        sizes = {number: value.nbytes for value, number in memory.buffers.items()}
        self.nbytes = sum(sizes.values()) + writer.nbytes + 10 * len(self.source)
        self.guard = record.guard
        self.aliases = record.aliases
        self.outside = {key for key, held in record.held.items() if held.place is None}
        self._count = len(program.inputs) - len(kept)  # of the arguments
        self._read = outside.reader(kept)
        self._finish = outside.finisher(record.outputs)
        self._changes = bool(outside.changes)
        self._outputs = record.outputs
        self._named = record.named
        # A result to be differentiated outside is recorded: backward needs the whole graph.
        records = mode != NOTHING and any(_requires_grad(x) for x in leaves(record.outputs))
        self.function = record.function
        self.records = records
        args = [x for call in program.calls for x in call.args]
        self.generators = [x for x in args if isinstance(x, GENERATORS)]
        self.idle: list[Callable[..., tuple[Any, ...]]] = []  # each has memory of its own

    @property
    def inputs(self) -> dict[str, tuple[tuple[int, ...], str]]:
        """The shape and the dtype of each argument, by its name in the source."""
        given = self._program.inputs[: self._count]
        names = Writer(self._program, self._memory, self._name).arguments
        kinds = [(value.shape, str(value.dtype)) for value in given]
        return dict(zip(names, kinds, strict=False))

    @property
    def depends_on(self) -> list[str]:
        """The names of what is compared before every run, beside the arguments."""
        return self.guard.labels

    def __repr__(self) -> str:
        inputs = ", ".join(
            f"{name} {shape} {dtype}" for name, (shape, dtype) in self.inputs.items()
        )
        lines = len(self.source.splitlines())
        return f"<program {self._name}({inputs}): {lines} lines, {self.nbytes} bytes>"

    def report(self, inputs: list[Any], rounds: int) -> Report:
        """The time and the memory of each line; see `minigrad.compiler.compiled.Compiled`."""
        before = [(generator, state_of(generator)) for generator in self.generators]
        try:
            return report(self._program, self._memory, self._name, inputs, rounds)
        finally:
            for generator, state in before:
                set_state(generator, state)

    def graph(self, stage: str, words: Words) -> Node:
        """The graph of what was recorded, or of the program, to be drawn."""
        from minigrad.compiler.graphing import graph_of  # noqa: PLC0415 - with the first drawing

        if stage == "before":
            names = {value: value.name for value in self._recorded.inputs}
            return graph_of(self._recorded, names, words, results=self._named)
        names = Writer(self._program, self._memory, self._name).names
        if self.target is None:
            return graph_of(self._program, names, words, results=self._named)
        whole, frames = self.target.whole, self.target.loops_of
        return graph_of(whole, names, words, results=self._named, frames=frames)

    def save(self, path: Any) -> None:
        """Write a file that runs with NumPy alone; see `minigrad.compiler.compiled.Compiled`."""
        if self._changes:
            raise TypeError(
                "save: the program changes Tensors, or an optimiser, from outside, which are not "
                "in a file; save a function that returns what it computes"
            )
        read = self._read()
        if read is None:
            raise RuntimeError("save: what the program reads is not as it was; call it first")
        writer = Writer(self._program, self._memory, self._name)
        write_atomically(path, saved(writer, read, self._outputs).encode())

    def read(self, given: Sequence[Tensor]) -> list[Any] | None:
        """The values beside the arguments that the program reads; None if it does not fit.

        Parameters
        ----------
        given
            The Tensors among the arguments.
        """
        for i, tensor in enumerate(given):  # which may be Tensors of outside too
            known = self.aliases.get(i)
            if tensor is not known if known is not None else id(tensor) in self.outside:
                return None
        return self._read() if self.guard.holds() else None

    def __call__(self, inputs: list[Any], given: Sequence[Tensor], args: Any, kwargs: Any) -> Any:
        """Run the program on its inputs, and give Tensors their new values."""
        if self.records:
            return ordinary(self.function, args, kwargs)
        try:
            run = self.idle.pop()
        except IndexError:
            run = self.make()
        before = [(generator, state_of(generator)) for generator in self.generators]
        try:
            outputs = run(*inputs)
        except Exception:  # noqa: BLE001 - the function raises it at its own line, or catches it
            for generator, state in before:
                set_state(generator, state)
            return ordinary(self.function, args, kwargs)
        finally:
            self.idle.append(run)
        return self._finish(given, outputs)


def _requires_grad(x: Any) -> bool:
    return isinstance(x, Output) and x.requires_grad


def _forget_examples(program: Program) -> None:
    """Let go of the arrays of the call that was recorded."""
    for value in (*program.inputs, *values(program.outputs)):
        value.example = None
    for call in program.calls:
        for value in call.inputs():
            value.example = None
        if call.result is not None:
            call.result.example = None


def _used(program: Program, count: int) -> list[int]:
    """The numbers of the sources that the program uses; the inputs of the others are taken out."""
    used = {value for call in program.calls for value in call.inputs()}
    used.update(values(program.outputs))
    given = len(program.inputs) - count
    kept = [i for i, value in enumerate(program.inputs[given:]) if value in used]
    program.inputs[given:] = [program.inputs[given + i] for i in kept]
    return kept
