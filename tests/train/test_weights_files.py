"""Weights go to files and come back, with the names and layouts of others too."""

from __future__ import annotations

import pickle
import tracemalloc
import zipfile
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


def assert_unchanged(net, before):
    for name, array in net.state_dict().items():
        np.testing.assert_array_equal(array, before[name])


def peak(call):
    """The memory that a call takes at most, in bytes."""
    tracemalloc.start()
    try:
        call()
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return most


class TestAFileThatPromisesMore:
    """A small file fills no memory: names and shapes are compared before anything is read."""

    def refused(self, path, complaint, most=2**21):
        net = nn.Linear(2, 3, rng=0)
        before = net.state_dict()

        def load():
            with pytest.raises(data.DataFileError, match=rf"w\.{path.suffix[1:]}: .*{complaint}"):
                train.load_weights(net, path)

        assert peak(load) < most
        assert_unchanged(net, before)

    @pytest.mark.parametrize(
        ("arrays", "complaint"),
        [
            ({"weight": (1 << 12, 1 << 12), "bias": (3,)}, r"weight has shape \(4096, 4096\)"),
            ({"weight": (2, 3), "bias": (1 << 23,)}, r"bias has shape \(8388608,\) instead"),
            ({"weight": (2, 3), "bias": (3,), "more": (1 << 23,)}, r"unknown \['more'\]"),
            ({"zeros": (1 << 23,)}, r"missing \['bias', 'weight'\]"),
        ],
    )
    def test_is_refused_before_memory_is_taken(self, tmp_path, arrays, complaint):
        path = tmp_path / "w.npz"
        np.savez_compressed(path, **{name: np.zeros(shape) for name, shape in arrays.items()})
        assert path.stat().st_size < 2**18
        self.refused(path, complaint)

    def test_is_refused_as_safetensors_too(self, tmp_path):
        pytest.importorskip("safetensors")
        header = b'{"weight":{"dtype":"F64","shape":[4096,4096],"data_offsets":[0,134217728]},'
        header += b'"bias":{"dtype":"F64","shape":[3],"data_offsets":[134217728,134217752]}}'
        path = tmp_path / "w.safetensors"
        with path.open("wb") as file:
            file.write(len(header).to_bytes(8, "little") + header)
            file.truncate(8 + len(header) + 134217752)  # zeros that take no place on the disk
        self.refused(path, r"weight has shape \(4096, 4096\) instead of \(2, 3\)")

    def test_is_refused_where_its_normalisation_does(self, tmp_path):
        net, path = nn.Linear(2, 3, rng=0), tmp_path / "w.npz"
        arrays = {"normalization/MinMax.offset": np.zeros(1 << 23)}
        np.savez_compressed(path, **net.state_dict(), **arrays)

        def load():
            with pytest.raises(data.DataFileError, match="normalisation is larger than the file"):
                train.load_weights(net, path, normalization=data.MinMax())

        assert peak(load) < 2**21

    def test_with_many_arrays_is_refused_by_their_names(self, tmp_path, monkeypatch):
        with zipfile.ZipFile(tmp_path / "w.npz", "w") as archive:
            for k in range(1000):
                archive.writestr(f"m{k}.npy", b"")
        monkeypatch.setattr("minigrad.data.arrays._read_header", pytest.fail)
        self.refused(tmp_path / "w.npz", "unknown .'m0', 'm1'")


class TestNumbersThatAreNotFinite:
    @pytest.mark.parametrize(("value", "name"), [(np.nan, "NaN"), (-np.inf, "an infinity")])
    @pytest.mark.parametrize("layout", ["minigrad", "torch"])
    def test_are_refused_by_name(self, file, layout, value, name):
        net, other = network(1), network(2)
        weight = net.layers[3].weight.numpy().copy()
        weight[1, 2] = value
        net.layers[3].weight.data = weight
        train.save_weights(net, file, layout=layout)
        before = other.state_dict()
        with pytest.raises(ValueError, match=rf"3\.weight holds {name} in 1 of its 36 elements"):
            train.load_weights(other, file, layout=layout)
        assert_unchanged(other, before)
        train.load_weights(other, file, layout=layout, check_finite=False)
        np.testing.assert_array_equal(other.layers[3].weight.numpy(), weight)

    def test_of_the_book_s_pickle_are_refused_too(self, tmp_path):
        net = nn.MLP([2, 2], rng=0)
        weights = {"W1": np.full((2, 2), np.nan), "b1": np.zeros(2)}
        (tmp_path / "w.pkl").write_bytes(pickle.dumps(weights))
        with pytest.raises(ValueError, match=r"w\.pkl: W1 holds NaN in 4 of its 4 elements"):
            train.load_weights(net, tmp_path / "w.pkl", layout="book")

    def test_may_be_infinities_of_a_buffer(self, file):
        net, other = network(1), network(2)
        net.layers[1].running_var.data = np.full(6, np.inf)
        train.save_weights(net, file)
        train.load_weights(other, file)
        assert np.isinf(other.layers[1].running_var.numpy()).all()
        net.layers[1].running_mean.data = np.full(6, np.nan)
        train.save_weights(net, file)
        with pytest.raises(ValueError, match=r"layers\.1\.running_mean holds NaN"):
            train.load_weights(other, file)


IMAGES = np.random.default_rng(5).integers(0, 256, (30, 4, 1), np.uint8)


class TestANormalisation:
    """What was learnt from the training data is kept with the weights."""

    @pytest.mark.parametrize("layout", ["minigrad", "torch", "book"])
    @pytest.mark.parametrize("axis", [None, 0])
    @pytest.mark.parametrize("kind", [data.MinMax, data.ZScore])
    def test_comes_back_with_them(self, file, kind, axis, layout):
        net, other, again = nn.MLP([4, 3, 2], rng=1), nn.MLP([4, 3, 2], rng=2), kind()
        scale = kind(axis).fit(IMAGES)
        train.save_weights(net, file, layout=layout, normalization=scale)
        train.load_weights(other, file, layout=layout, normalization=again)
        new = IMAGES[:3] // 2
        np.testing.assert_array_equal(again(new), scale(new), strict=True)
        outputs = other(again(new).reshape(3, 4))
        np.testing.assert_array_equal(outputs.numpy(), net(scale(new).reshape(3, 4)).numpy())
        with pytest.raises(ValueError, match=r"learnt from samples of shape \(4, 1\)"):
            again(new.reshape(3, 4))

    def test_that_is_not_asked_for_is_told(self, file):
        net = nn.Linear(4, 2, rng=0)
        train.save_weights(net, file, normalization=data.ZScore().fit(IMAGES))
        before = net.state_dict()
        for options in ({}, {"normalization": data.MinMax()}):
            with pytest.raises(ValueError, match=r"normalization=data\.ZScore\(\)"):
                train.load_weights(net, file, **options)
        assert_unchanged(net, before)

    def test_of_an_unknown_kind_is_told(self, file):
        net = nn.Linear(4, 2, rng=0)
        arrays = {"normalization/Other.offset": np.zeros(4)}
        data.write_arrays(file, dict(net.state_dict()) | arrays)
        with pytest.raises(ValueError, match="its normalisation 'Other' is not known"):
            train.load_weights(net, file)

    def test_that_is_not_there_is_told_and_changes_nothing(self, file):
        net, scale = nn.Linear(4, 2, rng=0), data.MinMax().fit(IMAGES)
        train.save_weights(nn.Linear(4, 2, rng=1), file)
        before = net.state_dict()
        with pytest.raises(ValueError, match="no normalisation was saved with these weights"):
            train.load_weights(net, file, normalization=scale)
        assert_unchanged(net, before)
        assert scale(IMAGES).max() == 1

    @pytest.mark.parametrize(
        ("parts", "complaint"),
        [
            ({"offset": np.zeros(4)}, r"no offset and scale, but \['offset'\]"),
            ({"offset": np.zeros(4), "scale": np.ones(3)}, r"no offset and scale of one sample"),
            ({"offset": np.zeros(4), "scale": np.ones(4, int)}, r"no offset and scale of one"),
            ({"offset": np.zeros(4), "scale": np.zeros(4)}, "not finite, or 0"),
            ({"offset": np.full(4, np.nan), "scale": np.ones(4)}, "not finite, or 0"),
        ],
    )
    def test_that_is_damaged_changes_nothing(self, file, parts, complaint):
        net, scale = nn.Linear(4, 2, rng=0), data.MinMax()
        arrays = {f"normalization/MinMax.{name}": part for name, part in parts.items()}
        data.write_arrays(file, dict(nn.Linear(4, 2, rng=1).state_dict()) | arrays)
        before = net.state_dict()
        with pytest.raises(data.DataFileError, match=complaint):
            train.load_weights(net, file, normalization=scale)
        assert_unchanged(net, before)
        assert scale.state_dict() == {}

    def test_that_has_learnt_nothing_is_not_written(self, file):
        with pytest.raises(ValueError, match=r"MinMax\(\) has learnt nothing"):
            train.save_weights(nn.Linear(4, 2), file, normalization=data.MinMax())
        with pytest.raises(TypeError, match=r"one of data\.MinMax, data\.ZScore, not function"):
            train.save_weights(nn.Linear(4, 2), file, normalization=data.min_max)
        assert not file.exists()
