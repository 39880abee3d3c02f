"""The collector is paused for a while, and is afterwards as it was before."""

from __future__ import annotations

import gc

import pytest

import minigrad as mg
from minigrad.support.collector import collector_paused


@collector_paused()
def fail_while_it_is_paused():
    assert not gc.isenabled()
    raise KeyError


@pytest.mark.parametrize("enabled", [True, False])
def test_it_is_as_it_was_afterwards_also_after_an_error(enabled):
    (gc.enable if enabled else gc.disable)()
    try:
        with pytest.raises(KeyError):
            fail_while_it_is_paused()
        assert gc.isenabled() is enabled
    finally:
        gc.enable()


def test_drawing_leaves_it_on():
    mg.sin(mg.tensor(1.0, requires_grad=True)).draw()
    assert gc.isenabled()
