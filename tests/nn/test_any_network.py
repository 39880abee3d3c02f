"""Any network with any loss, and each part of nn alone: gradients beside finite differences.

To the second order. Layers, activations, losses and their options are found in nn itself, so that
a new one takes part, or fails here until it is said what may go into it: values of its options in
`OPTIONS`, a layer of another kind in `LAYERS`, outputs and targets in `OUTPUTS` and `TARGETS`.
"""

from __future__ import annotations

import copy
import pickle
from functools import partial
from inspect import signature

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, reject, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import nn
from minigrad.nn.class_losses import ClassLoss
from minigrad.testing import GradientError, KinkError, check_grads

pytestmark = pytest.mark.untraced  # other tests cover what it computes


def classes(base):
    found = [getattr(nn, name) for name in nn.__all__]
    return [c for c in found if isinstance(c, type) and issubclass(c, base) and c is not base]


ACTIVATIONS = classes(nn.Activation)
LOSSES = classes(nn.Loss)

seeds = st.integers(0, 2**32 - 1)


def between(low, high):
    return st.floats(low, high).map(lambda x: round(x, 3))


@st.composite
def normal(draw, *shape):
    """Normal numbers; or whole ones, so that zeros and hits come up too."""
    x = np.random.default_rng(draw(seeds)).normal(size=shape)
    return x.round() if draw(st.booleans()) else x


OPTIONS = {
    "alpha": st.one_of(between(0.3, 0.8), between(1.25, 2.0)),  # beside 1 a kink is not seen
    "approximate": st.sampled_from(["none", "tanh"]),
    "axis": st.sampled_from([1, -1]),
    "beta": between(0.3, 2.0),
    "delta": between(0.3, 2.0),
    "dim": st.none(),  # the same as axis
    "floor": between(0.01, 0.3),
    "gamma": between(0.0, 3.0),
    "half": st.booleans(),
    "label_smoothing": between(0.0, 1.0),
    "lambd": between(0.1, 1.0),
    "log_target": st.booleans(),
    "margin": between(0.3, 2.0),
    "max_val": between(0.3, 2.0),
    "min_val": between(-2.0, -0.3),
    "n": between(0.5, 10.0),
    "negative_slope": between(-0.5, 0.5),
    "threshold": between(-1.0, 1.0),
    "value": between(-1.0, 1.0),
}


@st.composite
def made(draw, cls, **options):
    """An object of a class, with some of its options as they are by default."""
    known = {**OPTIONS, **options}
    chosen = {}
    for option in signature(cls).parameters.values():
        if option.kind is not option.VAR_KEYWORD and (
            option.default is option.empty or draw(st.booleans())
        ):
            if option.name not in known:
                pytest.fail(
                    f"{cls.__name__} is not tested: give values to try of its option "
                    f"{option.name!r} in OPTIONS, or say in LAYERS how one is made"
                )
            chosen[option.name] = draw(known[option.name])
    return cls(**chosen)


def same_numbers(layer, x):
    """The layer with the random numbers of its first call."""
    layer.rng = np.random.default_rng(0)
    return layer(x)


def at_random(layer):
    """While training, with random numbers that are the same at every call; and after."""
    return layer.flatmap(lambda a: st.sampled_from([partial(same_numbers, a), a.eval()]))


def in_both_modes(layer):
    """While training and after, with the statistics of a batch."""

    def after_a_batch(a, x, mode):
        a(x)
        return a.train(mode)

    return st.builds(after_a_batch, layer, normal(4, 3, 4), st.booleans())


class Cube(nn.Module):
    """A layer of three axes, for what has two or three."""

    def __init__(self, layer):
        self.layer = layer

    def forward(self, x):
        return self.layer(x.reshape((1, *x.shape)))


def sliding(cls):
    """A convolution or pooling over axes of which the last has 4 elements, others 3 or more."""
    ndim = int(cls.__name__[-2])
    kernel = st.sampled_from([2, (2,) * (ndim - 1) + (3,)])
    options = {"stride": st.sampled_from([1, 2]), "padding": st.sampled_from([0, 1])}
    sizes = [kernel]
    if "Conv" in cls.__name__:
        sizes = [st.just({1: 3, 2: 4, 3: 1}[ndim]), st.integers(1, 2), kernel]
        options |= {"bias": st.booleans(), "rng": seeds}
    layers = st.builds(cls, *sizes, **options)
    return layers.map(Cube) if ndim == 3 else layers


SLIDING = [c for c in classes(nn.Module) if c.__name__.endswith(("1d", "2d", "3d"))]

# How layers for inputs of shape (4, 3, 4) are made; those that are not here, by their options.
LAYERS = {
    nn.BatchNorm: in_both_modes(
        st.builds(
            nn.BatchNorm,
            st.just(4),
            axis=st.sampled_from([0, 2, -1]),
            eps=between(0.01, 1.0),
            momentum=st.sampled_from([0.1, None]),
            affine=st.booleans(),
            track_running_stats=st.booleans(),
        )
    ),
    nn.Dropout: at_random(st.builds(nn.Dropout, between(0.0, 1.0))),
    nn.Flatten: st.builds(nn.Flatten, st.sampled_from([0, 1]), st.sampled_from([1, 2, -1])),
    nn.LayerNorm: st.builds(
        nn.LayerNorm,
        st.sampled_from([4, (3, 4)]),
        eps=between(0.01, 1.0),
        elementwise_affine=st.booleans(),
        bias=st.booleans(),
    ),
    nn.Linear: st.builds(nn.Linear, st.just(4), st.integers(1, 3), bias=st.booleans(), rng=seeds),
    nn.MLP: st.builds(nn.MLP, st.sampled_from([[4, 2], [4, 3, 2]]), st.just(mg.mish), rng=seeds),
    nn.PReLU: st.builds(nn.PReLU, st.sampled_from([1, 4])),
    nn.RMSNorm: st.builds(
        nn.RMSNorm,
        st.sampled_from([4, (3, 4)]),
        eps=st.none() | between(0.01, 1.0),
        elementwise_affine=st.booleans(),
    ),
    nn.RReLU: at_random(st.builds(nn.RReLU, between(-0.5, 0.2), between(0.2, 0.5))),
    nn.Residual: seeds.map(lambda seed: nn.Residual(nn.MLP([4, 4], rng=seed))),
    nn.Sequential: seeds.map(lambda seed: nn.Sequential(nn.MLP([4, 2], rng=seed), nn.PReLU())),
}

LAYERS |= {cls: sliding(cls) for cls in SLIDING}

ELSEWHERE = (nn.Activation, nn.Loss, nn.Embedding, nn.Flooding)  # with tests of their own
LAYERS |= {
    cls: made(cls)
    for cls in classes(nn.Module)
    if cls not in LAYERS and not issubclass(cls, ELSEWHERE)
}

# What a loss takes where it does not take everything: a function of the outputs, and targets.
OUTPUTS = {
    nn.BCE: lambda y: mg.sigmoid(3 * mg.tanh(y)),  # near 1 a probability has no digits left
    nn.KLDiv: mg.log_softmax,
    nn.NLL: mg.log_softmax,
}
TARGETS = {
    nn.BCE: lambda *shape: normal(*shape).map(lambda t: 1 / (1 + np.exp(-t))),
    nn.BCEWithLogits: lambda *shape: normal(*shape).map(lambda t: (t > 0).astype(int)),
    nn.Hinge: lambda *shape: normal(*shape).map(lambda t: np.where(t > 0, 1, -1)),
}


@st.composite
def losses(draw, cls, rows, width):
    """A loss with its targets, as a function of outputs of shape (rows, width)."""
    options = {"reduction": st.sampled_from(cls.reductions)}
    if issubclass(cls, ClassLoss):
        numbers = draw(st.lists(st.integers(0, width - 1), min_size=rows, max_size=rows))
        t, ignored = draw(st.sampled_from(["numbers", "one-hot", "probabilities"])), st.none()
        if t == "numbers":
            t, ignored = np.array(numbers), st.integers(-1, width).filter(lambda i: i != numbers[0])
        else:
            t = np.eye(width)[numbers] if t == "one-hot" else mg.softmax(draw(normal(rows, width)))
        weight = st.lists(between(0.3, 2.0), min_size=width, max_size=width)
        options |= {"weight": st.none() | weight, "ignore_index": ignored}
    else:
        t = draw(TARGETS.get(cls, normal)(rows, width))
        options["pos_weight"] = normal(width).map(np.exp)
    loss = draw(made(cls, **options))
    if cls is nn.KLDiv:
        t = (mg.log_softmax if loss.log_target else mg.softmax)(t)
    return Objective(loss, t, draw(st.none() | st.sampled_from([0.5, 1.5])))


class Objective(nn.Module):
    """A loss for targets, flooded at some part of its value for given outputs."""

    def __init__(self, loss, t, flood):
        self.loss, self.t, self.flood = loss, t, flood

    def __repr__(self):
        flooded = "" if self.flood is None else f", flooded at {self.flood} of its value"
        return f"{self.loss!r} for {self.t!r}{flooded}"

    def forward(self, y):
        return self.loss(OUTPUTS.get(type(self.loss), nn.Identity())(y), self.t)

    def at(self, y):
        """The loss as it is to be checked near these outputs."""
        if self.flood is None:
            return self
        each = self.loss.reduction == "none"
        b = self.flood * float(np.mean(np.abs(self(y))))
        assume(b > 1e-3)  # else rounding decides on which side of it the loss is
        return nn.Sequential(lambda y: nn.Flooding(lambda y: self(y), b, per_example=each)(y))


def between_layers():
    """An activation of every kind that keeps the number of units."""
    halved = nn.Sequential(lambda x: mg.concat([x, -x], axis=-1), nn.GLU())
    activations = [st.just(halved) if c is nn.GLU else made(c) for c in ACTIVATIONS]
    return st.one_of(*activations, LAYERS[nn.RReLU], st.builds(nn.PReLU))


@st.composite
def networks(draw, activation=None):
    """Inputs, an MLP of some sizes with biases, and a loss."""
    sizes = [*draw(st.lists(st.integers(1, 3), min_size=2, max_size=3)), draw(st.integers(2, 3))]
    net = nn.MLP(sizes, activation or draw(between_layers()), rng=draw(seeds))
    x = draw(normal(draw(st.integers(1, 3)), sizes[0]))
    loss = draw(st.sampled_from(LOSSES).flatmap(lambda c: losses(c, len(x), sizes[-1])))
    return moved(net, draw(seeds)), loss, x


def moved(layer, seed):
    """The layer with parameters that are not all 0 or 1, as new biases and gains are."""
    rng = np.random.default_rng(seed)
    for p in layer.parameters() if isinstance(layer, nn.Module) else []:
        p.data = p.data + rng.normal(size=p.shape)
    return layer


def check(f, x):
    """Compare gradients of parameters and inputs; what is beside a kink says nothing."""
    try:
        report = check_grads(f, x)
    except KinkError:
        reject()
    assert report.orders == (1, 2)


def check_network(net, loss, x):
    check(nn.Sequential(net, loss.at(net(x).numpy())), x)


def number_of_examples(few, many):
    return pytest.mark.parametrize("number", [few, pytest.param(many, marks=pytest.mark.slow)])


def for_all(number, strategies, prove, **options):
    run = settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.reuse, Phase.generate],  # an error names the part to blame: no shrinking
        **options,
    )
    run(given(*strategies)(prove))()


@number_of_examples(6, 150)
def test_any_network(number):
    for_all(number, [networks()], lambda drawn: check_network(*drawn))


@number_of_examples(2, 20)
@pytest.mark.parametrize("cls", ACTIVATIONS)
def test_an_activation(cls, number):
    for_all(number, [made(cls), normal(1, 2, 2)], check)


@number_of_examples(4, 30)
@pytest.mark.parametrize("cls", LOSSES)
def test_a_loss(cls, number):
    for_all(number, [losses(cls, 2, 2), normal(2, 2)], lambda loss, y: check(loss.at(y), y))


@number_of_examples(2, 10)
@pytest.mark.parametrize("cls", LAYERS)
def test_a_layer(cls, number):
    strategies = [LAYERS[cls], seeds, normal(4, 3, 4)]
    for_all(number, strategies, lambda layer, seed, x: check(moved(layer, seed), x))


@number_of_examples(3, 30)
def test_an_embedding(number):
    padding = st.sampled_from([None, 2, -1])  # which gets no gradient on purpose, so not looked up
    layers = st.builds(nn.Embedding, st.just(3), st.integers(1, 3), padding_idx=padding, rng=seeds)
    indices = st.lists(st.integers(0, 1), min_size=1, max_size=3)
    for_all(number, [layers, indices], lambda layer, rows: check(layer, np.array(rows)))


@number_of_examples(3, 30)
@pytest.mark.parametrize("penalty", [nn.l1_penalty, nn.l2_penalty])
def test_a_penalty(penalty, number):
    for_all(number, [st.lists(normal(2), min_size=1, max_size=3)], lambda ws: check(penalty, ws))


@pytest.mark.parametrize("cls", [*LAYERS, *ACTIVATIONS])
def test_a_copy_computes_the_same(cls):
    def same(layer, x):
        layer = layer.args[0] if isinstance(layer, partial) else layer
        for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
            # Products of matrices round by where their memory begins, so not to the bit.
            expected = copy.deepcopy(layer)(x).numpy()
            np.testing.assert_allclose(other(x).numpy(), expected, rtol=1e-12, atol=1e-14)
            assert other.state_dict().keys() == layer.state_dict().keys()

    shape = (4, 3, 4) if cls in LAYERS else (4, 2, 4)  # GLU halves any axis
    layers = LAYERS[cls] if cls in LAYERS else made(cls)
    for_all(2, [layers, normal(*shape).map(mg.tensor)], same)


def test_nothing_that_is_public_is_left_out():
    parts = {c.__name__ for c in [*ACTIVATIONS, *LOSSES, *LAYERS]}
    by_themselves = {"Embedding", "Flooding", "l1_penalty", "l2_penalty"}
    without_gradient = {"Activation", "Loss", "Module", "Parameter", "init", "summary"}
    assert parts | by_themselves | without_gradient == set(nn.__all__)


def test_a_layer_that_is_new_takes_part_or_says_what_is_missing(monkeypatch):
    class Scale(nn.Module):
        def __init__(self, alpha=1.0):
            self.factor = mg.tensor(alpha, requires_grad=True)

        def forward(self, x):
            return x * self.factor

    class Unknown(Scale):
        def __init__(self, strength):
            super().__init__(strength)

    for cls in (Scale, Unknown):
        monkeypatch.setattr(nn, cls.__name__, cls, raising=False)
    monkeypatch.setattr(nn, "__all__", [*nn.__all__, "Scale", "Unknown"])
    assert {Scale, Unknown} <= set(classes(nn.Module))
    for_all(2, [made(Scale), normal(2, 2)], check)
    with pytest.raises(pytest.fail.Exception, match="Unknown is not tested: .* 'strength'"):
        for_all(1, [made(Unknown), normal(2, 2)], check)


def fails(**network):
    """The test of networks, where it should fail."""
    with pytest.raises(GradientError, match=r"the gradient by args\[\d\].*\s+is wrong"):
        for_all(8, [networks(**network)], lambda drawn: check_network(*drawn), derandomize=True)


def frozen(y):
    return y.detach() if isinstance(y, mg.Tensor) else y


@pytest.mark.parametrize(
    "rule",
    [
        lambda g, y, x: 2 * g * (1 - y * y),
        lambda g, y, x: 0 * g,
        lambda g, y, x: g * (1 - frozen(y) ** 2),
    ],
    ids=["doubled", "zeroed", "right at first order alone"],
)
def test_a_wrong_rule_is_noticed(rule):
    fails(activation=mg.Op("wrong", np.tanh, rule))


def test_a_parameter_that_is_left_out_is_noticed(monkeypatch):
    monkeypatch.setattr(nn.Linear, "forward", lambda self, x: x @ self.weight + frozen(self.bias))
    fails()
