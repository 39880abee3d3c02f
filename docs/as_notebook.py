"""Pages as notebooks, without outputs: who opens one runs it.

`python -m docs.make_tables` writes them. Examples with ``>>>`` become code, and a cell ends where a
page shows what is printed, so that the notebook shows it too.
"""

from __future__ import annotations

import doctest
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HIDDEN = re.compile(r"^<!--.*?-->$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:|#)")
WHERE = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def as_notebook(page: str, _: str = "") -> str:
    """A page below ``docs`` as the text of a notebook in ``docs/notebooks``."""
    text = (DOCS / page).read_text(encoding="utf-8")
    folder = posixpath.relpath(posixpath.dirname(page) or ".", "notebooks")
    cells = list(cells_of(LINK.sub(f"]({folder}/", HIDDEN.sub("", text))))
    for i, cell in enumerate(cells):
        cell["id"] = f"cell-{i}"
    made = {"cells": cells, "metadata": WHERE, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def cells_of(text: str) -> Iterator[dict[str, Any]]:
    """The cells of a page: what stands between its examples, and their code."""
    for i, part in enumerate(BLOCK.split(text)):
        if i % 2:
            yield from code_cells(part)
        elif part.strip():
            yield cell("markdown", part)


def code_cells(block: str) -> Iterator[dict[str, Any]]:
    """The code of a block, in a new cell after whatever prints or fails."""
    examples = doctest.DocTestParser().get_examples(block)
    if not examples:
        yield cell("code", block)
    source = ""
    for i, example in enumerate(examples, 1):
        source += example.source
        if example.want or i == len(examples):
            yield cell("code", source, fails=example.exc_msg is not None)
            source = ""


def cell(kind: str, source: str, *, fails: bool = False) -> dict[str, Any]:
    """A cell; one that is meant to fail says so to what runs the notebook."""
    metadata = {"tags": ["raises-exception"]} if fails else {}
    lines = source.strip().splitlines(keepends=True)
    made = {"cell_type": kind, "metadata": metadata, "source": lines}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})
