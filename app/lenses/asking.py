"""Lenses that train networks of their own do so only when they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from app.lenses.lens import Options

if TYPE_CHECKING:
    from app.lenses.look import Look

LONGEST_LINK = 40_000


class NotAskedError(Exception):
    """Nobody has asked for a training of this experiment."""


class TrainingOptions(Options):
    """Options of a lens that trains networks of its own.

    `of` is the link of the experiment for which the training was asked for, so that a lens that
    is left open does not begin to train when another experiment is opened.
    """

    attempt: int = Field(
        default=0, ge=0, le=1_000_000, description="Another number trains anew; 0 trains nothing."
    )
    of: str = Field(
        default="", max_length=LONGEST_LINK, description="Link of the experiment that is trained."
    )
    paused: bool = Field(default=False, description="Rest, and keep what is there.")

    def require_asked(self, look: Look) -> None:
        """Raise NotAskedError unless a training of the present experiment was asked for."""
        if not self.attempt or self.of != look.trainer.experiment.to_link():
            raise NotAskedError
