"""Source of programs: constants and indices as Python spells them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def literal(value: Any) -> str:
    """Constant, an option or a use of a value, as Python spells it."""
    if isinstance(value, np.ndarray):
        if value.size == 0:
            dtype = "" if value.dtype == np.float64 else f", dtype=np.{value.dtype.name}"
            return f"np.zeros({value.shape}{dtype})"
        return f"np.array({spelled_array(value)}{spelled_dtype(value.dtype)})"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, type) and issubclass(value, np.generic):
        return f"np.{value.__name__}"
    if isinstance(value, np.dtype):
        return f"np.{value.name}"
    if isinstance(value, float) and not math.isfinite(value):
        return "np.nan" if math.isnan(value) else f"{'-' if value < 0 else ''}np.inf"
    return str(value)


def atom(value: Any) -> str:
    """Same as `literal`, in brackets where an operator beside it would bind more tightly."""
    text = literal(value)
    return text if text.isidentifier() or text.startswith("np.array") else f"({text})"


def copied(value: Any) -> str:
    """Expression for a new Tensor, which may be assigned to."""
    text = literal(value)
    return f"+{text}" if text.isidentifier() else text


def spelled_array(array: Any) -> str:
    """Nested lists of numbers, with as many digits as the dtype has."""
    if array.size == 0 and array.ndim > 1:
        return f"np.zeros({array.shape})"
    if array.ndim == 0:
        return literal(float(str(array)) if array.dtype.kind == "f" else array[()])
    return f"[{', '.join(spelled_array(np.asarray(part)) for part in array)}]"


def spelled_dtype(dtype: np.dtype[Any]) -> str:
    """Argument for the dtype, where NumPy would not find it itself."""
    inferred = dtype in (np.float64, np.int64, np.bool_)
    return "" if inferred else f", dtype=np.{dtype.name}"


def spelled_key(key: tuple[Any, ...]) -> str:
    """Text in the brackets of an index."""
    return ", ".join(_spelled_part(part) for part in key) or "()"


def _spelled_part(part: Any) -> str:
    if isinstance(part, slice):
        bounds = (part.start, part.stop, part.step)
        start, stop, step = ("" if n is None else str(n) for n in bounds)
        return f"{start}:{stop}" + (f":{step}" if step else "")
    if part is Ellipsis:
        return "..."
    return spelled_array(part) if isinstance(part, np.ndarray) else str(part)
