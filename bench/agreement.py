"""Agreement of minigrad and a peer on a program's derivatives; if there is none, who is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import minigrad as mg
from bench.peers import Derivatives, Peer
from minigrad.testing.directional import Derivative, directional_derivative, noise_of
from minigrad.testing.programs import Program, Use, execute, namespace

TOLERANCE = 1e-9  # of the largest element of a leaf's derivative
ROUNDING = 16.0  # times the change of the derivative when the leaves change by their last digits
_LAST_DIGITS = 4 * np.finfo(float).eps
_MOVES = 8
ORDERS = ("first order", "second order")


class Minigrad(Peer):
    """The engine itself, in the place of a peer."""

    name = "minigrad"

    def derivatives(self, program, cotangent, directions):
        """Record the first sweep, and sweep over it."""
        xs = program.tensors()
        first = mg.grad_of(program(*xs), list(xs), cotangent, create_graph=True)
        slope = sum(((g * v).sum() for g, v in zip(first, directions, strict=True)), mg.tensor(0.0))
        second = [np.zeros(x.shape) for x in xs]
        if slope.requires_grad:
            second = [g.numpy() for g in mg.grad_of(slope, list(xs))]
        return Derivatives([g.numpy() for g in first], second)


def bare(program: Program, cotangent: Any) -> list[Any]:
    """The engine's gradients by a sweep over arrays, which nobody differentiates again."""
    xs = program.tensors()
    return [g.numpy() for g in mg.grad_of(program(*xs), list(xs), cotangent)]


@dataclass(frozen=True)
class Question:
    """A program with a cotangent for its output, and a direction for each leaf."""

    program: Program
    cotangent: Any
    directions: tuple[Any, ...]

    @classmethod
    def about(cls, program: Program, seed: Sequence[int] = (0,)) -> Question:
        """With random numbers, none of them near 0."""
        rng = np.random.default_rng([*seed, 1])

        def numbers(shape: tuple[int, ...]) -> Any:
            return rng.uniform(0.5, 1.5, shape) * rng.choice([-1.0, 1.0], shape)

        shape = program(*program.leaves).shape
        return cls(program, numbers(shape), tuple(numbers(x.shape) for x in program.leaves))

    def asked_of(self, peer: Peer) -> Derivatives:
        """The peer's derivatives."""
        return peer.derivatives(self.program, self.cotangent, self.directions)


@dataclass(frozen=True)
class Difference:
    """The element at which two derivatives are farthest apart.

    Attributes
    ----------
    relative
        The distance, relative to the largest element of the leaf's derivative.
    """

    order: int
    leaf: int
    index: tuple[int, ...]
    ours: Any
    theirs: Any
    relative: float

    @property
    def place(self) -> str:
        """As in messages."""
        index = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"{ORDERS[self.order]}, x{self.leaf}{index}"


def differences(ours: Derivatives, theirs: Derivatives) -> Iterator[Difference]:
    """The largest difference of each leaf and order."""
    for order, pair in enumerate(zip(ours, theirs, strict=True)):
        for leaf, (a, b) in enumerate(zip(*pair, strict=True)):
            if a.shape != b.shape or a.dtype != b.dtype:
                shown = [f"shape {x.shape} of {x.dtype}" for x in (a, b)]
                yield Difference(order, leaf, (), *shown, np.inf)
            elif a.size:
                apart = np.abs(a - b)
                index = np.unravel_index(int(np.argmax(apart)), a.shape)  # of NaN, if there is one
                size = max(np.max(np.abs(a)), np.max(np.abs(b)))
                relative = float(apart[index] / size) if apart[index] else 0.0
                relative = relative if np.isfinite(relative) else np.inf
                at = tuple(map(int, index))
                yield Difference(order, leaf, at, float(a[at]), float(b[at]), relative)


@dataclass(frozen=True)
class Answer:
    """The result of comparing a program's derivatives.

    Attributes
    ----------
    worst
        The largest relative difference that is no rounding error.
    rounding
        Whether there was a larger one, that is.
    disagreement
        The worst difference, if it is larger than the tolerance.
    """

    worst: float
    rounding: bool
    disagreement: Difference | None


def compare(question: Question, peer: Peer) -> Answer:
    """Compare first and second order, minigrad's recorded sweep and the one over arrays."""
    ours = question.asked_of(ENGINE)
    theirs = question.asked_of(peer)
    found = [
        *differences(ours, theirs),
        *differences(
            Derivatives(bare(question.program, question.cotangent), []),
            Derivatives(theirs.first, []),
        ),
    ]
    large = [d for d in found if d.relative > TOLERANCE]
    if large:
        moved = rounding_errors(question, peer, ours, theirs)
        large = [d for d in large if not _distance(d) <= moved[d.order][d.leaf]]
    small = [d.relative for d in found if d.relative <= TOLERANCE]
    worst = max(large, key=lambda d: d.relative, default=None)
    return Answer(
        max(small, default=0.0) if worst is None else worst.relative,
        rounding=not large and len(small) < len(found),
        disagreement=worst,
    )


ENGINE = Minigrad()


def _distance(d: Difference) -> float:
    return np.inf if isinstance(d.ours, str) else abs(d.ours - d.theirs)


def rounding_errors(
    question: Question, peer: Peer, ours: Derivatives, theirs: Derivatives
) -> list[list[float]]:
    """By how much each leaf's derivative may be wrong by rounding alone.

    A derivative that is 0 because large terms cancel has no digits that could agree. How much is
    lost, the program itself says: every value in it is moved by its last digits (Monte Carlo
    arithmetic), and what the derivatives do then, in either library, no computation in float64
    can be asked to get right. Nor can it know the change of a first derivative to more digits
    than this has.
    """
    rng = np.random.default_rng(0)
    digits = [_LAST_DIGITS * float(np.max(np.abs(g), initial=0.0)) for g in ours.first]
    moved = [[0.0] * len(ours.first), [ROUNDING * d for d in digits[: len(ours.second)]]]
    for _ in range(_MOVES):
        shaken = replace(question, program=_shaken(question.program, rng))
        for library, still in ((ENGINE, ours), (peer, theirs)):
            for order, gs in enumerate(shaken.asked_of(library)):
                for leaf, g in enumerate(gs):
                    change = np.max(np.abs(g - still[order][leaf]), initial=0.0)
                    moved[order][leaf] = max(moved[order][leaf], ROUNDING * float(change))
    return moved


def _shaken(program: Program, rng: np.random.Generator) -> Program:
    """The program with its leaves, and each use of a floating-point value, moved a little."""

    def little(shape: tuple[int, ...] = ()) -> Any:
        return 1 + _LAST_DIGITS * rng.uniform(-1, 1, shape)

    values = values_of(program)
    steps = {
        name: step._replace(
            inputs=tuple(
                x._replace(scale=float(x.scale * little()))
                if isinstance(x, Use) and values[x.name].dtype.kind == "f"
                else x
                for x in step.inputs
            )
        )
        for name, step in program.steps.items()
    }
    return Program(tuple(x * little(x.shape) for x in program.leaves), steps)


def values_of(program: Program) -> dict[str, Any]:
    """Every value of the program by its name."""
    names = namespace(step.op for step in program.steps.values())
    names.update(zip(program.leaf_names, program.tensors(), strict=True))
    return execute("\n".join(program.lines), names)


# The third opinion.


def third_opinion(question: Question, difference: Difference) -> Derivative:
    """The derivative at the place of a difference from values of the program alone."""
    axis = np.zeros(question.program.leaves[difference.leaf].shape)
    axis[difference.index] = 1.0
    along = [np.zeros(x.shape) for x in question.program.leaves]
    along[difference.leaf] = axis

    def value(step: Any, other: Any = 0.0) -> Any:
        moved = [
            x + step * v + other * w
            for x, v, w in zip(question.program.leaves, along, question.directions, strict=True)
        ]
        return np.array([np.sum(question.cotangent * question.program(*moved).numpy())])

    def slope(step: Any) -> Any:
        if isinstance(step, complex):
            raise TypeError("the complex step is spent on the first derivative")
        return _slope(lambda other: value(step, other)).value

    with np.errstate(all="ignore"):
        return _slope(value if difference.order == 0 else slope)


def _slope(line: Any) -> Derivative:
    y = line(0.0)
    return directional_derivative(line, y, noise_of(line, y), size=1.0, goal=1e-12)


def wrong_ones(difference: Difference, third: Derivative, peer: str) -> tuple[str, ...]:
    """The names of those who are wrong, as far as the third opinion can tell."""
    if isinstance(difference.ours, str):
        return ()
    number, error = float(third.value[0]), float(third.error[0])
    said = {"minigrad": difference.ours, peer: difference.theirs}
    allowed = max(4 * error, TOLERANCE * abs(number))
    return tuple(name for name, x in said.items() if not abs(x - number) <= allowed)
