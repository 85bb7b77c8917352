"""The View: what the page shows of an Experiment."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from app.experiment.base import Model, setting
from app.experiment.choices import Choice, OneOf
from app.experiment.fields import settings
from app.experiment.model import Experiment

PAGE_PARTS = (
    Choice("play", "Play"),
    Choice("step", "Step"),
    Choice("reset", "Reset"),
    Choice("new_weights", "New weights"),
    Choice("metrics", "Figures"),
    Choice("rewind", "Rewind"),
    Choice("activation", "Activation"),
    Choice("network", "Network"),
    Choice("output", "Output"),
    Choice("curves", "Curves"),
    Choice("lenses", "Lenses"),
    Choice("presets", "Presets"),
    Choice("problem", "Kind of problem"),
    Choice("show_test", "Test points"),
    Choice("discretize", "Regions only"),
    Choice("log_loss", "Log loss"),
    Choice("speed", "Speed"),
)
"""Parts of the page that an embed can leave out, besides the control of every field."""


def controls() -> tuple[Choice, ...]:
    """Return everything that ``View.hide`` can name: parts of the page and fields by link key."""
    return PAGE_PARTS + tuple(Choice(each.key, each.title) for each in settings(Experiment))


ControlName = Annotated[str, OneOf(controls)]


class View(Model):
    """What the page shows; it never changes a number of the Experiment."""

    mode: Literal["basic", "full"] = setting(
        "basic", "Mode", "Basic shows the six controls to start with, Full shows all.", "mode"
    )
    theme: Literal["auto", "light", "dark"] = setting(
        "auto", "Theme", "Light or dark page; auto follows the device.", "theme"
    )
    projector: bool = setting(
        False, "Projector", "Larger type and stronger lines for a classroom.", "projector"
    )
    lens: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,40}$")] = setting(
        "", "Lens", "The tab that is open below the network; empty is the first.", "lens"
    )
    unit: Annotated[str, StringConstraints(pattern=r"^(\d{1,2}\.\d{1,3})?$")] = setting(
        "", "Unit", "The chosen unit as layer.unit, both counted from 0; empty is none.", "unit"
    )
    example: Annotated[
        str,
        StringConstraints(
            pattern=r"^(\d{1,4}|-?\d{1,4}(\.\d{1,4})?,-?\d{1,4}(\.\d{1,4})?)?$", max_length=30
        ),
    ] = setting(
        "",
        "Example",
        "The chosen example: its number from 0, or a free point as x,y; empty is the first.",
        "example",
    )
    show_test: bool = setting(
        True, "Test points", "Draws the examples that only test the network.", "show_test"
    )
    discretize: bool = setting(
        False,
        "Regions only",
        "Paints the decision alone, without how sure the network is.",
        "discretize",
    )
    log_loss: bool = setting(False, "Log loss", "Draws the loss on a logarithmic axis.", "log_loss")
    plane_x: Annotated[str, StringConstraints(max_length=100)] = setting(
        "",
        "Across",
        "The column on the horizontal axis, or pc1; empty lets the page choose.",
        "plane_x",
    )
    plane_y: Annotated[str, StringConstraints(max_length=100)] = setting(
        "", "Up", "The column on the vertical axis, or pc2; empty lets the page choose.", "plane_y"
    )
    speed: float = setting(
        500.0,
        "Speed",
        "Updates a second; 0 is as fast as possible.",
        "speed",
        ge=0,
        le=100_000,
        scale="log",
        smallest=0.5,
        basic=True,
    )
    hide: tuple[ControlName, ...] = setting(
        (),
        "Hidden controls",
        "Controls that an embedded page does not show.",
        "hide",
        max_length=100,
    )
    autoplay: bool = setting(
        False, "Autoplay", "Starts training as soon as the page is open.", "autoplay"
    )
