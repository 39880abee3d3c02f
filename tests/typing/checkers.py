"""Type checkers, as functions from the texts of programs to what they say of their lines."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Said = dict[int, list[str]]  # by line, from 1


def mypy(programs: Mapping[str, str], folder: Path) -> dict[str, Said]:
    """Errors of mypy, strict as for the package, which shares its cache of minigrad."""
    files = [str(file) for file in written(programs, folder)]
    out = _run([sys.executable, "-m", "mypy", "--no-error-summary", *files], MYPYPATH=str(ROOT))
    found = re.findall(r"^(.*\.py):(\d+): error: (.*)$", out, flags=re.MULTILINE)
    return _by_program(programs, found)


def pyright(programs: Mapping[str, str], folder: Path) -> dict[str, Said]:
    """Errors of pyright."""
    written(programs, settings_in(folder))
    options = ["--outputjson", "--pythonpath", sys.executable, "--project", str(folder)]
    found = json.loads(_run([pyright_command(), *options]))["generalDiagnostics"]
    errors = [one for one in found if one["severity"] == "error"]
    return _by_program(
        programs,
        [(one["file"], one["range"]["start"]["line"] + 1, one["message"]) for one in errors],
    )


def written(programs: Mapping[str, str], folder: Path) -> list[Path]:
    """The files of programs, by their names."""
    files = [folder / f"{name}.py" for name in programs]
    for file, program in zip(files, programs.values(), strict=True):
        file.write_text(program, encoding="utf-8")
    return files


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


CHECKERS: list[Callable[[Mapping[str, str], Path], dict[str, Said]]] = [mypy, pyright]


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


def _by_program(programs, found) -> dict[str, Said]:
    said: dict[str, Said] = {name: {} for name in programs}
    for file, line, message in found:
        if Path(file).stem in said:  # and not in minigrad
            said[Path(file).stem].setdefault(int(line), []).append(message)
    return said
