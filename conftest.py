"""Names for doctests, Markdown pages as tests, the budgets, and `--op NAME`."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from budget import examples
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

import minigrad as mg
from minigrad import nn
from minigrad.core.dispatch import ANSWERS

pytest_plugins = ["minigrad.testing.plugin"]
ROOT = Path(__file__).parent
# A busy machine is slow; that is no failure.
settings.register_profile(
    "tests",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=examples(100),
)
settings.load_profile("tests")
_BEGUN = pytest.StashKey[float]()
PAGES = Sybil([PythonCodeBlockParser(), SkipParser()])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare `--op` and `--seconds`."""
    parser.addoption("--op", metavar="NAME", help="only tests that name this operation")
    parser.addoption(
        "--seconds",
        type=float,
        help="modules in random order; tests that would begin later than this are skipped",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `--op`, do not even import tests that neither name it nor go through all operations."""
    name = config.getoption("--op")
    if name is None or not collection_path.match("test_*.py"):
        return None
    text = collection_path.read_text(encoding="utf-8")
    return not re.search(rf"\b(registry|__all__|{re.escape(name)})\b", text) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--op`, keep the tests that have the name among the words of their own."""
    if config.getoption("--seconds") is not None:
        _shuffle_modules(items)
    name = config.getoption("--op")
    if name is None:
        return
    word = re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])")
    kept = [item for item in items if word.search(item.name)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _shuffle_modules(items: list[pytest.Item]) -> None:
    """Put modules in an order that is the run's own, and the same in all of its processes."""
    modules = sorted({str(item.path) for item in items})
    random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID")).shuffle(modules)  # noqa: S311
    place = {path: i for i, path in enumerate(modules)}
    items.sort(key=lambda item: place[str(item.path)])


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to count time."""
    session.config.stash[_BEGUN] = time.monotonic()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what has no time left: the summary of the run says how many tests that were."""
    seconds = item.config.getoption("--seconds")
    if seconds is not None and time.monotonic() - item.config.stash[_BEGUN] > seconds:
        pytest.skip(f"not run: the {seconds:.0f} seconds of this run were over")


@pytest.fixture(autouse=True)
def _names(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace.update(mg=mg, np=np, nn=nn)


class Page(pytest.Item):
    """The Python of a Markdown page, run from top to bottom in an empty folder.

    A page is one test, not one for each example, since pytest-xdist would hand the examples of a
    page to several processes.
    """

    def runtest(self) -> None:
        """Run the examples, in a process of their own where they need SciPy's switch."""
        needs_switch = "SCIPY_ARRAY_API=1" in self.path.read_text(encoding="utf-8")
        if not needs_switch or os.environ.get("SCIPY_ARRAY_API") == "1":
            self._evaluate()
            return
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(self.path)]
        environment = {**os.environ, "SCIPY_ARRAY_API": "1"}
        run = subprocess.run(  # noqa: S603 - pytest on a page
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if run.returncode:
            pytest.fail(run.stdout, pytrace=False)

    def _evaluate(self) -> None:
        """Run the examples here; what they write is gone afterwards."""
        home, answers = Path.cwd(), ANSWERS.copy()
        with TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                page = PAGES.parse(self.path)
                page.namespace["__file__"] = str(self.path)
                for example in page:
                    example.evaluate()
            finally:
                os.chdir(home)
                ANSWERS.clear()  # without those of the page's own operations
                ANSWERS.update(answers)

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
