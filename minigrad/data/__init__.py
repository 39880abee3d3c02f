"""Data: readers of files that believe nothing, small data sets, scaling and mini-batches."""

from minigrad.data.batches import Batches, random_batch
from minigrad.data.errors import DataFileError
from minigrad.data.idx import read_idx
from minigrad.data.labels import accuracy, one_hot
from minigrad.data.sets import digits, mnist
from minigrad.data.splits import DataSet, Split
from minigrad.data.transforms import min_max, z_score
from minigrad.data.weights import read_arrays_pickle

__all__ = [
    "Batches",
    "DataFileError",
    "DataSet",
    "Split",
    "accuracy",
    "digits",
    "min_max",
    "mnist",
    "one_hot",
    "random_batch",
    "read_arrays_pickle",
    "read_idx",
    "z_score",
]
