"""Any sequence of what a user may do: minigrad and a naive engine agree after every step."""

from __future__ import annotations

import copy
import operator
import pickle

import naive_engine as naive
import numpy as np
import pytest
from budget import examples
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import minigrad as mg

pytestmark = pytest.mark.untraced  # other tests cover what it computes

NUMBERS = st.integers(-8, 8).map(lambda n: n / 4)
PICK = st.integers(0, 20)
MOST = 12  # Tensors at once


class Engines(RuleBasedStateMachine):
    """Pairs of a Tensor and a naive handle, to which the same happens."""

    def __init__(self):
        super().__init__()
        self.pairs = []
        self.entered = []

    def pair(self, pick):
        return self.pairs[-1 - pick % len(self.pairs)]

    def add(self, tensor, handle):
        if len(self.pairs) == MOST:
            self.pairs.pop(0)
        self.pairs.append((tensor, handle))

    def both(self, ours, theirs):
        """Do the same twice; both succeed, or both refuse with the same kind of error."""
        try:
            expected = theirs()
        except (RuntimeError, TypeError) as refusal:
            with pytest.raises(type(refusal)):
                ours()
            return None
        return ours(), expected

    # Making.

    @initialize(value=NUMBERS)
    def begin(self, value):
        self.leaf([value, 1.0, -0.5], requires_grad=True)

    @rule(value=st.one_of(NUMBERS, st.lists(NUMBERS, min_size=3, max_size=3)), grad=st.booleans())
    def make_leaf(self, value, grad):
        self.leaf(value, requires_grad=grad)

    def leaf(self, value, requires_grad):
        tensor = mg.tensor(np.array(value, float), requires_grad=requires_grad)
        self.add(tensor, naive.Handle(value, requires_grad))

    @rule(pick=PICK)
    def detach(self, pick):
        tensor, handle = self.pair(pick)
        self.add(tensor.detach(), naive.Handle(handle.value))

    @rule(pick=PICK)
    def copy(self, pick):
        tensor, handle = self.pair(pick)
        self.add(copy.copy(tensor), handle.copied())

    @rule(pick=PICK)
    def pickle(self, pick):
        tensor, handle = self.pair(pick)
        self.add(pickle.loads(pickle.dumps(tensor)), handle.pickled())

    @rule(one=PICK, other=PICK)
    def deep_copy(self, one, other):
        (a, naive_a), (b, naive_b) = self.pair(one), self.pair(other)
        ours = copy.deepcopy((a, b))
        for tensor, handle in zip(ours, naive.deeply_copied(naive_a, naive_b), strict=True):
            if all(tensor is not known for known, _ in self.pairs):
                self.add(tensor, handle)

    # Recording.

    @rule(pick=PICK, name=st.sampled_from(["sin", "tanh", "total"]))
    def record_one(self, pick, name):
        tensor, handle = self.pair(pick)
        self.add(getattr(mg, name.replace("total", "sum"))(tensor), getattr(naive, name)(handle))

    @rule(one=PICK, other=PICK, name=st.sampled_from(["add", "multiply"]))
    def record_two(self, one, other, name):
        (a, naive_a), (b, naive_b) = self.pair(one), self.pair(other)
        if name == "multiply" and max(np.max(np.abs(x.numpy())) for x in (a, b)) > 10:
            name = "add"  # products of products would overflow
        self.add(getattr(mg, name)(a, b), getattr(naive, name)(naive_a, naive_b))

    @rule(pick=PICK, i=st.integers(-3, 2))
    def take_an_item(self, pick, i):
        tensor, handle = self.pair(pick)
        if tensor.ndim:
            self.add(tensor[i], naive.item(handle, i))

    # Changing.

    @rule(pick=PICK, other=PICK, i=st.integers(-3, 2))
    def assign_an_item(self, pick, other, i):
        (x, naive_x), (v, naive_v) = self.pair(pick), self.pair(other)
        if x.ndim and not v.ndim:
            self.both(
                lambda: operator.setitem(x, i, v),
                lambda: naive_x.rebind(naive.assigned(naive_x, i, naive_v)),
            )

    @rule(pick=PICK, other=PICK)
    def add_in_place(self, pick, other):
        (x, naive_x), (v, naive_v) = self.pair(pick), self.pair(other)
        if v.ndim <= x.ndim:
            self.both(
                lambda: operator.iadd(x, v),
                lambda: naive_x.rebind(naive.add(naive_x, naive_v)),
            )

    @rule(pick=PICK, value=NUMBERS)
    def replace_data(self, pick, value):
        tensor, handle = self.pair(pick)
        new = np.full(tensor.shape, value)
        self.both(lambda: setattr(tensor, "data", new), lambda: handle.set_data(new))

    @rule(pick=PICK, value=NUMBERS)
    def subtract_from_data(self, pick, value):
        tensor, handle = self.pair(pick)

        def step():
            tensor.data -= value

        self.both(step, lambda: handle.set_data(handle.value - value))

    @rule(pick=PICK, wanted=st.booleans())
    def set_requires_grad(self, pick, wanted):
        tensor, handle = self.pair(pick)
        self.both(
            lambda: setattr(tensor, "requires_grad", wanted),
            lambda: handle.set_requires_grad(wanted),
        )

    # Gradients.

    @rule(pick=PICK, retain=st.booleans())
    def backward(self, pick, retain):
        tensor, handle = self.pair(pick)
        seed = np.ones(tensor.shape)
        self.both(
            lambda: tensor.backward(seed, retain_graph=retain),
            lambda: handle.backward(retain_graph=retain),
        )

    @rule(pick=PICK)
    def zero_grad(self, pick):
        tensor, handle = self.pair(pick)
        tensor.zero_grad()
        handle.gradient = None

    @rule(pick=PICK)
    def retain_grad(self, pick):
        tensor, handle = self.pair(pick)
        self.both(tensor.retain_grad, handle.retain_grad)

    # Modes, and letting go.

    @rule(on=st.booleans())
    def enter_a_mode(self, on):
        mode = mg.enable_grad() if on else mg.no_grad()
        mode.__enter__()
        self.entered.append(mode)
        naive.recording.append(on)

    @precondition(lambda self: self.entered)
    @rule()
    def leave_a_mode(self):
        self.entered.pop().__exit__(None, None, None)
        naive.recording.pop()

    @precondition(lambda self: len(self.pairs) > 1)
    @rule(pick=PICK)
    def delete(self, pick):
        del self.pairs[-1 - pick % len(self.pairs)]

    @invariant()
    def all_values_and_gradients_agree(self):
        for tensor, handle in self.pairs:
            assert tensor.shape == handle.value.shape
            agree(tensor, handle.value)
            assert tensor.requires_grad == handle.cell.requires_grad
            assert tensor.is_leaf == handle.cell.is_leaf
            result = self.both(lambda tensor=tensor: tensor.grad, lambda handle=handle: handle.grad)
            if result is not None:
                gradient, expected = result
                assert (gradient is None) == (expected is None)
                if gradient is not None:
                    assert gradient.shape == tensor.shape
                    agree(gradient, expected)

    def teardown(self):
        while self.entered:
            self.leave_a_mode()


def agree(tensor, expected):
    scale = max(1.0, float(np.max(np.abs(expected))))
    np.testing.assert_allclose(tensor.numpy(), expected, rtol=0, atol=1e-12 * scale)


@pytest.mark.untraced
class TestEngines(Engines.TestCase):
    settings = settings(max_examples=examples(60), stateful_step_count=40, deadline=None)


def test_the_naive_engine_knows_the_derivative_of_a_product():
    x, y = naive.Handle(2.0, requires_grad=True), naive.Handle(5.0, requires_grad=True)
    naive.multiply(x, naive.add(x, y)).backward(retain_graph=True)
    assert (x.grad, y.grad) == (9.0, 2.0)


def test_a_planted_error_is_found(monkeypatch):
    monkeypatch.setattr(naive, "tanh", naive.sin)
    run = Engines.TestCase()
    run.settings = settings(max_examples=200, phases=[Phase.generate], database=None)
    with pytest.raises(AssertionError):
        run.runTest()
