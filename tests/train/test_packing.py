"""A nest in a file costs no more memory than the file, and no arrays are read that it has not."""

import tracemalloc
import zipfile

import numpy as np
import pytest

from minigrad import data
from minigrad.train.packing import read_nest, write_nest

NEST = {"a": [1, 2.5, np.arange(3)], "b": (np.float32(1.5), None, {"c": np.ones((2, 2))})}


def test_comes_back_as_it_was(tmp_path):
    write_nest(tmp_path / "n.npz", NEST)
    back = read_nest(tmp_path / "n.npz")
    np.testing.assert_array_equal(back["a"].pop(2), np.arange(3), strict=True)
    np.testing.assert_array_equal(back["b"][2].pop("c"), np.ones((2, 2)), strict=True)
    assert back == {"a": [1, 2.5], "b": (1.5, None, {})}
    assert back["b"][0].dtype == np.float32


def test_is_refused_before_it_takes_more_memory_than_its_file(tmp_path):
    write_nest(tmp_path / "n.npz", {"a": np.zeros(3)})
    arrays = data.read_arrays(tmp_path / "n.npz")
    np.savez_compressed(tmp_path / "n.npz", **arrays | {"a0": np.zeros(1 << 23)})
    tracemalloc.start()
    try:
        with pytest.raises(data.DataFileError, match=r"n\.npz: 'nest\.npy' is compressed|a0\.npy"):
            read_nest(tmp_path / "n.npz")
        assert tracemalloc.get_traced_memory()[1] < 1 << 21
    finally:
        tracemalloc.stop()


def test_is_refused_by_its_names_where_it_is_something_else(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "n.npz", "w") as archive:
        for k in range(1000):
            archive.writestr(f"m{k}.npy", b"")
    monkeypatch.setattr("minigrad.data.arrays._read_header", pytest.fail)
    with pytest.raises(data.DataFileError, match=r"n\.npz: this is no checkpoint: KeyError"):
        read_nest(tmp_path / "n.npz")


def test_has_an_array_once_however_often_it_is_named(tmp_path):
    write_nest(tmp_path / "n.npz", [np.zeros(1 << 16)])
    arrays = data.read_arrays(tmp_path / "n.npz")
    text = '{"list": [' + ", ".join(1000 * ['{"array": "a0"}']) + "]}"
    data.write_arrays(tmp_path / "n.npz", arrays | {"nest": np.frombuffer(text.encode(), np.uint8)})
    back = read_nest(tmp_path / "n.npz")
    assert len(back) == 1000
    assert len({id(array) for array in back}) == 1
