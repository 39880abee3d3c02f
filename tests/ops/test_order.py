"""Sorting, quantiles, counting and interpolation, by plain np.*."""

from __future__ import annotations

import numpy as np
import pytest
from against_numpy import agrees

import minigrad as mg

RNG = np.random.default_rng(0)
A, C = RNG.normal(size=(3, 4)), RNG.normal(size=(2, 3, 4))
V, P = RNG.normal(size=5), RNG.uniform(1.0, 2.0, 3)
NUMBER, EMPTY = np.array(1.5), np.zeros((0, 3))
HOLES = A.copy()
HOLES[0, 1] = HOLES[2, :3] = np.nan
METHODS = [
    "linear",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "median_unbiased",
    "normal_unbiased",
    "averaged_inverted_cdf",
    "midpoint",
    "inverted_cdf",
    "closest_observation",
    "lower",
    "higher",
    "nearest",
]
W = RNG.uniform(size=5)
XP, FP = np.array([0.0, 1.0, 2.5, 3.0]), np.array([1.0, -1.0, 2.0, 0.5])
X = np.array([-0.5, 0.3, 1.2, 2.7, 3.4])

CALLS = [
    (np.sort, A),
    (lambda x: np.sort(x, axis=0, kind="stable"), A),
    (lambda a: np.sort(a=a, axis=None), A),
    (lambda x: np.sort(np.partition(x, 2)[:2]), V),
    (np.median, A),
    (lambda x: np.median(x, axis=1), A),
    (lambda x: np.median(x, axis=(0, -1), keepdims=True), C),
    (np.median, NUMBER),
    *[(lambda x, m=m: np.quantile(x, [0.0, 0.13, 0.4, 0.75, 1.0], method=m), V) for m in METHODS],
    *[(lambda x, m=m: np.nanquantile(x, 0.3, axis=1, method=m), HOLES) for m in METHODS],
    (lambda x: np.quantile(x, [[0.1, 0.2]], axis=(0, 2), keepdims=True), C),
    (lambda x: np.quantile(x, 0.5), NUMBER),
    (lambda x: np.percentile(x, [20, 70], axis=0), A),
    (lambda x, q: np.quantile(x, q), V, np.array([0.3, 0.6])),
    (lambda x, q: np.quantile(x, q, method="hazen", axis=1), A, np.array(0.33)),
    (lambda x: np.quantile(x, [0.2, 0.9], weights=W, method="inverted_cdf"), V),
    (lambda x: np.quantile(x, 0.5, axis=1, weights=W[:4], method="inverted_cdf"), A),
    (np.nanmedian, HOLES),
    (lambda x: np.nanmedian(x, axis=1, keepdims=True), HOLES),
    (lambda x: np.nanpercentile(x, 30, axis=0), HOLES),
    (lambda x, xp, fp: np.interp(x, xp, fp), X, XP, FP),
    (lambda x, fp: np.interp(x, XP, fp, left=-5.0, right=9.0), X, FP),
    (lambda x, xp, fp: np.interp(x, xp, fp, period=3.2), X, XP, FP),
    (lambda x, fp: np.interp(x, [1.0], fp), X, FP[:1]),
    (lambda x: np.interp(x, XP, FP), NUMBER),
    (lambda w: np.bincount([0, 3, 1, 0, 3], w, minlength=6), V),
    (lambda w: np.histogram(X, bins=3, weights=w)[0], V),
    (lambda w: np.histogram(X, bins=[0.0, 1.0, 3.0], weights=w, density=True)[0], W),
    (lambda w: np.histogram2d(X, 2 * X, bins=2, weights=w)[0], W),
    (lambda w: np.histogramdd([X, 2 * X], bins=[2, 3], weights=w, density=True)[0], W),
]


@pytest.mark.parametrize(("f", "xs"), [(f, xs) for f, *xs in CALLS])
def test_values_and_gradients_are_numpys(f, xs):
    agrees(f, *xs)


def test_equal_elements_follow_the_chosen_one():
    x = mg.tensor([2.0, 1.0, 2.0, 2.0], requires_grad=True)
    (np.sort(x, stable=True) * [1.0, 10.0, 100.0, 1000.0]).sum().backward()
    assert x.grad.tolist() == [10.0, 1.0, 100.0, 1000.0]
    assert mg.argsort(x, descending=True, stable=True).tolist() == [0, 2, 3, 1]


def test_a_median_of_nan_is_nan():
    x = mg.tensor([1.0, np.nan, 3.0], requires_grad=True)
    for result in (np.median(x), np.quantile(x, 0.5)):
        assert np.isnan(result.item())
    assert np.nanmedian(x).item() == 2.0
    np.nanmedian(x).backward()
    assert x.grad.tolist() == [0.5, 0.0, 0.5]


def test_missing_values_alone_are_nan_as_numpys():
    for x in (np.zeros(0), np.zeros((2, 0)), np.zeros((0, 2))):
        for f in (np.nanmedian, lambda x: np.nanquantile(x, 0.3), lambda x: np.nanpercentile(x, 5)):
            with pytest.warns(RuntimeWarning):
                assert np.isnan(f(mg.tensor(x)).item())


def test_quantiles_of_infinities():
    inf = np.array([1.0, np.inf, np.inf, -np.inf])
    assert np.quantile(mg.tensor(inf), 1).item() == np.inf
    assert np.quantile(mg.tensor(inf), 0).item() == -np.inf
    assert np.nanmedian(mg.tensor(inf[:3])).item() == np.inf
    assert np.quantile(mg.tensor(inf[1:3]), 0.5, method="midpoint").item() == np.inf


def test_quantiles_of_small_integers_do_not_wrap_around():
    """NumPy's do: 122.4 of these."""
    small = np.array([100, 120, -100], np.int8)
    assert np.quantile(mg.tensor(small), 0.3).item() == pytest.approx(20.0)
    assert np.nanmedian(mg.tensor(small[:2] > 110)).item() == 0.5


def test_float32_stays_float32():
    x = mg.tensor(A.astype(np.float32), requires_grad=True)
    for y in (np.quantile(x, 0.3), np.median(x), np.interp(x[1, 1], x[0, :1], x[0, :1])):
        assert y.dtype == np.float32
        assert mg.grad_of(y, x).dtype == np.float32


@pytest.mark.parametrize("name", ["nanmean", "nanvar", "nanstd", "quantile"])
@pytest.mark.parametrize("dtype", ["float16", "float32", "complex64"])
def test_the_precision_of_results_is_numpys(name, dtype):
    x = A.astype(dtype)
    q = (np.float32(0.3),) if name == "quantile" else ()
    if q and dtype == "complex64":
        return
    f = getattr(np, name)
    assert f(mg.tensor(x), *q).dtype == f(x, *q).dtype
    assert f(mg.tensor(x), *q, axis=0).dtype == f(x, *q, axis=0).dtype


def test_complex_numbers_are_sorted_without_gradient():
    z = mg.tensor(A + 1j, requires_grad=True)
    np.testing.assert_array_equal(np.sort(z).numpy(), np.sort(A + 1j))
    for f in (np.sort, lambda z: np.partition(z, 1), np.median, lambda z: mg.topk(z, 1).values):
        with pytest.raises(TypeError, match="no order"):
            np.real(f(z)).sum().backward()


@pytest.mark.parametrize("argsort", [mg.argsort, np.argsort])
def test_equal_elements_stay_in_their_order(argsort):
    values = np.arange(1000) % 7
    expected = np.argsort(values, kind="stable")
    np.testing.assert_array_equal(argsort(mg.asarray(values)).numpy(), expected)
    backwards = mg.argsort(mg.asarray(values), descending=True).numpy()
    assert all(np.all(np.diff(backwards[values[backwards] == i]) > 0) for i in range(7))


def test_the_largest_come_first():
    x = mg.tensor(A, requires_grad=True)
    values, indices = mg.topk(x, 2, axis=0)
    np.testing.assert_array_equal(values.numpy(), -np.sort(-A, axis=0)[:2])
    assert not indices.requires_grad
    values.sum().backward()
    assert x.grad.numpy().sum() == 8.0
    assert mg.topk(x, 1, largest=False).values.numpy()[0, 0] == A[0].min()
    with pytest.raises(ValueError, match="no 9 elements"):
        mg.topk(x, 9)


VALUES = [
    lambda x: np.argsort(x, axis=None, kind="stable"),
    lambda x: np.argpartition(x, 1),
    lambda x: np.searchsorted([0.0, 1.0], x, side="right"),
    lambda x: np.searchsorted(x[0], [0.0], sorter=np.argsort(A[0])),
    lambda x: np.digitize(x, [0.0]),
    lambda x: np.lexsort((x[0], x[1])),
    lambda x: np.isin(x, [A[0, 0]]),
    lambda x: np.count_nonzero(x, axis=1),
    lambda x: np.nonzero(x)[0],
    lambda x: np.histogram(x, 3)[0],
    lambda x: np.histogram2d(x[0], x[1], 2)[0],
    lambda x: np.bincount(x[0] > 0),
    lambda x: np.unique_counts(x).counts,
]


@pytest.mark.parametrize("f", VALUES)
def test_functions_of_values_always_compute(f):
    y = f(mg.tensor(A, requires_grad=True))
    np.testing.assert_array_equal(y.numpy(), f(A))
    assert not y.requires_grad


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda t: np.quantile(t, 1.5), "from 0 to 1"),
        (lambda t: np.quantile(t, 0.5, method="bogus"), "method is one of"),
        (lambda t: np.quantile(t, 0.5, weights=A), "inverted_cdf"),
        (lambda t: np.interp(t, [0.0, 1.0], [0.0]), "rows of one length"),
        (lambda t: np.interp(t, [0.0, 1.0], [0.0, 1.0], period=0), "period"),
        (lambda t: np.bincount([0, 1], t), "weights"),
        (lambda t: np.histogram(A[0], weights=t), "weights"),
    ],
)
def test_what_cannot_be_is_told(f, message):
    with pytest.raises((ValueError, TypeError), match=message):
        f(mg.tensor(A))
