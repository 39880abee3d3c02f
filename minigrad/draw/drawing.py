"""Drawings: a picture that shows itself in notebooks and saves itself to files."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from minigrad.draw.accessible import accessible, with_own_ids
from minigrad.draw.arrangement import MOST_ARROWS, Arrangement, arrange
from minigrad.draw.dot_source import LARGE, carry_changes, digraph
from minigrad.draw.frame import Frame
from minigrad.draw.layout import lay_out
from minigrad.draw.mermaid import mermaid
from minigrad.draw.picture import Picture
from minigrad.draw.themes import Theme, as_theme
from minigrad.draw.words import Words
from minigrad.support.files import write_atomically

LAID_OUT = (".svg", ".png", ".pdf", ".html")
AS_TEXT = (".dot", ".gv", ".mmd", ".md")


class Drawing:
    """A picture that is laid out when it is shown or saved.

    Attributes
    ----------
    picture : Picture
        The contents: vertices, arrows, groups, a caption.
    theme : Theme
        The colours.

    Parameters
    ----------
    picture, theme, title, lang
        The picture, a theme or its name, the title of the page, and its language.
    played
        Makes the picture for the page, which has details and steps as well.

    Examples
    --------
    >>> x = mg.tensor(3.0, requires_grad=True, name="x")
    >>> drawing = (x * x).draw()
    >>> drawing.source.count("t0 -> op1")  # an arrow for each factor
    2
    """

    def __init__(
        self,
        picture: Picture,
        theme: str | Theme = "light",
        *,
        title: str = "minigrad",
        lang: str = "en",
        played: Callable[[], Picture] | None = None,
    ) -> None:
        self.picture = picture
        self.theme: Theme = as_theme(theme)
        self.title = title
        self.lang = lang
        self._played = played

    def __repr__(self) -> str:
        return "<Drawing: see its .svg(), .page(), .html(), .mermaid(), .save(file) and .source>"

    def __str__(self) -> str:
        """The caption, of folds and paths; where there is none, the ``repr``."""
        return "\n".join(self.picture.caption) or repr(self)

    @cached_property
    def digraph(self) -> Any:
        """The description as a ``graphviz.Digraph``, which may be changed before it is shown."""
        return digraph(self.picture, self.theme)

    @property
    def source(self) -> str:
        """The description in DOT, the language of Graphviz."""
        source: str = self.digraph.source
        return source

    def svg(self) -> str:
        """The drawing as SVG, with words that say what it is and what each part of it is."""
        svg = self._laid_out(self.picture, "svg").decode()
        return accessible(svg, self.picture, self.title, Words(self.lang))

    def inline(self) -> str:
        """The drawing as an element of a page: SVG that is no wider than what it stands in.

        Its ids begin with letters of its own, so that two pictures on a page have none in common.
        """
        svg = with_own_ids(self.svg())
        return svg[svg.index("<svg") :]

    def mermaid(self) -> str:
        """The drawing in Mermaid, which READMEs show in a fenced block called ``mermaid``.

        Mermaid itself, and GitHub with it, shows at most 500 arrows and 50,000 characters.

        Warns
        -----
        UserWarning
            If the drawing is larger, so that it will not be shown. Draw less of it with
            ``fold=True``, ``max_nodes=`` or ``level="layers"``.
        """
        return mermaid(self.picture, self.theme)

    def html(self) -> str:
        """The drawing as a page that holds all it needs and can be played step by step."""
        from minigrad.draw.page import page  # noqa: PLC0415 - costs imports of its own

        picture = self.picture if self._played is None else self._played()
        svg = self._laid_out(picture, "svg").decode()
        return page(picture, svg, self.theme, self.title, self.lang)

    def page(self, height: int = 450) -> Frame:
        """The page of `html` in a frame, which notebooks show and play in the cell.

        Parameters
        ----------
        height
            The height of the frame in pixels. It is as wide as the cell.
        """
        return Frame(self.html(), self.title, height)

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write the drawing in the format that the file's suffix says.

        The file is written whole or not at all. ``.mmd`` is Mermaid alone, ``.md`` Mermaid in a
        fence, as READMEs hold it, with a warning where `mermaid` has one.

        Raises
        ------
        ValueError
            If the suffix is not .svg, .png, .pdf, .html, .dot, .gv, .mmd or .md.
        ImportError
            If Graphviz is missing; .dot, .gv, .mmd and .md do not need it.
        """
        path = Path(file)
        check_suffix(path)
        write_atomically(path, self._content(path.suffix.lower()))

    def _content(self, suffix: str) -> bytes:
        match suffix:
            case ".html":
                return self.html().encode()
            case ".svg":
                return self.svg().encode()
            case ".mmd":
                return self.mermaid().encode()
            case ".md":
                return f"```mermaid\n{self.mermaid()}```\n".encode()
            case ".dot" | ".gv":
                return self.source.encode()
            case _:
                return self._laid_out(self.picture, suffix[1:])

    def _laid_out(self, picture: Picture, output: str) -> bytes:
        """A picture with what was set on the description, and texts clear of arrows."""
        plain = digraph(self.picture, self.theme) if "digraph" in vars(self) else None
        changed = plain is not None and plain.source != self.source

        def describe(arrangement: Arrangement) -> str:
            graph = digraph(picture, self.theme, arrangement)
            if changed:
                carry_changes(plain, self.digraph, graph)
            source: str = graph.source
            return source

        # Of a large picture Graphviz places the labels once everything else stands.
        small = len(picture.vertices) <= LARGE and len(picture.edges) <= MOST_ARROWS
        texts = picture.groups or any(edge.lines for edge in picture.edges)
        if picture.columns or not (small and texts):
            return lay_out(describe(Arrangement()), output)
        arranged = arrange(describe, picture.ids, down=picture.direction == "down")
        return lay_out(describe(arranged), output)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Formats that notebooks show; what cannot be laid out is text that says why."""
        try:
            return {"text/plain": repr(self), "image/svg+xml": with_own_ids(self.svg())}
        except Exception as error:  # noqa: BLE001 - svg() raises it, and here nobody called that
            said = f"{type(error).__name__}: {error}"
            return {"text/plain": f"<Drawing: see its .mermaid() and .source>\n{said}"}


def check_suffix(path: Path) -> None:
    """Refuse a file whose name does not say a format."""
    if path.suffix.lower() not in LAID_OUT + AS_TEXT:
        raise ValueError(
            f"a drawing is written to a file that ends in {', '.join(LAID_OUT + AS_TEXT)}; "
            f"{path.name!r} does not"
        )
