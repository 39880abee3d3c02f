"""NumPy that can be differentiated and drawn, in one small library.

>>> import minigrad as mg
>>> x = mg.tensor([[1.0, 2.0]], requires_grad=True, name="x")
>>> y = (x * mg.sin(x)).sum()
>>> y.backward()
>>> x.grad
tensor([[1.38177329, 0.07700375]])
"""

from typing import TYPE_CHECKING

from minigrad.compiler.compiled import compile
from minigrad.core.anomaly import detect_anomaly
from minigrad.core.mode import enable_grad, is_grad_enabled, no_grad
from minigrad.core.observers import record_lines
from minigrad.core.op import Domain, Op
from minigrad.ops.activation import (
    h_swish,
    mish,
    relu,
    relu6,
    relu_n,
    sigmoid,
    softplus,
    softsign,
    step,
    swish,
    tanhexp,
)
from minigrad.ops.elementwise import (
    absolute,
    add,
    clip,
    cos,
    divide,
    exp,
    expm1,
    log,
    log1p,
    maximum,
    minimum,
    multiply,
    negative,
    positive,
    power,
    sign,
    sin,
    sqrt,
    square,
    subtract,
    tanh,
)
from minigrad.ops.elementwise import absolute as abs
from minigrad.ops.elementwise import power as pow
from minigrad.ops.exponentials import log_softmax, logsumexp, softmax
from minigrad.ops.indexing import getitem, setitem
from minigrad.ops.joining import cat, concatenate, stack
from minigrad.ops.joining import concatenate as concat
from minigrad.ops.linalg import matmul
from minigrad.ops.logic import (
    bitwise_and,
    bitwise_or,
    bitwise_xor,
    equal,
    greater,
    greater_equal,
    invert,
    isfinite,
    isnan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    not_equal,
    ones_like,
    where,
    zeros_like,
)
from minigrad.ops.piecewise import (
    hardshrink,
    hardsigmoid,
    hardswish,
    hardtanh,
    leaky_relu,
    prelu,
    rrelu,
    softshrink,
    threshold,
)
from minigrad.ops.reductions import (
    all,
    any,
    argmax,
    argmin,
    max,
    mean,
    min,
    std,
    sum,
    var,
)
from minigrad.ops.shapes import (
    astype,
    broadcast_to,
    expand_dims,
    matrix_transpose,
    ravel,
    reshape,
    squeeze,
    swapaxes,
    transpose,
)
from minigrad.ops.shapes import transpose as permute_dims
from minigrad.ops.smooth import celu, elu, gelu, glu, logsigmoid, selu, silu, softmin, tanhshrink
from minigrad.ops.special import erf, erfc
from minigrad.tensors.creation import arange, asarray, eye, full, linspace, ones, tensor, zeros
from minigrad.tensors.handle import Tensor
from minigrad.transforms.derivatives import grad, grad_of, value_and_grad
from minigrad.transforms.jacobians import hessian, hvp, jacobian, jvp, vjp

if TYPE_CHECKING:
    from minigrad.nn.table import summary
else:  # a type checker knows the names, and should miss the others
    from minigrad.support.instead import find as __getattr__  # noqa: F401 - Python calls it

__version__ = "0.1.0"

__all__ = [
    "Domain",
    "Op",
    "Tensor",
    "abs",
    "absolute",
    "add",
    "all",
    "any",
    "arange",
    "argmax",
    "argmin",
    "asarray",
    "astype",
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "broadcast_to",
    "cat",
    "celu",
    "clip",
    "compile",
    "concat",
    "concatenate",
    "cos",
    "detect_anomaly",
    "divide",
    "elu",
    "enable_grad",
    "equal",
    "erf",
    "erfc",
    "exp",
    "expand_dims",
    "expm1",
    "eye",
    "full",
    "gelu",
    "getitem",
    "glu",
    "grad",
    "grad_of",
    "greater",
    "greater_equal",
    "h_swish",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hessian",
    "hvp",
    "invert",
    "is_grad_enabled",
    "isfinite",
    "isnan",
    "jacobian",
    "jvp",
    "leaky_relu",
    "less",
    "less_equal",
    "linspace",
    "log",
    "log1p",
    "log_softmax",
    "logical_and",
    "logical_not",
    "logical_or",
    "logsigmoid",
    "logsumexp",
    "matmul",
    "matrix_transpose",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "mish",
    "multiply",
    "negative",
    "no_grad",
    "not_equal",
    "ones",
    "ones_like",
    "permute_dims",
    "positive",
    "pow",
    "power",
    "prelu",
    "ravel",
    "record_lines",
    "relu",
    "relu6",
    "relu_n",
    "reshape",
    "rrelu",
    "selu",
    "setitem",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
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
    "tanh",
    "tanhexp",
    "tanhshrink",
    "tensor",
    "threshold",
    "transpose",
    "value_and_grad",
    "var",
    "vjp",
    "where",
    "zeros",
    "zeros_like",
]
