"""One server and one browser for all browser tests, and a watch over everything a page does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.bench.chromium import launch_options
from app.bench.server import Server, running_server
from tests.browser.playground import Playground
from tests.browser.watch import Watch, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, BrowserType, Page


PATIENT = {"HIDDEN_LAYERS_WORKER_SILENCE_SECONDS": "30"}
"""Beside other tests a worker may get no processor time for longer than people would wait."""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server(environment=PATIENT) as running:
        yield running
        log = running.log.read_text()
    assert "Traceback" not in log, f"The server met an error:\n{log}"


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "viewport": {"width": 1366, "height": 768},
        "locale": "en-GB",
        "color_scheme": "light",
    }


@pytest.fixture
def watch(base_url: str) -> Iterator[Watch]:
    """Whatever a page says on the console or asks of another host fails the test."""
    watch = Watch(base_url)
    yield watch
    watch.check()


@pytest.fixture
def new_context(
    browser: Browser, browser_context_args: dict[str, Any], watch: Watch
) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that makes watched browser contexts: each is a browser of its own."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = prepare(browser.new_context(**{**browser_context_args, **options}))
        watch.over(context)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shared_context(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BrowserContext]:
    """One context for most tests, so that plotly.js is fetched and compiled once.

    Only a browser with a folder of its own keeps what it has compiled, which makes the charts come
    1.5 s sooner. It is safe because the page keeps nothing there, which a test makes sure of.
    """
    context = browser_type.launch_persistent_context(
        tmp_path_factory.mktemp("browser"), **browser_type_launch_args, **browser_context_args
    )
    yield prepare(context)
    context.close()


@pytest.fixture
def context(shared_context: BrowserContext, watch: Watch) -> Iterator[BrowserContext]:
    before = set(shared_context.pages)
    with watch.during(shared_context):
        yield shared_context
        for page in set(shared_context.pages) - before:
            page.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def playground(page: Page, base_url: str) -> Playground:
    """Return the playground, not yet opened."""
    return Playground(page, base_url)


@pytest.fixture
def new_page_of(
    new_context: Callable[..., BrowserContext], base_url: str
) -> Callable[..., Playground]:
    """Return a function that makes a playground, not yet opened, on a screen of this size."""

    def make(width: int, height: int, **options: Any) -> Playground:
        context = new_context(viewport={"width": width, "height": height}, **options)
        return Playground(context.new_page(), base_url)

    return make
