"""Losses: the articles' formulas, their gradients, and the cases where formulas break."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn

RNG = np.random.default_rng(0)
CLASSES = 4
LOGITS = 3 * RNG.normal(size=(6, CLASSES))
LABELS = np.array([0, 3, 1, 1, 2, 0])


def leaf(value, dtype=None):
    return mg.tensor(value, dtype, requires_grad=True)


def one_hot(labels):
    return np.eye(CLASSES)[labels]


def probabilities(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def value_and_gradient(loss, logits, labels):
    logits = leaf(logits)
    e = loss(logits, labels)
    e.backward()
    assert e.shape == ()
    assert logits.grad.dtype == logits.dtype
    return e.numpy(), logits.grad.numpy()


class TestMSE:
    Y = RNG.normal(size=(5, 3))
    T = RNG.normal(size=(5, 3))

    def test_is_the_mean_of_the_squares(self):
        e, g = value_and_gradient(nn.MSE(), self.Y, self.T)
        np.testing.assert_allclose(e, np.mean((self.Y - self.T) ** 2), rtol=1e-15)
        np.testing.assert_allclose(g, 2 * (self.Y - self.T) / 15, rtol=1e-14)

    def test_has_the_half_and_the_rows_of_the_articles_as_an_option(self):
        e, g = value_and_gradient(nn.MSE(half=True), self.Y, self.T)
        np.testing.assert_allclose(e, 0.5 * np.sum((self.Y - self.T) ** 2) / 5, rtol=1e-15)
        np.testing.assert_allclose(g, (self.Y - self.T) / 5, rtol=1e-14)

    def test_of_one_number_has_one_row(self):
        assert nn.MSE()(leaf(3.0), 1.0).item() == 4.0
        assert nn.MSE(half=True)(leaf(3.0), 1.0).item() == 2.0

    def test_takes_lists_arrays_and_tensors(self):
        for t in ([1.0, 0.0], np.array([1.0, 0.0]), mg.tensor([1.0, 0.0])):
            assert nn.MSE()(leaf([3.0, 0.0]), t).item() == 2.0

    @pytest.mark.parametrize("dtype", [np.uint8, np.uint64, bool])
    def test_of_numbers_without_a_sign_does_not_wrap_around(self, dtype):
        y, t = np.array([0, 1], dtype), np.array([1, 0], dtype)
        assert nn.MSE()(y, t) == 1.0
        assert nn.MSE()(mg.tensor(y), mg.tensor(t)).item() == 1.0

    @pytest.mark.parametrize("dtype", [np.uint8, bool, np.int8])
    def test_keeps_float32_for_targets_that_are_small_integers(self, dtype):
        y = leaf([0.5, 1.0], "float32")
        for t in (np.array([1, 0], dtype), mg.tensor(np.array([1, 0], dtype))):
            e = nn.MSE()(y, t)
            assert e.dtype == np.float32
            assert e.item() == 0.625

    def test_flows_to_targets_that_require_a_gradient(self):
        t = leaf([1.0, 2.0])
        nn.MSE()(mg.tensor([3.0, 0.0]), t).backward()
        np.testing.assert_array_equal(t.grad.numpy(), [-2.0, 2.0])

    @pytest.mark.parametrize(("y", "t"), [((5, 1), (5,)), ((5, 3), (5,)), ((5,), ())])
    def test_refuses_shapes_that_would_broadcast(self, y, t):
        with pytest.raises(ValueError, match="MSE: outputs have shape .*; they must be equal") as e:
            nn.MSE()(leaf(np.ones(y)), np.ones(t))
        assert str(y) in str(e.value)
        assert str(t) in str(e.value)

    @pytest.mark.parametrize("half", [False, True])
    def test_refuses_outputs_without_an_element(self, half):
        with pytest.raises(ValueError, match="MSE"):
            nn.MSE(half=half)(leaf(np.ones((0, 3))), np.ones((0, 3)))


class TestCrossEntropy:
    def test_is_the_formula_of_the_articles_for_classes(self):
        e, g = value_and_gradient(nn.CrossEntropy(), LOGITS, LABELS)
        y = probabilities(LOGITS)
        np.testing.assert_allclose(e, -np.log(y[np.arange(6), LABELS]).mean(), rtol=1e-14)
        np.testing.assert_allclose(g, (y - one_hot(LABELS)) / 6, rtol=1e-13, atol=1e-17)

    def test_is_the_formula_of_the_articles_for_one_hot_rows(self):
        e, g = value_and_gradient(nn.CrossEntropy(), LOGITS, one_hot(LABELS))
        y = probabilities(LOGITS)
        np.testing.assert_allclose(e, -np.sum(one_hot(LABELS) * np.log(y)) / 6, rtol=1e-14)
        np.testing.assert_allclose(g, (y - one_hot(LABELS)) / 6, rtol=1e-13, atol=1e-16)

    def test_takes_probabilities_for_labels(self):
        t = probabilities(RNG.normal(size=(6, CLASSES)))
        e, g = value_and_gradient(nn.CrossEntropy(), LOGITS, t)
        y = probabilities(LOGITS)
        np.testing.assert_allclose(e, -np.sum(t * np.log(y)) / 6, rtol=1e-14)
        np.testing.assert_allclose(g, (y - t) / 6, rtol=1e-13, atol=1e-16)

    @pytest.mark.parametrize("leading", [(), (1,), (3,), (2, 3), (2, 1, 3)])
    def test_takes_logits_with_any_leading_axes(self, leading):
        logits = RNG.normal(size=(*leading, CLASSES))
        labels = RNG.integers(0, CLASSES, size=leading)
        y, t = probabilities(logits), one_hot(labels)
        n = max(1, int(np.prod(leading)))
        for given in (labels, t):
            e, g = value_and_gradient(nn.CrossEntropy(), logits, given)
            np.testing.assert_allclose(e, -np.sum(t * np.log(y)) / n, rtol=1e-14)
            np.testing.assert_allclose(g, (y - t) / n, rtol=1e-13, atol=1e-16)
            assert g.shape == logits.shape

    @pytest.mark.parametrize(
        "labels",
        [
            LABELS.tolist(),
            tuple(LABELS.tolist()),
            LABELS.astype(np.uint8),
            LABELS.astype(np.int8),
            mg.tensor(LABELS),
            one_hot(LABELS).tolist(),
            one_hot(LABELS).astype(bool),
            one_hot(LABELS).astype(int),
            data.one_hot(LABELS, CLASSES),
            mg.tensor(one_hot(LABELS)),
        ],
        ids=lambda labels: f"{type(labels).__name__} {getattr(labels, 'dtype', '')}",
    )
    def test_takes_labels_of_every_kind(self, labels):
        e, g = value_and_gradient(nn.CrossEntropy(), LOGITS, labels)
        expected, gradient = value_and_gradient(nn.CrossEntropy(), LOGITS, LABELS)
        np.testing.assert_allclose(e, expected, rtol=1e-14)
        np.testing.assert_allclose(g, gradient, rtol=1e-13, atol=1e-16)

    def test_takes_plain_arrays_for_logits(self):
        e = nn.CrossEntropy()(LOGITS, LABELS)
        assert not isinstance(e, mg.Tensor)
        assert e == nn.CrossEntropy()(mg.tensor(LOGITS), LABELS).item()

    def test_changing_the_labels_afterwards_changes_nothing(self):
        for labels in (LABELS.copy(), one_hot(LABELS)):
            logits = leaf(LOGITS)
            e = nn.CrossEntropy()(logits, labels)
            labels[...] = 0
            e.backward()
            expected = (probabilities(LOGITS) - one_hot(LABELS)) / 6
            np.testing.assert_allclose(logits.grad.numpy(), expected, rtol=1e-13, atol=1e-16)

    def test_has_second_derivatives(self):
        def gradient_of(i):
            return lambda z: mg.grad(lambda z: nn.CrossEntropy()(z, [2]))(z)[0, i]

        z = LOGITS[:1]
        y = probabilities(z)[0]
        hessian = [mg.grad(gradient_of(i))(z).numpy()[0] for i in range(CLASSES)]
        np.testing.assert_allclose(hessian, np.diag(y) - np.outer(y, y), rtol=1e-12, atol=1e-16)


class TestZeroTimesLogZero:
    """A class of probability 0 that is not the right one adds nothing."""

    LOGITS = np.array([[-np.inf, 1.0, 2.0], [0.0, -np.inf, -np.inf]])
    T = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])

    @pytest.mark.parametrize("labels", [[1, 0], T, T.astype("float32"), T.astype(bool)], ids=type)
    @pytest.mark.parametrize("loss", [nn.CrossEntropy(), nn.CrossEntropy(floor=1e-7)])
    def test_logits_of_minus_infinity_are_right(self, loss, labels):
        e, g = value_and_gradient(loss, self.LOGITS, labels)
        y = np.array([[0.0, 1 / (1 + np.e), np.e / (1 + np.e)], [1.0, 0.0, 0.0]])
        np.testing.assert_allclose(e, -np.log(y[0, 1]) / 2, rtol=1e-14)
        np.testing.assert_allclose(g, (y - self.T) / 2, rtol=1e-14, atol=1e-17)

    def test_a_right_class_of_probability_zero_has_an_infinite_loss(self):
        for labels in ([0], [[1.0, 0.0, 0.0]]):
            e, g = value_and_gradient(nn.CrossEntropy(), self.LOGITS[:1], labels)
            assert e == np.inf
            y = np.array([[0.0, 1 / (1 + np.e), np.e / (1 + np.e)]])
            np.testing.assert_allclose(g, y - [[1.0, 0.0, 0.0]], rtol=1e-14)

    def test_labels_have_a_gradient_where_they_are_zero_too(self):
        t = leaf([[0.0, 1.0, 0.0]])
        z = np.array([[1.0, 2.0, 3.0]])
        nn.CrossEntropy()(mg.tensor(z), t).backward()
        np.testing.assert_allclose(t.grad.numpy(), -np.log(probabilities(z)), rtol=1e-14)


class TestExtremeLogits:
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    @pytest.mark.parametrize("big", [1e4, 1e30])
    @pytest.mark.parametrize("hot", [False, True])
    def test_lose_nothing_and_warn_of_nothing(self, big, dtype, hot):
        logits = np.array([[big, -big, 0.0], [-big, big, 0.0]], dtype)
        labels = np.eye(3, dtype=dtype)[[0, 0]] if hot else [0, 0]
        e, g = value_and_gradient(nn.CrossEntropy(), logits, labels)
        assert e.dtype == dtype
        np.testing.assert_allclose(e, np.asarray(big, dtype), rtol=1e-6)  # (0 + 2 big) / 2
        np.testing.assert_array_equal(g, [[0.0, 0.0, 0.0], [-0.5, 0.5, 0.0]])

    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    def test_of_one_large_size_are_as_good_as_small_ones(self, dtype):
        large = np.finfo(dtype).max
        e, g = value_and_gradient(nn.CrossEntropy(), np.full((2, 2), large, dtype), [0, 1])
        np.testing.assert_allclose(e, np.log(2), rtol=1e-6)
        np.testing.assert_array_equal(g, [[-0.25, 0.25], [0.25, -0.25]])


class TestLabelsThatAreWrong:
    @pytest.mark.parametrize("kind", [list, np.array, mg.tensor], ids=["list", "array", "Tensor"])
    @pytest.mark.parametrize("wrong", [-1, CLASSES, 100, -CLASSES])
    def test_a_class_out_of_range_is_an_index_error(self, wrong, kind):
        labels = kind([0, 1, wrong, 2, 0, 1])
        with pytest.raises(IndexError, match=rf"class {wrong} is out of range for 4 .*0 to 3"):
            nn.CrossEntropy()(leaf(LOGITS), labels)

    def test_a_class_out_of_range_is_found_beyond_two_dimensions(self):
        with pytest.raises(IndexError, match="class -1 is out of range"):
            nn.CrossEntropy()(leaf(LOGITS.reshape(2, 3, 4)), LABELS.reshape(2, 3) - 1)

    @pytest.mark.parametrize("dtype", [float, bool, complex, "float32"])
    def test_classes_are_integers(self, dtype):
        with pytest.raises(TypeError, match="CrossEntropy: class numbers are integers, not"):
            nn.CrossEntropy()(leaf(LOGITS), np.ones(6, dtype))

    @pytest.mark.parametrize("shape", [(), (5,), (6, 3), (6, 1), (4,), (6, 4, 1)])
    def test_other_shapes_are_refused(self, shape):
        with pytest.raises(ValueError, match="CrossEntropy: labels of shape .* neither") as error:
            nn.CrossEntropy()(leaf(LOGITS), np.zeros(shape, int))
        assert str(shape) in str(error.value)
        assert "(6, 4)" in str(error.value)

    @pytest.mark.parametrize("shape", [(), (0,), (0, 4), (6, 0)])
    def test_logits_without_a_choice_are_refused(self, shape):
        with pytest.raises(ValueError, match="CrossEntropy: no logits to choose from"):
            nn.CrossEntropy()(leaf(np.ones(shape)), np.zeros(shape[:-1], int))


class TestFloor:
    LOGITS = np.array([[0.0, 20.0], [1.0, 0.0]])

    @pytest.mark.parametrize("labels", [[0, 0], [[1.0, 0.0], [1.0, 0.0]]])
    def test_is_the_smallest_probability_the_loss_sees(self, labels):
        e, _ = value_and_gradient(nn.CrossEntropy(floor=1e-7), self.LOGITS, labels)
        y = np.maximum(probabilities(self.LOGITS)[:, 0], 1e-7)
        assert y[0] == 1e-7
        np.testing.assert_allclose(e, -np.log(y).mean(), rtol=1e-14)

    def test_no_gradient_flows_where_it_holds(self):
        _, g = value_and_gradient(nn.CrossEntropy(floor=1e-7), self.LOGITS, [0, 0])
        y = probabilities(self.LOGITS)
        np.testing.assert_array_equal(g[0], [0.0, 0.0])
        np.testing.assert_allclose(g[1], (y[1] - [1.0, 0.0]) / 2, rtol=1e-14)

    def test_changes_nothing_where_it_does_not_hold(self):
        plain = value_and_gradient(nn.CrossEntropy(), LOGITS, LABELS)
        floored = value_and_gradient(nn.CrossEntropy(floor=1e-12), LOGITS, LABELS)
        np.testing.assert_array_equal(plain[0], floored[0])
        np.testing.assert_array_equal(plain[1], floored[1])

    @pytest.mark.parametrize("floor", [0, 1, -0.1, 2.0, float("nan")])
    def test_is_a_probability(self, floor):
        with pytest.raises(ValueError, match="floor is a probability between 0 and 1"):
            nn.CrossEntropy(floor=floor)


def the_loss_itself(y, t):
    """A loss of a user: E = y, its gradient 1."""
    return y * t


class TestFlooding:
    @pytest.mark.parametrize(
        ("e", "b", "sign"),
        [
            (0.3, 0.1, 1.0),
            (0.1, 0.1, 1.0),  # at E = b the gradient keeps its sign
            (0.05, 0.1, -1.0),
            (0.0, 0.0, 1.0),
            (-0.25, 0.0, -1.0),
            (np.nextafter(0.1, 0), 0.1, -1.0),
            (np.nextafter(0.1, 1), 0.1, 1.0),
        ],
    )
    def test_is_the_distance_from_the_level_on_top_of_it(self, e, b, sign):
        y = leaf(e)
        flooded = nn.Flooding(the_loss_itself, b)(y, 1.0)
        assert flooded.item() == abs(e - b) + b
        flooded.backward()
        assert y.grad.item() == sign

    @pytest.mark.parametrize("loss", [nn.CrossEntropy(), nn.CrossEntropy(floor=1e-7), nn.MSE()])
    def test_wraps_any_loss(self, loss):
        targets = one_hot(LABELS)
        e, g = value_and_gradient(loss, LOGITS, targets)
        above = value_and_gradient(nn.Flooding(loss, b=e / 2), LOGITS, targets)
        at = value_and_gradient(nn.Flooding(loss, b=float(e)), LOGITS, targets)
        below = value_and_gradient(nn.Flooding(loss, b=2 * e), LOGITS, targets)
        np.testing.assert_allclose([above[0], at[0], below[0]], [e, e, 3 * e], rtol=1e-14)
        np.testing.assert_array_equal(above[1], g)
        np.testing.assert_array_equal(at[1], g)
        np.testing.assert_array_equal(below[1], -g)
        assert np.abs(g).min() > 0

    def test_may_wrap_itself(self):
        y = leaf(0.05)
        nn.Flooding(nn.Flooding(the_loss_itself, 0.1), 0.2)(y, 1.0).backward()
        assert y.grad.item() == 1.0  # 0.05 floods to 0.15, and that to 0.25: two signs

    def test_keeps_float32(self):
        y = leaf(0.05, "float32")
        flooded = nn.Flooding(the_loss_itself, 0.1)(y, 1.0)
        flooded.backward()
        assert flooded.dtype == y.grad.dtype == np.float32

    def test_is_written_with_loss_and_level(self):
        assert repr(nn.Flooding(nn.CrossEntropy(), b=0.01)) == "Flooding(CrossEntropy(), b=0.01)"

    def test_of_a_loss_with_parameters_has_them(self):
        class Weighted(nn.Module):
            def __init__(self):
                self.weight = leaf(2.0)

            def forward(self, y):
                return self.weight * y

        flooded = nn.Flooding(Weighted(), 0.1)
        assert [name for name, _ in flooded.named_parameters()] == ["loss.weight"]

    @pytest.mark.parametrize("b", [-0.1, float("nan"), -np.inf])
    def test_refuses_a_level_below_zero(self, b):
        with pytest.raises(ValueError, match=f"Flooding: .* must not be negative, not {b}"):
            nn.Flooding(nn.MSE(), b)


@pytest.mark.parametrize("dtype", ["int8", "int16", ">i4", "<i8", "uint8"])
def test_labels_of_every_integer_dtype_are_checked(dtype):
    logits = mg.tensor(np.zeros((2, 256)))
    loss = nn.CrossEntropy()
    assert loss(logits, np.array([0, 100], dtype)).item() == pytest.approx(np.log(256))
    if np.dtype(dtype).kind == "i":
        with pytest.raises(IndexError, match="class -1 is out of range"):
            loss(logits, np.array([0, -1], dtype))
