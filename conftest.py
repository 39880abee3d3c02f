"""What doctests find without importing it, and Markdown pages as tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

import minigrad as mg
from minigrad import nn

ROOT = Path(__file__).parent
# A busy machine is slow; that is no failure.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
PAGES = Sybil([PythonCodeBlockParser(), SkipParser()])


@pytest.fixture(autouse=True)
def _names(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace.update(mg=mg, np=np, nn=nn)


class Page(pytest.Item):
    """The Python of a Markdown page, run from top to bottom in an empty folder.

    A page is one test, not one for each example, since pytest-xdist would hand the examples of a
    page to several processes.
    """

    def runtest(self) -> None:
        """Run the examples; what they write is gone afterwards."""
        home = Path.cwd()
        with TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                page = PAGES.parse(self.path)
                page.namespace["__file__"] = str(self.path)
                for example in page:
                    example.evaluate()
            finally:
                os.chdir(home)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Show what was expected and what came, without a traceback through Sybil."""
        if isinstance(excinfo.value, SybilFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the page is."""
        return self.path, 0, str(self.path.relative_to(ROOT))


class PageFile(pytest.File):
    """A Markdown file."""

    def collect(self) -> Iterator[Page]:
        """One test for the whole page."""
        yield Page.from_parent(self, name="page")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PageFile | None:
    """Take README.md and the pages below docs as tests, where they have examples."""
    documented = file_path == ROOT / "README.md" or ROOT / "docs" in file_path.parents
    if file_path.suffix != ".md" or not documented or not any(PAGES.parse(file_path)):
        return None
    return PageFile.from_parent(parent, path=file_path)
