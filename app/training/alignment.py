"""Which old feature each feature of a changed network continues.

A feature is what a layer hands on: a unit, a channel of a picture, a value of every step. Layers
such as pools hand on the features that come in; the layer that made them is their maker. The
weights into a layer keep their meaning as long as its features have the same maker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.nn.shapes import features

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.nn import Layer, Network, Shape

IntArray = NDArray[np.intp]

INPUTS = -1
"""Stands for the data as the maker of features."""


@dataclass(frozen=True)
class LayerLink:
    """Which old layer a layer of the new network continues; None for one that is new.

    ``removed`` is the number of the unit, channel or head that was taken out of it, -1 for none;
    what there is of them more than before is new.
    """

    old: int | None
    removed: int = -1


@dataclass(frozen=True)
class Side:
    """One of the two networks, as far as an alignment needs it.

    ``counts`` says how many units, channels or heads each layer has, ``passes`` which layers hand
    on the features that come in.
    """

    network: Network
    counts: Sequence[int]
    passes: Sequence[bool]

    def traces(self) -> list[Trace]:
        """Return the trace of what comes into each layer."""
        found = [Trace(INPUTS, self.network.shape)]
        for place, layer in enumerate(self.network.layers):
            found.append(_through(found[-1], layer, place, self.passes[place]))
        return found


@dataclass(frozen=True)
class Trace:
    """Where values come from: the layer that made them, and their shape before any flattening."""

    maker: int
    layout: Shape


def _through(before: Trace, layer: Layer, place: int, passes: bool) -> Trace:
    if passes and layer.shape == (prod(before.layout),):
        return before
    if passes and features(layer.shape) == features(before.layout):
        return Trace(before.maker, layer.shape)
    return Trace(place, layer.shape)


@dataclass(frozen=True)
class InputMap:
    """For each value, feature and token of the new data the index of the old one, or -1."""

    values: IntArray
    features: IntArray
    tokens: IntArray = field(default_factory=lambda: np.zeros(0, np.intp))

    @property
    def empty(self) -> bool:
        """Whether nothing is left of the old inputs."""
        return not any((each >= 0).any() for each in (self.values, self.features, self.tokens))


class Alignment:
    """The new network seen from the old one.

    ``links`` say which old layer each layer continues; the last one is that of the output layer.
    ``passed_on`` are new layers that were made to hand on what comes in, ``fitted`` layers whose
    weights were fitted to what comes in now.
    """

    def __init__(
        self,
        old: Side,
        new: Side,
        inputs: InputMap,
        links: Sequence[LayerLink],
        passed_on: Collection[int] = (),
    ) -> None:
        self.inputs = inputs
        self.links = tuple(links)
        self.passed_on = frozenset(passed_on)
        self.fitted: set[int] = set()
        self._old, self._new = old, new
        self._before, self._after = old.traces(), new.traces()

    def old(self, place: int) -> int | None:
        """Return the old layer that a layer continues, or None if it is new or another kind."""
        old = self.links[place].old
        if old is None:
            return None
        same = type(self._old.network.layers[old]) is type(self._new.network.layers[place])
        return old if same else None

    def continues(self, place: int) -> bool:
        """Whether the weights into a layer still have their old meaning.

        They do if the layer is old, and the features that come in have the maker they had.
        """
        old = self.old(place)
        return old is not None and not self.restarts(place) and self._same_maker(place, old)

    def _same_maker(self, place: int, old: int) -> bool:
        before, after = self._before[old].maker, self._after[place].maker
        if INPUTS in (before, after):
            return before == after
        return self.old(after) == before

    def restarts(self, place: int) -> bool:
        """Whether an old layer must start anew because none of the inputs it knew is left."""
        old = self.old(place)
        if old is None or not self.inputs.empty:
            return False
        return self._before[old].maker == self._after[place].maker == INPUTS

    def undisturbed(self, place: int) -> bool:
        """Whether between the maker and a layer stand the layers that stood there."""
        old = self.old(place)
        assert old is not None  # only kept layers are asked about
        between = range(self._after[place].maker + 1, place)
        return [self.old(each) for each in between] == list(range(self._before[old].maker + 1, old))

    def same_inputs(self, place: int, old: int) -> bool:
        """Whether into a layer comes, value for value, what came into an old one."""
        before, after = self._before[old], self._after[place]
        if before.layout != after.layout:
            return False
        if INPUTS in (before.maker, after.maker):
            return before.maker == after.maker
        kept = self.items(after.maker)
        return self.old(after.maker) == before.maker and np.array_equal(kept, np.arange(len(kept)))

    def items(self, place: int) -> IntArray:
        """Return for each unit, channel or head of a layer the old one that it continues, or -1."""
        link, new = self.links[place], self._new.counts[place]
        if self.old(place) is None or link.old is None:
            return np.full(new, -1)
        kept = np.arange(new)
        if link.removed >= 0:
            kept += kept >= link.removed
        return np.where(kept < self._old.counts[link.old], kept, -1)

    def incoming(self, place: int, length: int, known: int) -> IntArray:
        """Return for each of ``length`` things that come in the old one that it continues, or -1.

        They are features or values, whichever there are so many of; ``known`` is how many the old
        layer had.
        """
        old = self.old(place)
        if old is None or not self._same_maker(place, old):
            return np.full(length, -1)
        before, after = self._before[old], self._after[place]
        if after.maker == INPUTS:
            at_once = (before.layout, after.layout) == (
                self._old.network.shape,
                self._new.network.shape,
            )
            for known_map in (self.inputs.tokens, self.inputs.values)[: 2 if at_once else 0]:
                if len(known_map) == length:
                    return known_map
            made = self.inputs.features
        else:
            made = self.items(after.maker)
        if (length, known) == (features(after.layout), features(before.layout)):
            return made
        return _spread(made, after.layout, before.layout, length)

    def outgoing(self, place: int, length: int, known: int) -> IntArray:
        """Return for each feature that a layer hands on the old one that it continues, or -1."""
        if self._new.passes[place]:
            return self.incoming(place, length, known)
        return self.items(place)

    def axis(self, place: int, kind: str, length: int, known: int) -> IntArray:
        """Return for each place on an axis of a parameter the old one, or -1; see `Layer.axes`.

        An axis that counts neither features nor parts has to be as long as it was.
        """
        maps: dict[str, Callable[[], IntArray]] = {
            "out": lambda: self.outgoing(place, length, known),
            "in": lambda: self.incoming(place, length, known),
            "own": lambda: self.items(place),
        }
        if kind in maps:
            return maps[kind]()
        return np.arange(length) if length == known else np.full(length, -1)


def _spread(made: IntArray, layout: Shape, known: Shape, length: int) -> IntArray:
    """Return for each value of a layout the old one, given the features that each continues."""
    where = 0 if len(layout) == 3 else len(layout) - 1
    rest = [size for axis, size in enumerate(layout) if axis != where]
    if rest != [size for axis, size in enumerate(known) if axis != where] or prod(layout) != length:
        return np.full(length, -1)
    numbers = np.arange(prod(known)).reshape(known).take(made, axis=where)
    missing = np.expand_dims(made < 0, tuple(a for a in range(len(layout)) if a != where))
    return np.where(missing, -1, numbers).reshape(-1)


def by_name(old: Sequence[str], new: Sequence[str]) -> IntArray:
    """Return for each new name its index among the old ones, or -1."""
    places = {name: i for i, name in enumerate(old)}
    return np.array([places.get(name, -1) for name in new], dtype=np.intp)
