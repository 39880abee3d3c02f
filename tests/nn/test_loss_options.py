"""What losses are where numbers are extreme, labels are wrong, and options are combined.

Their values and gradients elsewhere are compared in test_reference.py.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim

RNG = np.random.default_rng(0)
LOGITS = 3 * RNG.normal(size=(6, 4))
LABELS = np.array([0, 3, 1, 1, 2, 0])
WEIGHT = [0.5, 2.0, 1.0, 1.5]
INF = np.inf


def value_and_gradient(loss, y, t, dtype=float):
    y = mg.tensor(y, dtype, requires_grad=True)
    e = loss(y, t)
    e.backward(np.ones(e.shape))
    assert e.dtype == y.grad.dtype == y.dtype
    return e.numpy(), y.grad.numpy()


NUMBERS = [nn.L1, nn.Huber, nn.SmoothL1]


class TestRegression:
    @pytest.mark.parametrize("loss", [nn.L1, nn.MSE, nn.Huber, nn.SmoothL1])
    def test_a_hit_costs_nothing_and_has_no_gradient(self, loss):
        e, g = value_and_gradient(loss(), [2.0], [2.0])
        assert (e, g[0]) == (0.0, 0.0)

    @pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
    @pytest.mark.parametrize("size", [1e4, 1e30])
    @pytest.mark.parametrize("loss", NUMBERS)
    def test_no_square_overflows(self, loss, size, dtype):
        if size > float(np.finfo(dtype).max):
            return
        e, g = value_and_gradient(loss(), [size, -size], [0, 0], dtype)
        np.testing.assert_allclose(np.float64(e), size, rtol=1e-3)
        np.testing.assert_array_equal(g, [0.5, -0.5])

    def test_a_parabola_meets_its_line_smoothly(self):
        for loss in (nn.Huber(0.5, reduction="none"), nn.SmoothL1(0.5, reduction="none")):
            at = [np.nextafter(0.5, 0), 0.5, np.nextafter(0.5, 1)]
            e, g = value_and_gradient(loss, at, [0.0] * 3)
            np.testing.assert_allclose(e, e[1], rtol=1e-15)
            np.testing.assert_allclose(g, g[1], rtol=1e-15)

    @pytest.mark.parametrize("loss", [nn.MSE(half=True), nn.Huber(0.5), nn.SmoothL1(0.5)])
    def test_a_parabola_is_one_at_a_hit_too(self, loss):
        curvature = mg.hessian(lambda y: loss(y, [2.0]))(np.array([2.0]))
        np.testing.assert_array_equal(curvature, [[2.0 if isinstance(loss, nn.SmoothL1) else 1.0]])

    @pytest.mark.parametrize("loss", [nn.L1(), nn.Huber(), nn.SmoothL1(), nn.BCE(), nn.KLDiv()])
    def test_shapes_that_would_broadcast_are_refused(self, loss):
        with pytest.raises(
            ValueError, match=rf"{type(loss).__name__}: outputs have shape \(2, 1\)"
        ):
            loss(np.ones((2, 1)), np.ones(2))

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: nn.Huber(0.0), "Huber: delta must be a positive number"),
            (lambda: nn.SmoothL1(-1.0), "SmoothL1: beta must not be negative"),
            (
                lambda: nn.MSE(reduction="avg"),
                "MSE: reduction is one of 'mean', 'sum', 'none', not",
            ),
            (lambda: nn.MSE(reduction="batchmean"), "MSE: reduction is one of"),
            (lambda: nn.Focal(-1.0), "Focal: gamma must not be negative"),
            (lambda: nn.CrossEntropy(label_smoothing=1.5), "label_smoothing is between 0 and 1"),
            (lambda: nn.CrossEntropy(weight=[-1.0, 1.0]), "CrossEntropy: weight is one number for"),
            (lambda: nn.NLL(weight=[[1.0]]), "NLL: weight is one number for each class"),
            (lambda: nn.BCEWithLogits(pos_weight=-1.0), "pos_weight must not be negative"),
        ],
    )
    def test_options_that_make_no_sense_are_refused(self, make, message):
        with pytest.raises(ValueError, match=message):
            make()

    def test_half_of_the_squares_may_be_added_or_left_as_they_are(self):
        y, t = [[1.0, 2.0]], [[0.0, 0.0]]
        assert nn.MSE(half=True, reduction="sum")(y, t) == 2.5
        np.testing.assert_array_equal(nn.MSE(half=True, reduction="none")(y, t), [[0.5, 2.0]])


class TestCrossEntropyOptions:
    def test_an_ignored_example_is_as_if_it_were_not_there(self):
        kept = LABELS != 1
        for loss in (nn.CrossEntropy, nn.NLL, nn.Focal):
            e, g = value_and_gradient(loss(ignore_index=1), LOGITS, LABELS)
            expected, gradient = value_and_gradient(loss(), LOGITS[kept], LABELS[kept])
            np.testing.assert_allclose(e, expected, rtol=1e-14)
            np.testing.assert_allclose(g[kept], gradient, rtol=1e-13, atol=1e-17)
            np.testing.assert_array_equal(g[~kept], np.zeros((2, 4)))

    @pytest.mark.parametrize("loss", [nn.CrossEntropy, nn.Focal])
    @pytest.mark.parametrize("options", [{"label_smoothing": 0.1}, {"weight": WEIGHT}, {}])
    def test_an_ignored_example_may_be_anything(self, loss, options):
        if loss is nn.Focal and "label_smoothing" in options:
            return
        logits = np.array([[0.0, 1.0, 2.0, 3.0], [-INF, 0.0, 0.0, 0.0]])
        e, g = value_and_gradient(loss(ignore_index=9, **options), logits, [2, 9])
        expected, _ = value_and_gradient(loss(**options), logits[:1], [2])
        np.testing.assert_allclose(e, expected, rtol=1e-15)
        np.testing.assert_array_equal(g[1], np.zeros(4))

    def test_a_class_out_of_range_that_is_not_ignored_is_an_index_error(self):
        for loss in (nn.CrossEntropy(ignore_index=-100), nn.NLL(), nn.Focal(ignore_index=7)):
            with pytest.raises(
                IndexError, match=f"{type(loss).__name__}: class -1 is out of range"
            ):
                loss(LOGITS, LABELS - 1)

    @pytest.mark.parametrize("index", [255, -100])
    def test_small_unsigned_labels_may_be_ignored(self, index):
        labels = LABELS.astype(np.uint8)
        labels[0] = 255 if index == 255 else labels[0]
        e = nn.CrossEntropy(ignore_index=index)(LOGITS, labels)
        kept = labels != 255
        np.testing.assert_allclose(e, nn.CrossEntropy()(LOGITS[kept], labels[kept]), rtol=1e-14)

    def test_a_batch_that_is_ignored_wholly_has_a_sum_and_no_mean(self):
        assert nn.CrossEntropy(ignore_index=1, reduction="sum")(LOGITS[:2], [1, 1]) == 0.0
        for loss in (nn.CrossEntropy(ignore_index=1), nn.NLL(weight=[1, 0, 1, 1])):
            with pytest.raises(ValueError, match="every example of this batch is ignored or has"):
                loss(LOGITS[:2], [1, 1])

    def test_rows_cannot_be_ignored_by_number(self):
        with pytest.raises(ValueError, match="ignore_index is for class numbers"):
            nn.CrossEntropy(ignore_index=0)(LOGITS, np.eye(4)[LABELS])

    def test_weights_are_one_for_each_class(self):
        with pytest.raises(ValueError, match="there are 2 class weights for 4 classes"):
            nn.CrossEntropy(weight=[1.0, 2.0])(LOGITS, LABELS)

    def test_changing_the_weights_afterwards_changes_nothing(self):
        weight = np.array(WEIGHT)
        loss = nn.CrossEntropy(weight=weight)
        expected = loss(LOGITS, LABELS)
        weight[:] = 100.0
        assert loss(LOGITS, LABELS) == expected

    @pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
    def test_leading_axes_are_kept_or_reduced(self, reduction):
        options = [{}, {"weight": WEIGHT}, {"label_smoothing": 0.2}, {"ignore_index": 1}]
        for o in options:
            loss = nn.CrossEntropy(reduction=reduction, **o)
            flat = np.asarray(loss(LOGITS, LABELS))
            deep = np.asarray(loss(LOGITS.reshape(2, 3, 4), LABELS.reshape(2, 3)))
            assert deep.shape == ((2, 3) if reduction == "none" else ())
            np.testing.assert_allclose(deep.ravel(), flat.ravel(), rtol=1e-14)

    def test_smoothed_classes_are_smoothed_rows(self):
        rows = np.eye(4)[LABELS]
        for options in ({}, {"weight": WEIGHT, "reduction": "sum"}):
            loss = nn.CrossEntropy(label_smoothing=0.3, **options)
            np.testing.assert_allclose(loss(LOGITS, LABELS), loss(LOGITS, rows), rtol=1e-14)

    @pytest.mark.parametrize("dtype", ["float16", "float32"])
    def test_few_digits_stay_few_with_every_option(self, dtype):
        for labels in (LABELS, np.eye(4, dtype=int)[LABELS], mg.tensor(LABELS)):
            for options in (
                {"label_smoothing": 0.1},
                {"weight": WEIGHT},
                {"reduction": "none"},
                *([{"ignore_index": 1, "weight": WEIGHT}] if np.ndim(labels) == 1 else []),
            ):
                value_and_gradient(nn.CrossEntropy(**options), LOGITS, labels, dtype)

    def test_probabilities_of_zero_add_nothing_with_weights(self):
        logits = np.array([[-INF, 1.0, 2.0]])
        for labels in ([1], [[0.0, 1.0, 0.0]]):
            e, g = value_and_gradient(nn.CrossEntropy(weight=[3.0, 1.0, 1.0]), logits, labels)
            np.testing.assert_allclose(e, np.log1p(np.e), rtol=1e-14)
            assert np.isfinite(g).all()

    def test_smoothing_onto_a_class_of_probability_zero_costs_infinitely_much(self):
        e = nn.CrossEntropy(label_smoothing=0.1)(np.array([[-INF, 1.0]]), [1])
        assert e == INF

    def test_floors_and_options_go_together(self):
        logits = np.array([[0.0, 50.0]])
        e = nn.CrossEntropy(floor=1e-7, weight=[2.0, 1.0], reduction="sum")(logits, [0])
        np.testing.assert_allclose(e, -2 * np.log(1e-7), rtol=1e-14)

    def test_options_are_written(self):
        loss = nn.CrossEntropy(label_smoothing=0.1, weight=[1, 2], reduction="sum")
        expected = "CrossEntropy(label_smoothing=0.1, weight=[1.0, 2.0], reduction='sum')"
        assert repr(loss) == expected
        assert repr(nn.Huber(2.0)) == "Huber(delta=2.0)"


class TestFocal:
    @pytest.mark.parametrize("labels", [LABELS, np.eye(4)[LABELS]], ids=["classes", "rows"])
    @pytest.mark.parametrize("options", [{}, {"weight": WEIGHT}, {"reduction": "none"}])
    def test_without_gamma_is_the_cross_entropy(self, labels, options):
        ours = value_and_gradient(nn.Focal(0.0, **options), LOGITS, labels)
        theirs = value_and_gradient(nn.CrossEntropy(**options), LOGITS, labels)
        np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-13)
        np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-12, atol=1e-16)

    @pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0, 5.0])
    def test_is_the_formula_of_the_paper(self, gamma):
        y = mg.tensor(LOGITS, requires_grad=True)
        p = mg.softmax(y)[np.arange(6), LABELS]
        expected = -((1 - p) ** gamma * mg.log(p)).mean()
        expected.backward()
        e, g = value_and_gradient(nn.Focal(gamma), LOGITS, LABELS)
        np.testing.assert_allclose(e, expected.item(), rtol=1e-12)
        np.testing.assert_allclose(g, y.grad.numpy(), rtol=1e-11, atol=1e-14)

    @pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    @pytest.mark.parametrize("size", [1e4, 1e30, INF])
    def test_is_finite_where_it_should_be(self, gamma, dtype, size):
        sure = (
            np.array([[size, 0.0], [0.0, 0.0]]) if size < INF else np.array([[0.0, -INF], [0, 0]])
        )
        e, g = value_and_gradient(nn.Focal(gamma), sure, [0, 1], dtype)
        np.testing.assert_allclose(e, 0.5 * np.log(2) * 0.5**gamma, rtol=1e-6)
        np.testing.assert_array_equal(g[0], [0.0, 0.0])
        assert np.isfinite(g).all()

    @pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
    def test_a_right_class_of_probability_zero_has_an_infinite_loss(self, gamma):
        e, g = value_and_gradient(nn.Focal(gamma), [[-INF, 0.0]], [0])
        assert e == INF
        np.testing.assert_array_equal(g, [[-1.0, 1.0]])


class TestBinary:
    @pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
    @pytest.mark.parametrize("size", [1e4, 1e30, "largest", INF])
    def test_logits_of_every_size_are_right(self, size, dtype):
        largest = float(np.finfo(dtype).max)
        size = largest if size == "largest" else size
        if largest < size < INF:
            return
        loss = nn.BCEWithLogits(reduction="none")
        e, g = value_and_gradient(loss, [size, size, -size, -size, 0.0], [0, 1, 0, 1, 0.5], dtype)
        expected = np.array([size, 0.0, 0.0, size, np.log(2)], dtype)
        np.testing.assert_allclose(e, expected, rtol=1e-3)
        np.testing.assert_array_equal(g, [1.0, 0.0, 0.0, -1.0, 0.0])

    def test_nothing_is_rounded_away_in_float32(self):
        e, _ = value_and_gradient(nn.BCEWithLogits(), [20.0], [1.0], "float32")
        np.testing.assert_allclose(e, np.log1p(np.exp(-20.0)), rtol=1e-6)

    @pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
    def test_probabilities_of_zero_and_one_have_finite_losses(self, dtype):
        tiny = float(np.finfo(dtype).smallest_subnormal)
        loss = nn.BCE(reduction="none")
        e, g = value_and_gradient(loss, [0.0, 0.0, 1.0, 1.0, tiny], [0, 1, 0, 1, 1], dtype)
        np.testing.assert_array_equal(e, [0.0, 100.0, 100.0, 0.0, 100.0])
        np.testing.assert_array_equal(g, [1.0, 0.0, 0.0, -1.0, 0.0])

    @pytest.mark.parametrize("wrong", [-0.1, 1.1, np.nan])
    def test_what_is_no_probability_is_refused(self, wrong):
        with pytest.raises(ValueError, match="BCE: outputs are probabilities .* use BCEWithLogits"):
            nn.BCE()(mg.tensor([0.5, wrong]), [0, 1])

    def test_hinge_has_no_gradient_from_its_margin_on(self):
        loss = nn.Hinge(reduction="none")
        e, g = value_and_gradient(loss, [1.0, 0.5, -1.0, -1e30], [1, 1, -1, 1])
        np.testing.assert_array_equal(e, [0.0, 0.5, 0.0, 1e30])
        np.testing.assert_array_equal(g, [0.0, -1.0, 0.0, -1.0])

    def test_hinge_needs_signs(self):
        with pytest.raises(ValueError, match=r"targets are -1 and 1; write 2 \* t - 1"):
            nn.Hinge()(mg.tensor([0.5]), [0])

    def test_distributions_may_have_zeros(self):
        y = np.log(np.array([[0.25, 0.75]]))
        e, g = value_and_gradient(nn.KLDiv(reduction="sum"), y, [[0.0, 1.0]])
        np.testing.assert_allclose(e, -np.log(0.75), rtol=1e-15)
        np.testing.assert_array_equal(g, [[0.0, -1.0]])
        e, g = value_and_gradient(nn.KLDiv(reduction="sum"), [[-INF, 0.0]], [[0.0, 1.0]])
        assert (e, g.tolist()) == (0.0, [[0.0, -1.0]])
        logs = nn.KLDiv(reduction="sum", log_target=True)
        e, g = value_and_gradient(logs, [[-INF, 0.0]], [[-INF, 0.0]])
        assert (e, g.tolist()) == (0.0, [[0.0, -1.0]])

    def test_what_is_impossible_but_happens_diverges(self):
        assert nn.KLDiv(reduction="sum")(np.array([[-INF, 0.0]]), [[0.5, 0.5]]) == INF


class TestFloodingPerExample:
    Y, T = [1.0, 0.2], [0.0, 0.0]

    def test_every_term_is_flooded_by_itself(self):
        loss = nn.Flooding(nn.MSE(reduction="none"), b=0.5, per_example=True)
        e, g = value_and_gradient(loss, self.Y, self.T)
        np.testing.assert_allclose(e, (1.0 + (0.5 - 0.04) + 0.5) / 2, rtol=1e-15)
        np.testing.assert_allclose(g, [1.0, -0.2], rtol=1e-15)

    def test_the_batch_is_flooded_by_default(self):
        e, g = value_and_gradient(nn.Flooding(nn.MSE(), b=0.5), self.Y, self.T)
        np.testing.assert_allclose([e, *g], [0.52, 1.0, 0.2], rtol=1e-15)

    @pytest.mark.parametrize("name", ["CrossEntropy", "Focal", "NLL"])
    def test_losses_of_classes_may_be_flooded_too(self, name):
        loss = getattr(nn, name)(reduction="none")
        flooded = nn.Flooding(loss, b=100.0, per_example=True)
        terms = loss(LOGITS, LABELS)
        np.testing.assert_allclose(flooded(LOGITS, LABELS), np.mean(200 - terms), rtol=1e-14)

    def test_a_loss_that_is_reduced_is_refused(self):
        loss = nn.Flooding(nn.MSE(), b=0.5, per_example=True)
        with pytest.raises(ValueError, match='give the loss reduction="none"'):
            loss(mg.tensor(self.Y), self.T)

    def test_terms_are_refused_where_the_batch_is_flooded(self):
        loss = nn.Flooding(nn.MSE(reduction="none"), b=0.5)
        with pytest.raises(ValueError, match=r"returned shape \(2,\) .* pass per_example=True"):
            loss(mg.tensor(self.Y), self.T)

    def test_is_written(self):
        loss = nn.Flooding(nn.L1(reduction="none"), 0.5, per_example=True)
        assert repr(loss) == "Flooding(L1(reduction='none'), b=0.5, per_example=True)"


class TestPenalties:
    def test_are_sums_over_all_parameters(self):
        w, b = mg.tensor([[1.0, -2.0]], requires_grad=True), mg.tensor([0.0], requires_grad=True)
        assert nn.l1_penalty([w, b]).item() == 3.0
        assert nn.l2_penalty([w, b]).item() == 2.5
        nn.l1_penalty([w, b]).backward()
        np.testing.assert_array_equal(w.grad.numpy(), [[1.0, -1.0]])
        np.testing.assert_array_equal(b.grad.numpy(), [0.0])

    def test_of_nothing_are_zero(self):
        assert nn.l1_penalty([]) == nn.l2_penalty(iter([])) == 0.0

    def test_of_squares_is_the_weight_decay_of_sgd(self):
        nets = [nn.MLP([4, 3, 4], rng=0) for _ in range(2)]
        decays = [0.0, 0.1]
        for net, decay, penalty in zip(nets, decays, decays[::-1], strict=True):
            opt = optim.SGD(net.parameters(), lr=0.5, weight_decay=decay)
            e = nn.CrossEntropy()(net(LOGITS), LABELS) + penalty * nn.l2_penalty(net.parameters())
            e.backward()
            opt.step()
        for p, q in zip(*(net.parameters() for net in nets), strict=True):
            np.testing.assert_allclose(p.numpy(), q.numpy(), rtol=1e-14)


def test_losses_take_plain_arrays_and_return_plain_numbers():
    rows, signs = np.eye(4)[LABELS], 2 * np.eye(4)[LABELS] - 1
    p = np.full((6, 4), 0.25)
    losses = [nn.MSE(), nn.L1(), nn.Huber(), nn.SmoothL1(), nn.BCEWithLogits(), nn.CrossEntropy()]
    for loss, (y, t) in [
        *zip(losses, itertools.repeat((LOGITS, rows))),
        (nn.BCE(), (p, rows)),
        (nn.Hinge(), (LOGITS, signs)),
        (nn.KLDiv(), (np.log(p), rows)),
        (nn.NLL(), (np.log(p), LABELS)),
        (nn.Focal(), (LOGITS, LABELS)),
    ]:
        e = loss(y, t)
        assert isinstance(e, (float, np.floating))
        assert e == loss(mg.tensor(y), mg.tensor(t)).item()
