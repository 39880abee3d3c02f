"""The memory of LBFGS: how the gradient changed along past steps, and a direction from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minigrad.ops import reductions
from minigrad.ops.elementwise import absolute
from minigrad.optim.options import State


def quasi_newton(g: Any, steps: Sequence[Any], changes: Sequence[Any], scale: Any) -> Any:
    r"""The direction :math:`-H g`, with an inverse Hessian :math:`H` known from past steps.

    Parameters
    ----------
    g : array or Tensor
        The gradient, as one vector.
    steps, changes : sequence
        Past steps, and how much the gradient changed along each, oldest first.
    scale : number
        The inverse Hessian before any of them.

    References
    ----------
    Nocedal, Wright, "Numerical optimization", 2nd edition, algorithm 7.4.

    Examples
    --------
    >>> from minigrad.optim.quasi_newton import quasi_newton
    >>> hessian = np.diag([2.0, 8.0])
    >>> steps = [np.array([1.0, 0.0]), np.array([0.0, 1.0])]
    >>> changes = [hessian @ s for s in steps]
    >>> quasi_newton(np.array([2.0, 8.0]), steps, changes, 1.0)
    array([-1., -1.])
    """
    d = -g
    pairs = [(s, y, y @ s) for s, y in zip(steps, changes, strict=True)]
    shares = []
    for s, y, curvature in reversed(pairs):
        shares.append((s @ d) / curvature)
        d = d - shares[-1] * y
    d = scale * d
    for s, y, curvature in pairs:
        d = d + (shares.pop() - (y @ d) / curvature) * s
    return d


def next_step(g: Any, state: State, lr: float, history_size: int) -> tuple[Any, float]:
    """The next direction and the length to try, after remembering the last step."""
    state["n_iter"] += 1
    first = state["n_iter"] == 1
    if first:
        state.update(steps=[], changes=[], scale=1.0)
    else:
        s, y = state["t"] * state["direction"], g - state["gradient"]
        curvature = float(y @ s)
        if curvature > 1e-10:  # otherwise the direction would not lead down
            state["steps"] = [*state["steps"], s][-history_size:]
            state["changes"] = [*state["changes"], y][-history_size:]
            state["scale"] = curvature / float(y @ y)
    d = quasi_newton(g, state["steps"], state["changes"], state["scale"])
    t = lr * min(1.0, 1.0 / float(reductions.sum(absolute(g)))) if first else lr
    state.update(direction=d, gradient=g, t=t)
    return d, t
