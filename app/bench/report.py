"""What the benchmark reports: the keys of its JSON, which stay as they are."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

VERSION = 1


class Part(BaseModel):
    """A part of the report."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Machine(Part):
    """What was measured on."""

    processor: str = Field(description="Name of the processor.")
    cores: int = Field(description="Cores that this system has.")
    versions: dict[str, str] = Field(description="Versions by name: python, numpy, torch, …")
    blas_threads: str = Field(description="Threads that NumPy's linear algebra may use.")
    load_before: float | None = Field(description="Load average of a minute, at the start.")
    load_after: float | None = Field(description="The same at the end.")


class Update(Part):
    """One update of one network: microseconds of processor time, medians of turns."""

    network: str = Field(description="Units of all layers, such as 2-8-8-8-1.")
    batch: int = Field(description="Examples in an update.")
    optimizer: str = Field(description="sgd or adam.")
    ours: float = Field(description="The engine of Hidden Layers.")
    c: float | None = Field(
        description="The same in plain C, compiled on the spot, without OpenBLAS."
    )
    numpy: float = Field(description="The same in NumPy as one writes it first.")
    pytorch: float | None = Field(description="PyTorch, eager.")
    scikit_learn: float | None = Field(description="scikit-learn's partial_fit.")
    times_c: float | None = Field(description="ours / c.")
    faster_than_numpy: float = Field(description="numpy / ours.")
    faster_than_pytorch: float | None = Field(description="pytorch / ours.")
    faster_than_scikit_learn: float | None = Field(description="scikit_learn / ours.")


class ShapedUpdate(Part):
    """One update of a network that sees pictures or sequences, likewise; softmax cross-entropy."""

    network: str = Field(description="Shape of the inputs and the layers, in words.")
    batch: int = Field(description="Examples in an update.")
    optimizer: str = Field(description="sgd or adam.")
    ours: float = Field(description="The engine of Hidden Layers.")
    pytorch: float | None = Field(description="PyTorch, eager.")
    faster_than_pytorch: float | None = Field(description="pytorch / ours.")


class Stack(Part):
    """Networks 2-8-8-8-1 side by side, batch 10, SGD."""

    networks: int = Field(description="How many are trained at once.")
    microseconds: float = Field(description="Processor time of an update, for each network.")
    faster_than_pytorch: float | None = Field(description="PyTorch's update / this.")


class Frame(Part):
    """A whole frame of 2-8×6-1: an epoch, the losses, all maps at 100×100, packed."""

    milliseconds: float = Field(description="By the clock, median.")
    cpu_milliseconds: float = Field(description="Processor time, median.")
    maps: int = Field(description="Maps in the frame.")
    bytes: int = Field(description="Size of the frame.")


class Room(Part):
    """Runs that one server keeps lively at so many frames a second, clients on this machine."""

    frames_per_second: int = Field(description="Frames a second that each browser takes.")
    runs: int = Field(
        description="The most Runs of which each got nine tenths of its frames, and with 95 % of "
        "the commands answered within 100 ms; 0 if not even the first few were."
    )
    answer_milliseconds: float | None = Field(description="95 % of the commands took at most this.")
    fairness: float | None = Field(description="Updates of the least over the most served Run.")


class Runs(Part):
    """Many Runs of 2-8-8-8-1 on one server."""

    rooms: list[Room] = Field(description="One entry for each rate of frames.")
    megabytes_per_run: float | None = Field(description="Memory that one more Run takes.")
    cpu_milliseconds_per_run: float | None = Field(
        description="Processor time that the server takes for a second of one Run at 10 frames a "
        "second and the default speed; other programs change it less than `rooms`."
    )


class Speed(Part):
    """The page of 6×8 units and 500 points while it trains."""

    asked_updates_per_second: int = Field(description="The speed that is set; 0: all it can.")
    frames_per_second: float = Field(description="Frames drawn.")
    updates_per_second: float = Field(description="Updates made.")
    neighbour_milliseconds: float = Field(
        description="Until an edit of another Run beside the page was answered, the median."
    )
    neighbour_late_milliseconds: float = Field(
        description="The same, for 95 % of the edits at most."
    )


class Browser(Part):
    """The page in a Chromium on this machine, server included."""

    name: str = Field(description="Name and version.")
    first_picture_milliseconds: float = Field(description="Opening to first picture, cold cache.")
    ready_milliseconds: float = Field(description="From opening to the page being ready.")
    speeds: list[Speed] = Field(description="One entry for each speed.")


class Report(Part):
    """All that was measured."""

    version: int = Field(
        default=VERSION, description="Grows when a key changes its meaning or goes."
    )
    date: str = Field(description="Day of the measurement, year-month-day.")
    quick: bool = Field(description="Whether it was the short form.")
    machine: Machine = Field(description="What was measured on.")
    updates: list[Update] = Field(description="One entry for each network and optimizer.")
    shaped_updates: list[ShapedUpdate] = Field(
        description="One entry for each network that sees pictures or sequences, and optimizer."
    )
    stacks: list[Stack] = Field(description="One entry for each number of networks.")
    frame: Frame = Field(description="A whole frame.")
    runs: Runs | None = Field(description="How many one server keeps lively; null if skipped.")
    browser: Browser | None = Field(description="Null where there is none to measure with.")
    skipped: dict[str, str] = Field(description="What was not measured, and why.")
