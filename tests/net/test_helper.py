import os
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from app.live.helper import NICENESS, Helper


@pytest.fixture
def helper() -> Iterator[Helper]:
    made = Helper()
    yield made
    made.shutdown()


def test_it_is_another_process_of_low_priority_and_is_made_anew_when_lost(helper: Helper) -> None:
    first = helper.submit(os.getpid).result()
    assert first != os.getpid()
    priority = helper.submit(os.getpriority, os.PRIO_PROCESS, 0).result()
    assert priority == min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS)
    with pytest.raises(BrokenExecutor):
        helper.submit(os._exit, 1).result()
    assert helper.submit(os.getpid).result() != first


def test_it_ends_at_once_even_in_the_midst_of_its_work(helper: Helper) -> None:
    process = helper.submit(os.getpid).result()
    future = helper.submit(time.sleep, 100)
    helper.shutdown()
    assert future.cancelled() or isinstance(future.exception(), BrokenExecutor)
    assert not Path(f"/proc/{process}").exists()
