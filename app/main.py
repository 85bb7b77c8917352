"""The application: wires settings, pages and Runs together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.live.figures import Figures
from app.live.host import LocalHost
from app.settings import Settings
from app.web import api, health, pages, socket
from app.web.security import SecurityHeaders


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the ASGI application; each call makes an independent one."""
    settings = settings or Settings()
    site = pages.Pages(settings)
    figures = Figures()
    host = LocalHost(settings, figures)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await host.start()
        site.prepare()
        yield
        await host.stop()

    app = FastAPI(
        title="Hidden Layers", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.include_router(pages.router(site))
    app.include_router(api.router(site))
    app.include_router(socket.router(settings, host))
    app.include_router(health.router(host, figures))
    app.add_middleware(SecurityHeaders, embed_ancestors=settings.embed_ancestors)
    return app
