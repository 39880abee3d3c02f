"""What users give to a run is taken, or told with what to write instead; nothing is half done."""

from __future__ import annotations

import math

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, optim, train

X = np.random.default_rng(0).normal(size=(40, 4))
T = (X.sum(1) > 0).astype(int)


def network():
    return nn.MLP([4, 3, 2], rng=0)


def fit(train_data=(X, T), test=None, *, net=None, loss=None, **options):
    net = net or network()
    parameters = net.parameters() if hasattr(net, "parameters") else network().parameters()
    opt = optim.SGD(parameters, lr=0.1)
    rng = {"rng": 0} if isinstance(train_data, tuple) else {}
    settings = {"epochs": 1, "progress": False} | rng | options
    return train.fit(net, loss or nn.CrossEntropy(), opt, train_data, test, **settings)


def without_time(history):
    return [row[:5] for row in history]


class Frame:
    """A DataFrame, as far as NumPy knows: its elements are columns, its rows are found by iloc."""

    def __init__(self, values):
        self.values = np.asarray(values)
        self.shape = self.values.shape

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype)

    def __len__(self):
        return len(self.values)

    def __iter__(self):
        return iter(range(self.shape[-1]))

    def to_numpy(self, dtype=None):
        return np.asarray(self.values, dtype)


class Torch:
    """A tensor of PyTorch, as far as NumPy knows: one with a gradient gives no array."""

    def __init__(self, values, requires_grad=False):
        self.values = np.asarray(values)
        self.shape = self.values.shape
        self.requires_grad = requires_grad

    def __array__(self, dtype=None, copy=None):
        if self.requires_grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return np.array(self.values, dtype)

    def __len__(self):
        return len(self.values)

    def __getitem__(self, rows):
        return Torch(self.values[rows])

    def detach(self):
        return Torch(self.values)


class TestEpochsAndSizes:
    @pytest.mark.parametrize("name", ["epochs", "batch_size", "every_batches"])
    @pytest.mark.parametrize("value", [2.5, True, np.True_, "2", [2], math.nan, math.inf, 1j, b"2"])
    def test_are_whole_numbers(self, tmp_path, name, value):
        given = {name: value, "checkpoint": tmp_path / "c.npz", "on_epoch": pytest.fail}
        with pytest.raises(TypeError, match=f"fit: {name} is a whole number, not "):
            fit(**given)

    @pytest.mark.parametrize(("name", "value"), [("epochs", -1), ("epochs", -2.0)])
    def test_are_not_negative(self, name, value):
        with pytest.raises(ValueError, match=f"fit: {name} must not be negative, not {value}"):
            fit(**{name: value})

    def test_are_at_least_1(self, tmp_path):
        with pytest.raises(ValueError, match="fit: batch_size must be at least 1, not 0"):
            fit(batch_size=0)
        with pytest.raises(ValueError, match="every_batches is a number from 1 on"):
            fit(checkpoint=tmp_path / "c.npz", every_batches=0)

    @pytest.mark.parametrize("kind", [int, float, np.int8, np.uint64, np.float32, np.array])
    def test_may_be_whole_numbers_of_any_kind(self, kind):
        expected = without_time(fit(epochs=2, batch_size=7))
        assert without_time(fit(epochs=kind(2), batch_size=kind(7))) == expected

    @pytest.mark.parametrize("value", [2.5, True, "2"])
    def test_are_whole_numbers_for_loaders_and_draws_too(self, value):
        for make in (
            lambda: data.Batches(X, T, value),
            lambda: data.Loader((X, T), value),
            lambda: data.Loader(lambda rng: [], value),
            lambda: data.random_batch(X, T, value, np.random.default_rng(0)),
            lambda: train.EarlyStopping(patience=value),
            lambda: data.one_hot([0, 1], value),
        ):
            with pytest.raises(TypeError, match="is a whole number, not "):
                make()


class TestArraysWhereAPairBelongs:
    @pytest.mark.parametrize("make", [np.array, mg.tensor, Frame, Torch, np.ndarray.tolist])
    @pytest.mark.parametrize("shape", [(40, 4), (2, 4), (40, 2), (2, 2), (3, 2, 5, 4), (40,), (2,)])
    def test_are_told_with_what_to_write(self, shape, make):
        x, t = np.ones(shape), np.zeros(shape[0], int)
        for given in ((make(x), make(t)), (make(x), None), ((x, t), make(t)), ((x, t), make(x))):
            with pytest.raises(TypeError, match=r"fit: t\w+_data is a tuple \(x, t\) .* write fit"):
                fit(*given, accuracy=pytest.fail)
        with pytest.raises(
            TypeError, match=r"is a tuple \(x, t\) .* write evaluate\(net, loss, \("
        ):
            train.evaluate(network(), nn.CrossEntropy(), make(x))

    def test_are_told_one_by_one_with_test_data_too(self):
        net, loss = network(), nn.CrossEntropy()
        opt = optim.SGD(net.parameters(), lr=0.1)
        for arrays in ((X, T, X, T), ((X, T), X, T), (X, T, (X, T))):
            with pytest.raises(TypeError, match=r"a tuple \(x, t\): fit\(net, loss, opt, \(x, t\)"):
                train.fit(net, loss, opt, *arrays, epochs=1)
        with pytest.raises(TypeError, match=r"a tuple \(x, t\): evaluate\(net, loss, \(x, t\)\)"):
            train.evaluate(net, loss, X, T)
        for rng in (10, None):
            with pytest.raises(TypeError, match=r"a tuple \(x, t\), not .* alone"):
                data.Loader(X, T, rng)

    @pytest.mark.parametrize("given", [(), (X,), (X, T, T), [X, T], {"x": X, "t": T}, "xt", b"xt"])
    def test_are_told_in_other_containers_too(self, given):
        if given != ():
            with pytest.raises(TypeError, match=r"is a tuple \(x, t\) of the inputs and the targ"):
                fit(given)
        with pytest.raises(TypeError, match=r"fit: test_data is a tuple \(x, t\)"):
            fit((X, T), given)

    @pytest.mark.parametrize("make", [np.array, mg.tensor, Frame, Torch])
    def test_are_told_by_a_loader_too(self, make):
        with pytest.raises(TypeError, match=r"Loader: .* a tuple \(x, t\), not .* \(40, 4\) alone"):
            data.Loader(make(X), 10)

    def test_are_told_where_a_loader_gives_them(self):
        class Rows:
            def __iter__(self):
                return iter(X.reshape(20, 2, 4))  # arrays of two rows are no pairs

        with pytest.raises(TypeError, match=r"a batch is a tuple \(x, t\), .*of shape \(2, 4\)"):
            fit(Rows())

    def test_are_told_for_lists_of_samples(self):
        for samples in ([*zip(X, T, strict=True)], [(1.0, 2), (3.0, 4)]):
            with pytest.raises(TypeError, match=r"is a tuple \(x, t\).* that begins with a tuple"):
                fit(samples)

    def test_may_be_of_a_kind_that_the_network_knows(self):
        net = network()
        batches = [({"x": X}, T)]
        history = fit(batches, batches, net=lambda batch: net(batch["x"]))
        assert history[0].train_loss == train.evaluate(network(), nn.CrossEntropy(), (X, T))[1]

    def test_are_told_for_iterators_that_are_used_up(self):
        for given in ((iter([(X, T)]),), ((X, T), iter([(X, T)]))):
            with pytest.raises(TypeError, match=r"every epoch, not list_iterator"):
                fit(*given)

    def test_are_batches_where_they_are_pairs(self):
        expected = without_time(fit([(X, T), (X, T)], [(X, T)]))
        for pair in ([X, T], (X.tolist(), T.tolist())):
            assert without_time(fit([pair, pair], [pair])) == expected


class TestDataOfOtherLibraries:
    @pytest.mark.parametrize("make", [Frame, Torch, mg.tensor, np.ndarray.tolist])
    def test_are_taken(self, make):
        expected = fit((X, T), (X, T))
        history = fit((make(X), make(T)), (make(X), make(T)))
        assert without_time(history) == without_time(expected)
        pair = make(X), make(T)
        assert train.evaluate(network(), nn.CrossEntropy(), pair) == expected[0][1:3]

    @pytest.mark.parametrize("make", [Frame, Torch])
    def test_are_taken_from_loaders(self, make):
        batches = [[make(X[i : i + 20]), make(T[i : i + 20])] for i in (0, 20)]
        expected = fit((X, T), (X, T), batch_size=20, shuffle=False)
        history = fit(batches, batches)
        for row, other in zip(history, expected, strict=True):
            assert row[:5] == pytest.approx(other[:5], rel=1e-14)

    @pytest.mark.parametrize(
        ("x", "complaint"),
        [
            (Frame(X.astype(object)), r"inputs are a test_given\.Frame of shape \(40, 4\) of obj"),
            (Torch(X, requires_grad=True), r"inputs are a test_given\.Torch .* requires grad"),
            ([[1.0, 2.0], [3.0]] * 20, "inputs are a list, of which NumPy makes no array"),
        ],
    )
    def test_that_are_no_numbers_are_told_with_what_to_write(self, x, complaint):
        for call in (
            lambda: fit((x, T)),
            lambda: fit((X, T), (x, T)),
            lambda: train.evaluate(network(), nn.CrossEntropy(), (x, T)),
            lambda: data.Batches(x, T, 5),
        ):
            with pytest.raises((TypeError, ValueError), match=rf"{complaint}.*to_numpy\(float\)"):
                call()


class Returns(nn.Module):
    """A network that returns what a function makes of the outputs."""

    def __init__(self, change):
        self.inner = network()
        self.change = change

    def forward(self, x):
        return self.change(self.inner(x))


both = pytest.mark.parametrize("compiled", [False, True])


@both
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda y: (y, y), r"Returns returned a tuple; outputs are one Tensor.*lambda x: net\(x\)"),
        (lambda y: {"y": y}, "Returns returned a dict; outputs are one Tensor"),
        (lambda y: [y], "Returns returned a list; outputs are one Tensor"),
        (lambda y: None, "Returns returned a NoneType"),
        (lambda y: y.sum(), "Returns returned one number; outputs have a row for each sample"),
        (
            lambda y: y.detach().numpy(),
            "Returns returned a .*has no gradient.*without .numpy",
        ),
    ],
)
def test_a_network_that_returns_no_tensor_is_named(change, complaint, compiled):
    with pytest.raises(TypeError, match=f"the network {complaint}"):
        fit(net=Returns(change), compile=compiled)


@both
@pytest.mark.parametrize(
    ("loss", "complaint"),
    [
        (lambda y, t: 1.0, "returned a float, which has no gradient; .*without .item"),
        (lambda y, t: np.float64(1), "returned a numpy.float64 .*which has no gradient"),
        (lambda y, t: math.nan, "returned a float, which has no gradient"),
        (lambda y, t: None, "returned nothing; it must return one number"),
        (lambda y, t: (y.sum(), t), "returned a tuple; it must return one number"),
        (lambda y, t: {"loss": y.sum()}, "returned a dict; it must return one number"),
        (lambda y, t: "0.5", "returned a str; it must return one number"),
        (lambda y, t: (y * y).sum(axis=1), r"returned a .* of shape \(40,\); .* take .mean"),
        (lambda y, t: mg.tensor(0.5), "returned a Tensor through which no gradient flows"),
    ],
)
def test_a_loss_that_is_no_number_with_a_gradient_is_named(loss, complaint, compiled):
    loss.__name__ = "my_loss"
    with pytest.raises((TypeError, RuntimeError), match=f"the loss my_loss {complaint}"):
        fit(loss=loss, compile=compiled)


def test_a_loss_that_is_a_number_is_still_evaluated():
    assert train.evaluate(network(), lambda y, t: 0.25, (X, T))[1] == 0.25
    assert train.evaluate(network(), lambda y, t: np.float32(0.25), (X, T))[1] == 0.25
    assert train.evaluate(network(), lambda y, t: mg.tensor([[0.25]]), (X, T))[1] == 0.25


@both
def test_a_loss_of_one_element_is_a_number(compiled):
    plain = fit(loss=nn.CrossEntropy(), compile=compiled)
    shaped = fit(loss=lambda y, t: nn.CrossEntropy()(y, t).reshape(1, 1), compile=compiled)
    assert without_time(shaped)[1] == pytest.approx(without_time(plain)[1], nan_ok=True)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"accuracy": lambda y, t: None}, "the accuracy .*returned nothing"),
        ({"metrics": {"top": lambda y, t: (1, 2)}}, "the metric top: .*returned a tuple"),
        ({"report_loss": lambda y, t: y}, r"the loss .*of shape \(40, 2\); it must return one"),
    ],
)
def test_a_measure_that_is_no_number_is_named(options, complaint):
    with pytest.raises(TypeError, match=complaint):
        fit(**options)


def test_measures_may_be_tensors():
    history = fit(accuracy=lambda y, t: mg.tensor(0.5), metrics={"m": lambda y, t: np.array([3])})
    assert (history[-1].train_accuracy, history[-1].metrics["train_m"]) == (0.5, 3.0)


@both
def test_a_model_may_be_a_plain_function(compiled):
    w = mg.tensor(np.zeros((4, 2)), requires_grad=True)

    def model(x):
        return x @ w

    opt = optim.SGD([w], lr=0.5)
    options = {"epochs": 3, "rng": 0, "progress": False, "compile": compiled}
    history = train.fit(model, nn.CrossEntropy(), opt, (X, T), (X, T), **options)
    assert history[-1].test_accuracy > 0.9
    assert train.evaluate(model, nn.CrossEntropy(), (X, T))[0] == history[-1].test_accuracy


def test_data_with_a_gradient_are_evaluated_and_refused_for_training():
    x = mg.tensor(X, requires_grad=True)
    expected = train.evaluate(network(), nn.CrossEntropy(), (X, T))
    assert train.evaluate(network(), nn.CrossEntropy(), (x, T)) == expected
    with pytest.raises(TypeError, match=r"inputs are a minigrad\.Tensor .*\.numpy\(\)"):
        fit((x, T))


def test_a_model_on_bare_arrays_is_evaluated():
    weight = np.eye(4)[:, :2]
    accuracy, loss = train.evaluate(lambda x: x @ weight, nn.CrossEntropy(), (X, T))
    assert accuracy == data.accuracy(X @ weight, T)
    assert loss == nn.CrossEntropy()(X @ weight, T).item()


def test_parts_in_each_other_s_places_are_told():
    net, loss = network(), nn.CrossEntropy()
    opt = optim.SGD(net.parameters(), lr=0.1)
    for parts, complaint in [
        ((net, opt, loss), r"loss is a minigrad\.SGD, which cannot be called; the order is fit\("),
        ((opt, loss, net), r"net is a minigrad\.SGD, which cannot be called"),
        ((net.parameters(), loss, opt), "net is a list, which cannot be called"),
        ((net, loss, net.parameters()), r"opt is a list, which has no step\(\) and zero_grad\(\)"),
    ]:
        with pytest.raises(TypeError, match=f"fit: {complaint}"):
            train.fit(*parts, (X, T), epochs=1)
