"""What every kind of layer has: a shape, parameters in the flat vector, and two passes.

A kind of layer is one class in a file of its own. Its units are rows of the workspace's
matrices; a layer with more axes (channels, time) reads its rows as a view of that shape.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from app.nn.activations import Activation
    from app.nn.arrays import AnyArray, Array
    from app.nn.initializers import Initializer
    from app.nn.workspace import Rows


class Randomness(Protocol):
    """Where dropout gets its numbers from: a generator of NumPy, or one for each of a stack."""

    def random(self, size: tuple[int, ...], /) -> npt.NDArray[np.float64]:
        """Return numbers of this shape, uniform in [0, 1)."""


class Layer(ABC):
    """One layer of a network; see `Dense` for the plainest one.

    Attributes:
        units: the number of outputs of the layer.
        inputs: the number of its inputs, known once the layer is in a network.
        activation: the elementwise function whose derivative the workspace computes for the
            layer's rows, or None.
        frozen: whether training leaves the layer as it is. Read when a `Stepper` is made.
        penalized: the names of the parameters that penalties act on.

    """

    penalized: tuple[str, ...] = ()

    def __init__(
        self, units: int, activation: Activation | None = None, *, frozen: bool = False
    ) -> None:
        if units < 1:
            raise ValueError(f"a layer needs at least one unit, not {units}")
        self.units = units
        self.inputs = 0
        self.activation = activation
        self.frozen = frozen
        self._parameters: dict[str, Array] = {}
        self._gradients: dict[str, Array] = {}

    # Shape and parameters

    def build(self, inputs: int) -> None:
        """Take the number of inputs, once, when the layer enters a network.

        Raises:
            ValueError: if the layer is in a network already or does not fit the inputs.

        """
        if self.inputs:
            raise ValueError("a layer can be in one network only; make a new one")
        self.inputs = inputs

    @property
    @abstractmethod
    def size(self) -> int:
        """The number of parameters of the layer."""

    @abstractmethod
    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return named views of the layer's part `(size,)` of a flat vector.

        The vector may be the parameters, the gradient, a moment of an optimizer or a mask.
        """

    def bind(self, params: Array, grads: Array) -> None:
        """Take the layer's parts of the network's parameter and gradient vectors."""
        self._parameters = self.split(params)
        self._gradients = self.split(grads)

    def parameters(self) -> dict[str, Array]:
        """Return views of the parameters by name."""
        return dict(self._parameters)

    def gradients(self) -> dict[str, Array]:
        """Return views of the gradients of the latest backward pass by name."""
        return dict(self._gradients)

    @abstractmethod
    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Write starting values into the parameters, and forget any other state."""

    # Passes

    @property
    def stochastic(self) -> bool:
        """Whether a forward pass of training needs a random generator."""
        return False

    def prepare(self, rows: Rows) -> None:
        """Add the layer's own buffers to its rows of a new workspace."""
        return

    @abstractmethod
    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Fill `rows.z`, `rows.values` and `rows.outputs` from `rows.inputs`."""

    @abstractmethod
    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Fill the gradients, and `rows.input_gradient` if `to_inputs`.

        Reads `rows.gradient` and `rows.derivatives`.
        """

    # What is neither shape nor parameter

    def state(self) -> dict[str, Array]:
        """Return copies of what the layer remembers besides its parameters, by name."""
        return {}

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Put back what `state` returned."""
        return
