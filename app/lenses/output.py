"""The output over the plane: the decision with its confidence, or the predicted value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.maps import class_levels, code_classes, quantize

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.maps import Floats
    from app.training import Examples

    Meta = dict[str, object]


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
        picture, meta = code_answers(look.trainer.examples, output)
        meta |= {"resolution": size, **look.plane.meta}
        return Arrays({"map": picture.reshape(size, size)}, meta)


def code_answers(examples: Examples, output: Floats) -> tuple[npt.NDArray[np.uint8], Meta]:
    """Return what a network answers (outputs, n) as bytes (n,), and how they are to be read."""
    data, loss = examples.data, examples.loss
    meta: Meta = {"coding": "signed", "scale": 1.0, "levels": 0, "classes": list(data.classes)}
    if data.task == "classes":
        picture = code_classes(loss.decide(output), loss.confidence(output))
        meta |= {"coding": "class", "levels": class_levels(len(data.classes))}
    elif data.task == "binary":
        picture = quantize(loss.lead(output), 1.0)
    else:
        meta["scale"] = scale = value_scale(data.targets)
        picture = quantize(output[0].clip(-scale, scale), scale)
    return picture, meta


def value_scale(values: npt.NDArray[Any]) -> float:
    """Return the value that a regression's pictures paint in the strongest colour."""
    return float(np.abs(values).max()) or 1.0


LENS = OutputLens()
