"""Penalties on the size of parameters, to be added to a loss (article C7)."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import Any

from minigrad.nn.module import Module
from minigrad.ops.elementwise import absolute


def l1_penalty(parameters: Iterable[Any] | Module) -> Any:
    r"""The sum of the sizes of all elements: :math:`\sum |w|`.

    Times a small number and added to the loss it drives weights to exactly 0.

    Examples
    --------
    >>> w = mg.tensor([[1.0, -2.0]], requires_grad=True)
    >>> nn.l1_penalty([w])
    tensor(3., op=sum)
    """
    return _total(absolute(w).sum() for w in _parameters(parameters))


def l2_penalty(parameters: Iterable[Any] | Module) -> Any:
    r"""Half the sum of the squares of all elements: :math:`\frac{1}{2} \sum w^2`.

    Its gradient is ``w``: ``loss + decay * l2_penalty(parameters)`` is the weight decay of
    `minigrad.optim.SGD`. Source: article C7.

    Examples
    --------
    >>> net = nn.MLP([3, 4, 2])
    >>> weights = [p for name, p in net.named_parameters() if name.endswith("weight")]
    >>> loss = nn.CrossEntropy()(net(np.ones((1, 3))), [0]) + 1e-4 * nn.l2_penalty(weights)
    >>> loss.backward()
    """
    return _total(0.5 * (w * w).sum() for w in _parameters(parameters))


def _parameters(given: Any) -> Iterable[Any]:
    """Parameters as they are given, or those of a module."""
    return given.parameters() if isinstance(given, Module) else given


def _total(terms: Iterable[Any]) -> Any:
    terms = list(terms)
    return functools.reduce(operator.add, terms) if terms else 0.0
