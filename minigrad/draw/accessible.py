"""SVG for every reader: what Graphviz wrote, with words that say what each part is."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from minigrad.draw.labels import LONGEST_HINT, readable
from minigrad.draw.picture import Edge, Group, Picture, Vertex
from minigrad.draw.words import Words

# As Graphviz writes them: an element of the drawing, whose title is made of Graphviz's own names.
_ELEMENT = re.compile(
    r'(?P<start><g id="(?P<id>[^"]*)" class="(?:node|edge|cluster)">\s*<title>)[^<]*(?=</title>)'
)
_GRAPH = re.compile(r'(<g id="[^"]*" class="graph"[^>]*>)\s*<title>[^<]*</title>')
_ROOT = re.compile(r"<svg\b([^>]*)>")
_ID = re.compile(r'( id="|href="#|="(?:fill:)?url\(#)')  # in texts a quotation mark is an entity


def accessible(svg: str, picture: Picture, title: str, words: Words) -> str:
    """SVG with a title and a description of the whole and of each part, no wider than its place.

    Parameters
    ----------
    svg
        The picture as Graphviz laid it out.
    picture
        What is drawn.
    title
        What it is a picture of.
    words
        Of the language of the descriptions.
    """
    said = descriptions(picture, words)
    svg = _ELEMENT.sub(lambda x: x["start"] + html.escape(said.get(x["id"], "")), svg)
    svg = _GRAPH.sub(r"\1", svg, count=1)
    texts = (
        f"<title>{html.escape(words('graph of', a=title))}</title>\n"
        f"<desc>{html.escape(_contents(picture, words))}</desc>"
    )
    style = "max-width: 100%; height: auto"
    return _ROOT.sub(lambda x: f'<svg role="img" style="{style}"{x[1]}>\n{texts}', svg, count=1)


def with_own_ids(svg: str) -> str:
    """SVG whose ids are those of no other picture on a page."""
    prefix = f"m{sha256(svg.encode()).hexdigest()[:8]}-"
    return _ID.sub(rf"\g<0>{prefix}", svg)


def descriptions(picture: Picture, words: Words) -> dict[str, str]:
    """What each vertex, arrow and frame is, by its id."""
    vertices = {vertex.id: vertex for vertex in picture.vertices}
    return (
        {group.id: _group(group, words) for group in picture.groups}
        | {vertex.id: _vertex(vertex, words) for vertex in picture.vertices}
        | {edge.id: _edge(edge, vertices, words) for edge in picture.edges}
    )


def _contents(picture: Picture, words: Words) -> str:
    """The number of parts of each kind, and the caption."""
    kinds = Counter(vertex.kind.value for vertex in picture.vertices)
    counts = [f"{words[kind]} × {n:,}" for kind, n in kinds.items()]
    counts += [f"{words['arrow']} × {len(picture.edges):,}"] if picture.edges else []
    return "\n".join([_one_line(counts), *map(_text, picture.caption)])


def _vertex(vertex: Vertex, words: Words) -> str:
    traits = [words["output"]] if vertex.root else []
    traits += [words["alarm"]] if vertex.alarm else []
    return _one_line([words[vertex.kind.value], *traits, *vertex.lines])


def _edge(edge: Edge, vertices: dict[str, Vertex], words: Words) -> str:
    tail, head = (_name(vertices.get(end), words) for end in (edge.tail, edge.head))
    return _one_line([words("from to", a=tail, b=head), *edge.lines])


def _group(group: Group, words: Words) -> str:
    return _one_line([words["module"], *group.lines])


def _name(vertex: Vertex | None, words: Words) -> str:
    """The first line of a vertex, or its kind."""
    lines = _one_line([] if vertex is None else vertex.lines[:1])
    return lines or ("…" if vertex is None else words[vertex.kind.value])


def _one_line(lines: Iterable[str]) -> str:
    return ", ".join(_text(line) for text in lines for line in text.split("\n") if line.strip())


def _text(text: str) -> str:
    return readable(text, LONGEST_HINT)
