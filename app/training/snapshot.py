"""The numbers of a setup at one moment: what training changes, copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.training.setup import Setup


@dataclass(frozen=True)
class Snapshot:
    """Parameters, moments, penalty memory and running statistics at an update.

    ``place`` is (epoch, examples of it used); ``arrays`` are copies by name; ``optimizer_updates``
    is the optimizer's own counter, which starts anew when the optimizer is changed.
    """

    update: int
    place: tuple[int, int]
    optimizer_updates: int
    arrays: dict[str, NDArray[Any]]

    @classmethod
    def of(cls, setup: Setup, update: int, place: tuple[int, int]) -> Snapshot:
        """Copy the numbers of a setup."""
        arrays: dict[str, NDArray[Any]] = {
            name: view.copy() for name, view in vectors(setup).items()
        }
        for name, values in setup.network.state().items():
            arrays[f"state.{name}"] = values
        return cls(update, place, setup.optimizer.updates, arrays)

    def restore(self, setup: Setup) -> None:
        """Write the numbers back into a setup of the same shape; raise ValueError for another."""
        views = vectors(setup)
        state = {f"state.{name}": values for name, values in setup.network.state().items()}
        expected: dict[str, NDArray[Any]] = {**views, **state}
        if self.arrays.keys() != expected.keys():
            raise ValueError(f"the arrays are {sorted(self.arrays)}, not {sorted(expected)}")
        for name, values in expected.items():
            given = self.arrays[name]
            if given.shape != values.shape or given.dtype != values.dtype:
                raise ValueError(
                    f"{name} is {given.dtype} {given.shape}, not {values.dtype} {values.shape}"
                )
            if not np.isfinite(given).all():
                raise ValueError(f"{name} has a value that is no finite number")
        for name, view in views.items():
            view[...] = self.arrays[name]
        setup.network.load_state({name.removeprefix("state."): self.arrays[name] for name in state})
        setup.optimizer.updates = self.optimizer_updates


def is_finite(setup: Setup) -> bool:
    """Whether every number that training changes is finite.

    A moment can overflow before the parameters do, and would then hold them still for good.
    """
    numbers = (*vectors(setup).values(), *setup.network.state().values())
    return all(bool(np.isfinite(each).all()) for each in numbers)


def vectors(setup: Setup) -> dict[str, NDArray[Any]]:
    """Return the vectors (P,) that training changes, by name, not copied."""
    return {
        "params": setup.network.params,
        **{f"optimizer.{name}": vector for name, vector in setup.optimizer.state.items()},
        **{f"penalty.{name}": vector for name, vector in setup.penalty.state.items()},
    }
