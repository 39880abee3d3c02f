"""Data: readers of files that believe nothing, small data sets, scaling and mini-batches."""

from minigrad.data.arrays import read_arrays, write_arrays
from minigrad.data.batches import Batches, random_batch
from minigrad.data.download import DownloadError
from minigrad.data.errors import DataFileError
from minigrad.data.idx import read_idx
from minigrad.data.labels import accuracy, one_hot
from minigrad.data.loader import Loader
from minigrad.data.normalization import MinMax, ZScore
from minigrad.data.sets import digits, mnist
from minigrad.data.splits import DataSet, Split
from minigrad.data.transforms import min_max, z_score
from minigrad.data.weights import read_arrays_pickle

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
