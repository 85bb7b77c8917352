import base64
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from app.experiment import Experiment, View, read_link
from app.web.files import find_folder

if TYPE_CHECKING:
    from pathlib import Path


def config_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="config">(.*?)</script>', html, re.S)
    assert found
    config: dict[str, Any] = json.loads(found.group(1))
    return config


def test_the_page_names_all_modules_that_it_imports_and_no_others(client: TestClient) -> None:
    html = client.get("/").text
    named = re.findall(r'<link rel="modulepreload" href="[^"]*/(js/[^"]+)">', html)
    assert len(named) == len(set(named))
    static = find_folder("static")
    lenses = [static / f"js/lenses/{lens['name']}.js" for lens in config_of(html)["lenses"]]
    found: set[Path] = set()
    waiting = [static / "js/main.js", *(lens for lens in lenses if lens.exists())]
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        imported = re.findall(
            r'^(?:import|\} from|export) ?[^;]*?"(\.[^"]+)";', module.read_text(), re.M
        )
        waiting += [(module.parent / name).resolve() for name in imported]
    assert set(named) == {module.relative_to(static).as_posix() for module in found}


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_the_page_holds_its_configuration(client: TestClient, path: str) -> None:
    config = config_of(client.get(path).text)
    assert config["defaults"]["experiment"] == Experiment().model_dump(mode="json")
    assert config["defaults"]["view"] == View().model_dump(mode="json")
    assert {"inputs", "network", "output", "points", "curves", "unit", "confusion"} <= {
        lens["name"] for lens in config["lenses"]
    }
    assert config["limits"]["max_message_bytes"] == 65_536
    assert {"spiral", "iris", "drawn", "table"} <= {each["name"] for each in config["datasets"]}


def test_the_page_of_two_halves_holds_what_can_be_changed(client: TestClient) -> None:
    config = config_of(client.get("/compare").text)
    assert set(config) == {"version", "schema", "defaults", "datasets", "comparisons", "lenses"}
    assert config["comparisons"][0]["address"] == "v=1&lr=0.01&seed=2&right.optimizer=adam"


def test_only_the_embed_is_marked_as_one(client: TestClient) -> None:
    assert "data-embed" not in client.get("/").text
    assert "data-embed" in client.get("/embed").text


def test_the_order_of_the_schema_is_the_order_of_its_fields(client: TestClient) -> None:
    schema = config_of(client.get("/").text)["schema"]["experiment"]
    names = list(schema["$defs"]["Training"]["properties"])
    assert names.index("loss") < names.index("learning_rate") < names.index("batch_size")


def test_every_data_set_but_the_own_ones_has_a_small_picture(client: TestClient) -> None:
    for entry in config_of(client.get("/").text)["datasets"]:
        pictures = [entry[kind] for kind in ("points", "cells", "words") if entry[kind]]
        assert len(pictures) == (entry["kind"] != "own")
        assert len(entry["points"]) <= 100
        assert all(len(point) == 3 for point in entry["points"])
        assert all(cell in range(-3, 4) for row in entry["cells"] for cell in row)


def test_every_preset_has_a_link_that_opens_and_a_picture_that_is_there(
    client: TestClient,
) -> None:
    presets = config_of(client.get("/").text)["presets"]
    assert len(presets) >= 12
    for preset in presets:
        assert read_link(preset["link"]).notes == []
        picture = client.get(preset["picture"])
        assert picture.status_code == 200
        assert picture.headers["content-type"].startswith("image/")


def test_the_first_picture_is_in_the_page(client: TestClient) -> None:
    html = client.get("/").text
    uris = re.findall(r'src="data:image/bmp;base64,([^"]+)"', html)
    # Two features, three layers of eight, one output, and the large output.
    assert len(uris) >= 2 + 24 + 1 + 1
    assert all(base64.b64decode(uri).startswith(b"BM") for uri in uris)


@pytest.mark.parametrize("path", ["/", "/compare"])
def test_the_page_refers_to_no_other_host_and_runs_no_inline_script(
    client: TestClient, path: str
) -> None:
    html = client.get(path).text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    for tag in re.findall(r"<script[^>]*>", html):
        assert "src=" in tag or 'type="application/json"' in tag
    assert "<style" not in html
    assert not re.search(r"<[^>]+\son\w+=", html)


@pytest.mark.parametrize("address", ["/", "/compare"])
def test_every_file_the_page_names_is_served(client: TestClient, address: str) -> None:
    html = client.get(address).text
    paths = re.findall(r'(?:src|href|data-plotly)="(/[^"]+)"', html)
    assert any(path.startswith("/assets/plotly-") for path in paths)
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "immutable" in answer.headers["cache-control"]


def test_an_unknown_address_is_not_found(client: TestClient) -> None:
    assert client.get("/nothing").status_code == 404
    assert client.get("/docs").status_code == 404
    assert client.get("/openapi.json").status_code == 404
