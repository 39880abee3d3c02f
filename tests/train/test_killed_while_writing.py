"""A run that dies at any step of writing its checkpoint goes on to the same end."""

from __future__ import annotations

import os
from pathlib import Path

import interrupted_run as whole
import pytest

from minigrad.support import files


class Killed(BaseException):
    """What nothing catches and nothing cleans up after, as nothing does after signal 9."""


def die_at(patch, step, number):
    """Die at a step of the so many-th checkpoint that is written."""
    written = iter(range(number, 0, -1))
    left = [number]

    def reached(here):
        if here == "open":
            left[0] = next(written, 0)
        if here == step and left[0] == 1:
            raise Killed

    make, sync, rename = os.open, os.fsync, Path.replace

    def opened(*arguments):
        reached("open")
        descriptor = make(*arguments)
        reached("made")
        return descriptor

    def synced(descriptor):
        if step == "half":
            half = os.fstat(descriptor).st_size // 2
            if left[0] == 1:
                os.ftruncate(descriptor, half)
        reached("half")
        sync(descriptor)
        reached("synced")

    def renamed(path, target):
        reached("rename")
        rename(path, target)
        reached("renamed")

    patch.setattr(files.os, "open", opened)
    patch.setattr(files.os, "fsync", synced)
    patch.setattr(Path, "replace", renamed)
    patch.setattr(Path, "unlink", lambda *_, **__: None)  # a dead process removes nothing


STEPS = ["open", "made", "half", "synced", "rename", "renamed"]


@pytest.mark.untraced  # the test below takes the same steps
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", [1, 2, 4, 30, 13 + 12 * 3])
def test_at_any_step_of_any_checkpoint(tmp_path, monkeypatch, uninterrupted, step, number):
    file, told = tmp_path / "途中 です.npz", []
    with monkeypatch.context() as patch:
        die_at(patch, step, number)
        with pytest.raises(Killed):
            whole.run(file, on_epoch=lambda rows: told.append(rows[-1].epoch))
    done = list(told)
    net, history, _ = whole.run(file, on_epoch=lambda rows: told.append(rows[-1].epoch))
    whole.assert_same(whole.result(net, history), uninterrupted)
    assert len(set(told)) == len(told), f"epochs {done} were done; then came {told[len(done) :]}"
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_again_and_again(tmp_path, monkeypatch, uninterrupted):
    """Every process dies, each at another step of its third checkpoint."""
    for k in range(1000):
        try:
            with monkeypatch.context() as patch:
                die_at(patch, STEPS[k % len(STEPS)], 3)
                net, history, _ = whole.run(tmp_path)
        except Killed:
            continue
        break
    assert k > 10
    whole.assert_same(whole.result(net, history), uninterrupted)
