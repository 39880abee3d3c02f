"""Scaling of data before training."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from minigrad.data.normalization import Axis, MinMax, ZScore, by_its_own


def min_max(x: ArrayLike, axis: Axis = None) -> NDArray[Any]:
    r"""Scale to the range from 0 to 1: :math:`(x - \min x) / \max(\max x - \min x, 10^{-7})`.

    Parameters
    ----------
    x : array_like
        Real numbers.
    axis : int or tuple of int, optional
        Along which minimum and maximum are taken; by default they are those of the whole array.
        `MinMax` learns them from training data, and scales other data by the same.

    Returns
    -------
    array
        Of the shape of ``x``. Floating-point data keep their dtype; integers become what NumPy
        promotes them to beside float32: float32 for 8 and 16 bits, as images are, float64 for
        more.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.
    ValueError
        If ``x`` is empty.

    References
    ----------
    "ディープラーニングを実装から学ぶ(4) 学習(誤差逆伝播法)".

    Examples
    --------
    >>> from minigrad import data
    >>> data.min_max(np.array([[0, 51], [102, 255]], dtype=np.uint8))
    array([[0. , 0.2],
           [0.4, 1. ]], dtype=float32)
    """
    return by_its_own(MinMax, x, axis)


def z_score(x: ArrayLike, axis: Axis = None) -> NDArray[Any]:
    r"""Scale to mean 0 and standard deviation 1: :math:`(x - \bar x) / \max(\sigma, 10^{-7})`.

    The sums are taken in float64, so that the many images of a data set do not blur them.

    Parameters
    ----------
    x : array_like
        Real numbers.
    axis : int or tuple of int, optional
        Along which mean and standard deviation are taken; by default over the whole array.
        `ZScore` learns them from training data, and scales other data by the same.

    Returns
    -------
    array
        Of the shape of ``x``, with the dtype that `min_max` gives.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.
    ValueError
        If ``x`` is empty.

    References
    ----------
    "ディープラーニングを実装から学ぶ(4) 学習(誤差逆伝播法)".

    Examples
    --------
    >>> from minigrad import data
    >>> data.z_score([1.0, 2.0, 3.0])
    array([-1.22474487,  0.        ,  1.22474487])
    """
    if np.size(x) == 0:
        raise ValueError(f"z_score of an array of shape {np.shape(x)}: no numbers have no mean")
    return by_its_own(ZScore, x, axis)
