"""How many pixels the maps of all watched lenses have: fewer or more of them, but in step."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.lenses import Options


def resolution(options: Options) -> int:
    """Return the pixels along each side of a lens's map, 0 for a lens without one."""
    size: int = getattr(options, "resolution", 0)
    return size


def scaled(asked: Mapping[str, Options], detail: float) -> dict[str, Options]:
    """Return the options by lens, with the resolutions of maps times `detail`.

    A resolution that divides the finest still divides it afterwards, so that one evaluation of the
    network is enough for both maps; otherwise it is rounded. All stay within their fields' limits.
    """
    sizes = {name: size for name, options in asked.items() if (size := resolution(options))}
    if detail == 1 or not sizes:
        return dict(asked)
    finest = max(sizes.values())
    steps = {name: finest // size for name, size in sizes.items() if finest % size == 0}
    together = lcm(*steps.values())
    whole = max(1, round(finest * detail / together)) * together
    wanted = {
        name: whole // steps[name] if name in steps else round(size * detail)
        for name, size in sizes.items()
    }
    return {
        name: _with_resolution(options, wanted[name]) if name in wanted else options
        for name, options in asked.items()
    }


def _with_resolution(options: Options, wanted: int) -> Options:
    """Return the options with a resolution, or with the nearest one that the field allows."""
    field = type(options).model_fields["resolution"]
    limits = {type(each).__name__: each for each in field.metadata}
    size = max(limits["Ge"].ge, min(limits["Le"].le, wanted))
    return options.model_copy(update={"resolution": size})
