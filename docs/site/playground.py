"""The page on which minigrad runs: Python and Graphviz as WebAssembly, in the reader's browser.

The site has the page, the programs and the wheels. Pyodide, with NumPy, and viz.js are loaded when
the reader presses Run: from the addresses below, or from folders that are put beside the pages::

    python -m sphinx -D playground_core=_static/pyodide/ -D playground_layout=_static/viz.js ...
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from string import Template
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docs.site.gallery import programs

PYODIDE, VIZ = "0.27.7", "3.31.0"  # a whole release of this one was tried, with NumPy
CORE = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
LAYOUT = f"https://cdn.jsdelivr.net/npm/@viz-js/viz@{VIZ}/dist/viz.js"

ROOT = Path(__file__).resolve().parents[2]
STATIC = Path("_static", "playground")
PLACE = re.compile(r"<!-- playground -->.*?<!-- end of playground -->", re.DOTALL)
"""Where the editor stands in a page, and what a code host has there."""

PARTS = Path(__file__)
"""The files of this name: ``.html`` has what a reader sees, ``.json`` the words in it."""


def setup(app: Any) -> dict[str, bool]:
    """Register the writing of the wheels and the page."""
    app.add_config_value("playground_core", CORE, "env")
    app.add_config_value("playground_layout", LAYOUT, "env")
    app.connect("builder-inited", lambda app: write_wheels(Path(app.srcdir) / STATIC / "wheels"))
    app.connect("source-read", insert_playground)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_wheels(folder: Path) -> None:
    """Write the wheels of minigrad and of graphviz, without the network."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if built.returncode:
        raise RuntimeError(f"the wheel of minigrad could not be built: {built.stderr}")
    installed = distribution("graphviz")
    name = f"graphviz-{installed.version}-py3-none-any.whl"
    with ZipFile(folder / name, "w", ZIP_DEFLATED) as wheel:
        for file in installed.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                wheel.write(file.locate(), file)


def insert_playground(app: Any, page: str, source: list[str]) -> None:
    """Put the editor where a page has a place for it."""
    if PLACE.search(source[0]):
        made = playground(
            "ja" if page.startswith("ja/") else "en",
            "../" * page.count("/"),
            [file.name for file in (Path(app.srcdir) / STATIC / "wheels").iterdir()],
            app.config.playground_core,
            app.config.playground_layout,
        )
        source[0] = PLACE.sub(lambda _: f"````{{raw}} html\n{made}\n````", source[0])


def playground(lang: str, up: str, wheels: list[str], core: str, layout: str) -> str:
    """The editor and all around it, as HTML.

    Parameters
    ----------
    lang
        The language of its words, ``"en"`` or ``"ja"``.
    up
        The way from the page to the folder of the site, such as ``"../"``.
    wheels
        The names of the wheels.
    core, layout
        The addresses of the folder of Pyodide and of the module of viz.js; what is no whole address
        is in the folder of the site.
    """
    words = json.loads(PARTS.with_suffix(".json").read_text(encoding="utf-8"))[lang]
    listed = programs()
    settings = {
        "core": core if "://" in core else up + core,
        "layout": layout if "://" in layout else up + layout,
        "wheels": [f"wheels/{name}" for name in wheels],
        "programs": {program.name: f"{program.code}\n" for program in listed},
        "words": words,
    }
    options = "".join(
        f'<option id="{one.name}" value="{one.name}">{html.escape(one.title)}</option>'
        for one in listed
    )
    return Template(PARTS.with_suffix(".html").read_text(encoding="utf-8")).substitute(
        {key: html.escape(word) for key, word in words.items()},
        static=f"{up}{STATIC.as_posix()}",
        options=options,
        settings=json.dumps(settings, ensure_ascii=False).replace("</", r"<\/"),
    )
