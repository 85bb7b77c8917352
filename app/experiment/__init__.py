"""The Experiment: the declarative description of everything reproducible."""

from app.experiment.model import (
    Data,
    DenseLayer,
    Experiment,
    LayerSpec,
    Output,
    Stop,
    TableText,
    Training,
    View,
    Weights,
)

__all__ = [
    "Data",
    "DenseLayer",
    "Experiment",
    "LayerSpec",
    "Output",
    "Stop",
    "TableText",
    "Training",
    "View",
    "Weights",
]
