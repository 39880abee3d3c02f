"""Penalties on the size of parameters, to be added to a loss (article C7)."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import Any

from minigrad.nn.module import Module
from minigrad.ops.elementwise import absolute


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
