"""Functions of values: no gradient flows through them, and they compute always."""

from __future__ import annotations

import numpy as np

from minigrad.ops.families import value

iscomplex = value(np.iscomplex)
isreal = value(np.isreal)
isneginf = value(np.isneginf)
isposinf = value(np.isposinf)
histogram_bin_edges = value(np.histogram_bin_edges)
intersect1d = value(np.intersect1d)
setdiff1d = value(np.setdiff1d)
setxor1d = value(np.setxor1d)
union1d = value(np.union1d)
nanargmax = value(np.nanargmax)
nanargmin = value(np.nanargmin)
diag_indices_from = value(np.diag_indices_from)
tril_indices_from = value(np.tril_indices_from)
triu_indices_from = value(np.triu_indices_from)
ravel_multi_index = value(np.ravel_multi_index)
unravel_index = value(np.unravel_index)
flatnonzero = value(np.flatnonzero)
argwhere = value(np.argwhere)
packbits = value(np.packbits)
unpackbits = value(np.unpackbits)
nonzero = value(np.nonzero)
count_nonzero = value(np.count_nonzero)
lexsort = value(np.lexsort)
digitize = value(np.digitize)
isin = value(np.isin)
unique = value(np.unique)
unique_all = value(np.unique_all)
unique_counts = value(np.unique_counts)
unique_inverse = value(np.unique_inverse)
unique_values = value(np.unique_values)
