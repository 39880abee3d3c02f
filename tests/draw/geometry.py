"""What stands where in drawings that are laid out, as Graphviz says it in JSON."""

from __future__ import annotations

import json

import numpy as np

SPACE = 0.28  # of a letter's height, the width of a space in Helvetica


def laid_out(drawing):
    return json.loads(drawing._laid_out(drawing.picture, "json"))


def size_of(drawing):
    x, y, right, top = map(float, laid_out(drawing)["bb"].split(","))
    return right - x, top - y


def texts(thing):
    """The boxes of the lines of a label, without the spaces before and after it."""
    size = 0.0
    for operation in thing.get("_ldraw_", ()):
        if operation["op"] == "F":
            size = operation["size"]
        if operation["op"] == "T" and operation["text"].strip():
            text, width = operation["text"], operation["width"]
            x, y = operation["pt"]
            left = x - {"l": 0, "c": 0.5, "r": 1}[operation["align"]] * width
            before = len(text) - len(text.lstrip("\xa0"))
            after = len(text) - len(text.rstrip("\xa0"))
            left, right = left + before * SPACE * size, left + width - after * SPACE * size
            yield text.strip("\xa0"), (left, y - 0.1 * size, right, y + 0.6 * size)


def course(edge):
    """Points along an arrow."""
    points = []
    for operation in edge["_draw_"]:
        if operation["op"] == "b":
            corners = np.array(operation["points"])
            t = np.linspace(0, 1, 30)[:, None]
            for i in range(0, len(corners) - 1, 3):
                a, b, c, d = corners[i : i + 4]
                points.append(
                    (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
                )
    return np.concatenate(points)


def struck_through(drawing):
    """Texts beside arrows and titles of frames that an arrow crosses which is not their own."""
    described = laid_out(drawing)
    courses = {edge["id"]: course(edge) for edge in described["edges"]}
    frames = [x for x in described["objects"] if x["name"].startswith("cluster")]
    found = []
    for thing in (*described["edges"], *frames):
        for text, (left, bottom, right, top) in texts(thing):
            for id, points in courses.items():
                x, y = points.T
                inside = (left < x) & (x < right) & (bottom < y) & (y < top)
                if id != thing["id"] and inside.any():
                    found.append((text, id))
    return found


def covered(drawing):
    """Texts beside arrows that their own arrow crosses, or on a vertex or another text."""
    described = laid_out(drawing)
    frames = [x for x in described["objects"] if x["name"].startswith("cluster")]
    solid = [(thing["id"], box) for thing in frames for _, box in texts(thing)]
    for thing in described["objects"]:
        if thing not in frames:
            x, y = map(float, thing["pos"].split(","))
            width, height = float(thing["width"]) * 36, float(thing["height"]) * 36
            solid.append((thing["id"], (x - width, y - height, x + width, y + height)))
    labels = [(edge["id"], text, box) for edge in described["edges"] for text, box in texts(edge)]
    solid += [(id, box) for id, _, box in labels]
    own = {edge["id"]: course(edge) for edge in described["edges"]}
    found = []
    for id, text, (left, bottom, right, top) in labels:
        x, y = own[id].T
        if ((left < x) & (x < right) & (bottom < y) & (y < top)).any():
            found.append((text, id))
        found += [
            (text, other)
            for other, (start, floor, end, ceiling) in solid
            if other != id
            if min(right, end) > max(left, start) and min(top, ceiling) > max(bottom, floor)
        ]
    return found


def across_frames(drawing):
    """Texts beside arrows through which the line of a frame runs."""
    described = laid_out(drawing)
    frames = [
        tuple(map(float, x["bb"].split(",")))
        for x in described["objects"]
        if x["name"].startswith("cluster")
    ]
    found = []
    for edge in described["edges"]:
        for text, (left, bottom, right, top) in texts(edge):
            for start, floor, end, ceiling in frames:
                apart = right < start or end < left or top < floor or ceiling < bottom
                inside = start < left and right < end and floor < bottom and top < ceiling
                if not (apart or inside):
                    found.append((text, edge["id"]))
    return found
