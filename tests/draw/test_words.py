"""The words of drawings in English and in Japanese."""

import json
import re
from string import Formatter

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn
from minigrad.draw.page import page
from minigrad.draw.picture import Picture
from minigrad.draw.words import WORDS, Words

JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uff1a\u3002]")


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def english_sentences():
    """What stands between the placeholders of the English words, where it is more than a word."""
    parts = (part for english, _ in WORDS.values() for part, *_ in Formatter().parse(english))
    return sorted({part for part in parts if len(re.findall("[A-Za-z]{2,}", part)) > 1})


def texts_in(data):
    """The texts of data, without the keys by which they are found."""
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [data] if isinstance(data, str) else [text for part in parts for text in texts_in(part)]


def what_is_said(content):
    """The texts of a page: its markup, its data, and what its script has in quotes."""
    data = re.search(r'type="application/json">(.*?)</script>', content, re.DOTALL)[1]
    script = re.search(r"<script>(.*)</script>", content, re.DOTALL)[1]
    script = re.sub(r"^\s*//.*| // .*", "", script, flags=re.MULTILINE)
    script = re.sub(r"words\[[^\]]*\]|(say|pieces)\([^)]*\)", "", script)
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", content, flags=re.DOTALL)
    return "\n".join([markup, script, *texts_in(json.loads(data))])


@pytest.mark.parametrize("word", WORDS)
def test_every_english_word_has_a_japanese_one_with_the_same_parts(word):
    english, japanese = WORDS[word]
    assert english
    assert japanese
    assert placeholders(english) == placeholders(japanese)
    if word not in {"hit of", "step of", "colon", "terms"}:
        assert JAPANESE.search(japanese) or word == "more"


def test_another_language_is_refused_and_the_two_are_named():
    x = mg.tensor(2.0, requires_grad=True)
    for wrong in ("fr", "JA", None, 3, ["en"]):
        with pytest.raises(ValueError, match='lang is "en" or "ja", not'):
            Words(wrong)
        with pytest.raises(ValueError, match='lang is "en" or "ja", not'):
            (x * x).draw(lang=wrong)
    with pytest.raises(ValueError, match='lang is "en" or "ja"'):
        page(Picture(), "<svg/>", "light", "t", "de")


def drawings(lang):
    """Drawings that say as many of the words as can be."""
    x = mg.tensor(np.linspace(-1, 1, 40).reshape(4, 10), name="x")
    net = nn.Sequential(nn.Linear(10, 5, rng=0), nn.Tanh(), nn.Linear(5, 3, rng=1))
    loss = nn.CrossEntropy()(net(x), [0, 1, 2, 0])
    loss.backward(retain_graph=True)
    yield loss.draw(show=["values", "gradients", "memory"], lang=lang)
    yield loss.draw(show="grad", lang=lang)
    yield loss.draw(path=(net.parameters()[0][0, 0], loss), lang=lang)
    yield loss.draw(level="layers", show="gradients", lang=lang)
    yield loss.draw(max_nodes=3, lang=lang)
    h = mg.tensor(np.full((2, 3), 0.5), requires_grad=True, name="h")
    y = h
    for _ in range(130):
        y = mg.tanh(y) + h
    yield y.draw(show="gradients", lang=lang)
    yield y.draw(path=(h, y), lang=lang)
    (g,) = mg.grad_of((h * mg.sin(h)).sum(), [h], create_graph=True)
    yield g.draw(lang=lang)
    one = nn.MLP([2, 30, 2], activation=mg.sigmoid, rng=0)
    error = nn.CrossEntropy()(one(np.array([[1.0, 0.5]])), [0])
    yield error.draw(level="neurons", path=(one.parameters()[0][0, 0], error), lang=lang)
    yield error.draw(level="neurons", show=["gradients", "bias"], lang=lang)


def test_a_page_in_japanese_says_nothing_in_english():
    sentences = english_sentences()
    assert "Press Play: forward, then backward, one step at a time." in sentences
    for drawing in drawings("ja"):
        content = drawing.html()
        assert '<html lang="ja"' in content
        said = what_is_said(content)
        assert [sentence for sentence in sentences if sentence in said] == []


def test_a_page_in_english_says_nothing_in_japanese():
    for drawing in drawings("en"):
        content = drawing.html()
        assert '<html lang="en"' in content
        assert JAPANESE.search(re.sub('"Noto.*?JP"', "", content)) is None


def test_frames_of_sweeps_and_boxes_of_released_values_are_japanese_where_asked():
    x = mg.tensor([3.0, 1.0], requires_grad=True, name="x")
    (g,) = mg.grad_of((x * mg.sin(x)).sum(), [x], create_graph=True)
    assert [group.lines for group in g.draw(lang="ja").picture.groups] == [["逆伝播"]]
    assert [group.lines for group in g.draw().picture.groups] == [["backward"]]
    assert [v.lines[0] for v in g.draw(lang="ja").picture.vertices if v.root] == ["出力"]
    assert [v.lines[0] for v in g.draw().picture.vertices if v.root] == ["output"]
    y = mg.sin(x).sum()
    y.backward(retain_graph=False)
    assert "解放済み" in y.draw(lang="ja").source
    assert "released" in y.draw().source


def test_captions_steps_and_boxes_are_japanese_where_asked():
    x = mg.tensor([2.0, 3.0], requires_grad=True, name="x")
    z = mg.tanh(x) * x
    said = z.draw(show="gradients", lang="ja")
    assert "勾配" in said.source
    assert "逆伝播は 1 から始まります" in str(said)
    content = json.loads(
        re.search(r'type="application/json">(.*?)</script>', said.html(), re.DOTALL)[1]
    )
    steps = [line for step in content["steps"] if step.get("backward") for line in step["lines"]]
    assert steps[0].endswith("逆伝播はここから始まります")
    assert any(line.startswith("法則1：この矢印に沿って") for line in steps)
    assert any(line.startswith("法則2：x の勾配 = ") for line in steps)
