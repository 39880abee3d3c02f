"""Flooding of a loss, and penalties on the size of parameters (articles C5, C7)."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Iterable
from typing import Any

from minigrad.nn.module import Module
from minigrad.ops.elementwise import absolute
from minigrad.ops.logic import where
from minigrad.ops.shapes import shape_of


class Flooding(Module):
    r"""Flooding: :math:`\tilde E = |E - b| + b` around any loss.

    Below the flood level ``b`` the gradient changes its sign, so that training does not drive the
    loss to zero; at ``E = b`` it keeps its sign. Source: article C5, after arXiv:2002.08709.

    Parameters
    ----------
    loss : callable
        The loss to wrap.
    b : float
        The flood level.
    per_example : bool
        Whether every term is flooded by itself, and their mean is taken afterwards; the loss has
        ``reduction="none"`` then. Otherwise the loss of the batch is.

    Examples
    --------
    >>> y = mg.tensor([1.0], requires_grad=True)
    >>> loss = nn.Flooding(nn.MSE(), b=1.5)(y, [0.0])
    >>> loss.backward()
    >>> loss, y.grad
    (tensor(2., op=add), tensor([-2.]))
    >>> flooded = nn.Flooding(nn.MSE(reduction="none"), b=1.5, per_example=True)
    >>> flooded(mg.tensor([1.0, 2.0]), [0.0, 0.0])
    tensor(3.)
    """

    def __init__(self, loss: Callable[..., Any], b: float, *, per_example: bool = False) -> None:
        if not b >= 0:
            raise ValueError(f"Flooding: the flood level must not be negative, not {b!r}")
        self.loss = loss
        self.b = b
        self.per_example = per_example

    def forward(self, *inputs: Any) -> Any:
        """The flooded loss."""
        e = self.loss(*inputs)
        shape = shape_of(e)
        if self.per_example and not shape:
            raise ValueError(
                f"Flooding: {self.loss!r} returned one number for the whole batch, and "
                'per_example=True needs one for each example: give the loss reduction="none"'
            )
        if not self.per_example and math.prod(shape) != 1:
            raise ValueError(
                f"Flooding: {self.loss!r} returned shape {shape} instead of one number; reduce it, "
                "or pass per_example=True"
            )
        flooded = where(e >= self.b, e - self.b, self.b - e) + self.b
        return flooded.mean() if self.per_example else flooded

    def __repr__(self) -> str:
        option = ", per_example=True" if self.per_example else ""
        return f"Flooding({self.loss!r}, b={self.b}{option})"


def l1_penalty(parameters: Iterable[Any] | Module) -> Any:
    r"""Sum of the sizes of all elements: :math:`\sum |w|`.

    Times a small number and added to the loss it drives weights to exactly 0.

    Parameters
    ----------
    parameters : iterable of Tensor, or Module
        What is to be kept small. A module stands for all its parameters, biases among them.

    Examples
    --------
    >>> w = mg.tensor([[1.0, -2.0]], requires_grad=True)
    >>> nn.l1_penalty([w])
    tensor(3., op=sum)
    >>> net = nn.Linear(2, 1)
    >>> penalty = nn.l1_penalty(net)  # of all its parameters
    """
    return _total(absolute(w).sum() for w in _each(parameters))


def l2_penalty(parameters: Iterable[Any] | Module) -> Any:
    r"""Half sum of the squares of all elements: :math:`\frac{1}{2} \sum w^2`.

    Its gradient is ``w``: ``loss + decay * l2_penalty(parameters)`` is the weight decay of
    `minigrad.optim.SGD`. Source: article C7.

    Parameters
    ----------
    parameters : iterable of Tensor, or Module
        What is to be kept small. A module stands for all its parameters, biases among them.

    Examples
    --------
    >>> net = nn.MLP([3, 4, 2])
    >>> weights = [p for name, p in net.named_parameters() if name.endswith("weight")]
    >>> loss = nn.CrossEntropy()(net(np.ones((1, 3))), [0]) + 1e-4 * nn.l2_penalty(weights)
    >>> loss.backward()
    """
    return _total(0.5 * (w * w).sum() for w in _each(parameters))


def _each(parameters: Iterable[Any] | Module) -> Iterable[Any]:
    return parameters.parameters() if isinstance(parameters, Module) else parameters


def _total(terms: Iterable[Any]) -> Any:
    terms = list(terms)
    return functools.reduce(operator.add, terms) if terms else 0.0
