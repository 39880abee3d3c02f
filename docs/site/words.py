"""The words of the index of the search: Japanese is cut into words, and nothing else is.

Sphinx's own splitter for Japanese weighs every letter, of English too, which takes a third of the
build.
"""

from __future__ import annotations

import re

from sphinx.search.ja import BaseSplitter, DefaultSplitter

WORD = re.compile(r"([\u3040-\u30ff\u3400-\u9fff々]+)|(\w+)")


class Splitter(BaseSplitter):
    """The words of a text in one or both of two languages."""

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self.japanese = DefaultSplitter(options)

    def split(self, text: str) -> list[str]:
        """The words, in order."""
        words = []
        for match in WORD.finditer(text):
            words += self.japanese.split(match[1]) if match[1] else [match[2]]
        return words
