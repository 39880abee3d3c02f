"""The gallery: every program runs, is short, and writes its picture."""

from __future__ import annotations

import pytest

from docs.site.gallery import GALLERY, programs, read, run
from minigrad.core.dispatch import ANSWERS

NAMES = [program.name for program in programs()]


def test_every_program_is_listed_once():
    assert sorted(NAMES) == sorted(path.stem for path in GALLERY.glob("*.py"))


def test_there_are_twenty_and_more():
    assert len(NAMES) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_a_program_has_its_title_in_the_list_and_a_text(name):
    program = read(GALLERY / f"{name}.py")
    listed = (GALLERY / "index.md").read_text(encoding="utf-8")
    assert f"- [{program.title}]({name}.py)\n" in listed
    assert program.text


@pytest.mark.parametrize("name", NAMES)
def test_a_program_is_short(name):
    lines = read(GALLERY / f"{name}.py").code.splitlines()
    assert len([line for line in lines if line.strip()]) <= 40


@pytest.mark.untraced
@pytest.mark.parametrize("name", NAMES)
def test_a_program_runs_and_writes_its_picture(name, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    before = ANSWERS.copy()
    picture = run(name, tmp_path)
    assert picture.stat().st_size > 2_000
    assert before == ANSWERS
    extra = {f"{name}.html"} if name == "play" else set()
    assert {path.name for path in tmp_path.iterdir()} == {picture.name} | extra


def test_a_program_without_a_picture_is_told(tmp_path, monkeypatch):
    (tmp_path / "nothing.py").write_text('"""Nothing."""\n')
    monkeypatch.setattr("docs.site.gallery.GALLERY", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg or nothing\.png"):
        run("nothing", tmp_path)
