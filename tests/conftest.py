"""What all tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

# The quick ones first. The browser tests must be last: Playwright keeps an event loop running in
# this thread to the end of the session, beside which no test can start one of its own.
ORDER = ("unit", "web", "net", "browser")

# The same examples at every run, and no deadline: a loaded machine is not a fault.
settings.register_profile("tests", derandomize=True, deadline=None)
settings.load_profile("tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the tests in the order of what they need.

    Where two processes share them (`make test`), each keeps this order and comes to the browser
    tests last, with one server and one Chromium for all of those that it takes.
    """
    root = config.rootpath / "tests"

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(root).parts[0]
        return ORDER.index(folder) if folder in ORDER else -1

    items.sort(key=rank)
