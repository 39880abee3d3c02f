"""Parameters as users give them: a list, a module, or pairs of names and Tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from minigrad.nn.module import Module
from minigrad.tensors.handle import Tensor


def named_parameters(
    where: str, given: Any, to: str = "optimise"
) -> list[tuple[str | None, Tensor]]:
    """Tensors with the names that were given for them, or None; refuse what holds none.

    Parameters
    ----------
    where : str
        Whose argument it is, for the errors.
    given : Tensor, Module, or iterable of Tensor or of (str, Tensor)
        An iterator that is used up already is an error, since nothing would happen.
    to : str
        What is to be done with them, for the errors.

    Examples
    --------
    >>> from minigrad.optim.parameters import named_parameters
    >>> w = mg.tensor([1.0], requires_grad=True)
    >>> named_parameters("SGD", {"w": w}.items())
    [('w', tensor([1.], requires_grad=True))]
    """
    if isinstance(given, Tensor):
        return [(None, given)]
    if isinstance(given, Module):
        items: list[Any] = list(given.named_parameters())
    elif isinstance(given, Mapping):
        raise TypeError(
            f"{where}: give the parameters of a dict as d.items(), which keeps their names, or as "
            "list(d.values())"
        )
    elif callable(given):
        raise TypeError(f"{where}: {given!r:.80} is a function; call it: net.parameters()")
    elif not hasattr(given, "__iter__"):
        raise TypeError(
            f"{where}: give a list of Tensors, or a nn.Module, not {type(given).__name__}"
        )
    else:
        items = list(given)
    if not items:
        used = ": an iterator can be gone through once, so give a list"
        raise ValueError(
            f"{where}: there are no parameters to {to} in this {type(given).__name__}"
            + (used if isinstance(given, Iterator) else "")
        )
    return [_named(where, item) for item in items]


def _named(where: str, item: Any) -> tuple[str | None, Tensor]:
    name, parameter = item if _is_pair(item) else (None, item)
    if isinstance(parameter, Tensor):
        return name, parameter
    hint = ""
    if callable(getattr(parameter, "parameters", None)):
        hint = "; write .parameters() behind it, and * before it to join lists"
    raise TypeError(
        f"{where}: {parameter!r:.80} is not a leaf Tensor that requires a gradient{hint}"
    )


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)
