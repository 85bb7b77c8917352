"""The server's settings: each with a default, a range and a sentence that says what it does."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ENVIRONMENT_PREFIX = "HIDDEN_LAYERS_"


class Settings(BaseSettings):
    """Everything an operator can set, by environment variable or in Python.

    A field `max_runs` is read from `HIDDEN_LAYERS_MAX_RUNS`; lists are written as JSON. A value
    outside its range raises `pydantic.ValidationError` at the start, which names the field.
    """

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT_PREFIX, extra="forbid", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address on which the server listens.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port; 0 takes any free one.")
    forwarded_allow_ips: str = Field(
        default="127.0.0.1",
        description="Proxies, comma-separated, whose X-Forwarded-For header is believed. "
        "Set it behind a reverse proxy, or all visitors count as one address.",
    )
    shutdown_seconds: int = Field(
        default=4,
        ge=1,
        le=60,
        description="Time that open connections get to close when the server stops.",
    )

    workers: int | None = Field(
        default=None,
        ge=0,
        le=256,
        description="Worker processes that host the Runs; unset means one per core, 0 keeps the "
        "Runs in the web process, which is meant for debugging.",
    )
    worker_silence_seconds: float = Field(
        default=1.5,
        ge=0.5,
        le=60,
        description="Time without a sign of life after which a worker is taken for hung and "
        "replaced.",
    )
    max_worker_megabytes: int = Field(
        default=2048,
        ge=128,
        le=1_048_576,
        description="Memory one worker may use; one that needs more ends, and its Runs go on "
        "elsewhere from their checkpoints.",
    )

    allowed_origins: tuple[str, ...] = Field(
        default=(),
        description="Further origins, such as https://school.example, whose pages may open the "
        "WebSocket. The server's own pages always may.",
    )
    embed_ancestors: str = Field(
        default="*",
        min_length=1,
        pattern=r"^[^;,\r\n]+$",
        description="Pages that may show /embed in a frame, as a frame-ancestors source list.",
    )

    max_runs: int = Field(
        default=400,
        ge=1,
        le=100_000,
        description="Runs that may live at the same time on this server.",
    )
    max_runs_per_address: int = Field(
        default=100,
        ge=60,
        le=100_000,
        description="Runs that may live at the same time for one network address. "
        "A school class often shares one, so it cannot be below 60.",
    )
    max_wait_milliseconds: float = Field(
        default=150,
        ge=1,
        le=10_000,
        description="How long Runs may wait for their turn, on average over some seconds; where "
        "they wait longer in every worker, a new Run is refused. Up to 100, every Run gets ten "
        "turns a second.",
    )
    max_parameters: int = Field(
        default=100_000,
        ge=100,
        le=10_000_000,
        description="Weights and biases one network may have.",
    )
    max_work: int = Field(
        default=100_000_000,
        ge=1_000_000,
        le=100_000_000_000,
        description="Multiplications that one update may take forwards: those of one example times "
        "the batch. As many as the default take a few hundredths of a second, in which every other "
        "Run of the worker waits. Measuring the losses of all examples may take 20 times as many.",
    )
    max_samples: int = Field(
        default=2000,
        ge=10,
        le=2000,
        description="Points one experiment may be trained and tested on.",
    )
    max_rewind_megabytes: float = Field(
        default=8,
        ge=0.1,
        le=1024,
        description="Memory in which one Run keeps moments of its past to go back to; they lie "
        "further apart as training goes on, and there are 256 at most besides bookmarked ones.",
    )
    max_message_bytes: int = Field(
        default=65_536,
        ge=1024,
        le=1_048_576,
        description="Size of one WebSocket message from a browser.",
    )
    max_command_bytes: int = Field(
        default=8_388_608,
        ge=65_536,
        le=67_108_864,
        description="Size of one command that travels in several messages, such as an experiment "
        "with pasted data or a checkpoint.",
    )
    max_frames_per_second: float = Field(
        default=60, ge=1, le=240, description="Frames a second that one Run computes at most."
    )
    slice_milliseconds: float = Field(
        default=4,
        ge=0.5,
        le=50,
        description="Time one Run trains before another has its turn; less where many wait.",
    )
    checkpoint_seconds: float = Field(
        default=2,
        ge=0.1,
        le=600,
        description="Time between the checkpoints a training Run sends to its browser; up to three "
        "times as long on a thin line.",
    )
    send_seconds: float = Field(
        default=10,
        ge=0.1,
        le=120,
        description="Time one message may take to leave before the connection is closed.",
    )
    idle_pause_seconds: float = Field(
        default=1800,
        ge=1,
        le=86_400,
        description="Time without a command after which a Run pauses.",
    )
    idle_end_seconds: float = Field(
        default=7200, ge=1, le=604_800, description="Time without a command after which a Run ends."
    )
    max_run_seconds: float = Field(
        default=43_200, ge=10, le=604_800, description="Time after which any Run ends."
    )
