"""Arguments of programs on the command line: their options, and the values these take."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from minigrad.support.overriding import override

from . import terminal


class Formatter(argparse.ArgumentDefaultsHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Says a default only where there is one to say, and leaves a program's text as it is.

    Its lines are broken by hand, since argparse takes Japanese signs to be as narrow as Latin ones.
    """

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default is None or action.nargs == 0:
            return action.help
        return super()._get_help_string(action)


def parser(
    name: str, doc: str | None, *, reads_data: bool = True, writes: bool = True
) -> argparse.ArgumentParser:
    """The options of every program; ``doc`` says what it does, and which article it follows."""
    spell_out()
    made = argparse.ArgumentParser(prog=command(name), description=doc, formatter_class=Formatter)
    if reads_data:
        help_ = "MNIST's four IDX files; without: 8x8 digits"
        made.add_argument("--data", type=folder, metavar="FOLDER", help=help_)
    if writes:
        out = Path("out", name)
        made.add_argument("--out", type=Path, default=out, metavar="FOLDER", help="for pictures")
    return made


def command(name: str) -> str:
    """The command that runs a program, from a checkout or where minigrad is installed."""
    return f"python -m models.{name}" if __package__ == "models" else f"minigrad {name}"


def spell_out() -> None:
    """Let a sign that the terminal lacks be no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=terminal.SPELLING)


def folder(text: str) -> Path:
    """The value of an option that is a folder to read from."""
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def file(text: str) -> Path:
    """The value of an option that is a file to read."""
    if not Path(text).exists() or Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def choice(names: Iterable[str]) -> dict[str, Any]:
    """The description of an option for the activation."""
    return {"metavar": "NAME", "help": f"between the layers: {', '.join(names)}"}


class Typed(list[Any]):
    """A default of several values, which help shows as they are typed."""

    def __str__(self) -> str:
        one = (x if isinstance(x, list) else [x] for x in self)
        return " ".join("-".join(f"{number:g}" for number in x) for x in one)


class Distinct(argparse.Action):
    """Takes several values, each of them once."""

    @override
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Keep the values, or refuse them."""
        for k, value in enumerate(values):
            if value in values[:k]:
                raise argparse.ArgumentError(self, f"{value} is there twice; name each once")
        setattr(namespace, self.dest, values)


def positive(text: str) -> int:
    """The value of an option that counts something."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, not {text}")
    return int(text)


def above_zero(text: str) -> float:
    """The value of an option that is a step or a rate."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text}")
    return number


def not_negative(text: str) -> float:
    """The value of an option that may be 0, such as a level."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number from 0 on, not {text}")
    return number


def fraction(text: str) -> float:
    """The value of an option that is a part of a whole, such as a momentum."""
    if not above_zero(text) < 1:
        raise argparse.ArgumentTypeError(f"must be below 1, not {text}")
    return float(text)


def seed(text: str) -> int:
    """The value of an option that seeds a generator, or counts from 0 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 on, not {text}")
    return int(text)


def legacy_seed(text: str) -> int:
    """The value of an option that seeds the articles' generator."""
    if not seed(text) < 2**32:
        raise argparse.ArgumentTypeError(f"must be below 2**32, not {text}")
    return int(text)
