"""Weights that others have pickled, read without running what a pickle can say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from minigrad.data.errors import naming
from minigrad.data.parts import Parts
from minigrad.data.pickles import interpret


def read_arrays_pickle(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """Read a pickled dict of arrays, such as the weights that come with a book.

    The file is not unpickled: the few opcodes that arrays are made of are interpreted one by one,
    and there are no others. No name in the file is ever imported or called.

    Parameters
    ----------
    path : str or path
        The file: any pickle protocol, written with NumPy 1 or 2. What Python 2 wrote with its
        default, protocol 0, is refused.

    Returns
    -------
    dict of str to array
        Read-only arrays in native byte order.

    Raises
    ------
    DataFileError
        With the file's name, if it is damaged, names anything but NumPy's arrays, dtypes and
        scalars, holds anything but booleans and numbers, or promises more than there is.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import pickle
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from minigrad import data
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "weights.pkl")
    ...     _ = file.write_bytes(pickle.dumps({"W": np.ones((1, 2)), "b": np.zeros(2)}))
    ...     data.read_arrays_pickle(file)
    {'W': array([[1., 1.]]), 'b': array([0., 0.])}
    """
    with naming(path):
        content = Path(path).read_bytes()
        parts = interpret(content)
        if not isinstance(parts, dict):
            raise ValueError("this is not a pickled dict of arrays")
        for name, item in parts.items():
            if not isinstance(item, Parts) or item.data is None:
                raise ValueError(f"{name!r:.80} is not an array")
        # Arrays that all claim the same bytes would let a small file fill the memory.
        if sum(len(item.data) for item in set(parts.values())) > len(content):
            raise ValueError("its arrays are larger than the file")
        return {name: item.array for name, item in parts.items()}
