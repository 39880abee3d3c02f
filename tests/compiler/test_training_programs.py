"""A whole step of training as a program: outputs, gradients, optimiser, buffers, random numbers."""

from __future__ import annotations

from functools import partial

import numpy as np
import optimisers
import pytest

import minigrad as mg
from minigrad import nn, optim, train

pytestmark = pytest.mark.usefixtures("memory")

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 3, 20)

OPTIMIZERS = {
    **{name: partial(kind, **options) for name, (kind, options) in optimisers.TURNED_ON.items()},
    "SGD": optim.SGD,
    "maximize": partial(optim.SGD, lr=0.1, momentum=0.9, dampening=0.1, maximize=True),
}


def data(dtype="float64"):
    return np.random.default_rng(0).random((20, 5)).astype(dtype)


def rich_net(dtype):
    rng = np.random.default_rng(0)
    return nn.Sequential(
        nn.Linear(5, 8, rng=rng, dtype=dtype),
        nn.BatchNorm(8, dtype=dtype),
        nn.GELU(),
        nn.Dropout(0.3, rng=3),
        nn.Linear(8, 8, rng=rng, dtype=dtype),
        nn.LayerNorm(8, dtype=dtype),
        nn.RReLU(rng=4),
        nn.Linear(8, 3, rng=rng, dtype=dtype),
    )


def assert_equal_states(one, other):
    for (name, a), b in zip(one.state_dict().items(), other.state_dict().values(), strict=True):
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b), err_msg=name)


def make_step(net, opt, loss):
    def step(x, t):
        e = loss(net(x), t)
        opt.zero_grad()
        e.backward()
        opt.step()
        return e.detach()

    return step


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimiser_moves_parameters_to_the_same_places(name, dtype):
    x = data(dtype)
    nets = [nn.MLP([5, 4, 3], mg.swish, rng=0, dtype=dtype) for _ in range(2)]
    opts = [OPTIMIZERS[name](net.parameters()) for net in nets]
    schedules = [optim.StepLR(opt, 2, 0.5) for opt in opts]
    eager, whole = (
        make_step(net, opt, nn.CrossEntropy()) for net, opt in zip(nets, opts, strict=True)
    )
    program = mg.compile(whole)
    for _ in range(7):
        assert program(x, LABELS).item() == eager(x, LABELS).item()
        assert_equal_states(*nets)
        for p, q in zip(*[net.parameters() for net in nets], strict=True):
            np.testing.assert_array_equal(p.grad.numpy(), q.grad.numpy())
        assert str(opts[0].state_dict()["state"]) == str(opts[1].state_dict()["state"])
        for schedule in schedules:
            schedule.step()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_buffers_move_numbers_are_drawn_and_the_mode_counts(dtype):
    nets = [rich_net(dtype) for _ in range(2)]
    loss = nn.Flooding(nn.CrossEntropy(label_smoothing=0.1), b=0.3)
    eager, whole = (make_step(net, optim.Adam(net.parameters()), loss) for net in nets)
    program = mg.compile(whole)
    for i in range(6):
        if i == 4:
            for net in nets:
                net.eval()
        assert program(data(dtype), LABELS).item() == eager(data(dtype), LABELS).item()
        assert_equal_states(*nets)


def fitted(**options):
    net = rich_net("float64")
    opt = optim.Adam(net.parameters(), lr=0.01)
    schedule = optim.OneCycleLR(opt, 0.05, epochs=3, steps_per_epoch=4)
    history = train.fit(
        *(net, nn.CrossEntropy(), opt, (data(), LABELS), (data(), LABELS)),
        epochs=3,
        batch_size=6 if "drop" in options else 5,
        rng=1,
        callbacks=[train.Schedule(schedule, every="batch"), train.ClipGradients(max_norm=0.5)],
        progress=False,
        **{k: v for k, v in options.items() if k != "drop"},
    )
    return net, [row[1:5] for row in history]


def test_fit_compiled_is_fit():
    (net, rows), (other, same) = fitted(), fitted(compile=True)
    assert rows == same
    assert_equal_states(net, other)


def test_the_last_batch_may_be_shorter():
    (net, rows), (other, same) = fitted(drop=1), fitted(drop=1, compile=True)
    assert rows == same
    assert_equal_states(net, other)


def test_a_loss_that_is_not_finite_moves_nothing_and_names_the_culprit():
    x = data()
    x[3, 1] = np.inf
    net = nn.MLP([5, 3], rng=0)
    before = net.state_dict()
    with (
        np.errstate(invalid="ignore"),
        pytest.raises(FloatingPointError, match=r"the inputs of this batch.*sample 3"),
    ):
        train.fit(
            *(net, nn.CrossEntropy(), optim.SGD(net.parameters(), lr=0.1), (x, LABELS)),
            epochs=1,
            batch_size=20,
            shuffle=False,
            compile=True,
            progress=False,
        )
    for name, array in net.state_dict().items():
        np.testing.assert_array_equal(np.asarray(array), np.asarray(before[name]))


def test_lbfgs_is_refused_before_anything_is_done():
    net = nn.MLP([5, 3], rng=0)
    with pytest.raises(TypeError, match="LBFGS decides by values"):
        train.fit(
            *(net, nn.CrossEntropy(), optim.LBFGS(net.parameters()), (data(), LABELS)),
            epochs=1,
            compile=True,
        )


def test_labels_are_checked_in_every_run():
    loss = mg.compile(nn.CrossEntropy())
    logits = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    loss(logits, np.array([0, 1]))
    with pytest.raises(IndexError, match="class -1 is out of range"):
        loss(logits, np.array([0, -1]))


def test_other_options_of_the_optimiser_are_another_program():
    nets = [nn.MLP([5, 3], rng=0) for _ in range(2)]
    opts = [optim.SGD(net.parameters(), lr=0.1) for net in nets]
    eager, whole = (
        make_step(net, opt, nn.CrossEntropy()) for net, opt in zip(nets, opts, strict=True)
    )
    program = mg.compile(whole)
    for i in range(4):
        for opt in opts:
            opt.weight_decay = 0.1 * (i % 2)
            opt.momentum = 0.5 * (i > 1)
        assert program(data(), LABELS).item() == eager(data(), LABELS).item()
        assert_equal_states(*nets)


def test_a_state_that_is_loaded_later_is_gone_on_from():
    net = nn.MLP([5, 3], rng=0)
    opt = optim.Adam(net.parameters())
    program = mg.compile(make_step(net, opt, nn.CrossEntropy()))
    for _ in range(3):
        program(data(), LABELS)
    weights, state = net.state_dict(), opt.state_dict()
    expected = [program(data(), LABELS).item() for _ in range(3)]
    net.load_state_dict(weights)
    opt.load_state_dict(state)
    assert [program(data(), LABELS).item() for _ in range(3)] == expected


@pytest.mark.parametrize("name", ["SGD turned on", "Adam turned on", "RAdam turned on"])
def test_two_steps_in_one_program(name):
    nets = [nn.MLP([5, 3], rng=0) for _ in range(2)]

    def twice(net):
        step = make_step(net, OPTIMIZERS[name](net.parameters()), nn.CrossEntropy())

        def both(x, t):
            return step(x, t), step(x, t)

        return both

    eager, whole = map(twice, nets)
    program = mg.compile(whole)
    for _ in range(8):
        assert [e.item() for e in program(data(), LABELS)] == [
            e.item() for e in eager(data(), LABELS)
        ]
        assert_equal_states(*nets)


def test_a_parameter_that_is_added_later_moves():
    a, b = (mg.tensor([1.0, 2.0], requires_grad=True) for _ in range(2))
    opt = optim.SGD([a], lr=0.1)

    @mg.compile
    def step():
        opt.zero_grad()
        (a * b).sum().backward()
        opt.step()

    step()
    opt.add_param_group({"params": b, "lr": 0.5})
    b.grad = None
    step()
    assert not np.array_equal(b.numpy(), [1.0, 2.0])


def test_callbacks_that_change_gradients_and_the_loss():
    class Damped(train.Callback):
        k = 1.0

        def on_gradients(self, run):
            for p in run.net.parameters():
                if run.epoch % 2 or self.k < 0.6:
                    p.grad = p.grad * self.k

        def on_epoch(self, run):
            self.k *= 0.5
            run.loss = nn.Flooding(nn.CrossEntropy(), 0.1 * run.epoch)

    ends = []
    for compiled in (False, True):
        net = nn.MLP([5, 4, 3], rng=0)
        clip = train.ClipGradients(1e-3)

        class Widened(train.Callback):
            def on_epoch(self, run, clip=clip):
                clip.max_norm = 10.0

        train.fit(
            *(net, nn.CrossEntropy(), optim.Adam(net.parameters(), lr=0.05), (data(), LABELS)),
            epochs=4,
            batch_size=10,
            rng=0,
            callbacks=[Damped(), clip, Widened()],
            compile=compiled,
            progress=False,
        )
        ends.append(net)
    assert_equal_states(*ends)


WEIGHT = [1.0, 2.0, 0.5]
PROBABILITIES = np.random.default_rng(5).uniform(0.1, 0.9, size=(12, 3))
SIGNS = np.where(PROBABILITIES > 0.5, 1.0, -1.0)


@pytest.mark.parametrize(
    ("loss", "y", "t"),
    [
        (nn.CrossEntropy(weight=WEIGHT), None, LABELS[:12]),
        (nn.CrossEntropy(ignore_index=1), None, LABELS[:12]),
        (nn.CrossEntropy(weight=WEIGHT, ignore_index=1, label_smoothing=0.1), None, LABELS[:12]),
        (nn.CrossEntropy(weight=WEIGHT, reduction="none"), None, LABELS[:12]),
        (nn.CrossEntropy(weight=WEIGHT), None, PROBABILITIES),
        (nn.Focal(2.0, weight=WEIGHT), None, LABELS[:12]),
        (nn.NLL(weight=WEIGHT), None, LABELS[:12]),
        (nn.BCE(), PROBABILITIES, PROBABILITIES > 0.5),
        (nn.BCEWithLogits(pos_weight=WEIGHT), None, PROBABILITIES),
        (nn.KLDiv(reduction="batchmean"), None, PROBABILITIES),
        (nn.Hinge(), None, SIGNS),
        (nn.Huber(), None, PROBABILITIES),
        (nn.SmoothL1(), None, PROBABILITIES),
        (nn.L1(), None, PROBABILITIES),
        (nn.Flooding(nn.MSE(reduction="none"), 0.1, per_example=True), None, PROBABILITIES),
    ],
    ids=lambda x: repr(x) if isinstance(x, nn.Module) else "",
)
def test_every_loss_and_its_gradient_are_the_same(loss, y, t):
    def value_and_slope(y, t):
        e = loss(y, t)
        return e, mg.grad_of(e.sum(), y)

    program = mg.compile(value_and_slope)
    for seed in range(2):
        rng = np.random.default_rng(seed)
        start = rng.normal(size=(12, 3)) if y is None else y * rng.uniform(0.5, 1.0, size=(12, 3))
        x = mg.tensor(start, requires_grad=True)
        for made, expected in zip(program(x, t), value_and_slope(x, t), strict=True):
            np.testing.assert_array_equal(made.numpy(), expected.numpy())
        np.testing.assert_array_equal(mg.compile(loss)(start, t), loss(start, t))


def test_what_a_loss_refuses_it_refuses_in_every_run():
    y = mg.tensor(PROBABILITIES)
    labels = LABELS[:12]
    ignoring = mg.compile(nn.CrossEntropy(ignore_index=1))
    ignoring(y, labels)
    with pytest.raises(ValueError, match="every example of this batch is ignored"):
        ignoring(y, np.ones_like(labels))
    bce, hinge = mg.compile(nn.BCE()), mg.compile(nn.Hinge())
    bce(y, PROBABILITIES), hinge(y, SIGNS)
    with pytest.raises(ValueError, match="outputs are probabilities from 0 to 1"):
        bce(y * 3.0, PROBABILITIES)
    with pytest.raises(ValueError, match="targets are -1 and 1"):
        hinge(y, SIGNS * 0.0)


class Counting(optim.Optimizer):
    """An optimiser that remembers what it does not declare."""

    def update(self, w, g, state, options):
        return w - options["lr"] * g, {"count": state.get("count", 0) + 1, "mean": g.mean()}


@pytest.mark.parametrize("declared", [(), ("count",), ("count", "mean")])
def test_a_state_that_is_not_declared_is_refused_in_programs_too(declared):
    kind = type("Counting", (Counting,), {"numbers": declared})
    w = mg.tensor([1.0, 2.0], requires_grad=True)
    opt = kind([w], lr=0.1)

    def step():
        (w * w).sum().backward()
        opt.step()
        opt.zero_grad()

    compiled = mg.compile(step)
    if len(declared) < 2:
        with pytest.raises(TypeError, match=r"which its class does not declare|declares"):
            compiled()
    else:
        for _ in range(4):
            compiled()
        assert opt.state[w]["count"] == 4
