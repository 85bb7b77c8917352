"""Answers for monitoring: alive, ready, and figures for Prometheus."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse, Response

from app.live.host import Host


def router(host: Host) -> APIRouter:
    """Return the routes for monitoring."""
    routes = APIRouter()

    @routes.get("/healthz")
    async def alive() -> Response:
        return PlainTextResponse("ok\n")

    @routes.get("/readyz")
    async def ready() -> Response:
        if host.full():
            return PlainTextResponse("no room for another Run\n", status_code=503)
        return PlainTextResponse("ready\n")

    @routes.get("/metrics")
    async def metrics() -> Response:
        return Response(host.figures(), media_type=CONTENT_TYPE_LATEST)

    return routes
