"""Programs that measure the engine and the page; README.md holds what they measured."""
