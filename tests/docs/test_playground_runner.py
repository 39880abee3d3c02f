"""Programs as the page in the browser runs them, without a browser."""

from __future__ import annotations

import json
import sys

import pytest

from docs._static.playground.runner import Printed, run
from minigrad.draw import layout
from minigrad.draw.themes import FIXED_WIDTH


@pytest.fixture
def ran(monkeypatch):
    """Runs a program: what it printed, and what came of it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(layout, "given", None)

    def run_program(source, render=None):
        printed = []
        outcome = run(source, lambda stream, text: printed.append((text, stream)), render)
        return printed, outcome

    return run_program


def test_what_is_printed_comes_in_lines_and_in_order(ran):
    program = "import sys\nprint(1, 2)\nprint('no end', end='')\nprint('!', file=sys.stderr)"
    printed, outcome = ran(program)
    assert printed == [("1 2\n", "out"), ("!\n", "err"), ("no end", "out")]
    assert outcome == {"error": None, "missing": None, "shown": []}


def test_the_value_of_the_last_line_is_printed_unless_it_is_none(ran):
    assert ran("x = 2\nx + 1")[0] == [("3\n", "out")]
    assert ran("print()")[0] == [("\n", "out")]
    assert ran("")[1]["error"] is None


def test_a_program_is_main_and_has_nothing_of_the_last_one(ran):
    ran("x = 1")
    printed, outcome = ran("print(__name__)\nx")
    assert printed == [("__main__\n", "out")]
    assert "NameError: name 'x' is not defined" in outcome["error"]


def test_a_traceback_begins_in_the_program_and_shows_its_lines(ran):
    _, outcome = ran("def f(x):\n    return 1 / x\n\nf(0)\n")
    lines = outcome["error"].splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].endswith('program.py", line 4, in <module>')
    assert lines[2].strip() == "f(0)"
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert "runner.py" not in outcome["error"]


def test_what_does_not_compile_is_told_without_a_frame_of_the_page(ran):
    _, outcome = ran("x = (")
    assert outcome["error"].lstrip().startswith('File "program.py", line 1')
    assert "SyntaxError" in outcome["error"]


def test_an_exit_is_an_error_only_with_a_code(ran):
    assert ran("raise SystemExit")[1]["error"] is None
    assert ran("import sys; sys.exit('why')")[1]["error"] == "SystemExit: why\n"


@pytest.mark.parametrize(
    ("program", "missing"),
    [
        ("import no_such_module.part", "no_such_module"),
        (
            "from minigrad.support import optional as o; o.import_optional('numba', 'loops')",
            "numba",
        ),
        ("from math import no_such_name", None),
        ("try:\n    import no_such_module\nexcept ImportError:\n    1 / 0", None),
    ],
)
def test_a_missing_module_is_named(ran, program, missing, monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    _, outcome = ran(program)
    assert outcome["missing"] == missing
    assert outcome["error"]


def test_pictures_and_pages_that_it_writes_are_shown_as_they_came(ran, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = (
        "import os\nfrom pathlib import Path\n"
        "for i, name in enumerate(['b.svg', 'a.PNG', 'c.html', 'd.txt']):\n"
        "    Path(name).write_text(name)\n    os.utime(name, (i, i))"
    )
    _, outcome = ran(program)
    assert outcome["shown"] == [("b.svg", b"b.svg"), ("a.PNG", b"a.PNG"), ("c.html", b"c.html")]
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_before_an_error_is_shown(ran):
    _, outcome = ran("open('a.svg', 'w').close()\n1 / 0")
    assert outcome["shown"] == [("a.svg", b"")]
    assert "ZeroDivisionError" in outcome["error"]


DRAWS = "import minigrad as mg\ny = mg.exp(mg.tensor(1.0, requires_grad=True))\n"


def test_drawings_are_laid_out_by_what_is_given(ran):
    asked = []

    def render(source, output):
        asked.append((source, output))
        svg = '<svg width="1pt" height="1pt"><text font-family="Courier,monospace"/></svg>'
        errors = [{"level": "warning", "message": "Warning: it is old"}]
        return json.dumps({"status": "success", "output": svg, "errors": errors})

    with pytest.warns(RuntimeWarning, match="Graphviz: it is old"):
        _, outcome = ran(f"{DRAWS}y.draw('y.svg', show='gradients')", render)
    ((name, picture),) = outcome["shown"]
    # The value of the last line was laid out too; each is measured first.
    assert (name, [output for _, output in asked]) == ("y.svg", ["json", "svg"] * 2)
    # Graphviz knows widths without having fonts, but of single names only.
    assert "fontname=Courier" in asked[0][0]
    assert FIXED_WIDTH not in asked[0][0]
    assert f'font-family="{FIXED_WIDTH}"'.encode() in picture


def test_a_drawing_that_is_the_last_value_is_shown(ran):
    svg = {"status": "success", "output": "<svg width='1pt' height='1pt'/>", "errors": []}
    printed, outcome = ran(f"{DRAWS}y.draw()", lambda source, output: json.dumps(svg))
    assert ([name for name, _ in outcome["shown"]], printed) == (["result.svg"], [])


def test_why_a_drawing_cannot_be_laid_out_is_told(ran):
    failed = {"status": "failure", "errors": [{"level": "error", "message": 'Format: "png"'}]}
    _, outcome = ran(f"{DRAWS}y.draw('y.png')", lambda source, output: json.dumps(failed))
    assert outcome["error"].endswith(
        "RuntimeError: Graphviz lays out .svg and .html here, and could not: ['Format: \"png\"']\n"
    )


def test_figures_that_are_left_open_are_shown_if_nothing_was_written(ran, monkeypatch):
    pytest.importorskip("matplotlib")
    monkeypatch.setenv("MPLBACKEND", "agg")
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
    printed, outcome = ran(f"{plot}plt.show()")
    ((name, picture),) = outcome["shown"]
    assert (name, picture[:4], printed) == ("figure-1.png", b"\x89PNG", [])
    assert [name for name, _ in ran(f"{plot}plt.savefig('a.png')")[1]["shown"]] == ["a.png"]
    assert ran("import matplotlib.pyplot as plt\nplt.get_fignums()")[0] == [("[]\n", "out")]


def test_what_an_endless_loop_prints_ends():
    handed = []
    stream = Printed(handed.append, most=10)
    for _ in range(5):
        stream.write("abcd\n")
    assert "".join(handed) == ("abcd\nabcd\n\n... what is printed from here on is not shown\n")
