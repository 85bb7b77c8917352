"""Windows: the squares through which convolutions and pools see a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.nn.shapes import ShapeError, in_words

if TYPE_CHECKING:
    from app.nn.arrays import Array
    from app.nn.shapes import Shape


@dataclass(frozen=True)
class Window:
    """A square of `size` × `size` pixels that moves over a picture by `stride` pixels.

    With `same`, zeros around the picture give it one place for every `stride` pixels, so that with
    a stride of 1 the result is as large as the picture. Where they cannot be shared out evenly,
    the last row and column get one more, as in TensorFlow. Without, it stays inside the picture,
    and pixels at the end that do not fill a window are not seen.
    """

    size: int
    stride: int
    same: bool = False

    def places(self, length: int) -> int:
        """Return the number of places along an axis of so many pixels, at most 0 if none."""
        if self.same:
            return -(-length // self.stride)
        return (length - self.size) // self.stride + 1

    def places_in(
        self, shape: Shape, *, layer: str, belongs: str, called: str, fits: str
    ) -> tuple[int, int]:
        """Return the number of places down and across a picture of this shape `(C, H, W)`.

        The others are words for people: who needs a picture and where it belongs, what the window
        is called and what would fit.

        Raises:
            ShapeError: for another shape, or a picture that is smaller than the window.

        """
        if len(shape) != 3:
            raise ShapeError(
                f"{layer} needs a picture (channels × height × width), but what comes in here is "
                f"{in_words(shape)}. {belongs}"
            )
        down, across = self.places(shape[1]), self.places(shape[2])
        if min(down, across) < 1:
            raise ShapeError(
                f"{called} of {self.size} × {self.size} does not fit into {in_words(shape)}. {fits}"
            )
        return down, across

    def margins(self, length: int) -> tuple[int, int]:
        """Return how many zeros stand before and after an axis of so many pixels."""
        if not self.same:
            return 0, 0
        missing = max((self.places(length) - 1) * self.stride + self.size - length, 0)
        return missing // 2, missing - missing // 2

    def span(self, first: int, end: int, length: int) -> tuple[int, int]:
        """Return the pixels, first and past the last, that places `first` to `end - 1` see."""
        before, _ = self.margins(length)
        start = first * self.stride - before
        return max(start, 0), min((end - 1) * self.stride + self.size - before, length)

    def frames(self, shape: Shape) -> bool:
        """Tell whether a picture of this shape `(C, H, W)` gets margins."""
        return any(self.margins(shape[1]) + self.margins(shape[2]))

    def frame(self, picture: Array) -> tuple[Array, Array]:
        """Return zeros of the size of a picture `(C, H, W, B)` with its margins, and their middle.

        The middle is a view of the size of the picture.
        """
        channels, height, width, batch = picture.shape
        (top, bottom), (left, right) = self.margins(height), self.margins(width)
        shape = (channels, top + height + bottom, left + width + right, batch)
        whole = np.zeros(shape, picture.dtype)
        return whole, whole[:, top : top + height, left : left + width]

    def view(self, picture: Array) -> Array:
        """Return what stands at each pixel of the window at each place, as a view.

        Shapes: the picture, its margins included, `(C, H, W, B)`; the result
        `(C, size, size, places down, places across, B)`.
        """
        squares = np.lib.stride_tricks.sliding_window_view(
            picture, (self.size, self.size), axis=(1, 2), writeable=True
        )
        # The axes are now (C, down, across, B, row, column).
        return squares[:, :: self.stride, :: self.stride].transpose(0, 4, 5, 1, 2, 3)
