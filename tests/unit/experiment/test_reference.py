"""The reference page says what the fields say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.experiment.reference import PAGE, main, page
from app.experiment.schema import REGISTRIES

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_reference_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m app.experiment.reference"


def test_every_choice_is_in_the_reference() -> None:
    text = page()
    for choices in REGISTRIES.values():
        for choice in choices():
            assert f"| `{choice.name}` |" in text


def test_the_command_writes_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "reference" / "experiment.md"
    monkeypatch.setattr("app.experiment.reference.PAGE", target)
    main()
    assert target.read_text(encoding="utf-8") == page()
    assert capsys.readouterr().out == f"Wrote {target}\n"
