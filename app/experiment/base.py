"""What all parts of an Experiment share, and how a field is declared."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """What all parts of an Experiment share: frozen, no unknown fields, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def setting(
    default: Any,  # noqa: ANN401 - as in pydantic's own Field
    title: str,
    description: str,
    link: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    max_length: int | None = None,
    **extra: float | str | bool,
) -> Any:  # noqa: ANN401
    """Declare one field with all that people, the link and the page's controls need to know.

    ``extra`` goes into the JSON schema: ``step`` (of a slider), ``scale`` ("log"), ``smallest``
    (the first value above 0 of a logarithmic slider), ``unit`` ("%" shows a share as percent),
    ``basic`` (shown in Basic mode), ``start`` (it only says how a layer starts). For links:
    ``codec`` (`app.experiment.codec`) and, in a layer, ``positional`` (written without its name).
    """
    return Field(
        default=default,
        title=title,
        description=description,
        ge=ge,
        le=le,
        max_length=max_length,
        json_schema_extra={"link": link, "basic": False, **extra},
    )
