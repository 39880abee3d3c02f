"""Pickled arrays come out as they went in, and nothing else in a pickle has any effect."""

import pickle
import struct
import tracemalloc
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from minigrad import data

SHARED = Path(__file__).parents[3] / "shared" / "data"
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
NUMBERS = "? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()  # noqa: SIM905 - reads better

# Words of the pickle language, to write files that no pickler writes.
RECONSTRUCT = b"cnumpy._core.multiarray\n_reconstruct\n"
NDARRAY = b"cnumpy\nndarray\n"
BLANK = RECONSTRUCT + NDARRAY + b"K\x00\x85C\x01b\x87R"
NO_DETAILS = b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
F8 = b"cnumpy\ndtype\nX\x02\x00\x00\x00f8\x89\x88\x87R(K\x03X\x01\x00\x00\x00<" + NO_DETAILS
NAME = b"X\x01\x00\x00\x00a"


def pickled(value):
    """A dict of one value, written in opcodes."""
    return b"\x80\x03}" + NAME + value + b"s."


def array(shape=b"K\x01\x85", dtype=F8, content=b"C\x08" + bytes(8)):
    return BLANK + b"(K\x01" + shape + dtype + b"\x89" + content + b"tb"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "some.pkl"


@pytest.fixture(scope="module")
def shared_file(tmp_path_factory):
    return tmp_path_factory.mktemp("weights") / "shared.pkl"


def read(file, content):
    file.write_bytes(content)
    return data.read_arrays_pickle(file)


def refusal(file, content):
    """What reading the content says, which has the file's name in it."""
    with pytest.raises(data.DataFileError) as error:
        read(file, content)
    message = str(error.value)
    assert message.startswith(f"{file}: ")
    assert len(message) < len(str(file)) + 300
    return message


# What is read.

arrays = st.tuples(st.sampled_from(NUMBERS), st.sampled_from("<>")).flatmap(
    lambda kind: hnp.arrays(
        np.dtype(kind[0]).newbyteorder(kind[1]),
        hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    )
)


@given(
    weights=st.dictionaries(st.text(max_size=5), arrays, max_size=4),
    protocol=st.sampled_from(PROTOCOLS),
    turn=st.sampled_from(
        [np.asarray, np.transpose, np.asfortranarray, lambda a: a.swapaxes(0, -1)]
    ),
)
def test_every_array_of_numbers_comes_back_from_every_protocol(
    shared_file, weights, protocol, turn
):
    weights = {name: turn(a) if a.ndim else a for name, a in weights.items()}
    result = read(shared_file, pickle.dumps(weights, protocol))
    assert list(result) == list(weights)
    for name, a in result.items():
        np.testing.assert_array_equal(a, weights[name])
        assert a.shape == weights[name].shape
        assert a.dtype == weights[name].dtype.newbyteorder("=")
        assert a.dtype.isnative
        assert not a.flags.writeable


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_axes_in_any_order_come_back(file, protocol):
    a = np.arange(24.0).reshape(2, 3, 4).transpose(1, 2, 0)
    np.testing.assert_array_equal(read(file, pickle.dumps({"a": a}, protocol))["a"], a)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_numpy_scalars_are_arrays_without_axes(file, protocol):
    result = read(file, pickle.dumps({"a": np.float32(2.5)}, protocol))["a"]
    assert isinstance(result, np.ndarray)
    assert result.dtype == np.float32
    assert result == 2.5


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_names_that_share_an_array_share_it(file, protocol):
    a = np.arange(100.0)
    result = read(file, pickle.dumps({"a": a, "b": a}, protocol))
    assert result["a"] is result["b"]


def test_a_read_only_array_in_protocol_5_is_read(file):
    a = np.arange(3.0)
    a.setflags(write=False)
    np.testing.assert_array_equal(read(file, pickle.dumps({"a": a}, 5))["a"], a)


def test_what_python_2_wrote_is_read(file):
    content = struct.pack("<2f", 1.5, -2.0)
    written = (
        b"\x80\x02}U\x01acnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01\x8a\x01\x02\x85cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xff"
        b"J\xff\xff\xff\xffK\x00tb\x89U\x08" + content + b"tbs."
    )
    np.testing.assert_array_equal(read(file, written)["a"], np.array([1.5, -2], "f4"))


def test_a_missing_file_is_missing(file):
    with pytest.raises(FileNotFoundError):
        data.read_arrays_pickle(file)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the book's weights are not in {SHARED}")
def test_the_weights_of_the_book_get_what_the_book_says():
    weights = data.read_arrays_pickle(SHARED / "sample_weight.pkl")
    assert all(weights["b" + k].shape == weights["W" + k].shape[1:] for k in "123")
    assert [weights["W" + k].shape for k in "123"] == [(784, 50), (50, 100), (100, 10)]
    assert {a.dtype for a in weights.values()} == {np.dtype(np.float32)}
    images, labels = data.mnist(SHARED / "mnist", flatten=True).test
    z = images.astype(np.float32) / 255
    for k in "12":
        z = 1 / (1 + np.exp(-(z @ weights["W" + k] + weights["b" + k])))
    assert data.accuracy(z @ weights["W3"] + weights["b3"], labels) == 0.9352


# What is refused because a pickle could do it.


class Attack:
    """What pickles as a call of anything."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_command_is_run(file, tmp_path, protocol):
    import os

    trace = tmp_path / "trace"
    for attack in (
        Attack(os.system, f"touch {trace}"),
        Attack(eval, f"open({str(trace)!r}, 'w')"),
        Attack(exec, f"open({str(trace)!r}, 'w')"),
        Attack(open, str(trace), "w"),
    ):
        message = refusal(file, pickle.dumps({"a": np.ones(2), "b": attack}, protocol))
        assert "it names " in message
        assert attack.call[0].__name__ in message
        refusal(file, pickle.dumps(attack, protocol))
    assert not trace.exists()


@pytest.mark.parametrize(
    "name",
    [
        "builtins\ngetattr",
        "builtins\nbytearray",
        "builtins\n__import__",
        "__builtin__\neval",
        "posix\nsystem",
        "functools\npartial",
        "operator\nattrgetter",
        "copyreg\n_reconstructor",
        "_pickle\nloads",
        "numpy\nload",
        "numpy\nmatrix",
        "numpy\nndarray.tofile",
        "numpy\nndarray.__class__",
        "numpy.core.multiarray\n_reconstruct.__globals__",
        "numpy.testing\nrundocs",
        "minigrad.data.pickles\nPickledArray",
    ],
)
def test_other_names_are_refused_by_name(file, name):
    shown = name.replace("\n", ".")
    content = b"c" + name.encode() + b"\n"
    assert f"it names {shown}, which no array needs" in refusal(file, pickled(content))
    module, _, attribute = (bytes([len(part)]) + part for part in content[1:].partition(b"\n"))
    attribute = bytes([attribute[0] - 1]) + attribute[1:-1]
    stacked = b"\x8c" + module + b"\x8c" + attribute + b"\x93"
    assert f"it names {shown}, which no array needs" in refusal(file, pickled(stacked))


@pytest.mark.parametrize(
    ("opcodes", "name"),
    [
        (b"(cos\nsystem\no", "os.system"),
        (b"(ios\nsystem\n", "INST"),
        (NDARRAY + b")\x81", "NEWOBJ"),
        (NDARRAY + b")}\x92", "NEWOBJ_EX"),
        (b"(" + NDARRAY + b"o", "OBJ"),
        (b"Pname\n", "PERSID"),
        (b"NQ", "BINPERSID"),
        (b"\x82\x01", "EXT1"),
        (b"\x83\x01\x00", "EXT2"),
        (b"\x84\x01\x00\x00\x00", "EXT4"),
        (b"\x97", "NEXT_BUFFER"),
        (b"N\x98", "READONLY_BUFFER"),
        (b"N2", "DUP"),
        (b"N0", "POP"),
        (b"\x8f", "EMPTY_SET"),
        (b"]", "EMPTY_LIST"),
        (b"G" + bytes(8), "BINFLOAT"),
        (b"S'a'\n", "STRING"),
    ],
)
def test_other_opcodes_are_refused_by_name(file, opcodes, name):
    assert name in refusal(file, pickled(opcodes))


@pytest.mark.parametrize(
    "a",
    [
        np.array([None, {}], object),
        np.array(["text"]),
        np.array([b"bytes"]),
        np.array([1], "M8[s]"),
        np.zeros(1, [("x", "f8")]),
        np.zeros(1, "V8"),
        np.zeros(1).view(np.recarray),
        np.ma.masked_array([1.0]),
    ],
    ids=lambda a: f"{type(a).__name__} of {a.dtype}",
)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_only_plain_arrays_of_numbers_are_read(file, a, protocol):
    refusal(file, pickle.dumps({"a": a}, protocol))


def test_a_dtype_of_numbers_cannot_be_turned_into_another(file):
    start = b"cnumpy\ndtype\nX\x02\x00\x00\x00f8\x89\x88\x87R(K\x03X\x01\x00\x00\x00"
    names = b"X\x01\x00\x00\x00x\x85"
    for state in (b"<N" + names + b"}", b"<" + names + b"NN", b"<NN}", b"ONNN", b"=NNN"):
        refusal(file, pickled(array(dtype=start + state + b"tb")))
    assert "'O8' is not an array of numbers" in refusal(
        file, pickled(array(dtype=F8.replace(b"f8", b"O8")))
    )
    refusal(file, pickled(array(dtype=b"cnumpy\ndtype\n" + F8 + b"\x85R")))


@pytest.mark.parametrize(
    "item", [1, 1.5, None, True, "text", b"bytes", (1,), {}, [np.ones(1)], {"b": np.ones(1)}]
)
def test_what_is_no_array_is_refused(file, item):
    refusal(file, pickle.dumps({"a": item}))
    refusal(file, pickle.dumps({"b": np.ones(1), "a": item}))


def test_names_are_texts(file):
    for name in (1, None, b"a", (), ("a",)):
        refusal(file, pickle.dumps({name: np.ones(1)}))


@pytest.mark.parametrize(
    "content", [np.ones(1), (np.ones(1),), OrderedDict(a=np.ones(1)), 1, None, "text", ()]
)
def test_what_is_no_dict_is_refused(file, content):
    refusal(file, pickle.dumps(content))


# What is refused because it would not end, or not fit.


@pytest.mark.parametrize(
    "shape",
    [
        b"J\xff\xff\xff\xff\x85",  # −1
        b"J\xff\xff\xff\xffJ\xff\xff\xff\xff\x86",  # −1 × −1 is 1
        b"\x88\x85",  # True
        b"\x8a\x09" + b"\xff" * 8 + b"\x00\x85",  # 2⁶⁴ − 1
        b"K\x01",
        b"N",
        b"}\x85",
        b"(" + b"K\x01" * 65 + b"t",
    ],
)
def test_impossible_shapes_are_refused(file, shape):
    assert "impossible shape" in refusal(file, pickled(array(shape)))


def test_shapes_too_large_for_numpy_are_refused(file):
    largest = b"\x8a\x08" + b"\xff" * 7 + b"\x7f"
    refusal(file, pickled(array(b"K\x00" + largest + largest + b"\x87", content=b"C\x00")))


def test_an_array_has_as_many_bytes_as_its_shape_says(file):
    for count in (0, 2, 255):
        shape = b"K" + bytes([count]) + b"\x85"
        message = f"an array promises {8 * count} bytes and has 8"
        assert message in refusal(file, pickled(array(shape)))


def test_axes_are_a_permutation(file):
    frombuffer = b"cnumpy._core.numeric\n_frombuffer\n"
    for axes in (b"K\x00K\x00\x86", b"K\x00\x85", b"K\x00K\x02\x86", b"K\x00}\x86", b"K\x01"):
        content = b"(C\x08" + bytes(8) + F8 + b"K\x01K\x01\x86X\x01\x00\x00\x00K" + axes + b"tR"
        refusal(file, pickled(frombuffer + content))


def memory_stays_small(file, content, what):
    file.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(data.DataFileError, match=what):
            data.read_arrays_pickle(file)
        assert tracemalloc.get_traced_memory()[1] < 20 * len(content) + 4_000_000
    finally:
        tracemalloc.stop()


def test_a_promise_takes_no_memory(file):
    for promise in (
        b"B\xff\xff\xff\xff",
        b"\x8e" + struct.pack("<Q", 2**62),
        b"\x96" + b"\xff" * 8,
    ):
        memory_stays_small(file, b"\x80\x04}" + NAME + promise + b"abc", "expected|exceeds|>")
    shape = b"\x8a\x08" + struct.pack("<q", 2**60) + b"\x85"
    memory_stays_small(file, pickled(array(shape)), f"promises {2**63} bytes")


def test_a_memo_of_any_index_takes_no_memory(file):
    memory_stays_small(file, b"Nr\xff\xff\xff\x7f.", "not a pickled dict")


@pytest.mark.parametrize("kind", [b"B", b"T"])  # bytes, and text as Python 2 wrote them
def test_arrays_that_claim_the_same_bytes_take_no_memory(file, kind):
    megabyte = kind + struct.pack("<I", 1 << 20) + bytes(1 << 20)
    big_endian = F8.replace(b"<", b">")
    entry = BLANK + b"(K\x01J\x00\x00\x02\x00\x85h\x01\x89h\x00tb"
    entries = b"".join(b"X\x03\x00\x00\x00%03d" % k + entry for k in range(999))
    content = b"\x80\x03(" + megabyte + b"q\x00" + big_endian + b"q\x01t}(" + entries + b"u\x86."
    refusal(file, content)
    content = b"\x80\x03}(X\x01\x00\x00\x00b" + BLANK + b"(K\x01J\x00\x00\x02\x00\x85"
    content += big_endian + b"q\x01\x89" + megabyte + b"q\x00tb" + entries + b"u."
    memory_stays_small(file, content, "its arrays are larger than the file")


def test_deep_nesting_ends(file):
    for open_, close in ((b")", b"\x85"), (b"(" * 90_000, b"t"), (b"}", b"\x85")):
        assert "not a pickled dict" in refusal(file, open_ + close * 90_000 + b".")
        assert "'a' is not an array" in refusal(file, pickled(open_ + close * 90_000))


def test_a_key_whose_hash_would_not_end_is_refused(file):
    doubled = b")" + b"q\x00h\x00\x86" * 200
    refusal(file, b"}" + doubled + b"Ns.")
    refusal(file, pickled(array(shape=doubled)))
    refusal(file, pickled(b"cnumpy\ndtype\n" + doubled + b"\x85R"))
    refusal(file, pickled(doubled + doubled + b"\x93"))


def test_opcodes_without_end_are_refused(file):
    for content in (b"N" * 300_000, b"(" * 300_000, b"}" * 300_000, b"N" + b"\x94" * 300_000):
        assert "more than 200000 opcodes" in refusal(file, b"\x80\x04" + content + b".")


# What is refused because it is damaged.


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b".",
        b"\x80",
        b"\x80\x63.",
        b"not a pickle",
        b"\xff",
        b"}",
        b"}}.",
        b"}.}.",
        b"s.",
        b"t.",
        b"N\x86.",
        b"K\x01R.",
        b"NNR.",
        b"N)R.",
        b"}}b.",
        b"cnumpy\nndarray\n(tb.",
        NDARRAY + b")b.",
        BLANK + b"Nb.",
        BLANK + b")b.",
        BLANK + b"}b.",
        BLANK + b"(NNNNNtb.",
        b"cnumpy\ndtype\n)R.",
        b"cnumpy\ndtype\n}R.",
        F8[:-1] + b"0.",
        b"}NNs.",
        b"}K\x01Ns.",
        b"}(" + NAME + b"u.",
        b"(" + NAME + b"d.",
        b"NNNs.",
        b"h\x07.",
        b"g7\n.",
        b"gx\n.",
        b"I9x\n.",
        b"I" + b"9" * 5000 + b"\n.",
        b"Vtext",
        b"cnum\\py\ndtype\n.",
        b"cnumpy\n",
        b"NN\x93.",
        pickled(BLANK),
        pickled(F8),
        pickled(NDARRAY),
        pickled(array(content=b"K\x01")),
        pickled(array(dtype=b"N")),
        pickled(array(content=b"X\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc4\x80")),
    ],
    ids=repr,
)
def test_damaged_files_are_refused(file, content):
    refusal(file, content)


def test_where_the_damage_is_is_told(file):
    assert "opcode REDUCE at byte 4 does not fit" in refusal(file, b"\x80\x03NNR.")
    assert "opcode EMPTY_LIST at byte 2" in refusal(file, b"\x80\x03].")


WHOLE = [pickle.dumps({"W": np.arange(4.0), "b": np.float32(1)}, k) for k in PROTOCOLS]


@pytest.mark.parametrize("whole", WHOLE)
def test_every_truncated_file_is_refused(file, whole):
    for length in range(len(whole)):
        refusal(file, whole[:length])
    refusal(file, whole + b".")


@given(
    whole=st.sampled_from(WHOLE),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=5),
)
def test_whatever_the_bytes_are_it_is_a_dict_of_arrays_or_a_refusal(shared_file, whole, changes):
    content = bytearray(whole)
    for place, byte in changes:
        content[place % len(content)] = byte
    try:
        result = read(shared_file, content)
    except data.DataFileError as error:
        assert shared_file.name in str(error)  # noqa: PT017 - either is right
    else:
        assert all(type(name) is str and type(a) is np.ndarray for name, a in result.items())
