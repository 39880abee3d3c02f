"""Losses between outputs and targets of one shape; the base of all losses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minigrad.core.deferred import look
from minigrad.nn.checks import check_probabilities
from minigrad.nn.module import Module, given_options
from minigrad.ops.activation import relu, softplus
from minigrad.ops.elementwise import absolute, clip, exp, log, log1p
from minigrad.ops.logic import isfinite, logical_and, logical_not, where
from minigrad.ops.shapes import as_floating, astype, shape_of
from minigrad.tensors.handle import Tensor

REDUCTIONS = ("mean", "sum", "none")
LARGEST = 100.0  # PyTorch's: no -log of a probability is larger


class Loss(Module):
    """Base of losses: terms, and how they become one number.

    Define ``forward``: `alike` checks that outputs and targets have one shape, `reduce` makes the
    number. A function of outputs and targets is as good a loss.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}
        The terms are averaged, added or returned as they are.

    Attributes
    ----------
    output_function : str or None
        Of a subclass: the name of the function from the outputs to results, such as "softmax",
        for `minigrad.summary`.

    Examples
    --------
    >>> class Cubic(nn.Loss):
    ...     def forward(self, y, t):
    ...         y, t = self.alike(y, t)
    ...         return self.reduce(mg.absolute(y - t) ** 3)
    >>> Cubic()(mg.tensor([1.0, 2.0]), [0.0, 0.0])
    tensor(4.5)
    """

    reductions: tuple[str, ...] = REDUCTIONS
    output_function: str | None = None

    def __init__(self, reduction: str = "mean") -> None:
        if reduction not in self.reductions:
            allowed = ", ".join(map(repr, self.reductions))
            raise ValueError(
                f"{type(self).__name__}: reduction is one of {allowed}, not {reduction!r}"
            )
        self.reduction = reduction

    def reduce(self, terms: Any) -> Any:
        """The terms averaged, added, or as they are."""
        if self.reduction == "mean":
            return terms.mean()
        return terms.sum() if self.reduction == "sum" else terms

    def alike(self, y: Any, t: Any) -> tuple[Any, Any]:
        """Outputs and targets of one shape, as arrays or Tensors of floating-point numbers."""
        name = type(self).__name__
        if shape_of(y) != shape_of(t):
            raise ValueError(
                f"{name}: outputs have shape {shape_of(y)}, targets {shape_of(t)}; "
                "they must be equal"
            )
        if 0 in shape_of(y):
            raise ValueError(f"{name}: there is nothing to compare in shape {shape_of(y)}")
        y = as_floating(y)
        return y, as_targets(t, y)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(given_options(self))})"


def as_targets(t: Any, y: Any) -> Any:
    """Targets with the dtype of the outputs where they are lists, integers or booleans."""
    if not hasattr(t, "dtype"):
        return np.asarray(t, y.dtype)
    return astype(t, y.dtype) if t.dtype.kind in "biu" else t


def weighted_log(t: Any, log: Any) -> Any:
    """``t * log``, and 0 where ``t`` is 0 and the logarithm infinite or NaN: 0 log 0 is 0."""
    nothing = logical_and(t == 0, logical_not(isfinite(log)))
    return t * where(nothing, 0.0, log)


class MSE(Loss):
    r"""Mean squared error: the mean of :math:`(y - t)^2` over all elements.

    Parameters
    ----------
    half : bool
        The articles' form (A8): :math:`\frac{1}{2N} \sum (y - t)^2` with N the number of rows.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms; with ``half`` half of them.

    Examples
    --------
    >>> y = mg.tensor([[1.0, 2.0]])
    >>> nn.MSE()(y, [[0.0, 0.0]]), nn.MSE(half=True)(y, [[0.0, 0.0]])
    (tensor(2.5), tensor(2.5))
    """

    output_function: str | None = "identity"

    def __init__(self, *, half: bool = False, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.half = half

    def forward(self, y: Any, t: Any) -> Tensor | Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        error = y - t
        squares = error * error
        if not self.half:
            return self.reduce(squares)
        if self.reduction != "mean":
            return self.reduce(0.5 * squares)
        rows = squares.shape[0] if squares.shape else 1
        return squares.sum() / (2 * rows)


class L1(Loss):
    r"""Absolute error: the mean of :math:`|y - t|`; the derivative at 0 is 0.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: PyTorch's L1Loss.

    Examples
    --------
    >>> nn.L1()(mg.tensor([1.0, -2.0]), [0.0, 0.0])
    tensor(1.5)
    """

    output_function: str | None = "identity"

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def forward(self, y: Any, t: Any) -> Tensor | Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        return self.reduce(absolute(y - t))


class Huber(Loss):
    r"""Huber loss: :math:`e^2 / 2` where :math:`|e| = |y - t|` is at most delta, straight beyond.

    There it is :math:`\delta \, (|e| - \delta / 2)`.

    Parameters
    ----------
    delta : float
        Where the parabola ends.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: Huber (1964); PyTorch's HuberLoss.

    Examples
    --------
    >>> nn.Huber(reduction="none")(mg.tensor([0.5, 3.0]), [0.0, 0.0])
    tensor([0.125, 2.5  ])
    """

    output_function: str | None = "identity"

    def __init__(self, delta: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        if not 0 < delta < math.inf:
            raise ValueError(f"Huber: delta must be a positive number, not {delta!r}")
        self.delta = delta

    def forward(self, y: Any, t: Any) -> Tensor | Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        return self.reduce(_huber(y - t, self.delta))


class SmoothL1(Loss):
    r"""Smooth absolute error: `Huber` with delta ``beta``, divided by ``beta``.

    So its slope is 1 from ``beta`` on: :math:`e^2 / 2\beta` before and :math:`|e| - \beta / 2`
    after, with :math:`e = y - t`.

    Parameters
    ----------
    beta : float
        Where the parabola ends; 0 is `L1`.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: arXiv:1504.08083; PyTorch's SmoothL1Loss.

    Examples
    --------
    >>> nn.SmoothL1(beta=0.5, reduction="none")(mg.tensor([0.5, 3.0]), [0.0, 0.0])
    tensor([0.25, 2.75])
    """

    output_function: str | None = "identity"

    def __init__(self, beta: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        if not 0 <= beta < math.inf:
            raise ValueError(f"SmoothL1: beta must not be negative, not {beta!r}")
        self.beta = beta

    def forward(self, y: Any, t: Any) -> Tensor | Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        error = y - t
        return self.reduce(_huber(error, self.beta) / self.beta if self.beta else absolute(error))


def _huber(error: Any, delta: float) -> Any:
    """``error² / 2`` up to delta, straight beyond: no square overflows, no absolute value at 0."""
    inner = clip(error, -delta, delta)
    return inner * (error - 0.5 * inner)


class BCEWithLogits(Loss):
    r"""Binary cross entropy of logits: :math:`-t \log \sigma(y) - (1 - t) \log (1 - \sigma(y))`.

    Logits go in as they are, so nothing overflows and nothing is rounded away. The gradient by the
    logits is :math:`\sigma(y) - t`.

    Parameters
    ----------
    pos_weight : array_like, optional
        A factor of the first term; broadcasts with the targets.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: PyTorch's BCEWithLogitsLoss.

    Examples
    --------
    >>> nn.BCEWithLogits(reduction="none")(mg.tensor([0.0, 100.0, -100.0]), [1, 1, 1])
    tensor([6.93147181e-01, 3.72007598e-44, 1.00000000e+02])
    """

    output_function: str | None = "sigmoid"

    def __init__(self, *, pos_weight: Any = None, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.pos_weight: NDArray[Any] | None = (
            None if pos_weight is None else np.array(pos_weight, dtype=float)
        )
        if self.pos_weight is not None:
            self.pos_weight.setflags(write=False)
            if not np.all(self.pos_weight >= 0):
                raise ValueError(
                    f"BCEWithLogits: pos_weight must not be negative, not {pos_weight!r}"
                )

    def forward(self, y: Any, t: Any) -> Tensor | Any:
        """The loss of logits ``y`` for targets ``t`` from 0 to 1 of the same shape."""
        y, t = self.alike(y, t)
        check_probabilities("BCEWithLogits: targets", t)
        share = t if self.pos_weight is None else t * self.pos_weight.astype(y.dtype)
        return self.reduce(
            -(weighted_log(share, -softplus(-y)) + weighted_log(1 - t, -softplus(y)))
        )


class BCE(Loss):
    r"""Binary cross entropy of probabilities: :math:`-t \log y - (1 - t) \log (1 - y)`.

    As in PyTorch a logarithm is no less than -100, so that the loss is finite. Where that holds no
    gradient flows (PyTorch's is 1e12 there). `BCEWithLogits` needs no such limit.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: PyTorch's BCELoss.

    Examples
    --------
    >>> nn.BCE(reduction="none")(mg.tensor([0.5, 0.0, 0.0]), [1, 1, 0])
    tensor([  0.69314718, 100.        ,   0.        ])
    """

    output_function: str | None = "identity"

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def forward(self, y: Any, t: Any) -> Tensor | Any:
        """The loss of probabilities ``y`` for targets ``t`` from 0 to 1 of the same shape."""
        y, t = self.alike(y, t)
        check_probabilities("BCE: outputs", y, "; use BCEWithLogits for logits")
        check_probabilities("BCE: targets", t)
        least = float(np.finfo(y.dtype).tiny)  # below, 1 / y overflows
        yes = where(y < least, LARGEST, clip(-log(clip(y, min=least)), max=LARGEST))
        no = where(y == 1, LARGEST, -log1p(-where(y == 1, 0.0, y)))
        return self.reduce(t * yes + (1 - t) * no)


class KLDiv(Loss):
    r"""Kullback-Leibler divergence: :math:`t \, (\log t - y)` of log-probabilities ``y``.

    Parameters
    ----------
    log_target : bool
        True where the targets are logarithms as well.
    reduction : {"mean", "batchmean", "sum", "none"}
        "batchmean" is the divergence: the sum over the classes, averaged over the rows; "mean"
        averages over the classes too, as PyTorch's does.

    Notes
    -----
    Source: PyTorch's KLDivLoss.

    Examples
    --------
    >>> log_y = mg.log_softmax(mg.tensor([[0.0, 0.0]]))
    >>> nn.KLDiv(reduction="batchmean")(log_y, [[1.0, 0.0]])
    tensor(0.69314718)
    """

    output_function: str | None = "softmax"
    reductions: tuple[str, ...] = (*REDUCTIONS, "batchmean")

    def __init__(self, *, log_target: bool = False, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.log_target = log_target

    def forward(self, y: Any, t: Any) -> Tensor | Any:
        """The divergence of logarithms ``y`` from targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        log_t = t if self.log_target else log(where(t > 0, t, 1.0))
        t = exp(t) if self.log_target else t
        check_probabilities("KLDiv: targets", t)
        # Where t is 0, so is the term, whatever the logarithms are.
        return self.reduce(t * (where(t > 0, log_t, 0.0) - where(t > 0, y, 0.0)))

    def reduce(self, terms: Any) -> Any:
        """The terms averaged over the rows as well."""
        if self.reduction != "batchmean":
            return super().reduce(terms)
        return terms.sum() / (terms.shape[0] if terms.shape else 1)


class Hinge(Loss):
    r"""Hinge loss: :math:`\max(0, m - t y)` for targets -1 and 1; the derivative at the kink is 0.

    Parameters
    ----------
    margin : float
        The margin m.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: Cortes and Vapnik (1995).

    Examples
    --------
    >>> nn.Hinge(reduction="none")(mg.tensor([0.5, 2.0, 0.5]), [1, 1, -1])
    tensor([0.5, 0. , 1.5])
    """

    output_function: str | None = "identity"

    def __init__(self, margin: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = margin

    def forward(self, y: Any, t: Any) -> Tensor | Any:
        """The loss of outputs ``y`` for targets ``t``, -1 or 1, of the same shape."""
        y, t = self.alike(y, t)
        look(_check_signs, t.numpy() if isinstance(t, Tensor) else t)
        return self.reduce(relu(self.margin - t * y))


def _check_signs(t: Any) -> None:
    if not np.all((t == 1) | (t == -1)):
        wrong = t[~((t == 1) | (t == -1))].flat[0]
        raise ValueError(
            "Hinge: targets are -1 and 1; write 2 * t - 1 where they are 0 and 1 (one of them is "
            f"{wrong})"
        )
