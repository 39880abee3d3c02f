"""Mini-batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from minigrad.data.given import as_pair, whole_number

Batch = tuple[NDArray[Any], NDArray[Any]]
Random = np.random.Generator | np.random.RandomState


class Batches:
    """The mini-batches of a data set: an iterable that is gone through once in every epoch.

    Each time, the generator shuffles a fresh ``arange(N)``, and the batches follow that order.
    NumPy's legacy ``RandomState`` is welcome too: published runs come out again by its numbers.

    Parameters
    ----------
    x, t : array_like
        Inputs and targets, one of each for every sample, of any shape beyond the first axis.
        Arrays, Tensors, lists, DataFrames, tensors of other libraries: what NumPy can read.
    batch_size : int
        How many samples a batch has.
    rng : numpy.random.Generator or numpy.random.RandomState, optional
        Shuffles at the start of every epoch; without one the order stays as it is.
    drop_last : bool
        Whether a last batch of fewer samples is left out.

    Yields
    ------
    tuple of array
        Read-only, so that Tensors share them without a copy: inputs and their targets.

    Raises
    ------
    TypeError
        If NumPy makes no numbers of the inputs or targets, the batch size is no whole number, or
        the generator is none.
    ValueError
        If there are not as many targets as inputs, no sample, or no batch.

    Examples
    --------
    >>> from minigrad import data
    >>> batches = data.Batches(np.arange(5.0), np.arange(5), batch_size=2)
    >>> len(batches)
    3
    >>> for x, t in batches:
    ...     print(x, t)
    [0. 1.] [0 1]
    [2. 3.] [2 3]
    [4.] [4]
    """

    def __init__(
        self,
        x: ArrayLike,
        t: ArrayLike,
        batch_size: int,
        rng: Random | None = None,
        *,
        drop_last: bool = False,
    ) -> None:
        check_generator(type(self).__name__, rng)
        self.x, self.t = as_pair(x, t)
        self.batch_size = whole_number(batch_size, "batch_size", least=1)
        self.rng = rng
        self.drop_last = drop_last
        if len(self) == 0:
            raise ValueError(
                f"{len(self.x)} samples do not fill one batch of {self.batch_size}, and "
                "drop_last=True leaves out the rest"
            )

    def __len__(self) -> int:
        full, rest = divmod(len(self.x), self.batch_size)
        return full + (rest > 0 and not self.drop_last)

    def __iter__(self) -> Iterator[Batch]:
        order = np.arange(len(self.x))
        if self.rng is not None:
            self.rng.shuffle(order)
        for k in range(len(self)):
            yield _take(self.x, self.t, order[k * self.batch_size : (k + 1) * self.batch_size])


def check_generator(what: str, rng: Any) -> None:
    """Refuse a seed: the same numbers in every epoch would hardly be meant."""
    if rng is not None and not hasattr(rng, "shuffle"):
        raise TypeError(
            f"{what}: rng is a generator, np.random.default_rng(seed), not {type(rng).__name__}"
        )


def random_batch(x: ArrayLike, t: ArrayLike, size: int, rng: Random) -> Batch:
    """Draw a mini-batch by random index; a sample may come more than once.

    Parameters
    ----------
    x, t : array_like
        Inputs and targets, one of each for every sample.
    size : int
        How many samples to draw.
    rng : numpy.random.Generator or numpy.random.RandomState
        Draws them, by its ``choice``.

    Returns
    -------
    tuple of array
        Inputs and their targets, read-only.

    Raises
    ------
    TypeError
        If NumPy makes no numbers of the inputs or targets, or the size is no whole number.
    ValueError
        If there are not as many targets as inputs, no sample, or none is asked for.

    References
    ----------
    "ゼロからDL(2) 3.6〜4.4.1".

    Examples
    --------
    >>> from minigrad import data
    >>> x, t = data.random_batch(10 * np.arange(8), np.arange(8), 3, np.random.default_rng(0))
    >>> x
    array([60, 50, 40])
    >>> t
    array([6, 5, 4])
    """
    inputs, targets = as_pair(x, t)
    return _take(inputs, targets, rng.choice(len(inputs), whole_number(size, "size", least=1)))


def _take(x: NDArray[Any], t: NDArray[Any], rows: NDArray[np.intp]) -> Batch:
    batch = x[rows], t[rows]
    for array in batch:
        array.setflags(write=False)
    return batch
