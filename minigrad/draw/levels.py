"""Drawing a graph: the level of detail, what is shown, and where it goes."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from minigrad.core.node import Node, topological_order
from minigrad.draw.changes import changes
from minigrad.draw.details import add_details
from minigrad.draw.direction import DIRECTIONS, suited
from minigrad.draw.drawing import Drawing, check_suffix
from minigrad.draw.elements import Element, element
from minigrad.draw.flow import Flow
from minigrad.draw.labels import readable
from minigrad.draw.names import names
from minigrad.draw.options import Direction, Language, Level, Shown, ThemeName
from minigrad.draw.paths import find_paths
from minigrad.draw.picture import Picture
from minigrad.draw.plan import Plan, plan
from minigrad.draw.recorded import Recorded
from minigrad.draw.steps import steps
from minigrad.draw.themes import Theme, as_theme
from minigrad.draw.words import Words

LEVELS = ("operations", "layers", "neurons")
SHOWN = ("values", "grad", "gradients", "memory", "lines")
SHOWN_BY_NEURONS = ("values", "weights", "bias", "gradients")


def draw(
    root: Node,
    file: str | os.PathLike[str] | None = None,
    *,
    show: Shown | Iterable[Shown] = (),
    path: tuple[Any, Any] | None = None,
    compare: Any = None,
    level: Level = "operations",
    depth: int | None = None,
    fold: bool | None = None,
    theme: ThemeName | Theme = "light",
    max_nodes: int | None = None,
    labels: Sequence[str] | None = None,
    direction: Direction | None = None,
    lang: Language = "en",
) -> Drawing:
    """Draw the graph that leads to a value, from left to right or from top to bottom.

    Operations are round, Tensors are boxes with name, shape and dtype, and there is an arrow for
    each input of an operation: ``x * x`` has two. Parameters, which are leaves that require a
    gradient, are blue with a thick line, constants grey with round corners, Python numbers plain,
    and the output has a double line. A Tensor in between has a box if it has a name; otherwise
    its shape is written on the arrows. Along dashed arrows no gradient comes back. What modules
    recorded is framed, and so is what a backward sweep recorded (``create_graph=True``). A NaN
    or an infinity is in the colour of alarm.

    `Tensor.draw` is the same for the Tensor's node. Drawing never changes a value, a gradient or
    the graph.

    Parameters
    ----------
    root
        The output.
    file
        Where to write the drawing; its suffix says the format: .svg, .png, .pdf, .html (a page
        that plays the computation), .dot or .gv, .mmd or .md (Mermaid).
    show
        What more is shown, a word or several:

        - ``"values"``: small arrays in full, large ones by range, histogram and heat map;
        - ``"gradients"``: back-propagation from this output. Law 1: each arrow has its local
          derivative, spelled from the operation's rule; law 2: each Tensor has the gradient that
          arrives, as a sum where it branches. Sizes are shown by colour and width, those of
          parameters relative to their values; with ``level="layers"`` those of each layer alone,
          which shows where gradients vanish;
        - ``"grad"``: the gradients that leaves (and Tensors with ``retain_grad()``) have
          received so far;
        - ``"memory"``, and ``"lines"``: where in the user's code the operation was recorded, if
          that was under `minigrad.record_lines`;
        - for ``level="neurons"``: ``"values"``, ``"weights"``, ``"bias"`` and ``"gradients"``.
    path
        An earlier and a later Tensor: the paths between them are marked, and listed below with
        their products and the sum. Each may be an element, such as ``W[0, 0]`` and ``y[0, 1]``;
        with ``level="neurons"`` the earlier one is an element of a weight or a bias, and the later
        one is the error.
    compare
        What parameters were before: a ``state_dict`` or another mapping of names to arrays, a copy
        of the network, or a Tensor that was computed before. Each box says by how much its
        parameters have changed, as a root mean square and relative to what they were.
    level
        ``"operations"``; ``"layers"``: each module that holds no other is one box, with shapes
        and number of parameters; or ``"neurons"``: columns of neurons, for networks of affine
        layers.
    depth
        How many modules deep frames are drawn; None for all. With ``level="layers"`` what is
        deeper is one box, so 0 draws whole networks as boxes.
    fold
        Whether parts that repeat are drawn once, with their count. None folds what is too large
        to be read, by repetition, then by modules, and says so below.
    theme
        ``"light"``, ``"dark"`` or ``"print"``, or a `minigrad.draw.Theme` of your own.
    max_nodes
        How many are drawn, nearest to the output; the rest becomes one box. By default up to
        800, and 500 of what is larger. Arrows that would cross most of a large drawing start at
        a dashed copy of what they come from.
    labels
        For ``level="neurons"``: the titles of the columns.
    direction
        Where arrows lead, ``"right"`` or ``"down"``; neurons stand from left to right. None is
        down where the drawing would be too wide to be read on a page.
    lang
        The language of all words of the drawing and of its page, ``"en"`` or ``"ja"``; names
        stay as they are.

    Returns
    -------
    Drawing
        Notebooks show it, whether or not it was written to a file.

    Raises
    ------
    ValueError
        If an option or the file's suffix is unknown, if ``max_nodes`` is less than 1, if no
        gradient flows where gradients are asked for, if no path leads from one Tensor to the
        other, or if ``compare`` has none of the parameters.
    ImportError
        If neither the ``dot`` program nor pygraphviz is there to lay it out; .dot, .gv, .mmd and
        .md need neither.

    Examples
    --------
    >>> x = mg.tensor(3.0, requires_grad=True, name="x")
    >>> y = x * mg.sin(x)
    >>> y.draw("graph.svg", show="gradients")  # doctest: +SKIP
    >>> print(y.draw(path=(x, y)))
    2 paths lead from x to v₂:
    x → sin v₁ → × v₂:  (-0.99) · 3.0 = -2.97
    x → × v₂:  0.1411 = 0.1411
    Law 2: gradient of x = -2.97 + 0.1411 = -2.829
    """
    shown = frozenset([show] if isinstance(show, str) else show)
    _check(level, shown, max_nodes, depth)
    _check_use(level, path, fold, labels, direction)
    _check_compare(level, shown, compare)
    if file is not None:
        check_suffix(Path(file))
    theme = as_theme(theme)
    words = Words(lang)
    title = "minigrad" if root.name is None else readable(root.name)
    if level == "neurons":
        from minigrad.draw.neurons.textbook import neurons  # noqa: PLC0415 - a level of its own

        options = {word: word in shown for word in SHOWN_BY_NEURONS}
        start = None
        if path is not None:
            root = _node(path[1])
            start = element(_node(path[0]), set(topological_order(root)))
        picture = neurons(root, labels=labels, start=start, lang=lang, **options)
        drawing = Drawing(picture, theme, title=title, lang=lang)
    else:
        chosen = plan(
            root,
            layers=level == "layers",
            depth=depth,
            fold=fold,
            max_nodes=max_nodes,
            crowded="gradients" in shown,
            words=words,
        )
        ends = None if path is None else _ends(path, chosen)

        def make(*, played: bool = False) -> Picture:
            return _picture(root, chosen, shown, ends, words, compare=compare, played=played)

        picture = make()
        picture.direction = direction or suited(picture)
        drawing = Drawing(
            picture,
            theme,
            title=title,
            lang=lang,
            played=lambda: replace(make(played=True), direction=picture.direction),
        )
    if file is not None:
        drawing.save(file)
    return drawing


def _picture(
    root: Node,
    chosen: Plan,
    shown: frozenset[str],
    ends: tuple[Element, Element] | None,
    words: Words,
    *,
    compare: Any = None,
    played: bool = False,
) -> Picture:
    """The picture of a plan; one that is played has details and steps as well."""
    formulas = played or ends is not None or "gradients" in shown
    called = names(chosen, root, words, every=formulas)
    flow = paths = path_flow = None
    spelled = called
    if formulas:
        spelled = {node: called.get(node, "?") for node in chosen.order}
    if "gradients" in shown or (played and root.requires_grad and not _is_released(chosen)):
        flow = Flow(root, chosen.order, spelled)
    if ends is not None:
        start, end = ends
        paths = find_paths(start.node, end.node, chosen.order, (start.key, end.key))
        path_flow = Flow(end.node, topological_order(end.node), spelled, end.key)
    drawn = Recorded(
        root,
        chosen,
        called,
        show=shown,
        flow=flow if "gradients" in shown else None,
        paths=paths,
        path_flow=path_flow,
        ends=ends,
        changes=None if compare is None else changes(chosen.order, compare, words),
        words=words,
    )
    picture = drawn.build()
    if played:
        add_details(picture, flow, words)
        picture.steps = steps(drawn, flow)
    return picture


def _ends(path: tuple[Any, Any], chosen: Plan) -> tuple[Element, Element]:
    first, second = (element(_node(x), set(chosen.order)) for x in path)
    return first, second


def _is_released(chosen: Plan) -> bool:
    return any(node.released for node in chosen.order)


def _node(x: Any) -> Node:
    if isinstance(x, Node):
        return x
    node = getattr(x, "node", None)
    if not isinstance(node, Node):
        raise TypeError(f"path=(a, b) takes two Tensors, not {type(x).__name__}")
    return node


def _check_use(level: str, path: Any, fold: Any, labels: Any, direction: Any) -> None:
    """Refuse options of one level at another."""
    possible = (None, "right") if level == "neurons" else (None, *DIRECTIONS)
    if direction not in possible:
        raise ValueError(
            f"direction is {', '.join(map(repr, possible))} with level={level!r}, not {direction!r}"
        )
    if level != "neurons" and labels is not None:
        raise ValueError('labels are the titles of columns of neurons: level="neurons"')
    if fold not in (None, True, False):
        raise ValueError(f"fold is True, False or None, not {fold!r}")
    if path is not None and (not isinstance(path, (tuple, list)) or len(path) != 2):
        raise ValueError("path=(a, b) takes two Tensors, an earlier and a later one")


def _check_compare(level: str, shown: frozenset[str], compare: Any) -> None:
    """Refuse a comparison where there is nothing to colour, or something else is coloured."""
    if compare is None:
        return
    if level == "neurons":
        raise ValueError('compare= is for level="operations" or "layers"')
    if "gradients" in shown:
        raise ValueError(
            'compare= and show="gradients" both colour the parameters: draw two pictures'
        )


def _check(level: str, shown: frozenset[str], max_nodes: int | None, depth: int | None) -> None:
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    known = SHOWN_BY_NEURONS if level == "neurons" else SHOWN
    unknown = sorted(map(str, shown.difference(known)))
    if unknown:
        raise ValueError(
            f"level={level!r} can show {', '.join(known)}; it does not know {', '.join(unknown)}"
        )
    if max_nodes is not None and operator.index(max_nodes) < 1:
        raise ValueError(f"max_nodes is at least 1, not {max_nodes}")
    if depth is not None and operator.index(depth) < 0:
        raise ValueError(f"depth is at least 0, not {depth}")
