"""The options of a drawing, as types: editors complete them, checkers refuse others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

from minigrad.draw.themes import Theme

Level: TypeAlias = Literal["operations", "layers", "neurons"]
Shown: TypeAlias = Literal["values", "grad", "gradients", "memory", "lines", "weights", "bias"]
ThemeName: TypeAlias = Literal["light", "dark", "print"]
Direction: TypeAlias = Literal["right", "down"]
Language: TypeAlias = Literal["en", "ja"]


class Options(TypedDict, total=False):
    """What `minigrad.draw.draw` takes by name, for methods that hand it on."""

    show: Shown | Iterable[Shown]
    path: tuple[Any, Any] | None
    compare: Any
    level: Level
    depth: int | None
    fold: bool | None
    theme: ThemeName | Theme
    max_nodes: int | None
    labels: Sequence[str] | None
    direction: Direction | None
    lang: Language
