"""What pytest is told beyond `pyproject.toml`."""

from __future__ import annotations

import importlib
import sys

import pytest


def is_untraced(item):
    """True for a test whose work is large, not new: it is marked so, or a property."""
    is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return is_property or item.get_closest_marker("untraced") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Run tests without coverage, under xdist too (``no_cover`` does not), where it says nothing.

    It would double their time.
    """
    coverage = sys.modules.get("coverage")
    stopped = []
    if coverage is not None and is_untraced(item):
        while (tracing := coverage.Coverage.current()) is not None:
            tracing.stop()
            stopped.append(tracing)
    try:
        return (yield)
    finally:
        for tracing in reversed(stopped):
            tracing.start()


@pytest.fixture(params=["small", "large"])
def memory(request, monkeypatch):
    """Both plans of a program's memory: as it is, and as if all results were large."""
    if request.param == "large":
        buffers = importlib.import_module("minigrad.compiler.buffers")  # only where it is tested
        monkeypatch.setattr(buffers, "_LARGE", 0)
