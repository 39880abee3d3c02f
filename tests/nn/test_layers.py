"""Layers: shapes, first weights and dtypes, and errors that say what is wrong."""

from __future__ import annotations

import functools

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn
from minigrad.core.node import topological_order
from minigrad.ops import activation, kinked, smooth

ACTIVATIONS = [
    (nn.Step(), mg.step),
    (nn.Sigmoid(), mg.sigmoid),
    (nn.Tanh(), mg.tanh),
    (nn.ReLU(), mg.relu),
    (nn.ReLU6(), mg.relu6),
    (nn.ReLUN(), mg.relu_n),
    (nn.ReLUN(n=2.5), functools.partial(mg.relu_n, n=2.5)),
    (nn.HSwish(), mg.h_swish),
    (nn.HSwish(n=4), functools.partial(mg.h_swish, n=4)),
    (nn.Swish(), mg.swish),
    (nn.Softplus(), mg.softplus),
    (nn.Mish(), mg.mish),
    (nn.TanhExp(), mg.tanhexp),
    (nn.Softmax(), mg.softmax),
    (nn.Softmax(axis=0), functools.partial(mg.softmax, axis=0)),
    (nn.LogSoftmax(), mg.log_softmax),
    (nn.LogSoftmax(axis=0), functools.partial(mg.log_softmax, axis=0)),
    (nn.Softplus(beta=3.0), functools.partial(mg.softplus, beta=3.0)),
    (nn.Softsign(), activation.softsign),
    (nn.ELU(), smooth.elu),
    (nn.ELU(alpha=2.0), functools.partial(smooth.elu, alpha=2.0)),
    (nn.SELU(), smooth.selu),
    (nn.CELU(), smooth.celu),
    (nn.CELU(alpha=2.0), functools.partial(smooth.celu, alpha=2.0)),
    (nn.GELU(), smooth.gelu),
    (nn.GELU("tanh"), functools.partial(smooth.gelu, approximate="tanh")),
    (nn.SiLU(), smooth.silu),
    (nn.LogSigmoid(), smooth.logsigmoid),
    (nn.Tanhshrink(), smooth.tanhshrink),
    (nn.Softmin(), smooth.softmin),
    (nn.Softmin(axis=0), functools.partial(smooth.softmin, axis=0)),
    (nn.Hardtanh(), kinked.hardtanh),
    (nn.Hardtanh(-2.0, 0.5), functools.partial(kinked.hardtanh, min_val=-2.0, max_val=0.5)),
    (nn.Hardsigmoid(), kinked.hardsigmoid),
    (nn.Hardswish(), kinked.hardswish),
    (nn.LeakyReLU(), kinked.leaky_relu),
    (nn.LeakyReLU(0.2), functools.partial(kinked.leaky_relu, negative_slope=0.2)),
    (nn.Hardshrink(), kinked.hardshrink),
    (nn.Hardshrink(2.0), functools.partial(kinked.hardshrink, lambd=2.0)),
    (nn.Softshrink(), kinked.softshrink),
    (nn.Softshrink(2.0), functools.partial(kinked.softshrink, lambd=2.0)),
    (nn.Threshold(1.0, -3.0), functools.partial(kinked.threshold, threshold=1.0, value=-3.0)),
]
HALVING = nn.GLU()  # its result has another shape than its input


class TestLinear:
    @pytest.mark.parametrize(
        ("given", "of_weights", "recorded"),
        [
            ("float32", "float64", "float64"),
            ("uint8", "float64", "float64"),
            ("uint8", "float32", "float32"),
            ("float32", "float32", "float32"),
            ("float64", "float32", "float64"),
            ("int64", "float32", "int64"),
        ],
    )
    @pytest.mark.parametrize("writable", [False, True])
    def test_data_that_its_dtype_holds_are_widened_once(
        self, given, of_weights, recorded, writable
    ):
        layer = nn.Linear(3, 2, rng=0, dtype=of_weights)
        x = np.array([[1, 2, 3], [4, 5, 6]], given)
        x.setflags(write=writable)
        y = layer(x)
        y.sum().backward()
        (data,) = [n for n in topological_order(y.node) if n.value.shape == x.shape and not n.op][
            :1
        ]
        assert data.value.dtype == recorded
        z = x @ layer.weight.numpy() + layer.bias.numpy()
        np.testing.assert_array_equal(y.numpy(), z, strict=True)
        assert layer.weight.grad.dtype == of_weights
        np.testing.assert_array_equal(layer.weight.grad.numpy(), np.outer([5, 7, 9], [1, 1]))
        if writable:
            x[:] = 0
            assert data.value.any()

    def test_a_tensor_stays_of_the_dtype_that_it_has(self):
        x = mg.tensor([[1.0, 2.0, 3.0]], "float32", requires_grad=True)
        nn.Linear(3, 2, rng=0)(x).sum().backward()
        assert x.grad.dtype == np.float32

    def test_is_the_affine_map_of_the_articles(self):
        layer = nn.Linear(3, 2, rng=np.random.default_rng(0))
        layer.bias.data = [1.0, -1.0]
        x = np.random.default_rng(1).normal(size=(5, 3))
        expected = x @ layer.weight.numpy() + np.array([1.0, -1.0])
        np.testing.assert_array_equal(layer(x).numpy(), expected)

    @pytest.mark.parametrize("leading", [(), (5,), (4, 5), (0,)])
    def test_keeps_the_leading_axes(self, leading):
        assert nn.Linear(3, 2)(np.ones((*leading, 3))).shape == (*leading, 2)

    def test_begins_with_he_weights_and_zero_biases(self):
        layer = nn.Linear(3, 2, rng=np.random.RandomState(10))
        expected = np.random.RandomState(10).randn(3, 2) * np.sqrt(2 / 3)
        np.testing.assert_array_equal(layer.weight.numpy(), expected)
        np.testing.assert_array_equal(layer.bias.numpy(), [0.0, 0.0])

    def test_without_a_bias_has_one_parameter(self):
        layer = nn.Linear(3, 2, bias=False)
        assert [name for name, _ in layer.named_parameters()] == ["weight"]
        x = np.ones((1, 3))
        np.testing.assert_array_equal(layer(x).numpy(), x @ layer.weight.numpy())
        assert repr(layer) == "Linear(3, 2, bias=False)"

    def test_has_the_gradients_of_the_articles(self):
        layer = nn.Linear(3, 2, rng=np.random.default_rng(0))
        rng = np.random.default_rng(1)
        z, dx = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
        x = mg.tensor(z, requires_grad=True)
        layer(x).backward(dx)
        np.testing.assert_allclose(layer.weight.grad.numpy(), z.T @ dx, rtol=1e-14)
        np.testing.assert_allclose(layer.bias.grad.numpy(), dx.sum(axis=0), rtol=1e-14)
        np.testing.assert_allclose(x.grad.numpy(), dx @ layer.weight.numpy().T, rtol=1e-14)

    @pytest.mark.parametrize("sizes", [(0, 2), (3, 0), (-1, 2)])
    def test_refuses_sizes_that_are_not_positive(self, sizes):
        with pytest.raises(ValueError, match=f"Linear: .* not {sizes[0]} and {sizes[1]}"):
            nn.Linear(*sizes)

    def test_refuses_inputs_of_another_size_by_shape(self):
        with pytest.raises(ValueError, match=r"matmul\(float64\[5, 4\], float64\[3, 2\]\)"):
            nn.Linear(3, 2)(np.ones((5, 4)))

    def test_refuses_weights_of_integers(self):
        with pytest.raises(TypeError, match="only floating-point Tensors can require a gradient"):
            nn.Linear(3, 2, dtype=int)

    def test_refuses_first_weights_of_another_shape(self):
        with pytest.raises(ValueError, match=r"\(2, 2\)"):
            nn.Linear(3, 2, init=lambda shape, rng, dtype: np.ones((2, 2)))


class TestSequential:
    def test_is_one_layer_after_another(self):
        net = nn.Sequential(lambda x: x + 1.0, nn.ReLU(), lambda x: x * 10.0)
        np.testing.assert_array_equal(net(mg.tensor([-3.0, 2.0])).numpy(), [0.0, 30.0])

    def test_of_nothing_is_the_identity(self):
        x = mg.tensor([1.0])
        assert nn.Sequential()(x) is x

    def test_is_written_with_its_layers(self):
        net = nn.Sequential(nn.Linear(2, 3), nn.HSwish(n=4), mg.relu, nn.Linear(3, 1, bias=False))
        assert repr(net) == (
            "Sequential(Linear(2, 3), HSwish(n=4), relu, Linear(3, 1, bias=False))"
        )

    def test_refuses_what_is_no_layer(self):
        with pytest.raises(TypeError, match="Sequential: 'relu' is not a layer"):
            nn.Sequential(nn.Linear(2, 2), "relu")


class TestMLP:
    def test_a_wrong_activation_is_an_error_where_there_is_none_too(self):
        with pytest.raises(TypeError, match="is not a layer"):
            nn.MLP([2, 3], activation="relu")

    def test_has_an_activation_between_affine_layers_and_none_at_the_end(self):
        net = nn.MLP([4, 3, 2, 5], activation=mg.tanh)
        assert repr(net) == "MLP(Linear(4, 3), tanh, Linear(3, 2), tanh, Linear(2, 5))"
        assert net(np.ones((7, 4))).shape == (7, 5)

    def test_is_the_formula_of_the_articles(self):
        net = nn.MLP([4, 3, 2], activation=nn.Sigmoid(), rng=np.random.default_rng(0))
        w1, b1, w2, b2 = (p.numpy() for p in net.parameters())
        x = np.random.default_rng(1).normal(size=(6, 4))
        expected = 1 / (1 + np.exp(-(x @ w1 + b1))) @ w2 + b2
        np.testing.assert_allclose(net(x).numpy(), expected, rtol=1e-14)

    def test_has_relu_by_default(self):
        net = nn.MLP([2, 2, 1], rng=np.random.default_rng(0))
        assert net.layers[1] is mg.relu

    def test_draws_its_weights_layer_by_layer_from_one_generator(self):
        net = nn.MLP([784, 100, 50, 10], rng=np.random.RandomState(10))
        rng = np.random.RandomState(10)
        for layer, shape in zip(net.layers[::2], [(784, 100), (100, 50), (50, 10)], strict=True):
            expected = rng.randn(*shape) * np.sqrt(2 / shape[0])
            np.testing.assert_array_equal(layer.weight.numpy(), expected)
            np.testing.assert_array_equal(layer.bias.numpy(), np.zeros(shape[1]))

    def test_takes_an_initialiser(self):
        net = nn.MLP([5, 4, 3], init=nn.init.glorot_uniform, rng=np.random.default_rng(3))
        rng = np.random.default_rng(3)
        for layer, shape in zip(net.layers[::2], [(5, 4), (4, 3)], strict=True):
            np.testing.assert_array_equal(layer.weight.numpy(), nn.init.glorot_uniform(shape, rng))

    def test_of_two_sizes_is_one_affine_layer(self):
        assert repr(nn.MLP([3, 2])) == "MLP(Linear(3, 2))"

    def test_needs_its_sizes_as_one_list(self):
        with pytest.raises(TypeError, match=r"one list, as in MLP\(\[784, 10\]\), not 784"):
            nn.MLP(784, 10)

    @pytest.mark.parametrize("sizes", [[], [3]])
    def test_needs_the_sizes_of_input_and_output(self, sizes):
        with pytest.raises(ValueError, match="at least the sizes of input and output"):
            nn.MLP(sizes)

    def test_refuses_an_activation_that_cannot_be_called(self):
        with pytest.raises(TypeError, match="'relu' is not a layer"):
            nn.MLP([3, 2, 2], "relu")


class TestResidual:
    def test_adds_what_the_layer_makes(self):
        layer = nn.Linear(3, 3, rng=0)
        x = np.random.default_rng(0).normal(size=(5, 3))
        np.testing.assert_array_equal(nn.Residual(layer)(x).numpy(), x + layer(x).numpy())

    def test_sends_the_gradient_both_ways(self):
        x = mg.tensor([3.0, -3.0], requires_grad=True)
        nn.Residual(mg.relu)(x).backward([1.0, 1.0])
        np.testing.assert_array_equal(x.grad.numpy(), [2.0, 1.0])

    def test_has_the_parameters_of_its_layer(self):
        names = [name for name, _ in nn.Residual(nn.Linear(3, 3)).named_parameters()]
        assert names == ["layer.weight", "layer.bias"]

    def test_refuses_a_sum_that_would_broadcast(self):
        block = nn.Residual(nn.Linear(3, 1))
        with pytest.raises(ValueError, match=r"Linear\(3, 1\) made \(5, 1\) of \(5, 3\)"):
            block(np.ones((5, 3)))

    def test_refuses_what_is_no_layer(self):
        with pytest.raises(TypeError, match="Residual: 'relu' is not a layer"):
            nn.Residual("relu")

    def test_is_written_with_its_layer(self):
        assert repr(nn.Residual(nn.Linear(3, 3))) == "Residual(Linear(3, 3))"


class TestFlatten:
    @pytest.mark.parametrize(
        ("axes", "shape", "expected"),
        [
            ((), (5, 2, 3, 4), (5, 24)),
            ((), (5,), None),
            ((), (0, 2, 3), (0, 6)),
            ((0,), (5, 2, 3), (30,)),
            ((0, 1), (5, 2, 3), (10, 3)),
            ((-2,), (5, 2, 3), (5, 6)),
        ],
    )
    def test_joins_axes(self, axes, shape, expected):
        layer = nn.Flatten(*axes)
        if expected is None:
            with pytest.raises(IndexError, match="axis 1 is out of bounds"):
                layer(np.ones(shape))
        else:
            assert layer(mg.tensor(np.ones(shape))).shape == expected

    def test_refuses_axes_the_wrong_way_round(self):
        with pytest.raises(ValueError, match="axis 2 comes after axis 1"):
            nn.Flatten(2, 1)(np.ones((2, 3, 4)))


def test_identity_is_the_input_itself():
    x = mg.tensor([1.0])
    assert nn.Identity()(x) is x


class TestFloat32:
    @pytest.mark.parametrize("layer", [layer for layer, _ in ACTIVATIONS], ids=repr)
    @pytest.mark.parametrize("loss", [nn.CrossEntropy(), nn.CrossEntropy(floor=1e-7)])
    def test_stays_through_loss_and_gradients(self, layer, loss):
        net = nn.MLP([4, 3, 2], layer, rng=np.random.default_rng(0), dtype="float32")
        x = np.random.default_rng(1).normal(size=(5, 4)).astype("float32")
        y = net(x)
        e = nn.Flooding(loss, b=0.1)(y, [0, 1, 0, 1, 1])
        e.backward()
        assert [p.dtype for p in net.parameters()] == [np.float32] * 4
        assert y.dtype == e.dtype == np.float32
        assert [p.grad.dtype for p in net.parameters()] == [np.float32] * 4

    def test_stays_with_mean_squared_error_and_one_hot_rows(self):
        net = nn.MLP([4, 2], rng=np.random.default_rng(0), dtype="float32")
        x, t = np.ones((3, 4), "float32"), np.eye(2, dtype="float32")[[0, 1, 1]]
        for loss in (nn.MSE(), nn.MSE(half=True), nn.CrossEntropy()):
            e = loss(net(x), t)
            e.backward()
            assert e.dtype == np.float32
            assert net.layers[0].weight.grad.dtype == np.float32


class TestActivationLayers:
    @pytest.mark.parametrize(
        ("layer", "function"), ACTIVATIONS, ids=lambda x: repr(x).split(" at ")[0]
    )
    def test_are_the_functions_in_value_and_gradient(self, layer, function):
        values = np.linspace(-7.3, 7.1, 12).reshape(3, 4)
        weights = np.random.default_rng(0).normal(size=(3, 4))
        gradients = []
        for f in (layer, function):
            x = mg.tensor(values, requires_grad=True)
            y = f(x)
            (y * weights).sum().backward()
            gradients.append((y.numpy(), x.grad.numpy()))
        np.testing.assert_array_equal(gradients[0][0], gradients[1][0])
        np.testing.assert_array_equal(gradients[0][1], gradients[1][1])
        assert np.ptp(gradients[0][0]) > 0

    def test_are_all_here(self):
        layers = {type(layer) for layer, _ in ACTIVATIONS} | {type(HALVING)}
        assert layers == {
            value
            for value in vars(nn).values()
            if isinstance(value, type) and issubclass(value, nn.Activation)
        } - {nn.Activation}

    def test_have_no_parameters(self):
        assert [layer.parameters() for layer, _ in ACTIVATIONS] == [[]] * len(ACTIVATIONS)

    def test_are_written_with_their_options(self):
        layers = [nn.ReLU(), nn.HSwish(), nn.ReLUN(n=4), nn.Softmax(axis=0)]
        assert list(map(repr, layers)) == [
            "ReLU()",
            "HSwish(n=6.0)",
            "ReLUN(n=4)",
            "Softmax(axis=0)",
        ]

    def test_that_halve_their_input_are_the_function_too(self):
        x = np.linspace(-2.0, 2.0, 12).reshape(3, 4)
        np.testing.assert_array_equal(HALVING(x), smooth.glu(x))
        assert HALVING(x).shape == (3, 2)

    def test_refuse_options_that_the_function_refuses(self):
        with pytest.raises(ValueError, match="h_swish: n must be a positive number, not 0"):
            nn.HSwish(n=0)(mg.tensor(1.0))

    def test_of_ones_own_are_one_line(self):
        class Sine(nn.Activation):
            function = mg.sin

        assert Sine()(mg.tensor(0.5)).item() == np.sin(0.5)
        assert repr(Sine()) == "Sine()"


@pytest.mark.parametrize(
    "layer", [nn.Dropout(np.float64(0.5), rng=0), nn.LeakyReLU(np.float64(0.1)), nn.LayerNorm(3)]
)
def test_options_of_numpy_leave_float32_as_it_is(layer):
    if isinstance(layer, nn.LayerNorm):
        layer = nn.LayerNorm(3, eps=np.float64(0.1), dtype="float32")
    assert layer(mg.tensor(np.ones((2, 3)), "float32")).dtype == np.float32


def test_options_that_are_not_the_usual_ones_are_shown():
    assert repr(nn.BatchNorm(3)) == "BatchNorm(3)"
    assert repr(nn.BatchNorm(3, momentum=None, eps=0.1)) == "BatchNorm(3, eps=0.1, momentum=None)"
    assert repr(nn.LayerNorm(3, bias=False)) == "LayerNorm(3)"
    assert repr(nn.RMSNorm(3, eps=0.1)) == "RMSNorm(3, eps=0.1)"
    assert repr(nn.Embedding(3, 2, padding_idx=0)) == "Embedding(3, 2, padding_idx=0)"
    weighted = nn.CrossEntropy(weight=[1.0, 50.0])
    assert repr(weighted) == "CrossEntropy(weight=[1.0, 50.0])"
