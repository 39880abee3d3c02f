"""Special functions: the namespace of `minigrad.ops.special`."""

from minigrad.ops import namespaces as _namespaces

globals().update(_namespaces["special"])

__all__ = sorted(_namespaces["special"])  # noqa: PLE0605 - a list
__dir__ = __all__.copy  # completion shows what is public
