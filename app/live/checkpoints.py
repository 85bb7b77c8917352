"""Checkpoints on their way: a trainer's state as bytes for the browser to keep, and back.

The bytes have the form of a frame, with `"kind": "checkpoint"` in the header. They come back from
a browser, so nothing in them is believed before it is checked.
"""

import base64
import binascii
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.data import DataError
from app.experiment import Experiment
from app.live import frames
from app.live.commands import CommandError
from app.training import Checkpoint, CheckpointError, Trainer

_SENT_AS = {"int64": "f8", "uint64": "f8", "bool": "u1"}
"""Array types that browsers cannot read, with the types they travel as. Whole numbers up to 2⁵³
are exact in f8."""


class CheckpointHeader(BaseModel):
    """The header of a checkpoint, without its list of arrays."""

    model_config = ConfigDict(extra="ignore", strict=True)

    kind: str = Field(default="checkpoint", pattern="^checkpoint$", description="Always the same.")
    update: int = Field(ge=0, le=2**53)
    epoch: float = Field(ge=0)
    experiment: dict[str, Any] = Field(description="The whole Experiment.")
    meta: dict[str, Any] = Field(description="What belongs to the training and is no array.")
    types: dict[str, str] = Field(description="The real types of arrays that travel as another.")


def pack(trainer: Trainer) -> bytes:
    """Return the trainer's state as bytes."""
    checkpoint = trainer.checkpoint()
    arrays, types = {}, {}
    for name, array in checkpoint.arrays.items():
        sent = _SENT_AS.get(array.dtype.name)
        arrays[name] = array if sent is None else array.astype(sent)
        if sent is not None:
            types[name] = array.dtype.name
    header = CheckpointHeader(
        kind="checkpoint",
        update=checkpoint.update,
        epoch=trainer.epoch,
        experiment=checkpoint.experiment.model_dump(mode="json"),
        meta=checkpoint.meta,
        types=types,
    )
    return frames.encode(header.model_dump(), arrays)


def unpack(text: str) -> Trainer:
    """Return a trainer that goes on where the checkpoint, as base64, was made.

    Raises:
        CommandError: if it is not a whole checkpoint of this version.

    """
    try:
        fields, arrays = frames.decode(base64.b64decode(text, validate=True))
        header = CheckpointHeader.model_validate(fields)
        checkpoint = Checkpoint(
            experiment=Experiment.model_validate(header.experiment),
            update=header.update,
            meta=header.meta,
            arrays={name: _real(array, header.types.get(name)) for name, array in arrays.items()},
        )
        return Trainer.restore(checkpoint)
    except (binascii.Error, ValidationError, CheckpointError, DataError, ValueError) as error:
        text = f"The checkpoint cannot be continued: {_reason(error)}"
        raise CommandError("invalid", text, "checkpoint") from error


def _real(array: npt.NDArray[Any], kind: str | None) -> npt.NDArray[Any]:
    """Return a writable copy in the type it had before it was sent."""
    if kind is None:
        return array.copy()
    if kind not in _SENT_AS or not np.isfinite(array).all():
        raise frames.FrameError(f"An array cannot have the type {kind[:40]!r}.")
    return array.astype(kind)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)
