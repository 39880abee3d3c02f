"""Initialisers: the standard deviations and limits of article A8, from any generator."""

from __future__ import annotations

import numpy as np
import pytest

from minigrad import nn

N_IN, N_OUT = 300, 200
STD = {"lecun": np.sqrt(1 / N_IN), "glorot": np.sqrt(2 / (N_IN + N_OUT)), "he": np.sqrt(2 / N_IN)}
ALL = [(kind, distribution) for kind in STD for distribution in ("normal", "uniform")]
NAMES = [f"{kind}_{distribution}" for kind, distribution in ALL]
GENERATORS = [np.random.default_rng, np.random.RandomState]


@pytest.mark.parametrize("generator", GENERATORS)
@pytest.mark.parametrize(("kind", "distribution"), ALL)
class TestDistribution:
    def test_has_mean_zero_and_the_standard_deviation_of_its_kind(
        self, kind, distribution, generator
    ):
        w = getattr(nn.init, f"{kind}_{distribution}")((N_IN, N_OUT), generator(0))
        assert w.shape == (N_IN, N_OUT)
        assert w.dtype == np.float64
        assert abs(w.mean()) < 4 * STD[kind] / np.sqrt(w.size)
        assert w.std() == pytest.approx(STD[kind], rel=0.01)

    def test_reaches_its_limits_or_beyond(self, kind, distribution, generator):
        w = getattr(nn.init, f"{kind}_{distribution}")((N_IN, N_OUT), generator(0))
        limit = np.sqrt(3) * STD[kind]
        if distribution == "uniform":
            assert np.abs(w).max() <= limit
            assert np.abs(w).max() > 0.999 * limit
            assert w.min() < -0.999 * limit
        else:  # 0.27 % of a normal distribution is beyond 3 standard deviations
            beyond = np.mean(np.abs(w) > 3 * STD[kind])
            assert beyond == pytest.approx(0.0027, rel=0.2)


@pytest.mark.parametrize("generator", GENERATORS)
@pytest.mark.parametrize("name", NAMES)
class TestSeeds:
    def test_the_same_seed_gives_the_same_weights_and_another_does_not(self, name, generator):
        init = getattr(nn.init, name)
        first, again, other = (init((4, 3), generator(seed)) for seed in (1, 1, 2))
        np.testing.assert_array_equal(first, again)
        assert not np.any(first == other)

    def test_weights_are_drawn_in_float64_and_then_rounded(self, name, generator):
        init = getattr(nn.init, name)
        narrow = init((4, 3), generator(1), "float32")
        assert narrow.dtype == np.float32
        np.testing.assert_array_equal(narrow, init((4, 3), generator(1)).astype("float32"))


def test_he_normal_from_a_legacy_generator_is_the_article_s():
    rng, legacy = np.random.RandomState(10), np.random.RandomState(10)
    for shape in [(784, 100), (100, 50), (50, 10)]:
        expected = legacy.randn(*shape) * np.sqrt(2 / shape[0])
        np.testing.assert_array_equal(nn.init.he_normal(shape, rng), expected)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_generator_weights_differ(name):
    init = getattr(nn.init, name)
    assert not np.any(init((4, 3)) == init((4, 3)))


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_stands_for_a_new_generator(name):
    init = getattr(nn.init, name)
    np.testing.assert_array_equal(init((4, 3), 10), init((4, 3), np.random.default_rng(10)))
