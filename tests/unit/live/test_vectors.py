"""The messages in `tests/vectors`, which the browser tests read too."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.live.commands import CommandError, read_command
from app.live.frames import FrameError, decode, encode

VECTORS = Path(__file__).resolve().parents[2] / "vectors"


def vector(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def test_the_frame_is_decoded_to_its_description() -> None:
    expected = vector("frame.json")
    header, arrays = decode((VECTORS / "frame.bin").read_bytes())
    assert {k: v for k, v in header.items() if k != "arrays"} == expected["header"]
    assert list(arrays) == list(expected["arrays"])
    for name, entry in expected["arrays"].items():
        assert arrays[name].dtype == np.dtype(entry["dtype"]).newbyteorder("<")
        assert list(arrays[name].shape) == entry["shape"]
        assert arrays[name].ravel().tolist() == entry["values"]


def test_the_description_is_encoded_to_the_frame() -> None:
    expected = vector("frame.json")
    arrays = {
        name: np.array(entry["values"], dtype=entry["dtype"]).reshape(entry["shape"])
        for name, entry in expected["arrays"].items()
    }
    assert encode(expected["header"], arrays) == (VECTORS / "frame.bin").read_bytes()


@pytest.mark.parametrize("name", ["cut-off", "magic", "version"])
def test_broken_frames_are_refused(name: str) -> None:
    with pytest.raises(FrameError):
        decode((VECTORS / f"broken-{name}.bin").read_bytes())


def test_commands_are_read_or_refused_as_described() -> None:
    for each in vector("commands.json"):
        if "error" not in each:
            assert read_command(each["text"]).type == each["type"]
            continue
        with pytest.raises(CommandError) as caught:
            read_command(each["text"])
        assert [caught.value.code, caught.value.path] == each["error"]
