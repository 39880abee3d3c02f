"""NumPy that can be differentiated and drawn, in one small library.

>>> import minigrad as mg
>>> x = mg.tensor([[1.0, 2.0]], requires_grad=True, name="x")
>>> y = (x * mg.sin(x)).sum()
>>> y.backward()
>>> x.grad
tensor([[1.38177329, 0.07700375]])

The operations come from `minigrad.ops`; ``__init__.pyi`` tells editors and type checkers of them.
"""

from minigrad import fft, linalg, special
from minigrad import ops as _ops
from minigrad.compiler.compiled import compile
from minigrad.core.anomaly import detect_anomaly
from minigrad.core.domain import Domain
from minigrad.core.mode import enable_grad, is_grad_enabled, no_grad
from minigrad.core.observers import record_lines
from minigrad.core.op import Op
from minigrad.core.warned import point_at_user_lines as _point_at_user_lines
from minigrad.support.instead import find as __getattr__  # noqa: F401 - Python calls it
from minigrad.support.memory import keep_freed_memory as _keep_freed_memory
from minigrad.tensors.creation import arange, asarray, eye, full, linspace, ones, tensor, zeros
from minigrad.tensors.handle import Tensor
from minigrad.transforms.checkpointing import checkpoint
from minigrad.transforms.derivatives import grad, grad_of, value_and_grad
from minigrad.transforms.jacobians import hessian, hvp, jacobian, jvp, linearize, vjp
from minigrad.transforms.mapping import vmap

globals().update(_ops.public)
_keep_freed_memory()
_point_at_user_lines()

__version__ = "0.1.0"
__all__ = [
    "Domain",
    "Op",
    "Tensor",
    "arange",
    "asarray",
    "checkpoint",
    "compile",
    "detect_anomaly",
    "enable_grad",
    "eye",
    "fft",
    "full",
    "grad",
    "grad_of",
    "hessian",
    "hvp",
    "is_grad_enabled",
    "jacobian",
    "jvp",
    "linalg",
    "linearize",
    "linspace",
    "no_grad",
    "ones",
    "record_lines",
    "special",
    "summary",
    "tensor",
    "value_and_grad",
    "vjp",
    "vmap",
    "zeros",
]
__all__ += sorted(_ops.public)  # noqa: PLE0605 - a list
