import pytest

from app.live.admission import Admission, Refused
from app.live.events import ADDRESS_FULL, BUSY, FULL
from app.live.figures import HostFigures
from app.settings import Settings

SHORT = 0.05


def admission(**settings: float) -> tuple[Admission, HostFigures]:
    figures = HostFigures()
    return Admission(Settings.model_validate(settings), figures), figures


def refused(admission: Admission, address: str, wait: float) -> object:
    with pytest.raises(Refused) as caught:
        admission.enter(address, wait)
    return caught.value.close


def test_there_is_room_up_to_the_cap_and_again_when_somebody_has_left() -> None:
    room, _ = admission(max_runs=2)
    for address in ("a", "b"):
        assert not room.full(SHORT)
        room.enter(address, SHORT)
    assert room.full(SHORT)
    assert refused(room, "c", SHORT) == FULL
    room.leave("a")
    room.enter("c", SHORT)


def test_one_address_has_a_cap_of_its_own() -> None:
    room, _ = admission(max_runs_per_address=60)
    for _ in range(60):
        room.enter("school", SHORT)
    assert refused(room, "school", SHORT) == ADDRESS_FULL
    room.enter("elsewhere", SHORT)


def test_who_would_slow_down_the_others_is_told_to_come_back() -> None:
    room, figures = admission(max_wait_milliseconds=120)
    room.enter("a", 0.12)
    assert not room.full(0.12)
    assert room.full(0.121)
    assert refused(room, "b", 0.121) == BUSY
    counted = figures.registry.get_sample_value
    assert counted("hidden_layers_refused_runs_total", {"reason": "load"}) == 1
    assert counted("hidden_layers_runs") == 1
    room.enter("b", 0.1)


def test_two_hundred_runs_with_ten_turns_a_second_are_not_too_many() -> None:
    room, _ = admission()
    for number in range(200):
        room.enter(f"address {number}", 0.1)
