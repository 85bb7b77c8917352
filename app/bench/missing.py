"""What is not measured because this machine does not have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.bench.problem import Engine

P = TypeVar("P")


class Missing(Exception):  # noqa: N818 - it is an answer, not an error
    """Something to compare with is not here; the text says what."""


def engines_here(
    makers: Mapping[str, Callable[[P], Engine]], problem: P, skipped: dict[str, str]
) -> dict[str, Engine]:
    """Return a problem's engines by name; why one is not here is noted in `skipped`."""
    engines = {}
    for name, make in makers.items():
        try:
            engines[name] = make(problem)
        except Missing as reason:
            skipped[name] = str(reason)
    return engines
