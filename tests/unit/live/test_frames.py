import json
import struct
from typing import Any

import numpy as np
import pytest

from app.live.frames import FrameError, decode, encode


def test_what_is_encoded_is_decoded() -> None:
    arrays: dict[str, Any] = {
        "network/maps": np.arange(18, dtype=np.uint8).reshape(2, 3, 3),
        "points/label": np.array([0, 1, -1], dtype=np.int16),
        "unit/counts": np.array([[1, 2]], dtype=np.int32),
        "curves/epoch": np.array([0.5, 1.5], dtype=np.float64),
        "empty": np.zeros((0, 4), dtype=np.float32),
    }
    header, decoded = decode(encode({"seq": 7, "metrics": {"train_loss": None}}, arrays))
    assert header["seq"] == 7
    assert list(decoded) == list(arrays)
    for name, array in arrays.items():
        assert decoded[name].dtype == array.dtype
        np.testing.assert_array_equal(decoded[name], array)


def test_the_prefix_and_the_padding_are_as_documented() -> None:
    data = encode({"seq": 1}, {"a": np.array([1, 2, 3], dtype=np.uint8)})
    magic, version, length = struct.unpack_from("<2sHI", data)
    assert (magic, version) == (b"HL", 1)
    header = data[8 : 8 + length]
    assert json.loads(header)["arrays"][0]["offset"] == 8 + length
    assert header.endswith((b"}", b" "))
    assert data[8 + length :] == bytes([1, 2, 3, 0, 0, 0, 0, 0])


def test_every_array_begins_at_a_multiple_of_eight() -> None:
    for size in range(20):
        arrays = {f"a{n}": np.zeros(size + n, dtype=np.uint8) for n in range(5)}
        header, _ = decode(encode({"text": "x" * size}, arrays))
        assert all(entry["offset"] % 8 == 0 for entry in header["arrays"])


def test_strided_and_big_endian_arrays_travel_in_order() -> None:
    strided = np.arange(12, dtype=np.float32).reshape(3, 4).T
    _, decoded = decode(encode({}, {"a": strided, "b": np.array([1.5], dtype=">f4")}))
    np.testing.assert_array_equal(decoded["a"], strided)
    np.testing.assert_array_equal(decoded["b"], [1.5])


def test_types_browsers_cannot_read_are_refused() -> None:
    with pytest.raises(ValueError, match="int64"):
        encode({}, {"a": np.arange(3)})


def test_numbers_json_cannot_write_become_null() -> None:
    header, _ = decode(encode({"loss": float("nan"), "marks": [float("inf"), 0.5]}, {}))
    assert header == {"loss": None, "marks": [None, 0.5], "arrays": []}


def test_the_numbers_of_a_header_come_back_as_they_were() -> None:
    numbers = [0.1, 1 / 3, 1e-310, 1.7e308, 2**53, -0.0, np.float64(2 / 3)]
    header, _ = decode(encode({"numbers": numbers}, {}))
    assert header["numbers"] == numbers


def frame_of(entry: Any, body: bytes = bytes(8)) -> bytes:
    header = json.dumps({"arrays": [entry]}).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<2sHI", b"HL", 1, len(header)) + header + body


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"HL",
        b"XX" + bytes(20),
        struct.pack("<2sHI", b"HL", 2, 0),
        struct.pack("<2sHI", b"HL", 1, 4_000_000_000),
        struct.pack("<2sHI", b"HL", 1, 2) + b"[]",
        struct.pack("<2sHI", b"HL", 1, 4) + b"\xff\xfe\xff\xfe",
        struct.pack("<2sHI", b"HL", 1, 2) + b"{}",
        struct.pack("<2sHI", b"HL", 1, 40_000) + b"[" * 40_000,
        frame_of(None),
        frame_of({"name": "a", "dtype": "O", "shape": [1], "offset": 80}),
        frame_of({"name": "a", "dtype": ["u1"], "shape": [1], "offset": 80}),
        frame_of({"name": "a", "dtype": "u1", "shape": [-1], "offset": 80}),
        frame_of({"name": "a", "dtype": "u1", "shape": [1], "offset": -8}),
        frame_of({"name": "a", "dtype": "u1", "shape": [True], "offset": 80}),
        frame_of({"name": "a", "dtype": "u1", "shape": 3, "offset": 80}),
        frame_of({"name": "a", "dtype": "f8", "shape": [10**9, 10**9], "offset": 80}),
        frame_of({"name": "a", "dtype": "u1", "shape": [1], "offset": 3}),
        frame_of({"name": "a", "dtype": "u1", "shape": [1, 1, 1, 1, 1], "offset": 80}),
    ],
)
def test_bytes_that_are_no_frame_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(FrameError, match=r"\.$"):
        decode(data)
