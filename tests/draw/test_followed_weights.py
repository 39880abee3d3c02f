"""One weight's ways through the neurons to the error (article A2), and elements in paths."""

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn

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
