"""How single values are written in a link, and read again.

Every codec turns a value into readable text and text into something that the model can validate;
it never judges a value, since the model does. Text that cannot be read at all raises
`UnreadableError`.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_origin
from urllib.parse import quote, unquote

from app.experiment.fields import extra, models_in, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import BaseModel

    from app.experiment.fields import Setting

SAFE = "(),:;@!*'/+$"
"""Characters that a URL fragment may hold as they are, and that keep a link readable."""

MAX_TABLE_BYTES = 6144
"""Longer tables stay out of links, which mail programs and chats would cut."""

OMITTED = "(omitted)"
"""Stands for a table that is too long for a link; round brackets are not in base64url."""

HUNDREDTHS = 1201
"""Values of a drawn coordinate: −6.00 to 6.00 in hundredths."""

CLASSES = 10
"""Numbers that the class of a drawn point can have; part of the form of links of version 1."""


class UnreadableError(ValueError):
    """Text of a link that cannot be read; the message is a sentence for people."""


@dataclass(frozen=True)
class Codec:
    """A pair of functions: from a value to text, and from text to what a model validates."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def scalar_text(value: object) -> str:
    """Write a number, a truth value (1 or 0) or a text."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def numbers_text(values: Sequence[int]) -> str:
    """Write whole numbers of a layer's field, apart by plus signs: commas part its fields."""
    return "+".join(str(value) for value in values)


def read_numbers(text: str) -> list[str]:
    """Read whole numbers apart by plus signs; empty text is the empty list."""
    return text.split("+") if text else []


def list_text(values: Sequence[object]) -> str:
    """Write a list of texts, apart by commas; a comma inside a text becomes %2C."""
    return ",".join(str(value).replace("%", "%25").replace(",", "%2C") for value in values)


def read_list(text: str) -> list[str]:
    """Read a list of texts; empty text is the empty list."""
    parts = text.split(",") if text else []
    return [part.replace("%2C", ",").replace("%25", "%") for part in parts]


def points_text(points: Sequence[tuple[float, float, int]]) -> str:
    """Write drawn points, four characters each: (x₁, x₂, class) as one 24-bit number."""
    numbers = (
        (round((x1 + 6) * 100) * HUNDREDTHS + round((x2 + 6) * 100)) * CLASSES + label
        for x1, x2, label in points
    )
    return _base64(b"".join(number.to_bytes(3, "big") for number in numbers))


def read_points(text: str) -> list[list[float]]:
    """Read drawn points; whole points before a cut are kept."""
    packed = _from_base64(text[: len(text) // 4 * 4])
    points: list[list[float]] = []
    for start in range(0, len(packed), 3):
        place, label = divmod(int.from_bytes(packed[start : start + 3], "big"), CLASSES)
        x1, x2 = divmod(place, HUNDREDTHS)
        points.append([round(x1 / 100 - 6, 2), round(x2 / 100 - 6, 2), label])
    return points


def packed_text(text: str) -> str:
    """Write a long text compressed, or a mark in its place where it is too long for a link."""
    raw = text.encode()
    return OMITTED if len(raw) > MAX_TABLE_BYTES else _base64(zlib.compress(raw, 9))


def read_packed(text: str) -> str:
    """Read a compressed text; never unpacks more than a link may carry."""
    if text == OMITTED:
        raise UnreadableError(
            f"it is longer than the {MAX_TABLE_BYTES} bytes that a link can carry; "
            "paste it again, please"
        )
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(_from_base64(text), MAX_TABLE_BYTES).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise UnreadableError("the compressed text is damaged") from error
    if not unpacker.eof:
        raise UnreadableError("the compressed text is cut or too long")
    return unpacked


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableError("the packed text is damaged") from error


_LAYER = re.compile(r"([^(),]*)(?:\(([^()]*)\)?)?(?:,|$)")


def layers_codec(kinds: Mapping[str, type[BaseModel]]) -> Codec:
    """Return the codec of hidden layers: ``dense(8,tanh,dropout:0.1)``, apart by commas.

    Fields declared ``positional`` come first and without a name; others as ``key:value`` and only
    where they differ from their default. A layer with nothing to say has no brackets.
    """

    def write(layers: Sequence[BaseModel]) -> str:
        return ",".join(_layer_text(layer) for layer in layers)

    def read(text: str) -> list[dict[str, Any]]:
        found = [match for match in _LAYER.finditer(text) if match[0]]
        return [_read_layer(kinds, match[1].strip(), match[2] or "") for match in found]

    return Codec(write, read)


def _layer_text(layer: BaseModel) -> str:
    parts, named = [], []
    for each in settings(type(layer)):
        value = each.read(layer)
        text = codec_of(each).write
        if extra(each.info).get("positional"):
            parts.append(text(value))
        elif value != each.default(layer):
            named.append(f"{each.key}:{text(value)}")
    parts += named
    kind: str = layer.kind  # type: ignore[attr-defined]
    return f"{kind}({','.join(parts)})" if parts else kind


def _read_layer(kinds: Mapping[str, type[BaseModel]], kind: str, args: str) -> dict[str, Any]:
    model = kinds.get(kind)
    if model is None:
        return {"kind": kind}
    table = settings(model)
    fields = {each.key: each for each in table}
    positional = [each.path[0] for each in table if extra(each.info).get("positional")]
    result: dict[str, Any] = {"kind": kind}
    for index, part in enumerate(arg.strip() for arg in args.split(",") if arg.strip()):
        key, colon, value = part.partition(":")
        if colon and key in fields:
            result[fields[key].path[0]] = codec_of(fields[key]).read(value)
        elif colon:
            result[key] = value
        elif index < len(positional):
            result[positional[index]] = part
        else:
            result[part] = ""
    return result


SCALAR = Codec(scalar_text, str)
LIST = Codec(list_text, read_list)
NAMED = {
    "points": Codec(points_text, read_points),
    "packed": Codec(packed_text, read_packed),
    "numbers": Codec(numbers_text, read_numbers),
}


@cache
def codec_of(setting: Setting) -> Codec:
    """Return the codec of a field: the one it names, or the one that fits its type."""
    info = setting.info
    name = extra(info).get("codec")
    if name == "layers":
        models = models_in(info.annotation)
        return layers_codec({model.model_fields["kind"].default: model for model in models})
    if isinstance(name, str):
        return NAMED[name]
    return LIST if get_origin(info.annotation) is tuple else SCALAR


def escape(text: str) -> str:
    """Percent-encode what a URL fragment cannot hold."""
    return quote(text, safe=SAFE)


def unescape(text: str) -> str:
    """Undo `escape`; bytes that are not UTF-8 become replacement characters."""
    return unquote(text)
