"""The differentiable calls of numpy, numpy.linalg and numpy.fft, and of functions with modes."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.numpy_calls.calls import Call, above, complex_, given, positive, real, unit

INDICES = np.array([2, 0, 1, 2])
MASK = np.array([True, False, True])
EYE = np.eye(3)
DIAGONAL_HEAVY = given([[1.0, 0.2, -0.1], [0.3, 2.1, 0.2], [-0.2, 0.1, 3.3]])  # real eigenvalues
TALL = real(4, 3)


def symmetric(x: Any) -> Any:
    """A symmetric matrix, whichever triangle is read."""
    return (x + x.T) / 2


def positive_definite(x: Any) -> Any:
    """A symmetric positive definite matrix."""
    return x @ x.T + 2 * EYE


def _put_along_axis(x: Any, values: Any) -> Any:
    y = x.copy()
    np.put_along_axis(y, np.array([[1], [0]]), values, axis=1)
    return y


def _vectorized(x: Any) -> Any:
    return np.vectorize(lambda t: t * t)(x)


ELEMENTWISE = {
    "abs": Call(lambda x: np.abs(x), real(4)),
    "absolute": Call(lambda x: np.absolute(x), real(2, 2)),
    "add": Call(lambda x, y: np.add(x, y), real(2, 3), real(3)),
    "cos": Call(lambda x: np.cos(x), real(4)),
    "divide": Call(lambda x, y: np.divide(x, y), real(3), positive(3)),
    "exp": Call(lambda x: np.exp(x), real(4)),
    "expm1": Call(lambda x: np.expm1(x), real(4)),
    "log": Call(lambda x: np.log(x), positive(4)),
    "log1p": Call(lambda x: np.log1p(x), positive(4)),
    "maximum": Call(lambda x, y: np.maximum(x, y), real(4), real(4)),
    "minimum": Call(lambda x, y: np.minimum(x, y), real(4), real(4)),
    "multiply": Call(lambda x, y: np.multiply(x, y), real(2, 3), real(2, 1)),
    "negative": Call(lambda x: np.negative(x), real(4)),
    "positive": Call(lambda x: np.positive(x), real(4)),
    "pow": Call(lambda x, y: np.pow(x, y), positive(4), real(4)),
    "power": Call(lambda x, y: np.power(x, y), positive(4), real(4)),
    "sin": Call(lambda x: np.sin(x), real(4)),
    "sqrt": Call(lambda x: np.sqrt(x), positive(4)),
    "square": Call(lambda x: np.square(x), real(4)),
    "subtract": Call(lambda x, y: np.subtract(x, y), real(3), real(2, 3)),
    "tanh": Call(lambda x: np.tanh(x), real(4)),
    "true_divide": Call(lambda x, y: np.true_divide(x, y), real(3), positive(3)),
    "sign": Call(lambda x: np.sign(x), real(4)),
    "clip": Call(lambda x: np.clip(x, -1.0, 1.0), real(4)),
    "acos": Call(lambda x: np.acos(x), unit(4)),
    "acosh": Call(lambda x: np.acosh(x), above(4)),
    "arccos": Call(lambda x: np.arccos(x), unit(4)),
    "arccosh": Call(lambda x: np.arccosh(x), above(4)),
    "arcsin": Call(lambda x: np.arcsin(x), unit(4)),
    "arcsinh": Call(lambda x: np.arcsinh(x), real(4)),
    "arctan": Call(lambda x: np.arctan(x), real(4)),
    "arctan2": Call(lambda x, y: np.arctan2(x, y), real(4), real(4)),
    "arctanh": Call(lambda x: np.arctanh(x), unit(4)),
    "asin": Call(lambda x: np.asin(x), unit(4)),
    "asinh": Call(lambda x: np.asinh(x), real(4)),
    "atan": Call(lambda x: np.atan(x), real(4)),
    "atan2": Call(lambda x, y: np.atan2(x, y), real(4), real(4)),
    "atanh": Call(lambda x: np.atanh(x), unit(4)),
    "conj": Call(lambda x: np.conj(x), complex_(3)),
    "conjugate": Call(lambda x: np.conjugate(x), complex_(3)),
    "cosh": Call(lambda x: np.cosh(x), real(4)),
    "deg2rad": Call(lambda x: np.deg2rad(x), real(4)),
    "degrees": Call(lambda x: np.degrees(x), real(4)),
    "exp2": Call(lambda x: np.exp2(x), real(4)),
    "fabs": Call(lambda x: np.fabs(x), real(4)),
    "fmax": Call(lambda x, y: np.fmax(x, y), real(4), real(4)),
    "fmin": Call(lambda x, y: np.fmin(x, y), real(4), real(4)),
    "hypot": Call(lambda x, y: np.hypot(x, y), real(4), real(4)),
    "log10": Call(lambda x: np.log10(x), positive(4)),
    "log2": Call(lambda x: np.log2(x), positive(4)),
    "logaddexp": Call(lambda x, y: np.logaddexp(x, y), real(4), real(4)),
    "logaddexp2": Call(lambda x, y: np.logaddexp2(x, y), real(4), real(4)),
    "mod": Call(lambda x, y: np.mod(x, y), real(4), positive(4)),
    "rad2deg": Call(lambda x: np.rad2deg(x), real(4)),
    "radians": Call(lambda x: np.radians(x), real(4)),
    "reciprocal": Call(lambda x: np.reciprocal(x), positive(4)),
    "remainder": Call(lambda x, y: np.remainder(x, y), real(4), positive(4)),
    "sinh": Call(lambda x: np.sinh(x), real(4)),
    "tan": Call(lambda x: np.tan(x), unit(4)),
    "ceil": Call(lambda x: np.ceil(x), real(4)),
    "floor": Call(lambda x: np.floor(x), real(4)),
    "rint": Call(lambda x: np.rint(x), real(4)),
    "trunc": Call(lambda x: np.trunc(x), real(4)),
    "round": Call(lambda x: np.round(x, 1), given([0.12, -1.27, 2.31])),
    "around": Call(lambda x: np.around(x), real(4)),
    "floor_divide": Call(lambda x, y: np.floor_divide(x, y), real(4), positive(4)),
    "sinc": Call(lambda x: np.sinc(x), real(4)),
    "nan_to_num": Call(lambda x: np.nan_to_num(x), real(4)),
    "angle": Call(lambda x: np.angle(x), complex_(3)),
    "real": Call(lambda x: np.real(x), complex_(3)),
    "imag": Call(lambda x: np.imag(x), complex_(3)),
    "cbrt": Call(lambda x: np.cbrt(x), real(4)),
    "copysign": Call(lambda x, y: np.copysign(x, y), real(4), real(4)),
    "divmod": Call(lambda x, y: np.divmod(x, y), real(4), positive(4)),
    "float_power": Call(lambda x, y: np.float_power(x, y), positive(4), real(4)),
    "fmod": Call(lambda x, y: np.fmod(x, y), real(4), positive(4)),
    "frexp": Call(lambda x: np.frexp(x), real(4)),
    "ldexp": Call(lambda x: np.ldexp(x, np.array([1, 0, 2, -1])), real(4)),
    "modf": Call(lambda x: np.modf(x), real(4)),
    "fix": Call(lambda x: np.fix(x), real(4)),
    "heaviside": Call(lambda x: np.heaviside(x, 0.5), real(4)),
    "i0": Call(lambda x: np.i0(x), real(4)),
    "real_if_close": Call(lambda x: np.real_if_close(x + 0j), real(4)),
    "unwrap": Call(lambda x: np.unwrap(3 * x), real(5)),
    "interp": Call(lambda x: np.interp(x, [-2.0, 0.0, 3.0], [1.0, -1.0, 2.0]), real(4)),
    "interp(fp)": Call(lambda y: np.interp([0.5, 1.2], [0.0, 1.0, 2.0], y), real(3)),
    "emath.sqrt": Call(lambda x: np.emath.sqrt(x), real(4)),
    "emath.log": Call(lambda x: np.emath.log(x), real(4)),
    "emath.power": Call(lambda x: np.emath.power(x, 1.5), real(4)),
}

REDUCTIONS = {
    "amax": Call(lambda x: np.amax(x, axis=0), real(2, 3)),
    "amin": Call(lambda x: np.amin(x, axis=1), real(2, 3)),
    "max": Call(lambda x: np.max(x), real(2, 3)),
    "min": Call(lambda x: np.min(x, axis=1, keepdims=True), real(2, 3)),
    "mean": Call(lambda x: np.mean(x, axis=0), real(2, 3)),
    "sum": Call(lambda x: np.sum(x, axis=(0, 1)), real(2, 3)),
    "std": Call(lambda x: np.std(x, axis=0), real(3, 2)),
    "var": Call(lambda x: np.var(x, axis=0, ddof=1), real(3, 2)),
    "prod": Call(lambda x: np.prod(x, axis=0), real(3, 2)),
    "cumsum": Call(lambda x: np.cumsum(x, axis=1), real(2, 3)),
    "diff": Call(lambda x: np.diff(x, n=2), real(2, 4)),
    "gradient": Call(lambda x: np.gradient(x, 0.5), real(5)),
    "ptp": Call(lambda x: np.ptp(x, axis=0), real(3, 2)),
    "average": Call(lambda x, w: np.average(x, axis=0, weights=w), real(3, 2), positive(3)),
    "median": Call(lambda x: np.median(x, axis=0), real(4, 2)),
    "percentile": Call(lambda x: np.percentile(x, [30, 60]), real(5)),
    "quantile": Call(lambda x: np.quantile(x, 0.3, axis=1), real(2, 4)),
    "cumprod": Call(lambda x: np.cumprod(x, axis=0), real(3, 2)),
    "cumulative_sum": Call(lambda x: np.cumulative_sum(x, include_initial=True), real(4)),
    "cumulative_prod": Call(lambda x: np.cumulative_prod(x, include_initial=True), real(4)),
    "nansum": Call(lambda x: np.nansum(x, axis=0), real(2, 3)),
    "nanprod": Call(lambda x: np.nanprod(x, axis=0), real(2, 3)),
    "nanmean": Call(lambda x: np.nanmean(np.where([1, 0, 1], x, np.nan)), real(2, 3)),
    "nanmedian": Call(lambda x: np.nanmedian(x, axis=0), real(4, 2)),
    "nanmax": Call(lambda x: np.nanmax(x, axis=0), real(2, 3)),
    "nanmin": Call(lambda x: np.nanmin(x, axis=0), real(2, 3)),
    "nanstd": Call(lambda x: np.nanstd(x, axis=0), real(3, 2)),
    "nanvar": Call(lambda x: np.nanvar(x, axis=0), real(3, 2)),
    "nancumsum": Call(lambda x: np.nancumsum(x, axis=0), real(3, 2)),
    "nancumprod": Call(lambda x: np.nancumprod(x, axis=0), real(3, 2)),
    "nanquantile": Call(lambda x: np.nanquantile(x, 0.3), real(5)),
    "nanpercentile": Call(lambda x: np.nanpercentile(x, 30), real(5)),
    "ediff1d": Call(lambda x: np.ediff1d(x), real(4)),
    "trapezoid": Call(lambda x: np.trapezoid(x, dx=0.5), real(4)),
    "cov": Call(lambda x: np.cov(x), real(2, 4)),
    "corrcoef": Call(lambda x: np.corrcoef(x), real(2, 4)),
    "histogram(weights)": Call(
        lambda w: np.histogram([0.1, 0.6, 0.7, 1.9], bins=3, weights=w), real(4)
    ),
    "bincount(weights)": Call(lambda w: np.bincount([0, 2, 2], weights=w), real(3)),
    "sort": Call(lambda x: np.sort(x, axis=0), real(3, 2)),
    "partition": Call(lambda x: np.partition(x, 1), given([2.0, 1.0])),
}

PRODUCTS = {
    "matmul": Call(lambda x, y: np.matmul(x, y), real(2, 3), real(3, 2)),
    "cross": Call(lambda x, y: np.cross(x, y), real(2, 3), real(3)),
    "dot": Call(lambda x, y: np.dot(x, y), real(2, 3), real(3)),
    "inner": Call(lambda x, y: np.inner(x, y), real(2, 3), real(3)),
    "outer": Call(lambda x, y: np.outer(x, y), real(2), real(3)),
    "kron": Call(lambda x, y: np.kron(x, y), real(2, 1), real(2, 2)),
    "tensordot": Call(lambda x, y: np.tensordot(x, y, axes=1), real(2, 3), real(3, 2)),
    "einsum": Call(lambda x, y: np.einsum("ij,jk->ik", x, y), real(2, 3), real(3, 2)),
    "trace": Call(lambda x: np.trace(x), real(3, 3)),
    "matvec": Call(lambda x, y: np.matvec(x, y), real(2, 3), real(3)),
    "vecdot": Call(lambda x, y: np.vecdot(x, y), real(2, 3), real(3)),
    "vecmat": Call(lambda x, y: np.vecmat(x, y), real(2), real(2, 3)),
    "vdot": Call(lambda x, y: np.vdot(x, y), complex_(3), complex_(3)),
    "convolve": Call(lambda x, y: np.convolve(x, y), real(4), real(2)),
    "correlate": Call(lambda x, y: np.correlate(x, y, "full"), real(4), real(2)),
}

SHAPES = {
    "asarray": Call(lambda x: np.asarray(x, like=x), real(3)),
    "astype": Call(lambda x: np.astype(x, np.complex128), real(3)),
    "broadcast_to": Call(lambda x: np.broadcast_to(x, (2, 3)), real(3)),
    "concat": Call(lambda x, y: np.concat([x, y]), real(2), real(3)),
    "concatenate": Call(lambda x, y: np.concatenate([x, y], axis=1), real(2, 2), real(2, 1)),
    "copy": Call(lambda x: np.copy(x), real(3)),
    "stack": Call(lambda x, y: np.stack([x, y], axis=1), real(3), real(3)),
    "expand_dims": Call(lambda x: np.expand_dims(x, 0), real(3)),
    "ix_": Call(lambda x, y: np.ix_(x, y), real(2), real(3)),
    "matrix_transpose": Call(lambda x: np.matrix_transpose(x), real(2, 3)),
    "permute_dims": Call(lambda x: np.permute_dims(x, (1, 0)), real(2, 3)),
    "ravel": Call(lambda x: np.ravel(x), real(2, 3)),
    "reshape": Call(lambda x: np.reshape(x, (3, 2)), real(2, 3)),
    "squeeze": Call(lambda x: np.squeeze(x), real(1, 3)),
    "swapaxes": Call(lambda x: np.swapaxes(x, 0, 1), real(2, 3)),
    "transpose": Call(lambda x: np.transpose(x), real(2, 3)),
    "where": Call(lambda x, y: np.where(MASK, x, y), real(3), real(3)),
    "append": Call(lambda x, y: np.append(x, y), real(2), real(2)),
    "array": Call(lambda x: np.array([x[0], x[1] * x[2]]), real(3)),
    "atleast_1d": Call(lambda x: np.atleast_1d(x), real()),
    "atleast_2d": Call(lambda x: np.atleast_2d(x), real(3)),
    "atleast_3d": Call(lambda x: np.atleast_3d(x), real(3)),
    "array_split": Call(lambda x: np.array_split(x, 2), real(5)),
    "block": Call(lambda x, y: np.block([[x, y], [y, x]]), real(2, 2), real(2, 2)),
    "choose": Call(lambda x, y: np.choose([0, 1, 0], [x, y]), real(3), real(3)),
    "column_stack": Call(lambda x, y: np.column_stack([x, y]), real(3), real(3)),
    "diag": Call(lambda x: np.diag(x), real(3)),
    "dsplit": Call(lambda x: np.dsplit(x, 2), real(1, 2, 4)),
    "hsplit": Call(lambda x: np.hsplit(x, 2), real(2, 4)),
    "vsplit": Call(lambda x: np.vsplit(x, 2), real(4, 2)),
    "split": Call(lambda x: np.split(x, [1, 3]), real(4)),
    "dstack": Call(lambda x, y: np.dstack([x, y]), real(2), real(2)),
    "hstack": Call(lambda x, y: np.hstack([x, y]), real(2, 1), real(2, 2)),
    "vstack": Call(lambda x, y: np.vstack([x, y]), real(3), real(3)),
    "fliplr": Call(lambda x: np.fliplr(x), real(2, 3)),
    "flipud": Call(lambda x: np.flipud(x), real(2, 3)),
    "full": Call(lambda x: np.full((2, 3), x[1], like=x), real(3)),
    "linspace": Call(lambda x: np.linspace(x[0], x[1], 4), real(2)),
    "moveaxis": Call(lambda x: np.moveaxis(x, 0, -1), real(2, 1, 3)),
    "repeat": Call(lambda x: np.repeat(x, 2, axis=0), real(2, 2)),
    "roll": Call(lambda x: np.roll(x, 1, axis=1), real(2, 3)),
    "rollaxis": Call(lambda x: np.rollaxis(x, 2), real(2, 1, 3)),
    "rot90": Call(lambda x: np.rot90(x), real(2, 3)),
    "select": Call(lambda x: np.select([x < 0, x > 1], [x, x * x], 0.5), real(5)),
    "tile": Call(lambda x: np.tile(x, (2, 2)), real(3)),
    "tril": Call(lambda x: np.tril(x), real(3, 3)),
    "triu": Call(lambda x: np.triu(x, 1), real(3, 3)),
    "vectorize": Call(_vectorized, real(3)),
    "apply_along_axis": Call(
        lambda x: np.apply_along_axis(lambda v: v * v.sum(), 0, x), real(2, 3)
    ),
    "apply_over_axes": Call(lambda x: np.apply_over_axes(np.sum, x, [0]), real(2, 3)),
    "broadcast_arrays": Call(lambda x, y: np.broadcast_arrays(x, y), real(2, 1), real(3)),
    "compress": Call(lambda x: np.compress(MASK, x), real(3)),
    "delete": Call(lambda x: np.delete(x, 1), real(4)),
    "diagflat": Call(lambda x: np.diagflat(x), real(3)),
    "diagonal": Call(lambda x: np.diagonal(x), real(3, 3)),
    "unstack": Call(lambda x: np.unstack(x), real(2, 3)),
    "extract": Call(lambda x: np.extract(MASK, x), real(3)),
    "flip": Call(lambda x: np.flip(x), real(2, 3)),
    "full_like": Call(lambda x: np.full_like(x, x[1]), real(3)),
    "geomspace": Call(lambda x: np.geomspace(x[0], x[1], 4), positive(2)),
    "insert": Call(lambda x, y: np.insert(x, 1, y), real(3), real()),
    "logspace": Call(lambda x: np.logspace(x[0], x[1], 4), unit(2)),
    "meshgrid": Call(lambda x, y: np.meshgrid(x, y), real(2), real(3)),
    "pad": Call(lambda x: np.pad(x, 1), real(2, 2)),
    "piecewise": Call(
        lambda x: np.piecewise(x, [x < 0, x >= 0], [lambda t: -t, lambda t: t * t]), real(4)
    ),
    "put_along_axis": Call(_put_along_axis, real(2, 3), real(2, 1)),
    "resize": Call(lambda x: np.resize(x, (2, 4)), real(3)),
    "take": Call(lambda x: np.take(x, INDICES), real(3)),
    "take_along_axis": Call(
        lambda x: np.take_along_axis(x, np.array([[1], [0]]), axis=1), real(2, 3)
    ),
    "trim_zeros": Call(lambda x: np.trim_zeros(x * np.array([0, 1, 1, 0])), real(4)),
    "vander": Call(lambda x: np.vander(x, 3), real(3)),
    "asanyarray": Call(lambda x: np.asanyarray(x, like=x), real(3)),
    "ascontiguousarray": Call(lambda x: np.ascontiguousarray(x, like=x), real(3)),
    "asarray_chkfinite": Call(lambda x: np.asarray_chkfinite(x), real(3)),
    "lib.stride_tricks.sliding_window_view": Call(
        lambda x: np.lib.stride_tricks.sliding_window_view(x, 2), real(4)
    ),
}

POLYNOMIALS = {
    "poly": Call(lambda x: np.poly(x), real(3)),
    "polyadd": Call(lambda x, y: np.polyadd(x, y), real(3), real(2)),
    "polyder": Call(lambda x: np.polyder(x), real(4)),
    "polydiv": Call(lambda x, y: np.polydiv(x, y), real(4), positive(2)),
    "polyfit": Call(lambda x, y: np.polyfit(x, y, 1), real(4), real(4)),
    "polyint": Call(lambda x: np.polyint(x), real(3)),
    "polymul": Call(lambda x, y: np.polymul(x, y), real(3), real(2)),
    "polysub": Call(lambda x, y: np.polysub(x, y), real(3), real(2)),
    "polyval": Call(lambda x, y: np.polyval(x, y), real(3), real(2)),
    "roots": Call(lambda x: np.sort(np.roots(x).real), given([1.0, -6.0, 11.0, -6.0])),
    "polynomial.polyval": Call(
        lambda x: np.polynomial.polynomial.polyval(x, [1.0, -2.0, 0.5]), real(3)
    ),
}

LINEAR_ALGEBRA = {
    "linalg.solve": Call(lambda a, b: np.linalg.solve(a, b), DIAGONAL_HEAVY, real(3)),
    "linalg.inv": Call(lambda a: np.linalg.inv(a), DIAGONAL_HEAVY),
    "linalg.cholesky": Call(lambda a: np.linalg.cholesky(positive_definite(a)), real(3, 3)),
    "linalg.pinv": Call(lambda a: np.linalg.pinv(a), TALL),
    "linalg.slogdet": Call(lambda a: np.linalg.slogdet(a), DIAGONAL_HEAVY),
    "linalg.det": Call(lambda a: np.linalg.det(a), DIAGONAL_HEAVY),
    "linalg.svd": Call(lambda a: np.linalg.svd(a, compute_uv=False), TALL),
    "linalg.svd(U,V)": Call(lambda a: np.linalg.svd(a, full_matrices=False), TALL),
    "linalg.eigh": Call(lambda a: np.linalg.eigh(symmetric(a)), DIAGONAL_HEAVY),
    "linalg.norm": Call(lambda a: np.linalg.norm(a), real(2, 3)),
    "linalg.norm(nuc)": Call(lambda a: np.linalg.norm(a, "nuc"), TALL),
    "linalg.multi_dot": Call(
        lambda a, b, c: np.linalg.multi_dot([a, b, c]), real(2, 3), real(3, 2), real(2)
    ),
    "linalg.matrix_power": Call(lambda a: np.linalg.matrix_power(a, 3), DIAGONAL_HEAVY),
    "linalg.tensorsolve": Call(
        lambda a, b: np.linalg.tensorsolve(a.reshape(3, 1, 3), b), DIAGONAL_HEAVY, real(3, 1)
    ),
    "linalg.tensorinv": Call(
        lambda a: np.linalg.tensorinv(a.reshape(3, 1, 3), ind=2), DIAGONAL_HEAVY
    ),
    "linalg.eigvals": Call(lambda a: np.linalg.eigvals(a).real, DIAGONAL_HEAVY),
    "linalg.eigvalsh": Call(lambda a: np.linalg.eigvalsh(symmetric(a)), DIAGONAL_HEAVY),
    "linalg.svdvals": Call(lambda a: np.linalg.svdvals(a), TALL),
    # A phase of an eigenvector is not determined: its square's size is.
    "linalg.eig": Call(
        lambda a: [np.linalg.eig(a)[0].real, np.abs(np.linalg.eig(a)[1])], DIAGONAL_HEAVY
    ),
    "linalg.lstsq": Call(lambda a, b: np.linalg.lstsq(a, b)[0], TALL, real(4)),
    "linalg.norm(2)": Call(lambda a: np.linalg.norm(a, 2), TALL),
    "linalg.norm(1,axis)": Call(lambda a: np.linalg.norm(a, 1, axis=0), real(2, 3)),
    "linalg.qr": Call(lambda a: np.linalg.qr(a), TALL),
    "linalg.cond": Call(lambda a: np.linalg.cond(a), TALL),
    "linalg.trace": Call(lambda a: np.linalg.trace(a), real(3, 3)),
    "linalg.diagonal": Call(lambda a: np.linalg.diagonal(a), real(3, 3)),
    "linalg.cross": Call(lambda a, b: np.linalg.cross(a, b), real(3), real(3)),
    "linalg.outer": Call(lambda a, b: np.linalg.outer(a, b), real(2), real(3)),
    "linalg.tensordot": Call(
        lambda a, b: np.linalg.tensordot(a, b, axes=1), real(2, 3), real(3, 2)
    ),
    "linalg.matmul": Call(lambda a, b: np.linalg.matmul(a, b), real(2, 3), real(3, 2)),
    "linalg.matrix_transpose": Call(lambda a: np.linalg.matrix_transpose(a), real(2, 3)),
    "linalg.matrix_norm": Call(lambda a: np.linalg.matrix_norm(a), real(2, 3)),
    "linalg.vector_norm": Call(lambda a: np.linalg.vector_norm(a, ord=3), real(2, 3)),
    "linalg.vecdot": Call(lambda a, b: np.linalg.vecdot(a, b), real(2, 3), real(3)),
}

FOURIER = {
    "fft.fft": Call(lambda x: np.fft.fft(x), complex_(4)),
    "fft.ifft": Call(lambda x: np.fft.ifft(x), complex_(4)),
    "fft.rfft": Call(lambda x: np.fft.rfft(x), real(5)),
    "fft.irfft": Call(lambda x: np.fft.irfft(x), complex_(3)),
    "fft.fft2": Call(lambda x: np.fft.fft2(x), real(2, 3)),
    "fft.ifft2": Call(lambda x: np.fft.ifft2(x), complex_(2, 3)),
    "fft.rfft2": Call(lambda x: np.fft.rfft2(x), real(2, 3)),
    "fft.irfft2": Call(lambda x: np.fft.irfft2(x), complex_(2, 3)),
    "fft.fftn": Call(lambda x: np.fft.fftn(x), real(2, 3)),
    "fft.ifftn": Call(lambda x: np.fft.ifftn(x, norm="ortho"), complex_(2, 3)),
    "fft.rfftn": Call(lambda x: np.fft.rfftn(x), real(2, 4)),
    "fft.irfftn": Call(lambda x: np.fft.irfftn(x), complex_(2, 3)),
    "fft.fftshift": Call(lambda x: np.fft.fftshift(x), real(5)),
    "fft.ifftshift": Call(lambda x: np.fft.ifftshift(x), real(5)),
    "fft.hfft": Call(lambda x: np.fft.hfft(x), complex_(3)),
    "fft.ihfft": Call(lambda x: np.fft.ihfft(x), real(4)),
}

DIFFERENTIABLE: dict[str, Call] = {
    **ELEMENTWISE,
    **REDUCTIONS,
    **PRODUCTS,
    **SHAPES,
    **POLYNOMIALS,
    **LINEAR_ALGEBRA,
    **FOURIER,
}
