"""NumPy's protocols: which function of minigrad a call of ``np.*`` on a Tensor means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from minigrad.op import Traced
from minigrad.ops import elementwise, joining, linalg, logic, reductions, shapes

UFUNCS: dict[Any, Callable[..., Any]] = {
    getattr(np, op.name): op
    for op in (*vars(logic).values(), *vars(elementwise).values(), linalg.matmul)
    if isinstance(getattr(np, getattr(op, "name", ""), None), np.ufunc)
}

FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: reductions.sum,
    np.mean: reductions.mean,
    np.var: reductions.var,
    np.std: reductions.std,
    np.max: reductions.max,
    np.amax: reductions.max,
    np.min: reductions.min,
    np.amin: reductions.min,
    np.argmax: reductions.argmax,
    np.argmin: reductions.argmin,
    np.any: reductions.any,
    np.all: reductions.all,
    np.reshape: shapes.reshape,
    np.transpose: shapes.transpose,
    np.swapaxes: shapes.swapaxes,
    np.matrix_transpose: shapes.matrix_transpose,
    np.broadcast_to: shapes.broadcast_to,
    np.expand_dims: shapes.expand_dims,
    np.squeeze: shapes.squeeze,
    np.ravel: shapes.ravel,
    np.concatenate: joining.concatenate,
    np.stack: joining.stack,
    np.where: logic.where,
    np.copy: elementwise.positive,
    np.zeros_like: logic.zeros_like,
    np.ones_like: logic.ones_like,
}

# Questions about values that no gradient could flow through.
QUESTIONS: frozenset[Any] = frozenset(
    {
        np.shape,
        np.ndim,
        np.size,
        np.result_type,
        np.can_cast,
        np.iscomplexobj,
        np.isrealobj,
        np.allclose,
        np.isclose,
        np.array_equal,
        np.array_equiv,
        np.array_repr,
        np.array_str,
        np.array2string,
        np.may_share_memory,
        np.shares_memory,
    }
)


def array_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``ufunc(*inputs)`` with a Tensor among them."""
    if kwargs.get("out") is not None:
        raise TypeError(
            f"np.{ufunc.__name__}: the result of an operation on a Tensor cannot be written into "
            "a NumPy array; write `a = a + t` instead of `a += t`, without out="
        )
    if method == "__call__" and not kwargs and ufunc in UFUNCS:
        return UFUNCS[ufunc](*inputs)
    called = "" if method == "__call__" else f".{method}"
    return _on_values(getattr(ufunc, method), f"np.{ufunc.__name__}{called}", inputs, kwargs)


def array_function(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``function(*args, **kwargs)`` with a Tensor somewhere among the arguments."""
    if function is np.clip:
        return _clip(*args, **kwargs)
    if function in FUNCTIONS:
        return FUNCTIONS[function](*args, **kwargs)
    module = function.__module__.replace("numpy", "np", 1)
    return _on_values(function, f"{module}.{function.__name__}", args, kwargs)


def _clip(a: Any, a_min: Any = None, a_max: Any = None, min: Any = None, max: Any = None) -> Any:
    return elementwise.clip(a, a_min if min is None else min, a_max if max is None else max)


def _on_values(function: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Compute on the values, where that cannot lose a gradient."""
    if function not in QUESTIONS and any(map(_requires_grad, _flat((args, kwargs)))):
        import difflib  # noqa: PLC0415 - only for this message

        known = [f"np.{f.__name__}" for f in (*UFUNCS, *FUNCTIONS)]
        close = difflib.get_close_matches(name, known, 3, cutoff=0.75)
        asked = f"{name}({', '.join(['...', *(f'{key}=' for key in kwargs)])})"
        raise TypeError(
            f"{asked} is not an operation of minigrad, so its gradient would be lost; "
            + (f"there is {', '.join(close)}; " if close else "")
            + "use t.numpy() to compute with the values on purpose, or make the operation with "
            "minigrad.Op"
        )
    return function(*_values(args), **_values(kwargs))


def _requires_grad(x: Any) -> bool:
    return isinstance(x, Traced) and getattr(x, "requires_grad", True)


def _flat(tree: Any) -> Iterable[Any]:
    if isinstance(tree, dict):
        tree = tree.values()
    elif not isinstance(tree, (list, tuple)):
        return [tree]
    return (leaf for branch in tree for leaf in _flat(branch))


def _values(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _values(branch) for key, branch in tree.items()}
    if isinstance(tree, (list, tuple)):
        return type(tree)(map(_values, tree))
    return tree.numpy() if isinstance(tree, Traced) and hasattr(tree, "numpy") else tree
