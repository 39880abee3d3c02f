"""`check_grads` accepts what is right, refuses what is wrong, and says which and why."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn
from minigrad.testing import GradientError, KinkError, adapters, check_grads, checker

RNG = np.random.default_rng(0)
X = np.array([0.5, -1.25, 2.0])


def cube_with(rule):
    return mg.Op("cube", lambda x: x**3, rule)


RIGHT = {
    "an operation": (mg.tanh, X),
    "several inputs": (lambda a, b: mg.sin(a) @ b, RNG.normal(size=(2, 3)), RNG.normal(size=3)),
    "one number in": (lambda x: x * x, 3.0),
    "one number out": (lambda x: mg.logsumexp(x), X),
    "several outputs": (lambda x: {"a": x * x, "b": [mg.exp(x), x.sum()]}, X),
    "a nest in": (lambda p: p["w"] * p["x"][0], {"w": X, "x": [2.0, "a note"]}),
    "an output of integers beside": (lambda x: (mg.argmax(x), x * 2), X),
    "an index beside": (lambda x, i: x[i] * x[i], X, np.array([0, 2, 2])),
    "a result that does not depend on it": (lambda x, c: c * 2.0, X, X),
    "assignment": (lambda x: _assigned(x), X),
    "float32": (mg.sigmoid, X.astype("float32")),
    "float32 that cannot be float64": (lambda x: mg.astype(x, "float32") * 2, X.astype("float32")),
    "a Tensor": (mg.exp, mg.tensor(X)),
    "Fortran order": (lambda x: x @ x.T, np.asfortranarray(RNG.normal(size=(3, 3)))),
    "read-only": (mg.cos, np.broadcast_to(0.3, (2, 2))),
    "no elements": (mg.exp, np.zeros((0, 3))),
    "large": (lambda x: mg.tanh(x) / (1 + x * x), RNG.normal(size=(60, 50))),
    "large with kinks": (lambda x: mg.relu(x) * x, RNG.normal(size=(60, 50))),
    "steep": (lambda x: mg.sin(1e8 * x), 1e-8 * X),
    "flat": (lambda x: 1e-12 * mg.sin(x), X),
    "cancelled": (lambda x: mg.sum(x - mg.mean(x)), X),
    "saturated": (mg.tanh, np.array([9.5, 12.0, 20.0])),
    "far out": (lambda x: mg.log(x) ** 2, 1e9 + 1e8 * X),
    "rounded": (lambda x: (x + 1e8) - 1e8, X),
    "near the end of a domain": (mg.log, np.array([1e-6, 1e-3, 1.0])),
    "near a pole": (lambda x: 1 / x, np.array([1e-6, -1e-3, 1e6])),
    "extreme": (mg.softmax, np.array([1000.0, 0.0, -1000.0])),
    "half precision": (mg.tanh, X.astype("float16")),
    "mixed precision": (lambda x, y: x * y, X.astype("float32"), X),
    "saturated beside the large": (lambda x: _losses(x), RNG.normal(size=(20, 10)) * 5),
    "zero": (lambda x: mg.sign(x) * mg.step(x), X),
    "a hidden part without complex step": (lambda x: mg.sin(x) + 1e-9 * abs(x), X),
}


def _losses(x):
    return nn.CrossEntropy()(x, np.arange(20) % 10)


def _assigned(x):
    y = x * 1.0
    y[1] = x[0] * x[2]
    y *= x
    return y


@pytest.mark.parametrize("case", RIGHT)
def test_right_gradients_pass(case):
    f, *args = RIGHT[case]
    report = check_grads(f, *args)
    assert report.orders == (1, 2)
    assert report.kinks == []


WRONG_RULES = {
    "times 1 + 1e-6": lambda g, y, x: g * 3 * x**2 * (1 + 1e-6),
    "sign": lambda g, y, x: -g * 3 * x**2,
    "zero": lambda g, y, x: 0.0 * g,
    "an element dropped": lambda g, y, x: mg.setitem(g * 3 * x**2, 1, 0.0),
    "g ignored": lambda g, y, x: 3 * x**2,
    "not linear in g": lambda g, y, x: abs(g) * 3 * x**2,
    "an offset": lambda g, y, x: g * 3 * x**2 + 1e-3,
    "infinite": lambda g, y, x: g * 3 * x**2 / 0.0,
}


@pytest.mark.parametrize("size", [3, 500])
@pytest.mark.parametrize("fault", WRONG_RULES)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_wrong_rules_are_refused(fault, size):
    x = np.linspace(0.5, 2.0, size)
    with pytest.raises(GradientError, match="cube"):
        check_grads(cube_with(WRONG_RULES[fault]), x)


@pytest.mark.parametrize("size", [1e-7, 1e-12])
def test_a_small_gradient_counts(size):
    small = mg.Op("small", lambda x: size * np.sin(x), lambda g, y, x: 0.0 * g)
    with pytest.raises(GradientError, match="numerical"):
        check_grads(small, X)
    doubled = mg.Op("doubled", lambda x: size * np.sin(x), lambda g, y, x: 2 * size * g * mg.cos(x))
    with pytest.raises(GradientError, match="numerical"):
        check_grads(doubled, X)


def test_float32_is_checked_by_float64_where_the_function_allows_it():
    wrong = cube_with(lambda g, y, x: g * 3 * x**2 * (1 + 1e-3))
    x = np.linspace(0.5, 2.0, 4, dtype="float32")
    assert check_grads(mg.tanh, x).methods["complex step"] > 0
    with pytest.raises(GradientError):
        check_grads(wrong, x)


def test_a_wrong_second_order_is_refused_and_said_to_be_one():
    frozen = cube_with(
        lambda g, y, x: g * 3 * mg.square(x if type(x) is np.ndarray else x.detach())
    )
    assert check_grads(frozen, X, order=1).orders == (1,)
    with pytest.raises(GradientError, match="the gradient of cube") as caught:
        check_grads(frozen, X)
    assert "order 2" in str(caught.value)


def test_a_rule_that_cannot_be_differentiated_is_told_apart():
    numpys = mg.Op("sine", np.sin, lambda g, y, x: g * np.cos(np.asarray(x)))
    check_grads(numpys, X, order=1)
    with pytest.raises(GradientError, match="pass order=1"):
        check_grads(numpys, X)


def test_third_order_too():
    assert check_grads(mg.sigmoid, X, order=3).orders == (1, 2, 3)


def test_the_message_names_element_numbers_rule_and_part_within_80_columns():
    wrong = cube_with(lambda g, y, x: g * 2 * x)
    with pytest.raises(GradientError) as caught:
        check_grads(lambda p: mg.tanh(wrong(p["w"]) + 1.0).sum(), {"w": X})
    text = str(caught.value)
    assert "at args[0]['w'][0]" in text
    assert "analytic" in text
    assert "numerical" in text
    assert "cube(float64[3])" in text
    assert "2 × x" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_random_numbers_and_changing_state_are_suspected():
    rng, state = np.random.default_rng(0), np.ones(3)

    def counts(x):
        state[0] += 1.0
        return x * state

    for f in (lambda x: x * rng.normal(size=3), counts):
        with pytest.raises(GradientError, match="different the second time(.|\n)*random numbers"):
            check_grads(f, X)


@pytest.mark.parametrize("factor", [1.01, 1.000001, 1.0000000003])
def test_a_factor_is_spelled_with_the_digits_that_make_it_wrong(factor):
    with pytest.raises(GradientError, match=f"rule:  {factor} × cos\\(x\\)"):
        check_grads(mg.Op("sine", np.sin, lambda g, y, x: g * factor * mg.cos(x)), X)


def test_a_large_constant_in_a_rule_does_not_fill_the_page():
    mask = np.ones(1000)
    mask[7] = 0.0
    dropped = mg.Op("dropped", np.sin, lambda g, y, x: g * mg.cos(x) * mask)
    with pytest.raises(GradientError, match=r"cos\(x\) × float64\[1000\]") as caught:
        check_grads(dropped, np.linspace(-1.0, 1.0, 1000))
    assert len(str(caught.value).splitlines()) < 12


def test_the_smallest_failing_graph_is_in_the_message_too():
    product = mg.Op("product", np.multiply, lambda g, y, a, b: g, lambda g, y, a, b: g * a)
    with pytest.raises(GradientError, match="  x, w ──▶ product ──▶ y"):
        check_grads(lambda a, b: mg.tanh(product(a, mg.sin(b))), X, X)


def test_a_rule_that_is_a_constant_to_the_second_order_is_suspected():
    frozen = mg.Op(
        "frozen",
        np.sin,
        lambda g, y, x: g * np.cos(x.numpy() if isinstance(x, mg.Tensor) else x),
    )
    with pytest.raises(GradientError, match="order 2(.|\n)*does it take values out"):
        check_grads(frozen, X)


def test_the_smallest_failing_graph_is_drawn():
    wrong = cube_with(lambda g, y, x: g * 2 * x)
    with pytest.raises(GradientError) as caught:
        check_grads(lambda x: mg.exp(mg.tanh(wrong(mg.sin(x)))).sum(), X)
    assert caught.value.node.op is wrong
    assert [n.op for n in caught.value.node.inputs] == [None]
    assert "cube" in caught.value.dot
    assert "tanh" not in caught.value.dot
    assert caught.value.drawing.source == caught.value.dot


def test_a_value_taken_out_of_the_graph_is_suspected():
    with pytest.raises(GradientError, match="taken out") as caught:
        check_grads(lambda x: x * x.detach(), X)
    assert caught.value.drawing is None
    assert caught.value.dot is None
    with pytest.raises(TypeError, match="not a Tensor"):
        check_grads(lambda x: np.sin(x.numpy()), X)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (mg.relu, 0.0),
        (abs, 0.0),
        (mg.step, 0.0),
        (lambda x: mg.max(x), [1.0, 1.0]),
        (lambda x: mg.sqrt(x + 0.0), 0.0),
        (lambda x: mg.exp(abs(x)), [1.0, 0.0]),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_kinks_are_said_to_be_kinks(f, x):
    with pytest.raises(KinkError, match='kinks="skip"'):
        check_grads(f, np.array(x))


def test_kinks_are_left_out_on_demand():
    report = check_grads(mg.relu, np.array([1.0, 0.0, -2.0]), kinks="skip")
    assert set(report.kinks) == {"args[0][1]", "args[1][1]"}
    assert "kinks left out" in str(report)
    doubled = mg.Op("relu", lambda x: np.maximum(x, 0), lambda g, y, x: 2.0 * g * (x > 0))
    with pytest.raises(GradientError):
        check_grads(doubled, np.array([1.0, 0.0, -2.0]), kinks="skip")


@pytest.mark.parametrize("distance", [1e-1, 1e-3, 1e-5])
def test_a_kink_nearby_is_no_kink(distance):
    check_grads(lambda x: abs(x) * mg.sin(x + 1), np.array([distance, -distance]))


def test_a_value_that_is_not_finite_has_no_derivative():
    with pytest.raises(KinkError, match="not finite"):
        check_grads(mg.log, np.array([0.0]))


def by_hand(gradient, f=np.sin):
    return adapters.by_hand(f, gradient)


def _writes_cotangent(g, x):
    g *= np.cos(x)
    return g.copy()


def _writes_input(g, x):
    result = g * np.cos(x)
    x *= 2
    return result


BUFFER = np.empty(3)
KEPT = np.cos(X)
MISBEHAVIOUR = {
    "has shape": lambda g, x: (g * np.cos(x)).sum(),
    "has dtype": lambda g, x: (g * np.cos(x)).astype("float32"),
    "the cotangent was written": _writes_cotangent,
    "args[0] was written": _writes_input,
    "of a later call": lambda g, x: np.multiply(g, np.cos(x), out=BUFFER),
    "the second time": lambda g, x: g * np.cos(x) * (1 + 1e-9 * np.random.default_rng().random()),
    "not zero": lambda g, x: g * np.cos(x) + 1e-30,
    "ValueError: whatever": lambda g, x: _raise(),
}


def _raise():
    raise ValueError("whatever")


@pytest.mark.parametrize("message", MISBEHAVIOUR)
def test_misbehaviour_is_refused_whatever_the_numbers(message):
    with pytest.raises(GradientError) as caught:
        check_grads(by_hand(MISBEHAVIOUR[message]), X)
    assert message in " ".join(str(caught.value).split())


def test_gradients_share_memory_with_nothing():
    identity = by_hand(lambda g, x: g, f=lambda x: x + 0.0)
    with pytest.raises(GradientError, match="shares memory with the cotangent"):
        check_grads(identity, X)
    data = by_hand(lambda g, x: x, f=lambda x: 0.5 * x * x)
    with pytest.raises(GradientError, match=r"shares memory with args\[0\]"):
        check_grads(data, X)

    def one_for_both(g, a, b):
        total = g.copy()
        return total, total

    with pytest.raises(GradientError, match="shares memory with the gradient by"):
        check_grads(by_hand(one_for_both, f=np.add), X, X)


def test_a_value_that_is_overwritten_later_is_refused():
    kept = np.empty(3)
    f = by_hand(lambda g, x: g * np.cos(x), f=lambda x: np.sin(x, out=kept))
    with pytest.raises(GradientError, match="kept in one place"):
        check_grads(f, X)


def test_the_article_s_gradients_by_hand_pass():
    """A3: affine, activation, and softmax with cross entropy taken together."""
    t = np.eye(3)[[0, 2]]

    def forward(x, w, b):
        u = np.tanh(x @ w + b)
        return -np.sum(t * np.log(np.exp(u) / np.exp(u).sum(1, keepdims=True))) / len(x)

    def backward(g, x, w, b):
        y = np.tanh(x @ w + b)
        softmax = np.exp(y) / np.exp(y).sum(1, keepdims=True)
        du = g * (softmax - t) / len(x) * (1 - y * y)
        return du @ w.T, x.T @ du, du.sum(axis=0)

    arrays = RNG.normal(size=(2, 4)), RNG.normal(size=(4, 3)), RNG.normal(size=3)
    assert check_grads(adapters.by_hand(forward, backward), *arrays).orders == (1,)


def test_a_module_s_parameters_are_checked_and_left_as_they_were():
    net = nn.MLP([3, 4, 2], activation=mg.tanhexp)
    before = [(p.node, p.numpy().copy()) for p in net.parameters()]
    x = RNG.normal(size=(2, 3))
    report = check_grads(net, x)
    assert {"matmul", "add", "tanh"} <= set(report.operations)
    assert all(p.node is node for p, (node, _) in zip(net.parameters(), before, strict=True))

    class Detached(nn.Module):
        def __init__(self):
            self.scale = mg.tensor(2.0, requires_grad=True)

        def forward(self, x):
            return x * self.scale.detach()

    with pytest.raises(GradientError, match=r"args\[0\]\['scale'\]"):
        check_grads(Detached(), x)


@pytest.mark.untraced
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("activation", [mg.h_swish, mg.tanhexp, mg.relu, mg.relu6])
def test_whole_networks_pass(activation, dtype):
    rng = np.random.default_rng(1)
    net = nn.MLP([3, 3, 3, 3], activation=activation, rng=rng)
    loss = nn.Flooding(nn.CrossEntropy(), 0.01)

    class Whole(nn.Module):
        def __init__(self):
            self.net = net

        def forward(self, x):
            return loss(self.net(x), np.arange(4) % 3)

    assert check_grads(Whole(), rng.normal(size=(4, 3)).astype(dtype)).orders == (1, 2)


def test_arguments_and_tensors_are_left_as_they_were():
    x = mg.tensor(X, requires_grad=True)
    array = X.copy()
    check_grads(lambda a, b: a * b, x, array)
    assert x.grad is None
    np.testing.assert_array_equal(array, X)


def test_it_works_under_no_grad_and_says_the_same_twice():
    with mg.no_grad():
        first = check_grads(mg.exp, X)
        assert not mg.is_grad_enabled()
    assert first == check_grads(mg.exp, X)


def test_listeners_hear_of_every_check_that_passed():
    heard = []

    def listener(*news):
        heard.append(news)

    checker.CHECKED.append(listener)
    try:
        check_grads(lambda x: mg.sin(x) * 2, X)
        with pytest.raises(GradientError):
            check_grads(cube_with(lambda g, y, x: g), X)
    finally:
        checker.CHECKED.remove(listener)
    ((operations, worst, orders),) = heard
    assert operations == ("sin", "multiply")
    assert 0 <= worst < 1e-12
    assert orders == (1, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: check_grads(mg.exp, 2), "write 2.0"),
        (lambda: check_grads(mg.argmax, X), "no gradient"),
    ],
)
def test_nothing_to_check_is_an_error(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_options_are_checked():
    with pytest.raises(ValueError, match="order"):
        check_grads(mg.exp, X, order=0)
    with pytest.raises(ValueError, match="kinks"):
        check_grads(mg.exp, X, kinks="ignore")


def test_an_adapter_of_one_s_own():
    class Doubling(adapters.Adapter):
        def vjp(self, cotangent, x):
            return [2.0 * cotangent]

    assert check_grads(Doubling(lambda x: 2 * x), X).orders == (1,)
    with pytest.raises(GradientError):
        check_grads(Doubling(lambda x: 3 * x), X)


def test_the_checker_needs_no_hypothesis_and_the_strategies_say_what_to_install():
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import numpy as np, minigrad as mg\n"
        "from minigrad.testing import check_grads, numerical_grad\n"
        "check_grads(mg.exp, np.ones(2))\n"
        "try:\n    from minigrad.testing import tensors\n"
        "except ImportError as error:\n    print(error)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "minigrad-numpy[testing]"' in out.stdout
    with pytest.raises(ImportError, match="no_such_name"):
        from minigrad.testing import no_such_name  # noqa: F401 - it is not there


def test_fewer_elements_than_are_drawn_can_be_checked():
    check_grads(mg.tanh, np.linspace(-1, 1, 6), elements=4)


ZERO = mg.Op("zero", lambda x: x * 1.0, lambda g, y, x: g * 0.0)
TWICE = mg.Op("twice", lambda x: x * 1.0, lambda g, y, x: g * 2.0)


@pytest.mark.parametrize(
    ("f", "dtype"),
    [
        (lambda x: mg.stack([x * 1e5, ZERO(x)]), "float32"),
        (lambda x: mg.stack([x * 1e11, TWICE(x)]), "float64"),
        (lambda x: mg.stack([x * 1e20, x * 1e3, x, TWICE(x) * 1e-12]), "float64"),
        (lambda x: mg.concatenate([x * 1e30, mg.sin(x), ZERO(mg.exp(x))]), "float64"),
    ],
)
def test_a_large_output_hides_no_small_one(f, dtype):
    with pytest.raises(GradientError):
        check_grads(f, np.array([1.0, 0.5], dtype))


def test_outputs_of_all_sizes_may_be_right():
    check_grads(
        lambda x: mg.stack([x * 1e20, x, mg.sin(x) * 1e-15, x * 0.0, mg.tanh(x) + 5.0]),
        np.array([1.0, 0.5]),
    )


@pytest.mark.parametrize(
    "f",
    [lambda z: nn.CrossEntropy()(z[None], np.array([0])), lambda z: mg.logsumexp(z) - z[0]],
    ids=["cross entropy", "logsumexp"],
)
def test_a_gradient_that_float32_rounds_to_coarse_steps_is_no_wrong_one(f):
    z = np.array([10.0, 0.0, 1.0], "float32")
    check_grads(f, z)
    with pytest.raises(GradientError):
        check_grads(lambda z: f(z) + 1e-3 * (TWICE(z) - z).sum(), z)


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (lambda z: nn.CrossEntropy()(z, np.array([0])), [[25.0, 0.0, 1.0]]),
        (lambda z: mg.log(1 + mg.exp(-z)), [12.0]),
        (lambda z: mg.log(1 + mg.exp(-z)), [30.0]),
        (lambda z: mg.logsumexp(z) - z[0], [20.0, 0.0, 1.0]),
        (lambda x: x.var(), [1e8 + 1.0, 1e8 + 0.5, 1e8 - 0.3]),
        (lambda x: x.std(), [1e8 + 1.0, 1e8 + 0.5, 1e8 - 0.3]),
    ],
)
def test_what_rounding_leaves_of_a_function_is_no_error_of_its_gradient(f, at):
    check_grads(f, np.array(at))
    with pytest.raises(GradientError):
        check_grads(lambda x: f(x) + 0.2 * (TWICE(x) - x).sum(), np.array(at))


def test_a_layer_counts_no_batches_while_it_is_checked():
    layer = nn.BatchNorm(2)
    before = {name: buffer.tolist() for name, buffer in layer.named_buffers()}
    check_grads(layer, np.random.default_rng(0).normal(size=(4, 2)))
    assert {name: buffer.tolist() for name, buffer in layer.named_buffers()} == before
