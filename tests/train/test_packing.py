"""A nest in a file costs no more memory than the file, and no arrays are read that it has not."""

import tracemalloc
import zipfile

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, optim, train
from minigrad.train.packing import read_pytree, write_pytree

NEST = {"a": [1, 2.5, np.arange(3)], "b": (np.float32(1.5), None, {"c": np.ones((2, 2))})}


def test_comes_back_as_it_was(tmp_path):
    write_pytree(tmp_path / "n.npz", NEST)
    back = read_pytree(tmp_path / "n.npz")
    np.testing.assert_array_equal(back["a"].pop(2), np.arange(3), strict=True)
    np.testing.assert_array_equal(back["b"][2].pop("c"), np.ones((2, 2)), strict=True)
    assert back == {"a": [1, 2.5], "b": (1.5, None, {})}
    assert back["b"][0].dtype == np.float32


def test_is_refused_before_it_takes_more_memory_than_its_file(tmp_path):
    write_pytree(tmp_path / "n.npz", {"a": np.zeros(3)})
    arrays = data.read_arrays(tmp_path / "n.npz")
    np.savez_compressed(tmp_path / "n.npz", **arrays | {"a0": np.zeros(1 << 23)})
    tracemalloc.start()
    try:
        with pytest.raises(data.DataFileError, match=r"n\.npz: 'nest\.npy' is compressed|a0\.npy"):
            read_pytree(tmp_path / "n.npz")
        assert tracemalloc.get_traced_memory()[1] < 1 << 21
    finally:
        tracemalloc.stop()


def test_is_refused_by_its_names_where_it_is_something_else(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "n.npz", "w") as archive:
        for k in range(1000):
            archive.writestr(f"m{k}.npy", b"")
    monkeypatch.setattr("minigrad.data.arrays._read_header", pytest.fail)
    with pytest.raises(data.DataFileError, match=r"n\.npz: this is no checkpoint: KeyError"):
        read_pytree(tmp_path / "n.npz")


def test_has_an_array_once_however_often_it_is_named(tmp_path):
    write_pytree(tmp_path / "n.npz", [np.zeros(1 << 16)])
    arrays = data.read_arrays(tmp_path / "n.npz")
    text = '{"list": [' + ", ".join(1000 * ['{"array": "a0"}']) + "]}"
    data.write_arrays(tmp_path / "n.npz", arrays | {"nest": np.frombuffer(text.encode(), np.uint8)})
    back = read_pytree(tmp_path / "n.npz")
    assert len(back) == 1000
    assert len({id(array) for array in back}) == 1


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_of_a_run_whose_weights_are_not_finite_is_told(tmp_path, value):
    def run(**options):
        net = nn.MLP([2, 2], mg.tanh, rng=0)
        opt = optim.SGD(net.parameters(), lr=0.1)
        settings = {"epochs": 1, "progress": False, "checkpoint": tmp_path / "c.npz"}
        x, t = np.eye(2), np.arange(2)
        return train.fit(net, nn.CrossEntropy(), opt, (x, t), **settings | options)

    run()
    saved = read_pytree(tmp_path / "c.npz")
    saved["weights"]["net.layers.0.weight"] = np.full((2, 2), value)
    write_pytree(tmp_path / "c.npz", saved)
    for epochs in (1, 2):
        with pytest.raises(FloatingPointError, match="in the checkpoint the parameter layers.0.w"):
            run(resume=True, epochs=epochs)
