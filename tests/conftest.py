"""What pytest is told beyond `pyproject.toml`."""

from __future__ import annotations

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
