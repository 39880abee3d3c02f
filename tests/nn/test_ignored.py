"""What does not count may hold anything; what is no target is refused."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn

pytestmark = pytest.mark.untraced  # other tests cover what it computes

BAD = [np.nan, np.inf, -np.inf]
GOOD = [[1.0, 0.0, -2.0], [0.5, 2.0, 1.0]]
CLASS_LOSSES = {
    "CrossEntropy": nn.CrossEntropy,
    "floor": lambda **o: nn.CrossEntropy(floor=1e-3, **o),
    "smoothing": lambda **o: nn.CrossEntropy(label_smoothing=0.2, **o),
    "NLL": nn.NLL,
    "Focal": nn.Focal,
    "Focal 0": lambda **o: nn.Focal(gamma=0.0, **o),
}


def orders(loss, logits, labels):
    """The loss, its gradient, and the gradient of the gradient's squares."""
    z = mg.tensor(logits, requires_grad=True)
    value = loss(z, labels)
    (first,) = mg.grad_of(value.sum(), [z], create_graph=True)
    squares = (first * first).sum()
    second = mg.tensor(np.zeros(z.shape))  # of a loss that is linear
    if squares.requires_grad:
        (second,) = mg.grad_of(squares, [z])
    return [x.numpy() for x in (value, first, second)]


def with_bad(rows, bad):
    return np.insert(np.array(rows), 1, bad, axis=0)


def same(found, expected, reduction):
    """The same as without row 1, in which there is 0."""
    if reduction == "none":
        assert found[0][1] == 0
        found[0] = np.delete(found[0], 1)
    for x, y in zip(found[1:], expected[1:], strict=True):
        np.testing.assert_array_equal(x[1], 0.0)
        np.testing.assert_allclose(np.delete(x, 1, axis=0), y, rtol=1e-12)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("make", CLASS_LOSSES.values(), ids=CLASS_LOSSES)
class TestRowsThatDoNotCount:
    def test_by_ignore_index(self, make, bad, reduction):
        loss = make(ignore_index=-1, reduction=reduction)
        found = orders(loss, with_bad(GOOD, bad), [0, -1, 2])
        same(found, orders(loss, GOOD, [0, 2]), reduction)

    def test_by_ignore_index_with_class_weights(self, make, bad, reduction):
        loss = make(ignore_index=7, weight=[1.0, 2.0, 3.0], reduction=reduction)
        found = orders(loss, with_bad(GOOD, bad), [0, 7, 2])
        same(found, orders(loss, GOOD, [0, 2]), reduction)

    def test_by_a_row_of_zeros(self, make, bad, reduction):
        loss = make(reduction="sum" if reduction == "mean" else reduction)
        rows = np.eye(3)[[0, 2]]
        found = orders(loss, with_bad(GOOD, bad), with_bad(rows, 0.0))
        same(found, orders(loss, GOOD, rows), reduction)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("make", [nn.CrossEntropy, nn.NLL, nn.Focal])
def test_rows_of_weight_0_do_not_count(make, bad, reduction):
    loss = make(weight=[1.0, 0.0, 3.0], reduction=reduction)
    same(orders(loss, with_bad(GOOD, bad), [0, 1, 2]), orders(loss, GOOD, [0, 2]), reduction)
    loss = make(weight=[1.0, 0.0, 3.0], reduction="sum")
    rows = np.eye(3)
    found = orders(loss, with_bad(GOOD, bad), rows)
    same(found, orders(loss, GOOD, rows[[0, 2]]), "sum")


@pytest.mark.parametrize("bad", BAD)
def test_a_one_hot_zero_times_any_logarithm_is_0(bad):
    log_y = [[-0.5, bad], [bad, -0.25]]
    value, first, second = orders(nn.NLL(reduction="none"), log_y, np.eye(2))
    np.testing.assert_array_equal(value, [0.5, 0.25])
    np.testing.assert_array_equal(first, -np.eye(2))
    np.testing.assert_array_equal(second, np.zeros((2, 2)))


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("make", CLASS_LOSSES.values(), ids=CLASS_LOSSES)
def test_where_every_row_is_ignored_there_is_no_mean_and_the_sum_is_0(make, bad):
    logits = np.full((2, 3), bad)
    with pytest.raises(ValueError, match="every example of this batch is ignored"):
        make(ignore_index=-1)(mg.tensor(logits), [-1, -1])
    for x in orders(make(ignore_index=-1, reduction="sum"), logits, [-1, -1]):
        np.testing.assert_array_equal(x, 0.0)


def test_programs_ignore_as_well():
    loss = nn.CrossEntropy(ignore_index=-1)
    f = mg.compile(mg.value_and_grad(loss))
    logits, labels = with_bad(GOOD, np.nan), np.array([0, -1, 2])
    for _ in range(2):
        value, gradient = f(logits, labels)
        expected, first, _ = orders(loss, logits, labels)
        np.testing.assert_array_equal(value.numpy(), expected)
        np.testing.assert_array_equal(gradient.numpy(), first)
    with pytest.raises(ValueError, match="every example"):
        f(logits, np.array([-1, -1, -1]))


@pytest.mark.parametrize("bad", [-0.1, 1.5, 4, -1, np.nan, np.inf])
@pytest.mark.parametrize(
    ("loss", "what"),
    [
        (nn.BCE(), "BCE: targets"),
        (nn.BCEWithLogits(), "BCEWithLogits: targets"),
        (nn.BCEWithLogits(pos_weight=0.0), "BCEWithLogits: targets"),
        (nn.KLDiv(), "KLDiv: targets"),
        (nn.CrossEntropy(), "CrossEntropy: rows of targets"),
        (nn.CrossEntropy(label_smoothing=0.1), "CrossEntropy: rows of targets"),
        (nn.Focal(), "Focal: rows of targets"),
        (nn.NLL(), "NLL: rows of targets"),
        (nn.Flooding(nn.BCE(), 0.1), "BCE: targets"),
    ],
    ids=repr,
)
def test_a_target_outside_its_range_is_named(loss, what, bad):
    y, t = [[0.5, 0.25]], [[0.0, bad]]
    message = f"{what} are probabilities from 0 to 1, and one of them is {bad}"
    with pytest.raises(ValueError, match=message):
        loss(mg.tensor(y), t)
    with pytest.raises(ValueError, match=what):
        loss(mg.tensor(y), mg.tensor(t, "float64"))
    with pytest.raises(ValueError, match=what):
        mg.compile(loss)(np.array(y), np.array(t, float))


def test_targets_at_their_bounds_pass_but_for_rounding():
    t = [0.0, 1.0 + 2**-52, 1]
    for loss in (nn.BCE(), nn.BCEWithLogits(), nn.KLDiv()):
        assert np.isfinite(loss(mg.tensor([0.5, 0.5, 0.5]), t).item())


def test_logarithms_of_targets_above_0_are_no_probabilities():
    loss = nn.KLDiv(log_target=True)
    assert loss(mg.tensor([-1.0, -1.0]), [0.0, -np.inf]).item() == 0.5
    with pytest.raises(ValueError, match="KLDiv: targets are probabilities"):
        loss(mg.tensor([-1.0]), [0.5])


@pytest.mark.parametrize("bad", [0.0, 2.0, np.nan])
def test_signs_are_named_too(bad):
    with pytest.raises(ValueError, match=f"Hinge: targets are -1 and 1.*is {bad}"):
        nn.Hinge()(mg.tensor([0.5, 0.5]), [1.0, bad])


@pytest.mark.parametrize("bad", [-1, 3, 255])
@pytest.mark.parametrize("make", [nn.CrossEntropy, nn.NLL, nn.Focal])
def test_a_class_out_of_range_is_an_index_error(make, bad):
    for options in ({}, {"ignore_index": -7}, {"weight": [1.0, 0.0, 1.0]}):
        with pytest.raises(IndexError, match=f"class {bad} is out of range for 3 classes"):
            make(**options)(mg.tensor(GOOD), [0, bad])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("pos_weight", [None, 0.0, 2.0])
def test_binary_cross_entropy_of_infinite_logits_that_are_right(pos_weight):
    loss = nn.BCEWithLogits(pos_weight=pos_weight, reduction="none")
    for x in orders(loss, [np.inf, -np.inf], [1.0, 0.0]):
        np.testing.assert_array_equal(x, 0.0)
