# Stubs, written by `python -m docs.make_tables`.

from typing import Any

from minigrad.core.op import Op as Op

class _Matmul(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _MatrixTranspose(Op):
    def __call__(self, x: Any) -> Any: ...

matmul: _Matmul
matrix_transpose: _MatrixTranspose
__all__ = [
    "matmul",
    "matrix_transpose",
]
