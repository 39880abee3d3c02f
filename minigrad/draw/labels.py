"""Text in drawings: readable, and as labels for Graphviz."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.node import Node
from minigrad.draw.spelling import key_text
from minigrad.draw.words import ENGLISH, Words

LONGEST = 40
LONGEST_HINT = 100_000
LONGEST_OPTION = 24
# Graphviz refuses a quoted text of more than 16,384 bytes, but not one whose lines are continued.
_AT_ONCE = 1_000
_CONTINUED = "\\\n"
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


def in_full(text: object, longest: int = LONGEST) -> list[str]:
    """Text that pops up over another: all of it, if it is shortened where it stands.

    Examples
    --------
    >>> in_full("short"), in_full("longer", longest=5)
    ([], ['longer'])
    """
    text = str(text)
    return [readable(text, LONGEST_HINT)] if len(text) > longest else []


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode has a picture of each control character
    return "␡" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def label(lines: Sequence[str], flush: str = "") -> str:
    r"""A label whose text Graphviz shows as it is: neither HTML nor escapes nor entities in it.

    Parameters
    ----------
    lines
        Texts, each of one or more lines.
    flush
        "l" or "r" if the lines are flush left or right, and not centred.

    Examples
    --------
    >>> print(label(["<b>", r"C:\N", "&lt;"]))
    <b>\nC:\\N\n&amp;lt;
    """
    import graphviz  # noqa: PLC0415 - needed for drawing only

    parts = "\n".join(lines).split("\n")
    if len(parts) > 1 and not parts[0]:
        parts[0] = "\u00a0"  # Graphviz 14 frees what an empty first line never had, and crashes
    parts = [_escaped(part, 1) for part in parts]
    text = "".join(rf"{part}\{flush}" for part in parts) if flush else r"\n".join(parts)
    escaped: str = graphviz.nohtml(text)
    return escaped


def hint(lines: Sequence[str]) -> str:
    r"""Text that pops up over an element, escaped so that Graphviz shows it as it is.

    Graphviz reads the escapes of what pops up twice.

    Examples
    --------
    >>> print(hint(["<b>", r"C:\N", "&lt;"]))
    <b>\nC:\\\\N\n&amp;lt;
    """
    import graphviz  # noqa: PLC0415 - needed for drawing only

    parts = "\n".join(lines).split("\n")
    escaped: str = graphviz.nohtml(r"\n".join(_escaped(part, 2) for part in parts))
    return escaped


def _escaped(line: str, times_read: int) -> str:
    """A line with nothing in it that Graphviz obeys, where it reads escapes so many times."""
    # An ampersand begins an entity in plain labels too.
    parts = (line[i : i + _AT_ONCE] for i in range(0, len(line), _AT_ONCE))
    return _CONTINUED.join(
        part.replace("&", "&amp;").replace("\\", "\\" * 2**times_read).replace('"', r"\"")
        for part in parts
    )


def in_markup(lines: Sequence[str], new_line: str) -> str:
    """Lines for a label with a table, where Graphviz reads markup, and its escapes all the same.

    Examples
    --------
    >>> in_markup(["a<b", "]"], "<BR/>")
    'a&#60;b<BR/>&#93;'
    """
    return new_line.join(
        "".join(map(_character, part)) for line in lines for part in line.split("\n")
    )


def _character(sign: str) -> str:
    if sign == "\\":
        return "&#92;&#92;"
    return sign if sign.isalnum() or sign in " .,-" else f"&#{ord(sign)};"


def operation_lines(node: Node, words: Words = ENGLISH) -> list[str]:
    """The symbol of a node's operation and the options that are not its defaults."""
    op = node.op
    assert op is not None  # noqa: S101 - only operations are asked
    chosen = [
        readable(f"{name}={_option(value)}", LONGEST_OPTION)
        for name, value in node.options.items()
        if name != "key" and repr(value) != repr(op.defaults.get(name, ...))
    ]
    symbol = op.symbol
    if "key" in node.options:  # a dot for each array, which comes in by an arrow
        symbol = key_text(node.options["key"]) + symbol.removeprefix("[ ]")
    return [readable(symbol), *chosen, *([words["released"]] if node.released else [])]


def operation_in_full(node: Node) -> list[str]:
    """The whole of texts that `operation_lines` shorten: a long symbol, and long options."""
    assert node.op is not None  # noqa: S101 - as above
    options = (f"{name}={_option(value)}" for name, value in node.options.items() if name != "key")
    return [
        *in_full(node.op.symbol),
        *(line for option in options for line in in_full(option, LONGEST_OPTION)),
    ]


def _option(value: Any) -> str:
    """An option as it is written; a dtype by its name."""
    return str(np.dtype(value)) if isinstance(value, (np.dtype, type)) else repr(value)
