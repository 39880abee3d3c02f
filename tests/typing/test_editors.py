"""Editors: what they show of a name, what they complete, and how much of the types is known."""

from __future__ import annotations

import json
import re
import sys
from contextlib import closing

import pytest
from checkers import ROOT, known_types, pyright_command, settings_in
from language_server import LanguageServer

import minigrad as mg

HEAD = "import minigrad as mg\nfrom minigrad import nn\nx = mg.tensor([1.0])\n"
RESULTS = ["y = mg.tanh(x)\ny", "mg.sum(x, axis=0)", "mg.mish(x)", "mg.linalg.det(x)"]
OF_A_TENSOR = {"backward", "cumsum", "reshape", "requires_grad", "shape"}


@pytest.fixture(scope="module")
def jedi():
    """A function that makes a program for jedi, with the place after its last character."""
    library = pytest.importorskip("jedi")
    project = library.Project(ROOT, sys_path=[str(ROOT), *sys.path])

    def opened(code):
        lines = f"{HEAD}{code}".splitlines()
        return library.Script("\n".join(lines), project=project), (len(lines), len(lines[-1]))

    yield opened
    library.cache.clear_time_caches(delete_all=True)
    sys.modules["parso.cache"].parser_cache.clear()  # a million objects, in the way of other tests


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    command = pyright_command("-langserver")
    folder = settings_in(tmp_path_factory.mktemp("programs"))
    with closing(LanguageServer([command, "--stdio"], folder)) as started:
        yield started


@pytest.mark.parametrize("result", RESULTS)
def test_jedi_completes_a_result_as_a_tensor(jedi, result):
    program, place = jedi(f"{result}.")
    assert {one.name for one in program.complete(*place)} >= OF_A_TENSOR


@pytest.mark.parametrize("name", ["mg.tanh", "mg.linalg.solve"])
def test_jedi_shows_how_an_operation_is_called_and_what_it_is(jedi, name):
    program, place = jedi(name)
    shown = "\n".join(one.docstring() for one in program.help(*place))
    assert "Tensor) -> Tensor" in shown or "Tensor, /) -> Tensor" in shown
    assert "Examples" in shown


def test_jedi_shows_the_parameters_of_what_a_transform_makes_where_it_runs():
    library = pytest.importorskip("jedi")
    made = mg.value_and_grad(lambda x, n=2: x**n)
    (shown,) = library.Interpreter("made(", [{"made": made}]).get_signatures()
    assert [one.to_string() for one in shown.params] == ["x", "n=2"]


@pytest.mark.parametrize(
    "result", [*RESULTS, "(x * 2.0)", "x.cumsum(0)", "x.grad", "nn.MLP([1, 2])(x)"]
)
def test_a_language_server_completes_a_result_as_a_tensor(server, result):
    found = server.at_end("completion", f"{HEAD}{result}.")
    assert {one["label"] for one in found["items"]} >= OF_A_TENSOR


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mg.tanh", "tanh(x, /)\n\nHyperbolic tangent"),
        ("mg.sum", "sum(x, axis=None, keepdims=False"),
        ("mg.mish", "def mish(x: Tensor) -> Tensor"),
        ("x.cumsum", "def cumsum(axis: int | None = None"),
        ("mg.grad", "The function that returns the gradient"),
    ],
)
def test_a_language_server_shows_signature_and_docstring(server, name, shown):
    text = json.dumps(server.at_end("hover", f"{HEAD}{name}")["contents"], ensure_ascii=False)
    plain = re.sub(r"\s+", " ", text.replace("\\n", " ").replace("&nbsp;", " "))
    assert re.sub(r"\s+", " ", shown).replace("( ", "(") in plain.replace("( ", "(")


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        ("mg.grad(f)", "(Any, n: int = 2)"),
        ("mg.value_and_grad(f, argnums=0)", "(Any, n: int = 2)"),
        ("mg.hessian(f, argnums=1)", "(x: Tensor, n: int = 2)"),
        ("mg.vmap(f)", "(x: Tensor, n: int = 2)"),
        ("mg.compile(f)", "(x: Tensor, n: int = 2)"),
    ],
)
def test_a_language_server_shows_the_parameters_of_what_a_transform_makes(server, made, shown):
    f = "def f(x: mg.Tensor, n: int = 2) -> mg.Tensor:\n    return x**n\n"
    first, *_ = server.at_end("signatureHelp", f"{HEAD}{f}made = {made}\nmade(")["signatures"]
    assert first["label"].startswith(shown)


def test_the_types_of_what_is_exported_are_known(tmp_path):
    assert known_types(tmp_path) >= 0.95
