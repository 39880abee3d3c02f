"""`python -m models.predict`: digits read by weights that a run left."""

from __future__ import annotations

import json
import re
import sys

import numpy as np
import pytest
from PIL import Image
from run_programs import DATA, is_plain, needs_data, run_here, too_wide, written

from minigrad import data
from models import common, inspect_results, mnist, predict, trained

SEEN = re.compile(r"(?:is (\d), )?seen as (\d)$", re.M)
CLASS = re.compile(r"  (\d) +([*_]*)(\d+\.\d\d)([*_]*)(?: +(#*))?$", re.M)


def write_numbers(options, end, history, *_):
    """The history alone: pictures take longer than training."""
    history.save(options.out / f"history{end}.json")


@pytest.fixture
def no_pictures(monkeypatch):
    monkeypatch.setattr(mnist, "write", write_numbers)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What a short run of `models.mnist` leaves."""
    folder = tmp_path_factory.mktemp("weights")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mnist, "write", write_numbers)
        patch.setattr("builtins.print", lambda *_, **__: None)
        assert mnist.main(["--epochs", "5", "--no-progress", "--out", str(folder)]) == 0
    return folder


def percents(out):
    """The ten probabilities of each image."""
    found = [float(row[2]) for row in CLASS.findall(out)]
    return np.array(found).reshape(-1, 10)


def picture(file, array):
    Image.fromarray(array).save(file)
    return file


def large(test, number, scale=10):
    """A test image as a drawing program would have it: dark on light, and large."""
    grey = 255 - np.rint(test.images[number] * (255 / 16)).astype(np.uint8)
    return grey.repeat(scale, 0).repeat(scale, 1)


class TestTestImages:
    def test_are_read_by_the_weights_and_what_is_stored_beside_them(self, folder, capsys):
        out = run_here(capsys, predict, folder / "weights.npz", "--index", 0, 5, 8).out
        assert out.startswith("64-100-50-10, h_swish, images of 8×8\n")
        test = data.digits().test
        assert [int(right) for right, _ in SEEN.findall(out)] == list(test.labels[[0, 5, 8]])
        numbers = percents(out)
        np.testing.assert_allclose(numbers.sum(axis=1), 100, atol=0.06)
        assert [int(seen) for _, seen in SEEN.findall(out)] == list(numbers.argmax(axis=1))
        assert too_wide(out) == []
        assert is_plain(out)

    def test_are_right_as_often_as_the_run_said(self, folder, capsys):
        test = data.digits().test
        out = run_here(capsys, predict, folder / "weights.npz", "--index", *range(len(test.labels)))
        right = np.mean([a == b for a, b in SEEN.findall(out.out)])
        last = json.loads((folder / "history.json").read_text())[-1]
        assert right == pytest.approx(last["test_accuracy"], abs=1e-12)

    def test_the_first_is_shown_where_nothing_is_asked_for(self, folder, capsys, monkeypatch):
        monkeypatch.chdir(folder.parent)
        monkeypatch.setattr(predict, "DEMO", folder / "weights.npz")
        assert "test image 0: is 6, seen as 6\n" in run_here(capsys, predict).out

    def test_there_are_no_more_of_them_than_there_are(self, folder, capsys):
        done = run_here(capsys, predict, folder / "weights.npz", "--index", 359, expected=1)
        assert "--index 359: the test images are counted from 0 to 358\n" in done.err

    def test_of_another_size_are_refused(self, folder, capsys, tmp_path):
        (tmp_path / "weights.npz").write_bytes((folder / "weights.npz").read_bytes())
        about = json.loads((folder / "weights.json").read_text()) | {"shape": [4, 16]}
        (tmp_path / "weights.json").write_text(json.dumps(about))
        done = run_here(capsys, predict, tmp_path / "weights.npz", expected=1)
        assert "read images of 4×16; say where MNIST is with --data FOLDER" in done.err

    @needs_data
    def test_may_be_those_of_mnist(self, folder, capsys, tmp_path):
        done = run_here(
            *(capsys, predict, folder / "weights.npz", "--data", DATA / "mnist"), expected=1
        )
        assert "these weights read images of 8×8; in " in done.err


class TestAnImageFile:
    def test_of_the_right_size_is_read_as_the_test_image_is(self, folder, capsys, tmp_path):
        test = data.digits().test
        file = picture(tmp_path / "8.png", np.rint(test.images[8] * (255 / 16)).astype(np.uint8))
        by_number = run_here(capsys, predict, folder / "weights.npz", "--index", 8).out
        by_file = run_here(capsys, predict, folder / "weights.npz", file).out
        # 16 greys do not divide 255 evenly.
        np.testing.assert_allclose(percents(by_file), percents(by_number), atol=1.5)
        assert f"{file}: seen as {SEEN.findall(by_number)[0][1]}\n" in by_file
        assert "*" not in by_file  # what it is nobody has said

    @pytest.mark.parametrize("kind", ["L", "RGB", "RGBA", "LA", "P", "1", "I;16"])
    def test_of_any_kind_is_inverted_and_resized_with_a_word(self, folder, capsys, tmp_path, kind):
        grey = large(data.digits().test, 0)
        if kind == "I;16":
            image = Image.fromarray(grey.astype(np.uint16) * 257)
        else:
            image = Image.fromarray(grey).convert(kind)
        image.save(tmp_path / "six.png")
        out = run_here(capsys, predict, folder / "weights.npz", tmp_path / "six.png").out
        words = "six.png: dark on light, so inverted; made 8×8 from 80×80; seen as 6\n"
        assert words in out

    def test_of_another_size_is_read_wherever_its_digit_is(self, folder, capsys, tmp_path):
        test = data.digits().test
        files, rng = [], np.random.default_rng(0)
        for number in range(40):
            page = np.full((200, 300), 255, np.uint8)
            top, left = rng.integers(0, 120), rng.integers(0, 220)
            page[top : top + 80, left : left + 80] = large(test, number)
            files.append(picture(tmp_path / f"{number}.png", page))
        out = run_here(capsys, predict, folder / "weights.npz", *files).out
        seen = [int(seen) for _, seen in SEEN.findall(out)]
        assert np.mean(seen == test.labels[:40]) > 0.9
        assert out.count("made 8×8 from 200×300; seen as ") == 40

    def test_is_framed_as_mnist_frames_its_digits(self):
        """20 of 28 pixels, with the middle of the ink in the middle."""
        digit = np.zeros((50, 60), np.float32)
        digit[5:45, 10:20] = 1  # a stem with a foot to the right
        digit[35:45, 10:30] = 1
        square = predict.framed(digit, 20 / 28)
        assert square.shape == (56, 56)
        assert square.sum() == digit.sum()
        np.testing.assert_allclose(predict.centre_of_mass(square), 28, atol=0.6)
        assert predict.framed(digit, 1.0).shape == (40, 40)

    def test_that_is_transparent_is_drawn_on_white(self, folder, capsys, tmp_path):
        pixels = np.zeros((80, 80, 4), np.uint8)
        pixels[..., 3] = 255 - large(data.digits().test, 0)
        file = picture(tmp_path / "six.png", pixels)
        out = run_here(capsys, predict, folder / "weights.npz", file).out
        assert "seen as 6\n" in out

    @pytest.mark.parametrize(
        ("array", "message"),
        [
            (np.ones((9, 9)), "has one grey all over; nothing is drawn in it"),
            (np.eye(1, 5000), "is more than 4096 pixels wide or high"),
        ],
        ids=["empty", "huge"],
    )
    def test_that_shows_no_digit_is_refused(self, folder, capsys, tmp_path, array, message):
        file = picture(tmp_path / "a.png", (255 * array).astype(np.uint8))
        done = run_here(capsys, predict, folder / "weights.npz", file, expected=1)
        assert f"{file} {message}\n" in done.err
        assert done.err.count("\n") == 1

    def test_that_is_damaged_is_refused(self, folder, capsys, tmp_path):
        whole = picture(tmp_path / "a.png", large(data.digits().test, 0, scale=2)).read_bytes()
        file = tmp_path / "cut.png"
        for length in range(0, len(whole) - 20, 9):
            file.write_bytes(whole[:length])
            done = run_here(capsys, predict, folder / "weights.npz", file, expected=1)
            assert f"{file} is no image that can be read; give a PNG file\n" in done.err

    def test_that_was_changed_is_read_or_refused(self, folder, capsys, tmp_path):
        whole = picture(tmp_path / "a.png", large(data.digits().test, 0, scale=2)).read_bytes()
        file, rng = tmp_path / "changed.png", np.random.default_rng(0)
        for place in range(0, len(whole), 5):
            changed = bytearray(whole)
            changed[place] = rng.integers(256)
            file.write_bytes(changed)
            status = predict.main([str(folder / "weights.npz"), str(file)])
            assert status in (0, 1)

    def test_needs_pillow(self, folder, capsys, tmp_path, monkeypatch):
        file = picture(tmp_path / "a.png", np.eye(8, dtype=np.uint8))
        monkeypatch.setitem(sys.modules, "PIL.Image", None)
        done = run_here(capsys, predict, folder / "weights.npz", file, expected=1)
        assert 'images need Pillow: pip install "minigrad-numpy[train]"\n' in done.err


class TestWeights:
    def test_know_how_much_of_an_image_a_digit_takes(self):
        pictures = np.zeros((3, 28, 28))
        pictures[:, 4:24, 10:16] = 0.5
        pictures[0, 0, 0] = 1  # one that is larger than the others
        assert trained.extent(pictures) == 20 / 28
        assert trained.extent(data.digits().train.images) == 1.0

    @pytest.mark.parametrize(
        "options",
        [
            ["--batch-norm", "--dropout", "0.3", "--activation", "relu", "--hidden", "6"],
            ["--activation", "relu_n", "--n", "4", "--hidden", "7", "6", "5", "--dtype", "float32"],
        ],
        ids=["batch norm", "float32"],
    )
    def test_of_any_network_are_read(self, no_pictures, capsys, tmp_path, options):
        run_here(capsys, mnist, "--epochs", 2, "--no-progress", *options, "--out", tmp_path)
        out = run_here(capsys, predict, tmp_path / "weights.npz", "--index", *range(359)).out
        right = np.mean([a == b for a, b in SEEN.findall(out)])
        last = json.loads((tmp_path / "history.json").read_text())[-1]
        assert right == pytest.approx(last["test_accuracy"], abs=1e-12)

    def test_of_inspect_results_are_read_too(self, capsys, tmp_path, monkeypatch):
        for part in ("results", "save", "weights"):  # which show and draw
            monkeypatch.setattr(inspect_results, part, lambda *_: None)
        run_here(
            capsys, inspect_results, "--hidden", 12, "--lr", 0.1, "--epochs", 2, "--out", tmp_path
        )
        out = run_here(capsys, predict, tmp_path / "weights.npz", "--index", *range(359)).out
        assert out.startswith("64-12-10, relu, images of 8×8\n")
        assert np.mean([a == b for a, b in SEEN.findall(out)]) > 0.5

    def test_of_several_seeds_have_a_file_each(self, no_pictures, capsys, tmp_path, monkeypatch):
        monkeypatch.setattr(common, "save", lambda *_: None)
        tiny = ("--hidden", 6, "--epochs", 0, "--no-progress", "--seeds", 1, 2)
        run_here(capsys, mnist, *tiny, "--out", tmp_path)
        out = [run_here(capsys, predict, tmp_path / f"weights-{k}.npz").out for k in (1, 2)]
        assert out[0] != out[1]

    def test_that_are_not_there_yet_say_how_they_are_made(self, capsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        done = run_here(capsys, predict, expected=1)
        assert "there are no weights demo/weights.npz yet; make demo trains" in done.err
        assert done.err.count("\n") == 1

    def test_that_became_no_numbers_are_not_written(self, no_pictures, capsys, tmp_path):
        options = ("--hidden", 6, "--lr", 1e300, "--no-progress", "--out", tmp_path)
        run_here(capsys, mnist, *options, expected=1)
        assert not {"weights.npz", "weights.json"} & set(written(tmp_path))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{", "weights.json does not say what network weights.npz is of"),
            ("[" * 100_000, "weights.json does not say what network weights.npz is of"),
            ("{}", "it has shape, extent, activation"),
            ({"activation": "draw"}, "activation is 'draw'"),
            ({"activation": ["relu"]}, "activation is ['relu']"),
            ({"shape": [8, "8"]}, "shape is [8, '8']"),
            ({"shape": [0, 64]}, "shape is [0, 64]"),
            ({"extent": 1e-9}, "extent is 1e-09"),
            ({"dtype": "object"}, "dtype is 'object'"),
            ({"layout": "torch"}, "layout is 'torch'"),
            ({"batch_norm": 1}, "batch_norm is 1"),
            ({"activation": "relu", "n": 4}, "n is 4"),
            ({"n": 0}, "n is 0"),
            ({"dropout": 2}, "dropout is 2"),
            ({"shape": [7, 9]}, "weights.npz: "),
            ({"batch_norm": True}, "weights.npz: "),
        ],
        ids=lambda x: str(x)[:30],
    )
    def test_beside_which_something_else_is_said_are_refused(
        self, folder, capsys, tmp_path, text, message
    ):
        (tmp_path / "weights.npz").write_bytes((folder / "weights.npz").read_bytes())
        if isinstance(text, dict):
            text = json.dumps(json.loads((folder / "weights.json").read_text()) | text)
        (tmp_path / "weights.json").write_text(text)
        done = run_here(capsys, predict, tmp_path / "weights.npz", expected=1)
        assert message in done.err
        assert done.err.count("\n") == 1

    def test_beside_which_nothing_is_said_are_refused(self, capsys, tmp_path):
        np.savez(tmp_path / "weights.npz", a=np.ones(3))
        done = run_here(capsys, predict, tmp_path / "weights.npz", expected=1)
        assert "which says what network weights.npz is of; models.mnist and" in done.err

    @pytest.mark.parametrize(
        ("arrays", "message"),
        [
            ({"a": np.ones(3)}, "these are not the weights of a network for images"),
            ({"W1": np.ones((64, 10))}, "these are not the weights of MLP"),
            ({"W1": np.ones((64, 0))}, "these are not the weights of a network for images"),
        ],
        ids=["no matrix", "other names", "empty"],
    )
    def test_that_are_none_are_refused(self, folder, capsys, tmp_path, arrays, message):
        np.savez(tmp_path / "weights.npz", **arrays)
        (tmp_path / "weights.json").write_bytes((folder / "weights.json").read_bytes())
        done = run_here(capsys, predict, tmp_path / "weights.npz", expected=1)
        assert message in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["a.npz", "b.npz"], "one file of weights at a time, not a.npz and b.npz"),
        (["nothing.png"], "there is no file nothing.png"),
        ([__file__, "--index", "1"], "image files, or images of the test set with --index"),
        (["--index", "-1"], "--index"),
    ],
    ids=lambda x: " ".join(x)[-20:] if isinstance(x, list) else "",
)
def test_a_command_that_makes_no_sense_is_refused(capsys, options, message):
    done = run_here(capsys, predict, *options, expected=2)
    assert message in done.err
