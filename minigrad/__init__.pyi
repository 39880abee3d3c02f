# Stubs, written by `python -m docs.make_tables`.

from builtins import bool as _bool
from collections.abc import Callable
from collections.abc import Sequence
from minigrad import data as data
from minigrad import draw as draw
from minigrad import fft as fft
from minigrad import linalg as linalg
from minigrad import nn as nn
from minigrad import optim as optim
from minigrad import plot as plot
from minigrad import special as special
from minigrad import testing as testing
from minigrad import train as train
from minigrad.compiler.compiled import compile as compile
from minigrad.core.anomaly import detect_anomaly as detect_anomaly
from minigrad.core.domain import Domain as Domain
from minigrad.core.mode import enable_grad as enable_grad
from minigrad.core.mode import is_grad_enabled as is_grad_enabled
from minigrad.core.mode import no_grad as no_grad
from minigrad.core.observers import record_lines as record_lines
from minigrad.core.op import Op
from minigrad.core.op import Op as Op
from minigrad.nn import summary as summary
from minigrad.ops.convolutional import PerAxis
from minigrad.ops.order import TopK
from minigrad.ops.shapes import Axis
from minigrad.support.annotations import HasShape
from minigrad.support.annotations import Listed
from minigrad.support.annotations import Operand
from minigrad.support.annotations import Plain
from minigrad.tensors.creation import array as array
from minigrad.tensors.creation import asarray as asarray
from minigrad.tensors.creation import from_dlpack as from_dlpack
from minigrad.tensors.creation import tensor as tensor
from minigrad.tensors.dtypes import __array_namespace_info__ as __array_namespace_info__
from minigrad.tensors.dtypes import can_cast as can_cast
from minigrad.tensors.dtypes import finfo as finfo
from minigrad.tensors.dtypes import iinfo as iinfo
from minigrad.tensors.dtypes import isdtype as isdtype
from minigrad.tensors.dtypes import result_type as result_type
from minigrad.tensors.filled import arange as arange
from minigrad.tensors.filled import empty as empty
from minigrad.tensors.filled import empty_like as empty_like
from minigrad.tensors.filled import eye as eye
from minigrad.tensors.filled import full as full
from minigrad.tensors.filled import full_like as full_like
from minigrad.tensors.filled import linspace as linspace
from minigrad.tensors.filled import ones as ones
from minigrad.tensors.filled import zeros as zeros
from minigrad.tensors.handle import Tensor
from minigrad.tensors.handle import Tensor as Tensor
from minigrad.transforms.checkpointing import checkpoint as checkpoint
from minigrad.transforms.derivatives import grad as grad
from minigrad.transforms.derivatives import grad_of as grad_of
from minigrad.transforms.derivatives import value_and_grad as value_and_grad
from minigrad.transforms.jacobians import hessian as hessian
from minigrad.transforms.jacobians import hvp as hvp
from minigrad.transforms.jacobians import jacobian as jacobian
from minigrad.transforms.jacobians import jvp as jvp
from minigrad.transforms.jacobians import linearize as linearize
from minigrad.transforms.jacobians import vjp as vjp
from minigrad.transforms.mapping import vmap as vmap
from numpy import bool as bool
from numpy import broadcast_shapes as broadcast_shapes
from numpy import complex128 as complex128
from numpy import complex64 as complex64
from numpy import e as e
from numpy import float16 as float16
from numpy import float32 as float32
from numpy import float64 as float64
from numpy import inf as inf
from numpy import int16 as int16
from numpy import int32 as int32
from numpy import int64 as int64
from numpy import int8 as int8
from numpy import nan as nan
from numpy import newaxis as newaxis
from numpy import pi as pi
from numpy import uint16 as uint16
from numpy import uint32 as uint32
from numpy import uint64 as uint64
from numpy import uint8 as uint8
from numpy.typing import DTypeLike
from numpy.typing import NDArray
from typing import Any
from typing import NamedTuple
from typing import overload

__version__: str
__array_api_version__: str

abs: _Absolute
"""abs(x, /)

Absolute value, elementwise; the derivative at 0 is 0.

Examples
--------
>>> x = mg.tensor([-2.0, 0.0, 3.0], requires_grad=True)
>>> mg.absolute(x).sum().backward()
>>> x.grad
tensor([-1.,  0.,  1.])
"""

class _Absolute(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

absolute: _Absolute
"""absolute(x, /)

Absolute value, elementwise; the derivative at 0 is 0.

Examples
--------
>>> x = mg.tensor([-2.0, 0.0, 3.0], requires_grad=True)
>>> mg.absolute(x).sum().backward()
>>> x.grad
tensor([-1.,  0.,  1.])
"""

acos: _Arccos
r"""acos(x, /)

Inverse cosine, elementwise; the derivative is :math:`-1 / \sqrt{1 - x^2}`.

Examples
--------
>>> mg.arccos(mg.tensor([0.0, 1.0]))
tensor([1.57079633, 0.        ])
"""

acosh: _Arccosh
r"""acosh(x, /)

Inverse hyperbolic cosine, elementwise; the derivative is :math:`1 / \sqrt{x^2 - 1}`.

Examples
--------
>>> mg.arccosh(mg.tensor([1.0, 2.0]))
tensor([0.       , 1.3169579])
"""

class _Add(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

add: _Add
"""add(x1, x2, /)

Sum: ``a + b``, elementwise with broadcasting.

Examples
--------
>>> mg.tensor([1.0, 2.0]) + 1
tensor([2., 3.])
"""

class _All(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None) -> Any: ...

all: _All
"""all(x, axis=None, keepdims=False, *, out=None, where=None)

Test whether every element is true, over an axis, several, or all.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Examples
--------
>>> mg.all(mg.tensor([[True, True], [True, False]]), axis=1)
tensor([ True, False])
"""

@overload
def angle(z: Tensor, deg: _bool = False) -> Tensor:
    r"""Angle of complex numbers :math:`re^{i\varphi}`, in radians, or degrees with ``deg``.

    Examples
    --------
    >>> mg.angle(mg.tensor([1j, -1.0]))
    tensor([1.57079633, 3.14159265])
    """
@overload
def angle(z: Operand, deg: _bool = False) -> Any: ...

class _Any(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None) -> Any: ...

any: _Any
"""any(x, axis=None, keepdims=False, *, out=None, where=None)

Test whether any element is true, over an axis, several, or all.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Examples
--------
>>> mg.any(mg.tensor([[True, False], [False, False]]), axis=1)
tensor([ True, False])
"""

@overload
def append(arr: Tensor, values: Any, axis: int | None = None) -> Tensor:
    """``arr`` with ``values`` after it along an axis; None ravels both first.

    Examples
    --------
    >>> mg.append(mg.tensor([1.0]), [2.0, 3.0])
    tensor([1., 2., 3.])
    """
@overload
def append(arr: Operand, values: Tensor, axis: int | None = None) -> Tensor: ...
@overload
def append(arr: Operand, values: Any, axis: int | None = None) -> Any: ...

@overload
def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """The results of a function of one row, for all rows along an axis: a loop in Python.

    Examples
    --------
    >>> x = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> mg.apply_along_axis(lambda row: row[0] * row[1], 1, x).sum().backward()
    >>> x.grad
    tensor([[2., 1.],
            [4., 3.]])
    """
@overload
def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Tensor, **kwargs: Any) -> Tensor: ...
@overload
def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any: ...

@overload
def apply_over_axes(func: Callable[..., Any], a: Tensor, axes: int | Sequence[int]) -> Tensor:
    """A reduction, ``func(x, axis)``, over one axis after the other; they stay, with length 1.

    Examples
    --------
    >>> mg.apply_over_axes(mg.sum, mg.ones((2, 3)), (0, 1))
    tensor([[6.]])
    """
@overload
def apply_over_axes(func: Callable[..., Any], a: Any, axes: int | Sequence[int]) -> Any: ...

class _Arccos(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

arccos: _Arccos
r"""arccos(x, /)

Inverse cosine, elementwise; the derivative is :math:`-1 / \sqrt{1 - x^2}`.

Examples
--------
>>> mg.arccos(mg.tensor([0.0, 1.0]))
tensor([1.57079633, 0.        ])
"""

class _Arccosh(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

arccosh: _Arccosh
r"""arccosh(x, /)

Inverse hyperbolic cosine, elementwise; the derivative is :math:`1 / \sqrt{x^2 - 1}`.

Examples
--------
>>> mg.arccosh(mg.tensor([1.0, 2.0]))
tensor([0.       , 1.3169579])
"""

class _Arcsin(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

arcsin: _Arcsin
r"""arcsin(x, /)

Inverse sine, elementwise; the derivative is :math:`1 / \sqrt{1 - x^2}`.

Examples
--------
>>> mg.arcsin(mg.tensor([0.0, 1.0]))
tensor([0.        , 1.57079633])
"""

class _Arcsinh(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

arcsinh: _Arcsinh
r"""arcsinh(x, /)

Inverse hyperbolic sine, elementwise; the derivative is :math:`1 / \sqrt{x^2 + 1}`.

Examples
--------
>>> mg.arcsinh(mg.tensor([0.0, 1.0]))
tensor([0.        , 0.88137359])
"""

class _Arctan(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

arctan: _Arctan
"""arctan(x, /)

Inverse tangent, elementwise; the derivative is :math:`1 / (1 + x^2)`.

Examples
--------
>>> mg.arctan(mg.tensor([0.0, 1.0]))
tensor([0.        , 0.78539816])
"""

class _Arctan2(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

arctan2: _Arctan2
"""arctan2(x1, x2, /)

Angle of the point (b, a), elementwise: the inverse tangent of ``a / b``, all round.

The derivatives are :math:`b / (a^2 + b^2)` and :math:`-a / (a^2 + b^2)`, 0 at the origin.

Examples
--------
>>> mg.arctan2(mg.tensor([1.0, -1.0]), mg.tensor([0.0, -1.0]))
tensor([ 1.57079633, -2.35619449])
"""

class _Arctanh(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

arctanh: _Arctanh
"""arctanh(x, /)

Inverse hyperbolic tangent, elementwise; the derivative is :math:`1 / (1 - x^2)`.

Examples
--------
>>> mg.arctanh(mg.tensor([0.0, 0.5]))
tensor([0.        , 0.54930614])
"""

class _Argmax(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None) -> Any: ...

argmax: _Argmax
"""argmax(x, axis=None, keepdims=False, *, out=None, where=None)

The index of the (first) largest element, over an axis or over all.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Examples
--------
>>> mg.argmax(mg.tensor([[1.0, 3.0], [2.0, 0.0]]), axis=1)
tensor([1, 0])
"""

class _Argmin(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None) -> Any: ...

argmin: _Argmin
"""argmin(x, axis=None, keepdims=False, *, out=None, where=None)

The index of the (first) smallest element, over an axis or over all.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Examples
--------
>>> mg.argmin(mg.tensor([[1.0, 3.0], [2.0, 0.0]]), axis=1)
tensor([0, 1])
"""

class _Argpartition(Op):
    @overload
    def __call__(self, a: Tensor, kth: int | Sequence[int] = 0, axis: int | None = -1, kind: Any = 'introselect') -> Tensor: ...
    @overload
    def __call__(self, a: Operand, kth: int | Sequence[int] = 0, axis: int | None = -1, kind: Any = 'introselect') -> Any: ...

argpartition: _Argpartition
"""argpartition(a, kth=0, axis=-1, kind='introselect')

The indices that put the ``kth`` element where sorting would put it, smaller ones before.

Examples
--------
>>> mg.argpartition(mg.tensor([3.0, 1.0, 2.0]), 0)[0]
tensor(1)
"""

class _Argsort(Op):
    @overload
    def __call__(self, a: Tensor, axis: int | None = -1, kind: str | None = None, stable: _bool | None = None, descending: _bool = False) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, axis: int | None = -1, kind: str | None = None, stable: _bool | None = None, descending: _bool = False) -> Any: ...

argsort: _Argsort
"""argsort(a, axis=-1, kind=None, stable=None, descending=False)

The indices that sort along an axis; None is all elements in one row.

With ``descending`` the largest first. Equal ones stay in their order, as the array API says,
unless ``stable=False`` or another ``kind`` is asked for.

Examples
--------
>>> mg.argsort(mg.tensor([3.0, 1.0, 2.0]))
tensor([1, 2, 0])
"""

@overload
def argwhere(a: Tensor) -> Tensor:
    """NumPy's `argwhere` of values: a constant of differentiation."""
@overload
def argwhere(a: Operand) -> Any: ...

around: _Round
"""around(x, decimals=0)

Rounding to ``decimals`` places, elementwise; the derivative is 0.

Examples
--------
>>> mg.round(mg.tensor([1.234, -5.678]), 1)
tensor([ 1.2, -5.7])
"""

@overload
def array_split(ary: Tensor, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Pieces along an axis: a number of them, as equal as can be, or cut before given places.

    Examples
    --------
    >>> mg.array_split(mg.tensor([1.0, 2.0, 3.0]), 2)
    [tensor([1., 2.]), tensor([3.])]
    """
@overload
def array_split(ary: Operand, indices_or_sections: Tensor, axis: int = 0) -> list[Tensor]: ...
@overload
def array_split(ary: Operand, indices_or_sections: Any, axis: int = 0) -> list[Any]: ...

asin: _Arcsin
r"""asin(x, /)

Inverse sine, elementwise; the derivative is :math:`1 / \sqrt{1 - x^2}`.

Examples
--------
>>> mg.arcsin(mg.tensor([0.0, 1.0]))
tensor([0.        , 1.57079633])
"""

asinh: _Arcsinh
r"""asinh(x, /)

Inverse hyperbolic sine, elementwise; the derivative is :math:`1 / \sqrt{x^2 + 1}`.

Examples
--------
>>> mg.arcsinh(mg.tensor([0.0, 1.0]))
tensor([0.        , 0.88137359])
"""

class _Astype(Op):
    @overload
    def __call__(self, x: Tensor, dtype: DTypeLike | None, *, copy: _bool = True, device: str | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, dtype: DTypeLike | None, *, copy: _bool = True, device: str | None = None) -> Any: ...

astype: _Astype
"""astype(x, dtype, *, copy=True, device=None)

The values in another ``dtype``; a gradient flows back between floating-point dtypes.

Examples
--------
>>> mg.astype(mg.tensor([1.0, 2.0]), "float32").dtype
dtype('float32')
"""

atan: _Arctan
"""atan(x, /)

Inverse tangent, elementwise; the derivative is :math:`1 / (1 + x^2)`.

Examples
--------
>>> mg.arctan(mg.tensor([0.0, 1.0]))
tensor([0.        , 0.78539816])
"""

atan2: _Arctan2
"""atan2(x1, x2, /)

Angle of the point (b, a), elementwise: the inverse tangent of ``a / b``, all round.

The derivatives are :math:`b / (a^2 + b^2)` and :math:`-a / (a^2 + b^2)`, 0 at the origin.

Examples
--------
>>> mg.arctan2(mg.tensor([1.0, -1.0]), mg.tensor([0.0, -1.0]))
tensor([ 1.57079633, -2.35619449])
"""

atanh: _Arctanh
"""atanh(x, /)

Inverse hyperbolic tangent, elementwise; the derivative is :math:`1 / (1 - x^2)`.

Examples
--------
>>> mg.arctanh(mg.tensor([0.0, 0.5]))
tensor([0.        , 0.54930614])
"""

@overload
def atleast_1d(*arys: Tensor) -> Any:
    """Numbers as arrays of one element; of several arguments a tuple.

    Examples
    --------
    >>> mg.atleast_1d(mg.tensor(1.0))
    tensor([1.])
    """
@overload
def atleast_1d(*arys: Operand) -> Any: ...

@overload
def atleast_2d(*arys: Tensor) -> Any:
    """Rows of arrays that have fewer than two axes; of several arguments a tuple.

    Examples
    --------
    >>> mg.atleast_2d(mg.tensor([1.0, 2.0])).shape
    (1, 2)
    """
@overload
def atleast_2d(*arys: Operand) -> Any: ...

@overload
def atleast_3d(*arys: Tensor) -> Any:
    """Three axes at least, as NumPy adds them: a row (n,) becomes (1, n, 1), a matrix (m, n, 1).

    Examples
    --------
    >>> mg.atleast_3d(mg.tensor([1.0, 2.0])).shape
    (1, 2, 1)
    """
@overload
def atleast_3d(*arys: Operand) -> Any: ...

@overload
def average(a: Tensor, axis: Axis = None, weights: Any = None, returned: _bool = False, *, keepdims: _bool = False) -> Any:
    r"""Weighted mean: :math:`\sum w a / \sum w`, over an axis, several, or all.

    Weights have the shape of ``a``, or of the axes that are reduced. With ``returned`` the sum of
    weights is returned as well.

    Raises
    ------
    TypeError, ValueError
        If the weights do not fit, or are 0 altogether.

    Examples
    --------
    >>> mg.average(mg.tensor([1.0, 4.0]), weights=[2.0, 1.0])
    tensor(2.)
    """
@overload
def average(a: Operand, axis: Axis = None, weights: Any = None, returned: _bool = False, *, keepdims: _bool = False) -> Any: ...

@overload
def avg_pool1d(x: Tensor, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, ceil_mode: _bool = False, count_include_pad: _bool = True) -> Tensor:
    """Means of windows along one axis; see `avg_pool2d`.

    Examples
    --------
    >>> mg.avg_pool1d(mg.tensor([[[1.0, 3.0, 2.0, 0.0]]]), 2)
    tensor([[[2., 1.]]])
    """
@overload
def avg_pool1d(x: Operand, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, ceil_mode: _bool = False, count_include_pad: _bool = True) -> Any: ...

@overload
def avg_pool2d(x: Tensor, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: int | None = None) -> Tensor:
    """Means of windows along two axes.

    Parameters
    ----------
    x : array_like
        Of shape (batch, channels, height, width), or that without the batch.
    kernel_size : int or two of them
        The lengths of a window.
    stride : int or two of them, optional
        Steps from window to window; by default the lengths of one, so that none overlap.
    padding : int or two of them
        Zeros on each side.
    ceil_mode : bool
        Whether a last window may reach beyond the end.
    count_include_pad : bool
        Whether the zeros of the padding count.
    divisor_override : int, optional
        A number to divide by instead of that of the elements.

    Notes
    -----
    Source: PyTorch's ``avg_pool2d``.

    Examples
    --------
    >>> mg.avg_pool2d(mg.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]), 2)
    tensor([[[[2.5]]]])
    """
@overload
def avg_pool2d(x: Operand, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: int | None = None) -> Any: ...

@overload
def avg_pool3d(x: Tensor, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: int | None = None) -> Tensor:
    """Means of windows along three axes; see `avg_pool2d`.

    Examples
    --------
    >>> mg.avg_pool3d(np.ones((1, 2, 4, 4, 4)), 2).shape
    (1, 2, 2, 2, 2)
    """
@overload
def avg_pool3d(x: Operand, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: int | None = None) -> Any: ...

@overload
def bincount(x: Tensor, weights: Any = None, minlength: int = 0) -> Tensor:
    """Counts of each number from 0 on in ``x``, or sums of its ``weights``.

    Examples
    --------
    >>> w = mg.tensor([1.0, 2.0, 4.0], requires_grad=True)
    >>> mg.bincount([0, 2, 0], w).numpy()
    array([5., 0., 2.])
    """
@overload
def bincount(x: Operand, weights: Any = None, minlength: int = 0) -> Any: ...

class _BitwiseAnd(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

bitwise_and: _BitwiseAnd
"""bitwise_and(x1, x2, /)

Bitwise and: ``a & b``, of integers or booleans.

Examples
--------
>>> mg.tensor([6, 3]) & 2
tensor([2, 2])
"""

class _BitwiseCount(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

bitwise_count: _BitwiseCount
"""bitwise_count(x, /)

Number of bits that are 1 in the size of integers, elementwise.

Examples
--------
>>> mg.bitwise_count(mg.tensor([7, 8]))
tensor([3, 1], dtype=uint8)
"""

bitwise_invert: _Invert
"""bitwise_invert(x, /)

Bitwise not: ``~x``, of integers or booleans.

Examples
--------
>>> ~mg.tensor([True, False])
tensor([False,  True])
"""

bitwise_left_shift: _LeftShift
"""bitwise_left_shift(x1, x2, /)

Bits moved to the left: :math:`x_1 2^{x_2}` of integers, elementwise.

Examples
--------
>>> mg.left_shift(mg.tensor([1, 3]), 2)
tensor([ 4, 12])
"""

bitwise_not: _Invert
"""bitwise_not(x, /)

Bitwise not: ``~x``, of integers or booleans.

Examples
--------
>>> ~mg.tensor([True, False])
tensor([False,  True])
"""

class _BitwiseOr(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

bitwise_or: _BitwiseOr
"""bitwise_or(x1, x2, /)

Bitwise or: ``a | b``, of integers or booleans.

Examples
--------
>>> mg.tensor([6, 3]) | 1
tensor([7, 3])
"""

bitwise_right_shift: _RightShift
r"""bitwise_right_shift(x1, x2, /)

Bits moved to the right: :math:`\lfloor x_1 / 2^{x_2} \rfloor` of integers, elementwise.

Examples
--------
>>> mg.right_shift(mg.tensor([4, 13]), 2)
tensor([1, 3])
"""

class _BitwiseXor(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

bitwise_xor: _BitwiseXor
"""bitwise_xor(x1, x2, /)

Bitwise exclusive or: ``a ^ b``, of integers or booleans.

Examples
--------
>>> mg.tensor([6, 3]) ^ 2
tensor([4, 1])
"""

@overload
def block(arrays: Tensor) -> Tensor:
    """Join blocks in nested lists: the innermost along the last axis, and so on outwards.

    Examples
    --------
    >>> mg.block([[mg.tensor(1.0), 2.0], [3.0, 4.0]])
    tensor([[1., 2.],
            [3., 4.]])
    """
@overload
def block(arrays: Operand) -> Any: ...

@overload
def broadcast_arrays(*args: Tensor) -> tuple[Tensor, ...]:
    """The arrays, each broadcast to the shape that all of them broadcast to.

    Examples
    --------
    >>> a, b = mg.broadcast_arrays(mg.tensor([1.0, 2.0]), mg.tensor([[3.0]]))
    >>> b
    tensor([[3., 3.]])
    """
@overload
def broadcast_arrays(*args: Operand) -> tuple[Any, ...]: ...

class _BroadcastTo(Op):
    @overload
    def __call__(self, x: Tensor, shape: tuple[int, ...]) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, shape: tuple[int, ...]) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, shape: tuple[int, ...]) -> Any: ...

broadcast_to: _BroadcastTo
"""broadcast_to(x, shape)

Repetition to ``shape`` along axes of length 1 and new leading axes, as NumPy broadcasts.

Examples
--------
>>> x = mg.tensor([1.0, 2.0], requires_grad=True)
>>> mg.broadcast_to(x, (3, 2)).sum().backward()
>>> x.grad
tensor([3., 3.])
"""

@overload
def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Concatenation of ``tensors`` along ``dim``: `concatenate` by PyTorch's names.

    Examples
    --------
    >>> mg.cat([mg.tensor([[1.0]]), mg.tensor([[2.0]])], dim=1)
    tensor([[1., 2.]])
    """
@overload
def cat(tensors: Sequence[Any] | HasShape, dim: int = 0) -> Any: ...

class _Cbrt(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

cbrt: _Cbrt
"""cbrt(x, /)

Cube root, elementwise, of negative numbers too; the derivative at 0 is infinite.

Examples
--------
>>> mg.cbrt(mg.tensor([8.0, -27.0]))
tensor([ 2., -3.])
"""

class _Ceil(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

ceil: _Ceil
"""ceil(x, /)

The integer above, elementwise; the derivative is 0.

Examples
--------
>>> mg.ceil(mg.tensor([1.5, -1.5]))
tensor([ 2., -1.])
"""

@overload
def celu(x: Tensor, alpha: float = 1.0) -> Tensor:
    r"""CELU: ``x`` above 0, :math:`\alpha (e^{x/\alpha} - 1)` elsewhere; smooth for every alpha.

    Source: arXiv:1704.07483; PyTorch's ``celu``.

    Examples
    --------
    >>> mg.celu(mg.tensor([-1.0, 0.0, 2.0]), alpha=2.0)
    tensor([-0.78693868,  0.        ,  2.        ])
    """
@overload
def celu(x: Operand, alpha: float = 1.0) -> Any: ...

@overload
def choose(a: Tensor, choices: Sequence[Any] | HasShape, mode: str = 'raise') -> Tensor:
    """The element of that array among several whose number ``a`` says, place by place.

    Examples
    --------
    >>> mg.choose([0, 1], [mg.tensor([1.0, 2.0]), mg.tensor([3.0, 4.0])])
    tensor([1., 4.])
    """
@overload
def choose(a: Operand, choices: Sequence[Tensor], mode: str = 'raise') -> Tensor: ...
@overload
def choose(a: Operand, choices: Sequence[Any] | HasShape, mode: str = 'raise') -> Any: ...

class _Clip(Op):
    @overload
    def __call__(self, x: Tensor, min: Operand | None = None, max: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, min: Plain | None = None, max: Plain | None = None) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, min: Operand | None = None, max: Operand | None = None) -> Any: ...

clip: _Clip
"""clip(x, min=None, max=None)

Limit values to ``min`` and ``max``; either may be None, an array or a Tensor.

The derivative is 1 inside and at the bounds, 0 outside; there the gradient flows to the bound.

Examples
--------
>>> x = mg.tensor([-1.0, 0.0, 3.0], requires_grad=True)
>>> mg.clip(x, 0.0, 2.0).sum().backward()
>>> x.grad
tensor([0., 1., 0.])
"""

@overload
def column_stack(tup: Sequence[Tensor]) -> Tensor:
    """Join arrays along axis 1, those of one axis as columns.

    Examples
    --------
    >>> mg.column_stack([mg.tensor([1.0, 2.0]), [3.0, 4.0]])
    tensor([[1., 3.],
            [2., 4.]])
    """
@overload
def column_stack(tup: Sequence[Any] | HasShape) -> Any: ...

@overload
def compress(condition: Tensor, a: Any, axis: int | None = None) -> Tensor:
    """The parts along an axis where a ``condition`` holds; by default, of all in one row.

    Examples
    --------
    >>> mg.compress([True, False, True], mg.tensor([1.0, 2.0, 3.0]))
    tensor([1., 3.])
    """
@overload
def compress(condition: Operand, a: Tensor, axis: int | None = None) -> Tensor: ...
@overload
def compress(condition: Operand, a: Any, axis: int | None = None) -> Any: ...

concat: _Concatenate
"""concat(arrays, axis=0)

Join ``arrays`` along an ``axis`` they have; None ravels them first.

Examples
--------
>>> mg.concatenate([mg.tensor([1.0]), [2.0, 3.0]])
tensor([1., 2., 3.])
"""

class _Concatenate(Op):
    @overload
    def __call__(self, arrays: Sequence[Tensor], axis: int | None = 0) -> Tensor: ...
    @overload
    def __call__(self, arrays: Sequence[Any] | HasShape, axis: int | None = 0) -> Any: ...

concatenate: _Concatenate
"""concatenate(arrays, axis=0)

Join ``arrays`` along an ``axis`` they have; None ravels them first.

Examples
--------
>>> mg.concatenate([mg.tensor([1.0]), [2.0, 3.0]])
tensor([1., 2., 3.])
"""

class _Conj(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

conj: _Conj
"""conj(x, /)

Complex conjugate: :math:`u - iv` of :math:`u + iv`; a real number is its own.

Examples
--------
>>> mg.conj(mg.tensor([1 + 2j, 3.0]))
tensor([1.-2.j, 3.-0.j], dtype=complex128)
"""

conjugate: _Conj
"""conjugate(x, /)

Complex conjugate: :math:`u - iv` of :math:`u + iv`; a real number is its own.

Examples
--------
>>> mg.conj(mg.tensor([1 + 2j, 3.0]))
tensor([1.-2.j, 3.-0.j], dtype=complex128)
"""

@overload
def conv1d(x: Tensor, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Tensor:
    """Convolution over one axis: of each window the sum of its elements times the kernel's.

    The kernel is not turned round, so that this is what `correlate` computes. See `conv2d`.

    Examples
    --------
    >>> mg.conv1d(mg.tensor([[[1.0, 2.0, 3.0]]]), [[[1.0, 10.0]]])
    tensor([[[21., 32.]]])
    """
@overload
def conv1d(x: Operand, weight: Tensor, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Tensor: ...
@overload
def conv1d(x: Operand, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Any: ...

@overload
def conv2d(x: Tensor, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Tensor:
    r"""Convolution over two axes: of each window the sum of its elements times the kernel's.

    Of ``x`` and ``weight``, with :math:`s`, :math:`d`, :math:`p` for stride, dilation, padding:
    :math:`y_{nohw} = b_o + \sum_{cij} w_{ocij}\, x_{n,\,c,\,sh+di-p,\,sw+dj-p}`, where 0 stands for
    what is outside of ``x``.

    Parameters
    ----------
    x : array_like
        Of shape (batch, channels, height, width), or that without the batch.
    weight : array_like
        Of shape (output channels, channels / groups, kernel height, kernel width).
    bias : array_like, optional
        A number for each output channel.
    stride, dilation : int or two of them
        Steps from window to window, and from element to element in a window.
    padding : int, two of them, "same" or "valid"
        Zeros on each side; "same" keeps height and width, "valid" is 0.
    groups : int
        Parts of the channels that see only the same part of the output channels.

    Notes
    -----
    Linear in ``x`` and in ``weight``; for complex numbers too. Source: PyTorch's ``conv2d``.

    Examples
    --------
    >>> x = mg.tensor(np.arange(9.0).reshape(1, 1, 3, 3), requires_grad=True)
    >>> y = mg.conv2d(x, [[[[1.0, 0.0], [0.0, -1.0]]]])
    >>> y
    tensor([[[[-4., -4.],
              [-4., -4.]]]], op=convolution)
    >>> y.sum().backward()
    >>> x.grad
    tensor([[[[ 1.,  1.,  0.],
              [ 1.,  0., -1.],
              [ 0., -1., -1.]]]])
    """
@overload
def conv2d(x: Operand, weight: Tensor, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Tensor: ...
@overload
def conv2d(x: Operand, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Any: ...

@overload
def conv3d(x: Tensor, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Tensor:
    """Convolution over three axes (depth, height, width); otherwise as `conv2d`.

    Examples
    --------
    >>> mg.conv3d(np.ones((1, 2, 3, 3, 3)), np.ones((4, 2, 2, 2, 2))).shape
    (1, 4, 2, 2, 2)
    """
@overload
def conv3d(x: Operand, weight: Tensor, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Tensor: ...
@overload
def conv3d(x: Operand, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis | str = 0, dilation: PerAxis = 1, groups: int = 1) -> Any: ...

@overload
def conv_transpose1d(x: Tensor, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Tensor:
    """Transposed convolution over one axis; see `conv_transpose2d`.

    Examples
    --------
    >>> mg.conv_transpose1d(mg.tensor([[[1.0, 2.0]]]), [[[1.0, 10.0]]])
    tensor([[[ 1., 12., 20.]]])
    """
@overload
def conv_transpose1d(x: Operand, weight: Tensor, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Tensor: ...
@overload
def conv_transpose1d(x: Operand, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Any: ...

@overload
def conv_transpose2d(x: Tensor, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Tensor:
    """Transposed convolution over two axes: each element times the kernel, added up.

    It is what flows back through `conv2d` with the same weight to its input, and so makes large of
    small what that makes small of large.

    Parameters
    ----------
    x : array_like
        Of shape (batch, channels, height, width), or that without the batch.
    weight : array_like
        Of shape (channels, output channels / groups, kernel height, kernel width).
    bias : array_like, optional
        A number for each output channel.
    stride, padding, groups, dilation
        Those of the `conv2d`: padding takes away on each side of the result.
    output_padding : int or two of them
        Lengths that are added to the result at the end: with a stride several lengths lead to one.

    Notes
    -----
    The length along an axis is ``(n - 1) * stride - 2 * padding + dilation * (kernel - 1) +
    output_padding + 1``. Source: PyTorch's ``conv_transpose2d``.

    Examples
    --------
    >>> mg.conv_transpose2d(mg.tensor([[[[1.0, 2.0]]]]), [[[[1.0, 1.0]]]], stride=2)
    tensor([[[[1., 1., 2., 2.]]]])
    """
@overload
def conv_transpose2d(x: Operand, weight: Tensor, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Tensor: ...
@overload
def conv_transpose2d(x: Operand, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Any: ...

@overload
def conv_transpose3d(x: Tensor, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Tensor:
    """Transposed convolution over three axes; otherwise as `conv_transpose2d`.

    Examples
    --------
    >>> mg.conv_transpose3d(np.ones((1, 4, 2, 2, 2)), np.ones((4, 2, 2, 2, 2))).shape
    (1, 2, 3, 3, 3)
    """
@overload
def conv_transpose3d(x: Operand, weight: Tensor, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Tensor: ...
@overload
def conv_transpose3d(x: Operand, weight: Any, bias: Any = None, stride: PerAxis = 1, padding: PerAxis = 0, output_padding: PerAxis = 0, groups: int = 1, dilation: PerAxis = 1) -> Any: ...

@overload
def convolve(a: Tensor, v: Any, mode: str = 'full') -> Tensor:
    r"""Convolution of two sequences: :math:`y_k = \sum_i a_i v_{k-i}`.

    Parameters
    ----------
    a, v : array_like
        Sequences of ``n`` and ``m`` elements.
    mode : {"full", "same", "valid"}
        Where they meet (``n + m - 1`` elements), the middle of that (as many as the longer one
        has), or where one lies within the other.

    Examples
    --------
    >>> a = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> y = mg.convolve(a, [1.0, 10.0])
    >>> y
    tensor([ 1., 12., 23., 30.], op=convolve_full)
    >>> y.sum().backward()
    >>> a.grad
    tensor([11., 11., 11.])
    """
@overload
def convolve(a: Operand, v: Tensor, mode: str = 'full') -> Tensor: ...
@overload
def convolve(a: Operand, v: Any, mode: str = 'full') -> Any: ...

class _Copysign(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

copysign: _Copysign
"""copysign(x1, x2, /)

The size of ``a`` with the sign of ``b``, elementwise; the derivative at ``a = 0`` is 0.

Examples
--------
>>> mg.copysign(mg.tensor([1.0, -2.0]), [-0.0, 3.0])
tensor([-1.,  2.])
"""

@overload
def corrcoef(x: Tensor, y: Any = None, rowvar: _bool = True, *, dtype: DTypeLike | None = None) -> Tensor:
    """Correlation coefficients of variables, which are rows (columns without ``rowvar``).

    Examples
    --------
    >>> mg.corrcoef(mg.tensor([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
@overload
def corrcoef(x: Operand, y: Any = None, rowvar: _bool = True, *, dtype: DTypeLike | None = None) -> Any: ...

@overload
def correlate(a: Tensor, v: Any, mode: str = 'valid') -> Tensor:
    r"""Correlation of two sequences: :math:`y_k = \sum_i a_{i+k} \overline{v_i}`.

    Parameters
    ----------
    a, v : array_like
        Sequences; of complex ones the second is conjugated.
    mode : {"valid", "same", "full"}
        As of `convolve`.

    Examples
    --------
    >>> mg.correlate(mg.tensor([1.0, 2.0, 3.0]), [1.0, 10.0])
    tensor([21., 32.])
    """
@overload
def correlate(a: Operand, v: Tensor, mode: str = 'valid') -> Tensor: ...
@overload
def correlate(a: Operand, v: Any, mode: str = 'valid') -> Any: ...

class _Cos(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

cos: _Cos
"""cos(x, /)

Cosine, elementwise; the derivative is ``-sin(x)``.

Examples
--------
>>> mg.cos(mg.tensor([0.0, 1.0]))
tensor([1.        , 0.54030231])
"""

class _Cosh(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

cosh: _Cosh
"""cosh(x, /)

Hyperbolic cosine, elementwise; the derivative is the hyperbolic sine.

Examples
--------
>>> mg.cosh(mg.tensor([0.0, 1.0]))
tensor([1.        , 1.54308063])
"""

@overload
def count_nonzero(a: Tensor, axis: Axis = None, *, keepdims: _bool = False) -> Tensor:
    """NumPy's `count_nonzero` of values: a constant of differentiation."""
@overload
def count_nonzero(a: Operand, axis: Axis = None, *, keepdims: _bool = False) -> Any: ...

@overload
def cov(m: Tensor, y: Any = None, rowvar: _bool = True, bias: _bool = False, ddof: int | None = None, *, fweights: Any = None, aweights: Any = None, dtype: DTypeLike | None = None) -> Tensor:
    """Covariance matrix of variables, which are rows (columns without ``rowvar``) of samples.

    ``bias``, ``ddof``, ``fweights`` (how often each sample came) and ``aweights`` (how much it
    weighs) are NumPy's.

    Examples
    --------
    >>> mg.cov(mg.tensor([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
@overload
def cov(m: Operand, y: Any = None, rowvar: _bool = True, bias: _bool = False, ddof: int | None = None, *, fweights: Any = None, aweights: Any = None, dtype: DTypeLike | None = None) -> Any: ...

@overload
def cross(a: Tensor, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, *, axis: int | None = None) -> Tensor:
    """Vector product of vectors with three components, along an axis.

    Examples
    --------
    >>> mg.cross(mg.tensor([1.0, 0.0, 0.0]), [0.0, 1.0, 0.0])
    tensor([0., 0., 1.])
    """
@overload
def cross(a: Operand, b: Tensor, axisa: int = -1, axisb: int = -1, axisc: int = -1, *, axis: int | None = None) -> Tensor: ...
@overload
def cross(a: Operand, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, *, axis: int | None = None) -> Any: ...

@overload
def cumprod(a: Tensor, axis: int | None = None, dtype: DTypeLike | None = None) -> Tensor:
    """Products of the elements up to each, along an axis or of all in a row.

    Its gradient is right where elements are 0 too.

    Examples
    --------
    >>> x = mg.tensor([2.0, 0.0, 3.0], requires_grad=True)
    >>> mg.cumprod(x).sum().backward()
    >>> x.grad
    tensor([1., 8., 0.])
    """
@overload
def cumprod(a: Operand, axis: int | None = None, dtype: DTypeLike | None = None) -> Any: ...

@overload
def cumsum(a: Tensor, axis: int | None = None, dtype: DTypeLike | None = None) -> Tensor:
    """Sums of the elements up to each, along an axis or of all in a row.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> mg.cumsum(x).sum().backward()
    >>> x.grad
    tensor([3., 2., 1.])
    """
@overload
def cumsum(a: Operand, axis: int | None = None, dtype: DTypeLike | None = None) -> Any: ...

@overload
def cumulative_prod(x: Tensor, *, axis: int | None = None, dtype: DTypeLike | None = None, include_initial: _bool = False) -> Tensor:
    """Products of the elements up to each, along an axis; from 1 on with ``include_initial``.

    Examples
    --------
    >>> mg.cumulative_prod(mg.tensor([2.0, 3.0]), include_initial=True)
    tensor([1., 2., 6.])
    """
@overload
def cumulative_prod(x: Operand, *, axis: int | None = None, dtype: DTypeLike | None = None, include_initial: _bool = False) -> Any: ...

@overload
def cumulative_sum(x: Tensor, *, axis: int | None = None, dtype: DTypeLike | None = None, include_initial: _bool = False) -> Tensor:
    """Sums of the elements up to each, along an axis; from 0 on with ``include_initial``.

    Examples
    --------
    >>> mg.cumulative_sum(mg.tensor([1.0, 2.0]), include_initial=True)
    tensor([0., 1., 3.])
    """
@overload
def cumulative_sum(x: Operand, *, axis: int | None = None, dtype: DTypeLike | None = None, include_initial: _bool = False) -> Any: ...

@overload
def deg2rad(x: Tensor) -> Tensor:
    """Degrees as radians, elementwise.

    Examples
    --------
    >>> mg.deg2rad(mg.tensor([0.0, 180.0]))
    tensor([0.        , 3.14159265])
    """
@overload
def deg2rad(x: Operand) -> Any: ...

@overload
def degrees(x: Tensor) -> Tensor:
    """Radians as degrees, elementwise.

    Examples
    --------
    >>> mg.rad2deg(mg.tensor([0.0, np.pi]))
    tensor([  0., 180.])
    """
@overload
def degrees(x: Operand) -> Any: ...

@overload
def delete(arr: Tensor, obj: Any, axis: int | None = None) -> Tensor:
    """``arr`` without the places that ``obj`` names: a number, a slice, several, or a mask.

    Along ``axis``; by default of all elements in one row.

    Examples
    --------
    >>> mg.delete(mg.tensor([1.0, 2.0, 3.0]), 1)
    tensor([1., 3.])
    """
@overload
def delete(arr: Operand, obj: Tensor, axis: int | None = None) -> Tensor: ...
@overload
def delete(arr: Operand, obj: Any, axis: int | None = None) -> Any: ...

@overload
def diag(v: Tensor, k: int = 0) -> Tensor:
    """A matrix with ``v`` on its diagonal ``k``, or the diagonal of a matrix.

    Examples
    --------
    >>> mg.diag(mg.tensor([1.0, 2.0]))
    tensor([[1., 0.],
            [0., 2.]])
    """
@overload
def diag(v: Operand, k: int = 0) -> Any: ...

@overload
def diag_indices_from(arr: Tensor) -> tuple[Tensor, ...]:
    """NumPy's `diag_indices_from` of values: a constant of differentiation."""
@overload
def diag_indices_from(arr: Operand) -> tuple[Any, ...]: ...

@overload
def diagflat(v: Tensor, k: int = 0) -> Tensor:
    """A matrix with all elements of ``v`` on its diagonal ``k``.

    Examples
    --------
    >>> mg.diagflat(mg.tensor([[1.0], [2.0]]))
    tensor([[1., 0.],
            [0., 2.]])
    """
@overload
def diagflat(v: Operand, k: int = 0) -> Any: ...

class _Diagonal(Op):
    @overload
    def __call__(self, a: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any: ...

diagonal: _Diagonal
"""diagonal(a, offset=0, axis1=0, axis2=1)

The diagonal of the matrices in two axes, or the one ``offset`` places to the right.

The two axes go, and the diagonal is the last axis of the result.

Examples
--------
>>> x = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
>>> mg.diagonal(x).sum().backward()
>>> x.grad
tensor([[1., 0.],
        [0., 1.]])
"""

@overload
def diff(a: Tensor, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Tensor:
    """Differences of neighbours along an axis, ``n`` times.

    Examples
    --------
    >>> mg.diff(mg.tensor([1.0, 4.0, 9.0]))
    tensor([3., 5.])
    """
@overload
def diff(a: Operand, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any: ...

@overload
def digitize(x: Tensor, bins: Operand, right: _bool = False) -> Tensor:
    """NumPy's `digitize` of values: a constant of differentiation."""
@overload
def digitize(x: Operand, bins: Tensor, right: _bool = False) -> Tensor: ...
@overload
def digitize(x: Operand, bins: Operand, right: _bool = False) -> Any: ...

class _Divide(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

divide: _Divide
"""divide(x1, x2, /)

Quotient: ``a / b``, elementwise with broadcasting.

The derivatives are ``1 / b`` and ``-a / b**2``.

Examples
--------
>>> x = mg.tensor([1.0, 2.0], requires_grad=True)
>>> mg.divide(1.0, x).sum().backward()
>>> x.grad
tensor([-1.  , -0.25])
"""

@overload
def divmod(x1: Tensor, x2: Any) -> tuple[Tensor, Tensor]:
    """Quotient rounded down and remainder: ``(x1 // x2, x1 % x2)``, elementwise.

    Examples
    --------
    >>> mg.divmod(mg.tensor(7.0), 3.0)
    (tensor(2.), tensor(1.))
    """
@overload
def divmod(x1: Operand, x2: Tensor) -> tuple[Tensor, Tensor]: ...
@overload
def divmod(x1: Operand, x2: Any) -> tuple[Any, Any]: ...

@overload
def dot(a: Tensor, b: Any) -> Tensor:
    """Product of matrices, vectors or numbers: a sum over the last axis and the last but one.

    Examples
    --------
    >>> mg.dot(mg.tensor([1.0, 2.0]), [3.0, 4.0])
    tensor(11.)
    """
@overload
def dot(a: Operand, b: Tensor) -> Tensor: ...
@overload
def dot(a: Operand, b: Any) -> Any: ...

@overload
def dsplit(ary: Tensor, indices_or_sections: Any) -> list[Tensor]:
    """Layers in pieces: `split` along axis 2.

    Examples
    --------
    >>> [x.shape for x in mg.dsplit(mg.zeros((2, 3, 2)), 2)]
    [(2, 3, 1), (2, 3, 1)]
    """
@overload
def dsplit(ary: Operand, indices_or_sections: Tensor) -> list[Tensor]: ...
@overload
def dsplit(ary: Operand, indices_or_sections: Any) -> list[Any]: ...

@overload
def dstack(tup: Sequence[Tensor]) -> Tensor:
    """Join arrays along axis 2, after giving rows and matrices three axes.

    Examples
    --------
    >>> mg.dstack([mg.tensor([1.0, 2.0]), [3.0, 4.0]]).shape
    (1, 2, 2)
    """
@overload
def dstack(tup: Sequence[Any] | HasShape) -> Any: ...

@overload
def ediff1d(ary: Tensor, to_end: Any = None, to_begin: Any = None) -> Tensor:
    """Differences of all elements in a row, with further ones at the ends.

    Examples
    --------
    >>> mg.ediff1d(mg.tensor([1.0, 4.0, 9.0]), to_end=0.0)
    tensor([3., 5., 0.])
    """
@overload
def ediff1d(ary: Operand, to_end: Any = None, to_begin: Any = None) -> Any: ...

class _Einsum(Op):
    @overload
    def __call__(self, *operands: Tensor | str, optimize: Any = None) -> Tensor: ...
    @overload
    def __call__(self, *operands: Any | str, optimize: Any = None) -> Any: ...

einsum: _Einsum
"""einsum(*operands, optimize=None)

Sum of products in Einstein's notation: ``einsum("ij,jk->ik", a, b)``.

Letters name axes; products are summed over the letters that the result lacks. A repeated letter
is a diagonal, ``...`` stands for further axes. Labels as lists after each array are understood
too. ``optimize`` is NumPy's; by default the order of products is planned for large arrays.

Examples
--------
>>> a = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
>>> mg.einsum("ii", a).backward()  # the trace
>>> a.grad
tensor([[1., 0.],
        [0., 1.]])
"""

@overload
def elu(x: Tensor, alpha: float = 1.0) -> Tensor:
    r"""ELU: ``x`` above 0, :math:`\alpha (e^x - 1)` elsewhere; the derivative at 0 is alpha.

    Source: arXiv:1511.07289; PyTorch's ``elu``.

    Examples
    --------
    >>> mg.elu(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.63212056,  0.        ,  2.        ])
    """
@overload
def elu(x: Operand, alpha: float = 1.0) -> Any: ...

class _Equal(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

equal: _Equal
"""equal(x1, x2, /)

Equality, elementwise: ``x1 == x2``.

Examples
--------
>>> mg.equal(mg.tensor([1.0, 2.0]), 2.0)
tensor([False,  True])
"""

class _Erf(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

erf: _Erf
r"""erf(x)

Error function: :math:`\frac{2}{\sqrt\pi} \int_0^x e^{-s^2} ds`, elementwise.

To double precision; float32 and float16 are rounded from it. Source: W. J. Cody (1969).

Examples
--------
>>> mg.erf(mg.tensor([0.0, 0.5, 1.0]))
tensor([0.        , 0.52049988, 0.84270079])
"""

class _Erfc(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

erfc: _Erfc
"""erfc(x)

Complementary error function: ``1 - erf(x)``, with all its digits for large ``x`` too.

Examples
--------
>>> mg.erfc(mg.tensor([0.0, 1.0, 10.0]))
tensor([1.00000000e+00, 1.57299207e-01, 2.08848758e-45])
"""

class _Exp(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

exp: _Exp
"""exp(x, /)

Exponential: :math:`e^x`, elementwise; it is its own derivative.

Examples
--------
>>> mg.exp(mg.tensor([0.0, 1.0]))
tensor([1.        , 2.71828183])
"""

class _Exp2(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

exp2: _Exp2
"""exp2(x, /)

Power of two: :math:`2^x`, elementwise.

Examples
--------
>>> mg.exp2(mg.tensor([0.0, 3.0]))
tensor([1., 8.])
"""

@overload
def expand_dims(x: Tensor, axis: int | tuple[int, ...]) -> Tensor:
    """Insertion of axes of length 1, at the places in the result that ``axis`` names.

    Examples
    --------
    >>> mg.expand_dims(mg.tensor([1.0, 2.0]), 0).shape
    (1, 2)
    """
@overload
def expand_dims(x: Operand, axis: int | tuple[int, ...]) -> Any: ...

class _Expm1(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

expm1: _Expm1
"""expm1(x)

Exponential less one: :math:`e^x - 1`, exact for small ``x`` too.

Examples
--------
>>> mg.expm1(mg.tensor([1e-10, 1.0]))
tensor([1.00000000e-10, 1.71828183e+00])
"""

@overload
def extract(condition: Tensor, arr: Any) -> Tensor:
    """The elements where a ``condition`` holds, in one row.

    Examples
    --------
    >>> x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> mg.extract(x > 1.5, x)
    tensor([2., 3., 4.])
    """
@overload
def extract(condition: Operand, arr: Tensor) -> Tensor: ...
@overload
def extract(condition: Operand, arr: Any) -> Any: ...

@overload
def fabs(x: Tensor) -> Tensor:
    """Absolute value of real numbers, elementwise; integers become floats.

    Examples
    --------
    >>> mg.fabs(mg.tensor([-2.0, 0.0]))
    tensor([2., 0.])
    """
@overload
def fabs(x: Operand) -> Any: ...

fix: _Trunc
"""fix(x, /)

The integer towards 0, elementwise; the derivative is 0.

Examples
--------
>>> mg.trunc(mg.tensor([1.5, -1.5]))
tensor([ 1., -1.])
"""

@overload
def flatnonzero(a: Tensor) -> Tensor:
    """NumPy's `flatnonzero` of values: a constant of differentiation."""
@overload
def flatnonzero(a: Operand) -> Any: ...

class _Flip(Op):
    @overload
    def __call__(self, m: Tensor, axis: Axis = None) -> Tensor: ...
    @overload
    def __call__(self, m: Listed, axis: Axis = None) -> NDArray[Any]: ...
    @overload
    def __call__(self, m: Operand, axis: Axis = None) -> Any: ...

flip: _Flip
"""flip(m, axis=None)

The elements in reverse order, along an axis, several, or all.

Examples
--------
>>> mg.flip(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1)
tensor([[2., 1.],
        [4., 3.]])
"""

@overload
def fliplr(m: Tensor) -> Tensor:
    """The columns in reverse order: `flip` along axis 1.

    Examples
    --------
    >>> mg.fliplr(mg.tensor([[1.0, 2.0]]))
    tensor([[2., 1.]])
    """
@overload
def fliplr(m: Operand) -> Any: ...

@overload
def flipud(m: Tensor) -> Tensor:
    """The rows in reverse order: `flip` along axis 0.

    Examples
    --------
    >>> mg.flipud(mg.tensor([1.0, 2.0]))
    tensor([2., 1.])
    """
@overload
def flipud(m: Operand) -> Any: ...

@overload
def float_power(x1: Tensor, x2: Any) -> Tensor:
    """Power in at least double precision, elementwise.

    Examples
    --------
    >>> mg.float_power(mg.tensor([2, 3]), -1)
    tensor([0.5       , 0.33333333])
    """
@overload
def float_power(x1: Operand, x2: Tensor) -> Tensor: ...
@overload
def float_power(x1: Operand, x2: Any) -> Any: ...

class _Floor(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

floor: _Floor
"""floor(x, /)

The integer below, elementwise; the derivative is 0.

Examples
--------
>>> mg.floor(mg.tensor([1.5, -1.5]))
tensor([ 1., -2.])
"""

class _FloorDivide(Op):
    @overload
    def __call__(self, a: Tensor, b: Any) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Any) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Any) -> Any: ...

floor_divide: _FloorDivide
"""floor_divide(a, b)

Quotient rounded down: ``a // b``, elementwise; the derivatives are 0.

Of infinite numbers it is what the array API standard says, ``inf // 2`` is ``inf``, where
NumPy gives NaN.

Examples
--------
>>> mg.floor_divide(mg.tensor([7.0, -7.0]), 2.0)
tensor([ 3., -4.])
"""

class _Fmax(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

fmax: _Fmax
"""fmax(x1, x2, /)

The larger of two, elementwise; the other one where one is NaN.

Where both are equal the gradient is shared evenly.

Examples
--------
>>> mg.fmax(mg.tensor([1.0, np.nan]), 2.0)
tensor([2., 2.])
"""

class _Fmin(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

fmin: _Fmin
"""fmin(x1, x2, /)

The smaller of two, elementwise; the other one where one is NaN.

Where both are equal the gradient is shared evenly.

Examples
--------
>>> mg.fmin(mg.tensor([1.0, np.nan]), 2.0)
tensor([1., 2.])
"""

class _Fmod(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

fmod: _Fmod
"""fmod(x1, x2, /)

Remainder with the sign of ``a``, elementwise.

The derivatives are 1 and ``-trunc(a / b)``.

Examples
--------
>>> mg.fmod(mg.tensor([7.0, -7.0]), 3.0)
tensor([ 1., -1.])
"""

@overload
def frexp(x: Tensor) -> tuple[Tensor, Tensor]:
    """Mantissa in [0.5, 1) and exponent: :math:`x = m 2^e`, elementwise.

    Examples
    --------
    >>> mg.frexp(mg.tensor(6.0))
    (tensor(0.75), tensor(3, dtype=int32))
    """
@overload
def frexp(x: Operand) -> tuple[Any, Any]: ...

class _Gcd(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

gcd: _Gcd
"""gcd(x1, x2, /)

Greatest common divisor of integers, elementwise.

Examples
--------
>>> mg.gcd(mg.tensor([12, 7]), 8)
tensor([4, 1])
"""

@overload
def gelu(x: Tensor, approximate: str = 'none') -> Tensor:
    r"""GELU: :math:`x \, \Phi(x)` with the normal distribution function :math:`\Phi`.

    Parameters
    ----------
    x : array_like
        Of any shape.
    approximate : {"none", "tanh"}
        "none" has the error function, right to all digits; "tanh" is
        :math:`\frac{x}{2} (1 + \tanh(\sqrt{2/\pi} (x + 0.044715 x^3)))`, computed as
        :math:`x \, \sigma(2 \sqrt{2/\pi} (x + 0.044715 x^3))`, the same without cancellation.

    Notes
    -----
    Source: arXiv:1606.08415; PyTorch's ``gelu``.

    Examples
    --------
    >>> mg.gelu(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.15865525,  0.        ,  1.95449974])
    >>> mg.gelu(mg.tensor([-1.0, 0.0, 2.0]), approximate="tanh")
    tensor([-0.15880801,  0.        ,  1.95459769])
    """
@overload
def gelu(x: Operand, approximate: str = 'none') -> Any: ...

@overload
def geomspace(start: Tensor, stop: Any, num: int = 50, endpoint: _bool = True, dtype: DTypeLike | None = None, axis: int = 0) -> Tensor:
    """Numbers at equal ratios between two, neither of which is 0.

    Examples
    --------
    >>> mg.geomspace(mg.tensor(1.0), 100.0, 3)
    tensor([  1.,  10., 100.])
    """
@overload
def geomspace(start: Operand, stop: Tensor, num: int = 50, endpoint: _bool = True, dtype: DTypeLike | None = None, axis: int = 0) -> Tensor: ...
@overload
def geomspace(start: Operand, stop: Any, num: int = 50, endpoint: _bool = True, dtype: DTypeLike | None = None, axis: int = 0) -> Any: ...

class _Getitem(Op):
    @overload
    def __call__(self, x: Tensor, key: Any) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, key: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, key: Any) -> Any: ...

getitem: _Getitem
"""getitem(x, key)

The elements that ``x[key]`` names, by every kind of NumPy index.

Repeated ones receive the sum of gradients.

Examples
--------
>>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
>>> mg.getitem(x, [0, 0, 2]).sum().backward()  # x[[0, 0, 2]]
>>> x.grad
tensor([2., 0., 1.])
"""

@overload
def glu(x: Tensor, axis: int = -1) -> Tensor:
    r"""Gated linear unit: :math:`a \, \sigma(b)`, where ``a`` and ``b`` are the halves of ``x``.

    Parameters
    ----------
    x : array_like
        Its length along ``axis`` is even; the result is half as long there.
    axis : int
        Where to halve.

    Notes
    -----
    Source: arXiv:1612.08083; PyTorch's ``glu``.

    Examples
    --------
    >>> mg.glu(mg.tensor([1.0, 2.0, 0.0, 100.0]))
    tensor([0.5, 2. ])
    """
@overload
def glu(x: Operand, axis: int = -1) -> Any: ...

@overload
def gradient(f: Tensor, *varargs: Any, axis: Axis = None, edge_order: int = 1) -> Any:
    """Derivatives of samples by differences, of the second order inside: a tuple over axes.

    Parameters
    ----------
    f
        Samples on a grid.
    *varargs
        The distance of samples, or their coordinates: one for all axes, or one each.
    axis
        One or several; all by default. Of one the result is an array.
    edge_order
        1 or 2: the order at both ends.

    Examples
    --------
    >>> mg.gradient(mg.tensor([1.0, 4.0, 9.0, 16.0]))
    tensor([3., 4., 6., 7.])
    """
@overload
def gradient(f: Operand, *varargs: Tensor, axis: Axis = None, edge_order: int = 1) -> Any: ...
@overload
def gradient(f: Operand, *varargs: Any, axis: Axis = None, edge_order: int = 1) -> Any: ...

class _Greater(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

greater: _Greater
"""greater(x1, x2, /)

Comparison, elementwise: ``x1 > x2``.

Examples
--------
>>> mg.greater(mg.tensor([1.0, 2.0]), 1.0)
tensor([False,  True])
"""

class _GreaterEqual(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

greater_equal: _GreaterEqual
"""greater_equal(x1, x2, /)

Comparison, elementwise: ``x1 >= x2``.

Examples
--------
>>> mg.greater_equal(mg.tensor([1.0, 2.0]), 2.0)
tensor([False,  True])
"""

class _HSwish(Op):
    @overload
    def __call__(self, x: Tensor, n: float = 6.0) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, n: float = 6.0) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, n: float = 6.0) -> Any: ...

h_swish: _HSwish
"""h_swish(x, n=6.0)

Hard swish: ``x`` for ``x > n/2``, ``x (x + n/2) / n`` down to ``-n/2``, 0 below.

The derivative is 1, ``(2x + n/2) / n`` and 0; the middle holds at ``n/2``, the last at
``-n/2``. Source: article C2, after MobileNetV3 (arXiv:1905.02244).

Examples
--------
>>> mg.h_swish(mg.tensor([-4.0, 1.0, 4.0]))
tensor([-0.        ,  0.66666667,  4.        ])
"""

@overload
def hardshrink(x: Tensor, lambd: float = 0.5) -> Tensor:
    """Hard shrinkage: 0 from ``-lambd`` to ``lambd``, ``x`` elsewhere.

    Source: PyTorch's ``hardshrink``.

    Examples
    --------
    >>> mg.hardshrink(mg.tensor([-1.0, 0.5, 2.0]))
    tensor([-1.,  0.,  2.])
    """
@overload
def hardshrink(x: Operand, lambd: float = 0.5) -> Any: ...

@overload
def hardsigmoid(x: Tensor) -> Tensor:
    """Hard sigmoid: ``relu6(x + 3) / 6``; the derivative is 0 at -3 and 3.

    Source: PyTorch's ``hardsigmoid``.

    Examples
    --------
    >>> mg.hardsigmoid(mg.tensor([-4.0, 0.0, 4.0]))
    tensor([0. , 0.5, 1. ])
    """
@overload
def hardsigmoid(x: Operand) -> Any: ...

@overload
def hardswish(x: Tensor) -> Tensor:
    """Hard swish: ``x * relu6(x + 3) / 6``; the derivative is 0 at -3 and 1 at 3.

    The articles' `minigrad.h_swish` has the same values, other gradients at 3, and an option for
    where it bends. Source: arXiv:1905.02244; PyTorch's ``hardswish``.

    Examples
    --------
    >>> mg.hardswish(mg.tensor([-4.0, 1.0, 4.0]))
    tensor([-0.        ,  0.66666667,  4.        ])
    """
@overload
def hardswish(x: Operand) -> Any: ...

@overload
def hardtanh(x: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """Hard tanh: ``x``, but at least ``min_val`` and at most ``max_val``.

    The derivative is 0 at both bounds, unlike that of `minigrad.clip`. Source: PyTorch's
    ``hardtanh``.

    Examples
    --------
    >>> mg.hardtanh(mg.tensor([-2.0, 0.5, 2.0]))
    tensor([-1. ,  0.5,  1. ])
    """
@overload
def hardtanh(x: Operand, min_val: float = -1.0, max_val: float = 1.0) -> Any: ...

class _Heaviside(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

heaviside: _Heaviside
"""heaviside(x1, x2, /)

Step function: 0 below 0, 1 above, ``b`` at 0, elementwise.

Examples
--------
>>> mg.heaviside(mg.tensor([-1.0, 0.0, 2.0]), 0.5)
tensor([0. , 0.5, 1. ])
"""

@overload
def histogram(a: Tensor, bins: Any = 10, range: Any = None, density: _bool | None = None, weights: Any = None) -> tuple[Tensor, Tensor]:
    """Counts of the elements in each of several bins, or sums of their ``weights``; the edges.

    A gradient flows to the weights; that of the counts by ``a`` is 0.

    Examples
    --------
    >>> w = mg.tensor([1.0, 2.0, 4.0], requires_grad=True)
    >>> counts, edges = mg.histogram([0.1, 0.7, 0.9], bins=2, range=(0, 1), weights=w)
    >>> counts.numpy()
    array([1., 6.])
    """
@overload
def histogram(a: Operand, bins: Any = 10, range: Any = None, density: _bool | None = None, weights: Any = None) -> tuple[Any, Any]: ...

@overload
def histogram2d(x: Tensor, y: Any, bins: Any = 10, range: Any = None, density: _bool | None = None, weights: Any = None) -> tuple[Tensor, Tensor, Tensor]:
    """Counts of the points in each box of a plane, or sums of their ``weights``; the edges.

    Examples
    --------
    >>> counts, rows, columns = mg.histogram2d(mg.tensor([0.0, 1.0]), [0.0, 1.0], bins=2)
    >>> counts
    tensor([[1., 0.],
            [0., 1.]])
    """
@overload
def histogram2d(x: Operand, y: Tensor, bins: Any = 10, range: Any = None, density: _bool | None = None, weights: Any = None) -> tuple[Tensor, Tensor, Tensor]: ...
@overload
def histogram2d(x: Operand, y: Any, bins: Any = 10, range: Any = None, density: _bool | None = None, weights: Any = None) -> tuple[Any, Any, Any]: ...

@overload
def histogram_bin_edges(a: Tensor, bins: int = 10, range: Any = None, weights: Any = None) -> Tensor:
    """NumPy's `histogram_bin_edges` of values: a constant of differentiation."""
@overload
def histogram_bin_edges(a: Operand, bins: int = 10, range: Any = None, weights: Any = None) -> Any: ...

@overload
def histogramdd(sample: Tensor, bins: Any = 10, range: Any = None, density: _bool | None = None, weights: Any = None) -> tuple[Tensor, list[Tensor]]:
    """Counts of the points in each box of a grid, or sums of their ``weights``; the edges.

    Examples
    --------
    >>> w = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> counts, edges = mg.histogramdd([[0.0, 1.0], [0.0, 1.0]], bins=2, weights=w)
    >>> counts.numpy()
    array([[1., 0.],
           [0., 2.]])
    """
@overload
def histogramdd(sample: Operand, bins: Any = 10, range: Any = None, density: _bool | None = None, weights: Any = None) -> tuple[Any, list[Any]]: ...

@overload
def hsplit(ary: Tensor, indices_or_sections: Any) -> list[Tensor]:
    """Columns (of one axis, elements) in pieces: `split` along axis 1.

    Examples
    --------
    >>> [x.shape for x in mg.hsplit(mg.zeros((2, 4)), 2)]
    [(2, 2), (2, 2)]
    """
@overload
def hsplit(ary: Operand, indices_or_sections: Tensor) -> list[Tensor]: ...
@overload
def hsplit(ary: Operand, indices_or_sections: Any) -> list[Any]: ...

@overload
def hstack(tup: Sequence[Tensor]) -> Tensor:
    """Join arrays along axis 1, those of one axis along it.

    Examples
    --------
    >>> mg.hstack([mg.tensor([1.0]), [2.0, 3.0]])
    tensor([1., 2., 3.])
    """
@overload
def hstack(tup: Sequence[Any] | HasShape) -> Any: ...

class _Hypot(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

hypot: _Hypot
r"""hypot(x1, x2, /)

Length of a vector: :math:`\sqrt{a^2 + b^2}`, elementwise; no square overflows.

At the origin, where there is no derivative, it is 0, the subgradient of least norm.

Examples
--------
>>> x = mg.tensor([0.0, 3.0], requires_grad=True)
>>> mg.hypot(x, [0.0, 4.0]).sum().backward()
>>> x.grad
tensor([0. , 0.6])
"""

class _Imag(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

imag: _Imag
"""imag(x)

Imaginary part: :math:`v` of :math:`u + iv`, 0 of a real number.

Examples
--------
>>> z = mg.tensor([1 + 2j, 3j], requires_grad=True)
>>> (mg.imag(z) ** 2).sum().backward()
>>> z.grad
tensor([0.+4.j, 0.+6.j], dtype=complex128)
"""

@overload
def inner(a: Tensor, b: Any) -> Tensor:
    """Sum of products over the last axes.

    Examples
    --------
    >>> mg.inner(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), [1.0, 1.0])
    tensor([3., 7.])
    """
@overload
def inner(a: Operand, b: Tensor) -> Tensor: ...
@overload
def inner(a: Operand, b: Any) -> Any: ...

@overload
def insert(arr: Tensor, obj: Any, values: Any, axis: int | None = None) -> Tensor:
    """``arr`` with ``values`` put in before the places that ``obj`` names.

    Along ``axis``; by default of all elements in one row.

    Examples
    --------
    >>> mg.insert(mg.tensor([1.0, 3.0]), 1, 2.0)
    tensor([1., 2., 3.])
    """
@overload
def insert(arr: Operand, obj: Tensor, values: Any, axis: int | None = None) -> Tensor: ...
@overload
def insert(arr: Operand, obj: Any, values: Tensor, axis: int | None = None) -> Tensor: ...
@overload
def insert(arr: Operand, obj: Any, values: Any, axis: int | None = None) -> Any: ...

@overload
def interp(x: Tensor, xp: Any, fp: Any, left: Any = None, right: Any = None, period: float | None = None) -> Tensor:
    """Values between points ``(xp, fp)``, joined by straight lines; ``xp`` increases.

    Beyond the ends they are ``left`` and ``right``, by default those of the end points; with a
    ``period`` there are no ends. Gradients flow to ``x``, ``xp``, ``fp``, ``left`` and ``right``;
    at a point the slope is that to its right.

    Examples
    --------
    >>> x = mg.tensor([0.5, 1.5], requires_grad=True)
    >>> mg.interp(x, [0.0, 1.0, 2.0], [0.0, 1.0, 4.0]).sum().backward()
    >>> x.grad
    tensor([1., 3.])
    """
@overload
def interp(x: Operand, xp: Tensor, fp: Any, left: Any = None, right: Any = None, period: float | None = None) -> Tensor: ...
@overload
def interp(x: Operand, xp: Any, fp: Tensor, left: Any = None, right: Any = None, period: float | None = None) -> Tensor: ...
@overload
def interp(x: Operand, xp: Any, fp: Any, left: Any = None, right: Any = None, period: float | None = None) -> Any: ...

@overload
def intersect1d(ar1: Tensor, ar2: Operand, assume_unique: _bool = False, return_indices: _bool = False) -> Any:
    """NumPy's `intersect1d` of values: a constant of differentiation."""
@overload
def intersect1d(ar1: Operand, ar2: Tensor, assume_unique: _bool = False, return_indices: _bool = False) -> Any: ...
@overload
def intersect1d(ar1: Operand, ar2: Operand, assume_unique: _bool = False, return_indices: _bool = False) -> Any: ...

class _Invert(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

invert: _Invert
"""invert(x, /)

Bitwise not: ``~x``, of integers or booleans.

Examples
--------
>>> ~mg.tensor([True, False])
tensor([False,  True])
"""

@overload
def iscomplex(x: Tensor) -> Tensor:
    """NumPy's `iscomplex` of values: a constant of differentiation."""
@overload
def iscomplex(x: Operand) -> Any: ...

class _Isfinite(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

isfinite: _Isfinite
"""isfinite(x, /)

Test for finite numbers, neither NaN nor infinite, elementwise.

Examples
--------
>>> mg.isfinite(mg.tensor([np.inf, 1.0]))
tensor([False,  True])
"""

@overload
def isin(element: Tensor, test_elements: Operand, assume_unique: _bool = False, invert: _bool = False, *, kind: str | None = None) -> Tensor:
    """NumPy's `isin` of values: a constant of differentiation."""
@overload
def isin(element: Operand, test_elements: Tensor, assume_unique: _bool = False, invert: _bool = False, *, kind: str | None = None) -> Tensor: ...
@overload
def isin(element: Operand, test_elements: Operand, assume_unique: _bool = False, invert: _bool = False, *, kind: str | None = None) -> Any: ...

class _Isinf(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

isinf: _Isinf
"""isinf(x, /)

Test for infinity of either sign, elementwise.

Examples
--------
>>> mg.isinf(mg.tensor([-np.inf, 1.0]))
tensor([ True, False])
"""

class _Isnan(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

isnan: _Isnan
"""isnan(x, /)

Test for NaN, elementwise.

Examples
--------
>>> mg.isnan(mg.tensor([np.nan, 1.0]))
tensor([ True, False])
"""

@overload
def isneginf(x: Tensor, out: Any = None) -> Tensor:
    """NumPy's `isneginf` of values: a constant of differentiation."""
@overload
def isneginf(x: Operand, out: Any = None) -> Any: ...

@overload
def isposinf(x: Tensor, out: Any = None) -> Tensor:
    """NumPy's `isposinf` of values: a constant of differentiation."""
@overload
def isposinf(x: Operand, out: Any = None) -> Any: ...

@overload
def isreal(x: Tensor) -> Tensor:
    """NumPy's `isreal` of values: a constant of differentiation."""
@overload
def isreal(x: Operand) -> Any: ...

@overload
def ix_(*args: Tensor) -> tuple[Tensor, ...]:
    """An open grid of indices: each sequence along an axis of its own; masks are their places.

    Examples
    --------
    >>> rows, columns = mg.ix_(mg.tensor([0, 2]), [1])
    >>> rows.shape, columns.shape
    ((2, 1), (1, 1))
    """
@overload
def ix_(*args: Operand) -> tuple[Any, ...]: ...

@overload
def kron(a: Tensor, b: Any) -> Tensor:
    """Kronecker product: blocks of ``b``, each times an element of ``a``.

    Examples
    --------
    >>> mg.kron(mg.tensor([1.0, 10.0]), [1.0, 2.0])
    tensor([ 1.,  2., 10., 20.])
    """
@overload
def kron(a: Operand, b: Tensor) -> Tensor: ...
@overload
def kron(a: Operand, b: Any) -> Any: ...

class _Lcm(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

lcm: _Lcm
"""lcm(x1, x2, /)

Least common multiple of integers, elementwise.

Examples
--------
>>> mg.lcm(mg.tensor([12, 7]), 8)
tensor([24, 56])
"""

@overload
def ldexp(x1: Tensor, x2: Any) -> Tensor:
    """Product with a power of two: :math:`x_1 2^{x_2}`, elementwise.

    Examples
    --------
    >>> mg.ldexp(mg.tensor([1.0, 3.0]), [1, 2])
    tensor([ 2., 12.])
    """
@overload
def ldexp(x1: Operand, x2: Tensor) -> Tensor: ...
@overload
def ldexp(x1: Operand, x2: Any) -> Any: ...

@overload
def leaky_relu(x: Tensor, negative_slope: float = 0.01) -> Tensor:
    """Leaky ReLU: ``x`` above 0, ``negative_slope * x`` elsewhere; at 0 the slope.

    Source: PyTorch's ``leaky_relu``.

    Examples
    --------
    >>> mg.leaky_relu(mg.tensor([-2.0, 3.0]))
    tensor([-0.02,  3.  ])
    """
@overload
def leaky_relu(x: Operand, negative_slope: float = 0.01) -> Any: ...

class _LeftShift(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

left_shift: _LeftShift
"""left_shift(x1, x2, /)

Bits moved to the left: :math:`x_1 2^{x_2}` of integers, elementwise.

Examples
--------
>>> mg.left_shift(mg.tensor([1, 3]), 2)
tensor([ 4, 12])
"""

class _Less(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

less: _Less
"""less(x1, x2, /)

Comparison, elementwise: ``x1 < x2``.

Examples
--------
>>> mg.less(mg.tensor([1.0, 2.0]), 2.0)
tensor([ True, False])
"""

class _LessEqual(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

less_equal: _LessEqual
"""less_equal(x1, x2, /)

Comparison, elementwise: ``x1 <= x2``.

Examples
--------
>>> mg.less_equal(mg.tensor([1.0, 2.0]), 2.0)
tensor([ True,  True])
"""

@overload
def lexsort(keys: Tensor, axis: Axis = -1) -> Tensor:
    """NumPy's `lexsort` of values: a constant of differentiation."""
@overload
def lexsort(keys: Operand, axis: Axis = -1) -> Any: ...

class _Log(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

log: _Log
"""log(x, /)

Natural logarithm, elementwise; the derivative is ``1 / x``.

Examples
--------
>>> x = mg.tensor([1.0, 4.0], requires_grad=True)
>>> mg.log(x).sum().backward()
>>> x.grad
tensor([1.  , 0.25])
"""

class _Log10(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

log10: _Log10
r"""log10(x, /)

Logarithm to base 10, elementwise; the derivative is :math:`1 / (x \ln 10)`.

Examples
--------
>>> mg.log10(mg.tensor([1.0, 1000.0]))
tensor([0., 3.])
"""

class _Log1P(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

log1p: _Log1P
r"""log1p(x, /)

Logarithm of one more: :math:`\log(1 + x)`, exact for small ``x`` too.

Examples
--------
>>> mg.log1p(mg.tensor([1e-10, 1.0]))
tensor([1.00000000e-10, 6.93147181e-01])
"""

class _Log2(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

log2: _Log2
r"""log2(x, /)

Logarithm to base 2, elementwise; the derivative is :math:`1 / (x \ln 2)`.

Examples
--------
>>> mg.log2(mg.tensor([1.0, 8.0]))
tensor([0., 3.])
"""

class _LogSoftmax(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = -1) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = -1) -> Any: ...

log_softmax: _LogSoftmax
r"""log_softmax(x, axis=-1)

Logarithm of softmax along ``axis``: :math:`x_k - \log \sum_i e^{x_i}`.

Examples
--------
>>> mg.log_softmax(mg.tensor([0.0, 0.0]))
tensor([-0.69314718, -0.69314718])
"""

class _Logaddexp(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

logaddexp: _Logaddexp
r"""logaddexp(x1, x2, /)

Logarithm of a sum of exponentials: :math:`\log(e^a + e^b)`, elementwise.

It does not overflow; of equal infinities each has half of the gradient.

Examples
--------
>>> mg.logaddexp(mg.tensor([0.0, 1000.0]), 0.0)
tensor([6.93147181e-01, 1.00000000e+03])
"""

class _Logaddexp2(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

logaddexp2: _Logaddexp2
r"""logaddexp2(x1, x2, /)

Logarithm of a sum of powers of two: :math:`\log_2(2^a + 2^b)`, elementwise.

Examples
--------
>>> mg.logaddexp2(mg.tensor([0.0, 3.0]), 3.0)
tensor([3.169925, 4.      ])
"""

class _LogicalAnd(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

logical_and: _LogicalAnd
"""logical_and(x1, x2, /)

Logical and, elementwise; numbers other than 0 are true.

Examples
--------
>>> mg.logical_and(mg.tensor([True, False]), [True, True])
tensor([ True, False])
"""

class _LogicalNot(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

logical_not: _LogicalNot
"""logical_not(x, /)

Logical not, elementwise; numbers other than 0 are true.

Examples
--------
>>> mg.logical_not(mg.tensor([1.0, 0.0]))
tensor([False,  True])
"""

class _LogicalOr(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

logical_or: _LogicalOr
"""logical_or(x1, x2, /)

Logical or, elementwise; numbers other than 0 are true.

Examples
--------
>>> mg.logical_or(mg.tensor([True, False]), [False, False])
tensor([ True, False])
"""

class _LogicalXor(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

logical_xor: _LogicalXor
"""logical_xor(x1, x2, /)

Exclusive or, elementwise; numbers other than 0 are true.

Examples
--------
>>> mg.logical_xor(mg.tensor([True, False]), [True, True])
tensor([False,  True])
"""

@overload
def logsigmoid(x: Tensor) -> Tensor:
    r"""Logarithm of the sigmoid: :math:`-\log(1 + e^{-x})`; PyTorch's ``logsigmoid``.

    Examples
    --------
    >>> mg.logsigmoid(mg.tensor([-1000.0, 0.0]))
    tensor([-1.00000000e+03, -6.93147181e-01])
    """
@overload
def logsigmoid(x: Operand) -> Any: ...

@overload
def logspace(start: Tensor, stop: Any, num: int = 50, endpoint: _bool = True, base: Any = 10.0, dtype: DTypeLike | None = None, axis: int = 0) -> Tensor:
    """Powers of a base, whose exponents are at equal distances between two.

    Examples
    --------
    >>> mg.logspace(mg.tensor(0.0), 2.0, 3)
    tensor([  1.,  10., 100.])
    """
@overload
def logspace(start: Operand, stop: Tensor, num: int = 50, endpoint: _bool = True, base: Any = 10.0, dtype: DTypeLike | None = None, axis: int = 0) -> Tensor: ...
@overload
def logspace(start: Operand, stop: Any, num: int = 50, endpoint: _bool = True, base: Any = 10.0, dtype: DTypeLike | None = None, axis: int = 0) -> Any: ...

class _Logsumexp(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False) -> Any: ...

logsumexp: _Logsumexp
r"""logsumexp(x, axis=None, keepdims=False)

:math:`\log \sum e^x` over an axis, several, or all, without overflow.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.
Where all are -inf, the gradient is 0.

Examples
--------
>>> mg.logsumexp(mg.tensor([1000.0, 1000.0]))
tensor(1000.69314718)
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
def matvec(x1: Tensor, x2: Any) -> Tensor:
    """Products of matrices and vectors: ``x1 @ x2`` over stacks of both.

    Examples
    --------
    >>> mg.matvec(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), [[1.0, 0.0], [0.0, 1.0]])
    tensor([[1., 3.],
            [2., 4.]])
    """
@overload
def matvec(x1: Operand, x2: Tensor) -> Tensor: ...
@overload
def matvec(x1: Operand, x2: Any) -> Any: ...

class _Max(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Any: ...

max: _Max
"""max(x, axis=None, keepdims=False, *, out=None, where=None, initial=None)

The largest element over an axis, several, or all.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Equal ones share the gradient evenly; a maximum that is NaN puts its gradient on the NaN.

Examples
--------
>>> x = mg.tensor([1.0, 3.0, 3.0], requires_grad=True)
>>> mg.max(x).backward()
>>> x.grad
tensor([0. , 0.5, 0.5])
"""

@overload
def max_pool1d(x: Tensor, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, dilation: PerAxis = 1, ceil_mode: _bool = False) -> Tensor:
    """The largest element of each window along one axis; see `max_pool2d`.

    Examples
    --------
    >>> mg.max_pool1d(mg.tensor([[[1.0, 3.0, 2.0, 0.0]]]), 2)
    tensor([[[3., 2.]]])
    """
@overload
def max_pool1d(x: Operand, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, dilation: PerAxis = 1, ceil_mode: _bool = False) -> Any: ...

@overload
def max_pool2d(x: Tensor, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, dilation: PerAxis = 1, ceil_mode: _bool = False) -> Tensor:
    """The largest element of each window along two axes.

    Parameters
    ----------
    x : array_like
        Of shape (batch, channels, height, width), or that without the batch.
    kernel_size : int or two of them
        The lengths of a window.
    stride : int or two of them, optional
        Steps from window to window; by default the lengths of one, so that none overlap.
    padding : int or two of them
        Places on each side that windows may reach into; no element there is the largest.
    dilation : int or two of them
        Steps from element to element in a window.
    ceil_mode : bool
        Whether a last window may reach beyond the end.

    Notes
    -----
    Equal ones share the gradient evenly, as everywhere in minigrad (in PyTorch the first one has
    it); a maximum that is NaN puts its gradient on the NaN.

    Examples
    --------
    >>> x = mg.tensor([[[[1.0, 2.0], [2.0, 0.0]]]], requires_grad=True)
    >>> y = mg.max_pool2d(x, 2)
    >>> y
    tensor([[[[2.]]]], op=largest_of_windows)
    >>> y.sum().backward()
    >>> x.grad
    tensor([[[[0. , 0.5],
              [0.5, 0. ]]]])
    """
@overload
def max_pool2d(x: Operand, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, dilation: PerAxis = 1, ceil_mode: _bool = False) -> Any: ...

@overload
def max_pool3d(x: Tensor, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, dilation: PerAxis = 1, ceil_mode: _bool = False) -> Tensor:
    """The largest element of each window along three axes; see `max_pool2d`.

    Examples
    --------
    >>> mg.max_pool3d(np.ones((1, 2, 4, 4, 4)), 2).shape
    (1, 2, 2, 2, 2)
    """
@overload
def max_pool3d(x: Operand, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0, dilation: PerAxis = 1, ceil_mode: _bool = False) -> Any: ...

class _Maximum(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

maximum: _Maximum
"""maximum(x1, x2, /)

The larger of two, elementwise; NaN where either is NaN.

Where both are equal the gradient is shared evenly, so ``maximum(x, x)`` has derivative 1.

Examples
--------
>>> x = mg.tensor([1.0, 2.0], requires_grad=True)
>>> mg.maximum(x, 1.0).sum().backward()
>>> x.grad
tensor([0.5, 1. ])
"""

class _Mean(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None) -> Any: ...

mean: _Mean
"""mean(x, axis=None, keepdims=False, *, dtype=None, out=None, where=None)

Arithmetic mean over an axis, several, or all.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Examples
--------
>>> mg.mean(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
tensor(2.5)
"""

@overload
def median(a: Tensor, axis: Axis = None, overwrite_input: _bool = False, keepdims: _bool = False) -> Tensor:
    """The middle of the sorted elements, or the mean of the two in the middle.

    Examples
    --------
    >>> x = mg.tensor([3.0, 1.0, 2.0, 9.0], requires_grad=True)
    >>> mg.median(x).backward()
    >>> x.grad
    tensor([0.5, 0. , 0.5, 0. ])
    """
@overload
def median(a: Operand, axis: Axis = None, overwrite_input: _bool = False, keepdims: _bool = False) -> Any: ...

@overload
def meshgrid(*xi: Tensor, copy: _bool = True, sparse: _bool = False, indexing: str = 'xy') -> tuple[Tensor, ...]:
    """Coordinates of the points of a grid: each row, repeated along the axes of the others.

    With ``sparse`` they are not repeated, and broadcast; ``indexing="ij"`` has the first along
    the first axis, ``"xy"`` along the second.

    Examples
    --------
    >>> x, y = mg.meshgrid(mg.tensor([1.0, 2.0]), [3.0, 4.0, 5.0])
    >>> x
    tensor([[1., 2.],
            [1., 2.],
            [1., 2.]])
    """
@overload
def meshgrid(*xi: Operand, copy: _bool = True, sparse: _bool = False, indexing: str = 'xy') -> tuple[Any, ...]: ...

class _Min(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Any: ...

min: _Min
"""min(x, axis=None, keepdims=False, *, out=None, where=None, initial=None)

The smallest element over an axis, several, or all.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Equal ones share the gradient evenly; a minimum that is NaN puts its gradient on the NaN.

Examples
--------
>>> x = mg.tensor([1.0, 1.0, 3.0], requires_grad=True)
>>> mg.min(x).sum().backward()
>>> x.grad
tensor([0.5, 0.5, 0. ])
"""

class _Minimum(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

minimum: _Minimum
"""minimum(x1, x2, /)

The smaller of two, elementwise; NaN where either is NaN.

Where both are equal the gradient is shared evenly.

Examples
--------
>>> x = mg.tensor([1.0, 0.5, 2.0], requires_grad=True)
>>> mg.minimum(x, 1.0).sum().backward()
>>> x.grad
tensor([0.5, 1. , 0. ])
"""

@overload
def mish(x: Tensor) -> Tensor:
    r"""Mish: :math:`x \tanh(\mathrm{softplus}(x))` (article C2).

    Examples
    --------
    >>> mg.mish(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.86509839])
    """
@overload
def mish(x: Operand) -> Any: ...

mod: _Remainder
"""mod(x1, x2, /)

Remainder with the sign of ``b``: ``a % b = a - b * (a // b)``, elementwise.

The derivatives are 1 and ``-(a // b)``.

Examples
--------
>>> mg.remainder(mg.tensor([7.0, -7.0]), 3.0)
tensor([1., 2.])
"""

@overload
def modf(x: Tensor) -> tuple[Tensor, Tensor]:
    """Fractional and integral part, both with the sign of ``x``, elementwise.

    Examples
    --------
    >>> mg.modf(mg.tensor(-2.5))
    (tensor(-0.5), tensor(-2.))
    """
@overload
def modf(x: Operand) -> tuple[Any, Any]: ...

@overload
def moveaxis(a: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """Axes moved to other places; the others stay in their order.

    Examples
    --------
    >>> mg.moveaxis(mg.zeros((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
@overload
def moveaxis(a: Operand, source: int | Sequence[int], destination: int | Sequence[int]) -> Any: ...

class _Multiply(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

multiply: _Multiply
"""multiply(x1, x2, /)

Product: ``a * b``, elementwise with broadcasting.

Examples
--------
>>> x = mg.tensor(3.0, requires_grad=True)
>>> (x * x).backward()  # two arrows from x, added where it branches
>>> x.grad
tensor(6.)
"""

@overload
def nan_to_num(x: Tensor, copy: _bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Tensor:
    """NaN and infinities as finite numbers, elementwise; no gradient flows through those.

    By default NaN is 0, infinities the largest and the smallest number of the dtype.

    Examples
    --------
    >>> mg.nan_to_num(mg.tensor([np.nan, 1.0]))
    tensor([0., 1.])
    """
@overload
def nan_to_num(x: Operand, copy: _bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Any: ...

@overload
def nanargmax(a: Tensor, axis: Axis = None, out: Any = None, *, keepdims: Any = ...) -> Tensor:
    """NumPy's `nanargmax` of values: a constant of differentiation."""
@overload
def nanargmax(a: Operand, axis: Axis = None, out: Any = None, *, keepdims: Any = ...) -> Any: ...

@overload
def nanargmin(a: Tensor, axis: Axis = None, out: Any = None, *, keepdims: Any = ...) -> Tensor:
    """NumPy's `nanargmin` of values: a constant of differentiation."""
@overload
def nanargmin(a: Operand, axis: Axis = None, out: Any = None, *, keepdims: Any = ...) -> Any: ...

@overload
def nancumprod(a: Tensor, axis: int | None = None, dtype: DTypeLike | None = None) -> Tensor:
    """Products of the elements up to each, NaN as 1, along an axis or of all in a row.

    Examples
    --------
    >>> mg.nancumprod(mg.tensor([3.0, np.nan, 2.0]))
    tensor([3., 3., 6.])
    """
@overload
def nancumprod(a: Operand, axis: int | None = None, dtype: DTypeLike | None = None) -> Any: ...

@overload
def nancumsum(a: Tensor, axis: int | None = None, dtype: DTypeLike | None = None) -> Tensor:
    """Sums of the elements up to each, NaN as 0, along an axis or of all in a row.

    Examples
    --------
    >>> mg.nancumsum(mg.tensor([1.0, np.nan, 2.0]))
    tensor([1., 1., 3.])
    """
@overload
def nancumsum(a: Operand, axis: int | None = None, dtype: DTypeLike | None = None) -> Any: ...

@overload
def nanmax(a: Tensor, axis: Axis = None, **options: Any) -> Tensor:
    """The largest element that is not NaN, over an axis, several, or all; options as of `max`.

    Examples
    --------
    >>> mg.nanmax(mg.tensor([1.0, np.nan, 3.0]))
    tensor(3.)
    """
@overload
def nanmax(a: Operand, axis: Axis = None, **options: Any) -> Any: ...

@overload
def nanmean(a: Tensor, axis: Axis = None, dtype: DTypeLike | None = None, keepdims: _bool = False, where: Any = True) -> Tensor:
    """Mean of what is not NaN, over an axis, several, or all.

    Examples
    --------
    >>> mg.nanmean(mg.tensor([1.0, np.nan, 2.0]))
    tensor(1.5)
    """
@overload
def nanmean(a: Operand, axis: Axis = None, dtype: DTypeLike | None = None, keepdims: _bool = False, where: Any = True) -> Any: ...

@overload
def nanmedian(a: Tensor, axis: Axis = None, overwrite_input: _bool = False, keepdims: _bool = False) -> Tensor:
    """The `median` of the elements that are not NaN.

    Examples
    --------
    >>> mg.nanmedian(mg.tensor([3.0, np.nan, 1.0]))
    tensor(2.)
    """
@overload
def nanmedian(a: Operand, axis: Axis = None, overwrite_input: _bool = False, keepdims: _bool = False) -> Any: ...

@overload
def nanmin(a: Tensor, axis: Axis = None, **options: Any) -> Tensor:
    """The smallest element that is not NaN, over an axis, several, or all; options as of `min`.

    Examples
    --------
    >>> mg.nanmin(mg.tensor([1.0, np.nan, 3.0]))
    tensor(1.)
    """
@overload
def nanmin(a: Operand, axis: Axis = None, **options: Any) -> Any: ...

@overload
def nanpercentile(a: Tensor, q: Any, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Tensor:
    """The `percentile` of the elements that are not NaN.

    Examples
    --------
    >>> mg.nanpercentile(mg.tensor([3.0, np.nan, 2.0]), 50)
    tensor(2.5)
    """
@overload
def nanpercentile(a: Operand, q: Tensor, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Tensor: ...
@overload
def nanpercentile(a: Operand, q: Any, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Any: ...

@overload
def nanprod(a: Tensor, axis: Axis = None, keepdims: _bool = False, **options: Any) -> Tensor:
    """Product of what is not NaN, over an axis, several, or all; options as of `prod`.

    Examples
    --------
    >>> mg.nanprod(mg.tensor([3.0, np.nan, 2.0]))
    tensor(6.)
    """
@overload
def nanprod(a: Operand, axis: Axis = None, keepdims: _bool = False, **options: Any) -> Any: ...

@overload
def nanquantile(a: Tensor, q: Any, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Tensor:
    """The `quantile` of the elements that are not NaN.

    Examples
    --------
    >>> mg.nanquantile(mg.tensor([3.0, np.nan, 2.0]), 0.5)
    tensor(2.5)
    """
@overload
def nanquantile(a: Operand, q: Tensor, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Tensor: ...
@overload
def nanquantile(a: Operand, q: Any, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Any: ...

@overload
def nanstd(a: Tensor, axis: Axis = None, ddof: float = 0, keepdims: _bool = False, **options: Any) -> Tensor:
    """Standard deviation of what is not NaN, over an axis, several, or all; options as of `std`.

    Examples
    --------
    >>> mg.nanstd(mg.tensor([1.0, np.nan, 3.0]))
    tensor(1.)
    """
@overload
def nanstd(a: Operand, axis: Axis = None, ddof: float = 0, keepdims: _bool = False, **options: Any) -> Any: ...

@overload
def nansum(a: Tensor, axis: Axis = None, keepdims: _bool = False, **options: Any) -> Tensor:
    """Sum of what is not NaN, over an axis, several, or all; options as of `sum`.

    Examples
    --------
    >>> mg.nansum(mg.tensor([1.0, np.nan, 2.0]))
    tensor(3.)
    """
@overload
def nansum(a: Operand, axis: Axis = None, keepdims: _bool = False, **options: Any) -> Any: ...

@overload
def nanvar(a: Tensor, axis: Axis = None, ddof: float = 0, keepdims: _bool = False, **options: Any) -> Tensor:
    """Variance of what is not NaN, over an axis, several, or all; options as of `var`.

    Examples
    --------
    >>> mg.nanvar(mg.tensor([1.0, np.nan, 3.0]))
    tensor(1.)
    """
@overload
def nanvar(a: Operand, axis: Axis = None, ddof: float = 0, keepdims: _bool = False, **options: Any) -> Any: ...

class _Negative(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

negative: _Negative
"""negative(x, /)

Negation: ``-x``.

Examples
--------
>>> -mg.tensor([1.0, -2.0])
tensor([-1.,  2.])
"""

class _Nextafter(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

nextafter: _Nextafter
"""nextafter(x1, x2, /)

The next number of the dtype after ``x1`` towards ``x2``, elementwise.

Examples
--------
>>> mg.nextafter(mg.tensor(1.0), 2.0) - 1
tensor(2.22044605e-16)
"""

@overload
def nonzero(a: Tensor) -> tuple[Tensor, ...]:
    """NumPy's `nonzero` of values: a constant of differentiation."""
@overload
def nonzero(a: Operand) -> tuple[Any, ...]: ...

class _NotEqual(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

not_equal: _NotEqual
"""not_equal(x1, x2, /)

Inequality, elementwise: ``x1 != x2``.

Examples
--------
>>> mg.not_equal(mg.tensor([1.0, 2.0]), 2.0)
tensor([ True, False])
"""

class _OnesLike(Op):
    @overload
    def __call__(self, x: Tensor, *, dtype: DTypeLike | None = None, device: str | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, *, dtype: DTypeLike | None = None, device: str | None = None) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, *, dtype: DTypeLike | None = None, device: str | None = None) -> Any: ...

ones_like: _OnesLike
"""ones_like(x, *, dtype=None, device=None)

Ones of the shape and dtype of ``x``.

Examples
--------
>>> mg.ones_like(mg.tensor([1.0, 2.0]))
tensor([1., 1.])
"""

@overload
def outer(a: Tensor, b: Any) -> Tensor:
    """Products of all pairs of elements: a matrix.

    Examples
    --------
    >>> mg.outer(mg.tensor([1.0, 2.0]), [3.0, 4.0])
    tensor([[3., 4.],
            [6., 8.]])
    """
@overload
def outer(a: Operand, b: Tensor) -> Tensor: ...
@overload
def outer(a: Operand, b: Any) -> Any: ...

@overload
def packbits(a: Tensor, /, axis: Axis = None, bitorder: str = 'big') -> Tensor:
    """NumPy's `packbits` of values: a constant of differentiation."""
@overload
def packbits(a: Operand, /, axis: Axis = None, bitorder: str = 'big') -> Any: ...

@overload
def pad(array: Tensor, pad_width: Any, mode: Any = 'constant', **kwargs: Any) -> Tensor:
    """More elements before and after those of each axis.

    Parameters
    ----------
    array
        What is padded.
    pad_width
        The numbers of elements before and after, for each axis: ``((1, 2), (0, 0))``; one pair is
        for all axes, one number for all ends, a dict is for some of them.
    mode : str
        ``"constant"`` (with ``constant_values``), ``"edge"``, ``"linear_ramp"`` (to
        ``end_values``), ``"maximum"``, ``"mean"``, ``"median"`` and ``"minimum"`` (of the
        ``stat_length`` elements next to the end), ``"reflect"`` and ``"symmetric"`` (with
        ``reflect_type``, "even" or "odd"), ``"wrap"``; ``"empty"`` has no gradient.

    **kwargs
        The options of the mode, as above.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> mg.pad(x, 1, "reflect").sum().backward()
    >>> x.grad
    tensor([1., 3., 1.])
    """
@overload
def pad(array: Operand, pad_width: Tensor, mode: Any = 'constant', **kwargs: Any) -> Tensor: ...
@overload
def pad(array: Operand, pad_width: Any, mode: Any = 'constant', **kwargs: Any) -> Any: ...

class _Partition(Op):
    @overload
    def __call__(self, a: Tensor, kth: int | Sequence[int] = 0, axis: int | None = -1, kind: Any = 'introselect') -> Tensor: ...
    @overload
    def __call__(self, a: Operand, kth: int | Sequence[int] = 0, axis: int | None = -1, kind: Any = 'introselect') -> Any: ...

partition: _Partition
"""partition(a, kth=0, axis=-1, kind='introselect')

The elements with the ``kth`` where sorting would put it, and smaller ones before it.

Examples
--------
>>> mg.partition(mg.tensor([3.0, 1.0, 2.0]), 1)
tensor([1., 2., 3.])
"""

@overload
def percentile(a: Tensor, q: Any, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Tensor:
    """The numbers below which ``q`` percent of the elements lie; see `quantile`.

    Examples
    --------
    >>> mg.percentile(mg.tensor([3.0, 1.0, 2.0]), 50)
    tensor(2.)
    """
@overload
def percentile(a: Operand, q: Tensor, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Tensor: ...
@overload
def percentile(a: Operand, q: Any, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Any: ...

permute_dims: _Transpose
"""permute_dims(x, axes=None)

Permute the axes; by default reverse them.

Examples
--------
>>> mg.transpose(mg.tensor([[1.0, 2.0]]))
tensor([[1.],
        [2.]])
"""

@overload
def piecewise(x: Tensor, condlist: Any, funclist: Sequence[Any] | HasShape, *args: Any, **kw: Any) -> Tensor:
    """A function given in pieces: each is called with the elements where its condition holds.

    A number stands for a constant function. One piece more than there are conditions is for the
    elements where none holds; without it they are 0.

    Examples
    --------
    >>> x = mg.tensor([-1.0, 4.0], requires_grad=True)
    >>> mg.piecewise(x, [x < 0], [lambda v: -v, mg.sqrt]).sum().backward()
    >>> x.grad
    tensor([-1.  ,  0.25])
    """
@overload
def piecewise(x: Operand, condlist: Tensor, funclist: Sequence[Any] | HasShape, *args: Any, **kw: Any) -> Tensor: ...
@overload
def piecewise(x: Operand, condlist: Any, funclist: Sequence[Tensor], *args: Any, **kw: Any) -> Tensor: ...
@overload
def piecewise(x: Operand, condlist: Any, funclist: Sequence[Any] | HasShape, *args: Tensor, **kw: Any) -> Tensor: ...
@overload
def piecewise(x: Operand, condlist: Any, funclist: Sequence[Any] | HasShape, *args: Any, **kw: Any) -> Any: ...

@overload
def poly(seq_of_zeros: Tensor) -> Tensor:
    """Polynomial with given zeros, or the characteristic polynomial of a square matrix.

    Examples
    --------
    >>> mg.poly(mg.tensor([1.0, -1.0]))
    tensor([ 1.,  0., -1.])
    """
@overload
def poly(seq_of_zeros: Operand) -> Any: ...

@overload
def polyadd(a1: Tensor, a2: Any) -> Tensor:
    """Sum of two polynomials.

    Examples
    --------
    >>> mg.polyadd(mg.tensor([1.0, 2.0]), [3.0])
    tensor([1., 5.])
    """
@overload
def polyadd(a1: Operand, a2: Tensor) -> Tensor: ...
@overload
def polyadd(a1: Operand, a2: Any) -> Any: ...

@overload
def polyder(p: Tensor, m: int = 1) -> Tensor:
    """Derivative of a polynomial, ``m`` times.

    Examples
    --------
    >>> mg.polyder(mg.tensor([1.0, 2.0, 3.0]))
    tensor([2., 2.])
    """
@overload
def polyder(p: Operand, m: int = 1) -> Any: ...

@overload
def polydiv(u: Tensor, v: Any) -> tuple[Tensor, Tensor]:
    """Quotient and remainder of two polynomials.

    Examples
    --------
    >>> mg.polydiv(mg.tensor([1.0, 0.0, -1.0]), [1.0, 1.0])
    (tensor([ 1., -1.]), tensor([0.]))
    """
@overload
def polydiv(u: Operand, v: Tensor) -> tuple[Tensor, Tensor]: ...
@overload
def polydiv(u: Operand, v: Any) -> tuple[Any, Any]: ...

@overload
def polyfit(x: Tensor, y: Any, deg: int, rcond: float | None = None, *, w: Any = None) -> Tensor:
    """Polynomial of a degree that fits points best, by least squares.

    ``w`` are weights of the differences; ``y`` may have a column for each of several polynomials.

    Examples
    --------
    >>> mg.round(mg.polyfit(mg.tensor([0.0, 1.0, 2.0]), mg.tensor([1.0, 3.0, 5.0]), 1), 12)
    tensor([2., 1.])
    """
@overload
def polyfit(x: Operand, y: Tensor, deg: int, rcond: float | None = None, *, w: Any = None) -> Tensor: ...
@overload
def polyfit(x: Operand, y: Any, deg: int, rcond: float | None = None, *, w: Any = None) -> Any: ...

@overload
def polyint(p: Tensor, m: int = 1, k: Any = None) -> Tensor:
    """Integral of a polynomial, ``m`` times, with constants ``k``, by default 0.

    Examples
    --------
    >>> mg.polyint(mg.tensor([2.0, 2.0]))
    tensor([1., 2., 0.])
    """
@overload
def polyint(p: Operand, m: int = 1, k: Any = None) -> Any: ...

@overload
def polymul(a1: Tensor, a2: Any) -> Tensor:
    """Product of two polynomials.

    Examples
    --------
    >>> mg.polymul(mg.tensor([1.0, 1.0]), [1.0, -1.0])
    tensor([ 1.,  0., -1.])
    """
@overload
def polymul(a1: Operand, a2: Tensor) -> Tensor: ...
@overload
def polymul(a1: Operand, a2: Any) -> Any: ...

@overload
def polysub(a1: Tensor, a2: Any) -> Tensor:
    """Difference of two polynomials.

    Examples
    --------
    >>> mg.polysub(mg.tensor([1.0, 2.0]), [3.0])
    tensor([ 1., -1.])
    """
@overload
def polysub(a1: Operand, a2: Tensor) -> Tensor: ...
@overload
def polysub(a1: Operand, a2: Any) -> Any: ...

@overload
def polyval(p: Tensor, x: Any) -> Tensor:
    """Value of a polynomial at numbers, by Horner's rule.

    Examples
    --------
    >>> mg.polyval(mg.tensor([1.0, 0.0, -1.0]), 3.0)  # x² - 1
    tensor(8.)
    """
@overload
def polyval(p: Operand, x: Tensor) -> Tensor: ...
@overload
def polyval(p: Operand, x: Any) -> Any: ...

class _Positive(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

positive: _Positive
"""positive(x)

The same values as a new Tensor: ``+x``.

Examples
--------
>>> +mg.tensor([1.0, -2.0])
tensor([ 1., -2.])
"""

pow: _Power
"""pow(x1, x2, /)

Power: :math:`a^b`, elementwise with broadcasting.

The derivative by ``a`` is 0 where ``b`` is 0, also at ``a = 0``; the derivative by ``b`` is 0
where ``a`` is 0 and ``b`` is not negative.

Examples
--------
>>> x = mg.tensor([0.0, 3.0], requires_grad=True)
>>> (x**2).sum().backward()
>>> x.grad
tensor([0., 6.])
"""

class _Power(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

power: _Power
"""power(x1, x2, /)

Power: :math:`a^b`, elementwise with broadcasting.

The derivative by ``a`` is 0 where ``b`` is 0, also at ``a = 0``; the derivative by ``b`` is 0
where ``a`` is 0 and ``b`` is not negative.

Examples
--------
>>> x = mg.tensor([0.0, 3.0], requires_grad=True)
>>> (x**2).sum().backward()
>>> x.grad
tensor([0., 6.])
"""

@overload
def prelu(x: Tensor, weight: Any) -> Tensor:
    """Parametric ReLU: ``x`` above 0, ``weight * x`` elsewhere.

    Parameters
    ----------
    x : array_like
        Of any shape.
    weight : array_like
        A Tensor that is learned, or numbers; it broadcasts with ``x``.

    Notes
    -----
    The derivative at 0 is ``weight``. Source: arXiv:1502.01852; PyTorch's ``prelu``.

    Examples
    --------
    >>> mg.prelu(mg.tensor([[-2.0, -2.0, 3.0]]), [0.1, 0.25, 0.25])
    tensor([[-0.2, -0.5,  3. ]])
    """
@overload
def prelu(x: Operand, weight: Tensor) -> Tensor: ...
@overload
def prelu(x: Operand, weight: Any) -> Any: ...

class _Prod(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Any: ...

prod: _Prod
"""prod(x, axis=None, keepdims=False, *, dtype=None, out=None, where=None, initial=None)

Product over an axis, several, or all; its gradient is right where elements are 0 too.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Examples
--------
>>> x = mg.tensor([2.0, 0.0, 3.0], requires_grad=True)
>>> mg.prod(x).backward()
>>> x.grad
tensor([0., 6., 0.])
"""

@overload
def ptp(a: Tensor, axis: Axis = None, keepdims: _bool = False) -> Tensor:
    """Range: the largest less the smallest element, over an axis, several, or all.

    Examples
    --------
    >>> mg.ptp(mg.tensor([1.0, 5.0, 2.0]))
    tensor(4.)
    """
@overload
def ptp(a: Operand, axis: Axis = None, keepdims: _bool = False) -> Any: ...

@overload
def put_along_axis(arr: Tensor, indices: Any, values: Any, axis: int | None) -> Tensor:
    """A copy of ``arr`` with ``values`` where ``indices`` name them along an axis.

    ``np.put_along_axis`` of a Tensor writes into it, as an assignment does.

    Examples
    --------
    >>> mg.put_along_axis(mg.tensor([[3.0, 1.0]]), [[1]], 5.0, axis=1)
    tensor([[3., 5.]])
    """
@overload
def put_along_axis(arr: Operand, indices: Tensor, values: Any, axis: int | None) -> Tensor: ...
@overload
def put_along_axis(arr: Operand, indices: Any, values: Tensor, axis: int | None) -> Tensor: ...
@overload
def put_along_axis(arr: Operand, indices: Any, values: Any, axis: int | None) -> Any: ...

@overload
def quantile(a: Tensor, q: Any, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Tensor:
    """The numbers below which shares ``q`` of the elements lie, along an axis, several, or all.

    The axes of ``q`` are the first ones of the result. ``method`` is one of NumPy's; with
    ``weights`` it is "inverted_cdf", and the result is one of the elements.

    Examples
    --------
    >>> x = mg.tensor([3.0, 1.0, 2.0], requires_grad=True)
    >>> mg.quantile(x, 0.25).backward()
    >>> x.grad
    tensor([0. , 0.5, 0.5])
    """
@overload
def quantile(a: Operand, q: Tensor, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Tensor: ...
@overload
def quantile(a: Operand, q: Any, axis: Axis = None, overwrite_input: _bool = False, method: str = 'linear', keepdims: _bool = False, *, weights: Any = None) -> Any: ...

@overload
def rad2deg(x: Tensor) -> Tensor:
    """Radians as degrees, elementwise.

    Examples
    --------
    >>> mg.rad2deg(mg.tensor([0.0, np.pi]))
    tensor([  0., 180.])
    """
@overload
def rad2deg(x: Operand) -> Any: ...

@overload
def radians(x: Tensor) -> Tensor:
    """Degrees as radians, elementwise.

    Examples
    --------
    >>> mg.deg2rad(mg.tensor([0.0, 180.0]))
    tensor([0.        , 3.14159265])
    """
@overload
def radians(x: Operand) -> Any: ...

@overload
def ravel(x: Tensor, order: str = 'C') -> Tensor:
    """All elements along one axis; with ``order="F"`` the first index runs fastest.

    Examples
    --------
    >>> mg.ravel(mg.tensor([[1.0], [2.0]]))
    tensor([1., 2.])
    """
@overload
def ravel(x: Operand, order: str = 'C') -> Any: ...

@overload
def ravel_multi_index(multi_index: Tensor, dims: Operand, mode: str = 'raise', order: str = 'C') -> Tensor:
    """NumPy's `ravel_multi_index` of values: a constant of differentiation."""
@overload
def ravel_multi_index(multi_index: Operand, dims: Tensor, mode: str = 'raise', order: str = 'C') -> Tensor: ...
@overload
def ravel_multi_index(multi_index: Operand, dims: Operand, mode: str = 'raise', order: str = 'C') -> Any: ...

class _Real(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

real: _Real
"""real(x)

Real part: :math:`u` of :math:`u + iv`.

Examples
--------
>>> z = mg.tensor([1 + 2j, 3j], requires_grad=True)
>>> (mg.real(z) ** 2).sum().backward()
>>> z.grad
tensor([2.-0.j, 0.-0.j], dtype=complex128)
"""

@overload
def real_if_close(a: Tensor, tol: float = 100) -> Tensor:
    """Real part of complex numbers whose imaginary parts are all within ``tol`` epsilons of 0.

    Examples
    --------
    >>> mg.real_if_close(mg.tensor([1 + 1e-15j, 2.0]))
    tensor([1., 2.])
    """
@overload
def real_if_close(a: Operand, tol: float = 100) -> Any: ...

class _Reciprocal(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

reciprocal: _Reciprocal
"""reciprocal(x, /)

Reciprocal: :math:`1 / x`, elementwise; the derivative is :math:`-1 / x^2`.

Examples
--------
>>> mg.reciprocal(mg.tensor([1.0, 4.0]))
tensor([1.  , 0.25])
"""

class _Relu(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

relu: _Relu
"""relu(x)

Rectified linear unit: ``max(x, 0)`` (article B2); the derivative at 0 is 0.

Examples
--------
>>> mg.relu(mg.tensor([-1.0, 2.0]))
tensor([0., 2.])
"""

@overload
def relu6(x: Tensor) -> Tensor:
    """ReLU-6: ``min(max(x, 0), 6)`` (article C2).

    Examples
    --------
    >>> mg.relu6(mg.tensor([-1.0, 2.0, 9.0]))
    tensor([0., 2., 6.])
    """
@overload
def relu6(x: Operand) -> Any: ...

class _ReluN(Op):
    @overload
    def __call__(self, x: Tensor, n: float = 6.0) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, n: float = 6.0) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, n: float = 6.0) -> Any: ...

relu_n: _ReluN
"""relu_n(x, n=6.0)

ReLU-n: ``min(max(x, 0), n)`` (article C2); the derivative is 0 at 0 and at n.

Examples
--------
>>> mg.relu_n(mg.tensor([-1.0, 2.0, 9.0]), n=4)
tensor([0., 2., 4.])
"""

class _Remainder(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

remainder: _Remainder
"""remainder(x1, x2, /)

Remainder with the sign of ``b``: ``a % b = a - b * (a // b)``, elementwise.

The derivatives are 1 and ``-(a // b)``.

Examples
--------
>>> mg.remainder(mg.tensor([7.0, -7.0]), 3.0)
tensor([1., 2.])
"""

@overload
def repeat(a: Tensor, repeats: Any, axis: int | None = None) -> Tensor:
    """Repetition of every element, ``repeats`` times, or as often as it says for each.

    Along ``axis``; by default all elements in one row.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.repeat(x, 2)
    tensor([1., 1., 2., 2.], op=reshape)
    >>> mg.repeat(x, [1, 3]).sum().backward()
    >>> x.grad
    tensor([1., 3.])
    """
@overload
def repeat(a: Operand, repeats: Tensor, axis: int | None = None) -> Tensor: ...
@overload
def repeat(a: Operand, repeats: Any, axis: int | None = None) -> Any: ...

class _Reshape(Op):
    @overload
    def __call__(self, x: Tensor, shape: int | Sequence[int], order: str = 'C', *, copy: _bool | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, shape: int | Sequence[int], order: str = 'C', *, copy: _bool | None = None) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, shape: int | Sequence[int], order: str = 'C', *, copy: _bool | None = None) -> Any: ...

reshape: _Reshape
"""reshape(x, shape, order='C', *, copy=None)

The same elements in another ``shape``; one length may be -1.

With ``order="F"`` the first index runs fastest, as in Fortran.

Examples
--------
>>> mg.reshape(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), -1)
tensor([1., 2., 3., 4.])
"""

@overload
def resize(a: Tensor, new_shape: int | Sequence[int]) -> Tensor:
    """The elements in a row, from the start again where they do not suffice, in a new shape.

    Examples
    --------
    >>> mg.resize(mg.tensor([1.0, 2.0, 3.0]), (2, 2))
    tensor([[1., 2.],
            [3., 1.]])
    """
@overload
def resize(a: Operand, new_shape: int | Sequence[int]) -> Any: ...

class _RightShift(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

right_shift: _RightShift
r"""right_shift(x1, x2, /)

Bits moved to the right: :math:`\lfloor x_1 / 2^{x_2} \rfloor` of integers, elementwise.

Examples
--------
>>> mg.right_shift(mg.tensor([4, 13]), 2)
tensor([1, 3])
"""

class _Rint(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

rint: _Rint
"""rint(x, /)

The nearest integer, elementwise, of two the even one; the derivative is 0.

Examples
--------
>>> mg.rint(mg.tensor([1.5, 2.5]))
tensor([2., 2.])
"""

class _Roll(Op):
    @overload
    def __call__(self, a: Tensor, shift: Any, axis: Axis = None) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, shift: Tensor, axis: Axis = None) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, shift: Any, axis: Axis = None) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, shift: Listed, axis: Axis = None) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, shift: Any, axis: Axis = None) -> Any: ...

roll: _Roll
"""roll(a, shift, axis=None)

The elements moved on by ``shift`` places; those beyond the end come in at the start.

Along ``axis``, or several with a shift each; None is all elements in one row.

Examples
--------
>>> mg.roll(mg.tensor([1.0, 2.0, 3.0]), 1)
tensor([3., 1., 2.])
"""

@overload
def rollaxis(a: Tensor, axis: int, start: int = 0) -> Tensor:
    """An axis moved to stand before the one that is at ``start``; see `moveaxis`.

    Examples
    --------
    >>> mg.rollaxis(mg.zeros((2, 3, 4)), 2).shape
    (4, 2, 3)
    """
@overload
def rollaxis(a: Operand, axis: int, start: int = 0) -> Any: ...

@overload
def roots(p: Tensor) -> Tensor:
    """Zeros of a polynomial: the eigenvalues of its companion matrix.

    Examples
    --------
    >>> mg.roots(mg.tensor([1.0, -3.0, 2.0]))
    tensor([2., 1.])
    """
@overload
def roots(p: Operand) -> Any: ...

@overload
def rot90(m: Tensor, k: int = 1, axes: Sequence[int] = (0, 1)) -> Tensor:
    """Rotation by ``k`` right angles in the plane of two axes, from the first to the second.

    Examples
    --------
    >>> mg.rot90(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[2., 4.],
            [1., 3.]])
    """
@overload
def rot90(m: Operand, k: int = 1, axes: Sequence[int] = (0, 1)) -> Any: ...

class _Round(Op):
    @overload
    def __call__(self, x: Tensor, decimals: int = 0) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, decimals: int = 0) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, decimals: int = 0) -> Any: ...

round: _Round
"""round(x, decimals=0)

Rounding to ``decimals`` places, elementwise; the derivative is 0.

Examples
--------
>>> mg.round(mg.tensor([1.234, -5.678]), 1)
tensor([ 1.2, -5.7])
"""

@overload
def rrelu(x: Tensor, lower: float = 0.125, upper: float = 0.3333333333333333) -> Tensor:
    """Randomised leaky ReLU as it is after training: the slope is ``(lower + upper) / 2``.

    The layer `minigrad.nn.RReLU` draws its slopes while training. Source: arXiv:1505.00853;
    PyTorch's ``rrelu``.

    Examples
    --------
    >>> mg.rrelu(mg.tensor([-2.0, 3.0]), lower=0.1, upper=0.3)
    tensor([-0.4,  3. ])
    """
@overload
def rrelu(x: Operand, lower: float = 0.125, upper: float = 0.3333333333333333) -> Any: ...

class _Searchsorted(Op):
    @overload
    def __call__(self, a: Tensor, v: Operand, side: str = 'left', sorter: Any = None) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, v: Tensor, side: str = 'left', sorter: Any = None) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, v: Operand, side: str = 'left', sorter: Any = None) -> Any: ...

searchsorted: _Searchsorted
"""searchsorted(a, v, side='left', sorter=None)

Where numbers would be put into a sorted row: before equal ones, or after ("right").

Examples
--------
>>> mg.searchsorted(mg.tensor([1.0, 2.0, 3.0]), [2.0, 5.0])
tensor([1, 3])
"""

@overload
def select(condlist: Sequence[Tensor], choicelist: Sequence[Any] | HasShape, default: Any = 0) -> Tensor:
    """The element of the first array whose condition holds, place by place, or the default.

    All arrays are computed; see `where` for what this means for derivatives that are infinite.

    Examples
    --------
    >>> x = mg.tensor([-1.0, 0.5, 2.0])
    >>> mg.select([x < 0, x < 1], [-x, x * x], default=1.0)
    tensor([1.  , 0.25, 1.  ])
    """
@overload
def select(condlist: Sequence[Any] | HasShape, choicelist: Sequence[Tensor], default: Any = 0) -> Tensor: ...
@overload
def select(condlist: Sequence[Any] | HasShape, choicelist: Sequence[Any] | HasShape, default: Any = 0) -> Any: ...

@overload
def selu(x: Tensor) -> Tensor:
    r"""SELU: :math:`\lambda` times ELU with the :math:`\alpha` that keeps mean 0 and variance 1.

    :math:`\lambda = 1.0507...` and :math:`\alpha = 1.6732...`. Instead of overflowing, it is
    constant where ``x`` is within a few percent of the largest number of its dtype. Source:
    arXiv:1706.02515; PyTorch's ``selu``.

    Examples
    --------
    >>> mg.selu(mg.tensor([-1.0, 0.0, 1.0]))
    tensor([-1.11133074,  0.        ,  1.05070099])
    """
@overload
def selu(x: Operand) -> Any: ...

@overload
def setdiff1d(ar1: Tensor, ar2: Operand, assume_unique: _bool = False) -> Tensor:
    """NumPy's `setdiff1d` of values: a constant of differentiation."""
@overload
def setdiff1d(ar1: Operand, ar2: Tensor, assume_unique: _bool = False) -> Tensor: ...
@overload
def setdiff1d(ar1: Operand, ar2: Operand, assume_unique: _bool = False) -> Any: ...

class _Setitem(Op):
    @overload
    def __call__(self, x: Tensor, key: Any, value: Any) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, key: Tensor, value: Any) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, key: Any, value: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, key: Any, value: Any) -> Any: ...

setitem: _Setitem
"""setitem(x, key, value)

A copy of ``x`` with ``x[key] = value``; Tensors do this in their own assignment.

Examples
--------
>>> mg.setitem(mg.tensor([1.0, 2.0, 3.0]), slice(0, 2), 0.0)
tensor([0., 0., 3.])
"""

@overload
def setxor1d(ar1: Tensor, ar2: Operand, assume_unique: _bool = False) -> Tensor:
    """NumPy's `setxor1d` of values: a constant of differentiation."""
@overload
def setxor1d(ar1: Operand, ar2: Tensor, assume_unique: _bool = False) -> Tensor: ...
@overload
def setxor1d(ar1: Operand, ar2: Operand, assume_unique: _bool = False) -> Any: ...

class _Sigmoid(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

sigmoid: _Sigmoid
"""sigmoid(x)

Logistic sigmoid: :math:`1 / (1 + e^{-x})` (article B2), without overflow.

Examples
--------
>>> mg.sigmoid(mg.tensor([-1.0, 1.0, 2.0]))
tensor([0.26894142, 0.73105858, 0.88079708])
"""

class _Sign(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

sign: _Sign
"""sign(x, /)

Sign of ``x``: -1, 0 or 1; the derivative is 0 everywhere.

Examples
--------
>>> mg.sign(mg.tensor([-2.0, 0.0, 3.0]))
tensor([-1.,  0.,  1.])
"""

class _Signbit(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

signbit: _Signbit
"""signbit(x, /)

Test for a minus sign, -0.0 included, elementwise.

Examples
--------
>>> mg.signbit(mg.tensor([-0.0, 1.0]))
tensor([ True, False])
"""

@overload
def silu(x: Tensor) -> Tensor:
    r"""Swish (SiLU): :math:`x \, \sigma(x)` (article C2).

    Examples
    --------
    >>> mg.swish(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.73105858])
    """
@overload
def silu(x: Operand) -> Any: ...

class _Sin(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

sin: _Sin
"""sin(x, /)

Sine, elementwise; the derivative is the cosine.

Examples
--------
>>> x = mg.tensor([0.0, 1.0], requires_grad=True)
>>> mg.sin(x).sum().backward()
>>> x.grad
tensor([1.        , 0.54030231])
"""

class _Sinc(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

sinc: _Sinc
r"""sinc(x)

Normalised sinc: :math:`\sin(\pi x) / (\pi x)`, and 1 at 0, elementwise.

Examples
--------
>>> x = mg.tensor([0.0, 0.5], requires_grad=True)
>>> mg.sinc(x).sum().backward()
>>> x.grad
tensor([-0.        , -1.27323954])
"""

class _Sinh(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

sinh: _Sinh
"""sinh(x, /)

Hyperbolic sine, elementwise; the derivative is the hyperbolic cosine.

Examples
--------
>>> mg.sinh(mg.tensor([0.0, 1.0]))
tensor([0.        , 1.17520119])
"""

@overload
def sliding_window_view(x: Tensor, window_shape: int | Sequence[int], axis: int | Sequence[int] | None = None) -> Tensor:
    """Windows that slide along axes; the last axes of the result go through a window.

    Parameters
    ----------
    x : array_like
        Of any shape.
    window_shape : int or sequence of int
        The length of a window along each of the axes.
    axis : int or sequence of int, optional
        The axes; by default all of them.

    Notes
    -----
    An element receives the sum of the gradients of the windows that it is in.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    >>> moving = mg.sliding_window_view(x, 3).mean(axis=-1)
    >>> moving
    tensor([2., 3.], op=mean)
    >>> moving.sum().backward()
    >>> x.grad
    tensor([0.33333333, 0.66666667, 0.66666667, 0.33333333])
    """
@overload
def sliding_window_view(x: Operand, window_shape: int | Sequence[int], axis: int | Sequence[int] | None = None) -> Any: ...

class _Softmax(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = -1) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = -1) -> Any: ...

softmax: _Softmax
r"""softmax(x, axis=-1)

Softmax: :math:`e^{x_k} / \sum_i e^{x_i}` along ``axis``, without overflow.

The maximum is subtracted first, which changes nothing but the size of the numbers
(article B4).

Examples
--------
>>> mg.softmax(mg.tensor([0.3, 2.9, 4.0]))
tensor([0.01821127, 0.24519181, 0.73659691])
"""

@overload
def softmin(x: Tensor, axis: int = -1) -> Tensor:
    r"""Softmin: :math:`e^{-x_k} / \sum_i e^{-x_i}` along an axis; PyTorch's ``softmin``.

    Examples
    --------
    >>> mg.softmin(mg.tensor([0.0, 1.0]))
    tensor([0.73105858, 0.26894142])
    """
@overload
def softmin(x: Operand, axis: int = -1) -> Any: ...

class _Softplus(Op):
    @overload
    def __call__(self, x: Tensor, beta: float = 1.0) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, beta: float = 1.0) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, beta: float = 1.0) -> Any: ...

softplus: _Softplus
r"""softplus(x, beta=1.0)

Softplus: :math:`\log(1 + e^{\beta x}) / \beta`, without overflow.

Right for all ``x``, so it needs no threshold beyond which it is taken for ``x``.

Examples
--------
>>> mg.softplus(mg.tensor([0.0, 1.0]))
tensor([0.69314718, 1.31326169])
>>> mg.softplus(mg.tensor([0.0, 1.0]), beta=10.0)
tensor([0.06931472, 1.00000454])
"""

@overload
def softshrink(x: Tensor, lambd: float = 0.5) -> Tensor:
    """Soft shrinkage: ``x`` moved towards 0 by ``lambd``; 0 from ``-lambd`` to ``lambd``.

    The derivative is 0 there, the bounds included. Source: PyTorch's ``softshrink``.

    Examples
    --------
    >>> mg.softshrink(mg.tensor([-1.0, 0.5, 2.0]))
    tensor([-0.5,  0. ,  1.5])
    """
@overload
def softshrink(x: Operand, lambd: float = 0.5) -> Any: ...

class _Softsign(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

softsign: _Softsign
"""softsign(x)

Softsign: :math:`x / (1 + |x|)`.

Source: Turian, Bergstra and Bengio (2009); PyTorch's ``softsign``.

Examples
--------
>>> mg.softsign(mg.tensor([-1.0, 0.0, 3.0]))
tensor([-0.5 ,  0.  ,  0.75])
"""

class _Sort(Op):
    @overload
    def __call__(self, a: Tensor, axis: int | None = -1, kind: str | None = None, stable: _bool | None = None, descending: _bool = False) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, axis: int | None = -1, kind: str | None = None, stable: _bool | None = None, descending: _bool = False) -> Any: ...

sort: _Sort
"""sort(a, axis=-1, kind=None, stable=None, descending=False)

The elements in increasing order along an axis; None is all elements in one row.

With ``descending`` the largest first. The gradient goes to the element that was chosen; complex
numbers are sorted as NumPy sorts them, without gradient.

Examples
--------
>>> x = mg.tensor([3.0, 1.0, 2.0], requires_grad=True)
>>> (mg.sort(x) * [1.0, 10.0, 100.0]).sum().backward()
>>> x.grad
tensor([100.,   1.,  10.])
"""

class _Spacing(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

spacing: _Spacing
"""spacing(x, /)

The distance to the next number of the dtype, elementwise.

Examples
--------
>>> mg.spacing(mg.tensor(1.0))
tensor(2.22044605e-16)
"""

@overload
def split(ary: Tensor, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Pieces along an axis: a number of equal ones, or cut before given places.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> first, second = mg.split(x, [1])
    >>> (first * second).sum().backward()
    >>> x.grad
    tensor([5., 1., 1.])
    """
@overload
def split(ary: Operand, indices_or_sections: Tensor, axis: int = 0) -> list[Tensor]: ...
@overload
def split(ary: Operand, indices_or_sections: Any, axis: int = 0) -> list[Any]: ...

class _Sqrt(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

sqrt: _Sqrt
r"""sqrt(x, /)

Square root: :math:`\sqrt{x}`; the derivative :math:`1 / (2 \sqrt{x})` at 0 is infinite.

Examples
--------
>>> x = mg.tensor([1.0, 4.0], requires_grad=True)
>>> mg.sqrt(x).sum().backward()
>>> x.grad
tensor([0.5 , 0.25])
"""

class _Square(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

square: _Square
"""square(x, /)

Square: ``x * x``; the derivative is ``2 * x``.

Examples
--------
>>> x = mg.tensor([1.0, 3.0], requires_grad=True)
>>> mg.square(x).sum().backward()
>>> x.grad
tensor([2., 6.])
"""

@overload
def squeeze(x: Tensor, axis: Axis = None) -> Tensor:
    """Removal of axes of length 1: all of them, or those that ``axis`` names.

    Examples
    --------
    >>> mg.squeeze(mg.tensor([[1.0], [2.0]])).shape
    (2,)
    """
@overload
def squeeze(x: Operand, axis: Axis = None) -> Any: ...

class _Stack(Op):
    @overload
    def __call__(self, arrays: Sequence[Tensor], axis: Axis = 0) -> Tensor: ...
    @overload
    def __call__(self, arrays: Sequence[Any] | HasShape, axis: Axis = 0) -> Any: ...

stack: _Stack
"""stack(arrays, axis=0)

Join ``arrays`` of one shape along a new ``axis``.

Examples
--------
>>> mg.stack([mg.tensor([1.0, 2.0]), mg.tensor([3.0, 4.0])], axis=1)
tensor([[1., 3.],
        [2., 4.]])
"""

class _Std(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, ddof: float = 0, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, correction: float | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, ddof: float = 0, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, correction: float | None = None) -> Any: ...

std: _Std
"""std(x, axis=None, ddof=0, keepdims=False, *, dtype=None, out=None, where=None, correction=None)

Standard deviation: the square root of the variance; derivative 0 for equal values.

As for `var`: ``axis``, ``ddof`` and ``keepdims``. No square overflows or vanishes on the way,
whatever the size of the numbers.

Examples
--------
>>> x = mg.tensor([2.0, 2.0], requires_grad=True)
>>> mg.std(x).backward()
>>> x.grad
tensor([0., 0.])
"""

class _Step(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

step: _Step
"""step(x)

Step function: 1 where ``x > 0``, else 0 (article B2); the derivative is 0.

Examples
--------
>>> mg.step(mg.tensor([-0.1, 0.0, 1.0]))
tensor([0., 0., 1.])
"""

class _Subtract(Op):
    @overload
    def __call__(self, x1: Tensor, x2: Operand, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Operand, x2: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x1: Listed, x2: Plain, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Plain, x2: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x1: Operand, x2: Operand, /) -> Any: ...

subtract: _Subtract
"""subtract(x1, x2, /)

Difference: ``a - b``, elementwise with broadcasting.

Examples
--------
>>> mg.tensor([1.0, 2.0]) - [1.0, 5.0]
tensor([ 0., -3.])
"""

class _Sum(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Any: ...

sum: _Sum
"""sum(x, axis=None, keepdims=False, *, dtype=None, out=None, where=None, initial=None)

Sum over an axis, several, or all.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.

Examples
--------
>>> mg.sum(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0)
tensor([4., 6.])
"""

class _Swapaxes(Op):
    @overload
    def __call__(self, x: Tensor, axis1: int = -1, axis2: int = -2) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, axis1: int = -1, axis2: int = -2) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, axis1: int = -1, axis2: int = -2) -> Any: ...

swapaxes: _Swapaxes
"""swapaxes(x, axis1=-1, axis2=-2)

Exchange of two axes, ``axis1`` and ``axis2``, by default the last two.

Examples
--------
>>> mg.swapaxes(mg.tensor([[1.0, 2.0]]), 0, 1).shape
(2, 1)
"""

@overload
def swish(x: Tensor) -> Tensor:
    r"""Swish (SiLU): :math:`x \, \sigma(x)` (article C2).

    Examples
    --------
    >>> mg.swish(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.73105858])
    """
@overload
def swish(x: Operand) -> Any: ...

@overload
def take(a: Tensor, indices: Any, axis: int | None = None, *, mode: str = 'raise') -> Tensor:
    """The elements that ``indices`` name, along an axis, or of all in one row.

    Indices that are out of bounds are an error, or by ``mode`` start again ("wrap") or are
    those of the ends ("clip").

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> mg.take(x, [0, 0, 2]).sum().backward()
    >>> x.grad
    tensor([2., 0., 1.])
    """
@overload
def take(a: Operand, indices: Tensor, axis: int | None = None, *, mode: str = 'raise') -> Tensor: ...
@overload
def take(a: Operand, indices: Any, axis: int | None = None, *, mode: str = 'raise') -> Any: ...

class _TakeAlongAxis(Op):
    @overload
    def __call__(self, arr: Tensor, indices: Operand, axis: Axis = -1) -> Tensor: ...
    @overload
    def __call__(self, arr: Operand, indices: Tensor, axis: Axis = -1) -> Tensor: ...
    @overload
    def __call__(self, arr: Operand, indices: Operand, axis: Axis = -1) -> Any: ...

take_along_axis: _TakeAlongAxis
"""take_along_axis(arr, indices, axis=-1)

The elements that ``indices`` name along an axis, in each row of its own.

As `argsort` makes them; repeated ones receive the sum of gradients. None ravels ``arr`` first.

Examples
--------
>>> x = mg.tensor([[3.0, 1.0, 2.0]], requires_grad=True)
>>> mg.take_along_axis(x, mg.argsort(x), axis=-1).numpy()
array([[1., 2., 3.]])
"""

class _Tan(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

tan: _Tan
r"""tan(x, /)

Tangent, elementwise; the derivative is :math:`1 + \tan^2 x`.

Examples
--------
>>> x = mg.tensor([0.0, 1.0], requires_grad=True)
>>> mg.tan(x).sum().backward()
>>> x.grad
tensor([1.        , 3.42551882])
"""

class _Tanh(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

tanh: _Tanh
r"""tanh(x, /)

Hyperbolic tangent, elementwise.

The derivative :math:`1 - \tanh^2 x` is computed as :math:`1 / \cosh^2 x`, to all digits.

Examples
--------
>>> x = mg.tensor([0.0, 20.0], requires_grad=True)
>>> mg.tanh(x).sum().backward()
>>> x.grad
tensor([1.0000000e+00, 1.6993417e-17])
"""

@overload
def tanhexp(x: Tensor) -> Tensor:
    r"""TanhExp: :math:`x \tanh(e^x)` (article C3), without overflow.

    The derivative is :math:`\tanh(e^x) + x (1 - \tanh^2(e^x)) e^x`.

    Examples
    --------
    >>> mg.tanhexp(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.99132892])
    """
@overload
def tanhexp(x: Operand) -> Any: ...

class _Tanhshrink(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

tanhshrink: _Tanhshrink
r"""tanhshrink(x)

Tanhshrink: :math:`x - \tanh x`; PyTorch's ``tanhshrink``.

Examples
--------
>>> mg.tanhshrink(mg.tensor([0.0, 1.0]))
tensor([0.        , 0.23840584])
"""

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
def threshold(x: Tensor, threshold: float, value: float) -> Tensor:
    """``x`` above a threshold, ``value`` elsewhere, where the derivative is 0.

    Source: PyTorch's ``threshold``.

    Examples
    --------
    >>> mg.threshold(mg.tensor([0.5, 1.0, 2.0]), threshold=1.0, value=-1.0)
    tensor([-1., -1.,  2.])
    """
@overload
def threshold(x: Operand, threshold: float, value: float) -> Any: ...

@overload
def tile(A: Tensor, reps: Any) -> Tensor:
    """Repetition of the whole array, ``reps`` times along each axis.

    Examples
    --------
    >>> mg.tile(mg.tensor([1.0, 2.0]), (2, 2))
    tensor([[1., 2., 1., 2.],
            [1., 2., 1., 2.]])
    """
@overload
def tile(A: Operand, reps: Tensor) -> Tensor: ...
@overload
def tile(A: Operand, reps: Any) -> Any: ...

class _TopK(NamedTuple):
    """The largest elements, and where they are."""
    values: Tensor
    indices: Tensor

@overload
def topk(x: Tensor, k: int, axis: int = -1, largest: _bool = True) -> _TopK:
    """The ``k`` largest (or smallest) elements along an axis, in order, and their indices.

    Source: PyTorch's ``topk``.

    Examples
    --------
    >>> values, indices = mg.topk(mg.tensor([1.0, 3.0, 2.0]), 2)
    >>> values, indices
    (tensor([3., 2.]), tensor([1, 2]))
    """
@overload
def topk(x: Operand, k: int, axis: int = -1, largest: _bool = True) -> TopK: ...

@overload
def trace(a: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """Sum of the `diagonal` of the matrices in two axes.

    Examples
    --------
    >>> mg.trace(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(5.)
    """
@overload
def trace(a: Operand, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any: ...

class _Transpose(Op):
    @overload
    def __call__(self, x: Tensor, axes: Sequence[int] | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, axes: Sequence[int] | None = None) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, axes: Sequence[int] | None = None) -> Any: ...

transpose: _Transpose
"""transpose(x, axes=None)

Permute the axes; by default reverse them.

Examples
--------
>>> mg.transpose(mg.tensor([[1.0, 2.0]]))
tensor([[1.],
        [2.]])
"""

@overload
def trapezoid(y: Tensor, x: Any = None, dx: float = 1.0, axis: int = -1) -> Tensor:
    """Integral of samples along an axis by the trapezoidal rule.

    Examples
    --------
    >>> mg.trapezoid(mg.tensor([1.0, 2.0, 3.0]))
    tensor(4.)
    """
@overload
def trapezoid(y: Operand, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any: ...

@overload
def tril(m: Tensor, k: int = 0) -> Tensor:
    """The lower triangle of matrices, up to the diagonal ``k``; zeros above.

    Examples
    --------
    >>> mg.tril(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[1., 0.],
            [3., 4.]])
    """
@overload
def tril(m: Operand, k: int = 0) -> Any: ...

@overload
def tril_indices_from(arr: Tensor, k: int = 0) -> tuple[Tensor, ...]:
    """NumPy's `tril_indices_from` of values: a constant of differentiation."""
@overload
def tril_indices_from(arr: Operand, k: int = 0) -> tuple[Any, ...]: ...

@overload
def trim_zeros(filt: Tensor, trim: str = 'fb', axis: Axis = None) -> Tensor:
    """``filt`` without the zeros at its front ("f"), its back ("b"), or both.

    Along each axis that is named, by default all of them, whole rows of zeros go.

    Examples
    --------
    >>> mg.trim_zeros(mg.tensor([0.0, 1.0, 0.0, 2.0, 0.0]))
    tensor([1., 0., 2.])
    """
@overload
def trim_zeros(filt: Operand, trim: str = 'fb', axis: Axis = None) -> Any: ...

@overload
def triu(m: Tensor, k: int = 0) -> Tensor:
    """The upper triangle of matrices, from the diagonal ``k``; zeros below.

    Examples
    --------
    >>> mg.triu(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[1., 2.],
            [0., 4.]])
    """
@overload
def triu(m: Operand, k: int = 0) -> Any: ...

@overload
def triu_indices_from(arr: Tensor, k: int = 0) -> tuple[Tensor, ...]:
    """NumPy's `triu_indices_from` of values: a constant of differentiation."""
@overload
def triu_indices_from(arr: Operand, k: int = 0) -> tuple[Any, ...]: ...

class _Trunc(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

trunc: _Trunc
"""trunc(x, /)

The integer towards 0, elementwise; the derivative is 0.

Examples
--------
>>> mg.trunc(mg.tensor([1.5, -1.5]))
tensor([ 1., -1.])
"""

@overload
def union1d(ar1: Tensor, ar2: Operand) -> Tensor:
    """NumPy's `union1d` of values: a constant of differentiation."""
@overload
def union1d(ar1: Operand, ar2: Tensor) -> Tensor: ...
@overload
def union1d(ar1: Operand, ar2: Operand) -> Any: ...

@overload
def unique(ar: Tensor, return_index: _bool = False, return_inverse: _bool = False, return_counts: _bool = False, axis: Axis = None, *, equal_nan: _bool = True, sorted: _bool = True) -> Any:
    """NumPy's `unique` of values: a constant of differentiation."""
@overload
def unique(ar: Operand, return_index: _bool = False, return_inverse: _bool = False, return_counts: _bool = False, axis: Axis = None, *, equal_nan: _bool = True, sorted: _bool = True) -> Any: ...

@overload
def unique_all(x: Tensor) -> Any:
    """NumPy's `unique_all` of values: a constant of differentiation."""
@overload
def unique_all(x: Operand) -> Any: ...

@overload
def unique_counts(x: Tensor) -> Any:
    """NumPy's `unique_counts` of values: a constant of differentiation."""
@overload
def unique_counts(x: Operand) -> Any: ...

@overload
def unique_inverse(x: Tensor) -> Any:
    """NumPy's `unique_inverse` of values: a constant of differentiation."""
@overload
def unique_inverse(x: Operand) -> Any: ...

@overload
def unique_values(x: Tensor) -> Tensor:
    """NumPy's `unique_values` of values: a constant of differentiation."""
@overload
def unique_values(x: Operand) -> Any: ...

@overload
def unpackbits(a: Tensor, /, axis: Axis = None, count: Any = None, bitorder: str = 'big') -> Tensor:
    """NumPy's `unpackbits` of values: a constant of differentiation."""
@overload
def unpackbits(a: Operand, /, axis: Axis = None, count: Any = None, bitorder: str = 'big') -> Any: ...

@overload
def unravel_index(indices: Tensor, shape: int | Sequence[int], order: str = 'C') -> Any:
    """NumPy's `unravel_index` of values: a constant of differentiation."""
@overload
def unravel_index(indices: Operand, shape: int | Sequence[int], order: str = 'C') -> Any: ...

@overload
def unstack(x: Tensor, /, *, axis: int = 0) -> tuple[Tensor, ...]:
    """The parts along an axis, which goes: the inverse of `stack`.

    Examples
    --------
    >>> mg.unstack(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    (tensor([1., 2.]), tensor([3., 4.]))
    """
@overload
def unstack(x: Operand, /, *, axis: int = 0) -> tuple[Any, ...]: ...

@overload
def unwrap(p: Tensor, discont: float | None = None, axis: int = -1, *, period: float = 6.283185307179586) -> Tensor:
    """Angles without jumps: multiples of the period are added where neighbours differ by more.

    Examples
    --------
    >>> mg.unwrap(mg.tensor([3.0, -3.0]))
    tensor([3.        , 3.28318531])
    """
@overload
def unwrap(p: Operand, discont: float | None = None, axis: int = -1, *, period: float = 6.283185307179586) -> Any: ...

@overload
def vander(x: Tensor, N: int | None = None, increasing: _bool = False) -> Tensor:
    """Vandermonde matrix: a row of the ``N`` first powers of each element, falling by default.

    Examples
    --------
    >>> mg.vander(mg.tensor([2.0, 3.0]))
    tensor([[2., 1.],
            [3., 1.]])
    """
@overload
def vander(x: Operand, N: int | None = None, increasing: _bool = False) -> Any: ...

class _Var(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, ddof: float = 0, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, correction: float | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, ddof: float = 0, keepdims: _bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, correction: float | None = None) -> Any: ...

var: _Var
r"""var(x, axis=None, ddof=0, keepdims=False, *, dtype=None, out=None, where=None, correction=None)

Variance: :math:`\sum (x - \bar x)^2 / (N - \mathrm{ddof})`, with ``ddof=0``.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.
Numbers of float16 are added up in float32.

Examples
--------
>>> mg.var(mg.tensor([1.0, 3.0]))
tensor(1.)
"""

@overload
def vdot(a: Tensor, b: Any) -> Tensor:
    """Scalar product of all elements, those of ``a`` conjugated.

    Examples
    --------
    >>> mg.vdot(mg.tensor([1j, 2.0]), [1j, 1.0])
    tensor(3.+0.j, dtype=complex128)
    """
@overload
def vdot(a: Operand, b: Tensor) -> Tensor: ...
@overload
def vdot(a: Operand, b: Any) -> Any: ...

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
def vecmat(x1: Tensor, x2: Any) -> Tensor:
    """Products of vectors, conjugated, and matrices over stacks of both.

    Examples
    --------
    >>> mg.vecmat(mg.tensor([1.0, 1.0]), [[1.0, 2.0], [3.0, 4.0]])
    tensor([4., 6.])
    """
@overload
def vecmat(x1: Operand, x2: Tensor) -> Tensor: ...
@overload
def vecmat(x1: Operand, x2: Any) -> Any: ...

def vectorize(pyfunc: Callable[..., Any]) -> Callable[..., Any]:
    """A function of numbers, ``pyfunc``, as one of arrays: a loop over elements that broadcast.

    Several results, in a tuple, are several arrays.

    Examples
    --------
    >>> larger = mg.vectorize(lambda a, b: a if a > b else b)
    >>> larger(mg.tensor([1.0, 5.0]), 3.0)
    tensor([3., 5.])
    """

@overload
def vsplit(ary: Tensor, indices_or_sections: Any) -> list[Tensor]:
    """Rows in pieces: `split` along axis 0 of two at least.

    Examples
    --------
    >>> [x.shape for x in mg.vsplit(mg.zeros((2, 4)), 2)]
    [(1, 4), (1, 4)]
    """
@overload
def vsplit(ary: Operand, indices_or_sections: Tensor) -> list[Tensor]: ...
@overload
def vsplit(ary: Operand, indices_or_sections: Any) -> list[Any]: ...

@overload
def vstack(tup: Sequence[Tensor]) -> Tensor:
    """Join arrays along axis 0, those of one axis as rows.

    Examples
    --------
    >>> mg.vstack([mg.tensor([1.0, 2.0]), [3.0, 4.0]])
    tensor([[1., 2.],
            [3., 4.]])
    """
@overload
def vstack(tup: Sequence[Any] | HasShape) -> Any: ...

class _Where(Op):
    @overload
    def __call__(self, condition: Tensor, x1: Any, x2: Any) -> Tensor: ...
    @overload
    def __call__(self, condition: Operand, x1: Tensor, x2: Any) -> Tensor: ...
    @overload
    def __call__(self, condition: Operand, x1: Any, x2: Tensor) -> Tensor: ...
    @overload
    def __call__(self, condition: Listed, x1: Any, x2: Any) -> NDArray[Any]: ...
    @overload
    def __call__(self, condition: Plain, x1: Listed, x2: Any) -> NDArray[Any]: ...
    @overload
    def __call__(self, condition: Plain, x1: Any, x2: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, condition: Operand, x1: Any, x2: Any) -> Any: ...

where: _Where
"""where(condition, x1, x2)

Choose elements: ``x1`` where ``condition`` holds, ``x2`` elsewhere.

The gradient of an element flows to the one that was chosen, and zero to the other. Both
branches are computed: a branch whose own derivative is infinite where it is not chosen
gives ``0 * inf = nan``, so make its input safe as well,
``where(x > 0, log(where(x > 0, x, 1)), 0)``.

Examples
--------
>>> x = mg.tensor([-1.0, 2.0], requires_grad=True)
>>> mg.where(x > 0, 2 * x, 0.0).sum().backward()
>>> x.grad
tensor([0., 2.])
"""

class _ZerosLike(Op):
    @overload
    def __call__(self, x: Tensor, *, dtype: DTypeLike | None = None, device: str | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, *, dtype: DTypeLike | None = None, device: str | None = None) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, *, dtype: DTypeLike | None = None, device: str | None = None) -> Any: ...

zeros_like: _ZerosLike
"""zeros_like(x, *, dtype=None, device=None)

Zeros of the shape and dtype of ``x``.

Examples
--------
>>> mg.zeros_like(mg.tensor([1.0, 2.0]))
tensor([0., 0.])
"""

__all__ = [
    "Domain",
    "Op",
    "Tensor",
    "__array_api_version__",
    "__array_namespace_info__",
    "abs",
    "absolute",
    "acos",
    "acosh",
    "add",
    "all",
    "angle",
    "any",
    "append",
    "apply_along_axis",
    "apply_over_axes",
    "arange",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "argmax",
    "argmin",
    "argpartition",
    "argsort",
    "argwhere",
    "around",
    "array",
    "array_split",
    "asarray",
    "asin",
    "asinh",
    "astype",
    "atan",
    "atan2",
    "atanh",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "average",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "bincount",
    "bitwise_and",
    "bitwise_count",
    "bitwise_invert",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "block",
    "bool",
    "broadcast_arrays",
    "broadcast_shapes",
    "broadcast_to",
    "can_cast",
    "cat",
    "cbrt",
    "ceil",
    "celu",
    "checkpoint",
    "choose",
    "clip",
    "column_stack",
    "compile",
    "complex128",
    "complex64",
    "compress",
    "concat",
    "concatenate",
    "conj",
    "conjugate",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "convolve",
    "copysign",
    "corrcoef",
    "correlate",
    "cos",
    "cosh",
    "count_nonzero",
    "cov",
    "cross",
    "cumprod",
    "cumsum",
    "cumulative_prod",
    "cumulative_sum",
    "deg2rad",
    "degrees",
    "delete",
    "detect_anomaly",
    "diag",
    "diag_indices_from",
    "diagflat",
    "diagonal",
    "diff",
    "digitize",
    "divide",
    "divmod",
    "dot",
    "dsplit",
    "dstack",
    "e",
    "ediff1d",
    "einsum",
    "elu",
    "empty",
    "empty_like",
    "enable_grad",
    "equal",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expand_dims",
    "expm1",
    "extract",
    "eye",
    "fabs",
    "fft",
    "finfo",
    "fix",
    "flatnonzero",
    "flip",
    "fliplr",
    "flipud",
    "float16",
    "float32",
    "float64",
    "float_power",
    "floor",
    "floor_divide",
    "fmax",
    "fmin",
    "fmod",
    "frexp",
    "from_dlpack",
    "full",
    "full_like",
    "gcd",
    "gelu",
    "geomspace",
    "getitem",
    "glu",
    "grad",
    "grad_of",
    "gradient",
    "greater",
    "greater_equal",
    "h_swish",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "heaviside",
    "hessian",
    "histogram",
    "histogram2d",
    "histogram_bin_edges",
    "histogramdd",
    "hsplit",
    "hstack",
    "hvp",
    "hypot",
    "iinfo",
    "imag",
    "inf",
    "inner",
    "insert",
    "int16",
    "int32",
    "int64",
    "int8",
    "interp",
    "intersect1d",
    "invert",
    "is_grad_enabled",
    "iscomplex",
    "isdtype",
    "isfinite",
    "isin",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "isreal",
    "ix_",
    "jacobian",
    "jvp",
    "kron",
    "lcm",
    "ldexp",
    "leaky_relu",
    "left_shift",
    "less",
    "less_equal",
    "lexsort",
    "linalg",
    "linearize",
    "linspace",
    "log",
    "log10",
    "log1p",
    "log2",
    "log_softmax",
    "logaddexp",
    "logaddexp2",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "logsigmoid",
    "logspace",
    "logsumexp",
    "matmul",
    "matrix_transpose",
    "matvec",
    "max",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "maximum",
    "mean",
    "median",
    "meshgrid",
    "min",
    "minimum",
    "mish",
    "mod",
    "modf",
    "moveaxis",
    "multiply",
    "nan",
    "nan_to_num",
    "nanargmax",
    "nanargmin",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmedian",
    "nanmin",
    "nanpercentile",
    "nanprod",
    "nanquantile",
    "nanstd",
    "nansum",
    "nanvar",
    "negative",
    "newaxis",
    "nextafter",
    "no_grad",
    "nonzero",
    "not_equal",
    "ones",
    "ones_like",
    "outer",
    "packbits",
    "pad",
    "partition",
    "percentile",
    "permute_dims",
    "pi",
    "piecewise",
    "poly",
    "polyadd",
    "polyder",
    "polydiv",
    "polyfit",
    "polyint",
    "polymul",
    "polysub",
    "polyval",
    "positive",
    "pow",
    "power",
    "prelu",
    "prod",
    "ptp",
    "put_along_axis",
    "quantile",
    "rad2deg",
    "radians",
    "ravel",
    "ravel_multi_index",
    "real",
    "real_if_close",
    "reciprocal",
    "record_lines",
    "relu",
    "relu6",
    "relu_n",
    "remainder",
    "repeat",
    "reshape",
    "resize",
    "result_type",
    "right_shift",
    "rint",
    "roll",
    "rollaxis",
    "roots",
    "rot90",
    "round",
    "rrelu",
    "searchsorted",
    "select",
    "selu",
    "setdiff1d",
    "setitem",
    "setxor1d",
    "sigmoid",
    "sign",
    "signbit",
    "silu",
    "sin",
    "sinc",
    "sinh",
    "sliding_window_view",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "sort",
    "spacing",
    "special",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "std",
    "step",
    "subtract",
    "sum",
    "summary",
    "swapaxes",
    "swish",
    "take",
    "take_along_axis",
    "tan",
    "tanh",
    "tanhexp",
    "tanhshrink",
    "tensor",
    "tensordot",
    "threshold",
    "tile",
    "topk",
    "trace",
    "transpose",
    "trapezoid",
    "tril",
    "tril_indices_from",
    "trim_zeros",
    "triu",
    "triu_indices_from",
    "trunc",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "union1d",
    "unique",
    "unique_all",
    "unique_counts",
    "unique_inverse",
    "unique_values",
    "unpackbits",
    "unravel_index",
    "unstack",
    "unwrap",
    "value_and_grad",
    "vander",
    "var",
    "vdot",
    "vecdot",
    "vecmat",
    "vectorize",
    "vjp",
    "vmap",
    "vsplit",
    "vstack",
    "where",
    "zeros",
    "zeros_like",
]
