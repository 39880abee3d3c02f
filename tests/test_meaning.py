"""What things mean: the design's table, line by line, as short tests.

Lines that need more than a few examples have files of their own besides: which gradient where there
is none (test_kinks), threads and the grad mode (test_mode), finding NaN (test_anomaly), files
(test_files, data/test_fuzz), size (test_scale).
"""

from __future__ import annotations

import asyncio
import copy
import gc
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, train
from minigrad.core.node import Node
from minigrad.ops import registry
from minigrad.testing.operations import check_complex
from minigrad.testing.sampling import sample

DIFFERENTIABLE = [name for name, op in registry.items() if op.differentiable]
FLOATS = ["float16", "float32", "float64"]


def leaf(value, dtype=None, **options):
    return mg.tensor(value, dtype, requires_grad=True, **options)


def failing(error):
    """An operation whose rule raises."""

    def fail(g, y, x):
        raise error

    return mg.Op("failing", lambda x: x * 1.0, fail)


class TestDtypes:
    """As NumPy 2 promotes; a gradient has its leaf's shape and dtype."""

    @pytest.mark.parametrize("dtype", FLOATS)
    @pytest.mark.parametrize("value", [2.0, [2.0], np.zeros((0, 3))], ids=["0-d", "1-d", "empty"])
    def test_python_numbers_are_weak_also_for_0_d(self, dtype, value):
        x = leaf(value, dtype)
        for y in (x + 1, 2.0 * x, x / True, x**2, 1.0 - x, mg.maximum(x, 0.5)):
            (g,) = mg.grad_of(y, [x], np.ones(y.shape))
            assert y.dtype == g.dtype == dtype
            assert g.shape == x.shape

    @pytest.mark.parametrize("a", [*FLOATS, "int8", "int64", "uint8", "bool"])
    @pytest.mark.parametrize("b", FLOATS)
    def test_operations_promote_as_numpy_and_gradients_go_back(self, a, b):
        x, y = mg.tensor([1, 2], a), leaf([3.0, 4.0], b)
        if x.dtype.kind == "f":
            x.requires_grad = True
        z = x * y
        assert z.dtype == np.multiply(x.numpy(), y.numpy()).dtype
        z.sum().backward()
        assert y.grad.dtype == b
        assert x.grad is None or x.grad.dtype == a

    def test_numpy_scalars_are_strong(self):
        assert (leaf(1.0, "float32") * np.float64(2.0)).dtype == np.float64
        assert (leaf([1.0], "float32") * np.float64(2.0)).dtype == np.float64

    @pytest.mark.parametrize("value", [[1, 2], [True, False], np.uint8(3)], ids=repr)
    def test_integers_and_booleans_are_values_without_gradients(self, value):
        np.testing.assert_array_equal((mg.tensor(value) * 2).numpy(), np.multiply(value, 2))
        with pytest.raises(TypeError, match="only floating-point"):
            leaf(value)

    @pytest.mark.parametrize("name", DIFFERENTIABLE)
    def test_a_gradient_through_complex_values_is_right_or_an_error(self, name):
        rng = np.random.default_rng(0)
        case = sample(registry[name], rng)
        with suppress(TypeError, ValueError, np.exceptions.ComplexWarning):
            check_complex(case, rng, order=1)


class TestWhichGradientWhereThereIsNone:
    """The one of PyTorch's published rule; see test_kinks for the list."""

    def test_least_norm_subgradients(self):
        for f in (mg.abs, mg.relu, mg.sign, mg.std):
            (g,) = mg.grad_of(f(x := leaf([0.0, 0.0])).sum(), [x])
            assert g.tolist() == [0.0, 0.0]

    @pytest.mark.parametrize("f", [mg.maximum, mg.minimum])
    def test_ties_are_shared_in_every_spelling(self, f):
        a, b = leaf([3.0]), leaf([3.0])
        assert [g.tolist() for g in mg.grad_of(f(a, b), [a, b])] == [[0.5], [0.5]]
        assert mg.grad_of(f(a, a), a).tolist() == [1.0]
        reduce = {"maximum": mg.max, "minimum": mg.min}[f.name]
        assert mg.grad_of(reduce(mg.stack([a, b, a])), [a, b])[0].tolist() == [2 / 3]


class TestWhere:
    def test_the_documented_pattern_is_exact(self):
        x = leaf([0.0, -1.0, 2.0])
        with np.errstate(all="raise"):
            y = mg.where(x > 0, mg.log(mg.where(x > 0, x, 1.0)), 0.0).sum()
            y.backward()
        assert x.grad.tolist() == [0.0, 0.0, 0.5]

    def test_without_it_nothing_is_silent(self):
        x = leaf([0.0, 2.0])
        with np.errstate(divide="ignore", invalid="ignore"):
            mg.where(x > 0, mg.log(x), 0.0).sum().backward()
            assert np.isnan(x.grad.numpy()[0])
            with mg.detect_anomaly(), pytest.raises(FloatingPointError, match="log made -inf"):
                mg.where(x > 0, mg.log(x), 0.0)


class TestFloodingAtItsLevel:
    def test_the_gradient_keeps_its_sign(self):
        e = leaf(0.25)
        nn.Flooding(lambda e: e, 0.25)(e).backward()
        assert e.grad.item() == 1.0


class TestBackwardOnANonScalar:
    def test_needs_a_cotangent_and_says_so(self):
        x = leaf([1.0, 2.0])
        with pytest.raises(RuntimeError, match=r"\(2,\).*y\.sum\(\)\.backward\(\)"):
            (x * x).backward()
        (x * x).backward([1.0, 10.0])
        assert x.grad.tolist() == [2.0, 40.0]

    def test_one_element_of_any_shape_is_a_number(self):
        x = leaf([[3.0]])
        (x * x).backward()
        assert x.grad.tolist() == [[6.0]]
        x.zero_grad()
        x.backward()
        assert x.grad.tolist() == [[1.0]]


class TestBackwardTwice:
    def test_is_allowed_and_accumulates(self):
        x = leaf(3.0)
        y = x * x
        y.backward()
        y.backward()
        assert x.grad.item() == 12.0

    def test_without_the_graph_is_an_error_that_says_so(self):
        x = leaf(3.0)
        y = x * x
        y.backward(retain_graph=False)
        with pytest.raises(RuntimeError, match="retain_graph=False"):
            y.backward()
        assert x.grad.item() == 6.0

    @pytest.mark.parametrize("options", [{}, {"create_graph": True}], ids=["bare", "recorded"])
    @pytest.mark.parametrize("shape", [(), (50,)], ids=["0-d", "1-d"])
    def test_eight_threads_lose_nothing(self, options, shape):
        x = leaf(np.zeros(shape))
        y = (x * 1.0).sum()

        def work(_):
            for i in range(100):
                (y if i % 2 else (x * 1.0).sum()).backward(**options)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        np.testing.assert_array_equal(x.grad.numpy(), np.full(shape, 800.0))

    @pytest.mark.parametrize("error", [KeyError("no"), KeyboardInterrupt(), MemoryError()])
    @pytest.mark.parametrize("create_graph", [False, True])
    def test_an_exception_inside_a_rule_leaves_every_grad_as_it_was(self, error, create_graph):
        x, w, untouched = leaf(2.0), leaf(3.0), leaf(1.0)
        (x * 5.0).backward()
        y = w * x + failing(error)(w) + untouched
        with pytest.raises(type(error)):
            y.backward(create_graph=create_graph)
        assert (x.grad.item(), w.grad, untouched.grad) == (5.0, None, None)

    def test_an_exception_while_gradients_are_added_leaves_every_grad_as_it_was(self):
        x, w = leaf([3e38], "float32"), leaf([1.0], "float32")
        (w + x * 1.0).backward([3e38])
        with np.errstate(over="raise"), pytest.raises(FloatingPointError):
            (w * 1e-38 + x).backward([3e38])
        assert (w.grad.item(), x.grad.item()) == (np.float32(3e38), np.float32(3e38))


class TestGrad:
    def test_is_none_until_the_first_backward(self):
        x = leaf(1.0)
        assert x.grad is None
        (x * x).backward()
        assert x.grad.item() == 2.0

    @pytest.mark.parametrize("create_graph", [False, True])
    @pytest.mark.parametrize("as_seed", [np.array, mg.tensor], ids=["array", "Tensor"])
    def test_shares_no_memory_with_gradients_seed_or_data(self, create_graph, as_seed):
        leak = mg.Op("leak", lambda x, c: x * c, lambda g, y, x, c: c)
        c = np.array([3.0, 4.0])
        c.setflags(write=False)
        for f in (
            lambda a, b: a + b,
            lambda a, b: (a + b).reshape(2, 1)[::-1].reshape(2),
            lambda a, b: +a + +b,
            lambda a, b: (a + b) * 2.0,
            lambda a, b: mg.stack([a, b]).sum(axis=0),
            lambda a, b: mg.broadcast_to(a, (2, 2))[0] + b,
            lambda a, b: leak(a, c) + leak(b, c),
        ):
            a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
            seed = as_seed([1.0, 1.0])
            if isinstance(seed, np.ndarray):
                seed.setflags(write=False)
            f(a, b).backward(seed, create_graph=create_graph)
            arrays = [a.grad, b.grad, a, b, seed, c]
            arrays = [x.numpy() if isinstance(x, mg.Tensor) else x for x in arrays]
            for i, one in enumerate(arrays[:2]):
                assert not any(np.shares_memory(one, other) for other in arrays[i + 1 :])

    def test_of_a_leaf_that_is_the_output(self):
        seed = mg.tensor([1.0, 2.0])
        for create_graph in (False, True):
            x = leaf([5.0, 6.0])
            x.backward(seed, create_graph=create_graph)
            assert x.grad.tolist() == [1.0, 2.0]
            assert not np.shares_memory(x.grad.numpy(), seed.numpy())

    @pytest.mark.parametrize("create_graph", [False, True])
    def test_has_the_dtype_of_a_leaf_whatever_that_of_the_cotangent(self, create_graph):
        x = mg.tensor([1.0, 2.0], "float32", requires_grad=True)
        x.backward(mg.tensor([3.0, 4.0], "float64"), create_graph=create_graph)
        assert (x.grad.dtype, x.grad.tolist()) == (np.float32, [3.0, 4.0])

    def test_that_is_recorded_stays_so_when_a_bare_one_is_added(self):
        x = leaf(2.0)
        (x * x * x).backward(create_graph=True)
        (x * x).backward()
        assert x.grad.item() == 16.0
        assert mg.grad_of(x.grad, x).item() == 12.0

    def test_of_an_interior_tensor_is_there_when_asked_for(self):
        x = leaf(2.0)
        y = x * x
        with pytest.raises(RuntimeError, match="retain_grad"):
            _ = y.grad
        y.retain_grad()
        (3.0 * y).backward()
        assert y.grad.item() == 3.0


class TestIndexArraysMasksAndConditions:
    """They belong to the graph: changing them afterwards changes nothing."""

    @pytest.mark.parametrize(
        ("make", "record"),
        [
            (lambda: [0, 0], lambda x, i: x[i]),
            (lambda: np.array([0, 0]), lambda x, i: x[i]),
            (lambda: np.array([True, False, True]), lambda x, i: x[i]),
            (lambda: np.array([0, 1]), lambda x, i: x.reshape(3, 1)[i, i * 0]),
            (lambda: np.array([True, False, True]), lambda x, i: mg.where(i, x, 0.0)),
            (lambda: np.array([2.0, 3.0, 4.0]), lambda x, i: x * i),
            (lambda: np.array([2.0, 3.0, 4.0]), lambda x, i: i @ x),
            (lambda: np.array([0, 2]), lambda x, i: mg.setitem(x, i, 5.0)),
            (lambda: np.array([2.0, 3.0]), lambda x, i: mg.setitem(x, slice(2), i * x[:2])),
            (lambda: [1.0, 2.0, 3.0], lambda x, i: mg.maximum(x, i)),
            (lambda: np.zeros(3), lambda x, i: mg.clip(x, i, 2.0)),
        ],
    )
    def test_of_every_kind(self, make, record):
        expected, changed = leaf([1.0, 2.5, 0.5]), leaf([1.0, 2.5, 0.5])
        record(expected, make()).sum().backward()
        array = make()
        y = record(changed, array)
        before = y.tolist()
        for i in range(len(array)):
            array[i] = not array[i] if isinstance(array[i], np.bool_) else 1
        y.sum().backward()
        assert y.tolist() == before
        assert changed.grad.tolist() == expected.grad.tolist()

    def test_an_input_and_what_came_out_of_it(self):
        given = np.array([1.0, 2.0])
        x = leaf(given)
        y = x * x
        given[:] = 9.0
        with pytest.raises(ValueError, match="read-only"):
            y.numpy()[:] = 0.0
        y.sum().backward()
        assert x.grad.tolist() == [2.0, 4.0]


class TestAParameterUpdatedByHand:
    @pytest.mark.parametrize("how", ["data", "data in place", "no_grad", "no_grad, an element"])
    def test_has_a_new_value_and_older_graphs_keep_theirs(self, how):
        p = leaf([1.0, 2.0], name="p")
        older = (p * p).sum()
        older.backward()
        if how == "data":
            p.data = p.numpy() - 0.5 * p.grad.numpy()
        elif how == "data in place":
            p.data -= 0.5 * p.grad
        else:
            with mg.no_grad():
                if how == "no_grad":
                    p -= 0.5 * p.grad
                else:
                    p[:] = p - 0.5 * p.grad
        assert p.tolist() == [0.0, 0.0]
        assert p.grad.tolist() == [2.0, 4.0]  # it stays until zero_grad
        assert p.is_leaf
        assert p.requires_grad
        assert p.name == "p"
        older.backward()
        assert p.grad.tolist() == [4.0, 8.0]
        p.zero_grad()
        assert p.grad is None


class TestNpAsarray:
    def test_is_the_read_only_value(self):
        array = np.asarray(mg.tensor([1.0, 2.0]))
        assert array.tolist() == [1.0, 2.0]
        assert not array.flags.writeable

    @pytest.mark.parametrize(
        "take",
        [
            np.asarray,
            np.array,
            lambda t: np.array([t]),
            lambda t: np.asarray(t, copy=False),
            lambda t: np.zeros(2).__iadd__(t),
            lambda t: np.add(t, 1.0, out=np.zeros(2)),
            lambda t: np.zeros(2).__setitem__(slice(None), t),
            lambda t: np.copyto(np.zeros(2), t),
            lambda t: np.add.at(np.zeros(2), [0], t),
            lambda t: np.multiply.reduceat(t, [0]),
            lambda t: np.full(2, t),
            lambda t: mg.tensor([t, t]),
        ],
    )
    def test_of_a_recorded_tensor_is_an_error_and_no_gradient_is_lost(self, take):
        for t in (leaf([1.0, 2.0]), leaf([1.0, 2.0]) * 2.0):
            with pytest.raises(TypeError, match=r"numpy\(\)|gradient|stack|without out="):
                take(t)


class TestEqualityAndHash:
    def test_equality_compares_elements_and_the_hash_is_the_identity(self):
        a, b = leaf([1.0, 2.0]), leaf([1.0, 2.0])
        assert (a == b).tolist() == [True, True]
        assert (a != [1.0, 3.0]).tolist() == [False, True]
        assert len({a, b, a}) == 2
        assert {a: "a", b: "b"}[a] == "a"


class TestBoolFloatAndIf:
    def test_work_as_on_arrays(self):
        x = mg.tensor(2.5)
        assert bool(x > 2)
        assert (float(x), int(x), complex(x), f"{x:.1f}") == (2.5, 2, 2.5, "2.5")
        assert complex(mg.tensor(1 + 2j)) == 1 + 2j
        assert [10, 20][mg.tensor(1)] == 20
        with pytest.raises(ValueError, match="ambiguous"):
            bool(leaf([1.0, 2.0]) > 0)


class TestErrors:
    def test_a_failed_operation_leaves_no_half_built_node(self):
        x = leaf([1.0, 2.0])
        y = x * 1.0
        node = y.node

        def broken(x):
            raise OverflowError

        def nodes():
            return sum(type(thing) is Node for thing in gc.get_objects())

        gc.collect()
        before = nodes()
        for attempt in (
            lambda: y + np.ones(3),
            lambda: y.__iadd__(np.ones((3, 2))),
            lambda: y.__setitem__(7, 1.0),
            lambda: y @ np.ones(3),
            lambda: mg.stack([y, x.reshape(2, 1)]),
            lambda: mg.Op("broken", broken, lambda g, y, x: g)(y),
        ):
            with pytest.raises((ValueError, IndexError, OverflowError)):
                attempt()
        gc.collect()
        assert nodes() == before
        assert y.node is node

    def test_they_name_operation_shapes_dtypes_and_a_remedy(self):
        with pytest.raises(ValueError, match=r"add\(float32\[2\], float64\[3\]\).*reshape"):
            leaf([1.0, 2.0], "float32") + np.ones(3)


class TestThreadsAndTasks:
    """The grad mode is private to a thread and a task, re-entrant, and restored."""

    def test_one_no_grad_object_in_several_threads_at_once(self):
        off, barrier = mg.no_grad(), threading.Barrier(4)

        def work(_):
            modes = []
            for _ in range(20):
                barrier.wait()
                with off:
                    barrier.wait()
                    with off:
                        modes.append(not mg.is_grad_enabled())
                    modes.append(not mg.is_grad_enabled())
                modes.append(mg.is_grad_enabled())
            return all(modes)

        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(work, range(4)))

    def test_one_no_grad_object_in_several_tasks_at_once(self):
        off, modes = mg.no_grad(), []

        async def task(n):
            for _ in range(n):
                with off:
                    await asyncio.sleep(0)
                    modes.append(not mg.is_grad_enabled())
                await asyncio.sleep(0)
                modes.append(mg.is_grad_enabled())

        async def main():
            await asyncio.gather(*[task(n) for n in range(1, 6)])

        asyncio.run(main())
        assert len(modes) == 30
        assert all(modes)

    def test_it_is_restored_after_exceptions_and_re_entered(self):
        off = mg.no_grad()
        for _ in range(3):
            with pytest.raises(ZeroDivisionError), off, mg.enable_grad(), off:
                raise ZeroDivisionError
            assert mg.is_grad_enabled()


class TestFindingNaN:
    def test_the_first_one_names_operation_and_line_forward_and_backward(self):
        x = leaf([0.0, 1.0])
        with np.errstate(all="ignore"), mg.detect_anomaly():
            with pytest.raises(FloatingPointError, match=r"(?s)log made -inf.*test_meaning\.py"):
                mg.log(x) * 0.0
            with pytest.raises(FloatingPointError, match=r"(?s)sqrt.*test_meaning\.py"):
                mg.sqrt(x).sum().backward()
        assert x.grad is None


# NumPy's factorisations of NaN and infinity are errors, or do not end; nor do SciPy's series.
# There is no quantile of a share that is no number.
PASSING = [
    name
    for name, op in registry.items()
    if not {"linalg", "special", "quantiles"} & {*op.__module__.split(".")}
]


@pytest.mark.parametrize("name", PASSING)
def test_nan_and_infinity_pass_every_operation_as_numpy_passes_them(name):
    """No error, the same value as on arrays, the same gradient bare and recorded."""
    for seed in range(15):
        rng = np.random.default_rng(seed)
        case = sample(registry[name], rng)
        xs = [poisoned(x, rng) for x in case.inputs]
        with np.errstate(all="ignore"):
            expected = case(*xs)
            tensors = [leaf(x) for x in xs]
            y = case(*tensors)
            np.testing.assert_array_equal(np.asarray(y.numpy() if tensors else y), expected)
            if not getattr(y, "requires_grad", False):
                continue
            cotangent = rng.normal(size=y.shape)
            bare = mg.grad_of(y, tensors, cotangent)
            recorded = mg.grad_of(y, tensors, cotangent, create_graph=True)
            whole = [leaf(x) for x in case.inputs]
            clean = mg.grad_of(case(*whole), whole, cotangent)
        for x, g, r in zip(tensors, bare, recorded, strict=True):
            assert (g.shape, g.dtype) == (x.shape, x.dtype)
            np.testing.assert_array_equal(g.numpy(), r.numpy())
        if case.op.domain.shapes is None and len({x.shape for x in xs}) == 1:
            # An elementwise operation keeps what is wrong in one element out of the others.
            same = np.logical_and.reduce([x == c for x, c in zip(xs, case.inputs, strict=True)])
            for g, c in zip(bare, clean, strict=True):
                np.testing.assert_array_equal(g.numpy()[same], c.numpy()[same])


def poisoned(x, rng):
    odd = rng.choice([np.nan, np.inf, -np.inf, -0.0], x.shape)
    return np.where(rng.random(x.shape) < 0.3, odd, x)


ACTIVATIONS = {
    **{
        name: getattr(mg, name)
        for name in mg.__all__
        if name.endswith(
            ("elu", "lish", "sigmoid", "shrink", "tanh", "swish", "softsign", "softmax", "silu")
        )
        and not name.startswith(("arc", "atanh"))  # inverses have a domain
    },
    **{f.__name__: f for f in (mg.softplus, mg.mish, mg.tanhexp, mg.relu6, mg.step)},
    **{f.__name__: f for f in (mg.erf, mg.erfc, mg.softmin, mg.logsumexp, mg.glu)},
    "relu_n": lambda x: mg.relu_n(x, n=6),
    "prelu": lambda x: mg.prelu(x, 0.25),
    "threshold": lambda x: mg.threshold(x, 0.5, 1.0),
}
CLASSES = [0, 1, 2, 0, 1]
ONE_HOT = np.eye(3)[CLASSES]
LOSSES = {
    "CrossEntropy": (nn.CrossEntropy(), CLASSES),
    "CrossEntropy, one-hot": (nn.CrossEntropy(), ONE_HOT),
    "CrossEntropy, floor": (nn.CrossEntropy(floor=1e-7), CLASSES),
    "CrossEntropy, smooth": (nn.CrossEntropy(label_smoothing=0.1), CLASSES),
    "Flooding": (nn.Flooding(nn.CrossEntropy(), 0.01), CLASSES),
    "Focal": (nn.Focal(), CLASSES),
    "NLL": (lambda y, t: nn.NLL()(mg.log_softmax(y), t), CLASSES),
    "KLDiv": (lambda y, t: nn.KLDiv()(mg.log_softmax(y), t), ONE_HOT),
    "BCE": (lambda y, t: nn.BCE()(mg.sigmoid(y), t), ONE_HOT),
    "BCEWithLogits": (nn.BCEWithLogits(), ONE_HOT),
    "Hinge": (nn.Hinge(), 2 * ONE_HOT - 1),
    "Huber": (nn.Huber(), ONE_HOT),
    "SmoothL1": (nn.SmoothL1(), ONE_HOT),
    "L1": (nn.L1(), ONE_HOT),
    "MSE": (nn.MSE(), ONE_HOT),
}


class TestOverflow:
    """At any finite input nothing overflows, warns or gives NaN, in float32 either.

    What a number is too small for is 0, in NumPy too: underflow alone is not an error here.
    """

    AT = np.array([[1, -1, 0], [-1, 1, 0], [1, 1, 1], [-1, -1, -1], [0, 1e-3, 0.1]])

    def check(self, f, at):
        x = mg.tensor(at, requires_grad=True)
        with np.errstate(all="raise", under="ignore"):
            y = f(x)
            (g,) = mg.grad_of(y, [x], np.ones(y.shape), create_graph=True)
            results = [y, g]
            if g.requires_grad:
                results += mg.grad_of(g, [x], np.ones(g.shape))
        for result in results:
            assert result.dtype == at.dtype
            assert np.isfinite(result.numpy()).all()

    @pytest.mark.parametrize("size", [10.0, 88.0, 104.0, 1000.0, 1e4, 1e30])
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    @pytest.mark.parametrize("name", ACTIVATIONS)
    def test_of_every_activation_and_softmax(self, name, dtype, size):
        at = (self.AT * size).astype(dtype)
        self.check(ACTIVATIONS[name], at[:, :2] if name == "glu" else at)

    @pytest.mark.parametrize("size", [10.0, 88.0, 104.0, 1000.0, 1e4])
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    @pytest.mark.parametrize("name", LOSSES)
    def test_of_every_loss(self, name, dtype, size):
        f, target = LOSSES[name]
        target = target if isinstance(target, list) else target.astype(dtype)
        self.check(lambda y: f(y, target), (self.AT * size).astype(dtype))

    def test_every_loss_and_activation_is_here(self):
        losses = {name for name, c in vars(nn).items() if is_kind(c, nn.Loss)}
        assert losses - {"Loss"} <= {name.split(",")[0] for name in LOSSES}
        modules = {name.lower() for name, c in vars(nn).items() if is_kind(c, nn.Activation)}
        missing = modules - {name.replace("_", "") for name in ACTIVATIONS} - {"activation"}
        assert missing == set()

    def test_minus_infinity_and_one_hot_zeros_are_right(self):
        x = leaf([[-np.inf, 0.0, 0.0]])
        nn.CrossEntropy()(x, [[0.0, 1.0, 0.0]]).backward()
        np.testing.assert_array_equal(x.grad.numpy(), [[0.0, -0.5, 0.5]])


def is_kind(c, kind):
    return isinstance(c, type) and issubclass(c, kind)


class TestLabels:
    @pytest.mark.parametrize("wrong", [-1, 3, 10**12])
    @pytest.mark.parametrize("loss", [nn.CrossEntropy(), nn.Focal(), nn.NLL()], ids=repr)
    def test_a_class_out_of_range_is_an_index_error_and_never_the_last_class(self, wrong, loss):
        y = leaf(np.zeros((1, 3)))
        with pytest.raises(IndexError, match=f"class {wrong} is out of range"):
            loss(y, [wrong])


class TestFiles:
    def test_are_validated_before_anything_is_changed(self, tmp_path):
        net = nn.MLP([2, 3])
        train.save_weights(net, tmp_path / "w.npz")
        whole = (tmp_path / "w.npz").read_bytes()
        net.parameters()[0].data = np.zeros((2, 3))
        before = {name: array.copy() for name, array in net.state_dict().items()}
        for length in range(0, len(whole), 11):
            (tmp_path / "w.npz").write_bytes(whole[:length])
            with pytest.raises(ValueError, match=r"w\.npz"):
                train.load_weights(net, tmp_path / "w.npz")
        for name, array in net.state_dict().items():
            np.testing.assert_array_equal(array, before[name])

    def test_a_crash_while_writing_leaves_the_old_one(self, tmp_path, monkeypatch):
        train.save_weights(nn.MLP([2, 3], rng=0), tmp_path / "w.npz")
        before = (tmp_path / "w.npz").read_bytes()

        def crash(_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", crash)
        with pytest.raises(OSError, match="No space"):
            train.save_weights(nn.MLP([2, 3], rng=1), tmp_path / "w.npz")
        assert [p.read_bytes() for p in tmp_path.iterdir()] == [before]


@pytest.mark.untraced
class TestSize:
    """Nothing recurses; test_scale goes to a million operations in a small stack."""

    def test_deep_graphs_are_recorded_differentiated_copied_drawn_and_freed(self):
        x = leaf(1.0)
        y = x
        for _ in range(20_000):
            y = y + 1.0
        other_x, other_y = copy.deepcopy((x, y))
        other_y.backward(create_graph=True)
        assert other_x.grad.item() == 1.0
        assert pickle.loads(pickle.dumps(y)).item() == 20_001.0
        assert len(y.draw().source) < 5_000  # collapsed
        gc.disable()
        try:
            nodes = sum(type(thing) is Node for thing in gc.get_objects())
            del y, other_y
            assert nodes - sum(type(thing) is Node for thing in gc.get_objects()) > 39_000
        finally:
            gc.enable()
