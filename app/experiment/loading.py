"""From the description of data in an Experiment to the data set itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.data import Dataset, load, parse_csv

if TYPE_CHECKING:
    from app.experiment.model import Data


def load_data(data: Data) -> Dataset:
    """Return the data set that an Experiment describes; raises `app.data.DataError`."""
    table = None
    if data.name == "table" and data.table is not None:
        table = parse_csv(data.table.text, data.table.roles)
    return load(
        data.name,
        samples=data.samples,
        noise=data.noise,
        train_share=data.train_share,
        seed=data.seed,
        drawn=data.drawn,
        table=table,
        length=data.length,
    )
