"""Contractions: sums of products over indices that arrays share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import conjugated
from minigrad.ops.elementwise import multiply
from minigrad.ops.families import expression, product
from minigrad.ops.joining import stack
from minigrad.ops.logic import where
from minigrad.ops.products import matmul
from minigrad.ops.shapes import (
    along,
    as_array,
    broadcast_to,
    expand_dims,
    matrix_transpose,
    normalized_axes,
    ravel,
    reshape,
    shape_of,
    transpose,
)

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LARGE = 4096  # elements from which on planning the order of products pays


def _explicit(subscripts: str, ndims: Sequence[int]) -> str:
    """The subscripts with a letter for each axis, and those of the result."""
    given, arrow, result = subscripts.replace(" ", "").partition("->")
    terms = given.split(",")
    if len(terms) != len(ndims):
        raise ValueError(f"einsum({subscripts!r}): {len(terms)} terms for {len(ndims)} arrays")
    unused = [letter for letter in _LETTERS if letter not in subscripts]
    counts = [n - len(term.replace("...", "")) for term, n in zip(terms, ndims, strict=True)]
    for term, count in zip(terms, counts, strict=True):
        if count < 0 or (count > 0 and "..." not in term):
            raise ValueError(f"einsum({subscripts!r}): {term!r} does not name every axis")
    widest = max((n for n, term in zip(counts, terms, strict=True) if "..." in term), default=0)
    dots = "".join(unused[:widest])
    terms = [term.replace("...", dots[widest - n :]) for term, n in zip(terms, counts, strict=True)]
    if arrow:
        result = result.replace("...", dots)
    else:  # the letters that appear once, in alphabetical order
        everything = "".join(terms)
        result = dots + "".join(
            sorted(c for c in set(everything) - set(dots) if everything.count(c) == 1)
        )
    unknown = set(result) - set("".join(terms))
    if unknown or len(set(result)) < len(result):
        raise ValueError(f"einsum({subscripts!r}): the result {result!r} needs other letters")
    return f"{','.join(terms)}->{result}"


def _letters(sublist: Sequence[Any]) -> str:
    return "".join("..." if label is Ellipsis else _LETTERS[label] for label in sublist)


def _called(*operands: Any | str, optimize: Any = None) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """A call with subscripts first, or with a list of labels after each array."""
    if operands and isinstance(operands[0], str):
        subscripts, arrays = operands[0], operands[1:]
    else:
        pairs = len(operands) // 2
        arrays = operands[: 2 * pairs : 2]
        subscripts = ",".join(map(_letters, operands[1 : 2 * pairs : 2]))
        if len(operands) % 2:
            subscripts += f"->{_letters(operands[-1])}"
    explicit = _explicit(subscripts, [len(shape_of(x)) for x in arrays])
    return arrays, {"subscripts": explicit, "optimize": optimize}


def _einsum(*xs: Any, subscripts: str = "", optimize: Any = None) -> Any:
    if optimize is None:
        optimize = len(xs) > 1 and sum(getattr(x, "size", 1) for x in xs) > _LARGE
    return np.einsum(subscripts, *xs, optimize=optimize)


def _einsum_rule(g: Any, y: Any, *xs: Any, subscripts: str, optimize: Any) -> list[Any]:
    terms, result = subscripts.split("->")
    labels = terms.split(",")
    return [
        _pulled(i, g, result, labels, xs, optimize=optimize) if hasattr(x, "shape") else None
        for i, x in enumerate(xs)
    ]


def _pulled(
    i: int, g: Any, result: str, labels: list[str], xs: Sequence[Any], *, optimize: Any
) -> Any:
    """The gradient of one array: the contraction of ``g`` with all others."""
    mine, shape = labels[i], xs[i].shape
    rest = [x for j, x in enumerate(xs) if j != i]
    terms = [result, *(term for j, term in enumerate(labels) if j != i)]
    once = "".join(dict.fromkeys(mine))
    known = "".join(letter for letter in once if letter in set("".join(terms)))
    options = {"subscripts": f"{','.join(terms)}->{known}", "optimize": optimize}
    c = einsum.apply((g, *rest), options)
    if known != once:  # summed by itself: the same gradient for every element
        kept = iter(c.shape)
        lengths = [next(kept) if letter in known else 1 for letter in once]
        c = reshape(c, tuple(lengths))
        sizes = [shape[mine.index(letter)] for letter in once]
        full = [
            n if letter not in known else m
            for letter, n, m in zip(once, sizes, lengths, strict=True)
        ]
        c = broadcast_to(c, tuple(full))
    for axis, letter in enumerate(mine):  # a diagonal: zero elsewhere
        if mine.index(letter) != axis:
            first = mine.index(letter)
            c = expand_dims(c, axis)
            on_diagonal = np.eye(shape[first], dtype=bool)
            form = [1] * len(c.shape)
            form[first] = form[axis] = shape[first]
            c = where(np.reshape(on_diagonal, form), c, 0.0)
    return c


_SUBSCRIPTS = (
    ("ij,jk->ik", ((2, 3), (3, 2))),
    ("ii->i", ((3, 3),)),
    ("ii->", ((2, 2),)),
    ("ij->", ((2, 3),)),
    ("ij,ij->j", ((2, 3), (2, 3))),
    ("ij,kj,k->i", ((2, 3), (2, 3), (2,))),
    ("aij,ajk->aik", ((2, 2, 3), (2, 3, 1))),
    ("i,j->ij", ((2,), (3,))),
    (",i->i", ((), (3,))),
    ("iij,j->ij", ((2, 2, 3), (3,))),
    ("ij,j->i", ((0, 2), (2,))),
)
einsum: Op = product(
    "einsum",
    _einsum,
    joint=_einsum_rule,
    arguments=_called,
    numpy=np.einsum,
    domain=Domain(
        shapes=tuple(shapes for _, shapes in _SUBSCRIPTS),
        options=lambda *shapes: [
            {"subscripts": named} for named, s in _SUBSCRIPTS if s == tuple(shapes)
        ],
    ),
    symbol="Σ",
    doc="""Sum of products in Einstein's notation: ``einsum("ij,jk->ik", a, b)``.

    Letters name axes; products are summed over the letters that the result lacks. A repeated letter
    is a diagonal, ``...`` stands for further axes. Labels as lists after each array are understood
    too. ``optimize`` is NumPy's; by default the order of products is planned for large arrays.

    Examples
    --------
    >>> a = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> mg.einsum("ii", a).backward()  # the trace
    >>> a.grad
    tensor([[1., 0.],
            [0., 1.]])
    """,
)


@expression(numpy=np.tensordot)
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Sum of products over pairs of axes: a number of last and first ones, or two lists.

    Examples
    --------
    >>> mg.tensordot(mg.tensor([[1.0, 2.0]]), mg.tensor([[3.0], [4.0]]), axes=1)
    tensor([[11.]])
    """
    sa, sb = shape_of(a), shape_of(b)
    if isinstance(axes, (int, np.integer)):
        ours, theirs = [*range(len(sa) - axes, len(sa))], [*range(axes)]
    else:
        ours, theirs = ([*i] if isinstance(i, (list, tuple)) else [i] for i in axes)
        ours, theirs = [i % len(sa) for i in ours], [i % len(sb) for i in theirs]
    if [sa[i] for i in ours] != [sb[i] for i in theirs]:
        raise ValueError(
            f"tensordot: the axes {axes} of shapes {sa} and {sb} have different lengths"
        )
    free_a = [i for i in range(len(sa)) if i not in ours]
    free_b = [i for i in range(len(sb)) if i not in theirs]
    inner = math.prod(sa[i] for i in ours)
    left = _as_matrix(a, free_a, ours, inner)
    right = matrix_transpose(_as_matrix(b, free_b, theirs, inner))
    return reshape(matmul(left, right), tuple([sa[i] for i in free_a] + [sb[i] for i in free_b]))


def _as_matrix(x: Any, rows: list[int], columns: list[int], inner: int) -> Any:
    shape = shape_of(x)
    order = (*rows, *columns)
    if order != tuple(range(len(shape))):
        x = transpose(x, order)
    return reshape(x, (math.prod(shape[i] for i in rows), inner))


@expression(numpy=np.dot)
def dot(a: Any, b: Any) -> Any:
    """Product of matrices, vectors or numbers: a sum over the last axis and the last but one.

    Examples
    --------
    >>> mg.dot(mg.tensor([1.0, 2.0]), [3.0, 4.0])
    tensor(11.)
    """
    na, nb = len(shape_of(a)), len(shape_of(b))
    if na == 0 or nb == 0:
        return multiply(a, b)
    if na <= 2 and nb <= 2:
        return matmul(a, b)
    return tensordot(a, b, axes=(na - 1, nb - 1 if nb == 1 else nb - 2))


@expression(numpy=np.vdot)
def vdot(a: Any, b: Any) -> Any:
    """Scalar product of all elements, those of ``a`` conjugated.

    Examples
    --------
    >>> mg.vdot(mg.tensor([1j, 2.0]), [1j, 1.0])
    tensor(3.+0.j, dtype=complex128)
    """
    return matmul(conjugated(ravel(a)), ravel(b))


@expression(numpy=np.inner)
def inner(a: Any, b: Any) -> Any:
    """Sum of products over the last axes.

    Examples
    --------
    >>> mg.inner(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), [1.0, 1.0])
    tensor([3., 7.])
    """
    na, nb = len(shape_of(a)), len(shape_of(b))
    if na == 0 or nb == 0:
        return multiply(a, b)
    return tensordot(a, b, axes=(na - 1, nb - 1))


@expression(numpy=np.outer)
def outer(a: Any, b: Any) -> Any:
    """Products of all pairs of elements: a matrix.

    Examples
    --------
    >>> mg.outer(mg.tensor([1.0, 2.0]), [3.0, 4.0])
    tensor([[3., 4.],
            [6., 8.]])
    """
    return reshape(a, (-1, 1)) * reshape(b, (1, -1))


@expression(numpy=np.kron)
def kron(a: Any, b: Any) -> Any:
    """Kronecker product: blocks of ``b``, each times an element of ``a``.

    Examples
    --------
    >>> mg.kron(mg.tensor([1.0, 10.0]), [1.0, 2.0])
    tensor([ 1.,  2., 10., 20.])
    """
    sa, sb = shape_of(a), shape_of(b)
    n = max(len(sa), len(sb))
    sa, sb = (1,) * (n - len(sa)) + tuple(sa), (1,) * (n - len(sb)) + tuple(sb)
    left = reshape(a, tuple(length for i in sa for length in (i, 1)))
    right = reshape(b, tuple(length for i in sb for length in (1, i)))
    return reshape(left * right, tuple(i * j for i, j in zip(sa, sb, strict=True)))


@expression(numpy=np.cross)
def cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, *, axis: int | None = None
) -> Any:
    """Vector product of vectors with three components, along an axis.

    Examples
    --------
    >>> mg.cross(mg.tensor([1.0, 0.0, 0.0]), [0.0, 1.0, 0.0])
    tensor([0., 0., 1.])
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = _components(a, axisa), _components(b, axisb)
    if {len(a), len(b)} - {2, 3}:
        raise ValueError(f"cross: vectors have 3 components, not {len(a)} and {len(b)}")
    flat = len(a) == 2 and len(b) == 2
    a, b = ([*v, 0.0] if len(v) == 2 else v for v in (a, b))
    z = a[0] * b[1] - a[1] * b[0]
    if flat:
        return z
    x = a[1] * b[2] - a[2] * b[1]
    return stack([x, a[2] * b[0] - a[0] * b[2], z], axisc)


def _components(x: Any, axis: int) -> list[Any]:
    x = as_array(x)
    (i,) = normalized_axes(axis, len(x.shape))
    return [x[along(i, k)] for k in range(x.shape[i])]


@expression(numpy=np.vecdot)
def vecdot(x1: Any, x2: Any, axis: int = -1) -> Any:
    """Scalar products of vectors along an axis, those of ``x1`` conjugated.

    Examples
    --------
    >>> mg.vecdot(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), [1.0, 1.0])
    tensor([3., 7.])
    """
    a, b = (as_array(x1), as_array(x2))
    if not a.shape or not b.shape or a.shape[axis] != b.shape[axis]:
        raise ValueError(f"vecdot: axis {axis} of shapes {a.shape} and {b.shape} differs")
    if axis != -1:
        (i,) = {normalized_axes(axis, len(x.shape))[0] - len(x.shape) for x in (a, b)}
        a, b = (_with_last(x, i) for x in (a, b))
    return matmul(expand_dims(conjugated(a), -2), expand_dims(b, -1))[..., 0, 0]


def _with_last(x: Any, axis: int) -> Any:
    order = [*range(len(x.shape))]
    order.append(order.pop(axis))
    return transpose(x, tuple(order))


@expression(numpy=getattr(np, "matvec", ()))
def matvec(x1: Any, x2: Any) -> Any:
    """Products of matrices and vectors: ``x1 @ x2`` over stacks of both.

    Examples
    --------
    >>> mg.matvec(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), [[1.0, 0.0], [0.0, 1.0]])
    tensor([[1., 3.],
            [2., 4.]])
    """
    return matmul(x1, expand_dims(x2, -1))[..., 0]


@expression(numpy=getattr(np, "vecmat", ()))
def vecmat(x1: Any, x2: Any) -> Any:
    """Products of vectors, conjugated, and matrices over stacks of both.

    Examples
    --------
    >>> mg.vecmat(mg.tensor([1.0, 1.0]), [[1.0, 2.0], [3.0, 4.0]])
    tensor([4., 6.])
    """
    return matmul(expand_dims(conjugated(x1), -2), x2)[..., 0, :]
