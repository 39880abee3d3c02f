"""`python -m models.inspect_results`: A4 to A7."""

from __future__ import annotations

import re

import numpy as np
import pytest
from run_programs import (
    DATA,
    is_plain,
    needs_data,
    run_here,
    too_wide,
    written,
)

import minigrad as mg
from minigrad import data, nn, train
from models import common, inspect_results, pictures, terminal

EPOCH = re.compile(r"^ +(\d+) +([\d,]+) +([\d.]+) % +([\d.]+) +([\d.]+) % +([\d.]+)$", re.M)
NUMBER = r"([* ]) *(\d+\.\d|100)([_ ]|$)"
IMAGE = re.compile(rf"^.* ( *\d+){NUMBER * 10}$", re.M)
SMALL = ("--hidden", 12, "--epochs", 2, "--lr", 0.05, "--show", 3)
FILES = [
    *("digits", "first.png", "first_epoch.png", "history.png", "results.md", "weights.json"),
    *("weights.npz", "weights.png", "weights_statistics.png", "wrong.png"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What a small run prints, and its folder."""
    folder = tmp_path_factory.mktemp("results") / "結果"
    lines = []

    def keep(*words, end="\n", **_):
        lines.append(" ".join(map(str, words)) + end)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", keep)
        assert inspect_results.main([*map(str, SMALL), "--out", str(folder)]) == 0
    return "".join(lines), folder


@pytest.fixture
def no_pictures(monkeypatch):
    """Let the program draw its pictures, but not write them, which takes most of its time."""
    monkeypatch.setattr(inspect_results, "save", lambda drawn, file: None)


def spread(text):
    """The rows of the table over several seeds."""
    lines = text[text.index("\nOver ") :].split("\n\n")[0].splitlines()
    return [line.split() for line in lines if re.match(r" +\d", line)]


def images(text):
    """Index, right and chosen class, and the ten probabilities of each image that is shown."""
    found = []
    for number, *cells in IMAGE.findall(text):
        before, percent, after = cells[::3], list(map(float, cells[1::3])), cells[2::3]
        assert (before.count("*"), after.count("_")) == (1, 1)
        found.append((int(number), before.index("*"), after.index("_"), percent))
    return found


def too_wide_but_for_tables(text):
    """The lines of more than 60 columns that are no rows of the tables of images."""
    return [line for line in too_wide(text) if not IMAGE.match(line) and " index " not in line]


def shuffled():
    """The training images as a run with seed 0 and 12 hidden nodes has shuffled them."""
    rng = np.random.default_rng(0)
    nn.MLP([64, 12, 10], rng=rng)  # which draws its weights first
    order = rng.permutation(1438)
    digits = common.load(None)[0]
    return digits.x[order], digits.t[order]


def test_accuracies_are_printed_before_and_after_each_epoch(run):
    text, _ = run
    rows = [(int(row[0]), float(row[2]), float(row[4])) for row in EPOCH.findall(text)]
    assert [row[0] for row in rows] == [0, 1, 2]
    assert rows[0][2] < 30
    assert rows[2][2] > 80


def test_the_first_images_and_the_first_wrong_ones_after_them_are_shown(run):
    text, folder = run
    first, wrong = (images(part) for part in text.split(" wrong ones")[:2])
    x, t = shuffled()
    net = nn.MLP([64, 12, 10], mg.relu)
    scale = data.MinMax()
    train.load_weights(net, folder / "weights.npz", layout="book", normalization=scale)
    percent = 100 * mg.softmax(net(x)).numpy()
    missed = [k for k in np.flatnonzero(percent.argmax(axis=1) != t) if k >= 3]
    assert "The first 3 of 1,438 shuffled training images\n" in text
    assert f"The first 3 of {len(missed)} wrong ones, from index 3 on\n" in text
    assert [image[0] for image in first] == [0, 1, 2]
    assert [image[0] for image in wrong] == missed[:3]
    for number, right, chosen, numbers in first + wrong:
        assert right == t[number]
        assert chosen == percent[number].argmax()
        np.testing.assert_allclose(numbers, percent[number], atol=0.0501)


def test_the_tables_are_rows_beside_the_images_and_fit_80_columns(run):
    text, _ = run
    (part,) = re.findall(r"^The first 3 of 1,438.*?^wrote", text, re.M | re.S)
    header, *rows = part.splitlines()[2:-2]
    assert header.split() == ["index", *map(str, range(10))]
    assert len(rows) == 3 * 5  # four lines of two dots and a gap
    assert sum("█" in row for row in rows) >= 6
    assert max(map(len, part.splitlines())) <= 80
    assert part.splitlines()[-2] == "*: what it is; _: what it is seen as"


def test_in_a_terminal_the_right_class_is_bold_and_the_chosen_one_in_italics(monkeypatch):
    monkeypatch.setattr(terminal, "is_styled", lambda: True)
    bold, italics = "  \x1b[1m0.3\x1b[0m ", " \x1b[3m99.7\x1b[0m "
    assert terminal.cells([0.26, 99.71, 0.03], 0) == f"{bold}{italics}  0.0 "
    assert terminal.cells([0.0, 100.0], 1) == "  0.0   \x1b[1;3m100\x1b[0m "
    assert terminal.key() == "bold: what it is; italics: what it is seen as"


def test_the_same_tables_are_a_markdown_file_beside_files_with_the_digits(run):
    text, folder = run
    page = (folder / "results.md").read_text()
    titles = re.findall(r"^(The first .*)$", text, re.M)
    assert re.findall(r"^## (.*)$", page, re.M) == titles
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ![")]
    assert len(rows) == 6
    for (number, right, chosen, percent), row in zip(images(text), rows, strict=True):
        assert int(row[1]) == number
        for c, cell in enumerate(row[2:]):
            marks = "*" * (2 * (c == right) + (c == chosen))
            assert cell.rstrip(" |") == f"{marks}{percent[c]:.1f}{marks}"
        file = folder / re.search(r"\((.*)\)", row[0])[1]
        assert file.read_bytes().startswith(b"\x89PNG")
        assert f"![{right}]" in row[0]
    assert len(written(folder / "digits")) == 6


def test_the_same_tables_are_a_picture_each():
    probabilities = np.array([[0.1, 0.7, 0.2], [0.6, 0.1, 0.3]])
    drawn = pictures.sheet(np.ones((2, 8, 8)), probabilities, [1, 2], [10, 23], "Two")
    (axes,) = drawn.figure.axes
    assert len(axes.images) == 2
    words = {text.get_text(): text for text in axes.texts}
    assert {"index", "0", "1", "2", "10", "23", "70.0", "60.0"} <= set(words)
    look = {name: (words[name].get_fontweight(), words[name].get_fontstyle()) for name in words}
    assert look["70.0"] == ("bold", "italic")
    assert look["60.0"] == ("normal", "italic")
    assert look["30.0"] == ("bold", "normal")
    assert look["20.0"] == ("normal", "normal")


def test_the_accuracy_in_the_first_epoch_is_drawn_over_the_images_seen(tmp_path, monkeypatch):
    drawn = {}
    monkeypatch.setattr(inspect_results, "save", lambda d, file: drawn.update({file.name: d}))
    assert inspect_results.main([*map(str, SMALL), "--out", str(tmp_path)]) == 0
    accuracy, _ = drawn["first_epoch.png"].figure.axes
    assert accuracy.get_xlabel() == "images seen"
    for line in accuracy.lines:
        x, y = line.get_data()
        assert (x[0], x[-1]) == (0, 1438)
        assert len(x) > 40
        assert np.all(np.diff(x) > 0)
        assert y[0] < 30 < 60 < y[-1]


def test_the_test_images_can_be_shown_instead(no_pictures, run, tmp_path, capsys):
    _, folder = run
    options = ("--hidden", 12, "--weights", folder / "weights.npz", "--of", "test")
    out = run_here(capsys, inspect_results, *options, "--out", tmp_path).out
    test = common.load(None)[1]
    assert "The first 10 of 359 test images\n" in out
    assert [image[0] for image in images(out)][:10] == list(range(10))
    assert all(test.t[number] == right for number, right, *_ in images(out))


def test_minimum_maximum_mean_and_deviation_of_every_array_are_printed(run):
    text, folder = run
    rows = dict(re.findall(r"^([Wb]\d) +(-?\d.*)$", text, re.M))
    arrays = np.load(folder / "weights.npz")
    assert list(rows) == ["W1", "b1", "W2", "b2"]
    for name, cells in rows.items():
        low, at_low, high, at_high, mean, deviation = cells.split()
        w = arrays[name]
        for printed, value in (
            *((low, w.min()), (high, w.max()), (mean, w.mean()), (deviation, w.std())),
        ):
            assert float(printed) == pytest.approx(value, abs=5.1e-5)
        assert w[tuple(map(int, at_low.split(",")))] == w.min()
        assert w[tuple(map(int, at_high.split(",")))] == w.max()


def test_it_writes_pictures_and_weights_and_else_fits_60_columns(run):
    text, folder = run
    assert written(folder) == FILES
    assert all(
        (folder / name).read_bytes().startswith(b"\x89PNG") for name in FILES if "png" in name
    )
    assert too_wide_but_for_tables(text) == []
    assert is_plain(text)


def test_weights_that_were_written_are_read_again(no_pictures, run, tmp_path, capsys):
    text, folder = run
    options = ("--hidden", 12, "--show", 3, "--weights", folder / "weights.npz", "--out", tmp_path)
    out = run_here(capsys, inspect_results, *options).out
    assert images(out) == images(text)
    assert EPOCH.findall(out) == []
    assert written(tmp_path) == ["digits", "results.md", "weights.json", "weights.npz"]


def test_weights_of_another_network_are_refused(run, tmp_path, capsys):
    _, folder = run
    options = ("--hidden", 11, "--weights", folder / "weights.npz", "--out", tmp_path)
    done = run_here(capsys, inspect_results, *options, expected=1)
    assert str(folder / "weights.npz") in done.err
    assert written(tmp_path) == []


def test_weights_that_were_read_have_histograms_without_epochs(run, tmp_path, capsys, monkeypatch):
    _, folder = run
    drawn = {}
    monkeypatch.setattr(inspect_results, "save", lambda d, file: drawn.update({file.name: d}))
    options = ("--hidden", 12, "--weights", folder / "weights.npz", "--out", tmp_path)
    run_here(capsys, inspect_results, *options)
    assert sorted(drawn) == ["first.png", "weights.png", "wrong.png"]
    for axes in drawn["weights.png"].figure.axes:
        assert (axes.get_ylabel(), list(axes.get_yticks())) == ("", [])


@pytest.mark.parametrize(
    "option",
    [("--seeds", 0), ("--lr", 0.01), ("--epochs", 10), ("--batch-size", 5), ("--every", 9)],
)
def test_options_of_training_are_refused_beside_weights(run, tmp_path, capsys, option):
    _, folder = run
    options = ("--weights", folder / "weights.npz", *option, "--out", tmp_path)
    done = run_here(capsys, inspect_results, *options, expected=2)
    assert f"{option[0]} is of training; --weights does without\n" in done.err
    assert done.out == ""


def test_weights_that_are_not_there_are_refused(tmp_path, capsys):
    options = ("--weights", tmp_path / "no.npz", "--out", tmp_path)
    done = run_here(capsys, inspect_results, *options, expected=2)
    assert f"--weights: there is no file {tmp_path / 'no.npz'}\n" in done.err
    assert done.out == ""


def test_rows_after_so_many_images(no_pictures, tmp_path, capsys):
    options = ("--hidden", 4, "--epochs", 1, "--every", 500, "--show", 1, "--out", tmp_path)
    out = run_here(capsys, inspect_results, *options).out
    assert [row[1] for row in EPOCH.findall(out)] == ["0", "500", "1,000", "1,438"]


def test_several_seeds_end_with_their_mean_and_spread(no_pictures, tmp_path, capsys):
    options = ("--hidden", 4, "--epochs", 2, "--show", 1, "--out", tmp_path)
    out = run_here(capsys, inspect_results, *options, "--seeds", 0, 1, 2).out
    rows = [(int(row[0]), float(row[2]), float(row[4])) for row in EPOCH.findall(out)]
    assert [row[0] for row in rows] == [0, 1, 2] * 3
    for epoch, *numbers in spread(out):
        for column, four in ((1, numbers[:4]), (2, numbers[4:])):
            percent = [row[column] for row in rows if row[0] == int(epoch)]
            expected = np.mean(percent), np.std(percent, ddof=1), min(percent), max(percent)
            assert list(map(float, four)) == pytest.approx(expected, abs=0.0151)
    assert len(spread(out)) == 3
    assert too_wide_but_for_tables(out) == []
    alone = run_here(capsys, inspect_results, *options, "--seed", 0).out
    assert images(alone) == images(out)  # those of the first seed
    assert "Over" not in alone


def test_a_network_that_is_never_wrong_has_nothing_wrong_to_show(tmp_path, capsys):
    test = common.load(None)[1]
    easy = test._replace(x=test.x[:2], t=test.t[:2])
    net = nn.MLP([64, 10])
    net.layers[0].weight.data = 0 * net.layers[0].weight
    net.layers[0].bias.data = np.eye(10)[6]
    inspect_results.results(net, easy, "test", 3, tmp_path)
    assert list(test.t[:2]) == [6, 6]
    assert "The first 0 of 0 wrong ones, from index 3 on\n" in capsys.readouterr().out
    assert written(tmp_path) == ["digits", "first.png", "results.md"]


def test_many_images_are_a_mosaic_that_is_soon_drawn():
    rng = np.random.default_rng(0)
    probabilities, labels = rng.random((300, 10)), np.zeros(300, int)
    drawn = pictures.sheet(rng.random((300, 28, 28)), probabilities, labels, range(300), "Many")
    (axes,) = drawn.figure.axes
    words = [text.get_text() for text in axes.texts]
    seen = [f" as {c}" if c else "" for c in probabilities.argmax(axis=1)]
    assert words == [f"{k}: 0{as_}" for k, as_ in enumerate(seen)]
    assert len(axes.images) == 1


def test_more_images_than_a_picture_can_hold_are_refused(tmp_path, capsys):
    done = run_here(capsys, inspect_results, "--show", 1001, "--out", tmp_path, expected=2)
    assert "--show takes up to 1000 images, not 1001\n" in done.err
    assert done.out == ""


@needs_data
def test_with_mnist_and_the_book_s_weights(no_pictures, tmp_path, capsys):
    weights = DATA / "sample_weight.pkl"
    options = ("--data", DATA / "mnist", "--weights", weights, "--activation", "sigmoid")
    options += ("--show", 1, "--of", "test")
    out = run_here(capsys, inspect_results, *options, "--out", tmp_path).out
    assert "The first 1 of 648 wrong ones, from index 1 on\n" in out  # 0.9352 are right
    assert [image[:3] for image in images(out)] == [(0, 7, 7), (8, 5, 6)]


@needs_data
@pytest.mark.slow
def test_with_mnist_the_articles_accuracies_come_out(no_pictures, tmp_path, capsys):
    """A5 prints 87.2 / 87.5 % after epoch 1, 92.5 / 92.3 after 5, 94.1 / 94.1 after 10."""
    seeds = ("--seeds", 0, 1, 2, 3, 4)
    options = ("--data", DATA / "mnist", "--show", 1, *seeds, "--out", tmp_path)
    out = run_here(capsys, inspect_results, *options).out
    assert [int(row[0]) for row in EPOCH.findall(out)] == [*range(11)] * 5
    rows = {int(row[0]): list(map(float, row[1:])) for row in spread(out)}
    # The article's seed is not known: other first weights end a few tenths apart.
    for epoch, published in ((1, (87.2, 87.5)), (5, (92.5, 92.3)), (10, (94.1, 94.1))):
        for (mean, _, low, high), figure in zip(
            (rows[epoch][:4], rows[epoch][4:]), published, strict=True
        ):
            assert mean == pytest.approx(figure, abs=0.5 if epoch > 1 else 1.0)
            if epoch == 10:
                assert low - 0.5 <= figure <= high + 0.5


def test_ctrl_c_shows_what_there_is_and_ends_with_130(no_pictures, tmp_path, capsys, monkeypatch):
    evaluate, calls = train.evaluate, []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 5:  # two sets before training and after an epoch
            raise KeyboardInterrupt
        return evaluate(*arguments)

    monkeypatch.setattr(inspect_results.train, "evaluate", interrupted)
    options = ("--hidden", 4, "--show", 1, "--every", 2000, "--out", tmp_path)
    out, err = run_here(capsys, inspect_results, *options, expected=130)
    assert err == ""
    assert [row[0] for row in EPOCH.findall(out)] == ["0", "1"]
    assert "stopped; this is what there is\n" in out
    assert "The first 1 of 1,438 shuffled training images\n" in out
    assert re.search(r"^W2 ", out, re.MULTILINE)


def test_ctrl_c_before_there_is_anything_ends_quietly(tmp_path, capsys, monkeypatch):
    def learn(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(inspect_results, "learn", learn)
    out, err = run_here(capsys, inspect_results, "--out", tmp_path, expected=130)
    assert (out.count("\n"), err) == (2, "")
    assert written(tmp_path) == []


def test_a_seed_that_is_there_twice_is_refused(tmp_path, capsys):
    done = run_here(capsys, inspect_results, "--seeds", 1, 1, "--out", tmp_path, expected=2)
    assert "--seeds/--seed: 1 is there twice; name each once" in done.err
    assert done.out == ""


def test_a_loss_that_is_no_number_is_an_error_in_one_line(tmp_path, capsys):
    options = ("--hidden", 4, "--lr", 1e300, "--out", tmp_path)
    done = run_here(capsys, inspect_results, *options, expected=1)
    assert "try a smaller --lr" in done.err
    assert done.err.count("\n") == 1
