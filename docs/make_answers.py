"""Draw the pictures of the ten questions: `.venv/bin/python -m docs.make_answers`.

They are what the pages' own lines draw: a block of Python that makes a `picture` writes it to a
file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

DOCS = Path(__file__).parent
IMAGES = {
    DOCS / "how-to" / "ten-questions.md": DOCS / "images" / "questions",
    DOCS / "ja" / "ten-questions.md": DOCS / "images" / "questions" / "ja",
}
_BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def pictures(page: Path, folder: Path) -> dict[str, Any]:
    """The drawings of a page, by the names of the files that its lines write into a folder."""
    text = page.read_text(encoding="utf-8")
    namespace: dict[str, Any] = {}
    drawn = {}
    home = Path.cwd()
    os.chdir(folder)
    try:
        for block in _BLOCK.finditer(text):
            before = {*Path().iterdir()}
            line = text.count("\n", 0, block.start(1))  # as the page counts them
            exec(compile("\n" * line + block[1], page.name, "exec"), namespace)
            new = (file.name for file in {*Path().iterdir()} - before)
            drawn.update(dict.fromkeys(new, namespace.get("picture")))
    finally:
        os.chdir(home)
    return drawn


def main() -> None:
    for page, images in IMAGES.items():
        with TemporaryDirectory() as folder:
            for name in pictures(page, Path(folder)):
                (images / name).write_bytes(Path(folder, name).read_bytes())


if __name__ == "__main__":
    main()
