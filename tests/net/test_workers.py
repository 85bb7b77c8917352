"""Workers that die, hang or grow, and servers that stop: nobody else notices, nothing is lost."""

import os
import signal
from pathlib import Path

from tests.net.server import STOPPED, Page, Server, figure

WORKER_LOST = 4006
STOPPING = 1012


def workers(server: Server) -> list[int]:
    """Return the numbers of the processes that host Runs."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return [
        int(pid)
        for pid in children.split()
        if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
    ]


def trained(server: Server) -> Page:
    """Return a page whose network has made 20 updates, with the checkpoint of that moment."""
    page = server.page()
    page.ask("open", link="data=gauss&noise=20&layers=dense(4,relu)")
    page.ask("step", updates=20)
    page.checkpoint(20)
    return page


def lost_by(pages: list[Page], worker: int, how: signal.Signals) -> list[Page]:
    """Send a signal to a worker and return the pages whose Runs were in it."""
    os.kill(worker, how)
    lost = [page for page in pages if not page.survives()]
    for page in lost:
        closed = page.read_to_the_end()
        assert closed.rcvd is not None
        assert closed.rcvd.code == WORKER_LOST
    return lost


def test_a_killed_worker_takes_only_its_own_runs_along_and_they_go_on_elsewhere() -> None:
    with Server(workers=2) as server:
        pages = [trained(server) for _ in range(4)]
        victim = workers(server)[0]
        lost = lost_by(pages, victim, signal.SIGKILL)
        assert len(lost) == 2
        kept = [page for page in pages if page not in lost]
        for page in lost:
            again = server.page()
            again.ask("open", checkpoint=page.checkpoint(20))
            (event,) = (event for event in again.events if event["type"] == "experiment")
            assert event["kept"] is True
        while figure(server, "hidden_layers_replaced_workers_total") < 1:
            assert all(page.survives() for page in kept)
        assert victim not in workers(server)
        assert len(workers(server)) == 2


def test_a_worker_that_hangs_is_noticed_and_replaced() -> None:
    with Server(workers=1, worker_silence_seconds=0.5) as server:
        page = trained(server)
        (victim,) = workers(server)
        os.kill(victim, signal.SIGSTOP)
        closed = page.read_to_the_end()
        assert closed.rcvd is not None
        assert closed.rcvd.code == WORKER_LOST
        while figure(server, "hidden_layers_replaced_workers_total") < 1:
            pass
        assert trained(server).ask("ping")["type"] == "done"


def test_a_stopping_server_sends_every_run_home_with_its_latest_state() -> None:
    with Server(workers=2, checkpoint_seconds=600) as server:
        pages = [server.page() for _ in range(3)]
        for page in pages:
            page.play()
        for page in pages:
            while len(page.frames) < 3:
                page.read()
        code, output = server.stop()
        assert (code, output) == (STOPPED, "")
        for page in pages:
            closed = page.read_to_the_end()
            assert closed.rcvd is not None
            assert closed.rcvd.code == STOPPING
            seen = max(header["update"] for header, _ in page.frames)
            assert max(page.checkpoints) >= seen


def test_without_workers_a_stopping_server_does_the_same() -> None:
    with Server(workers=0, checkpoint_seconds=600) as server:
        page = server.page()
        page.play()
        while len(page.frames) < 3:
            page.read()
        assert server.stop() == (STOPPED, "")
        page.read_to_the_end()
        assert max(page.checkpoints) >= max(header["update"] for header, _ in page.frames)


def test_all_numbers_are_those_of_a_server_without_workers() -> None:
    results = []
    for count in (0, 1):
        with Server(workers=count) as server:
            page = server.page()
            page.ask("open", link="data=xor&noise=30&layers=dense(4,relu,dropout:0.2)")
            results.append(page.ask("step", updates=77)["result"])
    assert results[0] == results[1]


def test_a_worker_that_outgrows_its_memory_ends_only_itself() -> None:
    with Server(workers=2, max_worker_megabytes=160) as server:
        other, large = trained(server), server.page()
        large.ask("open", link="layers=" + ",".join(["dense(64,tanh)"] * 10))
        large.send("watch", lenses={"output": {"resolution": 200}})
        closed = large.read_to_the_end()
        assert closed.rcvd is not None
        assert closed.rcvd.code == WORKER_LOST
        assert other.survives()
        assert trained(server).survives()
