"""minigrad as a namespace of the array API standard: data types, creation, devices, DLPack."""

import numpy as np
import pytest

import minigrad as mg


def test_a_tensor_leads_to_its_namespace():
    t = mg.tensor([1.0])
    assert t.__array_namespace__() is mg
    assert t.__array_namespace__(api_version="2025.12") is mg
    with pytest.raises(ValueError, match="2025.12"):
        t.__array_namespace__(api_version="1999.01")


def test_data_types_are_numpys():
    for name in ["bool", "int8", "uint64", "float16", "float32", "complex128"]:
        assert getattr(mg, name) is getattr(np, name)
        assert mg.zeros(2, dtype=getattr(mg, name)).dtype == name
    assert (mg.pi, mg.e, mg.inf, mg.newaxis) == (np.pi, np.e, np.inf, None)


@pytest.mark.parametrize("of", [mg.float32, np.dtype("complex64"), mg.tensor(1.0, "float32")])
def test_limits_are_python_numbers(of):
    limits = mg.finfo(of)
    assert (limits.bits, limits.dtype) == (32, np.float32)
    for name in ("eps", "max", "min", "smallest_normal"):
        assert type(getattr(limits, name)) is float
        assert getattr(limits, name) == getattr(np.finfo(np.float32), name)
    assert type(mg.iinfo(mg.asarray([1])).max) is int


def test_promotion_takes_tensors():
    t = mg.tensor([1.0], "float32", requires_grad=True)
    assert mg.result_type(t, 1.0) == np.float32
    assert mg.result_type(t, mg.int64) == np.float64
    assert mg.can_cast(t, mg.float64)
    assert mg.isdtype(t.dtype, "real floating")


def test_the_namespace_tells_of_itself():
    info = mg.__array_namespace_info__()
    assert info.devices() == (info.default_device(),) == ("cpu",)
    assert info.default_dtypes()["integral"] == np.int64
    assert set(info.dtypes(kind=("bool", "complex floating"))) == {
        "bool",
        "complex64",
        "complex128",
    }
    with pytest.raises(ValueError, match="'cpu', not 'gpu'"):
        info.dtypes(device="gpu")


@pytest.mark.parametrize("make", [mg.array, mg.asarray])
def test_nested_lists_of_tensors_are_stacked_with_their_gradients(make):
    x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    made = make([[x[0] * x[1], 5], (x[2], np.float64(7.0))])
    np.testing.assert_array_equal(made.numpy(), [[2.0, 5.0], [3.0, 7.0]])
    (made * [[1.0, 2.0], [3.0, 4.0]]).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), [2.0, 1.0, 3.0])


def test_numpys_array_of_tensors_says_what_to_write():
    """NumPy asks each for an array, as np.asarray(t) does, and no protocol tells the list."""
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(TypeError, match=r"mg\.array\(\[\.\.\.\]\)"):
        np.array([x[0], x[1]])


def test_array_is_a_value_of_its_own():
    x = mg.tensor([1.0, 2.0])
    y = mg.array(x, ndmin=2)
    y[0, 0] = 5.0
    assert y.shape == (1, 2)
    assert x.tolist() == [1.0, 2.0]
    flags = mg.tensor([True, False])
    flags.copy()[0] = False
    assert flags.tolist() == [True, False]


def test_asarray_copies_or_not_as_asked():
    t = mg.tensor([1.0, 2.0])
    assert mg.asarray(t) is t
    assert mg.asarray(t, copy=False) is t
    assert mg.asarray(t, copy=True) is not t
    shared = np.arange(3.0)
    with pytest.raises(ValueError, match="leave copy out"):
        mg.asarray(shared, copy=False)
    shared.setflags(write=False)
    assert np.shares_memory(mg.asarray(shared, copy=False).numpy(), shared)
    with pytest.raises(ValueError, match="leave copy out"):
        mg.asarray(t, dtype="float32", copy=False)


def test_gradients_flow_into_what_is_made_of_tensors():
    x = mg.tensor([1.0, 3.0], requires_grad=True)
    made = [mg.full((2, 2), x[0]), mg.full_like(x, x[1]), mg.linspace(x[0], x[1], 3)]
    sum(m.sum() for m in made).backward()
    np.testing.assert_allclose(x.grad.numpy(), [4 + 1.5, 2 + 1.5])


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_linspace_of_several_ends(axis):
    a, b = np.array([0.0, 1.0, 2.0]), np.array([4.0, 6.0, 3.0])
    for given in [{}, {"endpoint": False}, {"num": 1}, {"retstep": True}]:
        options = {"num": 5, "axis": axis, **given}
        ours = mg.linspace(mg.tensor(a), b, **options)
        theirs = np.linspace(a, b, **options)
        if "retstep" in options:
            np.testing.assert_allclose(ours[1].numpy(), theirs[1])
            ours, theirs = ours[0], theirs[0]
        np.testing.assert_allclose(ours.numpy(), theirs)


def test_another_device_is_refused():
    for make in (mg.zeros, mg.ones, mg.empty, mg.eye, mg.arange):
        assert make(2, device="cpu").device == "cpu"
        with pytest.raises(ValueError, match="cpu"):
            make(2, device="gpu")
    t = mg.tensor([1.0], requires_grad=True)
    assert t.to_device("cpu") is t
    with pytest.raises(ValueError, match="stays there"):
        t.to_device("gpu")


def test_dlpack_copies_unless_told_otherwise():
    t = mg.tensor([1.0, 2.0])
    assert not np.shares_memory(np.from_dlpack(t), t.numpy())
    if np.lib.NumpyVersion(np.__version__) >= "2.1.0":  # which takes options
        assert np.shares_memory(np.from_dlpack(t, copy=False), t.numpy())
    assert t.__dlpack_device__() == (1, 0)
    assert np.from_dlpack(mg.tensor(3.0)) == 3.0
    assert mg.from_dlpack(t).tolist() == [1.0, 2.0]


def test_dlpack_of_a_tensor_being_differentiated_is_refused():
    with pytest.raises(BufferError, match="detach"):
        np.from_dlpack(mg.tensor([1.0], requires_grad=True))


class OfAnotherLibrary:
    """An array that knows DLPack, and warns where NumPy asks for another protocol."""

    def __init__(self, values):
        self.values = np.array(values)

    def __dlpack__(self, **options):
        return self.values.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.values.__dlpack_device__()

    def __array__(self, *args, **kwargs):
        raise DeprecationWarning("no copy argument")


@pytest.mark.parametrize("make", [mg.tensor, mg.asarray, mg.array, mg.from_dlpack])
def test_arrays_of_other_libraries_come_by_dlpack(make):
    theirs = OfAnotherLibrary([1.0, 2.0])
    ours = make(theirs)
    theirs.values[:] = 0.0
    assert ours.tolist() == [1.0, 2.0]


def test_dlpack_operands_take_part():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    (x * OfAnotherLibrary([3.0, 4.0])).sum().backward()
    assert x.grad.tolist() == [3.0, 4.0]


def test_bytes_are_of_constants_only():
    t = mg.tensor([1.0, 2.0])
    assert (t.nbytes, t.itemsize, t.strides) == (16, 8, (8,))
    assert t.tobytes() == t.numpy().tobytes()
    assert t.view(mg.int64).tolist() == t.numpy().view(np.int64).tolist()
    with pytest.raises(TypeError, match=r"detach\(\)\.view\(\)"):
        mg.tensor([1.0], requires_grad=True).view(mg.int64)


def test_assignments_in_place():
    x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 2
    y.put([0, 2], [7.0, 8.0])
    assert y.tolist() == [7.0, 4.0, 8.0]
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 2.0, 0.0]
    y.fill(0.5)
    assert y.tolist() == [0.5, 0.5, 0.5]


def test_the_order_of_elements_is_numpys():
    """It says what comes out, unlike the order in memory."""
    a = np.arange(6.0).reshape(2, 3)
    t = mg.tensor(a)
    for order in "CFA":
        np.testing.assert_array_equal(np.ravel(t, order=order).numpy(), np.ravel(a, order=order))
        np.testing.assert_array_equal(t.flatten(order).numpy(), a.flatten(order))
        expected = np.reshape(a, (3, 2), order=order)
        np.testing.assert_array_equal(np.reshape(t, (3, 2), order=order).numpy(), expected)
        np.testing.assert_array_equal(t.reshape(3, 2, order=order).numpy(), expected)
    with pytest.raises(ValueError, match="order is 'C', 'F' or 'A'"):
        np.reshape(t, (3, 2), order="K")


def test_a_reshaped_copy_is_no_part():
    t = mg.tensor([1.0, 2.0])
    mg.reshape(t, (2, 1), copy=True)[0] = 5.0
    assert t.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="part of another one"):
        mg.reshape(t, (2, 1))[0] = 5.0


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int16", "int64", "float32"])
@pytest.mark.parametrize("given", ["uint8", "int16", "bool", "float32"])
@pytest.mark.parametrize("f", [np.sum, np.prod, np.mean, np.cumsum, np.cumprod])
def test_the_dtype_that_is_asked_for_is_that_of_the_result(f, given, dtype):
    x = np.array([[1, 0, 200], [3, 100, 7]]).astype(given)
    for axis in (None, 0):
        expected, t = f(x, axis, dtype=dtype), f(mg.asarray(x), axis, dtype=dtype)
        assert t.dtype == expected.dtype == dtype
        if f is not np.mean or dtype == "float32":  # of integers NumPy's mean overflows
            np.testing.assert_array_equal(t.numpy(), expected)


@pytest.mark.parametrize("x", [[[2.0, 1.0], [0.0, 1.0]], [[0.0, 1.0], [-1.0, 0.0]]])
@pytest.mark.parametrize("dtype", ["float32", "complex64", "float64"])
def test_eigenvalues_are_complex_but_those_of_numpys_functions_as_numpys(x, dtype):
    a = mg.tensor(x, dtype, requires_grad=True)
    for y in (mg.linalg.eigvals(a), *mg.linalg.eig(a)):
        assert y.dtype == np.result_type(dtype, "complex64")
    expected = (np.linalg.eigvals(a.numpy()), *np.linalg.eig(a.numpy()))
    for y, z in zip((np.linalg.eigvals(a), *np.linalg.eig(a)), expected, strict=True):
        assert y.dtype == z.dtype
        np.testing.assert_array_equal(y.numpy(), z)
    mg.real(mg.linalg.eigvals(a)).sum().backward()
    np.testing.assert_allclose(a.grad.numpy(), np.eye(2), atol=1e-6)


def test_pinv_takes_a_tolerance_for_each_matrix():
    a = mg.tensor([np.diag([1.0, 0.1])] * 2, requires_grad=True)
    y = mg.linalg.pinv(a, rtol=mg.tensor([0.5, 0.01]))
    np.testing.assert_allclose(y.numpy(), [np.diag([1.0, 0.0]), np.diag([1.0, 10.0])], atol=1e-12)


def test_operators_of_an_ndarray():
    x = mg.tensor([5.0, -7.0], requires_grad=True)
    quotient, rest = divmod(x, 3)
    assert quotient.tolist() == [1.0, -3.0]
    assert rest.tolist() == [2.0, 2.0]
    assert [q.tolist() for q in divmod(17, mg.tensor([5, -7]))] == [[3, -3], [2, -4]]
    assert (7 // x).tolist() == [1.0, -1.0]
    assert (7 % x).tolist() == [2.0, 0.0]
    assert round(mg.tensor(1.26), 1).item() == 1.3
    k = mg.tensor([3, 5])
    assert [(k << 1).tolist(), (1 << k).tolist(), (k >> 1).tolist()] == [[6, 10], [8, 32], [1, 2]]
    k <<= 2
    k |= 1
    k ^= 2
    k &= 31
    k >>= 1
    k %= 6
    k //= 2
    assert k.tolist() == [0, 2]
    with pytest.raises(TypeError):
        x // object()


def test_methods_are_the_functions_of_their_names():
    x = mg.tensor([[3.0, 1.0], [2.0, 5.0]], requires_grad=True)
    assert x.prod().item() == 30.0
    assert x.cumsum(axis=0).tolist() == [[3.0, 1.0], [5.0, 6.0]]
    assert x.dot([1.0, 2.0]).tolist() == [5.0, 12.0]
    assert mg.Tensor.cumsum is mg.cumsum


def test_expm1_of_complex_numbers_keeps_digits_and_limits():
    z = np.array([1e-10 + 1e-10j, complex(np.inf, 0), complex(-np.inf, np.inf), 1 + 2j, 1e3 + 0j])
    with np.errstate(over="ignore", invalid="ignore"):
        y = mg.expm1(mg.tensor(z)).numpy()
    np.testing.assert_allclose(y[0], 1e-10 + (1e-10 + 1e-20) * 1j, rtol=1e-12)
    assert y[1] == complex(np.inf, 0)
    assert y[2] == -1
    np.testing.assert_allclose(y[3], np.exp(z[3]) - 1)
    assert y[4] == complex(np.inf, 0)
    assert mg.expm1(mg.tensor(0j)).numpy() == 0


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_floor_division_by_the_standard_at_infinity(dtype):
    a = mg.tensor([np.inf, -np.inf, 1.0, -1.0, 7.0, np.inf], dtype)
    b = mg.tensor([2.0, 2.0, -np.inf, np.inf, -2.0, np.inf], dtype)
    with np.errstate(invalid="ignore"):
        y = a // b
    assert y.dtype == dtype
    np.testing.assert_array_equal(y.numpy(), [np.inf, -np.inf, 0.0, 0.0, -4.0, np.nan])
    assert np.signbit(y.numpy()[2:4]).all()
