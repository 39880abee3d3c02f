"""A table of a network: its layers, and what an example costs in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minigrad.creation import asarray
from minigrad.messages import layer_name
from minigrad.mode import evaluating, record_everything
from minigrad.tensor import Tensor

LONGEST_NAME = 30  # leaves room for shapes in a terminal of 80 columns


def summary(model: Any, *examples: Any) -> str:
    """A table of the layers of a network, as text for a terminal.

    With examples, the model is called with them, and the table has a row for each layer in the
    order in which they ran: the shape that comes out, the parameters, the operations recorded
    and the memory of their results. Without, it lists the layers and the shapes of their
    parameters.

    Parameters
    ----------
    model : Module
        The network.
    *examples
        What it is called with: Tensors or arrays.

    Examples
    --------
    >>> net = nn.MLP([64, 100, 10])
    >>> print(mg.summary(net))
    layer            parameters        count
    ----------------------------------------
    Linear(64, 100)  (64, 100) (100,)  6,500
    relu
    Linear(100, 10)  (100, 10) (10,)   1,010
    ----------------------------------------
    total                              7,510
    >>> print(mg.summary(net, np.ones((32, 64))))
    layer                         output     parameters  operations    memory
    -------------------------------------------------------------------------
    MLP
      layers.0 · Linear(64, 100)  (32, 100)       6,500           2  50.0 KiB
      relu                        (32, 100)                       1  25.0 KiB
      layers.2 · Linear(100, 10)  (32, 10)        1,010           2   5.0 KiB
    -------------------------------------------------------------------------
    total                         (32, 10)        7,510           5  80.0 KiB
    """
    return _of_a_run(model, examples) if examples else _of_parts(model)


def _of_parts(model: Any) -> str:
    layers = getattr(model, "layers", None)
    rows = []
    names = getattr(model, "names", ())
    for i, layer in enumerate(layers if isinstance(layers, (list, tuple)) else [model]):
        parameters = layer.parameters() if hasattr(layer, "parameters") else []
        shapes = " ".join(str(p.shape) for p in parameters)
        count = sum(p.size for p in parameters)
        what = f"{names[i]} · {layer_name(layer)}" if names else layer_name(layer)
        rows.append([what, shapes, f"{count:,}" if parameters else ""])
    total = ["total", "", f"{sum(p.size for p in model.parameters()):,}"]
    return _table(["layer", "parameters", "count"], rows, total, "<<>")


def _of_a_run(model: Any, examples: Sequence[Any]) -> str:
    from minigrad.draw.labels import readable  # noqa: PLC0415 - drawing costs an import of its own
    from minigrad.draw.modules import title  # noqa: PLC0415 - as above
    from minigrad.draw.units import parameters_of, units  # noqa: PLC0415 - as above
    from minigrad.draw.values import memory, shape_text  # noqa: PLC0415 - as above
    from minigrad.node import topological_order  # noqa: PLC0415 - as above

    with evaluating(model), record_everything():
        output = model(*(x if isinstance(x, Tensor) else asarray(x) for x in examples))
    if not isinstance(output, Tensor):
        raise TypeError(
            f"summary: the model returned {type(output).__name__}, and the table is made from the "
            "graph of one Tensor"
        )
    rows: list[list[str]] = []
    opened: set[int] = set()
    total_memory = operations = 0
    for unit in units(topological_order(output.node), None, layers=True):
        if unit.node.op is None:
            continue
        caller = None
        for level, frame in enumerate(unit.frames):
            if id(frame) not in opened:
                opened.add(id(frame))
                rows.append([_indented(title(frame, caller), level), "", "", "", ""])
            caller = frame.caller
        made = [node for node in unit.nodes if node.op is not None]
        size = sum(int(node.value.nbytes) for node in made)
        total_memory += size
        operations += len(made)
        name = title(unit.span, caller) if unit.span else readable(unit.node.op.name)
        count = sum(x.value.size for x in parameters_of(unit))
        parameters = f"{count:,}" if count and unit.span else ""
        rows.append(
            [
                _indented(name, len(unit.frames)),
                shape_text(unit.node.value),
                parameters,
                f"{len(made):,}",
                memory(size),
            ]
        )
    count = sum(p.size for p in model.parameters()) if hasattr(model, "parameters") else 0
    total = ["total", shape_text(output.node.value), f"{count:,}", f"{operations:,}"]
    header = ["layer", "output", "parameters", "operations", "memory"]
    return _table(header, rows, [*total, memory(total_memory)], "<<>>>")


def _indented(name: str, level: int) -> str:
    name = "  " * min(level, 4) + name
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _table(header: list[str], rows: list[list[str]], total: list[str], aligned: str) -> str:
    columns = list(zip(header, *rows, total, strict=True))
    widths = [max(map(len, column)) for column in columns]
    lines = [
        "  ".join(
            f"{text:{align}{width}}"
            for text, align, width in zip(row, aligned, widths, strict=True)
        ).rstrip()
        for row in [header, *rows, total]
    ]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])
