"""What differs between two experiments, in words: for two Runs side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.experiment.choices import OneOf
from app.experiment.codec import scalar_text
from app.experiment.fields import extra, settings
from app.experiment.layers import DenseLayer
from app.experiment.registries import features

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.experiment.fields import Setting
    from app.experiment.layers import LayerModel
    from app.experiment.model import Experiment

SAME = "Both are the same, so both show the same numbers at every update."
REST = "Everything else is the same."

SIDES = ("on the left", "on the right")
STACKED = ("above", "below")

SELF_SPEAKING = {"optimizer", "activation"}
"""Fields, by their key in a link, whose choices need no title beside them."""

MOST_NAMED = 2
"""A name for one side holds at most so many of its differences."""


@dataclass(frozen=True)
class Difference:
    """One thing that differs: what it is, its values, and each as a name for its side.

    >>> Difference("Optimizer", "SGD", "Adam", "SGD", "Adam").sentence(SIDES)
    'Optimizer: SGD on the left, Adam on the right.'
    """

    title: str
    left: str
    right: str
    left_name: str
    right_name: str

    def sentence(self, places: tuple[str, str]) -> str:
        """Return the difference as people read it, with the words for where each side is."""
        return f"{self.title}: {self.left} {places[0]}, {self.right} {places[1]}."


def differences(left: Experiment, right: Experiment) -> list[Difference]:
    """Return what differs between two experiments, in the order of their fields."""
    found: list[Difference] = []
    for each in settings(type(left)):
        if each.key == "layers":
            found += _layers(left.layers, right.layers)
        else:
            found += _field(each.title, each, each.read(left), each.read(right))
    return found


def words(found: Sequence[Difference], places: tuple[str, str] = SIDES) -> str:
    """Return the differences in whole sentences."""
    return " ".join([*(each.sentence(places) for each in found), REST]) if found else SAME


def names(found: Sequence[Difference]) -> tuple[str, str]:
    """Return a short name for each side, of what makes it different; empty where nothing does."""
    sides = [each.left_name for each in found], [each.right_name for each in found]
    left, right = (", ".join(_shortened(side)) for side in sides)
    return left, right


def _shortened(parts: list[str]) -> list[str]:
    more = len(parts) - MOST_NAMED
    return parts if more <= 0 else [*parts[:MOST_NAMED], f"{more} more"]


def _field(title: str, each: Setting, left: Any, right: Any) -> Iterator[Difference]:  # noqa: ANN401
    if left == right:
        return
    texts = _text(each, left), _text(each, right)
    if each.key in SELF_SPEAKING:
        yield Difference(title, *texts, *texts)
    else:
        start = each.title[0].lower() + each.title[1:]
        yield Difference(title, *texts, *(f"{start} {_small(text)}" for text in texts))


def _small(text: str) -> str:
    """Write the first letter small, unless the word is an abbreviation."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _text(each: Setting, value: Any) -> str:  # noqa: ANN401 - fields have many types
    """Return a value as people read it."""
    choice = next((kind for kind in each.info.metadata if isinstance(kind, OneOf)), None)
    if choice is not None:
        label = next(found.label for found in choice.choices() if found.name == value)
        return label.lower() if label == "None" else label
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return _list_text(value)
    if isinstance(value, float) and extra(each.info).get("unit") == "%":
        return f"{100 * value:.4g} %"
    return "never" if value is None else scalar_text(value)


def _list_text(values: tuple[Any, ...]) -> str:
    if not all(isinstance(value, str) for value in values):
        return f"{len(values):,}"
    labels = {choice.name: choice.label for choice in features()}
    return ", ".join(labels.get(value, value) for value in values) or "all"


# Hidden layers


def _layers(left: Sequence[LayerModel], right: Sequence[LayerModel]) -> Iterator[Difference]:
    shapes = shape_words(left), shape_words(right)
    if shapes[0] != shapes[1]:
        yield Difference("Hidden layers", *shapes, *(_shape_name(text) for text in shapes))
    dense = _all_dense((*left, *right))
    for kind in dict.fromkeys(type(layer) for layer in (*left, *right)):
        for each in settings(kind):
            # The numbers of units are in the words for the shape.
            if not (dense and each.key == "units"):
                yield from _layer_field(each, kind, left, right)


def _layer_field(
    each: Setting, kind: type[LayerModel], left: Sequence[LayerModel], right: Sequence[LayerModel]
) -> Iterator[Difference]:
    """Compare one field over all layers of a kind: in one sentence where it is alike in all."""
    sides = [[each.read(layer) for layer in side if type(layer) is kind] for side in (left, right)]
    if sides[0] == sides[1] or not all(sides):
        return
    if all(len(set(side)) == 1 for side in sides):
        title = f"{each.title}{_of_which(left, kind)}"
        yield from _field(title, each, sides[0][0], sides[1][0])
    elif [type(layer) for layer in left] == [type(layer) for layer in right]:
        for number, (one, other) in enumerate(zip(left, right, strict=True), start=1):
            if type(one) is kind:
                title = f"{each.title} of layer {number}"
                yield from _field(title, each, each.read(one), each.read(other))
    else:
        texts = [", ".join(_text(each, value) for value in side) for side in sides]
        yield Difference(each.title, texts[0], texts[1], texts[0], texts[1])


def _of_which(layers: Sequence[LayerModel], kind: type[LayerModel]) -> str:
    """Say of which layers a field speaks that is alike in all of a kind."""
    ours = [layer for layer in layers if type(layer) is kind]
    if len(ours) == len(layers):
        return " of all hidden layers" if len(layers) > 1 else ""
    return f" of all {ours[0].called} layers" if len(ours) > 1 else f" of the {ours[0].called}"


def _all_dense(layers: Sequence[LayerModel]) -> bool:
    return all(isinstance(layer, DenseLayer) for layer in layers)


def shape_words(layers: Sequence[LayerModel]) -> str:
    """Return how many hidden layers there are and of how many units, or of which kinds.

    >>> shape_words([DenseLayer(units=8), DenseLayer(units=8)])
    '2 of 8 units'
    >>> shape_words([DenseLayer(units=8), DenseLayer(units=4), DenseLayer(units=1)])
    '3 of 8, 4 and 1 units'
    >>> shape_words([])
    'none'
    """
    if not layers:
        return "none"
    if not _all_dense(layers):
        return ", ".join(layer.called for layer in layers)
    counts = [str(layer.count) for layer in layers]
    if len(set(counts)) == 1:
        return f"{len(counts)} of {counts[0]} unit{'' if counts[0] == '1' else 's'}"
    return f"{len(counts)} of {', '.join(counts[:-1])} and {counts[-1]} units"


def _shape_name(shape: str) -> str:
    if shape == "none":
        return "no hidden layer"
    return shape.replace(" of ", " layer of " if shape.startswith("1 of") else " layers of ")
