"""Values in drawings: numbers, ranges, histograms and heat maps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.node import Node
from minigrad.core.outputs import Several
from minigrad.draw.labels import readable
from minigrad.draw.words import ENGLISH, Words
from minigrad.draw.wrapping import letters

LARGEST_IN_FULL = 16
MOST_ON_A_LINE = 6
MOST_TERMS = 8  # of a sum
FEWEST_TERMS = 3  # of one that is shortened
MOST_CELLS = 12  # of a heat map, along each side
_BARS = " ▁▂▃▄▅▆▇█"


def shape_of(value: Any) -> str:
    """The shape as NumPy writes it; nothing for numbers."""
    return readable(tuple(value.shape)) if getattr(value, "shape", ()) else ""


def shape_text(value: Any) -> str:
    """The shape as NumPy writes it, also where there are no axes."""
    return readable(tuple(getattr(value, "shape", ())))


def kind_of(value: Any) -> str:
    """Shape and dtype, or a Python number itself."""
    if not hasattr(value, "shape"):
        return readable(repr(value)) if isinstance(value, str) else _plain(value)
    return readable(f"{tuple(value.shape)} {value.dtype}")


def number(x: Any, digits: int = 4) -> str:
    """A number to four digits or more; what stands before the point is never rounded.

    Zero has no sign.

    Examples
    --------
    >>> [number(x) for x in (3.0, 0.41614683, 12345.678, -2, 1e-9, np.nan, -0.0)]
    ['3.0', '0.4161', '12345.7', '-2', '1.0e-09', 'nan', '0.0']
    """
    x = np.asarray(x)[()]
    if x.dtype.kind in "biuOUS":
        return readable(x)
    if x.dtype.kind == "c":
        return readable(f"{x + 0:.{digits}g}")  # no -0j, as conjugates have
    x = x + 0.0
    if not np.isfinite(x) or (x != 0 and not 1e-4 <= abs(x) < 1e6):
        return str(np.format_float_scientific(x, precision=digits - 1, trim="0"))
    before = len(str(int(abs(x))))
    digits = max(digits, before + (x != int(x)))
    return str(np.format_float_positional(x, precision=digits, fractional=False, trim="0"))


def short(value: Any, digits: int = 4) -> str | None:
    """A value of a few elements on one line; None for larger ones.

    Examples
    --------
    >>> short(np.array([[1.0, 0.25]])), short(np.ones(100))
    ('[[1.0, 0.25]]', None)
    """
    if value is None or isinstance(value, Several):
        return None
    if isinstance(value, np.generic):
        return number(value, digits)
    if not isinstance(value, np.ndarray):
        return _plain(value, digits) if np.ndim(value) == 0 else None
    if value.ndim == 0:
        return number(value, digits)
    if value.size > MOST_ON_A_LINE:
        return None
    if value.size == 0:
        return "[]"
    if value.ndim == 1:
        return f"[{', '.join(number(x, digits) for x in value)}]"
    return f"[{', '.join(str(short(row, digits)) for row in value)}]"


def _plain(value: Any, digits: int = 4) -> str:
    """A Python number, as it is written if that is exact, or what else is no array."""
    if not isinstance(value, (float, complex)):
        return readable(value)
    text = number(value, digits)
    exact = isinstance(value, float) and float(text) == value
    return readable(value + 0.0) if exact else text


def sum_line(total: Any, parts: Sequence[Any], words: Words = ENGLISH) -> str | None:
    """A sum written out, with digits enough that what is written adds up; None for large arrays.

    Examples
    --------
    >>> sum_line(np.float64(0.3), [np.float64(1000.4), np.float64(-1000.1)])
    '0.3 = 1000.4 + (-1000.1)'
    """
    texts = sum_texts(total, parts)
    if texts is None:
        return None
    whole, *terms = texts
    return f"{whole} = {sum_of(shown_terms(terms))}{more_terms(terms, words)}"


def sum_texts(total: Any, parts: Sequence[Any]) -> list[str] | None:
    """The texts of a sum and of its terms; None for large arrays."""
    if short(total) is None:
        return None
    for digits in (4, 6, 9, 12, 17):
        written = [_as_written(part, digits) for part in parts]
        with np.errstate(all="ignore"):
            found = np.sum(written, axis=0)
            if np.allclose(found, _as_written(total, digits), rtol=1e-3, atol=0, equal_nan=True):
                break
    return [str(short(value, digits)) for value in (total, *parts)]


def shown_terms(terms: Sequence[str]) -> Sequence[str]:
    """The terms of a sum that are written."""
    return terms if len(terms) <= MOST_TERMS else terms[:FEWEST_TERMS]


def more_terms(terms: Sequence[str], words: Words) -> str:
    """Words that say how many terms there are, where not all are written."""
    if len(terms) <= MOST_TERMS:
        return ""
    return f" + {words('terms', n=f'{len(terms):,}')}"


def sum_of(parts: Sequence[str]) -> str:
    """Terms with plus signs between them.

    Examples
    --------
    >>> sum_of(["1.0", "-2.0"])
    '1.0 + (-2.0)'
    """
    first, *others = parts
    return " + ".join([first, *map(bracketed, others)])


def bracketed(text: str) -> str:
    """A number as a factor or a later term: in brackets if it is negative or complex."""
    return f"({text})" if text.startswith("-") or text.endswith("j") else text


def _as_written(value: Any, digits: int) -> Any:
    """The numbers that stand there when a value is written in so many digits."""
    read = complex if np.iscomplexobj(value) else float
    flat = [read(number(x, digits)) for x in np.ravel(value)]
    return np.reshape(flat, np.shape(value))


def value_lines(value: Any, words: Words = ENGLISH) -> list[str]:
    """The elements of a small array; the range and a histogram of a large one.

    Examples
    --------
    >>> value_lines(np.array([[1.0, 0.5]]))
    ['[[1.0, 0.5]]']
    >>> value_lines(np.arange(100.0) ** 2)
    ['min 0.0, mean 3283.5, max 9801.0', '█▄▃▃▂▂▂▂▂▂▂▂']
    """
    if not isinstance(value, (np.ndarray, np.generic)):
        return [_plain(value)]
    line = short(value)
    if line is not None:
        return [line]
    if value.size <= LARGEST_IN_FULL:
        text = np.array2string(
            np.asarray(value),
            separator=", ",
            formatter={"all": number},
            threshold=100,
            max_line_width=75,
        )
        return text.split("\n")
    names = ("mean",) if value.dtype.kind == "c" else ("min", "mean", "max")
    wide = value.astype(np.result_type(value.dtype, np.float64))  # float16 sums overflow
    with np.errstate(all="ignore"):
        numbers = [number(getattr(np, name)(wide)) for name in names]
        if names[1:] and _is_rounding(value.dtype, np.mean(wide), np.mean(np.abs(wide))):
            numbers[1] = "≈ 0"
    line = ", ".join(f"{words[name]} {x}" for name, x in zip(names, numbers, strict=True))
    return [line] if value.dtype.kind in "cb" else [line, *histogram(wide, words)]


def _is_rounding(dtype: Any, mean: Any, size: Any) -> bool:
    """True of a mean that cannot be told from 0: it is less than the last digit of its terms."""
    return bool(dtype.kind == "f" and 0 < abs(mean) <= np.finfo(dtype).eps * size < np.inf)


def histogram(value: Any, words: Words = ENGLISH) -> list[str]:
    """The spread of the elements of an array, from the smallest to the largest."""
    finite = value[np.isfinite(value)]
    lost = (
        []
        if finite.size == value.size
        else [words("not finite", n=f"{value.size - finite.size:,}")]
    )
    if not finite.size or finite.min() == finite.max():
        return lost
    with np.errstate(all="ignore"):
        scaled = (finite - finite.min()) / (finite.max() - finite.min())
    counts = np.histogram(np.nan_to_num(scaled), bins=12, range=(0, 1))[0]
    bars = np.ceil(counts / counts.max() * (len(_BARS) - 1)).astype(int)
    return ["".join(_BARS[i] for i in bars), *lost]


def heat_map(value: Any) -> list[list[float]] | None:
    """A matrix as shares of its range, coarser where it is large; None for other values."""
    if not isinstance(value, np.ndarray) or value.ndim != 2 or value.dtype.kind not in "fiu":
        return None
    if value.size <= LARGEST_IN_FULL or min(value.shape) < 2:
        return None
    coarse = value.astype(np.float64)
    with np.errstate(all="ignore"):
        for axis in (0, 1):
            edges = np.linspace(0, coarse.shape[axis], MOST_CELLS + 1).astype(int)[:-1]
            starts = np.unique(edges)
            sizes = np.diff([*starts, coarse.shape[axis]])
            shape = (-1, 1) if axis == 0 else (1, -1)
            coarse = np.add.reduceat(coarse, starts, axis=axis) / sizes.reshape(shape)
        finite = coarse[np.isfinite(coarse)]
        if not finite.size:
            return None
        low, high = finite.min(), finite.max()
        return ((coarse - low) / (high - low or 1.0)).tolist()  # type: ignore[no-any-return]  # nested lists of floats


def received_lines(node: Node, words: Words = ENGLISH) -> list[str]:
    """The gradient that a node's Tensor has received so far, if one is there to receive it."""
    tensor = node.owner
    if tensor is None:
        return []
    gradient = tensor.gradient_value
    if gradient is None:
        return [words["no gradient yet"]]
    return headed(words["grad"], value_lines(gradient, words))


def headed(word: str, lines: Sequence[str]) -> list[str]:
    """Lines after a word, flush with each other."""
    indent = "\u00a0" * (letters([word]) + 1)
    return [f"{word} {lines[0]}", *(indent + line for line in lines[1:])]


def memory(size: float) -> str:
    """A number of bytes.

    Examples
    --------
    >>> memory(8000)
    '7.8 KiB'
    """
    if size < 1024:
        return f"{size} B"
    power = min(int(math.log2(size) // 10), 3)
    return f"{size / 1024**power:.1f} {('KiB', 'MiB', 'GiB')[power - 1]}"
