"""Pytrees of numbers, texts and arrays as one file: JSON for the structure, arrays beside it.

The file is ``.npz``: NumPy's own format, which keeps every bit and the order of the memory, with
the structure as the bytes of a text in one more array. No code is in it.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from minigrad import data
from minigrad.data.arrays import open_arrays
from minigrad.tensors.handle import Tensor

_STRUCTURE = "nest"  # as older files have it


def write_pytree(path: str | os.PathLike[str], tree: Any) -> None:
    """Write a pytree of dicts, lists, tuples, numbers, texts and arrays; whole or not at all."""
    arrays: dict[str, Any] = {}
    text = json.dumps(_to_json(tree, arrays, ""), allow_nan=False)
    arrays[_STRUCTURE] = np.frombuffer(text.encode(), np.uint8)
    data.write_arrays(path, arrays)


def read_pytree(path: str | os.PathLike[str]) -> Any:
    """Read a file of `write_pytree`; a damaged one is a `minigrad.data.DataFileError`."""
    # As it was written: without compression, so that it is no larger in memory than in the file.
    with open_arrays(path, compressed=False) as file:
        try:
            text = file.read(_STRUCTURE).tobytes().decode()
            return _from_json(json.loads(text), cache(file.read))
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"this is no checkpoint: {error!r}") from error


def _to_json(item: Any, arrays: dict[str, Any], path: str) -> Any:
    """JSON that says the kind of everything which JSON does not have."""
    if item is None or isinstance(item, (bool, int, str)):
        return item
    if isinstance(item, float) and not isinstance(item, np.generic):
        return item if math.isfinite(item) else {"float": repr(item)}
    if isinstance(item, (list, tuple)):
        kind = "list" if isinstance(item, list) else "tuple"
        return {kind: [_to_json(x, arrays, f"{path}[{i}]") for i, x in enumerate(item)]}
    if isinstance(item, dict):
        pairs = [(_key(k, path), _to_json(v, arrays, f"{path}[{k!r}]")) for k, v in item.items()]
        return {"dict": pairs}
    value = item.numpy() if isinstance(item, Tensor) else item
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biufc":
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array" if isinstance(value, np.ndarray) else "number": name}
    raise TypeError(
        f"a checkpoint keeps numbers, texts, None, arrays, and dicts and lists of them, not "
        f"{type(item).__name__} at {path or 'the top'}"
    )


def _key(key: Any, path: str) -> Any:
    if not isinstance(key, (str, int)):
        raise TypeError(f"a checkpoint keeps dicts with texts as keys, not {key!r} at {path}")
    return key


def _from_json(item: Any, read: Callable[[str], Any]) -> Any:
    if not isinstance(item, dict):
        return item
    ((kind, content),) = item.items()
    if kind == "float":
        return float(content)
    if kind in ("list", "tuple"):
        parts = [_from_json(x, read) for x in content]
        return parts if kind == "list" else tuple(parts)
    if kind == "dict":
        return {key: _from_json(x, read) for key, x in content}
    array = read(content)
    return {"array": array, "number": array[()]}[kind]
