"""The examples as points of the plane."""

from typing import Any

import numpy as np
import numpy.typing as npt

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.look import Look
from app.lenses.output import value_scale


class PointsLens(Lens[Options]):
    """Where the examples lie in the plane, with their label or value and their part."""

    name = "points"
    title = "Points"
    sentence = "Each point is an example; filled ones train the network, open ones only test it."
    depends = "data"

    def look(self, look: Look, options: Options) -> Arrays:
        """Return `x`, `y`, `label` or `value`, and `test` (1 for a test example), each (N,)."""
        data = look.trainer.data
        x, y = look.plane.project(data.inputs).astype(np.float32)
        test = np.zeros(data.size, dtype=np.uint8)
        test[data.test] = 1
        arrays: dict[str, npt.NDArray[Any]] = {"x": x, "y": y, "test": test}
        meta: dict[str, Any] = {"classes": list(data.classes), **look.plane.meta}
        if data.labels is not None:
            arrays["label"] = data.labels.astype(np.int16)
        else:
            arrays["value"] = data.targets.astype(np.float32)
            meta["scale"] = value_scale(data.targets)
        return Arrays(arrays, meta)


LENS = PointsLens()
