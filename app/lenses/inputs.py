"""What goes into the network: a small picture of every input feature."""

import numpy as np

from app.lenses.lens import Arrays, Lens
from app.lenses.look import Look
from app.lenses.maps import largest, quantize
from app.lenses.network import NetworkOptions
from app.lenses.pictures import coded, pictures
from app.lenses.subject import subject_of
from app.training import by_example, shown_shapes


class InputsLens(Lens[NetworkOptions]):
    """Pictures of the input features, as the lens of the network has them of the units.

    They do not learn, so they are sent once and not with every frame.
    """

    name = "inputs"
    title = "Features"
    sentence = "Each square shows one of the numbers that go into the network."
    options = NetworkOptions
    depends = "data"

    def look(self, look: Look, options: NetworkOptions) -> Arrays:
        """Return `maps` (F, r, r) and their `scales` (F,)."""
        trainer, size = look.trainer, options.resolution
        if by_example(trainer.network, trainer.data):
            subject = subject_of(trainer, options)
            shape = shown_shapes(trainer.network, trainer.data)[0]
            inputs = trainer.inputs(subject.raw[:, np.newaxis])[:, 0]
            maps, scales = coded(pictures(shape, np.nan_to_num(inputs)), size, None)
            return Arrays({"maps": maps, "scales": scales}, {"resolution": size, **subject.meta})
        values, *_ = look.maps(size)
        scales = largest(values).astype(np.float32)
        return Arrays(
            {"maps": quantize(values, scales), "scales": scales},
            {"resolution": size, **look.plane.meta},
        )


LENS = InputsLens()
