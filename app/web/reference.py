"""Writes the page of the scenes: ``python -m app.web.reference``."""

import sys
from pathlib import Path

from app.comparisons import COMPARISONS
from app.presets import SECTIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "scenes.md"

START = """\
# The scenes

Made from `app/presets` and `app/comparisons.py` by `python -m app.web.reference`; a test fails when
this page is behind them.

Each opens from the gallery, under *Examples*, or from its link, which belongs behind the address of
a server, for example `http://127.0.0.1:8000/#v=1`. What the scenes teach is measured over many
seeds; see [the measurements](../../benchmarks/README.md#the-scenes).
"""

SIDE_BY_SIDE = """\
## Side by side

Two networks that differ in one thing, on the same data, always at the same update. These links
belong behind `/compare`.
"""


def page() -> str:
    """Return the page as Markdown."""
    parts = [START]
    for section in SECTIONS:
        parts.append(f"## {section.title}\n")
        parts += [
            _scene(each.title, each.question, each.sentence, each.link) for each in section.presets
        ]
    parts.append(SIDE_BY_SIDE)
    parts += [
        _scene(each.title, each.question, each.sentence, each.address)
        for each in COMPARISONS.values()
    ]
    return "\n".join(parts)


def _scene(title: str, question: str, sentence: str, link: str) -> str:
    return f"### {title}\n\n*{question}* {sentence}\n\n    #{link}\n"


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE}\n")


if __name__ == "__main__":
    main()
