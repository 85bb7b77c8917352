"""The application: wires settings, pages and Runs together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.live.hosting import make_host
from app.settings import Settings
from app.web import api, health, pages, socket
from app.web.security import SecurityHeaders


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the ASGI application; each call makes an independent one."""
    settings = settings or Settings()
    site = pages.Pages(settings)
    host = make_host(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await host.start()
        site.prepare()
        yield
        await host.stop()

    app = FastAPI(
        title="Hidden Layers", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.host = host
    app.include_router(pages.router(site))
    app.include_router(api.router(site, settings))
    app.include_router(socket.router(settings, host))
    app.include_router(health.router(host))
    app.add_middleware(SecurityHeaders, embed_ancestors=settings.embed_ancestors)
    return app
