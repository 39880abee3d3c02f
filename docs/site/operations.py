"""Operations in the reference of the site.

They are objects of a class, whose docstring autodoc would show. Each is written as the function it
is to its user, with its names, its docstring and the functions of NumPy that it answers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.ext.napoleon import NumpyDocstring

from docs.make_tables import family, numpy_name, stated_names
from docs.site.public_names import heading, indented, links
from minigrad.core.dispatch import ANSWERS


def setup(app: Any) -> dict[str, bool]:
    """Register the writing of the pages."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(app: Any) -> None:
    """Write a page for each family of operations."""
    folder = Path(app.srcdir) / "api" / "operations"
    folder.mkdir(parents=True, exist_ok=True)
    for module, operations in families().items():
        parts = [heading(family(module)), links(name for names, _ in operations for name in names)]
        parts += [entry(names, stated, app.config) for names, stated in operations]
        (folder / f"{page_of(module)}.rst").write_text("\n".join(parts), encoding="utf-8")


def families() -> dict[str, list[tuple[list[str], Callable[..., Any]]]]:
    """The operations and expressions that each module states, with all their public names."""
    names: dict[int, tuple[list[str], Callable[..., Any]]] = {}
    for name, stated in stated_names().items():
        names.setdefault(id(stated), ([], stated))[0].append(f"minigrad.{name}")
    made: dict[str, list[tuple[list[str], Callable[..., Any]]]] = {}
    for listed, stated in names.values():
        made.setdefault(stated.__module__, []).append((listed, stated))
    return dict(sorted(made.items(), key=lambda item: family(item[0])))


def page_of(module: str) -> str:
    """The name of the page of a module of `minigrad.ops`."""
    return module.removeprefix("minigrad.ops.").replace(".", "-")


def entry(names: list[str], stated: Callable[..., Any], config: Any) -> str:
    """The description of an operation, under all its names."""
    called = signature(stated)
    signatures = "\n              ".join(f"{name}{called}" for name in names)
    text = str(NumpyDocstring(inspect.getdoc(stated) or "", config, what="function"))
    return f"\n.. py:function:: {signatures}\n\n{indented(text)}\n\n{indented(facts(stated))}\n"


def signature(stated: Callable[..., Any]) -> str:
    """What a call takes, without types."""
    made = inspect.signature(stated)
    parameters = [p.replace(annotation=p.empty) for p in made.parameters.values()]
    return str(made.replace(parameters=parameters, return_annotation=made.empty))


def facts(stated: Any) -> str:
    """The answers of an operation to NumPy's functions, and whether it has a gradient."""
    answered = sorted(f"``{numpy_name(one)}``" for one, by in ANSWERS.items() if by is stated)
    listed = [f"Answers {', '.join(answered)}."] if answered else []
    if not getattr(stated, "differentiable", True):
        listed.append("A constant of differentiation: no gradient flows through it.")
    return " ".join(listed)
