"""Levels of detail: layers, frames, folding."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from budget import examples
from draw.pictures import shown
from hypothesis import given

import minigrad as mg
from minigrad import nn
from minigrad.draw.picture import Kind
from minigrad.draw.values import number, shape_of
from minigrad.testing import graphs


def modules(drawing):
    return [v.lines for v in drawing.picture.vertices if v.kind is Kind.MODULE]


def frames(drawing):
    return [group.lines[0] for group in drawing.picture.groups]


@pytest.fixture
def net():
    return nn.MLP([4, 5, 3], mg.h_swish, rng=0)


@pytest.fixture
def x():
    return mg.tensor(np.ones((2, 4)), name="x")


# Layers.


def test_a_layer_is_a_box_with_shapes_and_parameters(net, x):
    drawing = net(x).draw(level="layers")
    assert modules(drawing) == [
        ["layers.0 · Linear(4, 5)", "(2, 4) → (2, 5)", "25 parameters"],
        ["layers.2 · Linear(5, 3)", "(2, 5) → (2, 3)", "18 parameters"],
    ]
    assert frames(drawing) == ["MLP"]
    assert shown(drawing.svg())["op2"] == ["h_swish"]


def test_a_loss_is_a_layer_too(net, x):
    loss = nn.CrossEntropy()(net(x), [0, 1])
    assert modules(loss.draw(level="layers"))[-1] == ["CrossEntropy", "(2, 3), (2,) → ()"]


def test_depth_says_how_many_frames_are_opened(x):
    inner = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
    net = nn.Sequential(inner, nn.Linear(4, 2))
    drawings = {depth: net(x).draw(level="layers", depth=depth) for depth in (0, 1, None)}
    assert [lines[0] for lines in modules(drawings[0])] == ["Sequential"]
    assert modules(drawings[0])[0][-1] == "30 parameters"
    assert [lines[0] for lines in modules(drawings[1])] == [
        "layers.0 · Sequential",
        "layers.1 · Linear(4, 2)",
    ]
    assert [lines[0] for lines in modules(drawings[None])] == [
        "layers.0 · Linear(4, 4)",
        "layers.1 · ReLU()",
        "layers.1 · Linear(4, 2)",
    ]
    assert frames(drawings[None]) == ["Sequential", "layers.0 · Sequential"]


def test_operations_are_framed_by_their_modules(net, x):
    drawing = net(x).draw()
    assert frames(drawing) == ["MLP", "layers.0 · Linear(4, 5)", "layers.2 · Linear(5, 3)"]
    assert [group.parent for group in drawing.picture.groups] == [None, "g0", "g0"]
    assert frames(net(x).draw(depth=1)) == ["MLP"]


def test_a_module_used_twice_is_two_boxes(x):
    layer = nn.Linear(4, 4)
    lines = modules(layer(layer(x)).draw(level="layers"))
    assert [line[0] for line in lines] == ["Linear(4, 4)"] * 2


def test_an_input_that_requires_a_gradient_is_no_parameter_of_the_layer():
    x = mg.tensor(np.ones((2, 4)), requires_grad=True, name="x")
    layer = nn.Linear(4, 3)
    drawing = layer(x).draw(level="layers")
    assert modules(drawing)[0][-1] == "15 parameters"
    assert any(v.lines[0] == "x" for v in drawing.picture.vertices)


def test_modules_that_are_gone_keep_the_name_of_their_class(x):
    y = nn.MLP([4, 5, 3], mg.relu)(x)
    assert [lines[0] for lines in modules(y.draw(level="layers"))] == ["Linear", "Linear"]


def test_several_outputs_of_a_module_are_one_call():
    class Two(nn.Module):
        def __init__(self):
            self.w = mg.tensor(2.0, requires_grad=True)

        def forward(self, x):
            return x * self.w, mg.sin(x) * self.w

    two = Two()
    a, b = two(mg.tensor(1.0, name="x"))
    drawing = (a + b).draw(level="layers")
    assert [lines[0] for lines in modules(drawing)] == ["Two()"]
    assert modules(drawing)[0][-1] == "1 parameters"


# What a module holds.


def test_what_a_module_holds_is_in_its_frame_and_has_its_name():
    net = nn.Sequential(nn.Linear(4, 3, rng=0), nn.BatchNorm(3))
    picture = net.draw(np.ones((2, 4)), level="operations").picture
    frame = {group.lines[0]: group.id for group in picture.groups}
    held = {v.lines[0]: v.group for v in picture.vertices if v.kind.value != "operation"}
    assert held == {
        "layers.0.weight": frame["layers.0 · Linear(4, 3)"],
        "layers.0.bias": frame["layers.0 · Linear(4, 3)"],
        "layers.1.weight": frame["layers.1 · BatchNorm(3)"],
        "layers.1.bias": frame["layers.1 · BatchNorm(3)"],
        "layers.1.running_mean": frame["layers.1 · BatchNorm(3)"],
        "layers.1.running_var": frame["layers.1 · BatchNorm(3)"],
        "x": None,
        "eps = 1e-05": frame["layers.1 · BatchNorm(3)"],
        "output": frame["layers.1 · BatchNorm(3)"],
    }


def test_buffers_are_part_of_the_box_of_their_layer():
    net = nn.Sequential(nn.Linear(4, 3, rng=0), nn.BatchNorm(3))
    names = [v.lines[0] for v in net.draw(np.ones((2, 4))).picture.vertices]
    assert names == ["x", "layers.0 · Linear(4, 3)", "layers.1 · BatchNorm(3)"]


def test_a_number_that_a_module_holds_is_drawn_once_with_its_name():
    flooding = nn.Flooding(nn.MSE(), b=0.01)
    loss = flooding(mg.tensor([1.0], requires_grad=True), [0.0])
    for level in ("operations", "layers"):
        picture = loss.draw(level=level).picture
        (number,) = (v for v in picture.vertices if "0.01" in v.lines[0])
        assert number.lines == ["b = 0.01"]
        assert picture.groups[0].lines == ["Flooding"]
        assert number.group == picture.groups[0].id
        assert len([edge for edge in picture.edges if edge.tail == number.id]) == 4
        assert loss.draw(level=level).html()


def test_a_number_of_a_module_that_lives_no_more_is_drawn_once_in_its_frame():
    loss = nn.Flooding(nn.MSE(), b=0.01)(mg.tensor([1.0], requires_grad=True), [0.0])
    picture = loss.draw(level="operations").picture
    (number,) = (v for v in picture.vertices if "0.01" in v.lines[0])
    assert number.group == picture.groups[0].id
    assert len([edge for edge in picture.edges if edge.tail == number.id]) == 4


def test_a_parameter_that_is_used_outside_its_layer_too_is_in_no_frame(x):
    layer = nn.Linear(4, 3, rng=0)
    penalised = layer(x).sum() + (layer.weight**2).sum()
    groups = {v.lines[0]: v.group for v in penalised.draw().picture.vertices}
    assert groups["weight"] is None
    assert groups["bias"] == "g0"


# From a module.


def test_a_module_draws_itself_from_an_example(net, tmp_path):
    drawing = net.draw(np.ones((2, 4)), file=tmp_path / "net.svg")
    assert (tmp_path / "net.svg").read_text().startswith("<?xml")
    assert [v.lines[0] for v in drawing.picture.vertices] == [
        "x",
        "layers.0 · Linear(4, 5)",
        "h_swish",
        "layers.2 · Linear(5, 3)",
    ]


def test_a_module_without_parameters_draws_itself():
    drawing = nn.Sequential(nn.ReLU(), nn.Tanh()).draw([1.0, 2.0], level="operations")
    kinds = [v.kind.value for v in drawing.picture.vertices]
    assert kinds.count("operation") == 2


def test_drawing_a_module_names_no_tensor_of_the_users(net):
    x = mg.tensor(np.ones((2, 4)))
    net.draw(x)
    assert x.name is None


def test_a_module_that_returns_no_tensor_says_what_to_do():
    class Pair(nn.Module):
        def forward(self, x):
            return x, x

    with pytest.raises(TypeError, match="Pair.draw draws one Tensor"):
        Pair().draw(1.0)


# The user's lines.


def test_lines_of_the_users_code_are_shown():
    x = mg.tensor(2.0, requires_grad=True)
    with mg.record_lines():
        y = mg.sin(x) * 2.0  # this line
    picture = y.draw(show="lines").picture
    lines = {v.id: v.lines[-1] for v in picture.vertices}
    assert "test_drawn_levels.py:" in lines["op1"]
    assert "test_drawn_levels.py:" in lines["t3"]
    assert "this line" in y.node.line
    assert not hasattr(mg.sin(x).node, "line")


def test_where_no_lines_were_recorded_the_picture_says_how_to_have_them():
    x = mg.tensor(2.0, requires_grad=True)
    y = mg.sin(x) * 2.0
    assert "with minigrad.record_lines():" in str(y.draw(show="lines"))
    with mg.record_lines():
        y = mg.sin(x) * 2.0
    assert y.draw(show="lines").picture.caption == []


def test_recording_lines_goes_on_under_other_modes():
    x = mg.tensor(2.0, requires_grad=True)
    with mg.record_lines(), mg.no_grad(), mg.enable_grad():
        y = x * x
    assert "y = x * x" in y.node.line


def test_a_module_notes_its_lines():
    class Cube(nn.Module):
        def forward(self, x):
            return x * x * x  # cubed

    drawing = Cube().draw(2.0, level="operations", show="lines")
    assert "cubed" in drawing.picture.vertices[-1].nodes[-1].line


# Folding.


def recurrent(n, w=None):
    h = mg.tensor([0.5, 0.5], requires_grad=True, name="h0")
    w = mg.tensor([1.1, 0.9], requires_grad=True, name="w")
    for _ in range(n):
        h = mg.tanh(h * w + 0.1)
    return h.sum()


def counts(drawing):
    return {
        v.lines[0]: int(line[2:].replace(",", ""))
        for v in drawing.picture.vertices
        for line in v.lines
        if line.startswith("× ") and len(line) > 2
    }


def test_what_repeats_is_drawn_once_with_its_count():
    drawing = recurrent(1_000).draw()
    assert counts(drawing) == {"×": 1_000, "0.1": 1_000, "+": 1_000, "tanh": 1_000}
    names = [v.lines[0] for v in drawing.picture.vertices]
    assert names == ["h0", "w", "×", "0.1", "+", "tanh", "Σ", "output"]
    assert "Folded: 4,003 parts to 7" in str(drawing)


def test_an_arrow_leads_back_to_the_beginning_of_what_repeats():
    picture = recurrent(1_000).draw().picture
    (back,) = [edge for edge in picture.edges if edge.again]
    assert (back.tail, back.head) == ("op5", "op2")
    assert [(e.tail, e.head) for e in picture.edges if e.head == "op2" and not e.again] == [
        ("t0", "op2"),
        ("t1", "op2"),
    ]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_an_arrow_into_the_next_repetition_is_not_taken_for_one_without_a_gradient(lang):
    drawing = recurrent(1_000).draw(lang=lang)
    (back,) = re.findall("op5 -> op2 .*", drawing.source)
    assert "style=dotted" in back
    assert ("Dotted", "点線")[lang == "ja"] in str(drawing)
    assert "op5 --> op2" in re.sub(r"\|.*?\|", "", drawing.mermaid())


def test_arrows_into_what_repeats_have_the_sizes_of_their_gradients():
    w = mg.tensor([1.0, 2.0], requires_grad=True, name="w")
    h = w * 1.0
    for _ in range(6):
        h = mg.tanh(h * w + w)
    edges = h.draw(show="gradients", fold=True).picture.edges
    sized = [edge for edge in edges if any("←" in line for line in edge.lines)]
    assert len(sized) > 4
    assert all(edge.strength is not None for edge in sized)


def test_few_operations_are_not_folded_unless_asked():
    y = recurrent(10)
    assert counts(y.draw()) == {}
    assert counts(y.draw(fold=True)) == {"×": 10, "0.1": 10, "+": 10, "tanh": 10}
    assert counts(recurrent(1_000).draw(fold=False, max_nodes=100)) == {}


def test_layers_with_parameters_of_their_own_fold():
    net = nn.MLP([8] * 101, mg.tanh, rng=0)
    drawing = net(mg.tensor(np.ones((1, 8)), name="x")).draw(fold=True)
    assert set(counts(drawing).values()) == {99}


def test_parts_that_are_connected_in_another_way_are_not_alike():
    x = mg.tensor([1.0], requires_grad=True, name="x")
    y, z = x, mg.tensor([2.0], requires_grad=True, name="z")
    for i in range(12):
        y = mg.sin(y) * (x if i < 6 else z)
    drawing = y.draw(fold=True)
    assert set(counts(drawing).values()) == {6}
    assert [v.lines[0] for v in drawing.picture.vertices].count("×") == 2


def test_a_sum_of_all_repetitions_has_one_arrow_from_what_repeats():
    x = mg.tensor([1.0], requires_grad=True, name="x")
    outputs = []
    h = x
    for _ in range(300):
        h = mg.sin(h)
        outputs.append(h)
    picture = mg.stack(outputs).draw().picture
    stack = next(v.id for v in picture.vertices if v.lines[0].startswith("stack"))
    assert len([edge for edge in picture.edges if edge.head == stack]) == 1


def test_modules_are_folded_where_repetition_does_not_suffice():
    rng = np.random.default_rng(0)
    sizes = rng.integers(2, 40, 120).tolist()  # no two layers are alike
    net = nn.MLP([4, *sizes, 3], mg.tanh, rng=0)
    drawing = net(mg.tensor(np.ones((1, 4)), name="x")).draw()
    assert len(drawing.picture.vertices) <= 250
    assert "calls of modules" in str(drawing)


def test_a_picture_that_folds_says_so_and_how_to_draw_all():
    assert "fold=False" in str(recurrent(500).draw())


@pytest.mark.untraced
def test_a_hundred_thousand_operations_fold():
    count = examples(33_000)  # of three operations each
    drawing = recurrent(count).draw()
    assert len(drawing.picture.vertices) == 8
    assert shown(drawing.svg())["op5"] == ["tanh", f"× {count:,}"]


def residual(n, width=8):
    blocks = [nn.Residual(nn.Linear(width, width, rng=i)) for i in range(n)]
    return nn.Sequential(nn.Linear(4, width, rng=0), *blocks)


def framed(picture):
    """The operations and numbers in each frame, by its title."""
    kinds = (Kind.OPERATION, Kind.NUMBER)
    return {
        group.lines[0]: [
            v.lines[0] for v in picture.vertices if v.group == group.id and v.kind in kinds
        ]
        for group in picture.groups
    }


def test_an_operation_that_repeats_stays_in_the_frame_of_the_layer_that_recorded_it(x):
    net = residual(4)
    picture = net(x).draw(fold=True).picture
    assert framed(picture) == {
        "Sequential": [],
        "layers.0 · Linear(4, 8)": ["@", "+"],
        "layers.1 … layers.4 · Residual": ["+"],
        "layer · Linear(8, 8)": ["@", "+"],
    }
    assert [v.lines[-1] for v in picture.vertices if v.kind.value == "operation"] == [
        *("@", "+"),
        *["× 4"] * 3,
    ]


def test_a_repetition_cuts_no_frame_in_two():
    class Block(nn.Module):
        def forward(self, x):
            return mg.sin(mg.cos(x)) * 2.0

    blocks = [Block() for _ in range(6)]
    h = mg.sin(mg.cos(mg.tensor(1.0, requires_grad=True)))
    for block in blocks:
        h = block(h)
    picture = h.draw(fold=True).picture
    assert framed(picture) == {"Block()": ["cos", "sin", "2.0", "×"]}


def test_a_box_that_repeats_says_its_parameters_each_and_in_all(x):
    drawing = residual(250)(x).draw(level="layers")
    (box,) = (lines for lines in modules(drawing) if lines[-1] == "× 250")
    assert box[1:3] == ["(2, 8) → (2, 8)", "72 parameters each, 18,000 in all"]


def test_what_repeats_has_the_first_and_the_last_name():
    net = nn.Sequential(*[nn.Linear(4, 4, rng=i) for i in range(5)])
    y = net(np.ones((2, 4)))
    (box,) = modules(y.draw(level="layers", fold=True))
    assert box[0] == "layers.0 … layers.4 · Linear(4, 4)"
    drawing = y.draw(fold=True)
    assert frames(drawing)[1:] == [box[0]]
    parameters = [v.lines[0] for v in drawing.picture.vertices if v.kind is Kind.PARAMETER]
    assert parameters == [f"layers.0.{part} … layers.4.{part}" for part in ("weight", "bias")]


def test_a_layer_that_is_called_again_and_again_has_its_parameters_once_in_all():
    layer = nn.Linear(8, 8, rng=0)
    h = mg.tensor(np.ones((2, 8)), name="x")
    for _ in range(10):
        h = layer(h)
    (box,) = modules(h.draw(level="layers", fold=True))
    assert box[2:] == ["72 parameters each, 72 in all: shared", "× 10"]


def test_a_buffer_that_repeats_has_the_first_and_the_last_name():
    net = nn.Sequential(*[nn.BatchNorm(3) for _ in range(4)])
    picture = net.draw(np.ones((2, 3)), level="operations", fold=True).picture
    names = [v.lines[0] for v in picture.vertices if v.kind is Kind.CONSTANT]
    assert "layers.0.running_mean … layers.3.running_mean" in names


# Options.


def test_unknown_options_are_refused(net, x):
    y = net(x)
    for options, words in (
        ({"level": "atoms"}, "operations, layers, neurons"),
        ({"show": "everything"}, "does not know everything"),
        ({"theme": "pink"}, "light, dark, print"),
        ({"depth": -1}, "at least 0"),
    ):
        with pytest.raises(ValueError, match=words):
            y.draw(**options)


def test_a_refused_option_writes_no_file(net, x, tmp_path):
    with pytest.raises(ValueError, match="light"):
        net(x).draw(tmp_path / "a.svg", theme="pink")
    assert list(tmp_path.iterdir()) == []


# Found by a review.


def test_numbers_and_names_that_differ_in_what_repeats_are_shown_from_first_to_last():
    h = mg.tensor(1.0, requires_grad=True, name="h")
    for i in range(8):
        h = mg.sin(h * (i + 1.5)) * mg.tensor(1.0, requires_grad=True, name=f"w{i}")
    names = {v.lines[0] for v in h.draw(fold=True).picture.vertices}
    assert "1.5 … 8.5" in names
    assert "w0 … w7" in names


def test_values_in_what_repeats_are_those_of_the_last():
    drawing = recurrent(10).draw(fold=True, show="values")
    box = next(v for v in drawing.picture.vertices if "the last of 10:" in v.lines)
    assert box.kind.value == "value" or box.kind.value == "constant"


def test_the_memory_of_what_repeats_is_that_of_each_and_of_all(x):
    net = nn.Sequential(*[nn.Linear(4, 4, rng=i) for i in range(5)])
    for level, memory in (
        ("layers", "288 B each, 1.4 KiB in all"),
        ("operations", "128 B each, 640 B in all"),
    ):
        drawing = net.draw(np.ones((2, 4)), level=level, fold=True, show="memory")
        said = [line for v in drawing.picture.vertices for line in v.lines if "in all" in line]
        assert memory in said
        assert not any("the last of" in line for v in drawing.picture.vertices for line in v.lines)


def test_parameters_that_all_repetitions_share_are_said_to_be_shared():
    layer = nn.Residual(nn.Linear(4, 4, rng=0))
    (box,) = modules(nn.Sequential(*[layer] * 6).draw(np.ones((2, 4)), level="layers", fold=True))
    assert "20 parameters each, 20 in all: shared" in box


def test_a_module_that_is_called_twice_keeps_its_parameters_in_both_boxes(x):
    layer = nn.Linear(4, 4)
    lines = modules(layer(layer(x)).draw(level="layers"))
    assert [line[-1] for line in lines] == ["20 parameters"] * 2


# The way back through what is folded.


def final_gradients(picture):
    """The gradient that each vertex holds when all steps are played."""
    return {step.vertices[0]: step.gradient for step in picture.steps if step.gradient}


def assert_played_to_the_engines_numbers(drawing):
    """Each vertex that a gradient reaches ends with the one that the details hold, the engine's."""
    picture = drawing._played()
    final = final_gradients(picture)
    checked = 0
    for vertex in picture.vertices:
        if vertex.id in final and "gradient" in vertex.details:
            (text,) = final[vertex.id]
            assert (
                text.removeprefix(shape_of(vertex.nodes[-1].value) + ", ")
                == (vertex.details["gradient"][0])
            )
            checked += 1
    reached = {
        v.id for v in picture.vertices if v.kind is Kind.PARAMETER and "gradient" in v.details
    }
    assert reached <= set(final)
    return checked


def two_of_the_last(operations):
    """Operations on any two of the last thirty values."""
    choose = random.Random(0)
    values = [mg.tensor(float(i), requires_grad=True) for i in range(10)]
    for _ in range(operations):
        a, b = choose.choices(values[-30:], k=2)
        values.append(choose.choice([mg.maximum, mg.minimum])(a, b))
    return sum(values[-29:], start=values[-30])


@pytest.mark.parametrize("operations", [340, 760, 3_000])
def test_whatever_is_drawn_is_played_and_its_page_has_less_than_two_megabytes(operations):
    drawing = two_of_the_last(operations).draw(fold=False)
    picture = drawing._played()
    forward = {step.vertices[0] for step in picture.steps if not step.backward}
    drawn = {v.id for v in picture.vertices if v.kind not in (Kind.COPY, Kind.OMITTED)}
    assert forward <= drawn
    assert len(forward) >= min(0.9 * operations, 450)
    assert len(drawing.html()) < 2_000_000


def test_the_way_back_is_played_through_a_folded_loop():
    drawing = recurrent(1_000).draw()
    assert assert_played_to_the_engines_numbers(drawing) > 3


def test_a_weight_of_a_folded_loop_receives_one_sum_over_its_repetitions():
    h, w = mg.tensor(0.5, name="h"), mg.tensor(0.9, requires_grad=True, name="w")
    y = h
    for _ in range(10):
        y = mg.tanh(y * w)
    y.backward()
    steps = y.draw(fold=True)._played().steps
    (step,) = [step for step in steps if step.backward and "grad w" in " ".join(step.lines)]
    assert step.gradient == [f"{w.grad.item():.4g}"]
    assert "the sum of what 10 repetitions send back" in step.lines[0]


def test_the_way_back_is_played_through_modules_as_boxes(net, x):
    loss = (net(x) ** 2).mean()
    drawing = loss.draw(level="layers")
    assert assert_played_to_the_engines_numbers(drawing) > 3
    boxes = {v.id: v for v in drawing.picture.vertices if v.kind.value == "module"}
    steps = [s for s in drawing._played().steps if s.backward and set(s.vertices) & set(boxes)]
    assert any("comes in and" in step.lines[0] for step in steps)


def test_a_module_that_takes_one_tensor_twice_sends_back_one_sum():
    class Twice(nn.Module):
        def forward(self, x):
            return mg.sin(x) * x

    block, x = Twice(), mg.tensor(0.5, requires_grad=True, name="x")
    y = block(x) + x
    y.backward()
    steps = [
        s for s in y.draw(level="layers")._played().steps if s.gradient and "x" in str(s.lines)
    ]
    assert steps[-1].gradient == [number(x.grad.item())]
    assert f"law 2: grad x = {number(x.grad.item())} = 1.0 + " in steps[-1].lines[-1]


def test_what_comes_from_what_is_left_out_is_played_too():
    w = mg.tensor(0.9, requires_grad=True, name="w")
    y = mg.tensor(0.5, name="h")
    for _ in range(10):
        y = mg.tanh(y * w)
    y.backward()
    final = final_gradients(y.draw(fold=False, max_nodes=6)._played())
    assert [f"{w.grad.item():.4g}"] in final.values()


@given(graphs())
def test_the_way_back_through_any_folded_graph_ends_at_the_engines_numbers(program):
    y = program.run()
    for options in ({"fold": True}, {"level": "layers"}, {"max_nodes": 5}):
        assert_played_to_the_engines_numbers(y.draw(**options))


def test_a_module_whose_repr_fails_is_drawn():
    class Broken(nn.Module):
        def forward(self, x):
            return mg.sin(x) + 1

        def __repr__(self):
            raise RuntimeError("no")

    broken = Broken()
    assert "Broken" in str(modules(broken.draw(1.0)))


def test_options_of_another_level_are_refused(net, x):
    y = net(x)
    for options, words in (
        ({"labels": ["a"]}, "neurons"),
        ({"level": "neurons", "path": (x, y)}, "one example"),
        ({"fold": "no"}, "fold is"),
    ):
        with pytest.raises(ValueError, match=words):
            y.draw(**options)
    with pytest.raises(TypeError, match="file="):
        net.draw(np.ones((1, 4)), "net.svg")


def test_the_way_back_of_a_deep_network_folds_with_the_way_forward():
    net = nn.MLP([4, *[8] * 300, 3], mg.tanh, rng=0)
    loss = nn.CrossEntropy()(net(mg.tensor(np.ones((2, 4)), name="x")), [0, 1])
    gradient = mg.grad_of(loss, net.parameters()[0], create_graph=True)
    assert len(gradient.draw().picture.vertices) < 60
