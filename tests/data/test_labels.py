"""Labels are class numbers or one-hot rows; a class out of range is never the last class."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import minigrad as mg
from minigrad import data

labels = hnp.arrays(
    st.sampled_from(["u1", "i4", "i8"]),
    hnp.array_shapes(min_dims=0, max_dims=3),
    elements=st.integers(0, 9),
)


@given(labels)
def test_one_hot_rows_are_rows_of_the_identity(t):
    np.testing.assert_array_equal(data.one_hot(t, 10), np.eye(10)[t])
    np.testing.assert_array_equal(data.one_hot(t), np.eye(t.max() + 1)[t])


@given(labels)
def test_argmax_takes_one_hot_rows_back(t):
    np.testing.assert_array_equal(data.one_hot(t, 12).argmax(-1), t)


def test_one_hot_rows_are_float32_unless_asked():
    assert data.one_hot([0, 1]).dtype == np.float32
    assert data.one_hot([0, 1], dtype=bool).dtype == bool
    assert data.one_hot(np.zeros(0, int), 3).shape == (0, 3)
    assert data.one_hot(np.array([255], np.uint8), 300).shape == (1, 300)


@pytest.mark.parametrize("wrong", [-1, 3, -(2**40), 2**40])
def test_a_class_out_of_range_is_an_index_error(wrong):
    with pytest.raises(IndexError, match=f"label {wrong} is not one of 3 classes"):
        data.one_hot([0, wrong], 3)
    with pytest.raises(IndexError, match=f"label {wrong} is not one of 3 classes"):
        data.accuracy(np.eye(3)[:2], [0, wrong])
    with pytest.raises(IndexError):
        data.one_hot([-1])


@pytest.mark.parametrize("t", [[0.0, 1.0], [True, False], ["a", "b"]])
def test_class_numbers_are_integers(t):
    with pytest.raises(TypeError, match="class numbers are integers"):
        data.one_hot(t, 2)
    with pytest.raises(TypeError, match="class numbers are integers"):
        data.accuracy(np.eye(2), t)


def test_without_labels_the_number_of_classes_is_needed():
    with pytest.raises(ValueError, match="number of classes"):
        data.one_hot([])


@given(
    outputs=hnp.arrays(
        float,
        st.tuples(st.integers(1, 6), st.integers(2, 6)),
        elements=st.floats(allow_nan=False),
        unique=True,
    ),
    draw=st.data(),
)
def test_accuracy_is_how_often_the_largest_output_is_right(outputs, draw):
    n, classes = outputs.shape
    t = draw.draw(hnp.arrays(int, n, elements=st.integers(0, classes - 1)))
    expected = sum(int(np.argmax(y)) == k for y, k in zip(outputs, t, strict=True)) / n
    given_as = [t, t.tolist(), data.one_hot(t, classes), mg.tensor(t)]
    for form in given_as:
        assert data.accuracy(outputs, form) == pytest.approx(expected)
        assert data.accuracy(mg.tensor(outputs), form) == pytest.approx(expected)
    assert type(data.accuracy(outputs, t)) is float


def test_accuracy_takes_outputs_that_are_part_of_a_graph():
    w = mg.tensor(np.eye(3), requires_grad=True, name="w")
    assert data.accuracy(w * 2, [0, 1, 1]) == pytest.approx(2 / 3)


def test_accuracy_takes_one_sample():
    assert data.accuracy([0.1, 0.9], 1) == 1
    assert data.accuracy([0.1, 0.9], [1, 0]) == 0


@pytest.mark.parametrize("t", [[0], [[0], [1]], np.zeros((2, 2)), [0, 1, 2]])
def test_labels_that_do_not_fit_the_outputs_are_refused(t):
    with pytest.raises(ValueError, match="need class numbers of shape .2,. or one-hot"):
        data.accuracy(np.zeros((2, 3)), t)


@pytest.mark.parametrize("outputs", [1.0, np.zeros((0, 3)), np.zeros((3, 0))])
def test_no_sample_has_no_accuracy(outputs):
    with pytest.raises(ValueError, match="choose no class"):
        data.accuracy(outputs, [])


def test_one_column_chooses_no_class():
    for t in ([[1], [0], [1]], [0, 0, 0]):
        with pytest.raises(ValueError, match="one column.*threshold"):
            data.accuracy([[0.1], [5.0], [-3.0]], t)


def test_a_sample_with_a_nan_is_not_right():
    assert data.accuracy(np.full((4, 2), np.nan), [0, 0, 0, 1]) == 0.0
    assert data.accuracy([[np.nan, 1.0], [2.0, 1.0]], [0, 0]) == 0.5
