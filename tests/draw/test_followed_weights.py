"""One weight's ways through the neurons to the error (article A2), and elements in paths."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest
from draw.geometry import laid_out, size_of, struck_through, texts
from draw.pictures import hints
from draw.test_themes import contrast

import minigrad as mg
from minigrad import nn
from minigrad.draw.direction import WIDEST
from minigrad.draw.dot_styles import edge_style
from minigrad.draw.neurons.grid import RADIUS
from minigrad.draw.picture import Edge, Kind
from minigrad.draw.themes import SAMPLES, THEMES, of_path, path_colour

X = np.array([[1.0, 0.5]])


def network(*sizes):
    net = nn.MLP(list(sizes), activation=mg.sigmoid, rng=0)
    loss = nn.CrossEntropy()(net(X), [0])
    loss.backward()
    return net, loss


def marked(picture):
    return [edge for edge in picture.edges if edge.marked]


def last_number(line):
    return float(line.split()[-1])


@pytest.mark.parametrize("index", [(0, 0), (1, 2), (-1, -3)])
def test_a_hidden_weight_has_a_way_through_each_output_and_the_sum_is_its_gradient(index):
    net, loss = network(2, 3, 2)
    w = net.parameters()[0]
    picture = loss.draw(level="neurons", path=(w[index], loss)).picture
    arrows = marked(picture)
    assert len(arrows) == 5
    assert len({edge.hue for edge in arrows}) == 5
    assert all("=" in edge.lines[0] for edge in arrows)
    first, one, two, law, _ = picture.caption
    assert first.startswith("2 paths lead from layers.0.weight[")
    gradient = w.grad[index].item()
    assert last_number(law) == pytest.approx(gradient, rel=0.01)
    assert last_number(one) + last_number(two) == pytest.approx(gradient, rel=0.02, abs=2e-3)
    (note,) = (v for v in picture.vertices if v.beside)
    assert note.lines[0].startswith("Σ ")
    assert note.lines[-1].startswith("h′(u")


def test_the_terms_of_the_sum_at_a_neuron_are_what_its_arrows_bring():
    net, loss = network(2, 3, 2)
    w = net.parameters()[0]
    picture = loss.draw(level="neurons", path=(w[0, 0], loss)).picture
    (note,) = (v for v in picture.vertices if v.beside)
    written = [(note.lines[s.line][s.start : s.end].strip("()"), s.hue) for s in note.spans]
    arrows = [edge for edge in marked(picture) if edge.tail == note.beside]
    assert written == [(edge.lines[1].split(" = ")[1], edge.hue) for edge in arrows]
    g, factor, product = map(float, re.findall(r"-?[\d.]+", arrows[0].lines[1]))
    assert g * factor == pytest.approx(product, rel=0.01)
    first = marked(picture)[0]
    assert last_number(first.lines[1]) == pytest.approx(w.grad[0, 0].item(), rel=0.01)


def test_a_weight_of_the_output_layer_has_one_way():
    net, loss = network(2, 3, 2)
    w = net.parameters()[2]
    picture = loss.draw(level="neurons", path=(w[0, 0], loss)).picture
    assert len(marked(picture)) == 2
    assert last_number(picture.caption[1]) == pytest.approx(w.grad[0, 0].item(), rel=0.01)


def test_a_bias_is_followed_from_the_neuron_that_is_one():
    net, loss = network(2, 3, 2)
    b = net.parameters()[1]
    picture = loss.draw(level="neurons", path=(b[1], loss)).picture
    assert marked(picture)[0].tail.startswith("one")
    assert last_number(picture.caption[3]) == pytest.approx(b.grad[1].item(), rel=0.01)


def test_steps_follow_the_factors_backward_and_end_at_the_weight():
    net, loss = network(2, 3, 2)
    w = net.parameters()[0]
    steps = loss.draw(level="neurons", path=(w[0, 0], loss)).picture.steps
    assert len(steps) == 6
    assert all(step.backward for step in steps)
    assert last_number(steps[-1].lines[-1]) == pytest.approx(w.grad[0, 0].item(), rel=0.01)


def test_a_module_draws_the_loss_that_it_computed_from_the_example():
    net, loss = network(2, 3, 2)
    w = net.parameters()[0]
    picture = net.draw(X, level="neurons", path=(w[0, 0], loss)).picture
    assert len(marked(picture)) == 5
    for wrong in (lambda: net.draw(X + 1, level="neurons", path=(w[0, 0], loss)),):
        with pytest.raises(ValueError, match=r"write loss = error\(net\(x\), t\)"):
            wrong()
    with pytest.raises(ValueError, match=r"write loss = error\(net\(x\), t\)"):
        net.draw(X, level="neurons", path=(w[0, 0], network(2, 3, 2)[1]))


def test_a_batch_a_whole_weight_and_another_network_are_errors():
    net, loss = network(2, 3, 2)
    w = net.parameters()[0]
    batch = nn.CrossEntropy()(net(np.ones((3, 2))), [0, 1, 0])
    with pytest.raises(ValueError, match=r"holds 3; .* net\(x\[:1\]\)"):
        batch.draw(level="neurons", path=(w[0, 0], batch))
    with pytest.raises(ValueError, match="not a whole W"):
        loss.draw(level="neurons", path=(w, loss))
    with pytest.raises(ValueError, match="no weight or bias of this network"):
        loss.draw(level="neurons", path=(network(2, 3, 2)[0].parameters()[0][0, 0], loss))
    decayed = loss + (w * w).sum()
    with pytest.raises(ValueError, match="other ways|way around|not form one chain"):
        decayed.draw(level="neurons", path=(w[0, 0], decayed))


def test_gradients_of_neurons_and_weights_are_those_of_the_engine():
    net, loss = network(2, 3, 2)
    w = net.parameters()[0]
    picture = loss.draw(level="neurons", show="gradients").picture
    hints = {(e.tail, e.head): e.hint for e in picture.edges if e.hint}
    for i in range(2):
        for j in range(3):
            (hint,) = hints[f"n0_{i + 1}", f"n1_{j + 1}"]
            assert float(hint.split()[-1]) == pytest.approx(w.grad[i, j].item(), rel=1e-6)


def test_an_element_is_an_end_of_a_path_of_operations():
    net, loss = network(2, 3, 2)
    w = net.parameters()[0]
    for part in (w[0, 1], w[0][1], w[-2, -2]):
        caption = loss.draw(path=(part, loss)).picture.caption
        assert caption[0].startswith("One path leads from layers.0.weight[0, 1] to")
        (line,) = (line for line in caption if line.startswith("Gradient of"))
        assert last_number(line) == pytest.approx(w.grad[0, 1].item(), rel=1e-3)


def test_a_path_from_a_constant_is_a_clear_error():
    x, c = mg.tensor(2.0, requires_grad=True), mg.tensor(3.0)
    z = x * c
    with pytest.raises(ValueError, match="no path on which a gradient flows"):
        z.draw(path=(c, z))


def test_titles_and_captions_of_neurons_are_japanese_where_asked():
    net, loss = network(2, 3, 2)
    w = net.parameters()[0]
    picture = loss.draw(level="neurons", path=(w[0, 0], loss), lang="ja").picture
    titles = [v.lines[0] for v in picture.vertices if v.id.startswith("title")]
    assert titles == ["入力層", "中間層", "出力層", "誤差"]
    assert "経路" in picture.caption[0]
    with pytest.raises(ValueError, match='"en" or "ja"'):
        loss.draw(lang="fr")


def test_each_path_of_operations_has_a_colour_that_its_line_repeats():
    x = mg.tensor(2.0, requires_grad=True, name="x")
    h = mg.tanh(x)
    loss = h * x + mg.exp(x)
    picture = loss.draw(path=(x, loss)).picture
    assert picture.caption[0].startswith("3 paths")
    assert picture.hues == {1: 1, 2: 2, 3: 3}
    assert {edge.hue for edge in marked(picture)} >= {1, 2, 3}


def test_an_arrow_on_several_paths_has_the_colour_of_each_side_by_side():
    x = mg.tensor(2.0, requires_grad=True, name="x")
    h = x * x
    loss = h * h
    drawing = loss.draw(path=(x, loss))
    picture = drawing.picture
    assert picture.caption[0].startswith("4 paths")
    assert picture.hues == {1: 1, 2: 2, 3: 3, 4: 4}
    assert [tuple(edge.shared) for edge in marked(picture) if edge.lines] == [
        *((1, 2), (3, 4)),
        *((1, 3), (2, 4)),
    ]
    light = THEMES["light"]
    assert f'color="{path_colour(1, light)}:{path_colour(2, light)}"' in drawing.source


def test_the_line_of_a_path_begins_with_its_colour_and_dash():
    x = mg.tensor(2.0, requires_grad=True, name="x")
    loss = mg.tanh(x) * x + mg.exp(x)
    drawing = loss.draw(path=(x, loss))
    for hue in (1, 2, 3):
        look = of_path(hue, THEMES["light"])
        begin = f'<FONT COLOR="{look["color"]}">{SAMPLES[look["style"]]} x'
        assert begin in drawing.source


def test_an_element_is_the_far_end_of_a_path_of_operations():
    x = mg.tensor([[1.0, 0.5]], name="x")
    w = mg.tensor([[1.0, -0.5, 2.0], [2.0, 3.0, 0.1]], requires_grad=True, name="W")
    y = mg.tanh(x @ w)
    y.name = "y"
    loss = (y * y).sum()
    for key in ((0, 1), (1, 1), (0, 0)):
        for drawn in (y, loss):
            caption = drawn.draw(path=(w[key], y[0, 1])).picture.caption
            assert caption[0] == f"One path leads from W[{key[0]}, {key[1]}] to y[0, 1]:"
            (line,) = (line for line in caption if line.startswith("Gradient of"))
            expected = 0.5 ** key[0] * (1 - y[0, 1].item() ** 2) if key[1] == 1 else 0.0
            assert last_number(line) == pytest.approx(expected, rel=1e-3)


def test_a_tensor_beside_the_graph_is_an_error_that_says_what_can_be_given():
    net, loss = network(2, 3, 2)
    for path in ((net.parameters()[0] * 2, loss), (net.parameters()[0], mg.tensor(1.0))):
        with pytest.raises(ValueError, match=r"not in this graph; give .* such as W\[0, 0\]"):
            loss.draw(path=path)


def test_an_operation_of_a_user_is_no_element_whatever_its_name():
    twice = mg.Op("getitem", lambda x, key=(0, 0): 2 * x[key], lambda g, y, x, key: g * (0 * x))
    net, loss = network(2, 3, 2)
    with pytest.raises(ValueError, match="not in this graph"):
        loss.draw(path=(twice(net.parameters()[0]), loss))


def test_an_input_as_start_of_neurons_ways_is_an_error_that_says_what_works():
    net = nn.MLP([2, 3, 2], activation=mg.sigmoid, rng=0)
    x = mg.tensor(X, requires_grad=True, name="x")
    loss = nn.CrossEntropy()(net(x), [0])
    with pytest.raises(ValueError, match=r'an input; write path=\(W\[0, 0\], loss\).*operations"'):
        loss.draw(level="neurons", path=(x[0, 0], loss))
    assert "x[0, 0]" in str(loss.draw(path=(x[0, 0], loss)))


def test_the_caption_of_one_way_ends_with_the_gradient():
    net, loss = network(2, 3, 2)
    w = net.parameters()[2]
    for level in ("neurons", "operations"):
        caption = loss.draw(level=level, path=(w[0, 0], loss)).picture.caption
        line = next(line for line in caption if line.startswith("Gradient of"))
        assert line.startswith("Gradient of layers.2.weight[0, 0] = ")
        assert last_number(line) == pytest.approx(w.grad[0, 0].item(), rel=1e-2)


def test_neurons_of_several_hidden_layers_have_names_of_their_own():
    net, loss = network(2, 3, 3, 2)
    w = net.parameters()[0]
    picture = loss.draw(level="neurons", path=(w[0, 0], loss)).picture
    names = [v.lines[0] for v in picture.vertices if v.kind is Kind.NEURON]
    assert len(set(names)) == len(names)
    assert "→ z1⁽¹⁾ → z3⁽²⁾ → a2 → E:" in picture.caption[6]
    assert any(line.startswith("grad u1⁽¹⁾ = ") for step in picture.steps for line in step.lines)
    net, loss = network(2, 3, 2)
    picture = loss.draw(level="neurons", path=(net.parameters()[0][0, 0], loss)).picture
    assert "→ z1 → a2 → E:" in picture.caption[2]


def test_factors_of_many_arrows_side_by_side_pop_up_instead():
    net, loss = network(2, 5, 4, 2)
    w = net.parameters()[0]
    arrows = marked(loss.draw(level="neurons", path=(w[0, 0], loss)).picture)
    assert all(bool(edge.lines) != bool(edge.hint) for edge in arrows)
    assert {edge.tail.split("_")[0] for edge in arrows if edge.lines} == {"n0", "n1", "n2", "n3"}
    net, loss = network(2, 3, 5, 4)
    w = net.parameters()[0]
    arrows = marked(loss.draw(level="neurons", path=(w[0, 0], loss)).picture)
    hidden = [edge for edge in arrows if edge.hint]
    assert len(hidden) == 20
    assert all(edge.hint[0].startswith("w") for edge in hidden)


def test_all_paths_that_are_listed_are_terms_of_the_sum():
    net, loss = network(2, 3, 4, 2)
    caption = loss.draw(level="neurons", path=(net.parameters()[0][1, 0], loss)).picture.caption
    (law,) = (line for line in caption if line.startswith("Law 2"))
    assert len(law.split(" + ")) == 8
    assert "…" not in law


def test_a_sum_of_many_terms_says_how_many():
    net, loss = network(2, 3, 10)
    steps = loss.draw(level="neurons", path=(net.parameters()[0][1, 0], loss)).picture.steps
    (law,) = (x for step in steps for x in step.lines if "… (10 terms)" in x)
    assert law.startswith("law 2")


def followed(sizes, index, *, seed=0):
    """The drawing of a weight or bias that is followed through a network of random weights."""
    rng = np.random.default_rng(seed)
    net = nn.MLP(list(sizes), activation=mg.sigmoid, rng=seed)
    loss = nn.CrossEntropy()(net(rng.normal(size=(1, sizes[0]))), [0])
    parameter = net.parameters()[index]
    return loss.draw(level="neurons", path=(parameter[(-1,) * parameter.ndim], loss))


NETWORKS = [(2, 3, 2), (2, 3, 3, 2), (3, 2, 3, 2), (2, 2, 2, 2, 2), (4, 5, 3), (4, 1, 4, 2, 3)]
every_network = pytest.mark.parametrize("sizes", NETWORKS)
every_weight = pytest.mark.parametrize("index", [0, 1, -2])


@every_network
@every_weight
def test_the_texts_of_paths_stand_clear_of_each_other_of_neurons_and_of_other_paths(sizes, index):
    drawing = followed(sizes, index)
    described = laid_out(drawing)
    boxes = [(edge["id"], box) for edge in described["edges"] for _, box in texts(edge)]
    for thing in described["objects"]:
        x, y = map(float, thing["pos"].split(","))
        half = RADIUS * 0.7
        if thing["name"].endswith("sum"):
            boxes += [(thing["name"], box) for _, box in texts(thing)]
        elif thing.get("shape") == "circle":
            boxes.append((thing["name"], (x - half, y - half, x + half, y + half)))
    for (a, (left, low, right, high)), (b, (start, floor, end, top)) in combinations(boxes, 2):
        beside = min(right, end) <= max(left, start) or min(high, top) <= max(low, floor)
        assert beside or a == b, (a, b)
    on_paths = {edge.id for edge in drawing.picture.edges if edge.marked}
    assert not [text for text, edge in struck_through(drawing) if edge in on_paths]


@every_network
@every_weight
def test_a_followed_weight_can_be_read_on_a_page(sizes, index):
    width, _ = size_of(followed(sizes, index))
    assert width <= WIDEST


def test_other_arrows_lie_beneath_the_texts_of_paths():
    drawing = followed((2, 3, 3, 2), 0)
    order = list(dict.fromkeys(re.findall(r"id=(e\d+)", drawing.source)))
    on_paths = [edge.id for edge in drawing.picture.edges if edge.marked]
    assert order[-len(on_paths) :] == on_paths
    assert len(order) == len(drawing.picture.edges)


def test_what_finds_no_room_beside_an_arrow_pops_up():
    drawing = followed((4, 1, 4, 2, 3), 1)
    shown = [text for edge in laid_out(drawing)["edges"] for text, _ in texts(edge)]
    hidden = [
        edge for edge in drawing.picture.edges if edge.lines[1:] and edge.lines[1] not in shown
    ]
    assert hidden
    svg = drawing.svg()
    for edge in hidden:  # the factor with its name, or alone
        assert {edge.lines[0], edge.lines[0].rpartition(" = ")[2]} & set(shown)
        assert any("\n".join(edge.lines[:2]) in hint for hint in hints(svg).values())


@pytest.mark.parametrize("name", THEMES)
def test_paths_are_readable_in_every_theme(name):
    theme = THEMES[name]
    looks = [of_path(hue, theme) for hue in range(12)]
    of_several = edge_style(Edge("e", "a", "b", marked=True), theme)
    for look in [*looks, of_several]:
        for ground in (theme.paper, theme.module_fill):
            assert contrast(look["fontcolor"], ground) >= 4.5
            assert contrast(look["color"], ground) >= 3
    for one, following in pairwise(looks):
        assert one["style"] != following["style"]
    assert len({(look["color"], look["style"]) for look in looks}) >= 3


def test_gradients_at_neurons_are_those_that_the_tensors_receive():
    w1 = mg.tensor([[0.1, -0.4, 0.3], [0.7, 0.2, -0.5]], requires_grad=True)
    w2 = mg.tensor([[0.6, -0.1], [0.3, 0.8], [-0.9, 0.4]], requires_grad=True)
    x = mg.tensor(X, requires_grad=True)
    z = mg.tanh(x @ w1)
    y = z @ w2
    for t in (z, y):
        t.retain_grad()
    loss = ((y - np.array([[1.0, 0.0]])) ** 2).sum()
    picture = loss.draw(level="neurons", show="gradients").picture
    loss.backward()
    received = [t.grad.numpy() for t in (x, z, y)]
    for layer, gradient in enumerate(received):
        for i, wanted in enumerate(np.ravel(gradient)):
            (vertex,) = (v for v in picture.vertices if v.id == f"n{layer}_{i + 1}")
            assert float(vertex.details["gradient"][0]) == pytest.approx(wanted, rel=1e-6)
            assert float(vertex.lines[-1]) == pytest.approx(wanted, rel=6e-3)


def test_the_gradient_of_a_neuron_is_the_sum_of_what_the_next_layer_sends_back():
    net, loss = network(2, 3, 2)
    picture = loss.draw(level="neurons", show="gradients").picture
    sums = {v.lines[0]: v.hint for v in picture.vertices if v.kind is Kind.NEURON and v.hint}
    assert list(sums) == ["z1", "z2", "z3"]
    for i, (hint,) in enumerate(sums.values()):
        one, two, whole = map(float, re.findall(r"-?[\d.]+", hint))
        assert one + two == pytest.approx(whole, abs=2e-3)
        error = mg.grad_of(loss, net.parameters()[3]).numpy()
        weights = net.parameters()[2].numpy()[i]
        assert [one, two] == pytest.approx(weights * error, rel=0.01)


def test_mermaid_has_the_colours_of_ways_and_the_sum_in_its_neuron():
    net, loss = network(2, 3, 2)
    drawing = loss.draw(level="neurons", path=(net.parameters()[0][0, 0], loss))
    text = drawing.mermaid()
    edges = drawing.picture.edges
    colours = dict(
        line.split()[1:] for line in text.split("\n") if line.startswith("    linkStyle")
    )
    assert colours == {
        str(i): f"stroke:{colour},color:{colour}"
        for i, edge in enumerate(edges)
        if edge.marked
        for colour in [path_colour(edge.hue, THEMES["light"])]
    }
    assert 'n1_1(("z1<br>Σ ' in text
    assert "n1_1sum" not in text
