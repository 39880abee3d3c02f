"""`python -m models.pinn`: a differential equation solved by a network."""

from __future__ import annotations

import re

import numpy as np
import pytest

import minigrad as mg
from minigrad import optim
from models import pinn

SMALL = ["--until", 3, "--points", 30, "--hidden", 10, "--rounds", 30]


def run(capsys, *options):
    status = pinn.main(list(map(str, options)))
    out, err = capsys.readouterr()
    return status, out, err


def largest_error(out):
    return float(re.search(r"^largest error ([\d.e-]+),", out, re.MULTILINE)[1])


def test_it_is_solved_to_a_thousandth(tmp_path, capsys):
    folder = tmp_path / "方程式"
    status, out, err = run(capsys, *SMALL, "--out", folder)
    assert (status, err) == (0, "")
    assert largest_error(out) < 1e-3
    k, error = re.findall(r"^ *(\d+) +\S+ +(\S+)$", out, re.MULTILINE)[-1]
    assert int(k) == 29
    assert largest_error(out) == pytest.approx(float(error), rel=0.01)
    assert max(map(len, out.split("wrote")[0].splitlines())) <= 60
    assert (folder / "pinn.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_with_its_own_settings_it_is_solved_to_a_thousandth(tmp_path, capsys, seed):
    assert largest_error(run(capsys, "--seed", seed, "--out", tmp_path)[1]) < 1e-3


def test_stopped_it_draws_what_there_is(tmp_path, capsys, monkeypatch):
    step, rounds = optim.LBFGS.step, iter(range(3))

    def until_ctrl_c(opt, closure):
        if next(rounds, None) is None:
            raise KeyboardInterrupt
        return step(opt, closure)

    monkeypatch.setattr(optim.LBFGS, "step", until_ctrl_c)
    status, out, err = run(capsys, *SMALL, "--out", tmp_path)
    assert (status, err) == (130, "")
    assert "stopped; this is what there is\n" in out
    assert largest_error(out) > 0
    assert (tmp_path / "pinn.png").exists()


def test_it_comes_out_again_from_its_seed(tmp_path, capsys):
    args = [*SMALL[:-1], 3, "--out", tmp_path]
    first, again, other = (
        run(capsys, *args, "--seed", seed)[1].partition("time")[0] for seed in (1, 1, 2)
    )
    assert first == again != other


def test_the_exact_solution_fulfils_the_equation_and_its_start():
    t, h = np.linspace(0, 5, 50), 1e-4
    before, now, after = (pinn.exact(t + d, 0.3, 2.0) for d in (-h, 0, h))
    left = (after - 2 * now + before) / h**2 + 0.6 * (after - before) / (2 * h) + 4 * now
    assert np.abs(left).max() < 1e-6
    assert now[0] == 1
    assert abs(after[0] - before[0]) < 1e-9


def test_the_left_side_has_the_derivatives_of_the_engine():
    """For u = t³: 6 t + 2 D 3 t² + W² t³."""
    t = mg.tensor([[0.5], [2.0]], requires_grad=True)
    left = pinn.left_side(lambda t: t**3, t, 0.3, 2.0).numpy()
    x = t.numpy()
    np.testing.assert_allclose(left, 6 * x + 1.8 * x**2 + 4 * x**3, rtol=1e-14)


def test_the_start_is_right_whatever_the_weights_are():
    u_of = pinn.Oscillation(hidden=7, until=4.0, seed=3)
    t = mg.tensor([[0.0]], requires_grad=True)
    u = u_of(t).sum()
    assert u.item() == 1
    assert mg.grad_of(u, t).item() == 0


def test_a_damping_that_stops_the_oscillation_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        pinn.main(["--damping", "2", "--frequency", "2", "--out", str(tmp_path / "out")])
    assert stop.value.code == 2
    said = "--damping must be below --frequency: u is to oscillate\n"
    assert capsys.readouterr().err.endswith(said)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--frequency", "1e90"], "the equation overflows; try smaller numbers"),
        (["--points", str(10**14)], "Unable to allocate"),
    ],
)
def test_what_is_too_large_is_an_error_in_one_line(options, message, tmp_path, capsys):
    status, _, err = run(capsys, *options, "--rounds", 1, "--out", tmp_path)
    assert status == 1
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "options",
    [
        *(["--points", "0"], ["--until", "-1"], ["--seed", "x"]),
        *(["--until", "1e300"], ["--frequency", "1e200"], ["--damping", "1e-200"]),
    ],
)
def test_what_makes_no_sense_is_status_2(options, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        pinn.main([*options, "--out", str(tmp_path)])
    assert stop.value.code == 2
    assert options[0] in capsys.readouterr().err
