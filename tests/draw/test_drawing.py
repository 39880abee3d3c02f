"""Where drawings go: files, notebooks, and what lays them out."""

from __future__ import annotations

import html
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import graphviz
import pytest
from draw.test_page import Reader

import minigrad as mg
from minigrad import nn
from minigrad.draw import Drawing, dot_source, layout, notebook
from minigrad.draw.dot_source import LARGE
from minigrad.draw.notebook import MOST_RECORDED

BEGINNINGS = {
    ".svg": b"<?xml",
    ".png": b"\x89PNG",
    ".pdf": b"%PDF",
    ".dot": b"digraph",
    ".gv": b"digraph",
    ".SVG": b"<?xml",
    ".mmd": b"flowchart",
    ".md": b"```mermaid",
    ".html": b"<!DOCTYPE html>",
}


@pytest.fixture
def y():
    x = mg.tensor([1.0, 2.0], requires_grad=True, name="入力")
    return (x * mg.sin(x)).sum()


@pytest.fixture
def no_dot(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def no_engine(no_dot, monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


@pytest.fixture
def dot(monkeypatch, tmp_path):
    """A program named dot that says how it was called, and what with."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "dot"
    program.write_text(f"#!{sys.executable}\nimport sys\nprint(sys.argv[1:], sys.stdin.read())\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_a_drawing_in_words_is_never_empty(y):
    assert str(y.draw()) == repr(y.draw()) != ""


# Files.


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_the_suffix_says_the_format(y, tmp_path, no_dot, suffix):
    file = tmp_path / f"graph{suffix}"
    assert isinstance(y.draw(file), Drawing)
    assert file.read_bytes().startswith(BEGINNINGS[suffix])
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["graph.jpeg", "graph", ".svg", "svg", "graph.svg.exe"])
def test_another_suffix_is_an_error_that_names_the_known_ones(y, tmp_path, name):
    with pytest.raises(ValueError, match=r"\.svg, \.png, \.pdf, \.html, \.dot, \.gv, \.mmd, \.md"):
        y.draw(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["-Tpng.svg", "a;touch b.svg", "$(touch b).svg", "a b'\"<&>.svg", "図.svg", "%s\n.svg"]
)
def test_a_file_name_is_only_a_file_name(y, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    y.draw(name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_dot_is_utf_8(y, tmp_path):
    y.draw(tmp_path / "graph.dot")
    assert "入力" in (tmp_path / "graph.dot").read_text(encoding="utf-8")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_while_writing_leaves_the_old_file(y, tmp_path, monkeypatch, step):
    file = tmp_path / "graph.svg"
    file.write_text("old")

    def crash(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(os if step == "fsync" else Path, step, crash)
    with pytest.raises(OSError, match="full"):
        y.draw(file)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_an_error(y, tmp_path):
    with pytest.raises(FileNotFoundError):
        y.draw(tmp_path / "nowhere" / "graph.svg")


# What lays out.


def test_the_dot_program_lays_out_where_there_is_one(y, dot):
    drawing = y.draw()
    assert drawing.svg() == f"['-Kdot', '-Tsvg'] {drawing.source}\n"


def test_a_failing_dot_program_is_an_error(y, dot, tmp_path):
    (tmp_path / "bin" / "dot").write_text(f"#!{sys.executable}\nraise SystemExit('no such font')\n")
    with pytest.raises(RuntimeError, match="no such font"):
        y.draw(tmp_path / "graph.svg")
    assert not (tmp_path / "graph.svg").exists()


def test_pygraphviz_lays_out_where_there_is_no_program(y, no_dot):
    assert y.draw().svg().startswith("<?xml")


def test_threads_may_draw_at_once(y, no_dot):
    drawing = y.draw()
    with ThreadPoolExecutor(8) as pool:
        pictures = set(pool.map(lambda _: drawing.svg(), range(100)))
    assert pictures == {drawing.svg()}


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf", ".html"])
def test_with_neither_the_error_says_what_to_install(y, no_engine, tmp_path, suffix):
    with pytest.raises(ImportError, match=r'pip install "minigrad-numpy\[draw\]"'):
        y.draw(tmp_path / f"graph{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("suffix", "beginning"),
    [(".dot", "digraph"), (".mmd", "flowchart LR\n"), (".md", "```mermaid\nflowchart LR\n")],
)
def test_text_is_written_with_neither(y, no_engine, tmp_path, suffix, beginning):
    y.draw(tmp_path / f"graph{suffix}")
    assert (tmp_path / f"graph{suffix}").read_text().startswith(beginning)


def test_a_thousand_nodes_are_laid_out_without_a_word(no_dot, capsys):
    y = mg.tensor(1.0, requires_grad=True)
    for _ in range(1_100):
        y = mg.sin(y)
    y.draw(fold=False, max_nodes=2_000).svg()
    assert capsys.readouterr() == ("", "")


WARNING = "Graphviz: Orthogonal edges do not currently handle edge labels"


@pytest.mark.parametrize("large", [False, True])
def test_what_graphviz_warns_of_is_a_warning_and_not_written(no_dot, monkeypatch, capfd, large):
    if large:
        monkeypatch.setattr(layout, "LONGEST_IN_PROCESS", 0)
    drawing = loop(2).draw(show="gradients")
    drawing.digraph.attr(splines="ortho")
    with pytest.warns(RuntimeWarning, match=f"{WARNING}.*; .*\\.digraph") as caught:
        drawing.svg()
    assert len(caught) == 1
    assert "Graphviz" not in capfd.readouterr().err


def test_what_others_write_meanwhile_is_not_lost(no_dot, capfd, y):
    said = []
    with layout._heard(said):
        os.write(2, b"Fontconfig warning: line 6: unknown element\n")
        os.write(2, b"a message of another thread\n")
    assert said == ["Fontconfig warning: line 6: unknown element", "a message of another thread"]
    assert capfd.readouterr().err == "a message of another thread\n"


def test_no_picture_of_minigrads_own_makes_graphviz_complain(no_dot, capfd):
    net = nn.MLP([2, 3, 2], mg.sigmoid, rng=0)
    loss = nn.CrossEntropy()(net(mg.tensor([[1e-10, 1234.5]])), [0])
    for level, shown in [("neurons", ["values", "weights", "bias"]), ("layers", ["values"])]:
        loss.draw(level=level, show=shown).svg()  # warnings are errors here
    assert "Warning" not in capfd.readouterr().err


# Large pictures.


def loop(operations):
    y = mg.tensor(1.0, requires_grad=True)
    for _ in range(operations):
        y = mg.sin(y)
    return y


def tangle(nodes):
    """A graph that takes Graphviz minutes, in DOT."""
    arrows = (f"{i} -> {j};" for i in range(nodes) for j in range(i + 1, nodes, i % 7 + 1))
    return f"digraph {{ {' '.join(arrows)} }}"


def test_a_large_picture_is_the_same_in_a_process_of_its_own(no_dot, monkeypatch):
    source = loop(900).draw(fold=False, max_nodes=2_000).source
    assert len(source) > layout.LONGEST_IN_PROCESS
    alone = layout.lay_out(source, "svg")
    monkeypatch.setattr(layout, "LONGEST_IN_PROCESS", len(source))
    assert layout.lay_out(source, "svg") == alone


def test_what_fails_in_a_process_of_its_own_is_told(no_dot):
    source = f"digraph {{ {'a;' * layout.LONGEST_IN_PROCESS} }}"
    with pytest.raises(RuntimeError, match=r"could not lay out.*max_nodes.*DotError"):
        layout.lay_out(source.replace("}", "["), "svg")


def test_ctrl_c_ends_the_layout_of_a_large_picture(tmp_path):
    code = (  # a process that was started in the background ignores Ctrl-C
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from draw.test_drawing import tangle; from minigrad.draw.layout import lay_out; "
        "source = tangle(400); print(len(source), flush=True); lay_out(source, 'svg')"
    )
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    drawing = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PATH": str(tmp_path), "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # a group of its own, which Ctrl-C reaches as a whole
    )
    assert int(drawing.stdout.readline()) > layout.LONGEST_IN_PROCESS
    time.sleep(1.5)
    assert drawing.poll() is None, "the layout ended before it could be interrupted"
    os.killpg(drawing.pid, signal.SIGINT)
    _, said = drawing.communicate(timeout=300)
    assert b"KeyboardInterrupt" in said


def test_a_drawing_without_texts_to_be_moved_is_described_once(monkeypatch):
    described = []
    y = mg.sin(mg.tensor(1.0, requires_grad=True))

    def digraph(*args):
        described.append(args)
        return dot_source.digraph(*args)

    monkeypatch.setattr("minigrad.draw.drawing.digraph", digraph)
    y.draw().svg()
    assert len(described) == 1


# Graphviz from outside.


def test_graphviz_given_from_outside_lays_out_whatever_else_is_here(y, tmp_path, monkeypatch):
    asked = []

    def given(source, output):
        asked.append((source, output))
        return b"<svg></svg>", ["Warning: this is old."]  # it cannot say where things stand

    monkeypatch.setattr(layout, "given", given)
    with pytest.warns(RuntimeWarning, match="Graphviz: this is old;"):
        y.draw(tmp_path / "y.pdf")
    assert asked == [(y.draw().source, "json"), (y.draw().source, "pdf")]
    assert (tmp_path / "y.pdf").read_bytes() == b"<svg></svg>"


def test_graphviz_given_from_outside_is_enough_for_notebooks(y, no_engine, monkeypatch):
    monkeypatch.setattr(layout, "given", lambda source, output: (b"<svg></svg>", []))
    assert y._repr_mimebundle_()["text/html"].endswith("</svg>")


def test_layout_is_hasty_beyond_a_size_only():
    assert "nslimit" not in loop(LARGE - 10).draw(fold=False).source
    assert "nslimit" in loop(LARGE + 10).draw(fold=False).source


def test_a_thousand_operations_of_a_deep_networks_gradient_are_laid_out_in_time():
    net = nn.MLP([3] * 40, mg.tanh, rng=0)
    net(mg.tensor([[1.0, 2.0, 3.0]])).sum().backward(create_graph=True)
    y = sum((p.grad.sum() for p in net.parameters()), start=mg.tensor(0.0))
    drawing = y.draw(fold=False, max_nodes=2_000)
    assert len(drawing.picture.vertices) > 800
    start = os.times()
    drawing.svg()
    used = sum(end - begin for begin, end in zip(start[:4], os.times()[:4], strict=True))
    assert used < 20  # seconds of the processor; two minutes without limits, half a second with


# Notebooks.


def test_notebooks_show_a_drawing(y):
    bundle = y.draw()._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<?xml")
    assert "Drawing" in bundle["text/plain"]


def test_notebooks_show_the_value_and_the_graph_of_a_tensor(y):
    shown = y._repr_mimebundle_()
    assert shown["text/plain"] == repr(y)
    assert set(shown) == {"text/plain", "text/html"}
    assert f"<pre>{html.escape(repr(y))}</pre>" in shown["text/html"]
    assert shown["text/html"].endswith(y.draw().inline())


def ids_in(svg):
    return [a["id"] for _, a in Reader(svg).elements if "id" in a]


def test_pictures_on_one_page_have_no_ids_in_common(y):
    drawings = [y.draw(), (y * 2.0).draw()]
    first, second = [drawing.inline() for drawing in drawings]
    assert not set(ids_in(first)) & set(ids_in(second))
    assert {"graph0", "t0"} <= set(ids_in(drawings[0].svg()))
    assert [x.partition("-")[2] for x in ids_in(first)] == ids_in(drawings[0].svg())
    assert first == y.draw().inline()
    assert y.draw()._repr_mimebundle_()["image/svg+xml"].endswith(first)


def test_what_names_an_id_on_a_page_names_that_of_its_picture():
    drawing = mg.exp(mg.tensor(1.0, requires_grad=True, name='a id="url(#b"')).draw()
    drawing.digraph.node("t0", fillcolor="red:blue")  # a gradient, which has an id
    svg = drawing.inline()
    named = set(re.findall(r"=\"url\(#(.*?)\)", svg))
    assert named
    assert named <= set(ids_in(svg))
    texts = Reader(drawing.svg()).texts["text"]
    assert Reader(svg).texts["text"] == texts


def test_notebooks_show_a_leaf_as_text():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    assert x._repr_mimebundle_() == {"text/plain": repr(x)}


def test_notebooks_fold_a_large_graph():
    shown = loop(500)._repr_mimebundle_()["text/html"]
    assert "× 500" in shown.replace("&#160;", " ")


def test_what_would_take_long_is_shown_without_its_graph_and_says_how_to_see_it(monkeypatch):
    y = loop(MOST_RECORDED)  # the leaf is one more
    monkeypatch.setattr(layout, "lay_out", None)
    shown = y._repr_mimebundle_()["text/html"]
    assert shown.startswith(f"<pre>{html.escape(repr(y))}</pre>")
    assert "more than 10,000 nodes" in shown
    assert ".draw().page()" in shown


@pytest.fixture(params=["missing", "broken", "blocked", "failing", "no program"])
def no_layout(request, monkeypatch, tmp_path):
    """Graphviz that cannot be used, and what minigrad says of it."""
    monkeypatch.setattr(notebook, "_told", set())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delitem(sys.modules, "pygraphviz", raising=False)
    if request.param in {"failing", "no program"}:
        dot = tmp_path / "dot"
        failing = f"#!{sys.executable}\nraise SystemExit('no such font')\n"
        dot.write_text(failing if request.param == "failing" else "")
        dot.chmod(0o755)
        return "no such font" if request.param == "failing" else "OSError: [Errno 8] Exec format"
    if request.param == "missing":
        monkeypatch.setitem(sys.modules, "pygraphviz", None)
    if request.param == "broken":
        package = tmp_path / "pygraphviz.py"
        package.write_text("raise ImportError('libcgraph.so.6: cannot open shared object file')")
        monkeypatch.syspath_prepend(tmp_path)
        return "libcgraph.so.6: cannot open shared object file"
    if request.param == "blocked":
        monkeypatch.setattr(sys, "meta_path", [Blocker(), *sys.meta_path])
    return 'pip install "minigrad-numpy[draw]"'


class Blocker:
    """Refuses a module as tools do that keep programs from importing it."""

    def find_spec(self, name, path=None, target=None):
        if name == "pygraphviz":
            raise ModuleNotFoundError("pygraphviz is blocked")


class TestANotebookWithoutLayout:
    """What comes unasked is text then, and what is asked for raises an error."""

    def test_shows_a_drawing_as_text_that_says_what_to_do(self, y, no_layout):
        drawing = y.draw()
        shown = drawing._repr_mimebundle_()
        assert list(shown) == ["text/plain"]
        assert shown["text/plain"].startswith("<Drawing: see its .mermaid() and .source>\n")
        assert no_layout in shown["text/plain"]
        with pytest.raises((ImportError, RuntimeError, OSError)):
            drawing.svg()

    def test_shows_a_tensor_as_text_and_says_why_once(self, y, no_layout):
        shown = y._repr_mimebundle_()
        assert shown["text/html"].startswith(f"<pre>{html.escape(repr(y))}</pre>\n<p>Its graph is")
        assert html.escape(no_layout) in shown["text/html"]
        assert y._repr_mimebundle_() == {"text/plain": repr(y)}

    def test_shows_the_table_of_an_example_and_says_why_once(self, no_layout):
        table = mg.summary(nn.Linear(2, 3), (1, 2))
        first, second = table._repr_html_(), table._repr_html_()
        assert html.escape(no_layout) in first
        assert second == first[: first.index("<p>")] + "</div>"

    def test_shows_leaves_as_ever(self, no_layout):
        x = mg.tensor(1.0, requires_grad=True)
        assert x._repr_mimebundle_() == {"text/plain": repr(x)}


def test_notebooks_show_a_tensor_whose_graph_cannot_be_drawn(y, monkeypatch):
    def fail(*_, **__):
        raise ValueError("not <yet>")

    monkeypatch.setattr(notebook, "_told", set())
    monkeypatch.setattr(notebook, "draw", fail)
    shown = y._repr_mimebundle_()["text/html"]
    assert shown.endswith("<p>Its graph is not shown: ValueError: not &lt;yet&gt;</p>")


def test_a_page_in_a_notebook_is_a_frame_with_its_source_inside(y):
    drawing = y.draw()
    tags = Reader(drawing.page(height=300)._repr_html_()).elements
    [(tag, attributes)] = tags
    assert tag == "iframe"
    assert attributes["srcdoc"] == drawing.html()
    assert attributes["height"] == "300"
    assert attributes["width"] == "100%"
    assert attributes["sandbox"] == "allow-scripts"  # and neither the notebook's origin nor its top
    assert attributes["title"] == drawing.title


def test_a_drawing_holds_a_digraph_that_can_be_changed(y):
    drawing = y.draw()
    assert isinstance(drawing.digraph, graphviz.Digraph)
    drawing.digraph.attr(bgcolor="transparent")
    assert "bgcolor=transparent" in drawing.source


def size_of(svg):
    return [float(x) for x in re.search('viewBox="([^"]*)"', svg)[1].split()[2:]]


def test_what_is_set_on_the_digraph_is_set_on_the_page_too(y):
    drawing = y.draw(show="gradients")
    drawing.digraph.attr(rankdir="TB")
    drawing.digraph.graph_attr["pad"] = "1"
    drawing.digraph.node("t0", color="#123456")
    width, height = size_of(drawing.html())
    assert height > width
    assert drawing.html().count("#123456") > 0
    assert "rankdir" not in y.draw(show="gradients").digraph.body[-1]


def test_importing_the_package_does_not_import_graphviz():
    code = "import sys, minigrad.draw; sys.exit('graphviz' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_tensor_where_arrows_cross_all_over_is_not_drawn_unasked():
    ps = [mg.tensor(1.0, requires_grad=True, name=f"p{i}") for i in range(25)]
    y = mg.stack([mg.stack(ps) for _ in range(25)])
    assert "more than 400 arrows" in y._repr_mimebundle_()["text/html"]
