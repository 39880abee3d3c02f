"""Type checkers, as functions from the text of a program to what they say of its lines."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Said = dict[int, list[str]]  # by line, from 1


def mypy(program: str, folder: Path) -> Said:
    """Errors of mypy, strict as for the package, which shares its cache of minigrad."""
    file = folder / "program.py"
    file.write_text(program, encoding="utf-8")
    out = _run([sys.executable, "-m", "mypy", "--no-error-summary", str(file)], MYPYPATH=str(ROOT))
    found = re.findall(rf"^{re.escape(str(file))}:(\d+): error: (.*)$", out, flags=re.MULTILINE)
    return _by_line((int(line), message) for line, message in found)


def pyright(program: str, folder: Path) -> Said:
    """Errors of pyright."""
    command = shutil.which("pyright") or shutil.which("basedpyright")
    if command is None:
        pytest.skip("pyright is not installed")
    (folder / "program.py").write_text(program, encoding="utf-8")
    settings = {"extraPaths": [str(ROOT)], "typeCheckingMode": "standard"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    options = ["--outputjson", "--pythonpath", sys.executable, "--project", str(folder)]
    found = json.loads(_run([command, *options]))["generalDiagnostics"]
    return _by_line(
        (one["range"]["start"]["line"] + 1, one["message"])
        for one in found
        if one["severity"] == "error"
    )


CHECKERS: list[Callable[[str, Path], Said]] = [mypy, pyright]


def _run(command: list[str], **environment: str) -> str:
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr  # 2 is a failure of its own
    return run.stdout


def _by_line(found) -> Said:
    said: Said = {}
    for line, message in found:
        said.setdefault(line, []).append(message)
    return said
