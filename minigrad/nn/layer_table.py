"""Tables of layers: text for a terminal, HTML for a notebook."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from minigrad.core.messages import layer_name
from minigrad.tensors.handle import Tensor

WIDTH = 80  # of a terminal
SHORTEST_NAME = 16

Rows: TypeAlias = Sequence[Sequence[str]]
Last: TypeAlias = list[tuple[str, str | None]]


class Table(str):  # noqa: SLOT000 - a text of any length has no room for slots
    """Text that is shown as it is where Python shows a value, and as a table in a notebook.

    Attributes
    ----------
    rows
        Its cells: the header, the rows, the total.
    aligned
        For each column "<", to the left, or ">".
    graph
        What draws the graph of the layers that stands below the table in a notebook, in HTML.
    """

    rows: Rows = ()
    aligned = ""
    graph: Callable[[], str] | None = None

    def __repr__(self) -> str:
        return str(self)

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "graph": None}  # copies are of the text, not of what was computed

    def _repr_html_(self) -> str | None:
        if not self.rows:
            return None
        header, *rows, total = self.rows
        parts = [
            f"<thead>{self._row(header, 'th')}</thead>",
            f"<tbody>{''.join(self._row(row, 'td') for row in rows)}</tbody>",
            f"<tfoot>{self._row(total, 'th')}</tfoot>",
        ]
        graph = "" if self.graph is None else self.graph()
        return f"<div><table>{''.join(parts)}</table>{graph}</div>"

    def _row(self, cells: Sequence[str], tag: str) -> str:
        """A row; notebooks centre cells and join spaces where nothing else is said."""
        sides = {"<": "left", ">": "right"}
        return (
            "<tr>"
            + "".join(
                f'<{kind} style="text-align: {sides[side]}; white-space: pre">'
                f"{html.escape(cell)}</{kind}>"
                for cell, side in zip(cells, self.aligned, strict=True)
                for kind in [tag if cell else "td"]  # a heading is never empty
            )
            + "</tr>"
        )


def table(rows: Rows, aligned: str) -> Table:
    """A table that fits a terminal: the first column is cut where the others need the room.

    Examples
    --------
    >>> from minigrad.nn.layer_table import table
    >>> table([["layer", "count"], ["Linear", "12"], ["total", "12"]], "<>")
    layer   count
    -------------
    Linear     12
    -------------
    total      12
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    left = WIDTH - sum(widths[1:]) - 2 * (len(widths) - 1)
    widths[0] = min(widths[0], max(left, SHORTEST_NAME))
    lines = [
        "  ".join(
            f"{_short(text, width):{align}{width}}"
            for text, align, width in zip(row, aligned, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    made = Table("\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]]))
    made.rows, made.aligned = rows, aligned
    return made


def table_of_parts(model: Any, last: Last) -> Table:
    """The layers that a network holds, and the shapes of their parameters."""
    rows = []
    for name, part in model._listed() if hasattr(model, "_listed") else [("", model)]:
        if isinstance(part, Tensor):  # beside the layers
            text, parameters = name, [part] if part.requires_grad else []
        else:
            text = " · ".join(filter(None, [name, layer_name(part)]))
            parameters = part.parameters() if hasattr(part, "parameters") else []
        shapes = " ".join(str(p.shape) for p in parameters)
        count = sum(p.size for p in parameters)
        rows.append([text, shapes, f"{count:,}" if parameters else ""])
    rows += [[name, "", ""] for name, _ in last]
    total = ["total", "", f"{sum(p.size for p in model.parameters()):,}"]
    return table([["layer", "parameters", "count"], *rows, total], "<<>")


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
