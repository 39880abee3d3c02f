"""Type checkers, as functions from the text of a program to what they say of its lines."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
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
    (settings_in(folder) / "program.py").write_text(program, encoding="utf-8")
    options = ["--outputjson", "--pythonpath", sys.executable, "--project", str(folder)]
    found = json.loads(_run([pyright_command(), *options]))["generalDiagnostics"]
    return _by_line(
        (one["range"]["start"]["line"] + 1, one["message"])
        for one in found
        if one["severity"] == "error"
    )


def pyright_command(suffix: str = "") -> str:
    """The program of pyright, or of basedpyright, which brings the Node.js that it needs."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    for name in ("pyright", "basedpyright"):
        command = shutil.which(name + suffix, path=beside)
        if command is not None:
            return command
    pytest.skip("pyright is not installed: pip install basedpyright")


def settings_in(folder: Path) -> Path:
    """The folder, with settings by which pyright finds this minigrad."""
    settings = {"extraPaths": [str(ROOT)], "typeCheckingMode": "standard"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def known_types(folder: Path) -> float:
    """The share of what minigrad exports whose types pyright knows, as of an installed package."""
    venv.create(folder / "venv")
    paths = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
    (place,) = folder.glob("venv/[Ll]ib/**/site-packages")
    (place / "minigrad.pth").write_text("\n".join(paths), encoding="utf-8")
    first = os.pathsep.join([str(folder / "venv" / "bin"), os.environ["PATH"]])
    options = ["--verifytypes", "minigrad", "--ignoreexternal", "--outputjson"]
    said = json.loads(_run([pyright_command(), *options], cwd=folder, PATH=first))
    score: float = said["typeCompleteness"]["completenessScore"]
    return score


CHECKERS: list[Callable[[str, Path], Said]] = [mypy, pyright]


def _run(command: list[str], cwd: Path = ROOT, **environment: str) -> str:
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr  # 2 is a failure of its own
    return run.stdout


def _by_line(found) -> Said:
    said: Said = {}
    for line, message in found:
        said.setdefault(line, []).append(message)
    return said
