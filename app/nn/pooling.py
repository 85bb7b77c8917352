"""Pools: the largest or the mean value of each part of a picture, or of all of it.

A pool has no parameters. It looks at every channel by itself.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.nn.layers import Fixed
from app.nn.shapes import Shape, ShapeError, in_words
from app.nn.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.nn.arrays import Array, Indices, Mask
    from app.nn.layers import Randomness
    from app.nn.workspace import Rows


class Pool(Fixed):
    """One number for each place of a window of `size` × `size` pixels.

    Shapes: x `(C, H, W, B)` as rows `(C·H·W, B)`, y `(C, places down, places across, B)`. The
    windows stay inside the picture, so pixels at the end that do not fill one are not seen.

    Args:
        size: height and width of the window, in pixels.
        stride: by how many pixels it moves from place to place.

    Raises:
        ValueError: for a number below 1.

    """

    window: Window

    def __init__(self, size: int = 2, stride: int = 2) -> None:
        super().__init__()
        if min(size, stride) < 1:
            raise ValueError("size and stride must be at least 1")
        self.window = Window(size, stride)

    def shaped(self, shape: Shape) -> Shape:
        """Return `(C, places down, places across)`; see `Layer.shaped`."""
        places = self.window.places_in(
            shape,
            layer="A pool",
            belongs="It belongs after a convolution; of a sequence, a global pool takes all steps "
            "together.",
            called="A pool",
            fits="A smaller one fits, or fewer pools before it.",
        )
        return (shape[0], *places)

    def prepare(self, rows: Rows) -> None:
        """Add views: for each pixel of the window, its values at all places."""
        super().prepare(rows)
        batch = rows.values.shape[-1]
        extra, shape = rows.extra, self.input_shape
        extra["pixels"] = self._by_pixel(rows.inputs[:-1].reshape(*shape, batch))
        extra["pixel_gradients"] = self._by_pixel(rows.input_gradient[:-1].reshape(*shape, batch))
        extra["values"] = rows.values.reshape(*self.shape, batch)
        extra["gradient"] = rows.gradient.reshape(*self.shape, batch)
        # Without an activation this memory is free.
        extra["share"] = rows.derivatives.reshape(*self.shape, batch)
        if self._overlaps:
            extra["sum"] = np.zeros_like(extra["values"])

    def _by_pixel(self, picture: Array) -> Array:
        """Return `(size · size, C, places down, places across, B)`, from the top left."""
        return self.window.view(picture).transpose(1, 2, 0, 3, 4, 5)

    @property
    def _overlaps(self) -> bool:
        return self.window.stride < self.window.size

    def _clear(self, rows: Rows) -> None:
        """Put 0 where no window writes, or where several add up."""
        stride, size = self.window.stride, self.window.size
        if stride != size or any(length % size for length in self.input_shape[1:]):
            rows.input_gradient[:-1].fill(0)


class MaxPool2D(Pool):
    """The largest value under the window; see `Pool`.

    The gradient goes to the pixel that has it. If several do, it goes to the first of them, row
    by row from the top left.
    """

    def prepare(self, rows: Rows) -> None:
        """Add room to remember which pixels have the largest value."""
        super().prepare(rows)
        rows.own = np.zeros(rows.extra["values"].shape, np.bool_)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write the largest values."""
        first, *others = _each(rows.extra["pixels"])
        values = rows.extra["values"]
        np.copyto(values, first)
        for pixel in others:
            np.maximum(values, pixel, out=values)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write dL/dx if asked for."""
        if not to_inputs:
            return
        extra = rows.extra
        values, hits, rest = extra["values"], rows.own, extra["share"]
        self._clear(rows)
        # What a pixel takes is gone from the rest, so later ones that are equal get nothing.
        np.copyto(rest, extra["gradient"])
        for pixel, gradient in zip(
            _each(extra["pixels"]), _each(extra["pixel_gradients"]), strict=True
        ):
            taken = extra["sum"] if self._overlaps else gradient
            np.equal(pixel, values, out=hits)
            np.multiply(rest, hits, taken)
            np.subtract(rest, taken, rest)
            if self._overlaps:
                np.add(gradient, taken, gradient)


class AveragePool2D(Pool):
    """The mean of the values under the window, which share the gradient; see `Pool`."""

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write the means."""
        first, *others = _each(rows.extra["pixels"])
        values = rows.extra["values"]
        np.copyto(values, first)
        for pixel in others:
            np.add(values, pixel, values)
        np.multiply(values, 1 / self.window.size**2, values)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write dL/dx if asked for."""
        if not to_inputs:
            return
        share = rows.extra["share"]
        self._clear(rows)
        np.multiply(rows.extra["gradient"], 1 / self.window.size**2, share)
        for gradient in _each(rows.extra["pixel_gradients"]):
            if self._overlaps:
                np.add(gradient, share, gradient)
            else:
                np.copyto(gradient, share)


def _each(pixels: Array) -> Iterator[Array]:
    """Yield the values of each pixel of the window, row by row."""
    for row in pixels:
        yield from row


@dataclass(slots=True)
class Places:
    """A global pool's views of its input and its gradient, `(units, places, B)`, and its buffers.

    Attributes:
        there: which steps count, `(T, B)`, or None if all do.
        hits: which places have the largest value.
        found: the first of them for each unit and example, `(units, B)`.
        starts: where a unit's first place stands in memory, `(units, B)`, counted in values.
        step: how far the next one stands from it.

    """

    values: Array
    gradients: Array
    hits: Mask
    found: Indices
    starts: Indices
    step: int
    there: Mask | None = None


class GlobalPool(Fixed):
    """One number for each channel of a picture, or for each value of the steps of a sequence.

    Shapes: x `(C, H, W, B)` or `(T, U, B)`, y `(C, B)` or `(U, B)`. Steps that an example does
    not have are left out; of an example without any the first one counts.
    """

    def shaped(self, shape: Shape) -> Shape:
        """Return `(C,)` or `(U,)`; see `Layer.shaped`."""
        if len(shape) == 3:
            return shape[:1]
        if len(shape) == 2:
            return shape[1:]
        raise ShapeError(
            "A global pool needs a picture or a sequence, but what comes in here is "
            f"{in_words(shape)}. It belongs before any layer that makes a row."
        )

    def prepare(self, rows: Rows) -> None:
        """Make views in which the places of a picture, or the steps, are the middle axis."""
        super().prepare(rows)
        values = self._by_unit(rows.inputs[:-1])
        units, _, batch = values.shape
        strides = [stride // values.itemsize for stride in values.strides]
        unit, example = np.ogrid[:units, :batch]
        rows.own = Places(
            values=values,
            gradients=self._by_unit(rows.input_gradient[:-1]),
            hits=np.zeros(values.shape, np.bool_),
            found=np.zeros((units, batch), np.intp),
            starts=unit * strides[0] + example * strides[2],
            step=strides[1],
        )

    def _by_unit(self, values: Array) -> Array:
        """Return a view `(units, places, B)`."""
        batch = values.shape[-1]
        if len(self.input_shape) == 3:
            return values.reshape(self.units, -1, batch)
        return values.reshape(-1, self.units, batch).swapaxes(0, 1)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Find out which steps there are, then write the values."""
        places: Places = rows.own
        places.there = None
        if rows.ends is not None:
            places.there = np.logical_not(rows.ends.ended)
            places.there[0] = True
        self._pool(places, rows.values)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write dL/dx if asked for."""
        if to_inputs:
            self._share(rows.own, rows)

    @abstractmethod
    def _pool(self, places: Places, into: Array) -> None:
        """Write one number for each unit and example."""

    @abstractmethod
    def _share(self, places: Places, rows: Rows) -> None:
        """Write dL/dx."""


class GlobalMaxPool(GlobalPool):
    """The largest value of each channel, wherever it is; see `GlobalPool`.

    The gradient goes to the place that has it, the first one if there are several: row by row
    from the top left of a picture, from the start of a sequence.
    """

    def _pool(self, places: Places, into: Array) -> None:
        if places.there is None:
            np.maximum.reduce(places.values, axis=1, out=into)
        else:
            lowest = -np.inf
            np.maximum.reduce(places.values, 1, out=into, where=places.there, initial=lowest)

    def _share(self, places: Places, rows: Rows) -> None:
        found = places.found
        np.equal(places.values, rows.values[:, np.newaxis], out=places.hits)
        if places.there is not None:
            np.logical_and(places.hits, places.there, out=places.hits)
        places.hits.argmax(1, out=found)
        np.multiply(found, places.step, found)
        np.add(found, places.starts, found)
        gradient = rows.input_gradient[:-1]
        gradient.fill(0)
        gradient.reshape(-1)[found] = rows.gradient


class GlobalAveragePool(GlobalPool):
    """The mean of each channel over all places, which share the gradient; see `GlobalPool`."""

    def _pool(self, places: Places, into: Array) -> None:
        where = True if places.there is None else places.there
        np.add.reduce(places.values, axis=1, out=into, where=where)
        self._divide(into, places, into)

    def _share(self, places: Places, rows: Rows) -> None:
        # Without an activation this memory is free.
        share = rows.derivatives
        self._divide(rows.gradient, places, share)
        if places.there is None:
            np.copyto(places.gradients, share[:, np.newaxis])
        else:
            np.multiply(share[:, np.newaxis], places.there, places.gradients)

    def _divide(self, values: Array, places: Places, into: Array) -> None:
        """Divide `(units, B)` by how many places count."""
        if places.there is not None:
            np.divide(values, places.there.sum(axis=0), out=into)
        elif self.reads_steps:
            # An example must not depend on whether another one of its batch lacks steps, and
            # multiplying by 1/n may round the last digit otherwise.
            np.divide(values, places.hits.shape[1], out=into)
        else:
            np.multiply(values, 1 / places.hits.shape[1], into)
