"""The contents of the site: the order of the pages is that of the links on the first one."""

from __future__ import annotations

import re
from typing import Any

OUTSIDE = re.compile(r"\]\((?:\.\./)+([A-Z]+\.md)\)")
LINK = re.compile(r"\]\((?!\w+:)([\w/-]+)\.md\)")
BESIDE = {"Reference": ["api/index"]}
"""Pages that only the site has, below the heading they belong to."""


def setup(app: Any) -> dict[str, bool]:
    """Register what is done with pages as they are read, and with Japanese ones."""
    app.connect("source-read", lead_outside)
    app.connect("source-read", add_contents)
    app.connect("html-page-context", say_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def lead_outside(app: Any, _: str, source: list[str]) -> None:
    """Lead links to the files beside the folder of the pages to the repository."""
    repository = app.config.html_theme_options["source_repository"]
    source[0] = OUTSIDE.sub(rf"]({repository}/blob/main/\1)", source[0])


def add_contents(app: Any, page: str, source: list[str]) -> None:
    """Write tables of contents, which a code host does not know, to the first page."""
    if page == app.config.root_doc:
        source[0] += tables(source[0])


def tables(text: str) -> str:
    """A table of contents for each section of a page, with the pages to which it links."""
    made: list[str] = []
    seen: set[str] = set()
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0]
        linked = dict.fromkeys([*LINK.findall(section), *BESIDE.get(title, [])])
        pages = [page for page in linked if page not in seen]
        seen.update(pages)
        if pages:
            made += ["", "```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```"]
    return "\n".join([*made, ""])


def say_language(_: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Say to browsers and readers of screens which pages are Japanese."""
    if page.startswith("ja/"):
        context["language"] = "ja"
