import pytest

from app.lenses import LENSES, Options
from app.live.resolutions import scaled

PROBE = LENSES["probe"].options()


def asked(**resolutions: int) -> dict[str, Options]:
    return {
        name: LENSES[name].options.model_validate({"resolution": size})
        for name, size in resolutions.items()
    }


def given(detail: float, **resolutions: int) -> dict[str, int]:
    found = scaled(asked(**resolutions), detail)
    for each in found.values():
        assert each.options.model_dump()["resolution"] == each.resolution
    return {name: each.resolution for name, each in found.items()}


@pytest.mark.parametrize(
    ("alone", "detail", "expected"), [(24, 0.5, 12), (6, 0.35, 4), (48, 2, 72)]
)
def test_a_resolution_stays_within_the_lens_limits(
    alone: int, detail: float, expected: int
) -> None:
    assert given(detail, network=alone) == {"network": expected}


def test_what_was_asked_for_is_given_where_nothing_is_in_the_way() -> None:
    assert given(1.0, network=23, output=50) == {"network": 23, "output": 50}


@pytest.mark.parametrize("detail", [2.0, 0.75, 0.6, 0.45, 0.35])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_maps_in_step_stay_in_step(detail: float, step: int) -> None:
    sizes = given(detail, network=12, output=12 * step)
    assert sizes["output"] == step * sizes["network"]
    assert abs(sizes["network"] - 12 * detail) <= 0.5


def test_maps_out_of_step_are_scaled_by_themselves() -> None:
    assert given(0.5, network=24, output=50) == {"network": 12, "output": 25}


def test_lenses_without_maps_are_left_alone() -> None:
    assert scaled({"probe": PROBE}, 0.5) == {"probe": (PROBE, 0)}
