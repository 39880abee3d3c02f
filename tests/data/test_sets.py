"""MNIST comes from its four files, whole and checked; the digits come with scikit-learn."""

import gzip
import hashlib
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from minigrad import data

MNIST = Path(__file__).parents[3] / "shared" / "data" / "mnist"
MD5 = {
    "train": ("6bbc9ace898e44ae57da46a324031adb", "a25bea736e30d166cdddb491f175f624"),
    "test": ("2646ac647ad5339dbf082846283269ea", "27ae3e4e09519cfbb04c329615203637"),
}
NAMES = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
]
CODES = {"uint8": 8, "int32": 12}


def write(file, array):
    head = struct.pack(f">HBB{array.ndim}I", 0, CODES[str(array.dtype)], array.ndim, *array.shape)
    content = head + array.astype(array.dtype.newbyteorder(">")).tobytes()
    file.write_bytes(gzip.compress(content) if file.suffix == ".gz" else content)


def images(count, side=2, dtype="uint8"):
    return np.arange(count * side * side, dtype=dtype).reshape(count, side, side)


def labels(count):
    return (np.arange(count) % 10).astype("uint8")


@pytest.fixture
def folder(tmp_path):
    for name, array in zip(NAMES, [images(12), labels(12), images(3), labels(3)], strict=True):
        write(tmp_path / name, array)
    return tmp_path


def test_mnist_is_a_split_to_train_with_and_one_to_test_with(folder):
    train, test = data.mnist(folder)
    np.testing.assert_array_equal(train.images, images(12))
    np.testing.assert_array_equal(train.labels, labels(12))
    np.testing.assert_array_equal(test.images, images(3))
    np.testing.assert_array_equal(test.labels, labels(3))
    assert train.images.dtype == np.uint8
    assert train.labels.dtype == np.int64


def test_pixels_can_go_from_0_to_1(folder):
    plain, normal = data.mnist(folder), data.mnist(folder, normalize=True)
    for a, b in zip(plain, normal, strict=True):
        assert b.images.dtype == np.float32
        np.testing.assert_array_equal(b.images, a.images.astype(np.float32) / 255)
        np.testing.assert_array_equal(b.labels, a.labels)
        assert not b.images.flags.writeable


def test_labels_can_be_rows_of_classes(folder):
    plain, rows = data.mnist(folder).test, data.mnist(folder, one_hot=True).test
    np.testing.assert_array_equal(rows.labels, np.eye(10, dtype=np.float32)[plain.labels])
    np.testing.assert_array_equal(rows.images, plain.images)
    assert not rows.labels.flags.writeable


def test_the_small_digits_have_the_same_options():
    plain = data.digits()
    images, labels = data.digits(flatten=True, normalize=True, one_hot=True).test
    assert (images.min(), images.max()) == (0, 1)
    np.testing.assert_array_equal(images, plain.test.images.reshape(359, 64) / np.float32(16))
    np.testing.assert_array_equal(labels.argmax(axis=1), plain.test.labels)
    np.testing.assert_array_equal(labels.sum(axis=1), np.ones(359))


def test_a_data_set_is_shown_by_its_shapes(folder):
    assert repr(data.digits().test) == "Split(images=uint8[359, 8, 8], labels=int64[359])"
    assert len(repr(data.digits())) < 160


def test_images_can_be_flat(folder):
    assert data.mnist(str(folder), flatten=True).train.images.shape == (12, 4)


def test_nobody_can_change_a_data_set(folder):
    for flatten in (False, True):
        for split in data.mnist(folder, flatten=flatten) + data.digits(flatten=flatten):
            assert not split.images.flags.writeable
            assert not split.labels.flags.writeable


@pytest.mark.parametrize("infix", ["-idx", ".idx"])
@pytest.mark.parametrize("end", ["", ".gz"])
def test_the_usual_spellings_of_the_names_are_found(folder, infix, end):
    for name in NAMES:
        array = data.read_idx(folder / name)
        (folder / name).unlink()
        write(folder / (name.replace("-idx", infix) + end), array)
    assert len(data.mnist(folder).train.labels) == 12


def test_missing_files_are_named_with_the_folder(folder):
    (folder / NAMES[3]).unlink()
    (folder / NAMES[3]).mkdir()  # a folder of that name is no file
    with pytest.raises(FileNotFoundError) as error:
        data.mnist(folder)
    message = str(error.value)
    assert message.startswith(
        f"{folder} has no file of MNIST's named t10k-labels-idx1-ubyte, with or"
    )
    with pytest.raises(FileNotFoundError, match="none of MNIST's four files.*nowhere") as error:
        data.mnist(folder / "nowhere")
    assert all(str(error.value).count(name) == 1 for name in NAMES)


@pytest.mark.parametrize(
    ("name", "array", "complaint"),
    [
        (NAMES[1], labels(11), "11 labels for 12 images of train-images-idx3-ubyte"),
        (NAMES[2], images(4), "3 labels for 4 images"),
        (NAMES[1], labels(12) + np.uint8(1), "label 9 is 10, not a digit"),
        (NAMES[0], images(12).reshape(12, 4), "3 dimensions, not uint8 of shape .12, 4"),
        (NAMES[0], images(12, dtype="int32"), "bytes in 3 dimensions, not int32"),
        (NAMES[1], labels(12)[:, None], "1 dimension, not uint8 of shape .12, 1"),
        (NAMES[3], labels(3).astype("int32"), "bytes in 1 dimension, not int32"),
        (NAMES[2], images(3, side=3), "shape .3, 3. are to test what .* of shape .2, 2."),
    ],
)
def test_what_does_not_fit_is_refused(folder, name, array, complaint):
    write(folder / name, array)
    with pytest.raises(data.DataFileError, match=complaint) as error:
        data.mnist(folder)
    assert str(folder) in str(error.value)
    assert "-ubyte: " in str(error.value)


def test_a_damaged_file_is_named(folder):
    (folder / NAMES[2]).write_bytes(b"\0\0")
    with pytest.raises(data.DataFileError, match=NAMES[2]):
        data.mnist(folder)


def test_an_empty_set_is_read_as_it_is(folder):
    write(folder / NAMES[2], images(3)[:0])
    write(folder / NAMES[3], labels(0))
    assert data.mnist(folder, flatten=True).test.images.shape == (0, 4)


@pytest.mark.skipif(not MNIST.is_dir(), reason=f"the MNIST database is not in {MNIST}")
def test_the_true_mnist_is_read_to_the_last_byte():
    mnist = data.mnist(MNIST)
    for part, count in (("train", 60_000), ("test", 10_000)):
        split = getattr(mnist, part)
        assert split.images.shape == (count, 28, 28)
        assert split.labels.shape == (count,)
        pixels = struct.pack(">4I", 0x803, count, 28, 28) + split.images.tobytes()
        classes = struct.pack(">2I", 0x801, count) + split.labels.astype("u1").tobytes()
        md5 = [hashlib.md5(content).hexdigest() for content in (pixels, classes)]
        assert tuple(md5) == MD5[part]


def test_the_digits_are_split_without_loss():
    load_digits = pytest.importorskip("sklearn.datasets").load_digits
    train, test = data.digits(test_fraction=0.25, flatten=True)
    assert len(test.labels) == 449
    both = np.concatenate([train.images, test.images]), np.concatenate([train.labels, test.labels])
    expected = load_digits().data, load_digits().target
    ordered = [x[np.lexsort(np.column_stack([x, t]).T)] for x, t in (both, expected)]
    np.testing.assert_array_equal(*ordered)
    assert np.bincount(both[1]).tolist() == np.bincount(expected[1]).tolist()
    assert train.images.dtype == np.uint8
    assert train.images.max() == 16


def test_the_seed_decides_which_digits_are_held_out():
    def held_out(seed):
        return data.digits(seed=seed).test.images

    np.testing.assert_array_equal(held_out(1), held_out(1))
    assert not np.array_equal(held_out(1), held_out(2))


@pytest.mark.parametrize("fraction", [0, 1, -0.5, 1e-5, 2.0])
def test_a_fraction_that_leaves_nothing_is_refused(fraction):
    with pytest.raises(ValueError, match="leaves nothing"):
        data.digits(test_fraction=fraction)


def test_without_scikit_learn_the_remedy_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match=r'pip install "minigrad-numpy\[train\]"'):
        data.digits()
