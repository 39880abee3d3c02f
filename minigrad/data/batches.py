"""Mini-batches: of arrays, IDX files, objects and functions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from minigrad.data.arguments import as_pair, described, is_array, whole_number
from minigrad.data.arrays import read_idx

Batch = tuple[NDArray[Any], NDArray[Any]]
Random = np.random.Generator | np.random.RandomState
Augment = Callable[[Any, Any], Any]  # of inputs and a generator


class Batches:
    """The mini-batches of a data set: an iterable that is gone through once in every epoch.

    Each time, the generator shuffles a fresh ``arange(N)``, and the batches follow that order.
    NumPy's legacy ``RandomState`` may be used too: it reproduces published runs.

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
        self.x: NDArray[Any]
        self.t: NDArray[Any]
        self.x, self.t = as_pair(x, t)
        self.batch_size: int = whole_number(batch_size, "batch_size", least=1)
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
    """Refuse a seed: it would give the same numbers in every epoch."""
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


class Loader:
    """The mini-batches of a source, shuffled and augmented: gone through once in every epoch.

    Parameters
    ----------
    source
        One of

        - ``(x, t)``: arrays, or names of IDX files, with one of each for every sample;
        - an object with ``len(source)`` and ``source[i]``, which is the sample ``(x, t)``;
        - a function that is called with the generator at every epoch and returns an iterable of
          samples ``(x, t)``, such as a generator function. It decides on the order itself.
    batch_size : int
        How many samples a batch has.
    rng : numpy.random.Generator or numpy.random.RandomState, optional
        Shuffles at the start of every epoch, and is handed to ``augment`` and to a function.
    shuffle : bool, optional
        By default, whether there is a generator.
    augment : callable, optional
        A function ``(x, rng)`` of the inputs of a batch that returns as many others: noise,
        shifts, crops. Put functions together by calling one in the other.
    drop_last : bool
        Whether a last batch of fewer samples is left out.

    Yields
    ------
    tuple of array
        Read-only inputs and targets.

    Raises
    ------
    TypeError
        If the source is none of these.
    ValueError
        If there is nothing to make a batch of, or the options do not fit the source.

    Examples
    --------
    >>> from minigrad import data
    >>> def noisy(x, rng):
    ...     return x + 0.01 * rng.standard_normal(x.shape)
    >>> rng = np.random.default_rng(0)
    >>> loader = data.Loader((np.zeros((5, 2)), np.arange(5)), 2, rng, augment=noisy)
    >>> [x.shape for x, t in loader]
    [(2, 2), (2, 2), (1, 2)]

    >>> def squares(rng):
    ...     for x in rng.uniform(-1, 1, size=4):
    ...         yield x, x * x
    >>> [x.shape for x, t in data.Loader(squares, 3, rng)]
    [(3,), (1,)]
    """

    def __init__(
        self,
        source: Any,
        batch_size: int,
        rng: Random | None = None,
        *,
        shuffle: bool | None = None,
        augment: Augment | None = None,
        drop_last: bool = False,
    ) -> None:
        if is_array(source):
            raise TypeError(
                "Loader: inputs and targets go together as a tuple (x, t), not "
                f"{described(source)} alone"
            )
        if rng is None and (augment is not None or shuffle):
            option = "augment" if augment is not None else "shuffle"
            raise ValueError(f"Loader: {option} needs a generator: rng=np.random.default_rng(0)")
        check_generator("Loader", rng)
        self.batch_size = batch_size
        self.rng = rng
        self.augment = augment
        order = rng if shuffle is None or shuffle else None
        self._batches: Batches | _Samples
        self._items: Any = None  # an object whose rows the batches number
        if isinstance(source, tuple):
            if len(source) != 2:
                raise TypeError(f"Loader: a tuple is inputs and targets (x, t), not {len(source)}")
            x, t = (read_idx(a) if isinstance(a, (str, os.PathLike)) else a for a in source)
            self._batches = Batches(x, t, batch_size, order, drop_last=drop_last)
        elif hasattr(source, "__getitem__") and hasattr(source, "__len__"):
            rows = np.arange(len(source))
            self._items = source
            self._batches = Batches(rows, rows, batch_size, order, drop_last=drop_last)
        elif callable(source):
            if shuffle:
                raise ValueError(
                    "Loader: a function decides on the order of its samples itself, by the "
                    "generator it is called with; leave shuffle out"
                )
            self._batches = _Samples(
                source, Batches([0], [0], batch_size).batch_size, rng, drop_last
            )
        else:
            raise TypeError(
                "Loader: the source is a tuple (x, t), an object with len(source) and source[i], "
                f"or a function of the generator, not {type(source).__name__}"
            )

    def __len__(self) -> int:
        """The number of batches; of a function's samples it is not known before."""
        if isinstance(self._batches, Sized):
            return len(self._batches)
        raise TypeError("how many batches a function makes is not known before they are made")

    def __iter__(self) -> Iterator[Batch]:
        items, augment = self._items, self.augment
        for rows, targets in self._batches:
            x, t = rows, targets
            if items is not None:
                x, t = _collate([items[i] for i in rows.tolist()])
            yield x if augment is None else self._augmented(augment, x), t

    def __repr__(self) -> str:
        made = self._batches
        if isinstance(made, _Samples):
            what = getattr(made.function, "__name__", type(made.function).__name__)
        elif self._items is not None:
            what = f"{len(made.x)} of {type(self._items).__name__}"
        else:
            what = ", ".join(f"{a.dtype}{list(a.shape)}" for a in (made.x, made.t))
        augment = getattr(self.augment, "__name__", type(self.augment).__name__)
        options = "" if self.augment is None else f", augment={augment}"
        return f"Loader({what}, batch_size={self.batch_size}{options})"

    def _augmented(self, augment: Augment, x: Any) -> Any:
        result = np.array(augment(x, self.rng))  # a copy: its memory may be the user's
        if result.ndim == 0 or len(result) != len(x):
            raise ValueError(
                f"Loader: augment made shape {result.shape} of {len(x)} inputs of shape "
                f"{x.shape}; it must return as many"
            )
        result.setflags(write=False)
        return result


class _Samples:
    """The batches of the samples that a function makes."""

    def __init__(
        self,
        function: Callable[[Any], Iterable[Any]],
        batch_size: int,
        rng: Random | None,
        drop_last: bool,
    ) -> None:
        self.function = function
        self.batch_size = batch_size
        self.rng = rng
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[Batch]:
        samples: list[Any] = []
        made = False
        for sample in self.function(self.rng):
            samples.append(sample)
            if len(samples) == self.batch_size:
                made = True
                yield _collate(samples)
                samples = []
        if samples and not self.drop_last:
            made = True
            yield _collate(samples)
        if not made:
            name = getattr(self.function, "__name__", repr(self.function))
            raise ValueError(f"Loader: {name} made no sample to fill a batch of {self.batch_size}")


def _collate(samples: list[Any]) -> Batch:
    """Stack samples ``(x, t)`` to a batch."""
    for sample in samples:
        if not isinstance(sample, tuple) or len(sample) != 2:
            raise TypeError(
                f"Loader: a sample is a tuple (x, t) of an input and a target, not {sample!r:.80}"
            )
    try:
        x, t = (
            np.stack([np.asarray(part) for part in parts]) for parts in zip(*samples, strict=True)
        )
    except ValueError as error:
        shapes = sorted({(np.shape(x), np.shape(t)) for x, t in samples})
        raise ValueError(f"Loader: samples of different shapes {shapes} make no batch") from error
    for array in (x, t):
        array.setflags(write=False)
    return x, t
