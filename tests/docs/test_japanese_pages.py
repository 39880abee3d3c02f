"""The Japanese pages: where their lines end, and what they call the articles."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted((DOCS / "ja").glob("*.md"))
# What begins a block of its own: a heading, a list item, a row of a table, a picture.
BLOCK = re.compile(r"#|[-*+] |\d+\. |\||!\[")


def broken_lines(text):
    """Lines of prose that end elsewhere than after 。 or 、 while their paragraph goes on.

    A browser shows the end of a line as a space, which Japanese has in no sentence.
    """
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE).splitlines()
    return [
        line
        for line, after in pairwise(line.strip() for line in prose)
        if line
        and not re.match(r"#|\||!\[", line)
        and after
        and not BLOCK.match(after)
        and not line.endswith(("。", "、"))
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_line_ends_where_a_sentence_or_a_clause_does(page):
    assert broken_lines(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "broken",
    [
        "ディープラー\nニングです。",
        "- 一つ目の項\n  目です。",
        "`x` は\n`y` です。",
        "終わり\n。",
        "です。)\n次に",
    ],
)
def test_a_line_that_breaks_a_word_is_found(broken):
    assert broken_lines(f"前の段落。\n\n{broken}\n") == [broken.split("\n")[0]]


@pytest.mark.parametrize(
    "whole",
    [
        "一つ目です。\n二つ目です。",
        "これを、\nします。",
        "次の二つです\n\n- 一\n- 二",
        "# 題\n文です。",
    ],
)
def test_a_line_that_ends_its_paragraph_or_a_clause_is_right(whole):
    assert broken_lines(whole) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_articles_are_named_by_their_titles(page):
    assert re.findall(r"記事\s*[A-E]", page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize(
    "place", [DOCS / "index.md", DOCS.parent / "README.md"], ids=["index", "README"]
)
def test_every_page_is_found_from(place, page):
    assert f"ja/{page.name})" in place.read_text(encoding="utf-8")


def test_the_homes_of_both_languages_lead_to_each_other_and_to_every_page():
    home = (DOCS / "ja" / "index.md").read_text(encoding="utf-8")
    others = [page.name for page in PAGES if page.name != "index.md"]
    assert [name for name in [*others, "../index.md"] if f"]({name})" not in home] == []
    first_screen = (DOCS / "index.md").read_text(encoding="utf-8").partition("## ")[0]
    assert "](ja/index.md)" in first_screen
