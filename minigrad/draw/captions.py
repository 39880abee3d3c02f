"""Captions of drawings: paths with their products, and the sum that they give."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

from minigrad.core.node import Node
from minigrad.draw.elements import Element
from minigrad.draw.flow import LONGEST_FORMULA, Arrow, Flow
from minigrad.draw.labels import operation_lines, readable
from minigrad.draw.paths import Paths, Step
from minigrad.draw.values import bracketed, short, sum_line, value_lines
from minigrad.draw.words import ENGLISH, Words

MOST_PATHS = 8
MOST_SIDE_BY_SIDE = 4  # paths on one arrow
LONGEST_PATH = 24
MOST_RULES = 6
LONGEST_LINE = 80  # of a rule
INDENT = "\u00a0" * 4


def path_lines(
    paths: Paths,
    flow: Flow,
    called: Mapping[Node, str],
    words: Words,
    ends: tuple[Element, Element],
) -> list[str]:
    """The paths, what the gradient is multiplied by along each, and their sum."""
    start, end = (x.called(called.get(x.node, readable(x.node.name or "…"))) for x in ends)
    part = ends[0]
    total = part.of(flow.gradient[paths.start])
    listed = is_listed(paths)
    first = words(
        "one path" if paths.number == 1 else "paths", n=_count(paths.number, words), a=start, b=end
    )
    lines = [first + words["colon" if listed else "full stop"]]
    products = []
    if listed:
        for path in paths.listed(MOST_PATHS):
            products.append(part.of(flow.along(path)))
            arrows = [flow.arrow(head, i) for head, i in path]
            way = " → ".join([start, *(_step_name(head, called, words) for head, _ in path)])
            text = short(products[-1])
            product = "" if text is None else f" = {text}"
            factors = " · ".join(_factor(arrow, words) for arrow in arrows) or "1"
            lines.append(f"{way}:  {factors}{product}")
    text = sum_line(total, products, words) if len(products) > 1 else None
    if text is not None:
        value, _, written = text.partition(" = ")
        lines.append(words("law 2 in all", a=start, sum=f"{written} = {value}"))
    else:
        value = ", ".join(value_lines(total, words)[:1])
        lines.append(words("total of paths" if paths.number > 1 else "total", a=start, value=value))
    return lines


def is_listed(paths: Paths) -> bool:
    """True if each path has a line of its own."""
    return paths.number <= MOST_PATHS and len(paths.nodes) <= LONGEST_PATH


def path_hues(paths: Paths) -> dict[Step, list[int]]:
    """The paths, from 1, that each arrow is on; 0 is the hue of the mark, which is none's."""
    if paths.number < 2 or not is_listed(paths):
        return {}
    result: dict[Step, list[int]] = {}
    for i, path in enumerate(paths.listed(MOST_PATHS), 1):
        for step in path:
            result.setdefault(step, []).append(i)
    return {step: hues for step, hues in result.items() if len(hues) <= MOST_SIDE_BY_SIDE}


def rule_lines(rules: Sequence[str], words: Words) -> list[str]:
    """The rules that arrows only name, spelled."""
    lines = []
    for rule in rules[:MOST_RULES]:
        first, *more = textwrap.wrap(rule, LONGEST_LINE)
        lines += [first, *(INDENT + line for line in more)]
    if len(rules) > MOST_RULES:
        lines.append(words("more rules", n=f"{len(rules) - MOST_RULES:,}"))
    return lines


def _factor(arrow: Arrow | None, words: Words) -> str:
    """Factor of a path at an arrow: a number, or the derivative spelled or named."""
    if arrow is None:
        return "0"
    text = short(arrow.number) if arrow.multiplies and not arrow.summed else None
    if text is not None:
        return bracketed(text)
    text = readable(arrow.factor, LONGEST_FORMULA + 8)
    axes = ", ".join(map(str, arrow.summed))
    return f"{text} ({words('sum over', axes=axes)})" if axes else text


def _count(number: int, words: Words = ENGLISH) -> str:
    """A number of paths, which may have thousands of digits.

    Examples
    --------
    >>> _count(2**20), _count(2**20_000)
    ('1,048,576', 'about 10^6020')
    """
    if number < 10**15:
        return f"{number:,}"
    return words("about", n=f"10^{int((number.bit_length() - 1) * math.log10(2))}")


def _step_name(head: Node, called: Mapping[Node, str], words: Words) -> str:
    symbol = operation_lines(head, words)[0]
    name = called.get(head, "")
    return f"{symbol} {name}" if name else symbol
