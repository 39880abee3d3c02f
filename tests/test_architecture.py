"""The layout: imports point one way, and importing is cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import minigrad

ROOT = Path(minigrad.__file__).parent

# From the foundation up: a module imports only from lines above its own, or within a package.
LAYERS = [
    ("deferred", "instead"),
    ("op", "files", "locks", "memory", "nest"),
    ("mode", "node"),
    ("messages", "span", "watch", "copies", "hooks"),
    ("backward", "warned"),
    ("anomaly",),
    ("ops",),
    ("operators", "protocols"),
    ("values", "symbol"),
    ("draw",),
    ("arraylike",),
    ("assignment",),
    ("gradients",),
    ("tensor",),
    ("creation",),
    ("summary",),
    ("transform",),
    ("jacobian", "reach"),
    ("compile",),
    ("plot",),
    ("nn", "data"),
    ("optim", "history"),
    ("train",),
    ("__init__",),
    ("testing",),
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def component(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path):
    for statement in ast.walk(ast.parse(path.read_text())):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(
            "minigrad"
        ):
            parts = statement.module.split(".")[1:]
            yield from [parts[0]] if parts else [alias.name for alias in statement.names]
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name.split(".")[0] == "minigrad":
                    yield [*alias.name.split("."), "__init__"][1]


def test_every_module_has_its_layer():
    assert {component(path) for path in ROOT.rglob("*.py")} == set(LEVEL)


def test_imports_point_one_way():
    wrong = [
        f"{path.relative_to(ROOT)} imports {target}"
        for path in ROOT.rglob("*.py")
        for target in imported(path)
        if LEVEL[target] >= LEVEL[component(path)] and target != component(path)
    ]
    assert wrong == []


def test_making_a_tensor_imports_nothing_more():
    code = (
        "import sys, numpy, minigrad as mg; before = set(sys.modules); "
        "(mg.tensor([1.0]) * numpy.ones(1)).sum(); print(sorted(set(sys.modules) - before))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(out.stdout) == []


def test_importing_minigrad_imports_numpy_and_nothing_else():
    code = "import sys, minigrad; print(sorted({m.split('.')[0] for m in sys.modules}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    others = set(ast.literal_eval(out.stdout)) - set(sys.stdlib_module_names)
    assert {name for name in others if not name.startswith("_")} <= {"minigrad", "numpy"}
