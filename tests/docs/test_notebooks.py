"""Notebooks: what pages become, and that they run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docs import as_notebook

NOTEBOOKS = sorted((Path(__file__).parents[2] / "docs" / "notebooks").glob("*.ipynb"))


@pytest.fixture
def cells(tmp_path, monkeypatch):
    """The cells that a page becomes: their kind, their text and their tags."""

    def of(text):
        (tmp_path / "how-to").mkdir()
        (tmp_path / "how-to" / "page.md").write_text(text, encoding="utf-8")
        monkeypatch.setattr(as_notebook, "DOCS", tmp_path)
        made = json.loads(as_notebook.as_notebook("how-to/page.md"))["cells"]
        return [(one["cell_type"], "".join(one["source"]), one["metadata"]) for one in made]

    return of


def test_text_and_code_are_cells_of_their_own(cells):
    assert cells("# Title\n\n```python\nx = 1\n```\n\nAnd on.\n") == [
        ("markdown", "# Title", {}),
        ("code", "x = 1", {}),
        ("markdown", "And on.", {}),
    ]


def test_what_prints_ends_a_cell_and_prompts_are_gone(cells):
    page = "```python\n>>> x = 1\n>>> x\n1\n>>> for i in (1, 2):\n...     print(i)\n1\n2\n```\n"
    assert [text for _, text, _ in cells(page)] == [
        "x = 1\nx",
        "for i in (1, 2):\n    print(i)",
    ]


def test_what_is_meant_to_fail_says_so(cells):
    error = "Traceback (most recent call last):\n    ...\nZeroDivisionError: ...\n"
    assert cells(f"```python\n>>> 1 / 0\n{error}```\n") == [
        ("code", "1 / 0", {"tags": ["raises-exception"]})
    ]


def test_links_lead_where_they_led_and_hidden_blocks_are_left_out(cells):
    page = "[a](b.md) [up](../c.md) [far](https://x.y) [here](#z)\n\n<!--- hidden\nx = 1\n-->\n"
    assert cells(page)[0][1] == (
        "[a](../how-to/b.md) [up](../how-to/../c.md) [far](https://x.y) [here](#z)"
    )


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_runs(notebook, tmp_path):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    read = nbformat.read(notebook, as_version=4)
    nbformat.validate(read)
    nbclient.NotebookClient(read, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    assert any(output for one in read.cells for output in one.get("outputs", ()))
