"""Data sets as users give them: arrays ``(x, t)``, or iterables of batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from minigrad.data.arguments import as_array, as_pair, described, is_array
from minigrad.tensors.handle import Tensor

FIT = "fit(net, loss, opt, (x, t), (x_test, t_test))"
EVALUATE = "evaluate(net, loss, (x, t))"
Dataset = tuple[Any, Any] | Iterable[tuple[Any, Any]]


def as_dataset(given: Any, name: str, right: str = FIT) -> Any:
    """A data set: ``(x, t)`` as arrays, or an iterable of batches as it is."""
    if isinstance(given, tuple) and len(given) == 2:
        return as_pair(*given)
    of, wrong = "", isinstance(given, (str, bytes, Mapping)) or is_array(given)
    if isinstance(given, tuple):
        of, wrong = f" of {len(given)}", True
    elif isinstance(given, list) and given:
        of, wrong = f" that begins with {described(given[0])}", not _is_batch(given[0])
    if wrong:
        raise TypeError(
            f"{name} is a tuple (x, t) of the inputs and the targets, or something that gives such "
            f"batches, not {described(given)}{of}; write {right}"
        )
    if not hasattr(given, "__iter__") or hasattr(given, "__next__"):
        raise TypeError(
            f"{name} is (x, t), or something like minigrad.data.Loader that can be gone through in "
            f"every epoch, not {type(given).__name__}"
        )
    return given


def refuse_arrays(right: str, others: Sequence[Any]) -> None:
    """Refuse arguments behind a data set: inputs and targets that were given one by one."""
    if others:
        raise TypeError(
            f"inputs and targets go together, as a tuple (x, t): {right}; there is "
            f"{described(others[0])} behind them"
        )


def batches_of(given: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """The batches of a data set, with arrays of other libraries as NumPy's."""
    for batch in given:
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            raise TypeError(
                f"a batch is a tuple (x, t), inputs and targets, not {described(batch)}"
            )
        x, t = batch
        yield _known(x, "inputs"), _known(t, "targets")


def _known(x: Any, what: str) -> Any:
    """A DataFrame or a tensor of PyTorch as an array; a network may take anything else itself."""
    foreign = hasattr(x, "to_numpy") or (hasattr(x, "detach") and not isinstance(x, Tensor))
    return as_array(x, what) if foreign else x


def _is_batch(item: Any) -> bool:
    """True of a batch in a list, and not of a row of numbers or a sample."""
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        return False
    if isinstance(item, list) and not any(map(is_array, item)):
        return False
    return not any(isinstance(part, (int, float, complex, np.generic)) for part in item)


def length(batches: Any) -> int | None:
    """The number of batches, if it is known before."""
    try:
        return len(batches)
    except TypeError:
        return None
