"""Take the picture of a page for the documentation: `.venv/bin/python -m docs.make_page_picture`.

Needs Chromium. It is taken where the two shares of a gradient are added at a branch.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import minigrad as mg
from tests.draw.browser import Browser

PICTURE = Path(__file__).parent / "images" / "page.png"


def write_page(file: Path) -> None:
    x = mg.tensor(2.0, name="x")
    w = mg.tensor(3.0, requires_grad=True, name="w")
    b = mg.tensor(1.0, requires_grad=True, name="b")
    s = w * x + b
    s.name = "s"
    y = s * s
    y.name = "y"
    y.backward()
    y.draw(file)


def main() -> None:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder, "page.html")
        write_page(page)
        browser = Browser(Path(folder, "profile"))
        try:
            browser.open(page, width=1120, height=640)
            browser.run("move(steps.findIndex(({ lines }) => lines[1]?.startsWith('law 2')) + 1)")
            time.sleep(1)  # until nothing fades any more
            PICTURE.write_bytes(browser.picture())
        finally:
            browser.close()


if __name__ == "__main__":
    main()
