"""The presets of the gallery: scenes that each show one thing, as links with a picture.

`python -m app.web.pictures` draws the pictures, from each scene's network after its training.
"""

from app.presets import pictures, plane, sequences, tables
from app.presets.preset import Preset, Section, Shows

__all__ = ["PRESETS", "SECTIONS", "Preset", "Section", "Shows"]

SECTIONS: tuple[Section, ...] = (
    Section("plane", "Points in a plane", plane.PRESETS),
    Section("pictures", "Pictures", pictures.PRESETS),
    Section("sequences", "Sequences and texts", sequences.PRESETS),
    Section("tables", "Tables", tables.PRESETS),
)
"""The gallery in its order."""

PRESETS: dict[str, Preset] = {
    preset.name: preset for section in SECTIONS for preset in section.presets
}
"""All presets by name, in the order of the gallery; the first is the first visit."""
