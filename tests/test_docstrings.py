"""`help` of every public name of these packages: arguments, errors, and an example that runs.

That the examples run is seen by the doctests of the modules themselves.
"""

from __future__ import annotations

import dataclasses
import inspect
import re

import pytest

from minigrad import data, plot, train

NAMES = {
    f"{p.__name__}.{name}": getattr(p, name) for p in (data, plot, train) for name in p.__all__
}


def sections(thing):
    """The text of each section of a docstring, by its heading."""
    parts = re.split(r"\n(\w[\w ]*)\n-{3,}\n", "\n" + inspect.cleandoc(thing.__doc__ or ""))
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def arguments(thing):
    """The names of the arguments; none of what Python itself or a protocol decides."""
    if isinstance(thing, type) and (
        issubclass(thing, BaseException) or getattr(thing, "_is_protocol", False)
    ):
        return []
    made = thing.__new__ if hasattr(thing, "_fields") else thing
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = inspect.signature(made).parameters.values()
    return [
        p.name for p in parameters if p.kind not in kinds and not p.name.startswith(("_", "cls"))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_begins_with_a_line_of_meaning(name):
    first = sections(NAMES[name])[""].strip().splitlines()[0]
    assert first.endswith(".")
    assert not re.match(r"(What|Whether|Who|How)\b", first)


@pytest.mark.parametrize("name", NAMES)
def test_has_an_example(name):
    assert ">>> " in sections(NAMES[name]).get("Examples", "")


@pytest.mark.parametrize("name", NAMES)
def test_names_its_arguments(name):
    found = sections(NAMES[name])
    told = found.get("Parameters", "") + found.get("Attributes", "")
    names = {
        word
        for line in told.splitlines()
        if line[:1] != " "
        for word in re.findall(r"\w+", line.partition(" : ")[0])
    }
    assert set(arguments(NAMES[name])) <= names


@pytest.mark.parametrize("name", NAMES)
def test_says_what_is_wrong_where_something_can_be(name):
    thing = NAMES[name]
    record = hasattr(thing, "_fields") or dataclasses.is_dataclass(thing)
    if arguments(thing) and not record:
        assert "Raises" in sections(thing)
