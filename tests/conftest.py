"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

# The quick ones first. The browser tests must be last: Playwright keeps an event loop running in
# this thread to the end of the session, beside which no test can start one of its own.
ORDER = ("unit", "web", "net", "browser")

# The same examples at every run, and no deadline: a loaded machine is not a fault.
settings.register_profile("tests", derandomize=True, deadline=None)
settings.load_profile("tests")


# First, since the plugin that shares the tests out reads the marks when its turn comes.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the tests in the order of what they need.

    Where two processes share them (`make test`), one takes all browser tests, with one server and
    one Chromium, and the other one the rest.
    """
    root = config.rootpath / "tests"

    def folder(item: pytest.Item) -> str:
        return item.path.relative_to(root).parts[0]

    items.sort(key=lambda item: ORDER.index(folder(item)) if folder(item) in ORDER else -1)
    for item in items:
        group = "browser" if folder(item) == "browser" else "rest"
        item.add_marker(pytest.mark.xdist_group(group))
