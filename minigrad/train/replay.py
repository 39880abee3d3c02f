"""Batches of an epoch that can be made again, by the states of generators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from minigrad.tensors.generators import Rng, same_state, set_states, states_of

Found = list[tuple[int, dict[str, Any]]]


class Replay:
    """Goes through the batches of a loader, and through the same ones again.

    The numbers that a loader draws for a batch depend on the states of its generators, and others
    may draw from the same ones in between: Dropout that shares the loader's generator does so at
    every batch.

    Parameters
    ----------
    generators
        All from which the loader may draw, by name.

    Attributes
    ----------
    found
        Numbers of batches, and the states in which the loader found generators for them: all of
        them for batch 0, and for a later one those that it drew from after somebody else had.
    """

    def __init__(self, generators: Mapping[str, Rng]) -> None:
        self.generators = generators
        self.found: Found = []

    def begin(self, batches: Iterable[Any]) -> Iterator[Any]:
        """The batches of a new epoch."""
        states = states_of(self.generators)
        self.found = [(0, states)]
        return self._noting(iter(batches), 0, states)

    def go_on(self, batches: Iterable[Any], done: int) -> Iterator[Any]:
        """The batches that come after those that were done.

        The generators stay where they are. An error says if there are not so many batches.
        """
        now = states_of(self.generators)
        found = dict(self.found)
        set_states(self.generators, found[0])
        iterator = iter(batches)
        for k in range(done):
            set_states(self.generators, found.get(k, {}))
            if next(iterator, None) is None:
                raise ValueError("there are fewer batches than when the checkpoint was written")
        left = states_of(self.generators)
        set_states(self.generators, now)
        return self._noting(iterator, done, left)

    def _noting(self, iterator: Iterator[Any], k: int, left: dict[str, Any]) -> Iterator[Any]:
        """Hand the batches on from number ``k``; ``left`` is how the one before left all states."""
        while True:
            before = states_of(self.generators)
            batch = next(iterator, None)
            if batch is None:
                return
            after = states_of(self.generators)
            drawn = [name for name in before if not same_state(before[name], after[name])]
            moved = {
                name: before[name] for name in drawn if not same_state(before[name], left[name])
            }
            if moved:
                self.found.append((k, moved))
            left, k = after, k + 1
            yield batch
