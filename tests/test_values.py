"""What a node may hold, and that nobody outside can change it."""

from __future__ import annotations

import numpy as np
import pytest
from test_readers import Duck

import minigrad as mg
from minigrad.core.values import as_dtype, as_value, check_differentiable, owned


def read_only(values):
    array = np.array(values, float)
    array.setflags(write=False)
    return array


class TestTheValueOf:
    def test_a_writable_array_is_a_copy(self):
        array = np.array([1.0, 2.0])
        assert not np.shares_memory(as_value(array), array)
        assert array.flags.writeable

    def test_a_read_only_array_is_shared_unless_a_copy_is_asked_for(self):
        array = read_only([1.0, 2.0])
        assert as_value(array) is array
        assert not np.shares_memory(as_value(array, copy=True), array)
        assert (mg.tensor(2.0) * array).node.value.tolist() == [2.0, 4.0]

    def test_a_read_only_view_of_something_writable_is_a_copy(self):
        array = np.array([1.0, 2.0])
        view = array.view()
        view.setflags(write=False)
        assert not np.shares_memory(as_value(view), array)
        buffer = bytearray(16)
        view = np.frombuffer(buffer)
        view.setflags(write=False)
        assert not np.shares_memory(as_value(view), np.frombuffer(buffer))

    def test_bytes_cannot_change_so_they_are_shared(self):
        array = np.frombuffer(bytes(16))
        assert np.shares_memory(as_value(array), array)

    def test_a_subclass_is_a_plain_array(self):
        value = as_value(np.array([1.0, 2.0]).view(np.recarray))
        assert type(value) is np.ndarray
        assert value.tolist() == [1.0, 2.0]

    def test_a_masked_array_is_refused(self):
        with pytest.raises(TypeError, match=r"filled"):
            as_value(np.ma.array([1.0, 2.0], mask=[True, False]))

    def test_a_duck_array_is_a_copy_of_its_kind(self):
        array = np.array([1.0, 2.0])
        value = as_value(Duck(array))
        array[:] = 5.0
        assert isinstance(value, Duck)
        assert value.array.tolist() == [1.0, 2.0]

    def test_a_duck_array_that_cannot_be_copied_is_itself(self):
        class Constant:
            def __array_function__(self, function, types, args, kwargs):
                return NotImplemented

        constant = Constant()
        assert as_value(constant) is constant

    @pytest.mark.parametrize("number", [np.float32(2), np.int8(3), np.True_, np.complex64(1j)])
    def test_a_numpy_number_is_one(self, number):
        assert type(as_value(number)) is type(number)
        assert as_value(number) == number

    def test_a_0_d_array_is_a_number(self):
        value = as_value(np.array(2.0, np.float32))
        assert isinstance(value, np.float32)

    @pytest.mark.parametrize("data", [[1.0, 2.0], (1, 2), [[True], [False]], [1j]])
    def test_lists_is_a_read_only_array(self, data):
        value = as_value(data)
        assert value.tolist() == np.array(data).tolist()
        assert not value.flags.writeable

    def test_foreign_bytes_is_in_the_order_of_the_machine(self):
        value = as_value(np.array([1.0, 2.0], ">f4"))
        assert value.dtype.isnative
        assert value.dtype == np.float32
        assert value.tolist() == [1.0, 2.0]

    @pytest.mark.parametrize("data", ["a", ["a"], None, object(), np.array(["2026"], "M8[D]")])
    def test_anything_else_is_refused(self, data):
        with pytest.raises(TypeError, match="numbers or booleans, not "):
            as_value(data)

    @pytest.mark.parametrize("nest", [lambda t: [t], lambda t: [[1.0], [[t]]], lambda t: (1.0, t)])
    def test_tensors_in_lists_is_refused_where_a_gradient_would_be_lost(self, nest):
        with pytest.raises(TypeError, match=r"minigrad\.stack"):
            as_value(nest(mg.tensor(1.0, requires_grad=True)))

    def test_constant_tensors_in_lists_is_an_array(self):
        assert as_value([mg.tensor(1.0), 2.0]).tolist() == [1.0, 2.0]


class TestAnotherDtype:
    def test_the_same_is_the_same_object(self):
        array = read_only([1.0])
        assert as_dtype(array, np.dtype(float)) is array

    def test_of_the_same_kind_is_converted(self):
        value = as_dtype(read_only([1.5]), np.dtype(np.float32))
        assert value.dtype == np.float32
        assert value.tolist() == [1.5]
        assert as_dtype(2, np.dtype(float)) == 2.0

    def test_of_another_kind_is_refused(self):
        with pytest.raises(TypeError, match=r"float64 does not fit into int64.*astype"):
            as_dtype(read_only([1.5]), np.dtype(np.int64))


class TestAGradientOfItsOwn:
    def test_is_what_nobody_else_holds(self):
        g = np.ones(3)
        shared = set()
        assert owned(g, shared) is g
        assert shared == {id(g)}

    def test_is_a_copy_of_what_was_taken_already(self):
        g = np.ones(3)
        shared = set()
        owned(g, shared)
        assert not np.shares_memory(owned(g, shared), g)

    @pytest.mark.parametrize("g", [np.ones(4)[:2], read_only([1.0, 2.0]), np.broadcast_to(1.0, 2)])
    def test_is_a_copy_of_a_view_or_of_a_constant(self, g):
        copy = owned(g, set())
        assert not np.shares_memory(copy, g)
        assert copy.flags.writeable
        assert copy.tolist() == g.tolist()

    def test_is_a_number_as_it_is(self):
        g = np.float64(2.0)
        assert owned(g, set()) is g

    def test_is_a_copy_of_a_duck_array(self):
        g = Duck(np.ones(2))
        assert not np.shares_memory(owned(g, set()).array, g.array)


@pytest.mark.parametrize(
    ("dtype", "remedy"),
    [("int64", "1.0 instead of 1"), ("bool", "dtype=float")],
)
def test_only_floats_have_gradients(dtype, remedy):
    check_differentiable(np.dtype(np.float32))
    check_differentiable(np.dtype(np.complex64))
    with pytest.raises(TypeError, match=remedy):
        check_differentiable(np.dtype(dtype))
