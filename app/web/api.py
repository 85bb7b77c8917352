"""The JSON API: what the page is told, for programs."""

from typing import Any

from fastapi import APIRouter

from app.experiment import schema
from app.web.configuration import datasets, presets
from app.web.pages import Pages


def router(pages: Pages) -> APIRouter:
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

    return routes
