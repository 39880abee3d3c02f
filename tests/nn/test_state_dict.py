"""state_dict names everything; load_state_dict takes all of it, or nothing."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim


def network(rng=0, dtype=float):
    return nn.Sequential(
        nn.Linear(3, 4, rng=rng, dtype=dtype),
        nn.BatchNorm(4, dtype=dtype),
        nn.Residual(nn.Linear(4, 4, rng=rng, dtype=dtype)),
    )


def same(a, b):
    assert a.keys() == b.keys()
    for name in a:
        np.testing.assert_array_equal(a[name], b[name])


class TestStateDict:
    def test_has_dotted_names_in_the_order_of_assignment(self):
        assert list(network().state_dict()) == [
            "layers.0.weight",
            "layers.0.bias",
            "layers.1.weight",
            "layers.1.bias",
            "layers.1.running_mean",
            "layers.1.running_var",
            "layers.1.num_batches_tracked",
            "layers.2.layer.weight",
            "layers.2.layer.bias",
        ]

    def test_is_arrays_that_later_training_leaves_alone(self):
        net = network()
        state = net.state_dict()
        before = {name: array.copy() for name, array in state.items()}
        opt = optim.SGD(net.parameters(), lr=0.1)
        nn.CrossEntropy()(net(np.random.default_rng(0).normal(size=(5, 3))), [0] * 5).backward()
        opt.step()
        assert all(type(array) is np.ndarray for array in state.values())
        same(state, before)
        assert not np.array_equal(net.state_dict()["layers.0.weight"], before["layers.0.weight"])

    def test_cannot_be_written_into(self):
        state = network().state_dict()
        for array in state.values():
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 1

    def test_has_frozen_parameters_too(self):
        net = network()
        expected = list(net.state_dict())
        net.layers[0].weight.requires_grad = False
        assert list(net.state_dict()) == expected

    def test_has_a_shared_tensor_once(self):
        layer = nn.Linear(2, 2)
        assert list(nn.Sequential(layer, layer).state_dict()) == [
            "layers.0.weight",
            "layers.0.bias",
        ]

    def test_two_tensors_of_one_name_are_an_error(self):
        module = nn.Module()
        a, b = (mg.tensor(value, requires_grad=True) for value in (1.0, 2.0))
        module.table = {"a.b": a, "a": {"b": b}}
        with pytest.raises(ValueError, match="two Tensors of Module are both named 'table.a.b'"):
            module.state_dict()


class TestLoadStateDict:
    def test_makes_the_same_network(self):
        one, other = network(0), network(1)
        one(np.random.default_rng(0).normal(size=(5, 3)))
        assert other.load_state_dict(one.state_dict()) == ([], [])
        same(other.state_dict(), one.state_dict())
        x = np.ones((2, 3))
        np.testing.assert_array_equal(other.eval()(x).numpy(), one.eval()(x).numpy())

    def test_copies(self):
        net = nn.Linear(1, 1)
        state = {"weight": np.ones((1, 1)), "bias": np.ones(1)}
        net.load_state_dict(state)
        state["bias"][:] = 5.0
        assert net.bias.item() == 1.0

    def test_keeps_handles_names_gradients_and_older_graphs(self):
        net = nn.Linear(2, 1, rng=0)
        opt = optim.SGD(net.parameters(), lr=1.0)
        y = net(np.ones((1, 2))).sum()
        before, handle = net.weight.numpy().copy(), net.weight
        net.load_state_dict({"weight": [[1.0], [2.0]], "bias": [0.0]})
        assert net.weight is handle
        assert net.weight.name == "weight"
        y.backward()  # of the graph recorded before
        assert y.item() == before.sum()
        opt.step()
        np.testing.assert_array_equal(net.weight.numpy(), [[0.0], [1.0]])

    def test_leaves_frozen_what_is_frozen(self):
        net = nn.Linear(2, 1)
        net.weight.requires_grad = False
        net.load_state_dict(nn.Linear(2, 1, rng=0).state_dict())
        assert [name for name, _ in net.named_parameters()] == ["bias"]

    @pytest.mark.parametrize("given", ["float32", "float16", int])
    def test_converts_numbers_of_another_dtype(self, given):
        net = nn.Linear(2, 1)
        net.load_state_dict({"weight": np.ones((2, 1), given), "bias": np.zeros(1, given)})
        assert net.weight.dtype == np.float64
        assert net.weight.requires_grad

    def test_narrows_to_float32(self):
        net = nn.Linear(2, 1, dtype="float32")
        net.load_state_dict(nn.Linear(2, 1, rng=0).state_dict())
        assert net.weight.dtype == np.float32

    def test_takes_tensors_lists_and_numbers(self):
        net = nn.Linear(1, 1)
        net.load_state_dict({"weight": mg.tensor([[2.0]], requires_grad=True), "bias": [3]})
        assert (net.weight.item(), net.bias.item()) == (2.0, 3.0)


def changed(**changes):
    """A state that fits, but for some names; None takes a name away."""
    state = {**network(7).state_dict(), **{k.replace("__", "."): v for k, v in changes.items()}}
    return {name: array for name, array in state.items() if array is not None}


class TestAllOrNothing:
    @pytest.mark.parametrize(
        ("state", "message"),
        [
            (changed(layers__2__layer__bias=None), r"missing: layers.2.layer.bias$"),
            (changed(extra=np.ones(1)), "unexpected: extra$"),
            (
                changed(layers__2__layer__bias=np.ones(5)),
                r"wrong: layers.2.layer.bias has shape \(5,\) instead of \(4,\)",
            ),
            (
                changed(layers__2__layer__bias=np.ones(4, complex)),
                "wrong: layers.2.layer.bias is of complex128, which does not fit into float64",
            ),
            (
                changed(layers__1__num_batches_tracked=np.array(1.5)),
                "num_batches_tracked is of float64, which does not fit into int64",
            ),
            (changed(layers__2__layer__bias=list("abcd")), "bias is of <U1, which does not fit"),
            (changed(layers__2__layer__bias=[1.0, [2.0]]), "wrong: layers.2.layer.bias"),
            ({}, "missing: layers.0.weight, .* and 4 more$"),
        ],
    )
    def test_a_state_that_does_not_fit_changes_nothing(self, state, message):
        net = network()
        before = net.state_dict()
        with pytest.raises(ValueError, match=message) as error:
            net.load_state_dict(state)
        assert "nothing was changed" in str(error.value)
        same(net.state_dict(), before)

    def test_everything_that_is_wrong_is_said_at_once(self):
        state = changed(extra=1.0, layers__0__bias=None, layers__0__weight=np.ones((4, 3)))
        with pytest.raises(ValueError, match="missing: .*; unexpected: extra; wrong: .*weight"):
            network().load_state_dict(state)

    def test_numbers_too_large_for_the_dtype_change_nothing(self):
        net = nn.Linear(1, 1, dtype="float32")
        before = net.state_dict()
        with pytest.raises(ValueError, match="bias has numbers too large for float32"):
            net.load_state_dict({"weight": [[1.0]], "bias": [1e300]})
        same(net.state_dict(), before)

    def test_infinity_and_nan_pass(self):
        net = nn.Linear(1, 2, dtype="float32")
        net.load_state_dict({"weight": [[np.inf, np.nan]], "bias": [0.0, 0.0]})
        np.testing.assert_array_equal(net.weight.numpy(), [[np.inf, np.nan]])

    def test_names_may_differ_where_that_is_asked_for(self):
        net = network()
        state = {"layers.0.bias": np.ones(4), "extra": np.ones(1)}
        result = net.load_state_dict(state, strict=False)
        assert result.unexpected_keys == ["extra"]
        assert len(result.missing_keys) == 8
        np.testing.assert_array_equal(net.layers[0].bias.numpy(), np.ones(4))

    def test_shapes_must_fit_even_then(self):
        with pytest.raises(ValueError, match=r"layers.0.bias has shape \(3,\) instead of \(4,\)"):
            network().load_state_dict({"layers.0.bias": np.ones(3)}, strict=False)
