"""Batches from arrays, files, objects and functions; shuffled and augmented by one generator."""

import struct

import numpy as np
import pytest

from minigrad import data

X = np.arange(14.0).reshape(7, 2)
T = np.arange(7)
makers = pytest.mark.parametrize("make", [np.random.default_rng, np.random.RandomState])


class Pairs:
    """An object with a length and samples, which notes the ones that were asked for."""

    def __init__(self):
        self.asked = []

    def __len__(self):
        return 7

    def __getitem__(self, i):
        if not 0 <= i < 7:
            raise IndexError(i)
        self.asked.append(i)
        return X[i], T[i]


def batches_of(loader):
    return [(x.tolist(), t.tolist()) for x, t in loader]


def write_idx(path, array):
    path.write_bytes(
        struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        + array.astype("u1").tobytes()
    )


@makers
@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize("source", [lambda: (X, T), Pairs], ids=["arrays", "object"])
def test_arrays_and_objects_make_the_batches_of_batches(make, drop_last, source):
    loader = data.Loader(source(), 3, make(5), drop_last=drop_last)
    expected = data.Batches(X, T, 3, make(5), drop_last=drop_last)
    assert len(loader) == len(expected) == (2 if drop_last else 3)
    for _ in range(3):
        assert batches_of(loader) == batches_of(expected)


def test_samples_are_asked_for_when_their_batch_comes():
    source = Pairs()
    next(iter(data.Loader(source, 3)))
    assert source.asked == [0, 1, 2]


def test_idx_files_are_read_by_their_names(tmp_path):
    write_idx(tmp_path / "画像-idx", X)
    write_idx(tmp_path / "labels-idx", T)
    loader = data.Loader((tmp_path / "画像-idx", str(tmp_path / "labels-idx")), 4)
    assert batches_of(loader) == batches_of(data.Batches(X, T, 4))


@makers
def test_a_function_is_called_with_the_generator_at_every_epoch(make):
    def samples(rng):
        for i in range(5):
            yield rng.normal(size=2), i

    loader = data.Loader(samples, 2, make(3))
    first, second = list(loader), list(loader)
    assert [x.shape for x, _ in first] == [(2, 2), (2, 2), (1, 2)]
    assert not np.array_equal(first[0][0], second[0][0])
    twin = make(3)
    np.testing.assert_array_equal(first[0][0], [twin.normal(size=2) for _ in range(2)])
    assert [x.shape for x, _ in data.Loader(samples, 2, make(3), drop_last=True)] == 2 * [(2, 2)]
    with pytest.raises(TypeError, match="how many batches a function makes is not known"):
        len(loader)


def test_the_order_is_shuffled_where_there_is_a_generator_unless_told_otherwise():
    rng = np.random.default_rng(0)
    state = rng.bit_generator.state
    assert batches_of(data.Loader((X, T), 3, rng, shuffle=False)) == batches_of(
        data.Loader((X, T), 3)
    )
    assert rng.bit_generator.state == state
    assert batches_of(data.Loader((X, T), 3, rng)) != batches_of(data.Loader((X, T), 3))


def test_augmentation_changes_the_inputs_of_a_batch_by_the_same_generator():
    def noisy(x, rng):
        return x + rng.normal(size=x.shape)

    def epochs():
        loader = data.Loader((X, T), 3, np.random.default_rng(7), augment=noisy)
        return [batches_of(loader) for _ in range(2)]

    first, again = epochs(), epochs()
    assert first == again
    assert first[0] != first[1]
    twin = np.random.default_rng(7)
    order = np.arange(7)
    twin.shuffle(order)
    x, t = first[0][0]
    np.testing.assert_array_equal(x, X[order[:3]] + twin.normal(size=(3, 2)))
    assert t == order[:3].tolist()


def test_augmentation_may_change_the_shape_of_a_sample_but_not_their_number():
    rng = np.random.default_rng(0)
    x, _ = next(iter(data.Loader((X, T), 3, rng, augment=lambda x, _: x[:, :1])))
    assert x.shape == (3, 1)
    with pytest.raises(ValueError, match=r"augment made shape \(2, 2\) of 3 inputs"):
        next(iter(data.Loader((X, T), 3, rng, augment=lambda x, _: x[:2])))


@pytest.mark.parametrize(
    "loader",
    [
        data.Loader((X, T), 3, np.random.default_rng(0), augment=lambda x, _: x + 1),
        data.Loader(Pairs(), 3),
        data.Loader(lambda _: zip(X, T, strict=True), 3),
    ],
)
def test_nobody_can_change_a_batch(loader):
    for x, t in loader:
        assert not x.flags.writeable
        assert not t.flags.writeable


@pytest.mark.parametrize(
    ("source", "options", "error", "complaint"),
    [
        (3, {}, TypeError, "a tuple .x, t., an object .* or a function .*, not int"),
        ((X, T, T), {}, TypeError, "inputs and targets .x, t., not 3"),
        ((X, T[:3]), {}, ValueError, "one of each for every sample"),
        ([], {}, ValueError, "no sample"),
        ((X, T), {"augment": lambda x, rng: x}, ValueError, "augment needs a generator"),
        ((X, T), {"shuffle": True}, ValueError, "shuffle needs a generator"),
        ((X, T), {"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        (lambda rng: [], {"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        (lambda rng: [], {"shuffle": True, "rng": np.random.default_rng(0)}, ValueError, "itself"),
        ((X, T), {"batch_size": 8, "drop_last": True}, ValueError, "do not fill one batch"),
    ],
)
def test_what_makes_no_batches_is_refused_at_once(source, options, error, complaint):
    with pytest.raises(error, match=complaint):
        data.Loader(source, **({"batch_size": 2} | options))


@pytest.mark.parametrize(
    ("samples", "error", "complaint"),
    [
        ([], ValueError, "made no sample to fill a batch of 2"),
        ([1.0], TypeError, "a sample is a tuple .x, t."),
        ([(1, 2, 3)], TypeError, "a sample is a tuple .x, t."),
        ([(np.ones(2), 0), (np.ones(3), 0)], ValueError, "of different shapes .* make no batch"),
    ],
)
def test_samples_that_make_no_batch_are_told(samples, error, complaint):
    with pytest.raises(error, match=complaint):
        list(data.Loader(lambda rng: samples, 2))
    if samples:
        with pytest.raises(error, match=complaint):
            list(data.Loader(samples, 2))


def test_a_batch_that_a_function_does_not_fill_is_no_epoch():
    with pytest.raises(ValueError, match="made no sample to fill a batch of 3"):
        list(data.Loader(lambda rng: [(1.0, 0)], 3, drop_last=True))


def test_a_loader_says_what_it_loads():
    rng = np.random.default_rng(0)
    assert repr(data.Loader((X, T), 3)) == "Loader(float64[7, 2], int64[7], batch_size=3)"
    assert repr(data.Loader(Pairs(), 3)) == "Loader(7 of Pairs, batch_size=3)"
    noisy = data.Loader(sorted, 3, rng, augment=np.add)
    assert repr(noisy) == "Loader(sorted, batch_size=3, augment=add)"


def test_what_augment_returns_stays_its_owner_s():
    buffer = np.empty((3, 2))

    def noisy(x, rng):
        buffer[: len(x)] = x + rng.normal(size=x.shape)
        return buffer[: len(x)]

    rng = np.random.default_rng(0)
    inputs = [x for x, _ in data.Loader((X, T), 3, rng, shuffle=False, augment=noisy)]
    assert buffer.flags.writeable
    for i, x in enumerate(inputs):  # of which no later batch has changed an earlier one
        assert not x.flags.writeable
        assert np.abs(x - X[3 * i : 3 * i + 3]).max() < 4


@pytest.mark.parametrize("make", [data.Batches, lambda *a: data.Loader(a[:2], *a[2:])])
def test_a_seed_is_no_generator(make):
    with pytest.raises(TypeError, match="rng is a generator"):
        make(np.ones((4, 2)), np.arange(4), 2, 0)
