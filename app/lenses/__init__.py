"""Lenses: ways of looking at a network, one file each.

Every module of this package that defines `LENS` is a lens; nothing else has to be changed to add
one. `LENSES` holds them by name.
"""

from app.lenses.background import Background, Backgrounds, Inline
from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.look import Activity, Look, Viewpoint
from app.lenses.plane import Plane, choose_plane, principal_plane
from app.lenses.registry import LENSES

__all__ = [
    "LENSES",
    "Activity",
    "Arrays",
    "Background",
    "Backgrounds",
    "Inline",
    "Lens",
    "Look",
    "NothingToSee",
    "Options",
    "Plane",
    "Viewpoint",
    "choose_plane",
    "principal_plane",
]
