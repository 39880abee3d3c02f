"""``help`` of a public name has what it takes and an example, which the doctests run."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
import subprocess
import sys

import pytest

import minigrad as mg
from minigrad import data, nn, optim, plot, testing, train
from minigrad.core.dispatch import ANSWERS
from minigrad.core.op import Op

# Names whose one argument is whatever they stand on: operations say it in their formula.
UNNAMED = {"x", "a", "b", "args", "kwargs"}
VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def sections(thing):
    """The text of each section of a docstring, by its heading."""
    text = inspect.getdoc(thing) or ""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}$", text, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def arguments(thing):
    """The names of the arguments; none of what Python itself or a protocol decides."""
    if isinstance(thing, Op):
        return list(thing.defaults)
    if isinstance(thing, type) and (
        issubclass(thing, BaseException) or getattr(thing, "_is_protocol", False)
    ):
        return []
    inherited = isinstance(thing, type) and "__init__" not in vars(thing)
    return [
        name
        for name, parameter in signature(thing).items()
        if not name.startswith(("_", "cls"))
        # Options in general, of the class above, which says what they are.
        and not (inherited and parameter.kind in VARIADIC)
    ]


def signature(thing):
    """The names of all that a call takes, and their parameters."""
    made = thing.__new__ if hasattr(thing, "_fields") else thing
    return inspect.signature(thing.forward if isinstance(thing, Op) else made).parameters


def described(thing, *headings):
    """The names at the head of each entry of sections."""
    return {
        word
        for heading in headings
        for line in sections(thing).get(heading, "").splitlines()
        if line[:1] != " "
        for word in re.findall(r"\w+", line.partition(" : ")[0])
    }


def undocumented(thing):
    """What is missing in the docstring of a class, a function or an operation.

    Returns
    -------
    list of str
        "no docstring", "no line of meaning", "no example", the parameters that are not mentioned
        and the ones that are no more. An operation's inputs are in its formula, its options named.
    """
    text = inspect.getdoc(thing)
    if not text:
        return ["no docstring"]
    missing = []
    first = text.splitlines()[0]
    if not first.endswith(".") or re.match(r"(What|Whether|Who|How|See)\b", first):
        missing.append("no line of meaning")
    if not getattr(thing, "differentiable", True) and not isinstance(thing, mg.Op):
        return missing  # NumPy's function of values, of which NumPy's pages tell
    if ">>> " not in sections(thing).get("Examples", ""):
        missing.append("no example")
    if "Parameters" not in sections(thing) and (thing in ANSWERING or _elsewhere(text)):
        return missing
    if "Parameters" not in sections(thing):  # a sentence may say what the one or two are
        words = set(re.findall(r"\w+", text))
        return missing + [x for x in arguments(thing) if x not in words and x not in UNNAMED]
    names = described(thing, "Parameters", "Attributes")
    missing += [x for x in arguments(thing) if x not in names]
    return missing + sorted(described(thing, "Parameters") - signature(thing).keys())


def _elsewhere(text):
    """True where the arguments are said to be another one's: "see `conv2d`"."""
    return re.search(r"(?:[Ss]ee|otherwise as) `\w+`", text) is not None


ANSWERING = set(ANSWERS.values())
"""What answers NumPy's functions: its arguments are NumPy's, of which NumPy's pages tell."""


def _of_numpy(thing):
    """True of data types and functions that are NumPy's own, which its pages describe."""
    return (getattr(thing, "__module__", None) or "").startswith("numpy")


PUBLIC = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (mg, nn, optim, data, train, plot, testing)
    for name in module.__all__
    if callable(getattr(module, name)) and not _of_numpy(getattr(module, name))
}


def of(*modules):
    """The public names of some packages."""
    return [f"{module.__name__}.{name}" for module in modules for name in module.__all__]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_its_arguments_and_an_example(name):
    assert undocumented(PUBLIC[name]) == []


@pytest.mark.parametrize("name", of(nn, optim, data, train, plot, testing))
def test_arguments_have_a_list_of_their_own(name):
    thing = PUBLIC.get(name)
    if thing is not None and arguments(thing) and not _elsewhere(thing.__doc__):
        assert {*arguments(thing)} <= described(thing, "Parameters", "Attributes")


@pytest.mark.parametrize("name", of(data, train, plot))
def test_what_can_be_wrong_is_said(name):
    thing = PUBLIC[name]
    record = hasattr(thing, "_fields") or dataclasses.is_dataclass(thing)
    if arguments(thing) and not record:
        assert "Raises" in sections(thing)


@pytest.mark.parametrize(
    "name",
    [
        *("nn", "nn.init", "optim", "data", "train", "plot", "draw", "linalg", "fft", "special"),
        *("symbol", "history", "testing.adapters", "testing.strategies"),
    ],
)
def test_completion_shows_the_public_names_of_a_package_alone(name):
    module = importlib.import_module(f"minigrad.{name}")
    assert [one for one in dir(module) if not one.startswith("__")] == sorted(module.__all__)


def test_completion_shows_packages_too_before_they_are_imported():
    code = (
        "import minigrad as mg; names = dir(mg); assert 'tanh' in names and 'nn' in names;"
        "assert not {'core', 'support', '_listed'} & {*names};"
        "[getattr(mg, name) for name in names]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


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

    def listed(x, width):
        """What is the sum

        Parameters
        ----------
        x, height : float
            Sides.

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
    assert undocumented(listed) == ["no line of meaning", "width", "height"]
    assert undocumented(operation) == ["no example", "by"]
