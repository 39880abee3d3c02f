"""Functions that transforms make: their names, parameters and docstrings, as a shell shows them."""

from __future__ import annotations

import functools
import inspect
import pickle
from typing import Any, get_type_hints

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn

MADE = {
    "Gradient of {} by argument 0.": mg.grad,
    "Gradient of {} by arguments 0, -1.": functools.partial(mg.grad, argnums=(0, -1)),
    "Value and gradient of {} by argument 0.": mg.value_and_grad,
    "Jacobian of {} by argument 1.": functools.partial(mg.jacobian, argnums=(1,)),
    "Hessian of {} by argument 0.": mg.hessian,
    "{} of every example of a batch.": mg.vmap,
}


def f(x: mg.Tensor, k: mg.Tensor | float = 2.0, *, n: int = 2) -> mg.Tensor:
    """A power.

    Parameters
    ----------
    n : int
        The exponent.
    """
    return (k * x**n).sum()


@mg.grad
def slope(x: mg.Tensor) -> mg.Tensor:
    return x**2


@pytest.mark.parametrize("summary", MADE)
def test_it_has_the_name_and_the_parameters_of_the_function(summary):
    made = MADE[summary](f)
    assert (made.__name__, made.__qualname__, made.__module__) == ("f", "f", __name__)
    assert inspect.signature(made).parameters == inspect.signature(f).parameters
    assert inspect.unwrap(made) is f


@pytest.mark.parametrize("summary", MADE)
def test_the_docstring_says_what_it_is_and_then_what_the_function_says(summary):
    made = MADE[summary](f)
    assert inspect.getdoc(made) == f"{summary.format('f')}\n\n{inspect.getdoc(f)}"
    assert MADE[summary](lambda x: x).__doc__ == summary.format("<lambda>")


def test_one_transform_of_another_says_both():
    first, _, second, _, third, *_ = inspect.getdoc(mg.vmap(mg.grad(f))).splitlines()
    assert first == "f of every example of a batch."
    assert (second, third) == ("Gradient of f by argument 0.", "A power.")


@pytest.mark.parametrize("summary", MADE)
def test_the_types_of_the_function_are_not_those_of_what_is_made(summary):
    assert {*get_type_hints(MADE[summary](f)).values()} <= {Any, tuple[Any, Any]}


def test_an_object_gives_the_name_of_its_class_and_keeps_what_it_holds():
    net = nn.Linear(2, 1)
    made = mg.grad(net)
    assert made.__doc__.startswith("Gradient of Linear by argument 0.\n\n")
    assert not hasattr(made, "weight")


def test_an_operation_has_its_name():
    assert mg.grad(mg.tanh).__doc__.startswith("Gradient of tanh by argument 0.\n\nHyperbolic")


def test_a_decorated_function_is_pickled_by_its_name():
    assert pickle.loads(pickle.dumps(slope)) is slope
    assert slope(3.0).item() == 6.0


def test_wrong_numbers_of_arguments_are_told_by_the_transform_that_was_called():
    for transform in (mg.grad, mg.value_and_grad, mg.jacobian, mg.hessian):
        with pytest.raises(TypeError, match=f"^{transform.__name__}: argnums is the number"):
            transform(f, argnums="x")
    np.testing.assert_array_equal(mg.hessian(f, argnums=np.int64(0))(1.0).numpy(), 4.0)
