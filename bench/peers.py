"""Programs in other libraries: a table of the operations, and derivatives as those take them.

NumPy finds the elements of a key, in an array of positions. So a peer needs no meaning of its own
for ``x[::-2]`` or a mask, and of elements assigned to twice the last one wins everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.ops.indexing import fill_key
from minigrad.testing.programs import Program, Use

ALIKE = (
    *("add", "subtract", "multiply", "divide", "matmul", "negative", "positive", "absolute"),
    *("square", "sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "sign"),
    *("maximum", "minimum", "where", "isnan", "isfinite", "zeros_like", "ones_like"),
    *("not_equal", "less", "less_equal", "greater", "greater_equal", "swapaxes", "reshape"),
    *("logical_and", "logical_or", "logical_not", "bitwise_and", "bitwise_or", "bitwise_xor"),
    *("any", "all", "argmax", "argmin", "real", "imag", "conj", "isinf", "signbit"),
    *("tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "arcsinh", "arccosh"),
    *("arctanh", "hypot", "log2", "log10", "exp2", "reciprocal", "logaddexp", "logaddexp2", "sinc"),
    *("floor", "ceil", "trunc", "round", "fmod", "remainder", "floor_divide", "copysign"),
    *("heaviside", "fmax", "fmin", "logical_xor", "cumsum", "cumprod", "nextafter"),
)
# Where both have the function of NumPy's or SciPy's name, in a module of their own.
LINALG = ("inv", "det", "solve", "cholesky", "qr", "slogdet")
FFT = ("fft", "ifft", "rfft", "irfft")
SPECIAL = (
    *("digamma", "gammaln", "i0", "i0e", "i1", "i1e", "xlogy", "xlog1py", "ndtr", "ndtri"),
    *("log_ndtr", "entr", "logit", "erfinv"),
)


class Derivatives(NamedTuple):
    """For each leaf: the gradient, and the gradient of its product with a direction."""

    first: list[Any]
    second: list[Any]


class Peer:
    """A library that runs programs in float64 and differentiates them.

    Attributes
    ----------
    name
        How it is imported.
    functions
        By the names of minigrad's operations; they take the inputs, and options by keyword.
    array
        Makes a constant.
    """

    name: str
    functions: Mapping[str, Callable[..., Any]]
    array: Callable[[Any], Any]

    def derivatives(
        self, program: Program, cotangent: Any, directions: Sequence[Any]
    ) -> Derivatives:
        """Of ``(cotangent * y).sum()``, and of the sum of ``(gradient * direction).sum()``."""
        raise NotImplementedError

    def run(self, program: Program, leaves: Sequence[Any]) -> Any:
        """The output, from the peer's arrays by the peer's functions."""
        values = dict(zip(program.leaf_names, leaves, strict=True))
        for name, step in program.steps.items():
            keyed = "key" in step.options  # then what is no Use is an index, and stays NumPy's
            inputs = [
                self._used(x, values[x.name])
                if isinstance(x, Use)
                else (x if keyed else self.array(x))
                for x in step.inputs
            ]
            y = self.functions[step.op.name](*inputs, **step.options)
            values[name] = y if step.part is None else y[step.part]
        return values["y"]

    def _used(self, use: Use, x: Any) -> Any:
        x = x if use.scale == 1 else use.scale * x
        return x + self.array(use.shift) if np.any(use.shift) else x

    def functions_of(self, xp: Any) -> dict[str, Callable[..., Any]]:
        """Functions with one name in all libraries, and indexing."""
        return {
            **{name: getattr(xp, name) for name in ALIKE},
            **{name: getattr(xp.linalg, name) for name in LINALG},
            **{name: getattr(xp.fft, name) for name in FFT},
            "einsum": lambda *xs, subscripts="", optimize=None: xp.einsum(subscripts, *xs),
            "sech": lambda x: 1 / xp.cosh(x),
            "rint": xp.round,
            "tanhshrink": lambda x: x - xp.tanh(x),
            "triangle": lambda x, diagonal=1.0: xp.tril(x, -1) + diagonal * xp.tril(xp.triu(x)),
            "power": xp.pow,
            "invert": xp.bitwise_not,
            "broadcast_to": lambda x, shape: xp.broadcast_to(x, shape),
            "matrix_transpose": lambda x: xp.swapaxes(x, -1, -2),
            "swapaxes": lambda x, axis1=-1, axis2=-2: xp.swapaxes(x, axis1, axis2),
            "getitem": lambda x, *arrays, key=(): self._take(x, positions(x.shape, key, arrays)),
            "setitem": self._assigned,
            "scatter": self._scattered,
        }

    def _take(self, x: Any, at: Any) -> Any:
        return x.reshape(-1)[self.array(at)]

    def _assigned(self, x: Any, value: Any, *arrays: Any, key: Any = ()) -> Any:
        at = positions(x.shape, key, arrays)
        winner = np.full(math.prod(x.shape), -1)
        winner[at.ravel()] = np.arange(at.size)  # the last of equal positions
        winner = winner.reshape(x.shape)
        if at.size == 0:
            return x
        values = self._take(self.functions["broadcast_to"](value, at.shape), np.maximum(winner, 0))
        return self.functions["where"](self.array(winner >= 0), values, x)

    def _scattered(self, x: Any, *arrays: Any, key: Any = (), shape: Any = ()) -> Any:
        count = math.prod(shape)
        goes_to = np.eye(count)[:, positions(shape, key, arrays).ravel()]
        return (self.array(goes_to) @ x.reshape(-1)).reshape(shape)


def positions(shape: Sequence[int], key: Any, arrays: tuple[Any, ...]) -> Any:
    """The positions, among all elements, of those that a key names."""
    return np.array(np.arange(math.prod(shape)).reshape(shape)[fill_key(key, arrays)], order="C")


class Torch(Peer):
    """PyTorch, in one thread."""

    name = "torch"

    def __init__(self) -> None:
        import torch
        from torch.nn import functional

        torch.set_num_threads(1)
        torch.set_default_dtype(torch.float64)

        def reduction(function: Callable[..., Any]) -> Callable[..., Any]:
            def reduced(x, axis=None, **options):
                if "ddof" in options or function in (torch.var, torch.std):
                    options["correction"] = options.pop("ddof", 0)
                return function(x, dim=tuple(range(x.ndim)) if axis is None else axis, **options)

            return reduced

        def scan(function: Callable[..., Any]) -> Callable[..., Any]:
            return lambda x, axis=None: (
                function(x.reshape(-1), 0) if axis is None else function(x, axis)
            )

        self.array = torch.tensor
        self.functions = {
            **self.functions_of(torch),
            **{n: reduction(getattr(torch, n)) for n in ("sum", "mean", "var", "std", "logsumexp")},
            "max": reduction(torch.amax),
            "min": reduction(torch.amin),
            "equal": torch.eq,  # torch.equal is another function
            # By itself clamp raises an error in the backward sweep if the bounds are larger.
            "clip": lambda *xs: torch.clamp(*torch.broadcast_tensors(*xs)),
            **{name: getattr(torch.special, name) for name in SPECIAL},
            "cholesky": lambda a, upper=False: torch.linalg.cholesky(a, upper=upper),
            "expm": torch.linalg.matrix_exp,
            "pseudo_inverse": lambda a, rcond: torch.linalg.pinv(a),
            "erfcx": torch.special.erfcx,
            "floor_divide": lambda a, b: torch.floor_divide(a.detach(), b.detach()),
            "heaviside": lambda a, b: torch.heaviside(a.detach(), b.detach()),
            "imag": lambda x: torch.imag(x) if x.is_complex() else torch.zeros_like(x),
            **{name: scan(getattr(torch, name)) for name in ("cumsum", "cumprod")},
            "cbrt": lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3),
            "flip": lambda m, axis=None: torch.flip(m, axes(m, axis)),
            "roll": lambda a, shift, axis=None: torch.roll(a, shift, axis),
            "prod": lambda x, axis=None, keepdims=False: product(torch, x, axis, keepdims),
            "diagonal": lambda a, offset=0, axis1=0, axis2=1: torch.diagonal(
                a, offset, axis1, axis2
            ),
            "sort": lambda a, axis=-1, **options: (
                torch.sort(
                    a.reshape(-1) if axis is None else a,
                    dim=-1 if axis is None else axis,
                    descending=options.get("descending", False),
                ).values
            ),
            "take_along_axis": lambda arr, indices, axis=-1: torch.take_along_dim(
                arr, indices, axis
            ),
            "step": lambda x: (x > 0).to(torch.float64),
            "sigmoid": torch.sigmoid,
            "softplus": lambda x, beta=1.0: functional.softplus(x, beta, threshold=1e3),
            "softsign": functional.softsign,
            "erf": torch.erf,
            "erfc": torch.erfc,
            "relu": torch.relu,
            "relu_n": functional.relu6,
            "h_swish": functional.hardswish,
            "softmax": lambda x, axis=-1: torch.softmax(x, axis),
            "log_softmax": lambda x, axis=-1: torch.log_softmax(x, axis),
            "astype": lambda x, dtype: x.to(torch.float64),
            "discretize": lambda x, dtype: x.to(torch.int64),
            "transpose": lambda x, axes=None: x.permute(
                tuple(range(x.ndim))[::-1] if axes is None else axes
            ),
            "concatenate": lambda *xs, axis=0: torch.cat(xs, axis),
            "stack": lambda *xs, axis=0: torch.stack(xs, axis),
        }

    def derivatives(self, program, cotangent, directions):
        """Record the first sweep, and sweep over it."""
        import torch

        xs = [torch.tensor(x, requires_grad=True) for x in program.leaves]
        y = (self.run(program, xs) * torch.tensor(cotangent)).sum()
        first = gradients(y, xs, create_graph=True)
        slope = sum((g * torch.tensor(v)).sum() for g, v in zip(first, directions, strict=True))
        second = gradients(slope, xs)
        return Derivatives([dense(g) for g in first], [dense(g) for g in second])


def axes(x: Any, axis: Any) -> tuple[int, ...]:
    """Axes as a tuple; None is all of them."""
    if axis is None:
        return tuple(range(x.ndim))
    return axis if isinstance(axis, tuple) else (axis,)


def product(torch: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """PyTorch's product, which takes one axis at a time."""
    for i in sorted((a % x.ndim for a in axes(x, axis)), reverse=True):
        x = torch.prod(x, i, keepdim=keepdims)
    return x


def dense(g: Any) -> Any:
    """An array. Some of PyTorch's zeros have no memory, and NumPy's way to them may crash."""
    import torch

    return torch.where(torch.ones(g.shape, dtype=torch.bool), g.detach(), 0.0).numpy()


def gradients(y: Any, xs: Sequence[Any], **options: Any) -> Sequence[Any]:
    """PyTorch's gradients, zero where nothing flows."""
    import torch

    if not y.requires_grad:
        return [torch.zeros_like(x) for x in xs]
    return torch.autograd.grad(y, xs, allow_unused=True, materialize_grads=True, **options)


class Jax(Peer):
    """JAX, on the CPU."""

    name = "jax"

    def __init__(self) -> None:
        import jax
        from jax import numpy as jnp
        from jax.scipy import linalg, special
        from jax.scipy.special import erf, erfc

        jax.config.update("jax_platforms", "cpu")
        jax.config.update("jax_enable_x64", val=True)
        self.array = jnp.asarray
        self.functions = {
            **self.functions_of(jnp),
            **{name: getattr(jnp, name) for name in ("sum", "mean", "var", "std", "max", "min")},
            "equal": jnp.equal,
            **{name: getattr(special, name) for name in SPECIAL},
            **{name: getattr(special, name) for name in ("beta", "betaln", "kl_div", "rel_entr")},
            **{name: getattr(jnp, name) for name in ("cbrt", "flip", "roll", "prod", "diagonal")},
            "cholesky": lambda a, upper=False: jnp.linalg.cholesky(a, upper=upper),
            "expm": linalg.expm,
            "pseudo_inverse": lambda a, rcond: jnp.linalg.pinv(a),
            "sort": lambda a, axis=-1, **options: jnp.sort(
                a, axis, descending=options.get("descending", False)
            ),
            "take_along_axis": jnp.take_along_axis,
            "clip": jnp.clip,
            "step": lambda x: jnp.heaviside(x, 0.0),
            "sigmoid": jax.nn.sigmoid,
            "softplus": lambda x, beta=1.0: jax.nn.softplus(beta * x) / beta,
            "softsign": jax.nn.soft_sign,
            "erf": erf,
            "erfc": erfc,
            "relu": jax.nn.relu,
            "relu_n": jax.nn.relu6,
            "h_swish": jax.nn.hard_swish,
            "logsumexp": jax.nn.logsumexp,
            "softmax": jax.nn.softmax,
            "log_softmax": jax.nn.log_softmax,
            "astype": lambda x, dtype: x.astype(dtype),
            "discretize": lambda x, dtype: x.astype(dtype),
            "transpose": jnp.transpose,
            "concatenate": lambda *xs, axis=0: jnp.concatenate(xs, axis),
            "stack": lambda *xs, axis=0: jnp.stack(xs, axis),
        }

    def derivatives(self, program, cotangent, directions):
        """Transform the function twice."""
        import jax
        from jax import numpy as jnp

        def first(xs):
            return jax.grad(lambda xs: (self.run(program, xs) * cotangent).sum())(xs)

        def slope(xs):
            gs = first(xs)
            return sum((g * v).sum() for g, v in zip(gs, directions, strict=True)), gs

        second, gs = jax.grad(slope, has_aux=True)([jnp.asarray(x) for x in program.leaves])
        return Derivatives([np.array(g) for g in gs], [np.array(g) for g in second])


PEERS = {"torch": Torch, "jax": Jax}
