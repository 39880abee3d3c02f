"""The two laws, read off the picture: what is drawn multiplies and adds up."""

from __future__ import annotations

import re

import numpy as np
import pytest
from draw.pictures import attributes
from scipy import special

import minigrad as mg
from minigrad import nn
from minigrad.core.node import topological_order
from minigrad.draw.flow import Flow
from minigrad.draw.paths import find_paths
from minigrad.draw.spelling import text_of
from minigrad.draw.symbols import Symbol, local_derivatives, read_rules
from minigrad.draw.themes import THEMES, path_colour
from minigrad.ops import namespaces, public, registry
from minigrad.testing.sampling import sample


def parameter(data, name=None):
    return mg.tensor(data, float, requires_grad=True, name=name)


def diamond():
    x, w = parameter(3.0, "x"), parameter(2.0, "w")
    h = mg.tanh(0.1 * x * w)
    return x, w, h * w + x * x


def network():
    rng = np.random.default_rng(0)
    x = mg.tensor(rng.normal(size=(4, 3)), name="x")
    w, b = parameter(rng.normal(size=(3, 2)), "w"), parameter(rng.normal(size=2), "b")
    u = x @ w + b
    return w, b, (mg.tanh(u) * u).mean()


def flow_of(y):
    order = topological_order(y.node)
    return Flow(y.node, order, {node: f"n{i}" for i, node in enumerate(order)})


def texts(drawing):
    """The lines of each vertex that holds a value, by its first line."""
    return {
        vertex.lines[0]: vertex.lines
        for vertex in drawing.picture.vertices
        if vertex.kind.value in {"parameter", "value", "constant"}
    }


def edges_into(drawing, head):
    return [edge.lines for edge in drawing.picture.edges if edge.head == head]


# Law 1.


def test_every_arrow_has_its_local_derivative_spelled_and_as_a_number():
    x, w = parameter(3.0, "x"), parameter(2.0, "w")
    h = mg.tanh(x * w)
    drawing = h.draw(show="gradients")
    slope = 1 - np.tanh(6.0) ** 2
    (w_line, _), (x_line, _) = edges_into(drawing, "op2")
    assert [w_line, x_line] == ["w = 2.0", "x = 3.0"]
    ((line, _),) = edges_into(drawing, "op3")
    assert line == f"sech(v₁)² = {slope:.4g}"


def test_a_matrix_product_says_which_factor_is_transposed_and_on_which_side_it_stands():
    *_, y = network()
    x_lines, w_lines = edges_into(y.draw(show="gradients"), "op3")
    assert x_lines == []
    assert w_lines[0] == "xᵀ @ g"


def test_undone_broadcasting_is_said():
    *_, y = network()
    assert edges_into(y.draw(show="gradients"), "op4")[1][:2] == ["1", "Σ axis 0"]


def test_along_arrows_without_a_gradient_nothing_is_said():
    x = parameter(3.0, "x")
    drawing = (x * 2.0).draw(show="gradients")
    assert edges_into(drawing, "op2") == [["1.0 × 2.0 = 2.0"], []]


def test_a_rule_that_is_more_than_a_factor_is_spelled_whole():
    y = mg.log_softmax(parameter([1.0, 2.0], "z"))[0]
    (lines,) = edges_into(y.draw(show="gradients"), "op1")
    assert lines[0].startswith("g - ")


@pytest.mark.parametrize("make", [diamond, network])
def test_what_flows_along_an_arrow_is_the_gradient_times_the_local_derivative(make):
    y = make()[-1]
    flow = flow_of(y)
    checked = 0
    for head in flow.gradient:
        for i, x in enumerate(head.inputs):
            arrow = flow.arrow(head, i)
            if arrow is None or arrow.number is None or head.op.name == "matmul":
                continue
            product = flow.gradient[head] * arrow.number
            if np.shape(product) != np.shape(x.value):
                product = np.broadcast_to(product, head.value.shape).sum(axis=arrow.summed or 0)
            np.testing.assert_allclose(
                np.broadcast_to(product, np.shape(x.value)), arrow.contribution, rtol=1e-13
            )
            checked += 1
    assert checked >= 4


# Law 2.


@pytest.mark.parametrize("make", [diamond, network])
def test_what_arrives_over_the_arrows_adds_up_to_the_gradient_bit_for_bit(make):
    y = make()[-1]
    flow = flow_of(y)
    for node, gradient in flow.gradient.items():
        if node is not y.node:
            first, *others = flow.shares(node)
            total = first
            for share in others:
                total = total + share
            assert np.array_equal(total, gradient)


@pytest.mark.parametrize("make", [diamond, network])
def test_the_gradients_drawn_are_those_of_backward(make):
    *leaves, y = make()
    flow = flow_of(y)
    y.backward()
    for leaf in leaves:
        assert np.array_equal(flow.gradient[leaf.node], leaf.grad.numpy())


def test_at_a_branch_the_sum_is_written_out():
    x = parameter(1.5, "x")
    y = x * 2.0 + x
    assert texts(y.draw(show="gradients"))["x"][-1] == "grad 3.0 = 2.0 + 1.0"


def test_x_times_x_is_a_branch():
    x = parameter(3.0, "x")
    assert texts((x * x).draw(show="gradients"))["x"][-1] == "grad 6.0 = 3.0 + 3.0"


def test_the_numbers_in_the_picture_add_up():
    x, w, y = diamond()
    y.backward()
    for name, leaf in {"x": x, "w": w}.items():
        line = texts(y.draw(show="gradients"))[name][-1]
        total, *parts = map(float, re.findall(r"-?\d[\d.e-]*", line))
        assert total == pytest.approx(leaf.grad.item(), rel=1e-3)
        assert sum(parts) == pytest.approx(total, rel=1e-3)


def test_of_several_outputs_the_gradient_of_the_sum_is_drawn():
    x = parameter([1.0, 2.0], "x")
    drawing = (x * x).draw(show="gradients")
    assert texts(drawing)["x"][-1] == "grad [2.0, 4.0] = [1.0, 2.0] + [1.0, 2.0]"
    assert "starts from ones" in str(drawing)


def test_without_a_gradient_there_is_none_to_draw():
    with pytest.raises(ValueError, match="no gradient flows"):
        mg.tensor(1.0).draw(show="gradients")


def test_drawing_gradients_changes_nothing():
    x, w, y = diamond()
    order = topological_order(y.node)
    before = [(node, node.inputs, node.name, node.target, id(node.value)) for node in order]
    y.draw(show="gradients", path=(x, y)).html()
    after = topological_order(y.node)
    assert before == [(node, node.inputs, node.name, node.target, id(node.value)) for node in after]
    assert x.grad is None
    assert w.grad is None


def test_a_contribution_of_nothing_has_no_sign():
    x = parameter(2.0, "x")
    y = mg.where(x > 1, x, -x)
    assert texts(y.draw(show="gradients"))["x"][-1] == "grad 1.0 = 0.0 + 1.0"


def branches(picture):
    """For each vertex with a sum: its terms as written, and what its arrows bring, with hues."""
    found = {}
    for vertex in picture.vertices:
        if vertex.spans:
            written = [
                (vertex.lines[s.line][s.start : s.end].strip("()"), s.hue) for s in vertex.spans
            ]
            arrows = [edge for edge in picture.edges if edge.tail == vertex.id and edge.lines]
            brought = [(re.split(" = |← ", edge.lines[-1])[-1], edge.term) for edge in arrows]
            found[vertex.lines[0]] = written, brought
    return found


def test_what_flows_along_an_arrow_is_written_as_a_product_and_is_a_term_of_the_sum():
    x, w = mg.tensor(2.0, name="x"), parameter(0.5, "w")
    h = mg.tanh(w * x)
    drawing = (h * w + h).draw(show="gradients")
    into = [line for head in ("op2", "op3", "op4", "op5") for line in edges_into(drawing, head)]
    assert [lines[-1] for lines in into if lines] == [
        *("0.63 × 2.0 = 1.26", "1.5 × 0.42 = 0.63"),
        *("1.0 × 0.5 = 0.5", "1.0 × 0.7616 = 0.7616", "1.0 × 1 = 1.0", "1.0 × 1 = 1.0"),
    ]
    assert texts(drawing)["w"][-1] == "grad 2.022 = 1.26 + 0.7616"
    assert branches(drawing.picture) == {
        "w": ([("1.26", 0), ("0.7616", 1)],) * 2,
        "v₂": ([("0.5", 0), ("1.0", 1)],) * 2,
    }


def test_the_terms_of_a_branch_of_eight_are_all_written_as_their_arrows_are_drawn():
    x = parameter(1.0, "x")
    y = mg.sin(x)
    for i in range(2, 9):
        y = y + mg.sin(x * float(i))
    drawing = y.draw(show="gradients")
    written, brought = branches(drawing.picture)["x"]
    assert written == brought
    assert [hue for _, hue in written] == list(range(8))
    assert sum(float(text) for text, _ in written) == pytest.approx(
        sum(i * np.cos(i) for i in range(1, 9)), rel=1e-3
    )


def test_what_arrives_over_arrows_that_are_not_drawn_is_a_term_too():
    x = parameter(1.0, "x")
    y = x
    for _ in range(6):
        y = mg.sin(y) * x
    y.backward()
    drawing = y.draw(show="gradients", fold=False, max_nodes=6)
    total, *terms = map(float, re.findall(r"-?\d[\d.e-]*", texts(drawing)["x"][-1]))
    assert total == pytest.approx(x.grad.item(), rel=1e-3)
    assert sum(terms) == pytest.approx(total, rel=1e-3)
    written, brought = branches(drawing.picture)["x"]
    assert written == brought
    assert len(terms) == len(written) + 1


def test_between_layers_what_flows_back_is_written_once_for_each_arrow_drawn():
    net = nn.Sequential(nn.Linear(2, 3, rng=0), nn.BatchNorm(3), nn.Linear(3, 1, rng=1))
    x = mg.tensor(np.random.default_rng(0).normal(size=(4, 2)), name="x")
    picture = net(x).sum().draw(level="layers", show="gradients").picture
    assert not any("a sum over" in line for v in picture.vertices for line in v.lines)
    (line,) = (edge.lines for edge in picture.edges if edge.tail == "m1")
    assert line[0] == "(4, 3)"
    assert line[1].startswith("← rms ")


def test_terms_are_in_the_colours_of_their_arrows_in_every_theme():
    x = parameter(1.0, "x")
    y = mg.sin(x) + mg.cos(x) + x
    for name, theme in THEMES.items():
        drawing = y.draw(show="gradients", theme=name)
        (box,) = (v for v in drawing.picture.vertices if v.spans)
        label = attributes(drawing, box.id)
        for edge in drawing.picture.edges:
            if edge.tail == box.id:
                colour = path_colour(edge.term, theme)
                assert f'fontcolor="{colour}"' in drawing.source
                assert f'<FONT COLOR="{colour}">' in label


# Size.


def test_vanishing_gradients_are_pale_and_thin():
    x = parameter(1.0, "x")
    y = x
    for _ in range(5):
        y = mg.sigmoid(y) * 0.1
    drawing = y.draw(show="gradients")
    sized = [edge for edge in drawing.picture.edges if edge.strength is not None]
    strengths = [edge.strength for edge in sized if edge.tail.startswith("t")]  # from boxes
    assert strengths == sorted(strengths)
    assert strengths[0] == pytest.approx(0.0)
    assert strengths[-1] == pytest.approx(1.0, abs=0.3)
    assert "Size of gradients" in str(drawing)


def test_gradients_of_one_size_are_drawn_alike():
    drawing = (parameter(1.0) * 2.0).draw(show="gradients")
    assert all(edge.strength is None for edge in drawing.picture.edges)


# Paths.


def test_paths_are_marked_and_listed_with_their_products_and_sum():
    x, y0 = parameter(3.0, "x"), parameter(4.0, "y")
    z = x * y0 + x
    drawing = z.draw(path=(x, z))
    assert str(drawing).split("\n") == [
        "2 paths lead from x to v₂:",
        "x → × v₁ → + v₂:  4.0 · 1 = 4.0",
        "x → + v₂:  1 = 1.0",
        "Law 2: gradient of x = 4.0 + 1.0 = 5.0",
    ]
    marked = {vertex.id for vertex in drawing.picture.vertices if vertex.marked}
    assert marked == {"t0", "op2", "op3", "t3"}
    assert [(e.tail, e.head) for e in drawing.picture.edges if not e.marked] == [("t1", "op2")]


def paths_of(start, end):
    return find_paths(start.node, end.node, topological_order(end.node))


@pytest.mark.parametrize("make", [diamond, network])
def test_the_products_along_all_paths_add_up_to_the_gradient(make):
    *leaves, y = make()
    flow = flow_of(y)
    for leaf in leaves:
        paths = paths_of(leaf, y)
        listed = list(paths.listed(100))
        assert len(listed) == paths.number
        total = sum(flow.along(path) for path in listed)
        np.testing.assert_allclose(total, flow.gradient[leaf.node], rtol=1e-13)


def test_paths_that_are_too_many_are_counted():
    x = parameter(1.0, "x")
    y = x
    for _ in range(50):
        y = y + y
    text = str(y.draw(path=(x, y)))
    assert "about 10^15 paths lead from x" in text
    assert "Gradient of x, the sum, = 1.126e+15" in text


def test_a_path_may_end_before_the_output():
    x = parameter(2.0, "x")
    h = x * x
    y = mg.sin(h) + x
    assert "gradient of x = 2.0 + 2.0 = 4.0" in str(y.draw(path=(x, h)))


def test_where_no_path_leads_an_error_says_so():
    x, z = parameter(1.0), parameter(1.0)
    y = mg.sin(x)
    with pytest.raises(ValueError, match="not in this graph"):
        y.draw(path=(z, y))
    with pytest.raises(ValueError, match="no path"):
        (y * z).draw(path=(y, z))
    for ends in ((x,), (x, y, y), x):
        with pytest.raises(ValueError, match="two Tensors"):
            y.draw(path=ends)
    with pytest.raises(TypeError, match="two Tensors"):
        y.draw(path=(1.0, y))


def test_a_factor_of_a_path_that_is_a_sum_is_in_brackets():
    x = parameter(np.linspace(0.1, 0.9, 9), "x")
    y = mg.arcsinh(mg.tan(x)).sum()
    (line,) = (line for line in str(y.draw(path=(x, y))).split("\n") if "→" in line)
    assert line.split(":  ")[1] == "(1 + v₁²) · (1 ÷ √(1 + v₁²)) · 1"


def test_a_factor_of_a_path_is_what_stands_on_the_arrow():
    z = parameter([[1.0, 2.0]], "z")
    loss = nn.CrossEntropy()(z, [1])
    drawing = loss.draw(path=(z, loss))
    (line,) = (line for line in str(drawing).split("\n") if "→" in line)
    way, _, product = line.partition(":  ")
    assert way == "z → log_softmax v₁ → [i, ·] v₂ → mean v₃ → - v₄"
    factors = ["(g - exp(v₁) × Σ(g))", "(zeros[i, c₁[i]] ← g)", "1", "(-1)"]
    assert product.split(" = ")[0].split(" · ") == factors
    on_arrows = {edge.lines[0] for edge in drawing.picture.edges if edge.lines}
    assert {"g - exp(v₁) × Σ(g)", "zeros[i, c₁[i]] ← g"} <= on_arrows
    assert "g: the gradient that arrives at the operation." in drawing.picture.caption


def test_a_factor_of_a_path_that_is_only_named_is_spelled_below():
    x = parameter([[3.0, 1.0], [2.0, 4.0]], "x")
    y = mg.sort(x, axis=0).sum()
    text = str(y.draw(path=(x, y)))
    assert "x → sort v₁ → Σ v₂:  sort′(x) · 1 = " in text
    assert "sort′(x) = zeros[argsort(x)[i, j], j] += g[i, j]" in text


def test_a_matrix_by_both_sides_of_a_product_is_told_apart_by_its_factors():
    m = parameter([[1.0, 2.0], [3.0, 4.0]], "m")
    y = (m @ m).sum(axis=0)
    _, one, two, *_ = str(y.draw(path=(m, y))).split("\n")
    assert one.endswith(":  (g @ mᵀ) · 1 = [[3.0, 7.0], [3.0, 7.0]]")
    assert two.endswith(":  (mᵀ @ g) · 1 = [[4.0, 4.0], [6.0, 6.0]]")


def test_paths_between_elements_lead_through_no_others():
    x = parameter([2.0, 3.0], "x")
    y = mg.stack([x[0], x[1] * x[0]]).sum()
    lines = str(y.draw(path=(x[0], y))).split("\n")
    assert lines[:3] == [
        "2 paths lead from x[0] to v₆:",
        "x[0] → [0] v₁ → stack v₅ → Σ v₆:  (zeros[0] += g) · g[0] · 1 = 1.0",
        "x[0] → [0] v₃ → × v₄ → stack v₅ → Σ v₆:  (zeros[0] += g) · 3.0 · g[1] · 1 = 3.0",
    ]
    z = mg.reshape(x * 2.0, (2, 1))[1, 0] + mg.concatenate([x, [1.0]])[:2].sum()
    assert str(z.draw(path=(x[0], z))).startswith("One path leads from x[0]")
    h = mg.stack([x[0] * 2.0, x[1] * 3.0])
    assert str(h.draw(path=(x, h[0]))).startswith("One path leads from x to ")
    with pytest.raises(ValueError, match="no path"):
        h.draw(path=(x[1], h[0]))


def test_a_path_of_no_arrow_has_the_factor_1():
    w = parameter(2.0, "w")
    y = w * 3.0
    assert "w:  1 = 1.0" in str(y.draw(path=(w, w)))


def test_what_may_be_an_end_of_a_path_is_said():
    x = parameter([[1.0, 2.0]], "x")
    y = mg.sin(x).sum()
    assert str(y.draw(path=(x[0], y))).startswith("One path")
    with pytest.raises(ValueError, match=r"such as W\[0, 0\] and W\[0\]; of a slice"):
        y.draw(path=(x[:, 0], y))


def test_nothing_has_no_sign_and_numbers_that_are_not_exact_have_four_digits():
    z = parameter(1.0, "z")
    y = mg.relu(z * -1) * mg.sin(z) + z
    assert ":  (-1) · 0.0 · 0.8415 · 1 = 0.0" in str(y.draw(path=(z, y)))
    drawing = mg.gelu(z).draw(show="gradients", path=(z, z))
    numbers = [v.lines[0] for v in drawing.picture.vertices if v.kind.value == "number"]
    assert numbers == ["-0.7071", "0.5"]
    lines = [line for edge in drawing.picture.edges for line in edge.lines]
    assert any(" × (-0.7071) = " in line for line in lines)
    angle = mg.angle(z).draw(show="gradients", path=(z, z))
    assert not any("-0.0" in line for edge in angle.picture.edges for line in edge.lines)


def test_a_factor_that_is_summed_over_axes_says_so():
    b = parameter([1.0, 2.0], "b")
    y = (mg.tensor(np.ones((3, 2))) + b).sum()
    assert "b → + v₁ → Σ v₂:  1 (Σ axis 0) · 1 = [3.0, 3.0]" in str(y.draw(path=(b, y)))


# Recorded gradients.


def test_what_a_backward_sweep_recorded_stands_apart():
    x = parameter(3.0, "x")
    y = x * x * x
    y.backward(create_graph=True)
    picture = x.grad.draw().picture
    (group,) = picture.groups
    assert group.backward
    inside = {vertex.id for vertex in picture.vertices if vertex.group == group.id}
    operations = [v for v in picture.vertices if v.kind.value == "operation"]
    assert [v.id in inside for v in operations] == [False] + [True] * (len(operations) - 1)


def test_the_second_order_has_a_frame_of_its_own():
    x = parameter(3.0, "x")
    (first,) = mg.grad_of(x * x * x, [x], create_graph=True)
    (second,) = mg.grad_of(first, [x], create_graph=True)
    assert [group.backward for group in second.draw().picture.groups] == [True, True]


# Found by a review.


def test_columns_of_one_element_are_not_taken_for_broadcasting():
    x, w = parameter([[1.0], [2.0]], "x"), parameter([[3.0, 4.0]], "w")
    assert edges_into((x @ w).draw(show="gradients"), "op2") == [
        ["g @ wᵀ", "← [[7.0], [7.0]]"],
        ["xᵀ @ g", "← [[3.0, 3.0]]"],
    ]


def test_a_matrix_times_a_vector_is_spelled_with_the_transposed_matrix():
    a, v = parameter(np.ones((2, 3)), "A"), parameter(np.ones(3), "v")
    assert edges_into((a @ v).draw(show="gradients"), "op2")[1] == [
        "Aᵀ @ g",
        "← [2.0, 2.0, 2.0]",
    ]


def test_paths_through_a_classifier_are_spelled():
    w = parameter([[1.0, 2.0]], "w")
    z = mg.log_softmax(mg.tensor([[3.0]]) @ w)
    loss = -z[0, 1]
    text = str(loss.draw(path=(w, loss)))
    assert "None" not in text
    assert "log_softmax′(v₁)" in text or "g - " in text


def test_what_cancels_is_written_with_digits_enough_to_add_up():
    x = parameter(1.0, "x")
    y = x * 10000.4 - x * 10000.1
    assert "gradient of x = 10000.4 + (-10000.1) = 0.3" in str(y.draw(path=(x, y)))


def test_a_long_sum_is_shortened():
    x = parameter(1.0, "x")
    y = x
    for _ in range(100):
        y = y + x
    line = texts(y.draw(show="gradients", fold=False))["x"][-1]
    assert line == "grad 101.0 = 1.0 + 1.0 + 1.0 + … (101 terms)"


def test_a_rule_that_cannot_be_spelled_is_named():
    odd = mg.Op("odd", lambda x: np.sin(x), lambda g, y, x: g * np.cos(x))
    y = odd(parameter([1.0, 2.0], "x"))
    assert edges_into(y.draw(show="gradients"), "op1") == [["∂odd", "← [0.5403, -0.4161]"]]
    assert y.draw().html()


def test_a_rule_that_uses_the_same_again_and_again_is_spelled_shortly():
    def rule(g, y, x):
        for _ in range(30):
            x = x * x * 0.5 + x
        return g * x

    deep = mg.Op("deep", lambda x: x * 1.0, rule)
    (lines,) = edges_into(deep(parameter(0.1, "x")).draw(show="gradients"), "op1")
    assert lines[0].startswith("add(…)")


def test_paths_go_only_where_a_gradient_flows():
    half = mg.Op("half", lambda a, b: a + b, lambda g, y, a, b: g, None)
    x = parameter(1.0, "x")
    z = half(x * 1.0, x * 3.0)
    assert str(z.draw(path=(x, z))).startswith("One path leads from x")
    only = half(mg.tensor(1.0, requires_grad=True), x * 3.0)
    with pytest.raises(ValueError, match="no path"):
        only.draw(path=(x, only))


def test_infinite_gradients_alarm():
    x = parameter(0.0, "x")
    with np.errstate(divide="ignore"):
        picture = mg.sqrt(x).draw(show="gradients").picture
    assert [v.id for v in picture.vertices if v.alarm] == ["t0"]
    assert [(e.tail, e.head) for e in picture.edges if e.alarm] == [("t0", "op1")]


def test_paths_are_marked_between_layers():
    net = nn.Sequential(nn.Linear(2, 3, rng=0), nn.ReLU(), nn.Linear(3, 1, rng=1))
    out = net(mg.tensor(np.ones((1, 2)), name="x")).sum()
    w = net.parameters()[0]
    drawing = out.draw(level="layers", path=(w, out))
    assert "from layers.0.weight" in str(drawing)
    marked = [e.marked for e in drawing.picture.edges if not e.tail.startswith("t0")]
    assert all(marked)


def test_the_derivative_of_the_right_input_is_drawn_where_parts_fold():
    op = mg.Op(
        "pair",
        lambda x, y, z: x + 10 * y + 100 * z,
        lambda g, o, x, y, z: g,
        lambda g, o, x, y, z: g * 10,
        lambda g, o, x, y, z: g * 100,
    )
    a, b = parameter(2.0, "a"), parameter(5.0, "b")
    parts = [mg.sin(a * 1.0) for _ in range(6)]
    y = op(parts[2], parts[5], b) + mg.stack(parts).sum()
    drawing = y.draw(fold=True, show="gradients")
    b_box = next(v.id for v in drawing.picture.vertices if v.lines[0] == "b")
    assert [e.lines for e in drawing.picture.edges if e.tail == b_box] == [["1.0 × 100 = 100.0"]]
    assert drawing.html()


# Rules that are too long for an arrow.


def test_a_long_rule_is_named_on_its_arrow_and_spelled_below_and_where_one_points():
    x = parameter([1.0, 2.0], "x")
    drawing = mg.max(mg.max(x * 2.0, axis=0) * x).draw(show="gradients")
    named = [edge for edge in drawing.picture.edges if "max′" in "".join(edge.lines)]
    assert [edge.lines[0].partition(" = ")[0] for edge in named] == ["max′(v₁)", "max′(v₃)"]
    assert [edge.hint[0] for edge in named] == [
        f"max′({x}) = where(({x} = {y}) ∨ isnan({x}), 1 ÷ Σ(({x} = {y}) ∨ isnan({x})), 0)"
        for x, y in (("v₁", "v₂"), ("v₃", "v₄"))
    ]
    said = " ".join(" ".join(drawing.picture.caption).replace("\xa0", " ").split())
    rule = "max′(x) = where((x = y) ∨ isnan(x), 1 ÷ Σ((x = y) ∨ isnan(x)), 0)"
    assert said.count(rule) == 1
    assert "y = max(x)" in said


def test_a_rule_says_what_y_is_where_it_has_a_y():
    x = parameter([0.5, 0.7], "x")
    caption = "".join(mg.h_swish(x).draw(show="gradients").picture.caption)
    assert "h_swish′(x) = where(x > 3" in caption
    assert "where y =" not in caption
    caption = "".join(mg.max(x).draw(show="gradients").picture.caption)
    assert "where y =\xa0\xa0\xa0\xa0max(x)" in caption


def test_rules_of_indexing_are_written_as_indexing():
    x = parameter([1.0, 2.0, 3.0], "x")
    y = x * 2.0
    y[0] = x[1]
    drawing = y.draw(show="gradients")
    labels = {v.id: v.lines[0] for v in drawing.picture.vertices if v.kind.value == "operation"}
    assert list(labels.values()) == ["×", "[1]", "[0] ="]
    lines = [edge.lines[0] for edge in drawing.picture.edges if edge.lines]
    assert lines == ["2.0", "zeros[1] += g", "g[0] ← 0", "g[0]"]
    rows = mg.tensor([2, 0], name="rows")
    assert edges_into(x[rows].draw(show="gradients"), "op2")[0] == [
        "zeros[rows] += g",
        "← [1.0, 0.0, 1.0]",
    ]


def test_bounds_that_no_number_exceeds_are_not_spelled():
    assert local_derivatives(mg.logsumexp, np.ones(3)) == ["where(y > -inf, softmax(x), 0)"]


def test_a_gradient_of_zero_is_spelled_0():
    assert local_derivatives(mg.floor, 1.5) == ["0"]


def test_a_rule_of_two_inputs_says_of_which_it_is():
    a, b = parameter(1.0, "a"), parameter(2.0, "b")
    drawing = mg.maximum(a, b).draw(show="gradients")
    assert [edges[0].split(" = ")[0] for edges in edges_into(drawing, "op2")] == [
        "∂maximum/∂a",
        "∂maximum/∂b",
    ]
    said = " ".join(" ".join(drawing.picture.caption).replace("\xa0", " ").split())
    assert "∂maximum/∂x = where((x = y) ∨ isnan(x), where((w = y) ∨ isnan(w), 0.5, 1), 0)" in said
    assert "∂maximum/∂w = where(" in said
    assert "y = maximum(x, w)" in said


def test_short_rules_need_no_list():
    _, _, y = diamond()
    assert not any("′" in line or "∂" in line for line in y.draw(show="gradients").picture.caption)


def test_a_picture_lists_some_long_rules_and_says_how_many_more_there_are():
    x = parameter([0.5, 0.7], "x")
    parts = [
        *(mg.max(x), mg.min(x), mg.std(x), mg.erf(x), mg.erfc(x), mg.logsumexp(x)),
        *(mg.h_swish(x), mg.maximum(x, x * 2.0), mg.minimum(x, x * 2.0)),
    ]
    y = sum((part.sum() for part in parts), start=mg.tensor(0.0))
    caption = y.draw(show="gradients").picture.caption
    assert caption[-1] == "2 more rules are spelled where one points at their arrows."


# What is said of rules, for every operation.

MATHEMATICS = {"Ai", "Bi", "Si", "Ci", "Shi", "Chi", "S", "C", "cof", "rms", "sech"}
LOOKED_UP = {
    *(*public, *(name for names in namespaces.values() for name in names), *dir(special)),
    *(*dir(np), *dir(np.lib.stride_tricks), *MATHEMATICS),
}
# Their formulas would be riddles; they occur in graphs of gradients alone.
UNNAMED = {
    *("ends_apart", "linear_recurrence", "mean_of_largest", "overlap_add"),
    *("scaled_ierfc", "share_among_largest", "triangle"),
}
NO_FORMULA = UNNAMED | {
    *("airy_ai", "airy_bi", "cholesky", "cumprod", "eig", "eigh", "einsum", "erfcx", "irfft"),
    *("largest_of_windows", "prod", "qr", "rfft", "sinc", "svd", "windows"),
}
DIFFERENTIABLE = sorted(
    name
    for name, op in registry.items()
    if op.differentiable and (op.results is None or op.output_names)
)


def arrows_of(name):
    """The arrows into an operation, drawn, and a drawing of it."""
    op = registry[name]
    shapes = op.domain.shapes[:2][-1] if op.domain.shapes else ((2, 3),) * op.arity
    call = sample(op, np.random.default_rng(1), shapes)
    result = call(*(parameter(value, f"x{i}") for i, value in enumerate(call.inputs)))
    y = result if op.results is None else result[0]
    y = mg.real(y) if np.iscomplexobj(y.numpy()) else y
    order = topological_order(y.node)
    (head,) = (node for node in order if node.op is op)
    flow = Flow(y.node, order, {node: node.name or f"v{i}" for i, node in enumerate(order)})
    arrows = [arrow for i in range(len(head.inputs)) if (arrow := flow.arrow(head, i)) is not None]
    return arrows, y.draw(show="gradients")


def words_in(text):
    numbers = re.compile(r"(?<![\w])\d[\d.]*(e[-+]?\d+)?j?")
    names = set(re.findall(r"[A-Za-z_]\w*", numbers.sub("", text).replace("ᵀ", "")))
    return {
        re.sub("[²³⁴⁵⁻¹·]+$", "", name) for name in names if not re.fullmatch(r"[xv]\d+²?", name)
    }


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_every_rule_is_spelled_in_words_that_can_be_looked_up_or_is_named_by_its_operation(name):
    arrows, drawing = arrows_of(name)
    said = " ".join(" ".join(drawing.picture.caption).replace("\xa0", " ").split())
    assert arrows
    known = LOOKED_UP | {name} | set("gyxwbuvijk") | {"zeros", "None"}
    known |= {"length", *registry[name].output_names}
    for arrow in arrows:
        texts = [arrow.derivative, arrow.factor, arrow.spelled, arrow.rule, arrow.whole]
        for text in texts:
            assert words_in(text) <= known
            assert not re.search(r"-0(\.0)?(?![\d.])|\b0 ∧|∧ 0\b|1 ÷ 1\b|conj\(conj", text)
        if re.search(r"\by\b", arrow.rule):
            assert ", where y = " in arrow.rule
        named = arrow.derivative.startswith("∂") or "′(" in arrow.derivative
        assert bool(arrow.rule) == (named and name not in NO_FORMULA)
        assert arrow.rule in said


@pytest.mark.parametrize("name", sorted(registry.keys() - UNNAMED))
def test_every_operation_is_drawn_by_a_sign_or_a_word_that_can_be_looked_up(name):
    assert words_in(registry[name].symbol) <= LOOKED_UP | {"length", "i"}


@pytest.mark.parametrize(
    ("op", "inputs", "expected"),
    [
        (mg.power, (2.0, Symbol("z", 3.0)), "y × log(2)"),
        (mg.divide, (Symbol("z", 3.0), 1.0), "1"),
        (mg.absolute, (Symbol("z", 1 + 2j),), "conj(sign(z))"),
        (mg.clip, (Symbol("z", 3.0), None, 0.0), "where(z ≤ 0, 1, 0)"),
        (mg.clip, (Symbol("z", 3.0), None, 1.6e308), "1"),
        (mg.erf, (Symbol("z", 3.0),), "2 ÷ √(π) × exp(-z²)"),
        (mg.special.xlogy, (2.0, Symbol("z", 3.0)), "2 ÷ z"),
        (mg.special.ellipe, (Symbol("m", 0.9),), None),
    ],
)
def test_what_says_nothing_is_left_out_of_a_rule(op, inputs, expected):
    values = [getattr(x, "value", x) for x in inputs]
    y = Symbol("y", op.forward(*values, **op.defaults))
    (factor,) = (part.factor for part in read_rules(op, y, inputs, op.defaults) if part)
    if expected is None:  # a condition that has been decided is not asked again
        assert str(factor).count("where") == 1
    else:
        assert text_of(factor) == expected


def test_a_product_of_a_constant_and_a_negative_one_has_brackets():
    x = Symbol("x", 2.0)
    assert str(x - (-x)) == "x - (-x)"
    assert text_of(x * -1.5 - np.float64(-2)) == "x × (-1.5) - (-2)"


def test_inputs_are_written_in_the_order_in_which_they_are_given():
    z = Symbol("z", 2.0)
    assert str(mg.special.hyp1f1(1.5, 2.5, z)) == "hyp1f1(1.5, 2.5, z)"
    assert str(mg.special.jv(0.5, z)) == "jv(0.5, z)"


def test_complex_gradients_are_written_as_sums_and_products():
    z = mg.tensor(1 + 2j, requires_grad=True, name="z")
    y = mg.real(mg.exp(z) * mg.conj(z))
    picture = y.draw(show="gradients").picture
    (box,) = [v for v in picture.vertices if v.lines[0] == "z"]
    (gradient,) = mg.grad_of(y, [z])
    whole, terms = box.lines[-1].removeprefix("grad ").split(" = ")
    assert complex(whole) == pytest.approx(gradient.item(), rel=1e-3)
    one, two = (complex(term.strip("()")) for term in terms.split(" + "))
    assert one + two == pytest.approx(gradient.item(), rel=1e-3)
    products = [line for edge in picture.edges for line in edge.lines if " × " in line]
    for line in products:
        factors, product = line.split(" = ")
        g, derivative = (complex(text.strip("()")) for text in factors.split(" × "))
        assert g * derivative == pytest.approx(complex(product), rel=2e-3, abs=2e-3)
    assert len(products) == 4
    lines = [line for part in (*picture.edges, *picture.vertices) for line in part.lines]
    assert "conj(v₁)" in {line.split(" = ")[0] for line in lines}
    assert not any("-0j" in line for line in lines)


def test_the_gradients_of_complex_paths_add_up_to_the_gradient():
    z = mg.tensor(1 + 2j, requires_grad=True, name="z")
    y = mg.real(mg.exp(z) * mg.conj(z))
    _, one, two, law, *_ = y.draw(path=(z, y)).picture.caption
    (gradient,) = mg.grad_of(y, [z])
    values = [complex(line.split(" = ")[1]) for line in (one, two)]
    assert sum(values) == pytest.approx(gradient.item(), rel=1e-3)
    assert complex(law.split(" = ")[2]) == pytest.approx(gradient.item(), rel=1e-3)
    a, b, c = (complex(f.strip("()")) for f in one.split("  ")[1].split(" = ")[0].split(" · "))
    assert a * b * c == pytest.approx(values[0], rel=1e-3)
