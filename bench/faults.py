"""Checkers against wrong gradients: faults planted in the rules of three functions."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import numpy as np

from bench.tables import Table
from minigrad.ops import registry
from minigrad.testing import check_grads
from minigrad.testing.faults import FAULTS
from minigrad.testing.sampling import sample
from minigrad.testing.wrong_rules import TINY

NONE = "none: the right rule"
INPUTS = {"sin": 1, "exp": 1, "matmul": 2}
CANNOT = "–"


def arrays(name: str) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return [rng.uniform(-1, 1, (3, 3)) for _ in range(INPUTS[name])]


def rules(xp: Any, name: str, g: Any, y: Any, xs: Any) -> list[Any]:
    """The right rules, in any library's operations."""
    if name == "sin":
        return [g * xp.cos(xs[0])]
    return [g * y] if name == "exp" else [g @ xs[1].T, xs[0].T @ g]


def first_element_dropped(xp: Any, part: Any) -> Any:
    keep = np.ones((3, 3))
    keep[0, 0] = 0.0
    return part * xp.array(keep)


CHANGES = {
    "times 1 + 1e-6": lambda xp, p: p * (1 + 1e-6),
    "sign flipped": lambda xp, p: -p,
    "transposed": lambda xp, p: p.T,
    "one element dropped": first_element_dropped,
    "0 for a tiny gradient": lambda xp, p: 0.0 * p,
    "different every time": lambda xp, p: p * (1 + 1e-9 * float(np.random.default_rng().random())),
}
VICTIMS = {"cotangent written into": 0, "output written into": 1, "input written into": 2}
KEPT = "gradient kept in one place"


def broken(xp: Any, fault: str, name: str) -> Callable[..., list[Any]] | None:
    """The rules with a fault; None where the library cannot express it, or it changes nothing."""
    kept: list[Any] = [None, None]

    def wrong(g: Any, y: Any, *xs: Any) -> list[Any]:
        if fault == "cotangent ignored":
            return rules(xp, name, xp.ones_like(g), y, xs)
        if fault == "inputs frozen at order 2":
            return rules(xp, name, g, xp.constant(y), [*map(xp.constant, xs)])
        parts = rules(xp, name, g, y, xs)
        if fault == "another input's rule":
            return parts[::-1]
        if fault in VICTIMS:
            xp.double_in_place((g, y, *xs)[VICTIMS[fault]])
        if fault == KEPT:
            return [xp.keep(kept, k, p) for k, p in enumerate(parts)]
        return [CHANGES[fault](xp, p) for p in parts] if fault in CHANGES else parts

    if (fault == KEPT or fault in VICTIMS) and not xp.mutable:
        return None
    return None if fault == "another input's rule" and INPUTS[name] == 1 else wrong


def forward(xp: Any, fault: str, name: str) -> Callable[..., Any]:
    function = getattr(xp, name)
    if fault == "0 for a tiny gradient":
        return lambda *xs: TINY * function(*xs)
    return function


def torch_functions() -> Any:
    import torch

    def double_in_place(t):
        t.data.mul_(2)

    def keep(kept, k, p):
        if torch.is_grad_enabled() and p.requires_grad:
            return p
        kept[k] = torch.empty_like(p) if kept[k] is None else kept[k]
        return kept[k].copy_(p)

    return SimpleNamespace(
        sin=torch.sin,
        exp=torch.exp,
        cos=torch.cos,
        matmul=torch.matmul,
        ones_like=torch.ones_like,
        array=torch.tensor,
        constant=lambda t: t.detach(),
        double_in_place=double_in_place,
        keep=keep,
        mutable=True,
    )


def pytorch(fault: str, name: str, *, fast: bool) -> bool | None:
    """True where gradcheck or gradgradcheck refuses it."""
    import torch

    xp = torch_functions()
    wrong = broken(xp, fault, name)
    if wrong is None:
        return None
    value = forward(xp, fault, name)

    class Faulty(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *xs):
            y = value(*xs)
            ctx.save_for_backward(y, *xs)
            return y

        @staticmethod
        def backward(ctx, g):
            parts = wrong(g, *ctx.saved_tensors)
            return parts[0] if len(parts) == 1 else tuple(parts)

    torch.manual_seed(0)
    xs = [torch.tensor(a, requires_grad=True) for a in arrays(name)]

    def check():
        torch.autograd.gradcheck(Faulty.apply, xs, fast_mode=fast)
        torch.autograd.gradgradcheck(Faulty.apply, xs, fast_mode=fast)

    return refused(check)


def jax(fault: str, name: str) -> bool | None:
    """True where check_grads refuses it."""
    import jax
    from jax.test_util import check_grads as check

    jax.config.update("jax_enable_x64", val=True)
    xp = SimpleNamespace(
        **{n: getattr(jax.numpy, n) for n in ("sin", "exp", "cos", "matmul", "ones_like", "array")},
        constant=jax.lax.stop_gradient,
        mutable=False,
    )
    wrong = broken(xp, fault, name)
    if wrong is None:
        return None
    value = forward(xp, fault, name)
    faulty = jax.custom_vjp(value)
    faulty.defvjp(
        lambda *xs: (value(*xs), (value(*xs), *xs)),
        lambda saved, g: tuple(wrong(g, *saved)),
    )
    return refused(lambda: check(faulty, tuple(map(xp.array, arrays(name))), 2, modes=["rev"]))


def autograd(fault: str, name: str) -> bool | None:
    """True where check_grads refuses it."""
    import autograd.numpy as anp
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads as check
    from autograd.tracer import getval

    def double_in_place(a):
        if isinstance(a, np.ndarray):
            a *= 2

    def keep(kept, k, p):
        if not isinstance(p, np.ndarray):
            return p
        kept[k] = np.empty_like(p) if kept[k] is None else kept[k]
        kept[k][...] = p
        return kept[k]

    xp = SimpleNamespace(
        **{n: getattr(anp, n) for n in ("sin", "exp", "cos", "matmul", "ones_like", "array")},
        constant=getval,
        double_in_place=double_in_place,
        keep=keep,
        mutable=True,
    )
    wrong = broken(xp, fault, name)
    if wrong is None:
        return None
    faulty = primitive(forward(np, fault, name))
    defvjp(
        faulty,
        *[
            lambda y, *xs, k=k: lambda g: wrong(g, y, *xs)[k]  # its rules come one by one
            for k in range(INPUTS[name])
        ],
    )
    return refused(lambda: check(faulty, modes=["rev"], order=2)(*arrays(name)))


def minigrad(fault: str, name: str) -> bool | None:
    """True where check_grads refuses it."""
    xs = arrays(name)
    case = sample(registry[name], np.random.default_rng(0), tuple(x.shape for x in xs))
    case = type(case)(case.op, tuple(xs), case.constants, case.options)
    if fault == NONE:
        return refused(lambda: check_grads(case, *xs))
    (planted,) = [f for f in FAULTS if f.name == fault]
    if not planted.shows(planted, case):
        return None
    return refused(
        lambda: check_grads(planted.broken(case), *(x.astype(planted.dtype) for x in xs))
    )


def refused(check: Callable[[], object]) -> bool:
    np.random.seed(0)  # noqa: NPY002 - autograd draws its directions from it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            check()
        except Exception:  # noqa: BLE001 - each library has its own
            return True
    return False


CHECKERS: dict[str, tuple[str, Callable[[str, str], bool | None]]] = {
    "minigrad": ("minigrad", minigrad),
    "PyTorch": ("torch", lambda fault, name: pytorch(fault, name, fast=False)),
    "PyTorch fast": ("torch", lambda fault, name: pytorch(fault, name, fast=True)),
    "JAX": ("jax", jax),
    "autograd": ("autograd", autograd),
}
PLANTED = [
    fault.name
    for fault in FAULTS
    # The last ones need a gradient that was written by hand, or a forward function.
    if fault.gradient is None and fault.name != "value kept in one place"
]


def verdict(checker: Callable[[str, str], bool | None], fault: str) -> str:
    """The verdict of a checker on a fault in each of the functions."""
    results = [r for r in (checker(fault, name) for name in INPUTS) if r is not None]
    if not results:
        return CANNOT
    if all(results):
        return "caught"
    return "missed" if not any(results) else f"{sum(results)} of {len(results)}"


def tables(_rounds: int = 1) -> Iterator[Table]:
    """The table; there is nothing to repeat in it."""
    installed = {n: check for n, (needs, check) in CHECKERS.items() if find_spec(needs) is not None}
    rows = []
    for fault in (NONE, *PLANTED):
        cells = [verdict(check, fault) for check in installed.values()]
        if fault == NONE:
            cells = [{"missed": "passes"}.get(cell, f"FALSE ALARM ({cell})") for cell in cells]
        rows.append([fault, *cells])
    yield Table(
        f"Faults in the rules of {', '.join(INPUTS)}, 3 × 3 in float64, and who catches them",
        ["fault", *installed],
        rows,
        [
            "PyTorch: gradcheck, then gradgradcheck; JAX and autograd: check_grads, reverse mode.",
            f"{CANNOT}: the library cannot express it, or it would change nothing.",
        ],
    )
