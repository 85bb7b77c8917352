"""Which host of Runs a server has."""

from app.live.host import Host
from app.live.local import LocalHost
from app.settings import Settings


def make_host(settings: Settings) -> Host:
    """Return a host with worker processes, or one in this process where `workers` is 0."""
    if settings.workers == 0:
        return LocalHost(settings)
    # Processes are of no concern to a server without workers.
    from app.live.workers import WorkerHost  # noqa: PLC0415

    return WorkerHost(settings)
