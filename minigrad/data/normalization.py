"""Scaling of data, by statistics of training data or by those of an array itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from minigrad.ops.shapes import normalized_axes
from minigrad.tensors.handle import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

Axis = int | tuple[int, ...] | None
_SMALLEST_DENOMINATOR = 1e-7


class Normalization:
    """The scaling :math:`(x - o) / s` by an offset and a scale that training data decide.

    Parameters
    ----------
    axis : int or tuple of int, optional
        Along which the statistics are taken; by default over the whole array. 0 gives each pixel
        its own. The samples' axis 0 must be among them, since others have no sample's statistics.

    Attributes
    ----------
    offset, scale : array or None
        The learnt statistics, of the shape of one sample; None before `fit`.
    """

    def __init__(self, axis: Axis = None) -> None:
        self.axis = axis
        self.offset: NDArray[Any] | None = None
        self.scale: NDArray[Any] | None = None

    def _learn(self, x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Offset and denominator of an array, with its axes kept."""
        raise NotImplementedError

    def fit(self, x: Any) -> Self:
        """Learn the statistics of training data.

        Parameters
        ----------
        x : array_like
            Real numbers, one sample for each row of the first axis.

        Returns
        -------
        Normalization
            Itself.

        Raises
        ------
        TypeError
            If ``x`` does not hold real numbers.
        ValueError
            If it is empty, has no axis of samples, or holds NaN or an infinity; or if ``axis``
            leaves the samples apart. What was learnt before stays then.
        """
        what = type(self).__name__
        x = as_real(np.asarray(x))
        if x.size == 0 or x.ndim == 0:
            raise ValueError(f"{what}.fit: an array of shape {x.shape} holds no samples")
        if self.axis is not None and 0 not in normalized_axes(self.axis, x.ndim):
            raise ValueError(
                f"{what}.fit: axis={self.axis} gives each sample statistics of its own, and new "
                "ones have none; take axis 0 in, or scale by min_max or z_score"
            )
        if x.dtype.kind == "f" and not np.isfinite(x).all():
            raise ValueError(f"{what}.fit: the data hold NaN or an infinity, and so would all else")
        self.offset, self.scale = (
            _read_only(np.broadcast_to(part, (1, *x.shape[1:]))[0]) for part in self._learn(x)
        )
        return self

    def transform(self, x: Any) -> Any:
        """Scale samples, or one, by the learnt statistics. Calling the object does the same.

        Parameters
        ----------
        x : array_like or Tensor
            Of the shape of the training data, with any number of samples; or one sample.

        Returns
        -------
        array or Tensor
            Of the shape of ``x``. Floating-point data keep their dtype, and integers become what
            `min_max` makes of them: float32 for images. A Tensor gives a Tensor with its gradient.

        Raises
        ------
        TypeError
            If ``x`` does not hold real numbers.
        ValueError
            If nothing was learnt yet, or samples have another shape.
        """
        what = type(self).__name__
        if self.offset is None or self.scale is None:
            raise ValueError(f"{what}: nothing was learnt yet; call fit(training_data) first")
        x = as_floating(as_real(x))
        shape = self.offset.shape
        if shape not in (x.shape, x.shape[1:]):
            rows = str((0, *shape)).replace("0", "N", 1)
            raise ValueError(
                f"{what}: learnt from samples of shape {shape}, and given an array of shape "
                f"{x.shape}; give one sample, or samples in rows: shape {rows}"
            )
        return (x - self.offset.astype(x.dtype)) / self.scale.astype(x.dtype)

    def __call__(self, x: Any) -> Any:
        """Scale by the learnt statistics; see `transform`."""
        return self.transform(x)

    def fit_transform(self, x: Any) -> NDArray[Any]:
        """Learn from training data, and scale them."""
        scaled: NDArray[Any] = self.fit(x).transform(x)
        return scaled

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """The offset and the scale by name; empty before `fit`."""
        if self.offset is None or self.scale is None:
            return {}
        return {"offset": self.offset, "scale": self.scale}

    def load_state_dict(self, state: Mapping[str, ArrayLike]) -> None:
        """Take over the statistics of another one.

        Raises
        ------
        ValueError
            If the state is none of a normalisation; nothing has changed then.
        """
        if not state:
            self.offset = self.scale = None
            return
        if set(state) != {"offset", "scale"}:
            raise ValueError(f"{type(self).__name__}: no offset and scale, but {sorted(state)}")
        offset, scale = (np.array(state[name]) for name in ("offset", "scale"))
        if offset.shape != scale.shape or offset.dtype.kind != "f" or scale.dtype.kind != "f":
            raise ValueError(
                f"{type(self).__name__}: {offset.dtype}{list(offset.shape)} and "
                f"{scale.dtype}{list(scale.shape)} are no offset and scale of one sample"
            )
        if not (np.isfinite(offset).all() and np.isfinite(scale).all() and (scale > 0).all()):
            raise ValueError(f"{type(self).__name__}: an offset or a scale is not finite, or 0")
        self.offset, self.scale = _read_only(offset), _read_only(scale)

    def __repr__(self) -> str:
        axis = "" if self.axis is None else f"axis={self.axis}"
        return f"{type(self).__name__}({axis})"


class MinMax(Normalization):
    r"""Min-max scaling by training data: :math:`(x - \min) / \max(\max - \min, 10^{-7})`.

    The training data come to lie between 0 and 1; others may leave that range. `min_max` scales
    an array by its own minimum and maximum. A pixel that is constant in the training data has the
    denominator 1e-7, as in the article: with ``axis=0``, where each pixel has its own, one that
    differs in a new image becomes very large.

    Parameters
    ----------
    axis : int or tuple of int, optional
        Along which minimum and maximum are taken: by default over the whole array; 0 gives each
        pixel its own. It must take in the samples' axis 0.

    Attributes
    ----------
    offset, scale : array or None
        The minimum and the denominator, of the shape of one sample. None before `fit`.

    Raises
    ------
    ValueError
        From `fit` and `transform`: if the data are empty or not finite, if nothing was learnt
        yet, or if samples have another shape.

    References
    ----------
    "ディープラーニングを実装から学ぶ(4) 学習(誤差逆伝播法)"; scikit-learn's MinMaxScaler, whose
    methods it has.

    Examples
    --------
    >>> from minigrad import data
    >>> train = np.array([[0, 51], [102, 255]], dtype=np.uint8)
    >>> scale = data.MinMax().fit(train)
    >>> scale(np.array([51, 255], dtype=np.uint8))
    array([0.2, 1. ], dtype=float32)

    It is kept with the weights of the network that needs it:

    >>> from tempfile import TemporaryDirectory
    >>> from minigrad import train
    >>> net, again = nn.Linear(2, 1), data.MinMax()
    >>> with TemporaryDirectory() as folder:
    ...     train.save_weights(net, f"{folder}/w.npz", normalization=scale)
    ...     train.load_weights(nn.Linear(2, 1), f"{folder}/w.npz", normalization=again)
    >>> again(np.array([51, 255], dtype=np.uint8))
    array([0.2, 1. ], dtype=float32)
    """

    def _learn(self, x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        low = as_floating(x.min(self.axis, keepdims=True))
        width = as_floating(x.max(self.axis, keepdims=True)) - low
        return low, np.maximum(width, _SMALLEST_DENOMINATOR)


class ZScore(Normalization):
    r"""Standardisation by training data: :math:`(x - \bar x) / \max(\sigma, 10^{-7})`.

    The training data come to have mean 0 and standard deviation 1. The sums are taken in float64,
    so that many images do not blur them. `z_score` scales an array by its own statistics. A pixel
    that is constant in the training data has the denominator 1e-7, as in the article: with
    ``axis=0``, where each pixel has its own, one that differs in a new image becomes very large.

    Parameters
    ----------
    axis : int or tuple of int, optional
        Along which mean and standard deviation are taken: by default over the whole array; 0
        gives each pixel its own. It must take in the samples' axis 0.

    Attributes
    ----------
    offset, scale : array or None
        The mean and the denominator, of the shape of one sample. None before `fit`.

    Raises
    ------
    ValueError
        From `fit` and `transform`: if the data are empty or not finite, if nothing was learnt
        yet, or if samples have another shape.

    References
    ----------
    "ディープラーニングを実装から学ぶ(4) 学習(誤差逆伝播法)"; scikit-learn's StandardScaler, whose
    methods it has.

    Examples
    --------
    >>> from minigrad import data
    >>> scale = data.ZScore(axis=0).fit([[1.0, 10.0], [2.0, 10.0], [3.0, 10.0]])
    >>> scale([[2.0, 10.0], [4.0, 10.0]])
    array([[0.        , 0.        ],
           [2.44948974, 0.        ]])
    """

    def _learn(self, x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        x = as_floating(x)
        wide = np.result_type(x, np.float64)
        mean = x.mean(self.axis, dtype=wide, keepdims=True).astype(x.dtype)
        least = x.min(self.axis, keepdims=True)
        constant = least == x.max(self.axis, keepdims=True)
        mean = np.where(constant, least, mean)  # the sum for the mean was rounded
        deviation = x.std(self.axis, dtype=wide, keepdims=True).astype(x.dtype)
        return mean, np.maximum(deviation, _SMALLEST_DENOMINATOR)


KINDS: dict[str, type[Normalization]] = {"MinMax": MinMax, "ZScore": ZScore}


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
    return _by_its_own(MinMax, x, axis)


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
    return _by_its_own(ZScore, x, axis)


def _by_its_own(kind: type[Normalization], x: Any, axis: Axis) -> NDArray[Any]:
    """An array, scaled by statistics of itself."""
    x = as_floating(as_real(np.asarray(x)))
    offset, scale = kind(axis)._learn(x)
    scaled: NDArray[Any] = (x - offset) / scale
    return scaled


def as_real(x: Any) -> Any:
    """An array or Tensor of real numbers."""
    x = x if isinstance(x, Tensor) else np.asarray(x)
    if x.dtype.kind not in "biuf":
        raise TypeError(f"real numbers can be scaled, not {x.dtype}")
    return x


def as_floating(x: Any) -> Any:
    """The same numbers as NumPy promotes them beside float32."""
    return x if x.dtype.kind == "f" else x.astype(np.result_type(x.dtype, np.float32))


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array = array.view()
    array.setflags(write=False)
    return array
