# Stubs, written by `python -m docs.make_tables`.

from typing import Any

from minigrad.core.op import Op as Op

class _Erf(Op):
    def __call__(self, x: Any, *, out: Any = ..., where: Any = ..., dtype: Any = ...) -> Any: ...

class _Erfc(Op):
    def __call__(self, x: Any, *, out: Any = ..., where: Any = ..., dtype: Any = ...) -> Any: ...

class _LogSoftmax(Op):
    def __call__(self, x: Any, axis: float = ...) -> Any: ...

class _Logsumexp(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ...) -> Any: ...

class _Softmax(Op):
    def __call__(self, x: Any, axis: float = ...) -> Any: ...

erf: _Erf
erfc: _Erfc
log_softmax: _LogSoftmax
logsumexp: _Logsumexp
softmax: _Softmax
__all__ = [
    "erf",
    "erfc",
    "log_softmax",
    "logsumexp",
    "softmax",
]
