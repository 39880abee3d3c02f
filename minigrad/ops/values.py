"""Functions of values: no gradient flows through them, and they compute always."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from minigrad.ops.families import value

One: TypeAlias = Callable[..., Any]
Several: TypeAlias = Callable[..., tuple[Any, ...]]
OneOrSeveral: TypeAlias = Callable[..., Any | tuple[Any, ...]]

iscomplex: One = value(np.iscomplex)
isreal: One = value(np.isreal)
isneginf: One = value(np.isneginf)
isposinf: One = value(np.isposinf)
histogram_bin_edges: One = value(np.histogram_bin_edges)
intersect1d: OneOrSeveral = value(np.intersect1d)
setdiff1d: One = value(np.setdiff1d)
setxor1d: One = value(np.setxor1d)
union1d: One = value(np.union1d)
nanargmax: One = value(np.nanargmax)
nanargmin: One = value(np.nanargmin)
diag_indices_from: Several = value(np.diag_indices_from)
tril_indices_from: Several = value(np.tril_indices_from)
triu_indices_from: Several = value(np.triu_indices_from)
ravel_multi_index: One = value(np.ravel_multi_index)
unravel_index: OneOrSeveral = value(np.unravel_index)
flatnonzero: One = value(np.flatnonzero)
argwhere: One = value(np.argwhere)
packbits: One = value(np.packbits)
unpackbits: One = value(np.unpackbits)
nonzero: Several = value(np.nonzero)
count_nonzero: One = value(np.count_nonzero)
lexsort: One = value(np.lexsort)
digitize: One = value(np.digitize)
isin: One = value(np.isin)
unique: OneOrSeveral = value(np.unique)
unique_all: OneOrSeveral = value(np.unique_all)
unique_counts: OneOrSeveral = value(np.unique_counts)
unique_inverse: OneOrSeveral = value(np.unique_inverse)
unique_values: One = value(np.unique_values)
