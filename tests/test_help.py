"""``help`` of a public name has what it takes and an example, which the doctests run."""

from __future__ import annotations

import inspect
import re

import pytest

import minigrad as mg
from minigrad import data, nn, optim, plot, testing, train
from minigrad.op import Op

# Names whose one argument is whatever they stand on: operations say it in their formula.
UNNAMED = {"self", "x", "a", "b", "args", "kwargs"}


def undocumented(thing):
    """What is missing in the docstring of a class, a function or an operation.

    Returns
    -------
    list of str
        "no docstring", "no example", and the parameters that are not mentioned. An operation's
        inputs are in its formula, its options are named.
    """
    text = inspect.getdoc(thing)
    if not text:
        return ["no docstring"]
    missing = []
    if not re.search(r"^Examples\n-+\n(?s:.*?)>>> ", text, re.MULTILINE):
        missing.append("no example")
    if isinstance(thing, Op):
        parameters = list(thing.defaults)
    elif isinstance(thing, type) and issubclass(thing, Exception):
        return []  # it is raised, not called
    else:
        names = inspect.signature(thing).parameters
        parameters = [name for name in names if name not in UNNAMED and not name.startswith("_")]
    named = set(re.findall(r"[*]{0,2}(\w+)", text))
    return missing + [name for name in parameters if name not in named]


PUBLIC = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (mg, nn, optim, data, train, plot, testing)
    for name in module.__all__
    if not inspect.ismodule(getattr(module, name))
}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_its_arguments_and_an_example(name):
    assert undocumented(PUBLIC[name]) == []


def test_what_is_missing_is_told():
    def bare(x, width):
        return x + width

    def described(x, width):
        """Sum with a width."""
        return x + width

    def whole(x, width):
        """Sum with a ``width``.

        Examples
        --------
        >>> 1 + 1
        2
        """
        return x + width

    operation = Op("shifted", lambda x, by=1.0: x + by, lambda g, y, x, by: g, doc="Shift.")
    assert undocumented(bare) == ["no docstring"]
    assert undocumented(described) == ["no example"]
    assert undocumented(whole) == []
    assert undocumented(operation) == ["no example", "by"]
