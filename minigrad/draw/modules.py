"""Texts about modules in drawings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.core.messages import text_of
from minigrad.core.scopes import BACKWARD, Scope
from minigrad.draw.held import Frames
from minigrad.draw.labels import LONGEST_HINT, in_full, readable
from minigrad.draw.units import Unit
from minigrad.draw.values import shape_text
from minigrad.draw.words import ENGLISH, Words

LONGEST_TITLE = 60
SEPARATOR = " · "


def module_lines(unit: Unit, words: Words = ENGLISH) -> list[str]:
    """Lines in the box of a module."""
    assert unit.scope is not None  # noqa: S101 - only whole calls are asked
    inside = [node for node in unit.nodes if node.op is None and node.requires_grad]
    arrows = [x.node for x in unit.arrows]
    shapes_in = ", ".join(dict.fromkeys(shape_text(node.value) for node in arrows[:4]))
    out = shape_text(unit.node.value)
    total = sum(node.value.size for node in set(inside))
    each = sum(node.value.size for node in inside) // unit.count
    word = "parameters" if unit.count == 1 else "parameters each"
    if unit.count > 1 and total == each:
        word = "parameters shared"
    return [
        unit_title(unit, words=words),
        f"{shapes_in} → {out}" if shapes_in else f"→ {out}",
        *([words(word, n=f"{each:,}", total=f"{total:,}")] if total else []),
    ]


def module_hint(unit: Unit) -> list[str]:
    """The title of a module's box in full, where the box shortens it."""
    assert unit.scope is not None  # noqa: S101 - as above
    return in_full(unit_title(unit, LONGEST_HINT), LONGEST_TITLE)


def unit_title(unit: Unit, longest: int = LONGEST_TITLE, words: Words = ENGLISH) -> str:
    """The title of a module's box."""
    return _title_of_repeats(unit, lambda x: _title_in(x.frames, x.scope, words), longest)


def frame_title(
    unit: Unit, depth: int, longest: int = LONGEST_TITLE, words: Words = ENGLISH
) -> str:
    """The title of the frame around a unit that lies so deep, 0 for the outermost."""

    def title_of(x: Unit) -> str:
        # A leaf of the first repetition may lie less deep, if others use it too.
        frames = x.frames if depth < len(x.frames) else unit.frames
        return _title_in(frames[:depth], frames[depth], words)

    return _title_of_repeats(unit, title_of, longest)


def _title_of_repeats(unit: Unit, title_of: Callable[[Unit], str], longest: int) -> str:
    """The title of a call; where it repeats, with the names of the first and the last one."""
    last = title_of(unit)
    first = last if unit.first is None else title_of(unit.first)
    (a, _, what_first), (b, separator, what_last) = (x.partition(SEPARATOR) for x in (first, last))
    if first == last:
        text = last
    elif what_first == what_last:
        text = f"{a} … {b}{separator}{what_last}"
    else:
        text = f"{first} … {last}"
    return readable(text, longest)


def _title_in(around: Frames, call: Scope | None, words: Words) -> str:
    assert call is not None  # noqa: S101 - only calls are asked
    return title(call, around[-1].caller if around else None, LONGEST_HINT, words)


def call_name(scope: Scope, words: Words) -> str:
    """Name of a call: that of a class, or the word for a sweep."""
    return words["backward"] if scope.title == BACKWARD else scope.title


def title(
    scope: Scope, within: Any = None, longest: int = LONGEST_TITLE, words: Words = ENGLISH
) -> str:
    """The name of a call: where the module is in the one around it, and what it is."""
    caller = scope.caller
    if caller is None:
        return readable(call_name(scope, words), longest)
    holds_modules = any(hasattr(part, "named_parameters") for part in _parts(caller))
    what = scope.title if holds_modules else text_of(caller)
    path = _path_to(caller, within)
    return readable(f"{path}{SEPARATOR}{what}" if path else what, longest)


def _parts(module: Any) -> list[Any]:
    parts: list[Any] = []
    for value in vars(module).values():
        parts += value if isinstance(value, (list, tuple)) else [value]
    return parts


def _path_to(module: Any, within: Any) -> str:
    """The name under which one module holds another."""
    for name, value in [] if within is None else vars(within).items():
        if value is module:
            return str(name)
        held = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, (list, tuple))
            else ()
        )
        for key, part in held:
            if part is module:
                return f"{name}.{key}"
    return ""
