"""Pictures as 8-bit paletted BMP: a header, 256 colours and the map's own bytes.

The browser makes the same pictures from frames; both sides take their colours from the custom
properties of `static/css/tokens.css` and `tokens-dark.css`.
"""

import base64
import re
import struct
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]

NEUTRAL = 127
CLASS_COLOURS = 10
CLASS_FLOOR = 0.2
"""The share of its colour that a class has where the network only guesses."""

_FILE_HEADER = struct.Struct("<2sIHHI")
_IMAGE_HEADER = struct.Struct("<IiiHHIIiiII")


@dataclass(frozen=True)
class Theme:
    """The colours of one theme: what is negative, neutral and positive, and one per class."""

    negative: Bytes
    neutral: Bytes
    positive: Bytes
    classes: tuple[Bytes, ...]

    def signed(self) -> Bytes:
        """Return 256 colours (256, 3) for a signed map: 127 is neutral, 0 and 254 are the ends."""
        strength = np.clip((np.arange(256) - NEUTRAL) / NEUTRAL, -1, 1)[:, np.newaxis]
        ends = np.where(strength < 0, self.negative, self.positive)
        return _mixed(self.neutral, ends, np.abs(strength))

    def coded(self, classes: int) -> Bytes:
        """Return 256 colours (256, 3) for a class map with `256 // classes` levels per class."""
        levels = 256 // classes
        index = np.arange(256)
        number = np.minimum(index // levels, classes - 1)
        colours = np.array([self.classes[n % len(self.classes)] for n in range(classes)])
        share = np.minimum((index % levels) / (levels - 1), 1)
        strength = CLASS_FLOOR + (1 - CLASS_FLOOR) * share
        return _mixed(self.neutral, colours[number], strength[:, np.newaxis])


def _mixed(
    start: Bytes, end: npt.NDArray[np.integer], share: npt.NDArray[np.floating]
) -> npt.NDArray[np.uint8]:
    mixed = start + share * (end.astype(np.float64) - start)
    return np.asarray(np.rint(mixed), dtype=np.uint8)


def read_theme(*sheets: str) -> Theme:
    """Read the colours from style sheets; later sheets override earlier ones.

    Raises:
        KeyError: if a colour is missing.

    """
    tokens = {
        name: np.frombuffer(bytes.fromhex(colour), dtype=np.uint8)
        for sheet in sheets
        for name, colour in re.findall(r"--([\w-]+):\s*#([0-9a-fA-F]{6})\b", sheet)
    }
    return Theme(
        negative=tokens["negative"],
        neutral=tokens["zero"],
        positive=tokens["positive"],
        classes=tuple(tokens[f"class-{number}"] for number in range(CLASS_COLOURS)),
    )


def encode_bmp(picture: Bytes, colours: Bytes) -> bytes:
    """Return a map (rows, columns) of indices as a BMP file; row 0 is the lowest, as in BMP.

    `colours` are 256 rows of red, green, blue.
    """
    height, width = picture.shape
    rows = np.zeros((height, -width % 4 + width), dtype=np.uint8)
    rows[:, :width] = picture
    table = np.zeros((256, 4), dtype=np.uint8)
    table[:, :3] = colours[:, ::-1]
    start = _FILE_HEADER.size + _IMAGE_HEADER.size + table.nbytes
    return (
        _FILE_HEADER.pack(b"BM", start + rows.nbytes, 0, 0, start)
        + _IMAGE_HEADER.pack(40, width, height, 1, 8, 0, rows.nbytes, 2835, 2835, 256, 0)
        + table.tobytes()
        + rows.tobytes()
    )


def data_uri(picture: Bytes, colours: Bytes) -> str:
    """Return a map as a data URI that an `img` element or Plotly can show."""
    return "data:image/bmp;base64," + base64.b64encode(encode_bmp(picture, colours)).decode()
