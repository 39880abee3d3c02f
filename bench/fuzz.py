"""A coverage-guided fuzzer on the readers of files: `python -m bench fuzz --seconds 3600`.

Each reader has a process of its own, in which atheris (libFuzzer for Python) changes files that
minigrad's own writers have made, and keeps a change that reaches new code. A finding is a crash, a
hang, memory without a reason, code that runs, an error that is not documented or lacks the file's
name, or a result that is not right; see `bench.readers`. The input of each is kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.harness import ROOT

NAMES = (
    *("idx", "gzip", "mnist", "npz", "npy", "safetensors", "pickle", "weights"),
    *("json", "csv", "checkpoint"),
)
MOST_BYTES = 20_000
MEMORY = 256 << 20  # that many bytes a reader may take for a file of so many
SECONDS = 10  # for a file
NEWS = 100  # inputs between two counts
RESTARTS = 20
_INSTRUMENTED = ["minigrad", "csv", "gzip", "json", "pickletools", "zipfile", "safetensors"]


def fuzz(name: str, folder: Path, seconds: float) -> None:
    """In a process of its own: try one reader for so long. Does not return."""
    import resource

    import atheris
    import numpy as np  # before the rest: to instrument all of it would take long

    numpys = np.lib.format.read_magic.__globals__
    for function in ("read_magic", "_read_array_header", "_filter_header", "descr_to_dtype"):
        if function in numpys:
            atheris.instrument_func(numpys[function])
    with atheris.instrument_imports(include=_INSTRUMENTED):
        from bench import readers
    os.fsync = lambda _: None  # files are read again at once
    reader = readers.READERS[name]
    place = folder / name
    corpus, workplace = place / "corpus", place / "work"
    for path in (corpus, workplace):
        path.mkdir(parents=True, exist_ok=True)
    for seed in reader.seeds(workplace):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
        readers.warm(reader, workplace, seed)
    (place / "words").write_text("".join(f'"{_escaped(word)}"\n' for word in readers.words()))
    counts = json.loads((place / "counts").read_text()) if (place / "counts").exists() else {}
    known = {path.stem for path in place.glob("*.txt")}

    def one(content: bytes) -> None:
        try:
            outcome = "read" if readers.examine(reader, workplace, content) else "refused"
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
            outcome = "found"
            where = _where(error)
            key = hashlib.sha256(where.encode()).hexdigest()[:12]
            if key not in known:
                known.add(key)
                (place / f"{key}.bin").write_bytes(content)
                (place / f"{key}.txt").write_text("".join(traceback.format_exception(error)))
        counts[outcome] = counts.get(outcome, 0) + 1
        if sum(counts.values()) % NEWS == 0:
            (place / "counts").write_text(json.dumps(counts))

    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    # libFuzzer's corpus and tables are allowed for as well.
    resource.setrlimit(resource.RLIMIT_AS, (used + 2 * MEMORY, used + 2 * MEMORY))
    atheris.Setup(
        [
            sys.argv[0],
            f"-max_total_time={max(1, round(seconds))}",
            f"-max_len={MOST_BYTES}",
            f"-timeout={SECONDS}",
            f"-rss_limit_mb={(4 * MEMORY) >> 20}",
            f"-malloc_limit_mb={MEMORY >> 20}",
            f"-dict={place / 'words'}",
            f"-artifact_prefix={place}/",
            "-print_final_stats=1",
            str(corpus),
        ],
        one,
    )
    atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(c if c.isalnum() or c in " _-.:{}" else f"\\x{ord(c):02X}" for c in word)


def _where(error: BaseException) -> str:
    """The key by which two findings are one: the kinds of errors, and where they were raised."""
    parts = []
    at: BaseException | None = error
    while at is not None:
        frames = traceback.extract_tb(at.__traceback__)
        last = frames[-1] if frames else None
        text = re.sub(r"[\d'\"].*", "", str(at))[:60]
        parts.append(f"{type(at).__name__} {last and (last.filename, last.lineno)} {text}")
        at = at.__cause__
    return "\n".join(parts)


def report(name: str, folder: Path, took: float) -> int:
    """Print the results of one reader; the number of findings."""
    place = folder / name
    counts: dict[str, int] = {}
    if (place / "counts").exists():
        counts = json.loads((place / "counts").read_text())
    total = sum(counts.values())
    artifacts = [p for p in place.iterdir() if p.name.startswith(("crash-", "timeout-", "oom-"))]
    findings = sorted(place.glob("*.txt"))
    print(
        f"{name:12} {total:9} files in {took:5.0f} s: {counts.get('read', 0)} read, "
        f"{counts.get('refused', 0)} refused, {len(findings) + len(artifacts)} findings",
        flush=True,
    )
    for finding in findings:
        print(f"  {finding.with_suffix('.bin')}: {finding.read_text().splitlines()[-1]}")
    for artifact in artifacts:
        print(f"  {artifact}: the process ended; its last words are in {place / 'log'}")
    return len(findings) + len(artifacts)


def try_reader(name: str, folder: Path, seconds: float) -> int:
    """Fuzz one reader for so long, also where it ends the process; how many findings there are."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    for _ in range(RESTARTS):
        left = seconds - (time.monotonic() - begin)
        if left < 1:
            break
        with (place / "log").open("ab") as log:
            done = subprocess.run(
                [sys.executable, "-m", "bench.fuzz", name, str(folder), str(left)],
                cwd=ROOT,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
                stdout=log,
                stderr=log,
                check=False,
            )
        if done.returncode == 0:
            break
        if not any(place.glob("corpus/*")):
            print((place / "log").read_text(errors="replace")[-2000:])
            raise SystemExit(f"{name}: the fuzzer could not begin")
    return report(name, folder, time.monotonic() - begin)


def main(arguments: list[str] | None = None) -> int:
    """0 if nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m bench fuzz", description=__doc__)
    parser.add_argument(
        "--reader", choices=NAMES, action="append", help="may be repeated; by default all of them"
    )
    parser.add_argument("--seconds", type=float, default=60, help="for all readers together")
    parser.add_argument(
        "--folder", type=Path, help="for corpus and findings, and to go on from; by default new"
    )
    options = parser.parse_args(arguments)
    chosen: Any = options.reader or NAMES
    if options.seconds < len(chosen):
        parser.error("--seconds is at least one for each reader")
    if find_spec("atheris") is None:
        parser.error(
            "this needs atheris, a coverage-guided fuzzer: pip install atheris (it has wheels for "
            "Linux); without it, pytest tests/data/test_fuzz.py tries the same readers at random"
        )
    folder = (options.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))).resolve()
    print(f"corpus and findings are kept in {folder}", flush=True)
    findings = sum(try_reader(name, folder, options.seconds / len(chosen)) for name in chosen)
    print(f"{findings} findings in {options.seconds:g} s")
    return int(findings > 0)


if __name__ == "__main__":
    fuzz(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
