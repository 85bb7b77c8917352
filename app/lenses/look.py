"""Looking at a network: where one stands, and what all units do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from app.lenses.background import Backgrounds
from app.lenses.lens import NothingToSee
from app.lenses.plane import Plane, choose_plane
from app.training import has_plane

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from concurrent.futures import Executor

    import numpy as np
    import numpy.typing as npt

    from app.data import Dataset
    from app.lenses.background import Background
    from app.training import Milestone, Trainer

    Floats = npt.NDArray[np.floating[Any]]

T = TypeVar("T")


class Viewpoint:
    """A plane through the data of a trainer, with what stays the same from frame to frame.

    It belongs to one trainer and notices by itself when data or features were changed.

    Attributes:
        kept: what a lens keeps from its last look under its own name, such as the directions that
            the next picture must not flip. It never changes a number of the network.
        backgrounds: work of lenses that goes on between the looks.
        moments: returns the moments that are kept of the training, oldest first; the last is the
            present, whichever moment is looked at.

    """

    def __init__(
        self,
        trainer: Trainer,
        x: str = "",
        y: str = "",
        backgrounds: Backgrounds | None = None,
        moments: Callable[[], tuple[Milestone, ...]] | None = None,
    ) -> None:
        self.kept: dict[str, Any] = {}
        self.backgrounds = backgrounds or Backgrounds()
        self.moments = moments or (lambda: (trainer.milestone(),))
        self._trainer = trainer
        self._choice = (x, y)
        self._data: Dataset = trainer.data
        self._names = trainer.input_names
        self._plane: Plane | None = None
        self._same: dict[Hashable, Any] = {}

    @property
    def plane(self) -> Plane:
        """The plane through the present data.

        Raises:
            NothingToSee: for data between whose examples there are no places.

        """
        self._notice_changes()
        if self._plane is None:
            if not has_plane(self._data):
                raise NothingToSee("There is no plane through texts, or examples of other lengths.")
            self._plane = choose_plane(self._data, *self._choice)
        return self._plane

    def grid_inputs(self, resolution: int) -> Floats:
        """Return what the network sees (inputs, resolution²) at every place of the plane."""
        plane = self.plane
        return self.same(("grid", resolution), lambda: self._trainer.inputs(plane.grid(resolution)))

    def same(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what stays the same as long as plane and features do; it is made only once."""
        self._notice_changes()
        if key not in self._same:
            self._same[key] = make()
        found: T = self._same[key]
        return found

    def _notice_changes(self) -> None:
        if self._data is not self._trainer.data:
            self._data, self._plane = self._trainer.data, None
            self._same.clear()
        if self._names != self._trainer.input_names:
            self._names = self._trainer.input_names
            self._same.clear()


@dataclass(frozen=True)
class Activity:
    """What all layers do for some examples: inputs (inputs, n) and, per layer, (units, n) views.

    The last layer is the output layer. The views are valid until the network next computes a
    batch of the same size.
    """

    inputs: Floats
    preactivations: tuple[Floats, ...]
    activations: tuple[Floats, ...]


class Look:
    """One look at a trainer in one moment, shared by all lenses of a frame.

    An evaluation is computed once for a plane and resolution. The network has one set of buffers
    for each batch size, so an evaluation is remembered by its number of examples.

    `finest` is the finest resolution at which lenses of the same frame look at the plane, 0 if it
    is not known: `maps` can then take coarser ones from the same evaluation.
    """

    def __init__(
        self, trainer: Trainer, viewpoint: Viewpoint | None = None, finest: int = 0
    ) -> None:
        self.trainer = trainer
        self._viewpoint = viewpoint or Viewpoint(trainer)
        self._finest = finest
        self._known: dict[int, tuple[str, Activity]] = {}

    @property
    def plane(self) -> Plane:
        """The plane over which maps are drawn."""
        return self._viewpoint.plane

    @property
    def kept(self) -> dict[str, Any]:
        """What lenses keep from look to look, by their name; see `Viewpoint`."""
        return self._viewpoint.kept

    def background(self, name: str, key: Hashable, make: Callable[[], Background]) -> Background:
        """Return the work that goes on for the lens `name`; it begins anew when the key changes.

        The key says all that the work depends on. Raises NothingToSee if the work has failed.
        """
        return self._viewpoint.backgrounds.get(name, key, make)

    def moments(self) -> tuple[Milestone, ...]:
        """Return the moments that are kept of the training, oldest first, the present last."""
        return self._viewpoint.moments()

    @property
    def executor(self) -> Executor:
        """Where a background may send what takes longer than a slice; see `Backgrounds`."""
        return self._viewpoint.backgrounds.executor

    def over_plane(self, resolution: int) -> Activity:
        """Return what the layers do at resolution² places of the plane."""
        return self.over("plane", self._viewpoint.grid_inputs(resolution))

    def maps(self, resolution: int) -> tuple[Floats, ...]:
        """Return the inputs and what each layer does, as pictures (units, resolution, resolution).

        Where another lens sees a whole multiple as much, these are every second, third … of its
        pixels, so that one evaluation is enough. They are views, valid as those of `Activity`.
        """
        step, rest = divmod(self._finest, resolution)
        if rest or not step:
            step = 1
        size = step * resolution
        activity = self.over_plane(size)
        picked = slice(step // 2, None, step)
        return tuple(
            values.reshape(-1, size, size)[:, picked, picked]
            for values in (activity.inputs, *activity.activations)
        )

    def over_examples(self) -> Activity:
        """Return what the layers do for all examples, training and test."""
        return self.over("examples", self.trainer.examples.inputs)

    def over(self, what: str, inputs: Floats) -> Activity:
        """Return what the layers do for any inputs (inputs, n), which `what` names."""
        count = inputs.shape[1]
        known = self._known.get(count)
        if known is not None and known[0] == what:
            return known[1]
        network = self.trainer.network
        network.forward(inputs, training=False)
        layers = range(len(network.layers))
        activity = Activity(
            inputs,
            tuple(network.preactivations(i) for i in layers),
            tuple(network.activations(i) for i in layers),
        )
        self._known[count] = (what, activity)
        return activity
