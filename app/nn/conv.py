"""The convolution: small kernels that look for the same thing at every place of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from app.nn.activations import ACTIVATIONS
from app.nn.layers import Layer
from app.nn.windows import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.nn.arrays import AnyArray, Array
    from app.nn.initializers import Initializer
    from app.nn.layers import Axis, Randomness
    from app.nn.shapes import Shape
    from app.nn.workspace import Rows

PADDINGS = ("same", "valid")

COLUMNS_BYTES = 1 << 20
"""How large a layer's matrix of patches may be: it should stay in the processor's cache, and a
batch of thousands must not take hundreds of megabytes. Larger batches go through it in parts."""


class Conv2D(Layer):
    """`y[o] = f(Σ_c W[o, c] ⋆ x[c] + b[o])`: each channel is a kernel moved over the picture.

    Shapes: x `(C, H, W, B)` as rows `(C·H·W, B)`, W `(channels, C, kernel, kernel)`, b
    `(channels,)`, y `(channels, places down, places across, B)`. As in all of the field's
    libraries ⋆ is the cross-correlation: the kernel is not turned around.

    The patches under the kernel are put side by side as the columns of one matrix, with a row of
    ones below (im2col; Chellapilla, Puri and Simard, 2006), so that the layer is `[W b]` times
    that matrix, for all places and examples at once. Backward, with d = dL/dy · f'(z): dL/dW =
    d·columnsᵀ, and Wᵀ·d holds for every patch what its pixels get, which is added up in place.

    Args:
        channels: the number of kernels.
        kernel: height and width of each, in pixels.
        stride: by how many pixels it moves from place to place.
        padding: "same" puts zeros around the picture, so that with a stride of 1 the result is
            as large as the picture; "valid" keeps the kernel inside.
        activation: a name of `ACTIVATIONS`.
        frozen: whether training leaves the layer as it is.

    Raises:
        KeyError: for an unknown activation.
        ValueError: for a number below 1 or an unknown padding.

    """

    penalized = ("weights",)
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {
        "weights": ("out", "in", "", ""),
        "bias": ("out",),
    }
    window: Window

    def __init__(
        self,
        channels: int,
        kernel: int = 3,
        stride: int = 1,
        padding: Literal["same", "valid"] = "same",
        activation: str = "relu",
        *,
        frozen: bool = False,
    ) -> None:
        super().__init__(ACTIVATIONS[activation], frozen=frozen)
        if min(channels, kernel, stride) < 1:
            raise ValueError("channels, kernel and stride must be at least 1")
        if padding not in PADDINGS:
            raise ValueError(f"padding must be one of {', '.join(PADDINGS)}, not {padding!r}")
        self.channels = channels
        self.window = Window(kernel, stride, padding == "same")
        self._function = ACTIVATIONS[activation].value

    def shaped(self, shape: Shape) -> Shape:
        """Return `(channels, places down, places across)`; see `Layer.shaped`."""
        places = self.window.places_in(
            shape,
            layer="A convolution",
            belongs="It belongs after pictures, before any layer that makes a row of them.",
            called="A kernel",
            fits="A smaller kernel fits, and so does the padding “same”.",
        )
        return (self.channels, *places)

    @property
    def _fan_in(self) -> int:
        """The number of weights of one kernel."""
        channels: int = self.input_shape[0]
        return channels * self.window.size**2

    @property
    def size(self) -> int:
        """The weights of all kernels and the biases."""
        return self.channels * (self._fan_in + 1)

    @property
    def work(self) -> int:
        """Every weight is used at every place."""
        _, down, across = self.shape
        return self.size * down * across

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views named "weights" `(channels, C, kernel, kernel)` and "bias"."""
        matrix = vector.reshape(self.channels, self._fan_in + 1)
        size = self.window.size
        weights = matrix[:, :-1].reshape(self.channels, self.input_shape[0], size, size)
        return {"weights": weights, "bias": matrix[:, -1]}

    def bind(self, params: Array, grads: Array) -> None:
        """Take the layer's parts of both vectors and make the views the passes use."""
        super().bind(params, grads)
        self._matrix = params.reshape(self.channels, -1)
        self._matrix_gradient = grads.reshape(self.channels, -1)
        self._weights_t = self._matrix[:, :-1].T

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw the kernels and set the biases.

        A value reaches all channels at all places of the kernel, whatever the stride (as in
        Keras and PyTorch).
        """
        reached = self.channels * self.window.size**2
        initializer.fill(self._matrix[:, :-1], rng, scale, reached)
        self._parameters["bias"].fill(bias)

    def pass_on(self) -> bool:
        """Let every kernel copy its channel, where there are as many and the size stays."""
        middle, rest = divmod(self.window.size, 2)
        if self.input_shape != self.shape or not rest:
            return False
        self._matrix.fill(0)
        self._parameters["weights"][:, :, middle, middle] = np.eye(self.channels)
        return True

    # Passes

    def prepare(self, rows: Rows) -> None:
        """Add the framed picture, the columns, and what the backward pass needs."""
        extra, shape, window = rows.extra, self.input_shape, self.window
        channels, down, across = self.shape
        batch = rows.z.shape[-1]
        picture = rows.inputs[:-1].reshape(*shape, batch)
        gradient = rows.input_gradient[:-1].reshape(*shape, batch)
        if window.frames(shape):
            extra["picture"], extra["gradient"] = picture, gradient
            picture, extra["inner"] = window.frame(picture)
            gradient, extra["inner_gradient"] = window.frame(gradient)
        extra["patches"] = window.view(picture)
        extra["patch_gradients"] = window.view(gradient)
        extra["whole_gradient"] = gradient
        for name in ("z", "derivatives"):
            extra[name] = getattr(rows, name).reshape(channels, down * across, batch)

        column = (self._fan_in + 1) * down * across
        at_once = min(max(COLUMNS_BYTES // (column * rows.z.itemsize), 1), batch)
        for name in ("columns", "column_gradients"):
            extra[name] = np.zeros(column * at_once, rows.z.dtype)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write z and f(z)."""
        extra = rows.extra
        if "inner" in extra:
            np.copyto(extra["inner"], extra["picture"])
        parts = self._parts(rows)
        for part in parts:
            columns = self._columns(rows, part)
            z = extra["z"][:, :, part]
            if len(parts) > 1:
                z[...] = self._matrix.dot(columns).reshape(z.shape)
            else:
                self._matrix.dot(columns, z.reshape(self.channels, -1))
        self._function(rows.z, rows.values)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write dL/dW and dL/db, and dL/dx if asked for."""
        extra = rows.extra
        delta = rows.derivatives
        np.multiply(delta, rows.gradient, delta)
        if to_inputs:
            extra["whole_gradient"].fill(0)
        parts = self._parts(rows)
        if len(parts) > 1:
            self._matrix_gradient.fill(0)
        for part in parts:
            sums = extra["derivatives"][:, :, part].reshape(self.channels, -1)
            if len(parts) > 1:
                self._matrix_gradient += sums.dot(self._columns(rows, part).T)
            else:
                sums.dot(self._room(rows, "columns", part).T, self._matrix_gradient)
            if to_inputs:
                self._spread(rows, part, sums)
        if to_inputs and "inner_gradient" in extra:
            np.copyto(extra["gradient"], extra["inner_gradient"])

    def _parts(self, rows: Rows) -> list[slice]:
        """Return the parts of a batch that go through the columns one after the other."""
        batch = rows.z.shape[-1]
        column = (self._fan_in + 1) * self.shape[1] * self.shape[2]
        at_once = rows.extra["columns"].size // column
        return [slice(i, min(i + at_once, batch)) for i in range(0, batch, at_once)]

    def _room(self, rows: Rows, name: str, part: slice) -> Array:
        """Return the part of a buffer that has a row for each weight and one below."""
        height = self._fan_in + 1
        count = self.shape[1] * self.shape[2] * (part.stop - part.start)
        return rows.extra[name][: height * count].reshape(height, count)

    def _columns(self, rows: Rows, part: slice) -> Array:
        """Return the patches of a part of the batch as columns, a one below each."""
        columns = self._room(rows, "columns", part)
        patches = rows.extra["patches"][..., part]
        np.copyto(columns[:-1].reshape(patches.shape), patches)
        columns[-1] = 1
        return columns

    def _spread(self, rows: Rows, part: slice, delta: Array) -> None:
        """Add to the gradient of every pixel what it gets from all patches it is in (col2im)."""
        patches = rows.extra["patch_gradients"][..., part]
        columns = self._room(rows, "column_gradients", part)[:-1]
        self._weights_t.dot(delta, columns)
        # At one place of the kernel no two patches meet, so that each can be added in one call.
        by_place = columns.reshape(patches.shape)
        for row, column in np.ndindex(patches.shape[1:3]):
            into = patches[:, row, column]
            np.add(into, by_place[:, row, column], into)

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return "patches": `(C, kernel, kernel, places down, places across, B)`.

        What each place of the output sees of the input, zeros around the picture included.
        """
        return {"patches": rows.extra["patches"]}
