"""The output over the plane: the decision with its confidence, or the predicted value."""

from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import Field

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.look import Look
from app.lenses.maps import class_levels, code_classes, quantize


class OutputOptions(Options):
    """How fine the map is."""

    resolution: int = Field(
        default=50, ge=4, le=200, description="Pixels along each side of the map."
    )


class OutputLens(Lens[OutputOptions]):
    """One map: signed for two classes and for values, coded for more classes."""

    name = "output"
    title = "Output"
    sentence = "The colour says what the network answers at each place, its strength how surely."
    options = OutputOptions

    def look(self, look: Look, options: OutputOptions) -> Arrays:
        """Return `map` (r, r) and how its bytes are to be read."""
        size = options.resolution
        output = look.over_plane(size).activations[-1]
        trainer = look.trainer
        meta: dict[str, object] = {"coding": "signed", "scale": 1.0, "levels": 0}
        if trainer.data.task == "classes":
            picture = code_classes(trainer.loss.decide(output), trainer.loss.confidence(output))
            meta |= {"coding": "class", "levels": class_levels(len(trainer.data.classes))}
        elif trainer.data.task == "binary":
            low, high = trainer.loss.confidence(output)
            picture = quantize(high - low, 1.0)
        else:
            meta["scale"] = scale = value_scale(trainer.data.targets)
            picture = quantize(output[0], scale)
        meta |= {"resolution": size, "classes": list(trainer.data.classes), **look.plane.meta}
        return Arrays({"map": picture.reshape(size, size)}, meta)


def value_scale(values: npt.NDArray[Any]) -> float:
    """Return the value that a regression's pictures paint in the strongest colour."""
    return float(np.abs(values).max()) or 1.0


LENS = OutputLens()
