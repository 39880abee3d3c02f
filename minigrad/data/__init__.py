"""Data: readers of files that believe nothing, small data sets, scaling and mini-batches."""

from minigrad.data.arrays import read_arrays, read_idx, write_arrays
from minigrad.data.batches import Batches, Loader, random_batch
from minigrad.data.errors import DataFileError
from minigrad.data.labels import accuracy, one_hot
from minigrad.data.normalization import MinMax, ZScore, min_max, z_score
from minigrad.data.pickles import read_arrays_pickle
from minigrad.data.sets import DataSet, DownloadError, Split, digits, mnist

__all__ = [
    "Batches",
    "DataFileError",
    "DataSet",
    "DownloadError",
    "Loader",
    "MinMax",
    "Split",
    "ZScore",
    "accuracy",
    "digits",
    "min_max",
    "mnist",
    "one_hot",
    "random_batch",
    "read_arrays",
    "read_arrays_pickle",
    "read_idx",
    "write_arrays",
    "z_score",
]
__dir__ = __all__.copy  # completion shows what is public
