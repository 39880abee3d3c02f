"""The state of a module: its Tensors by name, out as arrays and in again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from minigrad.core.values import as_value
from minigrad.tensors.handle import Tensor

SHOWN = 5  # names of one kind in a message


class Differences(NamedTuple):
    """The names that a state and a module do not share.

    Attributes
    ----------
    missing_keys
        Names of the module that the state lacks.
    unexpected_keys
        Names in the state that the module lacks.
    """

    missing_keys: list[str]
    unexpected_keys: list[str]


def to_arrays(tensors: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """The values as arrays: read-only, and never changed by training that goes on."""
    state = {name: np.asarray(tensor.numpy()) for name, tensor in tensors.items()}
    for array in state.values():
        array.setflags(write=False)
    return state


def load_arrays(
    tensors: Mapping[str, Tensor], state: Mapping[str, Any], *, strict: bool
) -> Differences:
    """Give Tensors the values of the same names, all of them or, after an error, none."""
    missing = [name for name in tensors if name not in state]
    unexpected = [str(name) for name in state if name not in tensors]
    problems = []
    if strict and missing:
        problems.append(f"missing: {_shown(missing)}")
    if strict and unexpected:
        problems.append(f"unexpected: {_shown(unexpected)}")
    values: dict[str, Any] = {}
    wrong = []
    for name, tensor in tensors.items():
        if name in state:
            try:
                values[name] = _fitting(state[name], tensor)
            except (TypeError, ValueError, FloatingPointError) as error:
                wrong.append(f"{name} {error}")
    if wrong:
        problems.append(f"wrong: {_shown(wrong)}")
    if problems:
        raise ValueError(
            "load_state_dict: this state does not fit, and nothing was changed; "
            + "; ".join(problems)
        )
    for name, value in values.items():
        tensors[name].data = value
    return Differences(missing, unexpected)


def _fitting(given: Any, tensor: Tensor) -> Any:
    """A value for a Tensor, of its shape and dtype and in memory of its own."""
    array = given.numpy() if isinstance(given, Tensor) else np.asarray(given)
    if array.shape != tensor.shape:
        raise ValueError(f"has shape {array.shape} instead of {tensor.shape}")
    if array.dtype.kind not in "biufc" or not np.can_cast(array.dtype, tensor.dtype, "same_kind"):
        raise TypeError(f"is of {array.dtype}, which does not fit into {tensor.dtype}")
    with np.errstate(over="raise"):
        try:
            return as_value(np.array(array, tensor.dtype))
        except FloatingPointError:
            raise FloatingPointError(f"has numbers too large for {tensor.dtype}") from None


def _shown(items: list[str]) -> str:
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return ", ".join(items[:SHOWN]) + more
