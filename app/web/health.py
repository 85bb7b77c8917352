"""Answers for monitoring: alive, ready, and figures for Prometheus."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response


def router() -> APIRouter:
    """Return the routes for monitoring."""
    routes = APIRouter()

    @routes.get("/healthz")
    async def alive() -> Response:
        return PlainTextResponse("ok\n")

    return routes
