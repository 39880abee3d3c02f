"""A library of its own: four operations, each stated once, and all that follows from that."""

from __future__ import annotations

import copy
import inspect
import pickle

import numpy as np
import pytest

import minigrad as mg
from minigrad.core import dispatch
from minigrad.core.dispatch import ANSWERS
from minigrad.symbol import local_derivatives
from minigrad.testing import check_grads, check_op


def polar_of(a, b):
    """Another library's function with NumPy's protocol."""
    return polar(a, b)


def rule_of_a(g, y, a, b):
    return g.r * a / y.r - g.phi * b / (y.r * y.r)


def rule_of_b(g, y, a, b):
    return g.r * b / y.r + g.phi * a / (y.r * y.r)


# In this library they are its own, whatever minigrad has.
ANSWERED_BY_MINIGRAD = {f: ANSWERS.pop(f) for f in (np.flip, np.linalg.norm, np.cbrt)}

polar = mg.Op(
    "polar",
    lambda a, b: (np.hypot(a, b), np.arctan2(b, a)),
    rule_of_a,
    rule_of_b,
    outputs=("r", "phi"),
    kind="elementwise",
    numpy=polar_of,
    domain=mg.Domain(((0.3, 2.0), (0.3, 2.0)), analytic=False),
)
flip = mg.Op(
    "flip",
    lambda x, axis=-1: np.flip(x, axis),
    transpose=lambda g, x, axis: flip(g, axis),
    kind="shape",
    numpy=np.flip,
    domain=mg.Domain(shapes=(((3,),), ((2, 3),)), options=({"axis": -1}, {"axis": 0})),
)
norm = mg.Op(
    "norm",
    lambda x, axis=None: np.linalg.norm(x, axis=axis),
    lambda g, y, x, axis: (g / y if axis is None else mg.expand_dims(g / y, axis)) * x,
    kind="reduction",
    numpy=np.linalg.norm,
    domain=mg.Domain(((0.2, 2.0),), shapes=(((3,),), ((2, 3),)), options=({}, {"axis": -1})),
)
cbrt = mg.Op(
    "cbrt",
    np.cbrt,
    lambda g, y, x: g / (3 * y * y),
    numpy=np.cbrt,
    domain=mg.Domain(((0.2, 3.0),), analytic=False),
)
LIBRARY = (polar, flip, norm, cbrt)
ANSWERED = {f: ANSWERS.pop(f) for f in (polar_of, np.flip, np.linalg.norm, np.cbrt)}
ANSWERS.update(ANSWERED_BY_MINIGRAD)


@pytest.fixture(autouse=True)
def _answers(monkeypatch):
    """What the library answers is no business of other tests."""
    for function, op in ANSWERED.items():
        monkeypatch.setitem(ANSWERS, function, op)


def leaf(data, name=None):
    return mg.tensor(data, requires_grad=True, name=name)


class TestNumPyDispatch:
    def test_functions_record(self):
        x = leaf([8.0, 27.0])
        for y, name in ((np.cbrt(x), "cbrt"), (np.flip(x), "flip"), (np.linalg.norm(x), "norm")):
            assert y.node.op.name == name
        np.testing.assert_array_equal(np.flip(x, axis=0).numpy(), [27.0, 8.0])

    def test_a_function_is_answered_once(self):
        with pytest.raises(ValueError, match=r"numpy\.sin is answered by .*elementwise\.sin"):
            mg.Op("sine", np.sin, lambda g, y, x: g * mg.cos(x), numpy=np.sin)
        assert ANSWERS[np.sin] is mg.sin

    def test_a_definition_may_be_run_again(self):
        """As a cell of a notebook is."""
        try:
            for _ in range(2):
                again = mg.Op("again", np.sort_complex, numpy=np.sort_complex)
            assert ANSWERS[np.sort_complex] is again
        finally:
            ANSWERS.pop(np.sort_complex)

    def test_only_functions_are_answered(self):
        with pytest.raises(TypeError, match="'tan' is no function"):
            mg.Op("tangent", np.tan, numpy="tan")

    def test_a_function_of_operations_answers_too(self):
        try:

            @dispatch.implements(np.sort_complex)
            def sort_complex(x):
                return mg.sort(x) * (1 + 0j)

            assert np.sort_complex(leaf([0.5])).requires_grad
        finally:
            ANSWERS.pop(np.sort_complex)


class TestSeveralOutputs:
    def test_the_result_has_their_names(self):
        a, b = leaf([3.0]), leaf([4.0])
        y = polar(a, b)
        assert type(y).__name__ == "PolarResult"
        assert y._fields == ("r", "phi")
        assert [part.op for part in (y.r.node, y.phi.node)] == [polar.part] * 2
        assert repr(y.r) == "tensor([5.], op=polar)"
        arrays = polar(np.array([3.0]), np.array([4.0]))
        assert type(arrays) is type(y)
        assert isinstance(arrays.r, np.ndarray)

    def test_tuples_and_lists(self):
        modf = mg.Op("modf", np.modf, lambda g, y, x: g[0], outputs=tuple)
        split = mg.Op(
            "split",
            lambda x, n=2: np.split(x, n),
            transpose=lambda g, x, n: mg.concatenate(g),
            outputs=list,
        )
        x = leaf([1.25, 2.5, 3.0, 4.75])
        fraction, whole = modf(x)
        assert (fraction + whole).tolist() == x.tolist()
        parts = split(x, n=4)
        assert [type(parts), len(parts)] == [list, 4]
        (parts[3] * parts[0] * 2.0).sum().backward()
        assert x.grad.tolist() == [9.5, 0.0, 0.0, 2.5]

    def test_what_a_function_returns_needs_no_declaration(self):
        qr = mg.Op("qr", lambda x: np.linalg.qr(x), lambda g, y, x: (g.Q + y.Q) @ y.R + g.R)
        x = leaf(np.eye(2))
        y = qr(x)
        assert type(y).__name__ == "QRResult"
        y.R.sum().backward()
        assert x.grad.shape == (2, 2)
        two = mg.Op("two", lambda x: (x, 2 * x), lambda g, y, x: g[0] + 2 * g[1])
        assert mg.grad(lambda x: two(x)[0] * two(x)[1])(3.0).item() == 12.0
        assert mg.compile(lambda x: two(x)[1])(np.ones(2)).tolist() == [2.0, 2.0]

    @pytest.mark.parametrize("used", ["r", "phi"])
    def test_an_output_that_is_not_used_has_gradient_zero(self, used):
        a, b = leaf([3.0, 1.0]), leaf([4.0, 2.0])
        getattr(polar(a, b), used).sum().backward()
        alone = mg.Op("alone", lambda a, b: getattr(polar(a, b), used), *alone_rules(used))
        c, d = leaf([3.0, 1.0]), leaf([4.0, 2.0])
        alone(c, d).sum().backward()
        np.testing.assert_allclose(a.grad.numpy(), c.grad.numpy(), rtol=1e-15)
        np.testing.assert_allclose(b.grad.numpy(), d.grad.numpy(), rtol=1e-15)

    def test_gradients_of_any_order(self):
        """x = r cos(phi) has derivative 1 by x, and none of a higher order."""

        def x_again(x):
            y = polar(x, 2.0)
            return y.r * mg.cos(y.phi)

        first = mg.grad(x_again)
        assert first(3.0).item() == pytest.approx(1.0)
        assert mg.grad(first)(3.0).item() == pytest.approx(0.0, abs=1e-15)
        third = mg.grad(mg.grad(mg.grad(lambda x: polar(x, 2.0).phi)))
        x, d = 3.0, 13.0  # the derivatives of arctan(2 / x)
        assert third(x).item() == pytest.approx(-2 * (-2 * d + 8 * x * x) / d**3 * -1 * -1)

    def test_hooks_and_kept_gradients_are_those_of_one_output(self):
        y = polar(leaf([3.0]), leaf([4.0]))
        y.r.retain_grad()
        y.phi.register_hook(lambda g: 2 * g)
        (y.r * y.phi).sum().backward()
        assert y.r.grad.tolist() == y.phi.tolist()

    def test_copies_and_pickles_hold_the_whole_graph(self):
        a, b = leaf([3.0]), leaf([4.0])
        y = polar(a, b)
        for x1, x2, again in (copy.deepcopy((a, b, y)), pickle.loads(pickle.dumps((a, b, y)))):
            assert type(again) is type(y)
            again.r.sum().backward()
            assert [x1.grad.tolist(), x2.grad.tolist()] == [[0.6], [0.8]]

    def test_a_graph_that_was_let_go_of_says_so(self):
        y = polar(leaf([3.0]), leaf([4.0]))
        y.r.sum().backward(retain_graph=False)
        with pytest.raises(RuntimeError, match="let go of.*'polar' is needed"):
            y.phi.sum().backward()

    def test_nothing_is_recorded_where_nothing_is_to_be(self):
        with mg.no_grad():
            assert polar(leaf([3.0]), 4.0).r.is_leaf
        assert polar(mg.tensor([3.0]), 4.0).phi.is_leaf

    def test_an_integer_output_has_no_gradient(self):
        parts = mg.Op("frexp", np.frexp, lambda g, y, x: g[0] / 2 ** y[1], outputs=tuple)
        mantissa, exponent = parts(leaf([10.0]))
        assert (mantissa.requires_grad, exponent.requires_grad) == (True, False)
        mantissa.sum().backward()

    def test_a_forward_function_that_returns_one_is_told(self):
        bad = mg.Op("bad", np.sin, lambda g, y, x: g, outputs=("a", "b"))
        with pytest.raises(TypeError, match="of bad returned ndarray, not a tuple of arrays"):
            bad(leaf([1.0]))
        three = mg.Op("three", lambda x: (x, x, x), lambda g, y, x: g.a, outputs=("a", "b"))
        with pytest.raises(TypeError, match="of three returned 3 arrays, not a, b"):
            three(leaf([1.0]))
        with pytest.raises(TypeError, match="outputs are several names"):
            mg.Op("bad", np.sin, lambda g, y, x: g, outputs="ab")

    def test_parts_of_a_whole_refuse_writes_that_nobody_would_see(self):
        halves = mg.Op(
            "halves",
            lambda x: np.split(x, 2),
            transpose=lambda g, x: mg.concatenate(g),
            outputs=list,
            view=True,
        )
        x = mg.tensor([1.0, 2.0])
        first, second = halves(x)
        with pytest.raises(ValueError, match="part of another one"):
            first[0] = 3.0
        del x
        second[0] = 3.0

    def test_anomalies_are_found(self):
        bad = mg.Op("bad", lambda x: (x, x / 0), lambda g, y, x: g[0], outputs=tuple)
        with (
            mg.detect_anomaly(),
            np.errstate(divide="ignore"),
            pytest.raises(FloatingPointError, match="bad made inf"),
        ):
            bad(leaf([1.0]))

    def test_anomalies_of_rules_are_found(self):
        bad = mg.Op("bad", lambda x: (x, x), lambda g, y, x: g[0] / (y[1] - x), outputs=tuple)
        with (
            mg.detect_anomaly(),
            np.errstate(divide="ignore"),
            pytest.raises(FloatingPointError, match="backward through bad.* input 0 is inf"),
        ):
            bad(leaf([1.0]))[0].sum().backward()


def alone_rules(used):
    r = (lambda g, y, a, b: g * a / y, lambda g, y, a, b: g * b / y)
    phi = (
        lambda g, y, a, b: -g * b / (a * a + b * b),
        lambda g, y, a, b: g * a / (a * a + b * b),
    )
    return r if used == "r" else phi


class TestDrawing:
    def test_one_operation_with_a_box_for_each_output(self):
        y = polar(leaf([3.0], "a"), leaf([4.0], "b"))
        text = (y.r * y.phi).sum().draw().mermaid()
        assert text.count("polar") == 1
        assert '|"r"|' in text
        assert '|"phi"|' in text

    @pytest.mark.parametrize("show", ["values", "gradients", "memory"])
    def test_with_all_that_can_be_shown(self, show):
        y = polar(leaf([3.0], "a"), leaf([4.0], "b"))
        drawing = (y.r * y.phi).sum().draw(show=show)
        assert "polar" in drawing.mermaid()
        assert "polar(a, b).phi" in drawing.html() or show != "gradients"


class TestSpelledRules:
    def test_rules_are_read_as_those_of_minigrad(self):
        assert local_derivatives(cbrt, 8.0) == ["1 ÷ (3 × y × y)"]
        assert local_derivatives(flip, np.ones(2)) == ["1"]
        assert local_derivatives(norm, np.ones(2)) == ["1 ÷ y × x"]
        assert local_derivatives(polar, 3.0, 4.0)[1] == "g.r × w ÷ y.r + g.phi × x ÷ y.r²"

    def test_a_name_of_minigrad_s_is_only_a_name(self):
        """An operation called "sum" that triples is not spelled as a sum."""
        triple = mg.Op(
            "sum", lambda x: 3 * np.sum(x), lambda g, y, x: 3 * mg.broadcast_to(g, x.shape)
        )
        f = mg.Op("f", lambda x: x * np.sum(x), lambda g, y, x: triple(g * x))
        assert local_derivatives(f, np.ones(2)) == ["sum(g × x)"]


class TestCompiledReplay:
    @pytest.mark.parametrize("op", LIBRARY, ids=lambda op: op.name)
    def test_programs_give_the_same_numbers(self, op):
        def f(*xs):
            y = op(*xs)
            total = (y.r * y.phi).sum() if op is polar else y.sum()
            return total, mg.grad_of(total, xs)

        program = mg.compile(f)
        for seed in range(3):
            rng = np.random.default_rng(seed)
            xs = [rng.uniform(0.3, 2.0, 3) for _ in range(op.arity)]
            tensors = [leaf(x) for x in xs]
            expected = f(*tensors)
            value, gradients = program(*[leaf(x) for x in xs])
            assert value.item() == expected[0].item()
            for ours, theirs in zip(gradients, expected[1], strict=True):
                np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


class TestStatement:
    def test_signatures_have_names_and_defaults(self):
        for op, expected in (
            (cbrt, "(x, /)"),
            (flip, "(x, axis=-1)"),
            (polar, "(a, b)"),
            (mg.add, "(x1, x2, /)"),
            (mg.clip, "(x, min=None, max=None)"),
            (mg.concatenate, "(arrays: 'Sequence[Any]', axis: 'int | None' = 0)"),
        ):
            assert str(inspect.signature(op)).split(" ->")[0] == expected

    def test_a_transposed_function_makes_an_operation_linear(self):
        assert (flip.linear, cbrt.linear, mg.add.linear) == (True, False, True)
        x = leaf([1.0, 2.0, 3.0])
        flip(x).backward([1.0, 0.0, 0.0])
        assert x.grad.tolist() == [0.0, 0.0, 1.0]

    def test_of_several_inputs_it_returns_a_contribution_for_each(self):
        difference = mg.Op(
            "difference", lambda a, b: a - b, transpose=lambda g, a, b: (g, -g), kind="elementwise"
        )
        a, b = leaf([1.0, 2.0]), leaf(1.0)
        difference(a, b).sum().backward()
        assert (a.grad.tolist(), b.grad.tolist()) == ([1.0, 1.0], -2.0)

    def test_a_call_that_lacks_something_is_told_by_the_operation_s_name(self):
        with pytest.raises(TypeError, match=r"^reshape\(\) missing .* 'shape'"):
            mg.reshape(leaf([1.0]))
        with pytest.raises(TypeError, match=r"^concatenate\(\) missing"):
            mg.concatenate()

    def test_a_kind_is_one_that_there_is(self):
        assert cbrt.kind == "elementwise"  # as ufuncs are
        with pytest.raises(ValueError, match="kind is one of elementwise, .*, not 'pointwise'"):
            mg.Op("bad", np.sin, kind="pointwise")

    def test_rules_are_given_once(self):
        with pytest.raises(TypeError, match="not both"):
            mg.Op("bad", np.sin, lambda g, y, x: g, transpose=lambda g, x: g)


class TestDerivedTests:
    @pytest.mark.parametrize("op", LIBRARY, ids=lambda op: op.name)
    def test_follow_from_the_statement(self, op):
        check_op(op)

    def test_a_transposed_map_that_is_another_one_is_found(self):
        wrong = mg.Op(
            "roll",
            lambda x: np.roll(x, 1),
            transpose=lambda g, x: flip(g),
            domain=mg.Domain(shapes=(((4,),),)),
        )
        with pytest.raises(AssertionError, match="roll: the transposed map is another one"):
            check_op(wrong)

    def test_an_operation_that_is_not_linear_is_found(self):
        wrong = mg.Op("shift", lambda x: x + 1, lambda g, y, x: g, linear=True, kind="elementwise")
        with pytest.raises(AssertionError, match="shift is declared linear, and is not"):
            check_op(wrong)

    def test_a_wrong_rule_behind_one_of_two_outputs_is_found_and_named(self):
        wrong = mg.Op(
            "polar",
            polar.forward,
            lambda g, y, a, b: rule_of_a(g, y, a, b) + 0.01 * g.phi,
            rule_of_b,
            outputs=("r", "phi"),
            domain=polar.domain,
        )
        with pytest.raises(
            AssertionError, match="smallest part that is wrong by itself: polar"
        ) as told:
            check_grads(lambda a, b: wrong(mg.exp(a), b).phi * 2, np.array([0.5]), np.array([0.7]))
        assert "polar" in told.value.drawing.mermaid()

    def test_a_domain_is_needed(self):
        with pytest.raises(TypeError, match="cosine has no domain"):
            check_op(mg.Op("cosine", lambda x: np.cos(x), lambda g, y, x: -g * mg.sin(x)))
