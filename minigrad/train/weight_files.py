"""Files of weights, with the names and layouts of other libraries too.

Here, and not in `minigrad.data`, which knows files but no networks: layouts differ by layer.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from minigrad import data, nn
from minigrad.data.arrays import ArrayFile, open_arrays
from minigrad.data.normalization import KINDS, Normalization

_LAYOUTS = ("minigrad", "torch", "book")
_NORMALIZATION = "normalization/"  # with a slash, which no attribute's name has


def save_weights(
    net: nn.Module,
    path: str | os.PathLike[str],
    *,
    layout: str = "minigrad",
    normalization: Normalization | None = None,
) -> None:
    """Write the parameters and buffers of a network, as ``.npz`` or ``.safetensors``.

    The file is written whole or not at all.

    Parameters
    ----------
    net : Module
    path : str or path
        The suffix says the format.
    layout : str
        ``"minigrad"``, ``"torch"`` or ``"book"``; see `load_weights`.
    normalization : data.MinMax or data.ZScore, optional
        How the inputs of the network were scaled: kept in the same file.

    Raises
    ------
    ValueError
        If the suffix or the layout is not known, or the normalisation has learnt nothing yet; no
        file is written then.
    OSError
        If the file cannot be written; an older one stays.

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
    if normalization is not None:
        kind, learnt = _kind(normalization), normalization.state_dict()
        if not learnt:
            raise ValueError(f"save_weights: {normalization!r} has learnt nothing; call its fit")
        arrays |= {f"{_NORMALIZATION}{kind}.{name}": part for name, part in learnt.items()}
    data.write_arrays(path, arrays)


def load_weights(
    net: nn.Module,
    path: str | os.PathLike[str],
    *,
    layout: str = "minigrad",
    normalization: Normalization | None = None,
    check_finite: bool = True,
) -> None:
    """Give a network the weights in a file, all of them or, after an error, none.

    Names and shapes are compared before memory is taken for any array.

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
    normalization : data.MinMax or data.ZScore, optional
        A new one, which takes over what the one that was saved has learnt. A file that has one
        needs it: without it the network would be given inputs of another scale.
    check_finite : bool
        Whether NaN in weights is an error, and an infinity in those that are trained (a buffer
        may hold some on purpose, as a mask does).

    Raises
    ------
    DataFileError
        With the file's name, if it is damaged, if names or shapes do not fit, if weights are not
        finite, or if it has another normalisation; nothing has changed then. It is a ValueError.
    OSError
        If the file cannot be read.

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
    own = net.state_dict()
    trained = {name for name, _ in net.named_parameters()}
    with open_arrays(path) as file:
        weights = {name for name in file.names if not name.startswith(_NORMALIZATION)}
        _check_names(net, weights, layout)
        _check_shapes(
            file,
            {
                theirs: own[name].shape[::-1] if name in transposed else own[name].shape
                for name, theirs in names.items()
            },
        )
        state = {}
        for name, theirs in names.items():
            array = file.read(theirs)
            if check_finite:
                _check_finite(theirs, array, infinite=name not in trained)
            # In C order, as a new network has them: a product is then the same to the last bit.
            state[name] = np.array(array.T if name in transposed else array, order="C")
        learnt = _learnt(file, normalization, Path(path).stat().st_size)
        net.load_state_dict(state)
    if normalization is not None:
        normalization.load_state_dict(learnt)


def _kind(normalization: Any) -> str:
    kind = next((name for name, known in KINDS.items() if type(normalization) is known), None)
    if kind is None:
        raise TypeError(
            f"normalization is one of {', '.join(f'data.{name}' for name in KINDS)}, not "
            f"{type(normalization).__name__}"
        )
    return kind


def _learnt(file: ArrayFile, normalization: Normalization | None, size: int) -> dict[str, Any]:
    """The state of the normalisation in a file of a size, if it is the one that is wanted."""
    there = [name for name in file.names if name.startswith(_NORMALIZATION)]
    kinds = {name.removeprefix(_NORMALIZATION).partition(".")[0] for name in there}
    wanted = set() if normalization is None else {_kind(normalization)}
    if kinds != wanted:
        if not kinds:
            raise ValueError("no normalisation was saved with these weights; leave it out")
        kind = min(kinds)
        if kind not in KINDS:
            raise ValueError(f"its normalisation {kind!r:.80} is not known")
        raise ValueError(
            "with these weights a normalisation was saved, which the network's inputs need; "
            f"load it too: load_weights(net, path, normalization=data.{kind}())"
        )
    if sum(math.prod(file.shape(name)) for name in there) > size:
        raise ValueError("its normalisation is larger than the file")
    learnt = {name.rpartition(".")[2]: file.read(name) for name in there}
    if normalization is not None:
        type(normalization)().load_state_dict(learnt)  # refused before anything has changed
    return learnt


def _check_shapes(file: ArrayFile, wanted: Mapping[str, tuple[int, ...]]) -> None:
    shapes = {name: file.shape(name) for name in wanted}
    wrong = [
        f"{name} has shape {shape} instead of {wanted[name]}"
        for name, shape in shapes.items()
        if shape != wanted[name]
    ]
    if wrong:
        raise ValueError("; ".join(wrong[:5]))


def _check_finite(name: str, array: Any, *, infinite: bool) -> None:
    wrong = np.isnan(array) if infinite else ~np.isfinite(array)
    if wrong.any():
        what = "NaN" if np.isnan(array).any() else "an infinity"
        raise ValueError(
            f"{name} holds {what} in {np.count_nonzero(wrong)} of its {array.size} elements; "
            "check_finite=False loads it all the same"
        )


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


def _check_names(net: nn.Module, there: set[str], layout: str) -> None:
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
        f"these are not the weights of {type(net).__name__} in the layout "
        f"{layout!r}: missing {missing[:5]}, unknown {unknown[:5]}{hint}"
    )
