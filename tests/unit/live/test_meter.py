import gc
import time

import pytest

from app.live.meter import Meter


class Processor:
    """Processor time that passes only when it is told to."""

    def __init__(self) -> None:
        self.used = 5.0

    def thread_time(self) -> float:
        return self.used


def test_garbage_collection_is_charged_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    processor = Processor()
    monkeypatch.setattr(time, "thread_time", processor.thread_time)

    def collecting(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            processor.used += 1

    meter = Meter()
    gc.callbacks.append(collecting)
    try:
        before = meter()
        processor.used += 0.25
        gc.collect()
        assert meter() - before == 0.25
    finally:
        gc.callbacks.remove(collecting)
        meter.close()


def test_a_closed_meter_notices_no_collection() -> None:
    count = len(gc.callbacks)
    meter = Meter()
    assert len(gc.callbacks) == count + 1
    meter.close()
    assert len(gc.callbacks) == count
