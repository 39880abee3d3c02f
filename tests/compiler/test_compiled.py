"""Compiled functions: what they return, what they read, change and refuse."""

from __future__ import annotations

import cProfile
import io
import math
import pstats
import subprocess
import sys
import threading
import traceback
from functools import partial
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim
from minigrad.compiler import reads

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]])
X.setflags(write=False)


class Config:
    scale = 1.0


settings = ModuleType("settings")
settings.scale = 1.0


@mg.compile
def by_class(x):
    return x * Config.scale


@mg.compile
def by_file(x):
    return x * settings.scale


@mg.compile
def doubled(x):
    return x * 2.0


class Scaled:
    def __init__(self):
        self.k = mg.tensor(2.0)

    @mg.compile
    def scaled(self, x):
        return x * self.k


class TestResults:
    def test_have_the_kinds_of_the_function(self):
        @mg.compile
        def f(x, *, scale=2.0, flag=True):
            """Doc."""
            return {"a": x * scale if flag else x, "n": 3, "b": [x.sum()], "c": np.exp(X)}

        x = mg.tensor(X)
        made = f(x)
        assert made["n"] == 3
        assert isinstance(made["a"], mg.Tensor)
        assert type(made["c"]) is np.ndarray
        np.testing.assert_array_equal(made["a"].numpy(), 2 * X)
        np.testing.assert_array_equal(f(x, scale=3.0)["a"].numpy(), 3 * X)
        np.testing.assert_array_equal(f(x, flag=False)["a"].numpy(), X)
        assert (f.__name__, f.__doc__) == ("f", "Doc.")

    def test_are_new_arrays_in_every_call(self):
        f = mg.compile(lambda x: (x, x + 1.0, x.T, np.ones(3) * 2.0))
        first, second, third = f(X), f(X), f(X)
        for a, b, c in zip(first, second, third, strict=True):
            assert not np.shares_memory(b, c)
            assert not np.shares_memory(b, X)
            np.testing.assert_array_equal(a, b)
            np.testing.assert_array_equal(b, c)

    def test_results_are_one_tensor_where_they_are_one_in_the_function(self):
        def f(x):
            y = x * 2.0
            return y, y, x * 2.0  # which is computed once

        f = mg.compile(f)
        f(X)
        a, b, c = f(X)
        assert a is b
        assert not np.shares_memory(a, c)

    def test_other_shapes_and_dtypes_are_other_programs(self):
        f = mg.compile(lambda x: mg.exp(x) @ x.T)
        for x in (X, X.astype("float32"), X[:1], np.asfortranarray(X), X):
            for _ in range(3):
                np.testing.assert_array_equal(f(x), np.exp(x) @ x.T)
                assert f(x).dtype == x.dtype
        assert len(f.programs) == 4

    def test_what_comes_once_is_an_ordinary_call(self):
        f = mg.compile(lambda x: mg.exp(x))
        for n in (2, 1, 3):
            np.testing.assert_array_equal(f(np.ones(n)), np.exp(np.ones(n)))
        assert [program.inputs["x"][0] for program in f.programs] == [(2,)]
        f(np.ones(3))
        assert [program.inputs["x"][0] for program in f.programs] == [(3,), (2,)]

    def test_of_lists_and_dicts(self):
        def f(p, xs):
            return p["w"] * xs[0] + xs[1][0]

        p = {"w": mg.tensor(2.0)}
        made = mg.compile(f)(p, [X, (X, 1)])
        np.testing.assert_array_equal(made.numpy(), 3 * X)

    def test_a_module_and_a_method(self):
        net = nn.MLP([3, 2], rng=0)
        np.testing.assert_array_equal(mg.compile(net)(X).numpy(), net(X).numpy())

        class Scaled:
            def __init__(self, factor):
                self.factor = mg.tensor(factor)

            @mg.compile
            def of(self, x):
                return self.factor * x

        for factor in (2.0, 3.0):
            np.testing.assert_array_equal(Scaled(factor).of(X).numpy(), factor * X)


class TestGradients:
    def test_asked_for_inside(self):
        w = mg.tensor(X, requires_grad=True)
        f = mg.compile(mg.value_and_grad(lambda w, x: (mg.tanh(w) * x).sum()))
        for x in (X, 2 * X):
            _, gradient = f(w, x)
            np.testing.assert_allclose(gradient.numpy(), x / np.cosh(X) ** 2, rtol=1e-14)

    def test_of_higher_order(self):
        f = mg.compile(mg.grad(mg.grad(lambda x: x**4)))
        assert f(np.float64(2.0)).item() == 48.0
        assert f(mg.tensor(3.0)).item() == 108.0

    def test_flow_through_a_program_to_arguments_and_parameters(self):
        net, loss = nn.MLP([3, 4, 2], mg.swish, rng=0), nn.CrossEntropy()
        labels = np.array([0, 1])
        program = mg.compile(lambda x: loss(net(x), labels))
        labels.setflags(write=False)
        for _ in range(3):
            found = []
            for f in (program, program.function):
                x = mg.tensor(X, requires_grad=True)
                net.zero_grad()
                (2.0 * f(x * 2.0)).backward()
                found.append([x.grad.numpy(), *[p.grad.numpy() for p in net.parameters()]])
            for a, b in zip(*found, strict=True):
                np.testing.assert_array_equal(a, b)
            with mg.no_grad():
                for p in net.parameters():
                    p.data -= 0.1 * p.grad

    def test_belong_to_the_values_that_were_used(self):
        w = mg.tensor(X, requires_grad=True)
        y = mg.compile(lambda x: (w * w * x).sum())(X)
        w.data = np.zeros_like(X)
        y.backward()
        np.testing.assert_array_equal(w.grad.numpy(), 2 * X * X)

    def test_can_be_differentiated_again(self):
        f = mg.compile(lambda a, b: (a * mg.sin(b)).sum())
        hessian = mg.hessian(lambda a: f(a, a))(X[0]).numpy()
        np.testing.assert_allclose(hessian, np.diag(2 * np.cos(X[0]) - X[0] * np.sin(X[0])))

    def test_of_random_numbers_are_those_of_the_numbers_drawn(self):
        drop = nn.Dropout(0.5, rng=0)
        x = mg.tensor(np.ones(100), requires_grad=True)
        y = mg.compile(drop)(x)
        y.sum().backward()
        np.testing.assert_array_equal(x.grad.numpy(), y.numpy())


class TestWhatItReads:
    def test_tensors_are_read_in_every_call(self):
        w = mg.tensor(2.0, requires_grad=True)
        held = {"b": [mg.tensor(1.0)]}
        f = mg.compile(lambda x: x * (w * w) + held["b"][0])
        with mg.no_grad():
            assert f(3.0).item() == 13.0
            w.data = 3.0
            held["b"][0][()] = 0.0
            assert f(3.0).item() == 27.0

    def test_a_decision_by_an_option_sees_the_sign_of_its_zero(self):
        opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=0.1)
        [group] = opt.param_groups
        f = mg.compile(lambda x: x * math.copysign(1.0, float(opt.param_groups[0]["lr"])))
        for lr in (0.0, -0.0, 0.0, -0.0):
            group["lr"] = lr
            assert f(mg.tensor(2.0)).item() == math.copysign(2.0, lr)

    def test_an_option_is_of_its_class(self):
        opt = optim.SGD([mg.tensor(1.0, requires_grad=True)], lr=0.1)

        def f(x):
            lr = opt.param_groups[0]["lr"]
            return x * (2.0 if isinstance(lr, float) else 3.0) * (5.0 if isinstance(lr, int) else 7)

        compiled = mg.compile(f)
        for lr in (0.5, 1, 0.25, 2, 0.5, 1):
            opt.param_groups[0]["lr"] = lr
            assert compiled(mg.tensor(2.0)).item() == f(mg.tensor(2.0)).item()

    def test_an_array_is_compared_in_every_call(self):
        a = np.ones(3)
        a_total = lambda x: x * a.sum()  # noqa: E731
        for f in (lambda x: x * a, lambda x: x * (a * 2.0), lambda x: x * mg.tensor(a), a_total):
            program = mg.compile(f)
            for value in (1.0, 1.0, 5.0, 1.0, 1.0):
                a[:] = value
                np.testing.assert_array_equal(program(X), f(mg.asarray(X)))

    def test_a_large_array_is_refused(self):
        a = np.ones((1000, 1000))
        with pytest.raises(TypeError, match="uses a, an array of shape"):
            mg.compile(lambda x: x * a)(mg.tensor(1.0))

    def test_a_read_only_array_is_a_constant(self):
        a = np.ones(3)
        a.setflags(write=False)
        np.testing.assert_array_equal(mg.compile(lambda x: x * a)(X), X)

    def test_a_function_that_counts_its_calls_is_refused(self):
        calls = []

        def f(x):
            calls.append(1)
            return x * len(calls)

        f = mg.compile(f)
        np.testing.assert_array_equal(f(X), X)  # it may make what is then there
        with pytest.raises(TypeError, match="changes calls in every call"):
            f(X)

    @pytest.mark.parametrize("seed", range(8))
    def test_random_numbers_are_refused_whatever_they_are(self, seed):
        rng = np.random.default_rng(seed)
        for f in (
            lambda x: x * rng.random(3),
            lambda x: x if rng.random() < 0.5 else x * 3.0,
            lambda x: x * (np.random.rand() < 0.5),  # noqa: NPY002 - what users may do
        ):
            with pytest.raises(TypeError, match="draws random numbers"):
                mg.compile(f)(X)

    def test_the_mode_of_modules_counts(self):
        drop = nn.Dropout(0.9, rng=0)
        f = mg.compile(drop.forward)
        assert (f(mg.tensor(np.ones(50))).numpy() == 0).any()
        drop.eval()
        np.testing.assert_array_equal(f(mg.tensor(np.ones(50))).numpy(), np.ones(50))

    def test_a_refused_call_leaves_what_an_ordinary_call_does(self):
        net = nn.MLP([3, 2], rng=0)
        before = [p.numpy() for p in net.parameters()]

        def f(x):
            with mg.no_grad():
                for p in net.parameters():
                    p.data = p.data * 2.0
            return float(net(x).sum())

        with pytest.raises(TypeError):
            mg.compile(f)(X)
        for p, was in zip(net.parameters(), before, strict=True):
            np.testing.assert_array_equal(p.numpy(), 2.0 * was)
            assert type(p.node.value) is np.ndarray

    @pytest.mark.parametrize("make", [optim.SGD, optim.Adam])
    def test_what_is_reached_by_made_up_names_after_a_refusal_is_used_as_it_is(self, make):
        stream, names, trained = io.StringIO(), ["net", "optimizer"], []

        def step(x, parts):
            stream.write("refused")
            try:
                net, optimizer = [getattr(parts, name.lower()) for name in names]
            except AttributeError:
                return None
            optimizer.zero_grad()
            loss = (net(x) ** 2.0).sum()
            loss.backward()
            optimizer.step()
            return loss

        for compiler in (lambda f: f, mg.compile):
            net = nn.MLP([3, 2], rng=0)
            parts = SimpleNamespace(net=net, optimizer=make(net.parameters(), lr=0.1))
            run = compiler(lambda x, parts=parts: step(x, parts))
            if compiler is mg.compile:
                with pytest.raises(TypeError, match="minigrad.compile"):
                    run(mg.asarray(X))
            else:
                run(mg.asarray(X))
            trained.append([p.numpy() for p in net.parameters()])
        for was, found in zip(*trained, strict=True):
            np.testing.assert_array_equal(was, found)

    def test_what_may_read_everything_ends_early(self, monkeypatch):
        found, read_of = [], reads.Read
        monkeypatch.setattr(reads, "Read", lambda *read: found.append(read) or read_of(*read))

        def tree(depth):
            names = [f"part{i}" for i in range(30)] if depth else []
            return SimpleNamespace(**{name: tree(depth - 1) for name in names})

        root = tree(3)

        def f(x):
            try:
                return x * root.scale
            except AttributeError:
                return x

        with pytest.raises(TypeError, match="may read any of 1.* attributes by names"):
            mg.compile(f)(X)
        assert len(found) < 20_000


class TestWhatItChanges:
    def test_new_values_and_gradients_of_tensors(self):
        w = mg.tensor(X, requires_grad=True)
        count = mg.tensor(0)

        @mg.compile
        def step(x):
            (w * x).sum().backward()
            with mg.no_grad():
                count.data += 1
                w.data -= 0.5 * w.grad

        for i in range(1, 4):
            step(X)
            assert count.item() == i
            np.testing.assert_array_equal(w.grad.numpy(), i * X)
        np.testing.assert_array_equal(w.numpy(), X - 0.5 * X - 1.0 * X - 1.5 * X)

    def test_writing_into_a_new_array_is_a_part_of_the_program(self):
        def f(x):
            y = np.zeros_like(x)
            y[0] = x[1]
            y += x[0, 0]
            y *= 2.0
            return y

        f = mg.compile(f)
        for x in (X, 3 * X):
            np.testing.assert_array_equal(f(x), f.function(mg.asarray(x)))


class TestErrors:
    @pytest.mark.parametrize(
        "f",
        [
            lambda x: x if x.sum() > 0 else -x,
            lambda x: float(x.sum()),
            lambda x: x.sum().item(),
            lambda x: [1, 2][x.astype(int)[0, 0]],
            lambda x: np.asarray(x.numpy()),
        ],
    )
    def test_values_are_not_there_yet_and_the_line_is_named(self, f):
        with pytest.raises(TypeError, match=r"needs a value, at[\s\S]*test_compiled\.py"):
            mg.compile(f)(mg.tensor(X))

    def test_an_operation_that_decides_by_values_is_called_as_it_is(self):
        flip = mg.Op("flip", lambda x: x if x.sum() > 0 else -x, lambda g, y, x: g)
        f = mg.compile(lambda x: flip(x * 1.0) + 0.0)
        for x in (X, -X):
            np.testing.assert_array_equal(f(mg.tensor(x)).numpy(), X)

    def test_an_error_of_a_later_call_is_that_of_the_function(self):
        f = mg.compile(lambda x, i: x[i])
        f(X, np.array([0]))
        f(X, np.array([1]))
        with pytest.raises(IndexError) as caught:
            f(X, np.array([7]))
        assert "lambda x, i: x[i]" in "".join(traceback.format_exception(caught.value))

    def test_no_function(self):
        with pytest.raises(TypeError, match="is no function"):
            mg.compile(3)

    def test_no_program_yet(self):
        with pytest.raises(RuntimeError, match="call the function first"):
            _ = mg.compile(mg.exp).source

    def test_many_programs_are_warned_of(self):
        f = mg.compile(lambda x, n: x * n)
        for n in range(31):
            f(X, n)
        f(X, 31)
        with pytest.warns(RuntimeWarning, match="no program fitted .* 32 times"):
            f(X, 32)
        f(X, 33)


def test_numpy_warns_of_the_same():
    f = mg.compile(lambda x: mg.logsumexp(mg.log(x)))
    with np.errstate(all="raise"):
        assert np.isfinite(f(np.array([1.0, 2.0])))
        with pytest.raises(FloatingPointError):
            f(np.array([0.0, 1.0]))


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize(
    "view",
    [lambda x: x.T, lambda x: mg.transpose(x.reshape(3, 2, 2), (2, 0, 1)), lambda x: x.T + 1.0],
)
def test_results_have_the_order_in_memory_that_the_functions_have(view, backend):
    if backend == "numba":
        pytest.importorskip("numba")
    x = np.arange(12.0).reshape(3, 4)
    f = mg.compile(view, backend=backend)
    expected = view(mg.asarray(x)).numpy()
    for _ in range(3):
        result = f(x).numpy()
        assert result.strides == expected.strides
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("use", [lambda w: w * 3.0, lambda w: w.item(), lambda w: w.numpy() + 1.0])
def test_a_thread_that_uses_what_another_one_records_is_told(use):
    w, found = mg.tensor([2.0]), []

    def other():
        try:
            found.append(use(w))
        except RuntimeError as error:
            found.append(str(error))

    class Threaded:
        @property
        def scale(self):
            if not found:
                thread = threading.Thread(target=other)
                thread.start()
                thread.join()
            return 2.0

    threaded = Threaded()
    with pytest.raises(TypeError, match=r"minigrad\.compile: program"):  # for the thread itself
        mg.compile(lambda x: x * w * threaded.scale)(mg.tensor([1.0, 1.0]))
    assert "another thread is recording" in found[0]
    assert "test_compiled.py" in found[0]
    np.testing.assert_array_equal(w.numpy(), [2.0])


def test_threads_have_memory_of_their_own():
    f = mg.compile(lambda x: ((mg.exp(x) @ x.T) * 2.0 + 1.0).sum())
    xs = [np.full((60, 60), 0.01 * i) for i in range(8)]
    expected = [f.function(x) for x in xs]
    wrong = []

    def work(i):
        wrong.extend(i for _ in range(50) if f(xs[i]) != expected[i])

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_memory_is_used_again():
    f = mg.compile(lambda x: mg.exp(mg.sin(mg.exp(mg.sin(x)))) * 2.0)
    f(X)
    assert f.source.count("np.empty") == 1
    assert "np.sin(x, out=b0)\n        np.exp(b0, out=b0)" in f.source


def test_what_is_computed_twice_is_computed_once():
    f = mg.compile(lambda x: mg.exp(x) * mg.exp(x))
    f(X)
    assert f.source.count("np.exp") == 1


def test_inside_another_program_it_is_a_part_of_that():
    inner = mg.compile(lambda x: mg.exp(x))
    outer = mg.compile(lambda x: inner(x) * 2.0)
    np.testing.assert_array_equal(outer(X), 2 * np.exp(X))
    assert "np.exp" in outer.source


def test_shapes_that_depend_on_values_are_those_of_the_function():
    for f in (lambda x: x[x > 0] * 2.0, lambda x: mg.mean(x[x > 0]), lambda x: np.exp(x[x > 0])):
        program = mg.compile(f)
        for x in ([1.0, -1.0, 2.0], [1.0, 2.0, -1.0], [1.0, -1.0, -2.0], [3.0, 1.0, -2.0]):
            np.testing.assert_array_equal(program(mg.tensor(x)), f(mg.tensor(x)))


def test_pieces_of_an_array_are_new_in_every_call():
    f = mg.compile(lambda x: np.split(np.exp(x), 2))
    kept = f(np.zeros(4))
    first = [piece.copy() for piece in kept]
    f(np.ones(4))
    for piece, copy in zip(kept, first, strict=True):
        np.testing.assert_array_equal(piece, copy)


def test_a_parameter_that_is_frozen_later_gets_no_gradient():
    w = mg.tensor(X, requires_grad=True)
    v = mg.tensor(X, requires_grad=True)

    @mg.compile
    def step(x):
        (w * v * x).sum().backward()

    step(X)
    w.grad = v.grad = None
    w.requires_grad = False
    step(X)
    assert not w.requires_grad
    np.testing.assert_array_equal(v.grad.numpy(), X * X)


class TestFaultsThatWereThere:
    def test_a_gradient_that_comes_later(self):
        a, b = (mg.tensor([1.0, 2.0], requires_grad=True) for _ in range(2))
        f = mg.compile(lambda: 0.0 if b.grad is None else b.grad * a)
        with mg.no_grad():
            assert f() == 0.0
            b.grad = np.ones(2)
            np.testing.assert_array_equal(f().numpy(), [1.0, 2.0])

    def test_writing_into_arguments(self):
        def add(x):
            x += 1.0
            return x * 1.0

        def assign(t):
            t[0] = 5.0
            return t * 2.0

        def give(t):
            t.data = t * 2.0
            return t.sum()

        for f in (add, assign, give):
            program = mg.compile(f)
            for k in (1.0, 2.0, 3.0):
                one, other = mg.tensor(k * X), mg.tensor(k * X)
                np.testing.assert_array_equal(program(one), f(other))
                np.testing.assert_array_equal(one, other)
            array = X.copy()
            program(array)
            np.testing.assert_array_equal(array, X)

    def test_one_tensor_in_two_places(self):
        w = mg.tensor([1.0, 2.0], requires_grad=True)
        f = mg.compile(lambda a, b: mg.grad_of((a * b).sum(), [a]))
        for args in ((w, w), (w, mg.tensor([3.0, 4.0], requires_grad=True)), (w, w)):
            np.testing.assert_array_equal(f(*args)[0].numpy(), f.function(*args)[0].numpy())
        g = mg.compile(lambda v: mg.grad_of((v * w).sum(), [w]))
        v = mg.tensor([3.0, 4.0], requires_grad=True)
        for arg in (w, w, v, v, w, v):
            np.testing.assert_array_equal(g(arg)[0], g.function(arg)[0])

    def test_tuples_of_numpy_are_tuples(self):
        f = mg.compile(lambda x: np.divmod(x, 0.75))
        assert type(f(X)) is tuple
        matrix = X @ X.T
        values = mg.compile(lambda a: np.linalg.eigh(a).eigenvalues * 1.0)(matrix)
        np.testing.assert_array_equal(values, np.linalg.eigh(matrix).eigenvalues)

    @pytest.mark.parametrize(
        "f",
        [
            lambda x: x.copy().sum(axis=1),
            lambda x: mg.relu(x).sum(axis=0),
            lambda x: (np.zeros_like(x) + x).sum(axis=1),
        ],
    )
    def test_layouts_are_kept(self, f):
        x = np.asfortranarray(np.random.default_rng(0).normal(size=(70, 300)))
        np.testing.assert_array_equal(mg.compile(f)(x), f(mg.asarray(x)))

    def test_backward_outside_changes_nothing_and_sees_what_was_there(self):
        norm = nn.BatchNorm(3)
        mg.compile(norm)(mg.tensor(X, requires_grad=True)).sum().backward()
        assert norm.num_batches_tracked.item() == 1
        k, x = mg.tensor(2.0), mg.tensor(X, requires_grad=True)
        array = np.ones_like(X)
        y = mg.compile(lambda x, a: (x * k * a).sum())(x, array)
        k.data = 5.0
        array[:] = 7.0
        y.backward()
        np.testing.assert_array_equal(x.grad.numpy(), 2 * np.ones_like(X))

    def test_zeros_of_both_signs(self):
        f = mg.compile(lambda x, s: x * s)
        assert not np.signbit(f(np.ones(1), 0.0)).any()
        assert np.signbit(f(np.ones(1), -0.0)).all()

    def test_copies_and_pickles(self):
        import copy
        import pickle

        class Model(nn.Module):
            def __init__(self):
                self.w = mg.tensor([1.0, 2.0], requires_grad=True)

            @mg.compile
            def double(self):
                return self.w * 2.0

        model = Model()
        with mg.no_grad():
            model.double()
            assert model.double is model.double
            other = copy.deepcopy(model)
            other.w.data = [5.0, 6.0]
            np.testing.assert_array_equal(other.double().numpy(), [10.0, 12.0])
            np.testing.assert_array_equal(model.double().numpy(), [2.0, 4.0])
        assert pickle.loads(pickle.dumps(mg.compile(np.exp)))(0.0) == 1.0

    def test_decorated_functions_and_methods_are_pickled(self):
        import pickle

        assert pickle.loads(pickle.dumps(doubled)) is doubled
        one = Scaled()
        for _ in range(2):
            one.scaled(X)
        other = pickle.loads(pickle.dumps(one))
        other.k = mg.tensor(5.0)
        for _ in range(3):
            np.testing.assert_array_equal(other.scaled(X), 5.0 * X)
            np.testing.assert_array_equal(one.scaled(X), 2.0 * X)

    def test_methods_do_not_take_each_other_s_programs(self):
        import copy

        class Base:
            factor = 2.0

            @mg.compile
            def step(self, x):
                return x * self.factor

            def slow(self, x):
                return x * -self.factor

            fast = mg.compile(slow)
            one, two = mg.compile(lambda self, x: x + 1.0), mg.compile(lambda self, x: x + 2.0)

        class Plain(Base):
            def step(self, x):
                return super().step(x) + 1.0

        class Fast(Base):
            @mg.compile
            def step(self, x):
                return super().step(x) + 1.0

        for kind in (Plain, Fast):
            thing = kind()
            for _ in range(3):
                np.testing.assert_array_equal(thing.step(X), 2 * X + 1)
        np.testing.assert_array_equal(thing.two(X) - thing.one(X), np.ones_like(X))
        np.testing.assert_array_equal(thing.fast(X), -2 * X)
        assert not isinstance(thing.slow, type(thing.fast))
        other = copy.copy(thing)
        other.factor = 5.0
        np.testing.assert_array_equal(other.step(X), 5 * X + 1)
        np.testing.assert_array_equal(thing.step(X), 2 * X + 1)
        Plain.step = lambda self, x: x
        np.testing.assert_array_equal(Plain().step(X), X)

    def test_a_class_method(self):
        class Named:
            factor = 2.0

            @classmethod
            @mg.compile
            def f(cls, x):
                return x * cls.factor

        np.testing.assert_array_equal(Named.f(X), 2 * X)

    def test_arrays_with_other_operations_are_refused(self):
        masked = np.ma.masked_array([1.0, 2.0], [True, False])
        with pytest.raises(TypeError, match="whose operations are not those of arrays"):
            mg.compile(lambda x: x.sum())(masked)


class TestWhatItReliesOn:
    def test_names_that_stand_for_other_tensors(self):
        w = mg.tensor([1.0, 2.0])
        held = {"w": w, "parts": [w]}

        def f(x):
            return x * w + held["w"] + held["parts"][0]

        program = mg.compile(f)
        x = np.ones(2)
        np.testing.assert_array_equal(program(x).numpy(), f(x).numpy())
        w = mg.tensor([3.0, 4.0])
        np.testing.assert_array_equal(program(x).numpy(), f(x).numpy())
        held["parts"][0] = mg.tensor([7.0, 8.0])
        np.testing.assert_array_equal(program(x).numpy(), f(x).numpy())
        held["w"] = mg.tensor([5.0, 6.0])
        np.testing.assert_array_equal(program(x).numpy(), f(x).numpy())

    def test_attributes_that_stand_for_other_tensors_and_modules(self):
        net = nn.MLP([3, 4, 2], activation=nn.Dropout(0.5, rng=0), rng=0).eval()
        program = mg.compile(lambda x: net(x))
        program(X)
        net.layers[0].weight = mg.tensor(np.ones((3, 4)), requires_grad=True)
        np.testing.assert_array_equal(program(X).numpy(), net(X).numpy())
        net.layers[2] = nn.Linear(4, 2, rng=5)
        np.testing.assert_array_equal(program(X).numpy(), net(X).numpy())
        net = nn.MLP([3, 4, 2], rng=9)
        np.testing.assert_array_equal(program(X).numpy(), net(X).numpy())

    def test_numbers_that_it_names(self):
        factor, flag = 2.0, True

        def f(x):
            return x * factor if flag else x

        program = mg.compile(f)
        np.testing.assert_array_equal(program(X), 2 * X)
        factor = 3.0
        np.testing.assert_array_equal(program(X), 3 * X)
        flag = False
        np.testing.assert_array_equal(program(X), X)
        flag = True
        np.testing.assert_array_equal(program(X), 3 * X)

    def test_attributes_of_modules(self):
        class Scale(nn.Module):
            def __init__(self):
                self.factor = 2.0

            def forward(self, x):
                return x * self.factor

        scale, loss = Scale(), nn.Flooding(nn.MSE(), 0.5)
        program = mg.compile(lambda x: loss(scale(x), X))
        x = mg.tensor(X)
        for scale.factor, loss.b in ((2.0, 0.5), (3.0, 0.5), (3.0, 40.0)):
            np.testing.assert_array_equal(program(x).numpy(), loss(scale(x), X).numpy())

    def test_attributes_of_objects_that_it_uses(self):
        class Settings:
            def __init__(self):
                self.scale, self.epoch = 2.0, 0

            def doubled(self):
                return 2 * self.scale

            def describe(self):
                return f"epoch {self.epoch}"

        settings = Settings()
        program = mg.compile(lambda x: x * settings.doubled())
        np.testing.assert_array_equal(program(X), 4 * X)
        first = program._last
        settings.epoch = 1
        program(X)
        assert program._last is first
        settings.scale = 3.0
        np.testing.assert_array_equal(program(X), 6 * X)

    def test_objects_and_classes_of_any_kind(self):
        class Part:
            factor = 2.0

        class Slotted:
            __slots__ = ("part",)

        whole = Slotted()
        whole.part = Part()
        program = mg.compile(lambda x: x * whole.part.factor)
        np.testing.assert_array_equal(program(X), 2 * X)
        Part.factor = 3.0
        np.testing.assert_array_equal(program(X), 3 * X)
        whole.part.factor = 4.0
        np.testing.assert_array_equal(program(X), 4 * X)
        whole.part = Part()
        np.testing.assert_array_equal(program(X), 3 * X)
        by_class = mg.compile(lambda x: x * Part.factor)
        by_class(X)
        Part.factor = 5.0
        np.testing.assert_array_equal(by_class(X), 5 * X)

    def test_functions_arrays_tuples_and_sets(self):
        def twice(x):
            return 2 * x

        act, ends, names = mg.relu, (0.0, 1.0), {"a"}
        array = np.ones(3)
        array.setflags(write=False)
        net = nn.MLP([3, 4, 2], activation=mg.relu, rng=0)

        def f(x, settings=([1.0],)):
            y = twice(act(x)) * array + ends[1]
            return y * settings[0][0] if "a" in names else -y

        scales = [1.0]
        scaled = mg.compile(partial(lambda scales, x: x * scales[0], scales))
        program, trained = mg.compile(f), mg.compile(net)
        for change in range(7):
            scales[0] = float(change)
            np.testing.assert_array_equal(scaled(X), X * change)
            if change == 1:
                act = mg.tanh
            elif change == 2:
                ends = (0.0, 3.0)
            elif change == 3:
                array = np.full(3, 2.0)
                array.setflags(write=False)
            elif change == 4:

                def twice(x):
                    return x + x + 1.0

            elif change == 5:
                f.__defaults__[0][0][0] = 7.0
                net.layers[1] = mg.tanh
            elif change == 6:
                names.remove("a")
            np.testing.assert_array_equal(program(X), f(X))
            np.testing.assert_array_equal(trained(X).numpy(), net(X).numpy())

    def test_classes_and_files_named_at_the_top_of_a_file(self):
        for change in (1.0, 2.0, 3.0):
            Config.scale = settings.scale = change
            for f in (by_class, by_file):
                np.testing.assert_array_equal(f(X), change * X)

    def test_containers_that_were_empty(self):
        layers, flags = [], {}

        def f(x):
            for layer in layers:
                x = layer(x)
            return -x if "a" in flags else x

        net = nn.Sequential()
        program, trained = mg.compile(f), mg.compile(net)
        np.testing.assert_array_equal(program(X) + trained(X), 2 * X)
        layers.append(np.exp)
        net.layers.append(mg.tanh)
        np.testing.assert_array_equal(program(X), np.exp(X))
        np.testing.assert_array_equal(trained(X), mg.tanh(X))
        flags["a"] = 1
        np.testing.assert_array_equal(program(X), -np.exp(X))

    def test_functions_found_otherwise_than_by_name(self):
        scale = 1.0

        class Net(nn.Module):
            def __init__(self):
                self.parts = {"act": lambda x: x * scale}

            def forward(self, x):
                return self.parts["act"](x) * scale

        class Gain:
            k = 1.0

            def apply(self, x):
                return x * self.k

        gain = Gain()
        act, body = gain.apply, partial(lambda a, x: a * x * scale, 1.0)
        programs = [
            (mg.compile(Net()), lambda s: s * s),
            (mg.compile(nn.MLP([3, 3], activation=lambda x: x * scale, rng=0)), None),
            (mg.compile(partial(Net().forward)), lambda s: s * s),
            (mg.compile(lambda x: act(x)), lambda s: s),
            (mg.compile(lambda x: body(x)), lambda s: s),
            (mg.compile(lambda x: mg.compile(lambda x: x * scale)(x)), lambda s: s),
        ]
        for scale in (1.0, 3.0):
            gain.k = scale
            for program, expected in programs:
                if expected is not None:
                    np.testing.assert_array_equal(program(X), expected(scale) * X)

    def test_attributes_that_python_looks_up_itself(self):
        class Settings:
            def __init__(self):
                self.values = {"s": 1.0}
                self.k = 1.0

            def __getitem__(self, name):
                return self.values[name]

        c = Settings()
        programs = [mg.compile(lambda x: x * c["s"]), mg.compile(lambda x: x * c.k)]
        for change in (1.0, 2.0):
            c.values["s"] = c.k = change
            for program in programs:
                np.testing.assert_array_equal(program(X), change * X)

    def test_attributes_that_it_does_not_use_write_no_other_program(self):
        class Net(nn.Module):
            def __init__(self):
                self.inner = nn.Linear(3, 2, rng=0)
                self.global_step, self.best, self.history = 0, 0.0, []

            def forward(self, x):
                return self.inner(x)

        net = Net()
        program = mg.compile(net)
        with mg.no_grad():
            program(X)
            first = program._last
            for i in range(5):
                net.global_step += 1
                net.best = float(i)
                net.history.append(i)
                program(X)
        assert program._last is first

    def test_what_is_kept_outside_writes_no_other_program(self):
        class Trainer:
            def __init__(self):
                self.net, self.losses, self.last, self.steps = nn.Linear(3, 2, rng=0), [], None, 0
                self.opt = optim.SGD(self.net.parameters(), lr=0.1)

            @mg.compile
            def step(self, x):
                e = mg.tanh(self.net(x)).sum()
                self.opt.zero_grad()
                e.backward()
                self.opt.step()
                self.opt.zero_grad()
                return e.detach()

            def train(self):
                for _ in range(5):
                    self.last = self.step(X)
                    self.losses.append(self.last)
                    self.steps += 1

        trainer = Trainer()
        trainer.train()
        first = trainer.step._last
        trainer.train()
        assert trainer.step._last is first

    def test_modules_that_are_arguments(self):
        @mg.compile
        def f(net, x):
            return net(x)

        one, two = (nn.Sequential(nn.Linear(3, 3, rng=k), nn.Dropout(0.9, rng=0)) for k in (1, 2))
        for net in (one, two, one):
            net.eval()
            np.testing.assert_array_equal(f(net, X).numpy(), net(X).numpy())
            net.layers[0].weight = mg.tensor(np.eye(3), requires_grad=True)
            np.testing.assert_array_equal(f(net, X).numpy(), net(X).numpy())
            net.train()
            assert (f(net, X).numpy() == 0).any()

    def test_hooks_that_are_added_later(self):
        x, w = mg.tensor(X), mg.tensor([1.0, 2.0, 3.0], requires_grad=True)

        @mg.compile
        def gradient(x):
            return mg.grad_of((x * w).sum(), w)

        before = gradient(x)
        with w.register_hook(lambda g: g * 10.0):
            np.testing.assert_array_equal(gradient(x).numpy(), 10.0 * before.numpy())
        np.testing.assert_array_equal(gradient(x).numpy(), before.numpy())

    def test_the_mode_that_was_for_a_backward_outside(self):
        norm = nn.BatchNorm(3).eval()
        w = mg.tensor(X, requires_grad=True)
        mg.compile(lambda x: (norm(x) * X).sum())(w).backward()
        v = mg.tensor(X, requires_grad=True)
        y = mg.compile(lambda x: (norm(x) * X).sum())(v)
        norm.train()
        y.backward()
        np.testing.assert_array_equal(v.grad.numpy(), w.grad.numpy())
        assert norm.training


class TestSideEffects:
    def test_on_numbers_from_outside_are_refused(self):
        w = mg.tensor([1.0, 2.0], requires_grad=True)
        opt = optim.SGD([w], lr=0.1)

        class Counter:
            count = 0

            def __init__(self):
                self.seen = []

        counter = Counter()

        def sets(x):
            opt.lr = 0.5
            return x * 2.0

        def counts(x):
            counter.count += 1
            return x * 2.0

        def collects(x):
            counter.seen.append(x.sum())
            return x * 2.0

        for f, name in ((counts, "count"), (collects, "seen")):
            program = mg.compile(f)
            program(X)
            with pytest.raises(TypeError, match=f"changes .*{name} in every call"):
                program(X)
        sets = mg.compile(sets)
        for _ in range(3):
            opt.lr = 0.25
            sets(X)
            assert opt.lr == 0.5

    def test_a_refused_function_leaves_what_an_ordinary_call_does(self):
        class Caching(nn.Module):
            def __init__(self):
                self.w, self.cache, self.seen = mg.tensor([1.0, 2.0, 3.0]), None, []

            def forward(self, x):
                if self.cache is None:
                    self.cache = self.w * 2.0
                self.seen.append(x)
                self.last = {"x": x}
                return x * self.cache

        net = Caching()
        f = mg.compile(net)
        f(X)
        with pytest.raises(TypeError, match="changes .* in every call"):
            f(X)
        for kept in (net.cache, *net.seen, net.last["x"]):
            assert type(kept.node.value) is np.ndarray
        assert len(net.seen) == 2
        np.testing.assert_array_equal(net(X).numpy(), X * [2.0, 4.0, 6.0])

    def test_a_result_that_is_kept_is_refused(self):
        class Recurrent(nn.Module):
            def forward(self, x):
                self.state = mg.tanh(x)
                return self.state * 2.0

        f = mg.compile(Recurrent())
        f(mg.tensor(X))
        with pytest.raises(TypeError, match="changes .*state in every call"):
            f(mg.tensor(X))

    def test_what_is_kept_once_is_no_matter(self):
        class Lazy(nn.Module):
            def forward(self, x):
                if not hasattr(self, "table"):
                    self.table = {"size": x.shape[-1]}
                return x * self.table["size"]

        np.testing.assert_array_equal(mg.compile(Lazy())(X), 3 * X)

    @pytest.mark.parametrize(
        "f",
        [
            lambda x: np.median(x, overwrite_input=True),
            lambda x: np.nan_to_num(x, copy=False),
            lambda x: np.clip(x, 0.0, 1.0, x),
        ],
    )
    def test_writing_by_other_ways(self, f):
        f = mg.compile(lambda x, f=f: (f(x * 1.0), f(x), x * 1.0))
        for _ in range(3):
            for made, expected in zip(f(X), f.function(mg.asarray(X)), strict=True):
                np.testing.assert_array_equal(made, expected)

    def test_results_inside_an_object_are_refused(self):
        class Pair:
            def __init__(self, first, second):
                self.parts = [first, second]

        for f in (lambda x: Pair(x * 2.0, 1), lambda x: [Pair(1, mg.tensor(2.0) * x)]):
            with pytest.raises(TypeError, match="returns a Pair"):
                mg.compile(f)(X)
        assert mg.compile(lambda x: (x, slice(1)))(X)[1] == slice(1)

    def test_a_generator_is_refused(self):
        for f in (lambda x: (y * x for y in x), lambda x: [map(np.exp, x)]):
            with pytest.raises(TypeError, match="returns a (generator|map)"):
                mg.compile(f)(X)


def test_the_same_assignment_is_made_once():
    """What the compiler writes for it is as pure as NumPy's functions."""

    def f(x):
        return mg.setitem(x, 0, 5.0) + mg.setitem(x, 0, 5.0)

    program = mg.compile(f)
    assert program(np.zeros(3)).tolist() == [10.0, 0.0, 0.0]
    assert program.source.count("= 5.0") == 1


def test_another_profiler_goes_on():
    f = mg.compile(lambda x: mg.exp(x) * 2.0)
    profiler = cProfile.Profile()
    profiler.enable()
    f(X)
    f(X)
    f(X[:1])
    profiler.disable()
    names = {name for _, _, name in pstats.Stats(profiler).stats}
    assert "__call__" in names
    seen = []
    sys.setprofile(lambda *event: seen.append(event[1]))
    try:
        f(X[:, :1])
        after = len(seen)
        len(X)
    finally:
        sys.setprofile(None)
    assert len(seen) > after > 0


class TestInspection:
    def test_programs_say_what_they_are_for(self):
        f = mg.compile(lambda x: x * Config.scale)
        f(X)
        f(X[:1])
        f(X[:1])
        newest, oldest = f.programs
        assert newest.inputs == {"x": ((1, 3), "float64")}
        assert oldest.inputs == {"x": ((2, 3), "float64")}
        assert "Config.scale" in newest.depends_on
        assert newest.source == f.source
        assert repr(oldest).startswith("<program program(x (2, 3) float64): ")

    def test_a_report_changes_nothing(self):
        net, loss = nn.Sequential(nn.Linear(3, 4, rng=0), nn.Dropout(0.5, rng=1)), nn.CrossEntropy()
        opt = optim.Adam(net.parameters())

        def step(x, t):
            loss(net(x), t).backward()
            opt.step()
            opt.zero_grad()

        step = mg.compile(step)
        labels = np.array([0, 1])
        with pytest.raises(RuntimeError, match="no program for these arguments"):
            step.report(X, labels)
        for _ in range(3):
            step(X, labels)
        before = net.layers[0].weight.numpy(), net.layers[1].rng.bit_generator.state
        report = step.report(X, labels, rounds=2)
        np.testing.assert_array_equal(net.layers[0].weight.numpy(), before[0])
        assert net.layers[1].rng.bit_generator.state == before[1]
        assert sum(line.is_product for line in report.lines) == 2
        assert all("test_compiled.py" in line.user for line in report.lines)
        assert report.peak_bytes > report.kept_bytes > 0
        assert 0 < report.floor_microseconds < report.microseconds
        text = str(report)
        assert max(map(len, text.splitlines())) <= 80
        assert "products of matrices, the" in text

    def test_the_peak_is_what_a_run_uses(self):
        f = mg.compile(lambda x: (mg.exp(x) @ mg.sin(x)).sum())
        x = np.ones((300, 300))
        f(x)
        report = f.report(x)
        assert report.peak_bytes == (1 + report.buffers) * x.nbytes + 8
        assert report.kept_bytes == report.buffers * x.nbytes

    def test_a_drawing_shows_the_calls_and_what_shares_memory(self):
        f = mg.compile(lambda x: (mg.exp(mg.sin(mg.exp(x))) * 2.0, x.sum()))
        with pytest.raises(RuntimeError, match="no program yet"):
            f.draw()
        f(X)
        drawing = f.draw(show="lines")
        lines = [vertex.lines for vertex in drawing.picture.vertices]
        assert [text[0] for text in lines].count("b0") == 3
        assert sum("exp" in text[0] for text in lines) == 2
        assert any("compiled.py:" in line for text in lines for line in text)
        with pytest.raises(ValueError, match="a program has no values"):
            f.draw(show="values")

    def test_a_drawing_of_what_was_recorded_says_what_is_left_out(self):
        def f(x):
            again = mg.exp(x)
            unused = mg.sin(x)  # noqa: F841 - which is the point
            return mg.exp(x) + again * mg.zeros_like(x), x

        compiled = mg.compile(f)
        compiled(mg.tensor([1.0, 2.0]))
        lines = [text for v in compiled.draw(stage="before").picture.vertices for text in v.lines]
        for why in ("computed already", "not needed", "a constant"):
            assert f"left out: {why}" in lines
        assert not any("left out" in x for v in compiled.draw().picture.vertices for x in v.lines)
        drawing = compiled.draw(stage="before", lang="ja")
        lines = [text for v in drawing.picture.vertices for text in v.lines]
        for why in ("計算済み", "不要", "定数"):
            assert f"省略：{why}" in lines
        assert not any("left out" in text or "recorded" in text for text in lines)
        with pytest.raises(ValueError, match="stage is one of before, after, not 'both'"):
            compiled.draw(stage="both")

    def test_a_saved_program_needs_numpy_alone(self, tmp_path):
        net = nn.MLP([3, 4, 2], mg.h_swish, rng=0)

        def predict(x, scale):
            y = net(x * scale).detach()
            return {"probabilities": mg.softmax(y), "sizes": [y.sum(), 3], "none": (None,)}

        f = mg.compile(predict)
        with pytest.raises(RuntimeError, match="no program yet"):
            f.save(tmp_path / "saved.py")
        expected = f(X, 2.0)
        f.save(tmp_path / "saved.py")
        text = (
            "import sys, numpy as np, saved\n"
            "y = saved.predict(np.load('x.npy'))\n"
            "assert 'minigrad' not in sys.modules\n"
            "assert y['sizes'][1] == 3 and y['none'] == (None,)\n"
            "np.savez('y.npz', y['probabilities'], y['sizes'][0])\n"
        )
        np.save(tmp_path / "x.npy", X)
        subprocess.run([sys.executable, "-c", text], cwd=tmp_path, check=True)
        with np.load(tmp_path / "y.npz") as found:
            np.testing.assert_array_equal(found["arr_0"], expected["probabilities"].numpy())
            assert found["arr_1"] == expected["sizes"][0].item()

    def test_what_a_file_cannot_hold_is_refused(self, tmp_path):
        w, scaled = mg.tensor(X), mg.Op("scaled", lambda x: x * len(settings.__name__))

        def moves(x):
            w.data = w + x
            return x * 2.0

        for f, match in ((moves, "changes Tensors"), (lambda x: scaled(x), "calls .*lambda")):
            program = mg.compile(f)
            program(X)
            with pytest.raises(TypeError, match=match):
                program.save(tmp_path / "saved.py")
        assert not any(tmp_path.iterdir())
