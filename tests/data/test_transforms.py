"""Scaling follows the articles' formulas and keeps images small."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import minigrad as mg
from minigrad import data

scalings = pytest.mark.parametrize("scale", [data.min_max, data.z_score])
arrays = hnp.arrays(
    np.float64,
    hnp.array_shapes(max_dims=3, max_side=5),
    elements=st.floats(-1e6, 1e6, allow_subnormal=False),
)


@given(x=arrays, axis=st.sampled_from([None, 0, -1]))
def test_min_max_is_its_formula(x, axis):
    low, high = x.min(axis, keepdims=True), x.max(axis, keepdims=True)
    expected = (x - low) / np.maximum(high - low, 1e-7)
    np.testing.assert_array_equal(data.min_max(x, axis), expected)
    assert data.min_max(x, axis).min() == 0
    assert data.min_max(x, axis).max() <= 1


@given(x=arrays, axis=st.sampled_from([None, 0, -1]))
def test_z_score_is_its_formula(x, axis):
    mean, deviation = x.mean(axis, keepdims=True), x.std(axis, keepdims=True)
    expected = (x - mean) / np.maximum(deviation, 1e-7)
    equal = x.min(axis, keepdims=True) == x.max(axis, keepdims=True)  # their sum may be rounded
    np.testing.assert_array_equal(data.z_score(x, axis), np.where(equal, 0.0, expected))


def test_images_become_float32_as_in_the_published_runs():
    every_byte = np.arange(256, dtype=np.uint8)
    scaled = data.min_max(every_byte)
    assert scaled.dtype == np.float32
    np.testing.assert_array_equal(scaled, (every_byte / 255).astype(np.float32))


@scalings
@pytest.mark.parametrize(
    ("given_dtype", "dtype"),
    [
        ("u1", "f4"),
        ("i2", "f4"),
        ("?", "f4"),
        ("i4", "f8"),
        ("i8", "f8"),
        ("f2", "f2"),
        ("f4", "f4"),
        ("f8", "f8"),
        ("g", "g"),
    ],
)
def test_integers_are_promoted_and_floats_stay_what_they_are(scale, given_dtype, dtype):
    for axis in (None, 0, (0, 1)):
        assert scale(np.eye(2).astype(given_dtype), axis).dtype == dtype


def test_the_whole_range_of_a_small_integer_is_no_overflow():
    np.testing.assert_array_equal(data.min_max(np.array([-128, 127], np.int8)), [0, 1])


@scalings
def test_equal_values_become_0(scale):
    np.testing.assert_array_equal(scale(np.full((2, 3), 5.0)), np.zeros((2, 3)))
    np.testing.assert_array_equal(scale([[1, 7], [1, 9]], axis=0)[:, 0], [0, 0])


@pytest.mark.parametrize("value", [1e10 / 3, -1e100 / 7, np.float32(1e30) / 3])
def test_equal_values_become_0_where_their_mean_is_rounded(value):
    x = np.stack([np.full(1001, value), np.arange(1001).astype(np.asarray(value).dtype)], axis=1)
    scaled = data.z_score(x, axis=0)
    assert not scaled[:, 0].any()
    np.testing.assert_array_equal(scaled[:, 1], data.z_score(x[:, 1]))


def test_denominators_are_at_least_1e_7():
    assert data.min_max([0.0, 1e-9])[1] == 1e-9 / 1e-7
    assert data.z_score([0.0, 2e-9])[1] == pytest.approx(1e-9 / 1e-7)


def test_many_float32_values_do_not_blur_the_mean():
    x = np.random.default_rng(0).uniform(200, 201, (100_000, 2)).astype(np.float32)
    scaled = data.z_score(x, axis=0)
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled.mean(0, dtype=np.float64), 0, atol=1e-4)
    np.testing.assert_allclose(scaled.std(0, dtype=np.float64), 1, atol=1e-4)


@scalings
def test_the_input_is_left_alone(scale):
    x = np.arange(4.0)
    x.setflags(write=False)
    scale(x)
    scale(mg.tensor([1.0, 2.0]))
    assert x.tolist() == [0, 1, 2, 3]


@scalings
@pytest.mark.parametrize("x", [["a"], [1j], [None]])
def test_what_is_no_real_number_is_refused(scale, x):
    with pytest.raises(TypeError, match="real numbers"):
        scale(x)


@scalings
def test_nothing_cannot_be_scaled(scale):
    with pytest.raises(ValueError):
        scale(np.zeros((0, 3)))
