"""Run a program of `models` in this process or in its own, for the tests of programs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
WIDTH = 60
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"MNIST is not in {DATA}")
needs_sigint = pytest.mark.skipif(os.name != "posix", reason="SIGINT is sent as POSIX sends it")


def run_here(capsys, program, *options, expected=0):
    """The outputs of a program that runs in this process."""
    capsys.readouterr()
    try:
        status = program.main(list(map(str, options)))
    except SystemExit as stop:
        status = stop.code
    done = capsys.readouterr()
    assert status == expected, done.out + done.err
    return done


def too_wide(text):
    """The lines that do not fit, apart from those that say where a file is."""
    lines = (line for line in text.splitlines() if not line.startswith("wrote "))
    return [line for line in lines if columns(line) > WIDTH]


def without_layout(monkeypatch):
    """Let there be nothing that lays out drawings."""
    monkeypatch.setattr("minigrad.draw.layout.shutil.which", lambda name: None)
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


def columns(line):
    """How wide a line is where Japanese signs are twice as wide as Latin ones."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def is_plain(text):
    """Whether a text is nothing but text: no colours, and no line that is written over."""
    return "\x1b" not in text and "\r" not in text


def written(folder):
    """The names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def interrupt(name, *options, after):
    """Run a program, press Ctrl-C after a line that begins so; the status and what it said."""
    # A process that was started in the background ignores SIGINT; this one must not.
    code = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"runpy.run_module('models.{name}', run_name='__main__', alter_sys=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, options)],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        before = []
        for line in process.stdout:
            before.append(line)
            if line.startswith(after):
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=600)
    return process.returncode, "".join(before) + out, err
