"""Layers, activations, losses and initialisers, all of them Tensor expressions."""

from typing import TYPE_CHECKING

from minigrad.nn import init
from minigrad.nn.activations import (
    Activation,
    HSwish,
    LogSoftmax,
    Mish,
    ReLU,
    ReLU6,
    ReLUN,
    Sigmoid,
    Softmax,
    Softplus,
    Softsign,
    Step,
    Swish,
    Tanh,
    TanhExp,
)
from minigrad.nn.batch_norm import BatchNorm
from minigrad.nn.binary import BCE, BCEWithLogits, Hinge, KLDiv
from minigrad.nn.cross_entropy import NLL, CrossEntropy, Focal
from minigrad.nn.dropout import Dropout
from minigrad.nn.embedding import Embedding
from minigrad.nn.flooding import Flooding
from minigrad.nn.layer_norm import LayerNorm, RMSNorm
from minigrad.nn.layers import MLP, Flatten, Identity, Linear, Residual, Sequential
from minigrad.nn.loss import Loss
from minigrad.nn.module import Module
from minigrad.nn.parameter import Parameter
from minigrad.nn.penalties import l1_penalty, l2_penalty
from minigrad.nn.piecewise import (
    Hardshrink,
    Hardsigmoid,
    Hardswish,
    Hardtanh,
    LeakyReLU,
    PReLU,
    RReLU,
    Softshrink,
    Threshold,
)
from minigrad.nn.regression import L1, MSE, Huber, SmoothL1
from minigrad.nn.smooth import CELU, ELU, GELU, GLU, SELU, LogSigmoid, SiLU, Softmin, Tanhshrink
from minigrad.nn.table import summary

if not TYPE_CHECKING:  # a type checker knows the names, and should miss the others
    from minigrad.support.instead import find_layer as __getattr__  # noqa: F401 - Python calls it

__all__ = [
    "BCE",
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "L1",
    "MLP",
    "MSE",
    "NLL",
    "SELU",
    "Activation",
    "BCEWithLogits",
    "BatchNorm",
    "CrossEntropy",
    "Dropout",
    "Embedding",
    "Flatten",
    "Flooding",
    "Focal",
    "HSwish",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "Hinge",
    "Huber",
    "Identity",
    "KLDiv",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSigmoid",
    "LogSoftmax",
    "Loss",
    "Mish",
    "Module",
    "PReLU",
    "Parameter",
    "RMSNorm",
    "RReLU",
    "ReLU",
    "ReLU6",
    "ReLUN",
    "Residual",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "SmoothL1",
    "Softmax",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Step",
    "Swish",
    "Tanh",
    "TanhExp",
    "Tanhshrink",
    "Threshold",
    "init",
    "l1_penalty",
    "l2_penalty",
    "summary",
]
