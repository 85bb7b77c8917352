"""The binary form of frames and checkpoints: a prefix, a JSON header, then raw arrays.

Layout, little-endian: `HL`, version (u16), length of the header (u32), the header as UTF-8 JSON
padded with spaces so that the arrays start at a multiple of 8, then the arrays in C order, each
at a multiple of 8. The header's `arrays` lists name, dtype, shape and offset from the first byte.
"""

import json
import math
import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

MAGIC = b"HL"
FRAME_VERSION = 1

TYPE_NAMES = {
    np.dtype(name).newbyteorder("<"): name
    for name in ("u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8")
}
"""The array types a browser has typed arrays for."""

_DTYPES = {name: dtype for dtype, name in TYPE_NAMES.items()}
_PREFIX = struct.Struct("<2sHI")
_ALIGNMENT = 8
_PADDING = bytes(_ALIGNMENT)
# An offset counted from the first byte has at most this many digits more than one counted from
# the end of the header.
_SPARE_DIGITS = 8
# Several times as fast as the standard library's, and it writes null for what is not finite.
_HEADER: TypeAdapter[Any] = TypeAdapter(Any)

Arrays: TypeAlias = Mapping[str, npt.NDArray[Any]]


class FrameError(ValueError):
    """Bytes that are not a frame, with a sentence that says why."""


def encode(header: Mapping[str, Any], arrays: Arrays) -> bytes:
    """Return the frame of a header and named arrays; numbers that are not finite become null.

    Raises:
        ValueError: for an array type browsers cannot read.

    """
    entries: list[tuple[str, int]] = []
    chunks: list[bytes | memoryview] = []
    size = length = 0
    for name, array in arrays.items():
        begin, dtype = _named(name, array.dtype)
        data = np.ascontiguousarray(array, dtype)
        entry = f'{begin}{",".join(map(str, data.shape))}],"offset":'
        entries.append((entry, size))
        length += len(entry) + len(str(size)) + 2 + _SPARE_DIGITS
        chunks += (data.data, _PADDING[: -data.nbytes % _ALIGNMENT])
        size += _aligned(data.nbytes)
    # Where the arrays start depends on how long the header is, which holds where they start: room
    # is left for the digits. The rest of the header may be long and is written only once.
    rest = _HEADER.dump_json({**header, "arrays": []})
    start = _aligned(_PREFIX.size + len(rest) + length - bool(entries))
    places = ",".join([f"{entry}{start + offset}}}" for entry, offset in entries])
    text = (rest[:-2] + places.encode() + b"]}").ljust(start - _PREFIX.size)
    return b"".join([_PREFIX.pack(MAGIC, FRAME_VERSION, len(text)), text, *chunks])


@lru_cache(maxsize=1024)
def _named(name: str, dtype: np.dtype[Any]) -> tuple[str, np.dtype[Any]]:
    """Return how an array is listed up to its shape, and the type it is sent as.

    Frames have the same arrays all the time, so this is found out once.
    """
    little = dtype.newbyteorder("<")
    begin = f'{{"name":{json.dumps(name)},"dtype":"{_type_name(name, little)}","shape":['
    return begin, little


def _type_name(name: str, dtype: np.dtype[Any]) -> str:
    try:
        return TYPE_NAMES[dtype]
    except KeyError:
        message = f"The array {name!r} has the type {dtype}, which no browser can read"
        raise ValueError(message) from None


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def decode(data: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Return the header and the arrays (read-only views) of a frame from anywhere.

    Raises:
        FrameError: if the bytes are not a whole and consistent frame.

    """
    if len(data) < _PREFIX.size:
        raise FrameError("There are fewer bytes than a frame's prefix has.")
    magic, version, length = _PREFIX.unpack_from(data)
    if magic != MAGIC or version != FRAME_VERSION:
        raise FrameError(f"The bytes are not a frame of version {FRAME_VERSION}.")
    if _PREFIX.size + length > len(data):
        raise FrameError("The header is cut off.")
    try:
        header = json.loads(data[_PREFIX.size : _PREFIX.size + length])
        entries = header["arrays"]
        arrays = {str(entry["name"]): _view(data, entry) for entry in entries}
    except FrameError:
        raise
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise FrameError("The header is not what a frame's header must be.") from error
    return header, arrays


def _view(data: bytes, entry: Mapping[str, Any]) -> npt.NDArray[Any]:
    dtype = _DTYPES[entry["dtype"]]
    shape, offset = entry["shape"], entry["offset"]
    numbers = [*shape, offset]
    if len(shape) > 4 or any(type(n) is not int or n < 0 for n in numbers):
        raise FrameError("An array's shape and offset must be whole numbers from 0.")
    count = math.prod(shape)
    if offset % _ALIGNMENT or offset + count * dtype.itemsize > len(data):
        raise FrameError("An array lies outside the frame.")
    return np.frombuffer(data, dtype=dtype, count=count, offset=offset).reshape(shape)
