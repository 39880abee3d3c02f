"""The handle through which users hold a node of a graph: Tensor, and how one is made."""
