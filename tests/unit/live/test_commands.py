import json

import pytest

from app.live.commands import COMMANDS, CommandError, Edit, Open, Play, SetWeight, read_command
from app.live.handlers import HANDLERS


def refusal(text: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        read_command(text)
    return caught.value


def test_a_command_is_read_with_its_fields() -> None:
    command = read_command('{"type":"set_weight","id":3,"layer":1,"unit":2,"input":0,"value":-0.5}')
    assert command == SetWeight(id=3, layer=1, unit=2, input=0, value=-0.5)
    assert isinstance(read_command('{"type":"play","id":1}'), Play)
    assert isinstance(read_command('{"type":"open","id":1,"link":""}'), Open)
    edit = read_command('{"type":"edit","id":1,"changes":{"training.learning_rate":0.1}}')
    assert isinstance(edit, Edit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[1]",
        '"play"',
        "[" * 100_000,
        '{"type":"speed","id":1,"updates_per_second":NaN}',
        '{"type":"speed","id":1,"updates_per_second":Infinity}',
        '{"type":"edit","id":1,"changes":{"seed":1e999}}',
        '{"type":"edit","id":1,"changes":{"seed":' + "9" * 5000 + "}}",
    ],
)
def test_what_is_no_json_object_is_malformed(text: str) -> None:
    error = refusal(text)
    assert error.code == "malformed"
    assert error.id is None


@pytest.mark.parametrize(
    ("fields", "path", "words"),
    [
        ({"type": "fly"}, "type", "'play'"),
        ({}, "type", "type"),
        ({"type": ["play"]}, "type", "type"),
        ({"type": "play", "fast": True}, "fast", "not permitted"),
        ({"type": "speed"}, "updates_per_second", "required"),
        ({"type": "speed", "updates_per_second": -1}, "updates_per_second", "0 to 100,000"),
        ({"type": "speed", "updates_per_second": "9"}, "updates_per_second", "number"),
        ({"type": "speed", "updates_per_second": True}, "updates_per_second", "number"),
        ({"type": "step", "updates": 0}, "updates", "greater than or equal to 1"),
        ({"type": "step", "updates": 1.5}, "updates", "integer"),
        ({"type": "step"}, "", "updates or epochs"),
        ({"type": "goto", "update": 3, "epoch": 4}, "", "update or epoch"),
        ({"type": "open", "link": "", "experiment": {}}, "", "only one"),
        ({"type": "edit", "changes": {}}, "changes", "at least 1"),
        ({"type": "set_bias", "layer": 0, "unit": 0, "value": 1e7}, "value", "1,000,000"),
        ({"type": "watch", "lenses": {"network": 3}}, "lenses.network", "dictionary"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_allowed(
    fields: dict[str, object], path: str, words: str
) -> None:
    error = refusal(json.dumps({"id": 5, **fields}))
    assert (error.code, error.id) == ("invalid", 5)
    assert error.path == path
    assert words in error.message


@pytest.mark.parametrize("number", [-1, 2**60, "1", None, 1.0, True])
def test_a_wrong_id_is_not_repeated(number: object) -> None:
    error = refusal(json.dumps({"type": "ping", "id": number}))
    assert error.path == "id"
    assert error.id is None


def test_every_command_that_reaches_a_run_has_a_handler() -> None:
    schema = COMMANDS.json_schema()
    names = set(schema["discriminator"]["mapping"]) - {"ack", "part"}
    assert {command.model_fields["type"].default for command in HANDLERS} == names
