"""The history of a training run: `History` and its rows, `Epoch`."""

from minigrad.train.history import Epoch, History

__all__ = ["Epoch", "History"]
__dir__ = __all__.copy  # completion shows what is public
