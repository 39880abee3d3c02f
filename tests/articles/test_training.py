"""Article C: models put together and trained, activations, Flooding and optimisers."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, optim, plot, train
from minigrad.train.history import format_epoch, header

U = np.linspace(-8, 8, 641)


@pytest.fixture(scope="module")
def digits():
    return [(data.min_max(x), t) for x, t in data.digits(flatten=True)]


def small(rng=0):
    net = nn.Sequential(nn.Linear(64, 12, rng=rng), nn.HSwish(n=4), nn.Linear(12, 10, rng=rng))
    return net, optim.SGD(net.parameters(), lr=0.1, momentum=0.9)


def fit(net, opt, digits, **settings):
    settings = {"epochs": 2, "batch_size": 50, "rng": 0, "progress": False} | settings
    return train.fit(net, nn.CrossEntropy(), opt, *digits, **settings)


class TestTraining:
    """C1: layers, output function, loss and optimiser with options; a hook, a record, going on."""

    def test_records_both_sets_at_every_epoch_and_prints_as_it_goes(self, digits):
        net, opt = small()
        rows = []

        def hook(history):
            rows.append(len(history))
            print(format_epoch(history[-1]))

        with redirect_stdout(io.StringIO()) as out:
            history = fit(net, opt, digits, on_epoch=hook)
        assert rows == [1, 2, 3]
        assert len(out.getvalue().splitlines()) == 3
        assert len(header().split("  ")) > 3
        assert [row.epoch for row in history] == [0, 1, 2]
        assert history[0].test_accuracy < 0.3 < 0.7 < history[2].test_accuracy
        assert history[0].train_loss > history[1].train_loss > history[2].train_loss
        assert all(row.seconds >= 0 for row in history)

    def test_columns_of_training_are_gathered_before_each_update(self, digits):
        net, opt = small()
        x, t = digits[0]
        seen, rng = [], np.random.default_rng(0)
        order = rng.permutation(len(x))
        loss = nn.CrossEntropy()
        other, other_opt = small()
        for start in range(0, len(x), 50):
            batch = order[start : start + 50]
            y = other(x[batch])
            seen.append((y.numpy(), t[batch]))
            other_opt.zero_grad()
            loss(y, t[batch]).backward()
            other_opt.step()
        history = fit(net, opt, digits, epochs=1, rng=np.random.default_rng(0))
        outputs, labels = (np.concatenate(part) for part in zip(*seen, strict=True))
        assert history[1].train_accuracy == data.accuracy(outputs, labels)
        expected = loss(mg.tensor(outputs), labels).item()
        assert history[1].train_loss == pytest.approx(expected, rel=1e-12)

    def test_goes_on_with_the_optimiser_kept_or_made_anew(self, digits):
        losses = []
        for kept in (True, False):
            net, opt = small()
            fit(net, opt, digits, epochs=1)
            if not kept:
                opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
            history = fit(net, opt, digits, epochs=1, rng=1)
            losses.append(history[1].train_loss)
            assert history[0].test_accuracy > 0.5  # it is the trained network that goes on
        assert losses[0] != losses[1]

    def test_shuffles_or_not_and_needs_no_test_data(self, digits):
        runs = []
        for shuffle in (True, False):
            net, opt = small()
            history = fit(net, opt, digits[:1], shuffle=shuffle)
            assert np.isnan(history[-1].test_accuracy)
            runs.append(history[-1].train_loss)
        assert runs[0] != runs[1]

    def test_sums_up_the_layers_before_training(self):
        net, _ = small()
        text = mg.summary(net)
        for part in ("Linear(64, 12)", "HSwish(n=4)", "Linear(12, 10)", "780"):
            assert part in text


def slope(f, u=U):
    """The derivative, by the engine."""
    return mg.grad(lambda x: f(x).sum())(u).numpy()


class TestHSwish:
    """C2: three pieces, and its relatives."""

    @pytest.mark.parametrize("n", [1, 2, 4, 6, 10])
    def test_is_what_the_article_writes(self, n):
        middle = (-n / 2 < U) & (n / 2 >= U)
        expected = np.where(n / 2 < U, U, np.where(middle, U * (U + n / 2) / n, 0))
        np.testing.assert_allclose(mg.h_swish(U, n=n), expected, atol=1e-15)
        away = np.abs(np.abs(U) - n / 2) > 1e-9  # from the corners
        expected = np.where(n / 2 < U, 1, np.where(middle, (2 * U + n / 2) / n, 0))
        found = slope(lambda x: mg.h_swish(x, n=n))
        np.testing.assert_allclose(found[away], expected[away], atol=1e-14)

    def test_has_n_6_where_nothing_is_said(self):
        np.testing.assert_array_equal(mg.h_swish(U), mg.h_swish(U, n=6))
        assert nn.HSwish().options == {"n": 6.0}

    def test_can_be_written_as_an_expression_of_tensors(self):
        def h_swish(x, n=6.0):
            return mg.where(x > n / 2, x, mg.where(x > -n / 2, x * (x + n / 2) / n, 0.0))

        np.testing.assert_allclose(h_swish(mg.tensor(U)).numpy(), mg.h_swish(U), atol=1e-15)
        np.testing.assert_allclose(slope(h_swish), slope(mg.h_swish), atol=1e-14)

    @pytest.mark.parametrize(
        ("f", "formula"),
        [
            (mg.relu6, lambda u: np.clip(u, 0, 6)),
            (lambda x: mg.relu_n(x, n=3), lambda u: np.clip(u, 0, 3)),
            (mg.swish, lambda u: u / (1 + np.exp(-u))),
            (mg.softplus, lambda u: np.log1p(np.exp(u))),
            (mg.mish, lambda u: u * np.tanh(np.log1p(np.exp(u)))),
        ],
        ids=["relu6", "relu_n", "swish", "softplus", "mish"],
    )
    def test_has_relatives(self, f, formula):
        np.testing.assert_allclose(f(mg.tensor(U)).numpy(), formula(U), rtol=1e-12, atol=1e-15)

    def test_is_drawn_with_relu_and_swish(self):
        axes = plot.functions([mg.h_swish, mg.relu, mg.swish]).figure.axes[0]
        assert [line.get_label() for line in axes.lines] == ["h_swish", "relu", "swish"]


class TestTanhExp:
    """C3: u tanh(exp(u)), also where the article's form with cosh overflows."""

    def test_and_its_derivative_are_the_formulas(self):
        np.testing.assert_allclose(mg.tanhexp(U), U * np.tanh(np.exp(U)), rtol=1e-13, atol=1e-16)
        t = np.tanh(np.exp(U))
        expected = t + U * (1 - t**2) * np.exp(U)
        np.testing.assert_allclose(slope(mg.tanhexp), expected, rtol=1e-9, atol=1e-12)

    def test_does_not_overflow_where_the_form_with_cosh_does(self):
        u = np.array([10.0, 100.0, 1000.0])
        with np.errstate(all="ignore"):
            by_cosh = np.tanh(np.exp(u)) + u * np.exp(u) / np.cosh(np.exp(u)) ** 2
        assert np.isnan(by_cosh).any()
        with np.errstate(over="raise", invalid="raise"):
            np.testing.assert_array_equal(mg.tanhexp(u), u)
            np.testing.assert_array_equal(slope(mg.tanhexp, u), [1, 1, 1])

    @pytest.mark.parametrize("interval", [(-5, 5), (-2, 2)])
    def test_is_drawn_with_the_others_over_both_intervals(self, interval):
        functions = [mg.tanhexp, mg.relu, mg.swish, mg.mish]
        axes = plot.functions(functions, interval).figure.axes[0]
        x = axes.lines[0].get_xdata()
        assert (len(axes.lines), x[0], x[-1]) == (4, *interval)


class TestFlooding:
    """C5: |E - b| + b on the batch's loss, for any loss."""

    @pytest.mark.parametrize("loss", [nn.CrossEntropy(), nn.MSE(), nn.L1()], ids=repr)
    @pytest.mark.parametrize(("part", "sign"), [(0.5, 1), (1.0, 1), (2.0, -1)])
    def test_keeps_the_gradient_s_sign_from_b_on_and_changes_it_below(self, loss, part, sign):
        rng = np.random.default_rng(0)
        y, t = rng.normal(size=(5, 3)), np.eye(3)[[0, 1, 2, 1, 0]]
        e = loss(mg.tensor(y), t).item()
        b = part * e  # the loss itself is its own level in between
        flooded = nn.Flooding(loss, b)
        assert flooded(mg.tensor(y), t).item() == pytest.approx(abs(e - b) + b, rel=1e-15)
        plain = mg.grad(lambda x: loss(x, t))(y).numpy()
        np.testing.assert_array_equal(mg.grad(lambda x: flooded(x, t))(y).numpy(), sign * plain)

    def test_is_decided_with_the_decay_where_that_is_in_the_loss(self):
        w = mg.tensor([3.0], requires_grad=True)

        def with_decay(y, t):
            return nn.MSE()(y, t) + 0.1 * nn.l2_penalty([w])

        y = w * mg.tensor([1.0])
        e = nn.MSE()(y, [2.5]).item()
        flooded = nn.Flooding(with_decay, b=0.5)(y, [2.5])
        assert e < 0.5 < e + 0.1 * 4.5  # the loss alone is below the level, the sum above
        flooded.backward()
        assert w.grad.item() == pytest.approx(2 * 0.5 + 0.1 * 3)


class TestOptimisers:
    """C6: Momentum, and Nesterov with and without the look-ahead."""

    A, B = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])
    LR, MU, STEPS = 0.05, 0.9, 30

    def gradient(self, w):
        return self.A @ w - self.B

    def engine(self, **options):
        w = mg.tensor([1.0, -2.0], requires_grad=True)
        opt = optim.SGD([w], lr=self.LR, **options)
        path = [w.numpy()]
        for _ in range(self.STEPS):
            opt.zero_grad()
            (0.5 * (w @ self.A @ w) - self.B @ w).backward()
            opt.step()
            path.append(w.numpy())
        return np.array(path)

    def test_momentum(self):
        w, v = np.array([1.0, -2.0]), np.zeros(2)
        for expected in self.engine(momentum=self.MU):
            np.testing.assert_allclose(w, expected, atol=1e-14)
            v = self.MU * v - self.LR * self.gradient(w)
            w = w + v

    def test_nesterov_without_the_look_ahead(self):
        w, v = np.array([1.0, -2.0]), np.zeros(2)
        for expected in self.engine(momentum=self.MU, nesterov=True):
            np.testing.assert_allclose(w, expected, atol=1e-14)
            new = self.MU * v - self.LR * self.gradient(w)
            w, v = w - self.MU * v + self.MU * new + new, new

    def test_is_the_look_ahead_seen_from_the_place_looked_at(self):
        """The weights are moved by μv before the gradient is taken, and back afterwards."""
        w, v = np.array([1.0, -2.0]), np.zeros(2)
        for expected in self.engine(momentum=self.MU, nesterov=True):
            np.testing.assert_allclose(w + self.MU * v, expected, atol=1e-13)
            v = self.MU * v - self.LR * self.gradient(w + self.MU * v)
            w = w + v

    def test_is_not_what_comes_out_where_the_weights_are_not_moved_back(self):
        w, v = np.array([1.0, -2.0]), np.zeros(2)
        for _ in range(self.STEPS):
            ahead = w + self.MU * v
            v = self.MU * v - self.LR * self.gradient(ahead)
            w = ahead + v
        right = self.engine(momentum=self.MU, nesterov=True)[-1]
        solution = np.linalg.solve(self.A, self.B)
        assert np.abs(right - solution).max() < np.abs(w - solution).max() / 10


class TestRegularisers:
    """C7: weight decay in the loss, dropout, and no work for the input's gradient."""

    def test_weight_decay_in_the_loss_is_that_of_the_optimiser(self):
        x, t = np.random.default_rng(0).normal(size=(8, 4)), np.arange(8) % 3
        ends = []
        for in_loss in (True, False):
            net = nn.MLP([4, 5, 3], mg.tanh, rng=0)
            opt = optim.SGD(net.parameters(), lr=0.1, weight_decay=0.0 if in_loss else 0.05)
            for _ in range(5):
                loss = nn.CrossEntropy()(net(x), t)
                if in_loss:
                    loss = loss + 0.05 * nn.l2_penalty(net.parameters())
                opt.zero_grad()
                loss.backward()
                opt.step()
            ends.append([p.numpy() for p in net.parameters()])
        for a, b in zip(*ends, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-16)

    def test_dropout_drops_while_training_and_nothing_afterwards(self):
        layer, x = nn.Dropout(0.25, rng=0), np.ones((100, 100))
        y = layer(mg.tensor(x)).numpy()
        np.testing.assert_allclose(np.unique(y), [0, 1 / 0.75])
        assert np.mean(y == 0) == pytest.approx(0.25, abs=0.02)
        np.testing.assert_array_equal(layer.eval()(mg.tensor(x)).numpy(), x)

    def test_no_gradient_is_computed_towards_data(self):
        asked = []
        affine = mg.Op(
            "affine",
            np.matmul,
            lambda g, y, x, w: asked.append("x") or g @ w.T,
            lambda g, y, x, w: asked.append("w") or x.T @ g,
        )
        w = mg.tensor(np.ones((4, 2)), requires_grad=True)
        affine(np.ones((3, 4)), w).sum().backward()
        assert asked == ["w"]
        affine(mg.tensor(np.ones((3, 4)), requires_grad=True), w).sum().backward()
        assert sorted(asked) == ["w", "w", "x"]
