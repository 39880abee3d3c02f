"""Activation layers with exponentials in them; the functions are in `minigrad.ops.smooth`."""

from __future__ import annotations

from minigrad.nn.activations import Activation
from minigrad.ops import smooth


class ELU(Activation):
    """See `minigrad.elu`."""

    function = staticmethod(smooth.elu)

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__(alpha=alpha)


class SELU(Activation):
    """See `minigrad.selu`."""

    function = staticmethod(smooth.selu)


class CELU(Activation):
    """See `minigrad.celu`."""

    function = staticmethod(smooth.celu)

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__(alpha=alpha)


class GELU(Activation):
    """See `minigrad.gelu`."""

    function = staticmethod(smooth.gelu)

    def __init__(self, approximate: str = "none") -> None:
        super().__init__(approximate=approximate)


class SiLU(Activation):
    """See `minigrad.silu`."""

    function = staticmethod(smooth.silu)


class LogSigmoid(Activation):
    """See `minigrad.logsigmoid`."""

    function = staticmethod(smooth.logsigmoid)


class Tanhshrink(Activation):
    """See `minigrad.tanhshrink`."""

    function = staticmethod(smooth.tanhshrink)


class Softmin(Activation):
    """See `minigrad.softmin`."""

    function = staticmethod(smooth.softmin)

    def __init__(self, axis: int = -1) -> None:
        super().__init__(axis=axis)


class GLU(Activation):
    """See `minigrad.glu`."""

    function = staticmethod(smooth.glu)

    def __init__(self, axis: int = -1) -> None:
        super().__init__(axis=axis)
