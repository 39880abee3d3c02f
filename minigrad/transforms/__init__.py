"""Functions of functions: gradients and Jacobians as values."""
