"""Training runs side by side on the cores, each saved when it ends.

Each run is named by a digest of its options and its data. Whatever ends a study, Ctrl-C or a
kill, the same study started again finds the runs that were saved, goes on with those that were
under way from their last epochs, and does the others.
"""

from __future__ import annotations

import functools
import hashlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from minigrad import data, nn, optim, train
from minigrad.support.environment import versions
from minigrad.support.files import remove_leftovers, write_atomically
from minigrad.train.history import Epoch, History

from . import common

Options = Mapping[str, Any]
Key = TypeVar("Key", bound=Hashable)
Split = tuple[Any, Any]
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class Dataset(NamedTuple):
    """Images min-max scaled as rows with their labels, and a name that tells them from others."""

    train: Split
    test: Split
    name: str


@functools.lru_cache(maxsize=1)
def load(folder: Path | None) -> Dataset:
    """MNIST's four files in a folder; without one, the digits that come with scikit-learn."""
    raw = data.digits(flatten=True) if folder is None else data.mnist(folder, flatten=True)
    digest = hashlib.sha256()
    for array in (*raw.train, *raw.test):
        digest.update(repr((array.dtype.str, array.shape)).encode() + array.tobytes())
    sizes = f"{len(raw.train.images):,} images to train, {len(raw.test.images):,} to test"
    splits = [(data.min_max(images), labels) for images, labels in raw]
    return Dataset(splits[0], splits[1], f"{sizes}, sha256 {digest.hexdigest()[:12]}")


def train_network(
    dataset: Dataset,
    *,
    seed: int,
    epochs: int,
    batch_size: int,
    hidden: Iterable[int] = (100, 50),
    activation: str = "relu",
    n: float | None = None,
    lr: float = 0.1,
    momentum: float = 0.0,
    nesterov: bool = False,
    flooding: float | None = None,
    history: History | None = None,
    checkpoint: Path | None = None,
) -> History:
    """Train one network as the articles do: one legacy generator draws weights, then shuffles.

    With a checkpoint, a run that was stopped goes on from its last epoch.
    """
    rng = np.random.RandomState(seed)
    sizes = [dataset.train[0].shape[1], *hidden, 10]
    net = nn.MLP(sizes, common.activation(activation, n), rng=rng)
    loss, report_loss = common.losses(flooding)
    opt = optim.SGD(net.parameters(), lr=lr, momentum=momentum, nesterov=nesterov)
    return train.fit(
        *(net, loss, opt, dataset.train, dataset.test),
        epochs=epochs,
        batch_size=batch_size,
        rng=rng,
        report_loss=report_loss,
        progress=False,
        history=history,
        checkpoint=checkpoint,
        resume=checkpoint is not None,
        compile=True,
    )


class Run(NamedTuple):
    """A run that has ended."""

    options: dict[str, Any]
    history: History
    failure: str  # why it ended early; empty where it did not
    versions: dict[str, str]


def file_name(options: Options, dataset: str) -> str:
    """The name of a run's file: a digest of all that decides the result."""
    text = json.dumps([dict(options), dataset], sort_keys=True)
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"


def save(file: Path, run: Run, dataset: str) -> None:
    """Write a run as JSON: the whole file or nothing."""
    content = {
        "options": run.options,
        "data": dataset,
        "versions": run.versions,
        "failure": run.failure,
        "history": [row._asdict() for row in run.history],
    }
    write_atomically(file, (json.dumps(content, indent=1) + "\n").encode())


def read(file: Path) -> Run:
    """Read a file of `save`."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        history = History(Epoch(**row) for row in content["history"])
        return Run(content["options"], history, content["failure"], content["versions"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{file} is not a run of a study; remove it: {error!r}") from error


def run_all(
    wanted: Mapping[Key, Options],
    folder: Path | None,
    out: Path,
    *,
    jobs: int = 1,
    on_run: Callable[[Key, Run, int], None] = lambda key, run, left: None,
) -> dict[Key, Run]:
    """Do the runs that are not saved yet, in so many processes; all runs, in the order wanted.

    Parameters
    ----------
    wanted : dict
        Keyword arguments of `train_network`, by any key. What is wanted twice is done once.
    folder : Path, optional
        MNIST's, as for `load`.
    out : Path
        Where the runs are saved; it must be there.
    jobs : int
        How many processes.
    on_run : callable
        Called with a run's key, the run, and how many are left, whenever one has ended.
    """
    dataset = load(folder).name
    files = {key: out / file_name(options, dataset) for key, options in wanted.items()}
    missing = {file: key for key, file in reversed(files.items()) if not file.exists()}
    for file in files.values():  # left by a process that was killed while it wrote
        remove_leftovers(file)
        if file not in missing:
            file.with_suffix(".npz").unlink(missing_ok=True)
    if missing:
        for name in THREADS:  # several processes with several threads each wait for each other
            os.environ.setdefault(name, "1")
        before = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(
            min(jobs, len(missing)),
            multiprocessing.get_context("spawn"),
            initializer=_follow_parent,
        )
        try:
            with _ignoring_ctrl_c():  # the processes inherit it: this one stops them
                futures = {
                    pool.submit(_work, wanted[key], folder, file): file
                    for file, key in reversed(missing.items())
                }
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                file = futures[future]
                on_run(missing[file], read(file), len(missing) - done)
        except BrokenProcessPool as error:
            raise OSError("a training process was killed; the runs that ended are saved") from error
        except BaseException:
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
    return {key: read(file) for key, file in files.items()}


class _ignoring_ctrl_c:  # noqa: N801 - reads as a function
    """Ctrl-C does nothing inside, nor in the processes that are started inside."""

    def __enter__(self) -> None:
        self.before = signal.signal(signal.SIGINT, signal.SIG_IGN)

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self.before)


def _follow_parent() -> None:
    """End this process when its parent is gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()


def _work(options: Options, folder: Path | None, file: Path) -> None:
    """One run, or the rest of it, in this process."""
    dataset, checkpoint = load(folder), file.with_suffix(".npz")
    history, failure = History(), ""
    try:
        with np.errstate(all="ignore"):  # a run that diverges says so below
            train_network(dataset, **options, history=history, checkpoint=checkpoint)
    except FloatingPointError as error:
        failure = str(error)
    save(file, Run(dict(options), history, failure, versions()), dataset.name)
    checkpoint.unlink(missing_ok=True)
