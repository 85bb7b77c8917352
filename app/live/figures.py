"""Figures for monitoring, kept by Prometheus's client in registries of each app's own.

Nothing in them tells one person from another.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class HostFigures:
    """What the process that takes the connections counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.runs = Gauge(
            "hidden_layers_runs", "Runs that live at present.", registry=self.registry
        )
        self.refused = Counter(
            "hidden_layers_refused_runs",
            "Connections that were refused, by reason.",
            ["reason"],
            registry=self.registry,
        )
        self.replaced = Counter(
            "hidden_layers_replaced_workers",
            "Workers that died or hung and were replaced.",
            registry=self.registry,
        )

    def text(self) -> bytes:
        """Return the figures as Prometheus reads them."""
        return generate_latest(self.registry)


class RunFigures:
    """What the process that hosts Runs counts."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self.commands = Counter(
            "hidden_layers_commands",
            "Commands carried out or refused, by type and outcome.",
            ["type", "outcome"],
            registry=self.registry,
        )
        self.updates = Counter(
            "hidden_layers_updates", "Updates of weights in all Runs.", registry=self.registry
        )
        self.frames = Counter(
            "hidden_layers_frames", "Frames made in all Runs.", registry=self.registry
        )
        self.frame_bytes = Counter(
            "hidden_layers_frame_bytes", "Bytes of all frames.", registry=self.registry
        )
        self.failures = Counter(
            "hidden_layers_failures", "Unexpected errors inside Runs.", registry=self.registry
        )
        self.wait = Gauge(
            "hidden_layers_wait_seconds",
            "How long Runs wait for their turn, on average over some seconds.",
            registry=self.registry,
        )
        self.slice_seconds = Histogram(
            "hidden_layers_slice_seconds",
            "Time of one slice of one Run.",
            buckets=(0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256),
            registry=self.registry,
        )

    def sent(self, frame: bytes) -> None:
        """Count a frame."""
        self.frames.inc()
        self.frame_bytes.inc(len(frame))
