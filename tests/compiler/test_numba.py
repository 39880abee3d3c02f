"""Programs whose elementwise runs, sums and small products are loops, compiled by numba."""

from __future__ import annotations

import pickle
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim
from minigrad.ops import registry
from minigrad.testing.sampling import sample

pytest.importorskip("numba")

pytestmark = pytest.mark.untraced

NAMES = sorted(registry)
TOGETHER = 30  # operations in one program: compiling takes a tenth of a second and more for each
NEAR = {"float64": {"rtol": 1e-12, "atol": 1e-13}, "float32": {"rtol": 1e-5, "atol": 1e-6}}


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def shape_of(op, dtype):
    if op.domain.shapes is not None:
        return (op.domain.shapes or ((),))[0]
    n = op.arity or 2
    if dtype == "float32":
        return ((40, 5),) * n
    return ((3,), (2, 3)) if n == 2 else ((2, 3),) * n


def arrays(case, xs, *, differentiable):
    """The results of an operation, and its gradients."""
    ys = case(*xs)
    ys = [mg.asarray(y) for y in (ys if isinstance(ys, tuple) else [ys])]
    flowing = [y for y in ys if y.requires_grad]
    if differentiable and flowing:
        ys += mg.grad_of(flowing, xs, [np.full(y.shape, 0.7, y.dtype) for y in flowing])
    return [y.detach() for y in ys]


def assert_near(made, expected, **near):
    a, b = np.asarray(made.numpy()), np.asarray(expected.numpy())
    assert (a.dtype, a.shape) == (b.dtype, b.shape)
    np.testing.assert_allclose(a, b, **near)


def cases(dtype):
    names = NAMES[::2] if dtype == "float64" else NAMES[1::8]
    for first in range(0, len(names), TOGETHER):
        yield pytest.param(dtype, names[first : first + TOGETHER], id=f"{dtype} {names[first]}")


@pytest.mark.parametrize(("dtype", "names"), [*cases("float64"), *cases("float32")])
def test_operations_and_their_gradients_are_those_of_numpy(dtype, names):
    ops = [registry[name] for name in names]
    samples = [sample(op, np.random.default_rng(1), shape_of(op, dtype)) for op in ops]
    for case in samples:
        for constant in case.constants:
            if isinstance(constant, np.ndarray):
                constant.setflags(write=False)

    def every(nest):
        return [
            arrays(case, xs, differentiable=op.differentiable)
            for op, case, xs in zip(ops, samples, nest, strict=True)
        ]

    nest = [
        [mg.tensor(np.asarray(x, dtype), requires_grad=op.differentiable) for x in case.inputs]
        for op, case in zip(ops, samples, strict=True)
    ]
    expected = every(nest)
    program = mg.compile(every, backend="numba")
    program(nest)
    assert "@njit" in program.source
    for name, made, known in zip(names, program(nest), expected, strict=True):
        for one, other in zip(made, known, strict=True):
            assert_near(one, other, **NEAR[dtype], err_msg=name)
    assert program._last.idle  # it ran, and was not called as an ordinary function instead


def rich_net(dtype):
    return nn.Sequential(
        nn.Linear(5, 8, rng=0, dtype=dtype),
        nn.BatchNorm(8, dtype=dtype),
        nn.GELU(),
        nn.Dropout(0.3, rng=3),
        nn.Linear(8, 3, rng=0, dtype=dtype),
        nn.LayerNorm(3, dtype=dtype),
    )


def mlp(dtype, activation, last=3):
    return nn.MLP([5, 8, 8, last], activation, rng=0, dtype=dtype)


LABELS = np.random.default_rng(0).integers(0, 3, 20)
TARGETS = np.random.default_rng(0).random((20, 3))


@pytest.mark.parametrize(
    ("net", "loss", "targets", "optimiser", "dtype"),
    [
        (partial(mlp, activation=mg.tanh), nn.CrossEntropy(), LABELS, optim.Adam, "float64"),
        (partial(mlp, activation=mg.relu), nn.MSE(), TARGETS, optim.RMSprop, "float32"),
        (rich_net, nn.Flooding(nn.CrossEntropy(), b=0.01), LABELS, optim.SGD, "float64"),
    ],
    ids=["Adam", "RMSprop", "SGD"],
)
def test_training_is_that_of_the_program_of_numpy(net, loss, targets, optimiser, dtype):
    targets = targets.astype(dtype) if targets.dtype.kind == "f" else targets
    x = np.random.default_rng(1).random((20, 5)).astype(dtype)
    nets, programs = [], []
    for backend in ("numpy", "numba"):
        nets.append(net(dtype=dtype))
        opt = optimiser(nets[-1].parameters(), lr=1e-3)

        def step(x, t, net=nets[-1], opt=opt):
            e = loss(net(x), t)
            opt.zero_grad()
            e.backward()
            opt.step()
            return e.detach()

        programs.append(mg.compile(step, backend=backend))
    near = {"rtol": 1e-9, "atol": 1e-11} if dtype == "float64" else {"rtol": 1e-3, "atol": 1e-5}
    for _ in range(6):
        known, made = (program(x, targets) for program in programs)
        assert_near(made, known, **near)
    for p, q in zip(*[net.parameters() for net in nets], strict=True):
        assert_near(q.detach(), p.detach(), **near)
        assert_near(q.grad, p.grad, **near)


def test_what_loops_cannot_do_is_left_to_numpy():
    @mg.compile(backend="numba")
    def f(a, b):
        x = mg.linalg.solve(mg.exp(a) + 4.0 * np.eye(3), b * 2.0 + 1.0)
        y = mg.fft.rfft(x * x - 1.0)
        return mg.absolute(y).sum(), mg.sort(x) * 2.0 + 1.0, (x > 0) & (b > 0)

    a, b = np.random.default_rng(0).random((2, 3, 3))
    expected = f.function(mg.tensor(a), mg.tensor(b))
    f(a, b)
    assert "@njit" in f.source
    assert "solve(" in f.source.partition("def make")[2]
    for made, known in zip(f(a, b), expected, strict=True):
        assert_near(made, known, rtol=1e-12)


def test_results_are_new_in_every_run_and_readable_arrays_suffice():
    f = mg.compile(lambda x: (mg.exp(x) * 2.0, (x * 3.0 + 1.0).T), backend="numba")
    x = np.random.default_rng(0).random((4, 3))
    x.setflags(write=False)
    f(x)
    first = f(x)
    kept = [y.numpy().copy() for y in first]
    f(x + 1.0)
    for y, z in zip(first, kept, strict=True):
        np.testing.assert_array_equal(y.numpy(), z)


def test_the_arithmetic_of_elements_is_numpys_to_the_bit():
    special = [0.0, -0.0, 1e-310, 1e308, -1e308, np.inf, -np.inf, np.nan, 3.0, -7.25]
    x, y = (z.copy() for z in np.meshgrid(special, special))

    def f(x, y):
        return [
            *(x + y, x - y, x * y, x / y, mg.maximum(x, y), mg.minimum(x, y), mg.sqrt(abs(x))),
            *(x > y, x <= y, x == y, x != y, mg.where(x > y, x, y), mg.clip(x, -1.0, 2.0)),
        ]

    program = mg.compile(f, backend="numba")
    with np.errstate(all="ignore"):
        expected = f(mg.tensor(x), mg.tensor(y))
        program(x, y)
    for made, known in zip(program(x, y), expected, strict=True):  # and there are no warnings
        np.testing.assert_array_equal(made.numpy(), known.numpy())


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_exp_and_tanh_are_right_everywhere(dtype):
    ends = [0.0, -0.0, 1e-30, 88.0, 89.0, -104.0, 709.7, 710.0, -745.0, -746.0, np.inf, np.nan]
    x = np.array([*ends, -np.inf, *np.linspace(-30, 30, 4001)], dtype)
    f = mg.compile(lambda x: (mg.exp(x), mg.tanh(x), -x), backend="numba")
    with np.errstate(all="ignore"):
        expected = np.exp(x), np.tanh(x)
        f(x)
    for made, known in zip(f(x), expected, strict=False):
        near = 4 * np.finfo(dtype).eps
        np.testing.assert_allclose(made.numpy(), known, rtol=near, atol=np.finfo(dtype).tiny)
        np.testing.assert_array_equal(np.signbit(made.numpy()[:-4001]), np.signbit(known[:-4001]))


def test_long_sums_are_near():
    x = np.random.default_rng(0).random(1 << 20).astype(np.float32)
    f = mg.compile(lambda x: (x * 1.0 + 0.0).sum(), backend="numba")
    f(x)
    assert abs(f(x).item() / x.sum(dtype=np.float64) - 1) < 1e-7


def test_an_index_outside_is_an_error():
    f = mg.compile(lambda x, i: mg.exp(x)[i] * 2.0 + 1.0, backend="numba")
    x = np.arange(5.0)
    f(x, np.array([0, 4, -5]))
    np.testing.assert_allclose(f(x, np.array([1, -1, 2])).numpy(), 2 * np.exp([1, 4, 2]) + 1)
    for outside in (5, -6):
        with pytest.raises(IndexError):
            f(x, np.array([0, outside, 1]))


def test_a_whole_number_that_becomes_a_fraction_is_no_other_number():
    class Scaled(optim.SGD):
        @staticmethod
        def update(w, g, state, options):
            return w - 2 ** options["lr"] * g * 3.0, state

    w = mg.tensor([1.0, 2.0], requires_grad=True)
    opt = Scaled([w], lr=2)
    opt.param_groups[0]["lr"] = 2

    @mg.compile(backend="numba")
    def step():
        opt.zero_grad()
        (mg.exp(w) * w).sum().backward()
        opt.step()
        return w.grad

    for lr in (2, 1, -1):
        opt.param_groups[0]["lr"] = lr
        before = w.numpy().copy()
        gradient = step().numpy()
        np.testing.assert_allclose(w.numpy(), before - 2.0**lr * gradient * 3.0, rtol=1e-12)


PROGRAM = """
import numpy as np
import minigrad as mg
from minigrad.compiler import numba_target
f = mg.compile(lambda x: mg.exp(x) * x + 1.0, backend="numba")
f(np.ones(3))
(module,) = numba_target._modules.values()
stats = module.loops_0.stats
print(sum(stats.cache_hits.values()), sum(stats.cache_misses.values()), f(np.ones(3)).numpy()[0])
"""


def run(folder):
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"XDG_CACHE_HOME": str(folder), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.split()


def test_a_later_process_finds_what_was_compiled(tmp_path):
    assert run(tmp_path)[:2] == ["0", "1"]
    (program,) = (tmp_path / "minigrad" / "programs").glob("*.py")
    assert "@njit" in program.read_text()
    hits, misses, value = run(tmp_path)
    assert (hits, misses) == ("1", "0")
    assert float(value) == pytest.approx(np.e + 1)


def test_without_a_folder_it_is_compiled_all_the_same(tmp_path):
    (tmp_path / "file").write_text("")
    assert float(run(tmp_path / "file")[2]) == pytest.approx(np.e + 1)


def test_a_missing_numba_is_an_error_that_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(ImportError, match=r"pip install \"minigrad-numpy\[fast\]\""):
        mg.compile(abs, backend="numba")


def test_modules_of_programs_are_not_left_among_those_imported():
    mg.compile(double, backend="numba")(np.ones(3))
    assert not any(name.startswith("minigrad_program") for name in sys.modules)


def test_an_unknown_backend_is_an_error_that_lists_them():
    with pytest.raises(ValueError, match="no backend 'cuda'; there are numpy, numba"):
        mg.compile(abs, backend="cuda")


def double(x):
    return mg.exp(x) * 2.0


def test_methods_and_copies_keep_the_backend():
    class Model:
        scale = 2.0

        @mg.compile(backend="numba")
        def __call__(self, x):
            return mg.exp(x) * self.scale

    model = Model()
    model(np.ones(3))
    bound = type(model).__call__.__get__(model)
    assert bound.backend == "numba"
    assert "@njit" in bound.source
    made = pickle.loads(pickle.dumps(mg.compile(double, backend="numba")))
    assert (made.backend, made.function) == ("numba", double)
    assert mg.compile(made, backend="numba") is made
    assert mg.compile(double).backend == "numpy"


def test_a_drawing_frames_the_loops_of_one_function():
    w = mg.tensor(np.ones((3, 3)))
    f = mg.compile(lambda x: mg.exp(mg.tanh(x) @ w) + 1.0, backend="numba")
    f(np.ones((2, 3)))
    [frame] = f.draw().picture.groups
    assert frame.lines == ["loops_0"]
