"""What every kind of layer has: a shape, parameters in the flat vector, and two passes.

A kind of layer is one class in a file of its own. Its units are rows of the workspace's
matrices; a layer with more axes (channels, time) reads its rows as a view of that shape.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, TypeAlias

from app.nn.shapes import Shape, ShapeError, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from app.nn.activations import Activation
    from app.nn.arrays import AnyArray, Array
    from app.nn.initializers import Initializer
    from app.nn.windows import Window
    from app.nn.workspace import Rows


Axis: TypeAlias = Literal["out", "in", "own", ""]
"""What an axis of a parameter counts: the features that the layer hands on, those of the layer
before, inner parts of the layer that editing adds and takes away (such as heads), or neither."""


class Randomness(Protocol):
    """Where dropout gets its numbers from: a generator of NumPy, or one for each of a stack."""

    def random(self, size: tuple[int, ...], /) -> npt.NDArray[np.float64]:
        """Return numbers of this shape, uniform in [0, 1)."""


class Layer(ABC):
    """One layer of a network; see `Dense` for the plainest one.

    Attributes:
        input_shape: the shape of what comes in, known once the layer is in a network.
        shape: the shape of what the layer hands on, known from then on too.
        inputs: the number of values that come in, all axes of `input_shape` multiplied.
        units: the number of values handed on, all axes of `shape` multiplied.
        activation: the elementwise function whose derivative the workspace computes for the
            layer's rows, or None.
        frozen: whether training leaves the layer as it is. Read when a `Stepper` is made.
        penalized: the names of the parameters that penalties act on.
        axes: what each axis of a named parameter counts, so that an edit of the network can carry
            over what has been learned.
        back: over how many layers before it the layer reaches back for a second input, or 0.
        window: the window through which every place of a picture sees the picture before, for a
            layer that has one.

    """

    penalized: ClassVar[tuple[str, ...]] = ()
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {}
    back: int = 0
    window: Window | None = None

    def __init__(self, activation: Activation | None = None, *, frozen: bool = False) -> None:
        self.input_shape: Shape = ()
        self.shape: Shape = ()
        self.inputs = 0
        self.units = 0
        self.activation = activation
        self.frozen = frozen
        self._parameters: dict[str, Array] = {}
        self._gradients: dict[str, Array] = {}

    # Shape and parameters

    @abstractmethod
    def shaped(self, shape: Shape) -> Shape:
        """Return the shape that the layer makes of an input shape; nothing is built.

        Raises:
            ShapeError: if the layer does not fit the shape.

        """

    def build(self, shape: Shape) -> None:
        """Take the shape of the inputs, once, when the layer enters a network.

        Raises:
            ValueError: if the layer is in a network already.
            ShapeError: if it does not fit the shape.

        """
        if self.inputs:
            raise ValueError("a layer can be in one network only; make a new one")
        self.shape = self.shaped(shape)
        self.input_shape = shape
        self.inputs = prod(shape)
        self.units = prod(self.shape)

    def join(self, shape: Shape) -> None:
        """Take the shape of the second input of a layer that reaches back.

        Raises:
            ShapeError: if it is not that of the first.

        """
        if shape != self.input_shape:
            raise ShapeError(
                f"Only equal shapes can be added: {in_words(self.input_shape)} comes in, and "
                f"{in_words(shape)} from {self.back} layers before."
            )

    @property
    def reads_steps(self) -> bool:
        """Whether what comes in is a sequence, of which an example may lack steps at its end."""
        return len(self.input_shape) == 2

    @property
    @abstractmethod
    def size(self) -> int:
        """The number of parameters of the layer."""

    @property
    def work(self) -> int:
        """How many multiplications a forward pass of one example takes, roughly.

        It is the number of parameters where each is used once.
        """
        return self.size

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

    def pass_on(self) -> bool:
        """Write parameters with which the layer hands on what comes in; return whether it can.

        An edit inserts a layer so that the network goes on doing what it did. What an activation
        makes of the values is not asked here.
        """
        return False

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

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return named views of what the layer computed inside in the latest forward pass.

        The last axis is the batch; a kind with anything to show says what the others are.
        """
        return {}

    # What is neither shape nor parameter

    def state(self) -> dict[str, Array]:
        """Return copies of what the layer remembers besides its parameters, by name."""
        return {}

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Put back what `state` returned."""
        return


class Fixed(Layer):
    """A layer without parameters: it computes, and there is nothing to learn."""

    def __init__(self) -> None:
        super().__init__()

    @property
    def size(self) -> int:
        """There are no parameters."""
        return 0

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return nothing: there is nothing to name."""
        return {}

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Do nothing."""

    def prepare(self, rows: Rows) -> None:
        """Let the pre-activations be the values, since there is no activation."""
        rows.z = rows.values
