"""What doctests find without importing it."""

from typing import Any

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn


@pytest.fixture(autouse=True)
def _names(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace.update(mg=mg, np=np, nn=nn)
