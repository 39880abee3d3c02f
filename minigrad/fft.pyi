# Stubs, written by `python -m docs.make_tables`.

__all__ = [
]
