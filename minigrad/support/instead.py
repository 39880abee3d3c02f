"""Replacements for names that other libraries have and minigrad has not."""

from __future__ import annotations

import functools
import importlib
import sys
from typing import Any

_PACKAGES = (
    *("nn", "optim", "data", "train", "plot", "draw", "testing", "linalg", "fft", "special"),
    *("symbol", "history"),
)
TENSORS = {  # of attributes that PyTorch's and NumPy's users may look for
    "add_": "t += x",
    "bmm": "a @ b",
    "chunk": "slices, t[:n] and t[n:]",
    "clamp": "t.clip(min, max)",
    "contiguous": "t itself",
    "cpu": "t itself: it is on the CPU",
    "cuda": "t itself: minigrad computes on the CPU",
    "dim": "t.ndim",
    "div_": "t /= x",
    "double": "t.astype(float)",
    "eq": "a == b",
    "expand": "minigrad.broadcast_to(t, shape)",
    "fill_": "t[...] = x",
    "float": "t.astype('float32')",
    "half": "t.astype('float16')",
    "int": "t.astype('int32')",
    "is_cuda": "nothing: every Tensor is on the CPU",
    "item_": "t.item()",
    "long": "t.astype(int)",
    "masked_fill": "minigrad.where(mask, x, t)",
    "matmul": "a @ b",
    "mm": "a @ b",
    "mul_": "t *= x",
    "norm": "minigrad.linalg.norm(t)",
    "numel": "t.size",
    "permute": "t.transpose(axes)",
    "requires_grad_": "t.requires_grad = True",
    "sub_": "t -= x",
    "t": "t.T",
    "to": "t.astype(dtype)",
    "type": "t.astype(dtype)",
    "type_as": "t.astype(other.dtype)",
    "unsqueeze": "minigrad.expand_dims(t, axis)",
    "view_as": "t.reshape(other.shape)",
    "zero_": "t.zero_grad() for the gradient, t[...] = 0 for the value",
}
MODULES = {  # of attributes of modules (layers and networks), likewise
    "add_module": "self.name = module",
    "append": "nn.Sequential(*layers, layer)",
    "apply": "for module in net.modules()",
    "bfloat16": "dtype=numpy.float32 where layers are made; there is no bfloat16",
    "cpu": "nothing: minigrad computes where NumPy does",
    "cuda": "nothing: minigrad computes where NumPy does",
    "double": "dtype=float where layers are made",
    "float": "dtype=numpy.float32 where layers are made",
    "get_parameter": "dict(net.named_parameters())[name]",
    "half": "dtype=numpy.float16 where layers are made",
    "named_children": "net.children(), or net.named_modules() for names",
    "register_forward_hook": "what you want to do in forward, or a module around this one",
    "register_module": "self.name = module",
    "register_parameter": "self.name = minigrad.tensor(data, requires_grad=True)",
    "requires_grad_": "for p in net.parameters(): p.requires_grad = False",
    "to": "dtype=numpy.float32 where layers are made; minigrad computes where NumPy does",
}
SAME_LAYERS = {  # PyTorch's names in nn of layers with the same arguments and meaning
    "BCELoss": "BCE",
    "BCEWithLogitsLoss": "BCEWithLogits",
    "CrossEntropyLoss": "CrossEntropy",
    "HuberLoss": "Huber",
    "KLDivLoss": "KLDiv",
    "L1Loss": "L1",
    "MSELoss": "MSE",
    "NLLLoss": "NLL",
    "SmoothL1Loss": "SmoothL1",
}
LAYERS = {  # of other names in nn
    "AdaptiveAvgPool2d": "x.mean(axis=(-2, -1)) in forward, for one value of each channel",
    "AlphaDropout": "nn.Dropout(p); minigrad has none that keeps mean and variance",
    "Bilinear": "((x1 @ W1) * (x2 @ W2)) in forward, or a sum of products",
    "Buffer": "self.register_buffer(name, value)",
    "CosineSimilarity": "(a * b).sum(axis=-1) / mg.sqrt((a * a).sum(-1) * (b * b).sum(-1))",
    "Dropout1d": "nn.Dropout(p), which drops elements; minigrad has none for whole channels",
    "Dropout2d": "nn.Dropout(p), which drops elements; minigrad has none for whole channels",
    "Dropout3d": "nn.Dropout(p), which drops elements; minigrad has none for whole channels",
    "GRU": "a Module for one step, called in a loop; minigrad has no recurrent layers",
    "GRUCell": "its step in forward of a Module; minigrad has no recurrent layers",
    "GaussianNLLLoss": "(0.5 * (mg.log(var) + (y - t) ** 2 / var)).mean()",
    "GroupNorm": "nn.LayerNorm on groups, after x.reshape(n, groups, -1)",
    "HingeEmbeddingLoss": "mg.where(t == 1, y, mg.relu(margin - y)).mean(); nn.Hinge(margin) is "
    "another loss, the mean of relu(margin - t * y)",
    "LSTM": "a Module for one step, called in a loop; minigrad has no recurrent layers",
    "LSTMCell": "its step in forward of a Module; minigrad has no recurrent layers",
    "LazyLinear": "nn.Linear(n_in, n_out): sizes are given",
    "MarginRankingLoss": "mg.relu(margin - t * (y1 - y2)).mean()",
    "MultiLabelSoftMarginLoss": "nn.BCEWithLogits()",
    "MultiheadAttention": "mg.softmax(q @ k.mT / d**0.5) @ v in forward",
    "PairwiseDistance": "mg.sqrt(((a - b) ** 2).sum(axis=-1))",
    "ParameterDict": "{name: nn.Parameter(x)}: modules look for parameters in dicts",
    "ParameterList": "[nn.Parameter(x) for x in xs]: modules look for parameters in lists",
    "PoissonNLLLoss": "(mg.exp(y) - t * y).mean()",
    "RNN": "a Module for one step, called in a loop; minigrad has no recurrent layers",
    "RNNCell": "its step in forward of a Module; minigrad has no recurrent layers",
    "SoftMarginLoss": "mg.softplus(-t * y).mean()",
    "Softmax2d": "nn.Softmax(axis=1)",
    "SyncBatchNorm": "nn.BatchNorm(num_features, axis=1)",
    "TripletMarginLoss": "mg.relu(d(a, p) - d(a, n) + margin).mean(), with a distance d",
    "Unflatten": "x.reshape(shape) in forward",
    "functional": "mg.relu and its like, the functions of minigrad itself; losses are nn.MSE(), "
    "nn.CrossEntropy() and so on",
    "utils": "optim.clip_grad_norm_ or optim.clip_grad_value_, which stand beside the optimisers",
}
INITIALIZERS = {  # of names in nn.init: functions that layers take, as Linear(2, 3, init=...)
    "constant_": "lambda shape, rng, dtype: numpy.full(shape, value, dtype)",
    "kaiming_normal_": "nn.init.he_normal",
    "kaiming_uniform_": "nn.init.he_uniform",
    "normal_": "lambda shape, rng, dtype: std * rng.normal(size=shape)",
    "ones_": "lambda shape, rng, dtype: numpy.ones(shape, dtype)",
    "uniform_": "lambda shape, rng, dtype: rng.uniform(a, b, shape)",
    "xavier_normal_": "nn.init.glorot_normal",
    "xavier_uniform_": "nn.init.glorot_uniform",
    "zeros_": "lambda shape, rng, dtype: numpy.zeros(shape, dtype)",
}
FUNCTIONS = {  # of names of the module, likewise
    "Parameter": "minigrad.tensor(data, requires_grad=True)",
    "Variable": "minigrad.tensor(data, requires_grad=True)",
    "as_tensor": "minigrad.asarray(data)",
    "allclose": "numpy.allclose(a, b)",
    "autograd": "minigrad.grad(f), or minigrad.grad_of(y, xs)",
    "bernoulli": "minigrad.tensor(numpy.random.default_rng(seed).random(shape) < p)",
    "bmm": "a @ b",
    "chunk": "minigrad.split(x, n)",
    "clamp": "minigrad.clip(x, min, max)",
    "cuda": "nothing: minigrad computes on the CPU",
    "device": "nothing: minigrad computes on the CPU",
    "eq": "a == b",
    "flatten": "minigrad.reshape(x, -1)",
    "from_numpy": "minigrad.asarray(array)",
    "functional": "minigrad.relu and its like: the functions are in minigrad itself",
    "gather": "minigrad.take_along_axis(x, indices, axis)",
    "get_default_dtype": "numpy.float64; values keep the dtype that they are given",
    "index_select": "minigrad.take(x, indices, axis=axis)",
    "inference_mode": "minigrad.no_grad()",
    "is_tensor": "isinstance(x, minigrad.Tensor)",
    "isclose": "numpy.isclose(a, b)",
    "jit": "minigrad.compile(f)",
    "load": "minigrad.train.load_weights(net, file)",
    "long": "numpy.int64",
    "manual_seed": "rng=seed where random numbers are drawn: nn.MLP(sizes, rng=0)",
    "masked_select": "x[mask]",
    "mm": "a @ b",
    "mv": "a @ x",
    "norm": "minigrad.linalg.norm(x)",
    "normal": "minigrad.tensor(numpy.random.default_rng(seed).normal(mean, std, shape))",
    "numel": "x.size",
    "numpy": "numpy itself: its functions record Tensors",
    "permute": "minigrad.permute_dims(x, axes)",
    "rand": "minigrad.tensor(numpy.random.default_rng(seed).random(shape))",
    "randint": "minigrad.tensor(numpy.random.default_rng(seed).integers(low, high, shape))",
    "randn": "minigrad.tensor(numpy.random.default_rng(seed).normal(size=shape))",
    "randperm": "numpy.random.default_rng(seed).permutation(n)",
    "random": "numpy.random.default_rng(seed)",
    "save": "minigrad.train.save_weights(net, file)",
    "scatter": "y = x.copy(), then y[indices] = value",
    "seed": "rng=seed where random numbers are drawn: nn.MLP(sizes, rng=0)",
    "set_default_dtype": "dtype='float32' where Tensors and layers are made",
    "set_grad_enabled": "with minigrad.no_grad(), or minigrad.enable_grad()",
    "t": "x.T",
    "unsqueeze": "minigrad.expand_dims(x, axis)",
    "value_and_gradient": "minigrad.value_and_grad(f)",
    "view": "minigrad.reshape(x, shape)",
}


def no_attribute(name: str) -> str:
    """The message for an attribute that Tensors do not have, with its replacement if known."""
    instead = TENSORS.get(name)
    if instead is None and name in sys.modules["minigrad"].__all__:
        instead = f"minigrad.{name}(t)"
    return _told(f"a Tensor has no attribute {name!r}", instead)


def no_module_attribute(kind: str, name: str) -> str:
    """The message for an attribute that a module does not have, likewise."""
    return _told(f"{kind!r} object has no attribute {name!r}", MODULES.get(name))


def _told(text: str, instead: str | None) -> str:
    return f"{text}; write {instead}" if instead else text


def find(name: str) -> Any:
    """A name of minigrad that is imported where it is used first; any other one is an error."""
    if name in _PACKAGES:
        return importlib.import_module(f"minigrad.{name}")
    if name == "summary":  # of networks, and so a part of `nn`
        return importlib.import_module("minigrad.nn").summary
    here = vars(sys.modules["minigrad"])
    found = importlib.import_module("minigrad.ops").public
    if name == "__all__":
        return here.setdefault(name, sorted([*here["_listed"], *found]))
    if name not in found:
        transforms = importlib.import_module("minigrad.transforms")
        found = {one: getattr(transforms, one) for one in transforms.__all__}
    if name in found:
        here.update(found | here)
        return found[name]
    text = f"module 'minigrad' has no attribute {name!r}"
    instead = FUNCTIONS.get(name)
    raise AttributeError(_told(text, instead))  # Python adds a name that is meant, if one is near


def every_name() -> list[str]:
    """The public names of minigrad, whether they are imported or not."""
    return sorted({*sys.modules["minigrad"].__all__, *_PACKAGES, "__version__"})


def find_layer(name: str) -> Any:
    """A layer by its name in PyTorch's ``nn``; for a missing one, an error with the remedy."""
    nn = sys.modules["minigrad.nn"]
    if name in SAME_LAYERS:
        return getattr(nn, SAME_LAYERS[name])
    if name in ("ModuleList", "ModuleDict"):  # modules look for modules in lists and dicts
        return list if name == "ModuleList" else dict
    if name in ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d"):  # which has the features at axis 1
        return functools.partial(nn.BatchNorm, axis=1)
    text = f"module 'minigrad.nn' has no attribute {name!r}"
    raise AttributeError(_told(text, LAYERS.get(name)))


def find_initializer(name: str) -> Any:
    """An error for a name of PyTorch's ``nn.init``, with the function that layers take instead."""
    text = f"module 'minigrad.nn.init' has no attribute {name!r}"
    instead = INITIALIZERS.get(name)
    raise AttributeError(_told(text, instead and f"init={instead} where the layer is made"))
