# Stubs, written by `python -m docs.make_tables`.

from typing import Any

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
from minigrad.core.op import Op as Op
from minigrad.nn import summary as summary
from minigrad.ops.activation import mish as mish
from minigrad.ops.activation import relu6 as relu6
from minigrad.ops.activation import swish as silu
from minigrad.ops.activation import swish as swish
from minigrad.ops.activation import tanhexp as tanhexp
from minigrad.ops.applying import apply_along_axis as apply_along_axis
from minigrad.ops.applying import apply_over_axes as apply_over_axes
from minigrad.ops.applying import vectorize as vectorize
from minigrad.ops.contractions import cross as cross
from minigrad.ops.contractions import dot as dot
from minigrad.ops.contractions import inner as inner
from minigrad.ops.contractions import kron as kron
from minigrad.ops.contractions import matvec as matvec
from minigrad.ops.contractions import outer as outer
from minigrad.ops.contractions import tensordot as tensordot
from minigrad.ops.contractions import vdot as vdot
from minigrad.ops.contractions import vecdot as vecdot
from minigrad.ops.contractions import vecmat as vecmat
from minigrad.ops.convolutional import conv1d as conv1d
from minigrad.ops.convolutional import conv2d as conv2d
from minigrad.ops.convolutional import conv3d as conv3d
from minigrad.ops.convolutional import conv_transpose1d as conv_transpose1d
from minigrad.ops.convolutional import conv_transpose2d as conv_transpose2d
from minigrad.ops.convolutional import conv_transpose3d as conv_transpose3d
from minigrad.ops.filling import geomspace as geomspace
from minigrad.ops.filling import logspace as logspace
from minigrad.ops.gathering import choose as choose
from minigrad.ops.gathering import compress as compress
from minigrad.ops.gathering import extract as extract
from minigrad.ops.gathering import piecewise as piecewise
from minigrad.ops.gathering import put_along_axis as put_along_axis
from minigrad.ops.gathering import select as select
from minigrad.ops.gathering import take as take
from minigrad.ops.interpolation import bincount as bincount
from minigrad.ops.interpolation import histogram as histogram
from minigrad.ops.interpolation import histogram2d as histogram2d
from minigrad.ops.interpolation import histogramdd as histogramdd
from minigrad.ops.interpolation import interp as interp
from minigrad.ops.joining import block as block
from minigrad.ops.joining import cat as cat
from minigrad.ops.joining import column_stack as column_stack
from minigrad.ops.joining import dstack as dstack
from minigrad.ops.joining import hstack as hstack
from minigrad.ops.joining import ix_ as ix_
from minigrad.ops.joining import meshgrid as meshgrid
from minigrad.ops.joining import vstack as vstack
from minigrad.ops.kinked import hardshrink as hardshrink
from minigrad.ops.kinked import hardsigmoid as hardsigmoid
from minigrad.ops.kinked import hardswish as hardswish
from minigrad.ops.kinked import hardtanh as hardtanh
from minigrad.ops.kinked import leaky_relu as leaky_relu
from minigrad.ops.kinked import prelu as prelu
from minigrad.ops.kinked import rrelu as rrelu
from minigrad.ops.kinked import softshrink as softshrink
from minigrad.ops.kinked import threshold as threshold
from minigrad.ops.logarithms import float_power as float_power
from minigrad.ops.logarithms import ldexp as ldexp
from minigrad.ops.matrices import diag as diag
from minigrad.ops.matrices import diagflat as diagflat
from minigrad.ops.matrices import trace as trace
from minigrad.ops.matrices import tril as tril
from minigrad.ops.matrices import triu as triu
from minigrad.ops.matrices import vander as vander
from minigrad.ops.missing import nancumprod as nancumprod
from minigrad.ops.missing import nancumsum as nancumsum
from minigrad.ops.missing import nanmax as nanmax
from minigrad.ops.missing import nanmean as nanmean
from minigrad.ops.missing import nanmin as nanmin
from minigrad.ops.missing import nanprod as nanprod
from minigrad.ops.missing import nanstd as nanstd
from minigrad.ops.missing import nansum as nansum
from minigrad.ops.missing import nanvar as nanvar
from minigrad.ops.order import topk as topk
from minigrad.ops.padding import pad as pad
from minigrad.ops.polynomials import poly as poly
from minigrad.ops.polynomials import polyadd as polyadd
from minigrad.ops.polynomials import polyder as polyder
from minigrad.ops.polynomials import polydiv as polydiv
from minigrad.ops.polynomials import polyfit as polyfit
from minigrad.ops.polynomials import polyint as polyint
from minigrad.ops.polynomials import polymul as polymul
from minigrad.ops.polynomials import polysub as polysub
from minigrad.ops.polynomials import polyval as polyval
from minigrad.ops.polynomials import roots as roots
from minigrad.ops.pools import avg_pool1d as avg_pool1d
from minigrad.ops.pools import avg_pool2d as avg_pool2d
from minigrad.ops.pools import avg_pool3d as avg_pool3d
from minigrad.ops.pools import max_pool1d as max_pool1d
from minigrad.ops.pools import max_pool2d as max_pool2d
from minigrad.ops.pools import max_pool3d as max_pool3d
from minigrad.ops.quantiles import median as median
from minigrad.ops.quantiles import nanmedian as nanmedian
from minigrad.ops.quantiles import nanpercentile as nanpercentile
from minigrad.ops.quantiles import nanquantile as nanquantile
from minigrad.ops.quantiles import percentile as percentile
from minigrad.ops.quantiles import quantile as quantile
from minigrad.ops.rearranging import atleast_1d as atleast_1d
from minigrad.ops.rearranging import atleast_2d as atleast_2d
from minigrad.ops.rearranging import atleast_3d as atleast_3d
from minigrad.ops.rearranging import broadcast_arrays as broadcast_arrays
from minigrad.ops.rearranging import fliplr as fliplr
from minigrad.ops.rearranging import flipud as flipud
from minigrad.ops.rearranging import moveaxis as moveaxis
from minigrad.ops.rearranging import rollaxis as rollaxis
from minigrad.ops.rearranging import rot90 as rot90
from minigrad.ops.repeating import repeat as repeat
from minigrad.ops.repeating import resize as resize
from minigrad.ops.repeating import tile as tile
from minigrad.ops.rounding import divmod as divmod
from minigrad.ops.rounding import fabs as fabs
from minigrad.ops.rounding import frexp as frexp
from minigrad.ops.rounding import modf as modf
from minigrad.ops.rounding import nan_to_num as nan_to_num
from minigrad.ops.rounding import real_if_close as real_if_close
from minigrad.ops.scans import cumprod as cumprod
from minigrad.ops.scans import cumsum as cumsum
from minigrad.ops.scans import cumulative_prod as cumulative_prod
from minigrad.ops.scans import cumulative_sum as cumulative_sum
from minigrad.ops.scans import diff as diff
from minigrad.ops.scans import ediff1d as ediff1d
from minigrad.ops.scans import gradient as gradient
from minigrad.ops.scans import trapezoid as trapezoid
from minigrad.ops.scans import unwrap as unwrap
from minigrad.ops.shapes import expand_dims as expand_dims
from minigrad.ops.shapes import ravel as ravel
from minigrad.ops.shapes import squeeze as squeeze
from minigrad.ops.signals import convolve as convolve
from minigrad.ops.signals import correlate as correlate
from minigrad.ops.smooth import celu as celu
from minigrad.ops.smooth import elu as elu
from minigrad.ops.smooth import gelu as gelu
from minigrad.ops.smooth import glu as glu
from minigrad.ops.smooth import logsigmoid as logsigmoid
from minigrad.ops.smooth import selu as selu
from minigrad.ops.smooth import softmin as softmin
from minigrad.ops.splitting import append as append
from minigrad.ops.splitting import array_split as array_split
from minigrad.ops.splitting import delete as delete
from minigrad.ops.splitting import dsplit as dsplit
from minigrad.ops.splitting import hsplit as hsplit
from minigrad.ops.splitting import insert as insert
from minigrad.ops.splitting import split as split
from minigrad.ops.splitting import trim_zeros as trim_zeros
from minigrad.ops.splitting import unstack as unstack
from minigrad.ops.splitting import vsplit as vsplit
from minigrad.ops.statistics import average as average
from minigrad.ops.statistics import corrcoef as corrcoef
from minigrad.ops.statistics import cov as cov
from minigrad.ops.statistics import ptp as ptp
from minigrad.ops.trigonometric import angle as angle
from minigrad.ops.trigonometric import deg2rad as deg2rad
from minigrad.ops.trigonometric import deg2rad as radians
from minigrad.ops.trigonometric import rad2deg as degrees
from minigrad.ops.trigonometric import rad2deg as rad2deg
from minigrad.ops.values import argwhere as argwhere
from minigrad.ops.values import count_nonzero as count_nonzero
from minigrad.ops.values import diag_indices_from as diag_indices_from
from minigrad.ops.values import digitize as digitize
from minigrad.ops.values import flatnonzero as flatnonzero
from minigrad.ops.values import histogram_bin_edges as histogram_bin_edges
from minigrad.ops.values import intersect1d as intersect1d
from minigrad.ops.values import iscomplex as iscomplex
from minigrad.ops.values import isin as isin
from minigrad.ops.values import isneginf as isneginf
from minigrad.ops.values import isposinf as isposinf
from minigrad.ops.values import isreal as isreal
from minigrad.ops.values import lexsort as lexsort
from minigrad.ops.values import nanargmax as nanargmax
from minigrad.ops.values import nanargmin as nanargmin
from minigrad.ops.values import nonzero as nonzero
from minigrad.ops.values import packbits as packbits
from minigrad.ops.values import ravel_multi_index as ravel_multi_index
from minigrad.ops.values import setdiff1d as setdiff1d
from minigrad.ops.values import setxor1d as setxor1d
from minigrad.ops.values import tril_indices_from as tril_indices_from
from minigrad.ops.values import triu_indices_from as triu_indices_from
from minigrad.ops.values import union1d as union1d
from minigrad.ops.values import unique as unique
from minigrad.ops.values import unique_all as unique_all
from minigrad.ops.values import unique_counts as unique_counts
from minigrad.ops.values import unique_inverse as unique_inverse
from minigrad.ops.values import unique_values as unique_values
from minigrad.ops.values import unpackbits as unpackbits
from minigrad.ops.values import unravel_index as unravel_index
from minigrad.ops.windows import sliding_window_view as sliding_window_view
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

class _Absolute(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Add(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _All(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, out: Any = ..., where: Any = ...) -> Any: ...

class _Any(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, out: Any = ..., where: Any = ...) -> Any: ...

class _Arccos(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Arccosh(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Arcsin(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Arcsinh(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Arctan(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Arctan2(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Arctanh(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Argmax(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, out: Any = ..., where: Any = ...) -> Any: ...

class _Argmin(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, out: Any = ..., where: Any = ...) -> Any: ...

class _Argpartition(Op):
    def __call__(self, a: Any, kth: float = ..., axis: float = ..., kind: str = ...) -> Any: ...

class _Argsort(Op):
    def __call__(self, a: Any, axis: float = ..., kind: Any = ..., stable: Any = ..., descending: bool = ...) -> Any: ...

class _Astype(Op):
    def __call__(self, x: Any, dtype: Any, *, copy: bool = ..., device: Any = ...) -> Any: ...

class _BitwiseAnd(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _BitwiseCount(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _BitwiseOr(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _BitwiseXor(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _BroadcastTo(Op):
    def __call__(self, x: Any, shape: Any) -> Any: ...

class _Cbrt(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Ceil(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Clip(Op):
    def __call__(self, x: Any, min: Any = ..., max: Any = ...) -> Any: ...

class _Concatenate(Op):
    def __call__(self, arrays: Any, axis: float = ...) -> Any: ...

class _Conj(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Copysign(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Cos(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Cosh(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Diagonal(Op):
    def __call__(self, a: Any, offset: float = ..., axis1: float = ..., axis2: float = ...) -> Any: ...

class _Divide(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Einsum(Op):
    def __call__(self, *operands: Any, optimize: Any = ...) -> Any: ...

class _Equal(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Erf(Op):
    def __call__(self, x: Any) -> Any: ...

class _Erfc(Op):
    def __call__(self, x: Any) -> Any: ...

class _Exp(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Exp2(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Expm1(Op):
    def __call__(self, x: Any) -> Any: ...

class _Flip(Op):
    def __call__(self, m: Any, axis: Any = ...) -> Any: ...

class _Floor(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _FloorDivide(Op):
    def __call__(self, a: Any, b: Any) -> Any: ...

class _Fmax(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Fmin(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Fmod(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Gcd(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Getitem(Op):
    def __call__(self, x: Any, key: Any) -> Any: ...

class _Greater(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _GreaterEqual(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _HSwish(Op):
    def __call__(self, x: Any, n: float = ...) -> Any: ...

class _Heaviside(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Hypot(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Imag(Op):
    def __call__(self, x: Any) -> Any: ...

class _Invert(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Isfinite(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Isinf(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Isnan(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Lcm(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _LeftShift(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Less(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _LessEqual(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Log(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Log10(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Log1P(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Log2(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _LogSoftmax(Op):
    def __call__(self, x: Any, axis: float = ...) -> Any: ...

class _Logaddexp(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Logaddexp2(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _LogicalAnd(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _LogicalNot(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _LogicalOr(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _LogicalXor(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Logsumexp(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ...) -> Any: ...

class _Matmul(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _MatrixTranspose(Op):
    def __call__(self, x: Any) -> Any: ...

class _Max(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, out: Any = ..., where: Any = ..., initial: Any = ...) -> Any: ...

class _Maximum(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Mean(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, dtype: Any = ..., out: Any = ..., where: Any = ...) -> Any: ...

class _Min(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, out: Any = ..., where: Any = ..., initial: Any = ...) -> Any: ...

class _Minimum(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Multiply(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Negative(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Nextafter(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _NotEqual(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _OnesLike(Op):
    def __call__(self, x: Any, *, dtype: Any = ..., device: Any = ...) -> Any: ...

class _Partition(Op):
    def __call__(self, a: Any, kth: float = ..., axis: float = ..., kind: str = ...) -> Any: ...

class _Positive(Op):
    def __call__(self, x: Any) -> Any: ...

class _Power(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Prod(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, dtype: Any = ..., out: Any = ..., where: Any = ..., initial: Any = ...) -> Any: ...

class _Real(Op):
    def __call__(self, x: Any) -> Any: ...

class _Reciprocal(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Relu(Op):
    def __call__(self, x: Any) -> Any: ...

class _ReluN(Op):
    def __call__(self, x: Any, n: float = ...) -> Any: ...

class _Remainder(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Reshape(Op):
    def __call__(self, x: Any, shape: Any, order: str = ..., *, copy: Any = ...) -> Any: ...

class _RightShift(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Rint(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Roll(Op):
    def __call__(self, a: Any, shift: Any, axis: Any = ...) -> Any: ...

class _Round(Op):
    def __call__(self, x: Any, decimals: float = ...) -> Any: ...

class _Searchsorted(Op):
    def __call__(self, a: Any, v: Any, side: str = ..., sorter: Any = ...) -> Any: ...

class _Setitem(Op):
    def __call__(self, x: Any, key: Any, value: Any) -> Any: ...

class _Sigmoid(Op):
    def __call__(self, x: Any) -> Any: ...

class _Sign(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Signbit(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Sin(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Sinc(Op):
    def __call__(self, x: Any) -> Any: ...

class _Sinh(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Softmax(Op):
    def __call__(self, x: Any, axis: float = ...) -> Any: ...

class _Softplus(Op):
    def __call__(self, x: Any, beta: float = ...) -> Any: ...

class _Softsign(Op):
    def __call__(self, x: Any) -> Any: ...

class _Sort(Op):
    def __call__(self, a: Any, axis: float = ..., kind: Any = ..., stable: Any = ..., descending: bool = ...) -> Any: ...

class _Spacing(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Sqrt(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Square(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Stack(Op):
    def __call__(self, arrays: Any, axis: float = ...) -> Any: ...

class _Std(Op):
    def __call__(self, x: Any, axis: Any = ..., ddof: float = ..., keepdims: bool = ..., *, dtype: Any = ..., out: Any = ..., where: Any = ..., correction: Any = ...) -> Any: ...

class _Step(Op):
    def __call__(self, x: Any) -> Any: ...

class _Subtract(Op):
    def __call__(self, x1: Any, x2: Any, /) -> Any: ...

class _Sum(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ..., *, dtype: Any = ..., out: Any = ..., where: Any = ..., initial: Any = ...) -> Any: ...

class _Swapaxes(Op):
    def __call__(self, x: Any, axis1: float = ..., axis2: float = ...) -> Any: ...

class _TakeAlongAxis(Op):
    def __call__(self, arr: Any, indices: Any, axis: float = ...) -> Any: ...

class _Tan(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Tanh(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Tanhshrink(Op):
    def __call__(self, x: Any) -> Any: ...

class _Transpose(Op):
    def __call__(self, x: Any, axes: Any = ...) -> Any: ...

class _Trunc(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Var(Op):
    def __call__(self, x: Any, axis: Any = ..., ddof: float = ..., keepdims: bool = ..., *, dtype: Any = ..., out: Any = ..., where: Any = ..., correction: Any = ...) -> Any: ...

class _Where(Op):
    def __call__(self, condition: Any, x1: Any, x2: Any) -> Any: ...

class _ZerosLike(Op):
    def __call__(self, x: Any, *, dtype: Any = ..., device: Any = ...) -> Any: ...

__version__: str
__array_api_version__: str
abs: _Absolute
absolute: _Absolute
acos: _Arccos
acosh: _Arccosh
add: _Add
all: _All
any: _Any
arccos: _Arccos
arccosh: _Arccosh
arcsin: _Arcsin
arcsinh: _Arcsinh
arctan: _Arctan
arctan2: _Arctan2
arctanh: _Arctanh
argmax: _Argmax
argmin: _Argmin
argpartition: _Argpartition
argsort: _Argsort
around: _Round
asin: _Arcsin
asinh: _Arcsinh
astype: _Astype
atan: _Arctan
atan2: _Arctan2
atanh: _Arctanh
bitwise_and: _BitwiseAnd
bitwise_count: _BitwiseCount
bitwise_invert: _Invert
bitwise_left_shift: _LeftShift
bitwise_not: _Invert
bitwise_or: _BitwiseOr
bitwise_right_shift: _RightShift
bitwise_xor: _BitwiseXor
broadcast_to: _BroadcastTo
cbrt: _Cbrt
ceil: _Ceil
clip: _Clip
concat: _Concatenate
concatenate: _Concatenate
conj: _Conj
conjugate: _Conj
copysign: _Copysign
cos: _Cos
cosh: _Cosh
diagonal: _Diagonal
divide: _Divide
einsum: _Einsum
equal: _Equal
erf: _Erf
erfc: _Erfc
exp: _Exp
exp2: _Exp2
expm1: _Expm1
fix: _Trunc
flip: _Flip
floor: _Floor
floor_divide: _FloorDivide
fmax: _Fmax
fmin: _Fmin
fmod: _Fmod
gcd: _Gcd
getitem: _Getitem
greater: _Greater
greater_equal: _GreaterEqual
h_swish: _HSwish
heaviside: _Heaviside
hypot: _Hypot
imag: _Imag
invert: _Invert
isfinite: _Isfinite
isinf: _Isinf
isnan: _Isnan
lcm: _Lcm
left_shift: _LeftShift
less: _Less
less_equal: _LessEqual
log: _Log
log10: _Log10
log1p: _Log1P
log2: _Log2
log_softmax: _LogSoftmax
logaddexp: _Logaddexp
logaddexp2: _Logaddexp2
logical_and: _LogicalAnd
logical_not: _LogicalNot
logical_or: _LogicalOr
logical_xor: _LogicalXor
logsumexp: _Logsumexp
matmul: _Matmul
matrix_transpose: _MatrixTranspose
max: _Max
maximum: _Maximum
mean: _Mean
min: _Min
minimum: _Minimum
mod: _Remainder
multiply: _Multiply
negative: _Negative
nextafter: _Nextafter
not_equal: _NotEqual
ones_like: _OnesLike
partition: _Partition
permute_dims: _Transpose
positive: _Positive
pow: _Power
power: _Power
prod: _Prod
real: _Real
reciprocal: _Reciprocal
relu: _Relu
relu_n: _ReluN
remainder: _Remainder
reshape: _Reshape
right_shift: _RightShift
rint: _Rint
roll: _Roll
round: _Round
searchsorted: _Searchsorted
setitem: _Setitem
sigmoid: _Sigmoid
sign: _Sign
signbit: _Signbit
sin: _Sin
sinc: _Sinc
sinh: _Sinh
softmax: _Softmax
softplus: _Softplus
softsign: _Softsign
sort: _Sort
spacing: _Spacing
sqrt: _Sqrt
square: _Square
stack: _Stack
std: _Std
step: _Step
subtract: _Subtract
sum: _Sum
swapaxes: _Swapaxes
take_along_axis: _TakeAlongAxis
tan: _Tan
tanh: _Tanh
tanhshrink: _Tanhshrink
transpose: _Transpose
trunc: _Trunc
var: _Var
where: _Where
zeros_like: _ZerosLike
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
