"""Feature maps and kernels: what a layer of pictures makes of one, and what excites it most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays
from app.lenses.one_layer import OneLayerLens, OneLayerOptions
from app.lenses.subject import subject_of
from app.nn import Conv2D, receptive_field

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Activity, Look
    from app.nn import Layer, Network
    from app.training import Trainer

    Floats = npt.NDArray[np.floating[Any]]

MOST_EXCITING = 9
"""How many patches of the training pictures are shown."""

MOST_SEARCHED = 500
"""Training pictures among which they are looked for, so that a frame does not wait for them."""


class FeatureMapsOptions(OneLayerOptions):
    """Which layer, which of its channels, and which place of its picture."""

    channel: int = Field(default=0, ge=0, le=10_000, description="The channel, from 0.")
    row: int = Field(default=-1, ge=-1, le=1000, description="A place; -1 is the strongest.")
    column: int = Field(default=-1, ge=-1, le=1000, description="The same across.")


class FeatureMapsLens(OneLayerLens[FeatureMapsOptions]):
    """All channels of a layer for the chosen picture, its kernels, one place term by term."""

    name = "feature_maps"
    title = "Feature maps"
    sentence = (
        "A kernel moves over the picture and looks for the same thing everywhere; each channel "
        "is a map of where it was found."
    )
    options = FeatureMapsOptions
    rate = 4.0
    tab = True
    rank = 12
    absent = (
        "No layer here makes pictures. Let a network that sees pictures begin with a convolution."
    )

    def shows(self, layer: Layer) -> bool:
        """Tell whether a layer makes pictures."""
        return len(layer.shape) == 3

    def look(self, look: Look, options: FeatureMapsOptions) -> Arrays:
        """Return `maps` (C, h, w), `before` (C_in, H, W), `picture` (C₀, H₀, W₀) and `patches`.

        `picture` and `patches` (n, C₀, p, p) are in the data's own units, NaN beyond the edge;
        `excited` (n,) is the channel's value there and `examples` (n,) the pictures' numbers. A
        convolution adds `kernels` (C, C_in, k, k), `biases` (C,) and `sums` (C, h, w), its
        pre-activations.
        """
        trainer = look.trainer
        network, data = trainer.network, trainer.data
        place, places = self.places(trainer, options)
        layer = network.layers[place]
        channel = min(options.channel, layer.shape[0] - 1)
        patches, found = _exciting(look, network, place, channel)
        subject = subject_of(trainer, options)
        activity = look.over("subject", trainer.inputs(subject.raw[:, np.newaxis]))
        maps = activity.activations[place].reshape(layer.shape)
        at = _place(maps[channel], options)
        before = activity.activations[place - 1] if place else activity.inputs
        raw = data.original(subject.raw)
        arrays = {
            "maps": maps.astype(np.float32),
            "before": before.reshape(layer.input_shape).astype(np.float32),
            "picture": raw.reshape(data.shape).astype(np.float32),
            "patches": patches,
            **found,
            **_kernels(layer, activity, place),
        }
        meta = {
            **subject.meta,
            "layer": place,
            "layers": places,
            "channel": channel,
            "place": at,
            "seen": list(receptive_field(network.layers, place, *at)),
            "activation": layer.activation.name if layer.activation else "linear",
            "window": _window(layer, at),
        }
        return Arrays(arrays, meta)


def _place(channel: Floats, options: FeatureMapsOptions) -> tuple[int, int]:
    """Return the row and column that the options name, else those of the largest value."""
    height, width = channel.shape
    if 0 <= options.row < height and 0 <= options.column < width:
        return options.row, options.column
    row, column = divmod(int(np.nan_to_num(channel).argmax()), width)
    return row, column


def _window(layer: Layer, at: tuple[int, int]) -> dict[str, int] | None:
    """Return the upper left pixel that the kernel lies on, and its side; negative is the margin."""
    if layer.window is None:
        return None
    _, height, width = layer.input_shape
    window = layer.window
    top, left = (
        place * window.stride - window.margins(length)[0]
        for place, length in zip(at, (height, width), strict=True)
    )
    return {"top": top, "left": left, "size": window.size}


def _kernels(layer: Layer, activity: Activity, place: int) -> dict[str, Floats]:
    if not isinstance(layer, Conv2D):
        return {}
    parameters = layer.parameters()
    return {
        "kernels": parameters["weights"].astype(np.float32),
        "biases": parameters["bias"].astype(np.float32),
        "sums": activity.preactivations[place].reshape(layer.shape).astype(np.float32),
    }


def _exciting(
    look: Look, network: Network, place: int, channel: int
) -> tuple[Floats, dict[str, npt.NDArray[Any]]]:
    """Return the parts of the training pictures that excite a channel most, strongest first.

    Each picture gives its best place only. What that place sees is found by `receptive_field`.
    """
    trainer = look.trainer
    chosen = trainer.data.train[:MOST_SEARCHED]
    activity = look.over("searched", trainer.inputs(trainer.data.inputs[:, chosen]))
    shape = network.layers[place].shape
    values = np.nan_to_num(activity.activations[place].reshape(*shape, -1)[channel])
    values = values.reshape(-1, len(chosen))
    best = values.argmax(axis=0)
    strength = values.max(axis=0)
    order = np.argsort(-strength, kind="stable")[:MOST_EXCITING]
    boxes = [
        receptive_field(network.layers, place, *divmod(int(best[each]), shape[2])) for each in order
    ]
    examples = chosen[order]
    return _cut(trainer, examples, boxes), {
        "excited": strength[order].astype(np.float32),
        "examples": examples.astype(np.int32),
        "boxes": np.array(boxes, np.int32).reshape(-1, 4),
    }


def _cut(
    trainer: Trainer, examples: npt.NDArray[np.int64], boxes: list[tuple[int, int, int, int]]
) -> Floats:
    """Return the boxes (top, bottom, left, right) of the examples' pictures, NaN around them."""
    data = trainer.data
    sides = (max(bottom - top, right - left) for top, bottom, left, right in boxes)
    side = max(sides, default=1)
    patches = np.full((len(boxes), data.shape[0], side, side), np.nan, np.float32)
    for patch, example, (top, bottom, left, right) in zip(patches, examples, boxes, strict=True):
        picture = data.original(data.inputs[:, example]).reshape(data.shape)
        patch[:, : bottom - top, : right - left] = picture[:, top:bottom, left:right]
    return patches


LENS = FeatureMapsLens()
