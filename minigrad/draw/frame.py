"""A page inside another: a frame that holds its source."""

from __future__ import annotations

import html

FRAME = (
    '<iframe title="{title}" sandbox="allow-scripts" width="100%" height="{height}" '
    'style="border: 0; max-width: 100%; display: block" srcdoc="{page}"></iframe>'
)


class Frame:
    """A page that notebooks show in the cell, apart from their own style, scripts and keys.

    Attributes
    ----------
    page
        The page, in HTML.
    title
        What the frame is called.
    height
        Its height in pixels; it is as wide as the cell.

    Parameters
    ----------
    page, title, height
        The same.

    Examples
    --------
    >>> x = mg.tensor(3.0, requires_grad=True, name="x")
    >>> (x * x).draw().page()
    <Frame: a notebook shows the page; see its .page>
    """

    def __init__(self, page: str, title: str, height: int) -> None:
        self.page = page
        self.title = title
        self.height = height

    def __repr__(self) -> str:
        return "<Frame: a notebook shows the page; see its .page>"

    def _repr_html_(self) -> str:
        return FRAME.format(
            title=html.escape(self.title), height=self.height, page=html.escape(self.page)
        )
