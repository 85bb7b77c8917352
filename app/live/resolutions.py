"""How many pixels the maps of all watched lenses have: fewer or more of them, but in step."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.lenses import Options


class Scaled(NamedTuple):
    """Options of a lens and the resolution in them, 0 for a lens without one."""

    options: Options
    resolution: int


def scaled(asked: Mapping[str, Options], detail: float) -> dict[str, Scaled]:
    """Return the options by lens, with the resolutions of maps times `detail`.

    A resolution that divides the finest still divides it afterwards, so that one evaluation of the
    network is enough for both maps; otherwise it is rounded. All stay within their fields' limits.
    """
    sizes = {
        name: options.resolution  # type: ignore[attr-defined]
        for name, options in asked.items()
        if "resolution" in type(options).model_fields
    }
    wanted = _in_step(sizes, detail)
    return {
        name: _with_resolution(options, wanted[name]) if name in wanted else Scaled(options, 0)
        for name, options in asked.items()
    }


def _in_step(sizes: dict[str, int], detail: float) -> dict[str, int]:
    if detail == 1 or not sizes:
        return sizes
    finest = max(sizes.values())
    steps = {name: finest // size for name, size in sizes.items() if finest % size == 0}
    together = lcm(*steps.values())
    whole = max(1, round(finest * detail / together)) * together
    return {
        name: whole // steps[name] if name in steps else round(size * detail)
        for name, size in sizes.items()
    }


def _with_resolution(options: Options, wanted: int) -> Scaled:
    """Return the options with a resolution, or with the nearest one that the field allows."""
    field = type(options).model_fields["resolution"]
    limits = {type(each).__name__: each for each in field.metadata}
    size = max(limits["Ge"].ge, min(limits["Le"].le, wanted))
    return Scaled(options.model_copy(update={"resolution": size}), size)
