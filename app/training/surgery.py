"""Live edits: carries what a network has learned into one of another shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.nn.shapes import features
from app.training.alignment import Alignment, InputMap, LayerLink, Side, by_name
from app.training.bridging import bridge
from app.training.normalizing import switch_normalization
from app.training.positions import carried, index_map, new_into_old, positions
from app.training.sentences import tell
from app.training.setup import build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.experiment import Experiment
    from app.nn import Network
    from app.training.setup import Setup

MEAN_SQUARES = ("square",)
"""The moments by whose root an optimizer divides its steps."""

Stage = tuple["Experiment", tuple[LayerLink, ...]]
"""An experiment on the way, and the links of its hidden layers to those of the one before."""


def continued(
    setup: Setup, stages: Sequence[Stage], rng: np.random.Generator
) -> tuple[Setup, tuple[str, ...]]:
    """Carry what a setup has learned through the stages of an edit.

    Returns the last setup and sentences about what was kept and what starts anew; the setup given
    stays as it is. ``rng`` draws the weights of what is new. Raises DataError.
    """
    notes: list[str] = []
    for experiment, links in stages:
        new = build(experiment, setup.examples.dtype, setup.examples)
        new.redraw(rng)
        # Where the data made other layers necessary, these are linked by their places.
        as_planned = new.experiment.layers == experiment.layers
        alignment = align(
            setup, new, links if as_planned else by_place(setup.experiment, new.experiment)
        )
        carry(setup, new, alignment)
        notes += tell(setup, new, alignment)
        setup = new
    return setup, tuple(notes)


def by_place(old: Experiment, new: Experiment) -> tuple[LayerLink, ...]:
    """Return links of the hidden layers to those in the same place, from the first on."""
    count = len(old.layers)
    return tuple(LayerLink(i if i < count else None) for i in range(len(new.layers)))


def align(old: Setup, new: Setup, hidden: tuple[LayerLink, ...]) -> Alignment:
    """Return which old input, feature and layer each new one continues.

    ``hidden`` links the hidden layers. The output layer continues the old one if it has as many
    units, else it starts anew.
    """
    same = new.examples.answers == old.examples.answers
    output = LayerLink(len(old.network.layers) - 1 if same else None)
    passed_on = {
        place
        for place, link in enumerate(hidden)
        if link.old is None and new.network.layers[place].pass_on()
    }
    links, inputs = (*hidden, output), _inputs(old, new)
    return Alignment(_side(old, set()), _side(new, passed_on), inputs, links, passed_on)


def _side(setup: Setup, passed_on: set[int]) -> Side:
    specs = setup.experiment.layers
    return Side(
        setup.network,
        (*(spec.count for spec in specs), setup.examples.answers),
        (*(spec.passes or place in passed_on for place, spec in enumerate(specs)), False),
    )


def _inputs(old: Setup, new: Setup) -> InputMap:
    """Return which inputs of the data are still the same: by name, or by channel of a picture."""
    values = by_name(old.examples.names, new.examples.names)
    tokens = by_name(old.examples.data.vocabulary, new.examples.data.vocabulary)
    if len(new.network.shape) == 1:
        return InputMap(values, values, tokens)
    count = features(new.network.shape)
    alike = len(old.network.shape) == len(new.network.shape)
    same = alike and features(old.network.shape) == count
    return InputMap(values, np.arange(count) if same else np.full(count, -1), tokens)


def carry(old: Setup, new: Setup, alignment: Alignment) -> None:
    """Fill the freshly drawn ``new`` with what ``old`` has learned.

    Parameters and the optimizer's moments go through one index map. What is new keeps its random
    incoming weights and gets outgoing weights of zero; a new input starts at weight zero. Moments
    of what is new, or fitted anew, start at zero, and mean squares at the largest that is known: an
    Adam that has counted many updates would otherwise take steps that undo what was learned.
    """
    before, after = old.network, new.network
    source = index_map(before, after, alignment)
    after.params[...] = carried(before.params, source, after.params)
    after.params[new_into_old(after, before, alignment)] = 0
    _carry_state(before, after, alignment)
    train = old.examples.inputs[:, old.examples.data.train]
    switch_normalization(before, after, alignment, train)
    if old.examples.names == new.examples.names and before.shape == after.shape:
        fitted = bridge(before, after, alignment, train)
        for place in fitted:
            source[positions(after)[place]["weights"]] = -1
        alignment.fitted.update(fitted)
    if old.optimizer.name == new.optimizer.name:
        new.optimizer.updates = old.optimizer.updates
        for name, moment in new.optimizer.state.items():
            known = old.optimizer.state[name]
            start = known.max() if name in MEAN_SQUARES else known.dtype.type(0)
            moment[...] = carried(known, source, np.full_like(moment, start))
    if old.penalty.name == new.penalty.name:
        for name, memory in new.penalty.state.items():
            memory[...] = carried(old.penalty.state[name], source, np.zeros_like(memory))


def _carry_state(old: Network, new: Network, alignment: Alignment) -> None:
    """Carry the running statistics of batch normalization, unit by unit."""
    before, after = old.state(), new.state()
    for full_name, values in after.items():
        layer, _, name = full_name.partition(".")
        place = int(layer)
        known = before.get(f"{alignment.old(place)}.{name}")
        if known is not None and not alignment.restarts(place):
            units = alignment.outgoing(place, len(values), len(known))
            values[...] = np.where(units >= 0, known[units], values)
    new.load_state(after)
