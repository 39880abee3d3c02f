"""`python -m models.numerical_vs_backprop`: A1 to A3, and E2."""

from __future__ import annotations

import re

import numpy as np
import pytest
from run_programs import (
    interrupt,
    is_plain,
    needs_sigint,
    run_here,
    too_wide,
    without_layout,
    written,
)

import minigrad as mg
from minigrad import nn
from models import numerical_vs_backprop

ROW = re.compile(r"^([Wb]\d) +(\S+) +(\d+) +(\d+) +([\d.]+) +(\S+)$", re.MULTILINE)
SMALL = ("--hidden", 6, 5, "--batch-size", 8, "--sample", 12)


def rows_of(text):
    return {row[0]: (row[1], int(row[2]), int(row[3]), float(row[5])) for row in ROW.findall(text)}


def test_both_ways_give_the_same_gradients(tmp_path, capsys):
    out = run_here(
        capsys, numerical_vs_backprop, *SMALL, "--activation", "tanh", "--out", tmp_path
    ).out
    rows = rows_of(out)
    assert {name: row[:3] for name, row in rows.items()} == {
        "W1": ("64×6", 12, 24),
        "b1": ("6", 6, 12),
        "W2": ("6×5", 12, 24),
        "b2": ("5", 5, 10),
        "W3": ("5×10", 12, 24),
        "b3": ("10", 10, 20),
    }
    assert max(row[3] for row in rows.values()) < 1e-8
    assert "differ by more" not in out


def test_a_third_way_takes_differences_of_parts_and_costs_little(tmp_path, capsys):
    out = run_here(
        capsys, numerical_vs_backprop, *SMALL, "--activation", "tanh", "--out", tmp_path
    ).out
    whole, parts, rules = re.findall(
        r"^(whole differences|local differences|back-propagation) +(.*)$", out, re.M
    )
    assert whole[1].split()[0] == "928"
    assert float(whole[1].split()[-1]) < 1e-8
    assert parts[1].split()[:2] == ["1", "24"]  # two a layer, and two for each of ten classes
    assert float(parts[1].split()[-1]) < 1e-8
    assert rules[1].split()[0] == "1"
    seconds = [float(line.split()[k]) for k, line in ((1, whole[1]), (2, parts[1]))]
    assert seconds[0] > seconds[1]


def test_the_third_way_has_its_own_derivatives():
    net = nn.MLP([4, 3, 3], mg.sigmoid, rng=0)
    rng = np.random.default_rng(1)
    x, t = rng.normal(size=(6, 4)), rng.integers(0, 3, size=6)
    nn.CrossEntropy()(net(x), t).backward()
    evaluations, _, near = numerical_vs_backprop.local(net, x, t, 1e-4)
    assert evaluations == 2 + 2 * 3
    assert near < 1e-8
    # A larger step shows that differences are taken: their error grows with its square.
    far, farther = (numerical_vs_backprop.local(net, x, t, h)[2] for h in (0.05, 0.1))
    assert farther == pytest.approx(4 * far, rel=0.05)
    assert far > 1e-6


def test_a_corner_of_relu_is_told_in_the_third_way_too(tmp_path, capsys):
    options = ("--hidden", 40, "--sample", 2, "--h", 1e-2, "--out", tmp_path)
    out = run_here(capsys, numerical_vs_backprop, *options).out
    (nearer,) = re.findall(r"^local differences with h / 1000: (\S+)$", out, re.M)
    assert float(nearer) < 1e-6


def test_the_articles_cost_comes_out(tmp_path, capsys):
    out = run_here(capsys, numerical_vs_backprop, *SMALL, "--out", tmp_path).out
    assert "this network, 64-6-5-10: 464 weights\n  928 runs; 1,334,464 for 1,438 images" in out
    assert "the article's network, 784-50-100-10: 45,200 weights\n  90,400 runs; " in out
    assert "5,424,000,000 for 60,000 images" in out
    assert "as the article counts, 768-50-100-10: 44,400 weights\n  88,800 runs; " in out
    assert "5,328,000,000 for 60,000 images" in out


def test_the_two_laws_are_printed_and_drawn(tmp_path, capsys):
    out = run_here(capsys, numerical_vs_backprop, *SMALL, "--out", tmp_path).out
    assert "2 paths lead from w to error:" in out
    by_paths, by_sweep = (
        float(re.search(pattern, out, re.MULTILINE)[1])
        for pattern in (r"^Law 2: gradient of w = .* = (\S+)$", r"^back-propagation: (-\S+)$")
    )
    # error = (0.9 h - 1)² + (0.4 h)² with h = 2 w - 0.3 = 0.7
    expected = (2 * (0.9 * 0.7 - 1) * 0.9 + 2 * 0.4**2 * 0.7) * 2
    assert by_paths == by_sweep == pytest.approx(expected, rel=1e-3)
    assert written(tmp_path) == ["error_against_h.png", "paths.svg"]
    svg = (tmp_path / "paths.svg").read_text()
    assert "2 paths lead from w to error" in svg
    assert too_wide(out) == []
    assert is_plain(out)


def test_without_graphviz_all_but_the_drawing_comes_out(tmp_path, capsys, monkeypatch):
    without_layout(monkeypatch)
    out = run_here(capsys, numerical_vs_backprop, *SMALL, "--out", tmp_path).out
    assert 'left out paths.svg: pip install "minigrad-numpy[draw]"\n' in out
    assert written(tmp_path) == ["error_against_h.png"]
    assert too_wide(out) == []


def test_a_corner_of_relu_within_the_step_is_told_from_a_wrong_gradient(tmp_path, capsys):
    options = ("--hidden", 40, "--sample", 40, "--h", 1e-2, "--out", tmp_path)
    out = run_here(capsys, numerical_vs_backprop, *options).out
    far, nearer = re.search(
        r"^(\d+) differ .* h / 1000 by (\S+) at most", out, re.MULTILINE
    ).groups()
    assert int(far) > 0
    assert float(nearer) < 1e-6 < max(row[3] for row in rows_of(out).values())
    assert "as at ReLU's corner" in out


def test_moving_weights_leaves_the_network_as_it_was():
    net = nn.MLP([3, 4, 2], mg.tanh, rng=0)
    before = [p.numpy() for p in net.parameters()]
    x, t = np.ones((5, 3)), np.zeros(5, int)
    f = numerical_vs_backprop.loss_by_weights(
        lambda: nn.CrossEntropy()(net(x), t), net.layers[0].weight, np.array([0, 7])
    )
    assert f(np.array([1.0, 2.0])) != f(np.array([1.0, 2.1]))
    for p, value in zip(net.parameters(), before, strict=True):
        np.testing.assert_array_equal(p.numpy(), value)


@needs_sigint
def test_ctrl_c_ends_quietly_after_the_rows_that_are_done(tmp_path):
    options = ("--hidden", 2, 300, "--sample", 3000, "--out", tmp_path)
    status, out, err = interrupt("numerical_vs_backprop", *options, after="b1")
    assert (status, err) == (130, "")
    assert {"W1", "b1"} <= set(rows_of(out)) < {"W1", "b1", "W2", "b2", "W3", "b3"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--h", "0"], "--h: must be a number above 0, not 0"),
        (["--sample", "0"], "--sample: must be a whole number from 1 on, not 0"),
        (["--activation", "step"], "invalid choice: 'step'"),
        (["--hidden", "5", "x"], "--hidden: must be a whole number from 1 on, not x"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_a_wrong_value_is_refused(capsys, tmp_path, options, message):
    done = run_here(capsys, numerical_vs_backprop, *options, "--out", tmp_path, expected=2)
    assert message in done.err
