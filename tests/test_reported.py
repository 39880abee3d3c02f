"""What a careful user found."""

from __future__ import annotations

import pickle

import numpy as np

import minigrad as mg
from minigrad.testing import check_grads


def test_a_pickled_graph_with_a_mixed_index_goes_backward():
    x = mg.tensor(np.ones((2, 3)), requires_grad=True)
    x2, y2 = pickle.loads(pickle.dumps((x, x[:, [0, 1]].sum())))
    y2.backward()
    assert x2.grad.tolist() == [[1.0, 1.0, 0.0]] * 2


def test_removing_a_hook_twice_leaves_the_others():
    x = mg.tensor(1.0, requires_grad=True)
    first = x.register_hook(lambda g: g * 10)
    first.remove()
    x.register_hook(lambda g: g * 100)
    first.remove()
    (x * 1).backward()
    assert x.grad.tolist() == 100.0


def test_a_leaf_that_is_listed_twice_is_counted_once():
    a = mg.tensor(1.0, requires_grad=True)
    y = a * 2
    a.data = 5.0
    y = y + a * 3
    assert [float(g) for g in mg.grad_of(y, [a, a])] == [5.0, 5.0]


def test_fewer_elements_than_are_drawn_can_be_checked():
    check_grads(mg.tanh, np.linspace(-1, 1, 6), elements=4)
