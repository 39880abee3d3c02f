"""Reports: the time and the memory of each line of a program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from time import perf_counter_ns
from typing import Any

import numpy as np

from minigrad.compiler.buffers import Memory
from minigrad.compiler.program import Call, Program, Value, values
from minigrad.compiler.source import Writer

_PRODUCTS = frozenset({np.matmul, np.dot, np.einsum, np.tensordot, np.inner, np.vdot})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a program.

    Attributes
    ----------
    text
        The line.
    microseconds
        The median time of one run of it.
    user
        The line of the user's code for which it stands; empty where there is none.
    is_product
        Whether it is a product of matrices.
    """

    text: str
    microseconds: float
    user: str
    is_product: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A report on a program; as text, a table of its lines.

    Attributes
    ----------
    lines
        In the order of the program.
    buffers
        The number of arrays that are there from the beginning.
    kept_bytes, peak_bytes
        The memory of those, and the most that is in use in a run, results and inputs included.
    """

    lines: tuple[Line, ...]
    buffers: int
    kept_bytes: int
    peak_bytes: int

    @property
    def microseconds(self) -> float:
        """The time of all lines together."""
        return sum(line.microseconds for line in self.lines)

    @property
    def floor_microseconds(self) -> float:
        """The time of the products of matrices, below which no other way of writing comes."""
        return sum(line.microseconds for line in self.lines if line.is_product)

    def __str__(self) -> str:
        total = self.microseconds or 1.0
        rows = [
            f"{line.microseconds:9.1f} {line.microseconds / total:5.0%}  {_cut(line.text, 38)}  "
            f"{_cut(line.user, 23, end=True)}".rstrip()
            for line in self.lines
        ]
        count, kept, most = len(self.lines), _bytes(self.kept_bytes), _bytes(self.peak_bytes)
        floor = f"products of matrices, the floor: {self.floor_microseconds:.1f} µs"
        total_line = f"{self.microseconds:9.1f} µs in {count} lines; {floor}"
        memory_line = f"{self.buffers} buffers of {kept}; at most {most} in use"
        return "\n".join(["       µs share  line", *rows, total_line, memory_line])

    def __repr__(self) -> str:
        return (
            f"<Report: {len(self.lines)} lines, {self.microseconds:.1f} µs, {self.buffers} buffers>"
        )


def report(
    program: Program, memory: Memory, name: str, inputs: Sequence[Any], rounds: int
) -> Report:
    """Run a program some times, and measure each of its lines.

    Nothing that the program would change is changed, since that is done after a run.
    """
    marks: list[int] = []
    writer = Writer(program, memory, name, mark=lambda: marks.append(perf_counter_ns()))
    run = writer.compiled()()
    times: list[list[int]] = []
    for _ in range(rounds + 1):  # the first one finds nothing in the caches
        marks.clear()
        marks.append(perf_counter_ns())
        run(*inputs)
        times.append([b - a for a, b in pairwise(marks)])
    lines = tuple(
        Line("; ".join(text), median(t[i] for t in times[1:]) / 1e3, call.line, _is_product(call))
        for i, (text, call) in enumerate(writer.written)
    )
    sizes = {memory.buffers[value]: value.nbytes for value in memory.buffers}
    kept = {number: size for number, size in sizes.items() if number not in memory.given}
    return Report(lines, len(kept), sum(kept.values()), peak(program, memory))


def peak(program: Program, memory: Memory) -> int:
    """The most memory in use at once, in bytes: inputs, buffers, and arrays between and after."""
    sizes = {memory.buffers[value]: value.nbytes for value in memory.buffers}
    kept = sum(size for number, size in sizes.items() if number not in memory.given)
    last: dict[Value, int] = {}
    for i, call in enumerate(program.calls):
        last.update({value.owner: i for value in call.inputs()})
    last.update({value.owner: len(program.calls) for value in values(program.outputs)})
    live = sum(_size(value) for value in program.inputs)
    most = live
    ends: dict[int, int] = {}
    for i, call in enumerate(program.calls):
        result = call.result
        if result is not None and result.base is None and result not in memory.buffers:
            live += _size(result)
            end = last.get(result, i)
            ends[end] = ends.get(end, 0) + _size(result)
        most = max(most, live)
        live -= ends.get(i, 0)
    return kept + most


def _size(value: Value) -> int:
    return 0 if value.dtype.hasobject else value.nbytes


def _is_product(call: Call) -> bool:
    function: Callable[..., Any] = call.function
    return function in _PRODUCTS or getattr(function, "__module__", "") == "numpy.linalg"


def _cut(text: str, width: int, *, end: bool = False) -> str:
    if len(text) <= width:
        return text.ljust(width)
    return "…" + text[1 - width :] if end else text[: width - 1] + "…"


def _bytes(n: float) -> str:
    unit = next((i for i in range(3) if n < 1024 ** (i + 1)), 3)
    return f"{n:.0f} B" if unit == 0 else f"{n / 1024**unit:.1f} {'KMG'[unit - 1]}iB"
