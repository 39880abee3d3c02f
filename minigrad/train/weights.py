"""Weights in files, with the names and layouts of others.

Here, and not in `minigrad.data`, which knows files but no networks: layouts differ by layer.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from minigrad import data, nn

Arrays = dict[str, Any]
_LAYOUTS = ("minigrad", "torch", "book")


def save_weights(net: nn.Module, path: str | os.PathLike[str], *, layout: str = "minigrad") -> None:
    """Write the parameters and buffers of a network, as ``.npz`` or ``.safetensors``.

    The file is written whole or not at all.

    Parameters
    ----------
    net : Module
    path : str or path
        The suffix says the format.
    layout : str
        ``"minigrad"``, ``"torch"`` or ``"book"``; see `load_weights`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from minigrad import data, train
    >>> net = nn.MLP([4, 3, 2])
    >>> with TemporaryDirectory() as folder:
    ...     train.save_weights(net, f"{folder}/w.npz", layout="torch")
    ...     arrays = data.read_arrays(f"{folder}/w.npz")
    >>> {name: array.shape for name, array in arrays.items()}
    {'0.weight': (3, 4), '0.bias': (3,), '2.weight': (2, 3), '2.bias': (2,)}
    """
    names, transposed = _layout(net, layout)
    arrays = {
        names[name]: array.T if name in transposed else array
        for name, array in net.state_dict().items()
    }
    data.write_arrays(path, arrays)


def load_weights(net: nn.Module, path: str | os.PathLike[str], *, layout: str = "minigrad") -> None:
    """Give a network the weights in a file, all of them or, after an error, none.

    Parameters
    ----------
    net : Module
        Numbers of another precision are converted to that of its parameters.
    path : str or path
        ``.npz``, ``.safetensors``, or a pickled dict of arrays (``.pkl``), which is read without
        running anything in it.
    layout : str
        Whose names and layouts the file has. With the same layers, ``"minigrad"`` has
        ``layers.0.weight`` of shape (in, out); ``"torch"`` has ``0.weight`` of shape (out, in), as
        PyTorch's ``Sequential`` and ``Linear``; ``"book"`` has ``W1``, ``b1``, ``W2``, ... of
        shape (in, out), one for each `Linear` in order.

    Raises
    ------
    DataFileError
        If the file is damaged.
    ValueError
        If names or shapes do not fit; nothing has changed then.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from minigrad import train
    >>> a, b = nn.MLP([4, 3, 2]), nn.MLP([4, 3, 2])
    >>> with TemporaryDirectory() as folder:
    ...     train.save_weights(a, f"{folder}/w.npz")
    ...     train.load_weights(b, f"{folder}/w.npz")
    >>> bool((a(np.ones((1, 4))) == b(np.ones((1, 4)))).all())
    True
    """
    names, transposed = _layout(net, layout)
    arrays = data.read_arrays(path)
    _check_names(net, path, set(arrays), layout)
    state = {
        name: arrays[theirs].T if name in transposed else arrays[theirs]
        for name, theirs in names.items()
    }
    try:
        # In C order, as a new network has them: a product is then the same to the last bit.
        net.load_state_dict({name: np.array(array, order="C") for name, array in state.items()})
    except ValueError as error:
        raise ValueError(f"{os.fspath(path)}: {error}") from error


def _layout(net: nn.Module, layout: str) -> tuple[dict[str, str], set[str]]:
    """The names of a layout for those of the network, and which arrays are transposed there."""
    if layout not in _LAYOUTS:
        raise ValueError(f"layout is {', '.join(map(repr, _LAYOUTS))}, not {layout!r}")
    own = list(net.state_dict())
    if layout == "minigrad":
        return {name: name for name in own}, set()
    modules = dict(net.named_modules())
    linear = [path for path, module in modules.items() if isinstance(module, nn.Linear)]
    if layout == "book":
        theirs = {
            _join(path, part): f"{letter}{i}"
            for i, path in enumerate(linear, 1)
            for part, letter in (("weight", "W"), ("bias", "b"))
        }
        other = [name for name in own if name not in theirs]
        if other:
            raise ValueError(f"the book's layout has nothing but Linear layers, not {other[0]}")
        return {name: theirs[name] for name in own}, set()
    return {name: _torch_name(name, modules) for name in own}, {_join(p, "weight") for p in linear}


def _join(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part


def _torch_name(name: str, modules: dict[str, Any]) -> str:
    """PyTorch's Sequential has its layers under their numbers alone."""
    parts, kept = name.split("."), []
    for i, part in enumerate(parts):
        holder = modules.get(".".join(parts[:i]))
        if not (isinstance(holder, nn.Sequential) and part == "layers"):
            kept.append(part)
    return ".".join(kept)


def _check_names(
    net: nn.Module, path: str | os.PathLike[str], there: set[str], layout: str
) -> None:
    def names(layout: str) -> set[str]:
        try:
            return set(_layout(net, layout)[0].values())
        except ValueError:
            return set()

    here = names(layout)
    if here == there:
        return
    other = next((known for known in _LAYOUTS if names(known) == there), None)
    hint = f'; its names are those of layout="{other}"' if other else ""
    missing, unknown = sorted(here - there), sorted(there - here)
    raise ValueError(
        f"{os.fspath(path)}: these are not the weights of {type(net).__name__} in the layout "
        f"{layout!r}: missing {missing[:5]}, unknown {unknown[:5]}{hint}"
    )
