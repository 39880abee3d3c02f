"""`python -m models.forward_by_hand`: B1 to B5, with every figure as it is printed there."""

from __future__ import annotations

import re

import pytest
from run_programs import DATA, is_plain, needs_data, run_here, too_wide, written

from models import forward_by_hand

BLOCKS = set(" ▀▄█")


def test_b2_functions(tmp_path, capsys):
    out = run_here(capsys, forward_by_hand, "B2", "--out", tmp_path).out
    assert "sigmoid([-1.0, 1, 2]) = [0.26894142 0.73105858 0.88079708]\n" in out
    assert "step([-0.1, 0, 1]) = [0. 0. 1.]\n" in out
    assert "relu([-1.0, 0, 2]) = [0. 0. 2.]\n" in out
    assert written(tmp_path) == ["activations.png", "sigmoid_over_step.png"]


def test_b2_looks_for_what_draws_before_it_begins(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("models.common.find_spec", lambda name: None)
    for parts in (["B2"], []):
        done = run_here(capsys, forward_by_hand, *parts, "--out", tmp_path, expected=1)
        assert done.out == ""
        assert 'pip install "minigrad-numpy[train]"' in done.err
    assert "Y  =" in run_here(capsys, forward_by_hand, "B3", "--out", tmp_path).out


def test_b3_three_layers(tmp_path, capsys):
    out = run_here(capsys, forward_by_hand, "B3", "--out", tmp_path).out
    for line in (
        "A1 = [0.3 0.7 1.1]",
        "Z1 = [0.57444252 0.66818777 0.75026011]",
        "Y  = [0.31682708 0.69627909]",
    ):
        assert f"{line}\n" in out
    svg = (tmp_path / "three_layers.svg").read_text()
    for text in ("入力層", "中間層", "出力層", "0.317", "0.696"):
        assert text in svg


def test_b4_softmax_and_its_overflow(tmp_path, capsys):
    out = run_here(capsys, forward_by_hand, "b4", "--out", tmp_path).out
    assert "the sum of exp([0.3 2.9 4. ]) = 74.1221542102\n" in out
    assert "softmax([0.3 2.9 4. ])\n  = [0.01821127 0.24519181 0.73659691]\n" in out
    assert "by the formula, softmax([1010. 1000.  990.])\n  = [nan nan nan]\n" in out
    assert "subtracted\n  = [9.99954600e-01 4.53978686e-05 2.06106005e-09]\n" in out


def test_b1_pictures_of_networks(tmp_path, capsys):
    run_here(capsys, forward_by_hand, "B1", "--out", tmp_path)
    assert written(tmp_path) == ["network.svg", "neuron.svg", "softmax.svg"]
    network, neuron, softmax = (
        (tmp_path / f"{name}.svg").read_text() for name in ("network", "neuron", "softmax")
    )
    assert all(title in network for title in ("入力層", "中間層", "出力層"))
    assert all(f">{label}" in neuron for label in ("b", "w1", "w2", "a", "y"))
    assert softmax.count('class="edge"') == 9


def test_b5_digits_are_seen_and_read(tmp_path, capsys):
    out = run_here(capsys, forward_by_hand, "B5", "--out", tmp_path).out
    assert re.findall(r"^labels (\d and \d)$", out, re.MULTILINE) == [
        "0 and 4",
        "9 and 5",
        "8 and 5",
    ]
    assert "as they are\n  images (1438, 8, 8) uint8, 0 to 16\n" in out
    assert "  labels (1438,) int64, first 0\n" in out
    assert "with flatten, normalize, one_hot\n  images (1438, 64) float32, 0 to 1\n" in out
    assert "  labels (1438, 10) float32, first [1 0 0 0 0 0 0 0 0 0]\n" in out
    assert too_wide(out) == []
    drawn = [line for line in out.splitlines() if line.strip() and set(line) <= BLOCKS]
    assert len(drawn) == 3 * 8
    one, batches = accuracies(out)
    assert one == batches > 0.9
    assert written(tmp_path) == []


def accuracies(out):
    return [float(a) for a in re.findall(r"^(?:one by one|batches of 100) +(\S+) ", out, re.M)]


@needs_data
def test_b5_the_book_s_weights_get_what_the_book_says(tmp_path, capsys):
    weights = DATA / "sample_weight.pkl"
    options = ("--data", DATA / "mnist", "--weights", weights, "--out", tmp_path)
    out = run_here(capsys, forward_by_hand, "B5", *options).out
    assert "labels 5 and 0\n" in out
    assert "10,000 images, 784-50-100-10 with sigmoid\n" in out
    assert accuracies(out) == [0.9352, 0.9352]
    assert too_wide(out) == []


def test_only_what_is_asked_for_is_shown_and_fits(tmp_path, capsys):
    out = run_here(capsys, forward_by_hand, "b3", "B4", "--out", tmp_path).out
    assert re.findall(r"^(B\d)\. ", out, re.MULTILINE) == ["B3", "B4"]
    assert too_wide(out) == []
    assert is_plain(out)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["B6"], "there is no part B6; the parts are B1, B2, B3, B4, B5"),
        (["--weights", __file__], "say where they are with --data FOLDER"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_a_wrong_option_is_refused(capsys, tmp_path, options, message):
    done = run_here(capsys, forward_by_hand, *options, "--out", tmp_path / "out", expected=2)
    assert message in done.err
    assert not (tmp_path / "out").exists()
