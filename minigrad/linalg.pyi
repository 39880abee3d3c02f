# Stubs, written by `python -m docs.make_tables`.

from typing import Any

from minigrad.core.op import Op as Op
from minigrad.ops.contractions import tensordot as tensordot
from minigrad.ops.contractions import vecdot as vecdot
from minigrad.ops.linalg.factorisations import qr as qr
from minigrad.ops.linalg.norms import cond as cond
from minigrad.ops.linalg.norms import matrix_norm as matrix_norm
from minigrad.ops.linalg.norms import norm as norm
from minigrad.ops.linalg.norms import vector_norm as vector_norm
from minigrad.ops.linalg.powers import matrix_power as matrix_power
from minigrad.ops.linalg.powers import multi_dot as multi_dot
from minigrad.ops.linalg.products import cross as cross
from minigrad.ops.linalg.products import diagonal as diagonal
from minigrad.ops.linalg.products import outer as outer
from minigrad.ops.linalg.products import trace as trace
from minigrad.ops.linalg.pseudo_inverses import matrix_rank as matrix_rank
from minigrad.ops.linalg.pseudo_inverses import pinv as pinv
from minigrad.ops.linalg.solving import solve_triangular as solve_triangular
from minigrad.ops.linalg.solving import tensorinv as tensorinv
from minigrad.ops.linalg.solving import tensorsolve as tensorsolve
from minigrad.ops.linalg.spectral import eig as eig
from minigrad.ops.linalg.spectral import eigvals as eigvals
from minigrad.ops.linalg.spectral import eigvalsh as eigvalsh
from minigrad.ops.linalg.spectral import svd as svd
from minigrad.ops.linalg.spectral import svdvals as svdvals

class _Cholesky(Op):
    def __call__(self, a: Any, upper: bool = ...) -> Any: ...

class _Det(Op):
    def __call__(self, a: Any) -> Any: ...

class _Eigh(Op):
    def __call__(self, a: Any, UPLO: str = ...) -> Any: ...

class _Expm(Op):
    def __call__(self, a: Any) -> Any: ...

class _Inv(Op):
    def __call__(self, a: Any) -> Any: ...

class _Lstsq(Op):
    def __call__(self, a: Any, b: Any, rcond: Any = ...) -> Any: ...

class _Matmul(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _MatrixTranspose(Op):
    def __call__(self, x: Any) -> Any: ...

class _Slogdet(Op):
    def __call__(self, a: Any) -> Any: ...

class _Solve(Op):
    def __call__(self, a: Any, b: Any) -> Any: ...

cholesky: _Cholesky
det: _Det
eigh: _Eigh
expm: _Expm
inv: _Inv
lstsq: _Lstsq
matmul: _Matmul
matrix_transpose: _MatrixTranspose
slogdet: _Slogdet
solve: _Solve
__all__ = [
    "cholesky",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "expm",
    "inv",
    "lstsq",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "multi_dot",
    "norm",
    "outer",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensordot",
    "tensorinv",
    "tensorsolve",
    "trace",
    "vecdot",
    "vector_norm",
]
