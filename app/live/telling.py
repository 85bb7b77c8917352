"""Telling the browser which experiment it looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.experiment import link_notes
from app.lenses import LENSES
from app.live.events import ExperimentChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.live.run import Run
    from app.training import EditReport


def tell_experiment(
    run: Run,
    *,
    notes: Iterable[str] = (),
    kept: bool = True,
    view: dict[str, Any] | None = None,
    report: EditReport | None = None,
) -> None:
    """Send the experiment as it is now."""
    trainer = run.trainer
    event = ExperimentChanged(
        experiment=trainer.experiment.model_dump(mode="json"),
        view=view,
        link=trainer.experiment.to_link(),
        notes=[*notes, *link_notes(trainer.experiment)],
        description=trainer.describe().model_dump(mode="json"),
        lenses=[name for name, lens in LENSES.items() if lens.fits(trainer)],
        kept=kept,
        edited_live=trainer.edited,
        loss_before=report.loss_before if report else None,
        loss_after=report.loss_after if report else None,
    )
    run.put(event.text())
