"""The site of the documentation: every public name is in it, and every link leads somewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import minigrad as mg
from minigrad import data, draw, fft, linalg, nn, optim, plot, special, symbol, testing, train

ROOT = Path(__file__).parents[2]
PACKAGES = (mg, data, draw, fft, linalg, nn, optim, plot, special, symbol, testing, train)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(map(find_spec, ("sphinx", "myst_parser", "furo", "latex2mathml"))),
        reason="the site needs `pip install --group docs`",
    ),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site, built without the network; a warning is an error."""
    home = tmp_path_factory.mktemp("site")
    for name in ("docs", "minigrad", "models", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, home / name)
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "docs", "html"]
    run = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return home / "html"


class Links(HTMLParser):
    """The addresses to which a page leads, those that it loads, and its places."""

    def __init__(self, text):
        super().__init__()
        self.followed, self.loaded, self.places = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.places.update(filter(None, (given.get("id"), given.get("name"))))
        (self.followed if tag == "a" else self.loaded).update(
            value for name, value in attributes if name in {"href", "src"} and value
        )


@pytest.fixture(scope="module")
def pages(site):
    """Every page, by its file."""
    files = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    return {path.resolve(): Links(path.read_text(encoding="utf-8")) for path in files}


def test_every_link_within_the_site_leads_somewhere(pages):
    broken = []
    for page, links in pages.items():
        for address in links.followed | links.loaded:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            is_place = not parts.fragment or unquote(parts.fragment) in getattr(
                pages.get(target), "places", {unquote(parts.fragment)}
            )
            if not (target.exists() and is_place):
                broken.append(f"{page.name}: {address}")
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(pages):
    loaded = {address for links in pages.values() for address in links.loaded}
    assert [address for address in loaded if urlsplit(address).netloc] == []


def test_every_public_name_has_a_place_in_the_reference(site, pages):
    places = {
        place
        for page, links in pages.items()
        if page.parent.name in {"api", "operations"}
        for place in links.places
    }
    wanted = {f"{package.__name__}.{name}" for package in PACKAGES for name in package.__all__}
    modules = {name for name in wanted if f"module-{name}" in places}
    assert sorted(wanted - modules - places) == []


def test_an_operation_is_described_with_its_own_docstring(site):
    page = (site / "api" / "operations" / "elementwise.html").read_text(encoding="utf-8")
    described = re.search(r'id="minigrad\.tanh">.*?</dd>', page, re.DOTALL)[0]
    assert "Hyperbolic tangent" in described
    assert "np.tanh" in described
    assert "<math" in described


def test_japanese_pages_say_so(site):
    assert '<html class="no-js" lang="ja"' in (site / "ja" / "tour.html").read_text("utf-8")


def test_words_of_both_languages_are_found(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(index[index.index("{") : index.rindex("}") + 1])["terms"]
    assert {"勾配", "学習", "checkpoint"} <= terms.keys()
