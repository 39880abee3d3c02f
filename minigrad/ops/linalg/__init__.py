"""Linear algebra: solving, decompositions, norms; `minigrad.linalg`."""

from minigrad.ops.products import matmul
from minigrad.ops.shapes import matrix_transpose

__all__ = ["matmul", "matrix_transpose"]
