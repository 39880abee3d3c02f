"""The pictures of the documentation say what their script draws."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from draw.pictures import SVG

from docs import make_images


@pytest.mark.parametrize("make", make_images.GRAPHS, ids=lambda make: make.__name__)
def test_a_picture_is_what_its_script_draws(make, tmp_path):
    make(tmp_path)
    (new,) = tmp_path.iterdir()
    assert said(new) == said(make_images.IMAGES / new.name)


def said(file):
    """Everything drawn, by id: vertices, arrows and frames, and what each says."""
    return {
        group.get("id"): ["".join(t.itertext()) for t in group.iter(f"{SVG}text")]
        for group in ET.parse(file).iter(f"{SVG}g")
        if group.get("class") != "graph"
    }
