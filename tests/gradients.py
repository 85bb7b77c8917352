"""Central differences in float64: the one judge of every gradient."""

from collections.abc import Callable, Sequence

import numpy as np

from app.nn import LOSSES, Array, Indices, Layer, Loss, Network, Shape

STEP = 1e-6
BATCH = 7
INPUTS = 3


def central_differences(function: Callable[[], float], values: Array) -> Array:
    """Return the derivative of the function with respect to every one of the values.

    Values that are not numbers, such as those of steps that an example does not have, have none:
    theirs is 0.
    """
    slopes = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        kept = values[place]
        if np.isnan(kept):
            continue
        values[place] = kept + STEP
        above = function()
        values[place] = kept - STEP
        slopes[place] = (above - function()) / (2 * STEP)
        values[place] = kept
    return slopes


def check(
    layers: Sequence[Layer],
    loss: str | Loss = "squared",
    classes: int = 2,
    training: bool = True,
    *,
    shape: Shape = (INPUTS,),
    x: Array | None = None,
    lengths: Sequence[int] | None = None,
    labels: Indices | Array | None = None,
    to_inputs: bool = True,
) -> None:
    """Compare the gradients of parameters and inputs with central differences.

    `shape` is that of the inputs; `x` (inputs, BATCH) are inputs other than random ones, such as
    tokens, for which `to_inputs` is to be false; `lengths` (BATCH,) cuts examples short; `labels`
    are other ones than one for each example.
    """
    if isinstance(loss, str):
        loss = LOSSES[loss]
    rng = np.random.default_rng(11)
    network = Network(shape, layers, np.float64)
    network.initialize(rng)
    network.params += rng.normal(scale=0.2, size=network.params.shape)
    first = rng.normal(size=(network.inputs, BATCH))
    if x is None:
        x = rng.normal(size=(network.inputs, BATCH))
    if lengths is not None:
        steps = np.arange(shape[0])[:, np.newaxis, np.newaxis] >= np.asarray(lengths)
        x = np.where(steps, np.nan, x.reshape(shape[0], -1, BATCH)).reshape(x.shape)
    # Evaluation is checked with running statistics that are not at their start.
    network.forward(first if to_inputs else x, training=True, rng=rng)
    if labels is None:
        labels = rng.integers(0, classes, BATCH) if classes else rng.normal(size=BATCH)
    target = loss.encode(labels, classes)

    def value() -> float:
        output = network.forward(x, training=training, rng=np.random.default_rng(5))
        return loss.value(output, target)

    value()
    dy = np.empty_like(target)
    loss.gradient(network.activations(-1), target, dy)
    input_gradient = network.backward(dy, to_inputs=to_inputs)
    found = network.grads.copy()
    if input_gradient is not None:
        found_input = np.where(np.isnan(x), 0, input_gradient)
        slopes = central_differences(value, x)
        np.testing.assert_allclose(found_input, slopes, rtol=1e-6, atol=1e-8)
    expected = central_differences(value, network.params)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)
    assert np.abs(found).max() > 1e-3
