"""Class numbers and one-hot rows, and how often outputs choose the right class."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from minigrad.data.arguments import whole_number


def one_hot(
    labels: ArrayLike, classes: int | None = None, dtype: DTypeLike = np.float32
) -> NDArray[Any]:
    """Turn class numbers into rows with a 1 in the place of the class and 0 elsewhere.

    Parameters
    ----------
    labels : array_like of int
        Of any shape.
    classes : int, optional
        How many there are; by default one more than the largest label.
    dtype
        By default float32, which float64 outputs promote to theirs.

    Returns
    -------
    array
        Of the shape of ``labels`` with one more axis of length ``classes``.

    Raises
    ------
    IndexError
        If a label is below 0 or too large.
    TypeError
        If the labels are not integers.
    ValueError
        If there are neither labels nor a number of classes.

    Examples
    --------
    >>> from minigrad import data
    >>> data.one_hot([2, 0])
    array([[0., 0., 1.],
           [1., 0., 0.]], dtype=float32)
    """
    labels = np.asarray(labels)
    if classes is None:
        if labels.size == 0:
            raise ValueError("without any label the number of classes must be given")
        classes = int(labels.max()) + 1
    classes = whole_number(classes, "one_hot: classes", least=0)
    return np.asarray(_class_numbers(labels, classes)[..., None] == np.arange(classes), dtype)


def accuracy(outputs: Any, labels: Any) -> float:
    """Share of the samples whose largest output is at the right class.

    A sample with a NaN among its outputs has no largest one.

    Parameters
    ----------
    outputs : array_like or Tensor
        Of shape (N, classes), or (classes,) for one sample: logits or probabilities.
    labels : array_like or Tensor
        Class numbers of shape (N,), or one-hot rows of the shape of ``outputs``.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    IndexError
        If a class number is below 0 or too large.
    TypeError
        If class numbers are not integers.
    ValueError
        If the shapes do not fit, or there is no sample.

    Examples
    --------
    >>> from minigrad import data
    >>> data.accuracy(mg.tensor([[0.1, 0.9], [0.8, 0.2]]), [1, 1])
    0.5
    """
    outputs, labels = _values(outputs), _values(labels)
    if outputs.ndim == 0 or outputs.size == 0:
        raise ValueError(f"outputs of shape {outputs.shape} choose no class for any sample")
    if labels.shape not in (outputs.shape, outputs.shape[:-1]):
        raise ValueError(
            f"outputs of shape {outputs.shape} need class numbers of shape {outputs.shape[:-1]} "
            f"or one-hot rows of their own shape, not labels of shape {labels.shape}"
        )
    if outputs.shape[-1] == 1:
        raise ValueError(
            f"outputs of shape {outputs.shape} have one column, which is the largest whatever it "
            "is; for two classes compare it with a threshold, and give fit accuracy=that function, "
            "or accuracy=None"
        )
    if labels.ndim == outputs.ndim:
        labels = labels.argmax(-1)
    labels = _class_numbers(labels, outputs.shape[-1])
    right = outputs.argmax(-1) == labels
    if outputs.dtype.kind == "f":
        right &= ~np.isnan(outputs).any(-1)  # of which argmax names the first
    return float(np.mean(right))


def _values(x: Any) -> NDArray[Any]:
    return np.asarray(x.numpy() if hasattr(x, "numpy") else x)


def _class_numbers(labels: NDArray[Any], classes: int) -> NDArray[Any]:
    """The labels, known to be integers from 0 to below the number of classes."""
    if labels.dtype.kind not in "iu":
        raise TypeError(f"class numbers are integers, not {labels.dtype}")
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        raise IndexError(
            f"label {labels[wrong][0]} is not one of {classes} classes from 0 on; leave "
            "out the samples that do not count (fit: accuracy=a function of outputs and labels)"
        )
    return labels
