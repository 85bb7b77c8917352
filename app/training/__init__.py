"""Training: the Trainer, live edits that keep what was learned, checkpoints.

>>> from app.experiment import Experiment
>>> from app.training import Trainer
>>> trainer = Trainer(Experiment())
>>> trainer.run(epochs=1)
25
>>> sorted(trainer.metrics())
['penalty', 'test_accuracy', 'test_loss', 'train_accuracy', 'train_loss']
"""

from app.training.checkpoint import Checkpoint, CheckpointError
from app.training.description import Description, LayerDescription
from app.training.examples import Examples
from app.training.history import History, Mark
from app.training.many import ManySeeds
from app.training.milestones import Milestone, Timeline
from app.training.operations import (
    AddLayer,
    AddUnit,
    Operation,
    RemoveLayer,
    RemoveUnit,
    SetBias,
    SetWeight,
)
from app.training.picturing import by_example, has_plane, shown_shapes
from app.training.readable import Readable
from app.training.report import EditError, EditReport
from app.training.sizes import (
    MAX_DEPTH,
    MAX_SIZE_SEEDS,
    WIDTHS,
    Size,
    SizeTask,
    most_epochs,
    predicted_seconds,
    sized,
    train_size,
)
from app.training.stacked import StackedTrainer
from app.training.stopping import Stopped
from app.training.trainer import Trainer

__all__ = [
    "MAX_DEPTH",
    "MAX_SIZE_SEEDS",
    "WIDTHS",
    "AddLayer",
    "AddUnit",
    "Checkpoint",
    "CheckpointError",
    "Description",
    "EditError",
    "EditReport",
    "Examples",
    "History",
    "LayerDescription",
    "ManySeeds",
    "Mark",
    "Milestone",
    "Operation",
    "Readable",
    "RemoveLayer",
    "RemoveUnit",
    "SetBias",
    "SetWeight",
    "Size",
    "SizeTask",
    "StackedTrainer",
    "Stopped",
    "Timeline",
    "Trainer",
    "by_example",
    "has_plane",
    "most_epochs",
    "predicted_seconds",
    "shown_shapes",
    "sized",
    "train_size",
]
