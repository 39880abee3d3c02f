"""The running means that Adam and its kin share."""

from __future__ import annotations

from typing import Any

from minigrad.optim.options import State

Betas = tuple[float, float]


def moments(g: Any, state: State, betas: Any) -> tuple[Any, Any, Any]:
    """The number of this step, and the running means of gradients and of their squares."""
    beta1, beta2 = betas
    m = state.get("exp_avg", 0.0)
    m = m + (1 - beta1) * (g - m)
    s = beta2 * state.get("exp_avg_sq", 0.0) + (1 - beta2) * (g * g)
    return state.get("step", 0) + 1, m, s
