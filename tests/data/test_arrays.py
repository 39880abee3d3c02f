"""Named arrays come back from their file to the last bit, or the file is refused by name."""

import pickle
import re
import sys
import zipfile

import numpy as np
import pytest

from minigrad import data
from minigrad.data.arrays import open_arrays

ARRAYS = {
    "layers.0.weight": np.arange(6.0).reshape(2, 3),
    "transposed": np.arange(6.0).reshape(2, 3).T,
    "reversed": np.arange(5)[::-1],
    "file": np.array([np.nan, np.inf, -0.0, 5e-324]),
    "float16": np.ones(3, "f2"),
    "bool": np.array([True, False]),
    "0-d": np.array(3.5, "f4"),
    "empty": np.zeros((0, 3)),
    "名前": np.array([1, 2], ">i4"),
}


@pytest.fixture(params=[".npz", ".safetensors"])
def file(request, tmp_path):
    if request.param == ".safetensors":
        pytest.importorskip("safetensors")
    return tmp_path / f"重み{request.param}"


def assert_same(result, expected):
    assert result.keys() == expected.keys()
    for name, array in expected.items():
        assert result[name].dtype.newbyteorder("=") == np.asarray(array).dtype.newbyteorder("=")
        np.testing.assert_array_equal(result[name], array, strict=array.dtype.isnative)


def test_arrays_come_back_to_the_last_bit(file):
    data.write_arrays(file, ARRAYS)
    back = data.read_arrays(str(file))
    assert_same(back, ARRAYS)
    assert np.signbit(back["file"][2])
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_complex_numbers_come_back_from_npz(tmp_path):
    data.write_arrays(tmp_path / "c.npz", {"c": np.array([1 + 2j])})
    assert data.read_arrays(tmp_path / "c.npz")["c"].tolist() == [1 + 2j]


def test_npz_keeps_the_order_of_the_memory(tmp_path):
    data.write_arrays(tmp_path / "a.npz", ARRAYS)
    assert data.read_arrays(tmp_path / "a.npz")["transposed"].flags.f_contiguous


def test_npz_is_numpys(tmp_path):
    data.write_arrays(tmp_path / "a.npz", ARRAYS)
    with np.load(tmp_path / "a.npz") as archive:
        assert_same(dict(archive), ARRAYS)
    np.savez_compressed(tmp_path / "b.npz", a=np.arange(3), b=np.ones(2))
    assert_same(data.read_arrays(tmp_path / "b.npz"), {"a": np.arange(3), "b": np.ones(2)})


def test_a_pickled_dict_is_read_by_the_safe_reader(tmp_path):
    (tmp_path / "w.pkl").write_bytes(pickle.dumps({"W1": np.ones((2, 3), "f4")}))
    assert_same(data.read_arrays(tmp_path / "w.pkl"), {"W1": np.ones((2, 3), "f4")})
    (tmp_path / "bad.pkl").write_bytes(pickle.dumps(print))
    with pytest.raises(data.DataFileError, match="bad.pkl"):
        data.read_arrays(tmp_path / "bad.pkl")


def test_every_truncated_file_is_refused_by_name(file):
    data.write_arrays(file, ARRAYS)
    whole = file.read_bytes()
    for length in {0, 1, 7, 8, 9, *range(20, len(whole), 97), len(whole) - 1}:
        file.write_bytes(whole[:length])
        with pytest.raises(data.DataFileError, match=file.name):
            data.read_arrays(file)


def test_changed_bytes_are_arrays_or_a_refusal(file):
    data.write_arrays(file, ARRAYS)
    whole = file.read_bytes()
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(whole), 200):
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.integers(8)
        file.write_bytes(changed)
        try:
            arrays = data.read_arrays(file)
        except data.DataFileError as error:
            assert file.name in str(error)  # noqa: PT017 - either is right
        else:
            assert all(a.dtype.kind in "biufc" for a in arrays.values())


def test_code_in_a_file_is_not_run(tmp_path):
    class Bomb:
        def __reduce__(self):
            return pytest.fail, ("code was run",)

    np.savez(tmp_path / "a.npz", a=np.array([Bomb()], object))
    with pytest.raises(data.DataFileError, match=r"a\.npz"):
        data.read_arrays(tmp_path / "a.npz")


def test_what_is_no_array_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("note.txt", "hello")
    with pytest.raises(data.DataFileError, match="'note.txt' is not an array of numbers"):
        data.read_arrays(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", text=np.array(["a"]))
    with pytest.raises(data.DataFileError, match="'text' is not an array of numbers"):
        data.read_arrays(tmp_path / "b.npz")
    np.save(tmp_path / "c.npy", np.ones(2))
    (tmp_path / "c.npy").rename(tmp_path / "c.npz")
    with pytest.raises(data.DataFileError, match="does not begin as an archive"):
        data.read_arrays(tmp_path / "c.npz")
    with pytest.raises(TypeError, match="text: an array of <U1 is not one of numbers"):
        data.write_arrays(tmp_path / "d.npz", {"text": np.array(["a"])})
    assert not (tmp_path / "d.npz").exists()


@pytest.mark.parametrize("name", ["w.pt", "w", "w.npz.bak", "w.npy"])
def test_another_suffix_is_refused(tmp_path, name):
    for call in (lambda: data.write_arrays(tmp_path / name, {}), lambda: data.read_arrays(name)):
        with pytest.raises(ValueError, match=r"kept in files ending in \.npz, \.safetensors"):
            call()
    with pytest.raises(ValueError, match="kept in files"):
        data.write_arrays(tmp_path / "w.pkl", {})


def test_a_missing_file_is_an_os_error(file):
    with pytest.raises(FileNotFoundError):
        data.read_arrays(file)


def test_without_safetensors_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    file = tmp_path / "w.safetensors"
    for call in (
        lambda: data.write_arrays(file, {"a": np.ones(1)}),
        lambda: data.read_arrays(file),
    ):
        with pytest.raises(ImportError, match=re.escape('pip install "minigrad-numpy[train]"')):
            call()
    assert list(tmp_path.iterdir()) == []


def test_numbers_that_numpy_does_not_have_are_told(tmp_path):
    pytest.importorskip("safetensors")
    header = b'{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}'
    content = len(header).to_bytes(8, "little") + header + bytes(4)
    (tmp_path / "w.safetensors").write_bytes(content)
    with pytest.raises(data.DataFileError, match="w.safetensors.*convert it to float32 first"):
        data.read_arrays(tmp_path / "w.safetensors")


def headed(header, content=b""):
    """An array in a file of NumPy's, with a header of any kind."""
    text = header.encode() + b" " * (63 - (len(header) + 10) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content


@pytest.mark.parametrize(
    "shape",
    [
        *("(True,)", "(1, True)", "(False,)", "(-1,)", "(1.0,)", "('a',)", "1", "[1]", "None"),
        *("(1e0,)", f"({10**400},)", f"({2**63}, 0)", f"(0, {2**62}, {2**62})", "(1,) * 3"),
        f"({'1, ' * 65})",
    ],
)
def test_an_impossible_shape_is_refused_by_name(tmp_path, shape):
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("odd.npy", headed(header, bytes(8)))
    with pytest.raises(data.DataFileError, match=r"a\.npz: "):
        data.read_arrays(tmp_path / "a.npz")


def test_names_that_come_twice_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for name in ("a", "a.npy"):
            with archive.open(name, "w") as member:
                np.lib.format.write_array(member, np.ones(2))
    with pytest.raises(data.DataFileError, match="several members .* have the same name"):
        data.read_arrays(tmp_path / "a.npz")


def test_arrays_may_be_asked_to_be_no_larger_than_their_file(tmp_path):
    data.write_arrays(tmp_path / "a.npz", ARRAYS)
    assert_same(data.read_arrays(tmp_path / "a.npz", compressed=False), ARRAYS)
    np.savez_compressed(tmp_path / "b.npz", a=np.zeros(1000))
    with pytest.raises(data.DataFileError, match=r"'a\.npy' is compressed"):
        data.read_arrays(tmp_path / "b.npz", compressed=False)


def test_names_and_shapes_are_known_before_any_array_is_read(file):
    data.write_arrays(file, ARRAYS)
    with open_arrays(file) as content:
        assert set(content.names) == set(ARRAYS)
        shapes = {name: content.shape(name) for name in content.names}
        np.testing.assert_array_equal(content.read("bool"), ARRAYS["bool"], strict=True)
    assert shapes == {name: array.shape for name, array in ARRAYS.items()}
