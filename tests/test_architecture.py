"""The layout: imports point one way, and importing is cheap."""

from __future__ import annotations

import ast
import graphlib
import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import minigrad

ROOT = Path(minigrad.__file__).parent

# From the foundation up: a package imports only from lines above its own, and within it nothing
# goes round in a circle. CONTRIBUTING.md shows this list.
LAYOUT = {
    "support": "tools that know nothing of graphs: files, locks, memory, packages, pytrees",
    "core": "recording and differentiating, without a single operation",
    "ops": "every operation with its rules, by family; operators and methods; the registry",
    "draw": "a graph as a picture: DOT, SVG, PNG, PDF, Mermaid, HTML; symbols that spell rules",
    "linalg": "the name under which linear algebra is public",
    "special": "the name under which special functions are public",
    "tensors": "the handle: Tensor, creation, assignment, gradients, NumPy's protocols",
    "fft": "the name under which Fourier transforms and their frequencies are public",
    "transforms": "functions of functions: grad, vjp, jacobian, ...",
    "compiler": "the recorded graph as one program",
    "plot": "curves, contours, weights and histories, by matplotlib",
    "nn": "layers, losses, the table of a network",
    "data": "data sets and batches",
    "optim": "optimisers, schedules, clipping",
    "train": "the training loop, checkpoints, weights in files, the history of a run",
    "history": "the name under which the history of a run is public",
    "symbol": "the name under which symbols are public",
    "__init__": "the public names",
    "testing": "proof of gradients: the checker, strategies, random programs, a plugin for pytest",
    "programs": "the name under which the programs of models/ are run, and installed",
    "__main__": "the command: what is installed, and the programs by name",
}
LEVEL = {name: level for level, name in enumerate(LAYOUT)}


def component(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in ROOT.rglob("*.py")}


def imported(path: Path):
    """The modules of minigrad that a module names in its imports, wherever they stand."""
    for statement in ast.walk(ast.parse(path.read_text())):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(
            "minigrad"
        ):
            inside = [f"{statement.module}.{alias.name}" for alias in statement.names]
            yield from [name if name in MODULES else statement.module for name in inside]
        elif isinstance(statement, ast.Import):
            yield from [a.name for a in statement.names if a.name.split(".")[0] == "minigrad"]


def level(module: str) -> int:
    return LEVEL[[*module.split("."), "__init__"][1]]


def test_every_package_has_its_line():
    assert {component(path) for path in ROOT.rglob("*.py")} == set(LAYOUT)


def test_imports_point_one_way():
    wrong = [
        f"{module} imports {target}"
        for module, path in MODULES.items()
        for target in imported(path)
        if level(target) >= level(module) and component(MODULES[target]) != component(path)
    ]
    assert wrong == []


def test_no_imports_go_round_in_a_circle():
    graph = {
        module: {target for target in imported(path) if target != module}
        for module, path in MODULES.items()
    }
    list(graphlib.TopologicalSorter(graph).static_order())  # raises a CycleError that names them


def test_no_module_is_called_like_a_public_function():
    """``import minigrad.compile`` would find a function, or hide one."""
    for module, path in MODULES.items():
        package = importlib.import_module(module.rpartition(".")[0] or "minigrad")
        for holder in (minigrad, package):
            value = vars(holder).get(path.stem)
            assert value is None or isinstance(value, ModuleType), f"{module} is a public name too"


def test_making_a_tensor_imports_nothing_more():
    code = (
        "import sys, numpy, minigrad as mg; before = set(sys.modules); "
        "(mg.tensor([1.0]) * numpy.ones(1)).sum(); print(sorted(set(sys.modules) - before))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(out.stdout) == []


@pytest.mark.parametrize(
    "first",
    [
        "from minigrad import *; cumsum(x); grad; linalg.det",
        "{'cumsum', 'grad', 'linalg', 'summary', 'tensor'} <= {*dir(mg)} & {*mg.__all__} or 1 / 0",
        "from minigrad import linalg; linalg.solve(A, x)",
        "import minigrad.fft; minigrad.fft.rfft(x)",
        "mg.special.gammaln(x)",
        "x.cumsum(); x.trace",
        "np.linalg.solve(A, x)",
        "np.add.accumulate(x)",
        "import scipy.special; scipy.special.expit(x)",
        "mg.vmap(lambda a: np.linalg.det(a))(A[None])",
        "mg.jacobian(lambda x: x * x)(x)",
        "from minigrad.ops import registry; registry['solve'], registry['cumsum']",
        "from minigrad.ops import public; public['cumsum']",
        "import pickle; pickle.loads(b'cminigrad.ops.linalg.solving\\nsolve\\n.')(A, x)",
    ],
)
def test_what_a_tensor_does_not_need_is_imported_where_it_is_used_first(first):
    code = (
        "import sys, numpy as np, minigrad as mg; x = mg.tensor([1.0, 2.0], requires_grad=True); "
        f"A = mg.tensor(np.eye(2)); assert 'minigrad.ops.scans' not in sys.modules; {first}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_answers_a_function_of_numpy_is_known_before_it_is_imported():
    code = "import numpy as np, minigrad as mg; mg.Op('mine', np.cumsum, numpy=np.cumsum)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "numpy.cumsum is answered by minigrad.ops.scans.cumsum already" in run.stderr


def test_importing_minigrad_imports_numpy_and_nothing_else():
    code = "import sys, minigrad; print(sorted({m.split('.')[0] for m in sys.modules}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    others = set(ast.literal_eval(out.stdout)) - set(sys.stdlib_module_names)
    assert {name for name in others if not name.startswith("_")} <= {"minigrad", "numpy"}


def test_files_that_contributing_names_are_there():
    home = ROOT.parent
    text = (home / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folders = [home / name for name in ("minigrad", "tests", "models", "docs", "bench")]
    names = set(re.findall(r"`([\w/]+\.py)`", text))
    assert len(names) > 30
    for name in names:
        assert any([*folder.rglob(name)] for folder in folders) or (home / name).exists(), name
