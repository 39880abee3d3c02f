"""Readers of files withstand whatever bytes they are given; `python -m bench fuzz` goes further."""

from __future__ import annotations

import os
import pickle
import struct
import tracemalloc
import warnings
import zipfile
import zlib

import numpy as np
import pytest
from budget import examples

from bench import fuzz, readers
from minigrad import data, train

TRIES = examples(200)
EXTREMES = [
    b"\x00",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff" * 8,
    b"9" * 30,
    b"NaN",
    b"[[[[",
    b"{",
    b"(",
]


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)


def mutated(seeds, rng):
    """A file with some bytes changed, cut out, doubled, moved in from another, or made extreme."""
    content = bytearray(seeds[rng.integers(len(seeds))])
    for _ in range(rng.integers(1, 4)):
        a, b = sorted(rng.integers(0, len(content) + 1, 2))
        b = min(b, a + int(rng.integers(1, 40)))
        other = seeds[rng.integers(len(seeds))]
        match rng.integers(5):
            case 0 if a < len(content):
                content[a] ^= 1 << rng.integers(8)
            case 1:
                del content[a:b]
            case 2:
                content[a:a] = content[a:b]
            case 3:
                content[a:b] = other[a:b]
            case _:
                content[a:b] = EXTREMES[rng.integers(len(EXTREMES))]
    return bytes(content)


@pytest.mark.parametrize("name", readers.READERS)
def test_changed_files_are_read_right_or_refused_by_name(tmp_path, name):
    if name in ("safetensors", "weights"):
        pytest.importorskip("safetensors")
    reader = readers.READERS[name]
    seeds = reader.seeds(tmp_path)
    for seed in seeds:
        readers.warm(reader, tmp_path, seed)
    rng = np.random.default_rng(0)
    outcomes = [readers.examine(reader, tmp_path, mutated(seeds, rng)) for _ in range(TRIES)]
    assert False in outcomes
    assert True in [*outcomes, *(readers.examine(reader, tmp_path, seed) for seed in seeds)]


class TestWhatAFuzzerWouldFind:
    """The examination itself: a reader that does wrong is found."""

    def examine(self, tmp_path, read, content=b"x", check=lambda *_: None):
        path = tmp_path / "x.bin"
        path.write_bytes(content)
        reader = readers.Reader(path.name, lambda _: [content], read, check)
        return readers.examine(reader, tmp_path, content)

    def test_code_that_runs(self, tmp_path):
        content = pickle.dumps(Bomb())
        with pytest.raises(readers.Finding, match="more than reading was done.*pickle.find_class"):
            self.examine(tmp_path, lambda path: pickle.loads(path.read_bytes()), content)

    def test_code_whose_error_is_taken_for_damage(self, tmp_path):
        def read(path):
            try:
                pickle.loads(path.read_bytes())
            finally:
                raise data.DataFileError(f"{path}: damaged")

        with pytest.raises(readers.Finding, match="more than reading"):
            self.examine(tmp_path, read, pickle.dumps(Bomb()))

    def test_a_file_that_is_written(self, tmp_path):
        with pytest.raises(readers.Finding, match="more than reading.*'open'"):
            self.examine(tmp_path, lambda path: path.write_bytes(b""))

    def test_another_error(self, tmp_path):
        with pytest.raises(readers.Finding, match="not a documented error: KeyError"):
            self.examine(tmp_path, lambda path: {}["x"])

    def test_an_error_without_the_name(self, tmp_path):
        def read(_):
            raise data.DataFileError("damaged")

        with pytest.raises(readers.Finding, match="without the file's name"):
            self.examine(tmp_path, read)

    def test_a_wrong_result(self, tmp_path):
        reader = readers.READERS["idx"]
        seed = readers.idx(np.array([1, 2, 3], "u1"))
        wrong = reader._replace(read=lambda path: reader.read(path)[::-1])
        with pytest.raises(readers.Finding, match="the array is not the file's"):
            readers.examine(wrong, tmp_path, seed)

    def test_a_change_before_a_refusal(self, tmp_path, monkeypatch):
        reader = readers.READERS["weights"]
        (seed,) = reader.seeds(tmp_path)

        def load(net, path):
            net.parameters()[0].data = np.zeros((2, 3))
            raise data.DataFileError(f"{path}: damaged")

        monkeypatch.setattr(train, "load_weights", load)
        with pytest.raises(readers.Finding, match="refused, and the network has changed"):
            readers.examine(reader, tmp_path, seed)


class Bomb:
    def __reduce__(self):
        return os.getpid, ()


def test_the_command_tries_every_reader_and_names_what_it_needs(monkeypatch, capsys):
    assert set(fuzz.NAMES) == set(readers.READERS)
    monkeypatch.setattr(fuzz, "find_spec", lambda _: None)
    with pytest.raises(SystemExit):
        fuzz.main(["--seconds", "20"])
    assert "pip install atheris" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        fuzz.main(["--seconds", "1"])
    assert "at least one for each reader" in capsys.readouterr().err


def test_the_command_runs_where_atheris_is_installed(tmp_path, capsys):
    pytest.importorskip("atheris")
    assert fuzz.main(["--reader", "idx", "--seconds", "2", "--folder", str(tmp_path)]) == 0
    assert "idx" in capsys.readouterr().out
    assert list((tmp_path / "idx" / "corpus").iterdir())


# What was found.


def npz(path, *members, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for i, member in enumerate(members):
            archive.writestr(f"a{i}.npy", member)


def header(text, version=1):
    text = text.encode() if isinstance(text, str) else text
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H", len(text)) + text


@pytest.fixture
def refused(tmp_path):
    """Write an archive of such members, and have it refused by name, at no cost in memory."""

    def refuse(*members, match, **options):
        path = tmp_path / "odd.npz"
        npz(path, *members, **options)
        tracemalloc.start()
        try:
            with pytest.raises(data.DataFileError, match=f"odd.npz: {match}"):
                data.read_arrays(path)
            assert tracemalloc.get_traced_memory()[1] < 5_000_000 + 10 * path.stat().st_size
        finally:
            tracemalloc.stop()

    return refuse


@pytest.mark.parametrize(
    "text",
    [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,",
        "{'descr': '<f8', 'fortran_order': '''",
        "{'descr': '<f8', [1]: 2}",
        "{'descr': '<f8', 1: 2}",
        "{'descr': ['<f8'], 'fortran_order': False, 'shape': (3,)}",
        "{'descr': ((), 1), 'fortran_order': False, 'shape': (3,)}",
        "(" * 5000,
        "-" * 5000 + "1",
        "  1\n 2",
        "f(1)",
        "1" * 5000,
        b"\xff\xfe\x00",
    ],
    ids=lambda text: repr(text[:60]),
)
def test_a_header_that_is_no_literal_is_refused(refused, text):
    refused(header(text), match="'a0' is not an array of numbers")


@pytest.mark.parametrize("shape", ["(2**40,)", "(1 << 40,)"])
def test_a_header_is_not_computed(refused, shape):
    refused(header(f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}"), match="'a0'")


@pytest.mark.parametrize("shape", [(2**40,), (2**62, 2**62), (2**31, 0, 2**62), (10**30,)])
def test_a_promise_in_an_archive_takes_no_memory(refused, shape):
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}"
    refused(
        header(text), match="the file ends after 0 of|array is too big|Maximum allowed|'a0' is not"
    )


def test_a_negative_size_is_no_size(refused):
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 2)}"
    refused(header(text) + bytes(16), match="'a0' is not an array of numbers")


def test_more_than_the_header_promises_is_refused(refused):
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}"
    refused(header(text) + bytes(9), match="more follows after the 8 bytes")


def test_a_version_for_names_of_fields_is_refused(refused):
    refused(header("{}", version=9), match="'a0' is not an array of numbers.*version")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_packs_without_limit_is_refused(refused, method):
    bomb = header("{'descr': '|u1', 'fortran_order': False, 'shape': (20000000,)}")
    bomb += bytes(20_000_000)
    refused(bomb, method=method, match="'a0.npy' is compressed as NumPy compresses nothing")


def test_members_that_overlap_are_refused(tmp_path):
    """One member, named a thousand times by the directory: it would be unpacked as often."""
    count, path = 1000, tmp_path / "odd.npz"
    values = np.zeros(1_000_000, "u1")
    member = readers.npy(values)
    packed = zlib.compressobj(wbits=-15)
    content = packed.compress(member) + packed.flush()
    fields = (20, 0, 8, 0, 0, zlib.crc32(member), len(content), len(member), 1, 0)
    local = b"PK\x03\x04" + struct.pack("<5H3L2H", *fields) + b"a"
    entry = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, *fields, 0, 0, 0, 0, 0) + b"a"
    directory = entry * count
    end = struct.pack("<4H2LH", 0, 0, count, count, len(directory), len(local + content), 0)
    path.write_bytes(local + content + directory + b"PK\x05\x06" + end)
    with pytest.raises(data.DataFileError, match=r"odd.npz: .*larger than the file"):
        data.read_arrays(path)


def test_numpys_warnings_of_old_headers_do_not_stop_a_reader(tmp_path):
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (1L,)}"
    npz(tmp_path / "old.npz", header(text) + np.array([2.5]).tobytes())
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        assert data.read_arrays(tmp_path / "old.npz")["a0"].tolist() == [2.5]


def test_arrays_that_were_read_can_be_written_into(tmp_path):
    data.write_arrays(tmp_path / "w.npz", {"a": np.zeros(2)})
    array = data.read_arrays(tmp_path / "w.npz")["a"]
    array[0] = 1.0
    assert array.tolist() == [1.0, 0.0]
