"""Arrays of other libraries inside Tensors: Dask's stay lazy, PyData's sparse ones sparse."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import warnings

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn
from minigrad.ops import registry
from minigrad.testing.sampling import declared_shapes, is_sampled, sample

dask = pytest.importorskip("dask")
da = pytest.importorskip("dask.array")

# Dask has no form of its own, and makes arrays of NumPy of it, with a warning.
COMPUTED = {"argpartition", "argsort", "eigh", "partition", "place_by_weight", "pseudo_inverse"}
COMPUTED |= {"det", "expm", "slogdet", "sort"}
# SciPy's function has several results, or Dask's factorisation fewer options, and says so.
REFUSED = {"airy_ai", "airy_ai_slope", "airy_bi", "airy_bi_slope", "bin_number"}
REFUSED |= {"cosine_integral", "fresnel_cosine", "fresnel_sine", "hyperbolic_cosine_integral"}
REFUSED |= {"hyperbolic_sine_integral", "sine_integral"}
REFUSED |= {"cofactors", "eig", "regular"}


@contextlib.contextmanager
def counting():
    """How often Dask computes something."""
    count = []

    def get(graph, keys, **options):
        count.append(keys)
        return dask.get(graph, keys, **options)

    with dask.config.set(scheduler=get):
        yield count


def lazy(x):
    """An array in one block along each axis; most of Dask's linear algebra takes no others."""
    return da.from_array(x, chunks=-1)


def split(x):
    """An array in blocks, two along each axis."""
    return da.from_array(x, chunks=tuple(max(1, (n + 1) // 2) for n in x.shape))


def results(call, make):
    """The values of an operation, and the gradients of their sum."""
    xs = [mg.asarray(make(x), requires_grad=call.op.differentiable) for x in call.inputs]
    y = call(*xs)
    ys = y if isinstance(y, tuple) else (y,)
    for y in ys:
        if y.requires_grad:
            y.backward(make(np.ones(y.shape, y.dtype)))
    return [y.node.value for y in ys], [x._grad for x in xs if x._grad is not None]


SAMPLED = sorted(name for name, op in registry.items() if is_sampled(op) and op.differentiable)


@pytest.mark.parametrize("name", SAMPLED)
def test_an_operation_stays_lazy_forward_and_backward(name):
    op = registry[name]
    call = sample(
        op,
        np.random.default_rng(1),
        declared_shapes(op)[0] if declared_shapes(op) else ((2, 3),) * op.arity,
    )
    expected = results(call, np.asarray)
    with counting() as computed, warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # by which Dask says that it computes
        if name in REFUSED:
            with pytest.raises((TypeError, AttributeError, ValueError)):
                results(call, lazy)
            return
        values, gradients = results(call, lazy)
        assert bool(computed) == (name in COMPUTED)
    if name not in COMPUTED:
        assert all(isinstance(x, da.Array) for x in (*values, *gradients))
    for theirs, ours in zip((*values, *gradients), (*expected[0], *expected[1]), strict=True):
        assert theirs.shape == ours.shape
        np.testing.assert_allclose(np.asarray(theirs), ours, rtol=1e-10, atol=1e-12)


def losses(x, make):
    """Losses of users, with index arrays, masks and classes."""
    labels = np.arange(len(x.shape) and x.shape[0]) % x.shape[1]
    rows = np.arange(x.shape[0])
    yield nn.CrossEntropy()(x, labels)
    yield nn.CrossEntropy()(x, make(labels))
    yield -mg.log_softmax(x, axis=1)[rows, labels].mean()
    yield mg.take_along_axis(x, labels[:, None], axis=1).sum()
    yield (mg.take(x, np.array([0, 2, 2]), axis=1) ** 2).sum()
    yield (x[[3, 0, 3]] ** 3).sum()
    yield mg.where(x > 0, x, 0.1 * x).sum()
    yield mg.max(x, axis=1).sum() + mg.var(x, axis=0).sum()


def test_losses_with_index_arrays_stay_lazy():
    array = np.random.default_rng(0).normal(size=(6, 4))
    for k, _ in enumerate(losses(mg.asarray(array), np.asarray)):
        gradients = []
        for make in (np.asarray, split):
            x = mg.asarray(make(array), requires_grad=True)
            with counting() as computed:
                [*losses(x, make)][k].backward()
                assert not computed
            gradients.append(np.asarray(x._grad))
        np.testing.assert_allclose(*gradients, rtol=1e-12, atol=1e-14)


def least_squares(w, x, y):
    return ((x @ w - y) ** 2).mean()


def logistic(w, x, y):
    z = x @ w
    return (mg.softplus(z) - (y > 0) * z).mean()


def data():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1000, 5))
    return x, x @ rng.normal(size=5) + 0.1 * rng.normal(size=1000), rng.normal(size=5)


def gradient(loss, w, x, y):
    w = mg.tensor(w, requires_grad=True)
    loss(w, mg.asarray(x), mg.asarray(y)).backward()
    return w._grad


def check_blocks(compute):
    """Compare gradients over four blocks, as something computes them, with the whole's."""
    x, y, w = data()
    parts = da.from_array(x, chunks=(300, 5)), da.from_array(y, chunks=300)
    for loss in (least_squares, logistic):
        found = compute(gradient(loss, w, *parts))
        np.testing.assert_allclose(found, gradient(loss, w, x, y), rtol=1e-10)


def test_blocks_on_threads_have_the_gradient_of_the_whole():
    check_blocks(lambda x: x.compute(scheduler="threads"))


def test_blocks_in_processes_have_the_gradient_of_the_whole():
    pytest.importorskip("distributed")
    subprocess.run([sys.executable, __file__], check=True)


def on_a_cluster():
    """The same on two processes of this machine, from one that warnings do not end."""
    import distributed

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "300s"}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        check_blocks(lambda x: client.compute(x, sync=True))


def test_labels_may_be_lazy_and_what_is_no_class_is_nan():
    x = mg.asarray(split(np.zeros((2, 3))), requires_grad=True)
    loss = nn.CrossEntropy(reduction="none")(x, split(np.array([1, 3])))
    np.testing.assert_allclose(np.asarray(loss.numpy()), [np.log(3), np.nan])


def test_factors_that_dask_lacks_are_refused():
    a = mg.asarray(lazy(np.arange(6.0).reshape(3, 2)))
    with pytest.raises(TypeError, match="full_matrices=False is all that dask has"):
        mg.linalg.svd(a)


# PyData's sparse arrays.


def of_sparse(make):
    """A loss of a sparse matrix and a dense weight, and what is computed on the way."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5, 4)) * (rng.random((5, 4)) < 0.4)
    s, w = mg.asarray(make(x)), mg.tensor(rng.normal(size=(4, 3)), requires_grad=True)
    scaled = mg.tanh(2 * s) * s
    mg.tanh(scaled @ w).sum().backward()
    return scaled.node.value, w._grad


def test_sparse_arrays_stay_sparse_and_give_dense_gradients():
    sparse = pytest.importorskip("sparse")
    value, gradient = of_sparse(sparse.COO.from_numpy)
    dense, expected = of_sparse(np.asarray)
    assert isinstance(value, sparse.COO)
    np.testing.assert_allclose(value.todense(), dense)
    np.testing.assert_allclose(gradient, expected)


def test_a_sparse_leaf_has_a_gradient():
    sparse = pytest.importorskip("sparse")
    array = np.array([[0.0, 2.0], [3.0, 0.0]])
    x = mg.asarray(sparse.COO.from_numpy(array), requires_grad=True)
    (x**2).sum().backward()
    gradient = x._grad.todense() if isinstance(x._grad, sparse.COO) else x._grad
    np.testing.assert_allclose(gradient, 2 * array)


if __name__ == "__main__":
    on_a_cluster()
