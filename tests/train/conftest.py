"""What several tests of training begin with."""

from __future__ import annotations

import interrupted_run as whole
import pytest


@pytest.fixture(scope="session")
def uninterrupted():
    """The end of a run that nothing stops."""
    net, history, _ = whole.run(None)
    return whole.result(net, history)
