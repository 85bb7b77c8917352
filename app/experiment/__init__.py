"""The Experiment: the declarative description of everything reproducible."""

from app.experiment.link import Opened, link_notes, read_link, write_link
from app.experiment.loading import load_data
from app.experiment.model import (
    Data,
    DenseLayer,
    Experiment,
    LayerSpec,
    Output,
    Stop,
    TableText,
    Training,
    Weights,
)
from app.experiment.schema import schema
from app.experiment.view import View

__all__ = [
    "Data",
    "DenseLayer",
    "Experiment",
    "LayerSpec",
    "Opened",
    "Output",
    "Stop",
    "TableText",
    "Training",
    "View",
    "Weights",
    "link_notes",
    "load_data",
    "read_link",
    "schema",
    "write_link",
]
