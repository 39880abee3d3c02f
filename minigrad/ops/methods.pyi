# Stubs, written by `python -m docs.make_tables`.

from collections.abc import Sequence
from minigrad.core.box import Box
from minigrad.ops.shapes import Axis
from minigrad.support.annotations import HasShape
from minigrad.support.annotations import Operand
from numpy.typing import DTypeLike
from typing import Any
from typing_extensions import Self

class Methods(Box):
    """The methods of an ndarray of which nothing is said but their names."""

    def argpartition(self, kth: int | Sequence[int] = 0, axis: int | None = -1, kind: Any = 'introselect') -> Self:
        """The indices that put the ``kth`` element where sorting would put it, smaller ones before.

        Examples
        --------
        >>> mg.argpartition(mg.tensor([3.0, 1.0, 2.0]), 0)[0]
        tensor(1)
        """

    def argsort(self, axis: int | None = -1, kind: str | None = None, stable: bool | None = None, descending: bool = False) -> Self:
        """The indices that sort along an axis; None is all elements in one row.

        With ``descending`` the largest first. Equal ones stay in their order, as the array API says,
        unless ``stable=False`` or another ``kind`` is asked for.

        Examples
        --------
        >>> mg.argsort(mg.tensor([3.0, 1.0, 2.0]))
        tensor([1, 2, 0])
        """

    def choose(self, choices: Sequence[Any] | HasShape, mode: str = 'raise') -> Self:
        """The element of that array among several whose number ``a`` says, place by place.

        Examples
        --------
        >>> mg.choose([0, 1], [mg.tensor([1.0, 2.0]), mg.tensor([3.0, 4.0])])
        tensor([1., 4.])
        """

    def cumprod(self, axis: int | None = None, dtype: DTypeLike | None = None) -> Self:
        """Products of the elements up to each, along an axis or of all in a row.

        Its gradient is right where elements are 0 too.

        Examples
        --------
        >>> x = mg.tensor([2.0, 0.0, 3.0], requires_grad=True)
        >>> mg.cumprod(x).sum().backward()
        >>> x.grad
        tensor([1., 8., 0.])
        """

    def cumsum(self, axis: int | None = None, dtype: DTypeLike | None = None) -> Self:
        """Sums of the elements up to each, along an axis or of all in a row.

        Examples
        --------
        >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> mg.cumsum(x).sum().backward()
        >>> x.grad
        tensor([3., 2., 1.])
        """

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Self:
        """The diagonal of the matrices in two axes, or the one ``offset`` places to the right.

        The two axes go, and the diagonal is the last axis of the result.

        Examples
        --------
        >>> x = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
        >>> mg.diagonal(x).sum().backward()
        >>> x.grad
        tensor([[1., 0.],
                [0., 1.]])
        """

    def dot(self, b: Any) -> Self:
        """Product of matrices, vectors or numbers: a sum over the last axis and the last but one.

        Examples
        --------
        >>> mg.dot(mg.tensor([1.0, 2.0]), [3.0, 4.0])
        tensor(11.)
        """

    def nonzero(self) -> tuple[Self, ...]:
        """NumPy's `nonzero` of values: a constant of differentiation."""

    def prod(self, axis: Axis = None, keepdims: bool = False, *, dtype: DTypeLike | None = None, out: Any = None, where: Operand | None = None, initial: Operand | None = None) -> Self:
        """Product over an axis, several, or all; its gradient is right where elements are 0 too.

        ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
        stay, with length 1.

        Examples
        --------
        >>> x = mg.tensor([2.0, 0.0, 3.0], requires_grad=True)
        >>> mg.prod(x).backward()
        >>> x.grad
        tensor([0., 6., 0.])
        """

    def repeat(self, repeats: Any, axis: int | None = None) -> Self:
        """Repetition of every element, ``repeats`` times, or as often as it says for each.

        Along ``axis``; by default all elements in one row.

        Examples
        --------
        >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
        >>> mg.repeat(x, 2)
        tensor([1., 1., 2., 2.], op=reshape)
        >>> mg.repeat(x, [1, 3]).sum().backward()
        >>> x.grad
        tensor([1., 3.])
        """

    def round(self, decimals: int = 0) -> Self:
        """Rounding to ``decimals`` places, elementwise; the derivative is 0.

        Examples
        --------
        >>> mg.round(mg.tensor([1.234, -5.678]), 1)
        tensor([ 1.2, -5.7])
        """

    def searchsorted(self, v: Operand, side: str = 'left', sorter: Any = None) -> Self:
        """Where numbers would be put into a sorted row: before equal ones, or after ("right").

        Examples
        --------
        >>> mg.searchsorted(mg.tensor([1.0, 2.0, 3.0]), [2.0, 5.0])
        tensor([1, 3])
        """

    def take(self, indices: Any, axis: int | None = None, *, mode: str = 'raise') -> Self:
        """The elements that ``indices`` name, along an axis, or of all in one row.

        Indices that are out of bounds are an error, or by ``mode`` start again ("wrap") or are
        those of the ends ("clip").

        Examples
        --------
        >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> mg.take(x, [0, 0, 2]).sum().backward()
        >>> x.grad
        tensor([2., 0., 1.])
        """

    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Self:
        """Sum of the `diagonal` of the matrices in two axes.

        Examples
        --------
        >>> mg.trace(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
        tensor(5.)
        """
