"""What users give to a run, and what their networks and losses return: taken, or told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from minigrad.data.arguments import as_array, as_pair, described, is_array
from minigrad.tensors.handle import Tensor

FIT = "fit(net, loss, opt, (x, t), (x_test, t_test))"
EVALUATE = "evaluate(net, loss, (x, t))"


def as_dataset(given: Any, name: str, right: str = FIT) -> Any:
    """A data set: ``(x, t)`` as arrays, or an iterable of batches as it is."""
    if isinstance(given, tuple) and len(given) == 2:
        return as_pair(*given)
    of, wrong = "", isinstance(given, (str, bytes, Mapping)) or is_array(given)
    if isinstance(given, tuple):
        of, wrong = f" of {len(given)}", True
    elif isinstance(given, list) and given:
        of, wrong = f" that begins with {described(given[0])}", not _is_batch(given[0])
    if wrong:
        raise TypeError(
            f"{name} is a tuple (x, t) of the inputs and the targets, or something that gives such "
            f"batches, not {described(given)}{of}; write {right}"
        )
    if not hasattr(given, "__iter__") or hasattr(given, "__next__"):
        raise TypeError(
            f"{name} is (x, t), or something like minigrad.data.Loader that can be gone through in "
            f"every epoch, not {type(given).__name__}"
        )
    return given


def refuse_arrays(right: str, others: Sequence[Any]) -> None:
    """Refuse what stands behind a data set, where inputs and targets were given one by one."""
    if others:
        raise TypeError(
            f"inputs and targets go together, as a tuple (x, t): {right}; there is "
            f"{described(others[0])} behind them"
        )


def batches_of(given: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """The batches of a data set, with arrays of other libraries as NumPy's."""
    for batch in given:
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            raise TypeError(
                f"a batch is a tuple (x, t), inputs and targets, not {described(batch)}"
            )
        x, t = batch
        yield _known(x, "inputs"), _known(t, "targets")


def _known(x: Any, what: str) -> Any:
    """A DataFrame or a tensor of PyTorch as an array; a network may take anything else itself."""
    foreign = hasattr(x, "to_numpy") or (hasattr(x, "detach") and not isinstance(x, Tensor))
    return as_array(x, what) if foreign else x


def _is_batch(item: Any) -> bool:
    """Whether an element of a list is a batch, and neither a row of numbers nor a sample."""
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        return False
    if isinstance(item, list) and not any(map(is_array, item)):
        return False
    return not any(isinstance(part, (int, float, complex, np.generic)) for part in item)


def outputs_array(outputs: Any, net: Any) -> Any:
    """What a network returned, as an array."""
    if isinstance(outputs, Tensor):
        outputs = outputs.numpy()
    if not is_array(outputs):
        raise TypeError(
            f"the network {_name(net)} returned {described(outputs)}; outputs are one Tensor, a "
            "row for each sample: return that alone, or hand over a function such as "
            "lambda x: net(x)[0]; a loss of several outputs is trained by a loop of your own"
        )
    if np.ndim(outputs) == 0:
        raise TypeError(
            f"the network {_name(net)} returned one number; outputs have a row for each sample"
        )
    return outputs


def check_step(outputs: Any, error: Any, net: Any, loss: Any) -> None:
    """Refuse outputs and losses that are no Tensors, since no gradient flows through them."""
    if not isinstance(outputs, Tensor):
        outputs_array(outputs, net)
        raise TypeError(
            f"the network {_name(net)} returned {described(outputs)}, which has no gradient; "
            "compute the outputs with Tensors, without .numpy()"
        )
    _check_single(error, "the loss", loss)
    if not isinstance(error, Tensor):
        raise TypeError(
            f"the loss {_name(loss)} returned {described(error)}, which has no gradient; it must "
            "return one Tensor, computed from the outputs without .item(), .numpy() or float()"
        )
    if not error.requires_grad:
        raise RuntimeError(
            f"the loss {_name(loss)} returned a Tensor through which no gradient flows: it was not "
            "computed from the outputs, or under no_grad(), or after .detach() or .item(), or "
            "every parameter is frozen"
        )


def number(value: Any, what: str, measure: Any) -> float:
    """What a loss or a measure returned, as a number of Python's."""
    _check_single(value, what, measure)
    return float(value.item() if hasattr(value, "item") else value)


def _check_single(value: Any, what: str, measure: Any) -> None:
    if isinstance(value, (bool, int, float)) or (hasattr(value, "item") and value.size == 1):
        return
    returned = "nothing" if value is None else described(value)
    hint = ": take .mean() or .sum() of them" if hasattr(value, "item") else ""
    raise TypeError(f"{what} {_name(measure)} returned {returned}; it must return one number{hint}")


def _name(part: Any) -> str:
    return str(getattr(part, "__name__", None) or type(part).__name__)
