from typing import Any

import pytest

from app.live.commands import COMMANDS
from app.live.events import EVENTS
from app.live.reference import ROOT, pages
from app.settings import Settings


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_generated_page_is_what_the_models_say(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == pages()[name], "Run `python -m app.live.reference` and commit the result."


def test_every_setting_is_explained() -> None:
    for name, field in Settings.model_json_schema()["properties"].items():
        assert field["description"].endswith("."), name


@pytest.mark.parametrize("schema", [COMMANDS.json_schema(), EVENTS.json_schema()])
def test_every_message_says_what_it_is_for(schema: dict[str, dict[str, Any]]) -> None:
    for model in schema["$defs"].values():
        if "properties" in model:
            assert model["description"].endswith(".")
