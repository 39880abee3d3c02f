"""The gallery: short programs, each of which writes a picture of the name that it has itself.

The site runs every program and shows its code and what it wrote; a page that it wrote too, which
can be played, stands below.
"""

from __future__ import annotations

import ast
import os
import re
import runpy
import shutil
import sys
from pathlib import Path
from typing import Any, NamedTuple

from docs.site.public_names import heading

GALLERY = Path(__file__).resolve().parents[1] / "gallery"
FORMATS = (".svg", ".png")
ITEM = re.compile(r"^- \[.+\]\((\w+)\.py\)\n", re.MULTILINE)


class Program(NamedTuple):
    """A program of the gallery: its name, the lines of its docstring, and its code."""

    name: str
    title: str
    text: str
    code: str


def setup(app: Any) -> dict[str, bool]:
    """Register the writing of the pages."""
    app.connect("builder-inited", write_pages)
    app.connect("source-read", show_pictures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def programs() -> list[Program]:
    """The programs, as the first page lists them."""
    listed = ITEM.findall((GALLERY / "index.md").read_text(encoding="utf-8"))
    return [read(GALLERY / f"{name}.py") for name in listed]


def read(path: Path) -> Program:
    """A program, taken apart."""
    source = path.read_text(encoding="utf-8")
    title, _, text = (ast.get_docstring(ast.parse(source)) or "").partition("\n")
    return Program(path.stem, title.rstrip("."), text.strip(), source.split('"""', 2)[2].strip())


def run(name: str, folder: Path) -> Path:
    """The picture that a program writes, run in a folder."""
    home = Path.cwd()
    os.chdir(folder)
    try:
        runpy.run_path(str(GALLERY / f"{name}.py"), run_name="__main__")
    finally:
        os.chdir(home)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
    written = [folder / f"{name}{suffix}" for suffix in FORMATS]
    pictures = [path for path in written if path.exists()]
    if len(pictures) != 1:
        raise FileNotFoundError(f"{name}.py writes one picture: {name}.svg or {name}.png")
    return pictures[0]


def write_pages(app: Any) -> None:
    """Run the programs, and write a page about each."""
    folder, static = Path(app.srcdir) / "gallery", Path(app.srcdir) / "_static" / "gallery"
    static.mkdir(parents=True, exist_ok=True)
    for program in programs():
        picture = run(program.name, folder)
        played = folder / f"{program.name}.html"
        if played.exists():
            shutil.move(played, static / played.name)
        text = page(program, picture.name, is_played=(static / played.name).exists())
        (folder / f"{program.name}.rst").write_text(text, encoding="utf-8")


def page(program: Program, picture: str, *, is_played: bool) -> str:
    """The page about a program."""
    code = "\n".join(f"   {line}".rstrip() for line in program.code.splitlines())
    made = f"{heading(program.title)}\n{program.text}\n\n.. code-block:: python\n\n{code}\n\n"
    made += f".. image:: {picture}\n   :alt: {program.title}\n   :align: center\n\n"
    link = f'<p><a href="../browser.html#{program.name}">Run it in the browser</a></p>'
    made += f".. raw:: html\n\n   {link}\n\n"
    if is_played:
        frame = f'<iframe class="played" title="{program.title}" src="../_static/gallery/'
        made += f'.. raw:: html\n\n   {frame}{program.name}.html"></iframe>\n'
    return made


def show_pictures(app: Any, page: str, source: list[str]) -> None:
    """Show the pictures on the first page of the gallery, where a code host has lists."""
    if page != "gallery/index":
        return
    folder = Path(app.srcdir) / "gallery"
    source[0] = re.sub(
        rf"(?:{ITEM.pattern})+",
        lambda items: grid(folder, ITEM.findall(items[0])),
        source[0],
        flags=re.MULTILINE,
    )


def grid(folder: Path, names: list[str]) -> str:
    """Pictures side by side, each of which leads to the page about its program."""
    lines = ["```{eval-rst}", ".. container:: gallery", ""]
    for name in names:
        (picture,) = (path.name for path in folder.glob(f"{name}.*") if path.suffix in FORMATS)
        title = read(GALLERY / f"{name}.py").title
        lines += [f"   .. figure:: {picture}", f"      :target: {name}.html"]
        lines += [f"      :alt: {title}", "", f"      :doc:`{name}`", ""]
    lines += [".. toctree::", "   :hidden:", "", *(f"   {name}" for name in names), "```", ""]
    return "\n".join(lines)
