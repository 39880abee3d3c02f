"""Habits from PyTorch and NumPy: accepted where they can be, otherwise answered."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import minigrad as mg
from minigrad.support.instead import FUNCTIONS, TENSORS


@pytest.fixture
def x():
    return mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)


@pytest.mark.parametrize(
    "name", ["sum", "mean", "max", "min", "argmax", "argmin", "any", "all", "var", "std"]
)
def test_reductions_take_dim_and_keepdim(name, x):
    expected = getattr(x, name)(axis=1, keepdims=True)
    for result in (
        getattr(x, name)(dim=1, keepdim=True),
        getattr(mg, name)(x, dim=1, keepdim=True),
    ):
        np.testing.assert_array_equal(result.numpy(), expected.numpy())
    with pytest.raises(TypeError, match="no option bogus"):
        getattr(x, name)(bogus=1)


def test_softmax_takes_dim(x):
    np.testing.assert_array_equal(mg.softmax(x, dim=0).numpy(), mg.softmax(x, axis=0).numpy())


def test_tensors_are_joined_by_cat(x):
    np.testing.assert_array_equal(mg.cat([x, x], dim=1).numpy(), np.concatenate([x, x], 1).numpy())
    assert mg.cat([x, x]).requires_grad


def test_clone_is_a_recorded_copy(x):
    for copied in (x.clone(), x.copy()):
        assert mg.grad_of((copied * copied).sum(), x).tolist() == [[2.0, 4.0], [6.0, 8.0]]


def test_tensors_are_made_as_numpy_makes_arrays():
    for made, expected in (
        (mg.zeros((2, 3)), np.zeros((2, 3))),
        (mg.ones(2, "float32"), np.ones(2, "float32")),
        (mg.full((2,), 7), np.full((2,), 7)),
        (mg.eye(2, 3), np.eye(2, 3)),
        (mg.arange(3), np.arange(3)),
        (mg.arange(1.0, 2.0, 0.25), np.arange(1.0, 2.0, 0.25)),
        (mg.linspace(0.0, 1.0, 5), np.linspace(0.0, 1.0, 5)),
    ):
        assert made.dtype == expected.dtype
        np.testing.assert_array_equal(made.numpy(), expected)
        assert not made.requires_grad
    assert mg.zeros(2, requires_grad=True, name="w").requires_grad
    with pytest.raises(TypeError, match="integers|floating-point"):
        mg.arange(3, requires_grad=True)
    with pytest.raises(TypeError, match=r"tuple, \(2, 3, \.\.\.\)"):
        mg.zeros(2, 3)


def test_packages_are_there_without_an_import_of_their_own():
    assert mg.nn.Linear(2, 1).n_in == 2
    assert callable(mg.optim.SGD)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_other_names_of_the_module_say_what_to_write(name):
    assert name not in mg.__all__
    if "." not in name:
        with pytest.raises(AttributeError, match="write "):
            getattr(mg, name)


@pytest.mark.parametrize("name", sorted(TENSORS))
def test_other_names_of_tensors_say_what_to_write(name, x):
    with pytest.raises(AttributeError, match=f"no attribute '{name}'; write "):
        getattr(x, name)


def test_a_name_that_nobody_knows_is_missing():
    assert not hasattr(mg, "frobnicate")
    with pytest.raises(ImportError):
        from minigrad import frobnicate  # noqa: F401 - it is not there


def modes():
    return [mg.no_grad, mg.enable_grad, mg.detect_anomaly, mg.record_lines]


@pytest.mark.parametrize("mode", modes())
def test_decorators_work_without_brackets(mode):
    @mode
    def f(x):
        """Said of f."""
        return x * 2, mg.is_grad_enabled()

    @mode()
    def g(x):
        return x * 2, mg.is_grad_enabled()

    x = mg.tensor(1.0, requires_grad=True)
    assert f.__name__ == "f"
    assert f.__doc__ == "Said of f."
    assert f(x)[0].requires_grad == g(x)[0].requires_grad == (mode is not mg.no_grad)
    assert f(x)[1] == g(x)[1] == (mode is not mg.no_grad)
    assert mg.is_grad_enabled()


def test_a_name_is_a_text(x):
    with pytest.raises(TypeError, match="a name is a text or None, not int 3"):
        x.name = 3
    x.name = "x"
    x.name = None


@pytest.mark.parametrize(
    ("module", "wrong", "meant"), [("", "sigmoidd", "sigmoid"), (".nn", "Relu", "ReLU")]
)
def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(module, wrong, meant):
    code = f"import minigrad.nn; minigrad{module}.{wrong}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.endswith(f"has no attribute '{wrong}'. Did you mean: '{meant}'?\n")
