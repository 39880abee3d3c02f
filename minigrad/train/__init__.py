"""Training: mini-batches, epochs and their results; checkpoints, callbacks, weights."""

from minigrad.train.callbacks import Callback, ClipGradients, Run, Schedule
from minigrad.train.early_stopping import EarlyStopping
from minigrad.train.evaluation import evaluate
from minigrad.train.fitting import fit
from minigrad.train.history import Epoch, History
from minigrad.train.loop import Optimizer
from minigrad.train.weight_files import load_weights, save_weights

__all__ = [
    "Callback",
    "ClipGradients",
    "EarlyStopping",
    "Epoch",
    "History",
    "Optimizer",
    "Run",
    "Schedule",
    "evaluate",
    "fit",
    "load_weights",
    "save_weights",
]
__dir__ = __all__.copy  # completion shows what is public
