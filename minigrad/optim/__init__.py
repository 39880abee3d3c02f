"""Optimisers, gradient clipping and learning rate schedules, as array expressions."""

from typing import TYPE_CHECKING, Any

from minigrad.optim.adam import Adam, AdamW, NAdam, RAdam
from minigrad.optim.adaptive import Adadelta, Adagrad, Lion, RMSprop
from minigrad.optim.clipping import clip_grad_norm_, clip_grad_value_
from minigrad.optim.lbfgs import LBFGS
from minigrad.optim.optimizer import Optimizer
from minigrad.optim.plateau import ReduceLROnPlateau
from minigrad.optim.scheduler import LRScheduler, SequentialLR
from minigrad.optim.schedules import (
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    StepLR,
)
from minigrad.optim.sgd import SGD

__all__ = [
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "CosineAnnealingLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "Lion",
    "MultiStepLR",
    "NAdam",
    "OneCycleLR",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
    "clip_grad_norm_",
    "clip_grad_value_",
]
__dir__ = __all__.copy  # completion shows what is public

if not TYPE_CHECKING:  # a type checker knows what there is

    def __getattr__(name: str) -> Any:
        """Refuse what PyTorch has elsewhere, or alone, with what there is here."""
        if name == "lr_scheduler":
            raise AttributeError(
                "minigrad.optim has no lr_scheduler: schedules stand beside the optimisers, as in "
                "optim.StepLR(opt, step_size=10)"
            )
        raise AttributeError(f"minigrad.optim has no {name}; it has {', '.join(__all__)}")
