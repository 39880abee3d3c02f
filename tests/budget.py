"""The budget of examples: on how many points, programs or runs a property is tried.

`MINIGRAD_EXAMPLES` is the share of the full number: 1 for `make test-all` and `bench mutants`, a
fifth where somebody waits, a tenth in CI.
"""

from __future__ import annotations

import os

SHARE = float(os.environ.get("MINIGRAD_EXAMPLES", "0.2"))


def examples(full: int) -> int:
    """A number of examples within the budget, at least one."""
    return max(1, round(SHARE * full))
