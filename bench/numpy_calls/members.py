"""Methods, attributes and operators of an ndarray, on a Tensor that is being differentiated."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np

from bench.numpy_calls.calls import Call, Sample, complex_, given, positive, real, value_of


def integers(x: Any) -> Any:
    """Integers computed from a Tensor, through which no gradient flows."""
    return np.argmax(x.reshape(-1, 1) * [[1.0, 2.0, 3.0]], axis=1) + 3


def changed(change: Any) -> Any:
    """A function that returns its input after it has been changed in place."""

    def after(x: Any, *others: Any) -> Any:
        y = x.copy()
        result = change(y, *others)
        return y if result is None else result

    return after


def attribute(name: str, *inputs: Sample) -> Call:
    """An attribute without gradient."""
    return value_of(lambda x: getattr(x, name), *inputs)


def _iadd(x: Any, y: Any) -> Any:
    x += y
    return x


def _isub(x: Any, y: Any) -> Any:
    x -= y
    return x


def _imul(x: Any, y: Any) -> Any:
    x *= y
    return x


def _itruediv(x: Any, y: Any) -> Any:
    x /= y
    return x


def _ipow(x: Any) -> Any:
    x **= 2
    return x


def _ifloordiv(x: Any, y: Any) -> Any:
    x //= y
    return x


def _imod(x: Any, y: Any) -> Any:
    x %= y
    return x


def _ilshift(x: Any) -> Any:
    k = integers(x)
    k <<= 1
    k |= 1
    k ^= 2
    k &= 7
    return k


MEMBERS = {
    "argpartition": value_of(lambda x: x.argpartition(1), given([2.0, 1.0, 3.0])),
    "argsort": value_of(lambda x: x.argsort(), real(4)),
    "byteswap": value_of(lambda x: integers(x).byteswap(), real(3)),
    "choose": Call(lambda x: integers(x).choose([0.0, x, 2.0 * x, 3.0, x, x]), real(3)),
    "compress": Call(lambda x: x.compress([True, False, True]), real(3)),
    "conj": Call(lambda x: x.conj(), complex_(3)),
    "conjugate": Call(lambda x: x.conjugate(), complex_(3)),
    "copy": Call(lambda x: x.copy(), real(3)),
    "cumprod": Call(lambda x: x.cumprod(axis=0), real(3, 2)),
    "cumsum": Call(lambda x: x.cumsum(axis=0), real(3, 2)),
    "diagonal": Call(lambda x: x.diagonal(), real(3, 3)),
    "dot": Call(lambda x, y: x.dot(y), real(2, 3), real(3)),
    "fill": Call(changed(lambda y: y.fill(0.5)), real(3)),
    "flat": Call(lambda x: x.flat[2] * x, real(2, 2)),
    "imag": Call(lambda x: x.imag, complex_(3)),
    "real": Call(lambda x: x.real, complex_(3)),
    "itemsize": attribute("itemsize", real(3)),
    "nbytes": attribute("nbytes", real(3)),
    "nonzero": value_of(lambda x: x.nonzero(), real(2, 2)),
    "partition": Call(changed(lambda y: y.partition(1)), given([2.0, 1.0])),
    "prod": Call(lambda x: x.prod(axis=1), real(2, 3)),
    "put": Call(changed(lambda y, v: y.put([0, 2], v)), real(3), real(2)),
    "repeat": Call(lambda x: x.repeat(2), real(3)),
    "resize": Call(changed(lambda y: y.resize((2, 2), refcheck=False)), real(4)),
    "round": Call(lambda x: x.round(1), given([0.12, -1.27])),
    "searchsorted": value_of(lambda x: x.searchsorted(1.5), given([1.0, 2.0, 3.0])),
    "sort": Call(changed(lambda y: y.sort()), real(4)),
    "strides": attribute("strides", real(2, 3)),
    "take": Call(lambda x: x.take([2, 0, 2]), real(3)),
    "tobytes": value_of(lambda x: x.tobytes(), real(3)),
    "trace": Call(lambda x: x.trace(), real(3, 3)),
    "view": Call(lambda x: x.view() * 2, real(3)),
    "device": attribute("device", real(3)),
    "to_device": Call(lambda x: x.to_device("cpu"), real(3)),
    "T": Call(lambda x: x.T, real(2, 3)),
    "mT": Call(lambda x: x.mT, real(2, 3)),
    "shape": attribute("shape", real(2, 3)),
    "dtype": value_of(lambda x: x.dtype.name, real(2, 3)),
    "ndim": attribute("ndim", real(2, 3)),
    "size": attribute("size", real(2, 3)),
    "all": value_of(lambda x: x.all(), real(3)),
    "any": value_of(lambda x: x.any(axis=0), real(2, 3)),
    "argmax": value_of(lambda x: x.argmax(), real(2, 3)),
    "argmin": value_of(lambda x: x.argmin(axis=0), real(2, 3)),
    "astype": Call(lambda x: x.astype(complex, copy=False), real(3)),
    "clip": Call(lambda x: x.clip(-1, 1), real(4)),
    "flatten": Call(lambda x: x.flatten(), real(2, 3)),
    "item": value_of(lambda x: x.item(), positive(1)),
    "max": Call(lambda x: x.max(axis=1), real(2, 3)),
    "mean": Call(lambda x: x.mean(), real(2, 3)),
    "min": Call(lambda x: x.min(), real(2, 3)),
    "ravel": Call(lambda x: x.ravel(), real(2, 3)),
    "reshape": Call(lambda x: x.reshape(3, -1), real(2, 3)),
    "squeeze": Call(lambda x: x.squeeze(), real(2, 1)),
    "std": Call(lambda x: x.std(axis=0), real(3, 2)),
    "sum": Call(lambda x: x.sum(axis=0), real(2, 3)),
    "swapaxes": Call(lambda x: x.swapaxes(0, 1), real(2, 3)),
    "tolist": value_of(lambda x: x.tolist(), real(2, 3)),
    "transpose": Call(lambda x: x.transpose(1, 0), real(2, 3)),
    "var": Call(lambda x: x.var(axis=0, ddof=1), real(3, 2)),
    "+": Call(lambda x, y: x + y + 1, real(3), real(3)),
    "-": Call(lambda x, y: 1 - x - y, real(3), real(3)),
    "*": Call(lambda x, y: 2 * x * y, real(3), real(3)),
    "/": Call(lambda x, y: 1 / y + x / y, real(3), positive(3)),
    "//": Call(lambda x, y: x // y + 7 // y, real(3), positive(3)),
    "%": Call(lambda x, y: x % y + 7 % y, real(3), positive(3)),
    "divmod": Call(lambda x, y: [*divmod(x, y), *divmod(7.0, y)], real(3), positive(3)),
    "**": Call(lambda x, y: x**2 + 2**y, real(3), real(3)),
    "@": Call(lambda x, y: x @ y, real(2, 3), real(3)),
    "<<": value_of(lambda x: (integers(x) << 1) + (1 << integers(x)), real(3)),
    ">>": value_of(lambda x: (integers(x) >> 1) + (64 >> integers(x)), real(3)),
    "&": value_of(lambda x: (x > 0) & (x < 2), real(3)),
    "|": value_of(lambda x: (x > 0) | (x < -1), real(3)),
    "^": value_of(lambda x: (x > 0) ^ (x < 1), real(3)),
    "~": value_of(lambda x: ~(x > 0), real(3)),
    "unary -": Call(lambda x: -x, real(3)),
    "unary +": Call(lambda x: +x, real(3)),
    "abs()": Call(lambda x: abs(x), real(3)),
    "< <=": value_of(lambda x: [x < 1, x <= 1], real(3)),
    "> >=": value_of(lambda x: [x > 1, x >= 1], real(3)),
    "== !=": value_of(lambda x: [x == 1, x != 1], real(3)),
    "x[key]": Call(lambda x: x[1:, [0, 2]], real(3, 3)),
    "x[key] = v": Call(changed(lambda y, v: y.__setitem__(0, v)), real(2, 3), real(3)),
    "+= -=": Call(changed(lambda y, v: _isub(_iadd(y, v), 2 * v)), real(3), real(3)),
    "*= /=": Call(changed(lambda y, v: _itruediv(_imul(y, 2.0), v)), real(3), positive(3)),
    "**= //= %=": Call(
        changed(lambda y, v: [_ipow(y) + 0, _imod(y, v) + 0, _ifloordiv(y, v)]),
        real(3),
        positive(3),
    ),
    "<<= |= ^= &=": value_of(_ilshift, real(3)),
    "len() in iter()": value_of(lambda x: [len(x), 1.0 in x, [v.item() for v in x]], real(3)),
    "bool() float() int()": value_of(
        lambda x: [bool(x > 0), int((x > 0).sum()), float((x > 0).sum())], positive(1)
    ),
    "complex()": value_of(lambda x: complex((x > 0).sum()), positive(1)),
    "round()": Call(lambda x: round(x[0], 1), real(2)),
    "index()": value_of(lambda x: list(range(5))[x.argmax()], real(3)),
    "format()": value_of(lambda x: f"{x:.3f}", real()),
    "copy.copy()": Call(lambda x: copy.copy(x * 2) * x, real(3)),
    "pickle": value_of(lambda x: pickle.loads(pickle.dumps(x)) * 1.0, real(3)),
    "__array_namespace__": Call(lambda x: x.__array_namespace__().sum(x), real(3)),
    "__dlpack__": value_of(
        lambda x: np.from_dlpack(x.detach() if hasattr(x, "detach") else x).tolist(), real(3)
    ),
    "__dlpack_device__": value_of(lambda x: x.__dlpack_device__(), real(3)),
}
