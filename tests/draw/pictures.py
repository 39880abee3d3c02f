"""Reading pictures back: what SVG shows, and what DOT connects."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter

SVG = "{http://www.w3.org/2000/svg}"


def shown(svg):
    """The lines of text that each node of a picture shows, by the node's id.

    Graphviz writes runs of spaces as no-break spaces; here all of them are spaces.
    """
    groups = [g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "node"]
    return {
        g.get("id"): [
            "".join(text.itertext()).replace("\xa0", " ") for text in g.iter(f"{SVG}text")
        ]
        for g in groups
    }


def arrows(drawing):
    """How often each arrow is drawn."""
    return Counter(re.findall(r"^\t(\w+) -> (\w+)", drawing.source, re.MULTILINE))


def attributes(drawing, name):
    """What the DOT source says of a node."""
    return re.search(rf"^\t{name} \[(.*)\]$", drawing.source, re.MULTILINE)[1]


def hints(svg):
    """What pops up over each thing of a picture, by the thing's id."""
    link = "{http://www.w3.org/1999/xlink}title"
    parts = {g.get("id"): g for g in ET.fromstring(svg).iter(f"{SVG}g")}
    return {
        name.removeprefix("a_"): g.find(f"{SVG}a").get(link)
        for name, g in parts.items()
        if name is not None and name.startswith("a_")
    }
