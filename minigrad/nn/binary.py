"""Losses between one output and a yes or no, or between two distributions."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.deferred import look
from minigrad.nn.loss import REDUCTIONS, Loss, check_probabilities, times
from minigrad.ops.activation import relu, softplus
from minigrad.ops.elementwise import clip, exp, log, log1p
from minigrad.ops.logic import where
from minigrad.tensors.handle import Tensor

LARGEST = 100.0  # PyTorch's: no -log of a probability is larger


class BCEWithLogits(Loss):
    r"""Binary cross entropy of logits: :math:`-t \log \sigma(y) - (1 - t) \log (1 - \sigma(y))`.

    Logits go in as they are, so nothing overflows and nothing is rounded away. The gradient by the
    logits is :math:`\sigma(y) - t`.

    Parameters
    ----------
    pos_weight : array_like, optional
        What the first term is multiplied by; broadcasts with the targets.
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

    def __init__(self, *, pos_weight: Any = None, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.pos_weight = None if pos_weight is None else np.array(pos_weight, dtype=float)
        if self.pos_weight is not None:
            self.pos_weight.setflags(write=False)
            if not np.all(self.pos_weight >= 0):
                raise ValueError(
                    f"BCEWithLogits: pos_weight must not be negative, not {pos_weight!r}"
                )

    def forward(self, y: Any, t: Any) -> Any:
        """The loss of logits ``y`` for targets ``t`` from 0 to 1 of the same shape."""
        y, t = self.alike(y, t)
        check_probabilities("BCEWithLogits: targets", t)
        share = t if self.pos_weight is None else t * self.pos_weight.astype(y.dtype)
        return self.reduce(-(times(share, -softplus(-y)) + times(1 - t, -softplus(y))))


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

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def forward(self, y: Any, t: Any) -> Any:
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
        Whether the targets are logarithms as well.
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

    reductions = (*REDUCTIONS, "batchmean")

    def __init__(self, *, log_target: bool = False, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.log_target = log_target

    def forward(self, y: Any, t: Any) -> Any:
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

    def __init__(self, margin: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = margin

    def forward(self, y: Any, t: Any) -> Any:
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
