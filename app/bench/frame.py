"""A whole frame: an epoch of training, the losses, every unit's map at 100×100, packed."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from app.experiment import Experiment
from app.lenses import LENSES, Look, Viewpoint
from app.lenses.network import NetworkOptions
from app.live import frames
from app.training import Trainer

RESOLUTION = 100
LAYERS = 6
UNITS = 8


@dataclass(frozen=True)
class Measured:
    """Medians for one frame: milliseconds by the clock and of the processor; its size."""

    milliseconds: float
    cpu_milliseconds: float
    maps: int
    bytes: int


class Maker:
    """Makes frames of 2-8×6-1 on the spiral, 250 examples in batches of ten."""

    def __init__(self) -> None:
        layers = [{"units": UNITS}] * LAYERS
        self._trainer = Trainer(Experiment.model_validate({"layers": layers}))
        self._viewpoint = Viewpoint(self._trainer)
        # Finer than the page ever asks for, to compare with TensorFlow Playground's frame.
        self._options = NetworkOptions.model_construct(resolution=RESOLUTION)

    def frame(self) -> bytes:
        """Train for an epoch and return the frame."""
        self._trainer.run(epochs=1)
        metrics = self._trainer.metrics()
        look = Look(self._trainer, self._viewpoint)
        seen = LENSES["network"].look(look, self._options)
        arrays = {f"network/{name}": array for name, array in seen.arrays.items()}
        return frames.encode({"metrics": metrics, "lenses": {"network": seen.meta}}, arrays)


def measure(turns: int) -> Measured:
    """Return the medians of so many frames."""
    maker = Maker()
    size = len(maker.frame())
    walls, cpus = [], []
    for _ in range(turns):
        wall, cpu = time.perf_counter(), time.process_time()
        maker.frame()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Measured(
        1000 * statistics.median(walls),
        1000 * statistics.median(cpus),
        LAYERS * UNITS + 1,
        size,
    )
