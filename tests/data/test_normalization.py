"""A normalisation is learnt from training data, and used again for whatever comes later."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import minigrad as mg
from minigrad import data

PAIRS = [(data.MinMax, data.min_max), (data.ZScore, data.z_score)]
kinds = pytest.mark.parametrize("kind", [data.MinMax, data.ZScore])
pairs = pytest.mark.parametrize(("kind", "function"), PAIRS)
TRAIN = np.random.default_rng(0).integers(0, 200, (50, 4, 3), np.uint8)
NEW = np.random.default_rng(1).integers(0, 256, (7, 4, 3), np.uint8)


@pairs
@pytest.mark.parametrize("axis", [None, 0, -3, (0, 1), (0, -1), (0, 1, 2)])
@pytest.mark.parametrize("dtype", ["u1", "?", "i2", "i4", "i8", "f2", "f4", "f8", "g"])
def test_scales_the_training_data_as_the_function_does(kind, function, axis, dtype):
    x = (TRAIN > 99).astype(dtype) if dtype == "?" else (TRAIN // 2).astype(dtype)
    scale = kind(axis)
    expected = function(x, axis)
    np.testing.assert_array_equal(scale.fit(x).transform(x), expected, strict=True)
    np.testing.assert_array_equal(scale(x), expected, strict=True)
    np.testing.assert_array_equal(kind(axis).fit_transform(x), expected, strict=True)


@pairs
@given(
    x=hnp.arrays(
        np.float64,
        hnp.array_shapes(max_dims=3, max_side=5),
        elements=st.floats(-1e6, 1e6, allow_subnormal=False),
    ),
    axis=st.sampled_from([None, 0]),
)
def test_scales_any_training_data_as_the_function_does(kind, function, x, axis):
    np.testing.assert_array_equal(kind(axis).fit(x)(x), function(x, axis), strict=True)


def test_others_are_scaled_by_the_statistics_of_the_training_data():
    low, high = TRAIN.min(), TRAIN.max()
    scaled = data.MinMax().fit(TRAIN)(NEW)
    np.testing.assert_allclose(scaled, (NEW - low) / (high - low), rtol=1e-6)
    assert scaled.max() > 1  # brighter than all the training data
    mean, deviation = TRAIN.mean(0), TRAIN.std(0)
    scaled = data.ZScore(axis=0).fit(TRAIN)(NEW)
    np.testing.assert_allclose(scaled, (NEW - mean) / deviation, rtol=1e-5, atol=1e-6)


@kinds
@pytest.mark.parametrize("axis", [None, 0])
def test_one_image_is_scaled_as_among_others(kind, axis):
    scale = kind(axis).fit(TRAIN)
    for image, expected in zip(NEW, scale(NEW), strict=True):
        np.testing.assert_array_equal(scale(image), expected, strict=True)
    assert scale(NEW[:0]).shape == (0, 4, 3)
    assert kind(axis).fit([1.0, 2.0])(1.0) == kind(axis).fit([1.0, 2.0])([1.0])


@kinds
@pytest.mark.parametrize("learnt", ["u1", "f4", "f8"])
@pytest.mark.parametrize(("given_dtype", "dtype"), [("u1", "f4"), ("f4", "f4"), ("f8", "f8")])
def test_the_dtype_is_that_of_what_is_scaled(kind, learnt, given_dtype, dtype):
    scale = kind(axis=0).fit(TRAIN.astype(learnt))
    assert scale(NEW.astype(given_dtype)).dtype == dtype


@kinds
@pytest.mark.parametrize("axis", [None, 0])
@pytest.mark.parametrize("shape", [(4,), (12,), (7, 12), (7, 3, 4), (2, 7, 4, 3), (), (7, 4, 1)])
def test_images_of_another_shape_are_refused(kind, axis, shape):
    scale = kind(axis).fit(TRAIN)
    with pytest.raises(
        ValueError, match=rf"{kind.__name__}: learnt from samples of shape \(4, 3\)"
    ):
        scale(np.zeros(shape))


def test_a_constant_pixel_has_the_article_s_denominator():
    x = np.array([[5.0, 1.0], [5.0, 3.0]])
    for kind in (data.MinMax, data.ZScore):
        scale = kind(axis=0).fit(x)
        assert scale.scale[0] == 1e-7
        assert not scale(x)[:, 0].any()
        assert scale(x + 1)[0, 0] == 1e7
    assert data.MinMax(axis=0).fit(x.astype("f4"))(x.astype("f4")).dtype == np.float32


def test_a_tensor_keeps_its_gradient():
    x = mg.tensor(np.ones((2, 3)), requires_grad=True)
    scale = data.MinMax().fit([[0.0, 1.0, 4.0]])
    scale(x).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), np.full((2, 3), 0.25))
    images = scale(mg.tensor(np.array([[0, 2, 4]], np.uint8)))
    assert isinstance(images, mg.Tensor)
    assert images.dtype == np.float32
    assert images.numpy().tolist() == [[0, 0.5, 1]]


@kinds
def test_training_data_that_teach_nothing_are_refused_and_change_nothing(kind):
    scale = kind().fit(TRAIN)
    before = scale.state_dict()
    for x, complaint in [
        (np.zeros((0, 3)), r"shape \(0, 3\) holds no samples"),
        (np.zeros((3, 0)), "holds no samples"),
        (3.0, "holds no samples"),
        ([[1.0, np.nan]], "hold NaN or an infinity"),
        ([[1.0, -np.inf]], "hold NaN or an infinity"),
    ]:
        with pytest.raises(ValueError, match=rf"{kind.__name__}\.fit: .*{complaint}"):
            scale.fit(x)
    with pytest.raises(TypeError, match="real numbers can be scaled, not complex128"):
        scale.fit([1j])
    assert scale.state_dict() == before


@kinds
@pytest.mark.parametrize("axis", [1, -1, (1, 2)])
def test_statistics_of_each_sample_are_nothing_to_learn(kind, axis):
    with pytest.raises(ValueError, match="gives each sample statistics of its own"):
        kind(axis).fit(TRAIN)


@kinds
def test_nothing_is_scaled_before_something_was_learnt(kind):
    with pytest.raises(ValueError, match=r"nothing was learnt yet; call fit\(training_data\)"):
        kind()(TRAIN)
    assert kind().state_dict() == {}


@kinds
def test_what_was_learnt_goes_to_another_one_and_into_copies(kind):
    scale = kind(axis=0).fit(TRAIN)
    other = kind()
    other.load_state_dict(scale.state_dict())
    for one in (other, copy.deepcopy(scale), pickle.loads(pickle.dumps(scale))):
        np.testing.assert_array_equal(one(NEW), scale(NEW), strict=True)
    other.load_state_dict({})
    assert other.offset is None
    assert repr(scale) == f"{kind.__name__}(axis=0)"


@kinds
def test_what_was_learnt_does_not_change_with_the_data(kind):
    x = TRAIN.astype(float)
    scale = kind(axis=0).fit(x)
    before = scale(NEW)
    x[:] = 7
    np.testing.assert_array_equal(scale(NEW), before)
    with pytest.raises(ValueError, match="read-only"):
        scale.offset[:] = 0
