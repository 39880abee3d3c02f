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
