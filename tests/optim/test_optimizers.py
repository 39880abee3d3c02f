"""What holds for every optimiser."""

from __future__ import annotations

import math

import numpy as np
import optimisers
import pytest

import minigrad as mg
from minigrad import nn, optim

SETS = [
    *optimisers.CASES.values(),
    (optim.SGD, {"lr": 0.05, "momentum": 0.9, "dampening": 0.5}),
    (optim.Adagrad, {"lr": 0.1, "initial_accumulator_value": 0.1}),
]
every = pytest.mark.parametrize(("kind", "options"), SETS, ids=lambda x: getattr(x, "__name__", x))
# Values out of range, by option.
OUT_OF_RANGE = {
    "lr": [0.0, -0.1, math.nan, "0.1", None, 1j],
    "weight_decay": [-1.0, math.nan, None],
    "eps": [-1e-8, math.nan],
    "momentum": [1.0, -0.1, math.nan],
    "dampening": [1.0, -0.1],
    "alpha": [1.0, -0.1],
    "rho": [1.0, -0.1],
    "betas": [(1.0, 0.9), (0.9, 1.0), (-0.1, 0.9), 0.9, (0.9,), (0.9, math.nan)],
    "lr_decay": [-0.1],
    "initial_accumulator_value": [-0.1],
    "momentum_decay": [-0.1],
}


def leaf(value, dtype=None):
    return mg.tensor(value, dtype, requires_grad=True)


def steps(opt, parameters, n=3):
    for _ in range(n):
        opt.zero_grad()
        sum((p * p).sum() for p in parameters).backward()
        opt.step()


class TestParameters:
    @every
    @pytest.mark.parametrize("shape", [(), (3,), (2, 2), (0,)])
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    def test_keep_shape_dtype_name_and_handle(self, kind, options, shape, dtype):
        p = mg.tensor(np.ones(shape), dtype, requires_grad=True, name="p")
        opt = kind([p], **options)
        steps(opt, [p])
        assert (p.dtype, p.shape, p.name) == (np.dtype(dtype), shape, "p")
        assert p.is_leaf
        assert p.requires_grad
        assert np.all(p.numpy() < 1)
        for value in opt.state.get(p, {}).values():
            assert isinstance(value, (int, float)) or value.dtype == dtype

    @every
    def test_of_float32_stay_float32_with_options_that_are_numpy_numbers(self, kind, options):
        p = leaf([1.0, 2.0], "float32")
        opt = kind([p], **{k: np.float64(v) if type(v) is float else v for k, v in options.items()})
        steps(opt, [p])
        for value in (p, *opt.state.get(p, {}).values()):
            assert isinstance(value, (int, float)) or value.dtype == np.float32

    @every
    def test_without_a_gradient_stay(self, kind, options):
        used, unused, frozen = leaf([1.0, 2.0]), leaf([3.0, 4.0]), leaf([5.0])
        opt = kind([unused, frozen, used], **options)
        frozen.grad = [1.0]
        frozen.requires_grad = False
        steps(opt, [used])
        np.testing.assert_array_equal(unused.numpy(), [3.0, 4.0])
        np.testing.assert_array_equal(frozen.numpy(), [5.0])
        assert not frozen.requires_grad
        assert np.all(used.numpy() < [1.0, 2.0])
        assert {*opt.state} <= {used}

    @every
    def test_go_up_with_maximize(self, kind, options):
        w = leaf([1.0, 2.0])
        if not optimisers.has(kind, "maximize"):
            return
        without_decay = {name: value for name, value in options.items() if name != "weight_decay"}
        decay = {"weight_decay": 0.0} if optimisers.has(kind, "weight_decay") else {}
        opt = kind([w], **without_decay, **decay, maximize=True)
        steps(opt, [w])
        assert np.all(w.numpy() > [1.0, 2.0])

    @every
    def test_older_graphs_keep_what_they_saw(self, kind, options):
        w = leaf([1.0, 2.0])
        opt = kind([w], **options)
        older = (w * w).sum()
        older.backward()
        opt.step()
        opt.zero_grad()
        older.backward()
        np.testing.assert_array_equal(w.grad.numpy(), [2.0, 4.0])

    @every
    def test_none_moves_if_one_was_assigned_to_while_recording(self, kind, options):
        a, b = leaf([1.0]), leaf([2.0])
        opt = kind([a, b], **options)
        (a * b).sum().backward()
        b -= 0.1
        with pytest.raises(RuntimeError, match=rf"{kind.__name__}: .*no_grad\(\)"):
            opt.step()
        assert a.item() == 1.0

    @every
    def test_become_nan_where_the_gradient_is_and_nowhere_else(self, kind, options):
        w = leaf([1.0, 2.0, 3.0])
        opt = kind([w], **options)
        w.grad = [1.0, math.nan, 1.0]
        opt.step()
        np.testing.assert_array_equal(np.isnan(w.numpy()), [False, True, False])

    # What PyTorch 2.13 gives for these, with lr=0.1 (Lion: its formula).
    @pytest.mark.parametrize(
        ("kind", "first", "second"),
        [
            (optim.SGD, -np.inf, -np.inf),
            (optim.Adagrad, np.nan, np.nan),
            (optim.RMSprop, np.nan, np.nan),
            (optim.Adam, np.nan, np.nan),
            (optim.NAdam, np.nan, np.nan),
            (optim.RAdam, -np.inf, np.nan),
            (optim.Lion, 0.9, 0.8),
        ],
    )
    def test_follow_an_infinite_gradient_as_the_formulas_do(self, kind, first, second):
        w = leaf([1.0])
        opt = kind([w], lr=0.1)
        for gradient, value in ((math.inf, first), (1.0, second)):
            w.grad = [gradient]
            with np.errstate(invalid="ignore"):
                opt.step()
            np.testing.assert_array_equal(w.numpy(), [value])

    def test_that_overflow_say_so(self):
        w = leaf([1.0], "float32")
        opt = optim.Adam([w])
        w.grad = [1e30]
        with pytest.warns(RuntimeWarning, match="overflow"):
            opt.step()

    @every
    def test_of_a_network_learn(self, kind, options):
        rng = np.random.default_rng(0)
        net = nn.MLP([4, 8, 3], rng=rng)
        x, t = rng.normal(size=(20, 4)), rng.integers(0, 3, 20)
        loss = nn.CrossEntropy()
        opt = kind(net.parameters(), **options)
        first = loss(net(x), t).item()
        for _ in range(60):
            opt.zero_grad()
            loss(net(x), t).backward(retain_graph=False)
            opt.step()
        assert loss(net(x), t).item() < first


class TestZeroGrad:
    def test_forgets_or_makes_0(self):
        a, b = leaf([1.0, 2.0], "float32"), leaf([3.0])
        opt = optim.SGD([a, b], lr=0.1)
        a.grad = [1.0, 2.0]
        opt.zero_grad(set_to_none=False)
        np.testing.assert_array_equal(a.grad.numpy(), np.zeros(2, "float32"), strict=True)
        assert b.grad is None
        opt.zero_grad(set_to_none=True)
        assert a.grad is None

    def test_makes_0_for_which_decay_goes_on(self):
        w = leaf([1.0])
        opt = optim.SGD([w], lr=0.5, weight_decay=0.5)
        w.grad = [3.0]
        opt.zero_grad(set_to_none=False)
        opt.step()
        assert w.item() == 0.75


class TestRules:
    """`update` is a pure function, of arrays and of Tensors alike."""

    @every
    def test_change_nothing_that_they_are_given(self, kind, options):
        (group,) = kind([leaf(1.0)], **options).param_groups
        w, g = np.array([1.0, 2.0]), np.array([0.5, -0.5])
        w.setflags(write=False)
        g.setflags(write=False)
        _, state = kind.update(w, g, {}, group)
        for value in state.values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        before, names = dict(group), {**state}
        first = kind.update(w, g, state, group)
        again = kind.update(w, g, state, group)
        np.testing.assert_array_equal(first[0], again[0])
        assert group == before
        assert all(state[name] is value for name, value in names.items())

    @every
    def test_give_the_same_values_on_tensors(self, kind, options):
        (group,) = kind([leaf(1.0)], **options).param_groups
        rng = np.random.default_rng(0)
        w = rng.normal(size=4)
        t, state, traced = mg.tensor(w), {}, {}
        for g in rng.normal(size=(8, 4)):
            w, state = kind.update(w, g, state, group)
            t, traced = kind.update(t, mg.tensor(g), traced, group)
        assert isinstance(t, mg.Tensor)
        np.testing.assert_array_equal(t.numpy(), w)

    @every
    def test_can_be_differentiated_through(self, kind, options):
        """How the loss after two steps changes with the learning rate."""
        (group,) = kind([leaf(1.0)], **options).param_groups

        def after_two_steps(lr):
            w, state = mg.tensor([1.0, -2.0]), {}
            for _ in range(2):
                w, state = kind.update(w, w * w * w + 0.5, state, {**group, "lr": lr})
            return (w * w).sum()

        lr, h = leaf(0.05), 1e-6
        after_two_steps(lr).backward()
        slope = (after_two_steps(0.05 + h).item() - after_two_steps(0.05 - h).item()) / (2 * h)
        assert lr.grad.item() == pytest.approx(slope, rel=1e-6)


class TestClosure:
    @every
    def test_is_called_with_recording_and_returned(self, kind, options):
        w = leaf([1.0, 2.0])
        opt = kind([w], **options)

        def closure():
            assert mg.is_grad_enabled()
            opt.zero_grad()
            loss = (w * w).sum()
            loss.backward()
            return loss

        with mg.no_grad():
            assert opt.step(closure).item() == 5.0
        assert np.all(w.numpy() < [1.0, 2.0])
        assert opt.step() is None


class TestOptions:
    @pytest.mark.parametrize("kind", optimisers.BY_RULE)
    def test_out_of_range_are_refused_with_all_that_is_needed(self, kind):
        for name, argument in optimisers.arguments(kind).items():
            if name == "parameters" or isinstance(argument.default, bool):
                continue
            assert name in OUT_OF_RANGE, f"give OUT_OF_RANGE values for {name}"
            for value in OUT_OF_RANGE[name]:
                with pytest.raises(ValueError, match=f"{kind.__name__}: needs lr > 0") as error:
                    kind([leaf(1.0)], **{name: value})
                assert f"{name}={value}" in str(error.value)

    def test_that_do_not_go_together(self):
        with pytest.raises(ValueError, match="nesterov needs dampening=0"):
            optim.SGD([leaf(1.0)], lr=0.1, momentum=0.9, dampening=0.1, nesterov=True)

    @every
    def test_are_attributes_that_can_be_set(self, kind, options):
        opt = kind([leaf(1.0)], **options)
        for name, value in options.items():
            assert getattr(opt, name) == value
        opt.lr = 0.125
        assert opt.param_groups[0]["lr"] == 0.125
        opt.lr = 0.0  # where a schedule may end
        with pytest.raises(ValueError, match="needs lr > 0.*lr=-1"):
            opt.lr = -1.0
        assert opt.lr == 0.0

    def test_defaults_are_those_of_pytorch(self):
        defaults = {
            "SGD": {"lr": 1e-3, "momentum": 0.0, "dampening": 0.0, "nesterov": False},
            "Adagrad": {"lr": 1e-2, "lr_decay": 0.0, "eps": 1e-10},
            "RMSprop": {"lr": 1e-2, "alpha": 0.99, "eps": 1e-8, "momentum": 0.0, "centered": False},
            "Adadelta": {"lr": 1.0, "rho": 0.9, "eps": 1e-6},
            "Adam": {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0},
            "AdamW": {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 1e-2},
            "NAdam": {"lr": 2e-3, "betas": (0.9, 0.999), "eps": 1e-8, "momentum_decay": 4e-3},
            "RAdam": {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8},
            "Lion": {"lr": 1e-4, "betas": (0.9, 0.99), "weight_decay": 0.0},
            "LBFGS": {"lr": 1.0, "max_iter": 20, "max_eval": 25, "history_size": 100},
        }
        for name, expected in defaults.items():
            opt = getattr(optim, name)([leaf(1.0)])
            assert {key: getattr(opt, key) for key in expected} == expected

    def test_are_written_where_they_are_not_the_usual_ones(self):
        assert repr(optim.Adam([leaf(1.0)])) == "Adam(lr=0.001)"
        opt = optim.AdamW([leaf(1.0)], lr=0.1, betas=(0.5, 0.9))
        assert repr(opt) == "AdamW(lr=0.1, betas=(0.5, 0.9))"


class TestAllOrNone:
    def test_no_parameter_moves_if_one_cannot(self):
        a = mg.tensor([1.0, 2.0], requires_grad=True)
        b = mg.tensor([1e300, 2.0], requires_grad=True)
        a.grad, b.grad = np.ones(2), np.full(2, 1e200)
        opt = optim.Adam([a, b], lr=0.1)
        with np.errstate(all="raise"), pytest.raises(FloatingPointError):
            opt.step()
        np.testing.assert_array_equal(a.numpy(), [1.0, 2.0])
        assert not opt.state

    @pytest.mark.parametrize("result", [lambda w: w.sum(axis=0), lambda w: 1.0])
    def test_a_rule_returns_what_fits(self, result):
        class Odd(optim.Optimizer):
            @staticmethod
            def update(w, g, state, options):
                return result(w), state

        w = mg.tensor([[1.0, 2.0]], requires_grad=True)
        w.grad = np.ones((1, 2))
        with pytest.raises(ValueError, match=r"Odd.update returned .* of shape \(1, 2\)"):
            Odd([w], lr=0.1).step()


def test_numbers_of_numpy_in_a_schedule_leave_float32_as_it_is():
    w = mg.tensor([1.0], "float32", requires_grad=True)
    opt = optim.Adam([w], lr=0.1)
    schedule = optim.OneCycleLR(
        opt,
        np.float64(0.1),
        epochs=2,
        steps_per_epoch=2,
        base_momentum=np.float64(0.85),
        max_momentum=np.float64(0.95),
    )
    for _ in range(3):
        w.grad = np.ones(1, "float32")
        opt.step()
        schedule.step()
    assert opt.state[w]["exp_avg"].dtype == np.float32


def test_an_option_that_is_a_tensor_is_refused():
    w = mg.tensor([1.0, 2.0], requires_grad=True)
    opt = optim.SGD([w], lr=0.1)
    opt.param_groups[0]["lr"] = mg.tensor(0.1)
    w.sum().backward()
    with pytest.raises(TypeError, match=r"the option lr is a Tensor, .* set it to lr.item\(\)"):
        opt.step()
    assert w.numpy().tolist() == [1.0, 2.0]
