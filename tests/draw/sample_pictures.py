"""Pictures made by hand, for tests of what is made from pictures."""

from __future__ import annotations

from minigrad.draw.picture import Edge, Group, Kind, Picture, Step, Vertex

AWKWARD = [
    "</script><script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title = 'owned'\">",
    "\"quoted\" 'twice' `three` ${times}",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; $title ${data} <!-- --> ]]>",
    "入力層 → 中間層",
    "two\nlines",
    "\u2028\u2029",
    "x" * 20_000,
]


def expression() -> Picture:
    """y = (w · x + b)², with every step of its computation."""
    vertices = [
        Vertex("x", Kind.CONSTANT, ["x"], flows=False, details={"value": ["2.0"]}),
        Vertex(
            "w", Kind.PARAMETER, ["w"], details={"value": ["3.0"], "line": ["w = mg.tensor(3.0)"]}
        ),
        Vertex("b", Kind.PARAMETER, ["b"], details={"value": ["1.0"], "gradient": ["14.0"]}),
        Vertex("times", Kind.OPERATION, ["×"], details={"value": ["6.0"], "gradient": ["14.0"]}),
        Vertex("plus", Kind.OPERATION, ["+"], details={"value": ["7.0"], "gradient": ["14.0"]}),
        Vertex(
            "square",
            Kind.OPERATION,
            ["×"],
            root=True,
            details={"value": ["49.0"], "gradient": ["1.0"], "line": ["y = s * s", "model.py:7"]},
        ),
    ]
    edges = [
        Edge("x_times", "x", "times", flows=False),
        Edge("w_times", "w", "times", ["x = 2.0"]),
        Edge("times_plus", "times", "plus", ["1"]),
        Edge("b_plus", "b", "plus", ["1"]),
        Edge("left", "plus", "square", ["s = 7.0"]),
        Edge("right", "plus", "square", ["s = 7.0"]),
    ]
    steps = [
        Step(["x = 2.0"], ["x"], value=["2.0"]),
        Step(["w = 3.0"], ["w"], value=["3.0"]),
        Step(
            ["x × w = 2.0 × 3.0 = 6.0"],
            ["times", "x", "w"],
            ["x_times", "w_times"],
            value=["6.0"],
        ),
        Step(["b = 1.0"], ["b"], value=["1.0"]),
        Step(
            ["6.0 + 1.0 = 7.0"],
            ["plus", "times", "b"],
            ["times_plus", "b_plus"],
            value=["7.0"],
        ),
        Step(["7.0 × 7.0 = 49.0"], ["square", "plus"], ["left", "right"], value=["49.0"]),
        Step(["The gradient of the output is 1."], ["square"], gradient=["1.0"], backward=True),
        Step(["7.0 × 1.0 = 7.0"], ["plus", "square"], ["left"], gradient=["7.0"], backward=True),
        Step(
            ["7.0 × 1.0 = 7.0", "At a branch, gradients are added: 7.0 + 7.0 = 14.0"],
            ["plus", "square"],
            ["right"],
            gradient=["14.0"],
            backward=True,
        ),
        Step(
            ["1 × 14.0 = 14.0"], ["times", "plus"], ["times_plus"], gradient=["14.0"], backward=True
        ),
        Step(["2.0 × 14.0 = 28.0"], ["w", "times"], ["w_times"], gradient=["28.0"], backward=True),
        Step(["1 × 14.0 = 14.0"], ["b", "plus"], ["b_plus"], gradient=["14.0"], backward=True),
    ]
    return Picture(vertices, edges, caption=["y = (w · x + b)²"], steps=steps)


def network() -> Picture:
    """Two blocks of layers in a network, one with a NaN in it, and a loss outside."""
    picture = Picture(groups=[Group("net", ["MLP"])], caption=["A network and its loss"])
    before = "x"
    picture.vertices.append(Vertex("x", Kind.CONSTANT, ["x", "(100, 784)", "float32"], flows=False))
    for i, (width, name) in enumerate([(100, "入力層 → 中間層"), (50, "hidden"), (10, "output")]):
        block = f"block{i}"
        picture.groups += [
            Group(block, [f"Block {name}"], parent="net"),
            Group(f"affine{i}", ["Linear"], parent=block),
        ]
        w, b, dot, plus, act = (f"{part}{i}" for part in ("w", "b", "dot", "plus", "act"))
        heat = [[0.0, 0.4, 1.0], [0.2, 0.9, float("nan")]] if i == 1 else None
        picture.vertices += [
            Vertex(
                w, Kind.PARAMETER, [f"W{i}", f"(…, {width})", "float32"], f"affine{i}", heat=heat
            ),
            Vertex(b, Kind.PARAMETER, [f"b{i}", f"({width},)", "float32"], f"affine{i}"),
            Vertex(dot, Kind.OPERATION, ["@"], f"affine{i}"),
            Vertex(plus, Kind.OPERATION, ["+"], f"affine{i}"),
            Vertex(
                act,
                Kind.OPERATION,
                ["relu"],
                block,
                alarm=i == 1,
                strength=i / 2,
                details={"line": [f"h = mg.relu(z{i})"], "memory": [f"{width * 400} bytes"]},
            ),
        ]
        picture.edges += [
            Edge(f"in_{dot}", before, dot, flows=i > 0),
            Edge(f"{w}_{dot}", w, dot),
            Edge(f"{dot}_{plus}", dot, plus, [f"(100, {width})"]),
            Edge(f"{b}_{plus}", b, plus),
            Edge(f"{plus}_{act}", plus, act),
        ]
        before = act
    picture.vertices += [
        Vertex("t", Kind.CONSTANT, ["labels", "(100,)", "int64"], flows=False),
        Vertex("loss", Kind.OPERATION, ["cross_entropy"], root=True, marked=True),
    ]
    picture.edges += [
        Edge("to_loss", before, "loss", marked=True),
        Edge("t_loss", "t", "loss", flows=False),
    ]
    return picture


def awkward() -> Picture:
    """Names, titles, numbers and headings that would do harm as anything but text."""
    vertices = [
        Vertex(
            f"v{i}",
            Kind.VALUE,
            [text[:40]],
            group="g",
            details={text: [text], "value": [text]},
        )
        for i, text in enumerate(AWKWARD)
    ]
    steps = [
        Step([text], [f"v{i}"], value=[text], gradient=[text], backward=i > 4)
        for i, text in enumerate(AWKWARD)
    ]
    return Picture(vertices, groups=[Group("g", [AWKWARD[1]])], caption=AWKWARD[:8], steps=steps)


def large(blocks: int = 200, size: int = 10) -> Picture:
    """A chain of blocks, each of some operations: 2,000 vertices by default."""
    picture = Picture()
    for i in range(blocks):
        picture.groups.append(Group(f"g{i}", [f"Block {i}"]))
        for j in range(size):
            number = i * size + j
            picture.vertices.append(
                Vertex(f"v{number}", Kind.OPERATION, [f"op {number}"], group=f"g{i}")
            )
            if number:
                picture.edges.append(Edge(f"e{number}", f"v{number - 1}", f"v{number}"))
            if number >= 7 and number % 7 == 0:
                picture.edges.append(Edge(f"skip{number}", f"v{number - 7}", f"v{number}"))
    return picture
