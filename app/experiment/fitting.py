"""Whether hidden layers fit the data and one another; told before anything is built.

The engine's classes say what they make of a shape. Here their answers are put together for a whole
row of layers, and a refusal is said so that people see which layer it is and what would help.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from app.experiment.layers import KINDS, DenseLayer, Incoming, LayerModel
from app.nn import Shape, ShapeError
from app.nn.shapes import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.data import Dataset

Layers = tuple[LayerModel, ...]


class DataShape(NamedTuple):
    """What the data give and ask for.

    ``shape`` is that of one example; ``vocabulary`` counts the different tokens, or is 0 where the
    data are no tokens; ``steps`` says that an answer is asked for at every step.
    """

    shape: Shape
    vocabulary: int = 0
    steps: bool = False


class LayerError(ValueError):
    """Layers that do not fit; the message is a sentence for people.

    ``layer`` is the number of the layer to blame, counted from 0.
    """

    def __init__(self, message: str, layer: int) -> None:
        super().__init__(message)
        self.message = message
        self.layer = layer

    @property
    def path(self) -> str:
        """The dotted name of the layer."""
        return f"layers.{self.layer}" if self.layer >= 0 else "layers"


def data_shape(data: Dataset, features: int) -> DataShape:
    """Return what a data set gives to a network that sees so many features of it, and asks for."""
    shape = data.shape if is_shaped(data) else (features,)
    return DataShape(shape, len(data.vocabulary), data.task == "steps")


def is_shaped(data: Dataset) -> bool:
    """Whether examples are pictures, sequences or texts, which are seen with all their values."""
    return len(data.shape) > 1 or bool(data.vocabulary)


@lru_cache(maxsize=512)
def shapes(layers: Layers, data: DataShape) -> tuple[Shape, ...]:
    """Return the shape before the first layer and after each; raise LayerError."""
    found, place, message = _walk(layers, data)
    if message is None:
        return tuple(found)
    if place < len(layers):
        before = (
            f" That is what layer {place}, {layers[place - 1].called}, hands on." if place else ""
        )
        message = f"Layer {place + 1}: {message}{before}"
    at = min(place, len(layers) - 1)
    help_ = _help(layers, place, data, message)
    raise LayerError(f"{message} {help_}".strip(), at)


def fits(layers: Layers, data: DataShape) -> bool:
    """Tell whether the layers fit the data and one another."""
    return _walk(layers, data)[2] is None


def _walk(layers: Layers, data: DataShape) -> tuple[list[Shape], int, str | None]:
    """Return the shapes up to the first problem, its place (that of the output: last), and why."""
    found = [data.shape]
    for place, spec in enumerate(layers):
        shape, back, message = _made(spec, Incoming(found[-1], 0 if place else data.vocabulary))
        if message is None and back > place:
            message = f"There are no {back} layers before to reach back over."
        if message is None and back and found[place - back] != found[-1]:
            message = (
                f"Only equal shapes can be added: {in_words(found[-1])} comes in, and "
                f"{in_words(found[place - back])} from {back} layers before."
            )
        if message is not None:
            return found, place, message
        found.append(shape)
    if data.steps and (len(found[-1]) != 2 or found[-1][0] != data.shape[0]):
        before = f"layer {len(layers)}, {layers[-1].called}," if layers else "the network"
        return (
            found,
            len(layers),
            (
                f"These data ask for an answer at every step, but {before} hands on "
                f"{in_words(found[-1])}."
            ),
        )
    return found, len(layers), None


@lru_cache(maxsize=4096)
def _made(spec: LayerModel, incoming: Incoming) -> tuple[Shape, int, str | None]:
    """Return what a layer hands on, how far it reaches back, and why it does not fit, if so."""
    try:
        layer = spec.make(incoming)
        return layer.shaped(incoming.shape), layer.back, None
    except ShapeError as problem:
        return (), 0, str(problem)


def _help(layers: Layers, place: int, data: DataShape, said: str) -> str:
    """Return a sentence about the nearest change that would help, or nothing if it was said."""
    if place < len(layers):
        rest = (*layers[:place], *layers[place + 1 :])
        for there in range(place - 1, -1, -1):
            moved = (*rest[:there], layers[place], *rest[there:])
            if _reaches(moved, place + 1, data):
                return f"It would fit before layer {there + 1}, {layers[there].called}."
    for model in KINDS.values():
        if model.title.lower() in said.lower():
            continue
        for spec in model.variants():
            helped = (*layers[:place], spec, *layers[place:])
            if _reaches(helped, min(place + 2, len(helped)), data):
                where = "before it" if place < len(layers) else "at the end"
                return f"A layer of the kind “{model.title}” {where} would help."
    return ""


def _reaches(layers: Layers, count: int, data: DataShape) -> bool:
    """Whether the first so many layers fit; with the output if there are no more."""
    if not fits(layers[:count], data._replace(steps=False)):
        return False
    return count < len(layers) or fits(layers, data)


@lru_cache(maxsize=2048)
def choices(layers: Layers, place: int, data: DataShape, *, instead: bool) -> Layers:
    """Return a layer of each kind that fits before layer ``place``, or ``instead`` of it.

    One that is to stand in the place of another keeps the settings that both kinds have.
    """
    near = layers[place] if instead else None
    after = layers[place + 1 :] if instead else layers[place:]
    tries = (
        (spec for spec in model.variants(near) if fits((*layers[:place], spec, *after), data))
        for model in KINDS.values()
    )
    found = (next(each, None) for each in tries)
    return tuple(spec for spec in found if spec is not None)


def adapted(layers: Layers, data: DataShape) -> tuple[Layers, tuple[str, ...]]:
    """Return layers as near to these as the data allow, and a sentence if any had to change.

    Layers that do not fit are left out. If nothing that can learn is left, or an answer at every
    step cannot be given, the plainest layers for such data take their place.
    """
    if fits(layers, data):
        return layers, ()
    kept: list[LayerModel] = []
    alone = False
    for spec in layers:
        # A pool, say, has nothing to do any more without the layer before it.
        alone = (alone and spec.passes) or not fits((*kept, spec), data._replace(steps=False))
        if not alone:
            kept.append(spec)
    if any(spec.counted for spec in kept) and fits(tuple(kept), data):
        gone = _numbers([i + 1 for i, spec in enumerate(layers) if not _among(spec, kept)])
        return tuple(kept), (f"{gone} cannot work on {in_words(data.shape)} and left the network.",)
    plain = next(stack for stack in _plain_stacks() if fits(stack, data))
    words = ", then ".join(spec.title.lower() for spec in plain)
    return plain, (
        f"The hidden layers cannot work on {in_words(data.shape)}; {words} takes their place.",
    )


def _among(spec: LayerModel, kept: Sequence[LayerModel]) -> bool:
    return any(spec is each for each in kept)


def _numbers(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Layer {numbers[0]}"
    return f"Layers {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _plain_stacks() -> Iterator[Layers]:
    """Yield networks to fall back on: one dense layer, else one or two layers of any kinds."""
    yield (DenseLayer(),)
    models = list(KINDS.values())
    for model in models:
        for spec in model.variants():
            yield (spec,)
    for first in models:
        for second in models:
            for spec in second.variants():
                yield (first(), spec)
