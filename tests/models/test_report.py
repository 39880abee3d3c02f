"""Reports: Markdown and HTML that show what was computed and how."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET

import pytest

import minigrad as mg
from minigrad import plot
from minigrad.support.environment import versions
from models.report import Figure, Report, Table, to_html, to_markdown, write

NASTY = "a|b *c* `d` <script>alert(1)</script> \\ & _e_ 学習"


def a_report(**changes):
    parts = [
        Table("Accuracies", ("", "train", "test"), [("h_swish", "99.1", "98.0")], "All is well."),
        Figure("curve", plot.functions(mg.tanh), "tanh and its slope"),
    ]
    base = Report("A study", "What it does.", parts, "python -m x --lr '0.1'", {"seeds": "1 2"})
    return base._replace(**changes)


@pytest.fixture
def written(tmp_path):
    folder = tmp_path / "報告"
    folder.mkdir()
    files = write(a_report(), folder)
    assert files == [folder / "report.md", folder / "report.html"]
    return folder


def test_markdown_has_tables_plots_command_and_facts(written):
    text = (written / "report.md").read_text(encoding="utf-8")
    parts = [
        "# A study\n\nWhat it does.\n\n## Accuracies\n",
        "|  | train | test |\n| --- | ---: | ---: |\n| h_swish | 99.1 | 98.0 |\n\nAll is well.",
        "![tanh and its slope](curve.svg)",
        "    python -m x --lr '0.1'",
        "| seeds | 1 2 |",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    ET.parse(written / "curve.svg")


def test_the_page_holds_its_plots(written):
    text = (written / "report.html").read_text(encoding="utf-8")
    (image,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', text)
    assert base64.b64decode(image) == (written / "curve.svg").read_bytes()
    assert 'src="curve' not in text
    assert "http" not in text.replace(image, "")
    for part in ("<td>h_swish</td><td>99.1</td>", "<td>seeds</td><td>1 2</td>", "--lr &#x27;0.1"):
        assert part in text


def test_the_page_is_well_formed(written):
    text = (written / "report.html").read_text(encoding="utf-8")
    tree = ET.fromstring(text.partition("\n")[2].replace('<meta charset="utf-8">', ""))
    assert [e.text for e in tree.iter("h2")] == ["Accuracies", "How it was made"]


def test_the_same_results_make_the_same_files(written, tmp_path):
    write(a_report(), tmp_path)
    for name in ("report.md", "report.html", "curve.svg"):
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes()


@pytest.mark.parametrize("place", ["title", "text", "command", "facts", "cell", "note", "heading"])
def test_text_is_shown_as_it_is(place):
    table = Table("t", ("", "x"), [("a", "1")])
    changed = {
        "facts": {"facts": {NASTY: NASTY}},
        "cell": {"parts": [table._replace(rows=[(NASTY, NASTY)])]},
        "note": {"parts": [table._replace(note=NASTY)]},
        "heading": {"parts": [table._replace(title=NASTY)]},
    }.get(place, {place: NASTY})
    report = a_report(parts=[table])._replace(**changed)
    page = to_html(report, {})
    assert "<script>" not in page
    assert "a|b *c* `d` &lt;script&gt;alert(1)&lt;/script&gt; \\ &amp; _e_ 学習" in page
    text = to_markdown(report)
    if place == "command":
        assert f"\n    {NASTY}\n" in text  # code is not read as Markdown
    else:
        assert "<script>" not in re.sub(r"\\<", "", text).replace("\\<", "")
        assert r"a\|b \*c\* \`d\` \<script>" in text
        assert r"\\ & \_e\_ 学習" in text


def test_a_line_break_does_not_break_a_table():
    text = to_markdown(a_report(parts=[Table("t", ("", "x"), [("a\nb", "1")])]))
    assert "| a b | 1 |" in text


def test_versions_say_what_figures_depend_on():
    found = versions()
    assert found["minigrad"] == mg.__version__
    assert set(found) == {"Python", "NumPy", "BLAS", "minigrad", "system"}
    assert all(found.values())


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        write(a_report(), tmp_path / "nowhere")
