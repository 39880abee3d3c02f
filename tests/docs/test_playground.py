"""The page on which minigrad runs, in a real browser and without a network.

MINIGRAD_NODE_MODULES names the folder with Python and Graphviz, as `make test-browser` makes it.
NumPy is tried where the folder `pyodide` in it holds a whole release of Pyodide.
"""

from __future__ import annotations

import json
import os
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree as ET

import pytest
from draw.browser import Browser, needs_browser
from test_emscripten import PROGRAM

import minigrad as mg
from docs.site.gallery import GALLERY, programs, read
from docs.site.playground import CORE, LAYOUT, ROOT, STATIC, playground, write_wheels

NODE_MODULES = Path(os.environ.get("MINIGRAD_NODE_MODULES", "no such folder")).absolute()
needs_python = pytest.mark.skipif(
    not (NODE_MODULES / "pyodide").is_dir(),
    reason="Python for browsers is in the folder that MINIGRAD_NODE_MODULES names: CONTRIBUTING.md",
)
HAS_NUMPY = any(NODE_MODULES.glob("pyodide/numpy-*.whl"))
needs_numpy = pytest.mark.skipif(
    not HAS_NUMPY, reason="NumPy for browsers is in no package of npm: CONTRIBUTING.md"
)
needs_graphviz = pytest.mark.skipif(
    not (NODE_MODULES / "@viz-js").is_dir(),
    reason="Graphviz for browsers is in the folder that MINIGRAD_NODE_MODULES names",
)
SVG = "http://www.w3.org/2000/svg"
HERE = {"core": "node_modules/pyodide/", "layout": "node_modules/@viz-js/viz/dist/viz.js"}

pytestmark = needs_browser


class Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of a site that is nothing but this page, and its address."""
    pytest.importorskip("hatchling")
    pytest.importorskip("hatch_fancy_pypi_readme")
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs" / STATIC, folder / STATIC)
    write_wheels(folder / STATIC / "wheels")
    if NODE_MODULES.is_dir():
        (folder / "node_modules").symlink_to(NODE_MODULES)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


class Page:
    """The page, opened; its Python is the one of the folder, unless addresses are given."""

    numbers = count()
    file = None

    def __init__(self, browser, site):
        self.browser = browser
        self.folder, self.address = site

    def is_open(self):
        return self.file and self.browser.run("location.pathname") == f"/{self.file.name}"

    def open(self, lang="en", hash="", **addresses):
        wheels = [file.name for file in (self.folder / STATIC / "wheels").iterdir()]
        made = playground(lang, "", wheels, **(HERE | addresses))
        text = f'<!DOCTYPE html><html lang="{lang}"><meta charset="utf-8">{made}</html>'
        self.file = self.folder / f"{next(self.numbers)}.html"  # a new one is in no cache
        self.file.write_text(text, encoding="utf-8")
        self.browser.open(self.address + self.file.name, hash, width=390)
        return self

    def __getattr__(self, name):
        return self.browser.run(f"document.querySelector('[data-part={name}]').textContent")

    def start(self, program):
        self.browser.run("document.querySelector('[data-part=program]').select()")
        self.browser.type(program)
        self.browser.run("scrollTo(0, 0)")
        self.browser.click("[data-part=run]")

    def run(self, program):
        """Run a program to its end; what it printed."""
        self.start(program)
        self.browser.wait_until("!document.querySelector('[data-part=run]').disabled")
        return self.printed

    def shown(self):
        """The names of the pictures and pages that are shown."""
        return self.browser.run(
            "[...document.querySelectorAll('[data-part=shown] a')].map((one) => one.download)"
        )


@pytest.fixture
def page(browser, site):
    return Page(browser, site)


@pytest.fixture(scope="module")
def started(browser, site):
    return Page(browser, site)


@pytest.fixture
def running(started):
    """The page, with a Python that the tests share: to start one takes seconds."""
    return started if started.is_open() else started.open()


class TestWithoutPython:
    def test_nothing_is_loaded_before_run_is_pressed(self, page, browser):
        page.open(core=CORE, layout=LAYOUT)
        assert "Run loads it" in page.status
        assert all(url.startswith(page.address) for url in browser.requests())
        assert not any("wheels" in url or "worker" in url for url in browser.requests())

    def test_a_missing_network_is_told_and_run_tries_again(self, page):
        page.open(core=CORE, layout=LAYOUT)
        for _ in range(2):
            assert page.run("print(1)") == ""
            assert f"could not be loaded: {CORE}" in page.status
            assert "network" in page.status

    def test_a_browser_without_webassembly_is_told(self, page, browser):
        page.open()
        browser.run("delete globalThis.WebAssembly")
        assert page.run("print(1)") == ""
        assert "Python needs WebAssembly" in page.status

    def test_a_page_from_a_file_is_told(self, page, browser):
        browser.open(page.open().file)
        browser.click("[data-part=run]")
        assert "python -m http.server" in page.status

    def test_an_address_chooses_the_program_and_edits_are_kept(self, page, browser):
        page.open(hash="#law_2")
        value = "document.querySelector('[data-part=program]').value"
        assert "law_2.svg" in browser.run(value)
        choose = (
            "(() => {{ const menu = document.querySelector('[data-part=choice]');"
            "menu.value = {!r}; menu.dispatchEvent(new Event('change')); }})()"
        )
        browser.run(f"{value} = 'mine'")
        browser.run(choose.format("first_gradient"))
        assert "first_gradient.svg" in browser.run(value)
        browser.run(choose.format("law_2"))
        assert browser.run(value) == "mine"

    @needs_graphviz
    def test_graphviz_for_browsers_lays_out_a_drawing(self, page, browser):
        x = mg.tensor(2.0, requires_grad=True, name="x")
        dot = (x * mg.sin(x)).draw(show="gradients").source
        page.open()
        svg = browser.run(
            f"import('/{HERE['layout']}').then(({{ instance }}) => instance())"
            f".then((viz) => viz.renderString({json.dumps(dot)}, {{ format: 'svg' }}))"
        )
        texts = [text.text for text in ET.fromstring(svg).iter(f"{{{SVG}}}text")]
        assert {"x", "sin"} <= set(texts)

    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_it_fits_a_phone_and_everything_has_a_name(self, page, browser, lang):
        page.open(lang)
        assert browser.run("document.documentElement.scrollWidth") <= 390
        nodes = browser("Accessibility.getFullAXTree")["nodes"]
        roles = {"button", "combobox", "textbox"}
        parts = [node for node in nodes if node.get("role", {}).get("value") in roles]
        assert {node["role"]["value"] for node in parts} == roles
        assert all(node["name"]["value"] for node in parts)


@needs_python
class TestWithPython:
    def test_a_program_without_numpy_runs_and_prints(self, running):
        assert running.run("import sys\nprint(sys.platform)\n1 + 1") == "emscripten\n2\n"
        assert running.status == "Done."

    def test_the_wheels_are_unpacked_and_found(self, running):
        program = (
            "from importlib.metadata import version\nfrom importlib.util import find_spec\n"
            "import graphviz\n"
            "print(version('minigrad-numpy'), 'site-packages' in find_spec('minigrad').origin)"
        )
        assert running.run(program) == f"{mg.__version__} True\n"

    def test_nobody_answers_a_question(self, running):
        assert "EOFError" in running.run("input()")

    def test_control_and_enter_run_it(self, running, browser):
        running.run("print(3)")
        browser.run("document.querySelector('[data-part=program]').value = 'print(4)'")
        browser.click("[data-part=program]")
        browser.press("Enter", modifiers=2)
        browser.wait_until("document.querySelector('[data-part=printed]').textContent == '4\\n'")

    def test_an_error_is_shown_with_its_traceback(self, running):
        printed = running.run("print('before')\n1 / 0")
        assert printed.startswith("before\nTraceback (most recent call last):\n")
        assert 'program.py", line 2' in printed
        assert printed.endswith("ZeroDivisionError: division by zero\n")
        assert running.status == "The program ended with an error."

    def test_a_module_that_nobody_has_is_an_ordinary_error(self, running):
        assert "ModuleNotFoundError" in running.run("import no_such_module")

    def test_an_endless_loop_is_stopped_and_python_starts_anew(self, running, browser):
        running.start("import builtins\nbuiltins.x = 1\nwhile True:\n    print(x)")
        browser.wait_until(
            "document.querySelector('[data-part=printed]').textContent.endsWith('not shown\\n')"
        )
        assert browser.run("document.querySelector('[data-part=run]').disabled")
        browser.click("[data-part=stop]")
        assert running.status == "Stopped. Run starts Python anew."
        assert running.run("import builtins\nhasattr(builtins, 'x')") == "False\n"

    def test_pictures_and_pages_are_shown_and_can_be_saved(self, running, browser):
        program = (
            "from pathlib import Path\n"
            'svg = \'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="9">\'\n'
            "svg += '<desc>a line</desc></svg>'\n"
            "Path('wide.svg').write_text(svg)\n"
            "_ = Path('page.html').write_text('<script>document.title = 1</script>')"
        )
        assert running.run(program) == ""
        assert sorted(running.shown()) == ["page.html", "wide.svg"]
        browser.wait_until("document.querySelector('[data-part=shown] img').naturalWidth == 900")
        assert browser.run("document.querySelector('[data-part=shown] img').alt") == "a line"
        assert browser.run("document.documentElement.scrollWidth") <= 390
        assert browser.run("document.querySelector('iframe').sandbox.value") == "allow-scripts"

    @pytest.mark.skipif(HAS_NUMPY, reason="NumPy is there")
    def test_a_missing_numpy_is_told_in_a_sentence(self, running):
        assert running.run("import minigrad as mg") == ""
        assert running.status.startswith("The program needs numpy, which could not be loaded.")

    @needs_numpy
    def test_what_is_loaded_is_as_large_as_the_page_says(self, running):
        assert "about 20 MB" in running.open().status
        patterns = ("pyodide.asm.*", "pyodide.mjs", "pyodide-lock.json", "*_stdlib.zip", "numpy-*")
        files = [file for one in patterns for file in (NODE_MODULES / "pyodide").glob(one)]
        files += [NODE_MODULES / "@viz-js" / "viz" / "dist" / "viz.js"]
        files += (running.folder / STATIC / "wheels").iterdir()
        assert 15e6 < sum(file.stat().st_size for file in files if file.suffix != ".map") < 25e6

    @needs_numpy
    def test_without_graphviz_a_drawing_is_an_error_that_says_so(self, page):
        page.open(layout="nowhere/viz.js")
        printed = page.run("import minigrad as mg\nmg.exp(mg.tensor(1.0)).draw()")
        assert f"{page.address}nowhere/viz.js could not be loaded" in printed.splitlines()[-1]

    @needs_numpy
    def test_what_runs_without_threads_and_processes_runs_here(self, running):
        assert running.run(PROGRAM).endswith("ran\n")
        assert running.status == "Done."

    @needs_numpy
    @pytest.mark.parametrize("name", [one.name for one in programs()])
    def test_a_program_of_the_gallery_runs_and_shows_its_picture(self, running, name):
        printed = running.run(read(GALLERY / f"{name}.py").code)
        assert running.status == "Done.", printed
        assert any(Path(shown).stem == name for shown in running.shown())
