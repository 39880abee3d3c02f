"""Descriptions of the parts of a run, by which a checkpoint knows the run that it is of."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Mapping
from typing import Any

import numpy as np

from minigrad import data, optim
from minigrad.data import Batches
from minigrad.tensors.handle import Tensor
from minigrad.train.datasets import length

_ADDRESS = re.compile(" at 0x[0-9a-fA-F]+")


def description(part: Any) -> str:
    """The ``repr`` of a part without addresses, which change from run to run."""
    return _ADDRESS.sub("", repr(part))


def description_of_data(dataset: Any) -> str:
    """The sizes of a data set, as far as they are known."""
    if isinstance(dataset, tuple):
        return ", ".join(f"{np.asarray(a).dtype}{list(np.shape(a))}" for a in dataset)
    if isinstance(dataset, Batches):
        shuffled = "in order" if dataset.rng is None else "shuffled"
        arrays = description_of_data((dataset.x, dataset.t))
        return f"{arrays}, batches of {dataset.batch_size}, {shuffled}"
    if dataset is None:
        return "none"
    what = description(dataset) if isinstance(dataset, data.Loader) else type(dataset).__name__
    return f"{what} of {length(dataset)} batches"


def options_of(opt: Any) -> Any:
    """The description of an optimiser with the options of its groups, in an order by names."""
    if not isinstance(opt, optim.Optimizer):
        return description(opt)

    def names(group: Mapping[str, Any]) -> list[str]:
        return sorted(str(opt.name_of(p)) for p in group["params"])

    return {
        "description": description(opt),
        "groups": [
            {name: group[name] for name in opt.defaults if is_plain(group[name])}
            for group in sorted(opt.param_groups, key=names)
        ],
    }


def attributes_of(opt: Any) -> dict[str, Any]:
    """Attributes of an optimiser of the user's, in a form that can be compared."""
    if not isinstance(opt, optim.Optimizer) or (
        type(opt).state_dict is not optim.Optimizer.state_dict
    ):
        return {}
    known = ("defaults", "param_groups", "state", "given_names")
    parameters = {id(p) for p in opt.parameters}  # which are saved
    return {k: _comparable(v, parameters) for k, v in vars(opt).items() if k not in known}


def _comparable(value: Any, passed_over: Container[int]) -> Any:
    """Numbers, texts and arrays, also in lists and dicts, as something that can be compared."""
    if id(value) in passed_over:
        return None
    if isinstance(value, Tensor):
        value = value.numpy()
    if isinstance(value, (np.ndarray, np.generic)):
        return str(value.dtype), value.shape, value.tobytes()
    if isinstance(value, (Mapping, list, tuple, deque)):
        items = value.values() if isinstance(value, Mapping) else value
        return [_comparable(item, passed_over) for item in items]
    plain = value is None or isinstance(value, (int, float, complex, str))
    return repr(value) if plain else type(value).__name__


def shapes_of(arrays: Mapping[str, Any]) -> dict[str, str]:
    """Dtypes and shapes by name, as text."""
    return {name: f"{np.asarray(a).dtype}{list(np.shape(a))}" for name, a in arrays.items()}


def is_options(options: Any) -> bool:
    """True of a result of `options_of`; before it had options it was a text."""
    if not isinstance(options, dict):
        return isinstance(options, str)
    groups = options.get("groups")
    return (
        isinstance(options.get("description"), str)
        and isinstance(groups, list)
        and all(isinstance(group, dict) for group in groups)
    )


def is_plain(tree: Any) -> bool:
    """True of texts and numbers, and containers of nothing else."""
    if isinstance(tree, (dict, list, tuple)):
        return all(map(is_plain, tree.values() if isinstance(tree, dict) else tree))
    return tree is None or isinstance(tree, (str, int, float))


def difference(what: str, there: Any, here: Any) -> str:
    """The first thing that is not the same, in words."""
    if isinstance(there, dict) and isinstance(here, dict):
        for name in [*there, *here]:
            if there.get(name) != here.get(name):
                return difference(f"{what}: {name}", there.get(name), here.get(name))
    return f"{what}: there {there}, here {here}".replace("None", "nothing")


def other_options(there: Any, here: Any) -> str:
    """The options that are not the same, in words."""
    if not (isinstance(there, dict) and isinstance(here, dict)):
        return ""
    groups = there["groups"], here["groups"]
    if len(groups[0]) != len(groups[1]) or any(
        a.keys() != b.keys() for a, b in zip(*groups, strict=True)
    ):
        return ""
    found = dict.fromkeys(
        f"{name} was {a[name]} and is {b[name]} here"
        for a, b in zip(*groups, strict=True)
        for name in a
        if a[name] != b[name]
    )
    return (
        f": {', '.join(found)}. Make it as it was to go on; to change it, set it in a callback, or "
        "begin with another file"
        if found
        else ""
    )


def text_of(options: Any) -> str:
    """The description of an optimiser without its options."""
    return str(options["description"] if isinstance(options, dict) else options)
