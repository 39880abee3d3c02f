"""Dropout."""

from __future__ import annotations

from typing import Any

from minigrad.core.deferred import draw
from minigrad.nn.init import Rng, as_rng
from minigrad.nn.module import Module
from minigrad.ops.logic import where
from minigrad.ops.shapes import as_floating
from minigrad.tensors.handle import Tensor


class Dropout(Module):
    r"""Set elements to 0 at random while training, and divide the others by ``1 - p``.

    So the expected value stays, and after `eval` the input passes as it is.

    Parameters
    ----------
    p : float
        The probability of an element to be 0.
    rng
        A NumPy generator, new or legacy, or a seed; kept as ``rng``. The same seed drops the same
        elements, call after call.

    Notes
    -----
    Source: Srivastava et al. (2014); PyTorch's Dropout.

    Examples
    --------
    >>> layer = nn.Dropout(0.5, rng=0)
    >>> layer(mg.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([2., 0., 0., 0.])
    >>> layer.eval()(mg.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([1., 2., 3., 4.])
    """

    def __init__(self, p: float = 0.5, *, rng: Rng | int | None = None) -> None:
        if not 0 <= p <= 1:
            raise ValueError(f"Dropout: p is a probability between 0 and 1, not {p!r}")
        self.p = p
        self.rng = as_rng(rng)

    def forward(self, x: Any) -> Any:
        """``x``, with elements dropped while training."""
        if not self.training or self.p == 0:
            return x
        x = as_floating(x)
        kept = draw(_kept, self.rng, x.node.value if isinstance(x, Tensor) else x, self.p)
        return where(kept, x if self.p == 1 else x * (1 / (1 - self.p)), 0.0)

    def __repr__(self) -> str:
        return f"Dropout({self.p})"


def _kept(rng: Any, x: Any, p: float) -> Any:
    return rng.random(x.shape) >= p
