"""Writes the reference pages of the protocol and of the settings from the models themselves.

`python -m app.live.reference` rewrites `docs/protocol/` and `docs/reference/settings.md`; a test
fails when they differ from what is written here.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.live.checkpoints import CheckpointHeader
from app.live.commands import COMMANDS
from app.live.events import CLOSES, EVENTS, PROTOCOL_VERSION
from app.live.frames import FRAME_VERSION, TYPE_NAMES
from app.settings import ENVIRONMENT_PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]

_TYPES = {
    "u1": "unsigned 8-bit",
    "i1": "signed 8-bit",
    "u2": "unsigned 16-bit",
    "i2": "signed 16-bit",
    "u4": "unsigned 32-bit",
    "i4": "signed 32-bit",
    "f4": "32-bit float",
    "f8": "64-bit float",
}


def pages() -> dict[str, str]:
    """Return every generated file by its path from the root of the repository."""
    return {
        "docs/protocol/README.md": protocol(),
        "docs/protocol/commands.json": _schema(COMMANDS.json_schema()),
        "docs/protocol/events.json": _schema(EVENTS.json_schema()),
        "docs/protocol/checkpoint.json": _schema(CheckpointHeader.model_json_schema()),
        "docs/reference/settings.md": settings(),
    }


def _schema(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def protocol() -> str:
    """Return the page that describes the protocol."""
    return "\n".join(
        [
            _INTRODUCTION.format(version=PROTOCOL_VERSION),
            "## Commands\n",
            _COMMANDS_TEXT,
            *_messages(COMMANDS.json_schema()),
            "## Events\n",
            *_messages(EVENTS.json_schema()),
            "## Frames\n",
            _FRAMES_TEXT.format(version=FRAME_VERSION),
            "| dtype | elements |\n|---|---|",
            *(f"| `{name}` | {_TYPES[name]} |" for name in TYPE_NAMES.values()),
            "\n## Lenses\n",
            _LENSES_TEXT,
            "## Checkpoints\n",
            _CHECKPOINT_TEXT,
            "## Why the server closes a connection\n",
            "| code | reason |\n|---|---|",
            *(f"| {close.code} | {close.reason} |" for close in CLOSES),
            "",
        ]
    )


def _messages(schema: dict[str, Any]) -> Iterator[str]:
    definitions = schema["$defs"]
    for kind, reference in schema["discriminator"]["mapping"].items():
        model = definitions[reference.rpartition("/")[2]]
        yield f"### `{kind}`\n\n{model['description']}\n"
        fields = [name for name in model["properties"] if name not in ("type", "id")]
        if fields:
            yield "| field | type | required | meaning |\n|---|---|---|---|"
        for name in fields:
            field = model["properties"][name]
            required = "yes" if name in model.get("required", ()) else "no"
            meaning = field.get("description", "")
            yield f"| `{name}` | {_type(field, definitions)} | {required} | {meaning} |"
        if fields:
            yield ""


def _type(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in field:
        inside = definitions[field["$ref"].rpartition("/")[2]]["properties"]
        return "{" + ", ".join(inside) + "}"
    if "anyOf" in field:
        return " or ".join(_type(each, definitions) for each in field["anyOf"])
    if "enum" in field:
        return " or ".join(f'"{each}"' for each in field["enum"])
    limits = [field.get("minimum"), field.get("maximum")]
    if None not in limits:
        return f"{field['type']}, {limits[0]:,} to {limits[1]:,}"
    return str(field.get("type", "any"))


def settings() -> str:
    """Return the page that lists the settings."""
    lines = [_SETTINGS_TEXT, "| variable | default | allowed | meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_json_schema()["properties"].items():
        variable = f"`{ENVIRONMENT_PREFIX}{name.upper()}`"
        limits = [field.get("minimum"), field.get("maximum")]
        allowed = "" if None in limits else f"{limits[0]:,} to {limits[1]:,}"
        default = json.dumps(field["default"])
        lines.append(f"| {variable} | `{default}` | {allowed} | {field['description']} |")
    return "\n".join(lines) + "\n"


_GENERATED = "<!-- Written by `python -m app.live.reference`; change the models instead. -->"

_INTRODUCTION = (
    "# The protocol\n\n"
    f"{_GENERATED}\n\n"
    "Version {version}. A page opens one WebSocket at `/ws` and has one Run. It sends commands as "
    "JSON text; the Run answers with events as JSON text and with frames and checkpoints in "
    "binary. The JSON schemas are in [commands.json](commands.json), [events.json](events.json) "
    "and [checkpoint.json](checkpoint.json). Messages that both sides must read alike are in "
    "`tests/vectors`.\n"
)

_COMMANDS_TEXT = (
    "Every command is an object with `type`, an integer `id` and the fields below; unknown fields, "
    "NaN and wrong types are refused. Commands are carried out in the order in which they come, "
    "and each is answered by `done` or `error` with its `id`; only `ack` and `part` have no answer "
    "of their own.\n\n"
    "`step` and `goto` are answered on arrival, with `update`, `epoch`, `reached` and `metrics`. "
    "`pause`, `play`, `open`, `reset`, `new_weights` and `seek` end one that is under way; its "
    "answer then says that it was not reached. After a quarter of a second under way, `watch`, "
    "`speed` and `ping` no longer wait for its end. A change is answered with `kept`, `notes`, "
    "`loss_before` and `loss_after`.\n\n"
    "A Run keeps moments of its past. `seek` shows one, `look_back` sends lenses of one without "
    "going there; both are answered with the `update` and `epoch` they found. Frames of the past "
    "are those that were sent then. What trains or changes the network from there makes that "
    "moment the present: a `timeline` event says so, and a `notice` what is dropped.\n"
)

_FRAMES_TEXT = (
    "A frame is little-endian: the bytes `HL`, the version as u16 (now {version}), the length of "
    "the header as u32, the header as UTF-8 JSON padded with spaces so that the arrays begin at a "
    "multiple of 8, then the arrays in C order, each at a multiple of 8 from the first byte of the "
    "message.\n\n"
    'The header has `kind` ("frame"), `seq` (from 1), `update`, `epoch`, `status` ("playing" or '
    '"paused"), `metrics` (null for what is not a finite number), `lenses` (what each lens says '
    "about its arrays), `missing` (a sentence for each watched lens that has nothing to show) and "
    "`arrays`, a list of `name` (as lens/array), `dtype`, `shape` and `offset`.\n\n"
    'The answer of `look_back` is a frame with the kind "moment" and the id of the command as '
    "`command` "
    "in place of `seq`; it is not acknowledged.\n\n"
    "Only watched lenses are in a frame, and of those only the ones with something new; the "
    "browser keeps the rest. At most two frames are unacknowledged, so a slow browser gets fewer "
    "frames, never older ones. A frame follows every command that changes what is watched, also "
    "while the Run is paused.\n\n"
    "Signed maps are bytes: `127 + round(127·v/scale)`, clipped to 0…254, so 127 is zero. Class "
    "maps are `class·levels + level`, where `levels` is `256 // classes` and the level grows from "
    "0 (no better than guessing) to the top (certain). Row 0 of a map is the lowest y, column 0 "
    "the lowest x.\n"
)

_LENSES_TEXT = (
    "A lens is named in `watch` with its options. What it sees travels in the frame's arrays as "
    "lens/array, and what is needed to read them in the header. Every lens is one file of "
    "`app/lenses`, which says which arrays it gives; the page is told names, options and rates of "
    "all lenses in its `config` element. A lens with a rate is sent no more often than that while "
    "training goes on, and always when it is paused. A map's `resolution` is that of good lines: "
    "it is coarser where frames get through slowly, and twice as fine once nothing has moved for a "
    "moment; the array's shape says how fine it is. Where maps are coarser, lenses with a rate "
    "come less often too. A lens that a frame does not carry shows what it showed: one that "
    "`depends` on the data alone, as those of the examples and of the features do, is sent again "
    "only when the data, the features, the layers or its resolution change.\n"
)

_CHECKPOINT_TEXT = (
    "A checkpoint has the form of a frame with the header of [checkpoint.json](checkpoint.json). "
    "It is sent about every two seconds while training and soon after every change or pause. A "
    "page keeps the newest one and hands it back as base64 in `open` after a lost connection; any "
    "server of the same version then goes on with the same numbers. Arrays whose type a browser "
    "cannot read travel as another type, and `types` names the real one.\n"
)

_SETTINGS_TEXT = (
    "# Settings\n\n"
    f"{_GENERATED}\n\n"
    "Each setting is an environment variable; lists are written as JSON. `--host` and `--port` of "
    "the command line go before the variables. A value outside its range stops the start with a "
    "sentence that names the variable. When a limit is reached, the page says so in words.\n"
)


def main() -> None:
    """Write all pages."""
    for name, text in pages().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
