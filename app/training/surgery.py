"""Live edits: carries what a network has learned into one of another shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.training.alignment import Alignment, LayerLink, by_name, new_layer, same_units
from app.training.bridging import bridge
from app.training.normalizing import switch_normalization
from app.training.positions import carried, index_map
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
        alignment = align(setup, new, links)
        carry(setup, new, alignment)
        notes += tell(setup, new, alignment)
        setup = new
    return setup, tuple(notes)


def align(old: Setup, new: Setup, hidden: tuple[LayerLink, ...]) -> Alignment:
    """Return which old input, unit and layer each new one continues.

    ``hidden`` links the hidden layers. The output layer continues the old one if it has as many
    units, else it starts anew.
    """
    inputs = by_name(old.examples.names, new.examples.names)
    last, units = len(old.network.layers) - 1, new.examples.outputs
    same = units == old.examples.outputs
    output = same_units(last, units, units) if same else new_layer(units)
    return Alignment(inputs, (*hidden, output))


def carry(old: Setup, new: Setup, alignment: Alignment) -> None:
    """Fill the freshly drawn ``new`` with what ``old`` has learned.

    Parameters and the optimizer's moments go through one index map. New units keep their random
    incoming weights and get outgoing weights of zero; a new input starts at weight zero. Moments of
    what is new, or fitted anew, start at zero, and mean squares at the largest that is known: an
    Adam that has counted many updates would otherwise take steps that undo what was learned.
    """
    before, after = old.network, new.network
    source = index_map(before, after, alignment)
    after.params[...] = carried(before.params, source, after.params)
    _silence_new(after, alignment)
    _carry_state(before, after, alignment)
    train = old.examples.inputs[:, old.examples.data.train]
    switch_normalization(before, after, alignment, train)
    if old.examples.names == new.examples.names:
        bridge(before, after, alignment, train)
    if old.optimizer.name == new.optimizer.name:
        new.optimizer.updates = old.optimizer.updates
        for name, moment in new.optimizer.state.items():
            known = old.optimizer.state[name]
            start = known.max() if name in MEAN_SQUARES else known.dtype.type(0)
            moment[...] = carried(known, source, np.full_like(moment, start))
    if old.penalty.name == new.penalty.name:
        for name, memory in new.penalty.state.items():
            memory[...] = carried(old.penalty.state[name], source, np.zeros_like(memory))


def _silence_new(network: Network, alignment: Alignment) -> None:
    """Set the weights from new units and inputs into kept units to zero."""
    for place, link in enumerate(alignment.layers):
        if alignment.continues(place):
            kept, new = link.units >= 0, alignment.columns(place) < 0
            network.layers[place].parameters()["weights"][np.ix_(kept, new)] = 0


def _carry_state(old: Network, new: Network, alignment: Alignment) -> None:
    """Carry the running statistics of batch normalization, unit by unit."""
    before, after = old.state(), new.state()
    for place, link in enumerate(alignment.layers):
        for name, values in after.items():
            layer, _, kind = name.partition(".")
            known = before.get(f"{link.old}.{kind}")
            if int(layer) == place and known is not None and not alignment.restarts(place):
                values[...] = np.where(link.units >= 0, known[link.units], values)
    new.load_state(after)
