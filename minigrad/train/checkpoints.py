"""Checkpoints: all of a training run in one file, from which it goes on bit for bit."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from minigrad import data, optim
from minigrad.support.files import remove_leftovers
from minigrad.tensors.generators import find_generators, kind_of, set_states, states_of
from minigrad.train.callbacks import Callback, Run
from minigrad.train.description import (
    attributes_of,
    description,
    difference,
    is_options,
    is_plain,
    options_of,
    other_options,
    shapes_of,
    text_of,
)
from minigrad.train.history import row_of
from minigrad.train.packing import read_pytree, write_pytree
from minigrad.train.replay import Found, Replay
from minigrad.train.weights import by_name, set_weights, weights_of

_FORMAT = "minigrad checkpoint 2"
_PARTS = {
    *("format", "setting", "opt_at_start", "opt_now", "position", "stop", "history"),
    *("weights", "opt", "callbacks", "generators", "found"),
}
_NOT_FITTING = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


class Position(NamedTuple):
    """A place in a run: epochs done, batches of the next one, and their outputs and labels."""

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
        Parts whose state is kept: weights, optimiser, history, and that of callbacks.
    holders
        Further parts by name that may hold generators: their states are kept as well.
    setting
        Descriptions by name that must be the same when the run goes on.
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
        self.file: Path = path / "checkpoint.npz" if path.is_dir() else path
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
        self.replay: Replay = Replay(self.generators)
        self.setting = {
            "network": description(run.net),
            "weights": shapes_of(self._weights()),
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
            write_pytree(self.file, self._collect(position))
        except OSError as error:
            if hasattr(error, "add_note"):  # Python 3.11 and up
                error.add_note(self._kept())
            raise

    def refuse_lost_state(self) -> None:
        """Refuse an optimiser whose `state_dict` does not hold all that it remembers."""
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
        saved = read_pytree(self.file)
        if not _is_checkpoint(saved):
            raise data.DataFileError(f"{self.file}: this is no checkpoint of this version")
        self._check(saved)
        before = self._collect(Position())
        try:
            return self._restore(saved)
        except Exception as error:
            with suppress(Exception):  # the part that refused may do so again; it comes last
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
                    f"{difference(what, there.get(what), here[what])}. Go on with the same, or "
                    "begin with another file"
                )
        start, now = saved["opt_at_start"], saved["opt_now"]
        own = self.opt_at_start
        if isinstance(start, str) and isinstance(own, dict):  # of an older file
            own = own["description"]
        if own not in (start, now):
            raise ValueError(
                f"{self.file}: this checkpoint is of another run, and nothing was changed; the "
                f"optimiser was {text_of(start)}, and here it is {text_of(own)}"
                f"{other_options(start, own)}"
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
    """True where all parts are there, and those that are compared hold no array."""
    if not isinstance(saved, dict) or saved.keys() != _PARTS:
        return False
    compared = [saved[part] for part in ("format", "setting", "opt_at_start", "opt_now")]
    return (
        is_plain(compared)
        and saved["format"] == _FORMAT
        and isinstance(compared[1], dict)
        and all(map(is_options, compared[2:]))
    )


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


def _joined(parts: Sequence[Any]) -> list[Any]:
    return [np.concatenate(parts)] if len(parts) else []
