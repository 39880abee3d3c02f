"""Files, and parts of pages, that are derived from the code: `python -m docs.make_tables`.

The operations' registry gives the stubs of `minigrad` and the tables of the reference page, the
list of the architecture's test gives the layout in CONTRIBUTING.md, and pages give notebooks.
tests/test_derived.py fails where one of them is stale.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

import minigrad as mg
from docs.as_notebook import as_notebook
from docs.stubs import methods_stub, namespace_stub, stub
from minigrad.core.dispatch import ANSWERS
from minigrad.ops import namespaces, public, registry
from minigrad.tensors.protocols import WITHOUT_GRADIENT

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = "written by `python -m docs.make_tables`"


def contributing(text: str) -> str:
    """CONTRIBUTING.md with code as it is, and the packages as the test of the layout has them."""
    sys.path.insert(0, str(ROOT / "tests"))
    lines = importlib.import_module("test_architecture").LAYOUT
    rows = []
    for name, line in lines.items():
        is_folder = (ROOT / "minigrad" / name).is_dir()
        rows.append(f"{name + '/' if is_folder else name:<14}{line}")
    text = between(text, "layout", "\n".join(["```text", *rows, "```"]))
    for name in re.findall(rf"<!-- (minigrad\.[\w.]+): {re.escape(WRITTEN)} -->", text):
        text = between(text, name, f"```py\n{quoted(name)}\n```")
    return text


def quoted(name: str) -> str:
    """The code of a statement, a function or a class of minigrad, without its docstring.

    Parameters
    ----------
    name
        Of the module and what stands in it, ``minigrad.ops.elementwise.sqrt``.
    """
    module, _, name = name.rpartition(".")
    path = ROOT / f"{module.replace('.', '/')}.py"
    source = path.read_text(encoding="utf-8")
    for statement in ast.parse(source).body:
        targets = getattr(statement, "targets", [getattr(statement, "target", statement)])
        if name not in {getattr(target, "id", getattr(target, "name", "")) for target in targets}:
            continue
        lines = (ast.get_source_segment(source, statement) or "").splitlines()
        decorators = getattr(statement, "decorator_list", [])
        lines[:0] = [f"@{ast.get_source_segment(source, one)}" for one in decorators]
        if isinstance(statement, (ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(statement):
            first = statement.body[0].lineno - statement.lineno + len(decorators)
            last = (statement.body[0].end_lineno or 0) - statement.lineno + len(decorators)
            del lines[first : last + 1]
            while not lines[first].strip():  # what stood between docstring and code
                del lines[first]
        return "\n".join(lines)
    raise ValueError(f"{path} has no {name}")


def reference(text: str) -> str:
    """The reference page with its tables of operations."""
    families: dict[str, tuple[list[str], list[str]]] = {}
    for name, stated in sorted(stated_names().items()):
        title = family(stated.__module__)
        is_constant = not getattr(stated, "differentiable", True)
        families.setdefault(title, ([], []))[is_constant].append(f"`{name}`")
    rows = [
        f"| {title} | {' | '.join(map(', '.join, names))} |" for title, names in families.items()
    ]
    head = "| family | with a gradient | constants of differentiation |\n| --- | --- | --- |"
    text = between(text, "operations", "\n".join([head, *sorted(rows)]))
    ours = [function for function, by in ANSWERS.items() if by.__module__.startswith("minigrad.")]
    answered = sorted({f"`{numpy_name(function)}`" for function in ours})
    return between(text, "numpy", ", ".join(answered))


def stated_names() -> dict[str, Callable[..., object]]:
    """Every operation and expression by its public name below `minigrad`."""
    spaces = [("", public), *((f"{name}.", names) for name, names in namespaces.items())]
    return {f"{space}{name}": stated for space, names in spaces for name, stated in names.items()}


def family(module: str) -> str:
    """The title of the operations that a module states: how its docstring begins."""
    return (sys.modules[module].__doc__ or "").partition(".")[0].partition(":")[0]


NAMESPACES = {
    "np": np,
    "np.linalg": np.linalg,
    "np.fft": np.fft,
    "np.emath": np.emath,
    "np.lib.stride_tricks": np.lib.stride_tricks,
}
"""The modules of NumPy whose functions the page of support goes through."""


def support(text: str) -> str:
    """The page of support with every function of NumPy, by what minigrad makes of it."""
    kinds: dict[str, dict[str, list[str]]] = {kind: {} for kind in ("gradient", "value", "none")}
    for place, module in NAMESPACES.items():
        for name in sorted(getattr(module, "__all__", dir(module))):
            function = getattr(module, name)
            if isinstance(function, type) or not callable(function) or _is_about_python(function):
                continue
            kinds[support_of(function)].setdefault(place, []).append(f"`{name}`")
    for kind, places in kinds.items():
        rows = [f"| `{place}` | {', '.join(names)} |" for place, names in places.items()]
        text = between(text, kind, "\n".join(["| module | functions |", "| --- | --- |", *rows]))
    kinks = [
        f"| `{op.name}` | {', '.join(f'{kink:g}' for kink in op.domain.kinks)} |"
        for _, op in sorted(registry.items())
        if op.domain and op.domain.kinks and op.differentiable and not op.internal
    ]
    return between(text, "kinks", "\n".join(["| operation | at |", "| --- | --- |", *kinks]))


def support_of(function: object) -> str:
    """What minigrad makes of a function of NumPy: "gradient", "value" or "none"."""
    answer = ANSWERS.get(function)
    if answer is not None:
        return "gradient" if getattr(answer, "differentiable", True) else "value"
    return "value" if function in WITHOUT_GRADIENT else "none"


def _is_about_python(function: object) -> bool:
    """True of what takes no array: settings, dtypes, files, text, decorators."""
    return not isinstance(function, np.ufunc) and not hasattr(function, "_implementation")


def numpy_name(function: object) -> str:
    """The name under which a function of NumPy is known: ``np.linalg.solve``."""
    module = getattr(function, "__module__", "numpy") or "numpy"
    return f"{module.replace('numpy', 'np', 1)}.{function.__name__}"  # type: ignore[attr-defined]


def between(text: str, mark: str, made: str) -> str:
    """The text with the part between two marks made anew."""
    begin, end = f"<!-- {mark}: {WRITTEN} -->", f"<!-- end of {mark} -->"
    pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"there is no place for {mark}: {begin}")
    return pattern.sub(lambda _: f"{begin}\n\n{made}\n\n{end}", text)


DERIVED: dict[str, Callable[[str], str]] = {
    "minigrad/__init__.pyi": stub,
    **{f"minigrad/{name}.pyi": partial(namespace_stub, name) for name in namespaces},
    "minigrad/ops/methods.pyi": methods_stub,
    "CONTRIBUTING.md": contributing,
    "docs/reference.md": reference,
    "docs/support.md": support,
    **{
        f"docs/notebooks/{name}.ipynb": partial(as_notebook, page)
        for name, page in {
            "tour": "tour.md",
            "tour-ja": "ja/tour.md",
            "draw": "how-to/draw.md",
            "draw-networks": "how-to/draw-networks.md",
        }.items()
    },
}


def derived(name: str) -> tuple[str, str]:
    """A file as it is, and as it should be."""
    path = ROOT / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text, DERIVED[name](text)


if __name__ == "__main__":
    for name in DERIVED:
        before, after = derived(name)
        if before != after:
            (ROOT / name).write_text(after, encoding="utf-8")
            print(f"{name}: written")
    print(f"{len(public)} public operations and expressions, {len(mg.__all__)} names")
