"""The JSON API: what the page is told, for programs."""

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from app.experiment import Experiment, schema
from app.experiment.differences import SIDES, STACKED, differences, names, words
from app.settings import Settings
from app.web.configuration import comparisons, datasets, presets
from app.web.pages import Pages


class TwoExperiments(BaseModel):
    """What is asked about two experiments; `stacked`: say "above" and "below"."""

    model_config = ConfigDict(extra="forbid")

    left: Experiment
    right: Experiment
    stacked: bool = False


def router(pages: Pages, settings: Settings) -> APIRouter:
    """Return the routes of the API."""
    routes = APIRouter(prefix="/api")

    @routes.get("/schema")
    async def read_schema() -> dict[str, Any]:
        """Return the JSON schema of Experiment and View, with all choices."""
        return schema()

    @routes.get("/datasets")
    async def read_datasets() -> list[dict[str, Any]]:
        """Return the gallery of data sets."""
        return datasets()

    @routes.get("/presets")
    async def read_presets() -> list[dict[str, Any]]:
        """Return the gallery of presets."""
        return presets(pages.static_url())

    @routes.get("/comparisons")
    async def read_comparisons() -> list[dict[str, str]]:
        """Return the gallery of comparisons."""
        return comparisons()

    @routes.post("/differences")
    async def compare(request: Request) -> dict[str, Any]:
        """Return in words what differs between two experiments, and a short name of each side."""
        try:
            asked = TwoExperiments.model_validate_json(
                await body(request, settings.max_command_bytes)
            )
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise HTTPException(422, f"{place}: {first['msg']}.") from None
        found = differences(asked.left, asked.right)
        left, right = names(found)
        return {
            "words": words(found, STACKED if asked.stacked else SIDES),
            "left": left,
            "right": right,
        }

    return routes


async def body(request: Request, most: int) -> bytes:
    """Return what a request carries; raises HTTPException 413 where that is more than `most`."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > most:
            raise HTTPException(413, f"A request may carry {most:,} bytes.")
    return bytes(found)
