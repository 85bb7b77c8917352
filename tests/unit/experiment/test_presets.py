"""The gallery: every preset is a link, says what to look for, and has its network's picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.experiment import Experiment, read_link
from app.lenses import LENSES
from app.presets import PRESETS, SECTIONS, Preset
from app.training import Trainer
from app.web.bmp import read_theme
from app.web.files import find_folder
from app.web.paintings import PAINTINGS, RESOLUTION
from app.web.pictures import draw, main

if TYPE_CHECKING:
    from pathlib import Path

STATIC = find_folder("static")
QUICK = ("one-weight", "clouds", "iris", "cards", "sunspots")
each_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)


def test_the_gallery_has_at_least_a_dozen_presets() -> None:
    assert len(PRESETS) >= 12


def test_the_first_preset_is_the_first_visit() -> None:
    first = next(iter(PRESETS.values()))
    assert first.title == "Spiral, three layers"
    assert first.experiment == Experiment()


def test_every_section_has_presets_and_every_preset_one_section() -> None:
    assert [section.name for section in SECTIONS] == ["plane", "pictures", "sequences", "tables"]
    assert sum(len(section.presets) for section in SECTIONS) == len(PRESETS)
    assert all(section.presets for section in SECTIONS)


def test_the_gallery_shows_every_painting_once_or_more() -> None:
    assert {preset.shows for preset in PRESETS.values()} == set(PAINTINGS)


@each_preset
def test_a_preset_opens_a_lens_that_fits_its_network(preset: Preset) -> None:
    if preset.view.lens:
        assert LENSES[preset.view.lens].fits(Trainer(preset.experiment))


@each_preset
def test_a_preset_opens_from_its_link_without_a_note(preset: Preset) -> None:
    opened = read_link(preset.link)
    assert (opened.experiment, opened.view, opened.notes) == (preset.experiment, preset.view, [])


@each_preset
def test_a_preset_says_in_short_what_to_look_for(preset: Preset) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", preset.name)
    assert len(preset.title) <= 30
    assert len(preset.question) <= 60
    assert preset.question.endswith("?")
    assert len(preset.sentence) <= 110
    assert re.fullmatch(r"[A-Z][^.!?]*\.", preset.sentence)


def test_no_two_presets_are_the_same() -> None:
    for part in ("title", "question", "link", "picture"):
        assert len({getattr(preset, part) for preset in PRESETS.values()}) == len(PRESETS)


@each_preset
def test_every_preset_has_a_picture_of_the_right_size(preset: Preset) -> None:
    content = (STATIC / preset.picture).read_bytes()
    assert content[:2] == b"BM"
    assert len(content) == 1078 + RESOLUTION**2


@pytest.mark.parametrize("name", QUICK)
def test_the_picture_is_what_the_network_gives_after_its_training(name: str) -> None:
    kept = np.frombuffer((STATIC / PRESETS[name].picture).read_bytes()[1078:], dtype=np.uint8)
    drawn = draw(PRESETS[name]).indices.ravel()
    # Another processor may round otherwise, which moves the edges a little.
    assert np.mean(np.abs(kept.astype(int) - drawn) > 8) < 0.02


def test_the_command_draws_a_picture_of_each_preset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    preset = PRESETS["one-weight"]
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "tokens.css").write_bytes((STATIC / "css" / "tokens.css").read_bytes())
    monkeypatch.setattr("app.web.pictures.find_folder", lambda _: tmp_path)
    monkeypatch.setattr("app.web.pictures.PRESETS", {preset.name: preset})
    main([])
    assert (tmp_path / preset.picture).read_bytes()[:2] == b"BM"
    assert capsys.readouterr().out == "one-weight.bmp\n"


def test_a_picture_uses_the_colours_of_the_page() -> None:
    theme = read_theme((STATIC / "css" / "tokens.css").read_text(encoding="utf-8"))
    kept = (STATIC / PRESETS["spiral"].picture).read_bytes()
    blue, green, red = kept[54 + 254 * 4 : 54 + 254 * 4 + 3]
    assert (red, green, blue) == tuple(theme.positive)


def test_the_first_visit_learns_the_spiral_in_twenty_seconds_of_the_default_speed() -> None:
    trainer = Trainer(Experiment())
    trainer.run(updates=10_000)
    assert trainer.metrics()["test_accuracy"] > 0.95
