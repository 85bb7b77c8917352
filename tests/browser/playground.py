"""The page as a test sees it: the documented browser object, and waiting without sleeping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

WAIT_MS = 20_000

# Looks again at every picture drawn, so a wait ends with the state it waited for.
UNTIL = """
([condition, milliseconds]) => new Promise((resolve, reject) => {
  const holds = CONDITION;
  const deadline = performance.now() + milliseconds;
  const look = () => {
    let value;
    try { value = holds(window.hiddenLayers); } catch (error) { value = false; }
    if (value) resolve(value);
    else if (performance.now() > deadline) reject(new Error(`waited in vain for: ${condition}; `
      + `the status is ${JSON.stringify(window.hiddenLayers && window.hiddenLayers.status)}`));
    else setTimeout(look, 20);
  };
  look();
})
"""

# An error of the browser object is plain data; Playwright shows the text of real errors only.
CALL = """
([method, given]) => window.hiddenLayers[method](...given).catch((error) => {
  throw new Error(`${method}: ${error.code} ${error.path ?? ""}: ${error.message}`);
})
"""


class Playground:
    """One open playground, in a page or in a frame of one."""

    def __init__(self, page: Page, base_url: str, frame: Frame | None = None) -> None:
        """Speak to the playground in this page, or in this frame of it."""
        self.page = page
        self.frame = frame or page.main_frame
        self.base_url = base_url

    def open(self, link: str = "", path: str = "/") -> Playground:
        """Open the page with this link and wait until it is ready."""
        self.page.goto(f"{self.base_url}{path}{link}")
        return self.ready()

    def ready(self) -> Playground:
        """Wait until the page says that it is ready."""
        self.until("hidden => hidden.ready")
        self.frame.evaluate("window.hiddenLayers.ready")
        return self

    def until(self, condition: str, milliseconds: int = WAIT_MS) -> Any:
        """Wait until `condition`, a JavaScript function of window.hiddenLayers, returns true."""
        return self.frame.evaluate(UNTIL.replace("CONDITION", condition), [condition, milliseconds])

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a method of window.hiddenLayers and wait for what it returns."""
        return self.frame.evaluate(CALL, [method, list(arguments)])

    @property
    def status(self) -> dict[str, Any]:
        """What window.hiddenLayers.status says now."""
        status: dict[str, Any] = self.frame.evaluate("window.hiddenLayers.status")
        return status

    @property
    def experiment(self) -> dict[str, Any]:
        """The experiment on the page."""
        experiment: dict[str, Any] = self.frame.evaluate("window.hiddenLayers.experiment")
        return experiment
