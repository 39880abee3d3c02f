"""The strategy `graphs`: random programs over the operations."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

import minigrad as mg
from minigrad.testing.compose import compose
from minigrad.testing.moves import PICKS, SHAPES, Move, likely, new_leaf, operations
from minigrad.testing.programs import Program

Strategy = st.SearchStrategy


def graphs(
    ops: Iterable[Any] | None = None,
    max_ops: int = 8,
    leaves: Strategy[Any] | None = None,
    *,
    dtype: Any = "float64",
    in_domain: bool = True,
) -> Strategy[Program]:
    """Random programs: `minigrad.testing.Program`.

    They reuse values in several slots and in several steps, index, assign, reduce and broadcast.
    Their values stay where every operation's derivatives exist and are neither huge nor near a
    kink or a tie: an input outside of an operation's `Domain` is scaled and shifted into it.
    A failing program shrinks to its few steps that matter, and prints itself.

    Parameters
    ----------
    ops
        Operations, or names of registered ones; by default all that are registered.
    max_ops
        The largest number of steps.
    leaves
        A strategy of Tensors or arrays to start from; by default small arrays of many shapes,
        and further ones where an operation needs another shape.
    dtype
        Of the leaves, where none are given; or a strategy of dtypes.
    in_domain
        False for programs anywhere: with overflow, NaN, ties and kinks.

    Examples
    --------
    >>> from hypothesis import find
    >>> from minigrad.testing import graphs
    >>> program = find(graphs([mg.sin, mg.exp]), lambda program: "exp" in str(program))
    >>> program.lines
    ('y = mg.exp(x0)',)
    """
    moves = st.builds(
        Move, st.sampled_from(likely(operations(ops))), st.integers(0, PICKS - 1), _seeds
    )
    if max_ops < 1:
        raise ValueError(f"a program has at least one step, so max_ops is not {max_ops}")
    kinds = st.tuples(st.sampled_from(SHAPES), _seeds) if leaves is None else leaves
    return st.builds(
        functools.partial(_program, in_domain=in_domain, grows=leaves is None),
        st.lists(moves, min_size=1, max_size=max_ops),
        st.lists(kinds, min_size=1, max_size=3),
        dtype if isinstance(dtype, Strategy) else st.just(dtype),
    )


_seeds = st.integers(0, 2**16)


def _program(
    moves: list[Move], leaves: list[Any], dtype: Any, *, in_domain: bool, grows: bool
) -> Program:
    if grows:
        start = [new_leaf(shape, seed, dtype) for shape, seed in leaves]
    else:
        start = [x.numpy() if isinstance(x, mg.Tensor) else x for x in leaves]
    return compose(moves, start, dtype=dtype, in_domain=in_domain, grows=grows)
