"""Layers, activations, losses and initialisers, all of them Tensor expressions."""

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
    Step,
    Swish,
    Tanh,
    TanhExp,
)
from minigrad.nn.layers import MLP, Linear, Sequential
from minigrad.nn.losses import MSE, CrossEntropy, Flooding
from minigrad.nn.module import Module
from minigrad.summary import summary

__all__ = [
    "MLP",
    "MSE",
    "Activation",
    "CrossEntropy",
    "Flooding",
    "HSwish",
    "Linear",
    "LogSoftmax",
    "Mish",
    "Module",
    "ReLU",
    "ReLU6",
    "ReLUN",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Step",
    "Swish",
    "Tanh",
    "TanhExp",
    "init",
    "summary",
]
