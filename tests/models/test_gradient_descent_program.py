"""`python -m models.gradient_descent`: E2 to E4."""

from __future__ import annotations

import re

import numpy as np
import pytest
from run_programs import is_plain, run_here, too_wide, written

from minigrad import plot
from models import gradient_descent


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder and the default options, run once."""
    folder = tmp_path_factory.mktemp("descent")
    lines = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda *words, **_: lines.append(" ".join(map(str, words))))
        assert gradient_descent.main(["--out", str(folder)]) == 0
    return "\n".join(lines), folder


def rows(text, after):
    """The rows of numbers after a line."""
    lines = text[text.index(after) :].splitlines()[3:]
    found = []
    for line in lines:
        if not re.match(r" *[-(\d]", line):
            break
        found.append(line.split())
    return found


def test_the_central_difference_is_better_until_rounding_takes_over(run):
    text, _ = run
    errors = {float(h): (float(f), float(c)) for h, f, c in rows(text, "Derivative of exp")}
    assert errors[1e-3][0] == pytest.approx(1.36e-3, rel=0.05)  # e h / 2
    assert errors[1e-3][1] == pytest.approx(4.53e-7, rel=0.05)  # e h² / 6
    assert errors[1e-5][1] < 1e-9 < errors[1e-11][1] < errors[1e-13][1] < errors[1e-15][1]


def test_the_gradient_is_twice_the_point_in_both_ways(run):
    text, _ = run
    for numbers in ("[6. 8.]       [6. 8.]", "[0. 4.]       [0. 4.]", "[6. 0.]       [6. 0.]"):
        assert numbers in text


def test_one_rate_arrives_one_jumps_and_arrives_one_flies_away_one_stays(run):
    text, _ = run
    arrived, jumped, flew, stayed = (
        list(map(float, row)) for row in rows(text, "100 steps down")[:4]
    )
    factor = 0.8**100
    assert arrived == pytest.approx([0.1, -3 * factor, 4 * factor, 25 * factor**2], rel=1e-5)
    assert jumped[1:] == pytest.approx(arrived[1:], rel=1e-5)  # an even number of jumps of 0.8
    assert flew == pytest.approx([10, -3 * 19.0**100, 4 * 19.0**100, 25 * 19.0**200], rel=1e-5)
    assert stayed == pytest.approx([1e-10, -2.99999994, 3.99999992, 25], abs=1e-8)
    for words in (
        *("0.1 arrives", "0.9 jumps over the middle and still arrives"),
        *("10 is too large: away it flies", "1e-10 is too small: it hardly moves"),
    ):
        assert f"\n{words}\n" in text


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (0.5, "arrives"),
        (0.6, "jumps over the middle and still arrives"),
        (0.999, "is on its way"),
        (1.0, "jumps to and fro"),
        (0.001, "is on its way"),
        (1e-6, "is too small: it hardly moves"),
        (1.5, "is too large: away it flies"),
        (1e300, "is too large: away it flies"),
    ],
)
def test_what_became_of_a_descent_is_said(lr, words):
    path = plot.descent(gradient_descent.f, (-3.0, 4.0), lr, 100)
    assert gradient_descent.what_became_of(path) == words


def test_tangents_touch_the_curve(run, monkeypatch, tmp_path):
    text, _ = run
    assert "5.0       0.1999999999990898" in text  # as the book prints it
    assert "10.0      0.2999999999986347" in text
    drawn = []
    monkeypatch.setattr(gradient_descent, "save", lambda d, _: drawn.append(d))
    gradient_descent.tangents(tmp_path)
    curve, *tangents = (line.get_data() for line in drawn[0].figure.axes[0].lines)
    for (x, y), at, slope in zip(tangents, (5.0, 10.0), (0.2, 0.3), strict=True):
        place = int(abs(x - at).argmin())
        assert y[place] == pytest.approx(curve[1][place], rel=1e-12)
        assert (y[-1] - y[0]) / (x[-1] - x[0]) == pytest.approx(slope, rel=1e-12)
        assert (y <= curve[1] + 1e-12).all()


def test_a_grid_that_is_passed_transposed_shows_only_where_a_function_mixes_its_inputs(run):
    text, _ = run
    assert "x0² + x1²: arrows differ by up to 0\n" in text
    assert "x0² + x0 x1 + x1²: arrows differ by up to 4\n" in text
    fields = gradient_descent.fields()
    (right, trapped), (mixed, wrong) = fields.values()
    points = gradient_descent.GRID
    np.testing.assert_array_equal(right, 2 * points)
    np.testing.assert_array_equal(trapped, right)
    np.testing.assert_allclose(mixed, points @ [[2, 1], [1, 2]])
    assert np.abs(wrong - mixed).max() > 1


def test_it_writes_five_plots_and_fits_60_columns(run):
    text, folder = run
    names = ["descent", "error_against_h", "gradient", "tangents", "transposed"]
    assert written(folder) == [f"{name}.png" for name in names]
    for file in folder.iterdir():
        assert file.read_bytes().startswith(b"\x89PNG")
        assert f"wrote {file}" in text
    assert too_wide(text) == []
    assert is_plain(text)


def test_options_reach_the_descent(tmp_path, capsys):
    options = ["--lr", 0.5, 1e300, "--start", 30, -4, "--steps", 5, "--out", tmp_path]
    out = run_here(capsys, gradient_descent, *options).out
    assert "5 steps down from (30, -4)" in out
    there, nowhere = rows(out, "5 steps down")[:2]
    assert list(map(float, there)) == [0.5, 0, 0, 0]
    assert nowhere[0] == "1e+300"
    assert set(nowhere[1:]) <= {"nan", "inf", "-inf"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--lr", "-1"], "--lr: must be a number above 0, not -1"),
        (["--steps", "0"], "--steps: must be a whole number from 1 on, not 0"),
        (["--start", "1"], "--start: expected 2 arguments"),
        (["--start", "nan", "1"], "--start needs two finite numbers"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_a_wrong_value_is_refused(capsys, tmp_path, options, message):
    done = run_here(capsys, gradient_descent, *options, "--out", tmp_path / "out", expected=2)
    assert message in done.err
    assert not (tmp_path / "out").exists()
