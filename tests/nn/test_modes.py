"""Modules know what is inside them, and whether they are being trained."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn


class Holder(nn.Module):
    def __init__(self):
        self.first = nn.Linear(2, 2)
        self.table = {"a": nn.ReLU(), "b": [nn.Dropout(), (nn.Identity(),)]}
        self.again = self.first


class TestWhatIsInside:
    def test_modules_have_dotted_names_and_come_once(self):
        holder = Holder()
        names = [name for name, _ in holder.named_modules()]
        assert names == ["", "first", "table.a", "table.b.0", "table.b.1.0"]
        assert holder.modules()[0] is holder

    def test_children_are_what_the_module_holds_itself(self):
        net = nn.Sequential(nn.Residual(nn.Linear(2, 2)), nn.ReLU(), mg.relu)
        assert net.children() == [net.layers[0], net.layers[1]]
        assert [type(child) for child in Holder().children()] == [
            nn.Linear,
            nn.ReLU,
            nn.Dropout,
            nn.Identity,
        ]

    def test_modules_that_hold_each_other_come_once(self):
        parent, child = nn.Module(), nn.Module()
        parent.child, child.parent = child, parent
        assert parent.modules() == [parent, child]
        assert child.children() == [parent]

    def test_a_list_that_holds_itself_ends(self):
        module = nn.Module()
        module.parts = [nn.ReLU()]
        module.parts.append(module.parts)
        assert len(module.modules()) == 2
        assert len(module.children()) == 1

    def test_nesting_may_be_deep(self):
        net = nn.Linear(1, 1)
        bottom = net
        for _ in range(3000):
            outer = nn.Module()
            object.__setattr__(outer, "inner", net)  # naming parameters each time would take long
            net = outer
        assert net.parameters()[0] is bottom.weight
        assert len(net.eval().modules()) == 3001
        assert not bottom.training

    def test_buffers_are_what_was_registered(self):
        module = nn.Module()
        module.weight = mg.tensor(1.0, requires_grad=True)
        module.register_buffer("mean", 0.0)
        module.constant = mg.tensor(2.0)
        module.table = np.ones(2)
        module.computed = module.weight * 2.0
        module.inner = nn.BatchNorm(2, affine=False)
        names = [name for name, _ in module.named_buffers()]
        assert names[:3] == ["mean", "inner.running_mean", "inner.running_var"]
        assert [name for name, _ in module.named_parameters()] == ["weight"]
        assert module.buffers()[0] is module.mean


class TestModes:
    def test_a_new_module_is_training(self):
        assert nn.MLP([2, 2]).training

    def test_train_and_eval_reach_everything_inside_and_return_the_module(self):
        holder = Holder()
        assert holder.eval() is holder
        assert [m.training for m in holder.modules()] == [False] * 5
        assert holder.train() is holder
        assert [m.training for m in holder.modules()] == [True] * 5
        assert not holder.train(mode=False).table["b"][0].training

    def test_a_layer_of_ones_own_need_not_call_the_constructor_of_module(self):
        class Own(nn.Module):
            def __init__(self):
                pass

        own = Own()
        assert own.training
        assert not own.eval().training

    def test_the_mode_is_copied_and_pickled(self):
        net = nn.Sequential(nn.Dropout(0.5, rng=0)).eval()
        for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
            assert not other.training
            assert not other.layers[0].training

    def test_the_mode_is_no_part_of_the_state(self):
        assert list(nn.Linear(2, 2).eval().state_dict()) == ["weight", "bias"]


class TestDrawing:
    def test_changes_nothing_in_the_module_and_takes_one_example(self):
        net = nn.Sequential(nn.BatchNorm(2), nn.Dropout(0.5, rng=0), nn.Linear(2, 1))
        net.layers[1].training = False
        state, rng = net.state_dict(), net.layers[1].rng.bit_generator.state
        net.draw(np.ones((1, 2)))
        for name, value in net.state_dict().items():
            np.testing.assert_array_equal(value, state[name])
        assert net.layers[1].rng.bit_generator.state == rng
        assert [module.training for module in net.modules()] == [True, True, False, True]

    def test_that_fails_leaves_the_mode_as_it_was(self):
        net = nn.Sequential(nn.BatchNorm(2))
        with pytest.raises(ValueError, match="BatchNorm"):
            net.draw(np.ones((1, 3)))
        assert net.layers[0].training


class TestDropout:
    def test_drops_about_the_share_it_should_and_scales_the_rest(self):
        y = nn.Dropout(0.25, rng=0)(mg.tensor(np.full(10_000, 3.0))).numpy()
        assert set(y.tolist()) == {0.0, 4.0}
        np.testing.assert_allclose(np.mean(y == 0), 0.25, atol=0.02)
        np.testing.assert_allclose(y.mean(), 3.0, atol=0.1)

    def test_sends_the_gradient_where_the_values_went(self):
        x = mg.tensor(np.ones(100), requires_grad=True)
        y = nn.Dropout(0.5, rng=1)(x)
        y.backward(np.ones(100))
        np.testing.assert_array_equal(x.grad.numpy(), y.numpy())

    @pytest.mark.parametrize(
        "rng", [3, np.random.RandomState(3), np.random.default_rng(3)], ids=type
    )
    def test_of_one_seed_drops_the_same_and_at_every_call_anew(self, rng):
        one, other = nn.Dropout(0.5, rng=copy.deepcopy(rng)), nn.Dropout(0.5, rng=rng)
        x = np.ones(50)
        first, second = one(x), one(x)
        np.testing.assert_array_equal(first, other(x))
        np.testing.assert_array_equal(second, other(x))
        assert not np.array_equal(first, second)

    def test_passes_the_input_itself_after_training(self):
        x = mg.tensor([1.0, 2.0])
        layer = nn.Dropout(0.5, rng=0).eval()
        state = copy.deepcopy(layer.rng.bit_generator.state)
        assert layer(x) is x
        assert layer.rng.bit_generator.state == state  # nothing was drawn

    @pytest.mark.parametrize(("p", "expected"), [(0.0, [1.0, np.inf]), (1.0, [0.0, 0.0])])
    def test_may_drop_nothing_or_everything(self, p, expected):
        np.testing.assert_array_equal(nn.Dropout(p)(np.array([1.0, np.inf])), expected)

    def test_keeps_float32(self):
        assert nn.Dropout(0.5)(mg.tensor([1.0, 2.0], "float32")).dtype == np.float32

    @pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
    def test_refuses_what_is_no_probability(self, p):
        with pytest.raises(ValueError, match="Dropout: p is a probability between 0 and 1"):
            nn.Dropout(p)


class TestRReLU:
    def test_draws_slopes_while_training_and_takes_their_mean_afterwards(self):
        layer = nn.RReLU(0.1, 0.3, rng=0)
        y = layer(np.full(1000, -1.0)).tolist()
        assert -0.3 <= min(y) < -0.28 < -0.12 < max(y) <= -0.1
        np.testing.assert_allclose(layer.eval()(np.array([-1.0, 2.0])), [-0.2, 2.0], rtol=1e-15)

    def test_keeps_float32(self):
        assert nn.RReLU()(mg.tensor([-1.0], "float32")).dtype == np.float32

    def test_refuses_bounds_the_wrong_way_round(self):
        with pytest.raises(ValueError, match="RReLU: lower must not exceed upper"):
            nn.RReLU(0.5, 0.1)


class TestPReLU:
    def test_begins_with_its_first_slope_for_every_feature(self):
        layer = nn.PReLU(3, 0.5)
        np.testing.assert_array_equal(layer(-np.ones((2, 3))).numpy(), np.full((2, 3), -0.5))
        assert [name for name, _ in layer.named_parameters()] == ["weight"]
        assert repr(layer) == "PReLU(3)"

    def test_needs_a_parameter(self):
        with pytest.raises(ValueError, match="num_parameters must be positive, not 0"):
            nn.PReLU(0)


class TestBatchNorm:
    X = np.random.default_rng(0).normal(3.0, 2.0, size=(64, 4))

    def test_makes_mean_0_and_variance_1_while_training(self):
        y = nn.BatchNorm(4)(self.X).numpy()
        np.testing.assert_allclose(y.mean(axis=0), np.zeros(4), atol=1e-14)
        np.testing.assert_allclose(y.var(axis=0), np.ones(4), rtol=1e-4)

    def test_afterwards_an_example_does_not_depend_on_its_batch(self):
        layer = nn.BatchNorm(4)
        for _ in range(100):
            layer(self.X)
        layer.eval()
        np.testing.assert_array_equal(layer(self.X).numpy()[:3], layer(self.X[:3]).numpy())
        np.testing.assert_allclose(layer(self.X).numpy(), layer.train()(self.X).numpy(), rtol=0.02)

    def test_changes_its_statistics_only_while_training(self):
        layer = nn.BatchNorm(4).eval()
        before = layer.state_dict()
        layer(self.X)
        for name, value in layer.state_dict().items():
            np.testing.assert_array_equal(value, before[name])

    def test_no_gradient_flows_to_its_statistics(self):
        layer = nn.BatchNorm(4)
        layer(self.X).sum().backward()
        assert not layer.running_mean.requires_grad
        assert layer.running_mean.is_leaf
        assert len(layer.parameters()) == 2

    def test_keeps_float32_throughout(self):
        layer = nn.BatchNorm(4, dtype="float32")
        x = mg.tensor(self.X, "float32", requires_grad=True)
        y = layer(x)
        y.backward(np.ones(y.shape))
        dtypes = {t.dtype for t in (y, x.grad, layer.running_mean, layer.running_var)}
        assert dtypes == {np.dtype("float32")}
        assert layer.eval()(x).dtype == np.float32

    def test_of_equal_values_is_its_bias(self):
        np.testing.assert_array_equal(
            nn.BatchNorm(2)(np.full((3, 2), 7.0)).numpy(), np.zeros((3, 2))
        )

    def test_of_one_example_is_refused_while_training(self):
        layer = nn.BatchNorm(4)
        with pytest.raises(
            ValueError, match=r"shape \(1, 4\) has 1 values .* or call eval\(\) first"
        ):
            layer(self.X[:1])
        assert layer.num_batches_tracked.item() == 0
        layer.eval()(self.X[:1])

    @pytest.mark.parametrize("shape", [(), (3,), (5, 3)])
    def test_refuses_another_number_of_features(self, shape):
        with pytest.raises(ValueError, match="BatchNorm: axis -1 of the input must have length 4"):
            nn.BatchNorm(4)(np.ones(shape))

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"num_features": 0}, "num_features must be positive, not 0"),
            ({"num_features": 2, "momentum": 1.5}, "momentum is between 0 and 1, or None"),
            ({"num_features": 2, "eps": -1.0}, "BatchNorm: eps must not be negative"),
        ],
    )
    def test_refuses_arguments_that_make_no_sense(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            nn.BatchNorm(**arguments)

    def test_trains_with_a_network_that_is_drawn_too(self):
        net = nn.Sequential(nn.Linear(4, 3, rng=0), nn.BatchNorm(3), nn.ReLU(), nn.Linear(3, 2))
        nn.CrossEntropy()(net(self.X), np.zeros(64, int)).backward()
        assert all(p.grad is not None for p in net.parameters())
        assert "layers.1 · BatchNorm(3)" in str(net.draw(self.X).picture.vertices)


class TestLayerNorm:
    def test_takes_each_row_by_itself(self):
        x = np.random.default_rng(0).normal(size=(5, 4, 3))
        for layer in (nn.LayerNorm(3), nn.LayerNorm((4, 3)), nn.RMSNorm(3)):
            np.testing.assert_array_equal(layer(x).numpy()[1], layer(x[1]).numpy())
            assert not hasattr(layer, "running_mean")

    @pytest.mark.parametrize(
        "layer", [nn.LayerNorm(3), nn.RMSNorm(3), nn.LayerNorm((3, 3))], ids=repr
    )
    def test_refuses_other_lengths(self, layer):
        with pytest.raises(ValueError, match=r"last axes must be \(3,.* its shape is \(5, 4\)"):
            layer(np.ones((5, 4)))

    @pytest.mark.parametrize("layer", [nn.LayerNorm, nn.RMSNorm])
    @pytest.mark.parametrize("lengths", [0, (), (3, 0)])
    def test_needs_lengths(self, layer, lengths):
        with pytest.raises(ValueError, match="lengths must be positive"):
            layer(lengths)

    def test_keeps_float32(self):
        x = mg.tensor(np.ones((2, 3)), "float32")
        for layer in (nn.LayerNorm(3, dtype="float32"), nn.RMSNorm(3, dtype="float32")):
            assert layer(x).dtype == np.float32


class TestEmbedding:
    def test_is_a_row_of_the_table_for_each_number(self):
        layer = nn.Embedding(5, 2, rng=0)
        indices = np.array([[0, 4], [4, 4]], np.uint8)
        for given in (indices, indices.tolist(), mg.tensor(indices)):
            np.testing.assert_array_equal(layer(given).numpy(), layer.weight.numpy()[indices])

    def test_a_padding_row_begins_at_zero_and_stays(self):
        layer = nn.Embedding(5, 2, padding_idx=-1, rng=0)
        np.testing.assert_array_equal(layer.weight.numpy()[4], [0.0, 0.0])
        layer([4, 0, 4]).sum().backward()
        np.testing.assert_array_equal(layer.weight.grad.numpy()[4], [0.0, 0.0])
        np.testing.assert_array_equal(layer.weight.grad.numpy()[0], [1.0, 1.0])

    @pytest.mark.parametrize("wrong", [-1, 5, 100])
    def test_a_number_out_of_range_is_an_index_error(self, wrong):
        with pytest.raises(
            IndexError, match=rf"index {wrong} is out of range for 5 rows \(0 to 4\)"
        ):
            nn.Embedding(5, 2)([0, wrong])

    @pytest.mark.parametrize("indices", [[0.0], [True]])
    def test_indices_are_integers(self, indices):
        with pytest.raises(TypeError, match="Embedding: indices are integers, not"):
            nn.Embedding(5, 2)(indices)

    def test_of_no_numbers_is_empty(self):
        assert nn.Embedding(5, 2)(np.zeros((0, 3), int)).shape == (0, 3, 2)

    def test_refuses_sizes_and_paddings_that_make_no_sense(self):
        with pytest.raises(ValueError, match="sizes must be positive, not 0 and 2"):
            nn.Embedding(0, 2)
        with pytest.raises(IndexError, match="padding_idx 5 is out of range for 5 rows"):
            nn.Embedding(5, 2, padding_idx=5)
        with pytest.raises(ValueError, match=r"init made \(2,\) instead of \(5, 2\)"):
            nn.Embedding(5, 2, init=lambda shape, rng, dtype: np.zeros(2))
