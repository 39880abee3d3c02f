"""Files are whole or not there: a crash leaves the old one or the new one."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from minigrad.support.files import remove_leftovers, write_atomically

umask_is_posix = pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")


@pytest.fixture
def umask():
    """Set the umask for one test."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def test_a_file_is_written_byte_by_byte(tmp_path):
    content = bytes(range(256)) + b"\r\n\n"
    write_atomically(tmp_path / "new", content)
    assert (tmp_path / "new").read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["new"]


def test_a_file_takes_the_place_of_an_older_one(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"an older and longer content")
    write_atomically(str(file), b"new")
    assert file.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_name_without_a_folder_is_in_the_current_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_atomically("file", b"here")
    assert (tmp_path / "file").read_bytes() == b"here"


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("older", [None, b"old"])
def test_a_failure_in_the_middle_leaves_what_was_there(
    tmp_path, monkeypatch, where, failure, older
):
    file = tmp_path / "file"
    if older is not None:
        file.write_bytes(older)
    seen = []

    def fail(*_, **__):
        seen.extend(p.name for p in tmp_path.iterdir() if p != file)
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(where, fail)
        with pytest.raises(type(failure)) as error:
            write_atomically(file, b"new")
    assert error.value is failure
    assert len(seen) == 1  # it was in the middle: the temporary file was there
    names = [p.name for p in tmp_path.iterdir()]
    assert names == ([] if older is None else ["file"])
    assert older is None or file.read_bytes() == older


def test_a_content_that_cannot_be_written_leaves_what_was_there(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomically(file, "text")
    assert file.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_content_that_does_not_fit_leaves_what_was_there(tmp_path):
    resource = pytest.importorskip("resource")
    file = tmp_path / "file"
    file.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(OSError, match=f"too large: .*{file}"):
            write_atomically(file, bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_the_content_is_synced_before_the_rename(tmp_path, monkeypatch):
    order = []
    sync, replace = os.fsync, Path.replace

    def synced(descriptor):
        order.append(("sync", os.fstat(descriptor).st_size))
        sync(descriptor)

    def replaced(self, target):
        order.append(("rename", self.stat().st_size))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_atomically(tmp_path / "file", b"content")
    assert order[:2] == [("sync", 7), ("rename", 7)]


def test_a_missing_folder_is_an_error_that_leaves_nothing(tmp_path):
    with pytest.raises(FileNotFoundError, match="missing"):
        write_atomically(tmp_path / "missing" / "file", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_an_error_that_leaves_it(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_atomically(tmp_path / "folder", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


@umask_is_posix
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_are_those_of_an_ordinary_file(tmp_path, umask, mask, mode):
    umask(mask)
    write_atomically(tmp_path / "file", b"new")
    (tmp_path / "ordinary").write_bytes(b"")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("file", "ordinary")]
    assert modes == [mode, mode]
    assert umask(mask) == mask  # and the umask is as it was


@umask_is_posix
def test_files_that_other_threads_make_meanwhile_have_their_permissions_too(
    tmp_path, umask, monkeypatch
):
    """The umask belongs to the whole process: it must not be 0 even for a moment."""
    umask(0o077)
    modes = []

    def make(name):
        (tmp_path / name).write_bytes(b"")
        modes.append(stat.S_IMODE((tmp_path / name).stat().st_mode))

    real = os.umask

    def watched(mask):
        before = real(mask)
        other = threading.Thread(target=make, args=(f"other {len(modes)}",))
        other.start()
        other.join()
        return before

    monkeypatch.setattr(os, "umask", watched)
    write_atomically(tmp_path / "file", b"new")
    monkeypatch.undo()
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert set(modes) <= {0o600}


# A process that stops for ever in the middle of writing its second content.
WRITER = """
import os, sys, time
from minigrad.support import files
files.write_atomically(sys.argv[1], b"first")
def stop(descriptor):
    print("in the middle", flush=True)
    time.sleep(600)
os.fsync = stop
files.write_atomically(sys.argv[1], b"second")
"""


@pytest.fixture
def writer(tmp_path):
    """A living process in the middle of writing a file."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "file")], stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"in the middle\n"
    yield process
    process.kill()
    process.communicate()


def names(folder):
    return sorted(path.name.partition("-")[0] for path in folder.iterdir())


@umask_is_posix
def test_leftovers_are_those_of_dead_processes_alone(tmp_path, writer):
    file = tmp_path / "file"
    remove_leftovers(file)
    assert names(tmp_path) == [".minigrad", "file"]
    write_atomically(file, b"another's")  # two may write the same file
    remove_leftovers(file)
    assert names(tmp_path) == [".minigrad", "file"]
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    remove_leftovers(file)
    assert names(tmp_path) == ["file"]
    assert file.read_bytes() == b"another's"


def test_leftovers_of_another_file_stay(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # as where a process dies
        patch.setattr(Path, "replace", lambda *_: 1 / 0)
        for name in ("file", "other"):
            with pytest.raises(ZeroDivisionError):
                write_atomically(tmp_path / name, b"")
    remove_leftovers(tmp_path / "file")
    assert len(names(tmp_path)) == 1
    remove_leftovers(str(tmp_path / "other"))
    assert names(tmp_path) == []


@umask_is_posix
def test_a_temporary_file_that_is_taken_for_a_leftover_is_made_anew(tmp_path, monkeypatch):
    """In the moment between its making and its lock it looks like one."""
    import fcntl

    lock, taken = fcntl.flock, []

    def late(file, how):
        if not taken:
            taken.append(file.name)
            remove_leftovers_by(lock)
        lock(file, how)

    def remove_leftovers_by(real):
        with monkeypatch.context() as patch:
            patch.setattr(fcntl, "flock", real)
            remove_leftovers(tmp_path / "file")

    monkeypatch.setattr(fcntl, "flock", late)
    write_atomically(tmp_path / "file", b"whole")
    assert taken
    assert names(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"whole"


@umask_is_posix
def test_a_file_system_without_locks_still_has_whole_files(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    write_atomically(tmp_path / "file", b"whole")
    remove_leftovers(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"whole"
    assert names(tmp_path) == ["file"]


def test_a_system_without_locks_renames_what_is_closed(tmp_path, monkeypatch):
    monkeypatch.setattr("minigrad.support.files.fcntl", None)
    for content in (b"first", b"second"):
        write_atomically(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == content
    (tmp_path / files_prefix(tmp_path / "file")).write_bytes(b"")
    remove_leftovers(tmp_path / "file")
    assert names(tmp_path) == ["file"]


def files_prefix(path):
    from minigrad.support import files

    return files._prefix(path)
