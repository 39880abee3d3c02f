"""`python -m models.autoencoder`: digits drawn again from a few numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from models import autoencoder


def run(capsys, *options):
    status = autoencoder.main(list(map(str, options)))
    out, err = capsys.readouterr()
    return status, out, err


def errors(out):
    """What the autoencoder and the principal components miss."""
    return [float(x) for x in re.findall(r"^  \w+.*  (0\.\d+)$", out, re.MULTILINE)]


def test_it_draws_digits_better_than_as_many_principal_components(tmp_path, capsys):
    folder = tmp_path / "数字"
    status, out, err = run(capsys, "--epochs", 8, "--out", folder)
    assert (status, err) == (0, "")
    network, components = errors(out)
    assert network < 0.85 * components
    assert re.findall(r"^ +(\d) +0\.", out, re.MULTILINE) == list("0123458")
    assert max(map(len, out.split("wrote")[0].splitlines())) <= 60
    for name in ("reconstructions.png", "loss.png"):
        assert (folder / name).read_bytes().startswith(b"\x89PNG")


@pytest.mark.untraced
def test_the_loss_falls_and_comes_out_again_from_its_seed(tmp_path, capsys, monkeypatch):
    for part, name in ((autoencoder, "sheet"), (autoencoder.common, "save")):
        monkeypatch.setattr(part, name, lambda *_: None)  # pictures take longer than training
    args = ["--epochs", 3, "--code", 2, "--hidden", 16, "--out", tmp_path]
    first, again, other = (run(capsys, *args, "--seed", seed)[1] for seed in (1, 1, 2))
    losses = [float(x) for x in re.findall(r"^ +\d +([\d.]+)", first, re.MULTILINE)]
    assert len(losses) == 4
    assert losses == sorted(losses, reverse=True)
    assert errors(first) == errors(again) != errors(other)


@pytest.mark.untraced
def test_stopped_it_draws_what_there_is_and_goes_on_to_the_same_end(tmp_path, capsys, monkeypatch):
    args = ["--epochs", 4, "--hidden", 16, "--out"]
    straight = run(capsys, *args, tmp_path / "straight")[1]
    told = []

    def stop(epochs, history):
        told.append(history[-1].epoch)
        if told == [0, 1, 2]:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(autoencoder, "print_last", stop)
        status, out, err = run(capsys, *args, tmp_path / "new")
    assert (status, err) == (130, "")
    assert "stopped after epoch 2; the same command goes on\nfrom there\n" in out
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert {"reconstructions.png", "loss.png"} < names
    status, out, err = run(capsys, *args, tmp_path / "new")
    assert (status, err) == (0, "")
    assert errors(out) == errors(straight)
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        "reconstructions.png",
        "loss.png",
    }


def test_principal_components_as_many_as_pixels_lose_nothing():
    x = np.random.default_rng(0).uniform(size=(50, 6))
    shown = autoencoder.principal_components(x, x[:5], 6)
    np.testing.assert_allclose(shown, x[:5], atol=1e-12)
    few = autoencoder.principal_components(x, x[:5], 1)
    np.testing.assert_allclose(np.linalg.matrix_rank(few - x.mean(axis=0)), 1)


def test_pixels_stay_between_0_and_1():
    y = autoencoder.network(6, 4, 2, seed=0)(100 * np.ones((3, 6))).numpy()
    assert y.shape == (3, 6)
    assert np.all((y >= 0) & (y <= 1))


@pytest.mark.parametrize("options", [["--code", "0"], ["--lr", "-1"], ["--epochs", "x"]])
def test_what_makes_no_sense_is_status_2(options, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        autoencoder.main([*options, "--out", str(tmp_path)])
    assert stop.value.code == 2
    assert options[0] in capsys.readouterr().err
