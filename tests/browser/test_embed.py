"""The embed in a page of another site, in a sandbox, without storage."""

from __future__ import annotations

import html
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.playground import Playground

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.browser.watch import Watch

# A course page: the playground between two long stretches of text.
COURSE = """<!doctype html><html lang="en"><title>A course</title>
<link rel="icon" href="data:,"><body style="margin: 0">
{snippet}
<p style="height: 3000px">A long text.</p></body></html>"""
SNIPPET = """<iframe src="{src}" width="{width}" height="{height}" title="A network that learns"
sandbox="allow-scripts allow-same-origin" style="border: 0; display: block"></iframe>"""

NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("storage is not allowed here", "SecurityError"); },
  });
}
"""


class CoursePages(BaseHTTPRequestHandler):
    """Writes a course page around the snippet that its address names."""

    def do_GET(self) -> None:
        (snippet,) = parse_qs(urlsplit(self.path).query)["snippet"]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(COURSE.format(snippet=snippet).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture(scope="module")
def course() -> Iterator[str]:
    """Serve course pages from localhost, which is another site than 127.0.0.1."""
    server = ThreadingHTTPServer(("localhost", 0), CoursePages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def embedded(page: Page, base_url: str) -> Playground:
    """Return the playground in the frame of a course page, when it is ready."""
    page.frame_locator("iframe").locator("#play").wait_for()
    frame = next(frame for frame in page.frames if frame.url.startswith(f"{base_url}/embed"))
    return Playground(page, base_url, frame).ready()


@pytest.fixture
def embed(page: Page, course: str, base_url: str, watch: Watch) -> Callable[..., Playground]:
    """Return a function that opens a course page and gives the playground in it."""
    watch.allow(course)

    def open_course(link: str = "#v=1", width: int = 800, height: int = 500) -> Playground:
        page.add_init_script(NO_STORAGE)
        src = html.escape(f"{base_url}/embed{link}")
        snippet = SNIPPET.format(src=src, width=width, height=height)
        page.goto(f"{course}/?{urlencode({'snippet': snippet})}")
        return embedded(page, base_url)

    return open_course


def test_it_learns_in_a_sandboxed_frame_of_another_site(embed: Callable[..., Playground]) -> None:
    playground = embed("#v=1&data=xor&layers=dense(4,tanh)")
    assert playground.experiment["data"]["name"] == "xor"
    playground.frame.get_by_role("button", name="Play", exact=True).click()
    playground.until("hidden => hidden.status.update > 100 && hidden.status.framesDrawn > 3")
    assert playground.page.context.cookies() == []


def test_autoplay_starts_at_once(embed: Callable[..., Playground]) -> None:
    embed("#v=1&data=xor&autoplay=1").until("hidden => hidden.status.update > 20")


def test_hidden_controls_travel_in_the_link(embed: Callable[..., Playground]) -> None:
    frame = embed("#v=1&hide=noise,lenses,features,presets,step").frame
    expect(frame.locator("#features")).to_be_hidden()
    expect(frame.locator("#lenses")).to_be_hidden()
    expect(frame.get_by_role("slider", name="Noise")).to_be_hidden()
    expect(frame.locator("#step")).to_be_hidden()
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(600, 400), (800, 500), (1366, 768)])
def test_it_fits_without_scrolling(
    embed: Callable[..., Playground], width: int, height: int
) -> None:
    frame = embed(width=width, height=height).frame
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_in_viewport(ratio=1)
    overflow = frame.evaluate(
        "[document.documentElement.scrollWidth - innerWidth,"
        " document.documentElement.scrollHeight - innerHeight]"
    )
    assert max(overflow) <= 0


def test_it_pauses_out_of_sight_and_goes_on_when_seen_again(
    embed: Callable[..., Playground],
) -> None:
    playground = embed("#v=1&autoplay=1")
    playground.until("hidden => hidden.status.update > 20")
    playground.page.evaluate("scrollTo(0, 2500)")
    playground.until("hidden => !hidden.status.playing")
    reached = playground.status["update"]
    playground.page.evaluate("scrollTo(0, 0)")
    playground.until(f"hidden => hidden.status.playing && hidden.status.update > {reached}")


def test_the_page_itself_cannot_be_framed_by_another_site(
    page: Page, course: str, base_url: str, watch: Watch
) -> None:
    watch.allow(course)
    watch.expect("frame-ancestors|Refused to frame|Framing|chrome-error")
    snippet = SNIPPET.format(src=f"{base_url}/", width=800, height=500)
    page.goto(f"{course}/?{urlencode({'snippet': snippet})}")
    assert not any(frame.url == f"{base_url}/" for frame in page.frames)


def test_the_snippet_shows_what_is_on_the_page(
    playground: Playground, course: str, watch: Watch
) -> None:
    page = playground.open("#v=1&data=moons&noise=10").page
    page.get_by_role("button", name="Embed").click()
    snippet = page.get_by_label("Code to paste into a page").input_value()
    assert 'sandbox="allow-scripts allow-same-origin"' in snippet
    watch.allow(course)
    page.goto(f"{course}/?{urlencode({'snippet': snippet})}")
    experiment = embedded(page, playground.base_url).experiment
    assert (experiment["data"]["name"], experiment["data"]["noise"]) == ("moons", 10)
