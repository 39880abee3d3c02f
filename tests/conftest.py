"""What pytest is told beyond `pyproject.toml`."""

from __future__ import annotations

import importlib
import sys

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Run a test marked ``untraced`` without coverage, under xdist too (``no_cover`` does not)."""
    coverage = sys.modules.get("coverage")
    stopped = []
    if coverage is not None and item.get_closest_marker("untraced"):
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
