"""The page of the scenes says what the gallery says."""

from app.comparisons import COMPARISONS
from app.presets import PRESETS
from app.web.reference import PAGE, page


def test_the_page_of_the_scenes_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m app.web.reference"


def test_every_preset_and_every_comparison_is_on_it_with_its_link() -> None:
    text = page()
    for preset in PRESETS.values():
        assert f"    #{preset.link}\n" in text
    for comparison in COMPARISONS.values():
        assert f"    #{comparison.address}\n" in text
