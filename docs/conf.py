"""The site of the documentation: `make docs`, or `python -m sphinx -W docs FOLDER`.

The pages are plain Markdown, which a code host shows too. What they lack here is made by the
extensions in `docs/site`. Nothing is fetched from the network, neither by the build nor by a page,
but for Python on the page that runs it, when its reader presses Run.
"""

import sys
from pathlib import Path

import tomllib

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from minigrad import __version__ as release  # noqa: E402 - where it was just put

project = "minigrad"
author = copyright = "The minigrad authors"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "docs.site.contents",
    "docs.site.gallery",
    "docs.site.mathml",
    "docs.site.operations",
    "docs.site.playground",
    "docs.site.public_names",
]
exclude_patterns = ["_build"]
default_role = "py:obj"

myst_heading_anchors = 4  # as code hosts number headings
suppress_warnings = ["ref.python"]  # a word in backquotes may be the name of many a method

toc_object_entries = False  # in the contents of every page they take a quarter of the build
autodoc_typehints = "none"  # the sections of the docstrings say them in words
napoleon_use_rtype = False
napoleon_use_ivar = True

html_theme = "furo"
html_theme_options = {
    "source_repository": tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]["urls"]["Repository"],
    "source_branch": "main",
    "source_directory": "docs/",
}
html_title = f"minigrad {release}"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_search_language = "ja"  # English words are as before
html_search_options = {"type": "docs.site.words.Splitter"}
html_show_sphinx = False

copybutton_exclude = ".linenos, .gp, .go"  # prompts and what is printed
