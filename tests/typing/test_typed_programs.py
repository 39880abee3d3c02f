"""Types: what a checker says of a program is what the program does, and wrong calls are refused."""

from __future__ import annotations

import re
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest
from checkers import CHECKERS, ROOT

import minigrad as mg
from minigrad.draw import THEMES, draw, levels
from minigrad.draw.options import Language, Level, Options, Shown, ThemeName
from minigrad.draw.words import LANGUAGES

MADE = """
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import assert_type

import minigrad as mg
from minigrad import nn
from minigrad.symbol import local_derivatives
from minigrad.testing import check_op

x = mg.tensor([1.0, 2.0], requires_grad=True)
x.sum().backward()
A = mg.tensor([[2.0, 1.0], [1.0, 3.0]])
a: NDArray[np.float64] = np.array([0.5, 1.5])
net = nn.MLP([2, 3, 1])


def f(x: mg.Tensor, n: int = 2) -> mg.Tensor:
    return x**n


def loss(w: mg.Tensor, x: NDArray[Any], *, decay: float = 0.0) -> mg.Tensor:
    return mg.sum(w * x) + decay * mg.sum(w * w)


def with_text(x: mg.Tensor) -> tuple[mg.Tensor, str]:
    return mg.sum(x * x), "text"
"""

HOLDS = {
    "mg.Tensor": [
        *(
            "mg.tanh(x)",
            "mg.add(x, a)",
            "mg.add(a, x)",
            "mg.maximum(x, 0.0)",
            "mg.relu_n(x, n=2.0)",
        ),
        *(
            "a * x",
            "x * a",
            "2.0 * x",
            "a @ x",
            "a < x",
            "-x",
            "x[0]",
            "x.T",
            "x.data",
            "x.detach()",
        ),
        *("mg.sum(x, axis=0, keepdims=True)", "mg.mean(x, dtype=np.float32)", "mg.softmax(x)"),
        *("x.sum(axis=0)", "x.mean(where=a > 1.0)", "x.reshape(2, 1)", "x.cumsum(axis=0)"),
        *("mg.where(x > 1.0, x, 0.0)", "mg.where(a > 1.0, x, a)", "mg.clip(x, 0.0, max=1.5)"),
        *("mg.stack([x, x], axis=1)", "mg.concatenate((x, x))", 'mg.einsum("i,i->", x, x)'),
        *("mg.mish(x)", "mg.median(x, axis=0)", "mg.dot(a, x)", "mg.conv1d(A[None], A[None])"),
        *("mg.linalg.solve(A, x)", "mg.linalg.det(A)", "mg.linalg.eigh(A).eigenvalues"),
        *("mg.linalg.norm(x)", "mg.fft.rfft(x)", "mg.special.gammaln(x)", "mg.topk(x, 1).indices"),
        *("mg.compile(f)(x, n=3)", "mg.checkpoint(f)(x)", "mg.vmap(f)(x)", "mg.jvp(f, x, x)[1]"),
        *("mg.argwhere(x)", "mg.ones(3)", "mg.isfinite(x)"),
    ],
    "NDArray[Any]": [
        *("mg.tanh(a)", "mg.tanh([1.0, 2.0])", "mg.add(a, 1.0)", "mg.add(1.0, a)", "mg.add(a, a)"),
        *(
            "mg.reshape(a, (2, 1))",
            "mg.transpose([[1.0]])",
            "mg.where(a > 1.0, a, 0.0)",
            "x.numpy()",
        ),
    ],
    "Any": ["mg.tanh(0.5)", "mg.sum(a)", "mg.mish(a)", "mg.stack([x, a])", "mg.grad(mg.sin)(0.5)"],
    "mg.Tensor | Any": [
        "x.grad",
        "mg.linspace(0.0, 1.0, 3)",
        "net(a[None])",
        "nn.MSE()(net(A), 1.0 + 0.0 * A[:, :1])",
    ],
    "tuple[mg.Tensor, ...]": ["mg.meshgrid(x, x)", "mg.nonzero(x)"],
    "tuple[mg.Tensor, mg.Tensor]": ["mg.modf(x)", "mg.jvp(f, x, x)"],
    "list[mg.Tensor]": ["mg.split(x, 2)"],
    "tuple[mg.Tensor, Any]": [
        "mg.value_and_grad(lambda x: mg.sum(x))(a)",
        "mg.value_and_grad(loss)(a, a, decay=0.1)",
        "mg.value_and_grad(loss, argnums=(0, 1))(a, a)",
        "mg.compile(mg.value_and_grad(loss))(x, a)",
    ],
    "tuple[Any, str]": [
        "mg.grad(with_text, has_aux=True)(a)",
        "mg.hessian(with_text, has_aux=True)(a)",
    ],
}
"""What is made of what, by type."""

TAKEN = [
    "mg.tanh.rules, mg.sin.name, mg.pi, mg.float32",
    "local_derivatives(mg.tanh, 0.5)",
    "check_op(mg.softplus, examples=1)",
    "[f(x) for f in (mg.tanh, mg.relu, mg.softplus)]",
    "mg.compile(f, backend='numpy').programs",
    "x.sum().draw(show='gradients', theme='dark', lang='ja', level='operations')",
    "x.sum().draw(show=['values', 'gradients'], max_nodes=3)",
    "mg.delete(x, slice(0, 1)), mg.take(x, [0]), mg.pad(x, 1), mg.tile(x, (2, 1))",
    "np.sum(x).backward()",
    "np.max(x).detach(), np.take(x, 0).requires_grad, 2.0 * np.min(x).T",
    "mg.tanh(np.sum(x)).shape, (a * np.sum(x)).backward, np.asarray(A).max(), np.tanh(np.sum(x))",
    "np.tanh(x), np.sum(x, axis=0), np.concatenate([x, x]), np.exp(-x), np.maximum(x, 0.0)",
    "mg.grad(f)(2.0), mg.grad(lambda p: p['w'] * 2.0)({'w': 1.0}), mg.hessian(f)(0.5)",
    "mg.grad(loss)(a, a).numpy(), mg.grad(loss)(0.5, a, decay=1.0), mg.jacobian(f)(a, n=3)",
    "mg.grad(mg.grad(f))(2.0), mg.grad(mg.compile(f))(0.5, n=3), mg.grad(net)(a[None])",
    "mg.grad(loss, argnums=1)(x, a), mg.grad(lambda x, y: x * y, (0, 1))(2.0, 3.0)",
    "[mg.grad(loss, argnums=i)(a, a) for i in range(2)]",
    "mg.vmap(f)(a, n=3), mg.vmap(mg.grad(loss), in_axes=(None, 0))(x, A)",
    "sorted([2.0, 1.0], key=mg.grad(f)), mg.grad(mg.tanh)(0.5), mg.grad(mg.sum)(a, axis=0)",
]
"""What is allowed beside."""

REFUSED = [
    "mg.tanh(x, x, bogus=3)",
    "mg.tanh('text')",
    "mg.add(x)",
    "mg.sum(x, axis='rows')",
    "mg.sum(x, axes=0)",
    "mg.sort(x, descending=1.5)",
    "mg.mish(x, alpha=1.0)",
    "mg.linalg.cholesky(A, upper='yes')",
    "x.sum(bogus=1)",
    "x.cumsum(axs=0)",
    "x.nothing",
    "mg.compile(f, backend='fortran')",
    "mg.compile(f)(x, m=3)",
    "mg.checkpoint(f)(x, 1.5)",
    "mg.grad(f)(x, m=3)",
    "mg.grad(f)(x, 'three')",
    "mg.grad(f)(x=2.0)",
    "mg.grad(loss)(x)",
    "mg.value_and_grad(loss)(a, a, decai=0.1)",
    "mg.jacobian(f)()",
    "mg.hessian(f)(0.5, n=2.5)",
    "mg.grad(net)(a, a)",
    "mg.compile(mg.grad(loss))(x, a, decai=0.1)",
    "x.draw(show='gradiants')",
    "x.draw(theme='sepia')",
    "x.draw(levels='layers')",
    "net(a, a)",
    "nn.Linear(2, 3)(x, bogus=1)",
    "mg.nothing(x)",
]
"""What no program should contain."""

HEADER = "# mypy: allow-untyped-defs, allow-untyped-calls, allow-redefinition\n"


def program_of(page: str) -> str:
    """The program of a page: its blocks from top to bottom, without what they print."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    entered = [re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", block, re.MULTILINE) for block in blocks]
    return "\n".join("\n".join(code) or block for code, block in zip(entered, blocks, strict=True))


STATED = [f"assert_type({made}, {kind})" for kind, all_ in HOLDS.items() for made in all_]
PAGES = ["README.md", "docs/tour.md", "docs/how-to/check-types.md"]
PROGRAMS = {
    "right": "\n".join([MADE, *STATED, *TAKEN]),
    "wrong": "\n".join([MADE, *REFUSED]),
    **{f"page_{i}": HEADER + program_of(page) for i, page in enumerate(PAGES)},
}


@pytest.fixture(scope="module", params=CHECKERS, ids=lambda checker: checker.__name__)
def said(request, tmp_path_factory):
    """What a checker says of all programs, in one run."""
    return request.param(PROGRAMS, tmp_path_factory.mktemp("programs"))


def refused(said, name: str) -> dict[str, list[str]]:
    lines = PROGRAMS[name].splitlines()
    return {lines[i - 1]: said[name][i] for i in sorted(said[name])}


def test_a_program_has_the_types_that_checkers_say(said):
    assert refused(said, "right") == {}


@pytest.mark.parametrize(
    ("made", "kind"), [(made, kind) for kind, all_ in HOLDS.items() for made in all_]
)
def test_the_types_are_those_of_the_values(made, kind, names):
    value = eval(made, names)
    first = re.match(r"mg\.Tensor|tuple|list|NDArray|Any", kind)[0]
    expected = {"mg.Tensor": mg.Tensor, "NDArray": np.ndarray, "Any": object}.get(first)
    assert isinstance(value, expected or {"tuple": tuple, "list": list}[first])
    if "[mg.Tensor" in kind:
        assert isinstance(value[0], mg.Tensor)


@pytest.mark.parametrize("program", TAKEN)
def test_what_is_allowed_runs(program, names):
    exec(program, names)


def test_wrong_calls_are_refused(said):
    assert [*refused(said, "wrong")] == REFUSED


@pytest.mark.parametrize("page", PAGES)
def test_the_programs_of_the_first_pages_check(said, page):
    assert refused(said, f"page_{PAGES.index(page)}") == {}


def test_literals_are_what_a_drawing_takes():
    assert get_args(Level) == levels.LEVELS
    assert {*get_args(Shown)} == {*levels.SHOWN, *levels.SHOWN_BY_NEURONS}
    assert {*get_args(ThemeName)} == {*THEMES}
    assert get_args(Language) == LANGUAGES


def test_a_method_hands_on_all_options_of_a_drawing():
    taken = get_type_hints(draw, vars(levels))
    assert get_type_hints(Options) == {
        name: kind for name, kind in taken.items() if name not in ("root", "file", "return")
    }


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    made: dict[str, Any] = {}
    exec(MADE, made)
    return made
