"""Programs are tested with both plans of memory: small results apart, and as large ones."""

from __future__ import annotations

import pytest

from minigrad.compile import buffers


@pytest.fixture(params=["small", "large"])
def memory(request, monkeypatch):
    """Lets a test run again with all results taken for large ones."""
    if request.param == "large":
        monkeypatch.setattr(buffers, "_LARGE", 0)
