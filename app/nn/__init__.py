"""The engine: small neural networks in NumPy, trained by exact updates.

The batch is the last axis of every array. All parameters of a network are one flat vector, of
which the layers hold views; buffers are made once for every batch size. A network learns the
exclusive or:

>>> import numpy as np
>>> from app.nn import LOSSES, OPTIMIZERS, Dense, Network, Stepper
>>> inputs = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], dtype=np.float32)
>>> loss = LOSSES["half_squared"]
>>> targets = loss.encode(np.array([0, 1, 1, 0]), classes=2)
>>> network = Network(inputs=2, layers=[Dense(4, "tanh"), Dense(1, "tanh")])
>>> network.initialize(np.random.default_rng(1))
>>> optimizer = OPTIMIZERS["adam"](network.params.size)
>>> stepper = Stepper(network, loss, optimizer, inputs, targets)
>>> for update in range(500):
...     stepper.step(np.arange(4), learning_rate=0.05)
>>> output = network.forward(inputs)
>>> loss.decide(output).tolist()
[0, 1, 1, 0]
>>> loss.value(output, targets) < 0.01
True
>>> network.activations(0).shape  # what the four hidden units answer to the four examples
(4, 4)
"""

from app.nn.activations import ACTIVATIONS, Activation
from app.nn.arrays import Array, Dtype, Indices, Mask
from app.nn.attention import SelfAttention
from app.nn.conv import Conv2D
from app.nn.dense import Dense
from app.nn.embedding import Embedding
from app.nn.flatten import Flatten
from app.nn.gru import GRU
from app.nn.initializers import INITIALIZERS, Initializer
from app.nn.layer_norm import LayerNorm
from app.nn.layers import Layer, Randomness
from app.nn.losses import LOSSES, Loss
from app.nn.lstm import LSTM
from app.nn.network import Network
from app.nn.normalization import NORMALIZATIONS, NormalizationKind
from app.nn.optimizers import OPTIMIZERS, Optimizer, clip_by_norm
from app.nn.penalties import PENALTIES, Penalty
from app.nn.per_step import PerStep
from app.nn.pooling import AveragePool2D, GlobalAveragePool, GlobalMaxPool, MaxPool2D
from app.nn.receptive import receptive_field
from app.nn.recurrent import RNN, Recurrent
from app.nn.registry import Registry
from app.nn.residual import Residual
from app.nn.schedules import SCHEDULES, Schedule
from app.nn.shapes import Shape, ShapeError, features, in_words
from app.nn.stacked import StackedGenerators, StackedNetwork, StackError
from app.nn.stepper import Stepper
from app.nn.stepwise import FeedForward, StepDense
from app.nn.workspace import Rows, Workspace

__all__ = [
    "ACTIVATIONS",
    "GRU",
    "INITIALIZERS",
    "LOSSES",
    "LSTM",
    "NORMALIZATIONS",
    "OPTIMIZERS",
    "PENALTIES",
    "RNN",
    "SCHEDULES",
    "Activation",
    "Array",
    "AveragePool2D",
    "Conv2D",
    "Dense",
    "Dtype",
    "Embedding",
    "FeedForward",
    "Flatten",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Indices",
    "Initializer",
    "Layer",
    "LayerNorm",
    "Loss",
    "Mask",
    "MaxPool2D",
    "Network",
    "NormalizationKind",
    "Optimizer",
    "Penalty",
    "PerStep",
    "Randomness",
    "Recurrent",
    "Registry",
    "Residual",
    "Rows",
    "Schedule",
    "SelfAttention",
    "Shape",
    "ShapeError",
    "StackError",
    "StackedGenerators",
    "StackedNetwork",
    "StepDense",
    "Stepper",
    "Workspace",
    "clip_by_norm",
    "features",
    "in_words",
    "receptive_field",
]
