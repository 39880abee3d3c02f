# Stubs, written by `python -m docs.make_tables`.

from typing import Any

__all__ = [
]
