"""Checkpoints: all of a training run in one file, from which it goes on bit for bit."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from minigrad import data, optim
from minigrad.support.files import remove_leftovers
from minigrad.tensors.handle import Tensor
from minigrad.train.callbacks import Callback, Run
from minigrad.train.generators import find_generators, kind_of, set_states, states_of
from minigrad.train.history import row_of
from minigrad.train.packing import read_nest, write_nest
from minigrad.train.replay import Found, Replay
from minigrad.train.state import by_name, set_weights, weights_of

_FORMAT = "minigrad checkpoint 2"
_PARTS = {
    *("format", "setting", "opt_at_start", "opt_now", "position", "stop", "history"),
    *("weights", "opt", "callbacks", "generators", "found"),
}
_NOT_FITTING = (ValueError, TypeError, LookupError, AttributeError, OverflowError)
_ADDRESS = re.compile(" at 0x[0-9a-fA-F]+")


class Position(NamedTuple):
    """Where a run is: epochs done, batches of the next one, and what these have brought."""

    done: int = 0
    batch: int = 0
    seconds: float = 0.0
    seen: Sequence[Any] = ()
    labels: Sequence[Any] = ()


class Checkpoint:
    """The file that holds a run, and the parts whose state is in it.

    Parameters
    ----------
    path
        A name ending in ``.npz``, or a folder, where the file is called ``checkpoint.npz``.
    run, callbacks
        Whose state is kept: weights, optimiser, history, and what callbacks remember.
    holders
        By name, what may hold generators: their states are kept as well.
    setting
        By name, what must be the same when the run goes on.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        run: Run,
        callbacks: Sequence[Callback],
        holders: Mapping[str, Any],
        setting: Mapping[str, Any],
    ) -> None:
        path = Path(path)
        self.file = path / "checkpoint.npz" if path.is_dir() else path
        if self.file.suffix != ".npz":
            raise ValueError(f"{path}: a checkpoint is a file ending in .npz, or a folder")
        if not self.file.parent.is_dir():
            raise FileNotFoundError(f"{path}: there is no folder {self.file.parent} for it")
        for part in (run.opt, *callbacks):
            if not (hasattr(part, "state_dict") and hasattr(part, "load_state_dict")):
                raise TypeError(
                    f"a checkpoint needs {type(part).__name__}.state_dict() and load_state_dict(), "
                    "to go on where it was"
                )
        self.run = run
        self.callbacks = callbacks
        self.generators = find_generators(
            {
                "net": run.net,
                "loss": run.loss,
                "callbacks": callbacks,
                "opt": run.opt,
                **holders,
            }
        )
        self.replay = Replay(self.generators)
        self.setting = {
            "network": description(run.net),
            "weights": _shapes(self._weights()),
            "loss": description(run.loss),
            "callbacks": [type(callback).__name__ for callback in callbacks],
            **setting,
            "generators": {name: kind_of(rng) for name, rng in self.generators.items()},
        }
        self.opt_at_start = options_of(run.opt)
        self.attributes_at_start = attributes_of(run.opt)

    def save(self, position: Position) -> None:
        """Write the run as it is; until that is done, the older file stays."""
        self.refuse_lost_state()
        try:
            write_nest(self.file, self._collect(position))
        except OSError as error:
            if hasattr(error, "add_note"):  # Python 3.11 and up
                error.add_note(self._kept())
            raise

    def refuse_lost_state(self) -> None:
        """Refuse what an optimiser remembers, where its `state_dict` does not hold it."""
        if isinstance(self.run.opt, optim.Optimizer):
            for parameter, state in self.run.opt.state.items():
                self.run.opt.check_declared(state, parameter)
        now = attributes_of(self.run.opt)
        changed = [name for name in now if self.attributes_at_start.get(name) != now[name]]
        if changed:
            name = type(self.run.opt).__name__
            raise TypeError(
                f"a checkpoint would not hold what {name} keeps in its {', '.join(changed)}: let "
                "update return it with the state, declared as numbers or arrays, or write "
                f"{name}.state_dict() and load_state_dict()"
            )

    def _kept(self) -> str:
        older = self.file.is_file()
        return f"the checkpoint {self.file} " + (
            "is the last one that was written; resume=True goes on from there"
            if older
            else "was not written"
        )

    def load(self) -> Position | None:
        """Bring all parts where they were, or none; None if there is no file.

        Raises
        ------
        DataFileError
            If the file is damaged.
        ValueError
            If it is of another run; nothing has changed then.
        """
        remove_leftovers(self.file)
        if not self.file.is_file():
            return None
        saved = read_nest(self.file)
        if not _is_checkpoint(saved):
            raise data.DataFileError(f"{self.file}: this is no checkpoint of this version")
        self._check(saved)
        before = self._collect(Position())
        try:
            return self._restore(saved)
        except Exception as error:
            with suppress(Exception):  # what refused once may refuse again; it is the last to come
                self._restore(before)
            if isinstance(error, _NOT_FITTING):
                raise ValueError(
                    f"{self.file}: this checkpoint does not fit, and nothing was changed: "
                    f"{error if isinstance(error, ValueError) else repr(error)}"
                ) from error
            raise

    def _weights(self) -> dict[str, Any]:
        return weights_of(self.run.net, self.run.loss, self.run.opt)

    def _collect(self, position: Position) -> dict[str, Any]:
        run = self.run
        return {
            "format": _FORMAT,
            "setting": self.setting,
            "opt_at_start": self.opt_at_start,
            "opt_now": options_of(run.opt),
            "position": list(
                position._replace(seen=_joined(position.seen), labels=_joined(position.labels))
            ),
            "stop": run.stop,
            "history": [row.plain() for row in run.history],
            "weights": self._weights(),
            "opt": run.opt.state_dict(),
            "callbacks": [callback.state_dict() for callback in self.callbacks],
            "generators": states_of(self.generators),
            "found": self.replay.found if position.batch else [],
        }

    def _check(self, saved: Mapping[str, Any]) -> None:
        there, here = dict(saved["setting"]), self.setting
        if isinstance(there.get("weights"), dict):
            there["weights"] = by_name(there["weights"], here["weights"])
        for what in here:
            if there.get(what) != here[what]:
                raise ValueError(
                    f"{self.file}: this checkpoint is of another run, and nothing was changed; "
                    f"{_difference(what, there.get(what), here[what])}. Go on with the same, or "
                    "begin with another file"
                )
        start, now = saved["opt_at_start"], saved["opt_now"]
        own = self.opt_at_start
        if isinstance(start, str) and isinstance(own, dict):  # of an older file
            own = own["description"]
        if own not in (start, now):
            raise ValueError(
                f"{self.file}: this checkpoint is of another run, and nothing was changed; the "
                f"optimiser was {_text(start)}, and here it is {_text(own)}"
                f"{_other_options(start, own)}"
            )

    def _restore(self, saved: Mapping[str, Any]) -> Position:
        run = self.run
        position = _checked(Position(*saved["position"]))
        if position.done + (position.batch > 0) > run.epochs:
            within = f", and is within epoch {position.done + 1}" if position.batch else ""
            raise ValueError(
                f"fit: epochs={run.epochs}, but the checkpoint has {position.done} already{within}"
            )
        run.opt.load_state_dict(saved["opt"])
        set_weights(run.net, run.loss, run.opt, saved["weights"])
        for callback, state in zip(self.callbacks, saved["callbacks"], strict=True):
            callback.load_state_dict(state)
        found = _numbered(saved["found"], position.batch)
        for _, states in found:  # only to see that they are such states
            set_states(self.generators, states)
        if saved["generators"].keys() != self.generators.keys():
            raise ValueError("there are states of other generators")
        set_states(self.generators, saved["generators"])
        self.replay.found = found
        run.history[:] = [row_of(row) for row in saved["history"]]
        run.stop = bool(saved["stop"])
        return position


def _is_checkpoint(saved: Any) -> bool:
    """Whether all parts are there, and those that are compared can be: without any array."""
    if not isinstance(saved, dict) or saved.keys() != _PARTS:
        return False
    compared = [saved[part] for part in ("format", "setting", "opt_at_start", "opt_now")]
    return (
        _is_plain(compared)
        and saved["format"] == _FORMAT
        and isinstance(compared[1], dict)
        and all(map(_is_optimizer, compared[2:]))
    )


def _is_optimizer(options: Any) -> bool:
    """Whether this is what `options_of` returns, or did before it had options."""
    if not isinstance(options, dict):
        return isinstance(options, str)
    groups = options.get("groups")
    return (
        isinstance(options.get("description"), str)
        and isinstance(groups, list)
        and all(isinstance(group, dict) for group in groups)
    )


def _is_plain(nest: Any) -> bool:
    """Whether a nest holds nothing but texts and numbers."""
    if isinstance(nest, (dict, list, tuple)):
        return all(map(_is_plain, nest.values() if isinstance(nest, dict) else nest))
    return nest is None or isinstance(nest, (str, int, float))


def _checked(position: Position) -> Position:
    """The same position, if it is one."""
    counts = (position.done, position.batch)
    if any(type(n) is not int or n < 0 for n in counts) or type(position.seconds) is not float:
        raise ValueError(f"this is no position in a run: {position!r:.200}")
    for parts in (position.seen, position.labels):
        if type(parts) is not list or not all(isinstance(part, np.ndarray) for part in parts):
            raise ValueError("what the batches have brought are no arrays")
    return position


def _numbered(found: Any, done: int) -> Found:
    """The same states by numbers of batches, if an epoch can be replayed from them."""
    numbers = [k for k, _ in found]
    if any(type(k) is not int for k in numbers) or (done and numbers[:1] != [0]):
        raise ValueError(f"these are no numbers of batches: {numbers!r:.80}")
    return [(k, states) for k, states in found]


def description(part: Any) -> str:
    """What a part says it is, without addresses, which change from run to run."""
    return _ADDRESS.sub("", repr(part))


def options_of(opt: Any) -> Any:
    """What an optimiser is, and the options of its groups, in an order that names decide."""
    if not isinstance(opt, optim.Optimizer):
        return description(opt)

    def names(group: Mapping[str, Any]) -> list[str]:
        return sorted(str(opt.name_of(p)) for p in group["params"])

    return {
        "description": description(opt),
        "groups": [
            {name: group[name] for name in opt.defaults if _is_plain(group[name])}
            for group in sorted(opt.param_groups, key=names)
        ],
    }


def attributes_of(opt: Any) -> dict[str, Any]:
    """What a class of the user's keeps on itself, in a form that shows whether it has changed."""
    if not isinstance(opt, optim.Optimizer) or (
        type(opt).state_dict is not optim.Optimizer.state_dict
    ):
        return {}
    known = ("defaults", "param_groups", "state", "given_names")
    parameters = {id(p) for p in opt.parameters}  # which are saved
    return {k: _seen(v, parameters) for k, v in vars(opt).items() if k not in known}


def _seen(value: Any, passed_over: Container[int]) -> Any:
    """Numbers, texts and arrays, also in lists and dicts, as something that can be compared."""
    if id(value) in passed_over:
        return None
    if isinstance(value, Tensor):
        value = value.numpy()
    if isinstance(value, (np.ndarray, np.generic)):
        return str(value.dtype), value.shape, value.tobytes()
    if isinstance(value, (Mapping, list, tuple, deque)):
        items = value.values() if isinstance(value, Mapping) else value
        return [_seen(item, passed_over) for item in items]
    plain = value is None or isinstance(value, (int, float, complex, str))
    return repr(value) if plain else type(value).__name__


def _text(options: Any) -> str:
    return str(options["description"] if isinstance(options, dict) else options)


def _other_options(there: Any, here: Any) -> str:
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


def _joined(parts: Sequence[Any]) -> list[Any]:
    return [np.concatenate(parts)] if len(parts) else []


def _shapes(arrays: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{np.asarray(a).dtype}{list(np.shape(a))}" for name, a in arrays.items()}


def _difference(what: str, there: Any, here: Any) -> str:
    """The first thing that is not the same, in words."""
    if isinstance(there, dict) and isinstance(here, dict):
        for name in [*there, *here]:
            if there.get(name) != here.get(name):
                return _difference(f"{what}: {name}", there.get(name), here.get(name))
    return f"{what}: there {there}, here {here}".replace("None", "nothing")
