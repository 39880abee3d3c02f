# Stubs, written by `python -m docs.make_tables`.

from collections.abc import Sequence
from minigrad.core.op import Op
from minigrad.ops.linalg.determinants import SlogdetResult
from minigrad.ops.linalg.spectral import EigResult
from minigrad.ops.linalg.spectral import EighResult
from minigrad.ops.shapes import Axis
from minigrad.support.annotations import HasShape
from minigrad.support.annotations import Listed
from minigrad.support.annotations import Operand
from minigrad.tensors.handle import Tensor
from numpy.typing import DTypeLike
from numpy.typing import NDArray
from typing import Any
from typing import NamedTuple
from typing import overload

class _Cholesky(Op):
    @overload
    def __call__(self, a: Tensor, upper: bool = False) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, upper: bool = False) -> Any: ...

cholesky: _Cholesky
"""cholesky(a, upper=False)

Cholesky's factor of positive definite matrices: :math:`A = L L^H`, or :math:`U^H U`.

One triangle of ``a`` is read alone: the upper one with ``upper``, for U. So the gradient is
zero in the other triangle, as it is the derivative of what is read.

Examples
--------
>>> mg.linalg.cholesky(mg.tensor([[4.0, 2.0], [2.0, 5.0]]))
tensor([[2., 0.],
        [1., 2.]])
"""

@overload
def cond(x: Tensor, p: Any = None) -> Tensor:
    """Condition number of matrices: the norm of order ``p`` times that of the inverse.

    With None or 2 it is the quotient of the largest and the smallest singular value; matrices
    need not be square then. That of a singular matrix is infinite, and its gradient NaN.

    Examples
    --------
    >>> mg.linalg.cond(mg.tensor([[4.0, 0.0], [0.0, 2.0]]))
    tensor(2.)
    """
@overload
def cond(x: Operand, p: Any = None) -> Any: ...

@overload
def cross(x1: Tensor, x2: Any, /, *, axis: int = -1) -> Tensor:
    """Vector product of vectors with three components, along an axis.

    Examples
    --------
    >>> mg.linalg.cross(mg.tensor([1.0, 0.0, 0.0]), [0.0, 1.0, 0.0])
    tensor([0., 0., 1.])
    """
@overload
def cross(x1: Operand, x2: Tensor, /, *, axis: int = -1) -> Tensor: ...
@overload
def cross(x1: Operand, x2: Any, /, *, axis: int = -1) -> Any: ...

class _Det(Op):
    @overload
    def __call__(self, a: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Operand) -> Any: ...

det: _Det
r"""det(a)

Determinant of square matrices; :math:`\bar A = \bar y \operatorname{cof}(A)`.

The gradient is right for singular matrices too, whose cofactors need not vanish; their second
derivatives are refused. `slogdet` neither overflows nor vanishes.

Examples
--------
>>> a = mg.tensor([[1.0, 0.0], [0.0, 0.0]], requires_grad=True)
>>> mg.linalg.det(a).backward()
>>> a.grad
tensor([[0., 0.],
        [0., 1.]])
"""

@overload
def diagonal(x: Tensor, /, *, offset: int = 0) -> Tensor:
    """Diagonals of matrices, in the last axis; with ``offset`` those above (or below) the main one.

    Examples
    --------
    >>> mg.linalg.diagonal(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([1., 4.])
    """
@overload
def diagonal(x: Operand, /, *, offset: int = 0) -> Any: ...

class _EigResult(NamedTuple):
    """Eigenvalues, and eigenvectors in columns."""
    eigenvalues: Tensor
    eigenvectors: Tensor

@overload
def eig(x: Tensor, /) -> _EigResult:
    """Eigenvalues and eigenvectors (columns of length 1) of square matrices.

    They are complex, as the array API has them; those of ``np.linalg.eig`` are before NumPy 2.5
    real where all eigenvalues of a real matrix are. Eigenvectors of equal eigenvalues are not
    determined, nor is the phase of complex ones: a loss that depends on them is an error.

    Examples
    --------
    >>> mg.linalg.eig(mg.tensor([[2.0, 1.0], [0.0, 1.0]])).eigenvalues
    tensor([2.+0.j, 1.+0.j], dtype=complex128)
    """
@overload
def eig(x: Operand, /) -> EigResult: ...

class _EighResult(NamedTuple):
    """Eigenvalues in ascending order and eigenvectors, in columns, of Hermitian matrices."""
    eigenvalues: Tensor
    eigenvectors: Tensor

class _Eigh(Op):
    @overload
    def __call__(self, a: Tensor, UPLO: str = 'L') -> _EighResult: ...
    @overload
    def __call__(self, a: Operand, UPLO: str = 'L') -> EighResult: ...

eigh: _Eigh
r"""eigh(a, UPLO='L')

Eigenvalues, ascending, and eigenvectors of Hermitian matrices: :math:`A V = V \Lambda`.

One triangle of ``a`` is read alone, the lower ("L") or the upper one ("U"). So the gradient
is zero in the other triangle, as it is the derivative of what is read. Eigenvectors of equal
eigenvalues are not determined, nor is the phase of complex ones: a loss that depends on them
is an error. `eigvalsh` has a gradient always.

Examples
--------
>>> mg.linalg.eigh(mg.tensor([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
tensor([1., 2.])
"""

@overload
def eigvals(x: Tensor, /) -> Tensor:
    """Eigenvalues of square matrices, complex as those of `eig`.

    Examples
    --------
    >>> mg.linalg.eigvals(mg.tensor([[0.0, 1.0], [-1.0, 0.0]]))
    tensor([0.+1.j, 0.-1.j], dtype=complex128)
    """
@overload
def eigvals(x: Operand, /) -> Any: ...

@overload
def eigvalsh(a: Tensor, UPLO: str = 'L') -> Tensor:
    """Eigenvalues of Hermitian matrices, ascending; see `eigh`.

    Where they are equal, the gradient is the one of the eigenvectors that were found, as right as
    any for a loss that does not treat them alike; second derivatives are refused there.

    Examples
    --------
    >>> a = mg.tensor([[2.0, 0.0], [0.0, 1.0]], requires_grad=True)
    >>> mg.linalg.eigvalsh(a)[1].backward()
    >>> a.grad
    tensor([[1., 0.],
            [0., 0.]])
    """
@overload
def eigvalsh(a: Operand, UPLO: str = 'L') -> Any: ...

class _Expm(Op):
    @overload
    def __call__(self, a: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Operand) -> Any: ...

expm: _Expm
r"""expm(a)

Exponential of square matrices: :math:`\sum A^k / k!`.

By scaling, squaring and Padé's approximation (Higham, 2005); the gradient is the block
above the diagonal of that of :math:`\begin{pmatrix} A^T & \bar Y \\ 0 & A^T \end{pmatrix}`.

Examples
--------
>>> mg.linalg.expm(mg.tensor([[0.0, 1.0], [0.0, 0.0]]))
tensor([[1., 1.],
        [0., 1.]])
"""

class _Inv(Op):
    @overload
    def __call__(self, a: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Operand) -> Any: ...

inv: _Inv
r"""inv(a)

Inverse of square matrices: :math:`A^{-1}`; :math:`\bar A = -Y^T \bar Y Y^T`.

A singular matrix is a ``numpy.linalg.LinAlgError``.

Examples
--------
>>> mg.linalg.inv(mg.tensor([[2.0, 0.0], [0.0, 4.0]]))
tensor([[0.5 , 0.  ],
        [0.  , 0.25]])
"""

class _Lstsq(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand, rcond: float | None = None) -> tuple[Tensor, ...]: ...
    @overload
    def __call__(self, a: Operand, b: Tensor, rcond: float | None = None) -> tuple[Tensor, ...]: ...
    @overload
    def __call__(self, a: Operand, b: Operand, rcond: float | None = None) -> tuple[Any, ...]: ...

lstsq: _Lstsq
"""lstsq(a, b, rcond=None)

Least squares: the shortest ``x`` of those for which ``|b - a @ x|`` is smallest.

The result is that of NumPy: ``(x, residuals, rank, s)``, where ``residuals`` are the squares
of the columns' distances, or empty where the rank is less than the number of unknowns or the
equations are not more, and ``s`` the singular values. The gradient is that of
changes which keep the rank; see `pinv`.

Examples
--------
>>> a, b = mg.tensor([[1.0], [1.0]]), mg.tensor([1.0, 3.0])
>>> x, residuals, rank, s = mg.linalg.lstsq(a, b)
>>> x, residuals
(tensor([2.]), tensor([2.]))
"""

class _Matmul(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

matmul: _Matmul
"""matmul(x1, x2, /)

Matrix product: ``a @ b``, over stacks of matrices, matrices and vectors, as NumPy's.

With ``Z = X @ W``, law 1 reads ``dX = dZ @ W.T`` and ``dW = X.T @ dZ``.

Examples
--------
>>> mg.tensor([[1.0, 2.0]]) @ mg.tensor([[3.0], [4.0]])
tensor([[11.]])
"""

@overload
def matrix_norm(x: Tensor, /, *, keepdims: bool = False, ord: Any = 'fro') -> Tensor:
    """Norm of matrices in the last two axes; see `norm`.

    Examples
    --------
    >>> mg.linalg.matrix_norm(mg.tensor([[3.0, 0.0], [0.0, 4.0]]), ord=2)
    tensor(4.)
    """
@overload
def matrix_norm(x: Operand, /, *, keepdims: bool = False, ord: Any = 'fro') -> Any: ...

@overload
def matrix_power(a: Tensor, n: int) -> Tensor:
    """Power of square matrices by an integer; of the inverse where it is negative.

    Examples
    --------
    >>> mg.linalg.matrix_power(mg.tensor([[1.0, 1.0], [0.0, 1.0]]), 3)
    tensor([[1., 3.],
            [0., 1.]])
    """
@overload
def matrix_power(a: Operand, n: int) -> Any: ...

@overload
def matrix_rank(A: Tensor, tol: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Tensor:
    """NumPy's `matrix_rank` of values: a constant of differentiation."""
@overload
def matrix_rank(A: Operand, tol: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any: ...

class _MatrixTranspose(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

matrix_transpose: _MatrixTranspose
"""matrix_transpose(x)

Exchange the last two axes: every matrix of a stack transposed.

Examples
--------
>>> mg.matrix_transpose(mg.tensor([[1.0, 2.0]])).shape
(2, 1)
"""

@overload
def multi_dot(arrays: Sequence[Tensor]) -> Tensor:
    """Product of two or more matrices, in the order that takes the least work.

    The first and the last one may be vectors.

    Examples
    --------
    >>> a, b = mg.tensor([[1.0, 2.0]]), mg.tensor([3.0, 4.0])
    >>> mg.linalg.multi_dot([a, [[0.0, 1.0], [1.0, 0.0]], b])
    tensor([10.])
    """
@overload
def multi_dot(arrays: Sequence[Any] | HasShape) -> Any: ...

@overload
def norm(x: Tensor, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Tensor:
    r"""Norm of vectors or matrices; by default the root of the sum of all squares.

    Its derivative at 0 is 0. The largest ones share the gradient evenly where a norm is a maximum.

    Parameters
    ----------
    x
        An array.
    ord : int, float, str, optional
        Of vectors any number p, for :math:`(\sum |x|^p)^{1/p}`, or inf, -inf, 0. Of matrices
        "fro"; "nuc", the sum of singular values; 2 and -2, the largest and the smallest of them;
        1, -1, inf, -inf, the largest and the smallest sum of a column and of a row.
    axis : int or pair of int, optional
        The axis of vectors, or the axes of matrices; by default all.
    keepdims : bool
        Whether the reduced axes stay, with length 1.

    Examples
    --------
    >>> mg.linalg.norm(mg.tensor([3.0, 4.0]))
    tensor(5.)
    >>> mg.linalg.norm(mg.tensor([[3.0, 0.0], [0.0, 4.0]]), "nuc")
    tensor(7.)
    """
@overload
def norm(x: Operand, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any: ...

@overload
def outer(x1: Tensor, x2: Any, /) -> Tensor:
    """Products of all pairs of elements of two vectors: a matrix.

    Examples
    --------
    >>> mg.linalg.outer(mg.tensor([1.0, 2.0]), [3.0, 4.0])
    tensor([[3., 4.],
            [6., 8.]])
    """
@overload
def outer(x1: Operand, x2: Tensor, /) -> Tensor: ...
@overload
def outer(x1: Operand, x2: Any, /) -> Any: ...

@overload
def pinv(a: Tensor, rcond: float | None = None, hermitian: bool = False, *, rtol: Any = ...) -> Tensor:
    """Pseudo-inverse of Moore and Penrose, of matrices of any shape and rank.

    The gradient is that of changes which keep the rank (Golub and Pereyra, 1973): of all, for a
    matrix of full rank. Where the rank is less, the pseudo-inverse is not continuous.

    Parameters
    ----------
    a
        Matrices, of shape (..., m, n).
    rcond, rtol
        Singular values up to this part of the largest count as zero: a number, or one for each
        matrix.
    hermitian : bool
        Whether the matrices are Hermitian: then their lower triangles are read alone.

    Examples
    --------
    >>> mg.linalg.pinv(mg.tensor([[2.0, 0.0], [0.0, 0.0]]))
    tensor([[0.5, 0. ],
            [0. , 0. ]])
    """
@overload
def pinv(a: Operand, rcond: float | None = None, hermitian: bool = False, *, rtol: Any = ...) -> Any: ...

@overload
def qr(a: Tensor, mode: str = 'reduced') -> Any:
    """QR decomposition: ``a = Q @ R`` with orthonormal columns of Q and an upper triangle R.

    The first columns of ``a``, as many as a square has, are to be independent. In the mode
    complete, a loss may depend on the columns beyond those of the mode reduced by the space that
    they span alone.

    Parameters
    ----------
    a
        Matrices, of shape (..., m, n), with min(m, n) = k.
    mode : str
        "reduced" (Q of shape (..., m, k)), "complete" (Q of shape (..., m, m)), or "r", for R
        alone.

    Examples
    --------
    >>> q, r = mg.linalg.qr(mg.tensor([[2.0, 0.0], [0.0, 1.0]]))
    >>> mg.absolute(r)
    tensor([[2., 0.],
            [0., 1.]])
    """
@overload
def qr(a: Operand, mode: str = 'reduced') -> Any: ...

class _SlogdetResult(NamedTuple):
    """Sign and logarithm of a determinant."""
    sign: Tensor
    logabsdet: Tensor

class _Slogdet(Op):
    @overload
    def __call__(self, a: Tensor) -> _SlogdetResult: ...
    @overload
    def __call__(self, a: Operand) -> SlogdetResult: ...

slogdet: _Slogdet
r"""slogdet(a)

Sign and logarithm of the determinant: :math:`\det A = s\, e^l`.

:math:`\bar A = \bar l A^{-T}`.
The sign of a complex matrix is a number of absolute value 1. Of a singular one sign and
logarithm are 0 and -inf, and there is no gradient: an error.

Examples
--------
>>> mg.linalg.slogdet(mg.tensor([[-1.0, 0.0], [0.0, 1.0]]))
SlogdetResult(sign=tensor(-1.), logabsdet=tensor(0.))
"""

class _Solve(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Operand) -> Any: ...

solve: _Solve
r"""solve(a, b)

Solution of linear systems: :math:`X = A^{-1} B`; with one axis, ``b`` is a vector.

:math:`\bar B = A^{-T} \bar X` and :math:`\bar A = -\bar B X^T`.

Examples
--------
>>> a = mg.tensor([[2.0, 0.0], [0.0, 4.0]])
>>> mg.linalg.solve(a, mg.tensor([1.0, 1.0]))
tensor([0.5 , 0.25])
"""

@overload
def solve_triangular(a: Tensor, b: Any, *, lower: bool = False, unit_diagonal: bool = False) -> Tensor:
    """Solution of linear systems of which one triangle is given; the other one is not read.

    Parameters
    ----------
    a, b
        As of `solve`.
    lower : bool
        Whether it is the lower triangle.
    unit_diagonal : bool
        Whether the diagonal is taken to be ones.

    Examples
    --------
    >>> a = mg.tensor([[2.0, 1.0], [9.0, 4.0]])
    >>> mg.linalg.solve_triangular(a, mg.tensor([4.0, 4.0]))
    tensor([1.5, 1. ])
    """
@overload
def solve_triangular(a: Operand, b: Tensor, *, lower: bool = False, unit_diagonal: bool = False) -> Tensor: ...
@overload
def solve_triangular(a: Operand, b: Any, *, lower: bool = False, unit_diagonal: bool = False) -> Any: ...

@overload
def svd(a: Tensor, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    r"""Singular value decomposition: :math:`A = U \operatorname{diag}(S) V^H`, S descending.

    Vectors of equal singular values are not determined, nor are those of zero ones, nor a common
    phase of complex ones: a loss that depends on them is an error. `svdvals` has a gradient
    always.

    Parameters
    ----------
    a
        Matrices, of shape (..., m, n), with min(m, n) = k.
    full_matrices : bool
        Whether U and Vh have all of m and n vectors, instead of k. A loss may depend on the
        others by the space that they span alone.
    compute_uv : bool
        Whether there are vectors; otherwise the result is S.
    hermitian : bool
        Whether the matrices are Hermitian: then their lower triangles are read alone.

    Examples
    --------
    >>> u, s, vh = mg.linalg.svd(mg.tensor([[0.0, 2.0], [1.0, 0.0]]))
    >>> s
    tensor([2., 1.])
    """
@overload
def svd(a: Operand, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any: ...

@overload
def svdvals(x: Tensor, /) -> Tensor:
    """Singular values of matrices, descending; see `svd`.

    Examples
    --------
    >>> mg.linalg.svdvals(mg.tensor([[0.0, 2.0], [1.0, 0.0]]))
    tensor([2., 1.])
    """
@overload
def svdvals(x: Operand, /) -> Any: ...

@overload
def tensordot(a: Tensor, b: Any, axes: Any = 2) -> Tensor:
    """Sum of products over pairs of axes: a number of last and first ones, or two lists.

    Examples
    --------
    >>> mg.tensordot(mg.tensor([[1.0, 2.0]]), mg.tensor([[3.0], [4.0]]), axes=1)
    tensor([[11.]])
    """
@overload
def tensordot(a: Operand, b: Tensor, axes: Any = 2) -> Tensor: ...
@overload
def tensordot(a: Operand, b: Any, axes: Any = 2) -> Any: ...

@overload
def tensorinv(a: Tensor, ind: int = 2) -> Tensor:
    """Inverse of the map that ``tensordot(a, x, ind)`` is, of the axes after the first ``ind``.

    Examples
    --------
    >>> mg.linalg.tensorinv(mg.tensor([[2.0, 0.0], [0.0, 4.0]]), ind=1)
    tensor([[0.5 , 0.  ],
            [0.  , 0.25]])
    """
@overload
def tensorinv(a: Operand, ind: int = 2) -> Any: ...

@overload
def tensorsolve(a: Tensor, b: Any, axes: Sequence[int] | None = None) -> Tensor:
    """Solution of ``tensordot(a, x, x.ndim) = b``; ``axes`` of ``a`` are moved to its end first.

    Examples
    --------
    >>> a = mg.tensor([[[2.0, 0.0], [0.0, 4.0]]])
    >>> mg.linalg.tensorsolve(a, mg.tensor([[1.0, 1.0]]))
    tensor([0.5 , 0.25])
    """
@overload
def tensorsolve(a: Operand, b: Tensor, axes: Sequence[int] | None = None) -> Tensor: ...
@overload
def tensorsolve(a: Operand, b: Any, axes: Sequence[int] | None = None) -> Any: ...

@overload
def trace(x: Tensor, /, *, offset: int = 0, dtype: DTypeLike | None = None) -> Tensor:
    """Sums of the diagonals of matrices, which lie in the last two axes.

    Examples
    --------
    >>> mg.linalg.trace(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(5.)
    """
@overload
def trace(x: Operand, /, *, offset: int = 0, dtype: DTypeLike | None = None) -> Any: ...

@overload
def vecdot(x1: Tensor, x2: Any, axis: int = -1) -> Tensor:
    """Scalar products of vectors along an axis, those of ``x1`` conjugated.

    Examples
    --------
    >>> mg.vecdot(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), [1.0, 1.0])
    tensor([3., 7.])
    """
@overload
def vecdot(x1: Operand, x2: Tensor, axis: int = -1) -> Tensor: ...
@overload
def vecdot(x1: Operand, x2: Any, axis: int = -1) -> Any: ...

@overload
def vector_norm(x: Tensor, /, *, axis: Axis = None, keepdims: bool = False, ord: float | None = 2) -> Tensor:
    """Norm of vectors, over one axis, several, or all elements; see `norm`.

    Examples
    --------
    >>> mg.linalg.vector_norm(mg.tensor([[3.0, 4.0], [6.0, 8.0]]), axis=1)
    tensor([ 5., 10.])
    """
@overload
def vector_norm(x: Operand, /, *, axis: Axis = None, keepdims: bool = False, ord: float | None = 2) -> Any: ...

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
