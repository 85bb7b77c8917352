from collections.abc import Mapping

import pytest

from app.nn import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    NORMALIZATIONS,
    OPTIMIZERS,
    PENALTIES,
    SCHEDULES,
    Registry,
)
from app.nn.registry import Named

REGISTRIES: tuple[Mapping[str, Named], ...] = (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    NORMALIZATIONS,
    OPTIMIZERS,
    PENALTIES,
    SCHEDULES,
)
ENTRIES = [(name, entry) for registry in REGISTRIES for name, entry in registry.items()]


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_every_entry_says_what_it_is(name: str, entry: Named) -> None:
    assert entry.name == name
    assert entry.label
    assert entry.formula
    assert entry.help.endswith(".")


def test_labels_within_a_registry_differ() -> None:
    for registry in REGISTRIES:
        assert len({entry.label for entry in registry.values()}) == len(registry)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    registry = Registry("colour", [("red", 1), ("blue", 2)])
    with pytest.raises(KeyError, match="unknown colour 'green'; known are red, blue"):
        registry["green"]
    assert registry.get("green") is None
