"""What a drawing says: values as lines of text, and lines of text as labels for Graphviz."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.node import Node

LONGEST = 40
LARGEST_IN_FULL = 16
_NOT_DRAWABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def readable(text: object, longest: int = LONGEST) -> str:
    r"""Shorten a text, and show what no picture can hold by a sign for it; lines stay lines.

    Examples
    --------
    >>> readable("ab\tc\0"), readable("x" * 20_000, longest=5)
    ('ab␉c␀', 'xxxx…')
    """
    text = str(text)
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return _NOT_DRAWABLE.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode has a picture of each control character
    return "␡" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def label(lines: Sequence[str], *, aligned: bool = False) -> str:
    r"""A label whose text Graphviz shows as it is: neither HTML nor escapes nor entities in it.

    Parameters
    ----------
    lines
        Texts, each of one or more lines.
    aligned
        Whether the lines are flush left instead of centred.

    Examples
    --------
    >>> print(label(["<b>", r"C:\N", "&lt;"]))
    <b>\nC:\\N\n&amp;lt;
    """
    import graphviz  # noqa: PLC0415 - needed for drawing only

    # An ampersand begins an entity in plain labels too.
    parts = [graphviz.escape(part.replace("&", "&amp;")) for part in "\n".join(lines).split("\n")]
    text = "".join(part + r"\l" for part in parts) if aligned else r"\n".join(parts)
    return graphviz.nohtml(text)  # type: ignore[no-any-return]  # graphviz is untyped


def shape_of(value: Any) -> str:
    """The shape as NumPy writes it; nothing for numbers."""
    return readable(tuple(value.shape)) if getattr(value, "shape", ()) else ""


def kind_of(value: Any) -> str:
    """Shape and dtype, or a Python number itself."""
    if not hasattr(value, "shape"):
        return readable(repr(value))
    return readable(f"{tuple(value.shape)} {value.dtype}")


def value_lines(value: Any) -> list[str]:
    """The elements of a small array, the range of a large one.

    Examples
    --------
    >>> value_lines(np.array([[1.0, 0.5]]))
    ['[[1. , 0.5]]']
    >>> value_lines(np.arange(100.0))
    ['min 0, mean 49.5, max 99']
    """
    if not isinstance(value, (np.ndarray, np.generic)):
        return [readable(value)]
    if value.size <= LARGEST_IN_FULL:
        text = np.array2string(np.asarray(value), precision=4, separator=", ", suppress_small=True)
        return text.split("\n")
    names = ("mean",) if value.dtype.kind == "c" else ("min", "mean", "max")
    wide = np.result_type(value.dtype, np.float64)  # a sum of float16 would overflow
    with np.errstate(all="ignore"):
        numbers = [getattr(np, name)(value.astype(wide)) for name in names]
    return [", ".join(f"{name} {number:.4g}" for name, number in zip(names, numbers, strict=True))]


def gradient_lines(node: Node) -> list[str]:
    """The gradient that a node's Tensor has received so far, if one is there to receive it."""
    tensor = node.receiver() if node.receiver is not None else None
    if tensor is None:
        return []
    gradient = getattr(tensor, "_grad", None)
    if gradient is None:
        return ["no gradient yet"]
    first, *rest = value_lines(gradient.node.value if hasattr(gradient, "node") else gradient)
    indent = "\u00a0" * len("grad ")
    return ["grad " + first, *(indent + line for line in rest)]


def operation_lines(node: Node) -> list[str]:
    """The symbol of a node's operation and the options that are not its defaults."""
    op = node.op
    assert op is not None  # noqa: S101 - only operations are asked
    chosen = [
        readable(f"{name}={value!r}", 24)
        for name, value in node.options.items()
        if repr(value) != repr(op.defaults.get(name, ...))
    ]
    return [readable(op.symbol), *chosen, *(["released"] if node.released else [])]
