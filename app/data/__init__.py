"""Data sets: made from random numbers, drawn by hand, pasted, or real tables.

`load(name, …)` returns a `Dataset`; `DATASETS` is the gallery and `FEATURES` the functions of the
plane that may be fed to the network. A new set is one function under a decorator of `plane` (or one
entry of `tables` for a file) and its name in `gallery`.
"""

from app.data.csv_table import parse_csv
from app.data.csv_text import MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from app.data.dataset import DataError, Dataset, Shape, Task, Times
from app.data.entry import PLANE_LIMIT, DrawnPoint, Entry, Length
from app.data.features import FEATURES, Feature
from app.data.gallery import DATASETS
from app.data.load import MAX_LENGTH, MAX_NOISE, MAX_SAMPLES, load
from app.data.own import MAX_DRAWN, STARTER_POINTS
from app.data.table import MAX_CLASSES, Column, Table
from app.data.texts import decode_text, encode_text

__all__ = [
    "DATASETS",
    "FEATURES",
    "MAX_CLASSES",
    "MAX_COLUMNS",
    "MAX_DRAWN",
    "MAX_LENGTH",
    "MAX_NOISE",
    "MAX_ROWS",
    "MAX_SAMPLES",
    "MAX_TEXT",
    "PLANE_LIMIT",
    "STARTER_POINTS",
    "Column",
    "DataError",
    "Dataset",
    "DrawnPoint",
    "Entry",
    "Feature",
    "Length",
    "Shape",
    "Table",
    "Task",
    "Times",
    "decode_text",
    "encode_text",
    "load",
    "parse_csv",
]
