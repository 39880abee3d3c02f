"""Weights go to files and come back, with the names and layouts of others too."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, train

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "sample_weight.pkl"
X = np.random.default_rng(0).normal(size=(5, 4))


class Custom(nn.Module):
    """Layers by attribute, some of them in a Sequential."""

    def __init__(self, seed=0):
        self.first = nn.Linear(4, 4, rng=seed)
        self.body = nn.Sequential(nn.LayerNorm(4), nn.Linear(4, 6, bias=False, rng=seed), nn.ReLU())
        self.table = nn.Embedding(7, 6, rng=seed)

    def forward(self, x):
        return self.body(self.first(x)) + self.table([1])


def network(seed=0, **options):
    return nn.Sequential(
        nn.Linear(4, 6, rng=seed, **options), nn.BatchNorm(6), nn.ReLU(), nn.Linear(6, 6, rng=seed)
    )


@pytest.fixture(params=[".npz", ".safetensors"])
def file(request, tmp_path):
    if request.param == ".safetensors":
        pytest.importorskip("safetensors")
    return tmp_path / f"重み{request.param}"


@pytest.mark.parametrize("layout", ["minigrad", "torch"])
@pytest.mark.parametrize("make", [network, Custom])
def test_come_back_to_the_last_bit(file, layout, make):
    net, other = make(1), make(2)
    net(X)
    train.save_weights(net, file, layout=layout)
    train.load_weights(other, file, layout=layout)
    state = net.state_dict()
    for name, array in other.state_dict().items():
        np.testing.assert_array_equal(array, state[name], strict=True)
    np.testing.assert_array_equal(net.eval()(X).numpy(), other.eval()(X).numpy())


def test_have_the_names_and_layouts_of_pytorch(file):
    net = Custom()
    train.save_weights(net, file, layout="torch")
    arrays = data.read_arrays(file)
    assert {name: array.shape for name, array in arrays.items()} == {
        "first.weight": (4, 4),
        "first.bias": (4,),
        "body.0.weight": (4,),
        "body.0.bias": (4,),
        "body.1.weight": (6, 4),
        "table.weight": (7, 6),
    }
    np.testing.assert_array_equal(arrays["first.weight"], net.first.weight.numpy().T)
    train.save_weights(network(), file, layout="torch")
    batch_norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
    assert list(data.read_arrays(file)) == [
        *("0.weight", "0.bias"),
        *(f"1.{name}" for name in batch_norm),
        *("3.weight", "3.bias"),
    ] or set(data.read_arrays(file)) == {
        *("0.weight", "0.bias", "3.weight", "3.bias"),
        *(f"1.{name}" for name in batch_norm),
    }


def test_of_pytorch_itself_give_its_outputs(file):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.Sequential(
        torch.nn.Linear(4, 6), torch.nn.BatchNorm1d(6), torch.nn.ReLU(), torch.nn.Linear(6, 6)
    ).double()
    theirs(torch.tensor(X))
    theirs.eval()
    data.write_arrays(file, {k: v.numpy() for k, v in theirs.state_dict().items()})
    net = network(3)
    train.load_weights(net, file, layout="torch")
    expected = theirs(torch.tensor(X)).detach().numpy()
    np.testing.assert_allclose(net.eval()(X).numpy(), expected, rtol=1e-12, atol=1e-14)
    net.layers[0].weight.data = net.layers[0].weight.numpy() * 2
    train.save_weights(net, file, layout="torch")
    state = {k: torch.tensor(v) for k, v in data.read_arrays(file).items()}
    theirs.load_state_dict(state)
    np.testing.assert_allclose(net(X).numpy(), theirs(torch.tensor(X)).detach().numpy(), rtol=1e-12)


def test_of_the_book_are_its_pickle(tmp_path):
    net = nn.MLP([4, 3, 2], mg.sigmoid, rng=0)
    weights = {"W1": np.ones((4, 3), "f4"), "b1": np.arange(3, dtype="f4")}
    weights |= {"W2": np.ones((3, 2), "f4"), "b2": np.zeros(2, "f4")}
    (tmp_path / "w.pkl").write_bytes(pickle.dumps(weights))
    train.load_weights(net, tmp_path / "w.pkl", layout="book")
    np.testing.assert_array_equal(net.layers[0].bias.numpy(), [0, 1, 2])
    assert net.layers[0].weight.dtype == np.float64
    train.save_weights(net, tmp_path / "w.npz", layout="book")
    assert list(data.read_arrays(tmp_path / "w.npz")) == list(weights)
    with pytest.raises(ValueError, match="nothing but Linear layers, not layers.1"):
        train.save_weights(network(), tmp_path / "other.npz", layout="book")


@pytest.mark.skipif(not SAMPLE.is_file(), reason=f"the book's weights are not in {SAMPLE}")
def test_of_the_book_itself_are_read():
    net = nn.MLP([784, 50, 100, 10], mg.sigmoid, dtype="float32")
    train.load_weights(net, SAMPLE, layout="book")
    theirs = data.read_arrays_pickle(SAMPLE)
    np.testing.assert_array_equal(net.layers[4].weight.numpy(), theirs["W3"])


def test_of_another_precision_are_converted_and_too_large_ones_refused(tmp_path):
    file = tmp_path / "w.npz"
    train.save_weights(network(), file)
    net = network(1, dtype="float32")
    train.load_weights(net, file)
    assert net.layers[0].weight.dtype == np.float32
    data.write_arrays(file, {k: v * 0 + 1e300 for k, v in nn.Linear(2, 2).state_dict().items()})
    with pytest.raises(ValueError, match="w.npz: .*too large for float32"):
        train.load_weights(nn.Linear(2, 2, dtype="float32"), file)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda w: w.pop("layers.0.bias"), r"missing \['layers.0.bias'\], unknown \[\]"),
        (lambda w: w.update(more=np.ones(1)), r"missing \[\], unknown \['more'\]"),
        (lambda w: w.update({"layers.0.bias": np.ones(7)}), r"layers\.0\.bias has shape \(7,\)"),
        (lambda w: w.update({"layers.0.bias": np.ones(6) + 1j}), "complex128"),
    ],
)
def test_that_do_not_fit_change_nothing(tmp_path, change, complaint):
    weights = dict(network(1).state_dict())
    change(weights)
    data.write_arrays(tmp_path / "w.npz", weights)
    net = network(2)
    before = net.state_dict()
    with pytest.raises(ValueError, match=rf"w\.npz: .*{complaint}"):
        train.load_weights(net, tmp_path / "w.npz")
    for name, array in net.state_dict().items():
        np.testing.assert_array_equal(array, before[name])


def test_of_another_layout_are_told_for_what_they_are(tmp_path):
    train.save_weights(network(), tmp_path / "w.npz", layout="torch")
    with pytest.raises(ValueError, match='its names are those of layout="torch"'):
        train.load_weights(network(), tmp_path / "w.npz")
    with pytest.raises(ValueError, match="layout is 'minigrad', 'torch', 'book', not 'keras'"):
        train.save_weights(network(), tmp_path / "w.npz", layout="keras")


def test_that_are_damaged_change_nothing(file):
    train.save_weights(network(1), file)
    file.write_bytes(file.read_bytes()[:-9])
    net = network(2)
    before = net.layers[0].weight.numpy()
    with pytest.raises(data.DataFileError, match=file.name):
        train.load_weights(net, file)
    np.testing.assert_array_equal(net.layers[0].weight.numpy(), before)
