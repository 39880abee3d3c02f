"""What the articles' programs share: options, errors, tables, and pictures in a terminal."""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from run_programs import ROOT, run_here, too_wide

from models import arguments, common, terminal

PROGRAMS = {
    name: importlib.import_module(f"models.{name}")
    for name in (
        *("numerical_vs_backprop", "forward_by_hand", "gradient_descent"),
        *("two_layer_net", "inspect_results"),
    )
}
every_program = pytest.mark.parametrize("name", PROGRAMS)


def said_in_ascii(name, *arguments):
    """What a program prints where signs beyond ASCII cannot be written."""
    done = subprocess.run(
        [sys.executable, "-m", f"models.{name}", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if not line.startswith("Fontconfig warning")]
    assert (done.returncode, said) == (0, [])  # what is wrong with fonts is Graphviz's word
    return done.stdout


class TestEveryProgram:
    @every_program
    def test_says_what_it_does_and_which_article_it_follows(self, capsys, monkeypatch, name):
        monkeypatch.setenv("COLUMNS", "60")
        text = run_here(capsys, PROGRAMS[name], "--help").out
        assert f"usage: python -m models.{name}" in " ".join(text.split())
        assert "Follows " in text
        assert any(title in text for title in ("実装から学ぶ", "ゼロから"))
        assert too_wide(text) == []
        assert "default: None" not in text

    @every_program
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--nonsense"], "unrecognized arguments: --nonsense"),
            (["--out"], "--out: expected one argument"),
        ],
        ids=lambda x: " ".join(x) if isinstance(x, list) else "",
    )
    def test_refuses_a_command_that_makes_no_sense(self, capsys, name, options, message):
        done = run_here(capsys, PROGRAMS[name], *options, expected=2)
        assert message in done.err
        assert done.out == ""

    @every_program
    def test_says_in_one_line_that_a_file_is_where_the_folder_should_be(
        self, capsys, tmp_path, name
    ):
        file = tmp_path / "file"
        file.write_text("mine")
        done = run_here(capsys, PROGRAMS[name], "--out", file, expected=1)
        assert done.err.startswith(f"python -m models.{name}: ")
        assert done.err.count("\n") == 1
        assert str(file) in done.err
        assert file.read_text() == "mine"

    @pytest.mark.parametrize("name", [n for n in PROGRAMS if n != "gradient_descent"])
    def test_says_in_one_line_that_there_is_no_mnist(self, capsys, tmp_path, name):
        done = run_here(
            capsys, PROGRAMS[name], "--data", tmp_path, "--out", tmp_path / "out", expected=1
        )
        assert (
            f"{tmp_path} has none of MNIST's four files named train-images-idx3-ubyte" in done.err
        )
        assert done.err.count("\n") == 1


def program(tmp_path, work):
    """Run some work as a program."""
    return common.run(arguments.parser("some", "Does some work."), work, ["--out", str(tmp_path)])


def raising(error):
    def work(options):
        print("so far", flush=True)
        raise error

    return work


class TestRun:
    def test_makes_the_folder_for_pictures(self, tmp_path):
        folder = tmp_path / "絵" / "not there"
        assert program(folder, lambda options: None) == 0
        assert folder.is_dir()

    def test_ends_quietly_when_it_is_interrupted(self, tmp_path, capsys):
        assert program(tmp_path, raising(KeyboardInterrupt())) == 130
        assert capsys.readouterr() == ("so far\n", "")

    @pytest.mark.parametrize("kind", common.ERRORS)
    def test_says_what_was_wrong_in_one_line(self, tmp_path, capsys, kind):
        assert program(tmp_path, raising(kind("no such thing"))) == 1
        assert capsys.readouterr() == ("so far\n", "python -m models.some: no such thing\n")

    def test_lets_an_error_of_the_program_itself_be_seen(self, tmp_path):
        with pytest.raises(ZeroDivisionError):
            program(tmp_path, raising(ZeroDivisionError()))

    def test_ends_without_a_word_when_nobody_reads_on(self, tmp_path):
        command = f"{sys.executable} -m models.gradient_descent --out '{tmp_path}' | head -n 1"
        done = subprocess.run(
            command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.stderr == ""

    def test_prints_where_an_encoding_lacks_signs(self, tmp_path):
        assert "0.73659691" in said_in_ascii("forward_by_hand", "b4", "--out", str(tmp_path))

    def test_spells_arrows_and_indices_where_an_encoding_lacks_them(self, tmp_path):
        small = ("--hidden", "6", "--sample", "2", "--out", str(tmp_path))
        out = said_in_ascii("numerical_vs_backprop", *small)
        assert "?" not in out
        assert " 64x6 " in out
        assert "w -> x v1 -> + v3 -> relu h -> " in out

    @every_program
    def test_prints_its_help_where_an_encoding_lacks_signs(self, name):
        assert said_in_ascii(name, "--help").startswith("usage:")

    def test_looks_for_what_draws_before_it_begins(self, tmp_path, capsys, monkeypatch):
        monkeypatch.setattr(common, "find_spec", lambda name: None)
        assert program(tmp_path / "new", raising(KeyboardInterrupt())) == 1
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert 'pip install "minigrad-numpy[train]"' in err
        assert not (tmp_path / "new").exists()

    def test_finds_a_folder_that_cannot_be_written_to_before_it_begins(
        self, tmp_path, capsys, monkeypatch
    ):
        monkeypatch.setattr("models.common.os.access", lambda path, mode: False)
        assert program(tmp_path, raising(KeyboardInterrupt())) == 1
        out, err = capsys.readouterr()
        assert out == ""
        message = f"{tmp_path}: no file can be written into this folder"
        assert err == f"python -m models.some: {message}; name another with --out\n"

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("file", " is a file; name a folder with --out"),
            ("file/below", ": no such folder can be made (not a directory); "),
        ],
    )
    def test_says_in_words_that_a_folder_cannot_be_made(self, tmp_path, capsys, name, message):
        (tmp_path / "file").write_text("mine")
        assert program(tmp_path / name, raising(KeyboardInterrupt())) == 1
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert f"{tmp_path / name}{message}" in err
        assert "Errno" not in err

    def test_says_in_words_what_is_wrong_with_a_file(self, tmp_path, capsys):
        assert program(tmp_path, raising(FileNotFoundError(2, "No such file", "some.csv"))) == 1
        said = "python -m models.some: some.csv: no such file\n"
        assert capsys.readouterr().err == said

    @pytest.mark.skipif(sys.version_info < (3, 11), reason="errors have notes from then on")
    def test_says_what_is_noted_about_an_error(self, tmp_path, capsys):
        error = OSError("the disk is full")
        error.add_note("the last file is kept")
        assert program(tmp_path, raising(error)) == 1
        said = "the disk is full; the last file is kept"
        assert capsys.readouterr().err == f"python -m models.some: {said}\n"

    def test_names_the_extra_that_is_missing(self, tmp_path, capsys, monkeypatch):
        monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
        done = run_here(capsys, PROGRAMS["gradient_descent"], "--out", tmp_path, expected=1)
        assert 'pip install "minigrad-numpy[train]"' in done.err
        assert done.err.count("\n") == 1


class TestOptions:
    @pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "²", ""])
    def test_a_count_is_a_whole_number_from_1_on(self, text):
        with pytest.raises(argparse.ArgumentTypeError, match="whole number from 1 on"):
            arguments.positive(text)

    @pytest.mark.parametrize("text", ["0", "-0.1", "nan", "inf", "small", ""])
    def test_a_rate_is_above_0(self, text):
        with pytest.raises(argparse.ArgumentTypeError, match="number above 0"):
            arguments.above_zero(text)

    def test_a_file_and_a_folder_to_read_are_there(self, tmp_path):
        (tmp_path / "file").write_text("")
        assert arguments.folder(str(tmp_path)) == tmp_path
        assert arguments.file(str(tmp_path / "file")) == tmp_path / "file"
        for kind, name in ((arguments.folder, "file"), (arguments.file, ""), (arguments.file, "x")):
            with pytest.raises(argparse.ArgumentTypeError, match="there is no"):
                kind(str(tmp_path / name))

    @pytest.mark.parametrize("text", ["-1", "1.5", "lucky", ""])
    def test_a_seed_is_a_whole_number(self, text):
        with pytest.raises(argparse.ArgumentTypeError, match="whole number from 0 on"):
            arguments.seed(text)

    def test_what_is_right_is_read(self):
        assert (arguments.positive("10"), arguments.above_zero("1e-10"), arguments.seed("0")) == (
            10,
            1e-10,
            0,
        )


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("cp932", "v1 → 2×x^2 ± 学"), ("ascii", "v1 -> 2xx^2 +- ?"), ("utf-8", "v₁ → 2×x² ± 学")],
)
def test_signs_that_an_encoding_lacks_are_spelt(encoding, expected):
    assert "v₁ → 2×x² ± 学".encode(encoding, terminal.SPELLING).decode(encoding) == expected


def test_only_what_is_written_is_spelt():
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", terminal.SPELLING)


def test_a_table_is_aligned_to_both_sides(capsys):
    common.row(("W1", 5, "x"), (-4, 6, -3))
    assert capsys.readouterr().out == "W1         5  x\n"


def test_parameters_have_the_articles_names():
    assert list(common.parameter_names("abcd")) == ["W1", "b1", "W2", "b2"]


def test_the_small_digits_are_rows_from_0_to_1():
    train, test = common.load(None)
    assert (train.x.shape, test.x.shape) == ((1438, 64), (359, 64))
    assert (train.x.min(), train.x.max()) == (0, 1)
    assert train.pictures.shape == (1438, 8, 8)
    assert train.scale is test.scale
    np.testing.assert_array_equal(train.scale(np.full((1, 64), 16)), np.ones((1, 64)))
    np.testing.assert_array_equal(train.pictures[3].ravel(), train.x[3])


@pytest.fixture
def in_terminal(monkeypatch):
    """Let standard output be a terminal that shows all that there is."""
    out = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(terminal, "sys", SimpleNamespace(stdout=out))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


class TestEmphasis:
    def test_is_bold_and_italic_in_a_terminal(self, in_terminal):
        assert terminal.emphasise("  9.5  ", bold=True) == "  \x1b[1m9.5\x1b[0m  "
        assert terminal.emphasise("  9.5  ", italic=True) == "  \x1b[3m9.5\x1b[0m  "
        assert terminal.emphasise("  9.5  ", bold=True, italic=True) == "  \x1b[1;3m9.5\x1b[0m  "

    def test_is_marked_where_output_is_piped(self):
        assert terminal.emphasise("  9.5  ", bold=True) == " *9.5* "
        assert terminal.emphasise("  9.5  ", italic=True) == " _9.5_ "
        assert terminal.emphasise("  9.5  ", bold=True, italic=True) == "*_9.5_*"

    def test_of_nothing_is_the_text(self, in_terminal):
        assert terminal.emphasise("  9.5  ") == "  9.5  "

    @pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("NO_COLOR", "1")])
    def test_is_marked_in_a_terminal_that_shows_none(self, in_terminal, monkeypatch, name, value):
        monkeypatch.setenv(name, value)
        assert terminal.emphasise(" a ", bold=True) == "*a*"


class TestPicture:
    IMAGE = np.array([[1, 0, 1, 0], [1, 1, 0, 0], [0.5, 0.3, 0, 1]])

    def test_has_two_dots_in_each_character(self):
        assert terminal.picture(self.IMAGE) == ["█▄▀ ", "▀  ▀"]

    def test_has_greys_in_a_terminal(self, in_terminal):
        (line,) = terminal.picture(np.array([[0.0, 1.0], [1.0, 0.5]]))
        assert line == "\x1b[38;5;232;48;5;255m▀\x1b[38;5;255;48;5;244m▀\x1b[0m"

    def test_is_made_of_ascii_where_there_is_nothing_else(self, monkeypatch):
        pipe = SimpleNamespace(isatty=lambda: False, encoding="euc_jp")
        monkeypatch.setattr(terminal, "sys", SimpleNamespace(stdout=pipe))
        assert terminal.picture(self.IMAGE) == [":.' ", "'  '"]

    def test_is_cut_to_where_any_picture_has_ink(self):
        pictures = np.zeros((2, 20, 30))
        pictures[0, 4, 5] = pictures[1, 7, 11] = 1
        assert terminal.prepared(pictures).shape == (2, 4, 7)
        assert terminal.prepared(np.zeros((2, 20, 30))).shape == (2, 20, 30)

    def test_of_few_dots_is_twice_as_large(self):
        assert terminal.prepared(np.ones((3, 8, 6))).shape == (3, 16, 12)

    def test_stands_beside_lines_whichever_has_more(self):
        assert terminal.beside(["ab"], ["1", "2"], 2) == ["ab  1", "    2"]
        assert terminal.beside(["ab", "cd"], ["1"], 2) == ["ab  1", "cd"]
