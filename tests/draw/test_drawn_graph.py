"""What the picture of a graph says."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from draw.pictures import arrows, attributes, shown

import minigrad as mg
from minigrad.core.node import Node, topological_order
from minigrad.draw import draw, plan
from minigrad.draw.dot_styles import vertex_style
from minigrad.draw.picture import Kind, Vertex
from minigrad.draw.themes import THEMES


def parameter(data, name=None):
    return mg.tensor(data, float, requires_grad=True, name=name)


def lines(y, **options):
    return shown(y.draw(**options).svg())


# Nodes and arrows.


def test_x_times_x_has_two_arrows():
    x = parameter(3.0, "x")
    assert arrows((x * x).draw()) == {("t0", "op1"): 2, ("op1", "t1"): 1}


def test_operations_are_round_and_tensors_are_boxes_with_name_shape_and_dtype():
    x = parameter([[1.0, 2.0]], "x")
    y = mg.sin(x)
    y.name = "y"
    drawing = y.draw()
    assert lines(y) == {
        "t0": ["x", "(1, 2) float64"],
        "op1": ["sin"],
        "t1": ["y", "(1, 2) float64"],
    }
    assert "shape=ellipse" in attributes(drawing, "op1")
    assert "node [font" in drawing.source
    assert "shape=box" in drawing.source
    assert "rankdir=LR" in drawing.source


def test_parameters_and_constants_differ_in_line_and_colour():
    y = parameter([1.0]) * mg.tensor([2.0])
    drawing = y.draw()
    looks = [
        vertex_style(Vertex("t", kind), THEMES["light"]) for kind in (Kind.PARAMETER, Kind.CONSTANT)
    ]
    for i, style in enumerate(looks):
        for key, value in style.items():
            assert f"{key}={value}" in attributes(drawing, f"t{i}").replace('"', "")
    assert looks[0]["style"] != looks[1]["style"]
    assert looks[0]["color"] != looks[1]["color"]


def test_a_python_number_is_plain_text():
    drawing = (parameter([1.0]) * 2.5).draw()
    assert shown(drawing.svg())["t1"] == ["2.5"]
    assert "shape=plaintext" in attributes(drawing, "t1")


def test_the_output_is_marked():
    y = parameter([1.0]) * 2.0
    drawing = y.draw()
    assert shown(drawing.svg())["t2"] == ["output", "(1,) float64"]
    assert "peripheries=2" in attributes(drawing, "t2")
    assert drawing.source.count("peripheries") == 1


def test_a_leaf_alone_is_drawn():
    assert lines(parameter([1.0], "x")) == {"t0": ["x", "(1,) float64"]}


def test_a_python_number_alone_is_drawn():
    assert shown(draw(Node(2.0)).svg()) == {"t0": ["output", "2.0"]}


def test_a_tensor_in_between_has_a_box_when_it_has_a_name():
    x = parameter([1.0, 2.0])
    h = x * x
    y = mg.sin(h)
    assert set(lines(y)) == {"t0", "op1", "op2", "t2"}
    h.name = "h"
    assert lines(y)["t1"] == ["h", "(2,) float64"]
    assert arrows(y.draw())["t1", "op2"] == 1


def test_the_shape_of_a_tensor_without_a_box_is_on_its_arrow():
    x = parameter(np.ones((2, 3)))
    drawing = mg.sin(mg.cos(x)).sum().draw()
    assert 'op1 -> op2 [label="(2, 3)"' in drawing.source
    assert re.search(r"t0 -> op1 \[color=\S+ id=", drawing.source)


def test_numbers_have_no_shape_on_their_arrows():
    assert re.search(r"op1 -> op2 \[color", mg.sin(mg.cos(parameter(1.0))).draw().source)


def test_options_are_shown_where_they_are_not_the_default():
    x = parameter(np.ones((2, 3)))
    assert lines(x.sum(axis=0))["op1"] == ["Σ", "axis=0"]
    assert lines(x.sum())["op1"] == ["Σ"]


def test_an_index_is_written_as_in_code():
    x = parameter(np.ones((3, 4, 5)))
    rows = np.array([0, 2])
    assert lines(x[1:, ::2, ...])["op1"][0] == "[1:, ::2, ...]"
    assert lines(x[rows, 1])["op2"][0] == "[·, 1]"
    assert lines(x[x > 0])["op3"][0] == "[·]"


def test_inputs_keep_their_order_from_top_to_bottom():
    a, b = parameter(1.0, "a"), parameter(2.0, "b")
    for y, first in ((a - b, "a"), (b - a, "b")):
        drawing = y.draw()
        assert "ordering=in" in drawing.source
        svg = drawing.svg()
        height = {
            name: float(svg.split(f">{name}</text>")[0].rsplit(' y="')[-1].split('"')[0])
            for name in "ab"
        }
        assert min(height, key=height.get) == first


def test_along_dashed_arrows_no_gradient_comes_back():
    x = parameter([1.0])
    source = mg.where(x > 0, x, 2.0).draw().source
    assert re.search(r't0 -> op2 \[color="#6B6B6B" .*style=dashed', source)  # into the comparison
    assert re.search(r't0 -> op4 \[color="#333333" id=\w+\]', source)


def test_a_released_graph_says_so():
    y = mg.sin(parameter(1.0))
    y.backward(retain_graph=False)
    assert lines(y) == {"op0": ["sin", "released"], "t0": ["output", "() float64"]}


def test_names_of_nodes_follow_the_order_of_recording():
    def source():
        x = parameter([1.0, 2.0], "x")
        return (x * mg.sin(x) + 1.0).sum().draw(show="values").source

    keep = [object() for _ in range(100)]  # other addresses
    assert source() == source()
    assert keep


# Values and gradients.


def test_values_are_shown_on_request():
    y = parameter([1.0, 2.0], "x") * 2.0
    assert lines(y, show="values") == {
        "t0": ["x", "(2,) float64", "[1.0, 2.0]"],
        "t1": ["2.0"],
        "op2": ["×"],
        "t2": ["output", "(2,) float64", "[2.0, 4.0]"],
    }


def test_large_values_are_summed_up():
    assert lines(parameter(np.arange(100.0)), show="values")["t0"][2:4] == [
        "min 0.0, mean 49.5, max 99.0",
        "████████████",
    ]


def test_gradients_are_shown_on_request():
    x, c = parameter([[1.0], [2.0]], "x"), mg.tensor([1.0], name="c")
    h = x * c
    h.retain_grad()
    y = (h * h).sum()
    assert lines(y, show="grad")["t0"] == ["x", "(2, 1) float64", "no gradient yet"]
    y.backward()
    assert lines(y, show="grad") == {
        "t0": ["x", "(2, 1) float64", "grad [[2.0], [4.0]]"],
        "t1": ["c", "(1,) float64"],
        "op2": ["×"],
        "t2": ["(2, 1) float64", "grad [[2.0], [4.0]]"],
        "op3": ["×"],
        "op4": ["Σ"],
        "t4": ["output", "() float64"],
    }


def test_a_recorded_gradient_is_shown_as_its_value():
    x = parameter(3.0)
    y = x * x
    y.backward(create_graph=True)
    assert lines(y, show="grad")["t0"][-1] == "grad 6.0"


def test_a_tensor_that_is_gone_has_no_gradient_to_show():
    y = mg.sin(parameter(1.0))
    assert lines(y, show="grad")["t0"] == ["() float64"]


def test_drawing_changes_nothing():
    x = parameter([1.0, 2.0], "x")
    y = (x * mg.sin(x)).sum()
    y.backward()

    def state():
        nodes = topological_order(y.node)
        return [(node, node.inputs, node.name, node.target, id(node.value)) for node in nodes]

    before, gradient = state(), x._grad
    y.draw(show=("values", "grad")).svg()
    assert state() == before
    assert x._grad is gradient


# Large graphs.


def test_the_far_part_of_a_deep_chain_is_one_box():
    y = parameter(1.0, "x")
    for _ in range(5_000):
        y = y + 1.0
    text = lines(y, fold=False, max_nodes=200)
    assert text["omitted"] == ["… 4,900 more operations"]
    assert len([name for name in text if name.startswith("op")]) == 100
    found = arrows(y.draw(fold=False, max_nodes=200))
    assert found["omitted", "op0"] == 0
    assert sum(count for (begin, _), count in found.items() if begin == "omitted") == 1


def test_what_is_drawn_is_nearest_to_the_output_and_hangs_together():
    x = parameter([1.0])
    h = mg.sin(mg.cos(x))
    y = (h * x).sum()
    assert lines(y, max_nodes=3) == {
        "omitted": ["… 2 more operations"],
        "t0": ["(1,) float64"],
        "op1": ["×"],
        "op2": ["Σ"],
        "t2": ["output", "() float64"],
    }


def test_an_operation_with_too_many_inputs_stands_alone():
    y = mg.stack([parameter(1.0) for _ in range(30)])
    drawing = y.draw(max_nodes=10)
    assert shown(drawing.svg())["omitted"] == ["… 30 more"]
    assert arrows(drawing) == {("omitted", "op0"): 1, ("op0", "t0"): 1}


def test_at_least_the_output_is_drawn():
    with pytest.raises(ValueError, match="at least 1"):
        mg.sin(parameter(1.0)).draw(max_nodes=0)


def test_arrows_that_cross_most_of_a_large_drawing_start_at_a_copy(monkeypatch):
    monkeypatch.setattr(plan, "MOST_CROSSED", 3)
    x = parameter(1.0, "x")
    y = x
    for _ in range(5):
        y = y * x
    drawing = y.draw()
    found = arrows(drawing)
    assert found["t0", "op1"] == 2
    assert [found["t0", f"op{i}"] for i in range(1, 6)] == [2, 1, 1, 0, 0]
    copies = [name for name in shown(drawing.svg()) if name.startswith("copy")]
    assert len(copies) == 2
    assert all(shown(drawing.svg())[copy] == ["x"] for copy in copies)


def test_copies_of_what_has_no_name_carry_a_number(monkeypatch):
    monkeypatch.setattr(plan, "MOST_CROSSED", 0)
    h = mg.sin(parameter(1.0))
    text = lines(mg.cos(mg.tanh(h)) * h)
    assert text["op1"] == ["sin", "v₁"]
    assert ["v₁"] in [text[name] for name in text if name.startswith("copy")]


def shared_weight(n):
    x = parameter([0.5, 0.5], "x")
    y = x
    for _ in range(n):
        y = y * x
    return y


def tangle(n):
    random.seed(0)
    tensors = [parameter([0.5, 0.5], "x")]
    for _ in range(n):
        tensors.append(mg.minimum(random.choice(tensors), random.choice(tensors)))
    used = {node for t in tensors for node in t.node.inputs}
    return mg.stack([t for t in tensors if t.node not in used])


@pytest.mark.parametrize("make", [shared_weight, tangle])
def test_of_a_thousand_operations_long_arrows_are_cut(make):
    drawing = make(1_000).draw(fold=False)
    copies = [v for v in drawing.picture.vertices if v.kind is Kind.COPY]
    assert len(copies) > 100
    assert len({edge.tail for edge in drawing.picture.edges} & {v.id for v in copies}) == len(
        copies
    )


def test_operations_without_lines_are_counted_where_others_have_some():
    x = parameter([1.0, 2.0], "x")
    h = mg.sin(x)
    with mg.record_lines():
        y = mg.exp(h)
    assert "Of 1 operations no lines were recorded" in str(y.draw(show="lines"))
    assert "No lines were recorded" in str(h.draw(show="lines"))
    with mg.record_lines():
        whole = mg.exp(mg.sin(x))
    assert "recorded" not in str(whole.draw(show="lines"))
