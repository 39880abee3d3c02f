"""``help`` of a public name has what it takes and an example, which the doctests run."""

from __future__ import annotations

import inspect
import re

import pytest

import minigrad as mg
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
    elif callable(thing):
        parameters = [name for name in inspect.signature(thing).parameters if name not in UNNAMED]
    else:
        parameters = []
    named = set(re.findall(r"[*]{0,2}(\w+)", text))
    return missing + [name for name in parameters if name not in named]


OWN = [
    name
    for name in mg.__all__
    if getattr(getattr(mg, name), "__module__", "").startswith(
        ("minigrad.ops.", "minigrad.transform", "minigrad.jacobian")
    )
]


@pytest.mark.parametrize("name", OWN)
def test_every_operation_and_transform_has_its_arguments_and_an_example(name):
    assert undocumented(getattr(mg, name)) == []


def test_operations_and_transforms_are_most_of_the_public_names():
    assert {"sin", "maximum", "softmax", "grad", "hessian", "elu", "stack"} <= set(OWN)


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
