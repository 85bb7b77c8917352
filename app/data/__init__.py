"""Data sets: made from random numbers, drawn by hand, pasted, or real tables.

`load(name, …)` returns a `Dataset`; `DATASETS` is the gallery and `FEATURES` the functions of the
plane that may be fed to the network. A new set is one function with a decorator of `plane` (or one
line in `tables` for a file); importing its module here adds it to the gallery, in this order.
"""

from app.data import playground
from app.data.dataset import DataError, Dataset, Task
from app.data.features import FEATURES, Feature
from app.data.load import MAX_NOISE, MAX_SAMPLES, load
from app.data.registry import DATASETS, PLANE_LIMIT, DrawnPoint, Entry
from app.data.table import Column, Table

__all__ = [
    "DATASETS",
    "FEATURES",
    "MAX_NOISE",
    "MAX_SAMPLES",
    "PLANE_LIMIT",
    "Column",
    "DataError",
    "Dataset",
    "DrawnPoint",
    "Entry",
    "Feature",
    "Table",
    "Task",
    "load",
    "playground",
]
