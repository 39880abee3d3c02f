"""Layers, activations and losses have PyTorch's values and gradients."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
from make_reference import FILE, cotangent, references

import minigrad as mg
from minigrad import nn
from minigrad.ops import activation, kinked, smooth

STORED = json.loads(FILE.read_text(encoding="utf-8"))
X = np.array(STORED["x"])


def close(actual, expected):
    actual = actual.numpy() if isinstance(actual, mg.Tensor) else actual
    np.testing.assert_allclose(actual, np.array(expected), rtol=1e-12, atol=1e-12)


def function_named(name):
    modules = (smooth, kinked, activation, mg)
    return next(getattr(module, name) for module in modules if hasattr(module, name))


def described(case):
    options = ", ".join(f"{k}={v}" for k, v in case["options"].items())
    return f"{case['name']}({options})"


@pytest.mark.parametrize("case", STORED["activations"], ids=described)
def test_activations(case):
    x = mg.tensor(X, requires_grad=True)
    y = function_named(case["name"])(x, **case["options"])
    y.backward(np.array(STORED["cotangent"])[: y.size])
    close(y, case["value"])
    close(x.grad, case["gradient"])


@pytest.mark.parametrize("case", STORED["losses"], ids=described)
def test_losses(case):
    y = mg.tensor(case["y"], requires_grad=True)
    e = getattr(nn, case["name"])(**case["options"])(y, case["t"])
    e.backward(cotangent(e.shape))
    close(e, case["value"])
    close(y.grad, case["gradient"])


@pytest.mark.parametrize("case", STORED["losses"], ids=described)
def test_the_sum_is_that_of_the_terms(case):
    options = {**case["options"], "reduction": "sum"}
    terms = getattr(nn, case["name"])(**{**options, "reduction": "none"})(case["y"], case["t"])
    total = getattr(nn, case["name"])(**options)(case["y"], case["t"])
    close(total, np.sum(terms))


@pytest.mark.parametrize("case", STORED["layers"], ids=described)
def test_layers_in_training_and_after(case):
    layer = getattr(nn, case["name"])(*case["arguments"], **case["options"])
    layer.load_state_dict(case["parameters"], strict=False)
    *training, evaluation = case["runs"]
    for run in [*training, evaluation]:
        if run is evaluation:
            layer.eval()
        layer.zero_grad()
        named = dict(layer.named_parameters())
        x = np.array(run["x"])
        if x.dtype.kind == "f":
            x = named[""] = mg.tensor(x, requires_grad=True)
        y = layer(x)
        close(y, run["y"])
        y.backward(cotangent(y.shape))
        assert named.keys() == run["gradients"].keys()
        for name, parameter in named.items():
            close(parameter.grad, run["gradients"][name])
        buffers = dict(layer.named_buffers())
        assert buffers.keys() == run["buffers"].keys()
        for name, buffer in buffers.items():
            close(buffer, run["buffers"][name])


def test_the_stored_references_are_those_of_the_pytorch_that_is_here():
    pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's advice on the reductions of kl_div
        made = references()
    same(made, STORED)


def same(made, stored):
    if isinstance(stored, dict):
        assert made.keys() == stored.keys()
        for key in stored.keys() - {"made by"}:
            same(made[key], stored[key])
    elif stored and isinstance(stored, list) and isinstance(stored[0], dict):
        for a, b in zip(made, stored, strict=True):
            same(a, b)
    elif isinstance(stored, str):
        assert made == stored
    elif stored is not None:
        np.testing.assert_allclose(made, stored, rtol=1e-12, atol=1e-12)
