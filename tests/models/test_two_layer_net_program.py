"""`python -m models.two_layer_net`: D1, and mini-batches drawn at random (E1)."""

from __future__ import annotations

import re

import numpy as np
import pytest
from run_programs import is_plain, run_here, too_wide, written

from minigrad import data, nn
from minigrad.testing import numerical_grad
from models import two_layer_net
from models.two_layer_net import TwoLayerNet

ROW = re.compile(r"^ *(\d+) +([\d.]+) % +([\d.]+) +([\d.]+) % +([\d.]+)$", re.MULTILINE)
X = np.random.default_rng(1).normal(size=(6, 7))
T = np.array([0, 2, 1, 1, 0, 2])


@pytest.fixture(params=[False, True], ids=["book", "article"])
def net(request):
    rng = np.random.default_rng(0)
    net = TwoLayerNet(7, 5, 3, rng, weight_init_std=0.5, last_relu=request.param)
    for name in ("b1", "b2"):  # away from ReLU's corner, where nothing comes through a layer
        net.params[name].data = 0.1 * rng.normal(size=net.params[name].shape)
    return net


def test_layers_are_in_order_and_by_name(net):
    names = ["Affine1", "Relu1", "Affine2", "Relu2"]
    assert list(net.layers) in (names, names[:3])
    x = X
    for name, layer in net.layers.items():
        assert type(layer) is (nn.Linear if "Affine" in name else nn.ReLU)
        x = layer(x)
    np.testing.assert_array_equal(net.predict(X).numpy(), x.numpy())
    assert [name for name, _ in net.named_modules()][1:-1] == [f"layers.{n}" for n in net.layers]


def test_the_article_s_last_relu_cuts_off_what_is_below_0(net):
    y = net.predict(X).numpy()
    p = {name: value.numpy() for name, value in net.params.items()}
    expected = np.maximum(X @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"]
    assert (expected < 0).any()
    if "Relu2" in net.layers:
        expected = np.maximum(expected, 0)
    np.testing.assert_allclose(y, expected, rtol=1e-14)


def test_a_parameter_that_is_given_another_value_is_used(net):
    before = net.loss(X, T).item()
    net.params["W2"].data = net.params["W2"].numpy() * 2
    assert net.loss(X, T).item() != before


def test_parameters_have_their_names_and_first_values():
    net = TwoLayerNet(7, 5, 3, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    assert list(net.params) == ["W1", "b1", "W2", "b2"]
    np.testing.assert_array_equal(net.params["W1"].numpy(), 0.01 * rng.normal(size=(7, 5)))
    np.testing.assert_array_equal(net.params["b1"].numpy(), np.zeros(5))
    np.testing.assert_array_equal(net.params["W2"].numpy(), 0.01 * rng.normal(size=(5, 3)))
    np.testing.assert_array_equal(net.params["b2"].numpy(), np.zeros(3))
    assert len(net.parameters()) == 4


def test_gradients_come_by_name_and_are_the_numerical_ones(net):
    gradients = net.gradient(X, T)
    assert list(gradients) == list(net.params)
    for name, parameter in net.params.items():
        start = parameter.numpy()

        def loss(value, parameter=parameter):
            parameter.data = value
            return net.loss(X, T)

        np.testing.assert_allclose(gradients[name], numerical_grad(loss, start), atol=1e-8)
        parameter.data = start
        assert np.abs(gradients[name]).max() > 1e-3
    assert all(p.grad is None for p in net.parameters())


def test_labels_are_classes_or_one_hot(net):
    rows = data.one_hot(T, 3)
    assert net.loss(X, T).item() == pytest.approx(net.loss(X, rows).item(), rel=1e-15)
    assert net.accuracy(X, T) == net.accuracy(X, rows)
    for name, g in net.gradient(X, T).items():
        np.testing.assert_allclose(g, net.gradient(X, rows)[name], rtol=1e-12, atol=1e-18)


def test_accuracy_counts_the_largest_outputs(net):
    chosen = net.predict(X).numpy().argmax(axis=1)
    assert net.accuracy(X, chosen) == 1.0
    assert net.accuracy(X, np.where(np.arange(6) < 2, chosen, (chosen + 1) % 3)) == 1 / 3


def test_the_program_trains_prints_and_plots(tmp_path, capsys):
    options = ("--steps", 300, "--batch-size", 50, "--lr", 0.5, "--out", tmp_path)
    out = run_here(capsys, two_layer_net, *options).out
    rows = [tuple(map(float, row)) for row in ROW.findall(out)]
    assert [row[0] for row in rows] == list(range(0, 301, 15))
    assert rows[0][1] < 30
    assert rows[0][2] == pytest.approx(np.log(10), rel=1e-3)  # weights are nearly nothing
    assert rows[-1][3] > 90
    assert written(tmp_path) == ["history.csv", "history.png"]
    assert out.startswith("Affine1 → Relu1 → Affine2 → softmax with loss\n")
    assert "W1 (64, 50), b1 (50,), W2 (50, 10), b2 (10,)\n" in out
    assert too_wide(out) == []
    assert is_plain(out)


def test_the_program_learns_with_the_article_s_last_relu_too(tmp_path, capsys):
    options = ("--steps", 300, "--lr", 0.5, "--last-relu", "--out", tmp_path)
    out = run_here(capsys, two_layer_net, *options).out
    assert out.startswith("Affine1 → Relu1 → Affine2 → Relu2 → softmax with loss\n")
    rows = [tuple(map(float, row)) for row in ROW.findall(out)]
    assert rows[-1][2] < rows[0][2] - 0.3


def test_the_same_seed_gives_the_same_run(tmp_path, capsys):
    options = ("--steps", 3, "--out", tmp_path)
    out = [run_here(capsys, two_layer_net, *options, "--seed", seed).out for seed in (1, 1, 2)]
    assert out[0] == out[1] != out[2]


def test_a_loss_that_is_no_number_ends_the_run_with_what_was_done(tmp_path, capsys):
    done = run_here(capsys, two_layer_net, "--lr", 1e300, "--out", tmp_path, expected=1)
    assert "try a smaller --lr" in done.err
    assert done.err.count("\n") == 1
    assert len(ROW.findall(done.out)) >= 1
    assert written(tmp_path) == ["history.csv", "history.png"]


def test_an_interrupted_run_writes_what_was_done(tmp_path, capsys, monkeypatch):
    batches = iter(range(40))

    def random_batch(*arguments):
        if next(batches) == 30:
            raise KeyboardInterrupt
        return data.Batches(*arguments[:3]).__iter__().__next__()

    monkeypatch.setattr(two_layer_net.data, "random_batch", random_batch)
    done = run_here(capsys, two_layer_net, "--steps", 200, "--out", tmp_path, expected=130)
    assert done.err == ""
    assert "stopped; this is what there is" in done.out
    assert [row[0] for row in ROW.findall(done.out)] == ["0", "10", "20", "30"]
    assert written(tmp_path) == ["history.csv", "history.png"]
