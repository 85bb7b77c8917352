"""What a live edit answers: a report, or an error that names the field."""

from dataclasses import dataclass


class EditError(ValueError):
    """An edit that cannot be made; nothing was changed.

    ``path`` names the field in dotted form (``layers.1.units``), ``message`` the allowed values.
    """

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.message = message
        self.path = path


@dataclass(frozen=True)
class EditReport:
    """What an edit did to the running network.

    ``kept`` says whether anything learned (or any first weight) was carried over, ``notes`` are
    sentences for people, and the losses are the data loss on the training examples just before and
    just after the edit. They differ in meaning when the data or the loss itself was changed.
    """

    kept: bool
    notes: tuple[str, ...]
    loss_before: float
    loss_after: float
