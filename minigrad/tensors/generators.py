"""The random generators that the parts of a run hold, by name."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from minigrad.tensors.object_graph import GENERATORS, reachable

Rng: TypeAlias = np.random.Generator | np.random.RandomState | random.Random
_CHILDREN = "children"


def find_generators(parts: Mapping[str, Any]) -> dict[str, Rng]:
    """All generators that parts refer to, under the first of their names."""
    return {name: value for name, value in reachable(parts) if isinstance(value, GENERATORS)}


def state_of(rng: Rng) -> dict[str, Any]:
    """All of a generator's state, as numbers, texts and arrays."""
    if isinstance(rng, np.random.RandomState):
        return dict(rng.get_state(legacy=False))
    if isinstance(rng, random.Random):
        return {"state": rng.getstate()}
    children = _children(rng)
    return dict(rng.bit_generator.state) | ({_CHILDREN: children} if children else {})


def set_state(rng: Rng, state: dict[str, Any]) -> None:
    """Put a generator where another one of its kind was."""
    if isinstance(rng, np.random.RandomState):
        rng.set_state(state)
    elif isinstance(rng, random.Random):
        rng.setstate(state["state"])
    else:
        children = state.get(_CHILDREN, 0)
        rng.bit_generator.state = {k: v for k, v in state.items() if k != _CHILDREN}
        missing = children - _children(rng)
        if missing > 0:  # the next one that is spawned is then the same
            rng.spawn(missing)


def _children(rng: np.random.Generator) -> int:
    """The number of generators that were spawned, which is no part of NumPy's state."""
    return int(getattr(rng.bit_generator.seed_seq, "n_children_spawned", 0))


def same_state(one: Any, other: Any) -> bool:
    """Equality of two states, or of parts of them."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_state(one[k], other[k]) for k in one)
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else bool(one == other)


def states_of(generators: Mapping[str, Rng]) -> dict[str, Any]:
    """The states of several, by their names."""
    return {name: state_of(rng) for name, rng in generators.items()}


def set_states(generators: Mapping[str, Rng], states: Mapping[str, Any]) -> None:
    """Put those generators that are named where others were."""
    for name, state in states.items():
        set_state(generators[name], state)


def kind_of(rng: Rng) -> str:
    """The classes of a generator, which a saved state must be of."""
    if isinstance(rng, random.Random):
        return type(rng).__name__
    bits = (
        rng.get_state(legacy=False)["bit_generator"]
        if isinstance(rng, np.random.RandomState)
        else rng.bit_generator.state["bit_generator"]
    )
    return f"{type(rng).__name__}({bits})"
