"""What is built, installed and shown: the name, the version, the programs, the links."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import minigrad as mg
from minigrad.__main__ import main
from minigrad.support.optional import DISTRIBUTION, EXTRAS, import_optional, to_install

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # of pytest's own, there

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
ADDRESS = PROJECT["urls"]["Repository"]
MODULES = {"pillow": "PIL", "scikit-learn": "sklearn"}  # where they differ from the distribution

PROPERTY = """
import minigrad as mg
from hypothesis import given
from minigrad.testing import check_grads, tensors

@given(tensors())
def test_tanh(x):
    check_grads(mg.tanh, x)
"""


def run(*command, **options):
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, **options
    )


def texts():
    """The files that users read, with messages and commands in them."""
    skipped = {"CHANGELOG.md", "test_packages.py"}
    for folder in ("minigrad", "models", "docs", "tests", "bench", "."):
        pattern = "*" if folder == "." else "**/*"
        for file in (ROOT / folder).glob(pattern):
            if file.suffix in {".py", ".md", ".toml", ".cff"} and file.name not in skipped:
                yield file.relative_to(ROOT), file.read_text(encoding="utf-8")


class TestTheName:
    def test_is_not_that_of_another_project(self):
        assert PROJECT["name"] == DISTRIBUTION != "minigrad"

    def test_is_what_every_command_installs(self):
        wrong = [
            f"{file}: {found[0]}"
            for file, text in texts()
            for found in re.finditer(
                r"pip install\s+\\?\"?minigrad\b(?!-)|\bminigrad\\?\[[a-z]+\\?[],]", text
            )
        ]
        assert wrong == []

    def test_extras_are_those_that_are_declared(self):
        declared = {
            MODULES.get(name := re.split(r"[><=]", package)[0], name): extra
            for extra, packages in PROJECT["optional-dependencies"].items()
            for package in packages
            if extra != "all"
        }
        assert declared == EXTRAS
        named = re.search(r"\[(.*)\]", PROJECT["optional-dependencies"]["all"][0])[1]
        assert named.split(",") == sorted(set(EXTRAS.values()))

    def test_a_missing_module_is_told_with_the_command_that_installs_it(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "numba", None)
        assert to_install("numba") == f'pip install "{DISTRIBUTION}[fast]"'
        with pytest.raises(
            ImportError, match=r"^loops need numba: pip install \"minigrad-numpy\[f"
        ):
            import_optional("numba", "loops need numba")

    def test_a_broken_module_is_told_with_what_is_wrong(self, monkeypatch, tmp_path):
        (tmp_path / "numba.py").write_text("raise ImportError('libm.so: cannot open it')")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "numba", raising=False)
        with pytest.raises(ImportError, match=r"^loops need numba \(libm.so: cannot .*\): pip "):
            import_optional("numba", "loops need numba")


class TestTheCommand:
    def test_says_versions_and_extras_and_lists_the_programs(self, capsys):
        assert main([]) == 0
        out = capsys.readouterr().out
        assert re.search(rf"^minigrad +{re.escape(mg.__version__)}$", out, re.M)
        assert re.search(r"^NumPy +\d", out, re.M)
        assert re.search(r"^BLAS +\w", out, re.M)
        for extra in EXTRAS.values():
            assert re.search(rf"^\[{extra}\] +(installed|without \w+)", out, re.M)
        assert re.search(r"^mnist +\w", out, re.M)
        assert "minigrad NAME runs one" in out

    def test_names_what_an_extra_lacks(self, capsys, monkeypatch):
        found = "minigrad.support.environment.find_spec"
        monkeypatch.setattr(found, lambda name: None if name in {"tqdm", "PIL"} else name)
        main([])
        out = capsys.readouterr().out
        assert f'[train]    without tqdm, PIL: pip install "{DISTRIBUTION}[train]"' in out
        assert "[scipy]    installed" in out

    def test_runs_a_program_under_its_own_name(self, capsys):
        with pytest.raises(SystemExit) as stop:
            main(["gradient-descent", "--help"])
        assert stop.value.code == 0
        assert capsys.readouterr().out.startswith("usage: minigrad gradient_descent ")

    def test_knows_its_version(self, capsys):
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == f"{mg.__version__}\n"

    def test_is_there_as_a_module(self, tmp_path):
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = run(sys.executable, "-m", "minigrad", "minst", cwd=tmp_path, env=environment)
        assert done.returncode == 2
        assert done.stderr == "minigrad: there is no program minst; is it mnist?\n"


class TestWords:
    def test_the_version_stands_in_one_place(self):
        assert "version" in PROJECT["dynamic"]
        stating = re.compile(r"^(?:__version__|version|Version) ?[=:] ?\"?\d", re.M)
        stated = [str(file) for file, text in texts() if stating.search(text)]
        assert stated == ["minigrad/__init__.py"]

    def test_the_changelog_tells_of_this_version(self):
        text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        assert re.search(rf"^## \[{re.escape(mg.__version__)}\] - \d{{4}}-\d\d-\d\d$", text, re.M)

    def test_the_notes_of_a_release_are_its_part_of_the_changelog(self):
        if shutil.which("make") is None:
            pytest.skip("there is no make")
        notes = run("make", "--silent", "notes", cwd=ROOT)
        assert notes.stdout.strip().startswith("The first release: "), notes.stderr
        assert "\n## " not in notes.stdout

    def test_every_address_of_the_project_is_the_one_that_is_declared(self):
        host = ADDRESS.removesuffix("minigrad")
        assert all(url.startswith(ADDRESS) for url in PROJECT["urls"].values())
        for file, text in texts():
            for found in re.findall(r"https://github\.com/minigrad[\w./-]*", text):
                assert found.startswith(ADDRESS) or found == host, file


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of an sdist and of the wheel that is built from its content, and its content."""
    pytest.importorskip("hatchling")
    pytest.importorskip("hatch_fancy_pypi_readme")
    folder = tmp_path_factory.mktemp("built")
    done = run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(folder, filter="data")
        else:
            archive.extractall(folder)
    (content,) = (path for path in folder.iterdir() if path.is_dir())
    done = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=content)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl")), content


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """The folder of an installed wheel, and how a Python is run that sees it alone."""
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(built[0]) as wheel:
        wheel.extractall(site)

    def python(*arguments, cwd):
        environment = os.environ | {"PYTHONPATH": str(site), "MPLBACKEND": "agg"}
        return run(sys.executable, *arguments, cwd=cwd, env=environment)

    return site, python


class TestTheWheel:
    def test_has_one_package_and_no_other_name(self, installed):
        site, _ = installed
        names = {path.name for path in site.iterdir()}
        assert names == {"minigrad", f"{DISTRIBUTION.replace('-', '_')}-{mg.__version__}.dist-info"}

    def test_has_the_programs_types_and_pages(self, installed):
        site, _ = installed
        assert not (site / "minigrad/programs.py").exists()
        programs = {path.name for path in (ROOT / "models").glob("*.py")}
        assert {path.name for path in (site / "minigrad/programs").glob("*.py")} == programs
        for path in ROOT.glob("minigrad/**/*.*"):
            if path.suffix in {".pyi", ".typed", ".js", ".css", ".html"}:
                assert (site / path.relative_to(ROOT)).exists()

    def test_runs_a_program_without_the_checkout(self, installed, tmp_path):
        site, python = installed
        done = python("-c", "import minigrad.programs.mnist as m; print(m.__file__)", cwd=tmp_path)
        assert done.stdout.strip() == str(site / "minigrad/programs/mnist.py"), done.stderr
        done = python("-m", "minigrad", "numerical_vs_backprop", "--help", cwd=tmp_path)
        assert done.stdout.startswith("usage: minigrad numerical_vs_backprop"), done.stderr

    def test_shows_the_readme_with_addresses_that_hold_anywhere(self, installed):
        site, _ = installed
        (metadata,) = site.glob("*.dist-info/METADATA")
        readme = Parser().parsestr(metadata.read_text(encoding="utf-8")).get_payload()
        targets = re.findall(r"\[[^]]*\]\(([^)]*)\)", readme)
        assert len(targets) > 10
        assert [target for target in targets if not target.startswith("https://")] == []
        for target in targets:
            if target.startswith(ADDRESS):
                kind, version, path = target.removeprefix(f"{ADDRESS}/").split("/", 2)
                assert (kind in {"raw", "blob"}, version) == (True, f"v{mg.__version__}")
                assert (ROOT / path.partition("#")[0]).exists(), target
                assert (Path(path).suffix in {".png", ".svg"}) == (kind == "raw")

    def test_says_where_things_are(self, installed):
        site, _ = installed
        (points,) = site.glob("*.dist-info/entry_points.txt")
        assert "minigrad = minigrad.__main__:main" in points.read_text()
        assert "minigrad = minigrad.testing.plugin" in points.read_text()


@pytest.mark.slow
def test_a_new_user_s_first_minutes(built, tmp_path):
    """An environment with nothing in it, the wheel, and what README says, far from the checkout."""
    venv.create(tmp_path / "venv", with_pip=True)
    bin_ = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    home = tmp_path / "home"
    home.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST"))}
    begun = time.monotonic()

    def ends_well(*command):
        done = run(*command, cwd=home, env=kept)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    ends_well(
        bin_ / "python", "-m", "pip", "install", "-q", f"{built[0]}[draw,testing,train]", "pytest"
    )
    assert "[train]    installed" in ends_well(bin_ / "minigrad")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    (home / "first.py").write_text("".join(b for b in blocks if not b.startswith(">>>")))
    ends_well(bin_ / "python", "first.py")  # gradients, drawings, a trained network
    assert {"first.svg", "graph.svg"} <= {file.name for file in home.iterdir()}
    (home / "test_mine.py").write_text(PROPERTY)
    assert "1 passed" in ends_well(bin_ / "python", "-m", "pytest", "-q")
    assert "held-out accuracy" in ends_well(bin_ / "minigrad", "mnist", "--epochs", "2")
    assert time.monotonic() - begun < 300


class TestTheSourceDistribution:
    def test_has_what_its_tests_need(self, built):
        _, content = built
        listed = run("git", "ls-files", "-z", cwd=ROOT)
        if listed.returncode:
            pytest.skip("this is no checkout")
        here = {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}
        left_out = {name for name in here if not (content / name).exists()}
        assert {name for name in left_out if "/" in name} == set()

    def test_collects_its_tests(self, built):
        _, content = built
        names = ["tests/test_kinks.py", "tests/models/test_list_of_programs.py", "README.md"]
        environment = os.environ | {"PYTHONPATH": str(content)}
        command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0")
        done = run(*command, *names, cwd=content, env=environment)
        assert done.returncode == 0, done.stdout
