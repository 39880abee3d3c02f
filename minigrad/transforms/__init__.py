"""Functions of functions: gradients, Jacobians, vectorised maps, checkpoints."""

from minigrad.transforms.checkpointing import checkpoint
from minigrad.transforms.derivatives import grad, grad_of, value_and_grad
from minigrad.transforms.jacobians import hessian, hvp, jacobian, jvp, linearize, vjp
from minigrad.transforms.mapping import vmap

__all__ = [
    "checkpoint",
    "grad",
    "grad_of",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "linearize",
    "value_and_grad",
    "vjp",
    "vmap",
]
