"""The table of layers and sizes: columns in line, in a terminal of 80 columns."""

from __future__ import annotations

import functools

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn

ARTICLES = [784, 100, 50, 10]


def columns_are_in_line(text):
    """Every number of the last column ends in the column in which `count` ends."""
    lines = text.splitlines()
    return {len(line) for line in lines if line.rstrip()[-1:].isdigit()} == {len(lines[0])}


def test_the_table_of_the_articles_network():
    assert nn.summary(nn.MLP(ARTICLES, mg.h_swish)) == "\n".join(
        [
            "layer             parameters          count",
            "-------------------------------------------",
            "Linear(784, 100)  (784, 100) (100,)  78,500",
            "h_swish",
            "Linear(100, 50)   (100, 50) (50,)     5,050",
            "h_swish",
            "Linear(50, 10)    (50, 10) (10,)        510",
            "-------------------------------------------",
            "total                                84,060",
        ]
    )


@pytest.mark.parametrize(
    "net",
    [
        nn.MLP([64, 100, 50, 10], mg.h_swish),
        nn.MLP([784, 200, 100, 10], nn.HSwish(n=6.5)),
        nn.MLP([784, 1000, 1000, 10], nn.ReLUN(n=0.125)),
        nn.Sequential(nn.Linear(784, 10, bias=False), nn.LogSoftmax()),
        nn.Linear(3, 2),
    ],
    ids=repr,
)
def test_the_table_fits_a_terminal_and_its_columns_are_in_line(net):
    text = nn.summary(net)
    assert max(map(len, text.splitlines())) <= 80
    assert columns_are_in_line(text)
    assert text.splitlines()[-1].split() == ["total", f"{sum(p.size for p in net.parameters()):,}"]
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_large_numbers_stay_in_their_column():
    assert columns_are_in_line(nn.summary(nn.MLP([10_000, 2_000, 10])))


def test_a_shared_layer_is_shown_twice_and_counted_once():
    layer = nn.Linear(3, 3)
    lines = nn.summary(nn.Sequential(layer, layer)).splitlines()
    assert [line.split()[-1] for line in lines[2:4]] == ["12", "12"]
    assert lines[-1].split() == ["total", "12"]


def test_a_module_of_ones_own_is_one_line():
    class Scale(nn.Module):
        def __init__(self):
            self.factor = mg.tensor(np.ones(7), requires_grad=True)

    lines = nn.summary(Scale()).splitlines()
    assert lines[2].split() == ["Scale()", "(7,)", "7"]
    assert lines[-1].split() == ["total", "7"]


def test_a_network_without_layers_has_a_table_too():
    assert nn.summary(nn.Sequential()).splitlines()[-1].split() == ["total", "0"]


def test_a_function_with_options_is_named_not_located_in_memory():
    text = nn.summary(nn.MLP([3, 2, 3], functools.partial(mg.h_swish, n=3)))
    assert "h_swish" in text
    assert " at 0x" not in text


# With an example.


def test_each_layer_has_a_row_with_what_it_makes_and_costs():
    net = nn.MLP(ARTICLES, mg.h_swish)
    text = mg.summary(net, np.ones((100, 784)))
    assert [line.split() for line in text.splitlines()[2:]] == [
        ["MLP"],
        ["layers.0", "·", "Linear(784,", "100)", "(100,", "100)", "78,500", "2", "156.2", "KiB"],
        ["h_swish", "(100,", "100)", "1", "78.1", "KiB"],
        ["layers.2", "·", "Linear(100,", "50)", "(100,", "50)", "5,050", "2", "78.1", "KiB"],
        ["h_swish", "(100,", "50)", "1", "39.1", "KiB"],
        ["layers.4", "·", "Linear(50,", "10)", "(100,", "10)", "510", "2", "15.6", "KiB"],
        ["-" * len(text.splitlines()[1])],
        ["total", "(100,", "10)", "84,060", "8", "367.2", "KiB"],
    ]


def test_the_table_of_a_run_fits_a_terminal():
    inner = nn.Sequential(nn.Linear(10_000, 1_000), nn.ReLU(), nn.Linear(1_000, 100))
    net = nn.Sequential(nn.Sequential(inner), nn.LogSoftmax())
    text = mg.summary(net, np.ones((1_000, 10_000), np.float32))
    assert all(len(line) <= 80 for line in text.splitlines())
    assert columns_are_in_line(text.replace(" KiB", "0000").replace(" MiB", "0000"))


def test_it_records_nothing_and_changes_nothing():
    net = nn.Linear(2, 1)
    with mg.no_grad():
        assert "Linear(2, 1)" in mg.summary(net, np.ones((1, 2)))
        assert not mg.is_grad_enabled()
    assert net.weight.grad is None


def test_a_function_of_tensors_has_a_table_too():
    text = mg.summary(lambda x: mg.sin(x) * 2.0, mg.tensor([1.0, 2.0]))
    assert [line.split()[0] for line in text.splitlines()[2:4]] == ["sin", "multiply"]


def test_a_model_that_returns_no_tensor_says_so():
    with pytest.raises(TypeError, match="returned tuple"):
        mg.summary(lambda x: (x, x), mg.tensor(1.0))


def test_numbers_in_a_formula_are_no_parameters():
    class Shift(nn.Module):
        def __init__(self):
            self.w = mg.tensor([1.0, 2.0], requires_grad=True)

        def forward(self, x):
            return x * self.w + 1

    assert "Shift()  " in mg.summary(Shift(), np.ones((3, 2)))
    assert mg.summary(Shift(), np.ones((3, 2))).splitlines()[2].split()[3] == "2"


def test_arrays_are_taken_as_examples_where_nothing_has_parameters():
    assert "Sequential" in mg.summary(nn.Sequential(mg.relu), np.ones((2, 2)))


def test_a_table_changes_no_running_mean_and_no_mode():
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm(3), nn.Dropout())
    before = {name: value.copy() for name, value in net.state_dict().items()}
    mg.summary(net, np.ones((1, 2)))
    assert all(np.array_equal(before[name], value) for name, value in net.state_dict().items())
    assert [module.training for module in net.modules()] == [True] * 4


def test_a_parameter_that_two_layers_share_is_in_both_rows_and_counted_once():
    class Tied(nn.Module):
        def __init__(self):
            self.first, self.second = nn.Linear(4, 4, rng=0), nn.Linear(4, 4, rng=0)
            self.second.weight = self.first.weight

        def forward(self, x):
            return self.second(mg.tanh(self.first(x)))

    rows = {line.split()[0]: line.split() for line in mg.summary(Tied(), np.ones(4)).splitlines()}
    assert rows["first"][-4] == rows["second"][-4] == "20"
    assert rows["total"][2] == "24"
