"""Convolution, pooling and windows: values, gradients in the hard cases, errors."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim
from minigrad.testing import check_grads

rng = np.random.default_rng(0)
X = np.ones((1, 1, 8))


def by_hand(x, w, stride, padding, dilation, groups):
    """The definition, element by element."""
    ndim = w.ndim - 2
    x = np.pad(x, [(0, 0), (0, 0), *[(padding, padding)] * ndim])
    kernel = w.shape[2:]
    size = [
        (n - dilation * (k - 1) - 1) // stride + 1 for n, k in zip(x.shape[2:], kernel, strict=True)
    ]
    y = np.zeros((x.shape[0], w.shape[0], *size), np.result_type(x, w))
    outs, ins = w.shape[0] // groups, w.shape[1]
    for o in range(w.shape[0]):
        channels = slice(o // outs * ins, (o // outs + 1) * ins)
        for p in itertools.product(*map(range, size)):
            parts = [
                slice(stride * i, stride * i + dilation * (k - 1) + 1, dilation)
                for i, k in zip(p, kernel, strict=True)
            ]
            y[(slice(None), o, *p)] = (x[(slice(None), channels, *parts)] * w[o]).sum(
                axis=tuple(range(1, x.ndim))
            )
    return y


@pytest.mark.parametrize("conv", [mg.conv1d, mg.conv2d, mg.conv3d])
@pytest.mark.parametrize(
    "numbers", [(1, 0, 1, 1), (2, 1, 1, 2), (1, 2, 2, 1), (3, 0, 1, 1), (2, 1, 2, 2)]
)
@pytest.mark.parametrize("kind", [float, complex])
def test_convolution_is_its_definition(conv, numbers, kind):
    ndim = int(conv.__name__[4])
    stride, padding, dilation, groups = numbers
    x = rng.normal(size=(2, 4, *(6, 5, 4)[:ndim])).astype(kind)
    w = rng.normal(size=(2, 4 // groups, *(2, 3, 1)[:ndim])).astype(kind)
    if kind is complex:
        x, w = x * (1 + 2j), w * (2 - 1j)
    y = conv(x, w, None, stride, padding, dilation, groups)
    np.testing.assert_allclose(y, by_hand(x, w, *numbers), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("ndim", [1, 2, 3])
@pytest.mark.parametrize("numbers", [(1, 0, 0, 1, 1), (2, 1, 1, 2, 1), (3, 0, 1, 1, 2)])
def test_transposed_convolution_is_what_flows_back(ndim, numbers):
    stride, padding, _, groups, dilation = numbers
    g = rng.normal(size=(2, 4, *(3, 2, 2)[:ndim]))
    w = rng.normal(size=(4, 2 // groups, *(3, 2, 2)[:ndim]))
    y = getattr(mg, f"conv_transpose{ndim}d")(g, w, None, *numbers)
    x = mg.tensor(np.zeros(y.shape), requires_grad=True)
    forward = getattr(mg, f"conv{ndim}d")(x, w, None, stride, padding, dilation, groups)
    assert forward.shape == g.shape
    forward.backward(g)
    np.testing.assert_allclose(y, x.grad.numpy(), rtol=1e-12, atol=1e-14)


def test_padding_same_keeps_the_shape_and_a_lone_picture_needs_no_batch():
    x = rng.normal(size=(3, 5, 4))
    w = rng.normal(size=(2, 3, 4, 3))
    assert mg.conv2d(x, w, padding="same").shape == (2, 5, 4)
    alone = mg.conv2d(x, w, [1.0, 2.0], padding=(2, 1), stride=(1, 2))
    np.testing.assert_array_equal(
        alone, mg.conv2d(x[None], w, [1.0, 2.0], padding=(2, 1), stride=(1, 2))[0]
    )


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_narrow_numbers_stay_narrow(dtype):
    x = mg.tensor(rng.normal(size=(2, 1, 5, 5)), dtype, requires_grad=True)
    w = mg.tensor(rng.normal(size=(3, 1, 2, 2)), dtype, requires_grad=True)
    y = mg.avg_pool2d(mg.max_pool2d(mg.conv2d(x, w), 2, 1), 2, padding=1)
    assert y.dtype == dtype
    y.sum().backward()
    assert x.grad.dtype == w.grad.dtype == dtype


def test_a_convolution_is_differentiated_as_often_as_one_likes():
    check_grads(
        lambda x, w, b: mg.conv2d(mg.sin(x), w, b, 2, 1, (1, 2), 1) ** 2,
        rng.normal(size=(1, 2, 3, 3)),
        rng.normal(size=(1, 2, 2, 2)),
        rng.normal(size=1),
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mg.conv2d(np.ones((2, 28)), np.ones((6, 1, 5, 5))), r"batch, C, height, width"),
        (lambda: mg.conv2d(np.ones((2, 3, 8, 8)), np.ones((6, 1, 5, 5))), r"\(out_channels, 3, "),
        (lambda: mg.conv2d(np.ones((2, 1, 3, 3)), np.ones((6, 1, 5, 5))), "larger than x"),
        (lambda: mg.conv2d(np.ones((2, 3, 8, 8)), np.ones((6, 1, 5, 5)), groups=2), "2 groups"),
        (lambda: mg.conv1d(np.ones((1, 1, 8)), np.ones((1, 1, 2)), stride=0), "at least 1"),
        (lambda: mg.conv1d(np.ones((1, 1, 8)), np.ones((1, 1, 2)), padding="full"), "'same'"),
        (lambda: mg.conv1d(np.ones((1, 1, 8)), np.ones((3, 1, 2)), [1.0]), "3 output channels"),
        (lambda: mg.max_pool2d(np.ones((1, 1, 2, 2)), 3), "no window"),
        (lambda: mg.max_pool2d(np.ones((1, 1, 2, 2)), 2, padding=2), "more than half"),
        (
            lambda: mg.conv_transpose1d(np.ones((1, 1, 2)), np.ones((1, 1, 2)), None, 1, 0, 1),
            "less",
        ),
        (lambda: mg.convolve(np.ones((2, 2)), [1.0]), "two sequences"),
        (lambda: mg.sliding_window_view(np.ones(3), 4), "length 4"),
    ],
)
def test_errors_say_what_does_not_fit(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_layer_says_which_it_is():
    with pytest.raises(ValueError, match=r"weight.*; the layer is Conv2d\(1, 6, kernel_size=5\)"):
        nn.Conv2d(1, 6, 5)(np.ones((2, 3, 8, 8)))


def test_equal_maxima_share_the_gradient():
    x = mg.tensor([[[3.0, 3.0, 3.0, 1.0]]], requires_grad=True)
    mg.max_pool1d(x, 2, stride=1).backward(np.array([[[2.0, 4.0, 8.0]]]))
    assert x.grad.tolist() == [[[1.0, 3.0, 10.0, 0.0]]]


def test_a_nan_is_the_maximum_and_has_the_gradient():
    x = mg.tensor([[[np.nan, 2.0, 1.0, 1.0]]], requires_grad=True)
    y = mg.max_pool1d(x, 2, padding=1, stride=2)
    np.testing.assert_array_equal(y.numpy(), [[[np.nan, 2.0, 1.0]]])
    y.sum().backward()
    assert x.grad.tolist() == [[[1.0, 1.0, 0.0, 1.0]]]


def test_of_minus_infinity_alone_nothing_goes_to_the_padding():
    x = mg.tensor([[[-np.inf, 1.0]]], requires_grad=True)
    mg.max_pool1d(x, 2, padding=1).sum().backward()
    assert x.grad.tolist() == [[[1.0, 1.0]]]


def test_means_count_the_padding_or_not():
    x = np.arange(1.0, 6.0).reshape(1, 1, 5)
    assert mg.avg_pool1d(x, 2, padding=1).tolist() == [[[0.5, 2.5, 4.5]]]
    assert mg.avg_pool1d(x, 2, padding=1, count_include_pad=False).tolist() == [[[1.0, 2.5, 4.5]]]
    assert mg.avg_pool1d(x, 2, ceil_mode=True).tolist() == [[[1.5, 3.5, 5.0]]]
    picture = mg.tensor(np.ones((1, 1, 2, 2)), requires_grad=True)
    y = mg.avg_pool2d(picture, 2, divisor_override=3)
    assert y.item() == pytest.approx(4 / 3)


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("kind", [float, complex])
def test_sequences_are_convolved_as_numpy_does(mode, kind):
    for n, m in itertools.product((1, 2, 3, 6), (1, 2, 3, 5)):
        a, v = rng.normal(size=n).astype(kind), rng.normal(size=m).astype(kind)
        if kind is complex:
            a, v = a * (1 + 1j), v * (1 - 2j)
        for numpys in (np.convolve, np.correlate):
            ours = numpys(mg.tensor(a), v, mode=mode)
            np.testing.assert_allclose(ours.numpy(), numpys(a, v, mode), rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("shapes", [(3, 2), (1, 3), (4, 4)])
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_both_sequences_have_a_gradient(mode, shapes):
    a, v = (rng.normal(size=n) for n in shapes)
    check_grads(lambda a, v: np.convolve(a, v, mode), a, v, order=1)
    check_grads(lambda a, v: np.correlate(a, v, mode), a, v, order=1)


@pytest.mark.parametrize(
    ("window", "axis"),
    [((2, 3), None), (2, 0), ((2,), (1,)), ((2, 2), (0, 0)), (3, -1), (4, 0)],
)
def test_windows_are_numpys(window, axis):
    view = np.lib.stride_tricks.sliding_window_view
    x = rng.normal(size=(5, 4))
    t = mg.tensor(x, requires_grad=True)
    y = view(t, window, axis)
    np.testing.assert_array_equal(y.numpy(), view(x, window, axis))
    y.backward(np.ones(y.shape))
    counted = np.zeros(x.shape)
    places = view(np.arange(x.size).reshape(x.shape), window, axis)
    np.add.at(counted.reshape(-1), places, 1)
    np.testing.assert_array_equal(t.grad.numpy(), counted)


def test_a_compiled_step_of_a_small_network_is_the_same():
    net = nn.Sequential(nn.Conv2d(1, 2, 2, padding=1, rng=0), nn.ReLU(), nn.MaxPool2d(2))
    x = rng.normal(size=(3, 1, 4, 4))

    def gradients(x):
        return mg.grad_of((net(x) ** 2).sum(), net.parameters())

    for ours, eager in zip(mg.compile(gradients)(x), gradients(x), strict=True):
        np.testing.assert_array_equal(ours.numpy(), eager.numpy())


def test_a_small_network_learns_a_few_pictures_by_heart():
    pictures = np.random.default_rng(1).normal(size=(8, 1, 8, 8))
    labels = np.arange(8) % 4
    net = nn.Sequential(
        *(nn.Conv2d(1, 4, 3, padding=1, rng=0), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 8, 3, rng=1), nn.ReLU(), nn.Flatten(), nn.Linear(32, 4, rng=2)),
    )
    loss, opt = nn.CrossEntropy(), optim.Adam(net.parameters(), lr=0.02)
    for _ in range(40):
        opt.zero_grad()
        error = loss(net(pictures), labels)
        error.backward()
        opt.step()
    assert error.item() < 0.01
