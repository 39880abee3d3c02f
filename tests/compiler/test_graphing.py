"""Drawings of programs: every operand, every result, and the signs of an eager drawing."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim
from minigrad.draw.picture import Kind
from minigrad.ops import registry
from minigrad.testing.sampling import sample
from tests.budget import examples

X = np.array([0.5, -1.0, 2.0])
STAGES = pytest.mark.parametrize("stage", ["before", "after"])


def drawn(function, *args, stage, **options):
    compiled = mg.compile(function)
    compiled(*args)
    return compiled.draw(stage=stage, **options).picture


def texts(picture, *kinds):
    return [vertex.lines for vertex in picture.vertices if not kinds or vertex.kind in kinds]


def operands(picture, symbol):
    """What goes into each operation of a symbol, by the first lines."""
    first = {vertex.id: vertex.lines[0] for vertex in picture.vertices}
    heads = [vertex.id for vertex in picture.vertices if vertex.lines[0] == symbol]
    return [[first[edge.tail] for edge in picture.edges if edge.head == head] for head in heads]


def training_step():
    net = nn.MLP([2, 3, 2], rng=0)
    error, optimizer = nn.CrossEntropy(), optim.SGD(net.parameters(), lr=0.1, momentum=0.9)

    @mg.compile
    def step(x, labels):
        e = error(net(x), labels)
        optimizer.zero_grad()
        e.backward()
        optimizer.step()
        return e

    for _ in range(3):
        step(np.ones((4, 2)), np.array([0, 1, 0, 1]))
    return step


class TestResults:
    @STAGES
    def test_each_has_a_box_of_its_own(self, stage):
        picture = drawn(lambda x: (mg.tanh(x), x.sum()), X, stage=stage, show="memory")
        names = {"before": ["output", "output₂"], "after": ["t0", "t1"]}[stage]
        assert texts(picture, Kind.VALUE) == [
            [names[0], "(3,) float64", "24 B"],
            [names[1], "() float64", "8 B"],
        ]
        assert operands(picture, "return") == [names]

    @STAGES
    def test_a_constant_one_is_shown(self, stage):
        picture = drawn(lambda x: (x * 2.0, mg.asarray(np.arange(3))), X, stage=stage)
        assert ["[0, 1, 2]", "(3,) int64"] in texts(picture, Kind.CONSTANT)

    def test_one_beside_calls_that_nobody_needs_has_its_box(self):
        def f(x):
            mg.sin(x)
            return mg.exp(x)

        assert ["output", "(3,) float64"] in texts(drawn(f, X, stage="before"))

    def test_those_that_are_kept_outside_have_its_names(self):
        step = training_step()
        after = [lines[0] for lines in texts(step.draw().picture, Kind.VALUE)]
        before = "\n".join(lines[0] for lines in texts(step.draw(stage="before").picture))
        for name in ("layers.0.weight", "grad layers.2.bias", "momentum_buffer"):
            assert any(line.startswith(f"{name} = t") for line in after)
            assert f"\n{name}" in before
        assert "grad layers.0.weight\nleft out: a copy" in before.replace("…", "")


class TestOperands:
    @STAGES
    def test_constant_arrays_have_boxes_with_their_elements(self, stage):
        picture = drawn(lambda x: x * np.arange(3.0) + np.ones(3), X, stage=stage)
        assert operands(picture, "×") == [["x", "[0.0, 1.0, 2.0]"]]
        assert operands(picture, "+")[0][1] == "[1.0, 1.0, 1.0]"
        assert ["[1.0, 1.0, 1.0]", "(3,) float64"] in texts(picture, Kind.CONSTANT)

    @STAGES
    def test_a_large_array_of_one_number_says_it(self, stage):
        picture = drawn(lambda x: x + np.full((20, 3), 0.25), X, stage=stage)
        assert texts(picture, Kind.CONSTANT)[1] == ["0.25", "(20, 3) float64"]
        picture = drawn(lambda x: x + np.arange(60.0).reshape(20, 3), X, stage=stage)
        assert texts(picture, Kind.CONSTANT)[1] == ["(20, 3) float64"]

    def test_an_array_is_there_once_however_often_it_is_used(self):
        picture = drawn(lambda x: mg.maximum(mg.sin(mg.maximum(x, 0.0)), 0.0), X, stage="after")
        assert operands(picture, "maximum") == [["x", "[0.0, 0.0, 0.0]"], ["b0", "[0.0, 0.0, 0.0]"]]
        assert len(texts(picture, Kind.CONSTANT)) == 2

    @STAGES
    def test_numbers_are_operands_and_options_are_none(self, stage):
        picture = drawn(lambda x: mg.where(x > 0, x, 2.5).sum(0) + 7, X, stage=stage)
        assert texts(picture, Kind.NUMBER) == [["0"], ["2.5"], ["7"]]
        assert operands(drawn(lambda x: mg.maximum(x, 0.0), X, stage="before"), "maximum") == [
            ["x", "0.0"]
        ]

    @STAGES
    def test_index_arrays_and_what_is_assigned_come_by_arrows(self, stage):
        def f(x, i):
            y = x * 1.5
            y[i] = 3 * mg.sin(x[1:])
            return y[i, None]

        picture = drawn(f, X, np.array([2, 0]), stage=stage)
        [assigned] = operands(picture, "[·] =")
        assert len(assigned) == 3
        assert "i" in assigned
        assert "i" in operands(picture, "[·, None]")[0]
        assert operands(picture, "[1:None]") or operands(picture, "[1:]")


class TestFolding:
    @staticmethod
    def loop(x, times):
        for _ in range(times):
            x = mg.tanh(x * 2 + mg.maximum(x, 0.0))
        return x

    @STAGES
    def test_a_long_loop_folds_by_itself(self, stage):
        picture = drawn(self.loop, X, 60, stage=stage)
        assert len(picture.vertices) < 40
        assert any(lines[-1] in ("× 59", "× 60") for lines in texts(picture))
        assert picture.caption[-1].startswith("Folded: ")

    @STAGES
    def test_a_short_one_folds_where_that_is_asked_for(self, stage):
        short, whole = (drawn(self.loop, X, 9, stage=stage, fold=fold) for fold in (True, None))
        assert len(short.vertices) < len(whole.vertices) / 3
        assert not whole.caption


class TestSigns:
    @STAGES
    def test_they_are_those_of_an_eager_drawing(self, stage):
        def f(x):
            y = (x.sum(axis=1, keepdims=True) - x.max(axis=1, keepdims=True)) / mg.sqrt(x)
            return (-y.T @ abs(y)).astype(np.float32)[0, 1:].reshape(2, 1).sum() / 4

        x = np.arange(1.0, 10.0).reshape(3, 3)
        eager = f(mg.tensor(x, requires_grad=True)).draw().picture
        of_program = drawn(f, x, stage=stage)
        assert sorted(texts(of_program, Kind.OPERATION)) == sorted(texts(eager, Kind.OPERATION))

    @STAGES
    def test_a_training_step_has_none_of_the_compiler(self, stage):
        picture = training_step().draw(stage=stage).picture
        found = {line for lines in texts(picture) for line in lines}
        assert {"×", "-", "÷", "Σ", "ᵀ", "max", "≠", "[·, ·]", "[·, ·] ="} <= found
        for word in ("dtype(", "e+308", "reduce", "truediv", "assigned", "replaced", "getitem"):
            assert not [line for line in found if word in line]

    def test_an_operation_of_the_user_has_its_name(self):
        cube = mg.Op("cube", lambda x: x**3, lambda g, y, x: 3 * g * x * x)
        f = mg.compile(lambda x: cube(x))
        f(X)
        assert texts(f.draw().picture, Kind.OPERATION) == [["cube"]]
        assert " = cube(" in f.source or "(cube(" in f.source

    def test_the_largest_number_of_a_dtype_is_said_in_words(self):
        f = mg.compile(lambda x: mg.logsumexp(x, axis=-1))
        f(mg.tensor(np.ones((3, 2), np.float32)))
        assert ["lowest float32"] in texts(f.draw(stage="before").picture, Kind.NUMBER)
        assert ["lowest float32", "(3, 1) float32"] in texts(f.draw().picture, Kind.CONSTANT)
        japanese = f.draw(stage="before", lang="ja").picture
        assert ["float32 の最小値"] in texts(japanese, Kind.NUMBER)


@pytest.mark.untraced
def test_operations_are_drawn_in_words_that_can_be_looked_up():
    rng = np.random.default_rng(1)
    for name in rng.permutation(sorted(registry))[: examples(len(registry))]:
        for text in texts_of_operation(registry[name], rng):
            assert not text.startswith("_")
            assert not any(part in text for part in ("lambda", "dtype(", "e+308", "reduce"))


def texts_of_operation(op, rng):
    shapes = op.domain.shapes
    shapes = ((2, 3),) * (op.arity or 2) if shapes is None else (*shapes, ())[0]
    case = sample(op, rng, shapes)

    def forward(*xs):
        return case(*xs)

    def backward(*xs):
        ys = case(*xs)
        ys = [y for y in (ys if isinstance(ys, tuple) else [ys]) if y.requires_grad]
        return mg.grad_of(ys, list(xs), [np.full(y.shape, 0.7, y.dtype) for y in ys])

    f = mg.compile(backward if op.differentiable else forward)
    f(*(mg.tensor(np.asarray(x, float), requires_grad=op.differentiable) for x in case.inputs))
    pictures = [f.draw(stage=stage).picture for stage in ("before", "after")]
    return [line for picture in pictures for lines in texts(picture) for line in lines]
