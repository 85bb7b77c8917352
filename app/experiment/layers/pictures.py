"""Layers of pictures as people describe them: convolution, pools, flatten."""

from typing import Annotated, Any, ClassVar, Literal

from app.experiment.base import setting
from app.experiment.choices import Choice, OneOf
from app.experiment.layers.base import Counted, LayerModel, activation_field, frozen_field
from app.experiment.registries import ActivationName
from app.nn import (
    AveragePool2D,
    Conv2D,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool2D,
)

MAX_CHANNELS = 32


def paddings() -> tuple[Choice, ...]:
    """Return what a convolution can do at the edge of a picture."""
    return (
        Choice("same", "Same size", "Zeros around the picture keep its size (with a stride of 1)."),
        Choice("valid", "Inside only", "The kernel stays inside, so the picture becomes smaller."),
    )


class ConvLayer(LayerModel):
    """A convolution: small kernels move over the picture and look for the same thing everywhere."""

    title: ClassVar[str] = "Convolution"
    engine = Conv2D
    counted = Counted("channels", "channel", "channels")

    kind: Literal["conv"] = "conv"
    channels: int = setting(
        6,
        "Channels",
        "How many kernels the layer has; each makes a picture of its own.",
        "channels",
        ge=1,
        le=MAX_CHANNELS,
        step=1,
        positional=True,
    )
    kernel: int = setting(
        3,
        "Kernel",
        "Height and width of a kernel, in pixels.",
        "kernel",
        ge=1,
        le=7,
        step=1,
        positional=True,
    )
    activation: ActivationName = activation_field("relu", of="kernel")
    stride: int = setting(
        1,
        "Stride",
        "By how many pixels the kernel moves from place to place.",
        "stride",
        ge=1,
        le=4,
        step=1,
    )
    padding: Annotated[str, OneOf(paddings)] = setting(
        "same", "Padding", "What happens at the edge of the picture.", "padding"
    )
    frozen: bool = frozen_field()

    @property
    def short(self) -> str:
        """The kind with the size of its kernels."""
        return f"conv {self.kernel}×{self.kernel}"


def _size_field() -> Any:  # noqa: ANN401 - as in pydantic's own Field
    return setting(
        2,
        "Size",
        "Height and width of what is taken together, in pixels.",
        "size",
        ge=2,
        le=6,
        step=1,
        positional=True,
    )


def _stride_field() -> Any:  # noqa: ANN401
    return setting(
        2,
        "Stride",
        "By how many pixels the window moves from place to place.",
        "stride",
        ge=1,
        le=6,
        step=1,
    )


class MaxPoolLayer(LayerModel):
    """A pool that keeps the largest value of each small square, so that details may move a bit."""

    title: ClassVar[str] = "Max pooling"
    engine = MaxPool2D
    passes = True
    counted = None

    kind: Literal["maxpool"] = "maxpool"
    size: int = _size_field()
    stride: int = _stride_field()

    @property
    def short(self) -> str:
        """The kind with the size of its windows."""
        return f"max {self.size}×{self.size}"


class AveragePoolLayer(LayerModel):
    """A pool that keeps the mean of each small square."""

    title: ClassVar[str] = "Average pooling"
    engine = AveragePool2D
    passes = True
    counted = None

    kind: Literal["avgpool"] = "avgpool"
    size: int = _size_field()
    stride: int = _stride_field()

    @property
    def short(self) -> str:
        """The kind with the size of its windows."""
        return f"average {self.size}×{self.size}"


class GlobalMaxLayer(LayerModel):
    """The largest value of each channel, or of each value over all steps: found anywhere."""

    title: ClassVar[str] = "Global max"
    engine = GlobalMaxPool
    passes = True
    counted = None

    kind: Literal["globalmax"] = "globalmax"


class GlobalAverageLayer(LayerModel):
    """The mean of each channel over the whole picture, or of each value over all steps."""

    title: ClassVar[str] = "Global average"
    engine = GlobalAveragePool
    passes = True
    counted = None

    kind: Literal["globalavg"] = "globalavg"


class FlattenLayer(LayerModel):
    """All values in one row, place by place, as a dense layer sees them."""

    title: ClassVar[str] = "Flatten"
    engine = Flatten
    passes = True
    counted = None

    kind: Literal["flatten"] = "flatten"
