"""Layers that carry a state from step to step, as people describe them: RNN, GRU, LSTM."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, Self

from app.experiment.base import setting
from app.experiment.choices import Choice, OneOf
from app.experiment.layers.base import LayerModel, activation_field, frozen_field, units_field
from app.experiment.registries import ActivationName
from app.nn.gru import GRU
from app.nn.lstm import LSTM
from app.nn.recurrent import RNN


def outputs() -> tuple[Choice, ...]:
    """Return which steps a layer of sequences hands on."""
    return (
        Choice("last", "Last step", "Only what it has after the last step goes on."),
        Choice("all", "All steps", "What it has after every step goes on, as a sequence."),
    )


OutputName = Annotated[str, OneOf(outputs)]


def output_field(default: str) -> Any:  # noqa: ANN401 - as in pydantic's own Field
    """Return the field of which steps are handed on."""
    return setting(
        default, "Hands on", "Whether the last step alone goes on, or all of them.", "output"
    )


class StepsLayer(LayerModel):
    """What kinds share that can hand on the last step or all of them, by a field `output`."""

    @classmethod
    def variants(cls, near: LayerModel | None = None) -> Iterator[Self]:
        """Yield also the layers that hand on the other steps."""
        first = next(super().variants(near))
        yield first
        other = {"last": "all", "all": "last"}[first.model_dump()["output"]]
        yield first.model_copy(update={"output": other})


class RNNLayer(StepsLayer):
    """A plain recurrent layer: at each step it sees the input and its own answer to the last."""

    title: ClassVar[str] = "RNN"
    engine = RNN

    kind: Literal["rnn"] = "rnn"
    units: int = units_field(16)
    activation: ActivationName = activation_field("tanh")
    output: OutputName = output_field("last")
    frozen: bool = frozen_field()


class GRULayer(StepsLayer):
    """A recurrent layer with two gates: one lets it forget, one decides how much is new."""

    title: ClassVar[str] = "GRU"
    engine = GRU

    kind: Literal["gru"] = "gru"
    units: int = units_field(16)
    output: OutputName = output_field("last")
    frozen: bool = frozen_field()


class LSTMLayer(StepsLayer):
    """A recurrent layer with a memory cell and gates that write it, keep it and read it."""

    title: ClassVar[str] = "LSTM"
    engine = LSTM

    kind: Literal["lstm"] = "lstm"
    units: int = units_field(16)
    output: OutputName = output_field("last")
    forget_bias: float = setting(
        1.0,
        "Forget bias",
        "How firmly the cell keeps what it has when training starts: with 1 about 73 % of it from "
        "step to step, with 5 about 99 %.",
        "forget",
        ge=-5,
        le=10,
        step=0.5,
        start=True,
    )
    frozen: bool = frozen_field()
