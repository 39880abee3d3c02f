"""Every epoch goes through all samples once, in an order that the generator decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as mg
from minigrad import data

generators = pytest.mark.parametrize("make", [np.random.default_rng, np.random.RandomState])
X = np.arange(14.0).reshape(7, 2)
T = np.arange(7)


def samples(batches):
    return np.concatenate([t for _, t in batches])


@given(n=st.integers(1, 40), size=st.integers(1, 50), shuffled=st.booleans())
def test_an_epoch_has_every_sample_once(n, size, shuffled):
    x, t = np.arange(3 * n).reshape(n, 3), np.arange(n)
    batches = data.Batches(x, t, size, np.random.default_rng(0) if shuffled else None)
    epoch = list(batches)
    assert len(epoch) == len(batches) == -(-n // size)
    assert [len(b) for b, _ in epoch[:-1]] == [size] * (len(epoch) - 1)
    assert sorted(samples(epoch)) == list(range(n))
    for rows, targets in epoch:
        np.testing.assert_array_equal(rows, x[targets])


def test_without_a_generator_the_order_stays():
    batches = data.Batches(X, T, 3)
    for _ in range(2):
        assert [t.tolist() for _, t in batches] == [[0, 1, 2], [3, 4, 5], [6]]


@generators
def test_every_epoch_shuffles_a_fresh_arange_in_place(make):
    """The recipe of the published logs: one stream that also drew the weights before."""
    rng, twin = make(10), make(10)
    rng.normal(size=5)
    twin.normal(size=5)
    batches = data.Batches(X, T, 3, rng)
    for _ in range(3):
        order = np.arange(7)
        twin.shuffle(order)
        np.testing.assert_array_equal(samples(batches), order)


def test_the_last_batch_can_be_left_out():
    batches = data.Batches(X, T, 3, drop_last=True)
    assert [t.tolist() for _, t in batches] == [[0, 1, 2], [3, 4, 5]]
    assert len(batches) == 2
    assert len(data.Batches(X, T, 7, drop_last=True)) == 1


@pytest.mark.parametrize("rng", [None, np.random.default_rng(0)])
def test_tensors_share_a_batch_without_a_copy_and_nobody_can_change_it(rng):
    inputs, targets = X.copy(), T.copy()
    for x, t in [*data.Batches(inputs, targets, 3, rng), *draw_two(inputs, targets)]:
        assert np.shares_memory(mg.asarray(x).numpy(), x)
        assert not np.shares_memory(x, inputs)
        assert not x.flags.writeable
        assert not t.flags.writeable


def draw_two(x, t):
    rng = np.random.default_rng(0)
    return [data.random_batch(x, t, 2, rng) for _ in range(2)]


def test_samples_may_have_any_shape_and_any_dtype():
    x, t = next(iter(data.Batches(np.zeros((5, 2, 3), np.uint8), np.eye(5), 4)))
    assert x.shape == (4, 2, 3)
    assert x.dtype == np.uint8
    assert t.shape == (4, 5)


def test_a_file_in_memory_map_is_read_batch_by_batch(tmp_path):
    mapped = np.memmap(tmp_path / "x", "f4", "w+", shape=(6, 2))
    x, _ = next(iter(data.Batches(mapped, T[:6], 4)))
    assert type(x) is np.ndarray
    assert x.base is None


@generators
def test_a_random_batch_is_drawn_by_choice(make):
    rng, twin = make(3), make(3)
    for _ in range(3):
        x, t = data.random_batch(X, T, 5, rng)
        np.testing.assert_array_equal(t, twin.choice(7, 5))
        np.testing.assert_array_equal(x, X[t])


def test_a_random_batch_may_be_larger_than_the_data():
    assert len(data.random_batch([1.0], [1], 9, np.random.default_rng(0))[0]) == 9


def make_both(x, t, size):
    yield lambda: data.Batches(x, t, size)
    yield lambda: data.random_batch(x, t, size, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("x", "t", "complaint"),
    [
        (X, T[:6], r"shape \(7, 2\) and targets of shape \(6,\)"),
        (X, np.int64(3), "one of each for every sample"),
        (1.0, T, "one of each for every sample"),
        (X[:0], T[:0], r"shape \(0, 2\) have no sample"),
    ],
)
def test_data_that_make_no_batch_are_refused(x, t, complaint):
    for make in make_both(x, t, 1):
        with pytest.raises(ValueError, match=complaint):
            make()


@pytest.mark.parametrize("size", [0, -1])
def test_a_batch_has_at_least_one_sample(size):
    for make in make_both(X, T, size):
        with pytest.raises(ValueError, match=f"size must be at least 1, not {size}"):
            make()


def test_a_batch_size_is_a_whole_number():
    for make in make_both(X, T, 2.5):
        with pytest.raises(TypeError):
            make()


def test_an_epoch_without_a_batch_is_refused():
    with pytest.raises(ValueError, match="7 samples do not fill one batch of 8"):
        data.Batches(X, T, 8, drop_last=True)
