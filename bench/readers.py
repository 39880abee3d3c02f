"""The readers of files, and properties that hold for all bytes that they are given.

Either the result is right, or the file is refused by an error that is documented and has the file's
name. No code in a file runs: while a file is read, Python's audit hook allows nothing but what
reading needs. See `bench.fuzz`.
"""

from __future__ import annotations

import gzip
import io
import json
import pickle
import struct
import sys
import threading
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from minigrad import data, nn, optim, train
from minigrad.train.callbacks import Run
from minigrad.train.checkpoints import Checkpoint, Position
from minigrad.train.packing import read_pytree, write_pytree

ARRAYS = {
    "W": np.arange(6.0).reshape(2, 3),
    "b": np.array([1, -2], np.int16),
    "c": np.asfortranarray(np.arange(4, dtype=np.float32).reshape(2, 2)),
    "e": np.zeros((0, 3)),
    "n": np.array(1, bool),
}
HISTORY = train.History(
    [
        train.Epoch(0, 0.1, 2.3, float("nan"), float("inf"), 0.5),
        train.Epoch(1, 0.9, 0.4, 0.88, 0.5, 2.0),
    ]
)
_IDX_CODES = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}


class Finding(AssertionError):  # noqa: N818 - what a fuzzer finds has a name
    """A reader broke one of its properties."""


class Reader(NamedTuple):
    """A reader, with all that is needed to try it.

    Attributes
    ----------
    file
        The name of the file: the suffix says the format.
    seeds
        Contents to begin from, by minigrad's own writers where there are any. Makes them in a
        folder.
    read
        The reader.
    check
        Of the content and the reader's result: raises if it is not right.
    refusals
        The documented errors.
    wrapped
        The file for a content: a whole file around it, where a checksum would hide
        everything behind it from a fuzzer.
    """

    file: str
    seeds: Callable[[Path], list[bytes]]
    read: Callable[[Path], Any]
    check: Callable[[bytes, Any], None]
    refusals: tuple[type[Exception], ...] = (data.DataFileError,)
    wrapped: Callable[[bytes], bytes] = bytes


def examine(reader: Reader, folder: Path, content: bytes) -> bool:
    """Let a reader read a file with this content; whether it did, or refused.

    Raises
    ------
    Finding
        If it did neither as it should.
    """
    path = folder / reader.file
    path.write_bytes(reader.wrapped(content))
    try:
        with nothing_else_happens(path), warnings.catch_warnings(record=True):
            result = reader.read(path)  # a warning that is shown opens the source
    except reader.refusals as error:
        if path.name not in str(error):
            raise Finding(f"an error without the file's name: {error!r}") from error
        return False
    except Finding:
        raise
    except Exception as error:
        raise Finding(f"not a documented error: {error!r:.500}") from error
    reader.check(content, result)
    return True


def warm(reader: Reader, folder: Path, content: bytes) -> None:
    """Read a file unwatched, so that late imports are done afterwards."""
    path = folder / reader.file
    path.write_bytes(reader.wrapped(content))
    with suppress(*reader.refusals):
        reader.check(content, reader.read(path))


# Events of reading, beside opening the file: NumPy reads the header of an array as a literal.
_HARMLESS = {
    *("builtins.id", "compile", "object.__getattr__", "sys._getframe", "time.sleep"),
    *("os.listdir", "os.scandir", "glob.glob", "glob.glob/2", "pathlib.Path.glob"),
}
_watched = threading.local()


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    path = getattr(_watched, "path", None)
    if path is None or event in _HARMLESS:
        return
    if event == "open":
        name, mode, _ = arguments
        if Path(name).parent == path.parent and mode in ("r", "rb"):
            return
    _watched.events.append((event, repr(arguments)[:200]))


sys.addaudithook(_audit)  # there is no way to remove one


@contextmanager
def nothing_else_happens(path: Path) -> Iterator[None]:
    """Find out if anything but reading beside this path is done: a call, an import, a write."""
    _watched.events = []
    _watched.path = path
    try:
        yield
    finally:
        _watched.path = None
        if _watched.events:
            raise Finding(f"more than reading was done: {_watched.events[:5]}")


def same(a: Any, b: Any) -> bool:
    """True for two nests of arrays that are the same to the last bit."""
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray):
        return (
            isinstance(b, np.ndarray)
            and (a.dtype, a.shape) == (b.dtype, b.shape)
            and a.tobytes() == b.tobytes()
        )
    return type(a) is type(b) and repr(a) == repr(b)


def require(condition: bool, text: str) -> None:
    if not condition:
        raise Finding(text)


# IDX


def idx(array: Any) -> bytes:
    """An array as IDX; minigrad itself only reads them."""
    array = np.asarray(array)
    code = _IDX_CODES[array.dtype.newbyteorder(">").str.lstrip("|")]
    content = array.astype(array.dtype.newbyteorder(">")).tobytes()
    return struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape) + content


def _idx_seeds(_: Path) -> list[bytes]:
    values = np.arange(6).reshape(2, 3)
    return [idx(values.astype(dtype)) for dtype in _IDX_CODES] + [idx(np.zeros((2, 0), "u1"))]


def _check_idx(content: bytes, array: Any) -> None:
    require(not array.flags.writeable and array.dtype.isnative, "not a read-only native array")
    require(idx(array) == content, "the array is not the file's")


def _check_gzip(content: bytes, array: Any) -> None:
    _check_idx(gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content, array)


def _mnist_seeds(folder: Path) -> list[bytes]:
    for part in ("train", "t10k"):
        images = np.arange(12, dtype="u1").reshape(3, 2, 2)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(idx(images))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx(np.array([1, 0, 9], "u1")))
    return [(folder / "train-labels-idx1-ubyte").read_bytes()]


def _check_mnist(content: bytes, sets: Any) -> None:
    require(idx(sets.train.labels.astype("u1")) == content, "the labels are not the file's")
    require(bool((sets.train.labels < 10).all()), "a label is no digit")


# Named arrays


def _array_seeds(suffix: str) -> Callable[[Path], list[bytes]]:
    def seeds(folder: Path) -> list[bytes]:
        path = folder / f"seed{suffix}"
        data.write_arrays(path, ARRAYS)
        return [path.read_bytes()]

    return seeds


def _compressed_too(folder: Path) -> list[bytes]:
    content = io.BytesIO()
    np.savez_compressed(content, **ARRAYS)
    return [*_array_seeds(".npz")(folder), content.getvalue()]


def _npy_seeds(_: Path) -> list[bytes]:
    return [npy(array) for array in ARRAYS.values()] + [npy(np.array(["text"]))]


def npy(array: Any) -> bytes:
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, member in members.items():
            file.writestr(f"{name}.npy", member)
    return content.getvalue()


def _pickle_seeds(_: Path) -> list[bytes]:
    scalars = {"s": np.float32(2.5), "t": np.arange(24.0).reshape(2, 3, 4).transpose(1, 2, 0)}
    return [pickle.dumps(ARRAYS | scalars, protocol) for protocol in range(6)]


def _check_arrays(_: bytes, arrays: Any) -> None:
    require(type(arrays) is dict and all(type(name) is str for name in arrays), "no dict by name")
    for array in arrays.values():
        require(type(array) is np.ndarray, f"{type(array).__name__} is no array")
        require(array.dtype.kind in "biufc", f"{array.dtype} is no dtype of numbers")
        array.sum(dtype=complex)  # every element is there to be read


# Weights of a network


def _net() -> nn.Module:
    return nn.MLP([2, 3, 2], rng=0)


def _weights_seeds(folder: Path) -> list[bytes]:
    path = folder / "seed.safetensors"
    train.save_weights(_net(), path)
    return [path.read_bytes()]


def _load_weights(path: Path) -> tuple[nn.Module, Path]:
    net = _net()
    before = net.state_dict()
    try:
        train.load_weights(net, path)
    except ValueError:
        require(same(before, net.state_dict()), "refused, and the network has changed")
        raise
    return net, path


def _check_weights(_: bytes, result: Any) -> None:
    net, path = result
    there = data.read_arrays(path)
    for name, array in net.state_dict().items():
        wanted = there[name].astype(array.dtype, order="C")
        require(same(wanted, np.ascontiguousarray(array)), f"{name} is not the file's")


# Histories


def _history_seeds(suffix: str) -> Callable[[Path], list[bytes]]:
    def seeds(folder: Path) -> list[bytes]:
        path = folder / f"seed{suffix}"
        HISTORY.save(path)
        return [path.read_bytes()]

    return seeds


def _check_history(suffix: str) -> Callable[[bytes, Any], None]:
    def check(_: bytes, history: Any) -> None:
        again = history.copy()
        require(all(type(row.epoch) is int for row in history), "an epoch is no integer")
        text = [row.plain() for row in history]
        with memory_file(f"again{suffix}") as path:
            history.save(path)
            again = train.History.load(path)
        mine = {name for row in text for name in row}
        for row, other in zip(text, again, strict=True):
            for name in mine:
                a, b = row.get(name, float("nan")), other.plain()[name]
                require(
                    repr(float(a)) == repr(float(b)), f"{name} is {b} when saved and read again"
                )

    return check


@contextmanager
def memory_file(name: str) -> Iterator[Path]:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="fuzz-again-") as folder:
        yield Path(folder, name)


# Checkpoints


class Started(NamedTuple):
    """A small run with something of everything a checkpoint holds."""

    checkpoint: Checkpoint
    run: Run
    rng: Any


def _started(path: Path) -> Started:
    rng = np.random.default_rng(7)
    net = nn.Sequential(nn.Linear(2, 2, rng=0), nn.Dropout(0.5, rng=rng), nn.BatchNorm(2))
    opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    run = Run(net, nn.CrossEntropy(), opt, 3)
    callbacks = [train.EarlyStopping("train_loss")]
    return Started(Checkpoint(path, run, callbacks, {"rng": rng}, {"data": "some"}), run, rng)


def _checkpoint_members(folder: Path) -> dict[str, Any]:
    """A checkpoint of a run that has done something, as arrays by name."""
    checkpoint, run, rng = _started(folder / "seed.npz")
    for x, t in checkpoint.replay.begin(_batches(rng)):
        y = run.net(x)
        run.loss(y, t).backward()
        run.opt.step()
    run.history.extend(HISTORY)
    checkpoint.callbacks[0].on_epoch(run)
    checkpoint.save(Position(1, 2, 0.5, [y.numpy()], [t]))
    return data.read_arrays(checkpoint.file)


def _batches(rng: Any) -> Iterator[tuple[Any, Any]]:
    for _ in range(2):
        yield rng.normal(size=(2, 2)), np.array([0, 1])


def _checkpoint_seeds(folder: Path) -> list[bytes]:
    return [bytes(_checkpoint_members(folder)["nest"])]


_arrays_of_checkpoint: dict[str, bytes] = {}


def _wrapped_nest(content: bytes) -> bytes:
    if not _arrays_of_checkpoint:
        with memory_file("seed.npz") as path:
            arrays = _checkpoint_members(path.parent)
        _arrays_of_checkpoint.update({k: npy(a) for k, a in arrays.items() if k != "nest"})
    nest = npy(np.frombuffer(content, np.uint8))
    return archive(_arrays_of_checkpoint | {"nest": nest})


def _load_checkpoint(path: Path) -> Started:
    started = _started(path)
    before = started.checkpoint._collect(Position())
    try:
        position = started.checkpoint.load()
    except ValueError:
        now = started.checkpoint._collect(Position())
        require(same(before, now), "refused, and the run has changed")
        raise
    require(isinstance(position, Position), "no position")
    return started._replace(rng=position)


def _check_checkpoint(_: bytes, started: Any) -> None:
    """Go on from a loaded checkpoint, and write it again."""
    checkpoint, run, position = started
    require(type(position.done) is int and type(position.batch) is int, "a position in words")
    require(all(type(row) is train.Epoch for row in run.history), "no rows of a history")
    with suppress(ValueError):  # there may be too few batches; that is told here
        if position.batch:
            list(checkpoint.replay.go_on(_batches(np.random.default_rng(0)), position.batch))
    loss = run.loss(run.net(np.eye(2)), np.array([0, 1]))
    loss.backward()
    run.opt.step()
    if run.history:
        run.epoch = position.done + 1
        checkpoint.callbacks[0].on_epoch(run)
    with suppress(ValueError):  # the best weights may be another network's; that is told here
        checkpoint.callbacks[0].on_end(run)
    with memory_file("again.npz") as path:
        write_pytree(path, checkpoint._collect(position))
        read_pytree(path)


READERS: dict[str, Reader] = {
    "idx": Reader("images-idx", _idx_seeds, data.read_idx, _check_idx),
    "gzip": Reader(
        "images-idx.gz",
        lambda folder: [gzip.compress(seed, mtime=0) for seed in _idx_seeds(folder)],
        data.read_idx,
        _check_gzip,
    ),
    "mnist": Reader(
        "train-labels-idx1-ubyte",
        _mnist_seeds,
        lambda path: data.mnist(path.parent),
        _check_mnist,
    ),
    "npz": Reader("arrays.npz", _compressed_too, data.read_arrays, _check_arrays),
    "npy": Reader(
        "arrays.npz",
        _npy_seeds,
        data.read_arrays,
        _check_arrays,
        wrapped=lambda content: archive({"a": content, "b": npy(np.ones(2))}),
    ),
    "safetensors": Reader(
        "arrays.safetensors", _array_seeds(".safetensors"), data.read_arrays, _check_arrays
    ),
    "pickle": Reader("arrays.pkl", _pickle_seeds, data.read_arrays, _check_arrays),
    "weights": Reader(
        "weights.safetensors", _weights_seeds, _load_weights, _check_weights, (ValueError,)
    ),
    "json": Reader(
        "history.json",
        _history_seeds(".json"),
        train.History.load,
        _check_history(".json"),
        (ValueError,),
    ),
    "csv": Reader(
        "history.csv",
        _history_seeds(".csv"),
        train.History.load,
        _check_history(".csv"),
        (ValueError,),
    ),
    "checkpoint": Reader(
        "checkpoint.npz",
        _checkpoint_seeds,
        _load_checkpoint,
        _check_checkpoint,
        (ValueError,),
        _wrapped_nest,
    ),
}


def words() -> list[str]:
    """The words of the formats, for a fuzzer's dictionary."""
    names = [*json.loads(json.dumps(list(HISTORY[0].plain()))), "nest", "descr", "fortran_order"]
    kinds = ['{"dict":', '{"list":', '{"tuple":', '{"array":', '{"number":', '{"float":', "a0"]
    numbers = ["NaN", "Infinity", "1e999", "-1", "null", "true", "99999999999999999999", "F64"]
    pickled = ["numpy\ndtype\n", "numpy.core.multiarray\nscalar\n", "os\nsystem\n", "numpy._core"]
    return [*names, *kinds, *numbers, *pickled, "PK\x01\x02", "PK\x03\x04", "PK\x05\x06"]
