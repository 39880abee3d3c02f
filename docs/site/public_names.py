"""The reference of the site: a page for each package, with every public name of it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from docs.make_tables import stated_names

PAGES = {
    "minigrad": "Tensors, gradients, transforms",
    "minigrad.nn": "Networks",
    "minigrad.nn.init": "Initialisers",
    "minigrad.optim": "Optimisers",
    "minigrad.train": "Training",
    "minigrad.data": "Data",
    "minigrad.draw": "Drawing",
    "minigrad.symbol": "Symbols",
    "minigrad.plot": "Plots",
    "minigrad.testing": "Testing",
    "minigrad.testing.adapters": "Testing other libraries",
    "minigrad.linalg": "Linear algebra",
    "minigrad.fft": "Fourier transforms",
    "minigrad.special": "Special functions",
}
"""The packages with public names, and the titles of their pages."""


def setup(app: Any) -> dict[str, bool]:
    """Register the writing of the pages."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(app: Any) -> None:
    """Write the reference, and its table of contents."""
    folder = Path(app.srcdir) / "api"
    folder.mkdir(parents=True, exist_ok=True)
    for name, title in PAGES.items():
        (folder / f"{name}.rst").write_text(page(name, title), encoding="utf-8")
    (folder / "index.rst").write_text(contents(), encoding="utf-8")


def contents() -> str:
    """The first page of the reference."""
    packages = "\n   ".join(PAGES)
    return f"""{heading("Every public name")}

.. toctree::
   :caption: Packages
   :maxdepth: 1

   {packages}

.. toctree::
   :caption: Operations
   :maxdepth: 1
   :glob:

   operations/*

:ref:`genindex`
"""


def page(name: str, title: str) -> str:
    """The page of a package: links to all its names, then each with its docstring."""
    module = import_module(name)
    operations = [f"minigrad.{operation}" for operation in stated_names()]
    listed = [f"{name}.{public}" for public in names_of(module)]
    here = [public for public in listed if public not in operations]
    there = [public for public in operations if public.rpartition(".")[0] == name]
    parts = [heading(f"{title}: ``{name}``"), f".. automodule:: {name}\n"]
    parts += [links(here)] if here else []
    parts += [f"Operations: {links(there)}"] if there else []
    parts += [entry(public, getattr(module, public.rpartition(".")[2])) for public in here]
    return "\n".join(parts)


def links(names: Iterable[str]) -> str:
    """A line of links to the descriptions of names."""
    return " · ".join(f"`~{name}`" for name in names) + "\n"


def names_of(module: Any) -> list[str]:
    """The public names of a package; of `minigrad.testing` also those behind hypothesis."""
    names = set(getattr(module, "__all__", _defined(module)))
    if module.__name__ == "minigrad.testing":
        names.update(module.strategies.__all__, module.programs.__all__)
    return sorted(names)


def _defined(module: Any) -> list[str]:
    """The names of the functions that a module defines itself."""
    functions = inspect.getmembers(module, inspect.isfunction)
    own = (name for name, function in functions if function.__module__ == module.__name__)
    return [name for name in own if not name.startswith("_")]


def entry(name: str, thing: Any) -> str:
    """The directive that describes what a name stands for."""
    if inspect.ismodule(thing):
        return f"The package `{name}` has a page of its own.\n"
    if inspect.isclass(thing) and not _of_numpy(thing):
        return f".. autoclass:: {name}\n   :members:\n   :show-inheritance:\n"
    if callable(thing) and not _of_numpy(thing):
        return f".. autofunction:: {name}\n"
    package, _, short = name.rpartition(".")
    described = f".. py:data:: {short}\n   :module: {package}\n"
    if _of_numpy(thing):
        return f"{described}\n   NumPy's ``numpy.{thing.__name__}``.\n"
    shown = repr(thing)
    return f"{described}   :value: {shown if len(shown) < 60 else '...'}\n"


def _of_numpy(thing: Any) -> bool:
    return (getattr(thing, "__module__", None) or "").startswith("numpy")


def heading(title: str) -> str:
    """The heading of a page in reStructuredText."""
    return f"{title}\n{'=' * len(title)}\n"


def indented(text: str) -> str:
    """A text as the content of a directive."""
    return "\n".join(f"   {line}".rstrip() for line in text.splitlines())
