"""Reports: tables, plots and facts to check them by, as Markdown and as one HTML page.

The HTML page holds its plots; the Markdown shows the SVG files beside it. Apart from dates and
times, the same results make the same files.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from minigrad.plot import Plot
from minigrad.support.files import write_atomically

STYLE = """
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 sans-serif;
       color: #222; background: #fff }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #ccc; text-align: right }
th:first-child, td:first-child, .facts td { text-align: left }
.scroll { overflow-x: auto }
img { max-width: 100% }
pre { padding: .5rem; background: #f3f3f3; white-space: pre-wrap }
"""


class Table(NamedTuple):
    """Cells as they are to be shown, with the names of the columns, and a note below."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


class Figure(NamedTuple):
    """A plot, the name of its file without suffix, and its caption."""

    name: str
    plot: Plot
    caption: str


class Report(NamedTuple):
    """The contents of a report, from top to bottom."""

    title: str
    text: str
    parts: Sequence[Table | Figure]
    command: str
    facts: Mapping[str, str]


def write(report: Report, folder: Path) -> list[Path]:
    """Write ``report.md``, ``report.html`` and the plots into a folder that is there."""
    images = {
        part.name: _save_svg(part.plot, folder / f"{part.name}.svg")
        for part in report.parts
        if isinstance(part, Figure)
    }
    files = {"report.md": to_markdown(report), "report.html": to_html(report, images)}
    for name, text in files.items():
        write_atomically(folder / name, text.encode())
    return [folder / name for name in files]


def to_markdown(report: Report) -> str:
    """The report as Markdown; its plots are files beside it."""
    lines = [f"# {_plain(report.title)}", _plain(report.text)]
    for part in report.parts:
        if isinstance(part, Figure):
            lines.append(f"![{_plain(part.caption)}]({part.name}.svg)")
        else:
            lines += [f"## {_plain(part.title)}", _markdown_table(part)]
            lines += [_plain(part.note)] if part.note else []
    lines += ["## How it was made", _indented(report.command)]
    lines.append(_markdown_table(Table("", ("", ""), list(report.facts.items()))))
    return "\n\n".join(lines) + "\n"


def to_html(report: Report, images: Mapping[str, bytes]) -> str:
    """The report as one page, with the SVG of its plots inside."""
    escape = html.escape
    body = [f"<h1>{escape(report.title)}</h1>", f"<p>{escape(report.text)}</p>"]
    for part in report.parts:
        if isinstance(part, Figure):
            image, caption = base64.b64encode(images[part.name]).decode(), escape(part.caption)
            source = f"data:image/svg+xml;base64,{image}"
            body.append(f'<p><img src="{source}" alt="{caption}" /></p>')
        else:
            body += [f"<h2>{escape(part.title)}</h2>", _html_table(part)]
            body += [f"<p>{escape(part.note)}</p>"] if part.note else []
    body += ["<h2>How it was made</h2>", f"<pre>{escape(report.command)}</pre>"]
    body.append(_html_table(Table("", ("", ""), list(report.facts.items()))))
    head = f'<meta charset="utf-8"><title>{escape(report.title)}</title><style>{STYLE}</style>'
    page = f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>\n'
    return page + "\n".join(body) + "\n</body></html>\n"


def _save_svg(plot: Plot, file: Path) -> bytes:
    """Write a plot as SVG, the same one for the same plot; the result is the file's content."""
    # Without a salt the names in it are random numbers.
    with import_module("matplotlib").rc_context({"svg.hashsalt": "minigrad"}):
        plot.save(file)
    return file.read_bytes()


def _plain(text: str) -> str:
    r"""A text that Markdown shows as it is.

    Examples
    --------
    >>> print(_plain("a*b | <c>"))
    a\*b \| \<c>
    """
    return re.sub(r"([\\`*\[\]<|]|(?<!\w)_|_(?!\w))", r"\\\1", " ".join(text.split()))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _markdown_table(table: Table) -> str:
    rules = ["---", *["---:" if any(table.header) else "---"] * (len(table.header) - 1)]
    rows = [[_plain(cell) for cell in row] for row in (table.header, *table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rules, *rows[1:]))


def _html_table(table: Table) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"

    head = line(table.header, "th") if any(table.header) else ""
    rows = "\n".join(line(row, "td") for row in table.rows)
    kind = "" if any(table.header) else ' class="facts"'
    return f'<div class="scroll"><table{kind}>{head}\n{rows}</table></div>'
