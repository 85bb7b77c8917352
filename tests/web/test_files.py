import gzip
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web.files import Folder, find_folder, media_type_of


def module_address(client: TestClient) -> str:
    html = client.get("/").text
    end = html.index("/js/main.js")
    return html[html.rindex('"', 0, end) + 1 : end] + "/js/main.js"


def test_a_module_is_served_compressed_and_for_ever(client: TestClient) -> None:
    answer = client.get(module_address(client), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert "import" in answer.text


def test_without_gzip_a_file_comes_as_it_is(client: TestClient) -> None:
    answer = client.get(module_address(client), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == (find_folder("static") / "js" / "main.js").read_bytes()


def test_an_older_version_gets_the_present_file_but_may_not_keep_it(client: TestClient) -> None:
    answer = client.get("/static/0123456789ab/js/main.js")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


def test_a_known_file_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/").headers["etag"]
    answer = client.get("/", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/../../pyproject.toml",
        "/static/x/%2e%2e/%2e%2e/pyproject.toml",
        "/static/x/..%2f..%2fpyproject.toml",
        "/static/x//etc/passwd",
        "/static/x/",
        "/static/js/main.js/",
        "/static",
    ],
)
def test_nothing_outside_the_folder_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_plotly_is_served_once_compressed(client: TestClient) -> None:
    html = client.get("/").text
    address = html.split('data-plotly="')[1].split('"')[0]
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 2_000_000
    assert "plotly.js" in answer.text[:200]


def test_a_folder_notices_changes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    folder = Folder(tmp_path)
    first = folder.version()
    assert folder.version() == first
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.css").write_text("x" * 1000)
    second = folder.version()
    assert second != first
    asset = folder.find("b/c.css")
    assert asset is not None
    assert asset.compressed is not None
    assert gzip.decompress(asset.compressed) == b"x" * 1000
    (tmp_path / "a.txt").unlink()
    assert folder.version() != second
    assert folder.find("a.txt") is None


def test_changes_are_looked_up_for_the_version_and_not_for_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    folder = Folder(tmp_path)
    first = folder.version()
    (tmp_path / "a.txt").write_text("another")
    assert folder.known_version() == first
    assert folder.version() == folder.known_version() != first
    assert folder.names() == ("a.txt",)


def test_the_version_depends_on_contents_alone(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("same")
    assert Folder(tmp_path / "one").version() == Folder(tmp_path / "two").version()


def test_folders_that_are_missing_are_named() -> None:
    with pytest.raises(FileNotFoundError, match="nonsense"):
        find_folder("nonsense")


def test_media_types_do_not_depend_on_the_machine() -> None:
    assert media_type_of("x/main.js") == "text/javascript; charset=utf-8"
    assert media_type_of("a.css") == "text/css; charset=utf-8"
    assert media_type_of("a.unknown") == "application/octet-stream"
