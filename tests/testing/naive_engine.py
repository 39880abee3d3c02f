"""An engine in the plainest words, for tests to compare minigrad with.

A `Handle` is what a user holds; a `Cell` is one value that was computed, with the cells it came
from and, for each, a function from the gradient of the one to the gradient of the other.
"""

from __future__ import annotations

import weakref

import numpy as np

recording = [True]  # a stack: entering no_grad or enable_grad pushes, leaving pops


class Cell:
    made = 0

    def __init__(self, value, arrows=(), requires_grad=False):
        Cell.made += 1
        self.number = Cell.made
        self.value = np.array(value, dtype=float)
        self.arrows = arrows  # pairs (cell, gradient of this one -> gradient of that one)
        self.is_leaf = not arrows
        self.requires_grad = requires_grad
        self.receiver = lambda: None


class Handle:
    def __init__(self, value, requires_grad=False, gradient=None):
        self.gradient = None if gradient is None else np.array(gradient)
        self.become_leaf(value, requires_grad)

    def become_leaf(self, value, requires_grad):
        self.cell = Cell(value, requires_grad=requires_grad)
        if requires_grad:
            self.cell.receiver = weakref.ref(self)

    @property
    def value(self):
        return self.cell.value

    @property
    def grad(self):
        if self.cell.requires_grad and self.cell.receiver() is None:
            raise RuntimeError("an interior value keeps no gradient")
        return self.gradient

    def retain_grad(self):
        if not self.cell.requires_grad:
            raise RuntimeError("no gradient flows here")
        if self.cell.receiver() is None:
            self.cell.receiver = weakref.ref(self)
            self.gradient = None

    def set_requires_grad(self, requires_grad):
        if not self.cell.is_leaf:
            raise RuntimeError("only of leaves")
        if requires_grad != self.cell.requires_grad:
            self.become_leaf(self.value, requires_grad)

    def set_data(self, value):
        if self.cell.requires_grad and not self.cell.is_leaf:
            raise RuntimeError("would cut a gradient off")
        self.become_leaf(value, self.cell.requires_grad)

    def rebind(self, result):
        """What ``x[i] = v`` and ``x += y`` do with their result."""
        if result.cell.is_leaf:
            self.set_data(result.value)
        else:
            self.cell.receiver = lambda: None
            self.cell = result.cell

    def copied(self):
        if self.cell.is_leaf:
            return Handle(self.value, self.cell.requires_grad, self.gradient)
        return record(self.value, (self.cell, lambda g: g))

    def pickled(self):
        if self.cell.is_leaf:
            return self.copied()
        (result,) = deeply_copied(self)
        return result

    def backward(self, *, retain_graph):
        if not self.cell.requires_grad:
            raise RuntimeError("no gradient flows here")
        arrived = {self.cell: np.ones_like(self.value)}
        received = []
        while arrived:
            cell = max(arrived, key=lambda cell: cell.number)  # all of its gradient is there
            gradient = arrived.pop(cell)
            received.append((cell.receiver(), gradient))
            if cell.is_leaf:
                continue
            if cell.arrows is None:
                raise RuntimeError("this part of the graph was let go of")
            for origin, pull in cell.arrows:
                if origin.requires_grad:
                    arrived[origin] = arrived.get(origin, 0.0) + pull(gradient)
            if not retain_graph:
                cell.arrows = None
        for handle, gradient in received:
            if handle is not None:
                before = handle.gradient
                handle.gradient = gradient if before is None else before + gradient


def deeply_copied(*handles):
    """Handles of a graph of their own: what came from one value comes from one copy."""
    cells, copies = {}, {}

    def copied_cell(cell):
        if cell not in cells:
            arrows = cell.arrows and tuple((copied_cell(x), pull) for x, pull in cell.arrows)
            twin = cells[cell] = Cell(cell.value, arrows, cell.requires_grad)
            twin.is_leaf = cell.is_leaf
            handle = cell.receiver()
            if handle is not None and (cell.is_leaf or handle in handles):
                twin.receiver = weakref.ref(copied_handle(handle))
        return cells[cell]

    def copied_handle(handle):
        if handle not in copies:
            copies[handle] = Handle(handle.value, gradient=handle.gradient)
            copies[handle].cell = copied_cell(handle.cell)
        return copies[handle]

    return [copied_handle(handle) for handle in handles]


def record(value, *arrows):
    result = Handle(value)
    if recording[-1] and any(cell.requires_grad for cell, _ in arrows):
        result.cell = Cell(value, arrows, requires_grad=True)
    return result


def fitted(shape):
    """Sums a gradient over what broadcasting repeated: a number's gradient is one number."""
    return lambda gradient: gradient.sum() if shape == () else gradient


def add(a, b):
    to_a, to_b = fitted(a.value.shape), fitted(b.value.shape)
    return record(a.value + b.value, (a.cell, to_a), (b.cell, to_b))


def multiply(a, b):
    x, y = a.value, b.value
    to_a, to_b = fitted(x.shape), fitted(y.shape)
    return record(x * y, (a.cell, lambda g: to_a(g * y)), (b.cell, lambda g: to_b(g * x)))


def sin(a):
    x = a.value
    return record(np.sin(x), (a.cell, lambda g: g * np.cos(x)))


def tanh(a):
    y = np.tanh(a.value)
    return record(y, (a.cell, lambda g: g * (1 - y**2)))


def total(a):
    shape = a.value.shape
    return record(a.value.sum(), (a.cell, lambda g: np.broadcast_to(g, shape)))


def item(a, i):
    return record(a.value[i], (a.cell, lambda g: put(np.zeros(a.value.shape), i, g)))


def assigned(a, i, b):
    return record(
        put(a.value, i, b.value),
        (a.cell, lambda g: put(g, i, 0.0)),
        (b.cell, lambda g: g[i]),
    )


def put(array, i, value):
    result = np.array(array)
    result[i] = value
    return result
