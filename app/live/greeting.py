"""What a browser is told first: the protocol's version and what this server allows."""

from app.live.events import PROTOCOL_VERSION, Hello
from app.settings import Settings


def limits(settings: Settings) -> dict[str, int | float]:
    """Return what this server allows, as told to every page."""
    names = (
        "max_parameters",
        "max_samples",
        "max_message_bytes",
        "max_command_bytes",
        "max_frames_per_second",
        "idle_pause_seconds",
        "idle_end_seconds",
    )
    return {name: getattr(settings, name) for name in names}


def hello(settings: Settings) -> Hello:
    """Return the first message on every connection."""
    return Hello(protocol=PROTOCOL_VERSION, limits=limits(settings))
