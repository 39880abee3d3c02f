"""Functions without gradient, which compute on a Tensor that is being differentiated."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from bench.numpy_calls.calls import given, positive, real, value_of

WITH_NAN = given([1.0, np.nan, -2.0, 3.5])
REPEATED = given([2.0, -1.0, 2.0, 3.0])
INTEGERS = np.array([6, 3, 5, 12])


def as_integers(x: Any) -> Any:
    """Integers computed from a Tensor, through which no gradient flows."""
    return np.argsort(x) + 4


def _saved(save: Any) -> Any:
    def size(x: Any) -> int:
        file = io.BytesIO()
        save(file, x)
        return len(file.getvalue())

    return size


WITHOUT_GRADIENT = {
    "argpartition": value_of(lambda x: np.argpartition(x, 1), given([2.0, 1.0, 3.0])),
    "argsort": value_of(lambda x: np.argsort(x, axis=0), real(3, 2)),
    "count_nonzero": value_of(lambda x: np.count_nonzero(x, axis=0), real(2, 3)),
    "digitize": value_of(lambda x: np.digitize(x, [-1.0, 0.0, 1.0]), real(4)),
    "empty_like": value_of(lambda x: np.empty_like(x) * 0, real(3)),
    "flatnonzero": value_of(lambda x: np.flatnonzero(x), real(2, 2)),
    "histogram": value_of(lambda x: np.histogram(x, bins=3), real(5)),
    "histogram2d": value_of(lambda x, y: np.histogram2d(x, y, bins=2), real(5), real(5)),
    "histogramdd": value_of(lambda x: np.histogramdd(x, bins=2), real(4, 2)),
    "histogram_bin_edges": value_of(lambda x: np.histogram_bin_edges(x, bins=3), real(5)),
    "intersect1d": value_of(lambda x: np.intersect1d(x, [2.0, 3.0]), REPEATED),
    "iscomplex": value_of(lambda x: np.iscomplex(x), real(3)),
    "isin": value_of(lambda x: np.isin(x, [2.0]), REPEATED),
    "isinf": value_of(lambda x: np.isinf(x), given([np.inf, 1.0])),
    "isneginf": value_of(lambda x: np.isneginf(x), given([-np.inf, 1.0])),
    "isposinf": value_of(lambda x: np.isposinf(x), given([np.inf, 1.0])),
    "isreal": value_of(lambda x: np.isreal(x), real(3)),
    "lexsort": value_of(lambda x, y: np.lexsort((x, y)), REPEATED, real(4)),
    "nanargmax": value_of(lambda x: np.nanargmax(x), WITH_NAN),
    "nanargmin": value_of(lambda x: np.nanargmin(x), WITH_NAN),
    "nextafter": value_of(lambda x: np.nextafter(x, 9.0), real(3)),
    "nonzero": value_of(lambda x: np.nonzero(x > 0), real(2, 2)),
    "searchsorted": value_of(lambda x: np.searchsorted([-1.0, 0.0, 1.0], x), real(4)),
    "setdiff1d": value_of(lambda x: np.setdiff1d(x, [2.0]), REPEATED),
    "setxor1d": value_of(lambda x: np.setxor1d(x, [2.0, 7.0]), REPEATED),
    "signbit": value_of(lambda x: np.signbit(x), real(4)),
    "spacing": value_of(lambda x: np.spacing(x), real(4)),
    "union1d": value_of(lambda x: np.union1d(x, [2.5]), REPEATED),
    "unique": value_of(lambda x: np.unique(x, return_counts=True), REPEATED),
    "unique_all": value_of(lambda x: np.unique_all(x), REPEATED),
    "unique_counts": value_of(lambda x: np.unique_counts(x), REPEATED),
    "unique_inverse": value_of(lambda x: np.unique_inverse(x), REPEATED),
    "unique_values": value_of(lambda x: np.sort(np.unique_values(x)), REPEATED),
    "left_shift": value_of(lambda x: np.left_shift(as_integers(x), 2), real(4)),
    "right_shift": value_of(lambda x: np.right_shift(as_integers(x), 1), real(4)),
    "bitwise_count": value_of(lambda x: np.bitwise_count(as_integers(x)), real(4)),
    "gcd": value_of(lambda x: np.gcd(as_integers(x), INTEGERS), real(4)),
    "lcm": value_of(lambda x: np.lcm(as_integers(x), INTEGERS), real(4)),
    "diag_indices_from": value_of(lambda x: np.diag_indices_from(x), real(2, 2)),
    "tril_indices_from": value_of(lambda x: np.tril_indices_from(x), real(2, 2)),
    "triu_indices_from": value_of(lambda x: np.triu_indices_from(x), real(2, 2)),
    "ravel_multi_index": value_of(
        lambda x: np.ravel_multi_index((np.argsort(x), np.argsort(x)), (3, 3)), real(3)
    ),
    "unravel_index": value_of(lambda x: np.unravel_index(np.argmax(x), (2, 3)), real(2, 3)),
    "common_type": value_of(lambda x: np.dtype(np.common_type(x)).name, real(3)),
    "min_scalar_type": value_of(lambda x: str(np.min_scalar_type(x)), real(3)),
    "linalg.matrix_rank": value_of(lambda x: np.linalg.matrix_rank(x), real(3, 2)),
    "all": value_of(lambda x: np.all(x > 0, axis=0), real(2, 3)),
    "any": value_of(lambda x: np.any(x > 0, axis=0), real(2, 3)),
    "argmax": value_of(lambda x: np.argmax(x, axis=1), real(2, 3)),
    "argmin": value_of(lambda x: np.argmin(x, axis=1, keepdims=True), real(2, 3)),
    "argwhere": value_of(lambda x: np.argwhere(x > 0), real(2, 3)),
    "allclose": value_of(lambda x: np.allclose(x, x + 1e-12), real(3)),
    "isclose": value_of(lambda x: np.isclose(x, [1.0, 2.0, 3.0]), real(3)),
    "array_equal": value_of(lambda x: np.array_equal(x, x), real(3)),
    "array_equiv": value_of(lambda x: np.array_equiv(x, x), real(3)),
    "isfinite": value_of(lambda x: np.isfinite(x), WITH_NAN),
    "isnan": value_of(lambda x: np.isnan(x), WITH_NAN),
    "equal": value_of(lambda x: np.equal(x, 2.0), REPEATED),
    "not_equal": value_of(lambda x: np.not_equal(x, 2.0), REPEATED),
    "less": value_of(lambda x, y: np.less(x, y), real(3), real(3)),
    "less_equal": value_of(lambda x: np.less_equal(x, 2.0), REPEATED),
    "greater": value_of(lambda x: np.greater(x, 2.0), REPEATED),
    "greater_equal": value_of(lambda x: np.greater_equal(x, 2.0), REPEATED),
    "logical_and": value_of(lambda x: np.logical_and(x > 0, x < 2), real(4)),
    "logical_or": value_of(lambda x: np.logical_or(x > 1, x < 0), real(4)),
    "logical_xor": value_of(lambda x: np.logical_xor(x > 0, x < 2), real(4)),
    "logical_not": value_of(lambda x: np.logical_not(x > 0), real(4)),
    "bitwise_and": value_of(lambda x: np.bitwise_and(as_integers(x), 3), real(4)),
    "bitwise_or": value_of(lambda x: np.bitwise_or(as_integers(x), 3), real(4)),
    "bitwise_xor": value_of(lambda x: np.bitwise_xor(as_integers(x), 3), real(4)),
    "bitwise_invert": value_of(lambda x: np.bitwise_invert(as_integers(x)), real(4)),
    "packbits": value_of(lambda x: np.packbits(x > 0), real(5)),
    "zeros_like": value_of(lambda x: np.zeros_like(x, dtype=int), real(2, 3)),
    "ones_like": value_of(lambda x: np.ones_like(x), real(2, 3)),
    "shape": value_of(lambda x: np.shape(x), real(2, 3)),
    "ndim": value_of(lambda x: np.ndim(x), real(2, 3)),
    "size": value_of(lambda x: np.size(x), real(2, 3)),
    "result_type": value_of(lambda x: str(np.result_type(x, np.float32)), real(3)),
    "can_cast": value_of(lambda x: np.can_cast(x.dtype, np.float64), real(3)),
    "iscomplexobj": value_of(lambda x: np.iscomplexobj(x), real(3)),
    "isrealobj": value_of(lambda x: np.isrealobj(x), real(3)),
    "array_repr": value_of(lambda x: np.array_repr(x), real(3)),
    "array_str": value_of(lambda x: np.array_str(x), real(3)),
    "array2string": value_of(lambda x: np.array2string(x, precision=2), real(3)),
    "save": value_of(_saved(np.save), real(3)),
    "savez": value_of(_saved(np.savez), real(3)),
    "savetxt": value_of(_saved(np.savetxt), real(3)),
    "shares_memory": value_of(lambda x: np.shares_memory(x, np.zeros(3)), real(3)),
    "may_share_memory": value_of(lambda x: np.may_share_memory(x, np.zeros(3)), positive(3)),
}
