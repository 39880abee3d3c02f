"""A part of a Tensor is a value of its own: a write that nobody would see is an error."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import minigrad as mg

LEAVES = {"constant": False, "recorded": True}


@pytest.fixture(params=LEAVES)
def r(request):
    return mg.tensor(np.arange(4.0).reshape(2, 2), requires_grad=LEAVES[request.param])


PARTS = {
    "row": lambda r: r[1],
    "slice": lambda r: r[:, :1],
    "new axis": lambda r: r[None],
    "part of a part": lambda r: r[0][:1],
    "reshape": lambda r: r.reshape(-1),
    "np.reshape": lambda r: np.reshape(r, 4),
    "ravel": lambda r: r.ravel(),
    "T": lambda r: r.T,
    "mT": lambda r: r.mT,
    "transpose": lambda r: mg.transpose(r),
    "swapaxes": lambda r: r.swapaxes(0, 1),
    "expand_dims": lambda r: mg.expand_dims(r, 0),
    "squeeze": lambda r: mg.expand_dims(r, 0).squeeze(),
    "broadcast_to": lambda r: mg.broadcast_to(r, (3, 2, 2)),
}


@pytest.mark.parametrize("name", PARTS)
def test_writing_into_a_part_is_an_error_that_says_what_to_write(name, r):
    part = PARTS[name](r)
    before = r.tolist()
    with pytest.raises(ValueError, match=r"x\[i, j\] = value.*part\.copy\(\)"):
        part[0] = 5.0
    assert r.tolist() == before


def test_nor_through_a_chain_of_brackets_or_a_loop(r):
    with pytest.raises(ValueError, match="part"):
        r[1][0] = 5.0
    with pytest.raises(ValueError, match="part"):
        r[1][0] += 5.0
    for row in r:
        with pytest.raises(ValueError, match="part"):
            row[:] = 1.0


def test_a_parameter_s_data_and_gradient_are_wholes_and_have_parts():
    p = mg.tensor([[1.0, 2.0]], requires_grad=True)
    (p * p).sum().backward()
    with pytest.raises(ValueError, match="part"):
        p.data[0][1] = 9.0
    with pytest.raises(ValueError, match="part"):
        p.grad[0][0] = 0.0
    p.data[0, 1] = 9.0
    p.data[0] *= 2.0
    p.grad[0, 0] = 0.0
    assert (p.tolist(), p.grad.tolist()) == ([[2.0, 18.0]], [[0.0, 4.0]])


def test_a_copy_is_a_value_of_its_own(r):
    for part in (r[0].copy(), r.flatten(), r[[0, 1]], r[0] * 1.0, np.copy(r[0])):
        part[0] = 7.0
        assert part.numpy().ravel()[0] == 7.0


def test_a_copy_has_a_gradient():
    x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    part = x[:2].copy()
    part[0] = 0.0
    (part * part).sum().backward()
    assert x.grad.tolist() == [0.0, 4.0, 0.0]


def test_a_part_whose_whole_nobody_holds_is_a_whole():
    x = mg.tensor(np.arange(6.0)).reshape(2, 3)
    row = x[0]
    x[0] = 9.0
    x[1, 1] = 8.0
    assert x.tolist() == [[9.0, 9.0, 9.0], [3.0, 8.0, 5.0]]
    assert row.tolist() == [0.0, 1.0, 2.0]


def test_augmented_assignment_gives_the_name_a_new_value(r):
    before = r.tolist()
    row = r[0]
    row += 1.0
    row[0] = 5.0
    assert (row.tolist(), r.tolist()) == ([5.0, before[0][1] + 1.0], before)


def test_augmented_assignment_of_elements_changes_the_whole():
    r = mg.tensor(np.zeros((2, 2)))
    r[0] += 1.0
    r[0, 1] *= 3.0
    assert r.tolist() == [[1.0, 3.0], [0.0, 0.0]]


class TestHooks:
    @pytest.mark.parametrize("create_graph", [False, True])
    def test_what_a_hook_writes_into_its_gradient_is_heard(self, create_graph):
        x = mg.tensor([1.0, 2.0], requires_grad=True)
        x.register_hook(lambda g: g.__setitem__(1, 0.0))
        (x * x * x).sum().backward(create_graph=create_graph)
        assert x.grad.tolist() == [3.0, 0.0]
        if create_graph:
            assert mg.grad_of(x.grad.sum(), x).tolist() == [6.0, 0.0]

    def test_also_what_it_multiplies(self):
        def tripled(g):
            g *= 3.0

        x = mg.tensor([1.0, 2.0], requires_grad=True)
        x.register_hook(tripled)
        (x * x).sum().backward()
        assert x.grad.tolist() == [6.0, 12.0]

    def test_writing_into_a_part_of_it_is_an_error(self):
        x = mg.tensor([[1.0, 2.0]], requires_grad=True)
        x.register_hook(lambda g: g[0].__setitem__(1, 0.0))
        with pytest.raises(ValueError, match="part"):
            (x * x).sum().backward()
        assert x.grad is None


class TestCopiesKeepTheGradient:
    @pytest.mark.parametrize(
        "copied", [copy.copy, copy.deepcopy, lambda w: pickle.loads(pickle.dumps(w))]
    )
    def test_in_memory_of_its_own(self, copied):
        w = mg.tensor([3.0], requires_grad=True, name="w")
        assert copied(w).grad is None
        (w * w).sum().backward()
        new = copied(w)
        assert (new.grad.tolist(), new.name) == ([6.0], "w")
        assert not np.shares_memory(new.grad.numpy(), w.grad.numpy())
        new.grad[0] = 1.0
        new.zero_grad()
        (w * w).sum().backward()
        assert (w.grad.tolist(), new.grad) == ([12.0], None)

    def test_a_recorded_gradient_with_its_graph(self):
        w = mg.tensor([3.0], requires_grad=True)
        (w**3).sum().backward(create_graph=True)
        new = copy.deepcopy(w)
        assert mg.grad_of(new.grad, new).tolist() == [18.0]

    @pytest.mark.parametrize("copied", [copy.deepcopy, lambda w: pickle.loads(pickle.dumps(w))])
    def test_of_a_tensor_in_the_middle_too(self, copied):
        y = mg.tensor([3.0], requires_grad=True) ** 2
        y.retain_grad()
        y.sum().backward()
        assert copied(y).grad.tolist() == [1.0]
