"""The registry of lenses, made by listing the package."""

import importlib
import pkgutil
from typing import Any

from app.lenses.lens import Lens


def _find() -> dict[str, Lens[Any]]:
    package = __name__.rpartition(".")[0]
    names = [m.name for m in pkgutil.iter_modules(importlib.import_module(package).__path__)]
    modules = [importlib.import_module(f"{package}.{name}") for name in sorted(names)]
    found = [vars(module)["LENS"] for module in modules if "LENS" in vars(module)]
    # Sorting keeps the alphabetical order of lenses with the same rank.
    return {lens.name: lens for lens in sorted(found, key=lambda lens: lens.rank)}


LENSES: dict[str, Lens[Any]] = _find()
