"""Make reference.json: values and gradients of PyTorch's layers, activations and losses.

Run it with a Python that has PyTorch: ``python tests/nn/make_reference.py``. The file says which
version made it. Gradients are those of the sum of the outputs times fixed numbers.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("reference.json")
RNG = np.random.default_rng(20)


def normal(std, shape):
    """Random numbers with few digits, so that the file is short."""
    return np.round(std * RNG.normal(size=shape), 3)


# Smooth places, kinks, and sizes that are not small.
X = np.concatenate([normal(2, 12), [-30.0, -6.0, -3.0, -1.0, -0.5, 0.0, -0.0]])
X = np.concatenate([X, [0.5, 1.0, 3.0, 6.0, 30.0]])
COTANGENT = 1 + np.abs(normal(1, X.shape))

# Each: minigrad's name, its options, PyTorch's name, its options.
ACTIVATIONS = [
    ("elu", {}, "elu", {}),
    ("elu", {"alpha": 2.0}, "elu", {"alpha": 2.0}),
    ("selu", {}, "selu", {}),
    ("celu", {}, "celu", {}),
    ("celu", {"alpha": 0.3}, "celu", {"alpha": 0.3}),
    ("celu", {"alpha": 3.0}, "celu", {"alpha": 3.0}),
    ("gelu", {}, "gelu", {}),
    ("gelu", {"approximate": "tanh"}, "gelu", {"approximate": "tanh"}),
    ("silu", {}, "silu", {}),
    ("mish", {}, "mish", {}),
    ("relu", {}, "relu", {}),
    ("relu6", {}, "relu6", {}),
    ("leaky_relu", {}, "leaky_relu", {}),
    ("leaky_relu", {"negative_slope": 0.3}, "leaky_relu", {"negative_slope": 0.3}),
    ("rrelu", {"lower": 0.1, "upper": 0.5}, "rrelu", {"lower": 0.1, "upper": 0.5}),
    ("hardtanh", {}, "hardtanh", {}),
    *[("hardtanh", o, "hardtanh", o) for o in [{"min_val": -3.0, "max_val": 0.5}]],
    ("hardsigmoid", {}, "hardsigmoid", {}),
    ("hardswish", {}, "hardswish", {}),
    ("hardshrink", {}, "hardshrink", {}),
    ("hardshrink", {"lambd": 1.0}, "hardshrink", {"lambd": 1.0}),
    ("softshrink", {}, "softshrink", {}),
    ("softshrink", {"lambd": 1.0}, "softshrink", {"lambd": 1.0}),
    ("tanhshrink", {}, "tanhshrink", {}),
    ("softsign", {}, "softsign", {}),
    ("softplus", {}, "softplus", {"threshold": 1e3}),
    ("softplus", {"beta": 4.0}, "softplus", {"beta": 4.0, "threshold": 1e3}),
    ("softplus", {"beta": 0.2}, "softplus", {"beta": 0.2, "threshold": 1e3}),
    ("logsigmoid", {}, "logsigmoid", {}),
    *[("threshold", o, "threshold", o) for o in [{"threshold": 0.5, "value": -2.0}]],
    ("sigmoid", {}, "sigmoid", {}),
    ("tanh", {}, "tanh", {}),
    ("softmax", {}, "softmax", {"dim": -1}),
    ("log_softmax", {}, "log_softmax", {"dim": -1}),
    ("softmin", {}, "softmin", {"dim": -1}),
    ("glu", {}, "glu", {"dim": -1}),
]

LOGITS = normal(3, (6, 4))
LOG_Y = np.round(LOGITS - np.log(np.exp(LOGITS).sum(axis=-1, keepdims=True)), 3)
LABELS = np.array([0, 3, 1, 1, 2, 0])
IGNORED = np.array([0, -100, 1, 1, -100, 0])
SOFT = np.exp(RNG.normal(size=(6, 4)))
SOFT = np.round(SOFT / SOFT.sum(axis=-1, keepdims=True), 3)
WEIGHT = [0.5, 2.0, 0.0, 1.5]
Y = normal(2, (5, 3))
T = normal(2, (5, 3))
P = np.round(RNG.uniform(0.02, 0.98, size=(5, 3)), 3)
YES = (RNG.random((5, 3)) < 0.5).astype(float)
SIGNS = 2 * YES - 1

SMOOTH = {"label_smoothing": 0.1}
# Each: minigrad's name and options, PyTorch's function and its other options, outputs, targets.
LOSSES = [
    ("MSE", {}, "mse_loss", {}, Y, T),
    ("L1", {}, "l1_loss", {}, Y, T),
    ("Huber", {}, "huber_loss", {}, Y, T),
    ("Huber", {"delta": 0.5}, "huber_loss", {"delta": 0.5}, Y, T),
    ("SmoothL1", {}, "smooth_l1_loss", {}, Y, T),
    ("SmoothL1", {"beta": 0.5}, "smooth_l1_loss", {"beta": 0.5}, Y, T),
    ("SmoothL1", {"beta": 0.0}, "smooth_l1_loss", {"beta": 0.0}, Y, T),
    ("BCE", {}, "binary_cross_entropy", {}, P, YES),
    ("BCE", {}, "binary_cross_entropy", {}, P, P[::-1].copy()),
    ("BCEWithLogits", {}, "binary_cross_entropy_with_logits", {}, 5 * Y, YES),
    ("BCEWithLogits", {}, "binary_cross_entropy_with_logits", {}, Y, P),
    *[
        ("BCEWithLogits", o, "binary_cross_entropy_with_logits", o, Y, YES)
        for o in [{"pos_weight": [0.5, 2.0, 3.0]}]
    ],
    ("KLDiv", {}, "kl_div", {}, LOG_Y, SOFT),
    ("KLDiv", {}, "kl_div", {}, LOG_Y, np.eye(4)[LABELS]),
    ("KLDiv", {"log_target": True}, "kl_div", {"log_target": True}, LOG_Y, np.log(SOFT)),
    ("NLL", {}, "nll_loss", {}, LOG_Y, LABELS),
    ("NLL", {"weight": WEIGHT}, "nll_loss", {"weight": WEIGHT}, LOG_Y, LABELS),
    ("NLL", {"ignore_index": -100}, "nll_loss", {}, LOG_Y, IGNORED),
    ("CrossEntropy", {}, "cross_entropy", {}, LOGITS, LABELS),
    ("CrossEntropy", {}, "cross_entropy", {}, LOGITS, SOFT),
    ("CrossEntropy", SMOOTH, "cross_entropy", SMOOTH, LOGITS, LABELS),
    ("CrossEntropy", SMOOTH, "cross_entropy", SMOOTH, LOGITS, SOFT),
    ("CrossEntropy", {"weight": WEIGHT}, "cross_entropy", {"weight": WEIGHT}, LOGITS, LABELS),
    ("CrossEntropy", {"weight": WEIGHT}, "cross_entropy", {"weight": WEIGHT}, LOGITS, SOFT),
    ("CrossEntropy", {"ignore_index": -100}, "cross_entropy", {}, LOGITS, IGNORED),
    *[
        ("CrossEntropy", {**o, **more}, "cross_entropy", o, LOGITS, labels)
        for o in [SMOOTH | {"weight": WEIGHT}]
        for more, labels in [({}, LABELS), ({}, SOFT), ({"ignore_index": -100}, IGNORED)]
    ],
    ("CrossEntropy", {**SMOOTH, "ignore_index": -100}, "cross_entropy", SMOOTH, LOGITS, IGNORED),
]

BATCHES = [normal(3, (7, 3)) + 1 for _ in range(3)]
IMAGES = [normal(3, (4, 3, 5)) + 1 for _ in range(2)]
ROWS = normal(2, (4, 2, 3))
PARAMETERS = {"weight": [0.5, 2.0, -1.0], "bias": [0.1, -0.2, 0.3]}
TABLE = normal(1, (5, 3))
INDICES = [[0, 2, 2], [4, 1, 0]]
# Each: minigrad's name, arguments and options, PyTorch's name and options, inputs one by one, and
# the parameters. The last input is taken after eval().
LAYERS = [
    ("BatchNorm", [3], {}, "BatchNorm1d", {}, BATCHES, PARAMETERS),
    *[
        ("BatchNorm", [3], o, "BatchNorm1d", o, BATCHES, PARAMETERS)
        for o in [{"momentum": 0.5, "eps": 1e-2}, {"momentum": None}]
    ],
    ("BatchNorm", [3], {"axis": 1}, "BatchNorm1d", {}, IMAGES, PARAMETERS),
    *[
        ("BatchNorm", [3], o, "BatchNorm1d", o, BATCHES, {})
        for o in [{"affine": False}, {"affine": False, "track_running_stats": False}]
    ],
    ("LayerNorm", [3], {}, "LayerNorm", {}, [ROWS, ROWS], PARAMETERS),
    ("LayerNorm", [[2, 3]], {"eps": 0.1}, "LayerNorm", {"eps": 0.1}, [ROWS, ROWS], {}),
    *[
        ("LayerNorm", [3], o, "LayerNorm", o, [ROWS, ROWS], {})
        for o in [{"bias": False}, {"elementwise_affine": False}]
    ],
    ("RMSNorm", [3], {}, "RMSNorm", {}, [ROWS, ROWS], {"weight": PARAMETERS["weight"]}),
    ("RMSNorm", [3], {"eps": 0.1}, "RMSNorm", {"eps": 0.1}, [ROWS, ROWS], {}),
    ("PReLU", [3], {}, "PReLU", {}, [ROWS[0], ROWS[1]], {"weight": [0.1, 0.2, -0.3]}),
    ("Embedding", [5, 3], {}, "Embedding", {}, [INDICES, INDICES], {"weight": TABLE}),
    *[
        ("Embedding", [5, 3], o, "Embedding", o, [INDICES, INDICES], {"weight": TABLE})
        for o in [{"padding_idx": 2}, {"padding_idx": -1}]
    ],
]


def cotangent(shape):
    """Fixed numbers of a shape."""
    return np.cos(np.arange(np.prod(shape, dtype=int))).reshape(shape)


def lists(x):
    """Arrays, PyTorch's or NumPy's, as nested lists."""
    return x.detach().tolist() if hasattr(x, "detach") else np.asarray(x).tolist()


def references():
    """All references, from the PyTorch that is installed."""
    import torch
    from torch.nn import functional

    def tensor(x, requires_grad=False):
        x = torch.tensor(np.asarray(x))
        return x.requires_grad_() if requires_grad else x

    # PyTorch 2.13 computes these two gradients with a constant that is rounded to float32.
    composed = {
        "celu": lambda x, alpha=1.0: torch.where(
            x > 0, x, alpha * torch.expm1(torch.clamp(x, max=0.0) / alpha)
        ),
        "hardsigmoid": lambda x: functional.relu6(x + 3) / 6,
    }

    activations = []
    for name, options, theirs, their_options in ACTIVATIONS:
        x = tensor(X, requires_grad=True)
        f = composed.get(theirs) or getattr(functional, theirs)
        y = f(x, **their_options)
        (y * tensor(COTANGENT[: y.numel()])).sum().backward()
        case = {"name": name, "options": options, "value": lists(y), "gradient": lists(x.grad)}
        activations.append(case)

    losses = []
    for name, options, theirs, their_options, y, t in LOSSES:
        made = {
            key: tensor(value).double() if isinstance(value, list) else value
            for key, value in their_options.items()
        }
        for reduction in ["mean", "none", *(["batchmean"] if name == "KLDiv" else [])]:
            outputs = tensor(y, requires_grad=True)
            e = getattr(functional, theirs)(outputs, tensor(t), reduction=reduction, **made)
            (e * tensor(cotangent(e.shape))).sum().backward()
            case = {"name": name, "options": {**options, "reduction": reduction}}
            case |= {"y": lists(y), "t": lists(t), "value": lists(e)}
            losses.append(case | {"gradient": lists(outputs.grad)})

    layers = []
    for name, arguments, options, theirs, their_options, inputs, parameters in LAYERS:
        made = (
            getattr(torch.nn, theirs)(*arguments, **their_options, dtype=torch.float64)
            if (theirs != "PReLU")
            else torch.nn.PReLU(*arguments, dtype=torch.float64)
        )
        made.load_state_dict({k: tensor(v) for k, v in parameters.items()}, strict=False)
        runs = []
        for i, x in enumerate(inputs):
            if i == len(inputs) - 1:
                made.eval()
            made.zero_grad()
            given = tensor(x, requires_grad=theirs != "Embedding")
            y = made(given)
            (y * tensor(cotangent(y.shape))).sum().backward()
            gradients = {k: lists(p.grad) for k, p in made.named_parameters()}
            if given.requires_grad:
                gradients[""] = lists(given.grad)
            buffers = {k: lists(v) for k, v in made.named_buffers()}
            runs.append({"x": lists(x), "y": lists(y), "gradients": gradients, "buffers": buffers})
        case = {"name": name, "arguments": arguments, "options": options, "runs": runs}
        layers.append(case | {"parameters": {k: lists(v) for k, v in parameters.items()}})
    return {
        "made by": f"PyTorch {torch.__version__}, tests/nn/make_reference.py",
        "x": lists(X),
        "cotangent": lists(COTANGENT),
        "activations": activations,
        "losses": losses,
        "layers": layers,
    }


if __name__ == "__main__":
    made = references()
    rows = ",\n".join(
        f"{json.dumps(key)}: [\n" + ",\n".join(map(json.dumps, value)) + "\n]"
        if isinstance(value, list) and isinstance(value[0], dict)
        else f"{json.dumps(key)}: {json.dumps(value)}"
        for key, value in made.items()
    )
    FILE.write_text("{\n" + rows + "\n}\n", encoding="utf-8")
