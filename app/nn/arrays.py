"""Names for the arrays of the engine.

Everywhere in the engine the batch is the **last** axis: a dense layer's values are
`(units, batch)`, so the values of one unit are one contiguous row.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

#: Values, weights, gradients: float32 to train, float64 to check gradients.
Array = npt.NDArray[np.floating[Any]]

#: Numbers, masks or anything else laid out as the parameters are.
AnyArray = npt.NDArray[Any]

#: Masks over the flat parameter vector.
Mask = npt.NDArray[np.bool_]

#: Class numbers and positions of examples.
Indices = npt.NDArray[np.integer[Any]]

#: The element type of a network.
Dtype = type[np.float32] | type[np.float64]
