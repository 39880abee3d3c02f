"""One call of a function on small inputs, by NumPy and on Tensors: right, wrong or refused."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

import minigrad as mg

STEP = 1e-3
TOLERANCE = 1e-6  # of differences with an error of the fourth order, relative to the largest
RANGES = {"real": (-1.87, 2.13), "positive": (0.33, 2.57), "unit": (-0.87, 0.91), "above": (1.2, 3)}


class Sample(NamedTuple):
    """An input: numbers far from each other and from kinks, in an order of its own."""

    kind: str
    shape: tuple[int, ...]
    values: Any = None

    def array(self, place: int) -> Any:
        """The numbers of the input at this place among the arguments."""
        if self.values is not None:
            return np.array(self.values, float)
        if self.kind == "complex":
            return self._replace(kind="real").array(place) + 1j * self._replace(
                kind="positive"
            ).array(place + 7)
        low, high = RANGES[self.kind]
        size = int(np.prod(self.shape))
        numbers = np.linspace(low, high, size) if size > 1 else np.array([high / 2])
        numbers = np.random.default_rng(place).permutation(numbers) * (1 - 0.11 * (place % 5))
        return numbers.reshape(self.shape)


def real(*shape: int) -> Sample:
    """Numbers of both signs, up to 2.13."""
    return Sample("real", shape)


def positive(*shape: int) -> Sample:
    """Numbers from 0.33 to 2.57."""
    return Sample("positive", shape)


def unit(*shape: int) -> Sample:
    """Numbers between -1 and 1."""
    return Sample("unit", shape)


def above(*shape: int) -> Sample:
    """Numbers from 1.2 to 3."""
    return Sample("above", shape)


def complex_(*shape: int) -> Sample:
    """Complex numbers."""
    return Sample("complex", shape)


def given(values: Any) -> Sample:
    """Numbers that matter."""
    return Sample("given", np.shape(values), values)


class Call:
    """A function of inputs that are Tensors, or arrays for NumPy's own answer.

    Parameters
    ----------
    function : callable
        What a user writes, with plain ``np.*``.
    *inputs : Sample
        All of them require gradients.
    gradient : bool
        Whether the results are to be differentiated; otherwise values alone are compared.
    reference : callable, optional
        What is called with arrays instead, where it is written in another way.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *inputs: Sample,
        gradient: bool = True,
        reference: Callable[..., Any] | None = None,
    ) -> None:
        self.function = function
        self.inputs = inputs
        self.gradient = gradient
        self.reference = reference or function


def value_of(function: Callable[..., Any], *inputs: Sample) -> Call:
    """A call whose results have no gradient."""
    return Call(function, *inputs, gradient=False)


class Outcome(NamedTuple):
    """What became of a call, and why where it is not right."""

    verdict: Literal["right", "wrong", "refused"]
    why: str = ""


class _WrongError(Exception):
    """What Tensors gave is not what NumPy gives."""


def outcome_of(call: Call) -> Outcome:
    """The call on Tensors, compared with NumPy's value and with differences of it."""
    arrays = [sample.array(place) for place, sample in enumerate(call.inputs)]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        expected = list(_parts(call.reference(*[a.copy() for a in arrays])))
        cotangents = _cotangents(expected)
        try:
            tensors = [mg.tensor(a, requires_grad=True) for a in arrays]
            result = list(_parts(call.function(*tensors)))
            _compare(result, expected)
            if not call.gradient:
                return Outcome("right")
            loss = _loss(result, cotangents)
            if isinstance(loss, mg.Tensor) and loss.requires_grad:
                loss.backward()
        except _WrongError as error:
            return Outcome("wrong", str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the call is refused
            return Outcome("refused", f"{type(error).__name__}: {_short(error)}")
        return _compare_gradients(call, arrays, tensors, cotangents)


def _compare_gradients(call: Call, arrays: Any, tensors: Any, cotangents: Any) -> Outcome:
    for place, tensor in enumerate(tensors):
        numerical = _differences(call.reference, arrays, place, cotangents)
        if tensor.grad is None:
            gradient = np.zeros_like(numerical)
        else:
            gradient = np.asarray(tensor.grad.numpy())
        worst = float(np.max(np.abs(gradient - numerical), initial=0.0))
        allowed = TOLERANCE * max(1.0, float(np.max(np.abs(numerical), initial=0.0)))
        if not worst <= allowed:
            lost = " (lost)" if tensor.grad is None else ""
            return Outcome("wrong", f"gradient of input {place}{lost} is off by {worst:.1e}")
    return Outcome("right")


def _parts(result: Any) -> Iterator[Any]:
    """The arrays, numbers and texts in a nest of results."""
    if isinstance(result, Mapping):
        for part in result.values():
            yield from _parts(part)
    elif isinstance(result, (tuple, list)):
        for part in result:
            yield from _parts(part)
    else:
        yield result


def _compare(result: list[Any], expected: list[Any]) -> None:
    if len(result) != len(expected):
        raise _WrongError(f"{len(result)} results instead of {len(expected)}")
    for ours, theirs in zip(result, expected, strict=True):
        if not isinstance(theirs, (np.ndarray, np.generic)):
            if isinstance(theirs, (int, float, complex)) and isinstance(ours, mg.Tensor):
                ours = ours.item()  # noqa: PLW2901
            if ours != theirs:
                raise _WrongError(f"{ours!r} instead of {theirs!r}")
            continue
        if isinstance(theirs, np.ndarray) and not isinstance(ours, mg.Tensor):
            raise _WrongError(f"a {type(ours).__name__}, not a Tensor")
        value = ours.numpy() if isinstance(ours, mg.Tensor) else np.asarray(ours)
        if value.shape != theirs.shape or value.dtype != theirs.dtype:
            raise _WrongError(
                f"{value.dtype} of shape {value.shape} instead of {theirs.dtype} of {theirs.shape}"
            )
        if not np.allclose(value, theirs, rtol=1e-9, atol=1e-9, equal_nan=True):
            raise _WrongError(f"value {_short(value)} instead of {_short(theirs)}")


def _short(x: object) -> str:
    return " ".join(str(x).split())[:160]


def _cotangents(expected: list[Any]) -> list[Any]:
    """Random weights of real and imaginary parts; None where nothing can be differentiated."""
    rng = np.random.default_rng(5)
    pairs = []
    for part in expected:
        dtype = getattr(part, "dtype", np.dtype(type(part)) if isinstance(part, float) else None)
        differentiable = dtype is not None and dtype.kind in "fc"
        shape = np.shape(part) if differentiable else ()
        pairs.append((rng.normal(size=shape), rng.normal(size=shape)) if differentiable else None)
    return pairs


def _loss(result: list[Any], cotangents: list[Any]) -> Any:
    """A real linear function of all results that can be differentiated."""
    total: Any = 0.0
    for part, pair in zip(result, cotangents, strict=True):
        if pair is None:
            continue
        if part.dtype.kind == "c":
            total = total + (np.real(part) * pair[0] + np.imag(part) * pair[1]).sum()
        else:
            total = total + (part * pair[0]).sum()
    return total


def _differences(function: Any, arrays: list[Any], place: int, cotangents: list[Any]) -> Any:
    """Central differences of the fourth order; of complex numbers along both axes."""
    original = arrays[place]
    gradient = np.zeros_like(original)
    directions = (1.0, 1j) if original.dtype.kind == "c" else (1.0,)
    for index, direction in itertools.product(np.ndindex(original.shape), directions):

        def at(steps: float, index: Any = index, direction: Any = direction) -> Any:
            moved = [a.copy() for a in arrays]
            moved[place][index] += steps * STEP * direction
            return _loss(list(_parts(function(*moved))), cotangents)

        slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * STEP)
        gradient[index] += slope * direction  # PyTorch's convention
    return gradient
