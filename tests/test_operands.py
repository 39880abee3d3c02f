"""What an operand may be: an operator lets the other side answer where it is no array."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn


@pytest.fixture
def t():
    return mg.tensor([2.0, 3.0], requires_grad=True)


class Answers:
    """No array, and with operators of its own, as units have."""

    def _said(self, other):
        return type(other).__name__

    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rpow__ = __rmatmul__ = _said
    __lt__ = __le__ = __gt__ = __ge__ = __rand__ = __ror__ = __rxor__ = _said
    __eq__ = __ne__ = _said
    __hash__ = object.__hash__


class Labelled(Answers):
    """An array with labels: it answers ufuncs, and gives an array to who asks."""

    def __array__(self, dtype=None, copy=None):
        return np.array([1.0, 2.0])

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return f"{ufunc.__name__} answered"


class WithUnits(np.ndarray):
    """A subclass of arrays that means something else by arithmetic."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return "with units"


class Refuses(Answers):
    """What NumPy's operators have to leave alone."""

    __array_ufunc__ = None


OPERATORS = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b,
    lambda a, b: a**b,
    lambda a, b: a @ b,
    lambda a, b: a < b,
    lambda a, b: a >= b,
    lambda a, b: a == b,
    lambda a, b: a != b,
    lambda a, b: a & b,
]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("kind", [Answers, Labelled, Refuses])
def test_the_other_side_answers(operator, kind, t):
    assert operator(t, kind()) == "Tensor"


def test_ufuncs_let_it_answer_too(t):
    assert np.multiply(t, Labelled()) == "multiply answered"
    assert np.multiply(Labelled(), t) == "multiply answered"
    assert np.ones(2).view(WithUnits) * t == "with units"


def test_units_of_a_subclass_are_not_dropped(t):
    assert t * np.ones(2).view(WithUnits) == "with units"


def test_approximately_equal():
    assert mg.tensor(2.0) == pytest.approx(2.0 + 1e-9)
    assert mg.tensor([1.0, 2.0]) == pytest.approx([1.0, 2.0])
    assert pytest.approx(2.0) == mg.tensor(2.0)
    assert mg.tensor(2.0) != pytest.approx(3.0)


def test_what_nobody_answers_is_an_error_that_names_both(t):
    with pytest.raises(TypeError, match=r"\+: 'Tensor' and 'object'"):
        t + object()
    with pytest.raises(TypeError, match=r"add\(Tensor, object\).*minigrad\.asarray"):
        mg.add(t, object())
    with pytest.raises(TypeError, match=r"setitem\(Tensor, dict\)"):
        mg.tensor([1.0])[0] = {}
    with pytest.raises(TypeError, match="str"):
        t * "ab"
    assert (t == object()) is False


def test_sparse_matrices_answer():
    sparse = pytest.importorskip("scipy.sparse")
    matrix, vector = sparse.csr_array([[1.0, 2.0], [0.0, 3.0]]), mg.tensor([1.0, 1.0])
    np.testing.assert_array_equal(vector @ matrix, [1.0, 5.0])
    np.testing.assert_array_equal(matrix @ vector, [3.0, 3.0])
    with pytest.raises(TypeError, match=r"mg\.asarray\(other\)"):
        mg.tensor([1.0, 1.0], requires_grad=True) @ matrix


class TestPandas:
    """pandas gives way to what has a higher ``__pandas_priority__``."""

    @pytest.fixture(autouse=True)
    def _pandas(self):
        self.pd = pytest.importorskip("pandas")

    def test_on_either_side_the_gradient_is_kept(self, t):
        series, frame = self.pd.Series([1.0, 4.0]), self.pd.DataFrame([[1.0, 4.0]])
        for result in (t * series, series * t, np.multiply(series, t), np.multiply(t, series)):
            assert mg.grad_of(result.sum(), t).tolist() == [1.0, 4.0]
        for result in (t * frame, frame * t, frame - t, t @ frame.T):
            assert result.requires_grad

    def test_a_layer_takes_a_frame(self):
        layer = nn.Linear(2, 1, rng=0)
        y = layer(self.pd.DataFrame([[1, 2], [3, 4]]))
        expected = layer(np.array([[1.0, 2.0], [3.0, 4.0]]))
        np.testing.assert_allclose(y.numpy(), expected.numpy(), rtol=1e-14)
        assert y.requires_grad

    def test_its_own_products_say_what_helps(self, t):
        with pytest.raises(TypeError, match=r"DataFrame.*"):
            self.pd.DataFrame([[1.0, 4.0]]) @ t


def test_what_stands_above_pandas_is_declared():
    assert mg.Tensor.__pandas_priority__ > 4000  # that of a DataFrame
