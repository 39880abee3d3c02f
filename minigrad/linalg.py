"""Linear algebra: the namespace of `minigrad.ops.linalg`."""

from minigrad.ops import namespaces as _namespaces

globals().update(_namespaces["linalg"])

__all__ = sorted(_namespaces["linalg"])  # noqa: PLE0605 - a list
__dir__ = __all__.copy  # completion shows what is public
