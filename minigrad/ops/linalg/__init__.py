"""Linear algebra: solving, factorisations, spectra, norms; `minigrad.linalg`."""

from minigrad.ops.contractions import tensordot, vecdot
from minigrad.ops.products import matmul
from minigrad.ops.shapes import matrix_transpose

__all__ = ["matmul", "matrix_transpose", "tensordot", "vecdot"]
