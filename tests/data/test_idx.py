"""IDX files are read as they are, and refused by name before they cost anything."""

import gzip
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from minigrad import data

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}
MEGABYTE = 1 << 20


def header(code, *shape):
    return struct.pack(f">HBB{len(shape)}I", 0, code, len(shape), *shape)


def idx(array):
    """The bytes of an IDX file, made by hand."""
    code = CODES[array.dtype.str[1:]]
    return header(code, *array.shape) + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "some-idx3-ubyte"


def refusal(file, content):
    """What reading the content says, which has the file's name in it."""
    file.write_bytes(content)
    with pytest.raises(data.DataFileError) as error:
        data.read_idx(file)
    assert str(file) in str(error.value)
    return str(error.value)


@pytest.fixture(scope="module")
def shared_file(tmp_path_factory):
    return tmp_path_factory.mktemp("idx") / "array.idx"


arrays = st.sampled_from(sorted(CODES)).flatmap(
    lambda dtype: hnp.arrays(
        dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
    )
)


@given(array=arrays, pack=st.sampled_from([bytes, gzip.compress]))
def test_every_type_and_shape_comes_back_in_native_order(shared_file, array, pack):
    shared_file.write_bytes(pack(idx(array)))
    read = data.read_idx(shared_file)
    np.testing.assert_array_equal(read, array)
    assert read.shape == array.shape
    assert read.dtype == array.dtype
    assert read.dtype.isnative
    assert not read.flags.writeable


@given(content=st.binary(max_size=64), start=st.sampled_from([b"", header(8, 3), b"\x1f\x8b\x08"]))
def test_whatever_a_file_holds_it_is_an_array_or_a_refusal(shared_file, content, start):
    shared_file.write_bytes(start + content)
    try:
        assert isinstance(data.read_idx(shared_file), np.ndarray)
    except data.DataFileError as error:
        assert shared_file.name in str(error)  # noqa: PT017 - most are refused, a few are right


def test_compression_shows_in_the_content_not_in_the_name(tmp_path):
    content = idx(np.arange(3, dtype="u1"))
    (tmp_path / "plain.gz").write_bytes(content)
    (tmp_path / "packed").write_bytes(gzip.compress(content))
    for name in ("plain.gz", "packed"):
        assert data.read_idx(str(tmp_path / name)).tolist() == [0, 1, 2]


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        data.read_idx(tmp_path / "nothing")


def test_an_empty_file_is_refused(file):
    assert "ends after 0 of 4 bytes" in refusal(file, b"")
    refusal(file, gzip.compress(b""))


def test_a_wrong_start_is_refused(file):
    assert "two zero bytes" in refusal(file, b"PNG" + bytes(20))


@pytest.mark.parametrize("code", [0x00, 0x07, 0x0A, 0x0F, 0xFF])
def test_an_unknown_element_type_is_refused(file, code):
    assert f"0x{code:02X} is not an element type" in refusal(file, header(code, 1) + bytes(8))


def test_too_many_dimensions_are_refused(file):
    assert "65 dimensions" in refusal(file, header(8, *[1] * 65) + b"\0")
    file.write_bytes(header(8, *[1] * 64) + b"\7")
    assert data.read_idx(file).ndim == 64


def test_a_cut_header_is_refused(file):
    assert "ends after 6 of 12 bytes" in refusal(file, header(8, 1, 2, 3)[:10])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_cut_array_is_refused(file, pack):
    content = pack(header(0x0E, 1000) + bytes(7900))
    assert "7900 of 8000" in refusal(file, content) or "more than this file" in refusal(
        file, content
    )


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_more_than_promised_is_refused(file, pack):
    assert "more follows after the 3 bytes" in refusal(file, pack(header(8, 3) + bytes(4)))


def test_impossible_shapes_are_refused(file):
    huge = 2**32 - 1
    refusal(file, header(8, 0, huge, huge, huge))


def test_a_truncated_gzip_file_is_refused(file):
    whole = gzip.compress(idx(np.random.default_rng(0).integers(0, 9, 5000).astype("u1")))
    for length in (3, 12, len(whole) // 2, len(whole) - 8, len(whole) - 1):
        assert "ended before" in refusal(file, whole[:length])


def test_a_corrupt_gzip_file_is_refused(file):
    content = bytearray(gzip.compress(idx(np.zeros(100, "u1"))))
    content[-5] ^= 1  # the checksum
    assert "CRC" in refusal(file, content)
    assert "decompressing" in refusal(file, content[:10] + b"\xff" * 20)
    refusal(file, gzip.compress(idx(np.zeros(3, "u1"))) + b"garbage")


def peak_of_refusal(file, content):
    file.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(data.DataFileError, match=file.name):
            data.read_idx(file)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_promise_of_2_to_the_60_elements_takes_no_memory(file, pack):
    content = header(0x0E, 2**30, 2**30) + bytes(100)
    assert peak_of_refusal(file, pack(content)) < MEGABYTE


def test_a_promise_that_compression_could_keep_takes_what_there_is(file):
    content = header(8, 200 * MEGABYTE) + np.random.default_rng(0).bytes(MEGABYTE)
    assert peak_of_refusal(file, gzip.compress(content)) < 4 * MEGABYTE


def test_a_gzip_bomb_is_not_unpacked(file):
    packer = zlib.compressobj(wbits=31)
    bomb = packer.compress(header(8, 10)) + b"".join(
        packer.compress(bytes(MEGABYTE)) for _ in range(100)
    )
    assert peak_of_refusal(file, bomb + packer.flush()) < MEGABYTE
