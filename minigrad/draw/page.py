"""Pictures as one HTML page, which holds all that it needs and can be explored."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from dataclasses import asdict
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import Any
from xml.etree import ElementTree as ET

from minigrad.draw.accessible import descriptions
from minigrad.draw.labels import LONGEST_HINT, readable
from minigrad.draw.picture import SCALE, Edge, Group, Picture, Vertex
from minigrad.draw.themes import (
    FIXED_WIDTH,
    FONT,
    THEMES,
    Theme,
    as_theme,
    between,
    path_name,
    readable_on,
)
from minigrad.draw.words import Words

LONGEST_TITLE, LONGEST_LABEL = 200, 300
# In this order, since what is in one uses what is in those before.
SCRIPTS = (
    *("elements.js", "camera.js", "attention.js", "search.js", "squeeze.js", "folding.js"),
    *("player.js", "controls.js"),
)
SHAPES = {"svg", "g", "polygon", "polyline", "path", "ellipse", "text"}
# Neither events nor addresses are among them, nor the size, so that the drawing fits its window.
ATTRIBUTES = {
    *("id", "class", "viewBox", "transform", "points", "d", "cx", "cy", "rx", "ry", "x", "y"),
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity"),
    *("text-anchor", "font-family", "font-size", "font-style", "font-weight"),
}


# What most parts have in common is said once; a page of 800 parts fits 2 MB.
COMMON = {"font-family": FONT, "font-size": "12", "text-anchor": "middle", "stroke": "none"}
PAINTS = {"fill", "stroke"}
# What goes on in a page has the colours of paths.
STATES = {
    "before": "path2",
    "after": "path5",
    "forward": "path3",
    "backward": "path1",
    "hit": "path4",
}
STEPS = range(5, 100, 5)  # from cold to hot, in percent
SHADES = {0: "var(--cold)", 100: "var(--hot)"} | {i: f"var(--scale-{i})" for i in STEPS}
_DECIMALS = re.compile(r"\.0\d*|(?<=\.\d)\d+")


def page(picture: Picture, svg: str, theme: str | Theme, title: str, lang: str = "en") -> str:
    """Write a picture as an HTML page that needs no network and nothing beside it.

    Parameters
    ----------
    picture
        What is drawn.
    svg
        The picture as Graphviz laid it out in that theme.
    theme
        The theme in which the page opens, or its name; its reader may choose another.
    title
        The name of the page.
    lang
        The language of its words, ``"en"`` or ``"ja"``.

    Raises
    ------
    ValueError
        If there is no such theme or language.

    Examples
    --------
    >>> x = mg.tensor(3.0, requires_grad=True, name="x")
    >>> (x * x).draw().html()[:15]
    '<!DOCTYPE html>'
    """
    colours = as_theme(theme)
    themes = THEMES if colours in THEMES.values() else {**THEMES, _custom(colours): colours}
    chosen = next(name for name, known in themes.items() if known == colours)
    script = "\n".join(map(_part, SCRIPTS))
    words = Words(lang)
    return _Page(_guided(_part("page.html"), picture)).substitute(
        _in_markup(words),
        lang=lang,
        policy=_policy(script),
        title=html.escape(readable(title, LONGEST_TITLE)),
        chosen=chosen,
        themes="\n".join([_scale(), *(_variables(name, theme) for name, theme in themes.items())]),
        choices="".join(
            _choice(name, words[name if name in THEMES else "custom"], name == chosen)
            for name in themes
        ),
        style=_part("page.css"),
        script=script,
        data=_data(picture, words),
        caption=_caption(picture),
        svg=_drawing(svg, colours, descriptions(picture, words), title),
    )


class _Page(Template):
    """A page whose words, such as ${zoom in}, may be of several words."""

    braceidpattern = "[a-z][a-z, ]*"


def _in_markup(words: Words) -> dict[str, str]:
    """Words as HTML, with what stands out in them marked."""
    texts = {word: html.escape(text) for word, text in words.table.items()}
    marked = {
        "before": f'<span class="before">{texts["before"]}</span>',
        "after": f'<span class="after">{texts["after it"]}</span>',
        "enter": "<kbd>Enter</kbd>",
    }
    return texts | {word: texts[word].format(**marked) for word in ("point at", "next hit")}


def _guided(text: str, picture: Picture) -> str:
    """A page whose guide explains what is in the picture, and no more."""
    vertices = picture.vertices
    present = {vertex.kind.value for vertex in vertices}
    present |= {
        trait for trait in ("root", "alarm", "marked") if any(getattr(v, trait) for v in vertices)
    }
    if not all(edge.flows for edge in picture.edges):
        present.add("still")
    return re.sub(
        r' *<li data-kind="(\w+)">.*\n', lambda item: item[0] if item[1] in present else "", text
    )


def _part(name: str) -> str:
    return files("minigrad.draw").joinpath("web", name).read_text("utf-8")


def _policy(script: str) -> str:
    """Policy for the browser: the page runs this very script, and loads nothing."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _variables(name: str, theme: Theme) -> str:
    """A theme in CSS: the colours by name, and those of what goes on in the page."""
    panel = between(theme.paper, theme.ink, 0.03)
    grounds = theme.paper, panel, theme.module_fill
    states = {
        state: readable_on(grounds, getattr(theme, path), theme.ink)
        for state, path in STATES.items()
    }
    named = asdict(theme) | states | {"panel": panel}
    colours = "".join(f" --{_css(name)}: {colour};" for name, colour in named.items())
    # Whatever is on the screen, paper gets the theme for print.
    paper = (
        f"\n@media print {{ .minigrad-page.minigrad-page.minigrad-page {{{colours} }} }}"
        if name == "print"
        else ""
    )
    return f'.minigrad-page[data-theme="{name}"] {{{colours} }}{paper}'


def _scale() -> str:
    """The scale in CSS: colours by name that follow the theme."""
    steps = (
        f" --scale-{share}: color-mix(in srgb, var(--hot) {share}%, var(--cold));"
        for share in STEPS
    )
    return f".minigrad-page {{{''.join(steps)} }}"


def _caption(picture: Picture) -> str:
    """Text below the drawing, each line of a path in the path's colour."""
    hues = {i: f' style="color: var(--{path_name(hue)})"' for i, hue in picture.hues.items()}
    lines = [html.escape(readable(line, LONGEST_HINT)) for line in picture.caption]
    for i in picture.scales:
        lines[i] = lines[i].replace(SCALE, f'<span class="scale">{SCALE}</span>')
    return "".join(f"<p{hues.get(i, '')}>{line}</p>" for i, line in enumerate(lines))


def _custom(theme: Theme) -> str:
    """The name of a theme of the user's; the style of the page finds dark ones by its end."""
    return "custom dark" if sum(_channels(theme.paper)) < sum(_channels(theme.ink)) else "custom"


def _css(field: str) -> str:
    return field.replace("_", "-")


def _choice(name: str, called: str, chosen: bool) -> str:
    return f'<option value="{name}"{" selected" if chosen else ""}>{called}</option>'


def _data(picture: Picture, words: Words) -> str:
    """The picture in JSON, with nothing in it that HTML or JavaScript would read as its own."""
    data = {
        "vertices": [_vertex(vertex) for vertex in picture.vertices],
        "edges": [_edge(edge) for edge in picture.edges],
        "groups": [_group(group) for group in picture.groups],
        "words": words.table,
        "steps": [_present(asdict(step)) for step in picture.steps],
    }
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))  # ASCII, so no U+2028 either
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields that say something: a script takes what is absent for false or for nothing."""
    return {name: value for name, value in fields.items() if value not in (None, False)}


def _vertex(vertex: Vertex) -> dict[str, Any]:
    fields = {
        "id": vertex.id,
        "kind": vertex.kind.value,
        "lines": vertex.lines,
        "group": vertex.group,
        "root": vertex.root,
        "alarm": vertex.alarm,
        "marked": vertex.marked,
        "details": vertex.details,
        "beside": vertex.beside,
    }
    return _present(fields)


def _edge(edge: Edge) -> dict[str, Any]:
    fields = {
        "id": edge.id,
        "tail": edge.tail,
        "head": edge.head,
        "lines": edge.lines,
        "hint": edge.hint,
        "hue": None if edge.hue is None else path_name(edge.hue),
    }
    return _present(fields)


def _group(group: Group) -> dict[str, Any]:
    return {"id": group.id, "lines": group.lines, "parent": group.parent}


def _drawing(svg: str, theme: Theme, said: dict[str, str], title: str) -> str:
    """The drawing alone: shapes and text, in colours that follow the chosen theme.

    Vertices and arrows can be reached by Tab, and each says what it is.
    """
    root = ET.fromstring(svg)  # noqa: S314 - written by Graphviz
    root.attrib |= COMMON
    colours = _Colours(theme)
    pending = [root]
    while pending:
        element = pending.pop()
        # A link becomes a plain group; a title would pop up beside the pointer.
        name = _local(element.tag)
        element.tag = "g" if name == "a" else name
        shapes = [child for child in element if _local(child.tag) in SHAPES | {"a"}]
        element[:] = _joined(shapes, colours)
        common = {} if element is root else COMMON
        attributes = {key: value for key, value in element.items() if key in ATTRIBUTES}
        for key, value in attributes.items():
            attributes[key] = colours[value] if key in PAINTS else _DECIMALS.sub("", value)
        if attributes.get("font-family") == FIXED_WIDTH:
            del attributes["font-family"]
            attributes["class"] = "fixed"
        if name == "text" and attributes.get("fill") == "var(--ink)":
            del attributes["fill"]  # which texts have
        element.attrib = {
            key: value for key, value in attributes.items() if common.get(key) != value
        }
        if element.get("id") in said and element.get("class") in {"node", "edge", "cluster"}:
            frame = element.get("class") == "cluster"  # with a button in it
            element.set("role", "group" if frame else "img")
            element.set("aria-label", readable(said[element.attrib["id"]], LONGEST_LABEL))
            if not frame:
                element.set("tabindex", "0")
        pending.extend(element)
    root.set("id", "page-drawing")
    root.set("tabindex", "-1")  # else Tab stops at the drawing as a whole, too
    root.set("role", "graphics-document document")
    root.set("aria-label", readable(title, LONGEST_TITLE))
    return ET.tostring(root, encoding="unicode")


def _joined(shapes: list[ET.Element], colours: _Colours) -> list[ET.Element]:
    """Shapes of an element, where the cells of a heat map that have one colour are one path."""
    cells: dict[str, ET.Element] = {}
    at: dict[str, tuple[float, float]] = {}  # where the last cell of a colour is
    joined = []
    for shape in shapes:
        colour = colours[shape.get("fill", "")]
        cell = colour in SHADES.values() or colour == "var(--alarm)"
        if not cell or shape.get("stroke") != "none" or "points" not in shape.attrib:
            joined.append(shape)
            continue
        if colour not in cells:
            cells[colour] = ET.Element("path", {"fill": shape.attrib["fill"], "d": ""})
            joined.append(cells[colour])
        corners = [tuple(map(float, point.split(","))) for point in shape.attrib["points"].split()]
        (left, top), (right, bottom) = min(corners), max(corners)
        x, y = at.get(colour, (0.0, 0.0))  # where a path begins, "m" is an "M"
        width, height = right - left, bottom - top
        square = f"m{left - x:.1f},{top - y:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z"
        cells[colour].attrib["d"] += square
        at[colour] = left, top
    return joined


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class _Colours(dict[str, str]):
    """Text in the page for each colour of a drawing.

    Colours of the theme and of its scale stand by name; any other is left as it is.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        for field, colour in asdict(theme).items():
            self.setdefault(colour.lower(), f"var(--{_css(field)})")
        self.ends = _channels(theme.cold), _channels(theme.hot)

    def __missing__(self, colour: str) -> str:
        share = self._share(colour)
        step = None if share is None else min(SHADES, key=lambda i: abs(i - 100 * share))
        self[colour] = colour if step is None else SHADES[step]
        return self[colour]

    def _share(self, colour: str) -> float | None:
        """Position of a colour between cold and hot, if it lies there."""
        if self.ends[0] == self.ends[1] or not re.fullmatch("#[0-9a-f]{6}", colour):
            return None
        channels = list(zip(*self.ends, _channels(colour), strict=True))
        cold, hot, this = max(channels, key=lambda channel: abs(channel[1] - channel[0]))
        share = (this - cold) / (hot - cold)
        rounded = all(abs(c + share * (h - c) - t) <= 1 for c, h, t in channels)
        return share if rounded and 0 <= share <= 1 else None


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
