"""Reference trajectories, computed by PyTorch in float64.

`python tests/optim/make_trajectories.py` writes `trajectories.json` beside itself. The tests
compare with that file, so that they need no PyTorch; where it can be imported, they compare with
what it computes as well.
"""

from __future__ import annotations

import inspect
import json
import math
import sys
from pathlib import Path

FILE = Path(__file__).with_name("trajectories.json")
STEPS = 60
START = [[1.2, -2.0, 0.2], [3.0]]  # of two parameters; no gradient is zero here
BETAS = [0.8, 0.95]
WOLFE = {"line_search_fn": "strong_wolfe"}

# A name, and the options; those that end in _groups have options of their own for the second group.
OPTIMIZERS = [
    ("SGD", {"lr": 0.05}),
    ("SGD", {"lr": 0.02, "momentum": 0.9}),
    ("SGD", {"lr": 0.02, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.02, "momentum": 0.8, "nesterov": True, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.001, "momentum": 0.5, "maximize": True, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.05, "second": {"lr": 0.01, "momentum": 0.7}}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.3, "lr_decay": 0.05, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.3, "initial_accumulator_value": 0.5, "eps": 1e-3, "maximize": True}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.02, "alpha": 0.9, "momentum": 0.9, "eps": 1e-3}),
    ("RMSprop", {"lr": 0.02, "centered": True, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.02, "centered": True, "momentum": 0.5, "alpha": 0.9, "maximize": True}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.7, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    ("Adadelta", {"lr": 2.0, "rho": 0.95, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": BETAS, "eps": 1e-3, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.3, "betas": BETAS, "amsgrad": True}),
    ("Adam", {"lr": 0.1, "decoupled_weight_decay": True, "weight_decay": 0.1, "maximize": True}),
    ("Adam", {"lr": 0.1, "second": {"lr": 0.01, "betas": [0.5, 0.9], "weight_decay": 0.2}}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "betas": BETAS, "weight_decay": 0.3, "amsgrad": True}),
    ("NAdam", {}),
    ("NAdam", {"lr": 0.03, "betas": BETAS, "momentum_decay": 0.1, "weight_decay": 0.1}),
    ("NAdam", {"lr": 0.1, "decoupled_weight_decay": True, "weight_decay": 0.1, "eps": 1e-3}),
    ("RAdam", {}),
    ("RAdam", {"lr": 0.1, "betas": BETAS, "weight_decay": 0.1}),
    ("RAdam", {"lr": 0.02, "betas": [0.7, 0.75], "maximize": True}),
    ("RAdam", {"lr": 0.1, "decoupled_weight_decay": True, "weight_decay": 0.1, "eps": 1e-3}),
    ("LBFGS", {"max_iter": 1, "lr": 0.1}),
    ("LBFGS", {"lr": 0.1, "max_iter": 2, "history_size": 3}),
    ("LBFGS", {"max_iter": 1, "max_eval": 25, "lr": 0.3, **WOLFE}),
    ("LBFGS", {"max_iter": 1, "max_eval": 4, "history_size": 2, **WOLFE}),
    ("LBFGS", {"lr": 0.05, "max_iter": 1, "max_eval": 60, "history_size": 1, **WOLFE}),
]

# Options of SGD or Adam, then the schedules as (name, options), the milestones between them.
SCHEDULES = [
    (("SGD", {"lr": 0.1}), [("StepLR", {"step_size": 7, "gamma": 0.5})], []),
    (("SGD", {"lr": 0.1}), [("MultiStepLR", {"milestones": [5, 20, 20], "gamma": 0.3})], []),
    (("SGD", {"lr": 0.1, "second": {"lr": 0.03}}), [("ExponentialLR", {"gamma": 0.97})], []),
    (("Adam", {"lr": 0.1}), [("CosineAnnealingLR", {"T_max": 13, "eta_min": 0.01})], []),
    (("SGD", {"lr": 0.1, "second": {"lr": 0.03}}), [("CosineAnnealingLR", {"T_max": 60})], []),
    (("SGD", {"lr": 0.1}), [("LinearLR", {"start_factor": 0.1, "total_iters": 12})], []),
    (("SGD", {"lr": 0.1}), [("LinearLR", {"start_factor": 1.0, "end_factor": 0.0})], []),
    (("SGD", {"lr": 0.1}), [("OneCycleLR", {"max_lr": 0.1, "total_steps": 61})], []),
    (
        ("Adam", {"lr": 0.1, "second": {"lr": 0.2}}),
        [
            (
                "OneCycleLR",
                {
                    "max_lr": [0.1, 0.3],
                    "epochs": 8,
                    "steps_per_epoch": 8,
                    "anneal_strategy": "linear",
                    "three_phase": True,
                    "pct_start": 0.4,
                },
            )
        ],
        [],
    ),
    (
        ("SGD", {"lr": 0.1}),
        [("OneCycleLR", {"max_lr": 0.1, "total_steps": 70, "cycle_momentum": False})],
        [],
    ),
    (("SGD", {"lr": 0.1}), [("LambdaLR", {"lr_lambda": "1 / (1 + n)"})], []),
    (
        ("SGD", {"lr": 0.1}),
        [
            ("LinearLR", {"start_factor": 0.1, "total_iters": 10}),
            ("CosineAnnealingLR", {"T_max": 30}),
            ("ExponentialLR", {"gamma": 0.9}),
        ],
        [10, 40],
    ),
    (
        ("SGD", {"lr": 0.1}),
        [
            ("StepLR", {"step_size": 3}),
            ("LambdaLR", {"lr_lambda": "1 / (1 + n)"}),
            ("LinearLR", {"total_iters": 4}),
        ],
        [8, 17],
    ),
    (
        ("SGD", {"lr": 0.1}),
        [("ReduceLROnPlateau", {"patience": 3, "factor": 0.5, "threshold": 0.05, "cooldown": 4})],
        [],
    ),
    (
        ("SGD", {"lr": 0.1, "second": {"lr": 0.05}}),
        [
            (
                "ReduceLROnPlateau",
                {
                    "mode": "max",
                    "patience": 1,
                    "factor": 0.3,
                    "threshold": 0.5,
                    "threshold_mode": "abs",
                    "min_lr": [0.005, 0.02],
                },
            )
        ],
        [],
    ),
    # Two that are stepped one after the other, both on the same learning rate.
    (
        ("SGD", {"lr": 0.1}),
        [
            ("LinearLR", {"start_factor": 0.1, "total_iters": 10}),
            ("ExponentialLR", {"gamma": 0.95}),
        ],
        None,
    ),
]


def measure(n):
    """What a plateau is looked for in: it falls, stays, and jumps."""
    return 2.0 + math.cos(n / 5) / (1 + n / 10)


def steep_loss_of(a, b):
    """Rosenbrock's valley in four dimensions, where LBFGS has something to do."""
    return sum(
        (1 - x) ** 2 + 4 * (y - x**2) ** 2 for x, y in ((a[0], a[1]), (a[1], a[2]), (a[2], b[0]))
    )


def loss_of(a, b):
    """A valley that bends, of three numbers, and a quartic of one beside it."""
    valley = 0.5 * (a[0] - 1) ** 2 + (a[1] - 0.5 * a[0]) ** 2 + 0.02 * a[0] ** 2 * a[1] ** 2
    return valley + 0.25 * (a[2] - a[1]) ** 2 + 0.05 * b[0] ** 4 + 0.25 * (b[0] - a[2]) ** 2


def given(options):
    """Options as the classes take them."""
    pairs = {name: tuple(v) if name == "betas" else v for name, v in options.items()}
    if "lr_lambda" in pairs:
        pairs["lr_lambda"] = lambda n: 1 / (1 + n)
    return pairs


def make_optimizer(module, leaves, name, options):
    """An optimiser of PyTorch or minigrad."""
    options = given(options)
    second = given(options.pop("second", {}))
    parameters = [{"params": [leaves[0]]}, {"params": [leaves[1]], **second}] if second else leaves
    return getattr(module, name)(parameters, **options)


def make_schedules(module, opt, schedules, milestones):
    """The schedules to step; milestones that are None leave them side by side."""
    made = [getattr(module, name)(opt, **given(options)) for name, options in schedules]
    return [module.SequentialLR(opt, made, milestones)] if milestones else made


def trajectory(leaf, optim, schedule_module, optimizer, schedules=(), milestones=()):
    """The path of both parameters, and the learning rates seen by each step."""
    leaves = [leaf(values) for values in START]
    opt = make_optimizer(optim, leaves, *optimizer)
    made = make_schedules(schedule_module, opt, schedules, milestones)
    path, lrs = [], []
    compute = steep_loss_of if optimizer[0] == "LBFGS" else loss_of

    def closure():
        opt.zero_grad()
        loss = compute(*leaves)
        loss.backward()
        return loss

    for n in range(STEPS):
        lrs.append([group["lr"] for group in opt.param_groups])
        opt.step(closure)
        path.append([x for p in leaves for x in p.detach().numpy().tolist()])
        for schedule in made:
            if "metrics" in inspect.signature(schedule.step).parameters:
                schedule.step(measure(n))
            else:
                schedule.step()
    return {"path": path, "lr": lrs}


def of_pytorch(optimizer, schedules=(), milestones=()):
    """The same by PyTorch."""
    import torch

    def leaf(values):
        return torch.tensor(values, dtype=torch.float64, requires_grad=True)

    scheduler = torch.optim.lr_scheduler
    default = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)  # of the numbers that optimisers remember, too
    try:
        return trajectory(leaf, torch.optim, scheduler, optimizer, schedules, milestones)
    finally:
        torch.set_default_dtype(default)


def title(*case):
    """A case as a key."""
    return json.dumps(case)


def cases():
    """All of them: arguments of `trajectory` by title."""
    return {title(*case): case for case in [*((o,) for o in OPTIMIZERS), *SCHEDULES]}


def excerpt(result):
    """Every sixth row and the last: enough to see where paths part."""
    return {name: rows[5::6] for name, rows in result.items()}


if __name__ == "__main__":
    import torch

    references = {key: excerpt(of_pytorch(*case)) for key, case in cases().items()}
    header = f"PyTorch {torch.__version__}, float64, rows 5, 11, ... of {STEPS} steps"
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in references.items()]
    body = ",\n".join([f'"made by": {json.dumps(header)}', *lines])
    FILE.write_text("{\n" + body + "\n}\n")
    sys.stdout.write(f"{len(references)} trajectories in {FILE.name}\n")
