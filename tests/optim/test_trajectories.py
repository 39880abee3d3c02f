"""Every optimiser and schedule goes the way that PyTorch's goes, in float64."""

from __future__ import annotations

import itertools
import json
import math

import make_trajectories as reference
import numpy as np
import optimisers
import pytest

import minigrad as mg
from minigrad import optim

CASES = reference.cases()
STORED = json.loads(reference.FILE.read_text())


def of_minigrad(case):
    def leaf(values):
        return mg.tensor(values, requires_grad=True)

    return reference.trajectory(leaf, optim, optim, *case)


def test_the_file_has_every_case():
    assert {*STORED} == {*CASES, "made by"}
    assert STORED["made by"].startswith("PyTorch")


def names_in(optimizer, schedules=(), milestones=()):
    """The classes that a case is a reference for."""
    return {
        optimizer[0],
        *(name for name, _ in schedules),
        *(["SequentialLR"] if milestones else []),
    }


def test_every_optimiser_and_schedule_has_a_reference():
    """By PyTorch in the file of trajectories, or by its formulas in a class of this module."""
    names = {kind.__name__ for kind in (*optimisers.OPTIMISERS, *optimisers.SCHEDULES)}
    stored = set().union(*(names_in(*case) for case in CASES.values()))
    assert {name for name in names - stored if f"Test{name}" not in globals()} == set()


@pytest.mark.parametrize("key", CASES)
def test_as_stored(key):
    ours = reference.excerpt(of_minigrad(CASES[key]))
    for name, rows in STORED[key].items():
        np.testing.assert_allclose(ours[name], rows, rtol=0, atol=1e-10, err_msg=name)


def test_every_option_of_a_case_matters():
    paths = {key: np.array(STORED[key]["path"]) for key in CASES}
    start = np.concatenate(reference.START)
    for key, path in paths.items():
        assert np.abs(path - start).max() > 0.02, key
    for a, b in itertools.combinations(paths, 2):
        assert np.abs(paths[a] - paths[b]).max() > 1e-6, (a, b)


def test_as_pytorch_computes_them_here():
    torch = pytest.importorskip("torch")
    assert torch.__version__
    for key, case in CASES.items():
        ours, theirs = of_minigrad(case), reference.of_pytorch(*case)
        for name, rows in theirs.items():
            np.testing.assert_allclose(ours[name], rows, rtol=0, atol=1e-10, err_msg=key)


class TestLion:
    """PyTorch has none: the formulas of the paper, by hand."""

    @pytest.mark.parametrize("options", [{}, {"betas": (0.5, 0.7)}, {"weight_decay": 0.3}], ids=str)
    def test_follows_its_paper(self, options):
        options = {"lr": 0.01, "betas": (0.9, 0.99), "weight_decay": 0.0, **options}
        (beta1, beta2), lr = options["betas"], options["lr"]
        w = mg.tensor([1.0, -2.0, 0.5], requires_grad=True)
        opt = optim.Lion([w], **options)
        expected, m = w.numpy(), np.zeros(3)
        for _ in range(60):
            opt.zero_grad()
            (w * w * w + w).sum().backward()
            opt.step()
            g = 3 * expected**2 + 1
            update = np.sign(beta1 * m + (1 - beta1) * g)
            expected = expected - lr * (update + options["weight_decay"] * expected)
            m = beta2 * m + (1 - beta2) * g
        np.testing.assert_allclose(w.numpy(), expected, rtol=0, atol=1e-13)

    def test_turns_only_when_the_mean_does(self):
        w = mg.tensor(0.0, requires_grad=True)
        opt = optim.Lion([w], lr=1.0)
        for gradient in (1.0, -0.05, -0.2):
            w.grad = gradient
            opt.step()
        # means 0.1·1, then 0.9·0.01 − 0.1·0.05, then 0.9·0.0094 − 0.1·0.2
        assert w.item() == -1.0 - 1.0 + 1.0


def test_momentum_and_nesterov_follow_article_c6_with_dampening_too():
    w = mg.tensor(2.0, requires_grad=True)
    opt = optim.SGD([w], lr=0.1, momentum=0.5, dampening=0.25)
    path = []
    for gradient in (1.0, 1.0, 4.0):
        w.grad = gradient
        opt.step()
        path.append(w.item())
    velocities = [1.0, 0.5 * 1.0 + 0.75 * 1.0, 0.5 * 1.25 + 0.75 * 4.0]
    assert path == pytest.approx([2 - 0.1 * math.fsum(velocities[: i + 1]) for i in range(3)])
