"""What to tell people about an edit: what was kept, what starts anew, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.experiment import DenseLayer
from app.experiment.fields import extra
from app.training.changes import differences
from app.training.positions import reshaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.experiment import LayerModel
    from app.training.alignment import Alignment
    from app.training.setup import Setup

FRESH = (
    "Nothing had been learned yet, so the network starts from the first weights of the changed "
    "experiment."
)


def tell(old: Setup, new: Setup, alignment: Alignment) -> list[str]:
    """Return a sentence for everything an edit did that is not plain from the control itself."""
    paths = differences(old.experiment, new.experiment)
    return [sentence for teller in TELLERS for sentence in teller(old, new, alignment, paths)]


def mark_text(changes: Mapping[str, Any]) -> str:
    """Return a few words for the mark on the curves, for example "learning rate 0.1"."""
    words = []
    for path, value in changes.items():
        name = path.rpartition(".")[2].replace("_", " ")
        if isinstance(value, bool):
            words.append(f"{name} {'on' if value else 'off'}")
        elif isinstance(value, int | float | str) and len(str(value)) <= 20:
            words.append(f"{name} {value}".replace("_", " "))
        else:
            words.append(name)
    shown = ", ".join(words[:3])
    return shown if len(words) <= 3 else f"{shown} and more"


def _inputs(old: Setup, new: Setup, alignment: Alignment, paths: set[str]) -> Iterable[str]:
    labels = dict(zip(new.examples.names, new.examples.labels, strict=True))
    gone = dict(zip(old.examples.names, old.examples.labels, strict=True))
    if alignment.restarts(0):
        yield (
            "The inputs are others, so the first layer starts anew; the layers after it keep "
            "their weights."
            if len(alignment.links) > 1
            else "The inputs are others, so the layer starts anew."
        )
        return
    added = [label for name, label in labels.items() if name not in old.examples.names]
    removed = [label for name, label in gone.items() if name not in new.examples.names]
    if added:
        yield f"New inputs start at weight zero, so nothing jumps: {', '.join(added)}."
    if removed:
        yield f"The weights of these inputs are gone: {', '.join(removed)}."


def _output(old: Setup, new: Setup, alignment: Alignment, paths: set[str]) -> Iterable[str]:
    if alignment.links[-1].old is None:
        yield (
            f"The network now has {_count(new.examples.answers, 'output')} instead of "
            f"{old.examples.answers}, so the output layer starts anew; the hidden layers keep "
            "their weights."
        )
    elif old.network.layers[-1].activation is not new.network.layers[-1].activation:
        yield "The output layer keeps its weights under another activation, so outputs jump."
    if old.examples.loss_name != new.examples.loss_name:
        yield (
            f"The loss is now {new.examples.loss.label}; losses before and after are in "
            "different units."
        )


def _layers(old: Setup, new: Setup, alignment: Alignment, paths: set[str]) -> Iterable[str]:
    kept = {link.old for link in alignment.links}
    for place, spec in enumerate(new.experiment.layers):
        link, known = alignment.links[place], alignment.old(place)
        if link.old is None:
            yield _inserted(alignment, place, spec)
        elif known is None:
            yield f"Layer {place + 1} is another kind of layer now, so it starts anew."
        else:
            yield from _counted(old, alignment, place, spec)
            if reshaped(old.network, new.network, alignment, place):
                yield f"The weights of layer {place + 1} have another shape now and start anew."
    for place in range(len(new.network.layers)):
        if _starts_anew(new, alignment, place):
            yield (
                f"Layer {place + 1} sees other features now, so its weights for them start anew; "
                "outputs jump."
            )
    fitted = "the layer after it was fitted to do the work of both as well as it can."
    for place in range(len(old.network.layers) - 1):
        if place not in kept:
            followed = place + 1 in {alignment.old(each) for each in alignment.fitted}
            yield f"Layer {place + 1} is gone; " + (
                fitted
                if followed
                else "what comes after it now sees what came in, so outputs jump."
            )


def _inserted(alignment: Alignment, place: int, spec: LayerModel) -> str:
    name = f"New layer {place + 1}"
    if place + 1 in alignment.fitted and isinstance(spec, DenseLayer):
        return (
            f"{name} passes on what comes in, and the layer after it was fitted so that the "
            "function changes as little as possible. If the loss rises from here, the learning "
            "rate is too large for the deeper network."
        )
    name = f"{name}, {spec.called},"
    if place in alignment.passed_on:
        return f"{name} starts by handing on what comes in, as far as its activation lets it."
    if place + 1 in alignment.fitted:
        return (
            f"{name} starts anew, and the layer after it was fitted so that the function changes "
            "as little as possible."
        )
    return f"{name} hands on something else than what comes in, so outputs jump."


def _counted(old: Setup, alignment: Alignment, place: int, spec: LayerModel) -> Iterable[str]:
    """Tell of units, channels or heads that a layer has got or lost."""
    known = alignment.old(place)
    if spec.counted is None or known is None:
        return
    items, what = alignment.items(place), spec.counted
    fresh = int((items < 0).sum())
    if fresh:
        yield (
            f"Layer {place + 1} has {fresh} new {what[1 if fresh == 1 else 2]} with outgoing "
            "weights of zero, so nothing jumps."
        )
    lost = old.experiment.layers[known].count - (len(items) - fresh)
    if lost:
        words = what[1 if lost == 1 else 2]
        yield f"Layer {place + 1} lost {lost} {words} with all its weights."


def _starts_anew(new: Setup, alignment: Alignment, place: int) -> bool:
    """Whether a kept layer has lost the weights of what comes in, and was not fitted instead."""
    if alignment.old(place) is None or alignment.restarts(place) or place in alignment.fitted:
        return False
    sees = any("in" in axes for axes in new.network.layers[place].axes.values())
    return sees and not alignment.continues(place)


def _residual(old: Setup, new: Setup, alignment: Alignment, paths: set[str]) -> Iterable[str]:
    for place in range(len(new.experiment.layers)):
        before, layer = alignment.links[place].old, new.network.layers[place]
        if _idle(new, place) and (before is None or not _idle(old, before)):
            yield (
                f"The residual connection of layer {place + 1} does nothing while its "
                f"{_count(layer.units, 'unit')} meet {_count(layer.inputs, 'input')}."
            )


def _normalization(old: Setup, new: Setup, alignment: Alignment, paths: set[str]) -> Iterable[str]:
    for place, spec in enumerate(new.experiment.layers):
        if f"layers.{place}.normalization" in paths:
            yield (
                f"Batch normalization of layer {place + 1} was switched with the function kept."
                if "layer" not in (_normalized(spec), _old_kind(old, alignment, place))
                else f"Layer normalization changes what layer {place + 1} computes, so outputs "
                "jump; all weights are kept."
            )


def _starts(old: Setup, new: Setup, alignment: Alignment, paths: set[str]) -> Iterable[str]:
    """Tell of settings of a layer that only say how it starts."""
    for place, spec in enumerate(new.experiment.layers):
        for name, info in type(spec).model_fields.items():
            if extra(info).get("start") and f"layers.{place}.{name}" in paths:
                yield (
                    f"{info.title} of layer {place + 1}: what was learned stays as it is; the new "
                    "start is used at the next reset."
                )


def _training(old: Setup, new: Setup, alignment: Alignment, paths: set[str]) -> Iterable[str]:
    if "training.optimizer" in paths and new.optimizer.state:
        yield f"The memory of {new.optimizer.label} starts anew; the weights are kept."
    if "training.batch_size" in paths:
        yield "Epochs now have another number of updates; the epoch counter goes on from here."
    if paths & {"weights.initializer", "weights.scale", "weights.bias"}:
        yield "The weights stay as they are; the new start is used at the next reset."
    if "seed" in paths:
        yield (
            "The weights stay as they are; the seed orders the batches from now on and draws "
            "the weights at the next reset."
        )


def _data(old: Setup, new: Setup, alignment: Alignment, paths: set[str]) -> Iterable[str]:
    if any(path.startswith("data.") for path in paths) and not alignment.restarts(0):
        yield "The data are others; the network meets them with the weights it has learned."
    yield from new.notes


def _old_kind(old: Setup, alignment: Alignment, place: int) -> str:
    before = alignment.links[place].old
    return "none" if before is None else _normalized(old.experiment.layers[before])


def _normalized(spec: LayerModel) -> str:
    return spec.normalization if isinstance(spec, DenseLayer) else "none"


def _idle(setup: Setup, place: int) -> bool:
    """Whether a residual connection was asked for where it does not fit."""
    layer, spec = setup.network.layers[place], setup.experiment.layers[place]
    return isinstance(spec, DenseLayer) and spec.residual and layer.units != layer.inputs


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


TELLERS = (_data, _inputs, _layers, _normalization, _residual, _output, _starts, _training)
"""Each tells about one thing; together they tell about an edit."""
