"""The Experiment: the declarative description of everything reproducible."""

from app.experiment.layers import KINDS, DenseLayer, LayerModel, LayerSpec
from app.experiment.link import Opened, link_notes, read_link, write_link
from app.experiment.loading import load_data
from app.experiment.model import (
    Data,
    Experiment,
    Output,
    Stop,
    TableText,
    Training,
    Weights,
)
from app.experiment.schema import schema
from app.experiment.view import View

__all__ = [
    "KINDS",
    "Data",
    "DenseLayer",
    "Experiment",
    "LayerModel",
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
