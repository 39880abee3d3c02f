"""NumPy that can be differentiated and drawn, in one small library.

>>> import minigrad as mg
>>> x = mg.tensor([[1.0, 2.0]], requires_grad=True, name="x")
>>> y = (x * mg.sin(x)).sum()
>>> y.backward()
>>> x.grad
tensor([[1.38177329, 0.07700375]])

The operations come from `minigrad.ops`, with the first one that is used; ``__init__.pyi`` tells
editors and type checkers of them.
"""

from numpy import (
    bool,
    broadcast_shapes,
    complex64,
    complex128,
    e,
    float16,
    float32,
    float64,
    inf,
    int8,
    int16,
    int32,
    int64,
    nan,
    newaxis,
    pi,
    uint8,
    uint16,
    uint32,
    uint64,
)

from minigrad.compiler.compiled import compile
from minigrad.core.anomaly import detect_anomaly
from minigrad.core.domain import Domain
from minigrad.core.mode import enable_grad, is_grad_enabled, no_grad
from minigrad.core.observers import record_lines
from minigrad.core.op import Op
from minigrad.core.warned import point_at_user_lines as _point_at_user_lines
from minigrad.support.instead import every_name as __dir__  # noqa: F401 - Python calls it
from minigrad.support.instead import find as __getattr__  # noqa: F401 - Python calls it
from minigrad.support.memory import keep_freed_memory as _keep_freed_memory
from minigrad.tensors.creation import array, asarray, from_dlpack, tensor
from minigrad.tensors.dtypes import (
    __array_namespace_info__,
    can_cast,
    finfo,
    iinfo,
    isdtype,
    result_type,
)
from minigrad.tensors.filled import (
    arange,
    empty,
    empty_like,
    eye,
    full,
    full_like,
    linspace,
    ones,
    zeros,
)
from minigrad.tensors.handle import Tensor

_keep_freed_memory()
_point_at_user_lines()

__version__ = "0.1.0"
__array_api_version__ = "2025.12"
__all__ = [
    "Domain",
    "Op",
    "Tensor",
    "__array_api_version__",
    "__array_namespace_info__",
    "arange",
    "array",
    "asarray",
    "bool",
    "broadcast_shapes",
    "can_cast",
    "checkpoint",
    "compile",
    "complex64",
    "complex128",
    "detect_anomaly",
    "e",
    "empty",
    "empty_like",
    "enable_grad",
    "eye",
    "fft",
    "finfo",
    "float16",
    "float32",
    "float64",
    "from_dlpack",
    "full",
    "full_like",
    "grad",
    "grad_of",
    "hessian",
    "hvp",
    "iinfo",
    "inf",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_grad_enabled",
    "isdtype",
    "jacobian",
    "jvp",
    "linalg",
    "linearize",
    "linspace",
    "nan",
    "newaxis",
    "no_grad",
    "ones",
    "pi",
    "record_lines",
    "result_type",
    "special",
    "summary",
    "tensor",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "value_and_grad",
    "vjp",
    "vmap",
    "zeros",
]
_listed = __all__
del __all__  # which is found with the operations, whose names belong to it
